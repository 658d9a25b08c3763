"""The uploaded file with everything that was found written beside its rows, to send back to the division.

Rows and columns stay where they are, so that a row number said on the telephone means the same row in both files; what
was found stands to the right of the widest row.
"""

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeAlias

from xlsxwriter.utility import xl_cell_to_rowcol, xl_range

from dashboard.errors import PaperError
from dashboard.intake.draft import Problem, Severity, Sheet
from dashboard.intake.header import CHECK_HEADINGS
from dashboard.sheets.spreadsheet import (
    MOST_COLUMNS,
    column_width,
    csv_bytes,
    new_workbook,
    row_height,
    set_up_print,
    xml_text,
)

TITLES = CHECK_HEADINGS
WHOLE_FILE = "【ファイル全体】"
MOST_COMMENTS = 1_000
"""Comments are shapes drawn over the sheet: with many of them Excel slows down, and nobody opens the thousandth."""

_LONGEST_COMMENT = 1_000
_WIDTH_SAMPLE = 200
_FOUND_WIDTH = 70
_WORST_FIRST = tuple(Severity)
# Written without a format, a number of at most eleven places is shown by Excel as it was typed.
_AS_TYPED = re.compile(r"(?=.{1,11}$)(?:0|-?[1-9][0-9]*|-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9])", re.DOTALL)


@dataclass(frozen=True)
class _Note:
    """What stands in the two new columns of one row."""

    check: str
    found: str


@dataclass(frozen=True)
class _Mark:
    """What is wrong with one cell."""

    severity: Severity
    message: str


@dataclass(frozen=True)
class _Paper:
    """All that is to be written: the cells, the notes by row and the marks by cell (0-based)."""

    sheet: Sheet
    notes: Mapping[int, _Note]
    marks: Mapping[tuple[int, int], _Mark]


_Looks: TypeAlias = dict[str | Severity, Any]


def annotated_csv(sheet: Sheet, problems: Sequence[Problem], header_row: int | None = None) -> bytes:
    """The file as CSV in UTF-8 with BOM; ``header_row`` (0-based) is where the new columns get their titles."""
    width = _width(sheet)
    notes = _notes(sheet, problems, header_row, "／")
    return csv_bytes(_with_note(cells, width, notes.get(number)) for number, cells in enumerate(_rows(sheet)))


def annotated_xlsx(sheet: Sheet, problems: Sequence[Problem], header_row: int | None = None) -> bytes:
    """The file as a workbook; a cell with an error or a warning is framed and carries it as a comment, too.

    Raises:
        PaperError: the file has more columns than a workbook can have.
    """
    width = _width(sheet)
    if width + len(TITLES) > MOST_COLUMNS:
        raise PaperError(f"列が{width:,}列もあるので、Excelのファイルにできません。CSVのほうを使ってください。")
    paper, sink = _Paper(sheet, _notes(sheet, problems, header_row, "\n"), _marks(sheet, problems)), io.BytesIO()
    with new_workbook(sink, row_by_row=True) as book:
        page = book.add_worksheet(TITLES[0])
        _set_up(page, sheet, header_row)
        _write(page, paper, _looks(book))
    return sink.getvalue()


def _width(sheet: Sheet) -> int:
    return max(map(len, sheet), default=0)


def _rows(sheet: Sheet) -> Sheet:
    """The rows to write; an empty file still has a first one, to speak for the whole file."""
    return sheet or ((),)


def _with_note(cells: tuple[str, ...], width: int, note: _Note | None) -> tuple[str, ...]:
    return cells if note is None else (*cells, *("",) * (width - len(cells)), note.check, note.found)


def _notes(sheet: Sheet, problems: Sequence[Problem], header_row: int | None, between: str) -> Mapping[int, _Note]:
    """What is to be said at each row (0-based); titles go before what the header's own row has to say."""
    found = _by_row(sheet, problems)
    notes = {number: _note(here, between) for number, here in found.items()}
    if header_row is not None and header_row < len(sheet):
        check, message = TITLES
        own = notes.get(header_row)
        notes[header_row] = (
            _Note(check + between + own.check, message + between + own.found) if own else _Note(check, message)
        )
    return notes


def _note(problems: Sequence[Problem], between: str) -> _Note:
    worst = _worst(problem.severity for problem in problems)
    return _Note(worst.label, between.join(problem.message for problem in problems))


def _by_row(sheet: Sheet, problems: Iterable[Problem]) -> Mapping[int, list[Problem]]:
    """The problems of each row (0-based); before those of the first row, what concerns the whole file.

    A row that the sheet does not have, because reading stopped before it, concerns the whole file too.
    """
    whole: list[Problem] = []
    found: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.row is None or problem.row > len(sheet):
            whole.append(replace(problem, message=WHOLE_FILE + problem.message))
        else:
            found[problem.row - 1].append(problem)
    if whole:
        found[0] = whole + found[0]
    return found


