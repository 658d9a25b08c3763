"""Starting, watching and ending the servers under test, and how busy the machine is with other things."""

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import psutil
from bench.targets import Target

START_LIMIT_SECONDS = 120
IDLE_LIMIT_SECONDS = 240


class Server:
    """A target's process on a free port of this machine."""

    def __init__(self, target: Target, logs: Path) -> None:
        self.target = target
        self.url = ""
        self.started_at = 0.0
        self._log = logs / f"{target.name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Seconds from the spawn to the first page served."""
        port = _free_port()
        command = [part.format(port=port) for part in self.target.command]
        with self._log.open("ab") as log:
            self.started_at = time.perf_counter()
            self._process = subprocess.Popen(
                command, cwd=self.target.folder, env=environment(self.target), stdout=log, stderr=log
            )
        while not _serves(port):
            if self._process.poll() is not None or time.perf_counter() - self.started_at > START_LIMIT_SECONDS:
                raise RuntimeError(f"{self.target.name} did not start, see {self._log}")
            time.sleep(0.005)
        self.url = f"http://127.0.0.1:{port}"
        return time.perf_counter() - self.started_at

    def memory_mb(self) -> float:
        """Resident memory of the server and its workers."""
        return sum(p.memory_info().rss for p in self._tree()) / 1e6

    def cpu_seconds(self) -> float:
        """Processor time used so far by the server and its workers."""
        return cpu_seconds(self._tree())

    def wait_idle(self, seconds: float = 3) -> None:
        """Waits until the server has done nothing to speak of for so long (or long enough)."""
        end = time.monotonic() + IDLE_LIMIT_SECONDS
        idle_since, used = time.monotonic(), self.cpu_seconds()
        while time.monotonic() < min(end, idle_since + seconds):
            time.sleep(0.25)
            before, used = used, self.cpu_seconds()
            if used - before > 0.03:
                idle_since = time.monotonic()

    def wait_alone(self) -> None:
        """Waits until the processes that the server has started have ended (or long enough)."""
        end = time.monotonic() + IDLE_LIMIT_SECONDS
        while len(self._tree()) > 1 and time.monotonic() < end:
            time.sleep(0.5)

    def stop(self) -> None:
        """Ends the server and what it started."""
        if self._process is None:
            return
        tree = self._tree()
        for process in reversed(tree):
            with suppress(psutil.Error):
                process.terminate()
        for process in psutil.wait_procs(tree, timeout=4)[1]:
            process.kill()
        self._process.wait()
        self._process = None

    def _tree(self) -> list[psutil.Process]:
        if self._process is None:
            return []
        with suppress(psutil.Error):
            parent = psutil.Process(self._process.pid)
            return [parent, *parent.children(recursive=True)]
        return []


def environment(target: Target) -> dict[str, str]:
    """The same for every target, beside what is its own: Python may keep what it compiled, and nobody hears of it."""
    ours = {name: text for name, text in os.environ.items() if not name.startswith(("PYTHON", "DASHBOARD_"))}
    return ours | target.environment


def cpu_seconds(processes: Iterable[psutil.Process]) -> float:
    """User and system seconds of live processes and of the children they reaped."""
    total = 0.0
    for process in processes:
        with suppress(psutil.Error):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


def wait_quiet(patience: float, limit: float = 0.12) -> None:
    """Waits up to ``patience`` seconds until less than ``limit`` of the machine is busy."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        busy, total = machine()
        time.sleep(0.2)
        busy_now, total_now = machine()
        if (busy_now - busy) <= limit * (total_now - total):
            return


def machine() -> tuple[float, float]:
    """Busy and total processor seconds of all cores since boot; time stolen by other guests counts as busy."""
    times = psutil.cpu_times()
    total = sum(times[:8])
    return total - times.idle - times.iowait, total


def share_of_others(own: Callable[[], float]) -> Callable[[], float]:
    """Begins now; the function returned gives the share of the machine that processes not ours have used since."""
    (busy, total), mine = machine(), own()

    def share() -> float:
        busy_now, total_now = machine()
        return max(0.0, (busy_now - busy - (own() - mine)) / max(0.01, total_now - total))

    return share


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serves(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
