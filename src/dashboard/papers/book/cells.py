"""A sheet of the workbook written from the top down: what a cell may hold, how it looks, where the rows end.

Text is always written as text and a number as a number; nothing here lets the library guess.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from dashboard.fiscal import Period, Precision, fiscal_year, japanese_date, label
from dashboard.sheets.spreadsheet import JAPANESE_DATE, row_height, xml_text
from dashboard.text import guarded

EDGE = "_ "
"""Keeps a number a space away from the frame at its right."""
FISCAL_YEAR = '[=1]"令和元年度";"令和"0"年度"'
SIZE = 11
_BEFORE_REIWA = 2018
_LONGEST_TEXT = 32_767
HEAD = {
    "bold": True,
    "bg_color": "#E8ECF5",
    "align": "center",
    "valign": "vcenter",
    "text_wrap": True,
    "border": 1,
    "indent": 0,
}
CELL = {"valign": "vcenter", "border": 1}
_LEFT = {"align": "left", "indent": 1}
MARK = {"bold": True, "bg_color": "#E3EAF8"}


@dataclass(frozen=True)
class Figure:
    """A number, its number format and where it stands; without a number the cell stays empty."""

    value: float | None
    pattern: str
    align: str = "right"


@dataclass(frozen=True)
class Marked:
    """A text in a colour, which the words say too, or in the middle of its cell."""

    text: str
    color: str = ""
    align: str = "left"


NONE = Marked("―", align="center")
"""In a column of numbers: there is none, and the paper says so."""

Cell: TypeAlias = str | Figure | Marked | date | None


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
    shape = f"#,##0{'.' + '0' * decimals if decimals else ''}{EDGE}"
    return f'"+"{shape};"−"{shape};"±"{shape}'


def date_format(day: date) -> str:
    """令和6年11月30日; Excel would write the first year of an era as 1."""
    year = japanese_date(day).partition("年")[0]
    return f'"{year}年"m"月"d"日"' if year.endswith("元") else JAPANESE_DATE


def period_cell(period: Period) -> Cell:
    """When: a fiscal year of 令和 as a number to sort and count by, everything else in words."""
    year = fiscal_year(period.date) - _BEFORE_REIWA
    if period.precision is Precision.FISCAL_YEAR and year > 0:
        return Figure(year, FISCAL_YEAR, "left")
    return label(period)


class Looks:
    """Cell formats, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, **said: Any) -> Any:
        """The format with these properties."""
        key = tuple(sorted(said.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(said)
        return self._made[key]


def plain(text: str) -> str:
    """``text`` as a cell, a chart or a label takes it: no formula, nothing that XML forbids, not too long."""
    return xml_text(guarded(text))[:_LONGEST_TEXT]


@dataclass
class Page:
    """A worksheet, its columns' widths and the row (0-based) that is written next."""

    sheet: Any
    name: str
    looks: Looks
    widths: tuple[int, ...]
    size: int = SIZE
    row: int = field(default=0)

    def __post_init__(self) -> None:
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        self.sheet.hide_gridlines(2)

    def skip(self, rows: int = 1) -> None:
        """Leaves rows empty."""
        self.row += rows

    def title(self, text: str) -> None:
        """The first row."""
        self.line(text, bold=True, font_size=16, bottom=2)

    def heading(self, text: str) -> None:
        """What the rows below are about; one row stays empty above it."""
        self.skip()
        self.line(text, bold=True, font_size=13)

    def line(self, text: str, **look: Any) -> None:
        """A sentence across the whole sheet; it breaks where it is too long."""
        self._across(0, text, {"font_size": self.size, **look})
        self._height(_needed(text, sum(self.widths), look.get("font_size", self.size)))

    def fact(self, name: str, text: str, **look: Any) -> None:
        """A name on the left and what is to be said of it to the right."""
        self.sheet.write_string(self.row, 0, plain(name), self._look(HEAD | _LEFT))
        self._across(1, text, {"font_size": self.size, **CELL, **_LEFT, **look})
        height = _needed(text, sum(self.widths[1:]), self.size)
        self._height(max(height, _needed(name, self.widths[0], self.size)))

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[Cell]], marked: int | None = None) -> Block:
        """A header and rows of cells, one of which (0 is the first) may be marked; the next row is below them."""
        header = self.row
        self._row(columns, HEAD)
        for number, row in enumerate(rows):
            self._row(row, CELL | MARK if number == marked else CELL)
        return Block(header, header + 1, self.row - 1)

    def _row(self, cells: Sequence[Cell], look: dict[str, Any]) -> None:
        for column, cell in enumerate(cells):
            self.write(self.row, column, cell, look)
        texts = ((_text(cell), width) for cell, width in zip(cells, self.widths, strict=False))
        self._height(max(_needed(text, width, self.size) for text, width in texts))

    def write(self, row: int, column: int, cell: Cell, look: dict[str, Any]) -> None:
        """One cell at any place."""
        if isinstance(cell, date):
            shown = look | _shown(date_format(cell), "left")
            self.sheet.write_datetime(row, column, cell, self._look(shown))
        elif isinstance(cell, Figure):
            write = self.sheet.write_blank if cell.value is None else self.sheet.write_number
            write(row, column, cell.value, self._look(look | _shown(cell.pattern, cell.align)))
        else:
            said = _said(cell) if isinstance(cell, Marked) else {}
            self._write_text(row, column, plain(_text(cell)), _LEFT | look | {"text_wrap": True} | said)

    def _write_text(self, row: int, column: int, text: str, look: dict[str, Any]) -> None:
        if text:
            self.sheet.write_string(row, column, text, self._look(look))
        else:
            self.sheet.write_blank(row, column, None, self._look(look))

    def _across(self, column: int, text: str, look: dict[str, Any]) -> None:
        made = self.looks.of(**{"valign": "vcenter", "text_wrap": True, **look})
        self.sheet.merge_range(self.row, column, self.row, len(self.widths) - 1, None, made)
        self.sheet.write_string(self.row, column, plain(text), made)

    def _look(self, said: dict[str, Any]) -> Any:
        return self.looks.of(**{"font_size": self.size, **said})

    def _height(self, points: float) -> None:
        self.sheet.set_row(self.row, points)
        self.row += 1


def _said(cell: Marked) -> dict[str, Any]:
    middle = {"align": "center", "indent": 0} if cell.align == "center" else {}
    return {**middle, **({"font_color": cell.color, "bold": True} if cell.color else {})}


def _shown(pattern: str, align: str) -> dict[str, Any]:
    """A number that has no room is made smaller; else Excel would show ####."""
    return {"num_format": pattern, "align": align, "indent": int(align == "left"), "shrink": True}


def _text(cell: Cell) -> str:
    """What decides how high the row is; numbers and dates never break."""
    if isinstance(cell, Marked):
        return cell.text
    return cell if isinstance(cell, str) else ""


def _needed(text: str, width: int, size: int) -> float:
    """A larger letter needs a higher line, and leaves room for fewer letters."""
    return min(409.0, row_height(text, max(4, width * SIZE // size)) * size / SIZE)
