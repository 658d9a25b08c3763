"""A page's HTML already holds its screen: the same words in the same places as Streamlit's, which takes its place."""

import io
import os
import re
import shutil
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, Playwright, Route, ViewportSize, expect

from browser.conftest import LAPTOP, PATIENCE_MS, PHONE, WALL, launched
from browser.serving import served
from browser.visiting import CLINICS, DAY, DENTAL, PATHS, heading, open_everything, path_of, rested
from dashboard.fiscal import parse
from dashboard.observation import Observation, Status
from dashboard.settings import ROOT, Settings
from dashboard.store import Store, Submission
from dashboard.ui.first_paint import NO_SCRIPTS
from dashboard.ui.pages import HOME, INDICATOR, REGIONS

SCRIPTS = "**/static/js/index.*.js"
STILL, LIVE = "#still .stMain", "#root main"
PLACED = tuple(map(path_of, (HOME, INDICATOR, REGIONS)))
DEEP = (
    f"/indicator?indicator={DENTAL}&{DAY}",
    f"/regions?indicator={CLINICS}&region=11100&set=municipalities",
    f"/?{DAY}&order=distance&since=2023-12-31",
    "/indicator?indicator=no_such_indicator",
)
JUMPS = (
    "window.jumps = 0; new PerformanceObserver(list => list.getEntries().forEach(each => jumps += each.value))"
    ".observe({ type: 'layout-shift', buffered: true })"
)
WORDS = """selector => {
    const found = [];
    const isSeen = element => {
        for (let each = element; each; each = each.parentElement || each.getRootNode().host) {
            const style = getComputedStyle(each);
            if (style.display === 'none' || style.visibility === 'hidden') return false;
        }
        return true;
    };
    const walk = node => {
        if (node.nodeType === Node.TEXT_NODE) {
            const text = node.nodeValue.trim();
            if (!text || !isSeen(node.parentElement)) return;
            const range = document.createRange();
            range.selectNodeContents(node);
            const { x, y, width, height } = range.getBoundingClientRect();
            found.push(node.parentElement.checkVisibility() ? [text, x, y, width, height] : [text, 0, 0, 0, 0]);
        } else if (node.nodeType === Node.ELEMENT_NODE) {
            if (node.matches('style, script, noscript, [data-testid="stIconMaterial"], .icon, .spoken')) return;
            const { x, y, width, height } = node.getBoundingClientRect();
            if (node.localName === 'select') {
                found.push([node.selectedOptions[0].text, x, y, width, height]);
                return;
            }
            const words = node.matches('input[type=text], input[role=combobox]') && (node.value || node.placeholder);
            if (words && isSeen(node)) found.push([words, x, y, width, height]);
            if (node.localName === 'svg' && isSeen(node) && width > 30) found.push(['picture', x, y, width, height]);
            for (const child of node.shadowRoot?.childNodes ?? []) walk(child);
            node.childNodes.forEach(walk);
        }
    };
    walk(document.querySelector(selector));
    return found;
}"""


def before(page: Page, address: str, path: str) -> Page:
    """The page as it is before Streamlit's scripts; they do not come."""
    page.route(SCRIPTS, lambda route: route.abort())
    page.goto(f"{address}{path}")
    page.unroute(SCRIPTS)
    page.evaluate("document.fonts.ready")
    return page


@pytest.fixture(scope="module", autouse=True)
def warm(address: str) -> None:
    """Nobody comes before the screens are there."""
    for path in (*PATHS, *DEEP, *(f"{path}?{DAY}" for path in ("/", "/indicator", "/regions"))):
        end = time.monotonic() + PATIENCE_MS / 1000
        while 'id="still"' not in ask(f"{address}{path}")[1] and time.monotonic() < end:
            time.sleep(0.1)


def ask(place: str, **headers: str) -> tuple[dict[str, str], str]:
    """Headers and body of a page."""
    request = urllib.request.Request(place, headers={"accept": "text/html"} | headers)
    with urllib.request.urlopen(request) as answer:
        return dict(answer.headers), answer.read().decode()


@pytest.mark.parametrize("path", [path for path in (*PATHS, *DEEP) if path not in PLACED])
def test_words_and_figures_are_those_of_the_live_screen(page: Page, address: str, path: str) -> None:
    early = [entry[0] for entry in before(page, address, path).evaluate(WORDS, STILL)]
    page.reload()
    live = [entry[0] for entry in rested(page).evaluate(WORDS, LIVE)]
    end = early.index("見本を作っています…") if path == "/papers" else len(early)
    assert len(early) > 10
    assert early[:end] == live[:end]


