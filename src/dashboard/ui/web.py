"""The edges of the web server: security headers, Streamlit's own files compressed and cached, fonts, start-up.

Streamlit sends its hundred scripts with little caching and no compression; on a prefecture's line that is most of the
waiting.
"""

import asyncio
import gc
import mimetypes
import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import brotli
import streamlit as st
import streamlit.logger
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.components.v2 import manifest_scanner

from dashboard import api
from dashboard.errors import DashboardError
from dashboard.event_log import Stopwatch, log_event, log_in_lines, write_lines
from dashboard.now import look_through_store, warm
from dashboard.settings import load_settings
from dashboard.shelf import shelved
from dashboard.ui.ahead import AHEAD, YEAR
from dashboard.ui.first_paint import SCREENS, unpacked
from dashboard.ui.font_slices import font_slice
from dashboard.ui.gate import ABSENT, Gate, base_path
from dashboard.ui.index_page import STREAMLIT_STATIC, plain_index
from dashboard.ui.pages import HISTORY, HOME, PAGES, UPDATE, Screen
from dashboard.ui.shutdown import end_soon_after_signals

SHELL = Path(__file__).with_name("shell.py")

# Streamlit reads what every installed package says of itself, to find components in them, which is a fifth of a start;
# our screens use none of a package's.
manifest_scanner.scan_component_manifests = lambda *_, **__: []

MOST_BYTES_OF_SCRIPTS = 20_000_000

SECURITY_HEADERS = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    ),
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
}
"""The browser itself refuses whatever would leave for another host; Streamlit needs inline and evaluated scripts."""

