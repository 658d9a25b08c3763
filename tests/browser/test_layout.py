"""Nothing is cut off sideways on the two usual screens: a laptop and a wall."""

import pytest
from playwright.sync_api import Page, ViewportSize

from browser.visiting import DAY, VIEWS, open_everything, visit

pytestmark = pytest.mark.browser

CUT_OFF = """() => {
    const found = [];
    const look = root => {
        for (const element of root.querySelectorAll('*')) {
            if (element.shadowRoot) look(element.shadowRoot);
            const style = getComputedStyle(element);
            const hidden = element.closest('svg, [inert]') || element.clientWidth < 3 || style.display === 'inline';
            const scrolls = style.overflowX === 'auto' || style.overflowX === 'scroll';
            if (!hidden && !scrolls && element.scrollWidth > element.clientWidth + 1)
                found.push(`${element.tagName} ${element.dataset.testid || element.className}: ${element.textContent}`);
        }
    };
    look(document.querySelector('[data-testid="stMain"]'));
    return found;
}"""

OVERLAPPING_CARDS = """() => {
    const boxes = [...document.querySelectorAll('section.card *')].filter(e => !e.children.length && e.textContent)
        .map(e => [e.textContent, e.getBoundingClientRect()]);
    const before = (a, b) => a.right <= b.left + 1 || a.bottom <= b.top + 1;
    return boxes.flatMap(([one, a], at) =>
        boxes.slice(at + 1).filter(([, b]) => !before(a, b) && !before(b, a)).map(([two]) => `${one} / ${two}`));
}"""

SIZES = [ViewportSize(width=1280, height=720), ViewportSize(width=1920, height=1080)]


@pytest.mark.parametrize(("path", "query"), VIEWS)
def test_no_screen_scrolls_sideways_or_cuts_words_off(page: Page, address: str, path: str, query: str) -> None:
    visit(page, address, path, query)
    open_everything(page)
    for size in SIZES:
        page.set_viewport_size(size)
        document = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert document[0] <= document[1]
        assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("query", [DAY, f"{DAY}&meeting=1"])
def test_the_words_of_the_cards_do_not_lie_on_each_other(page: Page, address: str, query: str) -> None:
    visit(page, address, "/", query)
    for size in SIZES:
        page.set_viewport_size(size)
        assert page.locator("section.card").count() == 5
        assert page.evaluate(OVERLAPPING_CARDS) == []


def test_five_cards_stand_in_one_row_on_a_laptop(page: Page, address: str) -> None:
    visit(page, address, "/")
    tops = page.locator("section.card").evaluate_all("cards => cards.map(card => card.getBoundingClientRect().top)")
    assert max(tops) - min(tops) < 2
