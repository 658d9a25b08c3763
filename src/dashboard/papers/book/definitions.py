"""The last sheet: what each figure means and where it comes from, one statement a row so that it can be filtered."""

from collections.abc import Iterator

from dashboard.papers.book.cells import Page
from dashboard.papers.paper import Paper, Section
from dashboard.papers.wording import definition

WIDTHS = (32, 18, 58)
_WHOLE = "資料全体"


def write_definitions(page: Page, paper: Paper) -> int:
    """Writes the sheet; the row (0-based) of its header."""
    page.title("指標の定義と資料の説明")
    page.line(f"{paper.plan}　{paper.as_of}　{paper.known}")
    page.skip()
    block = page.table(("対象", "項目", "内容"), _statements(paper))
    page.sheet.autofilter(block.header, 0, block.last, len(WIDTHS) - 1)
    return block.header


def _statements(paper: Paper) -> Iterator[tuple[str, str, str]]:
    for section in paper.sections:
        yield from ((section.name, *one) for one in _of_indicator(section))
    yield from ((_WHOLE, *one) for one in _of_all(paper))


def _of_indicator(section: Section) -> Iterator[tuple[str, str]]:
    """As on the screen 定義と出典, and the name that the council's own paper prints."""
    indicator = section.standing.indicator
    yield "資料での名前", indicator.slide_name
    yield from ((name, text) for name, text in definition(indicator) if text and text != section.name)


def _of_all(paper: Paper) -> Iterator[tuple[str, str]]:
    if paper.discussion_point:
        yield "論点", paper.discussion_point
    yield from ((f"判定「{name}」", rule) for name, rule in paper.rules)
    yield from (("注", note) for note in paper.notes)
    yield from (("出典", source) for source in paper.sources)
