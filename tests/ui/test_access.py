"""Who may edit: every condition by itself, in Streamlit's test runner; the whole way is in browser/test_access.py."""

import json
import logging
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.errors import NotAllowed
from dashboard.ui.access import (
    ELSEWHERE,
    EXPIRED,
    FORWARDED,
    NOT_BOUND,
    READ_ONLY,
    RELAY_HEADERS,
    SIGNED_OUT,
    TRUSTED_HEADERS,
    Editor,
)
from dashboard.ui.frame import verbatim
from ui.visitors import HERE, at_this_machine, connect, set_option

HOUR = 3600
AUTH = {
    "redirect_uri": "https://dashboard.example.jp/oauth2callback",
    "cookie_secret": "0123456789abcdef0123456789abcdef",
    "client_id": "dashboard",
    "client_secret": "between us",
    "server_metadata_url": "https://login.example.jp/.well-known/openid-configuration",
}
ROLES = {"editors": ["Hanako@Example.jp", "kuroko@example.jp"], "editor_groups": ["指標担当"]}
LOCAL = Editor("", signed_in=False)


@pytest.fixture(autouse=True)
def _nothing_set_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DASHBOARD_EDITOR", raising=False)
    set_option(monkeypatch, "secrets.files", [str(tmp_path / "secrets.toml")])


def _asking() -> None:
    """A page that is for editors alone, and an action that asks for itself."""
    import streamlit as st

    from dashboard.errors import NotAllowed
    from dashboard.ui import access

    st.session_state.shown = access.sign_in_block()
    try:
        st.session_state.acting = access.require_editor()
    except NotAllowed as refusal:
        st.session_state.acting = str(refusal)


def asked(secrets: dict[str, Any] | None = None, **claims: Any) -> AppTest:
    """The page of somebody with these claims in his ID token; signed out without any."""
    app = AppTest.from_function(_asking)
    app.secrets = secrets or {}
    app.user = {"is_logged_in": True, **claims} if claims else {}
    app.run()
    assert not app.exception
    return app


def answer(app: AppTest) -> Editor | str:
    """The editor or the reason; page and action must be of one mind."""
    acting: Editor | str = app.session_state.acting
    editor = acting if isinstance(acting, Editor) else None
    assert app.session_state.shown == editor
    if isinstance(acting, str):
        assert [element.value for kind in (app.info, app.warning) for element in kind] == [verbatim(acting)]
    return acting


def buttons(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def signed_in(secrets: dict[str, Any] | None = None, **claims: Any) -> AppTest:
    """The page of somebody who has just signed in."""
    now = int(time.time())
    return asked(secrets or {"auth": AUTH, "roles": ROLES}, **{"sub": "1", "iat": now, "exp": now + HOUR, **claims})


def test_where_nothing_is_set_up_everybody_reads_and_nothing_is_complained_of(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.WARNING):
        app = asked()
    assert answer(app) == READ_ONLY
    assert buttons(app) == []
    assert "secret" not in "".join([caplog.text, *capsys.readouterr()]).lower()


def test_who_is_signed_out_gets_a_button_where_signing_in_is_set_up() -> None:
    app = asked({"auth": AUTH, "roles": ROLES})
    assert answer(app) == SIGNED_OUT
    assert buttons(app) == ["サインイン"]


@pytest.mark.parametrize("address", ["hanako@example.jp", "HANAKO@EXAMPLE.JP"])
def test_a_listed_address_may_edit_in_any_case_of_letters(address: str) -> None:
    app = signed_in(email=address)
    assert answer(app) == Editor(address, signed_in=True)
    assert buttons(app) == ["サインアウト"]


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"email": "hanako@example.jp", "name": "山田　花子"}, "山田 花子 <hanako@example.jp>"),
        ({"email": "hanako@example.jp", "name": " "}, "hanako@example.jp"),
        ({"email": "hanako@example.jp", "name": "hanako@example.jp"}, "hanako@example.jp"),
        ({"email": "hanako@example.jp", "name": ["花子"]}, "hanako@example.jp"),
        (
            {"email": "hanako@example.jp", "name": "太郎 <taro@example.jp>\n\u202e"},
            "太郎 taro@example.jp <hanako@example.jp>",
        ),
        ({"groups": ["指標担当"], "name": "山田花子"}, "山田花子 <1>"),
    ],
)
def test_what_is_kept_is_name_and_address_in_one_honest_line(claims: dict[str, Any], name: str) -> None:
    app = signed_in(**claims)
    assert answer(app) == Editor(name, signed_in=True)
    assert app.text[0].value == f"サインイン中：{name}"


