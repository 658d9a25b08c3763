"""What is done to each server, one method a phase; every figure is a list of samples."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import psutil
from bench.browser import Browser, Call
from bench.servers import Server, cpu_seconds, share_of_others, wait_quiet
from bench.targets import OUT, Target
from bench.wire import load, reruns

Results = dict[str, dict[str, list[float]]]
"""Target to figure to samples."""

SLOW_LINE = (40.0, 20.0)
"""Latency in ms and Mbit/s."""
CLIENTS = (1, 16)


@dataclass(frozen=True)
class Effort:
    """How much is done: rounds, changes of a control in a round, sessions held, seconds of load, reruns in a session.

    ``patience`` is how many seconds each measurement waits for the machine to be quiet.
    """

    rounds: int = 7
    changes: int = 5
    sessions: int = 20
    seconds: float = 8
    reruns: int = 1000
    patience: float = 2


@dataclass
class Run:
    """One run over all targets. Rounds are interleaved, so that a busy minute falls on every target alike."""

    browser: Browser
    effort: Effort
    results: Results = field(default_factory=dict)
    _calls: dict[str, list[Call]] = field(default_factory=dict)

    def starts(self, targets: Sequence[Target]) -> None:
        """Starts every target anew in each round."""
        for _ in range(self.effort.rounds):
            for target in targets:
                self._guarded(target, lambda target=target: self._start(target))

    def turns(self, servers: Sequence[Server]) -> None:
        """What two states of our application are compared by."""
        for server in servers:
            self.browser.first_charts(server.url, server.target.home)
            self.browser.first_charts(server.url, server.target.switch.page)
        for phase in [self._open, self._switch, self._marking, self._region] * self.effort.rounds:
            for server in servers:
                self._guarded(server.target, lambda phase=phase, server=server: phase(server))

    def visits(self, servers: Sequence[Server]) -> None:
        """What needs running servers: one visit each that is not counted, the rounds, then what is done once."""
        for server in servers:
            self.browser.first_charts(server.url, server.target.home)
            self.browser.first_charts(server.url, server.target.switch.page)
        once = [self._open, self._slow_line, self._switch, self._in_page, self._marking, self._region]
        rounds = once * self.effort.rounds
        for phase in [*rounds, self._bytes, self._sessions, self._load, self._reruns]:
            print(time.strftime("%H:%M:%S"), phase.__name__, file=sys.stderr)
            for server in servers:
                self._guarded(server.target, lambda phase=phase, server=server: phase(server))

    def without_font(self, servers: Sequence[Server]) -> None:
        """Cold opens, for a browser that finds no font of the page's language on its machine."""
        for server in servers:
            self.browser.first_charts(server.url, server.target.home)
            opened = self.browser.open(server.url, server.target.home, server.cpu_seconds)
            traffic, _ = self.browser.traffic(server.url, server.target.home)
            self._add(server.target, fontless_open_ms=opened["open_all_ms"], fontless_view_kb=traffic["view_kb"])

    def _guarded(self, target: Target, phase: Callable[[], None]) -> None:
        """Waits for quiet, runs, and notes the share of others meanwhile; a failing target does not end the run."""
        wait_quiet(self.effort.patience)
        others = share_of_others(_own_cpu_seconds)
        try:
            phase()
        except Exception as error:
            print(f"{target.name}: {type(error).__name__}: {error}", file=sys.stderr)
        self._add(target, others=others())

    def _add(self, target: Target, **figures: float) -> None:
        for name, value in figures.items():
            self.results.setdefault(target.name, {}).setdefault(name, []).append(value)

    def _start(self, target: Target) -> None:
        kind = "start" if target.store is None or target.store.exists() else "very_first_start"
        server = Server(target, OUT)
        begun = time.perf_counter()
        if kind == "very_first_start":
            command = [target.command[0], "-m", "dashboard", "init"]
            environment = os.environ | target.environment
            subprocess.run(command, cwd=target.folder, env=environment, check=True, capture_output=True)
        first = time.perf_counter() - begun
        try:
            served = first + server.start()
            self.browser.first_charts(server.url, target.home)
            painted = first + time.perf_counter() - server.started_at
        finally:
            server.stop()
        self._add(target, **{f"{kind}_ms": served * 1000, f"{kind}_charts_ms": painted * 1000})

    def _open(self, server: Server) -> None:
        self._add(server.target, **self.browser.open(server.url, server.target.home, server.cpu_seconds))

    def _slow_line(self, server: Server) -> None:
        opened = self.browser.open(server.url, server.target.home, server.cpu_seconds, SLOW_LINE)
        self._add(server.target, slow_line_open_ms=opened["open_all_ms"])

    def _switch(self, server: Server) -> None:
        target = server.target
        for change in self.browser.change(server.url, target.switch, self.effort.changes, server.cpu_seconds):
            self._add(target, switch_ms=change["ms"], switch_cpu_ms=change["cpu_ms"])

    def _in_page(self, server: Server) -> None:
        target = server.target
        if target.in_page:
            for change in self.browser.change(server.url, target.in_page, self.effort.changes, server.cpu_seconds):
                self._add(target, in_page_ms=change["ms"], in_page_requests=change["requests"])

    def _marking(self, server: Server) -> None:
        target = server.target
        if target.marking:
            for change in self.browser.change(server.url, target.marking, self.effort.changes, server.cpu_seconds):
                self._add(target, marking_ms=change["ms"])

    def _region(self, server: Server) -> None:
        target = server.target
        if target.region:
            for change in self.browser.change(server.url, target.region, self.effort.changes, server.cpu_seconds):
                self._add(target, region_ms=change["ms"], region_cpu_ms=change["cpu_ms"])

    def _bytes(self, server: Server) -> None:
        figures, self._calls[server.target.name] = self.browser.traffic(server.url, server.target.home)
        self._add(server.target, **figures)

    def _sessions(self, server: Server) -> None:
        with self.browser.hold(server.url, server.target.home, self.effort.sessions) as more:
            memory = [server.memory_mb() for _ in more]
        self._add(server.target, memory_mb=memory[0], session_mb=(memory[-1] - memory[0]) / (len(memory) - 1))

    def _load(self, server: Server) -> None:
        target, calls = server.target, self._calls[server.target.name]
        for clients in CLIENTS:
            got = load(target.load, server.url, calls, clients, self.effort.seconds)
            self._add(target, **{f"views_per_s_{clients}": got.per_second, f"failed_views_{clients}": got.failed})

    def _reruns(self, server: Server) -> None:
        if server.target.load == "streamlit":
            page = server.target.switch.page.path.strip("/")
            got = reruns(server.url, page, self.effort.reruns, server.memory_mb, server.cpu_seconds)
            self._add(server.target, rerun_cpu_ms=got.cpu_ms, rerun_ms=got.ms)
            self.results[server.target.name]["reruns_memory_mb"] = list(got.memory_mb)


def _own_cpu_seconds() -> float:
    own = psutil.Process()
    return cpu_seconds([own, *own.children(recursive=True)])
