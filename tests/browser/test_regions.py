"""地域別 in a browser: pointing and choosing answer at once and everywhere, by mouse and by keyboard."""

import re
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.test_pictures import taken_home
from browser.test_switching import held_back
from browser.visiting import rested, visit

pytestmark = pytest.mark.browser

CHICHIBU, HIGASHICHICHIBU, KAWAGUCHI, SAITAMA = "11207", "11369", "11203", "11100"


def said(page: Page) -> Locator:
    return page.locator(".said")


def shape(page: Page, code: str) -> Locator:
    return page.locator(f'.map svg.wide path[data-region="{code}"]').first


def bar(page: Page, code: str) -> Locator:
    return page.locator(f'.rows path[data-region="{code}"]').first


def card(page: Page) -> Locator:
    return page.locator("section.part").filter(has=page.locator("table.card-table"))


def supply(page: Page) -> Locator:
    """The region's own picture."""
    return page.locator(".body-part .picture svg.wide")


def region_box(page: Page) -> Locator:
    return page.get_by_label("地域", exact=True)


def marked_name(svg: bytes) -> str:
    """The region whose shape is the one with a double outline."""
    found = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}path")
    shapes = {path.get("d"): path.get("aria-label", "") for path in found if "：" in path.get("aria-label", "")}
    marks = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}path")
    (mark,) = {path.get("d") for path in marks if path.get("stroke-width") == "8"}
    return shapes[mark].split("：")[0]


def outlines(page: Page) -> Locator:
    return page.locator("svg.wide .ring .edge")


def test_a_new_user_finds_the_fewest_and_their_people_of_2040_in_three_clicks(page: Page, address: str) -> None:
    visit(page, address, "/")
    page.get_by_role("link", name="地域別").first.click()
    rested(page)
    page.get_by_role("radio", name="少ない順").click()
    rested(page)
    first = page.locator(".rows path[data-region]").first
    # The picture in the new order may come a moment after the script has ended.
    expect(first).to_have_attribute("data-region", "11327")
    first.click(position={"x": 5, "y": 5})
    rested(page)
    expect(card(page)).to_contain_text("越生町")
    expect(card(page)).to_contain_text("0か所")
    expect(card(page)).to_contain_text("2040年2,401人")


def test_pointing_tells_the_figures_and_no_server_hears_of_it(page: Page, address: str) -> None:
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: frames.append(str(frame))))
    visit(page, address, "/regions", "")
    before = len(frames)
    shape(page, KAWAGUCHI).hover()
    expect(said(page)).to_contain_text("川口市：0.75（61か所／75歳以上81,197人、参考、偶然の範囲、21位／42）")
    expect(page.locator("svg.wide .ring .pointed")).to_have_count(3)
    assert len(frames) == before


def test_a_click_chooses_the_region_in_every_picture_the_card_and_the_address_and_back_returns(
    page: Page, address: str
) -> None:
    visit(page, address, "/regions", f"region={KAWAGUCHI}")
    expect(outlines(page)).to_have_count(3)
    shape(page, CHICHIBU).click()
    expect(said(page)).to_contain_text("秩父市：0.70（8か所／75歳以上11,378人、参考、偶然の範囲、25位／42）")
    expect(page).to_have_url(re.compile(f"region={CHICHIBU}"))
    expect(card(page)).to_contain_text("57,212人")
    expect(region_box(page)).to_have_value(CHICHIBU)
    box = page.locator(".rows .box").bounding_box()
    chosen = bar(page, CHICHIBU).bounding_box()
    assert box
    assert chosen
    assert box["y"] <= chosen["y"] <= box["y"] + box["height"]
    page.go_back()
    expect(card(page)).to_contain_text("川口市")
    expect(said(page)).to_contain_text("川口市：0.75")


def test_the_keyboard_goes_from_region_to_region_and_chooses(page: Page, address: str) -> None:
    visit(page, address, "/regions", f"region={KAWAGUCHI}")
    page.get_by_role("application").first.focus()
    page.keyboard.press("ArrowRight")
    expect(said(page)).to_contain_text("行田市：")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("region=11206"))
    expect(card(page)).to_contain_text("行田市")


