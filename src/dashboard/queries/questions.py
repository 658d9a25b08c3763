"""One typed function per question; the SQL is in the file of the same name.

"Known at T" means: only batches committed at or before T exist, and withdrawals likewise. None means now.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any

import numpy as np

from dashboard.fiscal import Period
from dashboard.observation import COARSEST_FIRST, Observation, Status
from dashboard.queries.ledger import DAY_SHIFT, INDICATOR_SHIFT, REFERENCE_SHIFT, REGION_SHIFT
from dashboard.queries.snapshot import Snapshot
from dashboard.store import Batch, withdrawn_at
from dashboard.text import visible

_REGION = (1 << INDICATOR_SHIFT - REGION_SHIFT) - 1
_PERIOD = (1 << REGION_SHIFT) - 1
_STATUSES = tuple(Status)

_Row = tuple[Any, ...]
_COLUMNS = ("slot", "batch", "value", "status", "source", "note", "se", "lower", "upper")
"""What the questions about values return: slot, number of the batch, and the value with all that is said of it."""


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
    slots = _slots(snapshot, indicator, region)
    if slots is None:
        return ()
    return _in_force(snapshot, "series_of", slots | _known(snapshot, known_at))


def series_by_indicator(
    snapshot: Snapshot, region: str, known_at: datetime | None = None
) -> dict[str, tuple[Observation, ...]]:
    """Values in force of every indicator that has any in the region: indicator id to values by date."""
    number = snapshot.ledger.region_numbers.get(region)
    if number is None:
        return {}
    values = _in_force(snapshot, "series_by_indicator", {"region": number} | _known(snapshot, known_at))
    return _grouped(values, attrgetter("indicator"))


def series_by_region(
    snapshot: Snapshot, indicator: str, known_at: datetime | None = None
) -> dict[str, tuple[Observation, ...]]:
    """Values in force of one indicator in every region that has any: region code to values by date."""
    slots = _slots(snapshot, indicator)
    if slots is None:
        return {}
    return _grouped(_in_force(snapshot, "series_by_region", slots | _known(snapshot, known_at)), attrgetter("region"))


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
    numbers = {batch.id: number for number, batch in enumerate(snapshot.batches)}
    in_force = tuple({b.id for b in batches} - withdrawn_at(batches) for batches in (before, after))
    standing_before, standing_after = ({numbers[id_] for id_ in ids if id_ in numbers} for ids in in_force)
    parameters = {"batches": sorted(standing_before ^ standing_after), "known": len(snapshot.batches) - 1}
    rows = snapshot.ask("changes_between", parameters)
    slots = dict.fromkeys(row[0] for row in rows)
    sides = [_newest(row for row in rows if row[1] in standing) for standing in (standing_before, standing_after)]
    earlier, later = (dict(zip(side[0] if side else (), _observations(snapshot, side), strict=True)) for side in sides)
    changes = (ValueChange(earlier.get(slot), later.get(slot)) for slot in slots)
    changes = (change for change in changes if _without_batch(change.before) != _without_batch(change.after))
    return tuple(sorted(changes, key=lambda change: change.observation.slot[:2]))


def versions(snapshot: Snapshot, indicator: str, region: str) -> tuple[ValueVersion, ...]:
    """Every version of every value of one indicator in one region, by date and then oldest first."""
    slots = _slots(snapshot, indicator, region)
    if slots is None:
        return ()
    rows = snapshot.ask("versions", slots | {"known": len(snapshot.batches) - 1})
    batches = (snapshot.batches[row[1]] for row in rows)
    return tuple(map(ValueVersion, _observations(snapshot, tuple(zip(*rows, strict=True))), batches))


def regions_with_values(snapshot: Snapshot, indicator: str, known_at: datetime | None = None) -> dict[str, int]:
    """Region code to the number of figures in force (pending and suppressed ones are not figures)."""
    slots = _slots(snapshot, indicator)
    if slots is None:
        return {}
    counts = snapshot.ask("regions_with_values", slots | _known(snapshot, known_at))
    return dict(sorted((snapshot.ledger.regions[number], count) for number, count in counts))


def sources_in_force(snapshot: Snapshot) -> tuple[tuple[str, int], ...]:
    """Every source of values in force with the number of its values, most values first."""
    snapshot.ledger.tally()
    counts: Counter[str] = Counter()
    for source, count in snapshot.ask("sources_in_force", _known(snapshot, None)):
        counts[visible(source)] += count
    return tuple(counts.most_common())


def _known(snapshot: Snapshot, known_at: datetime | None) -> dict[str, object]:
    """The number of the newest batch that was known, and those that were withdrawn as far as that was known."""
    batches = snapshot.batches
    if known_at is not None:
        batches = batches[: bisect_right(batches, known_at, key=attrgetter("committed_at"))]
    ids = withdrawn_at(batches)
    return {
        "known": len(batches) - 1,
        "withdrawn": [number for number, batch in enumerate(batches) if batch.id in ids],
    }


def _slots(snapshot: Snapshot, indicator: str, region: str | None = None) -> dict[str, object] | None:
    """The first and the last slot of an indicator, or of one region in it; None where it has no values."""
    ledger = snapshot.ledger
    number = ledger.indicator_numbers.get(indicator)
    if number is None:
        return None
    if region is None:
        return {"first": number << INDICATOR_SHIFT, "last": (number + 1 << INDICATOR_SHIFT) - 1}
    place = ledger.region_numbers.get(region)
    if place is None:
        return None
    first = number << INDICATOR_SHIFT | place << REGION_SHIFT
    return {"first": first, "last": first + (1 << REGION_SHIFT) - 1}


def _in_force(snapshot: Snapshot, question: str, parameters: Mapping[str, object]) -> tuple[Observation, ...]:
    """Of each slot the value of the newest batch, in the order of the slots; sorted here, without the texts."""
    columns = snapshot.ask_columns(question, parameters)
    order = np.lexsort((columns["batch"], columns["slot"]))
    slots = columns["slot"][order]
    newest = np.append(slots[1:] != slots[:-1], True)[: len(slots)]
    return _observations(snapshot, [columns[name][order[newest]].tolist() for name in _COLUMNS])


def _newest(rows: Iterable[_Row]) -> Sequence[Sequence[Any]]:
    """Of each slot the last row, in the order of the slots; by columns, none of no rows."""
    return tuple(zip(*{row[0]: row for row in rows}.values(), strict=True))


def _grouped(
    observations: Iterable[Observation], key: Callable[[Observation], str]
) -> dict[str, tuple[Observation, ...]]:
    groups: defaultdict[str, list[Observation]] = defaultdict(list)
    for observation in observations:
        groups[key(observation)].append(observation)
    return {name: tuple(groups[name]) for name in sorted(groups)}


def _without_batch(observation: Observation | None) -> Observation | None:
    return replace(observation, batch=None) if observation else None


def _observations(snapshot: Snapshot, columns: Sequence[Sequence[Any]]) -> tuple[Observation, ...]:
    """Values as they are shown: older stores may hold characters that nobody sees, which are taken in no more."""
    if not columns:
        return ()
    slots, numbers, values, statuses, sources, notes, *limits = columns
    indicators, regions, batches = snapshot.ledger.indicators, snapshot.ledger.regions, snapshot.batches
    return Observation.in_columns(
        len(slots),
        indicator=[indicators[slot >> INDICATOR_SHIFT] for slot in slots],
        region=[regions[slot >> REGION_SHIFT & _REGION] for slot in slots],
        period=[_period(slot & _PERIOD) for slot in slots],
        value=values,
        status=[_STATUSES[status] for status in statuses],
        source=_shown(sources),
        note=_shown(notes),
        **dict(zip(("se", "lower", "upper"), limits, strict=True)),
        batch=[batches[number].id for number in numbers],
    )


def _shown(texts: Sequence[str]) -> Iterable[str]:
    """The same few texts come in thousands of rows."""
    return map({text: visible(text) for text in set(texts)}.__getitem__, texts)


@lru_cache(maxsize=10_000)
def _period(number: int) -> Period:
    """The period of a slot, out of that part of its number."""
    precision = COARSEST_FIRST[number & (1 << REFERENCE_SHIFT) - 1]
    return Period(date.fromordinal((number >> DAY_SHIFT) + 1), precision)
