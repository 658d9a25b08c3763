"""Days that a reader chooses, written in any notation or taken from the browser's calendar, and kept in the URL.

Streamlit's own field for a date takes one notation, speaks English and refuses in a tooltip. Ours hands over what was
written; a day that cannot be used is a sentence under the page's heading, whether it was typed or stands in the URL.
"""

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from dashboard.errors import FiscalError
from dashboard.fiscal import EARLIEST, japanese_date, parse, today
from dashboard.ui import state
from dashboard.ui.blocks import component
from dashboard.ui.frame import remark


def _still(data: Mapping[str, Any]) -> str:
    return (
        f'<label for="day">{escape(data["label"])}</label><div class="row">'
        f'<input id="day" type="text" disabled value="{escape(data["text"], quote=True)}">'
        '<button type="button" disabled aria-label="カレンダーから選ぶ"><svg viewBox="0 0 16 16" aria-hidden="true">'
        '<path d="M2 4h12v10H2zM2 7h12M5 2v3M11 2v3"/></svg></button></div>'
    )


_FIELD = component(
    "day_field",
    '<label for="day">日付</label><div class="row"><input id="day" type="text" autocomplete="off" spellcheck="false" '
    'enterkeyhint="go" aria-describedby="about"><button type="button" aria-label="カレンダーから選ぶ">'
    '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2 4h12v10H2zM2 7h12M5 2v3M11 2v3"/></svg></button>'
    '<input type="date" tabindex="-1" aria-hidden="true"></div><p id="about"></p>',
    still=_still,
)
_HOW = "令和6年12月31日、R6.12.31、2024-12-31 などと書いてEnterを押します。"


def as_of() -> date:
    """The date at which everything on the page is judged: URL parameter ``as_of``, else today.

    A date once chosen goes along to the other screens of the session, whose navigation clears the URL.
    """
    state.take_along(state.AS_OF)
    about = "この日までの値だけで見ます。部会の日などを選ぶと、その日の時点で判定し直します。"
    return day("基準日", state.AS_OF, about, otherwise=today()) or today()


def as_of_in_address() -> date:
    """The same where there is no field for it: what the URL says, else today."""
    return _in_address("基準日", state.AS_OF, today()) or today()


def to_compare(as_of: date) -> date | None:
    """A day before the as-of date, since when the page says what has changed: URL parameter ``since``, else none."""
    state.take_along(state.SINCE)
    about = "この日から基準日までに、値と判定の何が変わったかを示します。"
    return _if_earlier(day("比べる日", state.SINCE, about), as_of)


def to_compare_in_address(as_of: date) -> date | None:
    """The same where there is no field for it."""
    return _if_earlier(_in_address("比べる日", state.SINCE, None), as_of)


def _if_earlier(earlier: date | None, as_of: date) -> date | None:
    if earlier is None or earlier < as_of:
        return earlier
    remark("比べる日は、基準日より前の日を選んでください。")
    return None


def day(label: str, key: str, about: str, otherwise: date | None = None) -> date | None:
    """A day up to today, bound to the URL parameter ``key``; where that has none, ``otherwise``."""
    chosen = _in_address(label, key, otherwise)
    # What was typed and cannot be used stays to be mended, until the reader goes elsewhere.
    refused = f"refused_{key}"
    here = (st.query_params.get(key), st.session_state.get(state.VISIT))
    typed, sentence, place = st.session_state.get(refused, ("", "", here))
    if place != here:
        typed = ""
    if typed:
        remark(f"{sentence}{_instead(chosen)}")
    data = {
        "label": label,
        "about": f"{about}{_HOW}",
        "text": typed or (japanese_date(chosen) if chosen else ""),
        "refused": bool(typed),
        "day": chosen.isoformat() if chosen else "",
        "earliest": EARLIEST.isoformat(),
        "latest": today().isoformat(),
    }
    widget = f"day_{key}"

    def take() -> None:
        text = " ".join(str(st.session_state[widget].written or "").split())
        st.session_state.pop(refused, None)
        try:
            state.write(key, _usable(label, text).isoformat() if text else "")
        except FiscalError as error:
            st.session_state[refused] = (text, str(error), here)

    _FIELD(data=data, key=widget, on_written_change=take, width=200)
    return chosen


def _in_address(label: str, key: str, otherwise: date | None) -> date | None:
    written = st.query_params.get(key)
    if not written:
        return otherwise
    try:
        return _usable(label, written)
    except FiscalError as error:
        remark(f"アドレスにある{error}{_instead(otherwise)}")
        return otherwise


def _usable(label: str, written: str) -> date:
    """The day that is meant, in any notation of a period: 令和6年度 is its last day.

    Raises:
        FiscalError: it cannot be read, or lies outside what may be asked for.
    """
    try:
        meant = parse(written).date
    except FiscalError as error:
        raise FiscalError(f"{label}{str(error).removeprefix('時点')}") from error
    if meant > today():
        words = japanese_date(meant)
        more = "" if words == written else f"（{words}）"
        raise FiscalError(
            f"{label}「{written}」{more}はまだ来ていません。今日（{japanese_date(today())}）までの日を選んでください。"
        )
    return meant


def _instead(chosen: date | None) -> str:
    return f"いまは{japanese_date(chosen)}の時点で表示しています。" if chosen else "いまは指定なしで表示しています。"
