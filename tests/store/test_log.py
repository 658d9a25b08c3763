"""The table is what its commits say: no checkpoint hides one, half of the newest is told, a lost one is noticed."""

import hashlib
import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import duckdb
import pytest
from deltalake import DeltaTable

from dashboard.errors import StoreDamaged, StoreError, StoreNewer
from dashboard.queries import Snapshot
from dashboard.store import Store, batches_in
from dashboard.store.backup import write_backup
from dashboard.store.place import Place
from store.making import many, observation, sent, submission
from store.test_damage import commit, cut_data


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(str(tmp_path / "保管 場所"))
    made.create([submission()])
    made.append(sent(b"first", many([1.0] * 30)))
    made.append(sent(b"second", submission(observation(900.0))))
    return made


def table(store: Store) -> Path:
    return Path(store.location) / "observations"


def as_if_never_acknowledged(store: Store) -> None:
    """The record as it was before the newest commit: the power went before it was written."""
    path = Path(store.location) / "head.json"
    data = (table(store) / "_delta_log" / f"{1:020d}.json").read_bytes()
    record = json.loads(path.read_text())
    record |= {"version": 1, "size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "batch": "earlier"}
    path.write_text(json.dumps(record))


def newest_data(store: Store) -> Path:
    lines = commit(table(store), 2).read_text().splitlines()
    return table(store) / next(json.loads(line)["add"]["path"] for line in lines if "add" in line)


def cut(path: Path, length: int) -> None:
    path.write_bytes(path.read_bytes()[:length])


HALVES: dict[str, Callable[[Store], object]] = {
    "empty": lambda store: cut(commit(table(store), 2), 0),
    "cut in the middle": lambda store: cut(commit(table(store), 2), commit(table(store), 2).stat().st_size // 2),
    "cut before its end": lambda store: cut(commit(table(store), 2), commit(table(store), 2).stat().st_size - 2),
    "cut after a line": lambda store: cut(
        commit(table(store), 2), commit(table(store), 2).read_bytes().index(b"\n") + 1
    ),
    "zeros": lambda store: commit(table(store), 2).write_bytes(bytes(400)),
    "zeros at its end": lambda store: commit(table(store), 2).write_bytes(
        commit(table(store), 2).read_bytes()[:90] + bytes(400)
    ),
    "rows missing": lambda store: newest_data(store).unlink(),
    "rows empty": lambda store: cut(newest_data(store), 0),
    "rows cut": lambda store: cut(newest_data(store), 700),
}


@pytest.mark.parametrize("spoil", HALVES.values(), ids=HALVES.keys())
def test_half_of_the_newest_commit_is_told_keeps_nobody_from_reading_and_is_set_aside_by_the_next_writer(
    store: Store, spoil: Callable[[Store], object]
) -> None:
    before = batches_in(store.read(version=1))
    as_if_never_acknowledged(store)
    spoil(store)
    assert batches_in(store.read()) == before
    assert store.version() == 1
    (notice,) = Snapshot.load(store).notices
    assert f"{2:020d}.json" in notice
    assert "値には入っていません" in notice
    batch = store.append(submission(observation(901.0)))
    assert batches_in(store.read()) == (*before, batch)
    (notice,) = store.notices()
    assert ".set-aside" in notice
    assert "別の場所へ移す" in notice
    (aside,) = (table(store) / ".set-aside").glob("*.json")
    assert aside.name.startswith(f"{2:020d}.")
    assert DeltaTable(table(store).as_uri()).version() == 2
    shutil.move(table(store) / ".set-aside", Path(store.location).parent)
    assert store.notices() == ()


@pytest.mark.parametrize("spoil", HALVES.values(), ids=HALVES.keys())
def test_half_of_a_commit_that_had_been_acknowledged_names_its_batch_as_long_as_it_is_there(
    store: Store, spoil: Callable[[Store], object]
) -> None:
    lost = batches_in(store.read())[-1]
    spoil(store)
    for _ in range(2):
        assert store.read(1).equals(store.read(1))
        (notice,) = store.notices()
        assert f"保存を終えた取り込み {lost.id} の記録" in notice
        assert "バックアップから戻すか、同じファイルをもう一度取り込んで" in notice
        assert lost.id not in [batch.id for batch in batches_in(store.read())]
        store.append(many([5.0]))
    assert store.version() == 3
    assert store.originals.read(lost.sha256) == b"second"


def test_several_halves_after_each_other_are_all_kept(store: Store) -> None:
    for number in range(3):
        cut(commit(table(store), store.version()), 10)
        store.append(submission(observation(float(number))))
    assert store.version() == 2
    assert len(store.notices()) == 3


def test_a_flipped_bit_in_the_newest_rows_is_damage(store: Store) -> None:
    path = newest_data(store)
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)
    with pytest.raises(StoreDamaged, match=path.name):
        store.read()


def test_a_newest_commit_one_may_not_open_is_not_set_aside(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Place.read

    def refuse(place: Place, name: str) -> bytes:
        if name.endswith(f"{2:020d}.json"):
            raise PermissionError(name)
        return read(place, name)

    commit(table(store), 2).touch()
    monkeypatch.setattr(Place, "read", refuse)
    with pytest.raises(StoreError, match="開く権限がありません"):
        store.append(submission())
    assert commit(table(store), 2).exists()


def test_only_the_newest_commit_may_be_half(store: Store) -> None:
    name = cut_data(table(store))
    with pytest.raises(StoreDamaged, match=name):
        store.read()


def test_a_store_that_lost_its_newest_commit_is_not_built_on(store: Store) -> None:
    commit(table(store), 2).unlink()
    for attempt in (store.read, lambda: store.append(submission()), lambda: Snapshot.load(store)):
        with pytest.raises(StoreDamaged, match=f"{2:020d}.json」がなくなっている.*restore"):
            attempt()


@pytest.mark.parametrize("record", [None, b"", b"{}", b"[" * 100_000, b"\xff", b'{"version": "x"}'])
def test_a_record_that_is_missing_or_says_nothing_blocks_nothing_and_is_written_anew(
    store: Store, record: bytes | None
) -> None:
    path = Path(store.location) / "head.json"
    path.unlink() if record is None else path.write_bytes(record)
    assert store.read().num_rows == 32
    store.append(submission())
    assert json.loads(path.read_text())["version"] == 3


def test_an_older_record_is_brought_up_to_date(store: Store) -> None:
    as_if_never_acknowledged(store)
    assert store.version() == 2
    store.append(submission())
    assert json.loads((Path(store.location) / "head.json").read_text())["version"] == 3


def old_checkpoint(store: Store) -> None:
    """A checkpoint of version 1 that claims to be the newest."""
    DeltaTable(table(store).as_uri(), version=1).create_checkpoint()


CHECKPOINTS: dict[str, Callable[[Path], object]] = {
    "older": lambda _: None,
    "cut": lambda log: [cut(path, 100) for path in log.glob("*.checkpoint.parquet")],
    "garbage": lambda log: [path.write_bytes(b"x" * 900) for path in log.glob("*.checkpoint.parquet")],
    "missing": lambda log: [path.unlink() for path in log.glob("*.checkpoint.parquet")],
    "pointer garbage": lambda log: (log / "_last_checkpoint").write_bytes(b"garbage"),
    "pointer far ahead": lambda log: (log / "_last_checkpoint").write_text('{"version":50,"size":5}'),
    "foreign": lambda log: (log / f"{2:020d}.checkpoint.parquet").write_bytes(
        next(log.glob("*.checkpoint.parquet")).read_bytes()
    ),
}


@pytest.mark.parametrize("spoil", CHECKPOINTS.values(), ids=CHECKPOINTS.keys())
def test_no_checkpoint_hides_a_batch_or_keeps_one_from_being_stored(
    store: Store, spoil: Callable[[Path], object]
) -> None:
    before = batches_in(store.read())
    old_checkpoint(store)
    spoil(table(store) / "_delta_log")
    assert batches_in(store.read()) == before
    batch = store.append(submission())
    assert batches_in(store.read()) == (*before, batch)
    assert store.notices() == ()


def test_other_readers_of_delta_tables_read_every_row_of_every_version(store: Store) -> None:
    for number in range(25):
        store.append(submission(observation(float(number))))
    other = DeltaTable(table(store).as_uri())
    assert other.version() == 27
    paths = [str(table(store) / uri.rsplit("/", 1)[-1]) for uri in other.file_uris()]
    assert duckdb.read_parquet(paths).count("*").fetchall() == [(store.read().num_rows,)]
    assert other.transaction_version("dashboard.store") == 27
    assert not list(table(store).glob("_delta_log/*checkpoint*"))


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


NEWER = {
    "reader": ('"minReaderVersion":1', '"minReaderVersion":99'),
    "writer": ('"minWriterVersion":2', '"minWriterVersion":9'),
    "features": ('"minWriterVersion":2', '"minWriterVersion":7,"writerFeatures":["appendOnly","rowTracking"]'),
    "format": ('"dashboard.format":"2"', '"dashboard.format":"3"'),
}


@pytest.mark.parametrize(("old", "new"), NEWER.values(), ids=NEWER.keys())
def test_a_newer_store_is_told_to_be_newer_not_damaged(store: Store, tmp_path: Path, old: str, new: str) -> None:
    (Path(store.location) / "head.json").unlink()
    edited(commit(table(store), 0), old, new)
    attempts: list[Callable[[], object]] = [
        store.exists,
        store.read,
        lambda: store.append(submission()),
        lambda: write_backup(store, tmp_path / "backup.zip"),
    ]
    for attempt in attempts:
        with pytest.raises(StoreNewer, match=r"新しい版のプログラムで作られた.*壊れてはいません.*新しい版にして"):
            attempt()


def test_a_newest_commit_of_a_newer_version_is_not_set_aside(store: Store) -> None:
    edited(commit(table(store), 2), '"dashboard.format": "2"', '"dashboard.format": "3"')
    with pytest.raises(StoreNewer, match="形式番号 3"):
        store.append(submission())
    assert not (table(store) / ".set-aside").exists()


def test_a_commit_that_somebody_copied_adds_its_rows_once(store: Store) -> None:
    before = store.read()
    shutil.copy(commit(table(store), 2), commit(table(store), 3))
    assert store.read().num_rows == before.num_rows
    assert store.append(submission()).rows == 1
    assert store.read().num_rows == before.num_rows + 1


def test_readers_beside_a_writer_never_meet_damage(store: Store) -> None:
    done = Event()

    def read() -> int:
        times = 0
        while not done.is_set():
            store.stamp()
            store.holdings()
            times += 1
        return times

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        try:
            for number in range(12):
                store.append(sent(f"{number}".encode(), many([float(number)])))
                if number % 4 == 3:
                    cut(commit(table(store), store.version()), 30)
        finally:
            done.set()
        assert all(reader.result() for reader in readers)


NONSENSE = {
    "deep": b"[" * 100_000,
    "a huge number": b'{"add":{"path":"x","size":' + b"9" * 5000 + b"}}",
    "no size": b'{"add":{"path":"x.parquet"}}',
    "a path outside": b'{"add":{"path":"../x.parquet","size":1}}',
    "an empty add": b'{"add":{}}',
    "no object": b"[]",
}


@pytest.mark.parametrize("content", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_in_a_commit_is_damage_that_names_it(store: Store, content: bytes) -> None:
    path = commit(table(store), 2)
    path.write_bytes(content + b" " * 1000)
    with pytest.raises(StoreDamaged, match=path.name):
        store.read()


def test_rows_taken_away_by_another_program_are_damage(store: Store) -> None:
    DeltaTable(table(store).as_uri())
    path = commit(table(store), 3)
    path.write_text('{"remove":{"path":"x.parquet","dataChange":true}}\n')
    with pytest.raises(StoreDamaged, match=path.name):
        store.read()


def test_a_store_of_the_first_format_is_read_and_goes_on(store: Store) -> None:
    (Path(store.location) / "head.json").unlink()
    for number in range(3):
        path = commit(table(store), number)
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        for line in lines:
            for key in ("dashboard.format", "dashboard.originals"):
                line.get("commitInfo", {}).pop(key, None)
        path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    before = batches_in(store.read())
    assert store.missing_originals() == ()
    batch = store.append(sent(b"third"))
    assert batches_in(store.read()) == (*before, batch)
    # The first batch is older than the first original; the second is not, and both later ones are.
    for digest in store.originals.digests():
        if digest != before[1].sha256:
            (Path(store.location) / "originals" / digest).unlink()
    assert store.missing_originals() == (before[2], batch)


def test_originals_that_were_kept_and_are_gone_are_noticed(store: Store) -> None:
    assert store.missing_originals() == ()
    shutil.rmtree(Path(store.location) / "originals")
    assert [batch.rows for batch in store.missing_originals()] == [30, 1]
