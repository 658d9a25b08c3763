"""What happened, for whoever looks after the server: one JSON object a line on standard error.

An event says who did what, to which batch, how long it took; never the content of a cell, which may be secret. A server
writes everything else that is logged in lines of the same kind (``log_in_lines``). The command line speaks to a person
and keeps its events to itself unless DASHBOARD_LOG is set, as the timers in deploy/ do.
"""

import json
import logging
import os
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

_LOG = logging.getLogger("dashboard.events")
_READERS_OF_CELLS = ("dashboard/intake/", "dashboard/sheets/", "dashboard/ui/update.py", "pages/update.py")
"""An exception that came out of these may quote a cell: its words are left out."""
_persons = 0
"""How many commands are speaking to a person."""
_counting = threading.Lock()


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._start = time.perf_counter()

    @property
    def seconds(self) -> float:
        """To the millisecond."""
        return round(time.perf_counter() - self._start, 3)


def log_event(event: str, **facts: str | int | float | bool | None) -> None:
    """Writes one line: the moment, the event's name (``batch.stored``) and its facts; a fact of None is left out."""
    if _persons:
        return
    if not _LOG.handlers:
        _LOG.addHandler(_lines())
        _LOG.setLevel(logging.INFO)
        _LOG.propagate = False
    _LOG.info(event, extra={"facts": facts})


@contextmanager
def spoken_to_a_person() -> Iterator[None]:
    """Inside, events are not written, unless DASHBOARD_LOG says that the log is read by somebody."""
    more = int(not os.environ.get("DASHBOARD_LOG"))
    _count(more)
    try:
        yield
    finally:
        _count(-more)


def _count(more: int) -> None:
    """Of the process, as the standard error it is about; commands of several threads may overlap."""
    global _persons  # noqa: PLW0603
    with _counting:
        _persons += more


def log_in_lines() -> None:
    """From now on every logger, warning and uncaught error of this process writes JSON lines, too."""
    logging.captureWarnings(True)
    root = logging.getLogger()
    write_lines(root)
    # Streamlit and uvicorn have loggers that do not pass on to the root, some of them without a handler.
    for name in list(root.manager.loggerDict):
        logger = logging.getLogger(name)
        if (logger.handlers or not logger.propagate) and logger is not _LOG:
            write_lines(logger)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda arguments: _log_uncaught(
        arguments.exc_type, arguments.exc_value, arguments.exc_traceback
    )


def write_lines(logger: logging.Logger) -> None:
    """Has a logger write JSON lines and nothing else, and those only that somebody should see.

    What is less than a warning stays out: uvicorn would write down every address with its query, a sign-in's code too.
    """
    handler = _lines()
    handler.setLevel(logging.WARNING)
    logger.handlers = [handler]


def _log_uncaught(kind: type[BaseException], error: BaseException | None, where: TracebackType | None) -> None:
    if not issubclass(kind, SystemExit):
        logging.getLogger("dashboard").error("nobody caught an error", exc_info=(kind, error or kind(), where))


def _lines() -> logging.Handler:
    handler = _StandardError()
    handler.setFormatter(_JsonLine())
    return handler


class _StandardError(logging.StreamHandler[TextIO]):
    """Whatever is the standard error when a line is written."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr


class _JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        facts: dict[str, object] | None = getattr(record, "facts", None)
        if facts is not None:
            line = {"time": moment, "event": record.msg}
            line |= {name: fact for name, fact in facts.items() if fact is not None}
        else:
            line = {"time": moment, "level": record.levelname.lower(), "logger": record.name}
            line["message"] = record.getMessage()
        if record.exc_info and record.exc_info[1]:
            line["traceback"] = "".join(_traceback(record.exc_info[1]))
        return _printable(json.dumps(line, ensure_ascii=False, default=str))


def _traceback(error: BaseException) -> Iterator[str]:
    """Each exception of the chain, the first thrown first; without their words where one of them may quote a cell."""
    chain: list[BaseException] = []
    _follow(error, chain)
    frames = [traceback.extract_tb(link.__traceback__) for link in chain]
    files = [frame.filename.replace("\\", "/") for summary in frames for frame in summary]
    quotes = any(part in file for file in files for part in _READERS_OF_CELLS)
    for link, summary in zip(chain, frames, strict=True):
        yield from summary.format()
        yield f"{type(link).__qualname__}{'' if quotes else f': {link}'}\n"


def _follow(error: BaseException, chain: list[BaseException]) -> None:
    """Adds an exception behind those that it came from, and behind those that it holds."""
    if error in chain:
        return
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    held = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for other in (*([before] if before else []), *held):
        _follow(other, chain)
    chain.append(error)


def _printable(text: str) -> str:
    """The JSON text with whatever a terminal would obey, or nobody would see, as an escape."""
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
