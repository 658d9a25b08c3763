"""Strangers on a read-only server: pages, messages, files and half-sent requests that no browser would send.

They all come from one address; whoever else looks meanwhile is answered, nothing is written, and the memory comes back.
"""

import asyncio
import random
import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, suppress
from itertools import repeat
from uuid import UUID

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed, InvalidStatus

from attack.attacking import Attack, Bounds, Toll
from attack.onlooking import Server, stand_back, visited
from browser.talking import Visit
from loops import run_apart

ADDRESS = "198.51.100.7"
STRANGER = {"X-Forwarded-For": ADDRESS}
"""As this machine's proxy tells where somebody comes from."""
CROWD = 30
STAYING_SECONDS = 3
MEGABYTE = 1024 * 1024
FOREIGN = ("https://evil.example", "null", "http://127.0.0.1", "http://localhost:8501", "file://", "a b")


class _Crowd:
    """Strangers at one server; ``written`` counts what was taken from them, ``broken`` what else should not be."""

    def __init__(self, address: str, bounds: Bounds) -> None:
        self.address = address
        self.chance = random.Random(bounds.seed)
        self.pages = bounds.rounds
        self.written = 0
        self.broken: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()

    async def work(self) -> None:
        """As many pages as are wanted, a crowd at a time."""
        stand_back()
        async with httpx.AsyncClient(headers=STRANGER) as client:
            for first in range(0, self.pages, CROWD):
                await self._foreign_pages()
                async with AsyncExitStack() as stack:
                    numbers = range(first, min(first + CROWD, self.pages))
                    pages = [Visit(self.address, headers=STRANGER) for _ in numbers]
                    for page in pages:
                        await stack.enter_async_context(page)
                    await asyncio.gather(*map(self._page, pages, numbers, repeat(client)))
            await self._closed_doors(client)

    async def _foreign_pages(self) -> None:
        for origin in FOREIGN:
            try:
                async with Visit(self.address, origin, STRANGER):
                    self.broken[f"a page of {origin} was let in"] += 1
            except InvalidStatus as refusal:
                self.outcomes[f"{refusal.response.status_code} for a foreign page"] += 1

    async def _page(self, page: Visit, number: int, client: httpx.AsyncClient) -> None:
        with suppress(ConnectionClosed):
            await page.run("update")
            await self._files(page, client)
            for _ in range(3):
                await page.ask("regions", states=[self._state(100_000)])
            messages = (self._long_query(), self._large_state(), b"\xff" * 1_000, b"")
            await page.connection.send(messages[number % len(messages)])
            await page.rest()
        self.outcomes[f"pages ended with {page.connection.close_code}"] += 1

    async def _files(self, page: Visit, client: httpx.AsyncClient) -> None:
        given = await page.addresses("a.csv")
        if given:
            self.broken["a reader was given an address for files"] += 1
        invented = f"/_stcore/upload_file/{page.session}/{UUID(int=self.chance.getrandbits(128))}"
        nobody = f"/_stcore/upload_file/{UUID(int=self.chance.getrandbits(128))}/a"
        for path in (*given, invented, nobody):
            with suppress(httpx.TransportError):  # cut off while still sending: nothing was taken
                answer = await page.put(path, bytes(MEGABYTE), client)
                self.written += answer.status_code < 400
                self.outcomes[f"{answer.status_code} for a file"] += 1

    async def _closed_doors(self, client: httpx.AsyncClient) -> None:
        for path in ("_stcore/metrics", "_stcore/script-health-check", "_stcore/agent/interact", "component/a/b.js"):
            answer = await client.get(f"{self.address}/{path}")
            if answer.status_code != 404:
                self.broken[f"{path} answered {answer.status_code}"] += 1

    def _state(self, size: int) -> WidgetState:
        return WidgetState(id=f"$$ID-{self.chance.getrandbits(128):032x}-x", string_value="a" * size)

    def _large_state(self) -> bytes:
        message = BackMsg()
        message.rerun_script.widget_states.widgets.append(self._state(20 * MEGABYTE))
        return message.SerializeToString()

    def _long_query(self) -> bytes:
        message = BackMsg()
        message.rerun_script.query_string = f"as_of={'b' * 100_000}"
        return message.SerializeToString()


def _strangers_at_pages(bounds: Bounds) -> Toll:
    with visited(bounds.folder, bounds.visitor, timed=bounds.timed) as visitor:
        crowd = _Crowd(visitor.server.address, bounds)
        with visitor.looking():
            run_apart(crowd.work())
        peak, kept = visitor.megabytes_more, visitor.megabytes_kept()
    crowd.outcomes[f"{peak:.0f} MB more when the last had gone"] = 0
    words = "; ".join(f"{count} × {what}" if count else what for what, count in sorted(crowd.outcomes.items()))
    words += f"; {visitor.meanwhile}"
    broken = (*crowd.broken, *visitor.faults)
    return Toll(
        bounds.rounds,
        strangers=crowd.written,
        broken=broken,
        slowdown=visitor.slowdown,
        memory_left=kept,
        remarks=words,
    )


HALVES = (
    b"",
    b"GET / HTTP/1.1\r\nHost: a\r\n",
    b"GET /_stcore/stream HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-Web",
    b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n\r\n",
    b"PUT /_stcore/upload_file/a/b HTTP/1.1\r\nHost: a\r\nOrigin: http://a\r\nContent-Length: 9999999\r\n\r\nab",
)


def _half_sent_requests(bounds: Bounds) -> Toll:
    """So many connections that send half a request and stay; others are answered meanwhile."""
    chance = random.Random(bounds.seed)
    connections = []

    def send(server: Server) -> None:
        stand_back()
        for _ in range(bounds.rounds):
            connection = socket.create_connection((server.host, server.port), timeout=60)
            connection.sendall(chance.choice(HALVES))
            connections.append(connection)
        time.sleep(STAYING_SECONDS if bounds.timed else 1)

    with visited(bounds.folder, bounds.visitor, timed=bounds.timed) as visitor:
        with visitor.looking(), ThreadPoolExecutor(1) as stranger:
            stranger.submit(send, visitor.server).result()
        files = visitor.server.process.num_fds()
        for connection in connections:
            connection.close()
        kept = visitor.megabytes_kept()
    words = f"the server had {files} files open; {visitor.meanwhile}"
    return Toll(bounds.rounds, broken=visitor.faults, slowdown=visitor.slowdown, memory_left=kept, remarks=words)


ATTACKS = [
    Attack("strangers open pages and send what no page sends", _strangers_at_pages, short=4, long=600),
    Attack("requests are sent by half and left so", _half_sent_requests, short=200, long=3000),
]
