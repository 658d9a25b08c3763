"""A process that writes to a store until it is done or killed; it reports each finished step on standard output.

Usage: writer.py append LOCATION NAME COUNT | writer.py create FOLDER NAME COUNT
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from dashboard.store import Store
from store.making import many

ROWS = 40


def append(location: str, name: str, count: int) -> None:
    """Append ``count`` batches of ``ROWS`` rows; prints the id of each."""
    store = Store(location)
    for number in range(count):
        print(store.append(many([float(number)] * ROWS, by=name)).id, flush=True)


def create(folder: str, name: str, count: int) -> None:
    """Make ``count`` stores of two batches each, one folder after the other; prints the number of each."""
    for number in range(count):
        seeds = [many([1.0] * ROWS, by=name), many([2.0] * ROWS, by=name)]
        Store(f"{folder}/{number:04d}").create(seeds)
        print(number, flush=True)


if __name__ == "__main__":
    action, place, writer, times = sys.argv[1:]
    print("ready", flush=True)
    sys.stdin.readline()
    {"append": append, "create": create}[action](place, writer, int(times))
