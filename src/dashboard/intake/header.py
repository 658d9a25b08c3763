"""A file's bytes to a table: which kind of file it is, its cells, its header, its row of units, its rows of data."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dashboard.catalogue import Catalogue, Indicator
from dashboard.catalogue.models import comparable
from dashboard.intake.cells import (
    CHECK_HEADINGS,
    MARGINS,
    PAPER_HEADINGS,
    Field,
    bare_unit,
    field_of,
    heading_of,
    is_area_heading,
    read_value,
    same_unit,
)
from dashboard.intake.reading import (
    EXCELS_COLUMNS,
    MAGIC,
    MAX_BYTES,
    MAX_ROWS,
    OLD_EXCEL,
    Sheet,
    delimiters_in,
    first_filled,
    read_text,
    read_workbook,
    split,
    too_many_values,
)
from dashboard.intake.rules import Problem, column_letter
from dashboard.text import nearest, unguarded

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
        return unguarded(row[place].strip()) if place < len(row) else ""

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
        self._by_name = {comparable(name): entry for entry in catalogue.indicators for name in entry.names}

    def exact(self, cell: str) -> Indicator | None:
        """The indicator whose name fills the cell."""
        return self._by_name.get(comparable(cell)) if cell.strip() else None

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


@dataclass(frozen=True)
class Given:
    """What whoever uploads says of the whole file where the file does not: its date, its indicator, its sheet."""

    period: str = ""
    indicator: str = ""
    sheet: str = ""

    @property
    def fields(self) -> dict[Field, str]:
        """The answers by the column that they stand for."""
        return {Field.PERIOD: self.period.strip(), Field.INDICATOR: self.indicator.strip()}


NOTHING_GIVEN = Given()


@dataclass(frozen=True)
class Cells:
    """A file's cells; of a workbook also the sheet they stand on and the names of all its sheets."""

    rows: Sheet
    sheet: str = ""
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A file's cells, the header among them, the first row of data (0-based), and what was found on the way.

    ``asks`` are the fields that neither a column nor the answers give; without them no row can be read.
    """

    cells: Cells
    headers: Headers
    start: int
    asks: tuple[Field, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_cells(data: bytes, sheet: str = "") -> tuple[Cells | Problem, ...]:
    """The cells of a file, told by its first bytes and not by its name; of a text, split at commas and at tabs."""
    if len(data) > MAX_BYTES:
        return (Problem("E15", "ファイルが10MBを超えています。期間や指標で分けてください。"),)
    if data.startswith(MAGIC):
        book = read_workbook(data, sheet)
        return (book if isinstance(book, Problem) else Cells(book.cells, book.sheet, book.sheets),)
    if data.startswith(OLD_EXCEL):
        said = "古い形式のExcel（.xls）か、パスワードの付いたExcelです。パスワードを外し、"
        return (Problem("E01", f"{said}「Excelブック（.xlsx）」か「CSV UTF-8」で保存し直してください。"),)
    text = read_text(data)
    if isinstance(text, Problem):
        return (text,)
    sheets = (split(text, delimiter) for delimiter in delimiters_in(text))
    return tuple(sheet if isinstance(sheet, Problem) else Cells(sheet) for sheet in sheets)


def open_table(choices: Sequence[Cells | Problem], catalogue: Catalogue, given: Given) -> Table | Problem:
    """The table among the first cells that have one; else the problem nearest to its cause."""
    tried = [cells if isinstance(cells, Problem) else _open(cells, catalogue, given) for cells in choices]
    whole = next((table for table in tried if isinstance(table, Table)), None)
    likeliest = next((problem for problem in tried if isinstance(problem, Problem) and problem.rule == "E03"), tried[0])
    return whole or likeliest


def _open(cells: Cells, catalogue: Catalogue, given: Given) -> Table | Problem:
    if not any(first_filled(row) for row in cells.rows):
        return Problem("E04", f"{_sheet_words(cells)}空です。値を書いたファイルを選んでください。")
    names = Names(catalogue)
    headers = find_headers(cells.rows, names)
    first = None if isinstance(headers, Problem) else _first_of_ours(headers)
    if first is not None:
        return _open(replace(cells, rows=tuple(row[:first] for row in cells.rows)), catalogue, given)
    if isinstance(headers, Problem):
        return replace(headers, message=f"{headers.message}{_other_sheets_words(cells)}")
    if len(headers.each) * sum(bool(first_filled(row)) for row in cells.rows) > MAX_ROWS:
        return too_many_values()
    units = _unit_row(cells.rows, headers, catalogue)
    start = headers.row + (2 if units else 1)
    wrong_units, headers = _with_units(headers, units, catalogue)
    headers, asks, answered = _with_answers(headers, given)
    problems = (
        *_other_sheets(cells, given),
        *_rows_above(cells.rows, headers),
        *_unit_row_said(headers, units),
        *wrong_units,
        *headers.problems,
        *answered,
        *headings_unread(headers, cells.rows, start, names),
    )
    return Table(cells, headers, start, asks, problems)


def _first_of_ours(headers: Headers) -> int | None:
    """The column where the findings of an earlier check begin, in a file that comes back with them."""
    return next((at for at, text in enumerate(headers.headings) if text.strip().startswith(CHECK_HEADINGS)), None)


def _sheet_words(cells: Cells) -> str:
    others = "".join(f"「{name}」" for name in cells.sheets if name != cells.sheet)
    if not others:
        return "ファイルが"
    return f"シート「{cells.sheet}」が（ほかのシート{others}は、シートを選ぶと読みます）"


def _other_sheets_words(cells: Cells) -> str:
    if len(cells.sheets) < 2:
        return ""
    names = "".join(f"「{name}」" for name in cells.sheets)
    return f"読んだのはシート「{cells.sheet}」です。別のシートなら、シート（{names}）を選んでください。"


def _other_sheets(cells: Cells, given: Given) -> list[Problem]:
    others = "".join(f"「{name}」" for name in cells.sheets if name != cells.sheet)
    if not others or given.sheet:
        return []
    said = f"シート「{cells.sheet}」だけを読みました。ほかのシート{others}は読んでいません。"
    return [Problem("N01", said)]


def _rows_above(rows: Sheet, headers: Headers) -> list[Problem]:
    return [
        Problem("N02", f"{number}行目は見出しより上にあるので読み飛ばしました。", number, None, first_filled(row))
        for number, row in enumerate(rows[: headers.row], 1)
        if first_filled(row)
    ]


def _unit_row(rows: Sheet, headers: Headers, catalogue: Catalogue) -> Mapping[int, str]:
    """Column to unit where the row under the header holds units and nothing else; empty where it does not."""
    if headers.row + 1 >= len(rows):
        return {}
    filled = {index: cell for index, cell in enumerate(rows[headers.row + 1]) if cell.strip()}
    units = {index: bare_unit(cell) for index, cell in filled.items() if not _is_unit_label(cell)}
    values = {header.places[Field.VALUE] for header in headers.each}
    if not units.keys() & values or not all(_is_unit_cell(filled[index], catalogue) for index in units):
        return {}
    return units


def _is_unit_label(cell: str) -> bool:
    """The word 単位 in front of the row, with or without brackets and colon."""
    return "単位" in cell and not bare_unit(cell)


def _is_unit_cell(cell: str, catalogue: Catalogue) -> bool:
    read = read_value(cell)
    return (read is None or read.number is None) and is_unit(bare_unit(cell), catalogue)


def _unit_row_said(headers: Headers, units: Mapping[int, str]) -> list[Problem]:
    if not units:
        return []
    row = headers.row + 2
    return [
        Problem(
            "N02", f"{row}行目は単位の行なので、値としては読み飛ばしました。", row, None, next(iter(units.values()))
        )
    ]


def _with_units(headers: Headers, units: Mapping[int, str], catalogue: Catalogue) -> tuple[list[Problem], Headers]:
    """The unit row's units on their columns; in the wide shape they are checked here, once a column."""
    problems, each = [], []
    for header in headers.each:
        place = header.places[Field.VALUE]
        unit = units.get(place, header.unit)
        if headers.wide:
            indicator = catalogue.indicator(header.given[Field.INDICATOR])
            if unit and not same_unit(unit, indicator.unit):
                problems.append(unit_problem(header.row + 1, place, unit, indicator))
            unit = ""
        elif header.unit and not same_unit(unit, header.unit):
            problems.append(_two_units(header.row + 1, place, unit, header.unit))
        each.append(replace(header, unit=unit))
    return problems, replace(headers, each=tuple(each))


