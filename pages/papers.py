"""資料出力: the council paper as files: what goes into it, what it will look like, and the files themselves."""

import streamlit as st

from dashboard.now import present
from dashboard.ui import frame
from dashboard.ui.export import choose, downloads_of_formats, paper_words, preview, regional_gaps

now = present()
heading = st.container()
choice = choose(now.board)
paper = now.paper(choice)
with heading:
    frame.title(now.board, "資料出力", choice.as_of)
frame.lead(paper_words(paper))
regional_gaps(paper)
downloads_of_formats(now, choice)
preview(now, choice)
