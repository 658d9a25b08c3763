"""The figures of a row: a value that its indicator can have, its standing, and its standard error and limits."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.catalogue import Direction, Indicator
from dashboard.intake.cells import MARGINS, Cell, Field, bare_unit, read_status, read_value, same_unit
from dashboard.intake.header import Header, Headers
from dashboard.intake.rules import Problem, column_letter
from dashboard.observation import Status

NOTE_MARKS = ("※", "注", "（注", "(注", "出典", "資料", "備考")
# What a thousands separator that was taken for a column separator leaves in two neighbouring cells: 1 and 023.
_HEAD, _TAIL = re.compile(r"[-▲△−]?[1-9]\d{0,2}"), re.compile(r"\d{3}(?:\.\d+)?\D*")
_BARE_NUMBER = re.compile(r"[-▲△−]?\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one row under one header; ``number`` counts as Excel does."""

    number: int
    cells: tuple[str, ...]
    header: Header

    def text(self, field: Field) -> str:
        """The cell of a field, without the spaces around it; what is given for the whole file where it has none."""
        return self.header.cell(self.cells, field)

    def problem(self, rule: str, said: str, field: Field) -> Problem:
        """A problem with the cell of ``field``, whose sentence begins with where it is."""
        said_where = f"{self.number}行目{self.column(field)}：{said}"
        return Problem(rule, said_where, self.number, self.header.letter(field), self.text(field))

    def column(self, field: Field) -> str:
        """The column of a field in a message: its letter and what it is called; empty where it has none."""
        letter = self.header.letter(field)
        return f"{letter}列「{self.heading(field)}」" if letter else ""

    def heading(self, field: Field) -> str:
        """What the column of a field is called in a message: the field, or a wide value column's own heading."""
        if field is Field.VALUE and Field.INDICATOR in self.header.given:
            return " ".join(self.header.headings[self.header.places[field]].split())
        return str(field)


def is_note(cells: Sequence[str], headers: Headers) -> bool:
    """Whether a row is a remark under the table: it begins like one and says nothing in any column of values."""
    filled = {index: cell for index, cell in enumerate(cells) if cell.strip()}
    at, first = next(iter(filled.items()))
    if not first.strip().startswith(NOTE_MARKS):
        return False
    header = headers.each[0]
    words = {header.places.get(Field.SOURCE), header.places.get(Field.NOTE)}
    values = {one.places[Field.VALUE] for one in headers.each}
    data = (read_value(cell) for cell in filled.values())
    return len(filled) == 1 or (
        at not in words and not values & filled.keys() and all(read is None or read.empty for read in data)
    )


def shifted(line: Line, *, wide: bool) -> Problem | None:
    """The error for a row whose cells have slipped out of their columns, so that a part could pass for the whole."""
    if _torn(line):
        value = line.text(Field.VALUE)
        said = f"「{value}」と右隣の「{_right_of_value(line)}」は、一つの数が桁区切りのコンマで分かれたものに見えます。"
        return line.problem("E16", f"{said}コンマを消すか、右隣のセルに言葉を添えてください。", Field.VALUE)
    surplus = range(len(line.header.headings), len(line.cells))
    beyond = next((_surplus(line, at) for at in surplus if line.cells[at].strip()), None)
    return beyond or (_numbers_among_words(line) if wide else None)


def _surplus(line: Line, at: int) -> Problem:
    where, cell = f"{line.number}行目{column_letter(at)}列「{line.cells[at]}」", line.cells[at]
    advice = "見出しのない列です。桁区切りのコンマなどで列がずれていないか確かめてください。"
    return Problem("E16", f"{where}：{advice}", line.number, column_letter(at), cell)


def _numbers_among_words(line: Line) -> Problem | None:
    """In a wide row the words stand behind the values; a number there has been pushed out of its own column."""
    for field in (Field.STATUS, Field.SOURCE, Field.NOTE):
        if _BARE_NUMBER.fullmatch(_plain(line.text(field))):
            said = f"「{line.text(field)}」は数です。桁区切りのコンマなどで列がずれていないか確かめてください。"
            return line.problem("E16", said, field)
    return None


def _torn(line: Line) -> bool:
    if not _HEAD.fullmatch(_plain(line.text(Field.VALUE))) or not _TAIL.fullmatch(_plain(_right_of_value(line))):
        return False
    headings, places = line.header.headings, line.header.places
    neighbour = places[Field.VALUE] + 1
    free = {places.get(Field.SOURCE), places.get(Field.NOTE)} | {
        at for at, text in enumerate(headings) if not text.strip()
    }
    return neighbour in free or len(line.cells) > len(headings)


def _right_of_value(line: Line) -> str:
    neighbour = line.header.places[Field.VALUE] + 1
    return line.cells[neighbour].strip() if neighbour < len(line.cells) else ""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


WITHOUT_VALUE = frozenset({Status.PENDING, Status.SUPPRESSED, Status.NOT_APPLICABLE})


_RECALCULATE = "数式の結果がファイルに残っていません。数式を数値に直して、保存し直してください（統一ルール1-7、初版）。"


