"""The screen that a page's HTML already holds: painted before any script runs, readable without one.

Each address has one a version of the data and a day, drawn by a visit (ui/visit.py) as an unknown visitor sees it. What
is not there yet is waited for a moment; then the page comes empty, as Streamlit sends it, and fills a little later. The
cache keeps them over a restart: whoever comes first is shown one while the program still starts.
"""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import parse_qsl, urlencode

import brotli
from streamlit.proto.Alert_pb2 import Alert
from streamlit.runtime import exists

from dashboard.errors import DashboardError
from dashboard.event_log import log_event
from dashboard.fiscal import today
from dashboard.now import Kept, Now, Version, edition, present, present_version
from dashboard.shelf import Shelf
from dashboard.ui.index_page import index_with
from dashboard.ui.pages import (
    HISTORY,
    HOME,
    INDICATOR,
    PAGES,
    PAPERS,
    PARAMETERS,
    REGIONS,
    TAKEN_ALONG,
    UPDATE,
    Screen,
)
from dashboard.ui.still import icon, still_html
from dashboard.ui.visit import Node, Screenful, visit

PATIENCE_SECONDS = 0.3
"""A reader's browser waits so long for a screen that is not there yet."""
MOST_SCREENS = 400
MOST_BYTES = 8_000_000
MOST_BYTES_ON_DISK = 50_000_000
MOST_AT_ONCE = 2
LONGEST_QUERY = 500
_REST = 2
"""Between two screens that nobody asked for lies so many times the time that the first one took."""
_CHANGING = {UPDATE.name, HISTORY.name}
"""Screens that say more than the state does: who may sign in here."""
_NAVIGATION = "画面の切り替え"
NO_SCRIPTS = "この画面は表示だけです。選択、並べ替え、保存には、ブラウザーのJavaScriptを有効にしてください。"


@dataclass(frozen=True)
class PageAddress:
    """One screen of one state: its name, the parameters that screens know, in order; the data's version; the day."""

    version: Version
    day: date
    base: str
    screen: str
    query: str


class FirstScreens:
    """The screens that were drawn, compressed; all together in so many bytes as ``Kept`` allows."""

    def __init__(self) -> None:
        self._kept = Kept(MOST_SCREENS, len, MOST_BYTES)
        self._making: dict[PageAddress, asyncio.Task[bytes | None]] = {}
        self._is_starting = True
        self._warm: Version | None = None
        self._warming: asyncio.Task[None] | None = None

    async def page(self, screen: Screen, query: str, base: str) -> bytes | None:
        """The page that holds this screen, compressed with Brotli; None where there is none (yet)."""
        if len(query) > LONGEST_QUERY:
            return None
        if self._is_starting:
            early = await asyncio.to_thread(_before_opening, screen, known_query(query), base)
            if early is not None:
                return early
        now = await asyncio.to_thread(_state) if exists() else None
        if now is None:
            return None
        self._keep_warm(now, base)
        address = PageAddress(now.version, today(), base, screen.name, known_query(query))
        ready = await self._found(address, now)
        if ready is not None:
            return ready
        task = self._making.get(address)
        if task is None and len(self._making) < MOST_AT_ONCE:
            task = self._begin(address)
        if task is not None:
            with suppress(TimeoutError):
                return await asyncio.wait_for(asyncio.shield(task), PATIENCE_SECONDS)
        return None

    def _ready(self, address: PageAddress) -> bytes | None:
        with suppress(LookupError):
            return self._kept.get(address, _absent)
        return None

    async def _found(self, address: PageAddress, now: Now) -> bytes | None:
        """A screen that was drawn already, by this process or an earlier one."""
        ready = self._ready(address)
        if ready is None and _is_lasting(now):
            kept = await asyncio.to_thread(_kept, address)
            return None if kept is None else self._kept.get(address, lambda: kept)
        return ready

    def _begin(self, address: PageAddress) -> "asyncio.Task[bytes | None]":
        task = self._making[address] = asyncio.create_task(self._make(address))
        task.add_done_callback(lambda _: self._making.pop(address, None))
        return task

    async def _make(self, address: PageAddress) -> bytes | None:
        """Draws a screen and keeps it, provided that it is of the state that was asked for, and no error."""
        try:
            page = "" if address.screen == HOME.name else address.screen
            screenful = await visit(page, address.query)
            now = await asyncio.to_thread(present)
            if now.version != address.version or today() != address.day or _has_error(screenful.body):
                return None
            packed = await asyncio.to_thread(_packed, address, screenful)
            if _is_lasting(now):
                await asyncio.to_thread(_keep, address, packed)
        except Exception as error:
            # Whatever is wrong with it, the page shows and logs by itself.
            log_event("first_screen.failed", screen=address.screen, error=type(error).__qualname__)
            return None
        return self._kept.get(address, lambda: packed)

    async def keep_warm(self, base: str) -> None:
        """Begins to draw all screens of the present state, which by now was opened, or cannot be."""
        self._is_starting = False
        now = await asyncio.to_thread(_state)
        if now is not None:
            self._keep_warm(now, base)

    def end(self) -> None:
        """Gives up what is being drawn: the server stops."""
        for task in (*self._making.values(), *filter(None, [self._warming])):
            task.cancel()

    def _keep_warm(self, now: Now, base: str) -> None:
        if self._warm != now.version and (self._warming is None or self._warming.done()):
            self._warm = now.version
            self._warming = asyncio.create_task(self._draw_all(now, base))

    async def _draw_all(self, now: Now, base: str) -> None:
        """Draws the screens of all pages and of all indicators before somebody asks, leaving room for who does."""
        clock = asyncio.get_running_loop()
        for screen, query in _usual(now):
            address = PageAddress(now.version, today(), base, screen.name, query)
            if address not in self._making and await self._found(address, now) is None:
                begun = clock.time()
                await self._begin(address)
                await asyncio.sleep(_REST * (clock.time() - begun))


