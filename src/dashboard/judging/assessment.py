"""Judging one indicator: its catalogue entry, its observations and a date in, one ``Assessment`` out.

Screens, papers, API and command line all show a ``Standing``: the indicator with its observations and what ``assess``
makes of them, so that they cannot disagree.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from dashboard.catalogue import Break, Indicator, Judging, Method
from dashboard.judging.evidence import (
    Case,
    DatedValue,
    case_of,
    dated_targets,
    direction_sign,
    judged_observations,
    line_points,
)
from dashboard.judging.grading import Grade, grade_of
from dashboard.judging.growth import Growth, GrowthStatus, growth_alone, growth_to_target
from dashboard.judging.line import Point, Projection, pace_between, projection, required_line, share_of_way
from dashboard.judging.position import Position, position
from dashboard.judging.reasons import explain_grade, explain_missing, explain_status
from dashboard.observation import Observation, Status, marked
from dashboard.text import Term


class Flag(Term):
    """A mark that an assessment carries whatever its grade; ``judging.words.flag_words`` says it of an indicator."""

    BELOW_BASELINE = "below_baseline", "基準値より悪い"
    NO_NEW_VALUE = "no_new_value", "新しい値なし"
    NO_VALUE = "no_value", "値なし"
    STALE = "stale", "更新待ち"
    PROVISIONAL = "provisional", "速報値による"
    NO_TARGET = "no_target", "目標値なし"
    BREAK = "break", "定義変更あり"


@dataclass(frozen=True, slots=True)
class ReaderClock:
    """Where a target stands for who reads at the as-of date; the grade keeps the clock of the value instead.

    ``days_left`` counts from the as-of date to the target's, negative once it is past. ``elapsed`` is the share of the
    time from baseline to target that has passed, ``line`` the required value of the as-of date in the indicator's unit
    and ``required`` its share of the way. ``pace`` is what is needed a year from the as-of date with the latest value;
    None without a newer value than the baseline, at or after the target's date, and once the target is reached.
    """

    days_left: int
    elapsed: float | None
    line: float
    required: float | None
    pace: float | None


@dataclass(frozen=True, slots=True)
class TargetAssessment:
    """One indicator against one target: the figures, and the grade (line method) or status (growth rate).

    ``date`` and ``value`` are the target's; None only where the growth rate judges an indicator without a target.
    A figure that is not defined is None, and nothing is rounded. ``achieved``, ``elapsed`` and ``required`` (where the
    required line stands on the value's day) are shares of the way from baseline to target; ``remaining`` (target minus
    value) is in the indicator's unit, ``pace`` and ``required_pace`` in that unit a year. ``multiple``, required over
    so far, has no meaning while the pace so far is zero or leads away from the wanted direction. A target that is
    reached has neither. A pace so far, and what extends it, is None across a change of definition. ``reader`` is the
    clock of the as-of date; None without a baseline. ``points`` is the distance from the line in hundredths of
    the way, negative when behind. ``grade`` belongs to the line method,
    ``progress_value``, ``score`` and ``status`` to the growth rate. ``reason`` holds the sentences that led there.
    """

    date: date | None
    value: float | None
    position: Position | None = None
    achieved: float | None = None
    elapsed: float | None = None
    required: float | None = None
    points: float | None = None
    remaining: float | None = None
    pace: float | None = None
    required_pace: float | None = None
    multiple: float | None = None
    projection: Projection | None = None
    reader: ReaderClock | None = None
    grade: Grade | None = None
    progress_value: float | None = None
    score: float | None = None
    status: GrowthStatus | None = None
    reason: tuple[str, ...] = ()

    @property
    def line(self) -> float | None:
        """The required value on the latest value's day."""
        return None if self.position is None else self.position.line

    @property
    def gap(self) -> float | None:
        """The latest value minus the required one, in the indicator's unit."""
        return None if self.position is None else self.position.gap

    @property
    def reached(self) -> bool:
        """Whether the target's value is reached, by either method."""
        return self.grade is Grade.A or self.status is GrowthStatus.TARGET_ACHIEVED

    @property
    def code(self) -> str:
        """The grade's letter or the status's id; ― where the method gives neither."""
        verdict = self.grade or self.status
        return "―" if verdict is None else verdict.value


