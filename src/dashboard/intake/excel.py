"""What a workbook holds: the cells of a sheet as Excel shows them, and what stands around them in its other parts."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from openpyxl.packaging.relationship import Relationship, get_dependents, get_rels_path
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.xml.constants import SHARED_STRINGS
from openpyxl.xml.functions import fromstring

from dashboard.intake import limits
from dashboard.intake.draft import CellMark, Cells, MarkKind, Problem, Sheet, Span
from dashboard.intake.sheet_part import CellStyle, SheetPart, cell_at, strings

_CONTENT = re.compile(rb"<(?:\w+:)?[vtf][ >]")
_STRICT = b"purl.oclc.org/ooxml"
_WHITE = frozenset({"00FFFFFF", "FFFFFFFF"})
_WHITE_INDEXES = frozenset({1, 9})

_DATES_OF_JAPAN = {
    **dict.fromkeys((27, 36, 50, 57), "[$-411]ge.m.d"),
    **dict.fromkeys((28, 29, 51, 54, 58), '[$-411]ggge"年"m"月"d"日"'),
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"時"mm"分"',
    33: 'h"時"mm"分"ss"秒"',
    **dict.fromkeys((34, 52, 55), 'yyyy"年"m"月"'),
    **dict.fromkeys((35, 53, 56), 'm"月"d"日"'),
}
"""The formats that a Japanese Excel names by number only (ECMA-376, 18.8.30); the library leaves them out."""

# Page headers and footers hold codes: a part of the page, a font, a size, a colour, a page number, a date, a file name.
_PAGE_NUMBERS = re.compile(r"(?:page|of|ページ|頁|全|計)?[\s/-]*&[PN]\s*(?:ページ|頁|枚)?", re.IGNORECASE)
_PART_OF_PAGE = re.compile("(?<!&)&[LCR]")
_PAGE_CODES = re.compile(r'(?<!&)&(?:"[^"]*"|K[0-9A-F]{6}|K\d\d[+-]\d{3}|\d+|[A-Z])', re.IGNORECASE)

# The library warns of drawings and rules that it leaves out; only the cells are read here. Once for the process and
# not around each call, because other threads would see the filters change under them.
warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")


def workbook_cells(data: bytes, sheet: str) -> Cells | Problem:
    """The cells of a workbook's sheet of that name, of its first visible one where the name is empty."""
    advice = "Excelで開き、「CSV UTF-8（コンマ区切り）」か「Excelブック（.xlsx）」で保存し直してください。"
    unreadable = Problem("E01", f"Excelのファイルとして読めません（壊れているか、別の形式です）。{advice}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > limits.MOST_UNPACKED:
                return Problem("E15", "ファイルの中身が大きすぎます。期間や指標で分けてください。")
            # Every part with its own checksum: without its formats a workbook would open, with other figures.
            if archive.testzip() is not None:
                return unreadable
            other = _other_archive(archive)
            return other or _sheet_cells(data, archive, sheet)
    except Exception:  # a spoiled workbook raises whatever its parts make the library stumble over
        return unreadable


def _other_archive(archive: zipfile.ZipFile) -> Problem | None:
    """What a zip archive is that is no workbook that can be read, with what to do; None for such a workbook."""
    names = archive.namelist()
    kind = archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
    again = "Excelで開き、「Excelブック（.xlsx）」で保存し直してください。"
    export = "Numbersの「書き出す」で「Excel」を選び、できたファイルを選んでください。"
    kinds = (
        ("opendocument.spreadsheet" in kind, f"OpenDocument（.ods）の表計算ファイルです。{again}"),
        ("xl/workbook.bin" in names, f"バイナリ形式のExcel（.xlsb）です。{again}"),
        (
            any(name.endswith(".iwa") for name in names),
            f"Numbersのファイルです。{export}",
        ),
        (any(name.startswith("word/") for name in names), no_table("Word")),
        (any(name.startswith("ppt/") for name in names), no_table("PowerPoint")),
        (bool(kind), no_table("Excelではないソフト")),
        (
            "[Content_Types].xml" not in names,
            f"zipでまとめたファイルで、Excelのブックではありません。中のファイルを取り出し、{again}",
        ),
        (
            "_rels/.rels" in names and _STRICT in archive.read("_rels/.rels"),
            f"「Strict Open XML」形式のExcelです。{again}",
        ),
    )
    return next((Problem("E01", sentence) for fits, sentence in kinds if fits), None)


def no_table(kind: str) -> str:
    """The sentence about a file of another kind, which holds no cells."""
    advice = "値を表にして「Excelブック（.xlsx）」で保存したファイルを選んでください。"
    return f"{kind}のファイルです。表の値は読み取れません。{advice}"


class _Book(ExcelReader):
    """The library's reader of all parts but the sheets, with the shared texts as runs where their fonts matter."""

    shared_strings: Any

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = list(strings(source))

    def read_chartsheet(self, sheet: Any, rel: Any) -> None:
        """Nothing: a sheet that is a chart holds no cells."""


def _sheet_cells(data: bytes, archive: zipfile.ZipFile, sheet: str) -> Cells | Problem:
    reader = _Book(io.BytesIO(data), read_only=True, data_only=True)
    reader.read()
    book: Any = reader.wb
    tables = {table.title: table for table in book.worksheets}
    sheets = tuple(title for title, table in tables.items() if table.sheet_state == "visible")
    name = sheet or next(iter(sheets), "")
    if not sheets:
        which = "非表示のシート" if tables else "グラフのシート"
        return Problem("E02", f"{which}しかありません。値の表があるシートを表示して、保存し直してください。")
    if name not in sheets:
        choices = "".join(f"「{choice}」" for choice in sheets)
        return Problem("E02", f"シート「{name}」が見つかりません。あるシートは{choices}です。名前を確かめてください。")
    path = tables[name]._worksheet_path
    with archive.open(path) as source:
        part = SheetPart(source, reader.shared_strings, _styles(book), book.epoch)
        rows = limits.bounded(part.rows())
    if isinstance(rows, Problem):
        return rows
    if part.white and not part.coloured:
        rows = _without_white(rows, part)
    related = _related(archive, path)
    filled = {title for title, table in tables.items() if _holds_anything(archive, table)}
    return Cells(
        rows,
        name,
        sheets,
        blank_sheets=tuple(title for title in sheets if title not in filled),
        hidden_sheets=tuple(title for title in tables if title in filled and title not in sheets),
        marks=_with_comments(part.marks, archive, related),
        hidden_rows=frozenset(number for number in part.hidden_rows if number < len(rows)),
        hidden_places=_places(part.hidden_columns, max(map(len, rows), default=0)),
        merged=tuple(sorted(span for span in part.merged if _is_shared(span, rows))),
        aside=tuple(dict.fromkeys((*_texts_of_shapes(archive, related), *_texts_of_pages(part.page_texts)))),
        epoch_1904=book.epoch == MAC_EPOCH,
    )


def _styles(book: Any) -> list[CellStyle]:
    """The styles of a book's cells by their number."""
    styles = []
    for style in book._cell_styles:
        number = style.numFmtId
        if number < BUILTIN_FORMATS_MAX_SIZE:
            number_format = BUILTIN_FORMATS.get(number) or _DATES_OF_JAPAN.get(number, "General")
        else:
            number_format = book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE]
        font, fill = book._fonts[style.fontId], book._fills[style.fillId]
        ground = getattr(fill, "patternType", "gradient")
        on_white = ground is None or (ground == "solid" and _is_white(fill.fgColor))
        styles.append(CellStyle(number_format, bool(font.strike), on_white and _is_white(font.color)))
    return styles


