"""A file's bytes to its cells: Excel workbooks, and text in the encodings that Excel on Windows writes, comma or tab.

Detectors of encodings guess wrongly on small files, so the order is fixed: byte order mark, strict UTF-8, strict CP932,
refusal. What a file is, its first bytes tell and not its name.
"""

import codecs
import csv
import hashlib
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from itertools import starmap
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.datetime import from_excel

from dashboard.errors import IntakeError
from dashboard.intake.draft import Cells, Problem, Sheet, first_filled

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 200_000
MAX_CELLS = MAX_BYTES
"""A text of so many bytes has no more cells; a workbook is packed and could have any number."""

MOST_UNPACKED = 300 * 1024 * 1024
"""A workbook of ten megabytes can be packed from gigabytes; more than this is no table of ours."""

EXCELS_ROWS = 1_048_576
_EXCELS_DAYS = 2_958_466
"""The day after Excel's last, 9999-12-31, as it counts days."""

_WORKBOOK = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
"""How .xls files begin, and .xlsx files under a password."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Text has no control characters but blanks; where they turn up, another encoding or another kind of file was decoded.
# The last four are what Python's cp932 makes of bytes that CP932 leaves undefined.
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\uf8f0-\uf8f3]")
_END_OF_DOS_FILE = "\x1a"
_SECOND_MARK = "\ufeff"
_NO_LETTER = "\ufffd"
_TWO_BYTES = "\u07ff"
"""The last character that UTF-8 writes in two bytes; kana and kanji take three."""

_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')
# g and e are the name and the year of an era; General and the exponent of 0.0E+00 are not.
_ERA = re.compile(r"g|e(?![+\-])", re.IGNORECASE)
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_BREAK = re.compile("_x000[9AD]_", re.IGNORECASE)

# The library warns of drawings and rules that it leaves out; only the cells are read here. Once for the process and
# not around each call, because other threads would see the filters change under them.
warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")


@dataclass(frozen=True)
class Upload:
    """A file as it came: its name, without folders, and its bytes."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        """The fingerprint of the bytes, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def read_upload(path: Path) -> Upload:
    """The file at ``path``; of one that is too large, only enough bytes to tell.

    Raises:
        IntakeError: the file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise IntakeError(f"ファイル「{path}」を開けません。名前、場所、権限を確かめてください。") from error
    # A name whose bytes are no UTF-8 cannot be stored as it is.
    return Upload(path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"), data)


def read_cells(data: bytes, sheet: str = "") -> tuple[Cells | Problem, ...]:
    """The cells of a file, of a workbook those of the named sheet (else the first visible one).

    A text is split at commas and at tabs, whichever it has: one answer for each, the comma first.
    """
    if len(data) > MAX_BYTES:
        return (Problem("E15", "ファイルが10MBを超えています。期間や指標で分けてください。"),)
    if data.startswith(_WORKBOOK):
        return (_workbook_cells(data, sheet),)
    if data.startswith(_OLD_EXCEL):
        advice = "パスワードを外し、「Excelブック（.xlsx）」か「CSV UTF-8」で保存し直してください。"
        return (Problem("E01", f"古い形式のExcel（.xls）か、パスワードの付いたExcelです。{advice}"),)
    text = _decoded(data)
    if text is None:
        return (_unreadable(data),)
    if not text.strip():
        return (Problem("E04", "ファイルが空です。値を書いたファイルを選んでください。"),)
    delimiters = [mark for mark in (",", "\t") if mark in text] or [","]
    return tuple(_text_cells(text, delimiter) for delimiter in delimiters)


def _decoded(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly_decoded(data, encoding)
    text = _strictly_decoded(data, "utf-8")
    return _strictly_decoded(data, "cp932") if text is None and not _is_mostly_utf8(data) else text


def _strictly_decoded(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding).removesuffix(_END_OF_DOS_FILE).removeprefix(_SECOND_MARK)
    except UnicodeDecodeError:
        return None
    return None if _NOT_TEXT.search(text) else text


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether these bytes are UTF-8 but for a few: CP932 might make other characters of the rest and accept them."""
    text = data.decode("utf-8", "replace")
    spoiled = text.count(_NO_LETTER)
    return bool(spoiled) and sum(letter > _TWO_BYTES for letter in text) - spoiled > spoiled


def _unreadable(data: bytes) -> Problem:
    advice = "Excelで「CSV UTF-8（コンマ区切り）」を選んで保存し直してください。"
    if _is_mostly_utf8(data):
        line = data.decode("utf-8", "replace").partition(_NO_LETTER)[0].count("\n") + 1
        return Problem("E01", f"{line}行目のあたりに壊れた文字があります（UTF-8）。元のファイルを{advice}", line)
    return Problem("E01", f"ファイルの文字コードを読み取れません。{advice}")