@dataclass(frozen=True, slots=True)
class Assessment:
    """One indicator as known on a date.

    ``latest`` is the newest judged value not after ``as_of``, ``previous`` the judged one before it, and ``change``
    their difference in the indicator's unit, None across a change of definition; ``days_since`` counts the days from
    ``latest`` to ``as_of``. Targets without a value are left out of ``targets``. ``breaks`` are the changes of
    definition between the baseline and ``latest``.
    """

    indicator: str
    as_of: date
    latest: Observation | None
    previous: Observation | None
    flags: tuple[Flag, ...]
    targets: tuple[TargetAssessment, ...]
    days_since: int | None
    change: float | None
    breaks: tuple[Break, ...] = ()

    @property
    def next_target(self) -> TargetAssessment | None:
        """The first target not yet due at ``as_of``, the last one when all are past, None where there is none."""
        ahead = [target for target in self.targets if target.date is None or target.date >= self.as_of]
        return next(iter(ahead or self.targets[-1:]), None)


def assess(indicator: Indicator, judging: Judging, observations: Sequence[Observation], as_of: date) -> Assessment:
    """Judge one indicator as of a date; values dated later are not looked at.

    ``observations`` are those in force of this indicator for the plan's own region, in any order.
    """
    judged = judged_observations(indicator, observations, as_of)
    latest = judged[-1] if judged else None
    previous = judged[-2] if len(judged) > 1 else None
    days_since = (as_of - latest.as_of).days if latest else None
    change = None
    apart = latest and previous and indicator.breaks_between(previous.as_of, latest.as_of)
    if latest and previous and latest.value is not None and previous.value is not None and not apart:
        change = latest.value - previous.value
    case = case_of(indicator, judged)
    breaks = case.breaks if case else ()
    # The growth rate can also judge without a target.
    targets: Sequence[DatedValue | None] = dated_targets(indicator)
    if not targets and judging.method is Method.GROWTH_RATE:
        targets = (None,)
    marks = {
        Flag.BELOW_BASELINE: case is not None and case.direction * case.change < 0,
        Flag.NO_NEW_VALUE: bool(judged) and indicator.baseline is not None and case is None,
        Flag.NO_VALUE: not judged,
        Flag.PROVISIONAL: latest is not None and latest.status is Status.PROVISIONAL,
        Flag.STALE: days_since is not None and days_since > judging.stale_after_days,
        Flag.NO_TARGET: not targets,
        Flag.BREAK: bool(breaks),
    }
    return Assessment(
        indicator=indicator.id,
        as_of=as_of,
        latest=latest,
        previous=previous,
        flags=tuple(flag for flag, holds in marks.items() if holds),
        targets=tuple(_assess_target(indicator, judging, case, target, as_of) for target in targets),
        days_since=days_since,
        change=change,
        breaks=breaks,
    )


def _assess_target(
    indicator: Indicator, judging: Judging, case: Case | None, target: DatedValue | None, as_of: date
) -> TargetAssessment:
    judged = _judge_target(indicator, judging, case, target)
    if judged.reached:
        judged = replace(judged, required_pace=None, multiple=None)
    if target is None or indicator.baseline is None:
        return judged
    latest = None if case is None or judged.reached else case.latest.value
    return replace(judged, reader=_reader_clock(indicator, target, latest, as_of))


def _reader_clock(indicator: Indicator, target: DatedValue, latest: float | None, as_of: date) -> ReaderClock:
    path = line_points(indicator)
    baseline = path[0]
    day, value = target.point
    days = (day - baseline[0]).days
    line = required_line(path, as_of)
    return ReaderClock(
        days_left=(day - as_of).days,
        elapsed=(as_of - baseline[0]).days / days if days else None,
        line=line,
        required=share_of_way(baseline[1], value, line),
        pace=pace_between((as_of, latest), target.point) if latest is not None and as_of < day else None,
    )


