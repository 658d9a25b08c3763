"""How the server ends: within seconds of SIGTERM or Ctrl-C, whatever is still at work.

uvicorn waits for every open request, and Python for every thread of a pool, however long they take; a flood of papers
once kept a server for minutes after it was told to stop.
"""

import logging
import os
import signal
import sys
import threading
from types import FrameType

from dashboard.event_log import log_event
from dashboard.turns import stop_all

GRACE = 2.0
"""Seconds for what is being answered and for a commit that has begun."""


def end_soon_after_signals() -> None:
    """From now on a signal ends the process in ``GRACE`` seconds; called by the server once it has its own handlers.

    Not in another thread than the main one, where signals belong to somebody else (the tests' servers).
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)

        def end(number: int, frame: FrameType | None, before: object = before) -> None:
            timer = threading.Timer(GRACE, _end)
            timer.daemon = True
            timer.start()
            threading.Thread(target=stop_all, daemon=True).start()  # a lock may be held by the thread this one stops
            if callable(before):
                before(number, frame)

        signal.signal(number, end)


def _end() -> None:
    """Ends the process as it is.

    Nothing is lost: a batch is in the store when its commit is there, one file that appears as a whole or not at all,
    and nobody is told before that it was taken in. One that is cut off leaves files that no commit names.
    """
    log_event("server.stopped", dropped=True)
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
