"""Judging one indicator: its catalogue entry, its observations and a date in, one ``Assessment`` out.

Screens, exports, API and command line all show what ``assess`` returns, so that they cannot disagree.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from dashboard.catalogue import Indicator, Judging, Method
from dashboard.judging.assessment import Assessment, Flag, TargetAssessment
from dashboard.judging.evidence import Case, Stated, case_of, judged_observations, line_points, stated_targets
from dashboard.judging.grading import Grade, Thresholds, grade_of
from dashboard.judging.growth import Growth, GrowthStatus, growth_alone, growth_to_target
from dashboard.judging.line import quantities
from dashboard.judging.reasons import explain_grade, explain_missing, explain_status
from dashboard.observation import Observation, Status


def assess(indicator: Indicator, judging: Judging, observations: Sequence[Observation], as_of: date) -> Assessment:
    """Judge one indicator as of a date.

    Args:
        indicator: its catalogue entry.
        judging: how the plan judges.
        observations: the current observations of this indicator for the plan's own region, in any order.
        as_of: values dated later are not looked at.
    """
    judged = judged_observations(indicator, observations, as_of)
    latest = judged[-1] if judged else None
    days_since = (as_of - latest.as_of).days if latest else None
    case = case_of(indicator, judged)
    goals = _goals(indicator, judging)
    return Assessment(
        indicator=indicator.id,
        as_of=as_of,
        latest=latest,
        previous=judged[-2] if len(judged) > 1 else None,
        flags=(*_value_flags(indicator, judged, case), *_rule_flags(judging, goals, days_since)),
        targets=tuple(_assess_goal(indicator, judging, case, goal) for goal in goals),
        days_since=days_since,
        change=_latest_change(judged),
    )


def _goals(indicator: Indicator, judging: Judging) -> tuple[Stated | None, ...]:
    """What to judge against; the growth rate can also judge without a target."""
    goals = stated_targets(indicator)
    return goals if goals or judging.method is Method.LINE else (None,)


def _value_flags(indicator: Indicator, judged: Sequence[Observation], case: Case | None) -> tuple[Flag, ...]:
    marks = {
        Flag.BELOW_BASELINE: case is not None and case.wanted * case.change < 0,
        Flag.NO_NEW_VALUE: bool(judged) and indicator.baseline is not None and case is None,
        Flag.NO_VALUE: not judged,
        Flag.PROVISIONAL: bool(judged) and judged[-1].status is Status.PROVISIONAL,
    }
    return tuple(flag for flag, holds in marks.items() if holds)


def _rule_flags(judging: Judging, goals: Sequence[Stated | None], days_since: int | None) -> tuple[Flag, ...]:
    marks = {
        Flag.STALE: days_since is not None and days_since > judging.stale_after_days,
        Flag.NO_TARGET: not goals,
    }
    return tuple(flag for flag, holds in marks.items() if holds)


def _latest_change(judged: Sequence[Observation]) -> float | None:
    values = [one.value for one in judged[-2:] if one.value is not None]
    return values[1] - values[0] if len(values) > 1 else None


def _assess_goal(indicator: Indicator, judging: Judging, case: Case | None, goal: Stated | None) -> TargetAssessment:
    if case is None:
        return _undecided(indicator, judging, goal)
    if judging.method is Method.LINE and goal is not None:
        return _by_line(case, judging, goal)
    return _by_growth_rate(case, goal)


def _undecided(indicator: Indicator, judging: Judging, goal: Stated | None) -> TargetAssessment:
    by_line = judging.method is Method.LINE
    verdict = Grade.E if by_line else GrowthStatus.NOT_AVAILABLE
    return TargetAssessment(
        **_dated(goal),
        grade=Grade.E if by_line else None,
        status=None if by_line else GrowthStatus.NOT_AVAILABLE,
        reason=explain_missing(indicator, verdict),
    )


def _by_line(case: Case, judging: Judging, goal: Stated) -> TargetAssessment:
    thresholds = Thresholds(judging.no_change.relative, judging.no_change.of_target)
    path = line_points(case.indicator)
    grade = grade_of(path, goal.value, case.latest.point, case.wanted, thresholds)
    reason = explain_grade(case, goal, thresholds, grade)
    return TargetAssessment(**_dated(goal), **_figures(case, goal), grade=grade, reason=reason)


def _by_growth_rate(case: Case, goal: Stated | None) -> TargetAssessment:
    growth = _growth(case, goal)
    return TargetAssessment(
        **_dated(goal),
        **_figures(case, goal),
        progress_value=growth.progress_value,
        score=growth.score,
        status=growth.status,
        reason=explain_status(case, goal, growth),
    )


def _growth(case: Case, goal: Stated | None) -> Growth:
    values = (case.baseline.value, case.latest.value)
    years = case.years_to(case.latest)
    if goal is None:
        return growth_alone(values, years, case.wanted, case.indicator.natural_limit)
    return growth_to_target(values, goal.value, (years, case.years_to(goal)), case.wanted)


def _dated(goal: Stated | None) -> dict[str, Any]:
    return {"date": None, "value": None} if goal is None else {"date": goal.period.date, "value": goal.value}


def _figures(case: Case, goal: Stated | None) -> dict[str, Any]:
    if goal is None:
        return {}
    values = [value.point for value in case.values]
    figures = quantities(line_points(case.indicator), goal.point, values, case.wanted)
    return {field.name: getattr(figures, field.name) for field in fields(figures)}