@dataclass(frozen=True)
class Margin:
    """Standard error and confidence limits in the indicator's unit, where the row gives them."""

    se: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class Figures:
    """What a row says in numbers; ``value`` is None where ``status`` says why, or where the cell says nothing."""

    value: float | None
    status: Status
    margin: Margin

    @property
    def empty(self) -> bool:
        """There is nothing to store: no value, and no reason for having none."""
        return self.value is None and self.status not in WITHOUT_VALUE


def figures_of(line: Line, indicator: Indicator | None) -> Figures | tuple[Problem, ...]:
    """The figures of a row, checked as far as the indicator is known; or every problem with them."""
    cell = _value(line, indicator)
    if isinstance(cell, Problem):
        return (cell,)
    status, margin = _standing(line, cell), _margin(line, cell.number)
    if isinstance(status, Problem) or isinstance(margin, Problem):
        return tuple(part for part in (status, margin) if isinstance(part, Problem))
    return Figures(cell.number, status, margin)


def finer(line: Line, figures: Figures, indicator: Indicator) -> Problem | None:
    """The warning for a value with more decimals than its indicator is shown with."""
    if figures.value is None or round(figures.value, indicator.decimals) == figures.value:
        return None
    kept = f"小数点以下{indicator.decimals}桁より細かい値です。そのまま登録し、画面では丸めて示します。"
    return line.problem("W02", f"「{line.text(Field.VALUE)}」は{kept}正しいか確かめてください。", Field.VALUE)


def _value(line: Line, indicator: Indicator | None) -> Cell | Problem:
    cell = read_value(line.text(Field.VALUE))
    if cell is None:
        text = line.text(Field.VALUE)
        advice = _RECALCULATE if text.startswith("=") else "数字、集計中、秘匿、該当なし のどれかを書いてください。"
        return line.problem("E10", f"「{text}」は数として読めません。{advice}", Field.VALUE)
    if cell.number is None or indicator is None:
        return cell
    return _wrong_unit(line, cell, indicator) or _impossible(line, cell, cell.number, indicator) or cell


def _standing(line: Line, cell: Cell) -> Status | Problem:
    """The status in force: a word in the value cell speaks for itself, but must not contradict the 区分 column."""
    text = line.text(Field.STATUS)
    if not text:
        return cell.status or Status.OFFICIAL
    stated = read_status(text)
    if stated is None:
        words = "、".join(known.label for known in Status)
        return line.problem(
            "E14", f"「{text}」という区分はありません。{words} のどれかを書いてください。", Field.STATUS
        )
    if cell.status not in {None, stated} or (cell.number is not None and stated in WITHOUT_VALUE):
        said = f"区分は「{text}」ですが、値は「{line.text(Field.VALUE)}」です。どちらかに合わせてください。"
        return line.problem("E14", said, Field.STATUS)
    return stated


def _margin(line: Line, value: float | None) -> Margin | Problem:
    found: list[float | None] = []
    for column in MARGINS:
        if column not in line.header.places:
            found.append(None)
            continue
        cell = read_value(line.text(column))
        if cell is None or cell.status is not None or cell.unit:
            said = f"「{line.text(column)}」は数として読めません。数字だけを書くか、空にしてください。"
            return line.problem("E10", said, column)
        if cell.number is not None and not _fits(column, cell.number, value):
            found_here = f"「{line.text(column)}」は値「{line.text(Field.VALUE)}」と合いません。"
            return line.problem("E11", f"{found_here}値、標準誤差、下限、上限を確かめてください。", column)
        found.append(cell.number)
    return Margin(*found)


def _fits(column: Field, number: float, value: float | None) -> bool:
    if value is None:
        return False
    return {Field.SE: number >= 0, Field.LOWER: number <= value, Field.UPPER: number >= value}[column]


def _wrong_unit(line: Line, cell: Cell, indicator: Indicator) -> Problem | None:
    differs = f"{indicator.name}の単位「{indicator.unit}」と違います。値と指標を確かめてください。"
    stated = line.text(Field.UNIT)
    # Brackets may be a part of the unit itself.
    beside = "" if same_unit(stated, indicator.unit) else bare_unit(stated)
    for unit, column in ((cell.unit, Field.VALUE), (beside, Field.UNIT)):
        if unit and not same_unit(unit, indicator.unit):
            return line.problem("E12", f"「{line.text(column)}」の単位は、{differs}", column)
    if line.header.unit and not same_unit(line.header.unit, indicator.unit):
        said = f"「{line.text(Field.VALUE)}」の列の単位「{line.header.unit}」は、{differs}"
        return line.problem("E12", said, Field.VALUE)
    return None


def _impossible(line: Line, cell: Cell, number: float, indicator: Indicator) -> Problem | None:
    said = _nature(cell, number, indicator)
    return line.problem("E11", f"「{line.text(Field.VALUE)}」は{said}", Field.VALUE) if said else None


def _nature(cell: Cell, number: float, indicator: Indicator) -> str | None:
    # 1.000 in a count is as likely 1,000 as 1; a single .0 is what other programs append to a whole number.
    if indicator.decimals == 0 and (number < 0 or not number.is_integer() or cell.decimals > 2):
        kind = "負の数" if number < 0 else "小数"
        return f"{kind}です。{indicator.name}は0以上の整数で書いてください。"
    limit = indicator.natural_limit
    if limit is not None and (number > limit if indicator.direction is Direction.UP else number < limit):
        return f"{indicator.name}の超えられない値 {limit:g} を超えています。値を確かめてください。"
    return None