def test_a_region_chosen_in_the_box_is_marked_in_the_pictures(page: Page, address: str) -> None:
    visit(page, address, "/regions", "")
    expect(outlines(page)).to_have_count(0)
    with held_back(page):
        region_box(page).select_option("秩父市")
        expect(outlines(page)).to_have_count(3)
        expect(said(page)).to_contain_text("秩父市：0.70")
        expect(supply(page)).to_contain_text("秩父市：訪問診療の医療機関")
    expect(page).to_have_url(re.compile(f"region={CHICHIBU}"))
    rested(page)
    expect(region_box(page)).to_have_value(CHICHIBU)
    expect(card(page)).to_contain_text("57,212人")


def test_a_code_with_its_check_digit_is_understood_and_the_address_gets_five_digits(page: Page, address: str) -> None:
    visit(page, address, "/regions", f"region={CHICHIBU}1")
    expect(card(page)).to_contain_text("秩父市")
    expect(page).to_have_url(re.compile(f"region={CHICHIBU}(&|$)"))
    expect(outlines(page)).to_have_count(3)


def test_files_taken_home_are_of_the_chosen_region(page: Page, address: str) -> None:
    visit(page, address, "/regions", f"region={KAWAGUCHI}")
    shape(page, HIGASHICHICHIBU).click()
    expect(card(page)).to_contain_text("東秩父村")
    rested(page)
    name, content = taken_home(page, "カードの Excel")
    assert name.startswith("東秩父村_カード_")
    assert content.startswith(b"PK")
    name, content = taken_home(page, "画像 SVG", "地図を保存")
    assert name.endswith(".svg")
    assert marked_name(content) == "東秩父村"
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_pictures_are_not_clipped_to_what_is_in_sight_when_printed(page: Page, address: str) -> None:
    visit(page, address, "/regions", "")
    page.emulate_media(media="print")
    assert page.locator(".rows .box").evaluate("box => box.scrollHeight - box.clientHeight") <= 1


