"""Meeting mode: a walk of full-screen statements, for a wall that a hall looks at while somebody presses a key.

Each stop has an address of its own (``meeting=1&stop=…`` on the home screen), with the day and the order that were
chosen, so that a link opens the wall as it was prepared.
"""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.fiscal import japanese_date
from dashboard.now import Now
from dashboard.ui import days, state
from dashboard.ui.blocks import component
from dashboard.ui.frame import remark, store_notices
from dashboard.ui.overview import ordered
from dashboard.ui.pages import HOME
from dashboard.ui.walk import stops

MEETING = "meeting"
STOP = "stop"
_PAGE = f"<style>{Path(__file__).with_name('meeting_page.css').read_text(encoding='utf-8')}</style>"


def _still(data: Mapping[str, Any]) -> str:
    names = [name for name, _ in data["stops"]]
    place = f"{names.index(data['stop']) + 1}／{len(names)}"
    words = "".join(f'<button type="button" disabled>{name}</button>' for name in ("次へ →", "終了（Esc）"))
    return (
        f'<nav aria-label="会議モード"><button type="button" disabled>← 前へ</button><span>{place}</span>{words}</nav>'
    )


_BAR = component(
    "meeting_bar",
    '<nav aria-label="会議モード"><button type="button" value="-1">← 前へ</button><span role="status"></span>'
    '<button type="button" value="1">次へ →</button><button type="button" value="leave">終了（Esc）</button></nav>',
    still=_still,
)


def meeting_button(stop: str = "") -> None:
    """The button that begins the walk, at the stop of that name or at the first."""
    if st.button("会議モード", icon=":material/present_to_all:"):
        _show(stop)


def walk(now: Now, stop: str = "") -> None:
    """In meeting mode, shows a stop of the walk in the place of the page, which ends here."""
    if st.query_params.get(MEETING) != "1":
        return
    if st.session_state.get(state.SCREEN) != HOME.title:
        _show(stop)
    _walk(now)
    st.stop()


def _show(stop: str) -> None:
    query = {MEETING: "1"} | ({STOP: stop} if stop else {})
    st.switch_page(HOME.path, query_params=state.link(**query))


def _walk(now: Now) -> None:
    as_of = days.as_of_in_address()
    order = st.query_params.get(state.ORDER, "")
    earlier = days.to_compare_in_address(as_of)
    names = {stop.name: stop for stop in stops(now, ordered(now.standings(as_of), order), as_of, earlier)}
    first = next(iter(names))
    name = st.query_params.get(STOP, first)
    if name not in names:
        remark(f"アドレスの「{STOP}」にある「{name}」は見つからないので、先頭を表示しています。")
        name = first
    stop = names[name]
    plan = escape(now.board.catalogue.plan.name)
    st.html(
        f'{_PAGE}<header class="page-head" data-stop="{escape(name, quote=True)}">'
        f'<h1 tabindex="-1">{escape(stop.heading)}</h1>'
        f'<p class="plan"><span>{plan}　</span><span>{japanese_date(as_of)}までの値</span></p></header>'
    )
    store_notices(now.board)
    with st.container(key=f"stop_{stop.kind}"):
        stop.show()
    data = {"stop": name, "stops": [[each.name, each.heading] for each in names.values()]}
    result = _BAR(data=data, key="meeting_bar", on_stop_change=_move, on_leave_change=lambda: None)
    if result.leave:
        query = {"indicator": stop.indicator} if stop.indicator else {}
        st.switch_page(stop.screen.path, query_params=state.link(**query))


def _move() -> None:
    """The browser counts the presses and says at which stop they end, so that none is lost."""
    name = st.session_state["meeting_bar"].stop
    if name:
        state.write(STOP, str(name))
