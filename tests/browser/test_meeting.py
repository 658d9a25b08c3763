"""Meeting mode: the wall shows no navigation, and the arrow keys walk from screen to screen."""

import re

import pytest
from playwright.sync_api import Page, expect

from browser.visiting import CLINICS, DAY, HEADINGS, NAVIGATION, heading, rested, visit

pytestmark = pytest.mark.browser


def on_the_wall(page: Page) -> Page:
    """The page at rest with the bar, which listens to the keys once it says where in the round one is."""
    expect(page.get_by_role("navigation", name="会議モード")).to_contain_text("／")
    return rested(page)


def test_the_arrow_keys_walk_forth_and_back_and_keep_the_day(page: Page, address: str) -> None:
    visit(page, address, "/", f"{DAY}&meeting=1")
    on_the_wall(page).keyboard.press("ArrowRight")
    expect(heading(page)).to_have_text(HEADINGS["/indicator"])
    expect(page).to_have_url(re.compile(f"indicator={CLINICS}"))
    expect(page).to_have_url(re.compile(DAY))
    expect(page).to_have_url(re.compile("meeting=1"))
    on_the_wall(page).keyboard.press("ArrowLeft")
    expect(heading(page)).to_have_text(HEADINGS["/"])
    on_the_wall(page).keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("indicator=enhanced_type1_stations"))


def test_the_navigation_is_gone_and_comes_back_with_escape(page: Page, address: str) -> None:
    visit(page, address, "/", f"{DAY}&meeting=1")
    links = page.get_by_role("navigation", name="画面の切り替え").get_by_role("link")
    expect(links.filter(visible=True)).to_have_count(0)
    on_the_wall(page).keyboard.press("Escape")
    expect(links.filter(visible=True)).to_have_count(len(NAVIGATION))
    expect(page).not_to_have_url(re.compile("meeting"))
    expect(heading(page)).to_have_text(HEADINGS["/"])


def test_one_button_starts_it(page: Page, address: str) -> None:
    visit(page, address, "/")
    page.get_by_role("button", name="会議モード").click()
    expect(page).to_have_url(re.compile("meeting=1"))
    expect(page.get_by_role("button", name="次へ")).to_be_visible()
