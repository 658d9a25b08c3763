"""Under a base path (https://HOST/kpi/) everything works that works at the root, and nothing lies beside it."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, Response, expect

from browser.provider import Provider, provider, served_with, sign_in, sign_out
from browser.visiting import DAY, HEADINGS, NAVIGATION, heading, path_of, rested, visit
from dashboard.settings import Settings
from dashboard.ui.font_slices import slice_files
from dashboard.ui.pages import HOME, INDICATOR, PAGES, REGIONS, UPDATE

pytestmark = pytest.mark.browser

BASE = "/kpi"
FONT = f"/fonts/{next(iter(slice_files()))}"
PROBES = ("/_stcore/health", "/_stcore/host-config")
"""What Streamlit's page asks for below itself, too, to learn where the server lives."""


@pytest.fixture(scope="module")
def openid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with provider(tmp_path_factory.mktemp("provider")) as ready:
        ready.knows("hanako", email="hanako@example.jp", email_verified=True, name="山田花子")
        yield ready


@pytest.fixture(scope="module")
def address(openid: Provider, tmp_path_factory: pytest.TempPathFactory, real_settings: Settings) -> Iterator[str]:
    """With the base path."""
    with served_with(openid, tmp_path_factory.mktemp("based"), BASE, DASHBOARD_STORE=real_settings.store) as address:
        yield address


@pytest.fixture
def ask(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address.removesuffix(BASE), timeout=60) as client:
        yield client


def test_a_deep_link_is_right_as_the_very_first_request(page: Page, address: str) -> None:
    """The first of this file, for nobody has asked this server for a page yet."""
    visit(page, address, path_of(REGIONS))
    expect(heading(page)).to_have_text(HEADINGS[path_of(REGIONS)])
    for title in NAVIGATION:
        expect(page.get_by_role("link", name=title).first).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_every_screen_opens_with_its_pictures_and_no_request_fails(page: Page, address: str) -> None:
    failures: list[str] = []

    def look(answer: Response) -> None:
        probe = answer.url.endswith(PROBES) and not answer.url.startswith(f"{address}/_stcore/")
        if not probe and (answer.status >= 400 or not answer.url.startswith((f"{address}/", "data:", "blob:"))):
            failures.append(f"{answer.status} {answer.url}")

    page.on("response", look)
    page.on("requestfailed", lambda request: failures.append(f"{request.failure} {request.url}"))
    page.on("pageerror", lambda error: failures.append(str(error)))
    visit(page, address, path_of(REGIONS))
    for screen in sorted(PAGES, key=INDICATOR.__eq__):
        page.get_by_role("link", name=screen.title, exact=True).first.click()
        expect(heading(page)).to_have_text(HEADINGS[path_of(screen)])
        expect(page).to_have_url(re.compile(rf"{BASE}{re.escape(path_of(screen))}(\?|$)"))
        rested(page)
        if screen in {HOME, INDICATOR, REGIONS}:
            expect(page.get_by_role("img", name=re.compile("。|図|達成割合")).first).to_be_visible()
    with page.expect_download() as caught:
        page.get_by_role("button", name="図を保存").first.click()
        page.get_by_role("button", name="SVG").first.click()
    assert caught.value.path().read_bytes().startswith(b"<svg")
    ours = "document.fonts.load('16px \"Dashboard Gothic\"', 'あ').then(faces => faces.map(face => face.status))"
    assert set(page.evaluate(ours)) == {"loaded"}, "for who has no Japanese typeface"
    # Whoever goes on before all that comes ahead of a choice is there no longer waits for it.
    assert [each for each in failures if not re.match(rf"net::ERR_ABORTED {address}/bodies/", each)] == []


def test_who_signs_in_and_out_comes_back_to_the_screen_for_editors(page: Page, address: str) -> None:
    visit(page, address, path_of(UPDATE))
    sign_in(page, "hanako")
    expect(page).to_have_url(re.compile(re.escape(f"{address}/{UPDATE.name}")))
    expect(page.get_by_test_id("stFileUploader")).to_be_visible()
    assert {cookie.get("path") for cookie in page.context.cookies(address)} >= {BASE}
    sign_out(page)
    expect(page.get_by_role("button", name="サインイン")).to_be_visible()
    expect(page).to_have_url(re.compile(re.escape(f"{address}/{UPDATE.name}")))


def test_whatever_a_page_refers_to_is_there(ask: httpx.Client) -> None:
    html = ask.get(f"{BASE}/{INDICATOR.name}").text
    named = re.findall(r'(?:href|src)="(?!data:)([^"]+)"', html) + re.findall(r"url\('([^']+)'\)", html)
    fonts = [place for place in named if "/fonts/" in place]
    assert fonts
    assert [place for place in fonts if not place.startswith(f"{BASE}/fonts/")] == []
    # Each of the others would be made now.
    named = [place for place in named if place not in fonts or "-signs." in place]
    # The description of Streamlit's agent interface, which is switched off.
    places = {str(httpx.URL(f"{BASE}/{INDICATOR.name}").join(place)) for place in named if "_stcore/agent" not in place}
    assert [place for place in sorted(places) if ask.get(place).status_code != 200] == []


@pytest.mark.parametrize(
    ("place", "target"),
    [
        ("/", f"{BASE}/"),
        (BASE, f"{BASE}/"),
        (f"{BASE}?{DAY}", f"{BASE}/?{DAY}"),
        (f"{BASE}/{HOME.name}?{DAY}", f"{BASE}/?{DAY}"),
        (f"{BASE}/{HOME.name}/", f"{BASE}/"),
        (f"{BASE}/{INDICATOR.name}/?{DAY}", f"{BASE}/{INDICATOR.name}?{DAY}"),
    ],
)
def test_with_or_without_the_last_slash_an_address_leads_to_its_page(
    ask: httpx.Client, place: str, target: str
) -> None:
    assert ask.get(place).headers["location"] == target
    assert ask.get(target).status_code == 200


@pytest.mark.parametrize("place", ["/indicator", "/api/v1/openapi.json", FONT, "/kpix", "/static"])
def test_beside_the_base_path_there_is_nothing(ask: httpx.Client, place: str) -> None:
    assert ask.get(place).status_code == 404


def test_the_api_names_addresses_that_exist(ask: httpx.Client) -> None:
    document = ask.get(f"{BASE}/api/v1/openapi.json").json()
    server = document["servers"][0]["url"]
    assert server == BASE
    plain = [path for path in document["paths"] if "{" not in path]
    assert len(plain) > 2
    assert {ask.get(f"{server}{path}").status_code for path in plain} == {200}
    error = ask.get(f"{BASE}/api/v1/nothing").json()["error"]
    listed = re.findall(r"(/\S+\.json)", error)
    assert [ask.get(place).status_code for place in listed] == [200]
    picture = ask.get(f"{BASE}/api/v1/papers/svg?{DAY}", timeout=60)
    following = re.findall(r'<([^>]+)>; rel="next"', picture.headers["link"])
    assert ask.get(str(picture.url.join(following[0])), timeout=60).headers["content-type"] == "image/svg+xml"
