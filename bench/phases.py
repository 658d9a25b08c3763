"""What is done to each server, one method a phase; every figure is a list of samples."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import httpx
import psutil
from bench.browser import Browser, Call
from bench.report import Results
from bench.servers import Server, cpu_seconds, environment, share_of_others, wait_quiet
from bench.targets import OUT, Change, Target
from bench.wire import load, reruns

SLOW_LINE = (40.0, 20.0)
"""Latency in ms and Mbit/s."""
CLIENTS = (1, 16)
WINDOWS = ((390, 844), (1280, 800), (1920, 1080))
"""Of a phone, a laptop and a wall."""
REGIONS = 200
PAPER_LIMIT_SECONDS = 120


@dataclass(frozen=True)
class Effort:
    """How much is done: rounds, changes of a control in a round, sessions held, seconds of load, reruns in a session.

    ``patience`` is how many seconds each measurement waits for the machine to be quiet.
    """

    rounds: int = 5
    starts: int = 5
    changes: int = 5
    sessions: int = 12
    seconds: float = 8
    reruns: int = 1000
    patience: float = 1.5


@dataclass
class Run:
    """One run. Rounds are interleaved, so that a busy minute falls on every target alike.

    What fails is written down under ``failures`` and ends neither the run nor the phase of another target; ``keep``
    is called after each phase.
    """

    effort: Effort
    results: Results
    failures: dict[str, str]
    keep: Callable[[], None]
    _calls: dict[str, list[Call]] = field(default_factory=dict)

    def starts(self, browser: Browser, targets: Sequence[Target]) -> None:
        """Starts every target anew in each round."""
        for _ in range(self.effort.starts):
            for target in targets:
                self.guarded(target.name, "start", lambda target=target: self._start(browser, target))
            self.keep()

    def visits(self, browser: Browser, servers: Sequence[Server], *, once: bool = True) -> None:
        """What needs running servers: one visit each that is not counted, the rounds, then what is done once."""
        self._each(servers, "first visit", lambda server: self._warm(browser, server))
        phases: dict[str, Callable[[Server], None]] = {
            "open": lambda server: self._open(browser, server),
            "slow line": lambda server: self._slow_line(browser, server),
            "switch": lambda server: self._change(browser, server, server.target.switch, "switch"),
            "sorting": lambda server: self._change(browser, server, server.target.in_page, "in_page"),
            "marking": lambda server: self._change(browser, server, server.target.marking, "marking"),
            "region": lambda server: self._change(browser, server, server.target.region, "region"),
        }
        for number in range(self.effort.rounds):
            for name, phase in phases.items():
                self._each(servers, name, phase)
            if number < 2:
                self._each(servers, "shift", lambda server: self._shift(browser, server))
        if once:
            self._each(servers, "pointing", lambda server: self._pointing(browser, server))
            self._each(servers, "bytes", lambda server: self._bytes(browser, server))
            self._each(servers, "sessions", lambda server: self._sessions(browser, server))
            self._each(servers, "load", self._load)

    def memory(self, browser: Browser, targets: Sequence[Target]) -> None:
        """Of each target by itself, just started: after two pages, and after all that one can ask of it."""
        for target in targets:
            if target.store:
                # A server that was started before: what it has drawn is kept.
                with self.serving([target]) as servers:
                    # Between two screens that nobody asked for it rests for some seconds.
                    self._each(servers, "filling the cache", lambda server: server.wait_idle(12))
            with self.serving([target]) as servers:
                self._each(servers, "memory", lambda server: self._first_memory(browser, server))
                self._each(servers, "reruns", self._reruns)
                self._each(servers, "regions and papers", self._everything)

    def without_font(self, browser: Browser, servers: Sequence[Server]) -> None:
        """Cold opens, for a browser that finds no font of the page's language on its machine."""

        def open_it(server: Server) -> None:
            browser.first_charts(server.url, server.target.home)
            opened = browser.open(server.url, server.target.home, server.cpu_seconds)
            traffic, _ = browser.traffic(server.url, server.target.home)
            self._add(server.target.name, fontless_open_ms=opened["open_all_ms"], fontless_view_kb=traffic["view_kb"])

        self._each(servers, "without a font", open_it)

    @contextmanager
    def serving(self, targets: Sequence[Target]) -> Iterator[list[Server]]:
        """Servers of the targets, without those that do not start."""
        servers: list[Server] = []
        try:
            for target in targets:
                server = Server(target, OUT)
                servers.append(server)
                start = partial(_make_store_and_start, server)
                if not self.guarded(target.name, "start", start):
                    server.stop()
                    servers.remove(server)
            yield servers
        finally:
            for server in servers:
                server.stop()

    def guarded(self, target: str, phase: str, action: Callable[[], object]) -> bool:
        """Waits for quiet, runs, notes the share of others meanwhile; False, and a note of it, if that failed."""
        wait_quiet(self.effort.patience)
        others = share_of_others(_own_cpu_seconds)
        try:
            action()
        except Exception as error:
            self.failures[f"{target}, {phase}"] = f"{type(error).__name__}: {error}".splitlines()[0][:300]
            print(f"{target}, {phase}: {type(error).__name__}: {error}", file=sys.stderr)
            return False
        finally:
            self._add(target, others=others())
        return True

    def _each(self, servers: Sequence[Server], name: str, phase: Callable[[Server], None]) -> None:
        print(time.strftime("%H:%M:%S"), name, file=sys.stderr)
        for server in servers:
            self.guarded(server.target.name, name, lambda server=server: phase(server))
        self.keep()

    def _add(self, target: str, **figures: float) -> None:
        for name, value in figures.items():
            self.results.setdefault(target, {}).setdefault(name, []).append(value)

    def _start(self, browser: Browser, target: Target) -> None:
        server = Server(target, OUT)
        begun = time.perf_counter()
        kind = "very_first_start" if _make_store(target) else "start"
        first = time.perf_counter() - begun
        try:
            served = first + server.start()
            painted, live = (first + at - server.started_at for at in browser.first_visit(server.url, target.home))
            if kind == "very_first_start":
                # The restarts that follow find what this one goes on drawing.
                server.wait_idle()
        finally:
            server.stop()
        figures = {f"{kind}_ms": served, f"{kind}_charts_ms": painted, f"{kind}_live_ms": live}
        self._add(target.name, **{name: seconds * 1000 for name, seconds in figures.items()})

    def _warm(self, browser: Browser, server: Server) -> None:
        browser.first_charts(server.url, server.target.home)
        browser.first_charts(server.url, server.target.switch.page)

    def _open(self, browser: Browser, server: Server) -> None:
        self._add(server.target.name, **browser.open(server.url, server.target.home, server.cpu_seconds))

    def _slow_line(self, browser: Browser, server: Server) -> None:
        opened = browser.open(server.url, server.target.home, server.cpu_seconds, SLOW_LINE)
        slow = ("contentful_ms", "open_all_ms", "second_visit_ms")
        self._add(server.target.name, **{f"slow_{name}": opened[name] for name in slow})

    def _shift(self, browser: Browser, server: Server) -> None:
        for size in WINDOWS:
            moved = browser.shift(server.url, server.target.home, size)
            self._add(server.target.name, **{f"shift_{size[0]}": moved})

    def _change(self, browser: Browser, server: Server, change: Change | None, name: str) -> None:
        if change:
            for each in browser.change(server.url, change, self.effort.changes, server.cpu_seconds):
                figures = {"ms": each["ms"], "cpu_ms": each["cpu_ms"], "requests": each["requests"]}
                self._add(server.target.name, **{f"{name}_{key}": value for key, value in figures.items()})

    def _pointing(self, browser: Browser, server: Server) -> None:
        target = server.target
        if target.marking:
            asked = browser.pointing(server.url, target.marking.page, target.points)
            self._add(target.name, pointing_requests=asked)

    def _bytes(self, browser: Browser, server: Server) -> None:
        figures, self._calls[server.target.name] = browser.traffic(server.url, server.target.home)
        self._add(server.target.name, **figures)

    def _sessions(self, browser: Browser, server: Server) -> None:
        with browser.hold(server.url, server.target.home, self.effort.sessions) as more:
            memory = [server.memory_mb() for _ in more]
        self._add(server.target.name, session_mb=(memory[-1] - memory[0]) / (len(memory) - 1))

    def _load(self, server: Server) -> None:
        target, calls = server.target, self._calls[server.target.name]
        for clients in CLIENTS:
            got = load(target.load, server.url, calls, clients, self.effort.seconds)
            self._add(target.name, **{f"views_per_s_{clients}": got.per_second, f"failed_views_{clients}": got.failed})

    def _first_memory(self, browser: Browser, server: Server) -> None:
        for page in (server.target.home, server.target.switch.page):
            browser.first_charts(server.url, page, settle=True)
        time.sleep(3)
        self._add(server.target.name, memory_mb=server.memory_mb())

    def _reruns(self, server: Server) -> None:
        target, path = server.target, server.target.switch.page.path.strip("/")
        if target.load == "streamlit":
            # What more of them add is asked of ours alone.
            times = self.effort.reruns if target.name == "ours" else self.effort.reruns // 4
            got = reruns(server, path, times, target.queries)
            self._add(target.name, rerun_cpu_ms=got.cpu_ms, rerun_ms=got.ms)
            self.results[target.name]["reruns_memory_mb"] = list(got.memory_mb)

    def _everything(self, server: Server) -> None:
        """After the reruns: many regions, and every paper once."""
        target = server.target
        if target.name != "ours":
            return
        count = min(REGIONS, self.effort.reruns)
        reruns(server, "regions", count, target.region_queries)
        for paper in target.papers:
            httpx.get(server.url + paper, timeout=PAPER_LIMIT_SECONDS).raise_for_status()
        time.sleep(3)
        self._add(target.name, memory_making_mb=server.memory_mb())
        server.wait_alone()
        self._add(target.name, memory_after_mb=server.memory_mb())


def _make_store(target: Target) -> bool:
    """Makes the store where the target needs one that is not there; False if there was nothing to do."""
    if target.store is None or target.store.exists():
        return False
    command = [target.command[0], "-m", "dashboard", "init"]
    subprocess.run(command, cwd=target.folder, env=environment(target), check=True, capture_output=True)
    return True


def _make_store_and_start(server: Server) -> None:
    _make_store(server.target)
    server.start()


def _own_cpu_seconds() -> float:
    own = psutil.Process()
    return cpu_seconds([own, *own.children(recursive=True)])
