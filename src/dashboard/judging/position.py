"""Where a value stands against the required line: the one place that says behind, on or ahead.

Grades (and so cards), pictures, slides, workbooks and the order by delay all ask here, so that they cannot disagree.
"""

from dataclasses import dataclass
from enum import StrEnum

from dashboard.judging.line import Line, Point, required_line

TOLERANCE = 1e-9
"""Share of the way from baseline to target that counts as nothing, so that a value on the line is on the line."""


class Side(StrEnum):
    """On which side of the required line a value lies; ahead is the wanted side."""

    BEHIND = "behind"
    ON = "on"
    AHEAD = "ahead"

    @property
    def reached(self) -> bool:
        """Whether the required level is reached."""
        return self is not Side.BEHIND


@dataclass(frozen=True, slots=True)
class Position:
    """A value against the required line on its own day.

    ``line`` is the required value of that day and ``gap`` the value minus it, both in the indicator's unit; ``above``
    says whether the value is the greater number, which is the wanted side only where more is better.
    """

    line: float
    gap: float
    side: Side

    @property
    def above(self) -> bool:
        """Whether the value lies above the line in a chart; a value on the line lies on its wanted side."""
        return self.gap > 0

    def points(self, baseline: float, target: float, direction: int) -> float | None:
        """Distance from the line in hundredths of the way from baseline to target, negative when behind.

        None where the target is the baseline. The same for every unit, so that indicators can be put in an order.
        """
        way = abs(target - baseline)
        return 100 * direction * self.gap / way if way else None


def position(path: Line, value: Point, direction: int) -> Position | None:
    """Where a dated value stands; None where the line says nothing: before it begins, or without a target.

    ``direction`` is +1 when more is better, -1 when less is better.
    """
    if len(path) < 2 or value[0] <= path[0][0]:
        return None
    line = required_line(path, value[0])
    gap = value[1] - line
    slack = TOLERANCE * max(abs(level - path[0][1]) for _, level in path)
    side = Side.AHEAD if direction * gap > 0 else Side.BEHIND
    return Position(line, gap, Side.ON if abs(gap) <= slack else side)
