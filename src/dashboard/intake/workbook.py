"""An Excel workbook to cells: each cell as the text that Excel shows for it, as far as it matters to a figure.

A cell holds a number and a format; 0.382 shown as 38.2%, or the first of November shown as 2024年11月, would be another
figure if only the number were read. Formulas are read as the values that Excel saved with them.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

import openpyxl
from openpyxl.utils.datetime import from_excel

from dashboard.intake.problems import Problem
from dashboard.intake.sheet import Sheet, bounded

MAGIC = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
"""How .xls files begin, and .xlsx files under a password."""

MOST_UNPACKED = 300 * 1024 * 1024
"""A workbook of ten megabytes can be packed from gigabytes; more than this is no table of ours."""

_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')
# g and e are the name and the year of an era; General and the exponent of 0.0E+00 are not.
_ERA = re.compile(r"g|e(?![+\-])", re.IGNORECASE)
_DAYS = 2_958_466
"""The day after Excel's last, 9999-12-31, as it counts days."""
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_BREAK = re.compile("_x000[9AD]_", re.IGNORECASE)
_SAVE_AS = "Excelで開き、「CSV UTF-8（コンマ区切り）」か「Excelブック（.xlsx）」で保存し直してください。"

# The library warns of drawings and rules that it leaves out; only the cells are read here. Once for the process and
# not around each call, because other threads would see the filters change under them.
warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")


@dataclass(frozen=True)
class Workbook:
    """One sheet's cells, its name, and the names of all visible sheets that hold tables."""

    cells: Sheet
    sheet: str
    sheets: tuple[str, ...]


def read_workbook(data: bytes, sheet: str = "") -> Workbook | Problem:
    """The cells of the named sheet (else the first visible one), or the one problem that keeps it from being read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
                return Problem("E15", "ファイルの中身が大きすぎます。期間や指標で分けてください。")
            _require_whole(archive)
            formulas = _has_formulas(archive)
        return _opened(data, sheet, formulas=formulas)
    except Exception:  # a spoiled workbook raises whatever its parts make the library stumble over
        return Problem("E01", f"Excelのファイルとして読めません（壊れているか、別の形式です）。{_SAVE_AS}")


def _require_whole(archive: zipfile.ZipFile) -> None:
    """Every part with its own name and checksum: without its formats a workbook would open, with other figures."""
    spoiled = archive.testzip()
    if spoiled is not None:
        raise zipfile.BadZipFile(spoiled)


def _has_formulas(archive: zipfile.ZipFile) -> bool:
    sheets = (name for name in archive.namelist() if name.lower().startswith("xl/worksheets/"))
    return any(_FORMULA.search(archive.read(name)) for name in sheets)


def _opened(data: bytes, wanted: str, *, formulas: bool) -> Workbook | Problem:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    sheets = tuple(one.title for one in book.worksheets if one.sheet_state == "visible")
    name = wanted or next(iter(sheets), "")
    if name not in sheets:
        choices = "".join(f"「{one}」" for one in sheets) or "ありません"
        return Problem("E02", f"シート「{name}」が見つかりません。あるシートは{choices}です。名前を確かめてください。")
    rows = _rows(book[name])
    if formulas:
        written = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        cells = bounded(_with_formulas(rows, _rows(written[name])))
    else:
        cells = bounded(tuple(map(_text, row)) for row in rows)
    return cells if isinstance(cells, Problem) else Workbook(cells, name, sheets)


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of cells; the extent noted in the file is not believed, for some programs write it wrongly."""
    sheet.reset_dimensions()
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows()
    return rows


def _with_formulas(values: Iterator[tuple[Any, ...]], written: Iterator[tuple[Any, ...]]) -> Iterator[tuple[str, ...]]:
    """The same; a formula without a saved value is shown as the formula, which no check takes for a figure."""
    for row, sources in zip(values, written, strict=True):
        yield tuple(_text(cell) or _formula(cell, source) for cell, source in zip(row, sources, strict=True))


def _formula(cell: Any, source: Any) -> str:
    saved_as_empty_text = cell.data_type == "str"
    if source.value is None or source.data_type != "f" or saved_as_empty_text:
        return ""
    return str(getattr(source.value, "text", source.value))


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    return _BREAK.sub("\n", value) if isinstance(value, str) else cell_text(value, cell.number_format)


def cell_text(value: object, number_format: str) -> str:
    """The text of a cell's value under its number format."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return _day_text(value, number_format)
    if isinstance(value, date):
        return _day_text(datetime.combine(value, time()), number_format)
    if isinstance(value, int | float):
        return _number_text(value, number_format)
    return str(value)


def _number_text(value: float, number_format: str) -> str:
    shown = _shown(number_format)
    if _ERA.search(shown) and 0 < value < _DAYS:
        return _day_text(from_excel(value), number_format)
    # Excel keeps and shows fifteen digits; beyond them a float is only the machine's remainder.
    number = Decimal(f"{value:.15g}")
    return f"{(number * 100).normalize():f}%" if "%" in shown else f"{number.normalize():f}"


def _day_text(moment: object, number_format: str) -> str:
    if not isinstance(moment, datetime) or moment.time() != time():
        return str(moment)
    shown = _shown(number_format)
    if "d" in shown or not shown:
        return moment.date().isoformat()
    return f"{moment.year}年{moment.month}月" if "m" in shown else str(moment.year)


@lru_cache(maxsize=1024)
def _shown(number_format: str) -> str:
    """The letters of a format that stand for a part of the value, General being none."""
    return _QUOTED.sub("", number_format).lower().replace("general", "")
