"""The regions' sheets: each comparison as a table to sort and filter, and an overview that tells what there is."""

from collections.abc import Sequence
from datetime import date

from dashboard.charts.picture import Cell as Plain
from dashboard.charts.regional import RegionalView, figures_table, missing_words, people_line, source_line
from dashboard.papers.book.cells import Block, Cell, Figure, Page, number_format
from dashboard.papers.paper import Paper

OVERVIEW_WIDTHS = (58, 34, 12, 14, 34)
_BASE = {"順位": 7, "地域コード": 10, "地域": 12, "人口": 11, "75歳以上人口": 11, "人口の時点": 16}
_REST = {"時点": 16, "区分": 12, "出典": 44}
_VALUE = 12
_PEOPLE = ("順位", "人口", "75歳以上人口")


def regional_widths(view: RegionalView) -> tuple[int, ...]:
    """Of the columns of a comparison."""
    return tuple((_BASE | _REST).get(column, _VALUE) for column in figures_table(view).columns)


def write_overview(page: Page, paper: Paper, names: Sequence[str]) -> None:
    """What there is of the regions, on which sheet, and which indicators have nothing."""
    page.title("地域別の値")
    page.line(f"{paper.plan}　{paper.as_of}　{paper.known}")
    page.skip()
    if paper.comparisons:
        columns = ("内容", "時点・区分", "地域の数", "値がある地域", "シート")
        page.table(columns, (_entry(*pair) for pair in zip(paper.comparisons, names, strict=True)))
        page.skip()
    for sentence in (*(note for part in paper.regional for note in (part.title, *part.notes)), *paper.gaps):
        page.line(sentence)


def _entry(view: RegionalView, name: str) -> list[Cell]:
    comparison = view.comparison
    counts = (len(comparison.values), len(comparison.known))
    return [view.title, view.subtitle, *(Figure(count, number_format(0)) for count in counts), name]


def write_comparison(page: Page, view: RegionalView, chosen: str) -> Block:
    """One comparison; ``chosen`` is the code of the region that is marked."""
    table, decimals = figures_table(view), view.comparison.indicator.decimals
    page.title(view.title)
    page.line(view.subtitle)
    gaps = missing_words(view.comparison.unknown)
    gap_line = f"値がない地域：{gaps}。" if gaps else ""
    for line in (source_line(view.comparison), people_line(view.comparison), gap_line):
        if line:
            page.line(line)
    page.skip()
    rows = [_row(table.columns, row, decimals, view.comparison.decimals) for row in table.rows]
    codes = [row[1] for row in table.rows]
    block = page.table(table.columns, rows, codes.index(chosen) if chosen in codes else None)
    # The whole stands last and is no region to be sorted among them.
    page.sheet.autofilter(block.header, 0, max(block.first, block.last - 1), len(table.columns) - 1)
    return block


def _row(columns: Sequence[str], row: Sequence[Plain], decimals: int, finer: int) -> list[Cell]:
    return [_cell(column, cell, decimals, finer) for column, cell in zip(columns, row, strict=True)]


def _cell(column: str, cell: Plain, decimals: int, finer: int) -> Cell:
    """A count without decimals, a value with its indicator's, a rate with its own; what has no number stays empty."""
    if isinstance(cell, str | date):
        return cell
    if column in _PEOPLE:
        return Figure(cell, number_format(0))
    if column in _BASE | _REST:
        return ""
    return Figure(cell, number_format(decimals if column.startswith("値（") else finer))