@pytest.mark.parametrize("size", [PHONE, LAPTOP, WALL], ids=["phone", "laptop", "wall"])
@pytest.mark.parametrize("path", PLACED)
def test_everything_stands_where_it_will_stand_in_the_same_words(
    page: Page, address: str, path: str, size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    early = before(page, address, path).evaluate(WORDS, STILL)
    first = page.screenshot()
    page.reload()
    live = rested(page).evaluate(WORDS, LIVE)
    assert len(early) > 10
    assert [entry[0] for entry in early] == [entry[0] for entry in live]
    moved = [
        (old, new)
        for old, new in zip(early, live, strict=True)
        # What is far below is laid out when it comes in sight.
        if old[2] < 1.5 * size["height"] and max(abs(a - b) for a, b in zip(old[1:], new[1:], strict=True)) > 1
    ]
    assert not moved
    assert differing(first, page.screenshot()) < 0.01


def differing(first: bytes, second: bytes) -> float:
    """The share of pixels that are clearly another colour."""
    images = [Image.open(io.BytesIO(data)).convert("L") for data in (first, second)]
    histogram = ImageChops.difference(*images).histogram()
    return sum(histogram[64:]) / sum(histogram)


@pytest.fixture
def bare(playwright: Playwright, address: str) -> Iterator[Page]:
    """A page in a browser that has only the machine's own typefaces, most often without Japanese letters; it was here
    before, so that it need not wait for ours."""
    with launched(playwright) as browser:
        page = browser.new_page(viewport=LAPTOP)
        page.set_default_timeout(PATIENCE_MS)
        page.goto(address)
        page.evaluate("document.fonts.ready")
        yield page


def test_nothing_jumps_and_focus_and_place_survive_the_exchange(bare: Page, address: str) -> None:
    page = bare
    held: list[Route] = []
    is_late = True

    def hold(route: Route) -> None:
        if is_late:
            held.append(route)
        else:
            route.continue_()

    page.route(SCRIPTS, hold)
    page.add_init_script(JUMPS)
    page.goto(f"{address}/?{DAY}", wait_until="domcontentloaded")
    link = page.get_by_role("link", name="在宅療養後方支援病院数")
    # Of a machine that lacks the typeface, which comes first; nothing else can have the focus before.
    page.locator("#still").wait_for()
    link.focus()
    page.locator(STILL).evaluate("page => (page.scrollTop = 200)")
    is_late = False
    for route in held:
        route.continue_()
    rested(page)
    assert page.evaluate("document.activeElement.closest('#root') && document.activeElement.textContent").endswith(
        "63市町村の値を登録済み"
    )
    assert page.locator(LIVE).evaluate("page => page.scrollTop") == 200
    assert page.evaluate("jumps") < 0.02


@pytest.mark.parametrize("path", PATHS)
def test_nothing_jumps_when_a_screen_comes_alive(page: Page, address: str, path: str) -> None:
    page.add_init_script(JUMPS)
    page.set_viewport_size(LAPTOP)
    page.goto(f"{address}{path}?{DAY}")
    rested(page)
    page.evaluate("new Promise(next => requestAnimationFrame(() => setTimeout(next)))")
    assert page.evaluate("jumps") < 0.02


def test_a_phone_without_japanese_letters_fetches_the_usual_letters_and_more_only_for_a_rare_one(
    bare: Page, address: str
) -> None:
    fetched: set[str] = set()
    bare.on("request", lambda request: fetched.add(request.url.partition("/fonts/")[2].partition(".")[0]))
    bare.set_viewport_size(PHONE)
    for path in PATHS:
        bare.goto(f"{address}{path}?{DAY}")
        open_everything(rested(bare))
        bare.evaluate("document.fonts.ready")
    usual = {f"{weight}-{name}" for weight in ("regular", "bold") for name in ("signs", "kanji")}
    assert fetched - {""} == usual, "a screen has letters that _SIGNS or _KANJI of ui/font_slices.py lack"
    with bare.expect_response(re.compile("/fonts/regular-9800")) as caught:
        bare.locator("h1").evaluate("heading => heading.insertAdjacentHTML('afterend', '<p>髙橋、山﨑</p>')")
    assert caught.value.status == 200


@pytest.mark.parametrize("path", PATHS)
def test_the_scripts_of_a_screen_are_asked_for_together(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}{path}")
    rested(page)
    discovered = page.evaluate(
        """() => {
            const ahead = [...document.querySelectorAll('link[rel=modulepreload]')].map(link => link.href);
            const [{ startTime }] = performance.getEntriesByName('exchanged');
            const scripts = performance.getEntriesByType('resource').filter(each => each.name.includes('/static/js/'));
            return scripts.filter(each => each.startTime < startTime).map(each => each.name)
                .filter(name => !ahead.includes(name));
        }"""
    )
    assert discovered == []


def test_without_scripts_it_is_read_and_its_links_lead_on(chromium: Browser, address: str) -> None:
    with chromium.new_context(java_script_enabled=False, viewport=LAPTOP) as context:
        page = context.new_page()
        page.goto(f"{address}/?{DAY}")
        expect(page.get_by_text(NO_SCRIPTS)).to_be_visible()
        expect(page.get_by_text("You need to enable")).to_have_count(0)
        expect(page.get_by_role("button", name="会議モード")).to_be_disabled()
        page.get_by_role("link", name="在宅歯科の登録機関の推移と取組を見る").click()
        expect(heading(page)).to_contain_text("在宅歯科の登録機関")
        assert page.url.endswith(f"indicator={DENTAL}&{DAY}")
        page.get_by_role("link", name="地域別").click()
        expect(heading(page)).to_contain_text("地域別")
        assert DAY in page.url
        page.get_by_text("図のデータ表").last.click()


def test_a_page_is_guarded_and_compressed_with_its_screen(address: str) -> None:
    headers, html = ask(f"{address}/indicator?{DAY}")
    assert headers["content-security-policy"].startswith("default-src 'self'")
    assert (headers["cache-control"], headers["x-frame-options"]) == ("no-cache", "SAMEORIGIN")
    request = urllib.request.Request(f"{address}/indicator?{DAY}", headers={"accept-encoding": "br"})
    with urllib.request.urlopen(request) as answer:
        assert answer.headers["content-encoding"] == "br"
        packed = answer.read()
    assert brotli.decompress(packed).decode() == html
    assert len(packed) < len(html) / 3


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, real_settings: Settings) -> Iterator[str]:
    """A server whose clerk sits at it."""
    folder = tmp_path_factory.mktemp("office")
    with served(folder, DASHBOARD_EDITOR="local", DASHBOARD_STORE=real_settings.store) as address:
        yield address


