"""A process that writes to stores until it is done or killed; it reports each finished step on standard output.

Usage: writer.py ACTION PLACE NAME COUNT | writer.py nursery | writer.py crowd ACTION PLACE NAMES COUNT.
Actions: see ``ACTIONS``.
"""

import io
import os
import signal
import sys
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd  # noqa: F401 - loaded once for all children

sys.path.insert(0, str(Path(__file__).parents[1]))

from dashboard.board import regions_of
from dashboard.catalogue.loading import load
from dashboard.errors import DashboardError, StoreMoved
from dashboard.intake import Context, Signature, Upload, look_at, take_in
from dashboard.intake.importing import commit
from dashboard.intake.seeding import make_store
from dashboard.queries import Snapshot
from dashboard.settings import ROOT, Settings
from dashboard.store import Landing, Store, Submission, batches_in, delta
from dashboard.store.backup import restore_backup
from dashboard.store.place import Place
from store.making import many, sent

ROWS = 40
SHEET_ROWS = 3
ENDLESS = 100_000
WRITES = "writes"

# A child that hangs shall fail its test, not stall it.
STALLED_SECONDS = 60


def append(location: str, name: str, count: int) -> None:
    """Append ``count`` batches of ``ROWS`` rows; prints the id of each."""
    store = Store(location)
    for number in range(count):
        print(store.append(many([float(number)] * ROWS, by=name)).id, flush=True)


def append_with_checkpoints(location: str, name: str, count: int) -> None:
    """The same with a checkpoint after every fourth commit of the store."""
    delta.COMMITS_APART = 4  # type: ignore[misc]
    append(location, name, count)


def press(location: str, name: str, count: int) -> None:
    """Take in the files ``upload(name, 0)`` and so on; prints the id of each batch and whether it was new."""
    store = Store(location)
    for number in range(count):
        print(reported(store.append_once(upload(name, number))), flush=True)


def press_as_seen(folder: str, name: str, count: int) -> None:
    """Take a file into each of ``count`` stores, checked when only its first batch was in; prints what came of it."""
    for number in range(count):
        store = Store(f"{folder}/{number:04d}")
        seen = batches_in(store.read())[0].id
        try:
            print(reported(store.append_once(upload(name, number), seen=seen)), flush=True)
        except StoreMoved:
            print("moved", flush=True)


def create(folder: str, name: str, count: int) -> None:
    """Make ``count`` stores of two batches each, one folder after the other; prints the number of each."""
    for number in range(count):
        seeds = [upload(name, 0), upload(name, 1)]
        Store(f"{folder}/{number:04d}").create(seeds)
        print(number, flush=True)


def restore_often(folder: str, backup: str, count: int) -> None:
    """Restore a backup into ``count`` folders, one after the other; prints the number of each."""
    for number in range(count):
        restore_backup(Store(f"{folder}/{number:04d}"), Path(backup))
        print(number, flush=True)


def withdraw(location: str, name: str, count: int) -> None:
    """Append ``count`` batches and withdraw each; prints the id of each batch and of each withdrawal."""
    store = Store(location)
    for number in range(count):
        batch = store.append(many([float(number)] * ROWS, by=name))
        print(batch.id, flush=True)
        print(store.withdraw(batch.id, by=name, reason="架空の取消").id, flush=True)


def commit_as_the_page_does(location: str, name: str, count: int) -> None:
    """Look at the files ``sheet(name, 0)`` and so on and commit what was seen; prints the id of each batch."""
    store, context = Store(location), real_context()
    for number in range(count):
        preview = look_at(sheet(name, number), context, Snapshot.load(store))
        print(commit(sheet(name, number), preview, store, Signature(name, "架空の改訂")).batch, flush=True)


def take_in_files(location: str, name: str, count: int) -> None:
    """Take in the same files as the command line does; prints the id of each batch."""
    store, context = Store(location), real_context()
    for number in range(count):
        signature = Signature(name, "架空の改訂")
        outcome = take_in(sheet(name, number), store, context, signature, accept_warnings=True)
        print(outcome.batch, "repeated" if outcome.repeated else "new", flush=True)


def start_first(folder: str, _name: str, count: int) -> None:
    """Make ``count`` stores as the first start does, one folder after the other; prints the number of each."""
    for number in range(count):
        make_store(Settings(ROOT / "indicators.yaml", ROOT / "data", f"{folder}/{number:04d}"))
        print(number, flush=True)