def test_a_member_of_a_listed_group_may_edit() -> None:
    found = signed_in(email="taro@example.jp", groups=["その他", "指標担当"])
    assert answer(found) == Editor("taro@example.jp", signed_in=True)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "taro@example.jp"},
        {"email": "hanako@example.jp.example.com"},
        {"email": "hanako@example.j"},
        {"email": "\u212auroko@example.jp"},
        {"email": ["hanako@example.jp"]},
        {"email": ""},
        {"email": None},
        {"name": "hanako@example.jp", "preferred_username": "hanako@example.jp", "upn": "hanako@example.jp"},
        {"groups": "指標担当"},
        {"groups": ["指標担当者"]},
        {"groups": [["指標担当"], None]},
        {"groups": {"指標担当": True}},
        {"roles": ["指標担当"]},
    ],
)
def test_a_stranger_may_only_look_and_is_told_whom_to_ask(claims: dict[str, Any]) -> None:
    app = signed_in(**claims)
    reason = answer(app)
    assert isinstance(reason, str)
    assert "管理者" in reason
    assert buttons(app) == ["サインアウト"]


def test_a_stranger_who_signed_in_stands_in_the_log_once(capfd: pytest.CaptureFixture[str]) -> None:
    signed_in(email="stranger@example.com").run()
    events = [json.loads(line) for line in capfd.readouterr().err.splitlines() if "editor.refused" in line]
    assert [event["who"] for event in events] == ["stranger@example.com"]


def test_a_sign_in_that_was_good_ends_for_what_happens_later() -> None:
    found = answer(signed_in(email="hanako@example.jp"))
    assert isinstance(found, Editor)
    found.check()
    with pytest.raises(NotAllowed, match=EXPIRED):
        replace(found, until=time.time()).check()


def test_without_roles_nobody_is_an_editor() -> None:
    assert "権限がありません" in str(answer(signed_in({"auth": AUTH}, email="hanako@example.jp", groups=[""])))


@pytest.mark.parametrize("said", [False, "false", None, 0, "yes"])
def test_an_address_that_is_not_verified_proves_nothing(said: object) -> None:
    for claims in ({"email": "hanako@example.jp"}, {"email": "a@example.jp", "groups": ["指標担当"]}):
        assert "確認されていない" in str(answer(signed_in(email_verified=said, **claims)))


@pytest.mark.parametrize("said", [True, "true"])
def test_a_verified_address_does(said: object) -> None:
    assert isinstance(answer(signed_in(email="hanako@example.jp", email_verified=said)), Editor)


@pytest.mark.parametrize(
    "times",
    [
        {"exp": time.time() - 1},
        {"exp": None},
        {"exp": "9999999999"},
        {"exp": True},
        {"exp": float("nan")},
        {"iat": None},
        {"iat": "now"},
        {"iat": time.time() - 10 * HOUR, "exp": time.time() + 1000 * HOUR},
    ],
)
def test_an_expired_sign_in_is_over_and_can_be_renewed(times: dict[str, Any]) -> None:
    app = signed_in(email="hanako@example.jp", **times)
    assert answer(app) == EXPIRED
    assert buttons(app) == ["サインイン"]


