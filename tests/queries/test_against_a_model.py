"""Any sequence of uploads and withdrawals, against a naive model in plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.queries import Snapshot, regions_with_values, series_by_indicator, series_of, versions
from dashboard.store import Store
from store.making import observation, submission

INDICATORS, REGIONS = ("a", "b"), ("11000", "11203")
DATES = (date(2023, 3, 31), date(2024, 3, 31))

Key = tuple[str, str, date]
Upload = dict[Key, float]
Step = Upload | int
"""What is uploaded, or the number of the earlier batch to withdraw."""

keys = st.tuples(st.sampled_from(INDICATORS), st.sampled_from(REGIONS), st.sampled_from(DATES))
uploads = st.dictionaries(keys, st.floats(0, 1000, allow_nan=False), min_size=1, max_size=4)
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


def in_force(done: Sequence[Done], at: datetime) -> Upload:
    known = [step for step in done if step.at <= at]
    values: Upload = {}
    for step in known:
        if stands(step, known):
            values |= step.brought
    return values


def carry_out(store: Store, planned: Sequence[Step]) -> list[Done]:
    done: list[Done] = []
    for step in planned:
        if isinstance(step, dict):
            sent = [observation(value, on, indicator=ind, region=reg) for (ind, reg, on), value in step.items()]
            batch = store.append(submission(*sent))
            done.append(Done(batch.id, batch.committed_at, step, None))
        elif standing := [each for each in done if stands(each, done)]:
            batch = store.withdraw(standing[step % len(standing)].id, by="係長", reason="誤り")
            done.append(Done(batch.id, batch.committed_at, {}, batch.withdraws))
    return done


@settings(max_examples=10, deadline=None)
@given(planned=steps)
def test_every_question_agrees_with_the_model_at_every_moment(
    tmp_path_factory: pytest.TempPathFactory, planned: list[Step]
) -> None:
    store = Store(str(tmp_path_factory.mktemp("store")))
    store.create([])
    done = carry_out(store, planned)
    snapshot = Snapshot.load(store)
    assert [(batch.id, batch.withdrawn) for batch in snapshot.batches] == [
        (step.id, not stands(step, done)) for step in done
    ]
    for moment in [None, *(step.at for step in done)]:
        expected = in_force(done, moment or datetime.max.replace(tzinfo=done[0].at.tzinfo)) if done else {}
        values: Upload = {}
        for region in REGIONS:
            series = {indicator: series_of(snapshot, indicator, region, moment) for indicator in INDICATORS}
            assert series_by_indicator(snapshot, region, moment) == {ind: s for ind, s in series.items() if s}
            for each in chain.from_iterable(series.values()):
                assert each.value is not None
                values[each.indicator, each.region, each.as_of] = each.value
        assert values == expected
        for indicator in INDICATORS:
            counts = regions_with_values(snapshot, indicator, moment)
            assert sum(counts.values()) == sum(key[0] == indicator for key in expected)
    stored = sum(len(versions(snapshot, indicator, region)) for indicator in INDICATORS for region in REGIONS)
    assert stored == sum(len(step.brought) for step in done)
