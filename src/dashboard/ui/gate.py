"""What stands in front of Streamlit: who comes from another site, knocks where nothing is for him, or wants too much.

Reading is open to everyone, so everyone may open pages; the limits here are what one visitor, and all together, may
cost. They are far above what people do: a council hall of 100 tablets behind one address, each opening and turning
pages, is never refused. Runs of pages share one interpreter, so those behind one address take turns: somebody with
thirty pages makes another wait for two runs, not for thirty.
"""

import asyncio
import os
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from html import escape

import streamlit as st
from google.protobuf.message import DecodeError
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.ui.access import OTHER_ACCOUNT
from dashboard.ui.lines import LineLimits, limits_of_this_process, watched_lines
from dashboard.ui.memory import give_back
from dashboard.ui.neighbours import LOCAL, Allowance, Allowances, RefusalLog, neighbourhood
from dashboard.ui.origin import is_configured, is_from_host, site_of, switch_off_look_ups
from dashboard.ui.page_theme import keep_theme
from dashboard.ui.pages import PAGES
from dashboard.ui.peer import is_of_another_account
from dashboard.ui.uploads import UPLOADS, UploadRefused

STREAM = "_stcore/stream"
UPLOAD = "_stcore/upload_file"
LOGIN = "auth/login"

OPEN = {
    "_stcore/health": "a page asks whether its server is there, and gets the token that its uploads carry",
    "_stcore/host-config": "a page asks who may embed it: nobody",
    STREAM: "the connection of a page",
    f"{UPLOAD}/{{session_id}}/{{file_id}}": "a file, from a page that has a place for it (ui/uploads.py)",
    "_stcore/bidi-components/{path:path}": "scripts of our own components",
    "media/{file_id:path}": "what a page offers to download, under the name of its content's hash",
    LOGIN: "to the sign-in",
    "auth/logout": "from the sign-in",
    "oauth2callback": "back from the sign-in; its last part is in secrets.toml",
    "": "Streamlit's files, and its page",
}
"""Streamlit's routes that are let through, and what for; below the base path."""

CLOSED = {
    "_stcore/metrics": "how many visitors there are and what they hold is not theirs to know; /readyz is for operators",
    "_stcore/script-health-check": "runs a whole page for whoever asks",
    "_stcore/agent/interact": "a second door to the pages, past every limit of this one",
    "_stcore/agent/openapi.json": "describes it",
    "_stcore/agent/mcp": "the same again",
    "component/{path:path}": "components of the old kind, of which we have none",
    "app/static/{path:path}": "files beside app.py, of which we serve none (enableStaticServing)",
}
"""Streamlit's routes that answer 404 here. So does whatever a new version adds below ``_stcore``."""

_OPEN_CORE = tuple(route.partition("/{")[0] for route in OPEN if route.startswith("_stcore/"))
_CLOSED_ELSEWHERE = tuple(route.partition("/{")[0] for route in CLOSED if not route.startswith("_stcore/"))
_PAGES = frozenset({"", *(screen.name for screen in PAGES)})
_FIRST_PARTS = frozenset(route.partition("/")[0] for route in OPEN) | {
    "api",
    "bodies",
    "fonts",
    "healthz",
    "readyz",
    "static",
}
"""How the paths begin that lead anywhere but to a page."""
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})

FOREIGN = "ほかのサイトの画面からの操作は受け付けません。このダッシュボードを直接開いて操作してください。"
ABSENT = "このアドレスには何もありません。ダッシュボードの先頭のページから開いてください。"
SLOW = "ファイルの受け取りに時間がかかりすぎたため中止しました。回線を確かめて、もう一度送ってください。"
FULL = "ただいま見ている人が多いため、新しい画面を開けません。1分ほど待つと、この画面は自動で開き直します。"