def test_the_hours_of_a_session_are_configured() -> None:
    secrets = {"auth": AUTH, "roles": {**ROLES, "session_hours": 0.5}}
    late = {"iat": time.time() - HOUR, "exp": time.time() + HOUR}
    assert answer(signed_in(secrets, email="hanako@example.jp", **late)) == EXPIRED
    assert isinstance(answer(signed_in(secrets, email="hanako@example.jp")), Editor)


@pytest.mark.parametrize(
    ("roles", "named"),
    [
        ("hanako@example.jp", "[roles]"),
        ({"editors": "hanako@example.jp"}, "editors"),
        ({"editors": ["hanako@example.jp", 1]}, "editors"),
        ({"editors": [""]}, "editors"),
        ({"editor_groups": {"a": "b"}}, "editor_groups"),
        ({"session_hours": "10"}, "session_hours"),
        ({"session_hours": 0}, "session_hours"),
        ({"session_hours": float("nan")}, "session_hours"),
        ({"session_hours": True}, "session_hours"),
        ({"editor": ["hanako@example.jp"]}, "editor"),
    ],
)
def test_roles_that_are_written_wrongly_are_a_sentence_and_let_nobody_in(roles: object, named: str) -> None:
    secrets = {"auth": AUTH, "roles": roles}
    for app in (asked(secrets), signed_in(secrets, email="hanako@example.jp")):
        reason = answer(app)
        assert isinstance(reason, str)
        assert "secrets.toml" in reason
        assert named in reason


@pytest.mark.parametrize("key", AUTH)
def test_a_sign_in_that_cannot_work_names_what_is_missing(key: str) -> None:
    left = {name: value for name, value in AUTH.items() if name != key}
    assert key in str(answer(signed_in({"auth": left, "roles": ROLES}, email="hanako@example.jp")))


@pytest.mark.parametrize(
    ("key", "value"), [("cookie_secret", "xxx"), ("redirect_uri", "https://dashboard.example.jp/"), ("client_id", 1)]
)
def test_a_sign_in_that_would_be_unsafe_or_lost_is_not_accepted(key: str, value: object) -> None:
    secrets = {"auth": {**AUTH, key: value}, "roles": ROLES}
    assert key in str(answer(signed_in(secrets, email="hanako@example.jp")))


def test_nobody_is_believed_while_headers_can_speak_for_him(monkeypatch: pytest.MonkeyPatch) -> None:
    set_option(monkeypatch, "server.trustedUserHeaders", {"X-Email": "email"})
    assert answer(signed_in(email="hanako@example.jp")) == TRUSTED_HEADERS


def test_claims_without_a_sign_in_set_up_count_for_nothing() -> None:
    assert answer(signed_in({"roles": ROLES}, email="hanako@example.jp")) == READ_ONLY


@pytest.mark.parametrize(
    ("address", "host", "peer"),
    [
        ("127.0.0.1", "127.0.0.1:8501", "127.0.0.1"),
        ("127.0.0.1", "localhost:8501", "127.0.0.1"),
        ("127.0.0.2", "127.0.0.2:8501", "127.0.0.2"),
        ("::1", "[::1]:8501", "::1"),
        ("localhost", "localhost", "::1"),
    ],
)
def test_whoever_sits_at_this_machine_may_edit(
    monkeypatch: pytest.MonkeyPatch, address: str, host: str, peer: str
) -> None:
    at_this_machine(monkeypatch)
    set_option(monkeypatch, "server.address", address)
    connect(monkeypatch, {"host": host, "origin": f"http://{host}"}, peer)
    app = asked()
    assert answer(app) == LOCAL
    assert "このパソコンで開いているため、更新できます" in app.caption[0].value


