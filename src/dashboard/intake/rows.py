"""Rows to observations: every cell is read and checked; none is dropped without being reported.

``examine`` is the way in. The text of a value cell is read by ``cell_values.read_value``; what is said of rows that are
no data, of totals and of notation stands in ``remarks``.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.catalogue import Indicator
from dashboard.intake.cell_values import CellValue, bare_unit, read_status, read_value, same_unit
from dashboard.intake.draft import (
    NO_ANSWERS,
    Answers,
    Cells,
    Context,
    Draft,
    Field,
    Problem,
    Row,
    Severity,
    by_row,
    column_letter,
    first_filled,
    for_whole_file,
)
from dashboard.intake.files import read_cells
from dashboard.intake.header import MARGINS, FileTable, RawRow, find_table
from dashboard.intake.limits import MAX_ROWS
from dashboard.intake.names import Lookup, at_row, region_column, unfit
from dashboard.intake.remarks import (
    Rewritten,
    Total,
    TotalNames,
    formula_warnings,
    is_note,
    notices,
    rewritten_cells,
    unequal_totals,
)
from dashboard.observation import STRONGEST_FIRST, Observation, Slot, Status

# What a thousands separator that was taken for a column separator leaves in two neighbouring cells: 1 and 023.
_HEAD = re.compile(r"[-▲△−]?[1-9]\d{0,2}")
_TAIL = re.compile(r"\d{3}(?:\.\d+)?\D*")
_BARE_NUMBER = re.compile(r"[-▲△−]?\d[\d,]*(?:\.\d+)?")
_RECALCULATE = "数式の結果がファイルに残っていません。数式を数値に直して、保存し直してください（統一ルール1-7、初版）。"


def examine(data: bytes, context: Context, answers: Answers = NO_ANSWERS) -> Draft:
    """Reads a file completely and returns its rows together with all problems; raises nothing."""
    choices = read_cells(data, answers.sheet)
    table = find_table(choices, context.catalogue, answers)
    if isinstance(table, Problem):
        cells = next((choice for choice in choices if isinstance(choice, Cells)), Cells(()))
        return Draft(problems=(table,), sheet=cells.rows, sheets=cells.sheets)
    cells = table.cells
    if len(table.headers) * sum(bool(first_filled(row)) for row in cells.rows) > MAX_ROWS:
        problem = Problem("E15", f"値のセルが{MAX_ROWS:,}個を超えています。期間や指標で分けてください。")
        return Draft(problems=(problem,), sheet=cells.rows, sheets=cells.sheets)
    reader = _Reader(table, context)
    problems = reader.unusable_answers(answers)
    rows: Sequence[Row] = ()
    if not table.asks and not problems:
        rows, problems = reader.read()
    every = by_row([*table.problems, *problems])
    return Draft(tuple(rows), every, cells.rows, table.header_row, cells.sheets, table.asks)


class _Reader:
    """Reads the rows of one table, and collects on the way what is to be said of several rows at once."""

    def __init__(self, table: FileTable, context: Context) -> None:
        self._table = table
        self._regions = context.regions
        self._lookup = Lookup(context)
        self._total_names = TotalNames(context.regions)
        self._rows: list[tuple[RawRow, Row]] = []
        self._without_value: list[RawRow] = []
        self._totals: list[Total] = []
        self._rewritten: list[Rewritten] = []
        self._problems: list[Problem] = []

    def unusable_answers(self, answers: Answers) -> list[Problem]:
        """The problems of what was given for the whole file, told once and not for each row."""
        fixed = self._table.headers[0].fixed
        period = answers.fields[Field.PERIOD] if fixed.get(Field.PERIOD) else ""
        indicator = answers.fields[Field.INDICATOR]
        results: list[object] = [self._lookup.period(period)] if period else []
        if indicator and fixed.get(Field.INDICATOR) == indicator:
            results.append(self._lookup.indicator(indicator))
        return [for_whole_file(result.rule, result.message) for result in results if isinstance(result, Problem)]

    def read(self) -> tuple[list[Row], list[Problem]]:
        """The rows of the file, no two of them for one value, and everything to be said of it below its header."""
        table = self._table
        for number, cells in enumerate(table.cells.rows[table.start :], table.start + 1):
            if not first_filled(cells):
                continue
            if is_note(cells, table):
                sentence = f"{number}行目は注記なので読み飛ばしました。"
                self._problems.append(Problem("N02", sentence, number, None, first_filled(cells)))
                continue
            for header in table.headers:
                self._read_value(RawRow(number, cells, header))
        rows, doubles = _without_doubles([row for _, row in self._rows])
        problems = [
            *notices(table, self._rows, self._without_value, self._rewritten),
            *self._problems,
            *unequal_totals(self._totals, rows, self._regions),
            *doubles,
        ]
        has_error = any(problem.severity is Severity.ERROR for problem in (*table.problems, *problems))
        if not rows and not has_error:
            advice = "見出しの下に、1行に1つの値を書いてください。"
            problems.append(Problem("E04", f"読み取れる値の行がありません。{advice}"))
        return rows, problems

    def _read_value(self, raw: RawRow) -> None:
        """One value; every cell that fails adds its problem, so that all of a row's faults are told at once."""
        indicator = self._lookup.indicator(raw.text(Field.INDICATOR))
        total = self._total_names.of(raw)
        if total:
            sentence = f"{raw.number}行目は「{total.name}」の行なので読み飛ばしました。{total.own}書いてください。"
            self._problems.append(Problem("N02", sentence, raw.number, None, total.name))
            period = self._lookup.period(raw.text(Field.PERIOD))
            value = read_value(raw.text(Field.VALUE))
            if isinstance(indicator, Problem) or isinstance(period, Problem) or value is None or value.number is None:
                return
            self._totals.append(Total(raw, total, indicator, period, value.number))
            return
        shift = _shift(raw, wide=self._table.wide)
        if shift:
            self._problems.append(shift)
            return
        self._read_observation(raw, indicator)

    def _read_observation(self, raw: RawRow, answer: Indicator | Problem) -> None:
        indicator = at_row(answer, raw, Field.INDICATOR)
        region = at_row(self._lookup.region(raw.text(Field.CODE), raw.text(Field.NAME)), raw, region_column(raw))
        period = at_row(self._lookup.period(raw.text(Field.PERIOD)), raw, Field.PERIOD)
        figures = _figures(raw, indicator if isinstance(indicator, Indicator) else None)
        self._problems += [part for part in (indicator, region, period) if isinstance(part, Problem)]
        if not isinstance(figures, _Figures):
            self._problems += figures
            return
        if isinstance(indicator, Problem) or isinstance(region, Problem) or isinstance(period, Problem):
            return
        if figures.value is None and figures.status in STRONGEST_FIRST:
            # No value, and no reason for having none.
            self._without_value.append(raw)
            return
        misfits = unfit(raw, indicator, region, period)
        if misfits:
            self._problems += misfits
            return
        observation = Observation(
            indicator.id,
            region.code,
            period,
            figures.value,
            figures.status,
            source=raw.text(Field.SOURCE),
            note=raw.text(Field.NOTE),
            se=figures.se,
            lower=figures.lower,
            upper=figures.upper,
        )
        row = Row(raw.number, observation, column_letter(raw.header.value_place), raw.text(Field.VALUE))
        self._rows.append((raw, row))
        self._problems += [*_too_fine(raw, figures.value, indicator), *formula_warnings(raw)]
        self._rewritten += rewritten_cells(raw, indicator, region, observation)


