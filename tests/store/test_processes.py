"""Several processes on one store, and processes that die in the middle of writing."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dashboard.store import Batch, Store, batches_in
from store.making import submission
from store.writer import ROWS

WRITER = Path(__file__).with_name("writer.py")
ENDLESS = "100000"
ROUNDS = 16


@contextmanager
def writer(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A started writer, imports done, that begins once it is sent a line."""
    command = [sys.executable, str(WRITER), *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield process
        finally:
            process.kill()


def begin(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def reported(process: subprocess.Popen[str]) -> list[str]:
    """What the writer said it had finished; a line cut off by the kill does not count."""
    assert process.stdout is not None
    return [line.strip() for line in process.stdout if line.endswith("\n")]


def killed_after(process: subprocess.Popen[str], steps: int, seconds: float) -> list[str]:
    """Let the writer finish some steps and then a moment more, kill it, and return what it had finished."""
    begin(process)
    assert process.stdout is not None
    done = [process.stdout.readline().strip() for _ in range(steps)]
    time.sleep(seconds)
    process.kill()
    process.wait()
    return done + reported(process)


def finished(processes: Sequence[subprocess.Popen[str]]) -> list[list[str]]:
    for process in processes:
        begin(process)
    answers = [reported(process) for process in processes]
    assert [process.wait() for process in processes] == [0] * len(processes)
    return answers


def uploads(store: Store) -> list[Batch]:
    return [batch for batch in batches_in(store.read()) if batch.by != "在宅医療係"]


def test_a_writer_killed_at_any_moment_leaves_each_batch_wholly_in_or_wholly_out(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store"))
    store.create([submission()])
    acknowledged: list[str] = []
    chance = random.Random(20241231)
    for number in range(1, ROUNDS + 1):
        with writer("append", store.location, f"第{number}回", ENDLESS) as process:
            acknowledged += killed_after(process, number % 4, chance.uniform(0.0, 0.03))
        found = uploads(store)
        assert all(batch.rows == ROWS for batch in found)
        assert set(acknowledged) <= {batch.id for batch in found}
        assert len(found) <= len(acknowledged) + number
    assert len(acknowledged) >= ROUNDS
    assert store.append(submission()).rows == 1


def test_a_creator_killed_at_any_moment_leaves_a_whole_store_or_none(tmp_path: Path) -> None:
    chance = random.Random(20241231)
    for number in range(5):
        folder = tmp_path / str(number)
        with writer("create", str(folder), "甲", ENDLESS) as process:
            done = killed_after(process, number, chance.uniform(0.0, 0.03))
        made = [store for store in map(Store, map(str, sorted(folder.glob("*")))) if store.exists()]
        assert len(made) >= len(done)
        assert all([batch.rows for batch in uploads(store)] == [ROWS, ROWS] for store in made)
        unfinished = Store(str(folder / f"{len(made):04d}"))
        unfinished.create([submission()])
        assert unfinished.read().num_rows == 1


def test_two_processes_that_append_at_once_both_land(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store"))
    store.create([submission()])
    with writer("append", store.location, "甲", "10") as one, writer("append", store.location, "乙", "10") as other:
        answers = finished([one, other])
    found = uploads(store)
    assert sorted(batch.id for batch in found) == sorted(answers[0] + answers[1])
    assert all(batch.rows == ROWS for batch in found)
    moments = [batch.committed_at for batch in found]
    assert moments == sorted(set(moments))


def test_of_two_processes_that_create_at_once_exactly_one_seeds_the_store(tmp_path: Path) -> None:
    with writer("create", str(tmp_path), "甲", "25") as one, writer("create", str(tmp_path), "乙", "25") as other:
        finished([one, other])
    for number in range(25):
        seeds = uploads(Store(str(tmp_path / f"{number:04d}")))
        assert [batch.rows for batch in seeds] == [ROWS, ROWS]
        assert len({batch.by for batch in seeds}) == 1
        assert not list((tmp_path / f"{number:04d}").glob(".creating-*"))
