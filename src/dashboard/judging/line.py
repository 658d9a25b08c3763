"""Required line, shares, pace and projection: the figures of one target, over plain numbers and dates.

Everything here is in the indicator's own unit; shares are fractions (0.387, not 38.7％) and nothing is rounded.
Days are counted, and a year of a pace is 365.25 days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

DAYS_PER_YEAR = 365.25

Point = tuple[date, float]
"""A date and the value that stands for it."""

Line = Sequence[Point]
"""The corners of a required line: the baseline, then the targets that have a value, in date order."""


@dataclass(frozen=True, slots=True)
class Projection:
    """The past pace extended to the target's date, never a forecast.

    ``low`` and ``high`` extend the slowest and the fastest pace between neighbouring values, the numerically smaller
    result first; both are None with fewer than three dated values.
    """

    value: float
    low: float | None = None
    high: float | None = None


def required_line(path: Line, day: date) -> float:
    """Value of the required line (必要な水準) on a day: straight through its corners, one at least, level outside."""
    if not path:
        raise ValueError("a required line needs at least its baseline")
    if day <= path[0][0]:
        return path[0][1]
    for (start, low), (end, high) in pairwise(path):
        if day <= end:
            return low + (high - low) * ((day - start) / (end - start))
    return path[-1][1]


def years_between(start: date, end: date) -> float:
    """Years from one date to another, negative when the second is the earlier."""
    return (end - start).days / DAYS_PER_YEAR


def pace_between(start: Point, end: Point) -> float:
    """Change a year from one dated value to a later one."""
    return (end[1] - start[1]) / years_between(start[0], end[0])


def share_of_way(baseline: float, target: float, value: float) -> float | None:
    """How much of the way from baseline to target a value has come; None where there is no way to go."""
    way = target - baseline
    return (value - baseline) / way if way else None


def projection(values: Sequence[Point], day: date) -> Projection | None:
    """The mean pace from first to last value extended to a day; None when the last value is not before that day."""
    latest = values[-1]
    years = years_between(latest[0], day)
    if years <= 0:
        return None
    value = latest[1] + pace_between(values[0], latest) * years
    if len(values) < 3:
        return Projection(value)
    extended = [latest[1] + pace_between(earlier, later) * years for earlier, later in pairwise(values)]
    return Projection(value, min(extended), max(extended))
