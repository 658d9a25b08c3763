"""Addresses: each leads to its screen, a reload keeps the view, choices can be shared and taken back."""

import re

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import PHONE
from browser.visiting import CLINICS, DAY, DENTAL, HEADINGS, NAVIGATION, PATHS, heading, rested, visit
from dashboard.ui.pages import HOME

pytestmark = pytest.mark.browser

DENTAL_NAME = "在宅歯科医療実施登録機関数"
DENTAL_FINDING = "在宅歯科の登録機関は"


def choose(page: Page, name: str) -> None:
    page.get_by_role("combobox", name=re.compile("指標を選ぶ")).select_option(label=name)


def test_the_home_screen_answers_under_its_own_name_too(page: Page, address: str) -> None:
    visit(page, address, f"/{HOME.name}")
    expect(heading(page)).to_have_text(HEADINGS["/"])
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_reload_keeps_indicator_and_day(page: Page, address: str) -> None:
    visit(page, address, "/indicator", f"indicator={DENTAL}&as_of=2024-03-31")
    for _ in range(2):
        expect(heading(page)).to_contain_text(DENTAL_FINDING)
        expect(page.get_by_role("region", name="最新値")).to_contain_text("864")
        page.reload()
        rested(page)
    assert f"indicator={DENTAL}" in page.url
    assert "as_of=2024-03-31" in page.url


def test_choosing_an_indicator_changes_the_url_to_its_id_and_back_returns(page: Page, address: str) -> None:
    visit(page, address, "/indicator", f"indicator={CLINICS}&{DAY}")
    choose(page, DENTAL_NAME)
    expect(heading(page)).to_contain_text(DENTAL_FINDING)
    expect(page).to_have_url(re.compile(f"indicator={DENTAL}"))
    expect(page).to_have_url(re.compile(DAY))
    page.go_back()
    expect(page).to_have_url(re.compile(f"indicator={CLINICS}"))
    expect(heading(page)).to_have_text(HEADINGS["/indicator"])


def test_a_card_leads_to_its_indicator_on_the_same_day_and_back_leads_home(page: Page, address: str) -> None:
    visit(page, address, "/")
    page.locator(f'a[href*="indicator={DENTAL}"]').first.click()
    expect(heading(page)).to_contain_text(DENTAL_FINDING)
    expect(page).to_have_url(re.compile(f"/indicator\\?.*indicator={DENTAL}"))
    expect(page).to_have_url(re.compile(DAY))
    rested(page)
    page.go_back()
    expect(heading(page)).to_have_text(HEADINGS["/"])
    expect(page).to_have_url(re.compile(DAY))


def test_the_navigation_leads_from_screen_to_screen(page: Page, address: str) -> None:
    visit(page, address, "/")
    for title, path in zip(NAVIGATION[1:], PATHS[1:], strict=True):
        page.get_by_role("link", name=title).first.click()
        expect(heading(page)).to_have_text(HEADINGS[path])


def test_the_chosen_order_survives_a_reload(page: Page, address: str) -> None:
    visit(page, address, "/", f"order=distance&{DAY}")
    page.reload()
    rested(page)
    expect(page.locator("section.progress h2").first).to_have_text("在宅歯科の登録機関")


def test_a_day_is_typed_and_entered_and_one_step_back_takes_it_back(page: Page, address: str) -> None:
    visit(page, address, "/", "")
    today = page.get_by_label("基準日", exact=True).input_value()
    enter_day(page, "R6.12.31")
    expect(page).to_have_url(re.compile(DAY))
    expect(page.locator(".plan")).to_contain_text("令和6年12月31日までの値")
    expect(page.get_by_label("基準日", exact=True)).to_have_value("令和6年12月31日")
    enter_day(page, "2050-04-01")
    expect(page.get_by_role("alert")).to_contain_text("はまだ来ていません")
    expect(page.get_by_role("alert")).to_contain_text("いまは令和6年12月31日の時点で表示しています。")
    enter_day(page, "令和6年3月31日")
    expect(page).to_have_url(re.compile("as_of=2024-03-31"))
    expect(page.get_by_role("alert")).to_have_count(0)
    for day in ("令和6年12月31日", today):
        rested(page).go_back()
        expect(page.locator(".plan")).to_contain_text(f"{day}までの値")


def test_the_day_goes_along_to_other_screens_and_back_leads_to_the_screen_before(page: Page, address: str) -> None:
    visit(page, address, "/")
    page.get_by_role("link", name="指標", exact=True).click()
    expect(heading(page)).to_have_text(HEADINGS["/indicator"])
    expect(page).to_have_url(re.compile(f"/indicator\\?{DAY}"))
    rested(page).go_back()
    expect(heading(page)).to_have_text(HEADINGS["/"])
    expect(page).to_have_url(re.compile(f"/\\?{DAY}"))


def test_the_menu_of_a_phone_goes_once_a_screen_is_chosen(page: Page, address: str) -> None:
    page.set_viewport_size(PHONE)
    visit(page, address, "/")
    page.get_by_role("button", name="画面の切り替えを開く").click()
    menu = page.get_by_test_id("stSidebar")
    expect(menu).to_be_in_viewport()
    menu.get_by_role("link", name="指標", exact=True).click()
    expect(heading(page)).to_have_text(HEADINGS["/indicator"])
    expect(menu).not_to_be_in_viewport()


def test_in_forced_colours_the_chosen_of_several_buttons_is_told_apart(page: Page, address: str) -> None:
    page.emulate_media(forced_colors="active")
    visit(page, address, "/")
    ground = "button => getComputedStyle(button).backgroundColor"
    chosen, other = (page.get_by_role("radio", name=name).evaluate(ground) for name in ("計画の順", "遅れの大きい順"))
    page.emulate_media(forced_colors="none")
    assert chosen != other


def enter_day(page: Page, text: str) -> None:
    page.get_by_label("基準日", exact=True).fill(text)
    page.keyboard.press("Enter")
