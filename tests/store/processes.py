"""Writers in processes of their own: started, killed at a moment, and what they said before."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dashboard.store import Batch, Store, batches_in
from store.writer import ROWS, WRITES, upload

WRITER = Path(__file__).with_name("writer.py")


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


@dataclass
class Nursery:
    """A process with its imports done that forks a writer on demand, so that fifty deaths cost no fifty imports."""

    process: subprocess.Popen[str]

    def killed(self, action: str, place: str, name: str, *, after: int, seconds: float) -> list[str]:
        """Let a writer report so many lines and then a moment more, kill it, and return what it had finished."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{action}\t{place}\t{name}\n")
        self.process.stdin.flush()
        child = int(self._line())
        done = [self._line() for _ in range(after)]
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        while not (line := self._line()).startswith("gone "):
            done.append(line)
        assert line == f"gone {-signal.SIGKILL}"
        return [line for line in done if line != WRITES]

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.endswith("\n"), "the writer stopped by itself"
        return line.strip()


@contextmanager
def nursery() -> Iterator[Nursery]:
    with writer("nursery") as process:
        yield Nursery(process)


def finished(processes: Sequence[subprocess.Popen[str]]) -> list[list[str]]:
    for process in processes:
        begin(process)
    answers = [reported(process) for process in processes]
    assert [process.wait() for process in processes] == [0] * len(processes)
    return answers


def uploads(store: Store) -> list[Batch]:
    return [batch for batch in batches_in(store.read()) if batch.by != "在宅医療係"]


def whole_stores(folder: Path) -> list[Store]:
    """The stores of ``upload("甲", 0)`` and ``upload("甲", 1)`` under a folder, each seen to be whole."""
    made = [store for store in map(Store, map(str, sorted(folder.glob("????")))) if store.exists()]
    for store in made:
        assert [batch.rows for batch in uploads(store)] == [ROWS, ROWS]
        assert [store.originals.read(batch.sha256) for batch in uploads(store)] == [
            upload("甲", i).data for i in (0, 1)
        ]
    return made
