"""The header row: where it is, which of the two shapes it announces, and which column holds what.

A wide row is read as one line for each of its indicators, so that everything after this module knows the long shape
only.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dashboard.catalogue import Catalogue, Indicator
from dashboard.catalogue.models import folded
from dashboard.catalogue.wording import nearest
from dashboard.intake.cells import read_value, same_unit, unquoted
from dashboard.intake.columns import MARGINS, PAPER_HEADINGS, Field, bare_unit, field_of, heading_of, is_area_heading
from dashboard.intake.problems import Problem, column_letter
from dashboard.intake.sheet import EXCELS_COLUMNS, Sheet

HEADER_DEPTH = 20
"""Titles above the header have been seen up to four rows deep; beyond this a file is not a table of ours."""

_LONG = "「指標,地域コード,地域名,時点,値,区分,出典,備考」"
_WIDE = "「地域コード,地域名,時点」と指標の名前"
_COUNTERS = frozenset(
    ("%", "人", "名", "か所", "件", "回", "日", "床", "台", "機関", "施設", "事業所", "世帯", "戸", "円", "時間", "点")
)
_SCALES = ("", "十", "百", "千", "万", "十万", "百万", "千万", "億", "十億")
_NUMBERED = re.compile(r"(?:no\.?|番号|#|連番)", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """Where the header row is (0-based), its cells, and which column holds which field.

    ``given`` holds what is the same for every row because no column says it; ``unit`` is the unit written at the value
    column's heading, empty where there is none.
    """

    row: int
    headings: tuple[str, ...]
    places: Mapping[Field, int]
    given: Mapping[Field, str] = field(default_factory=dict)
    unit: str = ""

    def cell(self, row: Sequence[str], wanted: Field) -> str:
        """The cell of a field in ``row`` without the spaces around it, else what is given for all rows, else empty."""
        place = self.places.get(wanted)
        if place is None:
            return self.given.get(wanted, "")
        return unquoted(row[place].strip()) if place < len(row) else ""

    def letter(self, wanted: Field) -> str | None:
        """The column's letter as Excel shows it."""
        return column_letter(self.places[wanted]) if wanted in self.places else None


@dataclass(frozen=True)
class Headers:
    """All value columns of one header row: a single one in the long shape, one for each indicator in the wide."""

    each: tuple[Header, ...]
    wide: bool
    problems: tuple[Problem, ...] = ()

    @property
    def row(self) -> int:
        """The row of the header (0-based)."""
        return self.each[0].row

    @property
    def headings(self) -> tuple[str, ...]:
        """The cells of the header row."""
        return self.each[0].headings

    @property
    def first_value(self) -> int:
        """The leftmost column (0-based) that holds values."""
        return min(header.places[Field.VALUE] for header in self.each)

    @property
    def used(self) -> frozenset[int]:
        """The columns (0-based) that are read."""
        return frozenset(place for header in self.each for place in header.places.values())


