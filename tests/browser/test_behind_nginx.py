"""The way people come in: TLS, base path, WebSocket, a sign-in and an upload through the nginx file of deploy/."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from browser.conftest import PATIENCE_MS
from browser.provider import provider, served_with, sign_in
from browser.proxying import HOST, NGINX, Ports, free_ports, proxied
from browser.serving import free_port
from browser.visiting import HEADINGS, heading, path_of, visit
from dashboard.settings import Settings
from dashboard.ui.font_slices import slice_files
from dashboard.ui.pages import INDICATOR, UPDATE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed (Debian: sudo apt-get install nginx-light)"),
]

BASE = "/kpi"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of nginx: its logs are here."""
    return tmp_path_factory.mktemp("nginx")


@pytest.fixture(scope="module")
def ports(folder: Path, tmp_path_factory: pytest.TempPathFactory, real_settings: Settings) -> Iterator[Ports]:
    """nginx before a server at which people can sign in; nothing may be written to its store."""
    ports = free_ports()
    store = {"DASHBOARD_STORE": real_settings.store}
    with provider(tmp_path_factory.mktemp("provider")) as openid:
        openid.knows("hanako", email="hanako@example.jp", email_verified=True, name="山田花子")
        with (
            served_with(openid, tmp_path_factory.mktemp("behind"), BASE, ports.address, **store) as address,
            proxied(folder, ports, urlsplit(address).port or 0),
        ):
            yield ports


@contextmanager
def asking(ports: Ports) -> Iterator[httpx.Client]:
    """Asks as whoever knows the right name."""
    with httpx.Client(
        base_url=f"https://127.0.0.1:{ports.tls}", verify=False, headers={"host": HOST}, timeout=60
    ) as client:
        client.event_hooks["request"] = [lambda request: request.extensions.update(sni_hostname=HOST)]
        yield client


@pytest.fixture
def ask(ports: Ports) -> Iterator[httpx.Client]:
    with asking(ports) as client:
        yield client


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Page]:
    """A browser that takes our certificate."""
    with chromium.new_context(ignore_https_errors=True) as context:
        context.set_default_timeout(PATIENCE_MS)
        yield context.new_page()


def test_a_page_lives_over_its_websocket_and_an_editor_uploads_more_than_a_megabyte(
    visitor: Page, ports: Ports, folder: Path
) -> None:
    sockets: list[str] = []
    visitor.on("websocket", lambda socket: sockets.append(socket.url))
    address = f"{ports.address}{BASE}"
    visit(visitor, address, path_of(INDICATOR))
    expect(heading(visitor)).to_have_text(HEADINGS[path_of(INDICATOR)])
    assert sockets[0].startswith(f"wss://{HOST}:{ports.tls}{BASE}/_stcore/stream")
    visitor.get_by_role("link", name=UPDATE.title, exact=True).first.click()
    sign_in(visitor, "hanako")
    expect(visitor).to_have_url(re.compile(re.escape(f"{address}/{UPDATE.name}")))
    expect(visitor.get_by_text("サインイン中：山田花子")).to_be_visible()
    scanned = {"name": "架空.csv", "mimeType": "text/csv", "buffer": b"%PDF-1.7\n" + bytes(range(256)) * 6000}
    visitor.locator('input[type="file"]').set_input_files(scanned)  # type: ignore[arg-type]
    expect(visitor.get_by_text(re.compile("PDF")).first).to_be_visible()
    log = (folder / "access.log").read_text(encoding="utf-8")
    assert f"{BASE}/oauth2callback" in log
    assert [word for word in ("?", "code=", "state=", "hanako") if word in log] == []


@pytest.mark.parametrize(
    ("place", "status", "target"),
    [
        ("/", 302, f"{BASE}/"),
        (BASE, 301, f"{BASE}/"),
        (f"{BASE}/", 200, ""),
        (f"{BASE}/api/v1/indicators.json", 200, ""),
        (f"{BASE}/fonts/{next(iter(slice_files()))}", 200, ""),
        (f"{BASE}/healthz", 200, ""),
        (f"{BASE}/readyz", 200, ""),
        (f"{BASE}/_stcore/metrics", 404, ""),
        ("/healthz", 404, ""),
        ("/api/v1/indicators.json", 404, ""),
    ],
)
def test_the_base_path_is_handed_on_and_nothing_else(ask: httpx.Client, place: str, status: int, target: str) -> None:
    answer = ask.get(place)
    assert (answer.status_code, answer.headers.get("location", "").endswith(target)) == (status, True)
    if status == 200:
        assert answer.headers["strict-transport-security"]


def test_what_is_not_encrypted_is_sent_to_where_it_is(ports: Ports) -> None:
    answer = httpx.get(f"http://127.0.0.1:{ports.plain}{BASE}/?as_of=2024-12-31", headers={"host": HOST})
    assert (answer.status_code, answer.headers["location"]) == (301, f"https://{HOST}{BASE}/?as_of=2024-12-31")


def test_another_host_under_our_address_gets_no_answer(ask: httpx.Client, ports: Ports) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        ask.get(f"{BASE}/", headers={"host": "evil.example"})
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"https://127.0.0.1:{ports.tls}{BASE}/", verify=False)


def test_what_is_larger_than_any_upload_is_refused_at_the_door(ask: httpx.Client) -> None:
    answer = ask.put(f"{BASE}/_stcore/upload_file/x/y", content=bytes(11_600_000))
    assert (answer.status_code, "10MB" in answer.text) == (413, True)


def test_while_the_server_is_down_nginx_says_so_in_a_sentence(tmp_path: Path) -> None:
    ports = free_ports()
    with proxied(tmp_path, ports, free_port()), asking(ports) as client:
        answer = client.get(f"{BASE}/")
    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html; charset=utf-8")
    assert answer.text.strip().endswith("管理者に知らせてください。")


def test_the_words_of_nginx_are_a_page_that_is_read_on_a_phone_and_leads_to_the_dashboard(
    visitor: Page, ports: Ports
) -> None:
    visitor.set_viewport_size({"width": 390, "height": 844})
    visitor.goto(f"{ports.address}/no-such-place")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("指標ダッシュボード")
    sentence = visitor.get_by_text("このアドレスには何もありません。")
    assert sentence.evaluate("each => getComputedStyle(each).fontSize") == "18px"
    assert visitor.evaluate("document.documentElement.scrollWidth") == 390
    visitor.get_by_role("link").click()
    expect(heading(visitor)).to_have_text(HEADINGS["/"])


def test_who_asks_for_paper_after_paper_waits_and_others_do_not(ask: httpx.Client) -> None:
    statuses = [ask.get(f"{BASE}/api/v1/papers/none").status_code for _ in range(20)]
    assert statuses[:8] == [404] * 8
    assert statuses[-4:] == [503] * 4
    assert ask.get(f"{BASE}/api/v1/papers/none").text.strip().endswith("もう一度試してください。")
    assert ask.get(f"{BASE}/api/v1/indicators.json").status_code == 200
