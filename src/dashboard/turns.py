"""Turns at work that takes long: a few are at it, a few wait, everybody else is told to come back.

Without them whoever asks for thousands of papers and leaves keeps every thread of the server busy for minutes. Each
kind of work has turns of its own, so that figures answer while papers are made. A page goes before programs, and
programs never take every worker from it; one asker never takes all places of the line. What nobody waits for any more
is not begun, or ends at its next step: ``still_wanted`` is asked between the pictures of a paper, for neither typst nor
the converter of pictures can be stopped in the middle of one.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Event, Lock

from dashboard.errors import DashboardError
from dashboard.event_log import log_event

MOST_PATIENCE = 50.0
"""Seconds that anybody waits for a turn; proxies give up after 60."""
_GLANCE = 0.5
"""Seconds after which a waiting page tells how many are before it."""
_QUIET = 60.0
"""Seconds between two lines in the log about refusals."""
STOPPING = "サーバーを止めているところです。動き出してから、もう一度試してください。"


class Busy(DashboardError):
    """No turn is to be had; ``seconds`` later may be a better time."""

    def __init__(self, sentence: str, seconds: int) -> None:
        super().__init__(sentence)
        self.seconds = seconds


class Abandoned(Busy):
    """Nobody waits for this work any more, or the server stops."""

    def __init__(self) -> None:
        super().__init__(STOPPING, 10)


def _nothing() -> None:
    """Work without a turn, of the command line for example, is always wanted."""


_WANTED: ContextVar[Callable[[], None]] = ContextVar("wanted", default=_nothing)


def still_wanted() -> None:
    """Between two steps of long work: raises ``Abandoned`` where nobody waits for it any more."""
    _WANTED.get()()


@dataclass(eq=False)
class Turn:
    """A place in the line, and the leave to work once ``begin`` is done; ``left`` is set when its asker has gone."""

    asker: str
    left: Event
    page: bool
    begin: Future[None] = field(default_factory=Future)

    @contextmanager
    def work(self, step: Callable[[], None] = _nothing) -> Iterator[None]:
        """Within it ``still_wanted`` looks whether the asker has gone, and calls ``step``."""

        def wanted() -> None:
            if self.left.is_set():
                raise Abandoned
            step()

        before = _WANTED.set(wanted)
        try:
            wanted()
            yield
        finally:
            _WANTED.reset(before)


@dataclass(frozen=True)
class Capacity:
    """How many are at work at once, how many of them for programs, how many wait, and how many of both one asker has.

    Pages and programs wait in lines of the same length.
    """

    workers: int
    programs: int
    waiting: int
    each: int


class Turns:
    """The turns at one kind of work; safe to be asked from any thread.

    ``event`` is its name in the log, ``sentence`` what is said to whoever cannot have a turn; ``seconds`` is when to
    come back.
    """

    def __init__(self, capacity: Capacity, event: str, sentence: str, seconds: int) -> None:
        self.capacity = capacity
        self._event = event
        self._sentence = sentence
        self._seconds = seconds
        self._lock = Lock()
        self._working: list[Turn] = []
        self._line: list[Turn] = []
        self._stopping = False
        self._refused = 0
        self._logged = -_QUIET

    def ask(self, asker: str, left: Event, *, page: bool = False) -> Turn:
        """A place in the line; ``Busy`` where the line, or this asker's part of it, is full.

        Whoever gets one calls ``leave`` in the end, whatever happens, and sets ``left`` if nobody waits any more.
        """
        with self._lock:
            if self._stopping:
                raise Busy(STOPPING, self._seconds)
            turn = Turn(asker, left, page)
            own = Counter(other.asker for other in (*self._working, *self._line))[asker]
            full = sum(other.page == page for other in self._line) >= self.capacity.waiting
            if not full and own < self.capacity.each:
                self._line.append(turn)
                self._next()
                return turn
        raise self.refusal(asker)

    def refusal(self, asker: str) -> Busy:
        """What is said to whoever cannot have a turn; the log gets a line a minute with how many there were."""
        with self._lock:
            self._refused += 1
            now = time.monotonic()
            due = now - self._logged >= _QUIET
            if due:
                count = self._refused
                self._refused = 0
                self._logged = now
        if due:
            log_event(self._event, who=asker, refusals=count)
        return Busy(self._sentence, self._seconds)

    def leave(self, turn: Turn) -> None:
        """The end of a turn, or of waiting for it."""
        turn.begin.cancel()
        with self._lock:
            for turns in (self._working, self._line):
                if turn in turns:
                    turns.remove(turn)
            self._next()

    @contextmanager
    def of_page(self, asker: str, tell: Callable[[int], None]) -> Iterator[None]:
        """A turn for a page, which waits for it: ``tell`` gets how many go before it, 0 while its own work goes on.

        ``tell`` may raise to end it all, as Streamlit does where the visitor has left or has chosen something else.
        """
        turn = self.ask(asker, Event(), page=True)
        deadline = time.monotonic() + MOST_PATIENCE
        try:
            while True:
                try:
                    turn.begin.result(_GLANCE)
                    break
                except TimeoutError:
                    if time.monotonic() > deadline:
                        raise self.refusal(asker) from None
                    tell(self._before(turn))
            with turn.work(lambda: tell(0)):
                yield
        finally:
            self.leave(turn)

    def stop(self) -> None:
        """Nobody gets a turn any more; who waits is told, and what is at work ends at its next step."""
        with self._lock:
            self._stopping = True
            line = list(self._line)
            self._line.clear()
            for turn in (*line, *self._working):
                turn.left.set()
        for turn in line:
            if turn.begin.set_running_or_notify_cancel():
                turn.begin.set_exception(Busy(STOPPING, self._seconds))

    def _before(self, turn: Turn) -> int:
        """How many are at work or go before a waiting page."""
        with self._lock:
            pages = [other for other in self._line if other.page]
            return len(self._working) + (pages.index(turn) if turn in pages else 0)

    def _next(self) -> None:
        """Lets begin whoever may; under the lock."""
        for turn in sorted(self._line, key=lambda turn: not turn.page):
            programs = sum(not other.page for other in self._working)
            if len(self._working) < self.capacity.workers and (turn.page or programs < self.capacity.programs):
                self._line.remove(turn)
                if turn.begin.set_running_or_notify_cancel():
                    self._working.append(turn)
                    turn.begin.set_result(None)


PAPERS = Turns(
    Capacity(workers=2, programs=1, waiting=8, each=3), "paper.refused",
    "いまほかの資料を作っているため、作れません。10秒ほど待って、もう一度試してください。", 10,
)  # fmt: skip
"""Making a paper takes seconds on a whole processor, so two at once; the second is kept for pages."""
FIGURES = Turns(
    Capacity(workers=2, programs=2, waiting=64, each=16), "figure.refused",
    "いま問い合わせが多すぎて、答えられません。1秒ほど待って、もう一度試してください。", 1,
)  # fmt: skip
"""A figure takes hundredths of a second; more at once only make pages wait, for all share one interpreter."""


def stop_all() -> None:
    """No long work begins any more, and what goes on ends soon: the server is about to stop."""
    for turns in (PAPERS, FIGURES):
        turns.stop()
