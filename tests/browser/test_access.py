"""Who may edit, tried out in a browser: through a real OpenID provider, with forgeries, and at this machine."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, decode_signed_value

from browser.provider import COOKIE_SECRET, Provider, provider, served_with, sign_in, sign_out, start_signing_in
from browser.relaying import adding, naming, relayed
from browser.serving import served
from browser.test_local_relays import elements, is_offered, sentences
from browser.visiting import heading, rested, visit
from dashboard.settings import Settings
from dashboard.ui.access import ELSEWHERE, EXPIRED, FORWARDED, NOT_BOUND, READ_ONLY, SIGNED_OUT
from dashboard.ui.frame import verbatim
from dashboard.ui.pages import HISTORY, UPDATE

pytestmark = pytest.mark.browser

PATH = f"/{UPDATE.name}"
HOUR = 3600
IDENTITY_HEADERS = ("X-Forwarded-User", "X-Forwarded-Email", "X-Auth-Request-Email", "Remote-User", "X-Streamlit-User")


@pytest.fixture(scope="module")
def openid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with provider(tmp_path_factory.mktemp("provider")) as ready:
        ready.knows("hanako", email="hanako@example.jp", email_verified=True, name="山田花子")
        ready.knows("taro", email="taro@example.jp", groups=["指標担当"])
        ready.knows("stranger", email="stranger@example.com", name="*Nobody* <hanako@example.jp>", groups=["その他"])
        ready.knows("unverified", email="unverified@example.jp", email_verified=False)
        yield ready


@pytest.fixture(scope="module")
def signing(openid: Provider, tmp_path_factory: pytest.TempPathFactory, real_settings: Settings) -> Iterator[str]:
    """A server that lets people sign in."""
    with served_with(openid, tmp_path_factory.mktemp("signing"), DASHBOARD_STORE=real_settings.store) as address:
        yield address


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory, real_settings: Settings) -> Iterator[str]:
    """A server for the person at this machine, as `make run` starts it."""
    folder = tmp_path_factory.mktemp("local")
    secrets = f"--secrets.files={folder / 'secrets.toml'}"
    with served(folder, secrets, DASHBOARD_EDITOR="local", DASHBOARD_STORE=real_settings.store) as address:
        yield address


def uploader(page: Page) -> Locator:
    return page.get_by_test_id("stFileUploader")


def may_edit(page: Page) -> None:
    expect(uploader(page)).to_be_visible()


def may_only_look(page: Page, reason: str | re.Pattern[str]) -> None:
    expect(heading(page)).to_have_text(UPDATE.title)
    expect(page.get_by_test_id("stAlert")).to_have_text(reason)
    expect(uploader(page)).to_have_count(0)


def signed_in_as(page: Page, address: str, subject: str) -> None:
    """The page to which the provider sends the browser back."""
    visit(page, address, PATH)
    sign_in(page, subject)
    expect(page).to_have_url(re.compile(re.escape(f"{address}{PATH}")))
    expect(page.get_by_role("button", name=re.compile("サインアウト|サインイン"))).to_be_visible()
    rested(page)


def test_signed_out_one_is_asked_to_sign_in(page: Page, signing: str) -> None:
    visit(page, signing, PATH)
    may_only_look(page, SIGNED_OUT)
    expect(page.get_by_role("button", name="サインイン")).to_be_visible()


def test_a_listed_address_may_edit_in_the_name_of_its_owner_until_he_signs_out(page: Page, signing: str) -> None:
    signed_in_as(page, signing, "hanako")
    may_edit(page)
    expect(page.get_by_text("サインイン中：山田花子 <hanako@example.jp>", exact=True)).to_be_visible()
    visit(page, signing, f"/{HISTORY.name}")
    expect(page.get_by_text("hanako@example.jp")).to_be_visible()
    sign_out(page)
    may_only_look(page, SIGNED_OUT)
    assert [cookie for cookie in cookies(page.context) if cookie.startswith("_streamlit_user")] == []


def test_who_signed_in_before_the_browser_was_closed_is_known_at_any_screen(page: Page, signing: str) -> None:
    signed_in_as(page, signing, "hanako")
    # The only cookie that ends with the browser.
    page.context.clear_cookies(name="_streamlit_xsrf")
    visit(page, signing, "/")
    page.get_by_role("link", name=UPDATE.title).click()
    may_edit(page)
    sign_out(page)


def test_a_member_of_a_listed_group_may_edit(page: Page, signing: str) -> None:
    signed_in_as(page, signing, "taro")
    may_edit(page)
    expect(page.get_by_text("サインイン中：taro@example.jp", exact=True)).to_be_visible()


def test_a_stranger_is_told_so_under_the_address_that_he_has(page: Page, signing: str) -> None:
    signed_in_as(page, signing, "stranger")
    may_only_look(
        page, re.compile(r"^\*Nobody\* hanako@example\.jp <stranger@example\.com> には更新の権限がありません")
    )
    expect(page.get_by_role("button", name="サインアウト")).to_be_visible()


def test_an_address_that_nobody_verified_is_not_its_owner(page: Page, signing: str) -> None:
    signed_in_as(page, signing, "unverified")
    may_only_look(page, re.compile("確認されていない"))


def test_who_refuses_at_the_provider_comes_back_signed_out(page: Page, signing: str) -> None:
    visit(page, signing, PATH)
    start_signing_in(page)
    page.get_by_role("button", name="Deny").click()
    may_only_look(page, SIGNED_OUT)


def test_a_sign_in_ends_in_the_open_page_when_its_token_does(page: Page, signing: str, openid: Provider) -> None:
    visit(page, signing, PATH)
    start_signing_in(page)
    end = time.time() + 8
    openid.knows("briefly", email="briefly@example.jp", exp=int(end))
    page.get_by_placeholder("sub").fill("briefly")
    page.get_by_role("button", name="Authorize").click()
    may_edit(page)
    page.wait_for_timeout(max(0, end - time.time()) * 1000)
    page.get_by_role("link", name=HISTORY.title).first.click()
    expect(heading(page)).to_have_text(HISTORY.title)
    page.get_by_role("link", name=UPDATE.title).first.click()
    may_only_look(page, EXPIRED)
    page.reload()
    may_only_look(page, EXPIRED)
    expect(page.get_by_role("button", name="サインイン")).to_be_visible()


def test_a_sign_in_of_yesterday_is_over_although_its_token_is_not(page: Page, signing: str, openid: Provider) -> None:
    now = int(time.time())
    openid.knows("long-ago", email="long-ago@example.jp", iat=now - 11 * HOUR, exp=now + 90 * HOUR)
    signed_in_as(page, signing, "long-ago")
    may_only_look(page, EXPIRED)


def test_headers_that_name_an_editor_sign_nobody_in_not_even_on_the_websocket(page: Page, signing: str) -> None:
    named = dict.fromkeys(IDENTITY_HEADERS, "hanako@example.jp")
    page.set_extra_http_headers(named)
    visit(page, signing, PATH)
    may_only_look(page, SIGNED_OUT)
    with relayed(signing, adding(*(f"{name}: {value}" for name, value in named.items()))) as address:
        visit(page, address, PATH)
        may_only_look(page, SIGNED_OUT)


@pytest.mark.parametrize("secret", ["a guessed secret", None])
def test_a_forged_cookie_signs_nobody_in(page: Page, signing: str, secret: str | None) -> None:
    name, value = "_streamlit_user", json.dumps(claims_of_an_editor(signing))
    forged = value if secret is None else create_signed_value(secret, name, value).decode()
    page.context.add_cookies([{"name": name, "value": forged.replace(" ", ""), "url": signing}])
    visit(page, signing, PATH)
    may_only_look(page, SIGNED_OUT)


def test_the_same_cookie_would_do_if_it_were_signed_with_the_secret(page: Page, signing: str) -> None:
    value = json.dumps(claims_of_an_editor(signing))
    forged = create_signed_value(COOKIE_SECRET, "_streamlit_user", value).decode()
    page.context.add_cookies([{"name": "_streamlit_user", "value": forged, "url": signing}])
    visit(page, signing, PATH)
    may_edit(page)


def test_no_token_reaches_a_script_of_the_page(page: Page, signing: str) -> None:
    frames: list[bytes] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(as_bytes(frame))))
    signed_in_as(page, signing, "hanako")
    may_edit(page)
    kept = decode_signed_value(COOKIE_SECRET, "_streamlit_user_tokens", cookies(page.context)["_streamlit_user_tokens"])
    tokens = json.loads(kept or b"{}")
    assert tokens
    assert [name for name, token in tokens.items() if token.encode() in b"".join(frames)] == []
    assert "_streamlit_user" not in page.evaluate("document.cookie")


def test_whoever_sits_at_this_machine_may_edit(page: Page, local: str) -> None:
    visit(page, local, PATH)
    may_edit(page)
    visit(page, local.replace("127.0.0.1", "localhost"), PATH)
    may_edit(page)


@pytest.mark.parametrize("header", ["X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1"])
def test_this_machine_does_not_edit_for_a_proxy(page: Page, local: str, header: str) -> None:
    with relayed(local, adding(header)) as address:
        visit(page, address, PATH)
        may_only_look(page, FORWARDED)


def test_a_proxy_that_asks_under_another_name_and_says_nothing_gets_no_page_at_all(page: Page, local: str) -> None:
    with relayed(local, naming(local.removeprefix("http://"))) as address:
        with page.expect_console_message(lambda message: "WebSocket" in message.text and "403" in message.text):
            page.goto(f"{address}{PATH}")
        expect(uploader(page)).to_have_count(0)


def test_a_name_that_somebody_pointed_at_this_machine_is_refused(page: Page, local: str) -> None:
    visit(page, local.replace("127.0.0.1", "rebound.localhost"), PATH)
    may_only_look(page, ELSEWHERE)


def test_a_server_that_others_can_reach_refuses_this_machine_too(tmp_path: Path, real_settings: Settings) -> None:
    options = ("--server.address=0.0.0.0", f"--secrets.files={tmp_path / 'secrets.toml'}")
    with served(tmp_path, *options, DASHBOARD_EDITOR="local", DASHBOARD_STORE=real_settings.store) as address:
        messages = elements(address)
    assert not is_offered(messages)
    assert sentences(messages) == [verbatim(NOT_BOUND)]


def test_where_nothing_is_set_up_the_page_says_how_to(page: Page, address: str) -> None:
    visit(page, address, PATH)
    may_only_look(page, READ_ONLY)
    expect(page.get_by_role("button", name="サインイン")).to_have_count(0)


def cookies(context: BrowserContext) -> dict[str, str]:
    return {cookie.get("name", ""): cookie.get("value", "") for cookie in context.cookies()}


def claims_of_an_editor(origin: str) -> dict[str, object]:
    """What Streamlit's cookie holds for an editor who has just signed in."""
    now = int(time.time())
    claims = {"email": "hanako@example.jp", "iat": now, "exp": now + HOUR}
    return {**claims, "origin": origin, "is_logged_in": True, "provider": "default"}


def as_bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame
