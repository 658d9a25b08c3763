"""A damaged store says which file is wrong and how to restore, refuses every write, and is left as it is."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from deltalake import write_deltalake

from dashboard.errors import StoreDamaged, StoreError
from dashboard.queries import Snapshot
from dashboard.store import Store, batches_in, delta
from dashboard.store.backup import restore_backup, write_backup
from dashboard.store.head import Head
from dashboard.store.place import Place
from store.making import bytes_under, many, observation, submission


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(str(tmp_path / "store"))
    made.create([submission()])
    made.append(many([1.0] * 30))
    made.append(submission(observation(900.0)))
    return made


def commit(table: Path, number: int) -> Path:
    return table / "_delta_log" / f"{number:020d}.json"


def data_file(table: Path) -> Path:
    return max(table.glob("*.parquet"), key=lambda path: path.stat().st_size)


def cut_commit(table: Path, number: int) -> str:
    path = commit(table, number)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path.name


def empty_commit(table: Path) -> str:
    commit(table, 1).write_bytes(b"")
    return commit(table, 1).name


def commit_cut_after_its_first_line(table: Path) -> str:
    path = commit(table, 1)
    path.write_text(path.read_text().splitlines(keepends=True)[0])
    return path.name


def garbage_commit(table: Path, number: int) -> str:
    commit(table, number).write_bytes(bytes(range(256)) * 4)
    return commit(table, number).name


def another_last_commit(table: Path) -> str:
    path = commit(table, 2)
    path.write_text(path.read_text().replace("dashboard", "elsewhere"))
    return path.name


def missing_commit(table: Path, number: int) -> str:
    commit(table, number).unlink()
    return commit(table, number).name


def empty_log(table: Path) -> str:
    for path in (table / "_delta_log").iterdir():
        path.unlink()
    return "_delta_log"


def missing_log(table: Path) -> str:
    empty_log(table)
    (table / "_delta_log").rmdir()
    return "_delta_log"


def missing_data(table: Path) -> str:
    name = data_file(table).name
    data_file(table).unlink()
    return name


def cut_data(table: Path) -> str:
    path = data_file(table)
    path.write_bytes(path.read_bytes()[:-20])
    return path.name


def garbage_data(table: Path) -> str:
    path = data_file(table)
    path.write_bytes(b"x" * path.stat().st_size)
    return path.name


def one_flipped_bit(table: Path) -> str:
    path = data_file(table)
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)
    return path.name


SPOILERS: dict[str, Callable[[Path], str]] = {
    "middle commit cut": lambda table: cut_commit(table, 1),
    "first commit cut": lambda table: cut_commit(table, 0),
    "commit empty": empty_commit,
    "commit cut after a line": commit_cut_after_its_first_line,
    "commit garbage": lambda table: garbage_commit(table, 0),
    "last commit garbage": lambda table: garbage_commit(table, 2),
    "last commit another": another_last_commit,
    "last commit missing": lambda table: missing_commit(table, 2),
    "first commit missing": lambda table: missing_commit(table, 0),
    "middle commit missing": lambda table: missing_commit(table, 1),
    "log empty": empty_log,
    "log missing": missing_log,
    "data missing": missing_data,
    "data cut": cut_data,
    "data garbage": garbage_data,
    "one bit flipped": one_flipped_bit,
}


@pytest.mark.parametrize("spoil", SPOILERS.values(), ids=SPOILERS.keys())
def test_a_damaged_store_names_the_file_refuses_everything_and_is_left_as_it_is(
    store: Store, tmp_path: Path, spoil: Callable[[Path], str]
) -> None:
    saved = tmp_path / "backup.zip"
    write_backup(store, saved)
    name = spoil(Path(f"{store.location}/observations"))
    before = bytes_under(Path(store.location))
    attempts: list[Callable[[], object]] = [
        store.read,
        lambda: Snapshot.load(store),
        lambda: store.append(submission()),
        lambda: store.withdraw("20200101-000000-abcdef", by="係長", reason="誤り"),
        lambda: store.create([submission()]),
        lambda: restore_backup(store, saved),
        lambda: write_backup(store, tmp_path / "another.zip"),
    ]
    for attempt in attempts:
        with pytest.raises(StoreDamaged) as caught:
            attempt()
        assert name in str(caught.value)
        assert "python -m dashboard restore" in str(caught.value)
        assert store.location in str(caught.value)
    assert bytes_under(Path(store.location)) == before
    assert not (tmp_path / "another.zip").exists()


def test_after_moving_the_damaged_folder_away_as_told_the_backup_restores(store: Store, tmp_path: Path) -> None:
    saved = tmp_path / "backup.zip"
    write_backup(store, saved)
    one_flipped_bit(Path(f"{store.location}/observations"))
    Path(store.location).rename(tmp_path / "damaged")
    assert restore_backup(store, saved) == 32
    assert store.read().num_rows == 32


def test_a_folder_that_holds_something_else_is_not_taken_for_an_empty_place(tmp_path: Path) -> None:
    (tmp_path / "予算.xlsx").write_bytes(b"not ours")
    store = Store(str(tmp_path))
    with pytest.raises(StoreDamaged, match="_delta_log"):
        store.exists()
    with pytest.raises(StoreDamaged, match="_delta_log"):
        store.create([submission()])
    assert bytes_under(tmp_path) == {"予算.xlsx": b"not ours"}


def test_a_file_in_place_of_the_folder_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "store").write_bytes(b"a file")
    with pytest.raises(StoreError, match="フォルダーではありません"):
        Store(str(tmp_path / "store")).exists()


def test_a_table_with_other_columns_is_refused(store: Store, tmp_path: Path) -> None:
    Path(store.location).rename(tmp_path / "ours")
    write_deltalake(f"{store.location}/observations", Store(str(tmp_path / "ours")).read().drop_columns(["note"]))
    with pytest.raises(StoreDamaged, match="違う列"):
        store.read()


def test_a_file_one_may_not_open_is_not_called_damaged(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(place: Place, name: str) -> bytes:
        raise PermissionError(name)

    monkeypatch.setattr(Place, "read", refuse)
    with pytest.raises(StoreError, match="開く権限がありません") as caught:
        store.read()
    assert not isinstance(caught.value, StoreDamaged)


APPEND_WITH_A_LIMIT = """
import resource, signal, sys
from dashboard.errors import StoreError
from dashboard.store import Store, batches_in, delta
from store.making import many
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    Store(sys.argv[1]).append(many([1.0] * 30))
except StoreError as error:
    print(error)
"""


def answer_of_append_when_files_may_have(limit: int, location: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", APPEND_WITH_A_LIMIT, location, str(limit)],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout


def test_a_disk_that_takes_no_more_is_reported_and_the_store_reads_as_before(store: Store) -> None:
    before = store.read()
    answer = answer_of_append_when_files_may_have(2000, store.location)
    assert "に保存できませんでした" in answer
    assert store.read().equals(before)
    assert store.version() == 2


def test_a_batch_that_landed_is_not_reported_as_failed_when_only_the_record_of_it_had_no_room(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_place: Place, _head: Head) -> None:
        raise OSError(errno.ENOSPC, "no room")

    with monkeypatch.context() as patch:
        patch.setattr(delta, "write_head", refuse)
        batch = store.append(submission())
    assert '"head.refused"' in capsys.readouterr().err
    assert batches_in(store.read())[-1] == batch
    assert store.append(submission()).rows == 1
