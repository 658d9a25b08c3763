"""Any sequence of uploads and withdrawals, against a naive model in plain Python; however the store was loaded."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.fiscal import Period, Precision
from dashboard.observation import COARSEST_FIRST, Observation, Slot, Status
from dashboard.queries import (
    Snapshot,
    ValueChange,
    changes_by_batch,
    changes_by_withdrawing,
    ledger,
    regions_with_values,
    series_by_indicator,
    series_by_region,
    series_of,
    sources_in_force,
    versions,
)
from dashboard.store import Store
from store.making import submission

INDICATORS, REGIONS = ("b", "a"), ("11203", "11000")
DATES = (date(2023, 3, 31), date(2024, 3, 31))

Upload = tuple[Observation, ...]
Step = Upload | int
"""What is uploaded, or the number of the earlier batch to withdraw."""

observations = st.builds(
    Observation,
    st.sampled_from(INDICATORS),
    st.sampled_from(REGIONS),
    st.builds(Period, st.sampled_from(DATES), st.sampled_from((Precision.QUARTER, Precision.FISCAL_YEAR))),
    st.one_of(st.none(), st.floats(0, 1000, allow_nan=False)),
    st.sampled_from((Status.OFFICIAL, Status.REFERENCE, Status.PENDING)),
    st.sampled_from(("架空の資料1", "架空の資料2")),
)
uploads = st.lists(observations, min_size=1, max_size=5, unique_by=lambda each: each.slot).map(tuple)
steps = st.lists(st.one_of(uploads, st.integers(0, 7)), min_size=1, max_size=8)


@dataclass(frozen=True)
class Done:
    """A committed step: its id, its moment, and what it brought or whom it withdrew."""

    id: str
    at: datetime
    brought: Upload
    withdrew: str | None


def stands(step: Done, known: Sequence[Done]) -> bool:
    return not any(other.withdrew == step.id and stands(other, known) for other in known)


def order(observation: Observation) -> tuple[object, ...]:
    slot = observation.slot
    rank = COARSEST_FIRST.index(slot.period.precision)
    return slot.indicator, slot.region, slot.period.date, slot.is_reference, rank


def in_force(known: Sequence[Done]) -> dict[Slot, Observation]:
    values: dict[Slot, Observation] = {}
    for step in known:
        if stands(step, known):
            values |= {each.slot: replace(each, batch=step.id) for each in step.brought}
    return {each.slot: each for each in sorted(values.values(), key=order)}


def grouped(values: Sequence[Observation], name: str) -> dict[str, tuple[Observation, ...]]:
    keys = sorted({getattr(each, name) for each in values})
    return {key: tuple(each for each in values if getattr(each, name) == key) for key in keys}


def changes(before: dict[Slot, Observation], after: dict[Slot, Observation]) -> tuple[ValueChange, ...]:
    pairs = [ValueChange(before.get(slot), after.get(slot)) for slot in {**before, **after}]
    told = [
        pair for pair in pairs if len({replace(each, batch=None) for each in (pair.before, pair.after) if each}) > 1
    ]
    told += [pair for pair in pairs if pair.before is None or pair.after is None]
    return tuple(sorted(told, key=lambda pair: order(pair.observation)))


def carry_out(store: Store, planned: Sequence[Step]) -> Iterator[list[Done]]:
    """What has been done after each step."""
    done: list[Done] = []
    for step in planned:
        if isinstance(step, tuple):
            batch = store.append(submission(*step))
            done.append(Done(batch.id, batch.committed_at, step, None))
        elif standing := [each for each in done if stands(each, done)]:
            batch = store.withdraw(standing[step % len(standing)].id, by="係長", reason="誤り")
            done.append(Done(batch.id, batch.committed_at, (), batch.withdraws))
        yield list(done)


def check(snapshot: Snapshot, done: Sequence[Done]) -> None:
    """Every question to a snapshot at every moment, and at the moments of what came after it."""
    assert [(batch.id, batch.withdrawn) for batch in snapshot.batches] == [
        (step.id, not stands(step, done)) for step in done
    ]
    for moment in [None, *(step.at for step in done)]:
        known = [step for step in done if moment is None or step.at <= moment]
        expected = tuple(in_force(known).values())
        for region in REGIONS:
            of_region = tuple(each for each in expected if each.region == region)
            assert list(series_by_indicator(snapshot, region, moment).items()) == list(
                grouped(of_region, "indicator").items()
            )
            for indicator in INDICATORS:
                of_both = tuple(each for each in of_region if each.indicator == indicator)
                assert series_of(snapshot, indicator, region, moment) == of_both
        for indicator in INDICATORS:
            of_indicator = tuple(each for each in expected if each.indicator == indicator)
            by_region = grouped(of_indicator, "region")
            assert list(series_by_region(snapshot, indicator, moment).items()) == list(by_region.items())
            figures = {region: sum(each.value is not None for each in values) for region, values in by_region.items()}
            counts = {region: count for region, count in figures.items() if count}
            assert list(regions_with_values(snapshot, indicator, moment).items()) == list(counts.items())
    now = in_force(done)
    assert dict(sources_in_force(snapshot)) == Counter(each.source for each in now.values())
    for number, step in enumerate(done):
        assert changes_by_batch(snapshot, step.id) == changes(in_force(done[:number]), in_force(done[: number + 1]))
        if stands(step, done):
            undone = in_force([*done, Done("", step.at, (), step.id)])
            assert changes_by_withdrawing(snapshot, step.id) == changes(now, undone)
    for indicator in INDICATORS:
        for region in REGIONS:
            brought = [replace(each, batch=step.id) for step in done for each in step.brought]
            expected = tuple(
                each for each in sorted(brought, key=order) if (each.indicator, each.region) == (indicator, region)
            )
            assert tuple(each.observation for each in versions(snapshot, indicator, region)) == expected


@pytest.mark.parametrize("on_disk", [False, True], ids=["in memory", "in a file"])
@settings(max_examples=8, deadline=None)
@given(planned=steps)
def test_every_question_agrees_with_the_model_loaded_step_by_step_at_once_and_after_a_restart(
    on_disk: bool, planned: list[Step]
) -> None:
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.setattr(ledger, "LARGEST_IN_MEMORY", -1 if on_disk else 1_000_000)
        store = Store(f"{folder}/store", Path(folder, "cache") if on_disk else None)
        store.create([])
        followed = [(Snapshot.load(store), done) for done in carry_out(store, planned)]
        for snapshot, done in followed:
            check(snapshot, done)
        assert len({id(snapshot.ledger) for snapshot, _ in followed}) == 1
        assert (snapshot.ledger.path is not None) is on_disk
        # The ledger goes with the last who holds it, so this is what another process finds.
        followed.clear()
        del snapshot
        if on_disk:
            patch.setattr(Store, "file_rows", None)
        check(Snapshot.load(store), done)
        if on_disk:
            patch.undo()
            check(Snapshot.load(Store(store.location)), done)
