"""A screen printed on A4: no controls, nothing cut at the right, what was chosen all there."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pypdf import PdfReader

from browser.visiting import DAY, visit

pytestmark = pytest.mark.browser

A4 = ViewportSize(width=688, height=1000)
"""What the margins leave of it, at 96 pixels an inch."""
CONTROLS = "button:visible, input:visible, select:visible, [role=combobox]:visible, summary:visible"
CUT = """() => {
    const found = [];
    const look = root => {
        for (const element of root.querySelectorAll('td, th, figure, h1, h2, h3, p')) {
            const box = element.getBoundingClientRect();
            if (box.width && (box.right > innerWidth + 1 || box.left < -1)) found.push(element.textContent);
        }
        for (const element of root.querySelectorAll('*')) if (element.shadowRoot) look(element.shadowRoot);
    };
    look(document.querySelector('[data-testid="stMain"]'));
    return found;
}"""


def printed(page: Page) -> None:
    page.set_viewport_size(A4)
    page.emulate_media(media="print")


@pytest.mark.parametrize("path", ["/", "/indicator", "/regions", "/history"])
def test_no_control_is_printed_and_nothing_is_cut(page: Page, address: str, path: str) -> None:
    visit(page, address, path, f"{DAY}&region=11369&compare=11361,11362")
    expect(page.locator(CONTROLS)).not_to_have_count(0)
    printed(page)
    expect(page.locator(CONTROLS)).to_have_count(0)
    assert page.evaluate(CUT) == []


def test_the_regions_beside_each_other_are_all_printed_and_no_heading_ends_a_page(
    page: Page, address: str, tmp_path: Path
) -> None:
    visit(page, address, "/regions", f"{DAY}&region=11369&compare=11361,11362")
    page.pdf(path=tmp_path / "regions.pdf", format="A4")
    sheets = [sheet.extract_text() for sheet in PdfReader(tmp_path / "regions.pdf").pages]
    # Once more than in the ranking and on the map.
    assert [name for name in ("横瀬町", "皆野町") if "".join(sheets).count(name) < 2] == []
    headings = page.locator('[data-testid="stMain"] :is(h1, h2, h3)').all_inner_texts()
    last_lines = [sheet.strip().splitlines()[-1].strip() for sheet in sheets if sheet.strip()]
    assert not set(headings) & set(last_lines)


def test_the_conclusion_is_one_sheet(page: Page, address: str, tmp_path: Path) -> None:
    visit(page, address, "/", DAY)
    page.pdf(path=tmp_path / "overview.pdf", format="A4")
    assert len(PdfReader(tmp_path / "overview.pdf").pages) == 1
