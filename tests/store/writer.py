"""A process that writes to stores until it is done or killed; it reports each finished step on standard output.

Usage: writer.py ACTION PLACE NAME COUNT | writer.py nursery. Actions: see ``ACTIONS``.
"""

import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from dashboard.errors import StoreMoved
from dashboard.store import Landing, Store, Submission, batches_in
from dashboard.store.backup import restore_backup
from dashboard.store.place import Place
from store.making import many, sent

ROWS = 40
ENDLESS = 100_000
WRITES = "writes"

# A child that hangs shall fail its test, not stall it.
STALLED_SECONDS = 60


def append(location: str, name: str, count: int) -> None:
    """Append ``count`` batches of ``ROWS`` rows; prints the id of each."""
    store = Store(location)
    for number in range(count):
        print(store.append(many([float(number)] * ROWS, by=name)).id, flush=True)


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


def announce_writing() -> None:
    write = Place.write

    def announced(place: Place, name: str, data: bytes) -> None:
        print(WRITES, flush=True)
        write(place, name, data)

    Place.write = announced  # type: ignore[method-assign]


ACTIONS = {
    "append": append,
    "press": press,
    "press_as_seen": press_as_seen,
    "create": create,
    "restore": restore_often,
}

if __name__ == "__main__":
    print("ready", flush=True)
    if sys.argv[1:] == ["nursery"]:
        nursery()
    else:
        action, place, name, times = sys.argv[1:]
        sys.stdin.readline()
        ACTIONS[action](place, name, int(times))
    sys.stdout.flush()
    # As the command line does: the native libraries' threads now and then abort while the interpreter winds down.
    os._exit(0)
