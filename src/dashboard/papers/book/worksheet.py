"""A sheet of the workbook written from the top down: what a cell may hold, how it looks, where the rows end.

Text is always written as text and a number as a number; nothing here lets the library guess.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeAlias

from dashboard.fiscal import Period, Precision, fiscal_year, japanese_date, label
from dashboard.sheets.spreadsheet import JAPANESE_DATE, ROW_LIMIT, row_height, xml_text
from dashboard.text import guarded

EDGE = "_ "
"""Keeps a number a space away from the frame at its right."""
FISCAL_YEAR = '[=1]"令和元年度";"令和"0"年度"'
_BEFORE_REIWA = 2018
_SIZE = 11
_LONGEST_TEXT = 32_767
_CELL = {"valign": "vcenter", "border": 1}
_LEFT = {"align": "left", "indent": 1}
_HEAD = _CELL | {"bold": True, "bg_color": "#E8ECF5", "align": "center", "text_wrap": True, "indent": 0}
_MARKED = {"bold": True, "bg_color": "#E3EAF8"}


@dataclass(frozen=True)
class Number:
    """A number, its number format and where it stands; without a value the cell stays empty."""

    value: float | None
    pattern: str
    align: str = "right"


@dataclass(frozen=True)
class StyledText:
    """A text with properties of its own, such as a colour, whose meaning the words say too."""

    text: str
    look: dict[str, Any]


DASH = StyledText("―", {"align": "center", "indent": 0})
"""In a column of numbers: there is none, and the paper says so."""

SheetCell: TypeAlias = str | Number | StyledText | date | None


@dataclass(frozen=True)
class Block:
    """Where the rows of a table are (0-based): its header, its first and its last row; ``last`` < ``first`` if none."""

    header: int
    first: int
    last: int


def number_format(decimals: int, unit: str = "") -> str:
    """1,023.4 with the true minus sign; ``unit`` stands behind it."""
    shape = f"#,##0{'.' + '0' * decimals if decimals else ''}{unit}{EDGE}"
    return f'{shape};"−"{shape}'


def signed_format(decimals: int) -> str:
    """A difference: +2.0, −3.3, ±0.0."""
    shape = number_format(decimals).partition(";")[0]
    return f'"+"{shape};"−"{shape};"±"{shape}'


def date_format(day: date) -> str:
    """令和6年11月30日; Excel would write the first year of an era as 1."""
    year = japanese_date(day).partition("年")[0]
    return f'"{year}年"m"月"d"日"' if year.endswith("元") else JAPANESE_DATE


def period_cell(period: Period) -> SheetCell:
    """When: a fiscal year of 令和 as a number to sort and count by, everything else in words."""
    year = fiscal_year(period.date) - _BEFORE_REIWA
    if period.precision is Precision.FISCAL_YEAR and year > 0:
        return Number(year, FISCAL_YEAR, "left")
    return label(period)


def plain_text(text: str) -> str:
    """``text`` as a cell, a chart or a label takes it: no formula, nothing that XML forbids, not too long."""
    return xml_text(guarded(text))[:_LONGEST_TEXT]


class Worksheet:
    """A sheet of the book, its columns' widths and ``row``, the (0-based) one that is written next."""

    def __init__(self, book: Any, name: str, widths: Sequence[int], size: int = _SIZE) -> None:
        self.book = book
        self.name = name
        self.sheet = book.add_worksheet(name)
        self.widths = tuple(widths)
        self.row = 0
        self._size = size
        self._formats = cache(lambda **look: book.add_format(look))
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        self.sheet.hide_gridlines(2)

    def title(self, text: str) -> None:
        """The first row."""
        self.line(text, bold=True, font_size=16, bottom=2)

    def heading(self, text: str) -> None:
        """What the rows below are about; one row stays empty above it."""
        self.row += 1
        self.line(text, bold=True, font_size=13)

    def line(self, text: str, **look: Any) -> None:
        """A sentence across the whole sheet; it breaks where it is too long."""
        look = {"font_size": self._size, **look}
        self._write_across(0, text, look)
        self._end_row(self._height(text, sum(self.widths), look["font_size"]))

    def fact(self, name: str, text: str, **look: Any) -> None:
        """A name on the left and what is to be said of it to the right."""
        self.sheet.write_string(self.row, 0, plain_text(name), self._format(_HEAD | _LEFT))
        self._write_across(1, text, {"font_size": self._size, **_CELL, **_LEFT, **look})
        self._end_row(self._height(text, sum(self.widths[1:])), self._height(name, self.widths[0]))

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[SheetCell]], marked: int | None = None) -> Block:
        """A header and rows of cells, one of which (0 is the first) may be marked; the next row is below them."""
        header = self.row
        self._write_row(headings, _HEAD)
        for number, row in enumerate(rows):
            self._write_row(row, _CELL | _MARKED if number == marked else _CELL)
        return Block(header, header + 1, self.row - 1)

    def table_at(self, row: int, column: int, headings: Sequence[str], rows: Iterable[Sequence[SheetCell]]) -> None:
        """The same anywhere, with rows as high as they are; the next row stays where it was."""
        for number, cells in enumerate((headings, *rows)):
            for at, cell in enumerate(cells):
                self.write(row + number, column + at, cell, _CELL if number else _HEAD)

    def write(self, row: int, column: int, cell: SheetCell, look: dict[str, Any]) -> None:
        """One cell at any place."""
        if isinstance(cell, date):
            self.sheet.write_datetime(row, column, cell, self._number_format(look, date_format(cell), "left"))
        elif isinstance(cell, Number):
            write = self.sheet.write_blank if cell.value is None else self.sheet.write_number
            write(row, column, cell.value, self._number_format(look, cell.pattern, cell.align))
        elif text := plain_text(_text(cell)):
            style = cell.look if isinstance(cell, StyledText) else {}
            self.sheet.write_string(row, column, text, self._format(_LEFT | look | {"text_wrap": True} | style))
        else:
            self.sheet.write_blank(row, column, None, self._format(look))

    def _number_format(self, look: dict[str, Any], pattern: str, align: str) -> Any:
        """A number that has no room is made smaller; else Excel would show ####."""
        return self._format(
            look | {"num_format": pattern, "align": align, "indent": int(align == "left"), "shrink": True}
        )

    def _write_row(self, cells: Sequence[SheetCell], look: dict[str, Any]) -> None:
        for column, cell in enumerate(cells):
            self.write(self.row, column, cell, look)
        self._end_row(*(self._height(_text(cell), width) for cell, width in zip(cells, self.widths, strict=False)))

    def _write_across(self, column: int, text: str, look: dict[str, Any]) -> None:
        cell_format = self._formats(**{"valign": "vcenter", "text_wrap": True, **look})
        self.sheet.merge_range(self.row, column, self.row, len(self.widths) - 1, None, cell_format)
        self.sheet.write_string(self.row, column, plain_text(text), cell_format)

    def _format(self, look: dict[str, Any]) -> Any:
        return self._formats(**{"font_size": self._size, **look})

    def _height(self, text: str, width: int, size: int | None = None) -> float:
        """Points; a larger letter needs a higher line, and leaves room for fewer letters."""
        size = size or self._size
        return min(ROW_LIMIT, row_height(text, max(4, width * _SIZE // size)) * size / _SIZE)

    def _end_row(self, *heights: float) -> None:
        self.sheet.set_row(self.row, max(heights))
        self.row += 1


def _text(cell: SheetCell) -> str:
    """What decides how high the row is; numbers and dates never break."""
    if isinstance(cell, StyledText):
        return cell.text
    return cell if isinstance(cell, str) else ""
