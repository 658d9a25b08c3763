"""The same file twice is one batch, and nothing lands on a store that its sender has not looked at."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest

from dashboard.errors import StoreError, StoreMoved
from dashboard.fiscal import Period, Precision
from dashboard.observation import Observation, Status
from dashboard.store import Landing, Store, batches_in
from store.making import CITY, NURSES, PREFECTURE, bytes_under, observation, sent, submission

FILE = b"as uploaded"
TWO = submission(observation(1.0), observation(2.0, region=CITY))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(str(tmp_path / "store"))
    made.create([submission()])
    return made


def newest(store: Store) -> str:
    return batches_in(store.read())[-1].id


def test_a_new_file_becomes_a_batch_with_its_original(store: Store) -> None:
    landing = store.append_once(sent(FILE, TWO), seen=newest(store))
    assert not landing.repeated
    assert landing.batch == batches_in(store.read())[-1]
    assert landing.batch.rows == 2
    assert store.originals.read(landing.batch.sha256) == FILE


def test_the_same_file_twice_is_one_batch_and_says_so(store: Store) -> None:
    first = store.append_once(sent(FILE, TWO))
    before = bytes_under(Path(store.location))
    again = store.append_once(sent(FILE, TWO))
    assert again == Landing(first.batch, repeated=True)
    assert bytes_under(Path(store.location)) == before


def test_the_same_file_is_recognised_whoever_sends_it_under_whatever_name_and_order(store: Store) -> None:
    first = store.append_once(sent(FILE, TWO))
    turned = replace(
        sent(FILE, TWO), observations=TWO.observations[::-1], by="別の人", file="別の名前.csv", reason="別の理由"
    )
    assert store.append_once(turned) == Landing(first.batch, repeated=True)


def test_the_same_file_is_recognised_even_when_others_came_in_between(store: Store) -> None:
    seen = newest(store)
    first = store.append_once(sent(FILE, TWO), seen=seen)
    store.append(submission(observation(900.0)))
    assert store.append_once(sent(FILE, TWO), seen=seen) == Landing(first.batch, repeated=True)


BASE = Observation(
    NURSES,
    PREFECTURE,
    Period(date(2024, 3, 31), Precision.FISCAL_YEAR),
    1.0,
    Status.OFFICIAL,
    "資料",
    "注",
    0.1,
    0.8,
    1.2,
)
OTHERS = {
    "indicator": replace(BASE, indicator="visiting_clinics"),
    "region": replace(BASE, region=CITY),
    "as_of": replace(BASE, period=Period(date(2025, 3, 31), Precision.FISCAL_YEAR)),
    "precision": replace(BASE, period=Period(date(2024, 3, 31), Precision.DAY)),
    "value": replace(BASE, value=1.1),
    "no value": replace(BASE, value=None, status=Status.PENDING),
    "status": replace(BASE, status=Status.PROVISIONAL),
    "source": replace(BASE, source="別の資料"),
    "note": replace(BASE, note=""),
    "se": replace(BASE, se=None),
    "lower": replace(BASE, lower=0.7),
    "upper": replace(BASE, upper=None),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS.keys())
def test_the_same_bytes_read_otherwise_are_another_batch(store: Store, other: Observation) -> None:
    first = store.append_once(sent(FILE, submission(BASE)))
    second = store.append_once(sent(FILE, submission(other)))
    assert not second.repeated
    assert second.batch.id != first.batch.id
    assert store.append_once(sent(FILE, submission(BASE))) == Landing(first.batch, repeated=True)
    assert store.append_once(sent(FILE, submission(other))) == Landing(second.batch, repeated=True)


def test_the_same_bytes_with_one_more_value_are_another_batch(store: Store) -> None:
    store.append_once(sent(FILE, submission(observation(1.0))))
    assert not store.append_once(sent(FILE, TWO)).repeated


def test_the_same_values_from_another_file_are_another_batch(store: Store) -> None:
    store.append_once(sent(FILE, TWO))
    assert not store.append_once(sent(b"saved again", TWO)).repeated


def test_values_without_a_file_are_never_taken_for_the_same(store: Store) -> None:
    typed = replace(TWO, sha256="")
    assert [store.append_once(typed).repeated, store.append_once(typed).repeated] == [False, False]


def test_a_withdrawn_file_may_be_taken_in_again_and_is_recognised_once_the_withdrawal_is_withdrawn(
    store: Store,
) -> None:
    first = store.append_once(sent(FILE, TWO)).batch
    undo = store.withdraw(first.id, by="係長", reason="誤り")
    second = store.append_once(sent(FILE, TWO))
    assert not second.repeated
    store.withdraw(second.batch.id, by="係長", reason="二重")
    store.withdraw(undo.id, by="係長", reason="誤りではなかった")
    again = store.append_once(sent(FILE, TWO))
    assert (again.batch.id, again.repeated) == (first.id, True)


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda store: store.append(submission(observation(900.0))),
        lambda store: store.withdraw(newest(store), by="係長", reason="誤り"),
    ],
    ids=["an upload", "a withdrawal"],
)
def test_a_file_checked_before_something_else_was_stored_is_sent_back(
    store: Store, meanwhile: Callable[[Store], object]
) -> None:
    seen = newest(store)
    meanwhile(store)
    before = bytes_under(Path(store.location))
    with pytest.raises(StoreMoved, match=r"確かめている間に.*「令和6年度.csv」はまだ保存していません.*もう一度内容を"):
        store.append_once(sent(FILE, TWO), seen=seen)
    assert bytes_under(Path(store.location)) == before
    assert not store.append_once(sent(FILE, TWO), seen=newest(store)).repeated


def test_the_first_file_of_an_empty_store_was_checked_against_nothing(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store"))
    store.create([])
    assert not store.append_once(sent(FILE, TWO), seen="").repeated
    with pytest.raises(StoreMoved):
        store.append_once(sent(b"other", submission()), seen="")


def test_a_refused_submission_writes_nothing(store: Store) -> None:
    before = bytes_under(Path(store.location))
    with pytest.raises(StoreError, match="2件あります"):
        store.append_once(sent(FILE, submission(observation(1.0), observation(2.0))))
    assert bytes_under(Path(store.location)) == before


def test_of_several_people_pressing_at_once_with_one_file_one_batch_comes_and_all_hear_of_it(store: Store) -> None:
    seen, start = newest(store), Barrier(4)

    def press(name: str) -> Landing:
        start.wait()
        return store.append_once(replace(sent(FILE, TWO), by=name), seen=seen)

    with ThreadPoolExecutor(4) as pool:
        landings = list(pool.map(press, "甲乙丙丁"))
    assert sorted(landing.repeated for landing in landings) == [False, True, True, True]
    assert {landing.batch.id for landing in landings} == {newest(store)}
    assert store.version() == 1
