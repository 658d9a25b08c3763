"""SIGKILL at random moments of everything that writes: what was acknowledged is there, whole, and `check` is calm.

A round is one death. Which writer dies, after how many of its steps and how many thousandths of a second later is
drawn from the seed.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

from deltalake import DeltaTable

from attack.attacking import Attack, Bounds, Toll
from dashboard.errors import StoreError
from dashboard.store import Batch, Store, batches_in
from dashboard.store.backup import restore_backup, write_backup
from dashboard.store.head import Head, read_head, write_head
from dashboard.store.place import Place
from store.making import submission
from store.processes import Nursery, nursery
from store.writer import ROWS, SHEET_ROWS, sheet, upload

DEATHS_A_STORE = 6
SOURCE = "元"
LONGEST_PAUSE_SECONDS = 0.012


@dataclass
class Count:
    """What the deaths so far came to."""

    lost: int = 0
    torn: int = 0
    broken: list[str] = field(default_factory=list)
    landed: Counter[str] = field(default_factory=Counter)

    def compare(self, what: str, done: list[str], found: list[Batch], rows: Callable[[Batch], bool]) -> None:
        """Those acknowledged are there; at most one more is, whole, whose answer the kill cut off."""
        ids = [batch.id for batch in found]
        self.lost += len(set(done) - set(ids))
        self.torn += sum(not rows(batch) for batch in found)
        if len(found) > len(done) + 1:
            self.broken.append(f"{what}: {len(found)} batches of {len(done)} answers")
        self.landed[f"{what}, {'wholly in' if len(found) > len(done) else 'wholly out'}"] += 1


@dataclass
class Field:
    """Where the writers die: a nursery, a folder, and the store of the last few deaths."""

    nursery: Nursery
    folder: Path
    chance: random.Random
    count: Count
    number: int = 0

    def store(self) -> Store:
        """A new one every few deaths: the fuller a store, the more of a commit is reading and the fewer die writing."""
        store = Store(str(self.folder / f"store {self.number // DEATHS_A_STORE}"))
        if not store.exists():
            store.create([submission()])
        return store

    def die(self, action: str, place: str, name: str, *, most_steps: int) -> list[str]:
        """A writer that is killed; what it had finished."""
        steps, pause = self.chance.randrange(most_steps), self.chance.uniform(0.0, LONGEST_PAUSE_SECONDS)
        return self.nursery.killed(action, place, name, after=steps, seconds=pause)


def _import(field: Field, name: str) -> Iterable[Store]:
    """As the store is asked to by whoever takes in a file."""
    store = field.store()
    done = [line.split()[0] for line in field.die("press", store.location, name, most_steps=9)]
    found = _of(store, name)
    field.count.compare("import", done, found, lambda batch: batch.rows == ROWS)
    field.count.torn += sum(store.originals.read(b.sha256) != upload(name, i).data for i, b in enumerate(found))
    again = store.append_once(upload(name, len(done)))
    if again.repeated != (len(found) > len(done)):
        field.count.broken.append("import: the same file again is not recognised")
    return [store]


def _command(field: Field, name: str) -> Iterable[Store]:
    """As the command line does."""
    store = field.store()
    done = [line.split()[0] for line in field.die("take_in", store.location, name, most_steps=9)]
    return _compared_sheets(field, "import by command", store, name, done)


def _page(field: Field, name: str) -> Iterable[Store]:
    """As the page commits what was looked at."""
    store = field.store()
    done = field.die("page", store.location, name, most_steps=9)
    return _compared_sheets(field, "commit by page", store, name, done)


def _compared_sheets(field: Field, what: str, store: Store, name: str, done: list[str]) -> Iterable[Store]:
    found = _of(store, name)
    field.count.compare(what, done, found, lambda batch: batch.rows == SHEET_ROWS)
    field.count.torn += sum(store.originals.read(b.sha256) != sheet(name, i).data for i, b in enumerate(found))
    return [store]


def _withdrawal(field: Field, name: str) -> Iterable[Store]:
    store = field.store()
    done = field.die("withdraw", store.location, name, most_steps=9)
    found = _of(store, name)
    field.count.compare("withdrawal", done, found, lambda batch: batch.rows == (0 if batch.withdraws else ROWS))
    taken_back = {batch.withdraws for batch in found if batch.withdraws}
    field.count.torn += sum(batch.withdrawn != (batch.id in taken_back) for batch in found)
    return [store]


def _first_start(field: Field, _name: str) -> Iterable[Store]:
    return _compared_stores(field, "first start", "start_first", "", 3)


def _restore(field: Field, _name: str) -> Iterable[Store]:
    backup = field.folder / "backup.zip"
    if not backup.exists():
        source = Store(str(field.folder / SOURCE))
        source.create([upload("甲", 0), upload("甲", 1)])
        write_backup(source, backup)
    stores = _compared_stores(field, "restore", "restore", str(backup), 5)
    again = Store(str(field.folder / f"again {field.number}"))
    restore_backup(again, backup)
    return [*stores, again]


def _compared_stores(field: Field, what: str, action: str, name: str, most_steps: int) -> list[Store]:
    folder = field.folder / f"{action} {field.number}"
    folder.mkdir()
    done = field.die(action, str(folder), name, most_steps=most_steps)
    stores = [store for store in map(Store, map(str, sorted(folder.glob("????")))) if store.exists()]
    field.count.lost += max(0, len(done) - len(stores))
    if len({store.read().num_rows for store in stores}) > 1:
        field.count.torn += 1
    if len(stores) > len(done) + 1:
        field.count.broken.append(f"{what}: {len(stores)} stores of {len(done)} answers")
    field.count.landed[f"{what}, {'wholly in' if len(stores) > len(done) else 'wholly out'}"] += 1
    return stores


KINDS = (_import, _page, _withdrawal, _command, _first_start, _restore)


def kills(bounds: Bounds) -> Toll:
    chance, count = random.Random(bounds.seed), Count()
    stores: dict[str, Store] = {}
    with nursery() as started:
        for number in range(bounds.rounds):
            field = Field(started, bounds.folder, chance, count, number)
            kind = KINDS[number % len(KINDS)]
            try:
                for store in kind(field, f"第{number}回"):
                    stores[store.location] = store
                    count.broken += _complaints(store)
            except StoreError as error:
                count.torn += 1
                count.broken.append(f"{kind.__name__}: {error}")
    for store in list(stores.values())[:DEATHS_A_STORE]:
        count.broken += _left_after_a_day(store)
    remarks = "、".join(f"{what} {times}" for what, times in sorted(count.landed.items()))
    return Toll(bounds.rounds, lost=count.lost, torn=count.torn, broken=tuple(count.broken), remarks=remarks)


def _of(store: Store, name: str) -> list[Batch]:
    return [batch for batch in batches_in(store.read()) if batch.by == name]


def _complaints(store: Store) -> list[str]:
    """What `check` would say of a store."""
    missing = [f"{batch.id} has no original" for batch in store.missing_originals()]
    other = DeltaTable(Path(store.location, "observations").as_uri())
    if store.version() != other.version():
        missing.append(f"another reader sees version {other.version()} of {store.version()}")
    return [*store.notices(), *missing]


def _left_after_a_day(store: Store) -> list[str]:
    """What nothing names, once a day has passed and the next batch came."""
    root, past = Path(store.location), time.time() - 2 * 86_400
    for path in [*root.rglob("*"), *root.glob(".*")]:
        os.utime(path, (past, past))
    head = read_head(Place(store.location))
    if head:
        swept = datetime.now(UTC) - timedelta(days=2)
        write_head(Place(store.location), Head(head.version, head.sha256, head.size, head.batch, swept))
    store.append(submission())
    uris = DeltaTable((root / "observations").as_uri()).file_uris()
    named = {unquote(uri.rsplit("/", 1)[-1]) for uri in uris} | {batch.sha256 for batch in batches_in(store.read())}
    commits = {path.name for path in root.glob("observations/_delta_log/*.json")}
    known = {"head.json", ".lock"} | named | commits
    return [f"{path} was never removed" for path in root.rglob("*") if path.is_file() and path.name not in known]


ATTACKS = [Attack("SIGKILL at random moments of import, page, withdrawal, first start, restore", kills, 6, 250)]
