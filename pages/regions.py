"""地域別: one indicator in every region, per head of the people it is for, and all about the region that is chosen."""

import streamlit as st

from dashboard.ui import cache, cache_regions, frame, state
from dashboard.ui.cache_regions import Asked
from dashboard.ui.indicator import names
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

board = cache.board()
labels = names(board.catalogue)
shown = None
with st.container(key="controls", horizontal=True, vertical_alignment="bottom"):
    chosen = state.select("指標を選ぶ", "indicator", list(labels), labels.__getitem__)
    indicator = board.catalogue.indicator(chosen)
    days = cache_regions.panel(chosen).days(board.regions.prefecture)
    region_set = choose_set(board)
    if days:
        asked = Asked(chosen, region_set.id, choose_basis(board, indicator), choose_day(days))
frame.title(board, f"地域別　{indicator.name}")
if days:
    with st.container(key="how", horizontal=True, vertical_alignment="bottom"):
        frame.lead(conclusion(cache_regions.view(asked)))
        shown = Shown(asked, choose_map(), choose_order())
    map_and_ranking(shown)
    files(shown)
    missing(cache_regions.view(asked))
    over_time(asked, days)
else:
    not_registered(board, indicator)
explore(board, indicator, region_set, shown)
