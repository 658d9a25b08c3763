"""What a reader chose, kept in the URL as ids: a link or a reload gives the same view, and labels may change.

Streamlit's own binding of widgets to the URL writes labels there, so every choice goes through the functions below:
before a widget is drawn it takes over what the URL says, and a change is written back into the URL.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from html import escape
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

import streamlit as st

from dashboard.errors import RegionError
from dashboard.places import Regions
from dashboard.ui.frame import remark, verbatim
from dashboard.ui.pages import Screen
from dashboard.ui.visit import NOBODY


class _Labelled(Protocol):
    @property
    def label(self) -> str: ...


L = TypeVar("L", bound=_Labelled)
AS_OF = "as_of"
ORDER = "order"
SINCE = "since"
REGION = "region"
NOT_ANY = "none"
SCREEN = "screen"
VISIT = "visit"
"""In the session: the title of the screen that is shown, and the how manieth it is."""
NARROW_PLACES = "narrow places"
"""In the session: whether this visitor's browser has a place for a picture that is narrow."""


def id_in_url(key: str, labels: Mapping[str, str]) -> str:
    """The id that the URL says, the first where it says none; also for an unknown one, and that is told."""
    first = next(iter(labels))
    id_ = st.query_params.get(key, "") or first
    if id_ in labels:
        return id_
    remark(f"アドレスの「{key}」にある「{id_}」は見つからないので、「{labels[first]}」を表示しています。")
    return first


def select(label: str, key: str, labels: Mapping[str, str]) -> str:
    """A select box over ids, bound to the URL parameter ``key``."""
    bound = _bound(key, id_in_url(key, labels))
    return str(st.selectbox(label, list(labels), format_func=labels.__getitem__, **bound))


def segmented(label: str, key: str, labels: Mapping[str, str]) -> str:
    """A row of buttons over ids, likewise bound to the URL; the first id is the default."""
    id_ = st.query_params.get(key)
    bound = _bound(key, id_ if id_ in labels else next(iter(labels)))
    # Unlike a box to choose from, these buttons read their words as Markdown.
    return str(
        st.segmented_control(label, list(labels), format_func=lambda id_: verbatim(labels[id_]), required=True, **bound)
    )


def member(label: str, key: str, members: Iterable[L]) -> L:
    """A row of buttons over members of an enumeration; the first is the default."""
    by_id = {str(entry): entry for entry in members}
    return by_id[segmented(label, key, {id_: entry.label for id_, entry in by_id.items()})]


def several(
    label: str, key: str, labels: Mapping[str, str], most: int, none: str = "選んでください"
) -> tuple[str, ...]:
    """Up to ``most`` of the ids, likewise bound to the URL, where commas part them; unknown ones there are left out.

    ``none`` says what it means to choose nothing.
    """
    choice = st.multiselect(
        label, list(labels), format_func=labels.__getitem__, max_selections=most, placeholder=none,
        **_bound(key, _ids_in_url(key, labels)[:most]),
    )  # fmt: skip
    return tuple(choice)


def buttons(label: str, key: str, labels: Mapping[str, str], first: Sequence[str]) -> tuple[str, ...]:
    """Buttons over ids of which any number may be pressed, likewise bound to the URL; at first those in ``first``.

    That none is pressed is a choice, too, and stands in the URL as ``NOT_ANY``.
    """
    bound = _bound(key, _ids_in_url(key, labels) if key in st.query_params else list(first), NOT_ANY)
    choice = st.pills(
        label, list(labels), format_func=lambda id_: verbatim(labels[id_]), selection_mode="multi", **bound
    )
    return tuple(id_ for id_ in labels if id_ in choice)


def take_along(key: str) -> None:
    """Writes into the URL what stood there on the screen before, whose navigation cleared it.

    On the same screen a parameter that is gone was taken back (by the browser's way back, or an emptied field).
    """
    chosen: dict[str, tuple[str, int]] = st.session_state.setdefault("taken_along", {})
    visit = st.session_state.get(VISIT, 0)
    text, before = chosen.get(key, ("", visit))
    if key not in st.query_params and before != visit:
        write(key, text)
    chosen[key] = (st.query_params.get(key, ""), visit)


def arrive(screen: str) -> None:
    """Says in the session which screen is shown, and counts how often another one came."""
    if st.session_state.get(SCREEN) != screen:
        st.session_state[SCREEN] = screen
        st.session_state[VISIT] = st.session_state.get(VISIT, 0) + 1


def is_visit() -> bool:
    """Whether nobody's browser asked for this run: it leaves out what nobody could take from it."""
    return st.context.locale == NOBODY


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
    """URL parameters for a link to another screen: the given ones, and the dates and the order that were chosen."""
    return parameters | {key: st.query_params[key] for key in (AS_OF, SINCE, ORDER) if key in st.query_params}


def inner_link(words: str, screen: Screen, *, unseen: bool = False, **parameters: str) -> str:
    """HTML of a link to another screen, which ``shell.js`` opens without loading the page anew.

    An ``unseen`` one lies over its block, and only who listens has its words.
    """
    address = escape(f"{screen.name}?{urlencode(link(**parameters))}", quote=True)
    if unseen:
        return f'<a class="inner" href="{address}" aria-label="{escape(words, quote=True)}"></a>'
    return f'<a class="inner" href="{address}">{escape(words)}</a>'


def write(key: str, text: str) -> None:
    """Writes a URL parameter; an empty text takes it away."""
    if text:
        st.query_params[key] = text
    else:
        st.query_params.pop(key, None)


def _ids_in_url(key: str, ids: Collection[str]) -> list[str]:
    return [id_ for id_ in st.query_params.get(key, "").split(",") if id_ in ids]


def _code(text: str, regions: Regions) -> str:
    try:
        return regions.get(text).code
    except RegionError:
        return text


def _bound(key: str, value: object, empty: str = "") -> dict[str, Any]:
    """What a widget is given so that it shows ``value``, as the URL says, and writes a change into the URL.

    ``empty`` is written there for an empty list.
    """
    widget = f"choice_{key}"
    if st.session_state.get(widget) != value:
        st.session_state[widget] = value
    return {"key": widget, "on_change": _publish, "args": (key, widget, empty)}


def _publish(key: str, widget: str, empty: str) -> None:
    value = st.session_state[widget]
    match value:
        case None:
            write(key, "")
        case list():
            write(key, ",".join(value) or empty)
        case _:
            write(key, str(value))
