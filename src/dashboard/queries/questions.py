"""One typed function per question; the SQL is in the file of the same name.

"Known at T" means: only batches committed at or before T exist, and withdrawals likewise. None means now.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dashboard.fiscal import Period, Precision
from dashboard.observation import Observation, Status
from dashboard.queries.snapshot import Snapshot
from dashboard.store import Batch, withdrawn_at

_NOW = datetime(9999, 1, 1)  # noqa: DTZ001 - later than every batch; moments are UTC without a zone in SQL
_PRECISIONS = {each.value: each for each in Precision}
_STATUSES = {each.value: each for each in Status}


@dataclass(frozen=True, slots=True)
class ValueVersion:
    """One version of one value: the observation as it came in, and the batch that brought it."""

    observation: Observation
    batch: Batch

    @property
    def committed_at(self) -> datetime:
        """When it came in (UTC)."""
        return self.batch.committed_at

    @property
    def withdrawn(self) -> bool:
        """Whether the batch has been withdrawn, as known now."""
        return self.batch.withdrawn


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after something happened; None where there is none in force."""

    before: Observation | None
    after: Observation | None

    @property
    def idle(self) -> bool:
        """Whether nothing differs but the batch that brought it."""
        return bool(self.before and self.after) and _unbatched(self.before) == _unbatched(self.after)

    @property
    def told(self) -> Observation:
        """Either of them, for what they have in common: indicator, region and date."""
        told = self.after or self.before
        assert told is not None  # noqa: S101 - a change of nothing into nothing is never made
        return told


def series(
    snapshot: Snapshot, indicator: str, region: str, known_at: datetime | None = None
) -> tuple[Observation, ...]:
    """Values in force of one indicator in one region, by date; at most one per date."""
    asked = {"indicator": indicator, "region": region}
    return tuple(_observation(row) for row in snapshot.ask("series", asked | _knowledge(snapshot, known_at)))


def series_of_region(
    snapshot: Snapshot, region: str, known_at: datetime | None = None
) -> dict[str, tuple[Observation, ...]]:
    """Values in force of every indicator that has any in the region: indicator id to values by date."""
    found: defaultdict[str, list[Observation]] = defaultdict(list)
    for row in snapshot.ask("series_of_region", {"region": region} | _knowledge(snapshot, known_at)):
        observation = _observation(row)
        found[observation.indicator].append(observation)
    return {indicator: tuple(observations) for indicator, observations in found.items()}


def series_by_region(
    snapshot: Snapshot, indicator: str, known_at: datetime | None = None
) -> dict[str, tuple[Observation, ...]]:
    """Values in force of one indicator in every region that has any: region code to values by date."""
    found: defaultdict[str, list[Observation]] = defaultdict(list)
    for row in snapshot.ask("series_by_region", {"indicator": indicator} | _knowledge(snapshot, known_at)):
        observation = _observation(row)
        found[observation.region].append(observation)
    return {region: tuple(observations) for region, observations in found.items()}


def changes_by(snapshot: Snapshot, batch: str) -> tuple[Change, ...]:
    """What a batch changed when it came, an upload or a withdrawal: every value that it touched, before and after."""
    at = next(position for position, one in enumerate(snapshot.batches) if one.id == batch)
    return changes(snapshot, snapshot.batches[:at], snapshot.batches[: at + 1])


def changes_of_withdrawing(snapshot: Snapshot, batch: str) -> tuple[Change, ...]:
    """What taking a batch back would change now."""
    now = snapshot.batches
    moment = now[-1].committed_at + timedelta(microseconds=1)
    undone = Batch("", moment, "", "", "", "", 0, withdraws=batch, withdrawn=False)
    return changes(snapshot, now, (*now, undone))


def changes(snapshot: Snapshot, before: tuple[Batch, ...], after: tuple[Batch, ...]) -> tuple[Change, ...]:
    """How the values in force differ between two states of the history, each told by the batches it knows of.

    A value that another batch brings again just as it was is no change.
    """
    in_force = [sorted({batch.id for batch in state} - withdrawn_at(state)) for state in (before, after)]
    touched = sorted(set(in_force[0]) ^ set(in_force[1]))
    asked = {"batches": touched, "before": in_force[0], "after": in_force[1]}
    sides: dict[tuple[str, str, date], dict[str, Observation]] = {}
    for side, *row in snapshot.ask("changes", asked):
        observation = _observation(tuple(row))
        key = (observation.indicator, observation.region, observation.as_of)
        sides.setdefault(key, {})[side] = observation
    found = (Change(side.get("before"), side.get("after")) for side in sides.values())
    return tuple(change for change in found if not change.idle)


def versions(snapshot: Snapshot, indicator: str, region: str) -> tuple[ValueVersion, ...]:
    """Every version of every value of one indicator in one region, by date and then oldest first."""
    batches = {batch.id: batch for batch in snapshot.batches}
    observations = map(_observation, snapshot.ask("versions", {"indicator": indicator, "region": region}))
    return tuple(ValueVersion(each, batches[each.batch]) for each in observations if each.batch is not None)


def history(snapshot: Snapshot) -> tuple[Batch, ...]:
    """Every batch, uploads and withdrawals, newest first."""
    return tuple(Batch(id_, at.replace(tzinfo=UTC), *rest) for id_, at, *rest in snapshot.ask("history"))


def regions_with_values(snapshot: Snapshot, indicator: str, known_at: datetime | None = None) -> dict[str, int]:
    """Region code to the number of dates with a figure in force (pending and suppressed ones are not figures)."""
    return dict(snapshot.ask("regions_with_values", {"indicator": indicator} | _knowledge(snapshot, known_at)))


def sources_in_force(snapshot: Snapshot) -> tuple[tuple[str, int], ...]:
    """Every source of values in force with the number of its values, most values first."""
    withdrawn = _knowledge(snapshot, None)["withdrawn"]
    return tuple((source, count) for source, count in snapshot.ask("sources_in_force", {"withdrawn": withdrawn}))


def last_change(snapshot: Snapshot, known_at: datetime | None = None) -> datetime | None:
    """When anything was last taken in or withdrawn (UTC); None where nothing was yet."""
    known = _knowledge(snapshot, known_at)["known_at"]
    ((moment,),) = snapshot.ask("last_change", {"known_at": known})
    return None if moment is None else moment.replace(tzinfo=UTC)


def _knowledge(snapshot: Snapshot, known_at: datetime | None) -> dict[str, object]:
    if known_at is None:
        return {"known_at": _NOW, "withdrawn": [batch.id for batch in snapshot.batches if batch.withdrawn]}
    moment = known_at.astimezone(UTC).replace(tzinfo=None)
    return {"known_at": moment, "withdrawn": list(withdrawn_at(snapshot.batches, known_at))}


def _unbatched(observation: Observation | None) -> Observation | None:
    return replace(observation, batch=None) if observation else None


def _observation(row: tuple[Any, ...]) -> Observation:
    indicator, region, as_of, precision, value, status, *rest = row
    return Observation(indicator, region, Period(as_of, _PRECISIONS[precision]), value, _STATUSES[status], *rest)
