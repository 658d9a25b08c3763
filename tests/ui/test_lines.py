"""Connections on real sockets, taken by uvicorn as Streamlit starts it, with limits that a test can reach."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError

from dashboard.ui import lines, neighbours
from dashboard.ui.lines import LineLimits, Lines, limits_of_this_process, watched_lines
from loops import run_apart

FEW = LineLimits(total=50, per_neighbourhood=30, silence=0.4, stall=0.8, head=4_000, message=1_000)
REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\n"
WRITERS: list[asyncio.StreamWriter] = []
Ends = list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers each request with a little, or with more than any buffer holds; echoes on a WebSocket."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "bytes": message["bytes"]})
        return
    body = b"x" * (40_000_000 if scope["path"] == "/large" else 2)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def serving(limits: LineLimits = FEW) -> AsyncIterator[tuple[int, Lines]]:
    """The port of a server that is held to the limits."""
    async with watched_lines(limits) as watched:
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            config = uvicorn.Config(application, lifespan="off", log_level="critical", ws="websockets-sansio")
            server = uvicorn.Server(config)
            task = asyncio.create_task(server._serve([listening]))
            while not server.started:
                await asyncio.sleep(0.01)
            try:
                yield listening.getsockname()[1], watched
            finally:
                server.should_exit = server.force_exit = True
                await task


def run(attack: Callable[[int, Lines], Awaitable[None]], limits: LineLimits = FEW) -> None:
    async def main() -> None:
        async with serving(limits) as (port, watched):
            await attack(port, watched)
        for writer in WRITERS:
            writer.close()
        WRITERS.clear()

    # As Streamlit starts it: with uvloop where there is one.
    run_apart(main(), uvicorn.Config(application).get_loop_factory())


async def opened(port: int, number: int, sent: bytes) -> Ends:
    """So many connections that have sent so much."""
    ends = [await asyncio.open_connection("127.0.0.1", port) for _ in range(number)]
    for _, writer in ends:
        WRITERS.append(writer)
        writer.write(sent)
        await writer.drain()
    return ends


async def answer(port: int) -> bytes:
    [(reader, _)] = await opened(port, 1, REQUEST + b"Connection: close\r\n\r\n")
    return await reader.read()


async def is_cut(reader: asyncio.StreamReader) -> bool:
    """Whether the server ends this connection at last; what it sent before does not matter."""
    try:
        await asyncio.wait_for(reader.read(), 20)
    except ConnectionResetError:
        pass
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HT",
        REQUEST,
        REQUEST + b"\r\n" + b"\r\n",
        REQUEST + b"\r\n" + b"GET / HTTP/1.1\r\nHos",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nab",
    ],
    ids=["nothing", "half a line", "half a head", "an empty line after a request", "half a second head", "half a body"],
)
def test_who_sends_half_a_request_is_cut_off_and_others_are_answered_meanwhile(sent: bytes) -> None:
    async def attack(port: int, watched: Lines) -> None:
        ends = await opened(port, 60, sent)
        assert len(watched) <= FEW.total
        assert b"200 OK" in await answer(port)
        assert all(await asyncio.gather(*(is_cut(reader) for reader, _ in ends)))
        watched.sweep()
        assert len(watched) == 0

    run(attack)


def test_who_sends_a_head_letter_by_letter_is_cut_off_too() -> None:
    async def attack(port: int, _: Lines) -> None:
        [(reader, writer)] = await opened(port, 1, REQUEST)
        ending = asyncio.create_task(is_cut(reader))
        for _ in range(200):
            if ending.done():
                break
            writer.write(b"X: y\r\n")
            await asyncio.sleep(0.05)
        assert ending.done()

    run(attack)


def test_a_head_without_end_is_cut_off_before_it_fills_the_memory() -> None:
    async def attack(port: int, _: Lines) -> None:
        for sent in (REQUEST + b"X: y\r\n" * 2_000, b"GET /" + b"a" * 20_000):
            [(reader, _writer)] = await opened(port, 1, sent)
            assert await is_cut(reader)

    run(attack, LineLimits(total=50, per_neighbourhood=30, head=4_000))


def test_who_is_cut_off_a_hundred_times_does_not_fill_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[str] = []
    monkeypatch.setattr(neighbours, "log_event", lambda event, **_: events.append(event))

    async def attack(port: int, _: Lines) -> None:
        for _round in range(150):
            [(reader, _writer)] = await opened(port, 1, b"GET /" + b"a" * 5_000)
            assert await is_cut(reader)

    run(attack, LineLimits(total=50, per_neighbourhood=30, head=4_000))
    assert 100 <= len(events) < 150


def test_who_takes_nothing_of_his_answer_is_cut_off() -> None:
    async def attack(port: int, watched: Lines) -> None:
        await opened(port, 1, b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        for _ in range(200):
            if not len(watched):
                break
            await asyncio.sleep(0.05)
        assert len(watched) == 0

    run(attack)


def test_a_visitor_who_asks_again_and_again_stays() -> None:
    async def visit(port: int, _: Lines) -> None:
        [(reader, writer)] = await opened(port, 1, b"")
        for _ in range(12):
            writer.write(REQUEST + b"\r\n")
            await reader.readexactly(len(b"ok"))
            await asyncio.sleep(0.1)
            assert not reader.at_eof()

    run(visit)


def test_an_open_page_stays_and_may_say_only_so_much_at_once() -> None:
    async def visit(port: int, _: Lines) -> None:
        async with connect(f"ws://127.0.0.1:{port}", compression=None) as page:
            await asyncio.sleep(3 * FEW.silence)
            await page.send(b"x" * FEW.message)
            assert len(await page.recv()) == FEW.message
            await page.send(b"x" * (FEW.message + 1))
            with pytest.raises(ConnectionClosedError, match="1009"):
                await page.recv()

    run(visit)


class Transport:
    """A connection that was just taken."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.closed = False

    def get_extra_info(self, _: str) -> tuple[str, int]:
        return self.address, 1

    def get_protocol(self) -> Any:
        return None

    def is_closing(self) -> bool:
        return self.closed

    def abort(self) -> None:
        self.closed = True


def test_one_neighbourhood_does_not_use_up_all_connections() -> None:
    watched = Lines(LineLimits(total=5, per_neighbourhood=3))
    for address in ("192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2"):
        watched.admit(Transport(address))
    assert len(watched) == 4
    for _ in range(3):
        watched.admit(Transport("127.0.0.1"))
    assert len(watched) == 5


@pytest.mark.skipif(lines.resource is None, reason="Windows counts no files")
def test_as_many_connections_as_files_may_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    now = {"limits": (1_024, 4_096)}
    monkeypatch.setattr(lines.resource, "getrlimit", lambda _: now["limits"])
    monkeypatch.setattr(lines.resource, "setrlimit", lambda _, limits: now.update(limits=limits))
    assert limits_of_this_process().total < 4_096
    assert now["limits"] == (4_096, 4_096)
    now["limits"] = (1_024, lines.resource.RLIM_INFINITY)
    assert limits_of_this_process().total == 10_000


def test_where_the_limit_cannot_be_raised_it_is_kept_to(monkeypatch: pytest.MonkeyPatch) -> None:
    if lines.resource is None:
        pytest.skip("Windows counts no files")

    def refuse(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(lines.resource, "getrlimit", lambda _: (256, 10_240))
    monkeypatch.setattr(lines.resource, "setrlimit", refuse)
    assert 0 < limits_of_this_process().total < 256
