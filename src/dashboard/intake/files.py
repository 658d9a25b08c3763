"""A file's bytes to its cells: Excel workbooks, and text in the encodings that Excel on Windows writes, comma or tab.

Detectors of encodings guess wrongly on small files, so the order is fixed: byte order mark, strict UTF-8, strict CP932,
refusal. What a file is, its first bytes tell and not its name.
"""

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dashboard.errors import IntakeError
from dashboard.intake import limits
from dashboard.intake.draft import Cells, Problem
from dashboard.intake.excel import workbook_cells
from dashboard.intake.spellings import is_unusual, with_usual_spelling

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
            data = file.read(limits.MAX_BYTES + 1)
    except OSError as error:
        raise IntakeError(f"ファイル「{path}」を開けません。名前、場所、権限を確かめてください。") from error
    # A name whose bytes are no UTF-8 cannot be stored as it is.
    return Upload(path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"), data)


def read_cells(data: bytes, sheet: str = "") -> tuple[Cells | Problem, ...]:
    """The cells of a file, of a workbook those of the named sheet (else the first visible one).

    A text is split at commas and at tabs, whichever it has: one answer for each, the comma first.
    """
    if len(data) > limits.MAX_BYTES:
        return (Problem("E15", "ファイルが10MBを超えています。期間や指標で分けてください。"),)
    if data.startswith(_WORKBOOK):
        return (workbook_cells(data, sheet),)
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
        sheet = limits.bounded(rows())
    except csv.Error:
        advice = "Excelで開いて直し、保存し直してください。"
        return Problem("E01", f'{number}行目から先の引用符（"）の対応が崩れています。{advice}', number)
    if isinstance(sheet, Problem):
        return sheet
    unfinished = not text.endswith(("\n", "\r"))
    sheet, marks = with_usual_spelling(sheet) if is_unusual(text) else (sheet, {})
    return Cells(sheet, marks=marks, unfinished=unfinished)