# Cells that have slipped out of their columns


def _shift(raw: RawRow, *, wide: bool) -> Problem | None:
    """The error for a row whose cells have slipped out of their columns, so that a part could pass for the whole."""
    width = len(raw.header.headings)
    value = raw.text(Field.VALUE)
    if _is_torn(raw, value):
        right = raw.cells[raw.header.value_place + 1].strip()
        pieces = f"「{value}」と右隣の「{right}」は、一つの数が桁区切りのコンマで分かれたものに見えます。"
        return raw.problem("E16", f"{pieces}コンマを消すか、右隣のセルに言葉を添えてください。", Field.VALUE)
    advice = "桁区切りのコンマなどで列がずれていないか確かめてください。"
    for place in range(width, len(raw.cells)):
        cell = raw.cells[place]
        if cell.strip():
            letter = column_letter(place)
            sentence = f"{raw.number}行目{letter}列「{cell}」：見出しのない列です。{advice}"
            return Problem("E16", sentence, raw.number, letter, cell)
    if wide:
        # In a wide row the words stand behind the values; a number there has been pushed out of its own column.
        for column in (Field.STATUS, Field.SOURCE, Field.NOTE):
            text = raw.text(column)
            if _BARE_NUMBER.fullmatch(unicodedata.normalize("NFKC", text)):
                return raw.problem("E16", f"「{text}」は数です。{advice}", column)
    return None


