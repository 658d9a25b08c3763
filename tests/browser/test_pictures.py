"""Pictures on the page: readable without eyes, their figures one click away, and files that other programs open."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from browser.conftest import in_sight
from browser.visiting import path_of, rested, visit
from dashboard.ui.pages import INDICATOR

pytestmark = pytest.mark.browser

PHONE = ViewportSize(width=390, height=844)
MENU = "図を保存"
FIGURES = {"/indicator": ("894", "935", "1,080")}
SMALLEST = """() => {
    const roots = [...document.querySelectorAll('*')].map(element => element.shadowRoot).filter(Boolean);
    const svg = roots.flatMap(root => [...root.querySelectorAll('.drawing svg')])
        .find(svg => svg.getBoundingClientRect().width);
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const sizes = [...svg.querySelectorAll('text')].map(text => parseFloat(getComputedStyle(text).fontSize));
    return scale * Math.min(...sizes);
}"""
"""Pixels of the smallest letters of the drawing that is shown."""


def taken_home(page: Page, label: str, menu: str = "") -> tuple[str, bytes]:
    """File name and content of a download, of one in a menu where that is named."""
    if menu:
        page.get_by_role("button", name=menu).click()
    with page.expect_download() as caught:
        page.get_by_role("button", name=label).click()
    download = caught.value
    if menu:
        page.keyboard.press("Escape")
    return download.suggested_filename, Path(download.path()).read_bytes()


@pytest.fixture(scope="module")
def tab(context: BrowserContext) -> Iterator[Page]:
    page = in_sight(context)
    yield page
    page.close()


@pytest.fixture(scope="module", params=[path_of(INDICATOR)])
def path(request: pytest.FixtureRequest) -> str:
    path: str = request.param
    return path


@pytest.fixture(scope="module")
def screen(tab: Page, address: str, path: str) -> Page:
    """The screen at that path, opened once for all that is looked at there."""
    return visit(tab, address, path)


def test_a_picture_is_one_image_that_says_its_figures(screen: Page, path: str) -> None:
    picture = screen.get_by_role("img").and_(screen.locator("svg[aria-label]"))
    expect(picture).to_have_count(1)
    expect(picture).to_be_visible()
    said = picture.get_attribute("aria-label") or ""
    assert [figure for figure in FIGURES[path] if figure not in said] == []


def test_the_figures_behind_a_picture_are_one_click_away(screen: Page, path: str) -> None:
    table = screen.locator("details", has_text="図のデータ表")
    expect(table.get_by_role("table")).not_to_be_visible()
    table.locator("summary").click()
    expect(table.get_by_role("table")).to_be_visible()
    expect(table.get_by_role("cell", name=FIGURES[path][0].removesuffix("％"), exact=True).first).to_be_visible()


def test_png_svg_and_csv_are_files_that_other_programs_open(screen: Page, path: str) -> None:
    name, content = taken_home(screen, "PNG", MENU)
    assert name.endswith(".png")
    with Image.open(io.BytesIO(content)) as image:
        assert image.width > 2500
        assert [round(dots) for dots in image.info["dpi"]] == [300, 300]

    name, content = taken_home(screen, "SVG", MENU)
    assert name.endswith(".svg")
    root = ElementTree.fromstring(content)
    assert FIGURES[path][0] in " ".join("".join(element.itertext()) for element in root)

    name, content = taken_home(screen, "CSV", MENU)
    assert name.endswith(".csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert any(FIGURES[path][0].removesuffix("％") in cell for row in rows for cell in row)
    expect(screen.get_by_role("alert")).to_have_count(0)


def test_a_picture_taken_home_as_svg_brings_its_typeface(page: Page, address: str) -> None:
    visit(page, address, "/indicator")
    _, content = taken_home(page, "SVG", MENU)
    page.set_content(content.decode())
    faces = page.evaluate("document.fonts.ready.then(all => [...all].map(one => `${one.weight} ${one.status}`))")
    assert faces == ["normal loaded", "bold loaded"]


def test_a_download_is_of_the_indicator_on_the_screen(page: Page, address: str) -> None:
    visit(page, address, "/indicator", "indicator=home_dental_registrations&as_of=2024-12-31")
    rested(page)
    _, content = taken_home(page, "CSV", MENU)
    assert "867" in content.decode("utf-8-sig")


def test_the_letters_of_a_picture_are_legible_on_a_laptop_and_it_has_no_second_drawing(screen: Page) -> None:
    assert screen.evaluate(SMALLEST) >= 11.9
    expect(screen.locator("svg.narrow")).to_have_count(0)


def test_the_text_of_a_picture_stays_inside_it(screen: Page) -> None:
    outside = screen.locator("svg[aria-label]").evaluate(
        """svg => {
            const frame = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter(text => {
                const box = text.getBoundingClientRect();
                return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1
                    || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
            }).map(text => text.textContent);
        }"""
    )
    assert outside == []


def drawing(page: Page) -> Locator:
    """The picture that is pointed into and walked through."""
    return page.get_by_role("application")


def speech(page: Page) -> Locator:
    """The sentence by the mark that is pointed at."""
    return page.locator(".words")


def walk(page: Page) -> dict[str, dict[str, float]]:
    """All that the focused picture says, from left to right, with the place of each ring."""
    places: dict[str, dict[str, float]] = {}
    page.keyboard.press("Home")
    while (words := speech(page).inner_text()) not in places:
        places[words] = page.locator(".ring .over").first.evaluate("ring => ring.getBoundingClientRect().toJSON()")
        page.keyboard.press("ArrowRight")
    return places


def test_a_picture_is_reached_once_by_tab_and_walked_through_by_the_arrow_keys(page: Page, address: str) -> None:
    visit(page, address, "/indicator")
    drawing(page).evaluate("element => element.focus()")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(drawing(page)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("figure [aria-live]")).not_to_be_empty()
    said = walk(page)
    assert len(said) >= 5
    assert any("令和6年11月" in words and "935" in words for words in said)
    assert [words for words in said if re.search("[A-Za-z_]+ ?:|undefined|NaN", words)] == []
    lefts = [place["left"] for place in said.values()]
    assert all(right > left - 8 for left, right in pairwise(lefts))
    page.keyboard.press("Escape")
    expect(speech(page)).to_be_hidden()
    expect(drawing(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(drawing(page)).not_to_be_focused()


def test_the_nearest_mark_answers_the_mouse(page: Page, address: str) -> None:
    # A page behind another gets no movements of the mouse.
    page.bring_to_front()
    visit(page, address, "/indicator")
    drawing(page).focus()
    places = walk(page)
    page.keyboard.press("Escape")
    words, ring = next((words, place) for words, place in places.items() if "935" in words)
    middle = ring["left"] + ring["width"] / 2, ring["top"] + ring["height"] / 2
    page.mouse.move(middle[0] + 6, middle[1] + 3)
    expect(speech(page)).to_be_visible()
    expect(speech(page)).to_have_text(words)
    beside = speech(page).bounding_box()
    frame = page.locator("figure").bounding_box()
    assert beside
    assert frame
    assert beside["y"] + beside["height"] <= ring["top"] or beside["y"] >= ring["bottom"]
    assert frame["x"] - 1 <= beside["x"] <= frame["x"] + frame["width"] - beside["width"] + 1
    page.keyboard.press("Escape")
    expect(speech(page)).to_be_hidden()
    page.mouse.move(middle[0] + 1, middle[1])
    expect(speech(page)).to_be_visible()
    page.mouse.move(2, 2)
    expect(speech(page)).to_be_hidden()


def test_a_phone_gets_a_drawing_of_its_own_that_follows_a_turn_and_a_finger(chromium: Browser, address: str) -> None:
    with chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True) as phone:
        page = phone.new_page()
        sent = []

        def count(frame: str | bytes) -> None:
            sent.append(frame)

        page.on("websocket", lambda socket: socket.on("framesent", count))
        visit(page, address, "/indicator")
        wide, narrow = page.locator("svg.wide"), page.locator("svg.narrow")
        expect(narrow).to_be_visible()
        expect(wide).to_be_hidden()
        assert page.evaluate(SMALLEST) >= 11.9
        caption = page.locator("figcaption")
        expect(caption).to_contain_text("出典：")
        assert float(caption.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")) >= 12
        rested(page)
        before = len(sent)
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate(SMALLEST) >= 11.9
        table = page.locator("table.targets")
        assert table.evaluate("table => table.parentElement.scrollWidth <= table.parentElement.clientWidth")
        assert page.locator("h1 span").evaluate("year => year.getClientRects().length") == 1
        page.set_viewport_size({"width": 1280, "height": 720})
        expect(wide).to_be_visible()
        expect(narrow).to_be_hidden()
        page.set_viewport_size(PHONE)
        expect(narrow).to_be_visible()
        assert len(sent) == before
        page.emulate_media(media="print")
        expect(wide).to_be_visible()
        expect(narrow).to_be_hidden()
        page.emulate_media(media="screen")
        drawing(page).scroll_into_view_if_needed()
        drawing(page).focus()
        places = walk(page)
        page.keyboard.press("Escape")
        ring = next(place for words, place in places.items() if "935" in words)
        finger = ring["left"] + ring["width"] / 2, ring["top"] + ring["height"] / 2
        page.touchscreen.tap(*finger)
        expect(speech(page)).to_be_visible()
        beside = speech(page).bounding_box()
        assert beside
        assert min(abs(beside["y"] + beside["height"] - finger[1]), abs(beside["y"] - finger[1])) >= 20
        assert beside["x"] >= 0
        assert beside["x"] + beside["width"] <= PHONE["width"]
        page.touchscreen.tap(5, finger[1])
        expect(speech(page)).to_be_hidden()
