"""Who may change something: an editor who is signed in, or whoever sits at this machine.

Reading is open to everyone. An action asks ``require_editor`` on the server, in the script run that is to carry it out;
hiding its button is a courtesy. The identity comes from the signed cookie that Streamlit sets after OpenID Connect and
from nothing else: a header can take a right away here, it never gives one.

Streamlit keeps the claims of the ID token for thirty days and does not look at their times, so that is done here.
"""

import math
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, TypeGuard
from urllib.parse import urlsplit

import streamlit as st

from dashboard.errors import NotAllowed
from dashboard.event_log import log_event
from dashboard.ui.frame import verbatim

SIGNED_OUT = "更新するにはサインインが必要です。「サインイン」を押してください。"
EXPIRED = "サインインの有効期限が切れました。もう一度「サインイン」を押してください。"
STRANGER = "{who} には更新の権限がありません。必要なときは、このサーバーの管理者に登録を依頼してください。"
UNVERIFIED = (
    "{who} のメールアドレスは、サインイン先で本人のものと確認されていないため、更新できません。"
    "確認を済ませてからサインインし直してください。"
)
READ_ONLY = (
    "このサーバーは閲覧専用です。更新できるようにするには、.streamlit/secrets.toml にサインイン（OpenID Connect）を"
    "設定するか、このサーバーを動かすパソコンで make run を使って起動し、そのパソコンのブラウザーで開いてください。"
)
NOT_BOUND = (
    "サインインなしで更新できるのは、このパソコンだけで使うサーバーです。ほかのパソコンからの接続も受け付けるので、更新できません。"
    "--server.address 127.0.0.1 を付けて起動し直すか、サインインを設定してください。"
)
FORWARDED = (
    "サインインなしで更新できるのは、サーバーのパソコンの画面だけです。中継サーバーを通した接続からは更新できません。"
    "サーバーを動かしているパソコンで直接開くか、サインインを設定してください。"
)
ANOTHER_ACCOUNT = (
    "サインインなしで更新できるのは、サーバーを動かしている利用者だけです。この接続はほかの利用者のもの（中継サーバーか、"
    "このパソコンの別の利用者）なので、更新できません。同じ利用者で直接開くか、サインインを設定してください。"
)
ELSEWHERE = (
    "サインインなしで更新できるのは、サーバーを動かしているパソコンで、アドレスの先頭が"
    "http://127.0.0.1 か http://localhost の画面を開いたときだけです。"
)
TRUSTED_HEADERS = (
    "サーバーの設定 server.trustedUserHeaders が使われているあいだは、だれがサインインしたかを確かめられないため、"
    "更新できません。管理者がこの設定を外してください。"
)

_REFUSED = "editor_refused"
SIGN_IN_KEYS = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
ROLE_KEYS = ("editors", "editor_groups", "session_hours")
SECRET_CHARACTERS = 32
SESSION_HOURS = 10.0

RELAY_HEADERS = ("x-", "forwarded", "via", "cf-", "true-client-ip", "client-ip", "fastly-", "remote-", "front-end-")
"""How the names of headers begin that relays add and that no browser sends when it opens a WebSocket."""

OTHER_ACCOUNT = "dashboard-other-account"
"""The header that ``ui/gate.py`` adds where the kernel says that somebody else's process has opened the connection."""


@dataclass(frozen=True)
class Editor:
    """Whoever may change something.

    ``name`` is what is kept as who did it: display name and address of a sign-in. It is empty for the person at this
    machine (``signed_in`` is then False), who has to be asked for a name. ``until`` is when the sign-in ends, in
    seconds since 1970.
    """

    name: str
    signed_in: bool
    until: float = field(default=math.inf, compare=False)

    def check(self) -> None:
        """Raises ``NotAllowed`` once the sign-in has ended; for what happens outside a script run, as a download."""
        if time.time() >= self.until:
            raise NotAllowed(EXPIRED)


