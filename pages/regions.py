"""地域別: one indicator in every region, per head of the people it is for, and all about the region that is chosen."""

import streamlit as st

from dashboard.now import RegionalQuestion, present
from dashboard.ui import frame, state
from dashboard.ui.blocks import indicator_names
from dashboard.ui.regions import (
    Shown,
    choose_basis,
    choose_day,
    choose_map,
    choose_order,
    choose_set,
    conclusion,
    explore,
    files,
    map_and_ranking,
    missing,
    not_registered,
    over_time,
)

now = present()
board = now.board
labels = indicator_names(board.catalogue)
shown = None
with st.container(key="controls", horizontal=True, vertical_alignment="bottom"):
    chosen = state.select("指標を選ぶ", "indicator", list(labels), labels.__getitem__)
    indicator = board.catalogue.indicator(chosen)
    days = now.panel(chosen).days(board.regions.prefecture)
    region_set = choose_set(board)
    if days:
        asked = RegionalQuestion(chosen, region_set.id, choose_basis(board, indicator), choose_day(days))
frame.title(board, f"地域別　{indicator.name}")
if days:
    with st.container(key="how", horizontal=True, vertical_alignment="bottom"):
        frame.lead(conclusion(now.view(asked)))
        shown = Shown(asked, choose_map(now), choose_order())
    map_and_ranking(now, shown)
    files(now, shown)
    missing(now.view(asked))
    over_time(now, asked, days)
else:
    not_registered(board, indicator)
explore(now.version, indicator.id, region_set.id, shown)
