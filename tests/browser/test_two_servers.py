"""Two servers behind the nginx file of deploy/ over one object store: what one stores, the other shows; one may die."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browser.conftest import PATIENCE_MS
from browser.provider import options_with, provider, sign_in
from browser.proxying import NGINX, SITE, free_ports, proxied, upstream
from browser.serving import process
from browser.test_intake import GOOD, REVISION, drop, fill, press, rows, tick_warnings
from browser.visiting import CLINICS, HEADINGS, heading, path_of, rested, visit
from dashboard.settings import ROOT
from dashboard.ui.pages import HISTORY, INDICATOR, UPDATE, Screen
from store.object_server import BUCKET, Bucket, object_server, settings_for

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed (Debian: sudo apt-get install nginx-light)"),
]

BASE = "/kpi"
LOG = "store/observations/_delta_log"


@dataclass(frozen=True)
class Site:
    """Where people come in, the servers behind it by their own addresses, their logs, and what is in the bucket."""

    address: str
    servers: dict[str, subprocess.Popen[bytes]]
    logs: dict[str, Path]
    bucket: Bucket


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Both servers have begun over an empty bucket, and both machines have made its store at once."""
    ports = free_ports()
    with ExitStack() as stack:
        objects = stack.enter_context(object_server(tmp_path_factory.mktemp("objects") / "server.log"))
        openid = stack.enter_context(provider(tmp_path_factory.mktemp("provider")))
        openid.knows("hanako", email="hanako@example.jp", email_verified=True, name="山田花子")
        environment = {"DASHBOARD_STORE": f"s3://{BUCKET}/store", **settings_for(objects)}
        servers, logs = {}, {}
        for name in ("first", "second"):
            folder = tmp_path_factory.mktemp(name)
            options = options_with(openid, folder, BASE, ports.address)
            cache = {"DASHBOARD_CACHE": str(folder / "cache")}
            address, server = stack.enter_context(process(folder, *options, **environment, **cache))
            servers[f"{address}{BASE}"], logs[f"{address}{BASE}"] = server, folder / "server.log"
        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(init, [environment] * 2)) == [0, 0]
        numbers = [urlsplit(address).port or 0 for address in servers]
        stack.enter_context(proxied(tmp_path_factory.mktemp("nginx"), ports, *numbers))
        yield Site(f"{ports.address}{BASE}", servers, logs, Bucket(objects))


def init(environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", "dashboard", "init"]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, check=False).returncode


@pytest.fixture
def clerk(chromium: Browser) -> Iterator[Page]:
    """A browser that takes our certificate."""
    with chromium.new_context(ignore_https_errors=True) as context:
        context.set_default_timeout(PATIENCE_MS)
        yield context.new_page()


CONNECTED = 'document.querySelector("[data-testid=stApp]").dataset.testConnectionState === "CONNECTED"'


def test_two_that_begin_at_once_make_one_store(site: Site) -> None:
    names = site.bucket.names()
    (commit,) = (name for name in names if "_delta_log/" in name)
    assert commit == "store/observations/_delta_log/00000000000000000000.json"
    # The other's file may lie there, too: no commit names it, and it is removed after a day.
    (named,) = re.findall(r'"path":"([^"]+)"', site.bucket.read(commit).decode())
    assert f"store/observations/{named}" in names


def test_what_one_stores_the_other_shows_and_people_go_on_with_it_when_the_first_is_killed(
    site: Site, clerk: Page, page: Page, second: Page
) -> None:
    readers = dict(zip(site.servers, (page, second), strict=True))
    for address, reader in readers.items():
        visit(reader, address, f"/{INDICATOR.name}", f"indicator={CLINICS}")
        expect(latest(reader)).to_contain_text("935")
    clerk.goto(f"{site.address}/{UPDATE.name}")
    sign_in(clerk, "hanako")
    register(clerk, GOOD)
    (chosen,) = [address for address, log in site.logs.items() if "batch.stored" in log.read_text(encoding="utf-8")]
    (other,) = site.servers.keys() - {chosen}

    go(readers[other], HISTORY)
    expect(rows(readers[other]).first).to_contain_text(GOOD.name)
    go(readers[other], INDICATOR)
    expect(latest(readers[other])).to_contain_text("971")

    site.servers[chosen].kill()
    # A press while the page has no server is lost, as the page says.
    for is_connected in (False, True):
        clerk.wait_for_function(f"({CONNECTED}) === {str(is_connected).lower()}")
    go(clerk, HISTORY)
    expect(rows(clerk).first).to_contain_text("山田花子")
    with clerk.expect_download() as found:
        clerk.get_by_role("button", name="元のファイルをダウンロード").click()
    assert Path(found.value.path()).read_bytes() == GOOD.read_bytes()
    go(clerk, UPDATE)
    register(clerk, REVISION)
    go(readers[other], HISTORY)
    expect(rows(readers[other]).first).to_contain_text(REVISION.name)
    expect(rows(readers[other]).nth(1)).to_contain_text(GOOD.name)
    assert len(commits(site)) == 3


def test_the_document_has_the_lines_that_are_tried_out_here() -> None:
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"<!-- servers -->\n```nginx\n(.*?)```", text, re.DOTALL)
    site = SITE.read_text(encoding="utf-8").replace(upstream(8501), upstream(8501, 8502))
    assert block in re.sub(r"\t#.*\n", "", site)


def commits(site: Site) -> list[str]:
    return [name for name in site.bucket.names() if name.startswith(f"{LOG}/") and name.endswith(".json")]


def latest(page: Page) -> Locator:
    return page.get_by_role("region", name="最新値")


def go(page: Page, screen: Screen) -> None:
    page.get_by_role("link", name=screen.title, exact=True).first.click()
    expect(heading(page)).to_have_text(HEADINGS[path_of(screen)] if screen is not INDICATOR else re.compile("訪問診療"))
    rested(page)


def register(page: Page, file: Path) -> None:
    """By somebody who is signed in, from the page where a file is taken."""
    expect(page.get_by_text("サインイン中：山田花子")).to_be_visible()
    rested(page)
    drop(page, file)
    fill(page, "なぜ", "四半期の更新")
    tick_warnings(page)
    press(page, "この内容で登録する")
    expect(page.get_by_text(re.compile("登録しました。取り込み番号は"))).to_be_visible()
