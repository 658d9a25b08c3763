"""The table of the council paper: sorted by a click, by the keyboard as well, and it says so."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from browser.conftest import in_sight
from browser.visiting import visit

pytestmark = pytest.mark.browser

CATALOGUE_ORDER = ["訪問診療", "訪問看護", "地域連携薬局", "在宅歯科", "機能強化"]


@pytest.fixture(scope="module")
def home(context: BrowserContext, address: str) -> Iterator[Page]:
    page = in_sight(context)
    yield visit(page, address, "/")
    page.close()


@pytest.fixture
def table(home: Page) -> Locator:
    """The table as it comes, whatever it was sorted by before."""
    folded = home.locator("details:not([open]) > summary", has_text="一覧表")
    if folded.count():
        folded.click()
    found = home.get_by_role("table").filter(has=home.get_by_role("button", name="達成割合"))
    expect(found).to_be_visible()
    in_use = found.locator("[aria-sort]")
    while in_use.count():
        in_use.get_by_role("button").click()
    return found


def heads(table: Locator) -> list[str]:
    """The first words of the rows of these five indicators, top to bottom."""
    names = table.get_by_role("rowheader").all_inner_texts()
    return [word for name in names for word in CATALOGUE_ORDER if name.startswith(word)]


def column(table: Locator, name: str) -> Locator:
    return table.get_by_role("columnheader").filter(has_text=name)


def test_before_any_click_the_rows_are_in_the_order_of_the_catalogue(table: Locator) -> None:
    assert heads(table) == CATALOGUE_ORDER
    expect(table.locator("[aria-sort]")).to_have_count(0)


def test_a_click_sorts_up_a_second_one_down_a_third_gives_the_catalogue_back(table: Locator) -> None:
    heading = column(table, "達成割合")
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    assert heads(table) == ["在宅歯科", "地域連携薬局", "訪問診療", "機能強化", "訪問看護"]
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert heads(table) == ["機能強化", "訪問診療", "地域連携薬局", "在宅歯科", "訪問看護"]
    heading.get_by_role("button").click()
    expect(heading).not_to_have_attribute("aria-sort", re.compile("ascending|descending"))
    assert heads(table) == CATALOGUE_ORDER


def test_numbers_sort_as_numbers(table: Locator) -> None:
    column(table, "最新値").get_by_role("button").click()
    assert heads(table) == ["機能強化", "地域連携薬局", "在宅歯科", "訪問診療", "訪問看護"]


def test_only_the_column_in_use_says_that_it_is_sorted(table: Locator) -> None:
    column(table, "達成割合").get_by_role("button").click()
    column(table, "基準値").get_by_role("button").click()
    expect(table.locator("[aria-sort]")).to_have_count(1)
    expect(column(table, "基準値")).to_have_attribute("aria-sort", "ascending")


def test_the_keyboard_sorts_too(table: Locator) -> None:
    column(table, "必要倍率").get_by_role("button").focus()
    table.page.keyboard.press("Enter")
    expect(column(table, "必要倍率")).to_have_attribute("aria-sort", "ascending")
    assert heads(table)[:3] == ["機能強化", "訪問診療", "地域連携薬局"]


def test_every_number_stands_with_its_date(table: Locator) -> None:
    row = table.get_by_role("row").filter(has_text="在宅歯科医療実施登録機関数")
    expect(row.get_by_role("cell").filter(has_text="867")).to_contain_text("令和6年12月")
    expect(row.get_by_role("cell").filter(has_text="874")).to_contain_text("令和4年度")
