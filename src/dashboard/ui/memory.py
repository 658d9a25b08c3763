"""What a visitor held is given back when he has gone, not when somebody else comes.

Streamlit keeps a page whose connection broke for a while, so that it can be taken up again. When the time is over it
looks no more until the next visitor, and the pages point at themselves, so that Python keeps them longer still.
"""

import asyncio
import ctypes
import gc
import sys
from typing import Any

from streamlit.runtime import get_instance

from dashboard.ui.uploads import UPLOADS

_SECONDS = 10


async def give_back() -> None:
    """Every few seconds, for as long as the server runs."""
    before: set[str] = set()
    while True:
        await asyncio.sleep(_SECONDS)
        UPLOADS.close_ended()
        now = forget_ended()
        if before - now:
            # Once for all who left: a collection stops every page for some hundredths of a second.
            gc.collect()
            await asyncio.to_thread(_trim)
        before = now


def forget_ended() -> set[str]:
    """Forgets the pages whose time is over; the ids of those that are kept, with or without a connection."""
    sessions: Any = get_instance()._session_mgr
    stored = sessions._session_storage._cache
    stored.expire()
    return {info.session.id for info in (*sessions.list_active_sessions(), *stored.values())}


def _trim() -> None:
    """Asks the C library to hand freed memory back to the system; glibc keeps 300 MB after 30 visitors otherwise."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim:
            trim(0)
