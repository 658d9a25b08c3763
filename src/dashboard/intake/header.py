"""The table among a file's cells: its header, which column holds which field, its row of units, its rows of data.

Two shapes are read: the long one has a column 値, the wide one a column for each indicator.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dashboard.catalogue import Catalogue, Indicator
from dashboard.intake.cell_values import bare_unit, has_number, same_unit
from dashboard.intake.draft import Answers, Cells, Field, Problem, at_cell, column_letter, first_filled
from dashboard.text import unguarded

SYNONYMS = {
    Field.INDICATOR: "指標 指標名 指標id indicator",
    Field.CODE: "地域コード 団体コード 市町村コード 市区町村コード コード code code5 code6 region",
    Field.NAME: "地域名 地域 団体名 市町村 市町村名 市区町村 市区町村名 name",
    Field.PERIOD: "時点 年月 年月日 基準日 年度 as_of date",
    Field.VALUE: "値 数値 実績 実績値 件数 value",
    Field.STATUS: "区分 状態 status",
    Field.UNIT: "単位 unit",
    Field.SOURCE: "出典 資料 source",
    Field.NOTE: "備考 注 note",
    Field.SE: "標準誤差 se",
    Field.LOWER: "下限 信頼下限 lower",
    Field.UPPER: "上限 信頼上限 upper",
}
"""The names by which a column may be headed, apart by spaces."""

MARGINS = (Field.SE, Field.LOWER, Field.UPPER)
CHECK_HEADINGS = ("取込チェック", "見つかったこと")
"""What our own check writes to the right of a table; a corrected file may come back with it."""

PAPER_HEADINGS = ("資料の計画", "資料の基準日", "資料の登録時点")
"""What our own files of values say beside them of the paper they were taken from; nothing for the intake to read."""

_AREAS = "圏域 圏域名 医療圏 医療圏名 二次医療圏 二次保健医療圏 保健医療圏 保健所圏域 保健所 医師会 郡市医師会"
AREA_HEADINGS = frozenset(_AREAS.split())
"""They name the row's region where no other column does; beside a municipality they only repeat where it lies."""

HEADER_DEPTH = 20
"""Titles above the header have been seen up to four rows deep; beyond this a file is not a table of ours."""

_WIDEST = 16_384
"""Excel has no column beyond XFD; a longer row is no header."""

_COUNTERS = "% 人 名 か所 件 回 日 床 台 機関 施設 事業所 世帯 戸 円 時間 点"
_SCALES = ("", "十", "百", "千", "万", "十万", "百万", "千万", "億", "十億")
_NUMBERED = re.compile(r"(?:no\.?|番号|#|連番)", re.IGNORECASE)
_REMARK = re.compile(r"(?P<name>.+?)[(（〔\[［【](?P<remark>[^()（）〔〕\[\]［］【】]*)[)）〕\]］】]\s*", re.DOTALL)
_FIELDS = {name: column for column, names in SYNONYMS.items() for name in names.split()}
_ANSWER_RULES = {Field.PERIOD: "E17", Field.INDICATOR: "E18"}
_HOW_TO_ANSWER = {
    Field.PERIOD: "画面の「ファイル全体の時点」かコマンドの --period で、令和6年11月 のように",
    Field.INDICATOR: "画面の「ファイル全体の指標」かコマンドの --indicator で",
}


@dataclass(frozen=True)
class Header:
    """One value column: where its header row is (0-based), the cells of that row, and which column holds which field.

    ``fixed`` holds what is the same for every row because no column says it; ``unit`` is the unit written at the value
    column's heading, empty where there is none.
    """

    row: int
    headings: tuple[str, ...]
    places: Mapping[Field, int]
    fixed: Mapping[Field, str] = field(default_factory=dict)
    unit: str = ""

    @property
    def value_place(self) -> int:
        """The column (0-based) of the values."""
        return self.places[Field.VALUE]


