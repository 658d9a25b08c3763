"""総括: the finding in words, and where every indicator stands on the way to its next target."""

import streamlit as st

from dashboard.now import present
from dashboard.ui import days, frame, state
from dashboard.ui.meeting import meeting_button, walk
from dashboard.ui.overview import ORDERS, overview, show_below
from dashboard.ui.progress_board import save_board

now = present()
walk(now)
state.take_along(state.ORDER)
with st.container(key="overview"):
    head = st.container()
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom", width="content"):
        order = state.segmented("並び順", state.ORDER, ORDERS)
        as_of = days.as_of()
        earlier = days.to_compare(as_of)
        meeting_button()
    words = overview(now, order, as_of, earlier)
    frame.store_notices(now.board)
    st.html(words.conclusion)
    save_board(now, words.standings, as_of, earlier)
with head:
    frame.page_head(now.board, "指標の進捗", as_of)
show_below(words)