def _worst(severities: Iterable[Severity]) -> Severity:
    return min(severities, key=_WORST_FIRST.index)


def _marks(sheet: Sheet, problems: Iterable[Problem]) -> Mapping[tuple[int, int], _Mark]:
    """The cells (0-based) with an error or a warning, in the order of the file; a notice faults no cell."""
    marks: dict[tuple[int, int], _Mark] = {}
    for problem in problems:
        if problem.column is None or problem.severity is Severity.NOTICE:
            continue
        place = xl_cell_to_rowcol(f"{problem.column}{problem.row}")
        known = marks.get(place)
        marks[place] = (
            _Mark(_worst((known.severity, problem.severity)), f"{known.message}\n{problem.message}")
            if known
            else _Mark(problem.severity, problem.message)
        )
    width = _width(sheet)
    return {(row, column): marks[row, column] for row, column in sorted(marks) if row < len(sheet) and column < width}


def _looks(book: Any) -> _Looks:
    """How cells look; frames differ in kind and not only in colour, so that print in grey tells them apart."""
    top = {"valign": "top"}
    ours = {**top, "bg_color": "#F2F2F2", "text_wrap": True, "border": 1, "border_color": "#A6A6A6"}
    return {
        "plain": book.add_format(top),
        "check": book.add_format({**ours, "bold": True}),
        "found": book.add_format(ours),
        Severity.ERROR: book.add_format(
            {**top, "bold": True, "border": 5, "border_color": "#C00000", "bg_color": "#FBE0DD"}
        ),
        Severity.WARNING: book.add_format({**top, "border": 8, "border_color": "#9C5700", "bg_color": "#FFF4D6"}),
    }


def _write(page: Any, paper: _Paper, looks: _Looks) -> None:
    """Every row at once, its comments with it: the library has forgotten a row as soon as the next one begins."""
    width, commented = _width(paper.sheet), set(islice(paper.marks, MOST_COMMENTS))
    marked: dict[int, dict[int, _Mark]] = defaultdict(dict)
    for (row, column), mark in paper.marks.items():
        marked[row][column] = mark
    for row, cells in enumerate(_rows(paper.sheet)):
        here = marked.get(row, {})
        _write_cells(page, row, cells, {column: looks[mark.severity] for column, mark in here.items()}, looks["plain"])
        for column, mark in here.items():
            if (row, column) in commented:
                page.write_comment(row, column, *_comment(mark))
        if note := paper.notes.get(row):
            page.set_row(row, row_height(note.found, _FOUND_WIDTH))
            page.write_string(row, width, note.check, looks["check"])
            page.write_string(row, width + 1, xml_text(note.found), looks["found"])


def _write_cells(page: Any, row: int, cells: tuple[str, ...], special: Mapping[int, Any], plain: Any) -> None:
    for column, text in enumerate(cells):
        look = special.get(column, plain)
        if _AS_TYPED.fullmatch(text):
            page.write_number(row, column, float(text), look)
        elif text:
            page.write_string(row, column, xml_text(text), look)
    for column, look in special.items():
        if column >= len(cells) or not cells[column]:
            page.write_blank(row, column, None, look)


def _comment(mark: _Mark) -> tuple[str, dict[str, Any]]:
    text = f"{mark.severity.label}\n{xml_text(mark.message)[:_LONGEST_COMMENT]}"
    lines = sum(1 + len(line) // 18 for line in text.split("\n"))
    return text, {"width": 290, "height": 24 + 18 * min(lines, 20), "font_name": "游ゴシック", "font_size": 10}


def _set_up(page: Any, sheet: Sheet, header_row: int | None) -> None:
    width, last = _width(sheet), max(len(sheet) - 1, 0)
    sample = sheet[:_WIDTH_SAMPLE]
    for column in range(width):
        page.set_column(column, column, column_width((row[column] for row in sample if column < len(row)), 8, 40))
    page.set_column(width, width, 14)
    page.set_column(width + 1, width + 1, _FOUND_WIDTH)
    page.ignore_errors({"number_stored_as_text": xl_range(0, 0, last, width)})
    set_up_print(page, header_row)
    # What was found speaks of rows and columns by the names in Excel's margins.
    page.print_row_col_headers()
    page.hide_gridlines(0)
    if header_row is not None and header_row < last:
        # Of a long file, only the rows with something in the new columns are to be looked at.
        page.autofilter(header_row, 0, last, width + 1)
        page.freeze_panes(header_row + 1, 0)
