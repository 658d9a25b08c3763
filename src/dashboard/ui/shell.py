"""The script that Streamlit runs for every visitor: navigation, one error boundary around the chosen page."""

import streamlit as st

from dashboard.ui.frame import await_heading, boundary, navigation_pages
from dashboard.ui.state import arrive
from dashboard.ui.uploads import UPLOADS

page = st.navigation(navigation_pages(), position="top")
st.set_page_config(page_title=f"{page.title}｜指標ダッシュボード", layout="wide")
arrive(page.title)
await_heading()
with UPLOADS.of_this_run(), boundary():
    page.run()
