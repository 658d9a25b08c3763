"""What a reader chose, kept in the URL as ids: a link or a reload gives the same view, and labels may change.

Streamlit's own binding of widgets to the URL writes labels there, so every choice goes through the functions below:
before a widget is drawn it takes over what the URL says, and a change is written back into the URL.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Protocol, TypeVar

import streamlit as st

from dashboard.errors import RegionError
from dashboard.fiscal import EARLIEST, today
from dashboard.places import Regions
from dashboard.ui.frame import verbatim


class _Labelled(Protocol):
    @property
    def label(self) -> str: ...


L = TypeVar("L", bound=_Labelled)
AS_OF = "as_of"
REGION = "region"
LAST_AS_OF = "kept_as_of"


def select(label: str, key: str, labels: Mapping[str, str]) -> str:
    """A select box over ids, bound to the URL parameter ``key``; the first for an unknown id there, and a warning."""
    first = next(iter(labels))
    id_ = st.query_params.get(key, first)
    if id_ not in labels:
        sentence = f"URLの「{key}」にある「{id_}」は見つからないので、「{labels[first]}」を表示しています。"
        st.warning(verbatim(sentence))
        id_ = first
    return str(st.selectbox(label, list(labels), format_func=labels.__getitem__, **_bound(key, id_)))


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
    """Buttons over ids of which any number may be pressed, likewise bound to the URL; at first those in ``first``."""
    bound = _bound(key, _ids_in_url(key, labels) if key in st.query_params else list(first))
    choice = st.pills(
        label, list(labels), format_func=lambda id_: verbatim(labels[id_]), selection_mode="multi", **bound
    )
    return tuple(id_ for id_ in labels if id_ in choice)


def as_of() -> date:
    """The date at which everything on the page is judged: URL parameter ``as_of``, else today.

    A date once chosen goes along to the other screens of the session, whose navigation clears the URL.
    """
    if AS_OF not in st.query_params and LAST_AS_OF in st.session_state:
        st.query_params[AS_OF] = st.session_state[LAST_AS_OF]
    about = "この日までの値だけで見ます。部会の日などを選ぶと、その日の時点で判定し直します。"
    choice = day("基準日", AS_OF, about, otherwise=today())
    if AS_OF in st.query_params:
        st.session_state[LAST_AS_OF] = st.query_params[AS_OF]
    return choice or today()


def day(label: str, key: str, about: str, otherwise: date | None = None) -> date | None:
    """A day up to today, likewise bound to the URL; where that has none, ``otherwise``, and None may be chosen."""
    latest = today()
    written = _date_in_url(key)
    choice = st.date_input(
        label, value="today" if otherwise else None, min_value=EARLIEST, max_value=latest, format="YYYY-MM-DD",
        width=180, help=about, **_bound(key, min(written, latest) if written else otherwise),
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


def _date_in_url(key: str) -> date | None:
    """The date in the URL; None where there is none, and a warning where it cannot be read."""
    written = st.query_params.get(key)
    if written is None:
        return None
    with suppress(ValueError):
        if (day := date.fromisoformat(written)) >= EARLIEST:
            return day
    what = "基準日" if key == AS_OF else f"「{key}」にある"
    sentence = (
        f"URLの{what}「{written}」は使えないので、今日の時点で表示しています。2024-12-31 のように書いてください。"
    )
    st.warning(verbatim(sentence))
    return None


def _bound(key: str, value: object) -> dict[str, Any]:
    """What a widget is given so that it shows ``value``, as the URL says, and writes a change into the URL."""
    widget = f"choice_{key}"
    if st.session_state.get(widget) != value:
        st.session_state[widget] = value
    return {"key": widget, "on_change": _publish, "args": (key, widget)}


def _publish(key: str, widget: str) -> None:
    value = st.session_state[widget]
    match value:
        case None:
            st.session_state.pop(LAST_AS_OF, None)
            write(key, "")
        case list():
            write(key, ",".join(value))
        case _:
            write(key, str(value))
