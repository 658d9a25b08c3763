"""One typed function per question; the SQL is in the file of the same name.

"Known at T" means: only batches committed at or before T exist, and withdrawals likewise. None means now.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
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


def last_change(snapshot: Snapshot) -> datetime | None:
    """When anything was last taken in or withdrawn (UTC); None for an empty store."""
    ((moment,),) = snapshot.ask("last_change")
    return None if moment is None else moment.replace(tzinfo=UTC)


def _knowledge(snapshot: Snapshot, known_at: datetime | None) -> dict[str, object]:
    if known_at is None:
        return {"known_at": _NOW, "withdrawn": [batch.id for batch in snapshot.batches if batch.withdrawn]}
    moment = known_at.astimezone(UTC).replace(tzinfo=None)
    return {"known_at": moment, "withdrawn": list(withdrawn_at(snapshot.batches, known_at))}


def _observation(row: tuple[Any, ...]) -> Observation:
    indicator, region, as_of, precision, value, status, *rest = row
    return Observation(indicator, region, Period(as_of, _PRECISIONS[precision]), value, _STATUSES[status], *rest)
