"""指標: one indicator against its required line, what was done about it, and how its grade came about."""

import streamlit as st

from dashboard.now import present
from dashboard.ui import days
from dashboard.ui.blocks import indicator_names
from dashboard.ui.body import CHOSEN, choose_indicator, show_body
from dashboard.ui.meeting import meeting_button, walk

now = present()
walk(now, st.query_params.get(CHOSEN, ""))
with st.container(key="controls", horizontal=True, vertical_alignment="bottom"):
    id_ = choose_indicator(indicator_names(now.board.catalogue))
    as_of = days.as_of()
    meeting_button(id_)
show_body(now, id_, as_of)
