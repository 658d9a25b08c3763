"""The uploaded file with everything that was found written beside its rows, to send back to the division.

Rows and columns stay where they are, so that a row number said on the telephone means the same row in both files; what
was found stands to the right of the widest row.
"""

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dashboard.errors import PaperError
from dashboard.intake.draft import Problem, Severity, Sheet
from dashboard.intake.headings import CHECK_HEADINGS
from dashboard.sheets.spreadsheet import (
    MOST_COLUMNS,
    column_width,
    csv_bytes,
    new_workbook,
    row_height,
    set_up_print,
    xml_text,
)

WHOLE_FILE = "【ファイル全体】"
MOST_COMMENTS = 1_000
"""Comments are shapes drawn over the sheet: with many of them Excel slows down, and nobody opens the thousandth."""

_LONGEST_COMMENT = 1_000
_WIDTH_SAMPLE = 200
_MESSAGE_WIDTH = 70
# Written without a format, a number of at most eleven places is shown by Excel as it was typed.
_AS_TYPED = re.compile(r"(?=.{1,11}$)(?:0|-?[1-9][0-9]*|-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9])", re.DOTALL)


def annotated_csv(sheet: Sheet, problems: Sequence[Problem], header_row: int | None = None) -> bytes:
    """The file as CSV in UTF-8 with BOM; ``header_row`` (0-based) is where the new columns get their titles."""
    width = _width(sheet)
    notes = _notes(sheet, problems, header_row, "／")
    rows = []
    # An empty file still has a first row, to speak for the whole file.
    for number, cells in enumerate(sheet or ((),)):
        padding = ("",) * (width - len(cells))
        rows.append((*cells, *padding, *notes[number]) if number in notes else cells)
    return csv_bytes(rows)


def annotated_xlsx(sheet: Sheet, problems: Sequence[Problem], header_row: int | None = None) -> bytes:
    """The file as a workbook; a cell with an error or a warning is framed and carries it as a comment, too."""
    width = _width(sheet)
    if width + len(CHECK_HEADINGS) > MOST_COLUMNS:
        raise PaperError(f"列が{width:,}列もあるので、Excelのファイルにできません。CSVのほうを使ってください。")
    sink = io.BytesIO()
    with new_workbook(sink, row_by_row=True) as book:
        page = book.add_worksheet(CHECK_HEADINGS[0])
        _set_up(page, sheet, header_row)
        _write(page, sheet, _notes(sheet, problems, header_row, "\n"), _marks(sheet, problems), _formats(book))
    return sink.getvalue()


def _width(sheet: Sheet) -> int:
    return max(map(len, sheet), default=0)


def _notes(
    sheet: Sheet, problems: Sequence[Problem], header_row: int | None, between: str
) -> Mapping[int, tuple[str, str]]:
    """The texts of the two new columns in each row (0-based); in the header's row the titles come first.

    What concerns the whole file, or a row that reading did not reach, stands in the first row.
    """
    for_file: list[Problem] = []
    by_row: defaultdict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.row is None or problem.row > len(sheet):
            for_file.append(replace(problem, message=WHOLE_FILE + problem.message))
        else:
            by_row[problem.row - 1].append(problem)
    if for_file:
        by_row[0] = for_file + by_row[0]
    checks = {row: [_worst(in_row).label] for row, in_row in by_row.items()}
    messages = {row: [problem.message for problem in in_row] for row, in_row in by_row.items()}
    if header_row is not None and header_row < len(sheet):
        checks[header_row] = [CHECK_HEADINGS[0], *checks.get(header_row, [])]
        messages[header_row] = [CHECK_HEADINGS[1], *messages.get(header_row, [])]
    return {row: (between.join(checks[row]), between.join(messages[row])) for row in checks}


def _worst(problems: Iterable[Problem]) -> Severity:
    return min((problem.severity for problem in problems), key=[*Severity].index)