def _judge_target(
    indicator: Indicator, judging: Judging, case: Case | None, target: DatedValue | None
) -> TargetAssessment:
    goal: dict[str, Any] = {"date": target.period.date if target else None, "value": target.value if target else None}
    if case is None:
        verdict = Grade.E if judging.method is Method.LINE else GrowthStatus.NOT_AVAILABLE
        kind = "grade" if judging.method is Method.LINE else "status"
        return TargetAssessment(**goal | {kind: verdict}, reason=explain_missing(indicator, verdict))
    figures = goal | (_figures(case, target) if target else {})
    if judging.method is Method.LINE and target is not None:
        path = line_points(indicator)
        grade = grade_of(path, target.value, case.latest.point, case.direction, judging.no_change)
        return TargetAssessment(**figures, grade=grade, reason=explain_grade(case, target, judging.no_change, grade))
    values = (case.baseline.value, case.latest.value)
    years = case.years_to(case.latest)
    if target is None:
        growth = growth_alone(values, years, case.direction, indicator.natural_limit)
    else:
        growth = growth_to_target(values, target.value, (years, case.years_to(target)), case.direction)
    if case.breaks:
        growth = _without_rates(growth)
    return TargetAssessment(
        **figures,
        progress_value=growth.progress_value,
        score=growth.score,
        status=growth.status,
        reason=explain_status(case, target, growth),
    )


def _without_rates(growth: Growth) -> Growth:
    """What is left across a change of definition: whether the target is reached, but no rate of growth."""
    if growth.status is GrowthStatus.TARGET_ACHIEVED:
        return replace(growth, progress_value=None, observed=None)
    return Growth(GrowthStatus.NOT_AVAILABLE)


def _figures(case: Case, target: DatedValue) -> dict[str, Any]:
    """The figures of a ``TargetAssessment`` that both methods have."""
    baseline = case.baseline.point
    latest = case.latest.point
    against_line = position(line_points(case.indicator), latest, case.direction)
    days = (target.period.date - baseline[0]).days
    pace = None if case.breaks else pace_between(baseline, latest)
    required_pace = pace_between(latest, target.point) if latest[0] < target.period.date else None
    multiple = None
    if pace is not None and required_pace is not None and pace * case.direction > 0:
        multiple = required_pace / pace
    extended = projection([baseline, *(value.point for value in case.values)], target.period.date)
    return {
        "position": against_line,
        "achieved": share_of_way(baseline[1], target.value, latest[1]),
        "elapsed": (latest[0] - baseline[0]).days / days if days else None,
        "required": share_of_way(baseline[1], target.value, against_line.line) if against_line else None,
        "points": against_line.points(baseline[1], target.value, case.direction) if against_line else None,
        "remaining": target.value - latest[1],
        "pace": pace,
        "required_pace": required_pace,
        "multiple": multiple,
        "projection": None if case.breaks else extended,
    }


@dataclass(frozen=True)
class Standing:
    """An indicator, its observations in force up to the as-of date in date order, and its assessment."""

    indicator: Indicator
    observations: tuple[Observation, ...]
    assessment: Assessment

    @cached_property
    def judged(self) -> tuple[Observation, ...]:
        """The values that count, one a date."""
        return judged_observations(self.indicator, self.observations)

    @cached_property
    def not_judged(self) -> tuple[Observation, ...]:
        """Values that are shown apart and never joined to the judged ones: reference, provisional."""
        return tuple(observation for observation in marked(self.observations) if observation not in self.judged)

    @cached_property
    def beside(self) -> tuple[Observation, ...]:
        """Figures that stand in tables alone, for another one of their day has the mark: a fourth quarter its year."""
        marks = marked(self.observations)
        return tuple(each for each in self.observations if each.value is not None and each not in marks)

    @cached_property
    def path(self) -> tuple[Point, ...]:
        """Corners of the required line; empty where there is no baseline or no target with a value."""
        points = line_points(self.indicator)
        return points if len(points) > 1 else ()

    @cached_property
    def position(self) -> Position | None:
        """Where the latest value stands against the required line; None where the line says nothing of it."""
        latest = self.assessment.latest
        return None if latest is None else self.position_of(latest)

    @property
    def next_target(self) -> TargetAssessment | None:
        """The target that is next at the as-of date."""
        return self.assessment.next_target

    def position_of(self, observation: Observation) -> Position | None:
        """Where one of the values stands against the required line."""
        if observation.value is None:
            return None
        return position(self.path, (observation.as_of, observation.value), direction_sign(self.indicator))


def by_delay(standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """Furthest behind the required line first, in points of the next target; what cannot be judged stands last."""

    def points(standing: Standing) -> float:
        target = standing.next_target
        return float("inf") if target is None or target.points is None else target.points

    return tuple(sorted(standings, key=points))
