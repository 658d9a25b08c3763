"""Meeting mode: no navigation, larger type, and ← → that walk from the overview through the indicators.

It is on while the URL says ``meeting=1``, so that a link opens the wall display as it was prepared.
"""

from pathlib import Path

import streamlit as st

from dashboard.catalogue import Catalogue
from dashboard.ui import state
from dashboard.ui.blocks import component
from dashboard.ui.pages import HOME, INDICATOR, Screen

MEETING = "meeting"
_LARGER = f"<style>{Path(__file__).with_name('meeting_page.css').read_text(encoding='utf-8')}</style>"
_BAR = component(
    "meeting_bar",
    '<nav aria-label="会議モード"><button type="button" value="back">← 前へ</button><span></span>'
    '<button type="button" value="next">次へ →</button>'
    '<button type="button" value="leave">終了（Esc）</button></nav>',
)


def meeting_button() -> None:
    """The button that turns meeting mode on for the present view; nothing when it is on already."""
    if not _is_on():
        st.button("会議モード", icon=":material/present_to_all:", on_click=state.write, args=(MEETING, "1"))


def meeting_bar(catalogue: Catalogue, screen: Screen, **parameters: str) -> None:
    """In meeting mode, the bar and the keys; ``screen`` and ``parameters`` say which stop of the walk is shown."""
    if not _is_on():
        return
    stops: list[tuple[Screen, dict[str, str]]] = [(HOME, {})]
    stops += [(INDICATOR, {"indicator": indicator.id}) for indicator in catalogue.tracked]
    here = stops.index((screen, parameters)) if (screen, parameters) in stops else 0
    st.html(_LARGER)
    result = _BAR(data={"place": f"{here + 1}／{len(stops)}"}, key="meeting_bar", on_step_change=lambda: None)
    if result.step == "leave":
        state.write(MEETING, "")
        st.rerun()
    elif result.step in {"back", "next"}:
        target, query = stops[(here + (1 if result.step == "next" else -1)) % len(stops)]
        st.switch_page(target.path, query_params=state.link(**query, **{MEETING: "1"}))


def _is_on() -> bool:
    return bool(st.query_params.get(MEETING) == "1")
