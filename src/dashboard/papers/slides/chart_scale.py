"""How high a native chart's field reaches: round figures, with room for the labels over and under all that is drawn."""

import math
from dataclasses import dataclass

from dashboard.charts.target import value_range
from dashboard.charts.target_view import TargetView

_STEPS, _FEWEST_STEPS, _STEP_HEIGHT = 6, 3, 20.0
_ROOM_BELOW = 22.0
"""Points between the lowest value and the fiscal years, for a label."""

_POINTS_PER_PIXEL = 0.75


@dataclass(frozen=True)
class Scale:
    """Where an axis of values begins and ends, and how far its lines are apart."""

    low: float
    high: float
    step: float


def value_scale(view: TargetView, height: float) -> Scale:
    """Round figures around all that is drawn in a field of ``height`` points, not from 0; about six lines."""
    low, high = value_range(view, height / _POINTS_PER_PIXEL)
    lines = max(_FEWEST_STEPS, min(_STEPS, height / _STEP_HEIGHT))
    step = max(_round_step((high - low) / lines), 10.0**-view.indicator.decimals)
    high = math.ceil(high / step - 1e-9) * step
    low = math.floor(low / step + 1e-9) * step
    lowest = min(_drawn(view), default=high)
    while (lowest - low) / (high - low) * height < _ROOM_BELOW and (low - step >= 0 or lowest < 0):
        low -= step
    return Scale(low, high, step)


def _drawn(view: TargetView) -> list[float]:
    values = [one.value for one in (*view.judged, *view.others) if one.value is not None]
    return [*values, *(value for _, value in view.line)]


def _round_step(least: float) -> float:
    """1, 2, 2.5 or 5 times a power of ten, the first that is not below."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= least * (1 - 1e-9))
