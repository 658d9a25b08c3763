"""What `streamlit run app.py` serves: the screens, with the routes and middleware around them in one process and port.

Streamlit recognises an application by reading this file, so ``st.App`` is called here and not in a function elsewhere.
"""

import streamlit as st

from dashboard.ui.web import MIDDLEWARE, ROUTES, SHELL, lifespan

app = st.App(SHELL, lifespan=lifespan, routes=ROUTES, middleware=MIDDLEWARE)