class Names:
    """The names of all indicators; the catalogue's own search looks for the nearest too, which is slow for titles."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._by_name = {folded(name): entry for entry in catalogue.indicators for name in entry.names}

    def exact(self, cell: str) -> Indicator | None:
        """The indicator whose name fills the cell."""
        return self._by_name.get(folded(cell)) if cell.strip() else None

    def headed(self, cell: str) -> Indicator | None:
        """The indicator that a heading names, as it stands or without a remark in brackets behind it."""
        return self.exact(cell) or self.exact(heading_of(cell).text)


def find_headers(sheet: Sheet, names: Names) -> Headers | Problem:
    """The first row that has all the columns needed; else what the likeliest row lacks."""
    likely = {at: _known(row, names) for at, row in enumerate(sheet[:HEADER_DEPTH]) if len(row) <= EXCELS_COLUMNS}
    found = [(known, headers_in(at, sheet[at], names)) for at, known in likely.items() if known >= 2]
    whole = next((headers for _, headers in found if isinstance(headers, Headers)), None)
    failed = [(known, headers) for known, headers in found if isinstance(headers, Problem)]
    if whole or failed:
        return whole or _likeliest(failed)
    said = f"上から{HEADER_DEPTH}行のうちに見出し行が見つかりません。"
    return Problem("E02", f"{said}値の上の行に{_LONG}、または{_WIDE}を書いてください。")


def _likeliest(failed: Sequence[tuple[int, Problem]]) -> Problem:
    """The problem of the row that knows most; several such rows may be one header in parts."""
    problem = max(failed, key=lambda one: one[0])[1]
    hint = "見出しが何行かに分かれているときは、1行にまとめてください。" if len(failed) > 1 else ""
    return replace(problem, message=f"{problem.message}{hint}")


def headers_in(at: int, row: tuple[str, ...], names: Names) -> Headers | Problem:
    """What a row announces as a header; or which columns it lacks, or has twice."""
    places = _places(at, row)
    if isinstance(places, Problem):
        return places
    indicators = {} if Field.VALUE in places else _indicators(row, names)
    lacking = _lacking(places, bool(indicators))
    if lacking:
        said = f"{at + 1}行目の見出しに「{'」「'.join(lacking)}」の列がありません。列を加えてください。"
        return Problem("E03", said, at + 1)
    if indicators and Field.INDICATOR in places:
        return _two_shapes(at, row, places[Field.INDICATOR])
    base = Header(at, row, places)
    return _wide(base, indicators, names) if indicators else _long(base, names)


@dataclass
class _Held:
    """What a column that is not read holds: whether anything, and its first number with the row (1-based)."""

    number: tuple[int, str] | None = None


def headings_unread(headers: Headers, sheet: Sheet, start: int, names: Names) -> list[Problem]:
    """What is to be said of each column with content below row ``start`` (0-based) that is not one of ours."""
    ours = {index for index, text in enumerate(headers.headings) if text.strip() in PAPER_HEADINGS}
    used, width = headers.used | ours, len(headers.headings)
    held = {index: _Held() for index, text in enumerate(headers.headings) if text.strip() and index not in used}
    for number, row in enumerate(sheet[start:], start + 1):
        for index, cell in enumerate(row[:width]):
            if index not in used and cell.strip():
                column = held.setdefault(index, _Held())
                column.number = column.number or ((number, cell) if _number(cell) else None)
    return [_unread(headers, index, column.number, names) for index, column in sorted(held.items())]


def _known(row: tuple[str, ...], names: Names) -> int:
    areas = any(is_area_heading(cell) for cell in row)
    return sum(field_of(cell) is not None or names.headed(cell) is not None for cell in row) + areas


def _places(at: int, row: tuple[str, ...]) -> dict[Field, int] | Problem:
    places: dict[Field, int] = {}
    for index, cell in enumerate(row):
        found = field_of(cell)
        if found in places:
            return _twice(at, index, cell, found)
        if found is not None:
            places[found] = index
    # Beside a code an area says where a region lies, and would be taken for the name of another region.
    if not {Field.CODE, Field.NAME} & places.keys():
        area = next((index for index, cell in enumerate(row) if is_area_heading(cell)), None)
        places |= {} if area is None else {Field.NAME: area}
    return places


def _twice(at: int, index: int, cell: str, what: str) -> Problem:
    letter = column_letter(index)
    said = f"{at + 1}行目{letter}列「{cell.strip()}」：「{what}」の列が二つあります。一つにしてください。"
    return Problem("E03", said, at + 1, letter, cell)


def _two_shapes(at: int, row: tuple[str, ...], index: int) -> Problem:
    letter = column_letter(index)
    said = "指標の列と、指標の名前が見出しの列の両方があります。「値」の列を加えるか、指標の列を消してください。"
    return Problem("E03", f"{at + 1}行目{letter}列「{row[index].strip()}」：{said}", at + 1, letter, row[index])


def _lacking(places: Mapping[Field, int], wide: bool) -> list[str]:
    value: list[str] = [] if wide or Field.VALUE in places else [Field.VALUE]
    region: list[str] = [] if {Field.CODE, Field.NAME} & places.keys() else [Field.CODE]
    return [*region, *value]


def _indicators(row: tuple[str, ...], names: Names) -> dict[int, Indicator]:
    found = {index: names.headed(cell) for index, cell in enumerate(row) if field_of(cell) is None}
    return {index: indicator for index, indicator in found.items() if indicator is not None}


def _long(base: Header, names: Names) -> Headers:
    index = base.places[Field.VALUE]
    remark = heading_of(base.headings[index]).remark
    unit = bare_unit(remark)
    if is_unit(unit, names.catalogue):
        return Headers((replace(base, unit=unit),), wide=False)
    odd = bool(remark) and field_of(remark) is None
    return Headers((base,), wide=False, problems=(_remark_unread(base, index, remark, "値"),) if odd else ())


def _wide(base: Header, indicators: Mapping[int, Indicator], names: Names) -> Headers | Problem:
    each: list[Header] = []
    problems: list[Problem] = []
    # A margin belongs to one value; beside several it is left unread, and that is said.
    kept = {field: at for field, at in base.places.items() if len(indicators) == 1 or field not in MARGINS}
    for index, indicator in indicators.items():
        if any(header.given[Field.INDICATOR] == indicator.id for header in each):
            return _twice(base.row, index, base.headings[index], indicator.name)
        given = {**base.given, Field.INDICATOR: indicator.id}
        each.append(replace(base, places={**kept, Field.VALUE: index}, given=given))
        problems += _remarked(base, index, indicator, names)
    return Headers(tuple(each), wide=True, problems=tuple(problems))


def _remarked(base: Header, index: int, indicator: Indicator, names: Names) -> list[Problem]:
    """What is to be said of the remark behind an indicator's name: another unit, or words that nobody reads."""
    cell = base.headings[index]
    remark = heading_of(cell).remark
    unit = bare_unit(remark)
    if not remark or names.exact(cell) or same_unit(unit, indicator.unit):
        return []
    if is_unit(unit, names.catalogue):
        return [unit_problem(base.row, index, cell, indicator)]
    return [_remark_unread(base, index, remark, f"{indicator.name}の値")]


