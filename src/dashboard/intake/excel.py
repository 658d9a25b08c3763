"""What a workbook holds: the cells of a sheet as Excel shows them, and what stands around them in its other parts."""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cached_property
from typing import IO, TypeVar

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from dashboard.intake.cell_styles import CellStyle, cell_styles
from dashboard.intake.draft import CellMark, Cells, MarkKind, Problem, Sheet, Span
from dashboard.intake.limits import DIVIDE, Budget, no_table
from dashboard.intake.parts import Attributes, Relation, TooMuch, Walk, local_name, opened, relations_of
from dashboard.intake.sheet_part import MOST_OF_SHEETS, RichRun, SheetPart, cell_at, strings
from dashboard.intake.spellings import MOST_MARKS
from dashboard.text import listed

MOST_COVERED = 500_000
"""Rows that all merged spans of a sheet cover together."""

MOST_WORDS = 2_000_000
"""Letters of all comments, or of all text boxes, of a sheet."""

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ADVICE = "Excelで開き、「CSV UTF-8（コンマ区切り）」か「Excelブック（.xlsx）」で保存し直してください。"
_UNREADABLE = Problem("E01", f"Excelのファイルとして読めません（壊れているか、別の形式です）。{_ADVICE}")
_CONTENT = re.compile(rb"<(?:\w+:)?[vtf][ >]")
_STRICT = b"purl.oclc.org/ooxml"

# Page headers and footers hold codes: a part of the page, a font, a size, a colour, a page number, a date, a file name.
_PAGE_NUMBERS = re.compile(r"(?:page|of|ページ|頁|全|計)?[\s/-]*&[PN]\s*(?:ページ|頁|枚)?", re.IGNORECASE)
_PART_OF_PAGE = re.compile("(?<!&)&[LCR]")
_PAGE_CODES = re.compile(r'(?<!&)&(?:"[^"]*"|K[0-9A-F]{6}|K\d\d[+-]\d{3}|\d+|[A-Z])', re.IGNORECASE)


def workbook_of(data: bytes) -> "Workbook | Problem":
    """The workbook that a file is, or the problem with it."""
    try:
        archive = opened(data)
        return _other_archive(archive) or Workbook(archive)
    except TooMuch as reason:
        return _too_much(reason)
    except Exception:  # a spoiled workbook raises whatever its parts make a reader stumble over
        return _UNREADABLE


def _too_much(reason: TooMuch) -> Problem:
    advice = "値の表だけを新しいブックに貼り付け（値のみ）、保存したファイルを選んでください。"
    return Problem("E15", f"{reason}{DIVIDE}または、{advice}")


def _beginning(archive: zipfile.ZipFile, name: str, size: int) -> bytes:
    with archive.open(name) as source:
        return source.read(size)


def _other_archive(archive: zipfile.ZipFile) -> Problem | None:
    """What a zip archive is that is no workbook that can be read, with what to do; None for such a workbook."""
    names = archive.namelist()
    kind = _beginning(archive, "mimetype", 100).decode("ascii", "replace") if "mimetype" in names else ""
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
            "_rels/.rels" in names and _STRICT in _beginning(archive, "_rels/.rels", 10_000),
            f"「Strict Open XML」形式のExcelです。{again}",
        ),
    )
    return next((Problem("E01", sentence) for fits, sentence in kinds if fits), None)


T = TypeVar("T")


