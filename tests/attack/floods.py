"""Floods on the API: thousands of papers by clients that stay and that leave, thousands of odd requests.

Whoever else asks meanwhile (figures, a typeface, health, a page) is answered.
"""

import http.client
import json
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from urllib.parse import quote

from attack.attacking import Attack, Bounds, Toll
from attack.onlooking import Onlooker, Server, stand_back, visited

CLIENTS = 24
PAPERS = ("pdf", "pptx", "docx", "xlsx", "png", "svg", "zip")
QUICK_PAPERS = ("pdf", "png")
"""Enough of a line for the tests."""
WARM = ("zip", "pdf?as_of=2024-03", "png?as_of=2024-06")
WORDS = (
    "2024-12-31",
    "令和6年",
    "昨日",
    "",
    "𠮷",
    "\u202e",
    "%00",
    "..",
    "<b>",
    "'; --",
    "0",
    "-1",
    "1e999",
    "9" * 400,
)
NAMES = (
    "as_of",
    "known_at",
    "indicator",
    "region",
    "fiscal_year",
    "page",
    "charts",
    "canvas",
    "chart",
    "format",
    "x",
    "",
)
PLACES = (
    "papers/pdf",
    "papers/xlsx",
    "papers/png",
    "papers/exe",
    "assessments.json",
    "observations.csv",
    "openapi.json",
)
ENDS = (*PLACES, *PLACES, *WORDS)
METHODS = ("GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW", "get")


def _meanwhile(visitor: Onlooker, flood: Callable[[], None], *, timed: bool) -> float | None:
    """The megabytes kept after a flood in which the visitor looked."""
    # typst and the converter fill memories of their own, which end.
    for place in WARM if timed else ():
        assert _exchange(visitor.server, _get(f"/api/v1/papers/{place}"))[0] == 200
    if timed:
        visitor.look_in_quiet()
    with visitor.looking():
        flood()
    return visitor.megabytes_kept()


