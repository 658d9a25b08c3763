"""How the cards stand on the two usual screens: a laptop and a wall."""

import pytest
from playwright.sync_api import Page

from browser.conftest import LAPTOP, WALL
from browser.visiting import visit

pytestmark = pytest.mark.browser

OVERLAPPING_CARDS = """() => {
    const boxes = [...document.querySelectorAll('section.card *')].filter(e => !e.children.length && e.textContent)
        .map(e => [e.textContent, e.getBoundingClientRect()]);
    const before = (a, b) => a.right <= b.left + 1 || a.bottom <= b.top + 1;
    return boxes.flatMap(([one, a], at) =>
        boxes.slice(at + 1).filter(([, b]) => !before(a, b) && !before(b, a)).map(([two]) => `${one} / ${two}`));
}"""


def test_the_words_of_the_cards_do_not_lie_on_each_other(page: Page, address: str) -> None:
    visit(page, address, "/")
    for size in (LAPTOP, WALL):
        page.set_viewport_size(size)
        assert page.locator("section.card").count() >= 5
        assert page.evaluate(OVERLAPPING_CARDS) == []


def test_five_cards_stand_in_one_row_on_a_laptop(page: Page, address: str) -> None:
    visit(page, address, "/")
    tops = page.locator("section.card").evaluate_all("cards => cards.map(card => card.getBoundingClientRect().top)")
    assert max(tops) - min(tops) < 2