def test_the_figures_stay_in_sight_while_the_map_is_and_a_dark_hexagon_shows_that_it_is_pointed_at(
    page: Page, address: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    visit(page, address, "/regions", "")
    page.locator(".notes").scroll_into_view_if_needed()
    shape(page, SAITAMA).hover()
    expect(said(page)).to_be_in_viewport()
    expect(said(page)).to_contain_text(
        "さいたま市：1.33（243か所／75歳以上182,178人、参考、県全体と違う（多い）、3位／42）"
    )
    looks = page.locator(".map svg.wide .ring path").evaluate_all(
        "paths => paths.map((path) => [getComputedStyle(path).stroke, getComputedStyle(path).strokeWidth])"
    )
    assert looks == [["rgb(255, 255, 255)", "7px"], ["rgb(26, 26, 28)", "3px"]]


LEGIBLE = """() => Math.min(...[...document.querySelectorAll("*")].flatMap((element) => element.shadowRoot
    ? [...element.shadowRoot.querySelectorAll("svg text")] : [...element.querySelectorAll(":scope > svg text")])
    .filter((text) => text.getBoundingClientRect().width)
    .map((text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)) >= 12"""


@pytest.mark.parametrize("width", [600, 1024])
def test_between_phone_and_laptop_all_letters_of_the_pictures_can_be_read(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    visit(page, address, "/regions", f"region={CHICHIBU}")
    page.wait_for_function(LEGIBLE)


def test_a_phone_gets_the_narrow_drawings_in_letters_to_read_and_cards_without_sideways_scroll(
    page: Page, address: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, address, "/regions", f"region={CHICHIBU}&compare=11361,11362,11363,11365,{HIGASHICHICHIBU}")
    expect(page.locator(".map svg.narrow")).to_be_visible()
    expect(page.locator(".map svg.wide")).to_be_hidden()
    rested(page)
    # Each picture asks for itself, and comes when it is drawn.
    page.wait_for_function(LEGIBLE)
    table = page.locator("table.card-table")
    assert table.evaluate("table => table.scrollWidth <= table.parentElement.clientWidth")
    cell = table.get_by_role("cell").filter(has_text="8か所").first
    expect(cell).to_be_visible()
    box = cell.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


def test_the_card_stands_there_before_the_server_has_heard_and_nothing_changes_when_it_has(
    page: Page, address: str
) -> None:
    visit(page, address, "/regions", f"region={KAWAGUCHI}")
    files = page.locator(".st-key-of_region_card, .st-key-of_region_supply")
    page.wait_for_function(
        "[...window.dashboardRegions.values()].some(({ content }) => Object.keys(content ?? {}).length === 64)"
    )
    with held_back(page):
        shape(page, CHICHIBU).click()
        expect(card(page)).to_contain_text("57,212人")
        card_words = card(page).inner_text()
        # Past Streamlit, which has not heard of it yet.
        expect(supply(page)).to_contain_text("秩父市：訪問診療の医療機関")
        supply_words = supply(page).text_content()
        # Files that only the server can make are those of the region before, and not for use.
        assert files.evaluate_all("all => all.map((element) => element.inert)") == [True, True]
    expect(page).to_have_url(re.compile(f"region={CHICHIBU}"))
    rested(page)
    assert card(page).inner_text() == card_words
    assert supply(page).text_content() == supply_words
    assert files.evaluate_all("all => all.map((element) => element.inert)") == [False, False]
    page.go_back()
    expect(card(page)).to_contain_text("川口市")
    expect(said(page)).to_contain_text("川口市：0.75")
    for code in (CHICHIBU, HIGASHICHICHIBU, CHICHIBU):
        shape(page, code).click()
    rested(page)
    expect(page).to_have_url(re.compile(f"region={CHICHIBU}"))
    expect(card(page)).to_contain_text("秩父市")
    expect(outlines(page)).to_have_count(3)


def test_the_drawing_of_a_window_made_narrow_outlines_the_region_chosen_while_it_was_wide(
    page: Page, address: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, address, "/regions", f"region={KAWAGUCHI}")
    narrow = page.locator(".map svg.narrow")
    expect(narrow.locator(".ring .edge")).to_have_attribute("data-region", KAWAGUCHI)
    page.set_viewport_size({"width": 1280, "height": 844})
    shape(page, CHICHIBU).click()
    expect(page.locator(".map svg.wide .ring .edge")).to_have_attribute("data-region", CHICHIBU)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(narrow).to_be_visible()
    expect(narrow.locator(".ring .edge")).to_have_attribute("data-region", CHICHIBU)


TEXTS_OF_THE_REGION = """() => [...document.querySelectorAll(".body-part")]
    .filter((part) => !part.querySelector(".picture")).map((part) => part.innerHTML)"""
IS_SHOWN_AGAIN = """(texts) => [...document.querySelectorAll(".body-part")]
    .filter((part) => !part.querySelector(".picture")).every((part, at) => {
        const other = part.cloneNode();
        other.innerHTML = texts[at];
        return other.isEqualNode(part);
    })"""


@pytest.mark.parametrize("query", ["", f"compare={HIGASHICHICHIBU}&"])
def test_texts_written_over_those_of_another_region_are_what_a_new_visit_shows_and_what_was_unfolded_stays_so(
    page: Page, address: str, query: str
) -> None:
    visit(page, address, "/regions", f"{query}region={KAWAGUCHI}")
    fold = page.locator(".body-part details")
    fold.locator("summary").click()
    for code in (CHICHIBU, HIGASHICHICHIBU, SAITAMA, CHICHIBU):
        shape(page, code).click()
        rested(page)
        expect(page).to_have_url(re.compile(f"region={code}"))
        expect(fold).to_have_attribute("open", "")
    fold.locator("summary").click()
    rested(page)
    expect(fold).not_to_have_attribute("open", "")
    texts = page.evaluate(TEXTS_OF_THE_REGION)
    assert len(texts) == 2
    visit(page, address, "/regions", f"{query}region={CHICHIBU}")
    assert page.evaluate(IS_SHOWN_AGAIN, texts)