class Workbook:
    """A workbook that is opened once for all of its sheets; what they may hold is bounded together."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._budget = Budget()
        self._elements = MOST_OF_SHEETS
        self._epoch: datetime = WINDOWS_EPOCH
        self._sheets: dict[str, tuple[str, bool]] = {}
        path = next(each.path for each in relations_of(archive, "") if each.kind == "officedocument")
        self._relations = {each.id: each for each in relations_of(archive, path)}
        with archive.open(path) as source:
            Walk("ブックのシートや名前", 0).over(source, self._start, lambda _: None)
        if len({path for path, _ in self._sheets.values()}) < len(self._sheets):
            # Excel writes each sheet for itself; one that a thousand names lead to would be read a thousand times.
            raise TooMuch("複数のシートが同じ中身を指しています。")

    def _start(self, name: str, attributes: Attributes) -> None:
        name = local_name(name)
        if name == "workbookPr" and attributes.get("date1904") in {"1", "true", "on"}:
            self._epoch = MAC_EPOCH
        elif name == "sheet" and attributes["sheetId"] and (id_ := attributes.get(f"{_OFFICE} id")):
            relation = self._relations[id_]
            is_visible = attributes.get("state", "visible") == "visible"
            if relation.kind != "chartsheet" and relation.path in self._archive.namelist():
                self._sheets[attributes["name"]] = (relation.path, is_visible)

    def cells(self, sheet: str) -> Cells | Problem:
        """The cells of the sheet of that name, of the first visible one where the name is empty."""
        try:
            return self._cells(sheet)
        except TooMuch as reason:
            return _too_much(reason)
        except Exception:  # as above
            return _UNREADABLE

    def _cells(self, sheet: str) -> Cells | Problem:
        sheets = tuple(name for name, (_, is_visible) in self._sheets.items() if is_visible)
        name = sheet or next(iter(sheets), "")
        if not sheets:
            which = "非表示のシート" if self._sheets else "グラフのシート"
            return Problem("E02", f"{which}しかありません。値の表があるシートを表示して、保存し直してください。")
        if name not in sheets:
            choices = f"あるシートは{listed(sheets)}です。名前を確かめてください。"
            return Problem("E02", f"シート「{name}」が見つかりません。{choices}")
        path, _ = self._sheets[name]
        with self._archive.open(path) as source:
            part = SheetPart(source, self._texts, self._styles, self._epoch, self._elements)
            try:
                rows = self._budget.bounded(part.rows())
            finally:
                self._elements -= part.count
        if isinstance(rows, Problem):
            return rows
        if part.white and not part.coloured:
            if len(part.white) > MOST_MARKS:
                raise TooMuch("白い文字のセルが多すぎます。")
            rows = _without_white(rows, part)
        related = relations_of(self._archive, path)
        return Cells(
            rows,
            name,
            sheets,
            blank_sheets=tuple(each for each in sheets if each not in self._filled),
            hidden_sheets=tuple(each for each in self._sheets if each in self._filled and each not in sheets),
            marks=_with_comments(part.marks, self._archive, related),
            hidden_rows=frozenset(number for number in part.hidden_rows if number < len(rows)),
            hidden_places=_places(part.hidden_columns, max(map(len, rows), default=0)),
            merged=_merged(part.merged, rows),
            aside=tuple(dict.fromkeys((*_texts_of_shapes(self._archive, related), *_texts_of_pages(part.page_texts)))),
            epoch_1904=self._epoch == MAC_EPOCH,
        )

    @cached_property
    def _texts(self) -> list[str | tuple[RichRun, ...]]:
        return self._read("sharedStrings", strings)

    @cached_property
    def _styles(self) -> list[CellStyle]:
        return self._read("styles", cell_styles) or [CellStyle("General", struck=False, white=False)]

    def _read(self, kind: str, read: Callable[[IO[bytes]], list[T]]) -> list[T]:
        """What a part of the book says; nothing where it has none of this kind."""
        paths = (each.path for each in self._relations.values() if each.kind == kind.lower())
        path = next(paths, f"xl/{kind}.xml")
        if path not in self._archive.namelist():
            return []
        with self._archive.open(path) as source:
            return read(source)

    @cached_property
    def _filled(self) -> frozenset[str]:
        """The names of all sheets that hold anything."""
        paths = {path for path, _ in self._sheets.values()}
        filled = {path for path in paths if _holds_anything(self._archive, path)}
        return frozenset(name for name, (path, _) in self._sheets.items() if path in filled)


def _without_white(rows: Sheet, part: SheetPart) -> Sheet:
    """The rows without the letters that nobody sees, which are noted."""
    cells = [list(row) for row in rows]
    for at in part.white:
        row, place = at
        part.marks[at] = (*part.marks.get(at, ()), CellMark(MarkKind.UNSEEN, cells[row][place]))
        cells[row][place] = ""
    return tuple(map(tuple, cells))


def _places(columns: Iterable[range], width: int) -> frozenset[int]:
    """The places within the width of columns that may be many and lie over each other."""
    places: set[int] = set()
    end = 0
    for column in sorted(columns, key=lambda column: column.start):
        places.update(range(max(column.start, end), min(column.stop, width)))
        end = max(end, column.stop)
    return frozenset(places)


def _merged(spans: Iterable[Span], rows: Sheet) -> tuple[Span, ...]:
    """The spans of more than one cell that hold something, in their order."""
    shared = sorted({span for span in spans if _is_shared(span, rows)})
    if sum(min(span.bottom, len(rows)) - span.top + 1 for span in shared) > MOST_COVERED:
        raise TooMuch("結合したセルが多すぎます。")
    return tuple(shared)


def _is_shared(span: Span, rows: Sheet) -> bool:
    """Whether a span has more than one cell and something in its first."""
    several = span.top != span.bottom or span.left != span.right
    row = rows[span.top] if span.top < len(rows) else ()
    return several and span.left < len(row) and bool(row[span.left].strip())


def _holds_anything(archive: zipfile.ZipFile, path: str) -> bool:
    rest = b""
    with archive.open(path) as source:
        while chunk := source.read(1 << 16):
            if _CONTENT.search(rest + chunk):
                return True
            rest = chunk[-40:]
    return False


# What stands in other parts


def _with_comments(
    marks: dict[tuple[int, int], tuple[CellMark, ...]], archive: zipfile.ZipFile, related: Iterable[Relation]
) -> dict[tuple[int, int], tuple[CellMark, ...]]:
    """The marks and the comments of a sheet's cells; a thread stands for the note that old versions get of it."""
    threads: dict[tuple[int, int], list[str]] = {}
    for attributes, text in _texts_of(archive, related, "threadedcomment", "threadedComment", "text"):
        threads.setdefault(cell_at(attributes["ref"]), []).append(text)
    notes = {
        cell_at(attributes["ref"]): [text]
        for attributes, text in _texts_of(archive, related, "comments", "comment", "t")
    }
    for at, texts_of_cell in {**notes, **threads}.items():
        comments = (CellMark(MarkKind.COMMENT, text.strip()) for text in texts_of_cell if text.strip())
        marks[at] = (*marks.get(at, ()), *comments)
    return {at: marks_of_cell for at, marks_of_cell in marks.items() if marks_of_cell}


