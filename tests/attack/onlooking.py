"""A server under attack, and another visitor who looks at every door again and again, in a process of his own.

What he waits is then the server's doing alone: neither the attackers' work nor their waiting is in his figures, beyond
what they take of the machine.
"""

import asyncio
import http.client
import json
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from browser.serving import served
from dashboard.settings import ROOT
from dashboard.ui.font_slices import slice_files

DOORS = {
    "figures": "/api/v1/assessments.json",
    "typeface": f"/fonts/{next(iter(slice_files()))}",
    "health": "/healthz",
    "page": "/",
}
ADDRESS = {"X-Forwarded-For": "192.0.2.200"}
"""An address of the visitor's own, as a proxy on this machine would tell it."""
QUIET_LOOKS = 3
PAUSE_SECONDS = 0.2
SETTLED_SECONDS = 40


@dataclass
class Server:
    """A server with a store of its own in a folder, and its process, which has others of its own."""

    address: str
    folder: Path
    process: psutil.Process

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    @property
    def megabytes(self) -> float:
        size = 0
        for process in (self.process, *self.process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                size += process.memory_info().rss
        return size / 1e6

    def settle(self) -> None:
        """Waits until it has nothing to do: the first pictures are drawn while the first visitor comes."""
        deadline = time.monotonic() + SETTLED_SECONDS
        while self.process.cpu_percent(interval=0.5) > 20 and time.monotonic() < deadline:
            pass


@contextmanager
def attacked(folder: Path, **environment: str) -> Iterator[Server]:
    """A server that nobody may edit, unless ``environment`` says so; Python gets its memory as in deploy/.

    A page whose connection is closed goes at once, with what it held.
    """
    unit = (ROOT / "deploy/dashboard.service").read_text(encoding="utf-8")
    (allocator,) = re.findall(r"PYTHONMALLOC=(\w+)", unit)
    option = "--server.disconnectedSessionTTL=1"
    with served(folder, option, PYTHONMALLOC=allocator, **environment) as address:
        for process in psutil.Process().children():
            if f"--server.port={urlsplit(address).port}" in process.cmdline():
                yield Server(address, folder, process)


def stand_back() -> None:
    """From now on this thread gets the processor when nobody else wants it, as if it were another machine's."""
    if hasattr(os, "nice"):
        os.nice(19)


@dataclass
class Waits:
    """How often the visitor looked, what he waited longest at each door, in seconds, and what did not answer."""

    looks: int = 0
    worst: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def longest(self) -> float:
        return max(self.worst.values())

    def __str__(self) -> str:
        door = max(self.worst, key=lambda door: self.worst[door])
        return f"others looked {self.looks} times and waited at most {self.longest:.1f} s ({door})"


class Onlooker:
    """The visitor; he has looked once, so that what all visitors need is loaded, and ``timed`` in quiet as well."""

    def __init__(self, server: Server, *, timed: bool) -> None:
        command = [sys.executable, "-m", "attack.onlooking", server.address]
        self._process = subprocess.Popen(
            command, cwd=Path(__file__).parents[1], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self.server, self._timed = server, timed
        self.look_in_quiet()

    def look_in_quiet(self) -> None:
        """What comes later is compared with this."""
        self.quiet, self.meanwhile = self._look(1), Waits()
        if self._timed:
            self.server.settle()
            self.quiet = self._look(QUIET_LOOKS)
        self._before = self.server.megabytes

    @contextmanager
    def looking(self) -> Iterator[None]:
        """He looks without end inside; what he waited is in ``meanwhile`` afterwards."""
        self._say("0")
        try:
            yield
        finally:
            self._say("")
            self.meanwhile = self._heard()

    @property
    def slowdown(self) -> float | None:
        return self.meanwhile.longest / self.quiet.longest if self._timed else None

    @property
    def megabytes_more(self) -> float:
        """What the server holds beyond what it held in quiet."""
        return self.server.megabytes - self._before

    def megabytes_kept(self) -> float | None:
        """What is left of it when everybody has gone, once the server has had its time; None where nothing is timed."""
        deadline = time.monotonic() + SETTLED_SECONDS
        while self._timed and self.megabytes_more > 50 and time.monotonic() < deadline:
            time.sleep(0.5)
        return max(self.megabytes_more, 0.0) if self._timed else None

    @property
    def faults(self) -> tuple[str, ...]:
        return (*self.quiet.faults, *self.meanwhile.faults)

    def _look(self, rounds: int) -> Waits:
        self._say(str(rounds))
        return self._heard()

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")

    def _heard(self) -> Waits:
        assert self._process.stdout is not None
        return Waits(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        self._process.communicate()


@contextmanager
def onlooker(server: Server, *, timed: bool = True) -> Iterator[Onlooker]:
    visitor = Onlooker(server, timed=timed)
    try:
        yield visitor
    finally:
        visitor.close()


@contextmanager
def visited(folder: Path, visitor: Onlooker | None, *, timed: bool) -> Iterator[Onlooker]:
    """The visitor, who has looked in quiet; None: a new one, at a server of his own that nobody may edit."""
    if visitor:
        visitor.look_in_quiet()
        yield visitor
        return
    with attacked(folder) as server, onlooker(server, timed=timed) as own:
        yield own


def _round(address: str, waits: Waits) -> None:
    for door, path in DOORS.items():
        _time(waits, door, lambda path=path: _get(address, path))
    _time(waits, "screen", lambda: asyncio.run(_first_view(address)))
    waits.looks += 1


def _time(waits: Waits, door: str, look: Callable[[], None]) -> None:
    start = time.monotonic()
    try:
        look()
    except (OSError, http.client.HTTPException, TimeoutError, AssertionError) as error:
        waits.faults.append(f"{door} did not answer: {error!r}")
    waits.worst[door] = max(waits.worst.get(door, 0.0), time.monotonic() - start)


def _get(address: str, path: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        connection.request("GET", path, headers=ADDRESS)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
    finally:
        connection.close()


async def _first_view(address: str) -> None:
    """The first screen to its last element."""
    place = f"ws://{urlsplit(address).netloc}/_stcore/stream"
    async with (
        asyncio.timeout(60),
        connect(
            place, subprotocols=["streamlit"], origin=address, additional_headers=ADDRESS, max_size=2**26
        ) as stream,
    ):
        ask = BackMsg()
        ask.rerun_script.query_string = ""
        await stream.send(ask.SerializeToString())
        while True:
            message = ForwardMsg()
            message.ParseFromString(bytes(await stream.recv(decode=False)))
            if message.WhichOneof("type") == "script_finished":
                break


def _answer(address: str) -> None:
    """For each line of standard input so many looks; for 0 as many as there is time for until the next line."""
    for line in iter(sys.stdin.readline, ""):
        waits, rounds = Waits(), int(line)
        while waits.looks < rounds or (rounds == 0 and not (waits.looks and select.select([sys.stdin], [], [], 0)[0])):
            _round(address, waits)
            if not rounds:
                time.sleep(PAUSE_SECONDS)
        if not rounds:
            sys.stdin.readline()
        print(json.dumps(vars(waits)), flush=True)


if __name__ == "__main__":
    _answer(sys.argv[1])
