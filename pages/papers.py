"""資料出力: the council paper as files: what goes into it, what it will look like, and the files themselves."""

import streamlit as st

from dashboard.now import present
from dashboard.ui import frame
from dashboard.ui.export import choose, conclusion, files, preview, regional_gaps

now = present()
board = now.board
heading = st.container()
choice = choose(board)
paper = now.paper(choice)
with heading:
    frame.title(board, "資料出力", choice.as_of)
frame.lead(conclusion(paper))
regional_gaps(paper)
files(now, choice)
preview(now, choice)
