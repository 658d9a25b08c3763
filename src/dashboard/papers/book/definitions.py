"""The last sheet: what each figure means and where it comes from, one statement a row so that it can be filtered."""

from collections.abc import Iterator

from dashboard.catalogue import Direction
from dashboard.papers.book.cells import Page
from dashboard.papers.paper import Paper, Section

WIDTHS = (32, 18, 58)
_WHOLE = "資料全体"
_DIRECTIONS = {Direction.UP: "増えるほどよい", Direction.DOWN: "減るほどよい"}


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
    indicator = section.standing.indicator
    yield "資料での名前", section.subject
    yield "定義", indicator.definition or "―"
    yield "単位", indicator.unit
    yield "種類", f"{indicator.kind}（{indicator.measure.value}）"
    yield "望ましい向き", _DIRECTIONS[indicator.direction]
    yield "基準値と目標値", _path(section)
    yield "出典", indicator.source
    yield from (("注記", note) for note in indicator.notes)


def _path(section: Section) -> str:
    """令和4年度 894か所 → 令和8年度 1,000か所 → 令和11年度 ―."""
    return " → ".join(f"{one.when} {one.number}{one.unit}" for one in section.path) or "―"


def _of_all(paper: Paper) -> Iterator[tuple[str, str]]:
    if paper.discussion_point:
        yield "論点", paper.discussion_point
    yield from ((f"判定「{name}」", rule) for name, rule in paper.rules)
    yield from (("注", note) for note in paper.notes)
    yield from (("出典", source) for source in paper.sources)
