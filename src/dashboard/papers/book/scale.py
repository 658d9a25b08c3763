"""How far the axes of a workbook's chart reach: whole fiscal years, and round steps that hold every value."""

import math
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.charts.target import span
from dashboard.charts.target_view import TargetView
from dashboard.charts.theme import fiscal_ticks

_STEPS = 6
_MARGIN = 0.05
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True)
class Scale:
    """First and last day, the fiscal years' ticks between them; least and greatest value with the step of the grid."""

    first: date
    last: date
    ticks: tuple[tuple[int, date], ...]
    low: float
    high: float
    step: float

    @property
    def days(self) -> int:
        """How long the axis is."""
        return (self.last - self.first).days


def serial(day: date) -> int:
    """The number by which Excel counts a day."""
    return (day - _EPOCH).days


def scale_of(view: TargetView) -> Scale:
    """Room for all that is drawn, and for the plan to its end."""
    ticks = _ticks(view)
    days = [*_days(view), *(day for _, day in ticks)]
    room = timedelta(days=round((max(days) - min(days)).days * _MARGIN) or 30)
    low, high, step = _values(view)
    return Scale(min(days) - room, max(days) + 2 * room, ticks, low, high, step)


def _days(view: TargetView) -> list[date]:
    baseline = view.indicator.baseline
    start = [baseline.period.date] if baseline else []
    return [one.as_of for one in (*view.judged, *view.others)] + [day for day, _ in view.line] + start


def _ticks(view: TargetView) -> tuple[tuple[int, date], ...]:
    """From the one at or before the first thing drawn to the plan's end."""
    return fiscal_ticks(*span(view), view.catalogue.judging.fiscal_year_point)


def _values(view: TargetView) -> tuple[float, float, float]:
    values = [one.value for one in (*view.judged, *view.others) if one.value is not None]
    values += [value for _, value in view.line]
    values += [view.indicator.baseline.value] if view.indicator.baseline else []
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    room = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    step = max(_round_step((high - low + 2 * room) / _STEPS), 10.0**-view.indicator.decimals)
    floor = 0.0 if low >= 0 and low - room < 0 else low - room
    bottom, top = math.floor(floor / step), math.ceil((high + room) / step)
    return round(bottom * step, 9), round(top * step, 9), step


def _round_step(rough: float) -> float:
    """1, 2 or 5 of the power of ten: the least that is not smaller."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough * (1 - 1e-9))
