"""Bytes to text to cells: the encodings that Excel on Windows writes, comma or tab.

Detectors guess wrongly on small files, so the order is fixed: byte order mark, strict UTF-8, strict CP932, refusal.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from dashboard.intake.problems import Problem
from dashboard.intake.sheet import Sheet, bounded

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