def _is_white(colour: Any) -> bool:
    if colour is None or colour.tint:
        return False
    if colour.type == "rgb":
        return colour.rgb in _WHITE
    return colour.theme == 0 if colour.type == "theme" else colour.indexed in _WHITE_INDEXES


def _without_white(rows: Sheet, part: SheetPart) -> Sheet:
    """The rows without the letters that nobody sees, which are noted."""
    cells = [list(row) for row in rows]
    for at in part.white:
        row, place = at
        part.marks[at] = (*part.marks.get(at, ()), CellMark(MarkKind.UNSEEN, cells[row][place]))
        cells[row][place] = ""
    return tuple(map(tuple, cells))


def _places(columns: Iterable[range], width: int) -> frozenset[int]:
    return frozenset(place for places in columns for place in places[:width] if place < width)


def _is_shared(span: Span, rows: Sheet) -> bool:
    """Whether a span has more than one cell and something in its first."""
    several = span.top != span.bottom or span.left != span.right
    row = rows[span.top] if span.top < len(rows) else ()
    return several and span.left < len(row) and bool(row[span.left].strip())


def _holds_anything(archive: zipfile.ZipFile, table: Any) -> bool:
    rest = b""
    with archive.open(table._worksheet_path) as source:
        while chunk := source.read(1 << 16):
            if _CONTENT.search(rest + chunk):
                return True
            rest = chunk[-40:]
    return False


