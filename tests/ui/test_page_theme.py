"""What a page is told of its theme is what Streamlit would say, worked out once."""

from inspect import unwrap
from typing import Any

import pytest
from streamlit import config
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import app_session

from dashboard.ui.page_theme import keep_theme
from ui.visitors import set_option


def told() -> ForwardMsg:
    """As the first message of a run fills it in."""
    session: Any = app_session
    message = ForwardMsg()
    theme = message.new_session.custom_theme
    session._populate_theme_msg(theme)
    session._populate_theme_msg(theme.sidebar, "theme.sidebar")
    session._populate_theme_msg(theme.dark, "theme.dark")
    return message


def test_every_page_has_the_theme_of_the_settings_and_they_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    set_option(monkeypatch, "theme.primaryColor", "#0017C1")
    set_option(monkeypatch, "theme.sidebar.textColor", "#123456")
    session: Any = app_session
    monkeypatch.setattr(app_session, "_populate_theme_msg", unwrap(session._populate_theme_msg))
    anew = told()
    assert anew.new_session.custom_theme.primary_color == "#0017C1"
    assert not anew.new_session.custom_theme.HasField("dark")
    keep_theme()
    assert told() == anew
    monkeypatch.setattr(config, "get_options_for_section", None)
    assert told() == anew
