"""Native tables of the Word document: a header on every page, no row torn in two, every text in a style of its own.

Columns are as wide as their longest line, so that no date or figure breaks; the names take what is left.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from docx.oxml.ns import qn
from docx.shared import Mm

from dashboard.charts.picture import Cell
from dashboard.fiscal import japanese_date
from dashboard.papers import summary
from dashboard.papers.document.page import TEXT_WIDTH, add, say
from dashboard.papers.document.styles import (
    CELL,
    CELL_DATE,
    CELL_HEAD,
    CELL_NUMBER,
    CELL_PLAIN_NUMBER,
    CELL_SMALL,
    TABLE,
    parsed,
    size_of,
)
from dashboard.papers.paper import Amount, Paper, RegionalPart, Section
from dashboard.progress import decimal_places, format_value


@dataclass(frozen=True)
class _Line:
    """One paragraph of a cell."""

    text: str
    style: str = CELL
    tone: str = ""
    strong: bool = False


_Cells: TypeAlias = Sequence[Sequence[_Line]]
"""One row: the lines of each cell."""

_LEFT_OUT = frozenset({"地域コード", "人口の時点", "時点", "出典"})
_BEFORE_FIGURES = re.compile(r"(?<=[^\d,])(?=\d)")
_ONE_LINE_HEADING = 7
_LEAST_NAME = 30.0
_MILLIMETRES = 25.4 / 72
_MARGINS = 2.0
_NARROW = 0.6


def summary_table(document: Any, paper: Paper) -> None:
    """All indicators, one row each; the verdict in its tone."""
    rows = []
    for cells, section in zip(paper.summary.rows, paper.sections, strict=True):
        tones = [""] * (len(cells) - 1) + [section.tone]
        rows.append([list(_summary_cell(cell, tone)) for cell, tone in zip(cells, tones, strict=True)])
    _table(document, paper.summary.columns, rows, names=0)


def path_table(document: Any, section: Section) -> None:
    """The council's own row without the initiatives: the indicator with its way, the latest values, the targets."""
    columns = ("指標（数値目標）", "最新値", *(goal.heading.replace("目標値", "\n目標値") for goal in section.goals))
    latest = [line for amount in section.latest for line in _amount(amount)]
    goals = [list(_amount(goal.amount)) for goal in section.goals]
    _table(document, columns, [[_path(section), latest, *goals]], names=0)


def regional_table(document: Any, part: RegionalPart) -> None:
    """The region and those beside it; dates and sources, the same in all rows, stand on the page."""
    table = part.table
    shown = [at for at, name in enumerate(table.columns) if name not in _LEFT_OUT]
    places = {at: _decimals([row[at] for row in table.rows]) for at in shown}
    code, own = table.columns.index("地域コード"), part.region.code
    rows = [[[_plain(row[at], places[at], strong=row[code] == own)] for at in shown] for row in table.rows]
    columns = [_BEFORE_FIGURES.sub("\n", table.columns[at], count=1) for at in shown]
    _table(document, columns, rows, names=columns.index("地域"))


def rules_table(document: Any, paper: Paper) -> None:
    """How each grade is reached."""
    rows = [[[_Line(grade.replace("　", "\n"))], [_Line(rule)]] for grade, rule in paper.rules]
    _table(document, ("判定", "きまり"), rows, names=1)


def _table(document: Any, columns: Sequence[str], rows: Sequence[_Cells], names: int) -> None:
    head = [[_Line(name, CELL_HEAD)] for name in columns]
    widths = [Mm(width) for width in _widths([_halved(columns), *rows], names)]
    table = document.add_table(0, len(columns), TABLE)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for cells in (head, *rows):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(parsed("<w:cantSplit/>"))
        for cell, lines, width in zip(row.cells, cells, widths, strict=True):
            _fill(cell, lines, width)
    table.rows[0]._tr.get_or_add_trPr().append(parsed("<w:tblHeader/>"))


def _fill(cell: Any, lines: Sequence[_Line], width: int) -> None:
    """A cell is born with an empty paragraph, which would stand above the text."""
    cell.width = width
    cell._tc.remove(cell._tc.find(qn("w:p")))
    for line in lines:
        add(say(cell, "", line.style), line.text, line.tone, strong=line.strong)


def _halved(columns: Sequence[str]) -> _Cells:
    """Headings as far as a column must be wide for them: a long one goes over two lines, broken where Word likes."""
    halves = [
        name if len(name) <= _ONE_LINE_HEADING or "\n" in name else name[: round(len(name) * 0.6)] for name in columns
    ]
    return [[_Line(half, CELL_HEAD)] for half in halves]


def _widths(rows: Sequence[_Cells], names: int) -> list[float]:
    """Millimetres of each column; where all are wide, those beside the names share what these leave."""
    needs = [max(_width(line) for cell in column for line in cell) for column in zip(*rows, strict=True)]
    others = sum(needs) - needs[names]
    share = min(1.0, (TEXT_WIDTH - _LEAST_NAME) / others)
    return [TEXT_WIDTH - others * share if at == names else need * share for at, need in enumerate(needs)]


def _width(line: _Line) -> float:
    longest = max(map(_letters, line.text.split("\n")))
    return longest * size_of(line.style) * _MILLIMETRES + _MARGINS


def _letters(text: str) -> float:
    """Length in full-width letters."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else _NARROW for letter in text)


def _summary_cell(cell: summary.Cell, tone: str) -> Iterator[_Line]:
    """A verdict on two lines: its letter over its words."""
    yield _Line(cell.text.replace("　", "\n"), CELL_NUMBER if cell.number else CELL, tone)
    if cell.sub:
        yield _Line(cell.sub, CELL_DATE if cell.number else CELL_SMALL)


def _path(section: Section) -> list[_Line]:
    steps = [f"{one.when}　{one.number}{one.unit}" for one in section.path]
    return [_Line(section.subject), *(_Line(text) for text in "\n↓\n".join(steps).split("\n") if text)]


def _amount(amount: Amount) -> Iterator[_Line]:
    yield _Line(amount.number, CELL_NUMBER)
    yield from (_Line(text, CELL_DATE) for text in (amount.unit, amount.when) if text)


def _decimals(cells: Sequence[Cell]) -> int:
    """As many places as the finest number of the column has, so that the points stand under each other."""
    return max((decimal_places(cell) for cell in cells if isinstance(cell, int | float)), default=0)


def _plain(cell: Cell, decimals: int, *, strong: bool) -> _Line:
    if isinstance(cell, date):
        return _Line(japanese_date(cell), strong=strong)
    if isinstance(cell, int | float):
        return _Line(format_value(cell, decimals), CELL_PLAIN_NUMBER, strong=strong)
    return _Line(cell or "―", strong=strong)