def _marks(sheet: Sheet, problems: Iterable[Problem]) -> dict[int, dict[int, list[Problem]]]:
    """Row to column (0-based) to the errors and warnings of the cell; a notice faults no cell."""
    from xlsxwriter.utility import xl_cell_to_rowcol

    width = _width(sheet)
    marks: defaultdict[int, defaultdict[int, list[Problem]]] = defaultdict(lambda: defaultdict(list))
    for problem in problems:
        if problem.column is not None and problem.severity is not Severity.NOTICE:
            row, column = xl_cell_to_rowcol(f"{problem.column}{problem.row}")
            if row < len(sheet) and column < width:
                marks[row][column].append(problem)
    return {row: dict(sorted(in_row.items())) for row, in_row in marks.items()}


def _formats(book: Any) -> dict[str | Severity, Any]:
    """How cells look; frames differ in kind and not only in colour, so that print in grey tells them apart."""
    new = {"bg_color": "#F2F2F2", "text_wrap": True, "border": 1, "border_color": "#A6A6A6"}
    looks: dict[str | Severity, dict[str, Any]] = {
        "plain": {},
        "check": {**new, "bold": True},
        "message": new,
        Severity.ERROR: {"bold": True, "border": 5, "border_color": "#C00000", "bg_color": "#FBE0DD"},
        Severity.WARNING: {"border": 8, "border_color": "#9C5700", "bg_color": "#FFF4D6"},
    }
    return {kind: book.add_format({"valign": "top", **look}) for kind, look in looks.items()}


def _write(
    page: Any,
    sheet: Sheet,
    notes: Mapping[int, tuple[str, str]],
    marks: Mapping[int, Mapping[int, Sequence[Problem]]],
    formats: Mapping[str | Severity, Any],
) -> None:
    """Every row at once, its comments with it: the library has forgotten a row as soon as the next one begins."""
    width = _width(sheet)
    comments = 0
    for row, cells in enumerate(sheet or ((),)):
        in_row = marks.get(row, {})
        frames = {column: formats[_worst(problems)] for column, problems in in_row.items()}
        _write_cells(page, row, cells, frames, formats["plain"])
        for column, problems in in_row.items():
            if comments < MOST_COMMENTS:
                page.write_comment(row, column, *_comment(problems))
                comments += 1
        if row in notes:
            check, message = notes[row]
            page.set_row(row, row_height(message, _MESSAGE_WIDTH))
            page.write_string(row, width, check, formats["check"])
            page.write_string(row, width + 1, xml_text(message), formats["message"])


def _write_cells(page: Any, row: int, cells: Sequence[str], frames: Mapping[int, Any], plain: Any) -> None:
    for column, text in enumerate(cells):
        cell_format = frames.get(column, plain)
        if _AS_TYPED.fullmatch(text):
            page.write_number(row, column, float(text), cell_format)
        elif text:
            page.write_string(row, column, xml_text(text), cell_format)
    for column, frame in frames.items():
        if column >= len(cells) or not cells[column]:
            page.write_blank(row, column, None, frame)


def _comment(problems: Sequence[Problem]) -> tuple[str, dict[str, Any]]:
    message = xml_text("\n".join(problem.message for problem in problems))
    text = f"{_worst(problems).label}\n{message[:_LONGEST_COMMENT]}"
    lines = sum(1 + len(line) // 18 for line in text.split("\n"))
    return text, {"width": 290, "height": 24 + 18 * min(lines, 20), "font_name": "游ゴシック", "font_size": 10}


def _set_up(page: Any, sheet: Sheet, header_row: int | None) -> None:
    from xlsxwriter.utility import xl_range

    width = _width(sheet)
    last = max(len(sheet) - 1, 0)
    sample = sheet[:_WIDTH_SAMPLE]
    for column in range(width):
        page.set_column(column, column, column_width((row[column] for row in sample if column < len(row)), 8, 40))
    page.set_column(width, width, 14)
    page.set_column(width + 1, width + 1, _MESSAGE_WIDTH)
    page.ignore_errors({"number_stored_as_text": xl_range(0, 0, last, width)})
    set_up_print(page, header_row)
    # What was found speaks of rows and columns by the names in Excel's margins.
    page.print_row_col_headers()
    page.hide_gridlines(0)
    if header_row is not None and header_row < last:
        # Of a long file, only the rows with something in the new columns are to be looked at.
        page.autofilter(header_row, 0, last, width + 1)
        page.freeze_panes(header_row + 1, 0)
