"""The growth-rate method: observed against required yearly growth, as SDG indicator platforms report it.

Source: the progress measures of Open SDG as Statistics Canada applies them (after Eurostat): steps at 0.95, 0.60 and 0
of the required growth, or at 1.5 %, 0.5 % and 0 a year where there is no target; scores from -5 to 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.text import Term

STAND_IN_FOR_ZERO = 0.001
LIMIT_EXPONENT = 4.44
RATIO_STEPS = (0.95, 0.60, 0.0)
GROWTH_STEPS = (0.015, 0.005, 0.0)
BEST = 5.0
WORST = -5.0


class Verdict(Term):
    """What a method says of an indicator, in the words for a sentence and in few."""

    @property
    def short(self) -> str:
        """The few characters that fit a card."""
        return self.words[1]


class GrowthStatus(Verdict):
    """Status of one indicator by growth rate, best first."""

    TARGET_ACHIEVED = "target_achieved", "目標値に達した", "達成"
    SUBSTANTIAL_PROGRESS = "substantial_progress", "十分に進んでいる", "十分な進展"
    MODERATE_PROGRESS = "moderate_progress", "ある程度進んでいる", "中程度の進展"
    LIMITED_PROGRESS = "limited_progress", "わずかに進んでいる", "わずかな進展"
    DETERIORATION = "deterioration", "後退している", "後退"
    NOT_AVAILABLE = "not_available", "判定できない", "判定できない"


_STEPS = (GrowthStatus.SUBSTANTIAL_PROGRESS, GrowthStatus.MODERATE_PROGRESS, GrowthStatus.LIMITED_PROGRESS)


@dataclass(frozen=True, slots=True)
class Growth:
    """Result of the growth-rate method.

    ``observed`` and ``required`` are yearly growth rates as fractions. ``progress_value`` is their ratio where there is
    a target, else the observed rate, signed so that positive is the wanted direction. ``score`` runs from -5 to 5.
    ``steps`` are the least progress values of substantial, moderate and limited progress.
    """

    status: GrowthStatus
    progress_value: float | None = None
    score: float | None = None
    observed: float | None = None
    required: float | None = None
    steps: tuple[float, ...] = RATIO_STEPS


def growth_rate(start: float, end: float, years: float) -> float | None:
    """Compound yearly growth rate; None when it is not defined (under a year, or a change of sign).

    A zero start is replaced by 0.001, with which the method keeps a series that begins at nothing.
    """
    base = start or STAND_IN_FOR_ZERO
    if years < 1 or end / base < 0:
        return None
    return float((end / base) ** (1 / years)) - 1


def growth_to_target(values: tuple[float, float], target: float, years: tuple[float, float], direction: int) -> Growth:
    """Judge a value against a target by the ratio of observed to required growth.

    ``values`` are the baseline and the current value, ``years`` the whole reporting years from the baseline to the
    current value and to the target; ``direction`` is +1 when more is better, -1 when less is better.
    """
    base, current = values
    observed = growth_rate(base, current, years[0])
    required = growth_rate(base, target or STAND_IN_FOR_ZERO, years[1])
    ratio = direction * _sign(base) * observed / abs(required) if observed is not None and required else None
    if direction * (current - target) >= 0:
        return Growth(GrowthStatus.TARGET_ACHIEVED, ratio, BEST, observed, required)
    if ratio is None:
        return Growth(GrowthStatus.NOT_AVAILABLE, observed=observed, required=required)
    return Growth(_status(ratio, RATIO_STEPS), ratio, _ratio_score(ratio), observed, required)


def growth_alone(values: tuple[float, float], years: float, direction: int, limit: float | None = None) -> Growth:
    """Judge a value without a target by its growth, the steps made smaller where a natural limit is near.

    As in ``growth_to_target``; ``limit`` is the value that cannot be passed (100 for a percentage), None without one.
    """
    base, current = values
    observed = growth_rate(base, current, years)
    if observed is None:
        return Growth(GrowthStatus.NOT_AVAILABLE)
    progress = direction * _sign(base) * observed
    room = 1.0 if limit is None else room_to_limit(base, limit)
    steps = tuple(step * room for step in GROWTH_STEPS)
    return Growth(_status(progress, steps), progress, _growth_score(progress, room), observed, steps=steps)


def room_to_limit(base: float, limit: float) -> float:
    """Coefficient from 0 (the baseline is at the natural limit) to 1 (far from it) for the steps of growth."""
    size = abs(base)
    bound = abs(limit)
    if size >= 2 * bound:
        return 1.0
    nearness = size if size <= bound else 2 * bound - size
    return float(1 - (nearness / bound) ** LIMIT_EXPONENT)


def _sign(base: float) -> int:
    return -1 if base < 0 else 1


def _status(progress: float, steps: Sequence[float]) -> GrowthStatus:
    reached = (status for status, step in zip(_STEPS, steps, strict=True) if progress >= step)
    return next(reached, GrowthStatus.DETERIORATION)


def _ratio_score(ratio: float) -> float:
    if ratio >= RATIO_STEPS[1]:
        return min(7.1429 * ratio - 4.2857, BEST)
    return max(4.1667 * ratio - 2.5, WORST)


def _growth_score(progress: float, room: float) -> float:
    if progress < 0:
        return max(125 * progress - 2.5, WORST)
    if room == 0:
        return BEST
    if progress >= GROWTH_STEPS[0] * room:
        return min(500 * progress / room - 5, BEST)
    if progress >= GROWTH_STEPS[1] * room:
        return 250 * progress / room - 1.25
    return 500 * progress / room - 2.5
