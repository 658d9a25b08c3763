"""One typed function per question; the SQL is in the file of the same name.

"Known at T" means: only batches committed at or before T exist, and withdrawals likewise. None means now.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from dashboard.fiscal import Period, Precision
from dashboard.observation import Observation, Status
from dashboard.queries.snapshot import Snapshot
from dashboard.store import Batch, withdrawn_at
from dashboard.text import visible

_NOW = datetime(9999, 1, 1)  # noqa: DTZ001 - later than every batch; moments are UTC without a zone in SQL
_PRECISIONS = {precision.value: precision for precision in Precision}
_STATUSES = {status.value: status for status in Status}


@dataclass(frozen=True, slots=True)
class ValueVersion:
    """One version of one value: the observation as it came in, and the batch that brought it."""

    observation: Observation
    batch: Batch


@dataclass(frozen=True, slots=True)
class ValueChange:
    """The value of one slot before and after something happened; None where there is none in force."""

    before: Observation | None
    after: Observation | None

    @property
    def observation(self) -> Observation:
        """Either of them, for what they have in common: indicator, region and period."""
        observation = self.after or self.before
        assert observation is not None  # noqa: S101 - a change of nothing into nothing is never made
        return observation


def series_of(
    snapshot: Snapshot, indicator: str, region: str, known_at: datetime | None = None
) -> tuple[Observation, ...]:
    """Values in force of one indicator in one region, by date; at most one a slot."""
    parameters = {"indicator": indicator, "region": region} | _known(snapshot, known_at)
    return tuple(map(_observation, snapshot.ask("series_of", parameters)))


def series_by_indicator(
    snapshot: Snapshot, region: str, known_at: datetime | None = None
) -> dict[str, tuple[Observation, ...]]:
    """Values in force of every indicator that has any in the region: indicator id to values by date."""
    rows = snapshot.ask("series_by_indicator", {"region": region} | _known(snapshot, known_at))
    return _grouped(map(_observation, rows), lambda each: each.indicator)


def series_by_region(
    snapshot: Snapshot, indicator: str, known_at: datetime | None = None
) -> dict[str, tuple[Observation, ...]]:
    """Values in force of one indicator in every region that has any: region code to values by date."""
    rows = snapshot.ask("series_by_region", {"indicator": indicator} | _known(snapshot, known_at))
    return _grouped(map(_observation, rows), lambda each: each.region)


def changes_by_batch(snapshot: Snapshot, batch_id: str) -> tuple[ValueChange, ...]:
    """What a batch changed when it came, an upload or a withdrawal: every value that it touched, before and after."""
    place = [batch.id for batch in snapshot.batches].index(batch_id)
    return changes_between(snapshot, snapshot.batches[:place], snapshot.batches[: place + 1])


def changes_by_withdrawing(snapshot: Snapshot, batch_id: str) -> tuple[ValueChange, ...]:
    """What taking a batch back would change now."""
    moment = snapshot.batches[-1].committed_at + timedelta(microseconds=1)
    withdrawal = Batch("", moment, "", "", "", "", 0, withdraws=batch_id, withdrawn=False)
    return changes_between(snapshot, snapshot.batches, (*snapshot.batches, withdrawal))


def changes_between(snapshot: Snapshot, before: Sequence[Batch], after: Sequence[Batch]) -> tuple[ValueChange, ...]:
    """How the values in force differ between two states of the history, each given by the batches it knows of.

    A value that another batch brings again just as it was is no change.
    """
    before_ids = {batch.id for batch in before} - withdrawn_at(before)
    after_ids = {batch.id for batch in after} - withdrawn_at(after)
    parameters = {"batches": sorted(before_ids ^ after_ids), "before": sorted(before_ids), "after": sorted(after_ids)}
    sides: dict[int, dict[str, Observation]] = {}
    for side, slot, *row in snapshot.ask("changes_between", parameters):
        sides.setdefault(slot, {})[side] = _observation(tuple(row))
    changes = (ValueChange(pair.get("before"), pair.get("after")) for pair in sides.values())
    return tuple(change for change in changes if _without_batch(change.before) != _without_batch(change.after))


def versions(snapshot: Snapshot, indicator: str, region: str) -> tuple[ValueVersion, ...]:
    """Every version of every value of one indicator in one region, by date and then oldest first."""
    batches = {batch.id: batch for batch in snapshot.batches}
    observations = map(_observation, snapshot.ask("versions", {"indicator": indicator, "region": region}))
    return tuple(ValueVersion(each, batches[each.batch]) for each in observations if each.batch is not None)


def regions_with_values(snapshot: Snapshot, indicator: str, known_at: datetime | None = None) -> dict[str, int]:
    """Region code to the number of figures in force (pending and suppressed ones are not figures)."""
    return dict(snapshot.ask("regions_with_values", {"indicator": indicator} | _known(snapshot, known_at)))


def sources_in_force(snapshot: Snapshot) -> tuple[tuple[str, int], ...]:
    """Every source of values in force with the number of its values, most values first."""
    withdrawn = _known(snapshot, None)["withdrawn"]
    counts: Counter[str] = Counter()
    for source, count in snapshot.ask("sources_in_force", {"withdrawn": withdrawn}):
        counts[visible(source)] += count
    return tuple(counts.most_common())


def _known(snapshot: Snapshot, known_at: datetime | None) -> dict[str, object]:
    if known_at is None:
        return {"known_at": _NOW, "withdrawn": [batch.id for batch in snapshot.batches if batch.withdrawn]}
    moment = known_at.astimezone(UTC).replace(tzinfo=None)
    return {"known_at": moment, "withdrawn": list(withdrawn_at(snapshot.batches, known_at))}


def _grouped(
    observations: Iterable[Observation], key: Callable[[Observation], str]
) -> dict[str, tuple[Observation, ...]]:
    groups: defaultdict[str, list[Observation]] = defaultdict(list)
    for observation in observations:
        groups[key(observation)].append(observation)
    return {name: tuple(group) for name, group in groups.items()}


def _without_batch(observation: Observation | None) -> Observation | None:
    return replace(observation, batch=None) if observation else None


def _observation(row: tuple[Any, ...]) -> Observation:
    """A value as it is shown: older stores may hold characters that nobody sees, which are taken in no more."""
    indicator, region, as_of, precision, value, status, source, note, *rest = row
    period = Period(as_of, _PRECISIONS[precision])
    return Observation(indicator, region, period, value, _STATUSES[status], visible(source), visible(note), *rest)
