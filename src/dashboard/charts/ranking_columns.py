"""Where the parts of a ranking stand, in pixels: one column with room for all, or several narrow ones side by side."""

from dataclasses import dataclass, replace

RANKS, NAMES, GAP = 26, 112, 8
"""Where ranks end and names begin; where names end; the room between a bar's end at its longest and its figure."""

BETWEEN = 30

MANY = 20
"""With more regions than this, bars stand closer, and on paper in several columns."""


@dataclass(frozen=True)
class BarColumn:
    """Bars one below the other; ``fractions`` is whether there is room for what a rate is made of."""

    left: int
    bars: int
    figures: int
    fractions: bool

    @property
    def start(self) -> int:
        """Where the bars begin."""
        return self.left + NAMES

    @property
    def figure(self) -> int:
        """Where the figures begin."""
        return self.start + self.bars + GAP

    @property
    def right(self) -> int:
        """Where the column ends."""
        return self.figure + self.figures


_ALONE = BarColumn(0, bars=160, figures=150, fractions=True)
_BESIDE_OTHERS = BarColumn(0, bars=90, figures=60, fractions=False)


def bar_column(at: int, columns: int) -> BarColumn:
    """The one at this place among so many; three of them are readable on a landscape A4, two on an upright one."""
    if columns == 1:
        return _ALONE
    return replace(_BESIDE_OTHERS, left=at * (_BESIDE_OTHERS.right + BETWEEN))
