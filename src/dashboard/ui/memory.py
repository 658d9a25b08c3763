"""What a visitor held is given back when he has gone, not when somebody else comes.

Streamlit keeps a page whose connection broke for a while, so that it can be taken up again. When the time is over it
looks no more until the next visitor, and the pages point at themselves, so that Python keeps them longer still.
"""

import asyncio
import ctypes
import gc
import logging
from contextlib import suppress
from typing import Any

from streamlit.runtime import get_instance

from dashboard.garbage import is_reading
from dashboard.ui.uploads import UPLOADS

_LOG = logging.getLogger(__name__)
_SECONDS = 10


async def give_back() -> None:
    """Every few seconds, for as long as the server runs."""
    before: set[str] = set()
    while True:
        await asyncio.sleep(_SECONDS)
        try:
            UPLOADS.close_ended()
            now = forget_ended()
        except Exception:  # the next time is due all the same
            _LOG.exception("what ended pages hold cannot be looked through")
            continue
        if before - now and is_reading():
            now |= before  # all that a file makes would be looked through: later
        elif before - now:
            # Once for all who left: a collection stops every page for some hundredths of a second.
            gc.collect()
            await asyncio.to_thread(_return_pages)
        before = now


def _return_pages() -> None:
    """Hands free pages back to the system, where the C library is one that can (glibc).

    After eight hostile files 40 MB were left of 430 where Python's objects live in that library's memory
    (PYTHONMALLOC=malloc, as in deploy/dashboard.service), and 230 of 290 in Python's own, which it keeps for itself.
    """
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def forget_ended() -> set[str]:
    """Forgets the pages whose time is over; the ids of those that are kept, with or without a connection."""
    sessions: Any = get_instance()._session_mgr
    stored = sessions._session_storage._cache
    stored.expire()
    return {info.session.id for info in (*sessions.list_active_sessions(), *stored.values())}
