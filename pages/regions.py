"""地域別: one indicator in every region, per head of the people it is for, and all about the region that is chosen."""

import streamlit as st

from dashboard.charts.regional import regional_finding
from dashboard.comparing import Order
from dashboard.now import RegionalQuestion, present
from dashboard.ui import frame, state
from dashboard.ui.blocks import indicator_names
from dashboard.ui.regions import (
    RegionalChoice,
    choose_basis,
    choose_day,
    choose_map,
    choose_set,
    explore,
    map_and_ranking,
    missing,
    not_registered,
    over_time,
)

now = present()
board = now.board
names = indicator_names(board.catalogue)
choice = None
with st.container(key="controls", horizontal=True, vertical_alignment="bottom"):
    id_ = state.select("指標を選ぶ", "indicator", names)
    indicator = board.catalogue.indicator(id_)
    days = now.panel(id_).days(board.regions.prefecture)
    region_set = choose_set(board)
    if days:
        question = RegionalQuestion(id_, region_set.id, choose_basis(board, indicator), choose_day(days))
frame.title(board, f"地域別　{indicator.name}")
if days:
    view = now.view(question)
    with st.container(key="how", horizontal=True, vertical_alignment="bottom"):
        frame.lead(regional_finding(view.comparison))
        choice = RegionalChoice(question, choose_map(now), state.member("並び順", "order", Order))
    map_and_ranking(now, choice)
    missing(view)
    over_time(now, question, days)
else:
    not_registered(board, indicator)
explore(now.version, id_, region_set.id, choice)
