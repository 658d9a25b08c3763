"""Bytes to text to cells: the encodings that Excel on Windows writes, comma or tab.

Detectors guess wrongly on small files, so the order is fixed: byte order mark, strict UTF-8, strict CP932, refusal.
"""

import codecs
import csv
import io
import re

from dashboard.intake.problems import Problem

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 200_000

Sheet = tuple[tuple[str, ...], ...]
"""Rows of cells as written; row 1 of Excel is index 0."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Text has no control characters but blanks; where they turn up, another encoding or another kind of file was decoded.
# The last four are what Python's cp932 makes of bytes that CP932 leaves undefined.
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\uf8f0-\uf8f3]")
_END_OF_DOS_FILE = "\x1a"


def read_text(data: bytes) -> str | Problem:
    """The text of a file, or the one problem that keeps it from being read."""
    if len(data) > MAX_BYTES:
        return Problem("E15", "ファイルが10MBを超えています。期間や指標で分けてください。")
    text = _decoded(data)
    if text is None:
        advice = "Excelで「CSV UTF-8（コンマ区切り）」を選んで保存し直してください。"
        return Problem("E01", f"ファイルの文字コードを読み取れません。{advice}")
    return text if text.strip() else Problem("E04", "ファイルが空です。値を書いたファイルを選んでください。")


def split(text: str, delimiter: str) -> Sheet | Problem:
    """The cells of a text, or the one problem that keeps it from being a table."""
    rows: list[tuple[str, ...]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(tuple(row))
            if len(rows) > MAX_ROWS:
                return Problem("E15", f"行が{MAX_ROWS:,}行を超えています。期間や指標で分けてください。")
    except csv.Error:
        at = len(rows) + 1
        message = f'{at}行目から先の引用符（"）の対応が崩れています。Excelで開いて直し、保存し直してください。'
        return Problem("E01", message, at)
    return tuple(rows)


def _decoded(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    text = _strictly(data, "utf-8")
    return _strictly(data, "cp932") if text is None else text


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding).removesuffix(_END_OF_DOS_FILE)
    except UnicodeDecodeError:
        return None
    return None if _NOT_TEXT.search(text) else text
