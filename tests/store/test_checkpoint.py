"""Checkpoints are for whoever else reads the table: whole, made of the commits, and missed by nobody."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from deltalake import DeltaTable

from dashboard.store import Store, batches_in, delta
from dashboard.store.backup import restore_backup, write_backup
from store.making import many, observation, sent, submission
from store.object_server import BUCKET, object_server, settings_for
from store.processes import begin, reported, writer
from store.test_damage import commit


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """With a checkpoint of version 4."""
    monkeypatch.setattr(delta, "COMMITS_APART", 4)
    made = Store(str(tmp_path / "保管 %20場所"))
    made.create([submission()])
    for number in range(5):
        made.append(sent(f"{number}".encode(), many([float(number)] * 30)))
    return made


def table(store: Store) -> Path:
    return Path(store.location) / "observations"


def checkpoints(store: Store) -> list[str]:
    return sorted(path.name[:20].lstrip("0") for path in table(store).glob("_delta_log/*.checkpoint.parquet"))


def seen_without_commits(store: Store, folder: Path, version: int) -> set[str]:
    """The data files that another reader finds where the commits of a checkpoint are gone."""
    shutil.copytree(table(store), folder / "copy")
    for number in range(version + 1):
        commit(folder / "copy", number).unlink()
    return {uri.rpartition("/")[2] for uri in DeltaTable((folder / "copy").as_uri()).file_uris()}


def data_files(store: Store) -> set[str]:
    return set(store.holdings().files)


def test_other_readers_find_the_whole_table_in_a_checkpoint_and_the_commits_since(store: Store, tmp_path: Path) -> None:
    assert checkpoints(store) == ["4"]
    assert seen_without_commits(store, tmp_path, 4) == data_files(store)


def test_a_checkpoint_goes_on_where_the_one_before_ended(store: Store, tmp_path: Path) -> None:
    for number in range(8):
        store.append(submission(observation(float(number))))
    assert checkpoints(store) == ["12", "4", "8"]
    assert seen_without_commits(store, tmp_path, 12) == data_files(store)


SPOILERS: dict[str, Callable[[Path], object]] = {
    "gone": lambda path: path.unlink(),
    "garbage": lambda path: path.write_bytes(b"x" * 900),
    "another": lambda path: path.write_bytes(
        (path.parents[3] / f"older/_delta_log/{2:020d}.checkpoint.parquet").read_bytes()
    ),
    "its pointer gone": lambda path: path.with_name("_last_checkpoint").unlink(),
}


@pytest.mark.parametrize("spoil", SPOILERS.values(), ids=SPOILERS.keys())
def test_a_spoiled_checkpoint_hides_nothing_and_the_next_is_whole(
    store: Store, tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    shutil.copytree(table(store), tmp_path / "older")
    DeltaTable((tmp_path / "older").as_uri(), version=2).create_checkpoint()
    before = batches_in(store.read())
    spoil(table(store) / f"_delta_log/{4:020d}.checkpoint.parquet")
    assert batches_in(store.read()) == before
    for number in range(3):
        store.append(submission(observation(float(number))))
    assert checkpoints(store)[-1] == "8"
    assert seen_without_commits(store, tmp_path, 8) == data_files(store)


def test_a_batch_is_stored_whatever_becomes_of_its_checkpoint(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no room for it")

    monkeypatch.setattr(delta, "write_checkpoint", refuse)
    batches = [store.append(submission(observation(float(number)))) for number in range(3)]
    assert batches_in(store.read())[-3:] == tuple(batches)
    assert checkpoints(store) == ["4"]
    monkeypatch.undo()
    monkeypatch.setattr(delta, "COMMITS_APART", 4)
    for number in range(4):
        store.append(submission(observation(float(number))))
    assert checkpoints(store) == ["12", "4"]


def test_the_checkpoint_of_half_a_commit_goes_when_that_is_set_aside(store: Store, tmp_path: Path) -> None:
    for number in range(3):
        store.append(submission(observation(float(number))))
    assert checkpoints(store) == ["4", "8"]
    commit(table(store), 8).write_bytes(b"")
    batch = store.append(submission(observation(1000.0)))
    assert batches_in(store.read())[-1] == batch
    # Made again, of the commits as they are now.
    assert seen_without_commits(store, tmp_path, 8) == data_files(store)


def test_a_restored_store_begins_without_a_checkpoint(store: Store, tmp_path: Path) -> None:
    write_backup(store, tmp_path / "backup.zip")
    restored = Store(str(tmp_path / "restored"))
    restore_backup(restored, tmp_path / "backup.zip")
    assert batches_in(restored.read()) == batches_in(store.read())
    assert checkpoints(restored) == []


def test_readers_of_both_kinds_beside_two_writers_see_every_version_whole(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store"))
    store.create([submission()])
    writers = [("甲", "15"), ("乙", "15")]
    with (
        writer("append_with_checkpoints", store.location, *writers[0]) as one,
        writer("append_with_checkpoints", store.location, *writers[1]) as other,
    ):
        for process in (one, other):
            begin(process)
        looks = []
        while one.poll() is None or other.poll() is None:
            ours, theirs = store.holdings(), DeltaTable(table(store).as_uri())
            assert len(ours.files) == ours.version + 1
            assert len(theirs.file_uris()) == theirs.version() + 1 > ours.version
            looks.append(ours.version)
        ids = {*reported(one), *reported(other)}
    assert looks == sorted(looks)
    assert {batch.id for batch in batches_in(store.read())[1:]} == ids
    assert len(ids) == 30
    assert {"4", "8", "12", "16", "20", "24", "28"} >= set(checkpoints(store)) > {"28"}
    assert seen_without_commits(store, tmp_path, int(max(checkpoints(store), key=int))) == data_files(store)


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with object_server(tmp_path / "server.log") as server:
        for name, text in settings_for(server).items():
            monkeypatch.setenv(name, text)
        monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
        yield f"s3://{BUCKET}/store"


def test_a_store_on_an_object_store_has_checkpoints_too(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delta, "COMMITS_APART", 2)
    store = Store(address)
    store.create([submission()])
    for number in range(5):
        store.append(submission(observation(float(number))))
        assert store.holdings().version == number + 1
    other = DeltaTable(f"{address}/observations")
    assert (other.version(), len(other.file_uris())) == (5, 6)
    assert b'"version":4' in store._place.read("_delta_log/_last_checkpoint")
