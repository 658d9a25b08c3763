"""Everything that needs the real browser: opening pages, changing controls, holding sessions open, counting bytes."""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from bench.targets import Change, Page
from playwright.sync_api import BrowserContext, sync_playwright
from playwright.sync_api import Page as Tab

PROBE = (Path(__file__).parent / "probe.js").read_text(encoding="utf-8")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    # A page that asks for another host fails at once instead of waiting for the network.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
PAINT_LIMIT_SECONDS = 30
WINDOW = (1280, 2400)
"""Width and height: tall, so that all charts of a page are in it."""
Figures = dict[str, float]
Cpu = Callable[[], float]
"""Processor seconds a server has used so far."""
Call = tuple[str, str, str | None]
"""Method, address and body of a request."""


class Browser:
    """One headless Chromium; every measurement gets a context of its own, with an empty cache.

    ``fonts`` are folders of fonts it has beside those of the system.
    """

    def __init__(self, fonts: Sequence[str] = ()) -> None:
        executable = shutil.which("chromium")
        if executable is None:
            raise RuntimeError("chromium is not installed")
        self._playwright = sync_playwright().start()
        self._settings = tempfile.TemporaryDirectory(prefix="bench-fonts-")
        environment = os.environ | {"FONTCONFIG_FILE": _font_settings(Path(self._settings.name), fonts)}
        self._chromium = self._playwright.chromium.launch(executable_path=executable, args=FLAGS, env=environment)
        self.version = self._chromium.version

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *error: object) -> None:
        self._chromium.close()
        self._playwright.stop()
        self._settings.cleanup()

    def first_charts(self, url: str, page: Page, *, settle: bool = False) -> None:
        """Opens a page and returns once every chart is painted (and, to ``settle``, nothing moves any more)."""
        with self._context() as context:
            tab = _tab(context, page)
            _open(tab, url, page)
            if settle:
                _settled(tab)

    def first_visit(self, url: str, page: Page) -> tuple[float, float]:
        """When every chart is painted, be it in the first screen, and when those of the live page are (monotonic)."""
        with self._context() as context:
            # Of 総括 the board alone: the table is in a fold.
            tab = _tab(context, replace(page, cover="", count=1) if page.cover else page)
            _open(tab, url, page)
            painted = time.perf_counter()
            if page.cover:
                tab.locator(page.cover).wait_for(state="detached")
                tab.evaluate(f"window.__bench.again({json.dumps(page.watch())})")
                _painted(tab)
            return painted, time.perf_counter()

    def open(self, url: str, page: Page, cpu: Cpu, line: tuple[float, float] | None = None) -> Figures:
        """A cold open, what it cost the server, and a second visit; ``line`` is latency in ms and Mbit/s.

        *Contentful* is the browser's own first contentful paint.
        """
        with self._context() as context:
            tab = _tab(context, page)
            if line:
                _slow_down(tab, *line)
            used = cpu()
            _open(tab, url, page)
            cold = _settled(tab)
            used = cpu() - used
            tab.goto("about:blank")
            _open(tab, url, page)
            warm = _settled(tab)
        painted = {"contentful_ms": cold["contentful"], "open_all_ms": cold["all"]}
        again = {"second_contentful_ms": warm["contentful"], "second_visit_ms": warm["all"]}
        return painted | again | {"view_cpu_ms": used * 1000}

    def shift(self, url: str, page: Page, size: tuple[int, int]) -> float:
        """How far a cold open moves what was already painted, in a window of this size (CLS: all shifts together)."""
        with self._context(size) as context:
            tab = _tab(context, page)
            _open(tab, url, page)
            moved: float = _settled(tab)["shift"]
            return moved

    def pointing(self, url: str, page: Page, marks: Sequence[str]) -> int:
        """Requests and messages to the server while the mouse rests on one mark after the other."""
        with self._context() as context:
            tab = _tab(context, page)
            _open(tab, url, page)
            _settled(tab)
            tab.wait_for_load_state("networkidle")
            tab.evaluate("window.__bench.forget()")
            for mark in marks:
                tab.locator(mark).first.hover(force=True)
                tab.wait_for_timeout(80)
            return _asked(_settled(tab))

    def traffic(self, url: str, page: Page) -> tuple[Figures, list[Call]]:
        """Bytes of a cold open as the network layer counts them, and the calls that are not static files."""
        with self._context() as context:
            tab = _tab(context, page)
            received, calls = _record(tab)
            _open(tab, url, page)
            tab.wait_for_load_state("networkidle")  # a font arrives after the charts
            _settled(tab)
        return {"view_kb": sum(received) / 1000, "view_messages": len(received)}, calls

    def change(self, url: str, change: Change, times: int, cpu: Cpu) -> list[Figures]:
        """Changes the control some times on an open page after one change that is not counted."""
        with self._context() as context:
            tab = _tab(context, change.page)
            _open(tab, url, change.page)
            _settled(tab)
            values = (change.values[(n + 1) % len(change.values)] for n in range(times + 1))
            figures = [_change(tab, change, value, cpu) for value in values]
        return figures[1:]

    @contextmanager
    def hold(self, url: str, page: Page, sessions: int) -> Iterator[Iterator[None]]:
        """Yields an iterator that opens one more session at each step; all stay open until the block ends."""
        contexts: list[BrowserContext] = []

        def more() -> Iterator[None]:
            for _ in range(sessions):
                contexts.append(self._new_context())
                _open(_tab(contexts[-1], page), url, page)
                yield

        try:
            yield more()
        finally:
            for context in contexts:
                context.close()

    def _new_context(self, size: tuple[int, int] = WINDOW) -> BrowserContext:
        return self._chromium.new_context(viewport={"width": size[0], "height": size[1]}, locale="ja-JP")

    @contextmanager
    def _context(self, size: tuple[int, int] = WINDOW) -> Iterator[BrowserContext]:
        context = self._new_context(size)
        try:
            yield context
        finally:
            context.close()