def _text_cells(text: str, delimiter: str) -> Cells | Problem:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1

    def rows() -> Iterator[tuple[str, ...]]:
        nonlocal number
        for row in reader:
            number += 1
            yield tuple(row)

    try:
        sheet = _bounded(rows())
    except csv.Error:
        advice = "Excelで開いて直し、保存し直してください。"
        return Problem("E01", f'{number}行目から先の引用符（"）の対応が崩れています。{advice}', number)
    return sheet if isinstance(sheet, Problem) else Cells(sheet, unfinished=not text.endswith(("\n", "\r")))


def _bounded(rows: Iterable[tuple[str, ...]]) -> Sheet | Problem:
    """The rows up to the last one with content, or the problem that there are more than may be taken in."""
    too_many = Problem("E15", f"行かセルが多すぎます（{MAX_ROWS:,}行まで）。期間や指標で分けてください。")
    sheet: list[tuple[str, ...]] = []
    blank = 0
    cells = 0
    for row in rows:
        cells += len(row)
        if not first_filled(row):
            blank += 1
        elif len(sheet) + blank < MAX_ROWS:
            sheet += [()] * blank
            sheet.append(row)
            blank = 0
        else:
            return too_many
        if blank > EXCELS_ROWS or cells > MAX_CELLS:
            return too_many
    return tuple(sheet)


def _workbook_cells(data: bytes, sheet: str) -> Cells | Problem:
    advice = "Excelで開き、「CSV UTF-8（コンマ区切り）」か「Excelブック（.xlsx）」で保存し直してください。"
    unreadable = Problem("E01", f"Excelのファイルとして読めません（壊れているか、別の形式です）。{advice}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
                return Problem("E15", "ファイルの中身が大きすぎます。期間や指標で分けてください。")
            # Every part with its own checksum: without its formats a workbook would open, with other figures.
            if archive.testzip() is not None:
                return unreadable
            tables = [name for name in archive.namelist() if name.lower().startswith("xl/worksheets/")]
            formulas = any(_FORMULA.search(archive.read(name)) for name in tables)
        return _sheet_cells(data, sheet, formulas=formulas)
    except Exception:  # a spoiled workbook raises whatever its parts make the library stumble over
        return unreadable


def _sheet_cells(data: bytes, sheet: str, *, formulas: bool) -> Cells | Problem:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    sheets = tuple(table.title for table in book.worksheets if table.sheet_state == "visible")
    name = sheet or next(iter(sheets), "")
    if name not in sheets:
        choices = "".join(f"「{choice}」" for choice in sheets) or "ありません"
        return Problem("E02", f"シート「{name}」が見つかりません。あるシートは{choices}です。名前を確かめてください。")
    rows = _workbook_rows(book[name])
    if formulas:
        formula_book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        pairs = zip(rows, _workbook_rows(formula_book[name]), strict=True)
        cells = _bounded(tuple(starmap(_text, zip(*pair, strict=True))) for pair in pairs)
    else:
        cells = _bounded(tuple(map(_text, row)) for row in rows)
    return cells if isinstance(cells, Problem) else Cells(cells, name, sheets)


def _workbook_rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of cells; the extent noted in the file is not believed, for some programs write it wrongly."""
    sheet.reset_dimensions()
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows()
    return rows


def _text(cell: Any, source: Any = None) -> str:
    """The text of a cell; a formula without a saved value is its own text, which no check takes for a figure."""
    if cell.value is None:
        is_formula = source is not None and source.value is not None and source.data_type == "f"
        was_empty_text = cell.data_type == "str"
        return str(getattr(source.value, "text", source.value)) if is_formula and not was_empty_text else ""
    return _BREAK.sub("\n", cell.value) if isinstance(cell.value, str) else excel_text(cell.value, cell.number_format)


def excel_text(value: object, number_format: str) -> str:
    """The text that Excel shows for a cell's value under its number format."""
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
    letters = _format_letters(number_format)
    if _ERA.search(letters) and 0 < value < _EXCELS_DAYS:
        return _day_text(from_excel(value), number_format)
    # Excel keeps and shows fifteen digits; beyond them a float is only the machine's remainder.
    number = Decimal(f"{value:.15g}")
    return f"{(number * 100).normalize():f}%" if "%" in letters else f"{number.normalize():f}"


def _day_text(moment: object, number_format: str) -> str:
    if not isinstance(moment, datetime) or moment.time() != time():
        return str(moment)
    letters = _format_letters(number_format)
    if "d" in letters or not letters:
        return moment.date().isoformat()
    return f"{moment.year}年{moment.month}月" if "m" in letters else str(moment.year)


@lru_cache(maxsize=1024)
def _format_letters(number_format: str) -> str:
    """The letters of a format that stand for a part of the value, General being none."""
    return _QUOTED.sub("", number_format).lower().replace("general", "")
