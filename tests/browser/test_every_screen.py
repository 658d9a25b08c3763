"""What holds on every screen: nothing cut off, nothing that axe-core finds grave, no request to another host, Japanese.

Each view is opened once and everything is looked at there, for opening takes most of the time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from browser.conftest import LAPTOP, PHONE, WALL, in_sight
from browser.visiting import HEADINGS, VIEWS, heading, open_everything, path_of, visit
from dashboard.ui.pages import PAGES

pytestmark = pytest.mark.browser

SCREEN_TITLES = {path_of(screen): screen.title for screen in PAGES}
GRAVE = {"serious", "critical"}
CUT_OFF = """() => {
    const found = [];
    const look = root => {
        for (const element of root.querySelectorAll('*')) {
            if (element.shadowRoot) look(element.shadowRoot);
            const style = getComputedStyle(element);
            const hidden = element.closest('svg, [inert]') || element.clientWidth < 3 || style.display === 'inline'
                || !element.textContent.trim();
            const scrolls = style.overflowX === 'auto' || style.overflowX === 'scroll';
            if (!hidden && !scrolls && element.scrollWidth > element.clientWidth + 1)
                found.push(`${element.tagName} ${element.dataset.testid || element.className}: ${element.textContent}`);
        }
    };
    look(document.querySelector('[data-testid="stMain"]'));
    return found;
}"""

NOT_STACKED = """() => [...document.querySelectorAll('.stacked td')].filter(cell => {
    const box = cell.getBoundingClientRect();
    const label = getComputedStyle(cell, '::before').content;
    const first = cell.parentElement.cells[0].getBoundingClientRect();
    const isAlone = !!cell.closest('.problems') || box.left === first.left;
    return box.width && (box.right > innerWidth || !isAlone || !(label.length > 2 || cell.closest('.problems')));
}).map(cell => cell.textContent)"""
"""Cells that run out of a phone, stand beside another, or lack their heading; problems have two lines of their own."""


LATIN = """() => {
    const found = new Set();
    const look = (text, where) => {
        // Names of files, batches, standards and links are no words.
        const words = (text || '').replace(/\\S*[./_#@]\\S*|\\S*\\d\\S*/g, ' ').match(/[A-Za-z]{2,}/g) || [];
        words.forEach(word => found.add(`${word} (${where}: ${text.trim().slice(0, 60)})`));
    };
    const walk = root => {
        for (const element of root.querySelectorAll('*')) {
            if (element.closest('style, script, noscript, code, template, [data-testid="stIconMaterial"]')) continue;
            for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext', 'aria-roledescription'])
                look(element.getAttribute(name), name);
            for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) look(node.nodeValue, 'text');
            if (element.shadowRoot) walk(element.shadowRoot);
        }
    };
    walk(document.body);
    return [...found];
}"""
JAPANESE_TOO = {
    "CSV",
    "PNG",
    "SVG",
    "PDF",
    "Excel",
    "Word",
    "PowerPoint",
    "Enter",
    "Esc",
    "MB",
    "SHA",
    "UTF",
    "OpenID",
    "Connect",
    "make",
    "run",
}
"""Names of formats and keys that officers use as they are, and what an administrator types."""
MOST_BOXES = 4
OPENED = '[aria-expanded="true"], [role="listbox"], [data-testid="stPopoverBody"]'
"""A box and what it opens; the rest of the page is looked through before."""
NARROWEST = ViewportSize(width=320, height=640)
"""A screen of 1280 pixels at 400 %."""
SIDEWAYS = """[document.documentElement, document.querySelector('[data-testid="stMain"]')]
    .concat(...document.querySelectorAll("table.targets"))
    .map(element => (element.tagName === "TABLE" ? element.parentElement : element))
    .map(element => element.scrollWidth - element.clientWidth)"""


@dataclass(frozen=True)
class Opened:
    """A view at rest, what was asked for over the network, and what the browser complained of."""

    page: Page
    path: str
    own: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def screen(context: BrowserContext) -> Iterator[Page]:
    page = in_sight(context)
    yield page
    page.close()


@pytest.fixture(scope="module", params=VIEWS, ids="?".join)
def opened(request: pytest.FixtureRequest, screen: Page, address: str) -> Opened:
    path, query = request.param
    screen.set_viewport_size(LAPTOP)
    seen = Opened(screen, path, urlsplit(address).netloc)
    _listen(seen)
    visit(screen, address, path, query)
    return seen


def _listen(seen: Opened) -> None:
    """Addresses asked for; refusals by the policy and failed scripts."""
    page, asked, complaints = seen.page, seen.asked, seen.complaints
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith("http") else None)
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None,
    )


def grave_faults(page: Page, part: str = "html") -> list[str]:
    """Rule, element and advice of each serious or critical violation on the page, or in a part of it."""
    violations: list[dict[str, Any]] = Axe().run(page, context=part).response["violations"]
    return [
        f"{violation['id']}: {node['html']} {node['failureSummary']}"
        for violation in violations
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
    ]


def test_it_has_its_heading_a_title_and_is_said_to_be_in_japanese(opened: Opened) -> None:
    assert heading(opened.page).inner_text() == HEADINGS[opened.path]
    assert opened.page.locator("html").get_attribute("lang") == "ja"
    assert opened.page.title() == f"{SCREEN_TITLES[opened.path]}｜指標ダッシュボード"
    expect(opened.page.get_by_role("dialog")).to_have_count(0)


def test_it_has_no_serious_fault(opened: Opened) -> None:
    open_everything(opened.page)
    assert grave_faults(opened.page) == []


def test_its_headings_leave_no_level_out(opened: Opened) -> None:
    open_everything(opened.page)
    levels = opened.page.get_by_role("heading").evaluate_all("found => found.map(h => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []


def test_it_asks_its_own_server_alone(opened: Opened) -> None:
    open_everything(opened.page)
    opened.page.wait_for_load_state("networkidle")
    assert opened.asked
    assert {urlsplit(url).netloc for url in opened.asked} == {opened.own}
    assert opened.complaints == []


@pytest.mark.parametrize("size", [LAPTOP, WALL], ids=lambda size: f"{size['width']}x{size['height']}")
def test_it_does_not_scroll_sideways_or_cut_words_off(opened: Opened, size: ViewportSize) -> None:
    open_everything(opened.page)
    opened.page.set_viewport_size(size)
    document = opened.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert document[0] <= document[1]
    assert opened.page.evaluate(CUT_OFF) == []


def test_on_a_phone_a_row_of_a_table_is_a_stack_of_cells_with_their_headings(opened: Opened) -> None:
    open_everything(opened.page)
    opened.page.set_viewport_size(PHONE)
    assert opened.page.evaluate(NOT_STACKED) == []


def english(page: Page) -> list[str]:
    """The Latin words that a visitor can read or is read out to, but those that are Japanese too."""
    found: list[str] = page.evaluate(LATIN)
    return [words for words in found if words.partition(" ")[0] not in JAPANESE_TOO]


def test_at_four_hundred_per_cent_it_does_not_scroll_sideways(opened: Opened) -> None:
    open_everything(opened.page)
    opened.page.set_viewport_size(NARROWEST)
    assert max(opened.page.evaluate(SIDEWAYS)) <= 0
    assert english(opened.page) == []


def test_not_a_word_is_english_and_no_box_has_a_serious_fault(opened: Opened) -> None:
    page = opened.page
    open_everything(page)
    assert english(page) == []
    boxes = page.locator('input[role="combobox"], [data-testid="stPopoverButton"]').filter(visible=True)
    for number in range(min(boxes.count(), MOST_BOXES)):
        box = boxes.nth(number)
        box.click()
        if box.get_attribute("role"):
            box.press("ArrowDown")
        expect(box).to_have_attribute("aria-expanded", "true")
        assert english(page) == []
        assert grave_faults(page, OPENED) == []
        if box.get_attribute("role"):
            box.press_sequentially("zzz")
            expect(page.get_by_text("当てはまるものがありません")).to_be_visible()
            assert english(page) == []
        page.keyboard.press("Escape")


def test_planted_words_are_found(page: Page, address: str) -> None:
    visit(page, address, "/about")
    page.evaluate("document.querySelector('h1').after('No results in prefecture')")
    assert [words.partition(" ")[0] for words in english(page)] == ["No", "results", "in", "prefecture"]


def test_a_planted_fault_is_found(page: Page, address: str) -> None:
    visit(page, address, "/")
    page.evaluate("document.querySelector('section.progress').insertAdjacentHTML('beforeend', '<img src=\"data:,\">')")
    assert [fault.partition(":")[0] for fault in grave_faults(page)] == ["image-alt"]
