"""How many connections are open, and how long one may stay silent.

uvicorn waits for ever for the rest of a request's head, counts nobody's connections and stores a head of any length:
1,100 half-sent requests use up the files that a process may open, and nobody else is served. It has no settings for
that, and Streamlit makes the server itself, so the class that uvicorn takes for its connections is watched from here.
``tests/ui/test_lines.py`` opens real connections and notices when that class becomes another.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from dashboard.ui.neighbours import LOCAL, RefusalLog, neighbourhood

try:
    import resource
except ImportError:  # Windows counts no files
    resource = None  # type: ignore[assignment]

_LOG = logging.getLogger(__name__)
_Protocol: Any = AutoHTTPProtocol


@dataclass(frozen=True)
class LineLimits:
    """Of connections.

    ``silence``: seconds until a whole head has come, the first or the next. ``stall``: seconds in which nothing of an
    answer is taken. ``head`` and ``message``: bytes of a request's head and of a WebSocket message; the longest of our
    pages in the browser tests had 1,268. ``total`` of all connections, ``per_neighbourhood`` of those from one
    place: the tablets of a council hall (100, each with a page and up to six connections while it loads) behind one
    address are well below it.
    """

    total: int
    per_neighbourhood: int
    silence: float = 15
    stall: float = 60
    head: int = 64 * 1024
    message: int = 128 * 1024


def limits_of_this_process() -> LineLimits:
    """As many connections as files may be opened, with room for the store's; raises that number as far as it goes."""
    files = _raise_file_limit()
    total = min(10_000, files - max(200, files // 4))
    return LineLimits(total, min(2_000, total * 3 // 4))


def _raise_file_limit() -> int:
    if resource is None:
        return 8_192
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        # macOS has a limit below the one that it names.
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    return wanted if soft == resource.RLIM_INFINITY else soft


@dataclass
class _Line:
    """One connection: since when it has been silent after which request, and how much of an answer waits in it."""

    transport: Any
    neighbourhood: str
    since: float
    request: object = None
    head: int = 0
    unsent: int = 0
    unsent_since: float = 0

    @property
    def protocol(self) -> Any:
        return self.transport.get_protocol()

    @property
    def is_closed(self) -> bool:
        return bool(self.transport.is_closing())

    @property
    def is_silent(self) -> bool:
        """Whether the other end is to send a head; not where a request is being answered, nor on a WebSocket."""
        protocol = self.protocol
        return isinstance(protocol, _Protocol) and (protocol.cycle is None or protocol.cycle.response_complete)


class Lines:
    """All open connections, in the order in which they came."""

    def __init__(self, limits: LineLimits) -> None:
        self.limits = limits
        self._lines: dict[Any, _Line] = {}
        self._numbers: Counter[str] = Counter()
        self._log = RefusalLog()

    def __len__(self) -> int:
        return len(self._lines)

    def admit(self, transport: Any) -> None:
        """Enters a new connection; where there are too many, the one that has been silent longest makes way."""
        peer = transport.get_extra_info("peername")
        line = _Line(transport, neighbourhood(peer[0] if peer else ""), time.monotonic())
        number = self._numbers[line.neighbourhood]
        # Behind this machine's own proxy is everybody.
        if line.neighbourhood != LOCAL and number >= self.limits.per_neighbourhood:
            lines = self._lines.values()
            self._make_room(line, (other for other in lines if other.neighbourhood == line.neighbourhood))
        elif len(self._lines) >= self.limits.total:
            self._make_room(line, self._lines.values())
        if not line.is_closed:
            self._lines[transport] = line
            self._numbers[line.neighbourhood] += 1

    def _make_room(self, line: _Line, others: Iterable[_Line]) -> None:
        silent = next((other for other in others if other.is_closed or other.is_silent), line)
        if silent is line:
            self._log.note("connection.refused", address=line.neighbourhood, connections=len(self._lines))
        self._cut(silent)

    def measure(self, protocol: Any, length: int) -> None:
        """Counts what came towards a head that is not whole yet."""
        line = self._lines.get(protocol.transport)
        if line is None:
            return
        if protocol.cycle is not None and getattr(protocol, "scope", None) is protocol.cycle.scope:
            line.head = 0
            return
        line.head += length
        if line.head > self.limits.head:
            self._log.note("connection.cut", address=line.neighbourhood, why="head")
            self._cut(line)

    def sweep(self) -> None:
        """Cuts who has been silent too long, or takes nothing of his answer."""
        now = time.monotonic()
        cuts: Counter[tuple[str, str]] = Counter()
        for line in list(self._lines.values()):
            why = None if line.is_closed else self._fault(line, now)
            if why:
                cuts[line.neighbourhood, why] += 1
            if why or line.is_closed:
                self._cut(line)
        for (address, why), connections in cuts.items():
            self._log.note("connection.cut", address=address, why=why, connections=connections)

    def _fault(self, line: _Line, now: float) -> str | None:
        unsent = line.transport.get_write_buffer_size()
        if not unsent or unsent != line.unsent:
            line.unsent, line.unsent_since = unsent, now
        elif now - line.unsent_since > self.limits.stall:
            return "stall"
        request = getattr(line.protocol, "cycle", None)
        if not line.is_silent or request is not line.request:
            line.since, line.request = now, request
        return "silence" if now - line.since > self.limits.silence else None

    def _cut(self, line: _Line) -> None:
        if self._lines.pop(line.transport, None):
            self._numbers[line.neighbourhood] -= 1
            if not self._numbers[line.neighbourhood]:
                del self._numbers[line.neighbourhood]
        if not line.is_closed:
            line.transport.abort()


@asynccontextmanager
async def watched_lines(limits: LineLimits) -> AsyncIterator[Lines]:
    """Every connection that uvicorn takes from now on is held to the limits, until the block ends."""
    lines = Lines(limits)
    connection_made: Callable[..., None] = _Protocol.connection_made
    data_received: Callable[..., None] = _Protocol.data_received

    def enter(protocol: Any, transport: Any) -> None:
        # Streamlit gives its one limit of messages to both directions, and ours to browsers are far longer.
        protocol.config.ws_max_size = limits.message
        connection_made(protocol, transport)
        lines.admit(transport)

    def count(protocol: Any, data: bytes) -> None:
        data_received(protocol, data)
        lines.measure(protocol, len(data))

    _Protocol.connection_made, _Protocol.data_received = enter, count
    sweeping = asyncio.create_task(_sweep(lines))
    try:
        yield lines
    finally:
        sweeping.cancel()
        _Protocol.connection_made, _Protocol.data_received = connection_made, data_received


async def _sweep(lines: Lines) -> None:
    while True:
        await asyncio.sleep(min(1, lines.limits.silence / 4))
        try:
            lines.sweep()
        except Exception:  # the next time is due all the same
            _LOG.exception("the open connections cannot be looked through")
