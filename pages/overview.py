"""総括: the finding in words, and where every indicator stands on the way to its next target."""

import streamlit as st

from dashboard.now import present
from dashboard.ui import days, frame, state
from dashboard.ui.meeting import meeting_button, walk
from dashboard.ui.overview import (
    ORDERS,
    after_table,
    cautions,
    council_table,
    discussion,
    finding_block,
    ordered,
)
from dashboard.ui.progress_board import board_block, save_board

now = present()
walk(now)
board = now.board
state.take_along(state.ORDER)
with st.container(key="overview"):
    head = st.container()
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom", width="content"):
        order = state.segmented("並び順", state.ORDER, ORDERS)
        as_of = days.as_of()
        earlier = days.to_compare(as_of)
        meeting_button()
    standings = ordered(now.standings(as_of), order)
    frame.store_notices(board)
    finding_block(now, as_of, earlier)
    board_block(now, standings, as_of, earlier)
    save_board(now, standings, as_of, earlier)
with head:
    frame.page_head(board, "指標の進捗", as_of)

cautions(standings)
discussion(board)
council_table(standings, as_of)
after_table(now)
