"""Bytes to text to cells: the encodings that Excel on Windows writes, comma or tab.

Detectors guess wrongly on small files, so the order is fixed: byte order mark, strict UTF-8, strict CP932, refusal.
"""

import codecs
import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

import openpyxl
from openpyxl.utils.datetime import from_excel

from dashboard.intake.rules import Problem

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 200_000
MAX_CELLS = MAX_BYTES
"""A text of so many bytes has no more cells; a workbook is packed and could have any number."""

EXCELS_ROWS = 1_048_576
EXCELS_COLUMNS = 16_384

Sheet = tuple[tuple[str, ...], ...]
"""Rows of cells as written; row 1 of Excel is index 0."""


def first_filled(row: Sequence[str]) -> str:
    """The first cell of a row that is not blank; empty where all are."""
    return next((cell for cell in row if cell.strip()), "")


def bounded(rows: Iterable[tuple[str, ...]]) -> Sheet | Problem:
    """The rows up to the last one with content, or the problem that there are more than may be taken in."""
    kept: list[tuple[str, ...]] = []
    blank = cells = 0
    for row in rows:
        cells += len(row)
        if not first_filled(row):
            blank += 1
        elif len(kept) + blank < MAX_ROWS:
            kept += [()] * blank
            kept.append(row)
            blank = 0
        else:
            return too_many_rows()
        if blank > EXCELS_ROWS or cells > MAX_CELLS:
            return too_many_rows()
    return tuple(kept)


def too_many_rows() -> Problem:
    """The problem of a file with more rows than may be taken in."""
    return Problem("E15", f"行かセルが多すぎます（{MAX_ROWS:,}行まで）。期間や指標で分けてください。")


def too_many_values() -> Problem:
    """The problem of a wide file with more values than a file of the long shape may have."""
    return Problem("E15", f"値のセルが{MAX_ROWS:,}個を超えています。期間や指標で分けてください。")


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


_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Text has no control characters but blanks; where they turn up, another encoding or another kind of file was decoded.
# The last four are what Python's cp932 makes of bytes that CP932 leaves undefined.
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\uf8f0-\uf8f3]")
_END_OF_DOS_FILE = "\x1a"
_SECOND_MARK = "\ufeff"
_NO_LETTER = "\ufffd"
_TWO_BYTES = "\u07ff"
"""The last character that UTF-8 writes in two bytes; kana and kanji take three."""


def read_text(data: bytes) -> str | Problem:
    """The text of a file, or the one problem that keeps it from being read."""
    text = _decoded(data)
    if text is None:
        return _unreadable(data)
    return text if text.strip() else Problem("E04", "ファイルが空です。値を書いたファイルを選んでください。")


def delimiters_in(text: str) -> tuple[str, ...]:
    """What may separate the cells: whichever of comma and tab there is, the comma first."""
    return tuple(mark for mark in (",", "\t") if mark in text) or (",",)


def split(text: str, delimiter: str) -> Sheet | Problem:
    """The cells of a text, or the one problem that keeps it from being a table."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    done = 0

    def rows() -> Iterator[tuple[str, ...]]:
        nonlocal done
        for row in reader:
            done += 1
            yield tuple(row)

    try:
        return bounded(rows())
    except csv.Error:
        at = done + 1
        message = f'{at}行目から先の引用符（"）の対応が崩れています。Excelで開いて直し、保存し直してください。'
        return Problem("E01", message, at)


def _unreadable(data: bytes) -> Problem:
    advice = "Excelで「CSV UTF-8（コンマ区切り）」を選んで保存し直してください。"
    if _is_mostly_utf8(data):
        line = data.decode("utf-8", "replace").partition(_NO_LETTER)[0].count("\n") + 1
        return Problem("E01", f"{line}行目のあたりに壊れた文字があります（UTF-8）。元のファイルを{advice}", line)
    return Problem("E01", f"ファイルの文字コードを読み取れません。{advice}")


def _decoded(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    text = _strictly(data, "utf-8")
    return _strictly(data, "cp932") if text is None and not _is_mostly_utf8(data) else text


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether these bytes are UTF-8 but for a few: CP932 might make other characters of the rest and accept them."""
    text = data.decode("utf-8", "replace")
    spoiled = text.count(_NO_LETTER)
    return bool(spoiled) and sum(letter > _TWO_BYTES for letter in text) - spoiled > spoiled


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding).removesuffix(_END_OF_DOS_FILE).removeprefix(_SECOND_MARK)
    except UnicodeDecodeError:
        return None
    return None if _NOT_TEXT.search(text) else text