def _state() -> Now | None:
    """The present state; None where there is none, which the page says by itself."""
    try:
        return present()
    except DashboardError:
        return None
    except Exception as error:
        log_event("first_screen.failed", error=type(error).__qualname__)
        return None


def _before_opening(screen: Screen, query: str, base: str) -> bytes | None:
    """A screen of the present state as an earlier process drew it, while this one has not opened the state yet."""
    with suppress(DashboardError, OSError):
        return _kept(PageAddress(present_version(), today(), base, screen.name, query))
    return None


def _is_lasting(now: Now) -> bool:
    """Whether a screen of this state may outlive the process: what is to be said of a store is said anew at a start."""
    return not now.board.snapshot.notices


def _kept(address: PageAddress) -> bytes | None:
    shelf = _shelf(address)
    return shelf.get(_name(address)) if shelf else None


def _keep(address: PageAddress, packed: bytes) -> None:
    shelf = _shelf(address)
    if shelf:
        shelf.put(_name(address), packed)


def _shelf(address: PageAddress) -> Shelf | None:
    folder = address.version.settings.cache
    return Shelf(folder / "screens", MOST_BYTES_ON_DISK) if folder and address.screen not in _CHANGING else None


def _name(address: PageAddress) -> str:
    return f"{edition(address.version)} {address.day} {address.base} {address.screen} {address.query}"


def _absent() -> bytes:
    raise LookupError


def _usual(now: Now) -> Iterator[tuple[Screen, str]]:
    yield from ((screen, "") for screen in PAGES if screen is not PAPERS)
    catalogue = now.board.catalogue
    for indicator in (*catalogue.tracked, *catalogue.others):
        for screen in (INDICATOR, REGIONS):
            yield screen, urlencode({"indicator": indicator.id})
    yield PAPERS, ""


def known_query(query: str) -> str:
    """The parameters of an address that screens know, always in the same order."""
    return urlencode(sorted(pair for pair in parse_qsl(query) if pair[0] in PARAMETERS))


def _has_error(node: Node) -> bool:
    is_error = node.element is not None and node.element.alert.format == Alert.ERROR
    return is_error or any(map(_has_error, node))


def _kinds(node: Node) -> Iterator[str]:
    """What Streamlit calls the elements and blocks in it."""
    part = node.element or node.block
    kind = part.WhichOneof("type") if part else None
    yield from [kind] if kind else []
    for child in node:
        yield from _kinds(child)


def _packed(address: PageAddress, screenful: Screenful) -> bytes:
    kinds = frozenset(_kinds(screenful.body))
    html = index_with(_html(address, screenful), escape(screenful.title), address.base, kinds)
    return bytes(brotli.compress(html.encode(), quality=5))


def unpacked(packed: bytes) -> bytes:
    """For a browser or a program that takes no Brotli."""
    return bytes(brotli.decompress(packed))


def _html(address: PageAddress, screenful: Screenful) -> str:
    """The screen with the navigation above it and a sentence for who lets no script run."""
    along = urlencode([pair for pair in parse_qsl(address.query) if pair[0] in TAKEN_ALONG])
    links = "".join(_link(screen, address, along) for screen in PAGES)
    nav = f'<nav aria-label="{_NAVIGATION}">{links}</nav>'
    summary = f'<summary aria-label="{_NAVIGATION}を開く">{icon("keyboard_double_arrow_right")}</summary>'
    menu = f'<details class="menu">{summary}{nav}</details>'
    return (
        '<div id="still">'
        f'<header class="bar" data-testid="stHeader">{nav}{menu}</header>'
        '<div class="stMain" data-testid="stMain"><div class="stMainBlockContainer" data-testid="stMainBlockContainer">'
        f'<p class="no-scripts">{NO_SCRIPTS}</p>{still_html(screenful.body)}</div></div></div>'
    )


def _link(screen: Screen, address: PageAddress, along: str) -> str:
    path = "./" if screen is HOME else f"./{screen.name}"
    href = escape(f"{path}?{along}" if along else path, quote=True)
    current = ' aria-current="page"' if screen.name == address.screen else ""
    return f'<a href="{href}"{current}>{icon(screen.icon)}<span>{escape(screen.title)}</span></a>'


SCREENS = FirstScreens()
