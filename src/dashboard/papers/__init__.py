"""Files to take home, written without Streamlit so that the command line and the web server make the same bytes."""