def _texts_of_shapes(archive: zipfile.ZipFile, related: Iterable[Relation]) -> Iterator[str]:
    for _, text in _texts_of(archive, related, "drawing", "txBody", "t"):
        if text.strip():
            yield text.strip()


def _texts_of(
    archive: zipfile.ZipFile, related: Iterable[Relation], kind: str, owner: str, letters: str
) -> Iterator[tuple[Attributes, str]]:
    """The text of each owner in the related parts of a kind, a line for each paragraph, with the owner's attributes.

    ``owner`` and ``letters`` are names of elements: whose the texts are, and in which their letters stand.
    """
    room = MOST_WORDS
    names = archive.namelist()
    for path in dict.fromkeys(each.path for each in related if each.kind == kind and each.path in names):
        with archive.open(path) as source:
            texts = _Texts(source, owner, letters, room).texts
        room -= sum(len(text) for _, text in texts)
        yield from texts


class _Texts:
    """The texts of one part, without furigana."""

    def __init__(self, source: IO[bytes], owner: str, letters: str, room: int) -> None:
        self.texts: list[tuple[Attributes, str]] = []
        self._owner = owner
        self._letters = letters
        self._room = room
        self._attributes: Attributes = {}
        self._pieces: list[str] = []
        self._is_furigana = False
        self._walk = Walk("コメントか図形の文", room)
        self._walk.over(source, self._start, self._end)

    def _start(self, name: str, attributes: Attributes) -> None:
        name = local_name(name)
        if name == self._owner:
            self._attributes = attributes
            self._pieces = []
        elif name == self._letters and not self._is_furigana:
            self._walk.collect()
        elif name == "rPh":
            self._is_furigana = True

    def _end(self, name: str) -> None:
        name = local_name(name)
        if name == self._letters and not self._is_furigana:
            self._pieces.append(self._walk.collected())
            self._room -= len(self._pieces[-1])
            if self._room < 0:
                raise TooMuch("コメントか図形の文が多すぎます。")
        elif name == "p":
            self._pieces.append("\n")
        elif name == self._owner:
            self.texts.append((self._attributes, "".join(self._pieces)))
        elif name == "rPh":
            self._is_furigana = False


def _texts_of_pages(texts: Iterable[str]) -> Iterator[str]:
    """The words of page headers and footers, without codes and page numbers."""
    for text in texts:
        for part in _PART_OF_PAGE.split(text):
            words = _PAGE_CODES.sub("", _PAGE_NUMBERS.sub("", part)).replace("&&", "&").strip()
            if any(letter.isalnum() for letter in words):
                yield words
