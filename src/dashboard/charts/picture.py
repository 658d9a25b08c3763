"""A picture and everything that must travel with it, so that no screen or file can show one without its source."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from dashboard.charts.table import Table

if TYPE_CHECKING:
    from altair import LayerChart


@dataclass(frozen=True)
class Frame:
    """How large a chart's own field is, in pixels, and whether it says its title itself or the page around it does."""

    width: int
    height: int
    titled: bool = True


SCREEN = Frame(690, 330)
"""Of a chart that nothing else gives a size."""


class Surface(StrEnum):
    """What a picture stands on, which decides how wide it is drawn and who writes the lines under it.

    On paper, and in a file that is taken home, it stands alone and has title, unit, source and dates inside. On a
    screen the page writes its footer as text; in a narrow place letters of the wide drawing would be too small.
    """

    PAPER = "paper"
    WIDE = "wide"
    NARROW = "narrow"


@dataclass(frozen=True)
class Picture:
    """One chart ready to be shown or written.

    ``name`` is a file name stem in Japanese without a date, ``title`` what it shows and in which unit, ``alt`` the
    numbers in words for those who cannot see it; ``draw`` makes the chart for a surface. ``footer`` are the lines under
    it (legend, source, as-of, dates), which the page writes on a screen; None where the chart has them everywhere.
    ``narrow`` says whether there is a drawing of its own for a narrow place.
    """

    name: str
    title: str
    alt: str
    draw: Callable[[Surface], "LayerChart"]
    table: Table
    footer: tuple[str, ...] | None = None
    narrow: bool = False
    _specs: dict[Surface, dict[str, Any]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def spec(self, surface: Surface = Surface.PAPER) -> dict[str, Any]:
        """The complete Vega-Lite specification for a surface, theme included; not to be changed."""
        if surface not in self._specs:
            # Against Vega-Lite's schema a test checks it; each time anew that takes longer than drawing.
            self._specs[surface] = dict(self.draw(surface).to_dict(format="vega-lite", validate=False))
        return self._specs[surface]
