"""Whether the server is alive (/healthz) and can do its work (/readyz): for the proxy and for whoever monitors it.

Alive asks nothing but the process. Ready looks at the catalogue, the store and the disk, makes nothing, and answers in
time even where an object store does not. Strangers may ask too, so the sentences name no place; the log has those.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard.board import facts_of, reference_files, regions_of
from dashboard.catalogue.loading import load
from dashboard.errors import DashboardError
from dashboard.event_log import log_event
from dashboard.places.boundaries import load_boundaries
from dashboard.settings import Settings, load_settings
from dashboard.store import Store
from dashboard.store.free_space import LITTLE, TOO_LITTLE, disk_of

ALIVE = "/healthz"
READY = "/readyz"
HEALTH = (ALIVE, READY)
KEPT_SECONDS = 1.0
LONGEST_SECONDS = 3.0
_FRESH = {"cache-control": "no-store"}

_DOCTOR = "サーバーで python -m dashboard doctor を実行して確かめてください。"
_CATALOGUE_BAD = f"指標の設定か、地域の資料を読めません。{_DOCTOR}"
_STORE_BAD = f"データの保管場所を読めません。{_DOCTOR}"
_SLOW = f"データの保管場所が{LONGEST_SECONDS:.0f}秒たっても答えません。{_DOCTOR}"
_UNEXPECTED = "思いがけない誤りで確かめられません。サーバーの記録を見てください。"


@dataclass(frozen=True)
class Part:
    """One thing that the server needs: whether it can be used, the sentence about it, and the reason for the log."""

    ready: bool
    sentence: str
    reason: str = ""


def _catalogue(settings: Settings) -> Part:
    try:
        files = (settings.catalogue, *reference_files(settings))
        _load(settings, tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in files))
    except (DashboardError, OSError) as error:
        return Part(False, _CATALOGUE_BAD, str(error))
    return Part(True, "指標の設定と地域の資料を読めます。")


def _store(settings: Settings) -> Part:
    store = Store(settings.store)
    try:
        _read(settings.store, store.stamp())
    except (DashboardError, OSError) as error:
        return Part(False, _STORE_BAD, str(error))
    return Part(True, "データの保管場所を読めます。")


def _disk(settings: Settings) -> Part:
    disk = disk_of(settings.store)
    if disk is None:
        return Part(True, "オブジェクトストレージなので、空き容量は確かめません。")
    if not disk.writable:
        return Part(False, f"データの保管場所に書き込めません。{_DOCTOR}", "not writable")
    if disk.free < TOO_LITTLE:
        return Part(False, f"空き容量がほとんどありません。{_DOCTOR}", "full")
    if disk.free < LITTLE:
        return Part(True, "空き容量が少なくなっています。容量を空けてください。")
    return Part(True, "空き容量は足りています。")


PARTS: Mapping[str, Callable[[Settings], Part]] = {"catalogue": _catalogue, "store": _store, "disk": _disk}


@lru_cache(maxsize=2)
def _load(settings: Settings, _moments: tuple[int, ...]) -> None:
    """Catalogue and files of the regions read, once for each time they were saved; an error is not remembered."""
    regions = regions_of(settings, load(settings.catalogue))
    facts_of(settings, regions)
    if settings.boundaries:
        load_boundaries(settings.boundaries, regions)


@lru_cache(maxsize=2)
def _read(location: str, _stamp: str) -> None:
    """All data files of a store read, once for each state of it; an error is not remembered."""
    Store(location).verify()


def _look() -> dict[str, Part]:
    settings = load_settings()
    return {name: look(settings) for name, look in PARTS.items()}


class _Checkup:
    """The last look at all parts, kept for a second; one look at a time, in a thread that nobody waits for too long."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._look: Future[dict[str, Part]] | None = None
        self._moment = 0.0
        self._unready: frozenset[str] = frozenset()

    async def parts(self) -> dict[str, Part]:
        look = self._current()
        try:
            parts = await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(look)), LONGEST_SECONDS)
        except TimeoutError:
            parts = {"store": Part(False, _SLOW, "no answer")}
        self._log(parts)
        return parts

    def _current(self) -> Future[dict[str, Part]]:
        with self._lock:
            if self._look is None or (self._look.done() and time.monotonic() - self._moment > KEPT_SECONDS):
                self._look = Future()
                # A daemon, for a server that stops does not wait for an object store.
                threading.Thread(target=self._run, args=(self._look,), daemon=True).start()
            return self._look

    def _run(self, look: Future[dict[str, Part]]) -> None:
        try:
            parts = _look()
        except Exception as error:
            parts = {"server": Part(False, _UNEXPECTED, type(error).__name__)}
        self._moment = time.monotonic()
        look.set_result(parts)

    def _log(self, parts: Mapping[str, Part]) -> None:
        """One line when a part fails, not one for each question of a monitor."""
        unready = frozenset(name for name, part in parts.items() if not part.ready)
        with self._lock:
            news, self._unready = unready - self._unready, unready
        for name in sorted(news):
            log_event("server.unready", part=name, reason=parts[name].reason)


_CHECKUP = _Checkup()


async def _alive(_: Request) -> Response:
    return JSONResponse({"alive": True}, headers=_FRESH)


async def _ready(_: Request) -> Response:
    parts = await _CHECKUP.parts()
    ready = all(part.ready for part in parts.values())
    answers = {name: {"ready": part.ready, "sentence": part.sentence} for name, part in parts.items()}
    return JSONResponse({"ready": ready, "parts": answers}, 200 if ready else 503, headers=_FRESH)


HEALTH_ROUTES = [Route(ALIVE, _alive, methods=["GET"]), Route(READY, _ready, methods=["GET"])]
