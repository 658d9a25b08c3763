"""A picture and everything that must travel with it, so that no screen or file can show one without its source."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from altair import LayerChart

from dashboard.charts.table import Table


@dataclass(frozen=True)
class Frame:
    """How large a chart's own field is, in pixels, and whether it says its title itself or the page around it does."""

    width: int
    height: int
    titled: bool = True


@dataclass(frozen=True)
class Picture:
    """One chart ready to be shown or written.

    ``name`` is a file name stem in Japanese without a date, ``title`` what it shows and in which unit, ``alt`` the
    numbers in words for those who cannot see it; ``chart`` carries title, unit, as-of and source inside.
    """

    name: str
    title: str
    alt: str
    chart: LayerChart
    table: Table

    @cached_property
    def spec(self) -> dict[str, Any]:
        """The complete Vega-Lite specification, theme included; not to be changed."""
        # Against Vega-Lite's schema the tests of this room check it; each time anew that takes longer than drawing.
        return dict(self.chart.to_dict(format="vega-lite", validate=False))
