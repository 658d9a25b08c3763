"""axe-core finds nothing serious on any screen, with everything opened that can be opened."""

from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from browser.visiting import PATHS, VIEWS, open_everything, visit

pytestmark = pytest.mark.browser

GRAVE = {"serious", "critical"}


def grave_faults(page: Page) -> list[str]:
    """Rule, element and advice of each serious or critical violation on the page."""
    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {node['html']} {node['failureSummary']}"
        for violation in violations
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize(("path", "query"), VIEWS)
def test_no_screen_has_a_serious_fault(page: Page, address: str, path: str, query: str) -> None:
    visit(page, address, path, query)
    assert grave_faults(page) == []
    open_everything(page)
    assert grave_faults(page) == []


def test_a_planted_fault_is_found(page: Page, address: str) -> None:
    visit(page, address, "/")
    page.evaluate("document.querySelector('section.card').insertAdjacentHTML('beforeend', '<img src=\"data:,\">')")
    assert [fault.partition(":")[0] for fault in grave_faults(page)] == ["image-alt"]


def test_the_headings_of_a_screen_leave_no_level_out(page: Page, address: str) -> None:
    for path in PATHS:
        visit(page, address, path)
        open_everything(page)
        levels = page.get_by_role("heading").evaluate_all("found => found.map(h => Number(h.tagName[1]))")
        assert levels[0] == 1
        assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []
