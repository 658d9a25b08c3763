"""A file's bytes to a table: which kind of file it is, its cells, its header, its row of units, its rows of data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard.catalogue import Catalogue
from dashboard.intake.cells import read_value, same_unit
from dashboard.intake.columns import CHECK_HEADINGS, Field, bare_unit
from dashboard.intake.header import Header, Headers, Names, find_headers, headings_unread, is_unit, unit_problem
from dashboard.intake.problems import Problem, column_letter
from dashboard.intake.reading import delimiters_in, read_text, split
from dashboard.intake.sheet import MAX_BYTES, MAX_ROWS, Sheet, first_filled, too_many_values
from dashboard.intake.workbook import MAGIC, OLD_EXCEL, read_workbook


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