@dataclass(frozen=True, slots=True)
class RawRow:
    """The cells of one row of data, read for one value column; ``number`` counts as Excel does."""

    number: int
    cells: tuple[str, ...]
    header: Header

    def text(self, column: Field) -> str:
        """The cell of a column without the spaces around it, else what is the same for all rows, else empty."""
        place = self.header.places.get(column)
        if place is None:
            return self.header.fixed.get(column, "")
        return unguarded(self.cells[place].strip()) if place < len(self.cells) else ""

    def heading(self, column: Field) -> str:
        """What the column is called in a message: the field, or a wide value column's own heading."""
        if column is Field.VALUE and Field.INDICATOR in self.header.fixed:
            return " ".join(self.header.headings[self.header.value_place].split())
        return str(column)

    def problem(self, rule: str, sentence: str, column: Field) -> Problem:
        """A problem with the cell of ``column``, whose sentence begins with where it is."""
        place = self.header.places.get(column)
        letter = None if place is None else column_letter(place)
        where = f"{letter}列「{self.heading(column)}」" if letter else ""
        return Problem(rule, f"{self.number}行目{where}：{sentence}", self.number, letter, self.text(column))


@dataclass(frozen=True)
class FileTable:
    """A file's cells, its value columns (one in the long shape), the first row of data (0-based), and the problems.

    ``asks`` are the fields that neither a column nor the answers give; without them no row can be read.
    """

    cells: Cells
    headers: tuple[Header, ...]
    wide: bool
    start: int
    asks: tuple[Field, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def header_row(self) -> int:
        """The row of the header (0-based)."""
        return self.headers[0].row

    @property
    def headings(self) -> tuple[str, ...]:
        """The cells of the header row."""
        return self.headers[0].headings

    @property
    def value_places(self) -> frozenset[int]:
        """The columns (0-based) that hold values."""
        return frozenset(header.value_place for header in self.headers)


def find_table(choices: Sequence[Cells | Problem], catalogue: Catalogue, answers: Answers) -> FileTable | Problem:
    """The table in the first of the cells that have one; else the problem nearest to its cause."""
    results = [cells if isinstance(cells, Problem) else _table_in(cells, catalogue, answers) for cells in choices]
    for result in results:
        if isinstance(result, FileTable):
            return result
    problems = [result for result in results if isinstance(result, Problem)]
    return next((problem for problem in problems if problem.rule == "E03"), problems[0])


def _table_in(cells: Cells, catalogue: Catalogue, answers: Answers) -> FileTable | Problem:
    others = "".join(f"「{name}」" for name in cells.sheets if name != cells.sheet)
    if not any(first_filled(row) for row in cells.rows):
        hint = f"（ほかのシート{others}は、シートを選ぶと読みます）"
        which = f"シート「{cells.sheet}」が{hint}" if others else "ファイルが"
        return Problem("E04", f"{which}空です。値を書いたファイルを選んでください。")
    table = _with_header(cells, catalogue)
    if isinstance(table, Problem):
        every = "".join(f"「{name}」" for name in cells.sheets)
        hint = f"読んだのはシート「{cells.sheet}」です。別のシートなら、シート（{every}）を選んでください。"
        return replace(table, message=table.message + hint) if len(cells.sheets) > 1 else table
    for place, heading in enumerate(table.headings):
        if heading.strip().startswith(CHECK_HEADINGS):
            # An earlier check's columns have come back with the file.
            return _table_in(replace(cells, rows=tuple(row[:place] for row in cells.rows)), catalogue, answers)
    problems = list(_rows_above(table))
    if others and not answers.sheet:
        sentence = f"シート「{cells.sheet}」だけを読みました。ほかのシート{others}は読んでいません。"
        problems.append(Problem("N01", sentence))
    table, unit_problems = _with_units(table, catalogue)
    table, answer_problems = _with_answers(table, answers)
    problems += [*unit_problems, *table.problems, *answer_problems, *_columns_unread(table, catalogue)]
    return replace(table, problems=tuple(problems))


# The header row


def is_area_heading(cell: str) -> bool:
    """Whether a heading names the area around a region."""
    return _heading_key(_without_remark(cell)[0]) in AREA_HEADINGS


def field_of(cell: str) -> Field | None:
    """The field that a heading names, with or without a remark behind it; None for any other text."""
    return _FIELDS.get(_heading_key(cell)) or _FIELDS.get(_heading_key(_without_remark(cell)[0]))


def _heading_key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def _without_remark(cell: str) -> tuple[str, str]:
    """A heading and the remark in brackets behind it, which may be empty: 値（か所） is 値 and か所."""
    match = _REMARK.fullmatch(cell.strip())
    return (match["name"].strip(), match["remark"].strip()) if match else (cell.strip(), "")


def _headed_indicator(cell: str, catalogue: Catalogue) -> Indicator | None:
    """The indicator that a heading names, as it stands or without a remark in brackets behind it."""
    return catalogue.named(cell) or catalogue.named(_without_remark(cell)[0])


def _is_unit(text: str, catalogue: Catalogue) -> bool:
    """Whether a remark reads like a unit, an indicator's or another, plain or by the hundred or thousand."""
    units = {indicator.unit for indicator in catalogue.indicators} | set(_COUNTERS.split())
    return bool(text) and any(same_unit(text, f"{scale}{unit}") for unit in units for scale in _SCALES)


def _with_header(cells: Cells, catalogue: Catalogue) -> FileTable | Problem:
    """The table under the first row that has all the columns needed; else what the likeliest row lacks."""
    lacking: list[tuple[int, Problem]] = []
    for at, row in enumerate(cells.rows[:HEADER_DEPTH]):
        score = _headings_of_ours(row, catalogue) if len(row) <= _WIDEST else 0
        if score < 2:
            continue
        table = _table_under(cells, at, catalogue)
        if isinstance(table, FileTable):
            return table
        lacking.append((score, table))
    if not lacking:
        shapes = "「指標,地域コード,地域名,時点,値,区分,出典,備考」、または「地域コード,地域名,時点」と指標の名前"
        where = f"上から{HEADER_DEPTH}行のうちに見出し行が見つかりません。"
        return Problem("E02", f"{where}値の上の行に{shapes}を書いてください。")
    # Several rows that know something may be one header in parts.
    hint = "見出しが何行かに分かれているときは、1行にまとめてください。" if len(lacking) > 1 else ""
    _, problem = max(lacking, key=lambda row: row[0])
    return replace(problem, message=f"{problem.message}{hint}")


def _headings_of_ours(row: Sequence[str], catalogue: Catalogue) -> int:
    areas = any(is_area_heading(cell) for cell in row)
    return sum(field_of(cell) is not None or _headed_indicator(cell, catalogue) is not None for cell in row) + areas


def _table_under(cells: Cells, at: int, catalogue: Catalogue) -> FileTable | Problem:
    """The table whose header is row ``at`` (0-based); or which columns that row lacks, or has twice."""
    row = cells.rows[at]
    places = _places(at, row)
    if isinstance(places, Problem):
        return places
    indicators = {} if Field.VALUE in places else _indicator_places(row, catalogue)
    lacking = [] if {Field.CODE, Field.NAME} & places.keys() else [Field.CODE.value]
    lacking += [] if indicators or Field.VALUE in places else [Field.VALUE.value]
    if lacking:
        columns = "」「".join(lacking)
        return Problem("E03", f"{at + 1}行目の見出しに「{columns}」の列がありません。列を加えてください。", at + 1)
    if indicators and Field.INDICATOR in places:
        sentence = (
            "指標の列と、指標の名前が見出しの列の両方があります。「値」の列を加えるか、指標の列を消してください。"
        )
        return _heading_problem("E03", at, row, places[Field.INDICATOR], sentence)
    if indicators:
        return _wide_table(cells, Header(at, row, places), indicators, catalogue)
    return _long_table(cells, Header(at, row, places), catalogue)


def _heading_problem(rule: str, at: int, row: Sequence[str], place: int, sentence: str) -> Problem:
    """A problem with one heading of the header row ``at`` (0-based)."""
    return at_cell(rule, sentence, at + 1, place, row[place])


def _places(at: int, row: tuple[str, ...]) -> dict[Field, int] | Problem:
    places: dict[Field, int] = {}
    for place, cell in enumerate(row):
        column = field_of(cell)
        if column in places:
            return _heading_problem("E03", at, row, place, f"「{column}」の列が二つあります。一つにしてください。")
        if column is not None:
            places[column] = place
    # Beside a code an area says where a region lies, and would be taken for the name of another region.
    if not {Field.CODE, Field.NAME} & places.keys():
        area = next((place for place, cell in enumerate(row) if is_area_heading(cell)), None)
        places |= {} if area is None else {Field.NAME: area}
    return places


def _indicator_places(row: Sequence[str], catalogue: Catalogue) -> dict[int, Indicator]:
    places = {}
    for place, cell in enumerate(row):
        indicator = _headed_indicator(cell, catalogue) if field_of(cell) is None else None
        if indicator is not None:
            places[place] = indicator
    return places


def _long_table(cells: Cells, header: Header, catalogue: Catalogue) -> FileTable:
    _, remark = _without_remark(header.headings[header.value_place])
    unit = bare_unit(remark)
    if _is_unit(unit, catalogue):
        return FileTable(cells, (replace(header, unit=unit),), wide=False, start=header.row + 1)
    is_odd = bool(remark) and field_of(remark) is None
    problems = (_remark_unread(header, header.value_place, remark, "値"),) if is_odd else ()
    return FileTable(cells, (header,), wide=False, start=header.row + 1, problems=problems)


def _wide_table(
    cells: Cells, header: Header, indicators: Mapping[int, Indicator], catalogue: Catalogue
) -> FileTable | Problem:
    headers: dict[str, Header] = {}
    problems: list[Problem] = []
    # A margin belongs to one value; beside several it is left unread, and that is said.
    places = {column: at for column, at in header.places.items() if len(indicators) == 1 or column not in MARGINS}
    for place, indicator in indicators.items():
        if indicator.id in headers:
            sentence = f"「{indicator.name}」の列が二つあります。一つにしてください。"
            return _heading_problem("E03", header.row, header.headings, place, sentence)
        fixed = {Field.INDICATOR: indicator.id}
        headers[indicator.id] = replace(header, places={**places, Field.VALUE: place}, fixed=fixed)
        problem = _remark_problem(header, place, indicator, catalogue)
        problems += [problem] if problem else []
    return FileTable(cells, tuple(headers.values()), wide=True, start=header.row + 1, problems=tuple(problems))


def _remark_problem(header: Header, place: int, indicator: Indicator, catalogue: Catalogue) -> Problem | None:
    """What is to be said of the remark behind an indicator's name: another unit, or words that nobody reads."""
    cell = header.headings[place]
    _, remark = _without_remark(cell)
    unit = bare_unit(remark)
    if not remark or catalogue.named(cell) or same_unit(unit, indicator.unit):
        return None
    if _is_unit(unit, catalogue):
        return _unit_problem(header.row + 1, place, cell, indicator)
    return _remark_unread(header, place, remark, f"{indicator.name}の値")


def _remark_unread(header: Header, place: int, remark: str, what: str) -> Problem:
    taken_for = f"かっこの中の「{remark}」は読まず、{what}として登録します。"
    sentence = f"{taken_for}別の値（目標、前年、千単位など）でないか確かめてください。"
    return _heading_problem("W11", header.row, header.headings, place, sentence)


# Rows above, units, answers for the whole file


def _rows_above(table: FileTable) -> list[Problem]:
    return [
        Problem("N02", f"{number}行目は見出しより上にあるので読み飛ばしました。", number, None, first_filled(row))
        for number, row in enumerate(table.cells.rows[: table.header_row], 1)
        if first_filled(row)
    ]


def _with_units(table: FileTable, catalogue: Catalogue) -> tuple[FileTable, list[Problem]]:
    """The table with the units of its row of units on the columns; in the wide shape they are checked here."""
    units = _unit_row(table, catalogue)
    problems = []
    row = table.header_row + 2
    if units:
        sentence = f"{row}行目は単位の行なので、値としては読み飛ばしました。"
        problems.append(Problem("N02", sentence, row, None, next(iter(units.values()))))
    headers = []
    for header in table.headers:
        place = header.value_place
        unit = units.get(place, header.unit)
        if table.wide:
            indicator = catalogue.indicator(header.fixed[Field.INDICATOR])
            if unit and not same_unit(unit, indicator.unit):
                problems.append(_unit_problem(row, place, unit, indicator))
            unit = ""
        elif header.unit and not same_unit(unit, header.unit):
            differs = f"単位が、見出しの単位「{header.unit}」と違います。正しいほうだけにしてください。"
            problems.append(at_cell("E12", differs, row, place, unit))
        headers.append(replace(header, unit=unit))
    return replace(table, headers=tuple(headers), start=table.start + bool(units)), problems


def _unit_row(table: FileTable, catalogue: Catalogue) -> dict[int, str]:
    """Column to unit where the row under the header holds units and nothing else; empty where it does not."""
    if table.start >= len(table.cells.rows):
        return {}
    units = {}
    for place, cell in enumerate(table.cells.rows[table.start]):
        unit = bare_unit(cell)
        if not cell.strip() or ("単位" in cell and not unit):
            continue
        if has_number(cell) or not _is_unit(unit, catalogue):
            return {}
        units[place] = unit
    return units if units.keys() & table.value_places else {}


def _unit_problem(row: int, place: int, cell: str, indicator: Indicator) -> Problem:
    """The problem of a unit in a row (1-based) over a column that is not its indicator's."""
    differs = f"単位が、{indicator.name}の単位「{indicator.unit}」と違います。値と単位を確かめてください。"
    return at_cell("E12", differs, row, place, cell)


def _with_answers(table: FileTable, answers: Answers) -> tuple[FileTable, list[Problem]]:
    """The table with the answers for the columns that the file lacks, and what is to be said about them."""
    header = table.headers[0]
    row = table.header_row + 1
    lacking = [
        column
        for column in (Field.INDICATOR, Field.PERIOD)
        if column not in header.places and not header.fixed.get(column)
    ]
    fixed = {column: answers.fields[column] for column in lacking}
    asks = tuple(column for column in lacking if not fixed[column])
    problems = []
    for column in asks:
        how = f"{_HOW_TO_ANSWER[column]}一度だけ指定するか、列を加えてください。"
        sentence = f"{row}行目の見出しに「{column}」の列がありません。{how}"
        problems.append(Problem(_ANSWER_RULES[column], sentence, row))
    for column, answer in answers.fields.items():
        if answer and column not in lacking:
            where = f"{row}行目の見出しに「{column}」があるのに、ファイル全体の{column}も指定されています。"
            problems.append(Problem(_ANSWER_RULES[column], f"{where}指定を外してください。", row))
    headers = tuple(replace(header, fixed={**fixed, **header.fixed}) for header in table.headers)
    return replace(table, headers=headers, asks=asks), problems


# Columns that are not read


def _columns_unread(table: FileTable, catalogue: Catalogue) -> list[Problem]:
    """What is to be said of each column with a heading or content that is not one of ours."""
    width = len(table.headings)
    read = {place for header in table.headers for place in header.places.values()}
    read |= {place for place, heading in enumerate(table.headings) if heading.strip() in PAPER_HEADINGS}
    headed = (place for place, heading in enumerate(table.headings) if heading.strip() and place not in read)
    columns: dict[int, tuple[int, str] | None] = dict.fromkeys(headed)
    for number, row in enumerate(table.cells.rows[table.start :], table.start + 1):
        for place, cell in enumerate(row[:width]):
            if place not in read and cell.strip():
                columns[place] = columns.get(place) or ((number, cell) if has_number(cell) else None)
    return [_column_unread(table, place, columns[place], catalogue) for place in sorted(columns)]


def _column_unread(table: FileTable, place: int, number: tuple[int, str] | None, catalogue: Catalogue) -> Problem:
    """What is to be said of one such column; ``number`` is the first number in it, and its row (1-based)."""
    heading = table.headings[place]
    if table.wide and number and not heading.strip() and place > min(table.value_places):
        # A thousands separator pushes the cells behind it to the right, at last into a column without heading.
        row, cell = number
        advice = "桁区切りのコンマなどで列がずれていないか確かめ、見出しを書くか消してください。"
        return at_cell("E16", f"見出しのない列に数があります。{advice}", row, place, cell)
    may_be_meant = table.wide and heading.strip() and not is_area_heading(heading)
    near = catalogue.name_like(_without_remark(heading)[0]) if may_be_meant else None
    if near:
        rule = "E05"
        sentence = f"という指標はありません。「{near}」ではありませんか。使わない列なら、列ごと消してください。"
    elif number and (table.wide or _headed_indicator(heading, catalogue)) and not _NUMBERED.fullmatch(heading.strip()):
        rule = "W11"
        sentence = "値の列として読めないので、この列の数は読みません。よいか確かめてください。"
    else:
        rule = "N01"
        sentence = "使わない列なので読みません。"
    return _heading_problem(rule, table.header_row, table.headings, place, sentence)