def _two_units(row: int, index: int, unit: str, other: str) -> Problem:
    letter = column_letter(index)
    said = (
        f"{row + 1}行目{letter}列「{unit}」：単位が、見出しの単位「{other}」と違います。正しいほうだけにしてください。"
    )
    return Problem("E12", said, row + 1, letter, unit)


_RULES = {Field.PERIOD: "E17", Field.INDICATOR: "E18"}
_HOW = {
    Field.PERIOD: "画面の「ファイル全体の時点」かコマンドの --period で、令和6年11月 のように",
    Field.INDICATOR: "画面の「ファイル全体の指標」かコマンドの --indicator で",
}


def _with_answers(headers: Headers, given: Given) -> tuple[Headers, tuple[Field, ...], list[Problem]]:
    """The headers with the answers for the columns that the file lacks; the fields still open; what is to be said."""
    first = headers.each[0]
    open_fields = [field for field in (Field.INDICATOR, Field.PERIOD) if not _column(first, field)]
    answers = {field: given.fields[field] for field in open_fields}
    asks = tuple(field for field, answer in answers.items() if not answer)
    problems = [_ask(headers, field) for field in asks]
    problems += [
        _superfluous(headers, field) for field, answer in given.fields.items() if answer and field not in open_fields
    ]
    each = tuple(replace(header, given={**answers, **header.given}) for header in headers.each)
    return replace(headers, each=each), asks, problems


def _column(header: Header, field: Field) -> bool:
    return field in header.places or bool(header.given.get(field))


def _ask(headers: Headers, field: Field) -> Problem:
    row = headers.row + 1
    said = f"{row}行目の見出しに「{field}」の列がありません。{_HOW[field]}一度だけ指定するか、列を加えてください。"
    return Problem(_RULES[field], said, row)


def _superfluous(headers: Headers, field: Field) -> Problem:
    row = headers.row + 1
    said = f"{row}行目の見出しに「{field}」があるのに、ファイル全体の{field}も指定されています。指定を外してください。"
    return Problem(_RULES[field], said, row)
