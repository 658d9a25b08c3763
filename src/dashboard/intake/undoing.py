"""What taking a batch back would change, in the same terms as what a file would change."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.intake.draft import Context
from dashboard.intake.preview import Affected, grade_of
from dashboard.observation import Observation
from dashboard.queries import Change, Snapshot, changes_of_withdrawing, series


@dataclass(frozen=True)
class Undoing:
    """The values that would be others, and the plan's indicators that this touches."""

    changes: tuple[Change, ...]
    affected: tuple[Affected, ...]


def undoing(batch: str, context: Context, snapshot: Snapshot) -> Undoing:
    """The effect of withdrawing a batch (an upload or a withdrawal) from what is in force now."""
    changes = changes_of_withdrawing(snapshot, batch)
    own = context.catalogue.plan.region_code
    here: defaultdict[str, list[Change]] = defaultdict(list)
    for change in changes:
        if change.told.region == own:
            here[change.told.indicator].append(change)
    known = {entry.id for entry in context.catalogue.indicators}
    affected = (_affected(id_, found, context, snapshot) for id_, found in here.items() if id_ in known)
    return Undoing(changes, tuple(affected))


def _affected(id_: str, changes: Sequence[Change], context: Context, snapshot: Snapshot) -> Affected:
    before = series(snapshot, id_, context.catalogue.plan.region_code)
    values: dict[object, Observation | None] = {o.as_of: o for o in before}
    values |= {change.told.as_of: change.after for change in changes}
    after = tuple(sorted((o for o in values.values() if o is not None), key=lambda o: o.as_of))
    indicator = context.catalogue.indicator(id_)
    return Affected(id_, before, after, grade_of(indicator, context, before), grade_of(indicator, context, after))
