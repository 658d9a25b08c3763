"""One Chromium, one server and one page for all browser tests of a process; every test finds the page without a past.

A new page makes Chromium read and compile Streamlit's hundred scripts anew, which takes longer than most tests.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize, expect, sync_playwright

from browser.serving import served
from dashboard.settings import Settings
from dashboard.typeface import FONT_FILES

UNUSED = (
    *("PreloadTopChromeWebUI", "InitialWebUI", "WebUITabStrip", "WebUIToolbar"),
    *("Translate", "MediaRouter", "PaintHolding", "HttpsUpgrades", "OptimizationHints", "DestroyProfileOnBrowserClose"),
)
"""Of Chromium's own: no window is seen, so none of its pages is made ready; Playwright switches off the rest."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-features=" + ",".join(UNUSED),
    # A second page of the same site finds what the first has compiled.
    "--process-per-site",
    # There is no other host than this machine, so nobody waits for one.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
]
PATIENCE_MS = 30_000
LAPTOP = ViewportSize(width=1280, height=720)
PHONE = ViewportSize(width=390, height=844)
WALL = ViewportSize(width=1920, height=1080)


def font_settings(folder: Path) -> str:
    """A fontconfig file with our typefaces beside the machine's."""
    ours = "".join(f"<dir>{file.parent}</dir>" for file in FONT_FILES.values())
    system = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
    file = folder / "fonts.conf"
    file.write_text(f"<fontconfig>{system}{ours}<cachedir>{folder}</cachedir></fontconfig>", encoding="utf-8")
    return str(file)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        yield playwright


@contextmanager
def launched(playwright: Playwright, **environment: str) -> Iterator[Browser]:
    """Debian's Chromium without a window, its profile in a folder that Playwright makes and removes."""
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=ARGUMENTS, env={**os.environ, **environment}
    )
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def chromium(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """With our typefaces, as an officer's machine has its own."""
    with launched(playwright, FONTCONFIG_FILE=font_settings(tmp_path_factory.mktemp("fonts"))) as browser:
        yield browser


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory, real_settings: Settings) -> Iterator[str]:
    """Where the shared server answers; nothing may be written to its store."""
    with served(tmp_path_factory.mktemp("served"), DASHBOARD_STORE=real_settings.store) as address:
        yield address


@pytest.fixture(scope="session")
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """What the pages of all tests share: cookies, and the files and scripts that have been fetched."""
    with chromium.new_context(viewport=LAPTOP) as context:
        context.set_default_timeout(PATIENCE_MS)
        context.new_page()
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """The page of a visitor who comes for the first time with a laptop."""
    page = context.pages[0]
    context.clear_cookies()
    page.set_extra_http_headers({})
    page.emulate_media(media="null")
    page.set_viewport_size(LAPTOP)
    return page


@pytest.fixture
def second(context: BrowserContext) -> Iterator[Page]:
    """The page of somebody else who looks at the same time."""
    page = in_sight(context)
    yield page
    page.close()


def in_sight(context: BrowserContext) -> Page:
    """A further page in a window of its own: Chromium draws one that lies behind another once a second."""
    with context.expect_page() as opened:
        context.pages[0].evaluate("() => void window.open('about:blank', '', 'popup,noopener')")
    return opened.value
