"""The file of the ledger is a cache: shared by nobody, missed by nobody, and never believed against the store."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.errors import StoreDamaged
from dashboard.observation import Observation
from dashboard.queries import Snapshot, ledger, series_by_region, series_of, sources_in_force
from dashboard.store import Store
from dashboard.store.memo import memo_of
from dashboard.store.place import Place
from dashboard.store.turn import lock_at_once
from store.making import CLINICS, NURSES, PREFECTURE, many, observation, sent, submission


@pytest.fixture(autouse=True)
def _on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "LARGEST_IN_MEMORY", -1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(str(tmp_path / "store"), tmp_path / "cache")
    made.create([submission(observation(894.0), observation(3280.0, indicator=NURSES))])
    made.append(many([float(number) for number in range(3000)]))
    return made


@pytest.fixture
def no_data_file_is_read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of those that are, all the same."""
    names: list[str] = []
    read = Place.read_parquet

    def counting(place: Place, name: str, *rest: Collection[str]) -> object:
        names.append(name)
        return read(place, name, *rest)

    monkeypatch.setattr(Place, "read_parquet", counting)
    yield names
    assert names == []


def values(store: Store) -> dict[str, tuple[Observation, ...]]:
    return series_by_region(Snapshot.load(store), CLINICS)


def ledger_file(store: Store) -> Path:
    assert store.cache is not None
    (path,) = store.cache.glob("observations/*.duckdb")
    return path


def forgetting(store: Store) -> None:
    """What another process does not know of the data files."""
    memo_of.cache_clear()
    assert store.cache is not None


def test_a_process_that_starts_again_reads_no_data_file(store: Store, no_data_file_is_read: list[str]) -> None:
    expected = values(store)
    assert len(no_data_file_is_read) > 0
    no_data_file_is_read.clear()
    forgetting(store)
    assert values(store) == expected
    store.append(many([5.0]))


def test_a_new_version_reads_what_came_with_it_alone(store: Store, no_data_file_is_read: list[str]) -> None:
    snapshot = Snapshot.load(store)
    no_data_file_is_read.clear()
    store.append(submission(observation(900.0)))
    assert no_data_file_is_read == []
    assert series_of(Snapshot.load(store), CLINICS, PREFECTURE)[0].value == 900.0
    assert len(set(no_data_file_is_read)) == 1
    assert series_of(snapshot, CLINICS, PREFECTURE)[0].value == 894.0
    no_data_file_is_read.clear()


def test_of_the_rows_only_those_of_a_batch_from_the_same_file_are_read(
    store: Store, no_data_file_is_read: list[str]
) -> None:
    file = sent(b"file", submission(observation(1.0)))
    store.append_once(file)
    store.append_once(sent(b"another", submission(observation(2.0))))
    Snapshot.load(store)
    no_data_file_is_read.clear()
    assert store.append_once(file).repeated
    assert len(no_data_file_is_read) == 1
    no_data_file_is_read.clear()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path: Path, start: int) -> None:
    content = bytearray(path.read_bytes())
    for place in range(start, len(content), 512):
        content[place] ^= 1
    path.write_bytes(content)


