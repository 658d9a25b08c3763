"""What a row says in numbers: the value in the indicator's unit, its standing, its error and limits, each checked."""

from dataclasses import dataclass, replace

from dashboard.catalogue import Indicator
from dashboard.intake.cell_values import CellValue, bare_unit, read_status, read_value, same_unit
from dashboard.intake.clues import Clue, Words
from dashboard.intake.draft import Answers, Field, Problem
from dashboard.intake.file_table import MARGINS, FileTable, RawRow
from dashboard.intake.remarks import is_note
from dashboard.intake.units import Units
from dashboard.observation import STRONGEST_FIRST, Status

_RECALCULATE = "数式の結果がファイルに残っていません。数式を数値に直して、保存し直してください（統一ルール1-7、初版）。"


@dataclass(frozen=True)
class Figures:
    """What a row says in numbers; ``value`` is None where ``status`` says why, or where the cell says nothing.

    Standard error and confidence limits are in the indicator's unit, None where the row does not give them. ``mark`` is
    a footnote's mark beside the number; ``dash`` says that － stands in its place.
    """

    value: float | None
    status: Status
    se: float | None
    lower: float | None
    upper: float | None
    mark: str = ""
    dash: bool = False


class Amounts:
    """Reads the numbers of a table's rows; ``units`` are those that it met and that are not the indicators'."""

    def __init__(self, table: FileTable, words: Words, units: Units, answers: Answers) -> None:
        self._table = table
        self._words = words
        self._units = units
        self._answers = answers
        self._factor_around = self._scale_around()
        self.units: list[str] = []

    def read(self, raw: RawRow, indicator: Indicator | None) -> Figures | list[Problem]:
        """The figures of a row, checked as far as the indicator is known; or every problem with them."""
        text = raw.text(Field.VALUE)
        value = read_value(text)
        if value is None:
            advice = _RECALCULATE if text.startswith("=") else "数字、集計中、秘匿、該当なし のどれかを書いてください。"
            return [raw.problem("E10", f"「{text}」は数として読めません。{advice}", Field.VALUE)]
        if value.dash and self._answers.dash == Answers.ZERO and not raw.text(Field.STATUS):
            value = replace(value, number=0.0)
        if value.number is not None and indicator is not None:
            factor = self._factor(raw, value, indicator)
            if isinstance(factor, Problem):
                return [factor]
            value = replace(value, number=value.number * factor) if factor != 1 else value
            problem = _range_problem(raw, value, value.number or 0.0, indicator)
            if problem:
                return [problem]
        status = _status(raw, value, self._answers)
        margins = _margins(raw, value.number)
        if isinstance(status, Problem) or isinstance(margins, Problem):
            return [part for part in (status, margins) if isinstance(part, Problem)]
        se, lower, upper = margins
        return Figures(value.number, status, se, lower, upper, value.mark, value.dash)

    def _factor(self, raw: RawRow, value: CellValue, indicator: Indicator) -> int | Problem:
        """What a number is multiplied by, 1 where its unit is the indicator's; or the problem that it has another."""
        stated = raw.text(Field.UNIT)
        # Brackets may be a part of the unit itself.
        beside = "" if not stated or same_unit(stated, indicator.unit) else bare_unit(stated)
        heading = self._table.columns[raw.header.value_place]
        above = "" if heading.indicator else raw.header.unit
        factor = self._words.scale(raw.header.unit)[0] if raw.header.unit else 1
        for unit, column in ((value.unit, Field.VALUE), (beside, Field.UNIT), (above, Field.VALUE)):
            if not unit or same_unit(unit, indicator.unit):
                continue
            problem = self._units.problem(indicator, unit)
            if problem:
                self.units.append(unit)
                return raw.problem(problem.rule, f"「{raw.text(column)}」の{problem.message}", column)
            factor = self._words.scale(unit)[0]
        return factor if factor > 1 else self._factor_around

    def _scale_around(self) -> int:
        """What the numbers are multiplied by because words around the table name the unit that was answered."""
        unit = self._answers.unit.strip()
        rows = self._table.cells.rows if unit else ()
        around = [
            cell for at, row in enumerate(rows) for cell in row if at < self._table.top or is_note(row, self._table)
        ]
        hints = [hint for cell in (*around, *self._table.cells.aside) for hint in self._words.hints(cell)]
        is_named = any(hint.clue is Clue.UNIT and same_unit(hint.words, unit) for hint in hints)
        return self._words.scale(unit)[0] if is_named else 1


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


def _status(raw: RawRow, value: CellValue, answers: Answers) -> Status | Problem:
    """The status in force: a word in the value cell speaks for itself, but must not contradict the 区分 column."""
    text = raw.text(Field.STATUS)
    if not text:
        return value.status or read_status(answers.status) or Status.OFFICIAL
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


def too_fine(raw: RawRow, value: float | None, indicator: Indicator) -> list[Problem]:
    """The warning for a value with more decimals than its indicator is shown with."""
    if value is None or round(value, indicator.decimals) == value:
        return []
    finer = f"小数点以下{indicator.decimals}桁より細かい値です。そのまま登録し、画面では丸めて示します。"
    sentence = f"「{raw.text(Field.VALUE)}」は{finer}正しいか確かめてください。"
    return [raw.problem("W02", sentence, Field.VALUE)]