_AGAIN = '<meta http-equiv="refresh" content="60">'
_PAGE = """<!doctype html>
<html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>指標ダッシュボード</title>{again}
<body style="margin:12vh auto;padding:0 1.5rem;max-width:36em;color:#1a1a1c;\
font:1.125rem/1.7 'BIZ UDPGothic',Meiryo,'Hiragino Sans','Noto Sans JP','Noto Sans CJK JP',sans-serif">
<h1 style="font-size:1.25rem">指標ダッシュボード</h1>
<p>{sentence}</p>{way_out}</body></html>
"""

_SHORT = 200
"""The message that a run is over is shorter than this, in bytes; longer ones are not looked into."""
_POLICY_VIOLATION = 1008
_TOO_BIG = 1009


@dataclass(frozen=True)
class GateLimits:
    """Of pages and what they send.

    ``pages`` open at once, ``per_neighbourhood`` of them from one address; ``openings`` and ``logins`` of that address
    at once and so many a second after it. A page asks for a run with each click: so many ``clicks`` at once, so many a
    second after it, and ``turns`` runs at a time behind one address; more is not refused but waits. A run that takes
    longer than ``turn`` seconds lets the next one begin. ``query`` is the length of an address's question part. A file
    comes in within ``grace`` seconds and at so many bytes a second at least.
    """

    pages: int = 600
    per_neighbourhood: int = 300
    openings: tuple[float, float] = (300, 10)
    logins: tuple[float, float] = (20, 1)
    clicks: tuple[float, float] = (100, 3)
    turns: int = 2
    turn: float = 10
    query: int = 8_000
    grace: float = 30
    bytes_per_second: float = 8_000