@dataclass(frozen=True)
class Roles:
    """The table [roles] of secrets.toml: who is an editor, and for how long after signing in."""

    editors: frozenset[str]
    editor_groups: frozenset[str]
    session_hours: float


def require_editor() -> Editor:
    """Whoever asks in this script run; raises ``NotAllowed`` with the reason and the way out if he may only look."""
    offered = _section("auth") is not None
    if offered:
        _check_sign_in()
        roles = _roles()
        claims = st.user.to_dict()
        if claims.get("is_logged_in"):
            return _signed_in_editor(claims, roles)
    return _local_editor(SIGNED_OUT if offered else READ_ONLY)


def sign_in_block() -> Editor | None:
    """The top of a page for editors: who is signed in, or why nothing can be changed and what to do about it."""
    try:
        editor = require_editor()
    except NotAllowed as refusal:
        _show_refusal(str(refusal))
        return None
    if editor.signed_in:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"サインイン中：{editor.name}")
            _sign_out_button()
    else:
        st.caption("このパソコンで開いているため、更新できます。")
    return editor


def _show_refusal(reason: str) -> None:
    show = st.info if reason in {SIGNED_OUT, READ_ONLY} else st.warning
    show(verbatim(reason))
    if reason in {SIGNED_OUT, EXPIRED}:
        if st.button("サインイン", key="sign_in", type="primary"):
            st.login()
    elif st.user.get("is_logged_in"):
        _sign_out_button()
    if st.user.get("is_logged_in") and st.session_state.get(_REFUSED) != reason:
        # Once, not at each run of the script.
        st.session_state[_REFUSED] = reason
        log_event("editor.refused", who=_name(st.user.to_dict()), reason=reason)


def _sign_out_button() -> None:
    if st.button("サインアウト", key="sign_out"):
        st.logout()


def _section(name: str) -> Any:
    """One table of secrets.toml; None without the table or without a readable file."""
    # Asking st.secrets for a key raises where there is no file.
    return st.secrets.get(name) if st.secrets.load_if_toml_exists() else None


def _check_sign_in() -> None:
    """Raises where [auth] cannot work, or where its cookie could be forged by trying out secrets."""
    auth = _section("auth")
    missing = [key for key in SIGN_IN_KEYS if not isinstance(auth, Mapping) or not _is_text(auth.get(key))]
    if missing:
        raise NotAllowed(f"secrets.toml の [auth] に {'、'.join(missing)} を文字列で書いてください。")
    if not urlsplit(auth["redirect_uri"]).path.endswith("/oauth2callback"):
        raise NotAllowed("secrets.toml の [auth] の redirect_uri は、/oauth2callback で終わるアドレスにしてください。")
    if len(auth["cookie_secret"]) < SECRET_CHARACTERS:
        raise NotAllowed(
            f"secrets.toml の [auth] の cookie_secret は、{SECRET_CHARACTERS}文字以上の乱数の文字列にしてください。"
        )
    if st.get_option("server.trustedUserHeaders"):
        raise NotAllowed(TRUSTED_HEADERS)


def _roles() -> Roles:
    table = _section("roles")
    if table is None:
        table = {}
    if not isinstance(table, Mapping):
        raise NotAllowed("secrets.toml の roles は、[roles] という表で書いてください。")
    unknown = [str(key) for key in table if key not in ROLE_KEYS]
    if unknown:
        raise NotAllowed(
            f"secrets.toml の [roles] に知らない項目があります：{'、'.join(unknown)}。"
            f"書けるのは {'、'.join(ROLE_KEYS)} です。"
        )
    editors = _texts(table, "editors")
    groups = _texts(table, "editor_groups")
    hours = table.get("session_hours", SESSION_HOURS)
    if not _is_number(hours) or not hours > 0:
        raise NotAllowed("secrets.toml の [roles] の session_hours は、0より大きい数（時間）で書いてください。")
    return Roles(frozenset(map(_comparable, editors)), frozenset(groups), float(hours))