SPOILERS: dict[str, Callable[[Path], object]] = {
    "gone": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "cut off": cut,
    "something else": lambda path: path.write_bytes(b"x" * 100_000),
    "every part altered": lambda path: flip(path, 0),
    "the rows altered": lambda path: flip(path, 12_288),
    "half a change beside it": lambda path: path.with_name(f"{path.name}.wal").write_bytes(b"\1\2\3" * 1000),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("spoil", SPOILERS.values(), ids=SPOILERS.keys())
def test_whatever_becomes_of_the_file_the_answers_stay(store: Store, spoil: Callable[[Path], object]) -> None:
    expected = values(store)
    spoil(ledger_file(store))
    assert values(store) == expected
    store.append(submission(observation(900.0)))
    assert values(store)[PREFECTURE][0].value == 900.0
    assert values(store)["20007"] == expected["20007"]


def test_a_file_that_fails_while_it_is_asked_is_done_without(store: Store) -> None:
    snapshot = Snapshot.load(store)
    expected = series_by_region(snapshot, CLINICS)
    indicators = list(snapshot.ledger.indicators)
    # As if a part of the disk could not be read any more.
    snapshot.ledger.connection.execute("DROP TABLE observations")
    assert series_by_region(snapshot, CLINICS) == expected
    assert (snapshot.ledger.path, snapshot.ledger.indicators) == (None, indicators)
    store.append(submission(observation(900.0)))
    assert values(store)[PREFECTURE][0].value == 900.0


def test_sources_are_counted_as_one_counts_them_whenever_they_are_asked_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counted() -> tuple[tuple[str, int], ...]:
        series = [series_by_region(Snapshot.load(store), indicator) for indicator in (CLINICS, NURSES)]
        each = (value.source for by_region in series for values in by_region.values() for value in values)
        return tuple(Counter(each).most_common())

    monkeypatch.setattr(ledger, "_MANY_ROWS", 1000)
    first = Snapshot.load(store)
    assert sources_in_force(first) == counted() == (("資料1", 3002),)
    corrected = many([1.0] * 2000)
    batch = store.append(
        replace(corrected, observations=tuple(replace(o, source="訂正") for o in corrected.observations))
    )
    store.append(submission(replace(observation(900.0), source="再訂正")))
    assert sources_in_force(Snapshot.load(store)) == counted() == (("訂正", 2000), ("資料1", 1001), ("再訂正", 1))
    store.withdraw(batch.id, by="係長", reason="誤り")
    assert sources_in_force(Snapshot.load(store)) == counted() == (("資料1", 3001), ("再訂正", 1))
    assert sources_in_force(first) == (("資料1", 3002),)


def test_a_file_that_fails_while_sources_are_counted_is_done_without(store: Store) -> None:
    snapshot = Snapshot.load(store)
    snapshot.ledger.connection.execute("DROP TABLE histories")
    assert sources_in_force(snapshot) == (("資料1", 3002),)
    assert snapshot.ledger.path is None


def test_the_cache_may_be_deleted_at_any_time(store: Store) -> None:
    snapshot = Snapshot.load(store)
    expected = series_by_region(snapshot, CLINICS)
    assert store.cache is not None
    shutil.rmtree(store.cache)
    assert series_by_region(snapshot, CLINICS) == expected
    store.append(submission(observation(900.0)))
    assert values(store)[PREFECTURE][0].value == 900.0
    assert series_by_region(snapshot, CLINICS) == expected


def test_each_process_has_a_file_of_its_own_and_nobody_waits(store: Store) -> None:
    expected = values(store)
    first = ledger_file(store)
    locks = [lock_at_once(first.with_suffix(".lock"))]
    second = Snapshot.load(store)
    assert second.ledger.path == first.with_name(first.name.replace("-1.duckdb", "-2.duckdb"))
    assert series_by_region(second, CLINICS) == expected
    del second
    others = range(2, ledger.MOST_FILES + 1)
    locks += [lock_at_once(first.with_name(first.name.replace("-1.duckdb", f"-{number}.lock"))) for number in others]
    assert None not in locks
    last = Snapshot.load(store)
    assert last.ledger.path is None
    assert series_by_region(last, CLINICS) == expected


def test_ledgers_of_another_layout_are_removed_unless_a_process_has_them(store: Store) -> None:
    values(store)
    current = ledger_file(store)
    others = [current.with_name(current.name.replace(ledger._LAYOUT, layout * 16)) for layout in "ab"]
    for other in others:
        other.write_bytes(b"another layout")
    lock = lock_at_once(others[1].with_suffix(".lock"))
    values(store)
    assert set(current.parent.glob("*.duckdb")) == {current, others[1]}
    assert lock is not None


def test_without_a_place_to_write_everything_is_answered_from_memory(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    elsewhere = Store(store.location, tmp_path / "file")
    snapshot = Snapshot.load(elsewhere)
    assert snapshot.ledger.path is None
    assert series_by_region(snapshot, CLINICS) == values(store)
    elsewhere.append(submission(observation(900.0)))
    assert values(elsewhere)[PREFECTURE][0].value == 900.0


def test_another_store_in_the_same_place_is_another(store: Store, tmp_path: Path) -> None:
    before = Snapshot.load(store)
    expected = series_by_region(before, CLINICS)
    Path(store.location).rename(tmp_path / "away")
    store.create([submission(observation(1.0, date(2020, 3, 31)))])
    assert [each.value for each in values(store)[PREFECTURE]] == [1.0]
    assert len(values(store)) == 1
    assert series_by_region(before, CLINICS) == expected
    del before
    forgetting(store)
    assert len(values(store)) == 1


def test_a_data_file_that_was_altered_after_it_was_taken_in_is_damage_at_the_next_look(store: Store) -> None:
    values(store)
    path = max(Path(store.location, "observations").glob("*.parquet"), key=lambda each: each.stat().st_size)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    for look in (lambda: values(store), lambda: store.append(many([1.0])), store.verify):
        with pytest.raises(StoreDamaged, match=path.name):
            look()


def test_a_data_file_that_rots_unnoticed_is_found_by_reading_it_all_and_is_damage_from_then_on(store: Store) -> None:
    values(store)
    path = max(Path(store.location, "observations").glob("*.parquet"), key=lambda each: each.stat().st_size)
    facts = path.stat()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    with pytest.raises(StoreDamaged, match=path.name):
        store.verify()
    with pytest.raises(StoreDamaged, match=path.name):
        values(store)
