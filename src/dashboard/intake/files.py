"""A file's bytes to its cells: Excel workbooks, and text in the encodings that Excel on Windows writes, comma or tab.

Detectors of encodings guess wrongly on small files, so the order is fixed: byte order mark, strict UTF-8, strict CP932,
refusal. What a file is, its first bytes tell and not its name.
"""

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dashboard.errors import IntakeError
from dashboard.intake import limits
from dashboard.intake.draft import Cells, Problem
from dashboard.intake.spellings import is_unusual, with_usual_spelling

_WORKBOOK = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
"""How .xls, .doc and .ppt files begin, and .xlsx files under a password."""

_AGAIN = "Excelで開き、「Excelブック（.xlsx）」か「CSV UTF-8」で保存し直してください。"
_WITHOUT_PASSWORD = f"パスワードの付いたファイルです。パスワードを外し、{_AGAIN}"
_PARTS_OF_OLD_OFFICE = {
    "EncryptedPackage": _WITHOUT_PASSWORD,
    "WordDocument": limits.no_table("Word（.doc）"),
    "PowerPoint Document": limits.no_table("PowerPoint（.ppt）"),
}
"""What a file of old Office programs is, by the name of a part that it holds."""

_BEGINNINGS = {
    b"%PDF": limits.no_table("PDF"),
    b"\x89PNG": limits.no_table("画像（PNG）"),
    b"\xff\xd8\xff": limits.no_table("画像（JPEG）"),
    b"GIF8": limits.no_table("画像（GIF）"),
    b"II*\0": limits.no_table("画像（TIFF）"),
    b"MM\0*": limits.no_table("画像（TIFF）"),
    b"{\\rtf": limits.no_table("リッチテキスト（.rtf）"),
    b"Rar!": f"圧縮されたファイル（.rar）です。中のファイルを取り出し、{_AGAIN}",
    b"7z\xbc\xaf": f"圧縮されたファイル（.7z）です。中のファイルを取り出し、{_AGAIN}",
    b"\x1f\x8b": f"圧縮されたファイル（.gz）です。中のファイルを取り出し、{_AGAIN}",
    b"PK\x05\x06": f"中身のないzipのファイルです。元のファイルを{_AGAIN}",
}
"""What a file is that is neither text nor a workbook, by its first bytes, and what to do."""

_HOW = re.IGNORECASE | re.DOTALL
_WEB_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body|table|meta)\b", _HOW)
_XML_WORKBOOK = re.compile(r"\s*<\?(?:xml|mso-application)\b.*urn:schemas-microsoft-com:office:spreadsheet", _HOW)
_WEB_ARCHIVE = re.compile(r"\s*(?:From: .*?)?MIME-Version:", _HOW)
_DRESSES = (
    (_WEB_PAGE, "HTML（ウェブページの表）です"),
    (_WEB_ARCHIVE, "HTML（ウェブページを一つにまとめたもの）です"),
    (_XML_WORKBOOK, "古いXML形式のExcel（XMLスプレッドシート2003）です"),
    (re.compile(r"ID;P"), "SYLK形式のファイルです"),
)
"""Texts that hold a table in the dress of another format, as systems write them under the name of a workbook."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Text has no control characters but blanks; where they turn up, another encoding or another kind of file was decoded.
# The last four are what Python's cp932 makes of bytes that CP932 leaves undefined.
_NOT_TEXT = re.compile("[\x00\x0e\x0f\x1b\x80-\x9f\ufffe\uffff\uf8f0-\uf8f3]")
_HEAD = 4096
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


Reader = Callable[[str], tuple[Cells | Problem, ...]]
"""Gives the cells of a workbook's sheet by its name (of the first visible one for an empty name), or of a text.

A text is split at commas and at tabs, whichever it has: one answer for each, the comma first.
"""


def reader_of(data: bytes) -> Reader:
    """The way to a file's cells; what can be read once for all of its sheets is read here."""
    if len(data) > limits.MAX_BYTES:
        return _answering(Problem("E15", f"ファイルが10MBを超えています。{limits.DIVIDE}"))
    if data.startswith(_WORKBOOK):
        # The library for workbooks is left out of a start, which waits for half a second otherwise.
        from dashboard.intake.excel import workbook_of

        book = workbook_of(data)
        return _answering(book) if isinstance(book, Problem) else lambda sheet: (book.cells(sheet),)
    other = _other_kind(data)
    if other:
        return _answering(Problem("E01", other))
    text = _decoded(data)
    if text is None:
        return _answering(_unreadable(data))
    if not text.strip():
        return _answering(Problem("E04", "ファイルが空です。値を書いたファイルを選んでください。"))
    delimiters = [mark for mark in (",", "\t") if mark in text] or [","]
    return _answering(*(_text_cells(text, delimiter) for delimiter in delimiters))


def _answering(*answers: Cells | Problem) -> Reader:
    return lambda _: answers


def _other_kind(data: bytes) -> str:
    """What a file is that is no text of cells, with what to do; empty for such a text."""
    if data.startswith(_OLD_OFFICE):
        older = f"古い形式のExcel（.xls）か、パスワードの付いたExcelです。パスワードを外し、{_AGAIN}"
        parts = _PARTS_OF_OLD_OFFICE.items()
        return next((sentence for part, sentence in parts if part.encode("utf-16-le") in data), older)
    binary = next((sentence for start, sentence in _BEGINNINGS.items() if data.startswith(start)), "")
    if binary:
        return binary
    text = _decoded(data[:_HEAD]) or data[:_HEAD].decode("latin-1")
    dress = next((words for pattern, words in _DRESSES if pattern.match(text)), "")
    return f"{dress}。名前が.xlsや.csvでも、そのままでは読めません。{_AGAIN}" if dress else ""


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
    if data.endswith(b"\0\0"):
        cut = "ファイルの終わりが、文字ではないもの（NUL）で埋まっています。コピーが途中で切れたようです。"
        return Problem("E01", f"{cut}元のファイルを選び直してください。")
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
        sheet = limits.Budget().bounded(rows())
    except csv.Error as error:
        if "field limit" in str(error):
            return limits.long_cell(number, '引用符（"）の閉じ忘れも確かめてください。')
        advice = "Excelで開いて直し、保存し直してください。"
        return Problem("E01", f'{number}行目から先の引用符（"）の対応が崩れています。{advice}', number)
    if isinstance(sheet, Problem):
        return sheet
    unfinished = not text.endswith(("\n", "\r"))
    sheet, marks = with_usual_spelling(sheet) if is_unusual(text) else (sheet, {})
    return Cells(sheet, marks=marks, unfinished=unfinished)