def _is_torn(raw: RawRow, value: str) -> bool:
    """Whether value and right neighbour look like one number in two cells, where nothing says that they are not."""
    header = raw.header
    right = header.value_place + 1
    if right >= len(raw.cells) or not _HEAD.fullmatch(unicodedata.normalize("NFKC", value)):
        return False
    if not _TAIL.fullmatch(unicodedata.normalize("NFKC", raw.cells[right].strip())):
        return False
    is_unheaded = right < len(header.headings) and not header.headings[right].strip()
    is_text = right in {header.places.get(Field.SOURCE), header.places.get(Field.NOTE)}
    return is_unheaded or is_text or len(raw.cells) > len(header.headings)


# The figures of a row


@dataclass(frozen=True)
class _Figures:
    """What a row says in numbers; ``value`` is None where ``status`` says why, or where the cell says nothing.

    Standard error and confidence limits are in the indicator's unit, None where the row does not give them.
    """

    value: float | None
    status: Status
    se: float | None
    lower: float | None
    upper: float | None


def _figures(raw: RawRow, indicator: Indicator | None) -> _Figures | list[Problem]:
    """The figures of a row, checked as far as the indicator is known; or every problem with them."""
    text = raw.text(Field.VALUE)
    value = read_value(text)
    if value is None:
        advice = _RECALCULATE if text.startswith("=") else "数字、集計中、秘匿、該当なし のどれかを書いてください。"
        return [raw.problem("E10", f"「{text}」は数として読めません。{advice}", Field.VALUE)]
    if value.number is not None and indicator is not None:
        problem = _unit_problem(raw, value, indicator) or _range_problem(raw, value, value.number, indicator)
        if problem:
            return [problem]
    status = _status(raw, value)
    margins = _margins(raw, value.number)
    if isinstance(status, Problem) or isinstance(margins, Problem):
        return [part for part in (status, margins) if isinstance(part, Problem)]
    return _Figures(value.number, status, *margins)


def _unit_problem(raw: RawRow, value: CellValue, indicator: Indicator) -> Problem | None:
    differs = f"{indicator.name}の単位「{indicator.unit}」と違います。値と指標を確かめてください。"
    stated = raw.text(Field.UNIT)
    # Brackets may be a part of the unit itself.
    beside = "" if same_unit(stated, indicator.unit) else bare_unit(stated)
    for unit, column in ((value.unit, Field.VALUE), (beside, Field.UNIT)):
        if unit and not same_unit(unit, indicator.unit):
            return raw.problem("E12", f"「{raw.text(column)}」の単位は、{differs}", column)
    if raw.header.unit and not same_unit(raw.header.unit, indicator.unit):
        sentence = f"「{raw.text(Field.VALUE)}」の列の単位「{raw.header.unit}」は、{differs}"
        return raw.problem("E12", sentence, Field.VALUE)
    return None


