"""指標: one indicator against its required line, what was done about it, and how its grade came about."""

import streamlit as st

from dashboard.judging.words import definition
from dashboard.now import present
from dashboard.ui import days, frame, state
from dashboard.ui.blocks import definitions, indicator_names
from dashboard.ui.indicator import (
    calculation,
    finding_words,
    initiatives,
    reasons,
    simple_extension,
    statement,
    value_history,
)
from dashboard.ui.meeting import meeting_button, walk

now = present()
catalogue = now.board.catalogue
walk(now, st.query_params.get("indicator", ""))
names = indicator_names(catalogue)
with st.container(key="controls", horizontal=True, vertical_alignment="bottom"):
    id_ = state.select("指標を選ぶ", "indicator", names)
    as_of = days.as_of()
    meeting_button(id_)
indicator = catalogue.indicator(id_)
standing = now.standing(id_, as_of)
frame.title(now.board, finding_words(now, standing), as_of)

statement(now, indicator, as_of)
reasons(standing)
calculation(standing)
initiatives(indicator, as_of)
simple_extension(standing)
st.header("定義と出典")
definitions(definition(indicator), "この指標の定義")
value_history(now, indicator)
