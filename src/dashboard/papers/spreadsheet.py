"""What all files for a spreadsheet share: text that starts no formula, CSV as Excel opens it, workbooks of fixed bytes.

A spreadsheet runs whatever begins like a formula, and guesses the kind of every cell. Files that travel between offices
are therefore written so that text stays text, and so that the same content makes the same bytes on every machine.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

JAPANESE_DATE = '[$-411]ggge"年"m"月"d"日"'
"""The format of a cell with a day: 令和6年11月30日."""

MOST_COLUMNS = 16_384
"""Excel has no column beyond XFD."""

# A Japanese Excel takes the full-width signs for the half-width ones.
_STARTS = tuple("=+-@＝＋－＠\t\r\n")
_MINUS_AND_DIGITS = re.compile(r"[-－][\d\s,.，\uff0e]*")
# XML has no way to say these.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?")
# The moment that the library gives the parts inside; the clock would make every file another one.
_CREATED = datetime(1980, 1, 1, tzinfo=UTC)
FACE = "游ゴシック"
_PIXELS = {"default_row_height": 25, "default_column_width": 72}
_LINE_POINTS = 18.75
_A4 = 9


def harmless(text: str) -> str:
    """Text that begins like a formula gets a leading apostrophe; a negative number, or ``-`` for none, stays."""
    if text.startswith(_STARTS) and not _MINUS_AND_DIGITS.fullmatch(text):
        return f"'{text}"
    return text


def csv_bytes(rows: Iterable[Iterable[str]]) -> bytes:
    """The rows as CSV in UTF-8 with BOM, as Excel opens it; no cell starts a formula."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig", "replace")


def new_workbook(sink: io.BytesIO, *, row_by_row: bool = False, face: str = FACE, **about: str) -> Any:
    """An empty workbook to use in a ``with``; ``row_by_row`` for many rows, each of which is written once, in order.

    ``face`` is the typeface of its cells, ``about`` what its properties say of it: ``title``, ``subject``.
    """
    # The library writes into the properties it is given; a shared dictionary would make the second file another one.
    cells = {"font_name": face, "font_size": 11}
    options = {"constant_memory": row_by_row, "default_format_properties": cells, **_PIXELS}
    book = xlsxwriter.Workbook(sink, options)
    book.set_properties({"created": _CREATED, **{name: speakable(text) for name, text in about.items()}})
    return book


def set_up_print(page: Any, header_row: int | None) -> None:
    """Prints a worksheet on A4 across, as wide as the paper, with its header on every sheet."""
    page.set_paper(_A4)
    page.set_landscape()
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P／&N ページ")
    if header_row is not None:
        page.repeat_rows(header_row)


def speakable(text: str) -> str:
    """``text`` as a workbook can hold it: characters that XML forbids become �, a line ends as Excel ends it."""
    return _LINE_ENDS.sub("\n", _UNSPEAKABLE.sub("\ufffd", text))


def column_width(texts: Iterable[str], least: int, most: int) -> int:
    """How wide a column must be for its texts, within limits: a full-width character takes two places."""
    return max(least, min(most, 2 + max(map(_places, texts), default=0)))


def row_height(text: str, width: int) -> float:
    """How high a row must be, in points, for a text that wraps in a column of this width; Excel allows 409."""
    lines = sum(max(1, -(-_places(line) // (width - 2))) for line in text.split("\n"))
    return min(409.0, lines * _LINE_POINTS)


def _places(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
