"""Who opens a screen in Streamlit's test runner, which knows of no connection by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from streamlit import config
from streamlit.runtime import context

HERE = {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501"}
"""What a browser on the server's own machine sends."""


@dataclass(frozen=True)
class Connection:
    """A connection as Streamlit's server would describe it: the peer and the headers it sent."""

    headers: list[tuple[str, str]]
    remote_ip: str | None
    cookies: Mapping[str, str]


def connect(monkeypatch: pytest.MonkeyPatch, headers: Mapping[str, str], peer: str = "127.0.0.1") -> None:
    """From now on every visitor of this test comes over such a connection."""
    connection = Connection(list(headers.items()), peer, {})
    monkeypatch.setattr(context, "_get_client_context", lambda: connection)


def set_option(monkeypatch: pytest.MonkeyPatch, name: str, value: Any) -> None:
    """Gives an option of Streamlit's this value for the length of the test."""
    monkeypatch.setattr(config.get_config_options()[name], "_get_val_func", lambda: value)


def at_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every visitor of this test sits at the server's machine, and may edit there."""
    monkeypatch.setenv("DASHBOARD_EDITOR", "local")
    set_option(monkeypatch, "server.address", "127.0.0.1")
    connect(monkeypatch, HERE)