@pytest.mark.parametrize("value", ["", "Local", "1", "true", "local "])
def test_only_the_one_word_switches_it_on(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    at_this_machine(monkeypatch)
    monkeypatch.setenv("DASHBOARD_EDITOR", value)
    assert answer(asked()) == READ_ONLY


@pytest.mark.parametrize(
    "address", [None, "", "0.0.0.0", "::", "192.168.1.5", "example.jp", "localhost.example.jp", "unix:///tmp/a"]
)
def test_a_server_that_others_can_reach_lets_nobody_edit(monkeypatch: pytest.MonkeyPatch, address: str | None) -> None:
    at_this_machine(monkeypatch)
    set_option(monkeypatch, "server.address", address)
    assert answer(asked()) == NOT_BOUND


@pytest.mark.parametrize(
    "header",
    [
        "X-Forwarded-For",
        "x-forwarded-host",
        "X-Forwarded-Proto",
        "X-Real-IP",
        "X-Original-Host",
        "X-Envoy-External-Address",
        "X-Auth-Request-Email",
        "Forwarded",
        "Via",
        "CF-Connecting-IP",
        "True-Client-IP",
        "Remote-User",
    ],
)
def test_a_request_that_a_proxy_passed_on_is_not_from_here(monkeypatch: pytest.MonkeyPatch, header: str) -> None:
    at_this_machine(monkeypatch)
    connect(monkeypatch, {**HERE, header: ""})
    assert answer(asked()) == FORWARDED


def test_what_browsers_send_is_not_taken_for_a_proxy() -> None:
    sent = (
        "host connection pragma cache-control user-agent upgrade origin accept accept-encoding accept-language cookie "
        "dnt priority te sec-gpc sec-fetch-site sec-websocket-version sec-websocket-key sec-websocket-protocol"
    )
    assert [name for name in sent.split() if name.startswith(RELAY_HEADERS)] == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Host": "127.0.0.1:8501"},
        {"Host": "127.0.0.1:8501", "Origin": "null"},
        {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:3000"},
        {"Host": "127.0.0.1:8501", "Origin": "https://dashboard.example.jp"},
        {"Host": "rebound.example.com:8501", "Origin": "http://rebound.example.com:8501"},
        {"Host": "rebound.localhost:8501", "Origin": "http://rebound.localhost:8501"},
        {"Host": "127.0.0.1.example.com", "Origin": "http://127.0.0.1.example.com"},
        {"Host": "192.168.1.5:8501", "Origin": "http://192.168.1.5:8501"},
        {"Host": "[", "Origin": "http://["},
        {"Host": "", "Origin": ""},
    ],
)
def test_a_page_of_another_name_does_not_edit_here(monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]) -> None:
    at_this_machine(monkeypatch)
    connect(monkeypatch, headers)
    assert answer(asked()) == ELSEWHERE


@pytest.mark.parametrize("peer", ["192.168.1.5", "203.0.113.9", "2001:db8::1", "nobody"])
def test_another_machine_does_not_edit_here(monkeypatch: pytest.MonkeyPatch, peer: str) -> None:
    at_this_machine(monkeypatch)
    connect(monkeypatch, HERE, peer)
    assert answer(asked()) == ELSEWHERE


def test_whoever_has_signed_in_is_judged_by_that_even_at_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    at_this_machine(monkeypatch)
    assert "権限がありません" in str(answer(signed_in(email="taro@example.jp")))
    assert answer(signed_in(email="hanako@example.jp")) == Editor("hanako@example.jp", signed_in=True)
    assert answer(asked({"auth": AUTH, "roles": ROLES})) == LOCAL


def test_where_signing_in_is_set_up_it_is_the_way_out_for_whoever_is_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    at_this_machine(monkeypatch)
    connect(monkeypatch, {**HERE, "Via": "1.1 relay"})
    assert answer(asked({"auth": AUTH, "roles": ROLES})) == SIGNED_OUT


def test_what_a_stranger_calls_himself_is_shown_as_he_wrote_it() -> None:
    app = signed_in(email="**a**@example.com", name="[x](https://example.com)")
    assert f"{verbatim('[x](https://example.com) <**a**@example.com>')} " in app.warning[0].value
