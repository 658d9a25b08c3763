"""What a visitor held is given back when he has gone, not when somebody else comes.

Streamlit keeps a page whose connection broke for a while, so that it can be taken up again. When the time is over it
looks no more until the next visitor, and the pages point at themselves, so that Python keeps them longer still.
"""

import asyncio
import gc
import logging
from typing import Any

from streamlit.runtime import get_instance

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
        if before - now:
            # Once for all who left: a collection stops every page for some hundredths of a second. The C library gives
            # back what it is given: asking it to (malloc_trim) made 15 MB of difference after 40 visitors.
            gc.collect()
        before = now


def forget_ended() -> set[str]:
    """Forgets the pages whose time is over; the ids of those that are kept, with or without a connection."""
    sessions: Any = get_instance()._session_mgr
    stored = sessions._session_storage._cache
    stored.expire()
    return {info.session.id for info in (*sessions.list_active_sessions(), *stored.values())}
