"""Required line, shares, pace and projection: the figures of one target, over plain numbers and dates.

Everything here is in the indicator's own unit; shares are fractions (0.387, not 38.7 %) and nothing is rounded.
Days are counted, and a year of a pace is 365.25 days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

DAYS_PER_YEAR = 365.25

Point = tuple[date, float]
"""A date and the value that stands for it."""


@dataclass(frozen=True, slots=True)
class Projection:
    """The past pace extended to the target's date, never a forecast.

    ``low`` and ``high`` extend the slowest and the fastest pace between neighbouring values, the numerically smaller
    result first; both are None with fewer than three dated values.
    """

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Quantities:
    """The figures of one target; a figure that is not defined is None.

    ``achieved`` and ``elapsed`` are shares. ``line``, ``gap`` (value minus line) and ``remaining`` (target minus value)
    are in the indicator's unit, ``pace`` and ``required_pace`` in that unit a year. ``multiple``, required over so
    far, has no meaning while the pace so far is zero or leads away from the wanted direction.
    """

    achieved: float | None = None
    elapsed: float | None = None
    line: float | None = None
    gap: float | None = None
    remaining: float | None = None
    pace: float | None = None
    required_pace: float | None = None
    multiple: float | None = None
    projection: Projection | None = None


def required_line(points: Sequence[Point], day: date) -> float:
    """Value of the required line (必要ペース線) on a day: straight through the points, level outside them.

    Args:
        points: the baseline, then the targets that have a value, in date order.
        day: the day to read the line at.

    Raises:
        ValueError: there is no point at all.
    """
    if not points:
        raise ValueError("a required line needs at least its baseline")
    if day <= points[0][0]:
        return points[0][1]
    for (start, low), (end, high) in pairwise(points):
        if day <= end:
            return low + (high - low) * ((day - start) / (end - start))
    return points[-1][1]


def years_between(start: date, end: date) -> float:
    """Years from one date to another, negative when the second is the earlier."""
    return (end - start).days / DAYS_PER_YEAR


def pace_between(start: Point, end: Point) -> float:
    """Change a year from one dated value to a later one."""
    return (end[1] - start[1]) / years_between(start[0], end[0])


def quantities(path: Sequence[Point], target: Point, values: Sequence[Point], wanted: int) -> Quantities:
    """All figures of one target.

    Args:
        path: the baseline, then the targets that have a value, in date order.
        target: the target to judge against.
        values: the judged values after the baseline's date, in date order, at least one.
        wanted: +1 when more is better, -1 when less is better.
    """
    baseline, latest = path[0], values[-1]
    line = required_line(path, latest[0])
    pace = pace_between(baseline, latest)
    required = pace_between(latest, target) if latest[0] < target[0] else None
    return Quantities(
        achieved=_ratio(latest[1] - baseline[1], target[1] - baseline[1]),
        elapsed=_ratio((latest[0] - baseline[0]).days, (target[0] - baseline[0]).days),
        line=line,
        gap=latest[1] - line,
        remaining=target[1] - latest[1],
        pace=pace,
        required_pace=required,
        multiple=required / pace if required is not None and pace * wanted > 0 else None,
        projection=project([baseline, *values], target[0]),
    )


def project(values: Sequence[Point], day: date) -> Projection | None:
    """The mean pace from first to last value extended to a day; None when the last value is not before that day."""
    latest = values[-1]
    years = years_between(latest[0], day)
    if years <= 0:
        return None
    ahead = [latest[1] + pace_between(*pair) * years for pair in pairwise(values)]
    value = latest[1] + pace_between(values[0], latest) * years
    return Projection(value, min(ahead), max(ahead)) if len(values) > 2 else Projection(value)


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None
