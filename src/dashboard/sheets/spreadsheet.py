"""Files for a spreadsheet: workbooks of plain tables, CSV, and what every workbook of the project is set up with.

Text never starts a formula, numbers are numbers, dates are 和暦 dates, and the same content makes the same bytes.
"""

import csv
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from dashboard.charts.table import Cell, Table, cell_text
from dashboard.text import decimal_places, guarded, joined_sources, width_in_ems

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

JAPANESE_DATE = '[$-411]ggge"年"m"月"d"日"'
"""The format of a cell with a day: 令和6年11月30日."""

MOST_COLUMNS = 16_384
"""Excel has no column beyond XFD."""

ROW_LIMIT = 409.0
"""Points; Excel has no higher row."""

_FORBIDDEN_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?")
# The moment that the library gives the parts inside; the clock would make every file another one.
_CREATED = datetime(1980, 1, 1, tzinfo=UTC)
_TYPEFACE = "游ゴシック"
_PIXELS = {"default_row_height": 25, "default_column_width": 72}
_LINE_POINTS = 18.75
_A4 = 9


def csv_bytes(rows: Iterable[Iterable[str | float | None]]) -> bytes:
    """The rows as CSV in UTF-8 with BOM, as Excel opens it; no text starts a formula."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig", "replace")


def csv_file(table: Table) -> bytes:
    """A table as CSV: numbers stay numbers, days are ISO, a list of sources is joined with 「；」."""
    return csv_bytes([table.headings, *([_csv_cell(cell) for cell in row] for row in table.rows)])


def _csv_cell(cell: Cell) -> str | float | None:
    if isinstance(cell, date):
        return cell.isoformat()
    return joined_sources(cell) if isinstance(cell, tuple) else cell


def new_workbook(sink: io.BytesIO, *, row_by_row: bool = False, face: str = _TYPEFACE, **properties: str) -> Any:
    """An empty workbook to use in a ``with``; ``row_by_row`` for many rows, each of which is written once, in order.

    ``face`` is the typeface of its cells; ``properties`` say what the file is: ``title``, ``subject``, ``comments``.
    """
    import xlsxwriter

    # The library writes into the dictionaries it gets; a shared one would make the second file another one.
    cells = {"font_name": face, "font_size": 11}
    options = {"constant_memory": row_by_row, "default_format_properties": cells, **_PIXELS}
    book = xlsxwriter.Workbook(sink, options)
    book.set_properties({"created": _CREATED, **{name: xml_text(text) for name, text in properties.items()}})
    return book


def set_up_print(page: Any, header_row: int | None) -> None:
    """Prints a worksheet on A4 across, as wide as the paper, with its header on every sheet."""
    page.set_paper(_A4)
    page.set_landscape()
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P／&N ページ")
    if header_row is not None:
        page.repeat_rows(header_row)


def xml_text(text: str) -> str:
    """``text`` as a workbook can hold it: characters that XML forbids become �, a line ends as Excel ends it."""
    return _LINE_ENDS.sub("\n", _FORBIDDEN_IN_XML.sub("\ufffd", text))


_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")


class SheetNames:
    """Names for sheets as Excel accepts them, no two of them alike."""

    def __init__(self) -> None:
        # Excel keeps this one for itself.
        self._used = {"history"}

    def of(self, text: str) -> str:
        """The name for a sheet about ``text``."""
        name = unique = _cut(_NOT_IN_NAMES.sub("・", text).strip("' 　"), _LONGEST_NAME) or "無題"
        number = 1
        while _key(unique) in self._used:
            number += 1
            suffix = f"（{number}）"
            unique = _cut(name, _LONGEST_NAME - len(suffix)) + suffix
        self._used.add(_key(unique))
        return unique


def _cut(text: str, longest: int) -> str:
    """Excel counts a character beyond the first 65,536 twice."""
    return text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore").rstrip("' 　")


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def column_width(texts: Iterable[str], least: int, most: int) -> int:
    """How wide a column must be for its texts, within limits: a full-width character takes two places."""
    return max(least, min(most, 2 + max(map(_places, texts), default=0)))


def row_height(text: str, width: int) -> float:
    """How high a row must be, in points, for a text that wraps in a column of this width."""
    lines = sum(max(1, math.ceil(_places(line) / (width - 2))) for line in text.split("\n"))
    return min(ROW_LIMIT, lines * _LINE_POINTS)


def _places(text: str) -> int:
    """Width in places of a column: a full-width character is a little narrower than two digits."""
    return math.ceil(2 * width_in_ems(text))


_HEADER_ROW = 2


@dataclass(frozen=True)
class TableSheet:
    """One table with its name on the tab, the sentence over it and the source under it."""

    name: str
    title: str
    table: Table
    source: str


def tables_xlsx(sheets: Sequence[TableSheet]) -> bytes:
    """The sheets as one workbook."""
    sink = io.BytesIO()
    with new_workbook(sink) as book:
        framed = {"border": 1, "valign": "vcenter"}
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format({**framed, "bold": True, "bg_color": "#E8ECF5", "text_wrap": True}),
            "text": book.add_format({**framed, "text_wrap": True}),
            "date": book.add_format({**framed, "num_format": JAPANESE_DATE, "align": "left"}),
            "whole": book.add_format({**framed, "num_format": "#,##0"}),
            "part": book.add_format({**framed, "num_format": "#,##0.00"}),
            "note": book.add_format({"font_color": "#4D4D4F"}),
        }
        names = SheetNames()
        for sheet in sheets:
            _write_sheet(book.add_worksheet(names.of(sheet.name)), sheet, formats)
    return sink.getvalue()


def _write_sheet(page: Any, sheet: TableSheet, formats: dict[str, Any]) -> None:
    table = sheet.table
    widths = [_width(column.heading, table.cells(column.key)) for column in table.columns]
    page.write_string(0, 0, xml_text(guarded(sheet.title)), formats["title"])
    for column, (heading, width) in enumerate(zip(table.headings, widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(_HEADER_ROW, column, xml_text(guarded(heading)), formats["head"])
    page.set_row(_HEADER_ROW, _height(table.headings, widths))
    for number, row in enumerate(table.rows, _HEADER_ROW + 1):
        page.set_row(number, _height(map(_measured, row), widths))
        for column, cell in enumerate(row):
            _write_cell(page, number, column, cell, formats)
    page.write_string(_HEADER_ROW + len(table.rows) + 2, 0, xml_text(guarded(sheet.source)), formats["note"])
    page.freeze_panes(_HEADER_ROW + 1, 0)
    set_up_print(page, _HEADER_ROW)


def _width(heading: str, cells: Iterable[Cell]) -> int:
    """Wide enough for the cells up to a limit; a long heading goes over two lines."""
    return column_width((heading[: (len(heading) + 1) // 2], *map(_measured, cells)), 8, 64)


def _height(texts: Iterable[str], widths: Sequence[int]) -> float:
    return max(row_height(text, width) for text, width in zip(texts, widths, strict=True))


def _measured(cell: Cell) -> str:
    """A text as long as what the cell shows."""
    if isinstance(cell, date):
        return "令和00年00月00日"
    return "" if cell is None else cell_text(cell)


def _write_cell(page: Any, row: int, column: int, cell: Cell, formats: dict[str, Any]) -> None:
    if isinstance(cell, date):
        page.write_datetime(row, column, cell, formats["date"])
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell, formats["part" if decimal_places(cell) else "whole"])
    else:
        page.write_string(row, column, xml_text(guarded(cell_text(cell))), formats["text"])
