"""Monitors and strangers who ask without end how the server is, while its store comes and goes."""

import asyncio
import random
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from attack.attacking import Attack, Bounds, Toll
from attack.onlooking import visited
from loops import run_apart

AT_ONCE = 40
PLACES = ("/healthz", "/readyz", "/readyz?x=1", "/readyz/", "//readyz", "/healthz%00", "/readyz/../../etc/passwd")
METHODS = ("GET", "GET", "GET", "HEAD", "POST", "DELETE", "TRACE")


def ask_without_end(bounds: Bounds) -> Toll:
    """Each round is a question; every so often the store is moved away, or back."""
    chance = random.Random(bounds.seed)
    broken: list[str] = []
    statuses: dict[int, int] = {}
    waits: list[float] = []
    with visited(bounds.folder, bounds.visitor, timed=False) as visitor:
        address, folder = visitor.server.address, visitor.server.folder
        store, aside = folder / "store", folder / "aside"

        async def ask(client: httpx.AsyncClient) -> None:
            place, method = chance.choice(PLACES), chance.choice(METHODS)
            started = time.monotonic()
            try:
                answer = await client.request(method, f"{address}{place}")
            except (httpx.ReadError, httpx.RemoteProtocolError):
                # A connection that the server closed as unused in the very moment in which it was used again.
                answer = await client.request(method, f"{address}{place}", headers={"connection": "close"})
            waits.append(time.monotonic() - started)
            statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
            broken.extend(_faults(f"{method} {place}", answer, str(folder)))

        async def ask_all() -> None:
            limits = httpx.Limits(max_connections=AT_ONCE)
            async with httpx.AsyncClient(limits=limits, timeout=60) as client:
                for _ in range(0, bounds.rounds, AT_ONCE):
                    _move(store, aside)
                    await asyncio.gather(*(ask(client) for _ in range(AT_ONCE)))

        run_apart(ask_all())
        if aside.exists():
            aside.rename(store)
        time.sleep(1.1)
        if httpx.get(f"{address}/readyz", timeout=30).status_code != 200:
            broken.append("not ready although the store is back")
        lost = int(not store.exists())
    remarks = ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))
    remarks += f"; the longest wait was {max(waits):.1f} s"
    return Toll(bounds.rounds, lost=lost, broken=tuple(sorted(set(broken))[:5]), remarks=remarks)


def _faults(question: str, answer: httpx.Response, folder: str) -> Iterator[str]:
    may_be_unready = "/readyz" in question and answer.status_code == 503
    if answer.status_code >= 500 and not may_be_unready:
        yield f"{question}: {answer.status_code}"
    if question == "GET /healthz" and answer.status_code != 200:
        yield f"not alive: {answer.status_code}"
    if folder in answer.text or "root:" in answer.text:
        yield f"{question} told a place"


def _move(store: Path, aside: Path) -> None:
    if aside.exists():
        aside.rename(store)
    else:
        store.rename(aside)


ATTACKS = [Attack("monitors ask without end while the store comes and goes", ask_without_end, short=80, long=5000)]