def _in_threads(rounds: int, one: Callable[[int], None]) -> None:
    numbers = iter(range(rounds))
    lock = threading.Lock()

    def work() -> None:
        stand_back()
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            one(number)

    threads = [threading.Thread(target=work) for _ in range(min(CLIENTS, rounds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _paper_request(number: int, kinds: Sequence[str], chance: random.Random) -> bytes:
    """A request for a paper that nobody has asked for yet."""
    day = f"{2000 + number // 336 % 26}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"
    return _get(f"/api/v1/papers/{chance.choice(kinds)}?as_of={day}")


def _get(place: str) -> bytes:
    return f"GET {place} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()


def _exchange(server: Server, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of one answer; status 0 where the connection was closed without one."""
    with socket.create_connection((server.host, server.port), timeout=120) as connection:
        connection.sendall(request)
        # The answer to HEAD has a length and no body.
        answer = http.client.HTTPResponse(connection, method=request.partition(b" ")[0].decode())
        try:
            answer.begin()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        except (http.client.HTTPException, ConnectionError):
            return 0, {}, b""


def _fault(status: int, headers: dict[str, str], body: bytes) -> str:
    """What is wrong with an answer; a server may be busy if it says when to come back, and why."""
    if status < 500:
        return ""
    if status == 503 and headers.get("retry-after", "").isdecimal() and json.loads(body)["error"].endswith("。"):
        return ""
    return f"{status}: {body[:200]!r}"


def _flood_of_papers(bounds: Bounds) -> Toll:
    """One client with many connections asks for papers that are all different and waits for each.

    In between others, under ever new addresses, ask for one and leave before it is made.
    """
    statuses: Counter[int] = Counter()
    faults: list[str] = []

    with visited(bounds.folder, bounds.visitor, timed=bounds.timed) as visitor:
        server = visitor.server

        def one(number: int) -> None:
            chance = random.Random(f"{bounds.seed}-{number}")
            request = _paper_request(number, PAPERS if bounds.timed else QUICK_PAPERS, chance)
            if number % 2:
                _leave(server, request, number, chance.random() * 0.2)
                return
            answer = _exchange(server, request)
            statuses[answer[0]] += 1
            faults.extend(filter(None, [_fault(*answer)]))

        kept = _meanwhile(visitor, lambda: _in_threads(bounds.rounds, one), timed=bounds.timed)
        # Nobody is left to wait for: the line is free for the next one.
        after = _exchange(server, _get("/api/v1/papers/csv"))[0]
    if not statuses[200]:
        faults.append("not one paper was made")
    if after != 200:
        faults.append(f"after all had left a paper was answered with {after}")
    words = f"{statuses[200]} papers, {statuses[503]} told to come back; {visitor.meanwhile}"
    broken = (*faults[:5], *visitor.faults[:5])
    return Toll(bounds.rounds, broken=broken, slowdown=visitor.slowdown, memory_left=kept, remarks=words)


def _leave(server: Server, request: bytes, number: int, seconds: float) -> None:
    forwarded = f"X-Forwarded-For: 198.51.100.{number % 250}\r\n\r\n".encode()
    with suppress(OSError), socket.create_connection((server.host, server.port), timeout=60) as connection:
        connection.sendall(request.removesuffix(b"\r\n") + forwarded)
        time.sleep(seconds)


def _odd_request(chance: random.Random) -> bytes:
    count = chance.choice((0, 1, 1, 2, 5, 300))
    pairs = [f"{chance.choice(NAMES)}={quote(chance.choice(WORDS), safe='%')}" for _ in range(count)]
    place = f"/api/{chance.choice(('v1', 'v1', 'v1', 'v2', ''))}/{quote(chance.choice(ENDS), safe='/%.')}"
    odd = {
        "Accept-Encoding": ("gzip", "br", "gzip;q=0, *;q=0", ", ".join(["gzip;q=0.1", "br"] * 2000)),
        "Range": ("bytes=0-0", "bytes=-1", f"bytes={','.join(f'{at}-{at}' for at in range(1000))}", "lines=1-2"),
        "If-None-Match": ("*", '"' + "x" * 8000 + '"', ", ".join(['W/"a"'] * 1000), '"'),
        "Host": ("localhost", "[::1", "a b", "例え.jp", "x:99999999", ""),
        "Content-Length": ("0", "5", "-1", "99999999999"),
        "Transfer-Encoding": ("chunked", "identity"),
        "Connection": ("close", "upgrade"),
        "X-Forwarded-For": ("198.51.100.1", "x" * 2000, "::1, 例え"),
        "Cookie": ("a=b", "=" * 4000),
    }
    headers = {"Host": "localhost", "Connection": "close"}
    for name in chance.sample(sorted(odd), chance.choice((0, 1, 1, 2, 3))):
        headers[name] = chance.choice(odd[name])
    lines = [f"{chance.choice(METHODS)} {place}?{'&'.join(pairs)} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + (b"5\r\nhello\r\n0\r\n\r\n" if len(headers) > 3 else b"")


def _odd_requests(bounds: Bounds) -> Toll:
    """Wrong values, names, methods, headers and lengths, none of which is the server's own fault."""
    statuses: Counter[int] = Counter()
    faults: list[str] = []
    with visited(bounds.folder, bounds.visitor, timed=bounds.timed) as visitor:
        server = visitor.server

        def one(number: int) -> None:
            request = _odd_request(random.Random(f"{bounds.seed}-{number}"))
            answer = _exchange(server, request)
            statuses[answer[0]] += 1
            fault = "" if request.startswith(b"HEAD") and answer[0] == 503 else _fault(*answer)
            if fault:
                faults.append(f"{request.splitlines()[0][:100]!r}: {fault}")

        kept = _meanwhile(visitor, lambda: _in_threads(bounds.rounds, one), timed=bounds.timed)
    words = f"{', '.join(f'{count} × {status}' for status, count in sorted(statuses.items()))}; {visitor.meanwhile}"
    broken = (*faults[:5], *visitor.faults[:5])
    return Toll(bounds.rounds, broken=broken, slowdown=visitor.slowdown, memory_left=kept, remarks=words)


ATTACKS = [
    Attack("thousands of papers are asked for, by one who waits and many who leave", _flood_of_papers, 10, 5000),
    Attack("odd requests to the API", _odd_requests, 60, 4000),
]
