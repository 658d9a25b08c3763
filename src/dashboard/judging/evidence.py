"""What there is to judge: the bridge from the catalogue and the observations to dated numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.catalogue import Break, Direction, Indicator
from dashboard.fiscal import Period, fiscal_year
from dashboard.judging.line import Point
from dashboard.observation import Observation, Status, counting
from dashboard.text import difference_unit, format_amount


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value with the period it stands for."""

    period: Period
    value: float

    @property
    def point(self) -> Point:
        """Date and value."""
        return (self.period.date, self.value)


@dataclass(frozen=True, slots=True)
class Case:
    """One indicator with a baseline and at least one judged value after it, ``values`` in date order."""

    indicator: Indicator
    baseline: DatedValue
    values: tuple[DatedValue, ...]
    provisional: bool

    @property
    def latest(self) -> DatedValue:
        """The value that is judged."""
        return self.values[-1]

    @property
    def change(self) -> float:
        """Latest value minus baseline, in the indicator's unit."""
        return self.latest.value - self.baseline.value

    @property
    def direction(self) -> int:
        """+1 when more is better, -1 when less is better."""
        return direction_sign(self.indicator)

    @property
    def breaks(self) -> tuple[Break, ...]:
        """The changes of definition between the baseline and the value that is judged."""
        return self.indicator.breaks_between(self.baseline.period.date, self.latest.period.date)

    def amount(self, value: float, finer: int = 0) -> str:
        """A value as this indicator writes it, with ``finer`` more decimals."""
        return format_amount(value, self.indicator.decimals + finer, self.indicator.unit)

    def difference(self, value: float, finer: int = 0) -> str:
        """A difference of two values, likewise."""
        return format_amount(value, self.indicator.decimals + finer, difference_unit(self.indicator.unit))

    def years_to(self, end: DatedValue) -> int:
        """Whole reporting (fiscal) years from the baseline."""
        return fiscal_year(end.period.date) - fiscal_year(self.baseline.period.date)


def case_of(indicator: Indicator, judged: Sequence[Observation]) -> Case | None:
    """The case to judge; None without a baseline or without a judged value dated after it."""
    if indicator.baseline is None:
        return None
    baseline = DatedValue(indicator.baseline.period, indicator.baseline.value)
    values = tuple(
        DatedValue(observation.period, observation.value)
        for observation in judged
        if observation.value is not None and observation.as_of > baseline.period.date
    )
    return Case(indicator, baseline, values, judged[-1].status is Status.PROVISIONAL) if values else None


def judged_observations(
    indicator: Indicator, observations: Sequence[Observation], as_of: date = date.max
) -> tuple[Observation, ...]:
    """The observations that enter a grade, one a date, in date order, none dated after ``as_of``."""
    dated = (observation for observation in observations if observation.as_of <= as_of)
    return counting(dated, provisional=indicator.grade_provisional)


def dated_targets(indicator: Indicator) -> tuple[DatedValue, ...]:
    """The targets that have a value; one printed as ― is no target to judge against."""
    return tuple(DatedValue(target.period, target.value) for target in indicator.targets if target.value is not None)


def line_points(indicator: Indicator) -> tuple[Point, ...]:
    """The corners of the required line: the baseline, then the targets that have a value; empty without a baseline."""
    if indicator.baseline is None:
        return ()
    start = (indicator.baseline.period.date, indicator.baseline.value)
    return (start, *(target.point for target in dated_targets(indicator)))


def direction_sign(indicator: Indicator) -> int:
    """+1 when more is better, -1 when less is better."""
    return 1 if indicator.direction is Direction.UP else -1
