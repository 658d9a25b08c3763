"""What a visitor held is given back when he has gone."""

import asyncio
import gc
import weakref
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from dashboard.ui import memory
from dashboard.ui.memory import forget_ended, give_back
from loops import run_apart


class Page:
    """What Streamlit keeps of a visitor: it points at itself."""

    def __init__(self, name: str) -> None:
        self.id = name
        self.itself = self


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Streamlit's keeper of pages, which keeps those without a connection for no time at all."""
    storage = MemorySessionStorage(ttl_seconds=0)
    manager: Any = WebsocketSessionManager(storage, None, None, None)  # type: ignore[arg-type]
    monkeypatch.setattr(memory, "get_instance", lambda: SimpleNamespace(_session_mgr=manager))
    return manager


def test_a_page_whose_time_is_over_is_forgotten_without_another_visitor(sessions: Any) -> None:
    sessions._active_session_info_by_id["here"] = SimpleNamespace(session=Page("here"))
    sessions._session_storage.save(SimpleNamespace(session=Page("gone")))
    assert len(sessions._session_storage._cache._data) == 1
    assert forget_ended() == {"here"}
    assert len(sessions._session_storage._cache._data) == 0


def test_what_it_held_is_collected_although_it_points_at_itself(sessions: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_SECONDS", 0.01)
    monkeypatch.setattr(memory.UPLOADS, "close_ended", lambda: None)

    async def main() -> None:
        page = Page("gone")
        held = weakref.ref(page)
        sessions._active_session_info_by_id["gone"] = SimpleNamespace(session=page)
        del page
        giving_back = asyncio.create_task(give_back())
        await asyncio.sleep(0.05)
        assert held()
        gc.disable()
        sessions._active_session_info_by_id.clear()
        await asyncio.sleep(0.5)
        giving_back.cancel()
        gc.enable()
        assert held() is None

    run_apart(main())