@cache
def real_context() -> Context:
    """The plan of this checkout, at one day."""
    settings = Settings(ROOT / "indicators.yaml", ROOT / "data", "")
    catalogue = load(settings.catalogue)
    return Context(catalogue, regions_of(settings, catalogue), date(2026, 11, 1))


def sheet(name: str, number: int) -> Upload:
    """The ``number``-th file of made-up values that somebody takes in: a few municipalities, each file otherwise."""
    regions = real_context().regions.municipalities[:SHEET_ROWS]
    lines = [f"visiting_care_clinics,{r.code},2026-01-31,{10 + number},確定,架空 {name} {number}" for r in regions]
    text = "\n".join(["指標,地域コード,時点,値,区分,出典", *lines])
    return Upload(f"{name}{number}.csv", text.encode())


def upload(name: str, number: int) -> Submission:
    """The ``number``-th file that somebody takes in, so large that its writing takes a good part of the commit."""
    return sent(f"{name}{number:6d}".encode() * 300_000, many([float(number)] * ROWS, by=name))


def reported(landing: Landing) -> str:
    return f"{landing.batch.id} {'repeated' if landing.repeated else 'new'}"


def nursery() -> None:
    """For each line (action, place, name) a child that does so endlessly: a fresh process without the imports.

    Prints the child's number, then what the child prints and "writes" whenever it is about to write a file, so that it
    can be killed in the middle of that, then "gone" and how it ended. This process itself never touches a store: the
    Delta library refuses to work in the fork of a process in which it has worked before.
    """
    real_context()
    for line in sys.stdin:
        action, place, name = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            signal.alarm(STALLED_SECONDS)
            print(os.getpid(), flush=True)
            announce_writing()
            ACTIONS[action](place, name, ENDLESS)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print("gone", os.waitstatus_to_exitcode(status), flush=True)


def crowd(action: str, place: str, names: str, count: str) -> None:
    """A child for each name (separated by commas) that does the same at once; each line begins with its name.

    What a child was refused it prints after "refused".
    """
    real_context()
    children = []
    for name in names.split(","):
        child = os.fork()
        if child == 0:
            signal.alarm(10 * STALLED_SECONDS)
            sys.stdout = Prefixed(name)
            try:
                # The same name twice is the same files by two.
                ACTIONS[action](place, name.split("#")[0], int(count))
            except DashboardError as error:
                print("refused", error, flush=True)
            os._exit(0)
        children.append(child)
    failures = [child for child in children if os.waitpid(child, 0)[1]]
    os._exit(min(len(failures), 1))


class Prefixed(io.TextIOBase):
    """A standard output whose lines begin with a name, each written at once, so that lines of several do not mix."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._line = ""

    def write(self, text: str) -> int:
        self._line += text
        while "\n" in self._line:
            line, self._line = self._line.split("\n", 1)
            os.write(1, f"{self._name} {line}\n".encode())
        return len(text)


def announce_writing() -> None:
    write = Place.write

    def announced(place: Place, name: str, data: bytes) -> None:
        print(WRITES, flush=True)
        write(place, name, data)

    Place.write = announced  # type: ignore[method-assign]


ACTIONS = {
    "append": append,
    "append_with_checkpoints": append_with_checkpoints,
    "press": press,
    "press_as_seen": press_as_seen,
    "create": create,
    "restore": restore_often,
    "withdraw": withdraw,
    "page": commit_as_the_page_does,
    "take_in": take_in_files,
    "start_first": start_first,
}

if __name__ == "__main__":
    # With PYTHONUNBUFFERED a line and its end are written one after the other, and a kill may come between the two.
    assert isinstance(sys.stdout, io.TextIOWrapper)
    sys.stdout.reconfigure(line_buffering=True, write_through=False)
    print("ready", flush=True)
    if sys.argv[1:] == ["nursery"]:
        nursery()
    elif sys.argv[1] == "crowd":
        crowd(*sys.argv[2:])
    else:
        action, place, name, times = sys.argv[1:]
        sys.stdin.readline()
        ACTIONS[action](place, name, int(times))
    sys.stdout.flush()
    # As the command line does: the native libraries' threads now and then abort while the interpreter winds down.
    os._exit(0)