def test_what_an_editor_sees_is_in_no_page(office: str) -> None:
    for path in ("/update", "/history"):
        assert 'id="still"' not in ask(f"{office}{path}")[1]


def drawn(address: str) -> str:
    """総括 with its screen, waited for."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while 'id="still"' not in (html := ask(address)[1]) and time.monotonic() < end:
        time.sleep(0.1)
    return html


def test_a_server_that_starts_again_shows_the_screen_at_once_unless_anything_changed(tmp_path: Path) -> None:
    catalogue = tmp_path / "indicators.yaml"
    shutil.copy(ROOT / "indicators.yaml", catalogue)
    moment = catalogue.stat().st_mtime_ns

    def first_answer() -> str:
        """The very first page of a start, while the state is still being opened."""
        with served(tmp_path, DASHBOARD_CATALOGUE=str(catalogue)) as address:
            return ask(address)[1]

    with served(tmp_path, DASHBOARD_CATALOGUE=str(catalogue)) as address:
        screen = drawn(address)
    assert "在宅歯科の登録機関" in screen
    assert "warning" not in (tmp_path / "server.log").read_text(encoding="utf-8")
    assert first_answer() == screen
    catalogue.write_text(
        catalogue.read_text(encoding="utf-8").replace("在宅歯科の登録", "在宅歯科のご登録"), encoding="utf-8"
    )
    # As in an image of the program, where all files have one moment.
    os.utime(catalogue, ns=(moment, moment))
    assert "在宅歯科の登録機関" not in first_answer()


def test_the_screen_of_before_an_upload_is_shown_to_nobody_after_it(tmp_path: Path) -> None:
    with served(tmp_path) as address:
        assert "1,234" not in drawn(f"{address}/indicator?indicator={DENTAL}")
        value = Observation(DENTAL, "11000", parse("2025-03-31"), 1234, Status.OFFICIAL, source="架空の調査")
        upload = Submission((value,), by="架空の係", file="架空.csv", sha256="", reason="架空の更新")
        Store(str(tmp_path / "store")).append(upload)
        soon = ask(f"{address}/indicator?indicator={DENTAL}")[1]
        assert 'id="still"' not in soon or "1,234" in soon
        assert "1,234" in drawn(f"{address}/indicator?indicator={DENTAL}")


def test_a_store_that_was_damaged_meanwhile_shows_no_figures_of_before(tmp_path: Path) -> None:
    with served(tmp_path) as address:
        drawn(address)
    for file in (tmp_path / "store" / "observations").glob("*.parquet"):
        file.unlink()
    with served(tmp_path, first=False) as address:
        end = time.monotonic() + PATIENCE_MS / 1000
        while 'id="still"' in ask(address)[1] and time.monotonic() < end:
            time.sleep(0.1)
        assert 'id="still"' not in ask(address)[1]
