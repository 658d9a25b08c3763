"""What a file would change, before anything is saved: new, revised and unchanged values, and the grades."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from dashboard.catalogue import Indicator
from dashboard.fiscal import label
from dashboard.intake.draft import Context, Draft, Row
from dashboard.intake.problems import Problem
from dashboard.intake.rows import by_row
from dashboard.observation import Observation
from dashboard.progress import assess
from dashboard.queries import Snapshot, series


@dataclass(frozen=True)
class Revision:
    """A row that replaces a value in force."""

    row: Row
    before: Observation


@dataclass(frozen=True)
class GradeChange:
    """An indicator of the prefecture whose grade for the next target would differ."""

    indicator: str
    before: str
    after: str


@dataclass(frozen=True)
class Preview:
    """The file's effect on what is in force, with every problem found."""

    draft: Draft
    new: tuple[Row, ...]
    revised: tuple[Revision, ...]
    unchanged: tuple[Row, ...]
    grades_changed: tuple[GradeChange, ...]
    problems: tuple[Problem, ...]

    @property
    def changes(self) -> int:
        """How many values the file would add or replace."""
        return len(self.new) + len(self.revised)


def preview(draft: Draft, context: Context, snapshot: Snapshot) -> Preview:
    """Compares the draft with the values in force; judges both states at the context's date."""
    new, revised, unchanged = [], [], []
    current = _Current(snapshot)
    for row in draft.rows:
        before = current.at(row.observation)
        if before is None:
            new.append(row)
        elif _same(before, row.observation):
            unchanged.append(row)
        else:
            revised.append(Revision(row, before))
    problems = by_row([*draft.problems, *(_warning(revision, context) for revision in revised)])
    changed = tuple(
        _grade_changes([r.observation for r in new] + [r.row.observation for r in revised], context, current)
    )
    return Preview(draft, tuple(new), tuple(revised), tuple(unchanged), changed, problems)


class _Current:
    """The values in force, fetched once per (indicator, region)."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.known: dict[tuple[str, str], dict[date, Observation]] = {}

    def of(self, indicator: str, region: str) -> dict[date, Observation]:
        key = (indicator, region)
        if key not in self.known:
            self.known[key] = {o.as_of: o for o in series(self.snapshot, indicator, region)}
        return self.known[key]

    def at(self, observation: Observation) -> Observation | None:
        return self.of(observation.indicator, observation.region).get(observation.as_of)


def _same(before: Observation, after: Observation) -> bool:
    return replace(before, batch=None) == replace(after, batch=None)


def _warning(revision: Revision, context: Context) -> Problem:
    before, after = revision.before, revision.row.observation
    indicator, region = context.catalogue.indicator(after.indicator), context.regions.get(after.region)
    what = f"{indicator.name}、{region.name}、{label(after.period)}"
    change = "出典、備考などの書き換え" if _said(before) == _said(after) else f"{_said(before)} → {_said(after)}"
    said = f"{revision.row.number}行目：登録済みの値の改訂です（{what}：{change}）。正しいか確かめてください。"
    return Problem("W01", said, revision.row.number)


def _said(observation: Observation) -> str:
    if observation.value is None:
        return observation.status.label
    return f"{_number(observation.value)}（{observation.status.label}）"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() else f"{value:,}"


def _grade_changes(changes: Sequence[Observation], context: Context, current: _Current) -> list[GradeChange]:
    catalogue = context.catalogue
    here = [o for o in changes if o.region == catalogue.plan.region_code]
    result = []
    for id_ in dict.fromkeys(o.indicator for o in here):
        indicator, before = catalogue.indicator(id_), current.of(id_, catalogue.plan.region_code)
        after = before | {o.as_of: o for o in here if o.indicator == id_}
        grades = [_grade(indicator, context, list(values.values())) for values in (before, after)]
        if grades[0] != grades[1]:
            result.append(GradeChange(id_, *grades))
    return result


def _grade(indicator: Indicator, context: Context, observations: Sequence[Observation]) -> str:
    target = assess(indicator, context.catalogue.judging, observations, context.today).next_target
    return "―" if target is None else target.code
