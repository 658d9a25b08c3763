"""Which pages are the server's own, and that it asks nobody for its address."""

import re
from pathlib import Path

import pytest
import streamlit as st
from streamlit import net_util
from streamlit.web.server import server_util

from dashboard.ui import origin
from dashboard.ui.origin import is_configured, is_from_host, site_of, switch_off_look_ups
from ui.visitors import set_option

STREAMLIT = Path(st.__file__).parent
ASKING = re.compile(r"get_(?:ex|in)ternal_ip\b|(?:requests|httpx)\.[a-z]+\(|urlopen\(")


@pytest.mark.parametrize(
    ("page", "host"),
    [
        ("http://127.0.0.1:8501", "127.0.0.1:8501"),
        ("https://kpi.example.jp", "kpi.example.jp"),
        ("https://kpi.example.jp", "kpi.example.jp:443"),
        ("http://kpi.example.jp:80", "kpi.example.jp"),
        ("HTTPS://KPI.example.jp", "kpi.EXAMPLE.jp"),
        ("https://kpi.example.jp.", "kpi.example.jp"),
        ("http://[::1]:8501", "[::1]:8501"),
    ],
)
def test_a_page_is_the_servers_own_however_it_is_written(page: str, host: str) -> None:
    site = site_of(page)
    assert site
    assert is_from_host(site, host)


@pytest.mark.parametrize(
    ("page", "host"),
    [
        ("http://127.0.0.1:8502", "127.0.0.1:8501"),
        ("https://kpi.example.jp:8443", "kpi.example.jp"),
        ("https://example.jp", "kpi.example.jp"),
        ("https://kpi.example.jp.evil.example", "kpi.example.jp"),
        ("https://xkpi.example.jp", "kpi.example.jp"),
        ("http://localhost:8501", "127.0.0.1:8501"),
        ("http://[::1]:8501", "[::2]:8501"),
        ("http://evil.example", "evil.example/kpi.example.jp"),
        ("http://evil.example", "kpi.example.jp@evil.example"),
        ("http://evil.example", ""),
    ],
)
def test_a_page_of_another_site_is_not(page: str, host: str) -> None:
    site = site_of(page)
    assert site
    assert not is_from_host(site, host)


@pytest.mark.parametrize(
    "page", ["null", "", "file://", "chrome-extension://abc", "http://", "http://a:b", "http://u@a", "http://[", "evil"]
)
def test_what_is_no_site_belongs_to_nobody(page: str) -> None:
    assert site_of(page) is None


def test_the_operators_addresses_are_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "secrets", Secrets("https://kpi.example.jp/kpi/oauth2callback"))
    set_option(monkeypatch, "server.corsAllowedOrigins", ["https://portal.example.jp"])
    set_option(monkeypatch, "browser.serverAddress", "shihyo.example.jp")
    origin._configured_sites.cache_clear()
    try:
        for page in ("https://kpi.example.jp", "https://portal.example.jp:443", "http://shihyo.example.jp"):
            site = site_of(page)
            assert site
            assert is_configured(site)
        for page in ("http://kpi.example.jp", "https://kpi.example.jp:8443", "https://evil.example"):
            site = site_of(page)
            assert site
            assert not is_configured(site)
    finally:
        origin._configured_sites.cache_clear()


def test_the_name_that_we_write_for_the_start_makes_no_other_page_ours() -> None:
    origin._configured_sites.cache_clear()
    site = site_of("http://localhost")
    assert site
    assert not is_configured(site)


def test_streamlit_learns_no_outside_address_and_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    requests: list[str] = []
    monkeypatch.setattr(net_util, "_make_blocking_http_get", lambda url, **_: requests.append(url))
    switch_off_look_ups()
    assert not server_util.is_url_from_allowed_origins("http://evil.example")
    assert requests == []


def test_nothing_of_streamlits_server_asks_the_internet_past_that_place() -> None:
    """A new version that looks itself up elsewhere must be looked at."""
    asking = {
        path.relative_to(STREAMLIT).as_posix(): sorted(set(ASKING.findall(path.read_text(encoding="utf-8"))))
        for path in STREAMLIT.rglob("*.py")
    }
    assert {path: names for path, names in asking.items() if names} == {
        "net_util.py": ["get_external_ip", "get_internal_ip", "requests.get("],
        "web/bootstrap.py": ["get_external_ip", "get_internal_ip"],
        "web/server/server_util.py": ["get_external_ip", "get_internal_ip"],
        # A theme or a script that the operator names by its URL, and an address for news typed in at the first start.
        "config_util.py": ["urlopen("],
        "runtime/credentials.py": ["requests.get(", "requests.post("],
        "web/cli.py": ["requests.get("],
    }


class Secrets:
    """A secrets.toml with a sign-in."""

    def __init__(self, redirect: str) -> None:
        self.redirect = redirect

    def load_if_toml_exists(self) -> bool:
        return True

    def get(self, _: str) -> dict[str, str]:
        return {"redirect_uri": self.redirect}
