"""Everything that knows Streamlit: shell, frame, caches, URL state, widgets and the web server's edges."""
