"""Stores that go and come back under a running server, and object stores that do not keep two writers apart."""

import json
import os
import random
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from attack.attacking import Attack, Bounds, Toll
from browser.serving import served
from dashboard.errors import StoreError
from dashboard.fiscal import parse
from dashboard.intake.seeding import make_store
from dashboard.observation import Observation, Status
from dashboard.settings import Settings
from dashboard.store import Store, Submission, batches_in
from dashboard.store.backup import restore_backup, write_backup
from store.making import many, sent, submission
from store.object_server import BUCKET, object_server, settings_for, without_conditions

DATA = Path(__file__).parents[1] / "data"
ADDRESSES = ("assessments.json?as_of=2022-06-30", "observations.csv?as_of=2022-06-30")
READERS = 3
WRITERS = 4


def restore_while_serving(bounds: Bounds) -> Toll:
    """Each round the store is moved away, and a backup of another state is restored, or the first one comes back."""
    chance = random.Random(bounds.seed)
    settings = Settings(DATA / "other_plan.yaml", DATA / "other_plan", str(bounds.folder / "store"))
    make_store(settings)
    place, backup = Path(settings.store), bounds.folder / "backup.zip"
    write_backup(Store(settings.store), backup)
    _append_a_value(Store(settings.store))
    environment = {"DASHBOARD_CATALOGUE": str(settings.catalogue), "DASHBOARD_DATA": str(settings.data)}
    with served(bounds.folder, DASHBOARD_STORE=settings.store, **environment) as address:
        watch = _Watch(f"{address}/api/v1")
        watch.learn()
        place.rename(bounds.folder / "first")
        restore_backup(Store(settings.store), backup)
        watch.learn()
        with watch.watching():
            for number in range(bounds.rounds):
                place.rename(bounds.folder / f"moved-{number}")
                time.sleep(chance.uniform(0, 0.3))
                if number % 2:
                    restore_backup(Store(settings.store), backup)
                else:
                    (bounds.folder / "first").rename(place)
                watch.expect_an_answer()
                if number % 2 == 0:
                    place.rename(bounds.folder / "first")
                    restore_backup(Store(settings.store), backup)
                time.sleep(chance.uniform(0, 0.2))
    seen = watch.seen
    return Toll(
        seen.total(),
        torn=seen["mixed"],
        broken=tuple(f"{count} answers {what}" for what, count in seen.items() if what.startswith("bad")),
        remarks=f"{seen['old']} of one state, {seen['new']} of the other, {seen['absent']} that it is not there",
    )


def _append_a_value(store: Store) -> None:
    value = Observation("meeting_places", "99000", parse("令和3年12月"), 150.0, Status.OFFICIAL, "架空の調査")
    store.append(Submission((value,), by="架空の係", file="架空.csv", sha256="", reason="架空"))


class _Watch:
    """Readers of the API: every answer is wholly of one state, or says that the store is not there."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.seen: Counter[str] = Counter()
        self._known: list[dict[str, bytes]] = []
        self._stop = threading.Event()

    def learn(self) -> None:
        """What the server answers of the state that is there."""
        self._known.append({name: self._ask(name)[1] for name in ADDRESSES})

    @contextmanager
    def watching(self) -> Iterator[None]:
        with ThreadPoolExecutor(READERS) as pool:
            watchers = [pool.submit(self._watch) for _ in range(READERS)]
            try:
                yield
            finally:
                self._stop.set()
            for watcher in watchers:
                watcher.result()

    def expect_an_answer(self) -> None:
        """The very next question is answered: no restart, no waiting."""
        for name in ADDRESSES:
            status, _ = self._ask(name)
            if status != 200:
                self.seen[f"bad: {status} although the store is back"] += 1

    def _watch(self) -> None:
        while not self._stop.is_set():
            for name in ADDRESSES:
                self._note(name)

    def _note(self, name: str) -> None:
        status, body = self._ask(name)
        states = [number for number, known in enumerate(self._known) if known[name] == body]
        if status == 200 and states:
            self.seen["old" if states[0] == 0 else "new"] += 1
        elif status == 200:
            self.seen["mixed"] += 1
        elif status == 503 and "がありません。" in json.loads(body)["error"]:
            self.seen["absent"] += 1
        else:
            self.seen[f"bad: {status} {body.decode(errors='replace')[:200]}"] += 1

    def _ask(self, name: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(f"{self.address}/{name}", timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()


def writers_on_an_object_store(bounds: Bounds) -> Toll:
    """Four writers, each with so many files, on an object store that keeps them apart: nothing acknowledged is lost."""
    with object_server(bounds.folder / "objects.log") as address, patch.dict(os.environ, settings_for(address)):
        store = Store(f"s3://{BUCKET}/store")
        store.create([submission()])
        acknowledged, refused = _write_at_once(store, bounds.rounds)
        batches = {batch.id: batch for batch in batches_in(store.read())}
        lost = [id_ for id_ in acknowledged if id_ not in batches]
        torn = [batch.id for batch in batches.values() if batch.rows not in {1, 30}]
        gone = store.missing_originals()
    broken = ("moments are not distinct",) if len({b.committed_at for b in batches.values()}) < len(batches) else ()
    remarks = f"{len(acknowledged)} acknowledged, {len(refused)} refused as overtaken again and again"
    return Toll(WRITERS * bounds.rounds, len(lost), len(torn) + len(gone), broken=broken, remarks=remarks)


def writers_where_the_condition_is_dropped(bounds: Bounds) -> Toll:
    """The same through a proxy that drops If-None-Match: all are refused before anything is lost, readers see all."""
    with object_server(bounds.folder / "objects.log") as address:
        store = Store(f"s3://{BUCKET}/store")
        with patch.dict(os.environ, settings_for(address)):
            store.create([submission()])
            quiet = batches_in(store.read())
        with without_conditions(address) as proxy, patch.dict(os.environ, settings_for(proxy)):
            acknowledged, refused = _write_at_once(store, bounds.rounds)
            seen = batches_in(store.read())
    lost = len(set(quiet) - set(seen)) + len(acknowledged)
    broken = tuple({sentence for sentence in refused if "If-None-Match" not in sentence})
    return Toll(WRITERS * bounds.rounds, lost, broken=broken, remarks=f"{len(refused)} refused, none written")


def _write_at_once(store: Store, files: int) -> tuple[list[str], list[str]]:
    """The ids of the batches that were acknowledged, and the sentences of the refusals."""
    acknowledged, refused, start = list[str](), list[str](), threading.Barrier(WRITERS)

    def write(writer: int) -> None:
        start.wait()
        for number in range(files):
            what = many([float(number)] * 30, by=f"架空の係{writer}")
            try:
                acknowledged.append(store.append(sent(f"架空 {writer} {number}".encode(), what)).id)
            except StoreError as error:
                refused.append(str(error))

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    return acknowledged, refused


ATTACKS = [
    Attack("a backup restored, and a store brought back, under a running server", restore_while_serving, 2, 25),
    Attack("4 writers at once on an object store", writers_on_an_object_store, 1, 15),
    Attack("the same through a proxy that drops If-None-Match", writers_where_the_condition_is_dropped, 1, 15),
]
