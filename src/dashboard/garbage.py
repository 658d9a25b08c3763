"""When Python collects its garbage: not through everything while a file is read."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

_SELDOM = 10_000


@dataclass
class _Readings:
    """How many files are read at this moment, and how often Python collected its garbage before the first of them."""

    lock: Lock = field(default_factory=Lock)
    count: int = 0
    usual: tuple[int, int, int] = (0, 0, 0)


_READINGS = _Readings()


@contextmanager
def no_full_collections() -> Iterator[None]:
    """Inside, Python's garbage collector looks at new objects as ever, but hardly ever through all.

    A large file is millions of objects in no circle. Looking through them again and again, fourteen times for 190,000
    remarks, stopped everybody for up to 0.9 seconds each.
    """
    with _READINGS.lock:
        if not _READINGS.count:
            _READINGS.usual = gc.get_threshold()
            young, middle, _ = _READINGS.usual
            gc.set_threshold(young, middle, _SELDOM)
        _READINGS.count += 1
    try:
        yield
    finally:
        with _READINGS.lock:
            _READINGS.count -= 1
            if not _READINGS.count:
                gc.set_threshold(*_READINGS.usual)


def is_reading() -> bool:
    """Whether a file is read at this moment."""
    return _READINGS.count > 0
