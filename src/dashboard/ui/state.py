"""What a reader chose, kept in the URL as ids: a link or a reload gives the same view, and labels may change.

Streamlit's own binding of widgets to the URL writes labels there, so every choice goes through the two functions below:
before a widget is drawn it takes over what the URL says, and a change is written back into the URL.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date

import streamlit as st

from dashboard.errors import RegionError
from dashboard.fiscal import EARLIEST, today
from dashboard.places import Regions
from dashboard.ui.frame import verbatim

AS_OF = "as_of"
REGION = "region"
KEPT = "kept_as_of"


def select(label: str, key: str, ids: Sequence[str], label_of: Callable[[str], str]) -> str:
    """A select box over ids, bound to the URL parameter ``key``; an unknown id there is told, and the first shown."""
    wanted = st.query_params.get(key)
    if wanted is not None and wanted not in ids:
        told = f"URLの「{key}」にある「{wanted}」は見つからないので、「{label_of(ids[0])}」を表示しています。"
        st.warning(verbatim(told))
    widget = _take_over(key, wanted if wanted in ids else ids[0])
    return str(st.selectbox(label, ids, format_func=label_of, key=widget, on_change=_publish, args=(key, widget)))


def read_codes(key: str, regions: Regions) -> None:
    """Writes the region codes in the URL parameter ``key``, with a check digit or without its zero, in five digits."""
    written = st.query_params.get(key)
    if written:
        codes = ",".join(_code(text, regions) for text in written.split(","))
        if codes != written:
            st.query_params[key] = codes


def _code(text: str, regions: Regions) -> str:
    try:
        return regions.get(text).code
    except RegionError:
        return text


def segmented(label: str, key: str, ids: Sequence[str], label_of: Callable[[str], str]) -> str:
    """A row of buttons over ids, likewise bound to the URL; the first id is the default."""
    wanted = st.query_params.get(key)
    widget = _take_over(key, wanted if wanted in ids else ids[0])
    chosen = st.segmented_control(
        label, ids, format_func=label_of, key=widget, required=True, on_change=_publish, args=(key, widget)
    )
    return str(chosen)


def several(
    label: str, key: str, labels: Mapping[str, str], most: int, none: str = "選んでください"
) -> tuple[str, ...]:
    """Up to ``most`` of the ids, likewise bound to the URL, where commas part them; unknown ones there are left out.

    ``none`` says what it means to choose nothing.
    """
    widget = _take_over(key, _several_in_url(key, labels)[:most])
    chosen = st.multiselect(
        label, list(labels), format_func=labels.__getitem__, key=widget, max_selections=most, placeholder=none,
        on_change=_publish, args=(key, widget),
    )  # fmt: skip
    return tuple(chosen)


def buttons(label: str, key: str, labels: Mapping[str, str], first: Sequence[str]) -> tuple[str, ...]:
    """Buttons over ids of which any number may be pressed, likewise bound to the URL; at first those in ``first``."""
    wanted = _several_in_url(key, labels) if key in st.query_params else list(first)
    widget = _take_over(key, wanted)
    chosen = st.pills(
        label,
        list(labels),
        format_func=labels.__getitem__,
        key=widget,
        selection_mode="multi",
        on_change=_publish,
        args=(key, widget),
    )
    return tuple(one for one in labels if one in chosen)


def _several_in_url(key: str, ids: Collection[str]) -> list[str]:
    return [one for one in st.query_params.get(key, "").split(",") if one in ids]


def as_of() -> date:
    """The date at which everything on the page is judged: URL parameter ``as_of``, else today.

    A date once chosen goes along to the other screens of the session, whose navigation clears the URL.
    """
    if AS_OF not in st.query_params and KEPT in st.session_state:
        st.query_params[AS_OF] = st.session_state[KEPT]
    latest, wanted = today(), _date_in_url(AS_OF)
    widget = _take_over(AS_OF, min(wanted, latest) if wanted else latest)
    chosen = st.date_input(
        "基準日",
        min_value=EARLIEST,
        max_value=latest,
        format="YYYY-MM-DD",
        key=widget,
        on_change=_publish,
        args=(AS_OF, widget),
        width=180,
        help="この日までの値だけで見ます。部会の日などを選ぶと、その日の時点で判定し直します。",
    )
    if AS_OF in st.query_params:
        st.session_state[KEPT] = st.query_params[AS_OF]
    return chosen if isinstance(chosen, date) else latest


def day(label: str, key: str, about: str) -> date | None:
    """A day up to today, or none, likewise bound to the URL."""
    latest, wanted = today(), _date_in_url(key)
    widget = _take_over(key, min(wanted, latest) if wanted else None)
    chosen = st.date_input(
        label, value=None, min_value=EARLIEST, max_value=latest, format="YYYY-MM-DD", key=widget,
        on_change=_publish, args=(key, widget), width=180, help=about,
    )  # fmt: skip
    return chosen if isinstance(chosen, date) else None


def link(**parameters: str) -> dict[str, str]:
    """URL parameters for a link to another screen: the given ones, and the as-of date if the reader chose one."""
    kept = {AS_OF: st.query_params[AS_OF]} if AS_OF in st.query_params else {}
    return parameters | kept


def switch(key: str, *, on: bool) -> None:
    """Turns the URL parameter ``key`` on or off."""
    if on:
        st.query_params[key] = "1"
    else:
        st.query_params.pop(key, None)


def is_on(key: str) -> bool:
    """Whether the URL parameter ``key`` is on."""
    return bool(st.query_params.get(key) == "1")


def _date_in_url(key: str) -> date | None:
    """The date in the URL; None where there is none, and told where it cannot be read."""
    written = st.query_params.get(key)
    if written is None:
        return None
    with suppress(ValueError):
        if (found := date.fromisoformat(written)) >= EARLIEST:
            return found
    what = "基準日" if key == AS_OF else f"「{key}」にある"
    told = f"URLの{what}「{written}」は使えないので、今日の時点で表示しています。2024-12-31 のように書いてください。"
    st.warning(verbatim(told))
    return None


def _take_over(key: str, value: object) -> str:
    """Puts what the URL says into the widget about to be drawn; returns the widget's key."""
    widget = f"choice_{key}"
    if st.session_state.get(widget) != value:
        st.session_state[widget] = value
    return widget


def _publish(key: str, widget: str) -> None:
    value = st.session_state[widget]
    if value is None:
        st.session_state.pop(KEPT, None)
    written = "" if value is None else ",".join(value) if isinstance(value, list) else _text(value)
    if written:
        st.query_params[key] = written
    else:
        st.query_params.pop(key, None)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
