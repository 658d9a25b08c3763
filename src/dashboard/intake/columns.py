"""Which column is which: the long shape's headings with the synonyms that divisions use."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from dashboard.intake.problems import Problem, column_letter
from dashboard.intake.reading import Sheet, read_text, split

HEADER_DEPTH = 20
"""Titles above the header have been seen up to four rows deep; beyond this a file is not a table of ours."""


class Field(StrEnum):
    """The columns of the long shape."""

    INDICATOR = "指標"
    CODE = "地域コード"
    NAME = "地域名"
    PERIOD = "時点"
    VALUE = "値"
    STATUS = "区分"
    UNIT = "単位"
    SOURCE = "出典"
    NOTE = "備考"
    SE = "標準誤差"
    LOWER = "下限"
    UPPER = "上限"


SYNONYMS: dict[Field, tuple[str, ...]] = {
    Field.INDICATOR: ("指標", "指標名", "指標id", "indicator"),
    Field.CODE: (
        "地域コード",
        "団体コード",
        "市町村コード",
        "市区町村コード",
        "コード",
        "code",
        "code5",
        "code6",
        "region",
    ),
    Field.NAME: ("地域名", "地域", "団体名", "市町村", "市町村名", "市区町村名", "圏域名", "name"),
    Field.PERIOD: ("時点", "年月", "年月日", "基準日", "年度", "as_of", "date"),
    Field.VALUE: ("値", "数値", "実績", "実績値", "件数", "value"),
    Field.STATUS: ("区分", "状態", "status"),
    Field.UNIT: ("単位", "unit"),
    Field.SOURCE: ("出典", "資料", "source"),
    Field.NOTE: ("備考", "注", "note"),
    Field.SE: ("標準誤差", "se"),
    Field.LOWER: ("下限", "信頼下限", "lower"),
    Field.UPPER: ("上限", "信頼上限", "upper"),
}
REQUIRED = (Field.INDICATOR, Field.PERIOD, Field.VALUE)
_FIELDS = {name: field for field, names in SYNONYMS.items() for name in names}
_EXAMPLE = "「指標,地域コード,地域名,時点,値,区分,出典,備考」"


@dataclass(frozen=True)
class Header:
    """Where the header row is (0-based), its cells, and which column holds which field."""

    row: int
    headings: tuple[str, ...]
    places: dict[Field, int]

    def cell(self, row: Sequence[str], field: Field) -> str:
        """The cell of ``field`` in ``row`` without the spaces around it; empty where there is none."""
        place = self.places.get(field)
        return row[place].strip() if place is not None and place < len(row) else ""

    def letter(self, field: Field) -> str | None:
        """The column's letter as Excel shows it."""
        return column_letter(self.places[field]) if field in self.places else None


@dataclass(frozen=True)
class Table:
    """A file's cells and the header among them."""

    sheet: Sheet
    header: Header


def open_table(data: bytes) -> Table | Problem:
    """The table in a file's bytes, separated by commas or else by tabs; or the problem nearest to its cause."""
    text = read_text(data)
    if isinstance(text, Problem):
        return text
    comma = _table(text, ",")
    if isinstance(comma, Table):
        return comma
    tab = _table(text, "\t")
    return tab if isinstance(tab, Table) or tab.rule == "E03" else comma


def unread(table: Table) -> list[Problem]:
    """A notice for each row above the header, and for each column with content that is not one of ours."""
    return [*_rows_above(table), *_columns_unread(table)]


def _table(text: str, delimiter: str) -> Table | Problem:
    sheet = split(text, delimiter)
    if isinstance(sheet, Problem):
        return sheet
    header = _find_header(sheet)
    return Table(sheet, header) if isinstance(header, Header) else header


def _find_header(sheet: Sheet) -> Header | Problem:
    """The first row that has all the columns needed; else what the likeliest row lacks."""
    found = [_header(at, row) for at, row in enumerate(sheet[:HEADER_DEPTH]) if _known(row) >= 2]
    if not found:
        return Problem(
            "E02", f"上から{HEADER_DEPTH}行のうちに見出し行が見つかりません。値の上の行に{_EXAMPLE}と書いてください。"
        )
    whole = (header for header in found if isinstance(header, Header))
    likeliest = max(found, key=lambda one: _known(sheet[one.row - 1]) if isinstance(one, Problem) and one.row else 0)
    return next(whole, likeliest)


def _known(row: Sequence[str]) -> int:
    return sum(_field_of(cell) is not None for cell in row)


def _header(at: int, row: Sequence[str]) -> Header | Problem:
    places: dict[Field, int] = {}
    for index, cell in enumerate(row):
        field = _field_of(cell)
        if field in places:
            letter = column_letter(index)
            message = f"{at + 1}行目{letter}列「{cell.strip()}」：「{field}」の列が二つあります。一つにしてください。"
            return Problem("E03", message, at + 1, letter, cell)
        if field is not None:
            places[field] = index
    lacking = _lacking(places)
    if lacking:
        return Problem(
            "E03", f"{at + 1}行目の見出しに「{'」「'.join(lacking)}」の列がありません。列を加えてください。", at + 1
        )
    return Header(at, tuple(row), places)


def _lacking(places: dict[Field, int]) -> list[str]:
    lacking: list[str] = [field for field in REQUIRED if field not in places]
    return lacking if {Field.CODE, Field.NAME} & places.keys() else [*lacking, Field.CODE]


def _rows_above(table: Table) -> list[Problem]:
    return [
        Problem("N02", f"{number}行目は見出しより上にあるので読み飛ばしました。", number, None, first_filled(row))
        for number, row in enumerate(table.sheet[: table.header.row], 1)
        if first_filled(row)
    ]


def _columns_unread(table: Table) -> list[Problem]:
    header = table.header
    with_content = {index for row in table.sheet[header.row :] for index, cell in enumerate(row) if cell.strip()}
    return [
        _column_unread(header, index)
        for index in sorted(with_content & set(range(len(header.headings))) - set(header.places.values()))
    ]


def _column_unread(header: Header, index: int) -> Problem:
    letter, heading = column_letter(index), header.headings[index]
    said = f"{header.row + 1}行目{letter}列「{heading.strip()}」：使わない列なので読みません。"
    return Problem("N01", said, header.row + 1, letter, heading)


def first_filled(row: Sequence[str]) -> str:
    """The first cell of a row that is not blank; empty where all are."""
    return next((cell for cell in row if cell.strip()), "")


def _field_of(cell: str) -> Field | None:
    return _FIELDS.get("".join(unicodedata.normalize("NFKC", cell).split()).lower())
