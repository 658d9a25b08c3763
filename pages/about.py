"""定義と出典: what every indicator means, how it is judged and read, where figures are from, the state of the data."""

import streamlit as st

from dashboard.now import present
from dashboard.ui import frame
from dashboard.ui.about import data_state, definitions_of_all, judging_rules, reading, sources, status_meanings

board = present().board
frame.title(board, "定義と出典")

st.header("指標の定義")
definitions_of_all(board)
st.header("判定のしかた")
judging_rules(board.catalogue)
st.header("図と数字の読みかた")
reading()
st.header("値の区分")
status_meanings()
st.header("出典と利用条件")
sources(board)
st.header("データの状態")
data_state(board)
