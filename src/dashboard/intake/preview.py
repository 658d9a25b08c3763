"""What taking a batch back would change, in the same terms as what a file would change."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.catalogue import Indicator
from dashboard.intake.checks import CHECKS
from dashboard.intake.comparison import Comparison, Revision, compared
from dashboard.intake.draft import Context, Draft, Row
from dashboard.intake.rows import by_row
from dashboard.intake.rules import Problem, Severity
from dashboard.judging import assess
from dashboard.observation import Observation
from dashboard.queries import Snapshot, ValueChange, changes_by_withdrawing, series_of
from dashboard.store import Batch


@dataclass(frozen=True)
class GradeChange:
    """An indicator of the prefecture whose grade for the next target would differ."""

    indicator: str
    before: str
    after: str


@dataclass(frozen=True)
class Affected:
    """An indicator of which the plan's own region would have other values: its series and grade before and after."""

    indicator: str
    before: tuple[Observation, ...]
    after: tuple[Observation, ...]
    grade_before: str
    grade_after: str


@dataclass(frozen=True)
class Preview:
    """The file's effect on what is in force, with every problem found.

    ``repeats`` is the batch in force that the very same file brought before; ``seen`` the newest batch of the state
    that was looked at, empty for an empty store.
    """

    draft: Draft
    new: tuple[Row, ...]
    revised: tuple[Revision, ...]
    unchanged: tuple[Row, ...]
    affected: tuple[Affected, ...]
    problems: tuple[Problem, ...]
    repeats: str | None = None
    seen: str = ""

    @property
    def changes(self) -> int:
        """How many values the file would add or replace."""
        return len(self.new) + len(self.revised)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that must be accepted before the file is taken in."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.WARNING)

    @property
    def grades_changed(self) -> tuple[GradeChange, ...]:
        """The indicators whose grade would differ."""
        return tuple(
            GradeChange(one.indicator, one.grade_before, one.grade_after)
            for one in self.affected
            if one.grade_before != one.grade_after
        )


def preview(draft: Draft, context: Context, snapshot: Snapshot, sha256: str = "") -> Preview:
    """Compares the draft with the values in force; judges both states at the context's date.

    ``sha256`` is the fingerprint of the file, by which an earlier upload of it is found.
    """
    seen = compared(draft, context, snapshot)
    same = [batch for batch in snapshot.batches if sha256 and batch.sha256 == sha256]
    found = [problem for check in CHECKS for problem in check(seen)]
    return Preview(
        draft,
        seen.new,
        seen.revised,
        seen.unchanged,
        tuple(_affected(seen)),
        by_row([*draft.problems, *_uploaded_before(same), *found]),
        repeats=next((batch.id for batch in same if not batch.withdrawn), None),
        seen=snapshot.batches[-1].id if snapshot.batches else "",
    )


def _uploaded_before(same: Sequence[Batch]) -> list[Problem]:
    """W09: the identical file, the latest time that it came."""
    if not same:
        return []
    latest = same[-1]
    state = "のち取り消されています" if latest.withdrawn else "今も有効です"
    said = f"同じファイルが取り込み {latest.id}（{latest.by}）として登録され、{state}。"
    return [Problem("W09", f"{said}もう一度取り込むのか確かめてください。")]


def _affected(seen: Comparison) -> list[Affected]:
    catalogue = seen.context.catalogue
    own = catalogue.plan.region_code
    here = [row.observation for row in seen.changing if row.observation.region == own]
    result = []
    for id_ in dict.fromkeys(o.indicator for o in here):
        before = seen.current.of(id_, own)
        after = before | {o.as_of: o for o in here if o.indicator == id_}
        was, will = (tuple(values[day] for day in sorted(values)) for values in (before, after))
        grades = (grade_of(catalogue.indicator(id_), seen.context, state) for state in (was, will))
        result.append(Affected(id_, was, will, *grades))
    return result


def grade_of(indicator: Indicator, context: Context, observations: Sequence[Observation]) -> str:
    """The code of the grade for the next target at the context's date; ― where there is none."""
    target = assess(indicator, context.catalogue.judging, observations, context.today).next_target
    return "―" if target is None else target.code


@dataclass(frozen=True)
class Undoing:
    """The values that would be others, and the plan's indicators that this touches."""

    changes: tuple[ValueChange, ...]
    affected: tuple[Affected, ...]


def undoing(batch: str, context: Context, snapshot: Snapshot) -> Undoing:
    """The effect of withdrawing a batch (an upload or a withdrawal) from what is in force now."""
    changes = changes_by_withdrawing(snapshot, batch)
    own = context.catalogue.plan.region_code
    here: defaultdict[str, list[ValueChange]] = defaultdict(list)
    for change in changes:
        if change.observation.region == own:
            here[change.observation.indicator].append(change)
    known = {entry.id for entry in context.catalogue.indicators}
    affected = (_affected_undoing(id_, found, context, snapshot) for id_, found in here.items() if id_ in known)
    return Undoing(changes, tuple(affected))


def _affected_undoing(id_: str, changes: Sequence[ValueChange], context: Context, snapshot: Snapshot) -> Affected:
    before = series_of(snapshot, id_, context.catalogue.plan.region_code)
    values: dict[object, Observation | None] = {o.as_of: o for o in before}
    values |= {change.observation.as_of: change.after for change in changes}
    after = tuple(sorted((o for o in values.values() if o is not None), key=lambda o: o.as_of))
    indicator = context.catalogue.indicator(id_)
    return Affected(id_, before, after, grade_of(indicator, context, before), grade_of(indicator, context, after))
