"""The workshop: a process in which pictures and papers are made; the one that serves never loads what that takes.

The libraries hold 400 MB once they are there, and the one that draws keeps Python's interpreter lock meanwhile: inside
the server that would stop every page, answer and health check. The process begins with the first work and ends when
nobody has had any for a while. One that ended by itself, killed for want of memory perhaps, is begun anew.

``make`` sends a function of ours and what it is given, and waits. Both ends are this program, so what goes between them
is pickled. On either pipe go pairs: a number with a question, or None where its asker has left; a number with its
answer. The process ends with its standard input, and so with the server.
"""

import atexit
import os
import pickle
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread, Timer
from typing import Any, ParamSpec, TypeVar

from dashboard.errors import DashboardError, PaperError
from dashboard.event_log import log_event
from dashboard.turns import Turn, still_wanted

P = ParamSpec("P")
R = TypeVar("R")
IDLE_SECONDS = 30.0
"""Beginning anew costs a second, which nobody shall pay for the third file in a row."""
LONGEST_SECONDS = 120.0
"""Work that takes longer is given up, with whatever else is made then; most takes half a second, a paper a few."""
_AT_ONCE = 4
_GLANCE = 0.2
"""Seconds between two looks whether what is made is still wanted."""
_FRUGAL = {"MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_MMAP_THRESHOLD_": "131072"}
"""Linux's memory goes back when a page is set: a hundred MB less after every paper, for no time."""
_PROGRAM = "from dashboard.workshop import work_until_the_end; work_until_the_end()"


class WorkshopError(Exception):
    """A defect of ours that came to light in the workshop; the text is its traceback."""


class _Ended(Exception):
    """The process has ended without an answer; the text says how."""


class _Process:
    """One life of the process, safe to be asked from any thread."""

    def __init__(self) -> None:
        # Whatever the server can import, also where it was started in an unusual way.
        paths = os.pathsep.join(filter(None, sys.path))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_FRUGAL | os.environ | {"PYTHONPATH": paths},
        )
        self._numbers = count()
        self._lock = Lock()
        # Another one: whoever waits for the process to read keeps nobody from hearing what it has written.
        self._writing = Lock()
        self._askers: dict[int, SimpleQueue[bytes | None]] = {}
        self._status: int | None = None
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def has_ended(self) -> bool:
        return self._status is not None

    def answer(self, question: bytes) -> bytes:
        """The answer, or what ``still_wanted`` raises meanwhile, once the work has come to its next step."""
        number = next(self._numbers)
        answers: SimpleQueue[bytes | None] = SimpleQueue()
        with self._lock:
            self._askers[number] = answers
        self._send(number, question)
        left: BaseException | None = None
        end = time.monotonic() + LONGEST_SECONDS
        while True:
            try:
                answer = answers.get(timeout=_GLANCE)
                break
            except Empty:
                if time.monotonic() > end:
                    self._process.kill()
            if left is None:
                try:
                    still_wanted()
                except BaseException as error:  # Streamlit's way of ending a run is no Exception
                    left = error
                    self._send(number, None)
        if left is not None:
            raise left
        if answer is None:
            raise _Ended(f"exit status {self._status}")
        return answer

    def end(self) -> None:
        self._process.kill()
        self._listener.join()

    def _send(self, number: int, question: bytes | None) -> None:
        # The listener hears of a process that ends, and closes what leads to it.
        with self._writing, suppress(OSError, ValueError):
            pickle.dump((number, question), self._process.stdin)  # type: ignore[arg-type]
            self._process.stdin.flush()  # type: ignore[union-attr]
        with self._lock:
            if self._status is not None:
                self._tell(number, None)

    def _listen(self) -> None:
        with suppress(OSError, EOFError, pickle.UnpicklingError):
            while True:
                number, answer = pickle.load(self._process.stdout)  # type: ignore[arg-type]  # noqa: S301  ours
                with self._lock:
                    self._tell(number, answer)
        self._process.kill()
        self._process.communicate()
        with self._lock:
            self._status = self._process.returncode
            for number in tuple(self._askers):
                self._tell(number, None)

    def _tell(self, number: int, answer: bytes | None) -> None:
        asker = self._askers.pop(number, None)
        if asker is not None:
            asker.put(answer)


class _Workshop:
    """Begins and ends the process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: _Process | None = None
        self._askers = 0
        self._rest: Timer | None = None

    def answer(self, question: bytes) -> bytes:
        self._enter()
        try:
            try:
                return self._running().answer(question)
            except _Ended as error:
                # Once more, for what it was asked is seldom the reason.
                log_event("workshop.ended", why=str(error))
                return self._running().answer(question)
        except (_Ended, OSError) as error:
            raise PaperError(
                f"図と資料を作るプログラムが動きません（{error}）。空きメモリーを確かめて、もう一度試してください。"
            ) from error
        finally:
            self._leave()

    def end(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.end()

    def _enter(self) -> None:
        with self._lock:
            self._askers += 1
            if self._rest is not None:
                self._rest.cancel()
                self._rest = None

    def _running(self) -> _Process:
        with self._lock:
            if self._process is None or self._process.has_ended:
                self._process = _Process()
            return self._process

    def _leave(self) -> None:
        with self._lock:
            self._askers -= 1
            if not self._askers:
                self._rest = Timer(IDLE_SECONDS, self._end_if_idle)
                self._rest.daemon = True
                self._rest.start()

    def _end_if_idle(self) -> None:
        with self._lock:
            if self._askers:
                return
            process, self._process = self._process, None
        if process is not None:
            process.end()


_WORKSHOP = _Workshop()
atexit.register(_WORKSHOP.end)


def make(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What the function returns, worked out in the workshop; it must stand in a module that is quickly loaded.

    Raises what the function raises of ``DashboardError``, and ``still_wanted`` meanwhile.

    Raises:
        PaperError: the workshop's process does not work.
        WorkshopError: the function has a defect.
    """
    is_made, made = pickle.loads(_WORKSHOP.answer(pickle.dumps((function, args, kwargs))))  # noqa: S301  ours
    if not is_made:
        raise made
    result: R = made
    return result


def work_until_the_end() -> None:
    """The workshop's own process: answers what comes on standard input."""
    # Whoever stops the server stops it alone; when it has gone, so has the input.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    questions = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints is no answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    writing = Lock()
    askers: dict[int, Event] = {}

    def work(number: int, question: bytes) -> None:
        answer = _answer(question, askers[number])
        del askers[number]
        with writing:
            pickle.dump((number, answer), answers)
            answers.flush()

    pool = ThreadPoolExecutor(_AT_ONCE)
    with suppress(EOFError, OSError, pickle.UnpicklingError):
        while True:
            asked, question = pickle.load(questions)  # noqa: S301  the server's
            if question is None:
                # Never waits for an answer to be read: the server may be waiting for this end to read.
                askers.get(asked, Event()).set()
            else:
                askers[asked] = Event()
                pool.submit(work, asked, question)
    # Whatever is at work is no longer wanted.
    os._exit(0)


def _answer(question: bytes, left: Event) -> bytes:
    """Pickled: whether it was made, and what was made or the error."""
    answer: tuple[bool, Any]
    try:
        with Turn("", left, page=False).work():
            function, args, kwargs = pickle.loads(question)  # noqa: S301  the server's
            return pickle.dumps((True, function(*args, **kwargs)))
    except DashboardError as error:
        answer = False, error
    except Exception:
        answer = False, WorkshopError(traceback.format_exc())
    return pickle.dumps(answer)
