"""Two processes that make one store, or answer one state of it, and processes that die in the middle of writing.

Eight that write at once, the same files or others, are in attack/writers.py.
"""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.store import Store
from dashboard.store.backup import restore_backup, write_backup
from store.making import submission
from store.processes import Nursery, finished, nursery, uploads, whole_stores, writer
from store.writer import ROWS, upload

ROUNDS = 14

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked and killed")


@pytest.fixture(name="nursery", scope="module")
def _nursery() -> Iterator[Nursery]:
    with nursery() as started:
        yield started


@needs_fork
def test_a_commit_killed_at_any_moment_leaves_its_batch_wholly_in_or_wholly_out(
    nursery: Nursery, tmp_path: Path
) -> None:
    chance = random.Random(20241231)
    for number in range(ROUNDS):
        # The fuller a store, the more of a commit is reading: only a few deaths each, or few would come at its writing.
        store = Store(str(tmp_path / f"{number // 5}"))
        store.create([submission()])
        name = f"第{number}回"
        moment = chance.uniform(0.0, 0.01)
        done = nursery.killed("press", store.location, name, after=number % 7, seconds=moment)
        found = [batch for batch in uploads(store) if batch.by == name]
        assert [f"{batch.id} new" for batch in found][: len(done)] == done
        assert len(found) in {len(done), len(done) + 1}
        assert all(batch.rows == ROWS for batch in found)
        assert [store.originals.read(batch.sha256) for batch in found] == [
            upload(name, i).data for i in range(len(found))
        ]
        assert store.append_once(upload(name, len(done))).repeated == (len(found) > len(done))
        assert len(uploads(store)) == len({batch.sha256 for batch in uploads(store)})


@needs_fork
def test_a_creator_killed_at_any_moment_leaves_a_whole_store_or_none(nursery: Nursery, tmp_path: Path) -> None:
    chance = random.Random(20241231)
    for number in range(7):
        folder = tmp_path / str(number)
        done = nursery.killed("create", str(folder), "甲", after=number, seconds=chance.uniform(0.0, 0.01))
        made = whole_stores(folder)
        assert len(made) in {len(done), len(done) + 1}
        unfinished = Store(str(folder / f"{len(made):04d}"))
        unfinished.create([submission()])
        assert unfinished.read().num_rows == 1


@needs_fork
def test_a_restore_killed_at_any_moment_leaves_a_whole_store_or_none(nursery: Nursery, tmp_path: Path) -> None:
    saved = tmp_path / "backup.zip"
    source = Store(str(tmp_path / "store"))
    source.create([upload("甲", 0), upload("甲", 1)])
    write_backup(source, saved)
    chance = random.Random(20241231)
    for number in range(7):
        folder = tmp_path / str(number)
        done = nursery.killed("restore", str(folder), str(saved), after=number, seconds=chance.uniform(0.0, 0.01))
        made = whole_stores(folder)
        assert len(made) in {len(done), len(done) + 1}
        unfinished = Store(str(folder / f"{len(made):04d}"))
        assert restore_backup(unfinished, saved) == 2 * ROWS


def test_of_two_processes_with_different_files_checked_at_once_one_lands_and_one_is_sent_back(tmp_path: Path) -> None:
    stores = [Store(str(tmp_path / f"{number:04d}")) for number in range(5)]
    for store in stores:
        store.create([submission()])
    with (
        writer("press_as_seen", str(tmp_path), "甲", "5") as one,
        writer("press_as_seen", str(tmp_path), "乙", "5") as other,
    ):
        answers = finished([one, other])
    for store, *pair in zip(stores, *answers, strict=True):
        (landed,) = uploads(store)
        assert sorted(pair) == [f"{landed.id} new", "moved"]


def test_of_two_processes_that_create_at_once_exactly_one_seeds_the_store(tmp_path: Path) -> None:
    with writer("create", str(tmp_path), "甲", "5") as one, writer("create", str(tmp_path), "乙", "5") as other:
        finished([one, other])
    for number in range(5):
        seeds = uploads(Store(str(tmp_path / f"{number:04d}")))
        assert [batch.rows for batch in seeds] == [ROWS, ROWS]
        assert len({batch.by for batch in seeds}) == 1
        assert not list((tmp_path / f"{number:04d}").glob(".creating-*"))