def _remark_unread(base: Header, index: int, remark: str, what: str) -> Problem:
    letter, cell, row = column_letter(index), base.headings[index], base.row + 1
    said = f"かっこの中の「{remark}」は読まず、{what}として登録します。別の値（目標、前年、千単位など）でないか"
    return Problem("W11", f"{row}行目{letter}列「{cell.strip()}」：{said}確かめてください。", row, letter, cell)


def is_unit(text: str, catalogue: Catalogue) -> bool:
    """Whether a remark reads like a unit, the catalogue's or another, plain or by the hundred, thousand and so on."""
    units = {indicator.unit for indicator in catalogue.indicators} | _COUNTERS
    return bool(text) and any(same_unit(text, f"{scale}{unit}") for unit in units for scale in _SCALES)


def unit_problem(row: int, index: int, cell: str, indicator: Indicator) -> Problem:
    """The problem of a unit at a column that is not its indicator's."""
    letter = column_letter(index)
    differs = f"{indicator.name}の単位「{indicator.unit}」と違います。値と単位を確かめてください。"
    said = f"{row + 1}行目{letter}列「{cell.strip()}」：単位が、{differs}"
    return Problem("E12", said, row + 1, letter, cell)


def _unread(headers: Headers, index: int, number: tuple[int, str] | None, names: Names) -> Problem:
    letter, heading, row = column_letter(index), headers.headings[index], headers.row + 1
    if headers.wide and number and not heading.strip() and index > headers.first_value:
        return _number_without_heading(letter, *number)
    where = f"{row}行目{letter}列「{heading.strip()}」："
    near = _meant(heading, names.catalogue) if headers.wide else None
    if near:
        said = f"{where}という指標はありません。「{near}」ではありませんか。使わない列なら、列ごと消してください。"
        return Problem("E05", said, row, letter, heading)
    expected = headers.wide or names.headed(heading) is not None
    if expected and number and not _NUMBERED.fullmatch(heading.strip()):
        said = f"{where}値の列として読めないので、この列の数は読みません。よいか確かめてください。"
        return Problem("W11", said, row, letter, heading)
    return Problem("N01", f"{where}使わない列なので読みません。", row, letter, heading)


def _number_without_heading(letter: str, number: int, cell: str) -> Problem:
    """A thousands separator pushes the cells behind it to the right, at last into a column without heading."""
    said = (
        "見出しのない列に数があります。桁区切りのコンマなどで列がずれていないか確かめ、見出しを書くか消してください。"
    )
    return Problem("E16", f"{number}行目{letter}列「{cell.strip()}」：{said}", number, letter, cell)


def _meant(heading: str, catalogue: Catalogue) -> str | None:
    if is_area_heading(heading) or not heading.strip():
        return None
    return nearest(heading_of(heading).text, [name for entry in catalogue.indicators for name in entry.names])


def _number(cell: str) -> bool:
    read = read_value(cell)
    return read is not None and read.number is not None
