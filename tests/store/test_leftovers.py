"""What nothing names is removed after a day, and nothing else ever is; writers wait for their turn."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.errors import StoreError
from dashboard.store import Store, batches_in, turn
from dashboard.store.head import Head, read_head, write_head
from dashboard.store.place import Place
from dashboard.store.turn import turn_to_write
from store.making import bytes_under, many, observation, sent, submission

DIGEST = "ab12" * 16
HEX = "0123456789abcdef" * 2

LEFT = (
    f"observations/{DIGEST}.parquet",
    f"observations/.{DIGEST}.parquet.{HEX}",
    f"observations/_delta_log/.{7:020d}.json.{HEX}",
    "observations/_delta_log/_commit_01234567-0123-0123-0123-0123456789ab.json.tmp",
    f"originals/{DIGEST}",
    f"originals/.{DIGEST}.{HEX}",
    f".head.json.{HEX}",
    f".creating-{HEX}/{DIGEST}.parquet",
)
OF_OTHERS = (
    "observations/notes.txt",
    "observations/part-00001.parquet",
    "observations/_delta_log/00000000000000000000.crc",
    "originals/予算.xlsx",
    "lost+found/#12",
    ".gitkeep",
    "予算.xlsx",
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(str(tmp_path / "store"))
    made.create([sent(b"seed")])
    wrong = made.append(sent(b"first", many([1.0, 2.0])))
    made.withdraw(wrong.id, by="係長", reason="誤り")
    return made


def put(store: Store, names: tuple[str, ...], *, days: float) -> None:
    for name in names:
        path = Path(store.location, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"left")
        moment = time.time() - days * 86_400
        os.utime(path, (moment, moment))
        if path.parent.name.startswith(".creating"):
            os.utime(path.parent, (moment, moment))


def age_the_record(store: Store) -> None:
    """As if the last sweep were more than a day ago."""
    place = Place(store.location)
    head = read_head(place)
    assert head is not None
    assert head.swept_at is not None
    swept = datetime.now(UTC) - timedelta(hours=25)
    write_head(place, Head(head.version, head.sha256, head.size, head.batch, swept))


def there(store: Store, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if Path(store.location, name).exists()]


def test_what_nothing_names_is_swept_after_a_day_and_nothing_else(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    put(store, LEFT, days=2)
    put(store, OF_OTHERS, days=400)
    for path in Path(store.location).rglob("*"):
        if path.is_file():
            os.utime(path, (time.time() - 400 * 86_400,) * 2)
    before = store.read()
    age_the_record(store)
    batch = store.append(submission(observation(900.0)))
    assert there(store, LEFT) == []
    assert there(store, OF_OTHERS) == list(OF_OTHERS)
    assert store.read().num_rows == before.num_rows + 1
    assert store.missing_originals() == ()
    assert [store.originals.read(each.sha256) for each in batches_in(store.read())[:2]] == [b"seed", b"first"]
    assert '"leftovers.swept", "files": 8' in capsys.readouterr().err
    assert batches_in(store.read())[-1] == batch


def test_what_is_younger_than_a_day_stays_for_it_may_be_in_the_making(store: Store) -> None:
    put(store, LEFT, days=0.9)
    age_the_record(store)
    store.append(submission())
    assert there(store, LEFT) == list(LEFT)


def test_a_day_passes_between_sweeps(store: Store) -> None:
    put(store, LEFT, days=2)
    store.append(submission())
    assert there(store, LEFT) == list(LEFT)


def test_nothing_is_swept_while_something_is_set_aside(store: Store) -> None:
    put(store, LEFT, days=2)
    commit = Path(store.location, f"observations/_delta_log/{2:020d}.json")
    commit.write_bytes(b"")
    age_the_record(store)
    store.append(submission())
    assert there(store, LEFT) == list(LEFT)


def test_a_reader_sweeps_nothing_and_sets_nothing_aside(store: Store) -> None:
    put(store, LEFT, days=2)
    age_the_record(store)
    Path(store.location, f"observations/_delta_log/{3:020d}.json").write_bytes(b"")
    before = bytes_under(Path(store.location))
    store.read()
    store.notices()
    assert bytes_under(Path(store.location)) == before


def test_a_writer_waits_for_its_turn_and_gives_up_with_a_sentence(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "PATIENCE_SECONDS", 0.0)
    before = bytes_under(Path(store.location))
    with ThreadPoolExecutor(1) as pool, turn_to_write(Path(store.location)):
        refused = pool.submit(store.append, submission())
        with pytest.raises(StoreError, match="終わらないので、保存していません"):
            refused.result()
    assert bytes_under(Path(store.location)) == before
    assert store.append(submission()).rows == 1


def test_many_writers_of_one_process_all_get_their_turn(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        landed = list(pool.map(lambda number: store.append(many([float(number)])), range(24)))
    assert {batch.id for batch in landed} <= {batch.id for batch in batches_in(store.read())}
    moments = [batch.committed_at for batch in batches_in(store.read())]
    assert moments == sorted(set(moments))


def test_a_turn_is_ones_own_until_it_ends(store: Store) -> None:
    with ThreadPoolExecutor(1) as pool:
        with store.turn():
            other = pool.submit(store.append, submission(observation(1.0)))
            mine = [store.append(submission(observation(2.0))).id for _ in range(3)]
        theirs = other.result().id
    assert [batch.id for batch in batches_in(store.read())][-4:] == [*mine, theirs]


def no_locks(_number: int) -> None:
    raise OSError(37, "no locks here")


@pytest.mark.parametrize("refuse", [no_locks])
def test_where_a_drive_knows_no_locks_the_log_refuses_whoever_was_overtaken(
    store: Store, monkeypatch: pytest.MonkeyPatch, refuse: Callable[[int], None]
) -> None:
    monkeypatch.setattr(turn, "_lock", refuse)
    monkeypatch.setattr(turn, "_NO_LOCKS", {37})
    with ThreadPoolExecutor(2) as pool:
        landed = list(pool.map(lambda number: store.append(many([float(number)])), range(10)))
    assert len({batch.id for batch in landed} & {batch.id for batch in batches_in(store.read())}) == 10


def test_a_store_that_is_not_there_is_not_made_by_waiting_for_a_turn(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        Store(str(tmp_path / "absent")).append(submission())
    assert list(tmp_path.iterdir()) == []
