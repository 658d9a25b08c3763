"""How the board stands on a wall, a laptop, a tablet and a phone, and that a row leads to its indicator."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import LAPTOP, WALL
from browser.visiting import CLINICS, DAY, rested, visit

pytestmark = pytest.mark.browser

PHONE, TABLET = ({"width": 390, "height": 844}, {"width": 820, "height": 1180})
LEAST_TEXT = 12
WORDS = """() => [...document.querySelectorAll('.progress *, .finding *, .progress-legend *')]
    .filter(e => !e.children.length && e.textContent.trim() && e.getClientRects().length)"""
OVERLAPPING = f"""() => {{
    const boxes = ({WORDS})().filter(e => !e.closest('.finding')).map(e => [e.textContent, e.getBoundingClientRect()]);
    const before = (a, b) => a.right <= b.left + 1 || a.bottom <= b.top + 1;
    return boxes.flatMap(([one, a], at) =>
        boxes.slice(at + 1).filter(([, b]) => !before(a, b) && !before(b, a)).map(([two]) => `${{one}} / ${{two}}`));
}}"""
SMALL = f"""() => ({WORDS})().filter(e => parseFloat(getComputedStyle(e).fontSize) < {LEAST_TEXT})
    .map(e => e.textContent)"""
OUTSIDE = f"""() => ({WORDS})().map(e => [e.textContent, e.getBoundingClientRect()])
    .filter(([, box]) => box.left < 0 || box.right > document.documentElement.clientWidth).map(([words]) => words)"""


def test_the_words_of_finding_and_board_are_legible_apart_and_inside_at_every_width_all_in_a_laptops_first_view(
    page: Page, address: str
) -> None:
    visit(page, address, "/")
    for size in (PHONE, TABLET, LAPTOP, WALL):
        page.set_viewport_size(size)
        expect(page.locator("section.progress")).to_have_count(5)
        assert [page.evaluate(fault) for fault in (OVERLAPPING, SMALL, OUTSIDE)] == [[], [], []], size
    page.set_viewport_size(LAPTOP)
    last = page.locator("section.progress").last.bounding_box()
    assert last is not None
    assert last["y"] + last["height"] <= LAPTOP["height"]


def test_a_whole_row_leads_to_its_indicator_without_loading_the_page_anew(page: Page, address: str) -> None:
    visit(page, address, "/")
    page.evaluate("window.before = true")
    row, bar = (page.locator(f"section.progress{part}").first.bounding_box() for part in ("", " .bar"))
    assert row is not None
    assert bar is not None
    link = page.get_by_role("link", name="訪問診療の医療機関の推移と取組を見る")
    link.click(position={"x": bar["x"] - row["x"] + 5, "y": bar["y"] - row["y"] + 5})
    expect(page).to_have_url(re.compile(f"indicator\\?.*indicator={CLINICS}"))
    expect(page).to_have_url(re.compile(DAY))
    rested(page)
    assert page.evaluate("window.before") is True


def test_the_keyboard_reaches_a_row_shows_where_it_is_and_opens_it(page: Page, address: str) -> None:
    visit(page, address, "/")
    link = page.get_by_role("link", name="訪問診療の医療機関の推移と取組を見る")
    page.get_by_role("button", name="会議モード").focus()
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    words = page.locator("section.progress").first.get_by_text("達成割合 38.7％、必要な水準 41.8％（値の時点）")
    expect(words).to_be_visible()
    expect(page.locator(".shares:visible")).to_have_count(1)
    assert link.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"
    row = page.locator("section.progress").first.bounding_box()
    ring = link.bounding_box()
    assert row is not None
    assert ring is not None
    assert abs(row["y"] - ring["y"]) < 12
    assert ring["width"] >= row["width"] - 2
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"indicator={CLINICS}"))


def test_the_board_is_saved_as_a_picture_and_as_its_figures(page: Page, address: str) -> None:
    visit(page, address, "/")
    files = {}
    for words in ("画像 SVG", "データ CSV"):
        page.get_by_role("button", name="図を保存").click()
        with page.expect_download() as caught:
            page.get_by_role("button", name=words).click()
        page.keyboard.press("Escape")
        files[words] = Path(caught.value.path()).read_text(encoding="utf-8-sig")
    assert "−47.6ポイント" in files["画像 SVG"]
    assert "-47.6" in files["データ CSV"]
