"""What a visitor does in a browser, and what he can tell of the page."""

from playwright.sync_api import Locator, Page, expect

from dashboard.ui.pages import HOME, INDICATOR, PAGES, REGIONS, Screen

DAY = "as_of=2024-12-31"
CLINICS, DENTAL = "visiting_care_clinics", "home_dental_registrations"


def path_of(screen: Screen) -> str:
    """Its place under the address; the home screen lives at the root."""
    return "/" if screen is HOME else f"/{screen.name}"


_OTHER_HEADINGS = {
    HOME: "指標の進捗",
    INDICATOR: "訪問診療の医療機関は935か所。令和8年度の目標まであと65か所",
    REGIONS: "地域別　訪問診療を実施する医療機関数",
}
HEADINGS = {path_of(screen): _OTHER_HEADINGS.get(screen, screen.title) for screen in PAGES}
"""Path of each screen with the heading it must have: its title, where nothing else is said."""

PATHS = tuple(HEADINGS)
PICTURES = (path_of(HOME), path_of(INDICATOR))
VIEWS = (*((path, DAY) for path in PATHS), (path_of(HOME), f"{DAY}&meeting=1"))
"""Every screen, and the first stop of a meeting."""
NAVIGATION = tuple(screen.title for screen in PAGES)


def visit(page: Page, address: str, path: str, query: str = DAY) -> Page:
    """The page at rest: its heading there and nothing running any more."""
    page.goto(f"{address}{path}?{query}")
    return rested(page)


_AT_REST = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const late = document.querySelector('#still, [data-stale="true"], [data-testid="stSkeleton"]');
    return app?.dataset.testScriptState === "notRunning" && !late && document.querySelectorAll("h1").length === 1;
}"""


def rested(page: Page) -> Page:
    """Waits until the script has ended, nothing stale is left, and each part that loads late stands in its place."""
    page.wait_for_function(_AT_REST)
    expect(heading(page)).to_be_visible()
    return page


def heading(page: Page) -> Locator:
    """The heading of the page, which there must be only one of."""
    return page.get_by_role("heading", level=1)


def open_everything(page: Page) -> None:
    """Opens every expander, and waits until what is in them stands still."""
    page.locator("details:not([open]) > summary").evaluate_all("found => found.forEach(summary => summary.click())")
    expect(page.locator("details:not([open])")).to_have_count(0)
    page.wait_for_function("document.getAnimations().every(each => each.playState !== 'running')")
