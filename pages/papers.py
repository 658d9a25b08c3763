"""資料出力: the council paper as files: what goes into it, what it will look like, and the files themselves."""

import streamlit as st

from dashboard import present
from dashboard.ui import cache, frame
from dashboard.ui.papers import choose, conclusion, files, preview, regional_gaps

board, version = cache.board(), present.version()
heading = st.container()
choice = choose(board)
paper = present.paper_of(version, choice)
with heading:
    frame.title(board, "資料出力", choice.as_of)
frame.lead(conclusion(paper))
regional_gaps(paper)
files(version, choice)
preview(version, choice)
