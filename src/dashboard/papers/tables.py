"""A workbook of plain tables: numbers are numbers, dates are 和暦 dates, and every sheet says what it is and whence."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.charts.picture import Cell, Table
from dashboard.papers.spreadsheet import (
    JAPANESE_DATE,
    column_width,
    harmless,
    new_workbook,
    row_height,
    set_up_print,
    speakable,
)
from dashboard.progress import decimal_places, format_value

_HEADER_ROW = 2
_LEAST, _MOST = 8, 64


@dataclass(frozen=True)
class Sheet:
    """One table with its name on the tab, the sentence over it and the source under it."""

    name: str
    title: str
    table: Table
    source: str


def tables_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as one workbook; the same bytes for the same tables. No cell starts a formula."""
    sink = io.BytesIO()
    with new_workbook(sink) as book:
        looks = _looks(book)
        for sheet in sheets:
            _write(book.add_worksheet(speakable(sheet.name)[:31]), sheet, looks)
    return sink.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    framed = {"border": 1, "valign": "vcenter"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({**framed, "bold": True, "bg_color": "#E8ECF5", "text_wrap": True}),
        "text": book.add_format({**framed, "text_wrap": True}),
        "date": book.add_format({**framed, "num_format": JAPANESE_DATE, "align": "left"}),
        "whole": book.add_format({**framed, "num_format": "#,##0"}),
        "part": book.add_format({**framed, "num_format": "#,##0.00"}),
        "note": book.add_format({"font_color": "#4D4D4F"}),
    }


def _write(page: Any, sheet: Sheet, looks: dict[str, Any]) -> None:
    table = sheet.table
    widths = [_width(table, column) for column in range(len(table.columns))]
    page.write_string(0, 0, speakable(harmless(sheet.title)), looks["title"])
    for column, (heading, width) in enumerate(zip(table.columns, widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(_HEADER_ROW, column, speakable(harmless(heading)), looks["head"])
    page.set_row(_HEADER_ROW, _height(table.columns, widths))
    for at, row in enumerate(table.rows, _HEADER_ROW + 1):
        page.set_row(at, _height([_text(cell) for cell in row], widths))
        for column, cell in enumerate(row):
            _write_cell(page, at, column, cell, looks)
    page.write_string(_HEADER_ROW + len(table.rows) + 2, 0, speakable(harmless(sheet.source)), looks["note"])
    page.freeze_panes(_HEADER_ROW + 1, 0)
    set_up_print(page, _HEADER_ROW)


def _width(table: Table, column: int) -> int:
    """Wide enough for the cells up to a limit; a long heading goes over two lines."""
    heading = table.columns[column]
    texts = [heading[: (len(heading) + 1) // 2], *(_text(row[column]) for row in table.rows)]
    return column_width(texts, _LEAST, _MOST)


def _height(texts: Sequence[str], widths: Sequence[int]) -> float:
    return max(row_height(text, width) for text, width in zip(texts, widths, strict=True))


def _write_cell(page: Any, row: int, column: int, cell: Cell, looks: dict[str, Any]) -> None:
    if isinstance(cell, date):
        page.write_datetime(row, column, cell, looks["date"])
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell, looks["part" if decimal_places(cell) else "whole"])
    else:
        page.write_string(row, column, speakable(harmless(cell or "―")), looks["text"])


def _text(cell: Cell) -> str:
    if isinstance(cell, date):
        return "令和00年00月00日"
    return format_value(cell, decimal_places(cell)) if isinstance(cell, int | float) else str(cell or "")
