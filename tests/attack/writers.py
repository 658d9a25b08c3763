"""Eight writers at once: with files of their own, nobody is refused; with the same files, each is one batch."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from attack.attacking import Attack, Bounds, Toll
from dashboard.store import Store, batches_in
from store.making import submission
from store.processes import WRITER
from store.writer import SHEET_ROWS, sheet

NAMES = tuple("甲乙丙丁戊己庚辛")


def own_files(bounds: Bounds) -> Toll:
    """A round is one file of each writer, taken in as the command line does."""
    store = _store(bounds)
    answers = _crowd(store, NAMES, bounds.rounds)
    found = batches_in(store.read())
    ids = {batch.id for batch in found}
    landed = [words[1] for words in answers if words[1] != "refused"]
    broken = [f"refused: {' '.join(words)}" for words in answers if words[1] == "refused"][:3]
    broken += _untidy(store)
    if len(landed) != len(NAMES) * bounds.rounds:
        broken.append(f"{len(landed)} answers of {len(NAMES) * bounds.rounds}")
    torn = sum(batch.rows != SHEET_ROWS for batch in found if batch.by in NAMES)
    moments = [batch.committed_at for batch in found]
    if moments != sorted(set(moments)):
        broken.append("two batches of one moment")
    return Toll(len(answers), lost=len(set(landed) - ids), torn=torn, broken=tuple(broken))


def same_files(bounds: Bounds) -> Toll:
    """A round is one file that all take in at once."""
    store = _store(bounds)
    answers = _crowd(store, [f"甲#{number}" for number in range(len(NAMES))], bounds.rounds)
    found = [batch for batch in batches_in(store.read()) if batch.by == "甲"]
    broken = [f"refused: {' '.join(words)}" for words in answers if words[1] == "refused"][:3]
    broken += _untidy(store)
    new = Counter(words[1] for words in answers if words[2:] == ["new"])
    if len(found) != bounds.rounds or set(new.values()) != {1}:
        broken.append(f"{len(found)} batches of {bounds.rounds} files, {new.most_common(3)}")
    named = {words[1] for words in answers if words[1] != "refused"}
    lost = len(named - {batch.id for batch in found})
    originals = {store.originals.read(batch.sha256) for batch in found}
    if originals != {sheet("甲", number).data for number in range(bounds.rounds)}:
        broken.append("other originals than were sent")
    return Toll(len(answers), lost=lost, broken=tuple(broken))


def _store(bounds: Bounds) -> Store:
    store = Store(str(bounds.folder / "store"))
    store.create([submission()])
    return store


def _crowd(store: Store, names: tuple[str, ...] | list[str], count: int) -> list[list[str]]:
    """The words of each answer: who, the batch or "refused", and whether it was new."""
    command = [sys.executable, str(WRITER), "crowd", "take_in", store.location, ",".join(names), str(count)]
    process = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    return [line.split() for line in process.stdout.splitlines() if line != "ready"]


def _untidy(store: Store) -> list[str]:
    left = [str(path) for path in Path(store.location).rglob(".*") if path.name != ".lock"]
    return [*store.notices(), *left, *(f"{batch.id} has no original" for batch in store.missing_originals())]


ATTACKS = [
    Attack("8 writers at once, each with files of its own", own_files, 1, 25),
    Attack("the same file by eight at once", same_files, 2, 25),
]
