"""総括: where every indicator stands against its targets, on one screen."""

import streamlit as st

from dashboard.fiscal import japanese_date
from dashboard.judging.words import every_source
from dashboard.now import present
from dashboard.ui import days, frame, state
from dashboard.ui.blocks import figure
from dashboard.ui.meeting import meeting_button, walk
from dashboard.ui.overview import (
    ORDERS,
    cards,
    cautions,
    council_table,
    discussion,
    grade_counts,
    judging_note,
    not_judged,
    ordered,
)

now = present()
walk(now)
board = now.board
state.take_along(state.ORDER)
with st.container(horizontal=True, vertical_alignment="bottom"):
    head = st.container()
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom", width="content"):
        order = state.segmented("並び順", state.ORDER, ORDERS)
        as_of = days.as_of()
        meeting_button()
standings = ordered(now.standings(as_of), order)
with head:
    frame.page_head(board, "指標の進捗", as_of)
frame.store_notices(board)
frame.lead(grade_counts(standings))

cards(standings)
cautions(standings)
st.caption(judging_note(board))

st.header("同じものさしで見る")
figure(now.share_figure(as_of, tuple(standing.indicator.id for standing in standings)), "share")

st.header("一覧")
latest = [standing.assessment.latest for standing in standings if standing.assessment.latest]
council_table(standings, f"{japanese_date(as_of)}までの値。{every_source(latest)}　見出しを押すと並べ替えます。")

not_judged(now)
discussion(board)
