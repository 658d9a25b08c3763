"""指標: another indicator is shown in the browser at once; address, way back, reload, keys and the server follow."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from browser.conftest import LAPTOP, PHONE
from browser.test_pictures import taken_home
from browser.visiting import CLINICS, DAY, DENTAL, HEADINGS, heading, rested, visit

pytestmark = pytest.mark.browser

DENTAL_FINDING = "在宅歯科の登録機関は"
NURSES = "visiting_nurses"
SHOWN = """() => {
    const picture = document.querySelector(".picture")?.shadowRoot;
    const parts = [...document.querySelectorAll(".body-part:not(.later)")].map((part) => part.textContent);
    const drawing = picture?.querySelector("svg").getAttribute("aria-label") ?? "";
    return [...parts, drawing, picture?.querySelector("figcaption").textContent ?? ""];
}"""
CHOOSE = f"""(select, id) => {{
    select.value = id;
    select.dispatchEvent(new Event("input", {{ bubbles: true, composed: true }}));
    select.dispatchEvent(new Event("change", {{ bubbles: true }}));
    return ({SHOWN})();
}}"""
"""What the page shows in the very frame in which another indicator is chosen."""


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="指標を選ぶ")


def opened(page: Page, address: str, query: str) -> Page:
    """The page, and everything that comes ahead."""
    visit(page, address, "/indicator", query)
    count = box(page).locator("option").count()
    page.wait_for_function("count => window.dashboardBodies.ready.size === count", arg=count)
    return page


@contextmanager
def held_back(page: Page) -> Iterator[None]:
    """What the page sends reaches the server at the end of the block."""
    page.evaluate("""() => {
        const send = WebSocket.prototype.send;
        const held = [];
        WebSocket.prototype.send = function (data) { held.push(() => send.call(this, data)); };
        window.release = () => { WebSocket.prototype.send = send; held.forEach((each) => each()); };
    }""")
    yield
    page.evaluate("window.release()")


def history(page: Page) -> Locator:
    return page.get_by_role("region", name="登録されたすべての値")


def test_another_indicator_stands_there_before_the_server_has_heard_and_nothing_changes_when_it_has(
    page: Page, address: str
) -> None:
    opened(page, address, f"indicator={CLINICS}&{DAY}")
    page.get_by_text("この判定になった理由").click()
    with held_back(page):
        shown = box(page).evaluate(CHOOSE, DENTAL)
        assert DENTAL_FINDING in shown[0]
        assert "867" in shown[1]
        assert "874" in shown[-2]
        expect(page).to_have_url(re.compile(f"/indicator\\?indicator={DENTAL}&{DAY}$"))
        # Of the indicator before, nothing that the server alone knows can be read or taken.
        expect(history(page)).to_be_hidden()
        assert page.locator(".st-key-files").evaluate("files => files.inert")
        # What was unfolded stays so.
        expect(page.locator("ol").first).to_contain_text("874")
        expect(page.locator("ol").first).to_be_visible()
    expect(history(page)).to_contain_text("867")
    rested(page)
    assert page.evaluate(SHOWN) == shown
    name, content = taken_home(page, "データ CSV", "図を保存")
    assert name.startswith("在宅歯科の登録機関_")
    assert "867" in content.decode("utf-8-sig")
    page.go_back()
    expect(heading(page)).to_have_text(HEADINGS["/indicator"])
    expect(box(page)).to_have_value(CLINICS)
    expect(history(page)).to_contain_text("935")
    page.go_forward()
    expect(heading(page)).to_contain_text(DENTAL_FINDING)
    expect(history(page)).to_contain_text("867")
    page.reload()
    rested(page)
    assert page.evaluate(SHOWN) == shown
    expect(box(page)).to_have_value(DENTAL)


def test_of_quick_choices_the_last_stands_and_none_before_comes_back(page: Page, address: str) -> None:
    opened(page, address, f"indicator={CLINICS}&{DAY}")
    page.evaluate("""() => {
        window.seen = [];
        const look = () => window.seen.push([document.querySelector("h1")?.textContent, location.search]);
        new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
    }""")
    for id_ in (DENTAL, CLINICS, NURSES, DENTAL):
        box(page).evaluate(CHOOSE, id_)
    page.evaluate("window.seen = []")
    expect(history(page)).to_contain_text("867")
    rested(page)
    # Empty where all had been drawn before it was looked.
    assert {text for text, _ in page.evaluate("window.seen")} <= {heading(page).text_content()}
    assert {search for _, search in page.evaluate("window.seen")} <= {f"?indicator={DENTAL}&{DAY}"}
    expect(page).to_have_url(re.compile(f"indicator={DENTAL}"))
    page.go_back()
    expect(page).to_have_url(re.compile(f"indicator={NURSES}"))
    expect(box(page)).to_have_value(NURSES)
    expect(heading(page)).to_contain_text("訪問看護")


def test_by_keyboard_the_focus_stays_the_finding_is_said_and_the_meeting_begins_there(page: Page, address: str) -> None:
    opened(page, address, f"indicator={CLINICS}&{DAY}")
    box(page).focus()
    page.keyboard.press("ArrowDown")
    expect(heading(page)).not_to_have_text(HEADINGS["/indicator"])
    expect(box(page)).to_be_focused()
    said = heading(page).text_content()
    expect(page.locator("[aria-live]").filter(has_text=str(said))).to_have_count(1)
    chosen = box(page).input_value()
    page.get_by_role("button", name="会議モード").click()
    expect(page.locator("[data-stop]")).to_have_attribute("data-stop", chosen)
    assert said is not None
    expect(page.locator(".standing")).to_contain_text(re.findall(r"[\d,]+", said)[0])


def test_a_late_answer_to_an_earlier_choice_leads_neither_the_address_nor_the_meeting_back(
    page: Page, address: str
) -> None:
    opened(page, address, f"indicator={CLINICS}&{DAY}")
    with held_back(page):
        box(page).evaluate(CHOOSE, DENTAL)
        # As Streamlit does when the answer to a run before has come.
        page.evaluate(f"history.pushState(null, '', '?indicator={CLINICS}&as_of=2025-03-31')")
        assert page.evaluate("location.search") == f"?indicator={DENTAL}&as_of=2025-03-31"
        page.get_by_role("button", name="会議モード").click()
    expect(page.locator("[data-stop]")).to_have_attribute("data-stop", DENTAL)


def test_what_the_server_says_wins_over_what_came_ahead(page: Page, address: str) -> None:
    def older(route: Route) -> None:
        route.fulfill(body=route.fetch().text().replace("867", "八六七"), content_type="application/json")

    page.route("**/bodies/**", older)
    opened(page, address, f"indicator={CLINICS}&{DAY}&order=distance")
    with held_back(page):
        assert "八六七" in box(page).evaluate(CHOOSE, DENTAL)[1]
    page.unroute("**/bodies/**")
    expect(page.locator(".standing")).to_contain_text("867")
    expect(page.locator("main")).not_to_contain_text("八六七")


def test_where_nothing_came_ahead_the_server_answers_and_what_is_old_is_seen_to_be(page: Page, address: str) -> None:
    page.route("**/bodies/**", lambda route: route.abort())
    visit(page, address, "/indicator", f"indicator={CLINICS}&as_of=2024-12-30")
    with held_back(page):
        box(page).select_option(DENTAL)
        expect(page.locator(".body-part[data-old]").first).to_have_css("opacity", "0.35")
    expect(heading(page)).to_contain_text(DENTAL_FINDING)
    rested(page)
    expect(page.locator("[data-old]")).to_have_count(0)
    page.unroute("**/bodies/**")


def test_on_a_phone_the_narrow_drawings_come_ahead(page: Page, address: str) -> None:
    page.set_viewport_size(PHONE)
    visit(page, address, "/indicator", f"indicator={CLINICS}&{DAY}")
    expect(page.locator("svg.narrow")).to_be_visible()
    opened(page, address, f"indicator={CLINICS}&{DAY}")
    with held_back(page):
        box(page).evaluate(CHOOSE, DENTAL)
        expect(page.locator("svg.narrow")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size(LAPTOP)
