"""Meeting mode: full-screen statements one after the other, moved by keys and clickers, each with its own address."""

import re

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import WALL
from browser.visiting import CLINICS, DAY, DENTAL, HEADINGS, NAVIGATION, heading, rested, visit

pytestmark = pytest.mark.browser

BAR = "会議モード"
BESIDE_THE_BAR = """() => {
    const main = document.querySelector('[data-testid="stMain"]').getBoundingClientRect();
    const bars = [...document.querySelectorAll('*')].flatMap(e => [...(e.shadowRoot?.querySelectorAll('nav') || [])]);
    return bars.length === 1 && main.bottom <= bars[0].getBoundingClientRect().top + 1;
}"""
TYPE = "[...document.querySelectorAll('.st-key-stop_words p')].map(p => parseFloat(getComputedStyle(p).fontSize))"


def at_stop(page: Page, number: int, stop: str) -> Page:
    """The page at rest at a stop: at its top, with the focus, under an address that says so."""
    expect(page.get_by_role("navigation", name=BAR)).to_contain_text(re.compile(f"{number}／"))
    expect(page.locator("[data-stop]")).to_have_attribute("data-stop", stop)
    expect(heading(page)).to_be_focused()
    rested(page)
    assert page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollTop") == 0
    return page


def test_the_walk_answers_every_key_and_keeps_day_and_order(page: Page, address: str) -> None:
    page.set_viewport_size(WALL)
    visit(page, address, "/", f"{DAY}&order=distance&meeting=1")
    at_stop(page, 1, "finding")
    assert min(page.evaluate(TYPE)) >= 48
    assert page.evaluate(BESIDE_THE_BAR)
    for key, number, stop in (
        ("ArrowRight", 2, "board"),
        ("PageDown", 3, DENTAL),
        ("PageUp", 2, "board"),
        ("End", 14, "discussion"),
        ("ArrowLeft", 13, "regions"),
        ("Home", 1, "finding"),
        (" ", 2, "board"),
        ("Shift+ ", 1, "finding"),
    ):
        page.keyboard.press(key)
        at_stop(page, number, stop)
        expect(page).to_have_url(re.compile(f"{DAY}&order=distance&meeting=1&stop={stop}$"))


def test_quick_presses_are_all_counted(page: Page, address: str) -> None:
    visit(page, address, "/", f"{DAY}&meeting=1")
    at_stop(page, 1, "finding")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    at_stop(page, 5, "visiting_nurses")
    page.go_back()
    expect(page.locator("[data-stop]")).not_to_have_attribute("data-stop", "visiting_nurses")


def test_an_old_link_to_an_indicator_opens_its_stop_and_escape_its_screen(page: Page, address: str) -> None:
    visit(page, address, "/indicator", f"indicator={DENTAL}&{DAY}&meeting=1")
    at_stop(page, 9, DENTAL)
    links = page.get_by_role("navigation", name="画面の切り替え").get_by_role("link")
    expect(links.filter(visible=True)).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(f"/indicator\\?indicator={DENTAL}&{DAY}$"))
    expect(links.filter(visible=True)).to_have_count(len(NAVIGATION))


def test_one_button_starts_it_where_one_is_and_back_returns(page: Page, address: str) -> None:
    visit(page, address, "/indicator", f"indicator={CLINICS}&{DAY}")
    page.get_by_role("button", name=BAR).click()
    at_stop(page, 3, CLINICS).go_back()
    expect(page).to_have_url(re.compile(f"/indicator\\?indicator={CLINICS}&{DAY}$"))
    expect(heading(page)).to_have_text(HEADINGS["/indicator"])
    expect(page.get_by_role("navigation", name=BAR)).to_have_count(0)


def test_regions_are_those_of_the_day_and_all_areas_stand_in_sight(page: Page, address: str) -> None:
    page.set_viewport_size(WALL)
    visit(page, address, "/", f"{DAY}&meeting=1&stop=regions")
    expect(page.get_by_text("令和6年12月31日までの地域別の値は登録されていません。")).to_be_visible()
    visit(page, address, "/", f"as_of=2025-12-31&meeting=1&stop={CLINICS}-regions")
    at_stop(page, 5, f"{CLINICS}-regions")
    box = page.locator(".rows .box")
    expect(box).to_be_visible()
    assert box.evaluate("box => box.scrollHeight <= box.clientHeight + 1")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    at_stop(page, 14, "regions")
    expect(page.locator(".st-key-stop_text p")).to_have_count(7)