def _font_settings(folder: Path, fonts: Sequence[str]) -> str:
    """A fontconfig file: the system's fonts and these folders."""
    folders = "".join(f"<dir>{escape(font)}</dir>" for font in fonts)
    system = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
    path = folder / "fonts.conf"
    path.write_text(f"<fontconfig>{system}{folders}<cachedir>{folder}</cachedir></fontconfig>", encoding="utf-8")
    return str(path)


def _tab(context: BrowserContext, page: Page) -> Tab:
    tab = context.new_page()
    tab.add_init_script(f"window.__benchPage = {json.dumps(page.watch())};\n{PROBE}")
    time.sleep(0.3)  # the new window itself takes processor time
    return tab


def _slow_down(tab: Tab, latency_ms: float, mbit: float) -> None:
    rate = mbit * 125_000
    conditions = {"offline": False, "latency": latency_ms, "downloadThroughput": rate, "uploadThroughput": rate}
    session = tab.context.new_cdp_session(tab)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", conditions)


def _open(tab: Tab, url: str, page: Page) -> None:
    tab.goto(url + page.path, wait_until="commit")
    _painted(tab)


def _painted(tab: Tab) -> None:
    end = time.monotonic() + PAINT_LIMIT_SECONDS
    while tab.evaluate("window.__bench ? window.__bench.all : null") is None:
        if time.monotonic() > end:
            raise TimeoutError(f"{tab.url}: not every chart was painted")
        time.sleep(0.03)


def _settled(tab: Tab) -> dict[str, Any]:
    """The probe's report once the page has not changed for 0.35 seconds (or after four)."""
    end = time.monotonic() + 4
    while time.monotonic() < end and tab.evaluate("performance.now() - window.__bench.last") < 350:
        time.sleep(0.1)
    report: dict[str, Any] = tab.evaluate("window.__bench.report()")
    return report


def _change(tab: Tab, change: Change, value: str, cpu: Cpu) -> Figures:
    native = bool(change.native) and tab.locator(change.native).count() > 0
    if change.opens and not native and not tab.locator(change.clicks.format(value=value)).first.is_visible():
        tab.locator(change.opens).first.click()
        tab.locator(change.clicks.format(value=value)).first.wait_for()
    used = cpu()
    tab.evaluate(f"window.__bench.arm({json.dumps(change.page.watch())})")
    if native:
        tab.locator(change.native).first.select_option(value)
    else:
        tab.locator(change.clicks.format(value=value)).first.click(force=True)
    _painted(tab)
    return _figures_of_change(_settled(tab)) | {"cpu_ms": (cpu() - used) * 1000}


def _figures_of_change(report: dict[str, Any]) -> Figures:
    """From the release of the mouse (or the change of a native control) to the paint in which every chart differs."""
    events = dict(reversed(report["events"]))
    begun = events.get("pointerup", min(events.values()))
    return {"ms": report["all"] - begun, "requests": _asked(report)}


def _asked(report: dict[str, Any]) -> int:
    return sum(len(socket["sent"]) for socket in report["sockets"]) + len(report["requests"])


def _record(tab: Tab) -> tuple[list[float], list[Call]]:
    received: list[float] = []
    calls: list[Call] = []
    session = tab.context.new_cdp_session(tab)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    session.on("Network.webSocketFrameReceived", lambda event: received.append(_frame_bytes(event["response"])))

    def remember(request: Any) -> None:
        if request.resource_type in {"document", "xhr", "fetch"} and request.url.startswith("http"):
            calls.append((request.method, request.url, request.post_data))

    tab.on("request", remember)
    return received, calls


def _frame_bytes(frame: dict[str, Any]) -> float:
    """Binary frames are reported in base64."""
    payload = frame["payloadData"]
    return len(payload) * 3 / 4 if frame["opcode"] == 2 else len(payload.encode())
