"""What there is to judge: the bridge from the catalogue and the observations to dated numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.catalogue import Direction, Indicator
from dashboard.fiscal import Period, fiscal_year, label
from dashboard.judging.line import Point
from dashboard.observation import Observation, Status
from dashboard.text import difference_unit, format_amount


@dataclass(frozen=True, slots=True)
class Stated:
    """A value with the period it stands for."""

    period: Period
    value: float

    @property
    def when(self) -> str:
        """The period in words (令和6年11月)."""
        return label(self.period)

    @property
    def point(self) -> Point:
        """Date and value."""
        return (self.period.date, self.value)


@dataclass(frozen=True, slots=True)
class Case:
    """One indicator with a baseline and at least one judged value after it, ``values`` in date order."""

    indicator: Indicator
    baseline: Stated
    values: tuple[Stated, ...]
    provisional: bool

    @property
    def latest(self) -> Stated:
        """The value that is judged."""
        return self.values[-1]

    @property
    def change(self) -> float:
        """Latest value minus baseline, in the indicator's unit."""
        return self.latest.value - self.baseline.value

    @property
    def wanted(self) -> int:
        """+1 when more is better, -1 when less is better."""
        return wanted_sign(self.indicator)

    def amount(self, value: float, finer: int = 0) -> str:
        """A value as this indicator writes it, with ``finer`` more decimals."""
        return format_amount(value, self.indicator.decimals + finer, self.indicator.unit)

    def difference(self, value: float, finer: int = 0) -> str:
        """A difference of two values, likewise."""
        return format_amount(value, self.indicator.decimals + finer, difference_unit(self.indicator.unit))

    def years_to(self, end: Stated) -> int:
        """Whole reporting (fiscal) years from the baseline."""
        return fiscal_year(end.period.date) - fiscal_year(self.baseline.period.date)


def case_of(indicator: Indicator, judged: Sequence[Observation]) -> Case | None:
    """The case to judge; None without a baseline or without a judged value dated after it."""
    if indicator.baseline is None:
        return None
    baseline = Stated(indicator.baseline.period, indicator.baseline.value)
    values = tuple(
        Stated(one.period, one.value) for one in judged if one.value is not None and one.as_of > baseline.period.date
    )
    return Case(indicator, baseline, values, judged[-1].status is Status.PROVISIONAL) if values else None


def judged_observations(
    indicator: Indicator, observations: Sequence[Observation], as_of: date
) -> tuple[Observation, ...]:
    """The observations that enter a grade, one a date, in date order, none dated after ``as_of``.

    Official values; provisional ones only where the catalogue lets them, and never in place of an official one.
    """
    allowed = {Status.OFFICIAL, Status.PROVISIONAL} if indicator.grade_provisional else {Status.OFFICIAL}
    eligible = [one for one in observations if one.value is not None and one.status in allowed and one.as_of <= as_of]
    eligible.sort(key=lambda one: (one.as_of, one.status is Status.OFFICIAL))
    return tuple({one.as_of: one for one in eligible}.values())


def stated_targets(indicator: Indicator) -> tuple[Stated, ...]:
    """The targets that have a value; one printed as ― is no target to judge against."""
    return tuple(Stated(target.period, target.value) for target in indicator.targets if target.value is not None)


def line_points(indicator: Indicator) -> tuple[Point, ...]:
    """The corners of the required line: the baseline, then the targets that have a value; empty without a baseline."""
    if indicator.baseline is None:
        return ()
    start = (indicator.baseline.period.date, indicator.baseline.value)
    return (start, *(target.point for target in stated_targets(indicator)))


def wanted_sign(indicator: Indicator) -> int:
    """+1 when more is better, -1 when less is better."""
    return 1 if indicator.direction is Direction.UP else -1