def _range_problem(raw: RawRow, value: CellValue, number: float, indicator: Indicator) -> Problem | None:
    """The error for a number that the indicator cannot have."""
    least, greatest = indicator.possible_values
    # 1.000 in a count is as likely 1,000 as 1; a single .0 is what other programs append to a whole number.
    if indicator.decimals == 0 and (number < 0 or not number.is_integer() or value.decimals > 2):
        kind = "負の数" if number < 0 else "小数"
        sentence = f"{kind}です。{indicator.name}は0以上の整数で書いてください。"
    elif not least <= number <= greatest:
        beyond = f"{greatest:g} を超えて" if number > greatest else f"{least:g} を下回って"
        sentence = f"{indicator.name}の超えられない値 {beyond}います。値を確かめてください。"
    else:
        return None
    return raw.problem("E11", f"「{raw.text(Field.VALUE)}」は{sentence}", Field.VALUE)


def _status(raw: RawRow, value: CellValue) -> Status | Problem:
    """The status in force: a word in the value cell speaks for itself, but must not contradict the 区分 column."""
    text = raw.text(Field.STATUS)
    if not text:
        return value.status or Status.OFFICIAL
    status = read_status(text)
    if status is None:
        words = "、".join(choice.label for choice in Status)
        sentence = f"「{text}」という区分はありません。{words} のどれかを書いてください。"
        return raw.problem("E14", sentence, Field.STATUS)
    if value.status not in {None, status} or (value.number is not None and status not in STRONGEST_FIRST):
        sentence = f"区分は「{text}」ですが、値は「{raw.text(Field.VALUE)}」です。どちらかに合わせてください。"
        return raw.problem("E14", sentence, Field.STATUS)
    return status


def _margins(raw: RawRow, value: float | None) -> list[float | None] | Problem:
    """Standard error, lower and upper limit."""
    margins: list[float | None] = []
    for column in MARGINS:
        cell = read_value(raw.text(column)) if column in raw.header.places else CellValue()
        if cell is None or cell.status is not None or cell.unit:
            sentence = f"「{raw.text(column)}」は数として読めません。数字だけを書くか、空にしてください。"
            return raw.problem("E10", sentence, column)
        if cell.number is not None and not _fits(column, cell.number, value):
            sentence = f"「{raw.text(column)}」は値「{raw.text(Field.VALUE)}」と合いません。"
            return raw.problem("E11", f"{sentence}値、標準誤差、下限、上限を確かめてください。", column)
        margins.append(cell.number)
    return margins


def _fits(column: Field, number: float, value: float | None) -> bool:
    if value is None:
        return False
    if column is Field.SE:
        return number >= 0
    return number <= value if column is Field.LOWER else number >= value


def _too_fine(raw: RawRow, value: float | None, indicator: Indicator) -> list[Problem]:
    """The warning for a value with more decimals than its indicator is shown with."""
    if value is None or round(value, indicator.decimals) == value:
        return []
    finer = f"小数点以下{indicator.decimals}桁より細かい値です。そのまま登録し、画面では丸めて示します。"
    sentence = f"「{raw.text(Field.VALUE)}」は{finer}正しいか確かめてください。"
    return [raw.problem("W02", sentence, Field.VALUE)]


# Two rows for one value


def _without_doubles(rows: Sequence[Row]) -> tuple[list[Row], list[Problem]]:
    """The first row of each slot, and what is to be said about any later one."""
    firsts: dict[Slot, Row] = {}
    problems = []
    for row in rows:
        first = firsts.setdefault(row.observation.slot, row)
        if first is not row:
            problems.append(_double(row, first))
    return list(firsts.values()), problems


def _double(row: Row, first: Row) -> Problem:
    earlier = f"{first.number}行目"
    observation = row.observation
    if _numbers(observation) != _numbers(first.observation):
        sentence = f"{earlier}と指標・地域・時点が同じなのに、値か区分が違います。正しいほうだけを残してください。"
        return row.problem("E13", sentence)
    if replace(observation, batch=None) == replace(first.observation, batch=None):
        return row.problem("N03", f"{earlier}と同じ内容なので、一つとして読みます。")
    sentence = f"{earlier}と同じ値ですが、出典か備考が違います。{earlier}のほうだけを読みます。"
    return row.problem("N03", sentence)


def _numbers(observation: Observation) -> tuple[object, ...]:
    return observation.value, observation.status, observation.se, observation.lower, observation.upper