class Gate:
    """The outermost middleware. Refuses with a status and one sentence, and a line in the log of events."""

    def __init__(
        self,
        app: ASGIApp,
        headers: Mapping[str, str] | None = None,
        limits: GateLimits | None = None,
        lines: LineLimits | None = None,
    ) -> None:
        self.app = app
        self.headers = headers or {}
        self.limits = limits or GateLimits()
        self.lines = lines
        self._base = base_path()
        self._pages: Counter[str] = Counter()
        self._openings = Allowances(*self.limits.openings)
        self._logins = Allowances(*self.limits.logins)
        self._turns: dict[str, asyncio.Semaphore] = {}
        self._log = RefusalLog()
        switch_off_look_ups()
        keep_theme()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets one connection through, or refuses it."""
        if scope["type"] == "lifespan":
            async with self._open():
                await self.app(scope, receive, send)
            return
        path = self._inner_path(scope["path"])
        if _is_closed(path):
            await self._refuse(scope, receive, send, 404, ABSENT)
            return
        foreign = _foreign_origin(scope)
        if foreign is not None:
            self._log.note("origin.refused", origin=foreign[:200], address=_client(scope), path=path[:200])
            await self._refuse(scope, receive, send, 403, FOREIGN)
        elif scope["type"] == "websocket":
            await self._page(scope, receive, send)
        elif path == LOGIN:
            # Each asks the provider where its sign-in is; strangers do not make us flood it.
            await asyncio.sleep(self._logins.spend(_place(scope)))
            await self.app(scope, receive, send)
        elif path.startswith(f"{UPLOAD}/") and scope["method"] in _CHANGING:
            await self._upload(scope, receive, send, path)
        elif path in _PAGES and _is_document(scope) and self._is_full(_place(scope)):
            await self._refuse(scope, receive, send, 503, FULL)
        elif _is_document(scope) and _is_nowhere(path):
            # Streamlit would show its first page, under a box in English.
            await self._refuse(scope, receive, send, 404, ABSENT)
        else:
            await self.app(scope, receive, send)

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[None]:
        """What lasts as long as the server."""
        # The loop that answers everybody gets the interpreter back sooner from runs of pages that only compute: with
        # Python's own 5 ms, four of them make an answer of eighty pieces take two seconds.
        sys.setswitchinterval(0.001)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(watched_lines(self.lines or limits_of_this_process()))
            UPLOADS.watch_addresses()
            giving_back = asyncio.create_task(give_back())
            stack.callback(giving_back.cancel)
            yield

    def _inner_path(self, path: str) -> str:
        place = f"/{path.strip('/')}/"
        return (place[len(self._base) :] if place.startswith(f"{self._base}/") else place).strip("/")

    def _is_full(self, place: str) -> bool:
        neighbours = self._pages[place] if place != LOCAL else 0
        return self._pages.total() >= self.limits.pages or neighbours >= self.limits.per_neighbourhood

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A page's own connection: counted, its messages measured, its peer told to ``access`` if it is another's."""
        place = _place(scope)
        if self._is_full(place):
            self._log.note("page.refused", address=place, pages=self._pages.total())
            await self._refuse(scope, receive, send, 503, FULL)
            return
        self._pages[place] += 1
        try:
            await asyncio.sleep(self._openings.spend(place))
            if os.environ.get("DASHBOARD_EDITOR") == "local" and is_of_another_account(
                scope.get("client"), scope.get("server")
            ):
                scope["headers"] = [*scope["headers"], (OTHER_ACCOUNT.encode(), b"1")]
            turns = self._turns.setdefault(place, asyncio.Semaphore(self.limits.turns))
            with _RunTurn(turns, self.limits.turn) as turn:
                await self.app(scope, self._measured(receive, send, turn, place), turn.noting_the_end(send))
        finally:
            self._pages[place] -= 1
            if not self._pages[place]:
                del self._pages[place]
                self._turns.pop(place, None)

    def _measured(self, receive: Receive, send: Send, turn: "_RunTurn", place: str) -> Receive:
        clicks = Allowance(*self.limits.clicks)

        async def receive_measured() -> Message:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            await asyncio.sleep(clicks.spend())
            back = _back_message(message.get("bytes"))
            if back.HasField("rerun_script"):
                if len(back.rerun_script.query_string) > self.limits.query:
                    self._log.note("message.refused", address=place, why="query")
                    await send({"type": "websocket.close", "code": _TOO_BIG})
                    return {"type": "websocket.disconnect", "code": _TOO_BIG}
                await turn.take()
            return message

        return receive_measured

    async def _upload(self, scope: Scope, receive: Receive, send: Send, path: str) -> None:
        """A file: who sends it, where to, and how long it is are looked at before any of it is read."""
        _, _, session, address = [*path.split("/", 3), "", ""][:4]
        length = _length(scope) if scope["method"] == "PUT" else 0
        started = False

        async def send_noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            UPLOADS.check(session, address, length)
            if scope["method"] != "PUT":
                await self.app(scope, receive, send)
                return
            with UPLOADS.arriving(session, length or 0):
                end = time.monotonic() + self.limits.grace + (length or 0) / self.limits.bytes_per_second
                await self.app(scope, _until(end, receive), send_noting)
        except UploadRefused as refusal:
            self._log.note("upload.refused", address=_client(scope), status=refusal.status, bytes=length)
            if not started:
                await self._refuse(scope, receive, send, refusal.status, str(refusal))

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, status: int, sentence: str) -> None:
        """One sentence as JSON, or as a page where a browser shows it; to a handshake a bare 403."""
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        headers = {**self.headers, "cache-control": "no-store"} | ({"retry-after": "60"} if status == 503 else {})
        response: Response = JSONResponse({"error": sentence}, status, headers)
        if scope["method"] == "GET" and _is_document(scope):
            way_out = f'<p><a href="{escape(self._base)}/">先頭のページを開く</a></p>' if sentence == ABSENT else ""
            again = _AGAIN if status == 503 else ""
            html = _PAGE.format(again=again, sentence=escape(sentence), way_out=way_out)
            response = HTMLResponse(html, status, headers)
        await response(scope, receive, send)