def _texts(table: Mapping[str, Any], key: str) -> list[str]:
    texts = table.get(key, [])
    if not isinstance(texts, list) or not all(map(_is_text, texts)):
        raise NotAllowed(
            f'secrets.toml の [roles] の {key} は、空でない文字列の並びで書いてください（例：{key} = ["…", "…"]）。'
        )
    return texts


def _signed_in_editor(claims: Mapping[str, Any], roles: Roles) -> Editor:
    """The editor that the claims of the ID token name; raises for an expired sign-in and for a stranger."""
    until = _end(claims, roles.session_hours)
    if time.time() >= until:
        raise NotAllowed(EXPIRED)
    who = _name(claims)
    # Some providers send their booleans as words; not all of them send this one.
    if claims.get("email_verified", True) not in (True, "true"):
        raise NotAllowed(UNVERIFIED.format(who=who))
    if not _is_listed(claims, roles):
        raise NotAllowed(STRANGER.format(who=who))
    return Editor(who, signed_in=True, until=until)


def _end(claims: Mapping[str, Any], session_hours: float) -> float:
    """When the sign-in ends: as the provider says, at the latest some hours after it; at once if nothing is said."""
    issued = claims.get("iat")
    expires = claims.get("exp")
    if not _is_number(issued) or not _is_number(expires):
        return 0
    return float(min(expires, issued + session_hours * 3600))


def _is_listed(claims: Mapping[str, Any], roles: Roles) -> bool:
    email = claims.get("email")
    groups = claims.get("groups")
    if _is_text(email) and _comparable(email) in roles.editors:
        return True
    return isinstance(groups, list) and any(_is_text(group) and group in roles.editor_groups for group in groups)


def _name(claims: Mapping[str, Any]) -> str:
    """Display name with address, which tells people apart; the subject stands for a missing address."""
    address = _printable(claims.get("email")) or _printable(claims.get("sub")) or "?"
    name = _printable(claims.get("name"))
    return f"{name} <{address}>" if name and name != address else address


def _printable(text: object) -> str:
    """The text in one line, without invisible characters and brackets that could make one person look like another."""
    characters = text if isinstance(text, str) else ""
    return " ".join("".join(c if c.isprintable() and c not in "<>" else " " for c in characters).split())


def _comparable(address: str) -> str:
    """The address regardless of case; only ASCII, so that no foreign letter turns into another person's."""
    return address.lower() if address.isascii() else address


def _local_editor(otherwise: str) -> Editor:
    """The person at this machine, where that is switched on; raises ``otherwise`` where it is not."""
    if os.environ.get("DASHBOARD_EDITOR") != "local":
        raise NotAllowed(otherwise)
    refusal = _local_refusal()
    if refusal:
        # Where signing in is offered, that is the way out.
        raise NotAllowed(SIGNED_OUT if otherwise == SIGNED_OUT else refusal)
    return Editor("", signed_in=False)


def _local_refusal() -> str | None:
    """What speaks against this connection coming from the person at this machine."""
    if not _is_loopback(st.get_option("server.address")):
        return NOT_BOUND
    headers = st.context.headers
    if any(name.lower().startswith(RELAY_HEADERS) for name in headers):
        return FORWARDED
    if OTHER_ACCOUNT in headers:
        return ANOTHER_ACCOUNT
    return None if _is_from_here(headers) else ELSEWHERE


def _is_from_here(headers: Mapping[str, str]) -> bool:
    """Peer, address bar and page all on this machine: no rebound name, no page of another site or another port."""
    host = headers.get("Host", "")
    peer = st.context.ip_address
    try:
        name = urlsplit(f"//{host}").hostname
        origin = urlsplit(headers.get("Origin", "")).netloc
    except ValueError:
        return False
    # Streamlit says None for 127.0.0.1 and ::1. It says so without a connection too, which then has no Host either.
    return (peer is None or _is_loopback(peer)) and _is_loopback(name) and origin == host


def _is_loopback(host: object) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
