"""A page as bytes: a text in its encoding, or a workbook with all that Excel shows and hides."""

import csv
import io
import re
from typing import Any

import xlsxwriter

from intake.good_files import Cell, Page, positions

_PLAIN = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?", re.ASCII)


def as_bytes(page: Page) -> bytes:
    """The file."""
    if page.kind == "xlsx":
        return _workbook(page)
    sink = io.StringIO(newline="")
    rows = [[cell.text for cell in cells] for cells in page.lines]
    csv.writer(sink, delimiter=page.delimiter, lineterminator="\r\n").writerows(rows)
    text = sink.getvalue()
    if page.is_cut and not page.below:
        text = text[: len(text) - 2 - page.cut]
    return text.encode(page.encoding, "strict")


def _workbook(page: Page) -> bytes:
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True})
    for name, rows in page.sheets_before:
        _plain_sheet(book.add_worksheet(name), rows)
    sheet = book.add_worksheet(page.sheet)
    at: dict[int, tuple[int, int]] = {}
    for row, place, cell in positions(page):
        at[id(cell)] = (row, place)
        _write(book, sheet, row, place, cell)
    for first, last in page.merged:
        if id(first) not in at or id(last) not in at:
            continue
        (top, left), (bottom, right) = at[id(first)], at[id(last)]
        sheet.merge_range(top, left, bottom, right, "")
        _write(book, sheet, top, left, first)
    _around(sheet, page)
    for name, rows, hidden in page.sheets_after:
        other = book.add_worksheet(name)
        _plain_sheet(other, rows)
        if hidden:
            other.hide()
    sheet.activate()
    sheet.set_first_sheet()
    book.close()
    return sink.getvalue()


def _around(sheet: Any, page: Page) -> None:
    """What is hidden, and what stands in no cell."""
    for row, cells in enumerate(page.lines):
        if any(cells is hidden for hidden in page.hidden_lines):
            sheet.set_row(row, None, None, {"hidden": True})
    for place in page.hidden_columns:
        sheet.set_column(place, place, None, None, {"hidden": True})
    for box in page.boxes:
        sheet.insert_textbox(1, 12, box)
    if page.header_text:
        sheet.set_header(f"&C{page.header_text}")


def _write(book: Any, sheet: Any, row: int, place: int, cell: Cell) -> None:
    form: dict[str, Any] = {}
    if cell.format:
        form["num_format"] = cell.format
    if cell.struck:
        form["font_strikeout"] = True
    style = book.add_format(form) if form else None
    if cell.runs:
        parts: list[Any] = []
        for text, what in cell.runs:
            looks = {"super": {"font_script": 1}, "strike": {"font_strikeout": True}}.get(what)
            parts += [book.add_format(looks), text] if looks else [text]
        sheet.write_rich_string(row, place, *parts)
    elif cell.stored is not None:
        sheet.write(row, place, cell.stored, style)
    elif _PLAIN.fullmatch(cell.text) and len(cell.text) < 12:
        sheet.write_number(row, place, float(cell.text), style)
    elif cell.text:
        sheet.write_string(row, place, cell.text, style)
    if cell.comment:
        sheet.write_comment(row, place, cell.comment)


def _plain_sheet(sheet: Any, rows: list[list[str]]) -> None:
    for row, cells in enumerate(rows):
        for place, text in enumerate(cells):
            if _PLAIN.fullmatch(text):
                sheet.write_number(row, place, float(text))
            else:
                sheet.write_string(row, place, text)