# What stands in other parts


def _related(archive: zipfile.ZipFile, path: str) -> list[Relationship]:
    """The parts that a part names as its own."""
    rels = get_rels_path(path)  # type: ignore[no-untyped-call]
    return list(get_dependents(archive, rels)) if rels in archive.namelist() else []


def _parts(archive: zipfile.ZipFile, related: list[Relationship], kind: str) -> Iterator[Any]:
    for relation in related:
        if relation.Type.lower().endswith(kind) and relation.target in archive.namelist():
            yield fromstring(archive.read(relation.target))


def _with_comments(
    marks: dict[tuple[int, int], tuple[CellMark, ...]], archive: zipfile.ZipFile, related: list[Relationship]
) -> dict[tuple[int, int], tuple[CellMark, ...]]:
    """The marks and the comments of a sheet's cells; a thread stands for the note that old versions get of it."""
    threads: dict[tuple[int, int], list[str]] = {}
    for part in _parts(archive, related, "/threadedcomment"):
        for comment in part.iterfind("{*}threadedComment"):
            threads.setdefault(cell_at(comment.get("ref")), []).append(comment.findtext("{*}text") or "")
    notes: dict[tuple[int, int], list[str]] = {}
    for part in _parts(archive, related, "/comments"):
        for comment in part.iterfind("{*}commentList/{*}comment"):
            texts = [*comment.iterfind("{*}text/{*}t"), *comment.iterfind("{*}text/{*}r/{*}t")]
            notes[cell_at(comment.get("ref"))] = ["".join(text.text or "" for text in texts)]
    for at, texts_of_cell in {**notes, **threads}.items():
        comments = (CellMark(MarkKind.COMMENT, text.strip()) for text in texts_of_cell if text.strip())
        marks[at] = (*marks.get(at, ()), *comments)
    return {at: marks_of_cell for at, marks_of_cell in marks.items() if marks_of_cell}


def _texts_of_shapes(archive: zipfile.ZipFile, related: list[Relationship]) -> Iterator[str]:
    for part in _parts(archive, related, "/drawing"):
        for body in part.iterfind(".//{*}txBody"):
            lines = ("".join(text.text or "" for text in line.iterfind(".//{*}t")) for line in body.iterfind("{*}p"))
            text = "\n".join(lines).strip()
            if text:
                yield text


def _texts_of_pages(texts: Iterable[str]) -> Iterator[str]:
    """The words of page headers and footers, without codes and page numbers."""
    for text in texts:
        for part in _PART_OF_PAGE.split(text):
            words = _PAGE_CODES.sub("", _PAGE_NUMBERS.sub("", part)).replace("&&", "&").strip()
            if any(letter.isalnum() for letter in words):
                yield words
