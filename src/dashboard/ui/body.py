"""The body of 指標: what an indicator's page says under its controls, in parts, out of one function for everybody.

The page shows the parts of the chosen indicator. Those of all others come once, ahead (``ahead.py``), so that the
browser shows another indicator at once and tells the server afterwards; what only the server can answer follows.
"""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from dashboard.charts.tracking_words import TrackingWords
from dashboard.judging.words import definition
from dashboard.now import Kept, Now
from dashboard.ui import state
from dashboard.ui.blocks import (
    definitions_html,
    downloads,
    facts_html,
    fold,
    framed,
    has_narrow_places,
    narrow_places,
    notice,
    picture_data,
    section,
)
from dashboard.ui.frame import page_head_html, store_notices
from dashboard.ui.indicator import (
    calculation,
    initiatives,
    reasons,
    regional_link,
    simple_extension,
    value_and_grade,
    value_history,
    without_value,
)
from dashboard.ui.page_part import PICTURE_PLACE, Part, box_component, bytes_of, part, part_component
from dashboard.ui.pages import REGIONS

CHOSEN = "indicator"
"""The URL parameter."""
MOST_AHEAD = 40
"""Bodies that are sent ahead: about 10 kB each. Of a plan with more indicators the others come from the server."""


def body(now: Now, indicator_id: str, as_of: date, *, narrow: bool) -> Mapping[str, Part]:
    """The parts that need nothing but this version, by their names; kept with it."""
    kept = now.answers.setdefault(body.__name__, Kept(256, bytes_of))
    return kept.get((indicator_id, as_of, narrow), lambda: _body(now, indicator_id, as_of, narrow=narrow))


def _body(now: Now, indicator_id: str, as_of: date, *, narrow: bool) -> Mapping[str, Part]:
    standing = now.standing(indicator_id, as_of)
    indicator = standing.indicator
    words = TrackingWords(standing, now.board.catalogue)
    value = value_and_grade(standing)
    if not standing.assessment.targets and now.registered(indicator_id):
        value += regional_link(indicator)
    why = without_value(now, standing)
    chart = notice(why) if why else ""
    picture = table = None
    if words.drawable:
        figure = now.target_figure(indicator_id, as_of)
        chart += PICTURE_PLACE
        picture = picture_data(figure, narrow=narrow)
        title = figure.picture.title
        table = fold("図のデータ表", framed(facts_html(figure.picture.table, title), title))
    more = (
        reasons(standing),
        calculation(standing),
        initiatives(indicator, as_of),
        simple_extension(standing),
        section("定義と出典", definitions_html(definition(indicator), "この指標の定義")),
    )
    return {
        "head": part(page_head_html(now.board, words.finding, as_of)),
        "value": part(value),
        "chart": part(chart, picture),
        "table": part(table or ""),
        "more": part("".join(more)),
    }


_PART = part_component("body_part")
_SELECT = box_component("indicator_select", "指標を選ぶ")


def choose_indicator(names: Mapping[str, str]) -> str:
    """The box over ids and names; the id that the URL says, the first for an unknown id there, and a warning."""
    id_ = state.id_in_url(CHOSEN, names)
    data = {"id": id_, "asked": st.query_params.get(CHOSEN, ""), "options": list(names.items())}
    _SELECT(data=data, key="indicator_select")
    return id_


def show_body(now: Now, indicator_id: str, as_of: date) -> None:
    """All parts of the page under its controls."""
    parts = body(now, indicator_id, as_of, narrow=has_narrow_places())
    _show("head", parts["head"])
    store_notices(now.board)
    with st.container(key="standing"):
        _show("value", parts["value"])
        _show("chart", parts["chart"])
        if parts["chart"]["picture"]:
            figure = now.target_figure(indicator_id, as_of)
            with st.container(key="files"):
                downloads(figure.picture.name, figure.drawing, "target")
        _show("table", parts["table"])
    _show("more", parts["more"], address=_address(now, as_of))
    # The newest of all that the browser waits for, so it comes last.
    _show("history", part(value_history(now, now.standing(indicator_id, as_of).indicator)), later=True)


def statement(now: Now, indicator_id: str, as_of: date) -> None:
    """What must be seen of an indicator at once: latest value, grade, what is missing to the required level, chart."""
    parts = body(now, indicator_id, as_of, narrow=has_narrow_places())
    with st.container(key="standing"):
        _show("value", parts["value"])
        _show("chart", parts["chart"])


def _show(name: str, part: Part, *, later: bool = False, address: str = "") -> None:
    """``later``: only the server knows it. ``address``: where the parts of all indicators come from."""
    data = {"part": name, "asked": st.query_params.get(CHOSEN, ""), "later": later, "address": address, **part}
    result = _PART(data=data, key=f"part_{name}", on_way_change=lambda: None, on_narrow_change=narrow_places)
    if result.way:
        st.switch_page(REGIONS.path, query_params=state.link(indicator=str(result.way)))


def _address(now: Now, as_of: date) -> str:
    """Of the bodies of all indicators, beside the page; never of another version or another code."""
    places = "narrow" if has_narrow_places() else "wide"
    return f"bodies/{now.edition}/{as_of.isoformat()}/{places}"