_SECURITY = [(name.encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]
_SCREENS = {"/" if screen is HOME else f"/{screen.name}": screen for screen in PAGES}
_OUR_ROUTES = ("/api", "/bodies/", "/fonts/", *api.HEALTH)


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Lets the server answer while the state is opened and the first pictures and screens are drawn."""
    end_soon_after_signals()
    log_in_lines()
    # Loggers that Streamlit makes later on.
    streamlit.logger.setup_formatter = write_lines
    clock = Stopwatch()
    drawn = threading.Event()
    threading.Thread(target=_make_ready, args=(drawn,), daemon=True).start()
    settings = load_settings()
    places = {"catalogue": str(settings.catalogue), "data": str(settings.data), "store": settings.store}
    log_event("server.started", version=version("dashboard"), **places, seconds=clock.seconds)
    warming = asyncio.create_task(_draw_screens(drawn))
    yield {}
    warming.cancel()
    SCREENS.end()
    log_event("server.stopped", seconds=clock.seconds)


async def _draw_screens(drawn: threading.Event) -> None:
    """Draws the first screens of all pages, once visitors are served and the first pictures are there."""
    while not drawn.is_set():
        await asyncio.sleep(0.2)
    await SCREENS.keep_warm(base_path())


def _make_ready(drawn: threading.Event) -> None:
    warm()
    drawn.set()
    look_through_store()
    # What lives as long as the server stays out of every later garbage collection.
    gc.freeze()


def _font(request: Request) -> Response:
    """A slice of our typeface, for machines without any Japanese one of the stack; Starlette asks in a thread."""
    try:
        packed = font_slice(request.path_params["name"])
    except DashboardError as error:
        log_event("font.failed", error=str(error))
        return Response(status_code=503)
    if packed is None:
        return Response(status_code=404)
    headers = {"cache-control": YEAR, "vary": "accept-encoding"}
    if "br" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type="font/otf", headers=headers | {"content-encoding": "br"})
    return Response(unpacked(packed), media_type="font/otf", headers=headers)


class Edge:
    """Around every answer: the base path, security headers, what is ready in memory, and the way back from signing in.

    With a base path (``server.baseUrlPath``) everything lives under it and nothing beside it, but for the health that a
    monitor asks for. Streamlit puts its own routes there; ours are told of it by ASGI's ``root_path``.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.base = base_path()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, or leaves it to Streamlit."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        is_outside = not f"{path}/".startswith(f"{self.base}/")
        place = path if is_outside else path[len(self.base) :]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                # A new list, for the answers in memory are sent again.
                headers = MutableHeaders(raw=[*message["headers"], *_SECURITY])
                if place == "/oauth2callback" and headers.get("location") == f"{self.base}/":
                    # Streamlit leads home; whoever signs in or out is on the screen for editors.
                    headers["location"] = f"{self.base}/{UPDATE.name}"
                message = {**message, "headers": headers.raw}
            await send(message)

        if is_outside and place not in api.HEALTH:
            response = RedirectResponse(f"{self.base}/") if place == "/" else PlainTextResponse(ABSENT, 404)
            await response(scope, receive, send_with_headers)
            return
        if not is_outside and place.startswith(_OUR_ROUTES):
            scope = {**scope, "root_path": self.base}
        answer = None
        if scope["method"] == "GET":
            answer = _ready_response(place, self.base, scope) or await _page(place, self.base, scope)
        await (answer or self.app)(scope, receive, send_with_headers)


def _ready_response(place: str, base: str, scope: Scope) -> Response | None:
    """``place`` is the path below ``base``."""
    query = scope["query_string"].decode("latin-1")
    query = f"?{query}" if query else ""
    if place.rstrip("/") == f"/{HOME.name}" or (base and not place):
        # Streamlit knows its default page under the root alone.
        return RedirectResponse(f"{base}/{query}")
    if place in _SCREENS:
        return None
    if place.rstrip("/") in _SCREENS:
        # What a page refers to lies beside it.
        return RedirectResponse(f"{base}{place.rstrip('/')}{query}")
    if not place.startswith("/static/"):
        return None
    accepted = dict(scope["headers"]).get(b"accept-encoding", b"")
    return _static(place.strip("/"), b"br" in accepted)


async def _page(place: str, base: str, scope: Scope) -> Response | None:
    """A page, with its screen if there is one for who asks; None for what is no page."""
    screen = _SCREENS.get(place)
    if screen is None:
        return None
    headers = {"cache-control": "no-cache", "vary": "accept-encoding, cookie"}
    packed = None
    if not _may_edit(screen, scope):
        packed = await SCREENS.page(screen, scope["query_string"].decode("latin-1"), base)
    if packed is None:
        return Response(plain_index(base), media_type="text/html", headers=headers)
    if b"br" in dict(scope["headers"]).get(b"accept-encoding", b""):
        return Response(packed, media_type="text/html", headers=headers | {"content-encoding": "br"})
    return Response(unpacked(packed), media_type="text/html", headers=headers)


def _may_edit(screen: Screen, scope: Scope) -> bool:
    """Whether who asks may get to see more on this screen than a stranger does."""
    if screen not in {UPDATE, HISTORY}:
        return False
    return os.environ.get("DASHBOARD_EDITOR") == "local" or b"cookie" in dict(scope["headers"])


@lru_cache(maxsize=512)
def _static(path: str, compressed: bool) -> Response | None:
    """The bytes of one hashed file; None (Streamlit answers) for anything that is not one."""
    file = (STREAMLIT_STATIC / path).resolve()
    if not file.is_relative_to(STREAMLIT_STATIC / "static") or not file.is_file():
        return None
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    headers = {"cache-control": YEAR, "vary": "accept-encoding"}
    body = file.read_bytes()
    if compressed and file.suffix in {".js", ".css"}:
        body = _compressed(file.name, body)
        headers["content-encoding"] = "br"
    return Response(body, media_type=kind, headers=headers)


def _compressed(name: str, body: bytes) -> bytes:
    """With Brotli, once for all starts: of the seventy scripts of a first visit that takes 0.3 s."""
    cache = load_settings().cache
    folder = cache / "scripts" if cache else None
    made_from = f"{version('streamlit')} {name} {len(body)}"
    return shelved(folder, MOST_BYTES_OF_SCRIPTS, made_from, lambda: bytes(brotli.compress(body, quality=6)))


ROUTES = [Route("/fonts/{name}", _font), *AHEAD, *api.HEALTH_ROUTES, *api.ROUTES]
MIDDLEWARE = [Middleware(Gate, headers=SECURITY_HEADERS), Middleware(Edge)]
