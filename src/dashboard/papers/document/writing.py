"""The council paper as a Word document, for those who go on writing it: native text and tables, charts as pictures."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from struct import unpack
from typing import Any, TypeAlias

from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from dashboard.charts.file import settled
from dashboard.charts.picture import Frame, Picture
from dashboard.charts.render import PNG_PPI, png
from dashboard.charts.table import Cell, cell_text
from dashboard.papers.document.styles import (
    CAPTION,
    CELL,
    CELL_DATE,
    CELL_HEAD,
    CELL_NUMBER,
    CELL_PLAIN_NUMBER,
    CELL_SMALL,
    FIGURE,
    ITEM,
    NOTE,
    POINT,
    REASON,
    REASON_HEAD,
    SUBTITLE,
    TABLE,
    TEXT_WIDTH,
    TITLE,
    VERDICT,
    add,
    blank_document,
    heading,
    parsed,
    say,
    size_of,
)
from dashboard.papers.paper import REPEATED_KEYS, Amount, Paper, RegionalPart, Section, SummaryCell, YearColumn
from dashboard.sheets.spreadsheet import xml_text
from dashboard.text import decimal_places, width_in_ems


@dataclass(frozen=True)
class _Line:
    """One paragraph of a cell."""

    text: str
    style: str = CELL
    tone: str = ""
    strong: bool = False


_Cells: TypeAlias = Sequence[Sequence[_Line]]
"""One row: the lines of each cell."""

_BEFORE_FIGURES = re.compile(r"(?<=[^\d,])(?=\d)")
_ONE_LINE_HEADING = 7
_LEAST_NAME = 30.0
_MILLIMETRES = 25.4 / 72
_MARGINS = 2.0


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
    table = part.table.without(REPEATED_KEYS)
    decimals = [_decimals(table.cells(column.key)) for column in table.columns]
    rows = [
        [[_plain(cell, places, strong=code == part.region.code)] for cell, places in zip(row, decimals, strict=True)]
        for code, row in zip(part.table.cells("region_code"), table.rows, strict=True)
    ]
    columns = [_BEFORE_FIGURES.sub("\n", heading, count=1) for heading in table.headings]
    _table(document, columns, rows, names=[column.key for column in table.columns].index("region"))


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
    longest = max(map(width_in_ems, line.text.split("\n")))
    return longest * size_of(line.style) * _MILLIMETRES + _MARGINS


def _summary_cell(cell: SummaryCell, tone: str) -> Iterator[_Line]:
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
    if isinstance(cell, int | float):
        return _Line(cell_text(cell, decimals), CELL_PLAIN_NUMBER, strong=strong)
    return _Line(cell_text(cell), strong=strong)


POINTS = 0.75
"""Points a pixel of a picture: its smallest type, 12 pixels, is 9 pt."""

CHART = Frame(580, 230, titled=False)
"""The chart of an indicator: with its axis and margins it is never wider than the text at 9 pt."""

_COLUMNS = 2
_MOST_HEIGHT = Mm(225)
"""Leaves room for the caption: a picture higher than the page would be cut off, so it is made smaller."""


def add_chart(document: Any, section: Section) -> None:
    """The target-tracking chart, as wide as the text."""
    picture = section.picture(CHART)
    shape = _place(document, picture)
    shape.height = round(shape.height * Mm(TEXT_WIDTH) / shape.width)
    shape.width = Mm(TEXT_WIDTH)
    say(document, picture.title, CAPTION)


def add_map(document: Any, part: RegionalPart) -> None:
    """The map, if the project has one."""
    picture = part.map()
    if picture is not None:
        _place(document, picture)
        say(document, f"{picture.title}　地図", CAPTION)


def add_ranking(document: Any, part: RegionalPart) -> None:
    """The ranking, many regions in as many columns as an upright page has room for."""
    picture = part.ranking(_COLUMNS)
    _place(document, picture)
    say(document, picture.title, CAPTION)


def _place(document: Any, picture: Picture) -> Any:
    """The picture in a paragraph of its own; one that is wider than the text reaches into both margins alike."""
    content = png(picture)
    paragraph = document.add_paragraph(style=FIGURE)
    width, height = (round(pixels * Pt(1) * POINTS) for pixels in _pixels(content))
    scale = min(1.0, _MOST_HEIGHT / height)
    shape = paragraph.add_run().add_picture(io.BytesIO(content), round(width * scale), round(height * scale))
    beyond = shape.width - Mm(TEXT_WIDTH)
    if beyond > 0:
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = -round(beyond / 2)
    told = shape._inline.docPr
    told.set("name", xml_text(picture.name))
    told.set("descr", xml_text(picture.alt))
    return shape


def _pixels(content: bytes) -> tuple[float, float]:
    """Width and height of a PNG in the pixels of the chart, which are larger than its dots."""
    width, height = unpack(">II", content[16:24])
    return width * 72 / PNG_PPI, height * 72 / PNG_PPI


def document_of(paper: Paper) -> bytes:
    """The paper as .docx, A4 upright; the same bytes for the same paper.

    Raises:
        PaperError: a chart has a character that the typeface of pictures lacks.
    """
    document = blank_document(paper)
    _opening(document, paper)
    for at, section in enumerate(paper.sections):
        _section(document, section, first=at == 0)
    for at, part in enumerate(paper.regional):
        _part(document, part, first=at == 0)
    _closing(document, paper)
    sink = io.BytesIO()
    document.save(sink)
    return settled(sink.getvalue())


def _opening(document: Any, paper: Paper) -> None:
    say(document, paper.title, TITLE)
    say(document, paper.plan, SUBTITLE)
    for line in (paper.as_of, paper.known, paper.computed):
        say(document, line, NOTE)
    heading(document, 1, "指標の一覧")
    summary_table(document, paper)


def _section(document: Any, section: Section, *, first: bool) -> None:
    if first:
        heading(document, 1, "指標ごとの進捗と取組", new_page=True)
    heading(document, 2, section.name, new_page=not first)
    _verdict(document, section)
    for line in (section.headline, "　".join(section.facts)):
        say(document, line)
    if section.definition:
        say(document, f"定義：{section.definition}")
    path_table(document, section)
    if section.drawable:
        add_chart(document, section)
    for line in (section.source, section.dated):
        say(document, line, NOTE)
    for year in section.years:
        _year(document, year)
    _judgement(document, section)


def _verdict(document: Any, section: Section) -> None:
    """The words say it all; the colour only underlines them."""
    line = say(document, "判定（参考）：", VERDICT)
    add(line, section.verdict, section.tone)
    add(line, f"（{section.against}）" if section.against else "")
    add(line, "".join(f"　［{flag}］" for flag in section.flags))


def _year(document: Any, year: YearColumn) -> None:
    marks = f"［{'、'.join(year.marks)}］" if year.marks else ""
    heading(document, 3, year.heading + marks)
    for item in year.items or ("登録なし",):
        say(document, item, ITEM)
    for note in year.notes:
        say(document, f"注：{note}", NOTE)


def _judgement(document: Any, section: Section) -> None:
    if section.reasons:
        heading(document, 3, "判定の計算")
    for line in section.reasons:
        # The target whose judgement follows; sentences never begin so.
        say(document, line, REASON_HEAD if line.startswith("【") else REASON)
    if section.council:
        heading(document, 3, "部会の評価")
        say(document, section.council)


def _part(document: Any, part: RegionalPart, *, first: bool) -> None:
    if first:
        heading(document, 1, "地域別の状況", new_page=True)
    heading(document, 2, part.title, new_page=not first)
    say(document, part.view.subtitle)
    add_map(document, part)
    regional_table(document, part)
    for note in part.notes:
        say(document, note, NOTE)
    add_ranking(document, part)
    for note in part.footnotes:
        say(document, note, NOTE)


def _closing(document: Any, paper: Paper) -> None:
    if paper.discussion_point:
        heading(document, 1, "論点", new_page=True)
        say(document, paper.discussion_point, POINT)
    heading(document, 1, "判定のきまり", new_page=not paper.discussion_point)
    rules_table(document, paper)
    heading(document, 1, "出典と注")
    gaps = paper.gaps if paper.choice.region else ()
    for note in (*paper.notes, *gaps, *(f"出典：{source}" for source in paper.sources)):
        say(document, f"・{note}", ITEM)
