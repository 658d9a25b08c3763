"""What a reader chose, kept in the URL as ids: a link or a reload gives the same view, and labels may change.

Streamlit's own binding of widgets to the URL writes labels there, so every choice goes through the functions below:
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
LAST_AS_OF = "kept_as_of"


def select(label: str, key: str, ids: Sequence[str], label_of: Callable[[str], str]) -> str:
    """A select box over ids, bound to the URL parameter ``key``; the first for an unknown id there, and a warning."""
    id_ = st.query_params.get(key, ids[0])
    if id_ not in ids:
        sentence = f"URLの「{key}」にある「{id_}」は見つからないので、「{label_of(ids[0])}」を表示しています。"
        st.warning(verbatim(sentence))
        id_ = ids[0]
    widget = _take_over(key, id_)
    return str(st.selectbox(label, ids, format_func=label_of, key=widget, on_change=_publish, args=(key, widget)))


def segmented(label: str, key: str, ids: Sequence[str], label_of: Callable[[str], str]) -> str:
    """A row of buttons over ids, likewise bound to the URL; the first id is the default."""
    id_ = st.query_params.get(key)
    widget = _take_over(key, id_ if id_ in ids else ids[0])
    choice = st.segmented_control(
        label, ids, format_func=label_of, key=widget, required=True, on_change=_publish, args=(key, widget)
    )
    return str(choice)


def several(
    label: str, key: str, labels: Mapping[str, str], most: int, none: str = "選んでください"
) -> tuple[str, ...]:
    """Up to ``most`` of the ids, likewise bound to the URL, where commas part them; unknown ones there are left out.

    ``none`` says what it means to choose nothing.
    """
    widget = _take_over(key, _ids_in_url(key, labels)[:most])
    choice = st.multiselect(
        label, list(labels), format_func=labels.__getitem__, key=widget, max_selections=most, placeholder=none,
        on_change=_publish, args=(key, widget),
    )  # fmt: skip
    return tuple(choice)


def buttons(label: str, key: str, labels: Mapping[str, str], first: Sequence[str]) -> tuple[str, ...]:
    """Buttons over ids of which any number may be pressed, likewise bound to the URL; at first those in ``first``."""
    widget = _take_over(key, _ids_in_url(key, labels) if key in st.query_params else list(first))
    choice = st.pills(
        label, list(labels), format_func=labels.__getitem__, key=widget, selection_mode="multi",
        on_change=_publish, args=(key, widget),
    )  # fmt: skip
    return tuple(id_ for id_ in labels if id_ in choice)


def as_of() -> date:
    """The date at which everything on the page is judged: URL parameter ``as_of``, else today.

    A date once chosen goes along to the other screens of the session, whose navigation clears the URL.
    """
    if AS_OF not in st.query_params and LAST_AS_OF in st.session_state:
        st.query_params[AS_OF] = st.session_state[LAST_AS_OF]
    latest = today()
    widget = _take_over(AS_OF, min(_date_in_url(AS_OF) or latest, latest))
    choice = st.date_input(
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
        st.session_state[LAST_AS_OF] = st.query_params[AS_OF]
    return choice if isinstance(choice, date) else latest


def day(label: str, key: str, about: str) -> date | None:
    """A day up to today, or none, likewise bound to the URL."""
    latest = today()
    written = _date_in_url(key)
    widget = _take_over(key, min(written, latest) if written else None)
    choice = st.date_input(
        label, value=None, min_value=EARLIEST, max_value=latest, format="YYYY-MM-DD", key=widget,
        on_change=_publish, args=(key, widget), width=180, help=about,
    )  # fmt: skip
    return choice if isinstance(choice, date) else None


def read_codes(key: str, regions: Regions) -> None:
    """Writes the region codes in the URL parameter ``key``, with a check digit or without their zero, in five digits.

    A code that is not there, or whose check digit is wrong, stays as it is: the widget then says so.
    """
    written = st.query_params.get(key)
    if written:
        codes = ",".join(_code(text, regions) for text in written.split(","))
        if codes != written:
            st.query_params[key] = codes


def link(**parameters: str) -> dict[str, str]:
    """URL parameters for a link to another screen: the given ones, and the as-of date if the reader chose one."""
    return parameters | {key: st.query_params[key] for key in (AS_OF,) if key in st.query_params}


def switch(key: str, *, on: bool) -> None:
    """Turns the URL parameter ``key`` on or off."""
    if on:
        st.query_params[key] = "1"
    else:
        st.query_params.pop(key, None)


def is_on(key: str) -> bool:
    """Whether the URL parameter ``key`` is on."""
    return bool(st.query_params.get(key) == "1")


def _ids_in_url(key: str, ids: Collection[str]) -> list[str]:
    return [id_ for id_ in st.query_params.get(key, "").split(",") if id_ in ids]


def _code(text: str, regions: Regions) -> str:
    try:
        return regions.get(text).code
    except RegionError:
        return text


def _date_in_url(key: str) -> date | None:
    """The date in the URL; None where there is none, and a warning where it cannot be read."""
    written = st.query_params.get(key)
    if written is None:
        return None
    with suppress(ValueError):
        if (day := date.fromisoformat(written)) >= EARLIEST:
            return day
    what = "基準日" if key == AS_OF else f"「{key}」にある"
    st.warning(
        verbatim(
            f"URLの{what}「{written}」は使えないので、今日の時点で表示しています。2024-12-31 のように書いてください。"
        )
    )
    return None


def _take_over(key: str, value: object) -> str:
    """Puts what the URL says into the widget about to be drawn; returns the widget's key."""
    widget = f"choice_{key}"
    if st.session_state.get(widget) != value:
        st.session_state[widget] = value
    return widget


def _publish(key: str, widget: str) -> None:
    """Writes what the widget says into the URL."""
    value = st.session_state[widget]
    match value:
        case None:
            st.session_state.pop(LAST_AS_OF, None)
            text = ""
        case list():
            text = ",".join(value)
        case date():
            text = value.isoformat()
        case _:
            text = str(value)
    if text:
        st.query_params[key] = text
    else:
        st.query_params.pop(key, None)