def base_path() -> str:
    """The path under which the server lives (``server.baseUrlPath``): empty, or like ``/kpi``."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def _is_closed(path: str) -> bool:
    for prefix in _CLOSED_ELSEWHERE:
        if path == prefix or path.startswith(f"{prefix}/"):
            return True
    in_core = path == "_stcore" or path.startswith("_stcore/")
    return in_core and not any(path == route or path.startswith(f"{route}/") for route in _OPEN_CORE)


def _is_nowhere(path: str) -> bool:
    return path not in _PAGES and path.partition("/")[0] not in _FIRST_PARTS


def _foreign_origin(scope: Scope) -> str | None:
    """The Origin of another site's page that wants a connection or a change; None where all is well.

    A request without an Origin comes from no page: it may open a connection, which then only reads (Streamlit takes the
    cookie of a sign-in from a page alone), but change nothing. Where the operator's proxy asks under a name of its own,
    the Host becomes the one that the visitor sees.
    """
    is_connection = scope["type"] == "websocket"
    if not is_connection and scope["method"] not in _CHANGING:
        return None
    headers = Headers(scope=scope)
    origins, hosts = headers.getlist("origin"), headers.getlist("host")
    if not origins:
        return None if is_connection else ""
    site = site_of(origins[0])
    if site is None or len(origins) > 1 or len(hosts) > 1:
        return ", ".join(origins)
    if hosts and is_from_host(site, hosts[0]):
        return None
    if not is_configured(site):
        return origins[0]
    host = origins[0].strip().partition("://")[2].encode("latin-1")
    scope["headers"] = [(b"host", host), *(header for header in scope["headers"] if header[0] != b"host")]
    return None


def _is_document(scope: Scope) -> bool:
    """Whether a browser asks for a page to show, and not for one of its files."""
    return b"text/html" in dict(scope["headers"]).get(b"accept", b"")


def _client(scope: Scope) -> str:
    """Who asks: the peer, or whom this machine's proxy names (uvicorn believes FORWARDED_ALLOW_IPS, 127.0.0.1)."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _place(scope: Scope) -> str:
    return neighbourhood(_client(scope))


def _length(scope: Scope) -> int | None:
    text = dict(scope["headers"]).get(b"content-length", b"").decode("latin-1")
    return int(text) if text.isascii() and text.isdecimal() else None


def _back_message(content: bytes | None) -> BackMsg:
    """What a page sends; an empty message where it is garbage, for which Streamlit closes."""
    message = BackMsg()
    with suppress(DecodeError):
        message.ParseFromString(content or b"")
    return message


def _is_end_of_run(content: bytes | None) -> bool:
    """Whether Streamlit tells a page that its run is over, and not that another takes its place."""
    if not content or len(content) > _SHORT:
        return False
    message = ForwardMsg()
    message.ParseFromString(content)
    early = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN
    return message.HasField("script_finished") and message.script_finished != early


class _RunTurn:
    """The turn of one page to run, among all pages behind its address."""

    def __init__(self, turns: asyncio.Semaphore, seconds: float) -> None:
        self._turns = turns
        self._seconds = seconds
        self._end: asyncio.TimerHandle | None = None

    def __enter__(self) -> "_RunTurn":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    async def take(self) -> None:
        """Waits for its turn; while a run lasts, the page may ask for another one in its place."""
        if self._end is None:
            await self._turns.acquire()
            self._end = asyncio.get_running_loop().call_later(self._seconds, self.end)

    def end(self) -> None:
        """The next one may run."""
        if self._end is not None:
            self._end.cancel()
            self._end = None
            self._turns.release()

    def noting_the_end(self, send: Send) -> Send:
        """Sends, and ends the turn where Streamlit tells the page that its run is over."""

        async def send_noting(message: Message) -> None:
            if _is_end_of_run(message.get("bytes")):
                self.end()
            await send(message)

        return send_noting


def _until(end: float, receive: Receive) -> Receive:
    """What comes of a body until that moment; raises ``UploadRefused`` then."""

    async def receive_in_time() -> Message:
        try:
            return await asyncio.wait_for(receive(), end - time.monotonic())
        except TimeoutError:
            raise UploadRefused(408, SLOW) from None

    return receive_in_time
