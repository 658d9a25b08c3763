"""Visitors without a browser: what a server must do once the visitor's browser has the static files.

``http`` replays the page's own document and data requests; ``streamlit`` speaks Streamlit's WebSocket protocol up to
the end of the script run.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from types import TracebackType
from typing import TypeVar

import httpx
import websockets
from bench.browser import Call
from bench.servers import Server
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

View = Callable[[httpx.AsyncClient, str], Awaitable[None]]
"""With a visitor's client, and the address that he has behind a proxy."""
T = TypeVar("T")
VIEW_LIMIT_SECONDS = 60
VIEWS_OF_AN_ADDRESS = 100
"""Who views more from one address may be held back: ours gives each three hundred openings, then ten a second."""
RUNS_OF_A_SESSION = 50
"""Likewise a session: ours gives each a hundred runs, then three a second."""


class Session:
    """One visitor of a Streamlit page; what follows ``?`` in the address and the first select box can be changed."""

    def __init__(self, url: str, page: str = "", visitor: str = "") -> None:
        self._address = url.replace("http", "ws", 1) + "/_stcore/stream"
        self._origin = url
        self._headers = _forwarded(visitor) if visitor else {}
        self._page = page
        self._script = ""
        self._select = ""
        self.options: list[str] = []

    async def __aenter__(self) -> "Session":
        self._socket = await websockets.connect(
            self._address,
            subprotocols=["streamlit"],
            origin=self._origin,
            max_size=None,
            compression=None,
            additional_headers=self._headers,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self._socket.close()

    async def run(self, choice: str | None = None, query: str = "") -> None:
        """One script run, with another choice in the select box if one is given."""
        message = BackMsg()
        message.rerun_script.query_string = query
        if self._script:
            message.rerun_script.page_script_hash = self._script
        else:
            message.rerun_script.page_name = self._page
        if choice is not None:
            widget = message.rerun_script.widget_states.widgets.add()
            widget.id, widget.string_value = self._select, choice
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(VIEW_LIMIT_SECONDS):
            while not self._finished(await self._socket.recv()):
                pass

    def _finished(self, data: bytes | str) -> bool:
        message = ForwardMsg()
        message.ParseFromString(data)
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.new_element.WhichOneof("type") == "selectbox":
            self._select = message.delta.new_element.selectbox.id
            self.options = list(message.delta.new_element.selectbox.options)
        elif kind == "navigation":
            self._script = message.navigation.page_script_hash or self._script
        return kind == "script_finished"


def _outside(work: Coroutine[None, None, T]) -> T:
    """Runs it in a thread of its own: the browser's driver already has an event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@dataclass(frozen=True)
class Load:
    """Views that were served in a time, and how many failed."""

    per_second: float
    failed: int


def load(kind: str, url: str, calls: Sequence[Call], clients: int, seconds: float) -> Load:
    """That many visitors at once, each taking the next view as soon as it has the last."""
    view = _streamlit_view(url) if kind == "streamlit" else _http_view(calls)
    return _outside(_load(view, clients, seconds))


async def _load(view: View, clients: int, seconds: float) -> Load:
    served = failed = 0
    addresses = map("10.1.{0[0]}.{0[1]}".format, product(range(256), range(1, 255)))

    async def visit_all() -> None:
        nonlocal served, failed
        while time.perf_counter() - begun < seconds:
            visitor = next(addresses)
            async with _client(visitor) as client:
                for _ in range(VIEWS_OF_AN_ADDRESS):
                    try:
                        await asyncio.wait_for(view(client, visitor), VIEW_LIMIT_SECONDS)
                        served += 1
                    except (OSError, TimeoutError, httpx.HTTPError, websockets.WebSocketException):
                        failed += 1
                    if time.perf_counter() - begun >= seconds:
                        break

    first = next(addresses)
    async with _client(first) as client:
        await view(client, first)
    begun = time.perf_counter()
    await asyncio.gather(*(visit_all() for _ in range(clients)))
    return Load(served / (time.perf_counter() - begun), failed)


def _client(visitor: str) -> httpx.AsyncClient:
    headers = {"accept-encoding": "gzip, deflate, br", **_forwarded(visitor)}
    return httpx.AsyncClient(timeout=VIEW_LIMIT_SECONDS, headers=headers)


def _forwarded(visitor: str) -> dict[str, str]:
    """What a proxy in front of the server says of a visitor, who is a person with an address of his own."""
    return {"x-forwarded-for": visitor}


def _streamlit_view(url: str) -> View:
    async def view(client: httpx.AsyncClient, visitor: str) -> None:
        (await client.get(url)).raise_for_status()
        async with Session(url, visitor=visitor) as session:
            await session.run()

    return view


def _http_view(calls: Sequence[Call]) -> View:
    """Documents and reads side by side, as a browser asks for them; then the posts that depend on them."""
    groups = [[c for c in calls if c[0] == "GET"], [c for c in calls if c[0] != "GET"]]

    async def view(client: httpx.AsyncClient, _: str) -> None:
        for group in groups:
            for answer in await asyncio.gather(*(_ask(client, call) for call in group)):
                answer.raise_for_status()

    return view


async def _ask(client: httpx.AsyncClient, call: Call) -> httpx.Response:
    method, address, body = call
    return await client.request(
        method, address, content=body, headers={"content-type": "application/json"} if body else None
    )


@dataclass(frozen=True)
class Reruns:
    """Sessions that changed their select box many times: memory in MB before each, and processor time a run."""

    memory_mb: tuple[float, ...]
    cpu_ms: float
    ms: float


def reruns(server: Server, page: str, times: int, queries: Sequence[str] = ()) -> Reruns:
    """So many runs, in one session after the other; a tenth more before them do not count.

    Each run has the next of ``queries`` in its address or, without any, the next choice in its select box.
    """
    return _outside(_reruns(server, page, times, queries))


async def _reruns(server: Server, page: str, times: int, queries: Sequence[str]) -> Reruns:
    async def session_of(numbers: Iterable[int]) -> None:
        async with Session(server.url, page) as session:
            await session.run()
            for n in numbers:
                if queries:
                    await session.run(query=queries[n % len(queries)])
                else:
                    await session.run(session.options[n % 5])

    for numbers in _sessions(times // 10):
        await session_of(numbers)
    begun, used = time.perf_counter(), server.cpu_seconds()
    memory = []
    for numbers in _sessions(times):
        memory.append(server.memory_mb())
        await session_of(numbers)
    memory.append(server.memory_mb())
    used = server.cpu_seconds() - used
    per_run = 1000 / times
    return Reruns(tuple(memory), used * per_run, (time.perf_counter() - begun) * per_run)


def _sessions(times: int) -> Iterator[range]:
    """The numbers of the runs of each session."""
    for start in range(0, times, RUNS_OF_A_SESSION):
        yield range(start, min(start + RUNS_OF_A_SESSION, times))
