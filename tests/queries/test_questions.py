"""The answers: what is in force now, what was known on a day, and what ever happened."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from dashboard.observation import Status
from dashboard.queries import (
    Snapshot,
    ValueChange,
    changes_between,
    changes_by_batch,
    changes_by_withdrawing,
    regions_with_values,
    series_by_indicator,
    series_of,
    sources_in_force,
    versions,
)
from dashboard.store import Store
from store.making import CITY, CLINICS, NURSES, PREFECTURE, observation, submission

OLD, NEW = date(2023, 3, 31), date(2024, 3, 31)
A_MOMENT = timedelta(microseconds=1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(str(tmp_path / "store"))
    made.create([submission(observation(894.0, OLD), observation(908.0, NEW))])
    return made


def values(store: Store, known_at: datetime | None = None) -> list[float | None]:
    return [each.value for each in series_of(Snapshot.load(store), CLINICS, PREFECTURE, known_at)]


def test_a_series_comes_back_by_date_as_it_was_sent(tmp_path: Path) -> None:
    sent = [observation(908.0, NEW), observation(894.0, OLD)]
    store = Store(str(tmp_path))
    store.create([submission(*sent)])
    snapshot = Snapshot.load(store)
    (batch,) = snapshot.batches
    found = series_of(snapshot, CLINICS, PREFECTURE)
    assert [each.as_of for each in found] == [OLD, NEW]
    assert found == (replace(sent[1], batch=batch.id), replace(sent[0], batch=batch.id))


def test_a_value_still_being_counted_is_in_force_without_a_number(store: Store) -> None:
    store.append(submission(observation(None, NEW, status=Status.PENDING)))
    found = series_of(Snapshot.load(store), CLINICS, PREFECTURE)
    assert [(each.value, each.status) for each in found] == [(894.0, Status.OFFICIAL), (None, Status.PENDING)]


def test_a_correction_replaces_the_value_of_that_date_only(store: Store) -> None:
    correction = store.append(submission(observation(910.0, NEW)))
    found = series_of(Snapshot.load(store), CLINICS, PREFECTURE)
    assert [each.value for each in found] == [894.0, 910.0]
    assert found[1].batch == correction.id


def test_withdrawing_a_correction_brings_the_former_value_back(store: Store) -> None:
    correction = store.append(submission(observation(910.0, NEW), observation(1.0, date(2025, 3, 31))))
    undo = store.withdraw(correction.id, by="係長", reason="誤り")
    assert values(store) == [894.0, 908.0]
    store.withdraw(undo.id, by="係長", reason="誤りではなかった")
    assert values(store) == [894.0, 910.0, 1.0]


def test_what_was_known_at_a_moment_stays_what_it_was(store: Store) -> None:
    seeded = Snapshot.load(store).batches[0].committed_at
    correction = store.append(submission(observation(910.0, NEW)))
    undo = store.withdraw(correction.id, by="係長", reason="誤り")
    redo = store.withdraw(undo.id, by="係長", reason="誤りではなかった")
    assert values(store, seeded - A_MOMENT) == []
    assert values(store, seeded) == [894.0, 908.0]
    assert values(store, correction.committed_at - A_MOMENT) == [894.0, 908.0]
    assert values(store, correction.committed_at) == [894.0, 910.0]
    assert values(store, undo.committed_at) == [894.0, 908.0]
    assert values(store, redo.committed_at) == [894.0, 910.0]


def test_a_moment_may_be_given_in_japanese_time(store: Store) -> None:
    correction = store.append(submission(observation(910.0, NEW)))
    in_japan = correction.committed_at.astimezone(timezone(timedelta(hours=9)))
    assert values(store, in_japan) == [894.0, 910.0]
    assert values(store, in_japan - A_MOMENT) == [894.0, 908.0]


def test_an_indicator_or_region_without_values_has_an_empty_series(store: Store) -> None:
    snapshot = Snapshot.load(store)
    assert series_of(snapshot, NURSES, PREFECTURE) == ()
    assert series_of(snapshot, CLINICS, CITY) == ()
    assert series_by_indicator(snapshot, CITY) == {}
    assert versions(snapshot, NURSES, PREFECTURE) == ()


def test_one_question_gives_the_series_of_every_indicator_of_a_region(store: Store) -> None:
    other = store.append(submission(observation(3280.0, OLD, indicator=NURSES), observation(5.0, NEW, region=CITY)))
    store.append(submission(observation(910.0, NEW)))
    snapshot = Snapshot.load(store)
    assert series_by_indicator(snapshot, PREFECTURE) == {
        CLINICS: series_of(snapshot, CLINICS, PREFECTURE),
        NURSES: series_of(snapshot, NURSES, PREFECTURE),
    }
    before = other.committed_at - A_MOMENT
    assert series_by_indicator(snapshot, PREFECTURE, before) == {
        CLINICS: series_of(snapshot, CLINICS, PREFECTURE, before)
    }


def test_every_version_of_a_value_is_kept_with_its_batch(store: Store) -> None:
    correction = store.append(submission(observation(910.0, NEW), by="訂正者"))
    store.withdraw(correction.id, by="係長", reason="誤り")
    found = [each for each in versions(Snapshot.load(store), CLINICS, PREFECTURE) if each.observation.as_of == NEW]
    assert [(each.observation.value, each.batch.withdrawn) for each in found] == [(908.0, False), (910.0, True)]
    assert found[1].batch.by == "訂正者"
    assert found[1].batch.committed_at == correction.committed_at


def test_a_snapshot_knows_uploads_and_withdrawals_oldest_first(store: Store) -> None:
    correction = store.append(submission(observation(910.0, NEW)))
    undo = store.withdraw(correction.id, by="係長", reason="誤り")
    snapshot = Snapshot.load(store)
    assert [(batch.rows, batch.withdraws, batch.withdrawn) for batch in snapshot.batches] == [
        (2, None, False),
        (1, None, True),
        (0, correction.id, False),
    ]
    assert snapshot.batches[-1] == undo
    assert snapshot.last_change() == undo.committed_at
    assert snapshot.last_change(undo.committed_at - A_MOMENT) == correction.committed_at
    assert snapshot.last_change(datetime(2000, 1, 1, tzinfo=UTC)) is None


def test_regions_are_counted_by_their_dates_with_a_figure(store: Store) -> None:
    late = store.append(
        submission(
            observation(5.0, OLD, region=CITY),
            observation(None, NEW, region=CITY, status=Status.SUPPRESSED),
            observation(None, NEW, region="11100", status=Status.PENDING),
        )
    )
    snapshot = Snapshot.load(store)
    assert regions_with_values(snapshot, CLINICS) == {PREFECTURE: 2, CITY: 1}
    assert regions_with_values(snapshot, CLINICS, late.committed_at - A_MOMENT) == {PREFECTURE: 2}
    assert regions_with_values(snapshot, NURSES) == {}


def test_sources_are_counted_over_the_values_in_force_only(store: Store) -> None:
    correction = store.append(submission(replace(observation(910.0, NEW), source="訂正資料")))
    assert sources_in_force(Snapshot.load(store)) == (("訂正資料", 1), ("資料1", 1))
    store.withdraw(correction.id, by="係長", reason="誤り")
    assert sources_in_force(Snapshot.load(store)) == (("資料1", 2),)


def test_an_empty_store_answers_every_question_with_nothing(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    store.create([])
    snapshot = Snapshot.load(store)
    assert snapshot.last_change() is None
    assert snapshot.batches == ()
    assert series_by_indicator(snapshot, PREFECTURE) == {}
    assert regions_with_values(snapshot, CLINICS) == {}


def test_a_snapshot_keeps_its_version_while_the_store_moves_on(store: Store) -> None:
    snapshot = Snapshot.load(store)
    store.append(submission(observation(910.0, NEW)))
    assert snapshot.version == 0
    assert [each.value for each in series_of(snapshot, CLINICS, PREFECTURE)] == [894.0, 908.0]
    assert Snapshot.load(store).version == 1


def test_an_id_with_quotes_in_it_is_a_value_and_no_sql(store: Store) -> None:
    snapshot = Snapshot.load(store)
    assert series_of(snapshot, "x' OR '1'='1", PREFECTURE) == ()
    assert series_of(snapshot, CLINICS, "11000'; DROP TABLE observations; --") == ()
    assert len(series_of(snapshot, CLINICS, PREFECTURE)) == 2


def test_eight_threads_asking_at_once_each_get_their_own_answer(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    regions = [f"{11000 + number}" for number in range(60)]
    store.create(
        [
            submission(*(observation(float(region) + day, date(2024, 1, day), region=region) for region in regions))
            for day in (1, 2, 3)
        ]
    )
    snapshot = Snapshot.load(store)

    def ask(region: str) -> list[float | None]:
        return [each.value for each in series_of(snapshot, CLINICS, region)]

    expected = [[float(region) + day for day in (1, 2, 3)] for region in regions] * 8
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, regions * 8)) == expected


@pytest.mark.parametrize("question", [series_by_indicator, regions_with_values])
def test_moments_before_the_first_batch_know_nothing(store: Store, question: Callable[..., object]) -> None:
    asked = PREFECTURE if question is series_by_indicator else CLINICS
    assert question(Snapshot.load(store), asked, datetime(2000, 1, 1, tzinfo=UTC)) == {}


def told(found: tuple[ValueChange, ...]) -> list[tuple[str, date, float | None, float | None]]:
    """Region, date, and the value before and after; -1 where there was or is none."""
    return [
        (
            each.observation.region,
            each.observation.as_of,
            -1 if each.before is None else each.before.value,
            -1 if each.after is None else each.after.value,
        )
        for each in found
    ]


def test_a_batch_changed_what_it_added_and_what_it_replaced(store: Store) -> None:
    first = Snapshot.load(store).batches[0]
    second = store.append(submission(observation(910.0, NEW), observation(5.0, NEW, region=CITY)))
    snapshot = Snapshot.load(store)
    assert told(changes_by_batch(snapshot, first.id)) == [(PREFECTURE, OLD, -1, 894.0), (PREFECTURE, NEW, -1, 908.0)]
    assert told(changes_by_batch(snapshot, second.id)) == [(PREFECTURE, NEW, 908.0, 910.0), (CITY, NEW, -1, 5.0)]
    (replaced, _) = changes_by_batch(snapshot, second.id)
    assert (replaced.before and replaced.before.batch, replaced.observation.batch) == (first.id, second.id)


def test_what_a_batch_changed_when_it_came_stays_told_after_its_withdrawal(store: Store) -> None:
    correction = store.append(submission(observation(910.0, NEW)))
    undo = store.withdraw(correction.id, by="係長", reason="誤り")
    snapshot = Snapshot.load(store)
    assert told(changes_by_batch(snapshot, correction.id)) == [(PREFECTURE, NEW, 908.0, 910.0)]
    assert told(changes_by_batch(snapshot, undo.id)) == [(PREFECTURE, NEW, 910.0, 908.0)]


def test_withdrawing_a_batch_takes_its_values_away_or_brings_the_former_ones_back(store: Store) -> None:
    correction = store.append(submission(observation(910.0, NEW), observation(5.0, NEW, region=CITY)))
    assert told(changes_by_withdrawing(Snapshot.load(store), correction.id)) == [
        (PREFECTURE, NEW, 910.0, 908.0),
        (CITY, NEW, 5.0, -1),
    ]


def test_withdrawing_a_withdrawal_brings_the_values_in_again(store: Store) -> None:
    correction = store.append(submission(observation(910.0, NEW)))
    undo = store.withdraw(correction.id, by="係長", reason="誤り")
    assert told(changes_by_withdrawing(Snapshot.load(store), undo.id)) == [(PREFECTURE, NEW, 908.0, 910.0)]


def test_withdrawing_what_was_replaced_meanwhile_changes_no_figure(store: Store) -> None:
    first = Snapshot.load(store).batches[0]
    store.append(submission(observation(910.0, NEW)))
    found = changes_by_withdrawing(Snapshot.load(store), first.id)
    assert [each for each in told(found) if each[2] != each[3]] == [(PREFECTURE, OLD, 894.0, -1)]


def test_what_withdrawing_would_change_is_what_it_does_change(store: Store) -> None:
    for value in (910.0, 911.0):
        store.append(submission(observation(value, NEW), observation(value, OLD, region=CITY)))
    for batch in Snapshot.load(store).batches:
        foreseen = changes_by_withdrawing(Snapshot.load(store), batch.id)
        undo = store.withdraw(batch.id, by="係長", reason="誤り")
        assert told(changes_by_batch(Snapshot.load(store), undo.id)) == told(foreseen)


def test_nothing_changes_between_a_state_and_itself(store: Store) -> None:
    snapshot = Snapshot.load(store)
    assert changes_between(snapshot, snapshot.batches, snapshot.batches) == ()
    assert len(changes_between(snapshot, (), snapshot.batches)) == 2


def test_a_batch_that_nobody_knows_has_no_changes_to_tell(store: Store) -> None:
    with pytest.raises(ValueError, match="ない"):
        changes_by_batch(Snapshot.load(store), "ない")
