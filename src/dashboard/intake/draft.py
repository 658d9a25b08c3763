"""What an uploaded file says: its cells, the problems that point at them, and the rows that could be read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from dashboard.catalogue import Catalogue
from dashboard.observation import Observation
from dashboard.places import Regions
from dashboard.places.residents import Population
from dashboard.text import Term, visible

Sheet = tuple[tuple[str, ...], ...]
"""Rows of cells as written; row 1 of Excel is index 0."""


class Field(StrEnum):
    """The columns of the long shape; the wide shape has one value column for each indicator instead of 指標 and 値."""

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
    PREFECTURE = "都道府県"
    PREFECTURE_CODE = "都道府県コード"
    YEAR = "年度"
    PART_OF_YEAR = "四半期・月"
    TIME_CODE = "時間軸コード"


class Severity(Term):
    """Errors block; warnings are shown before anything is saved; notices say what was left out or taken for granted."""

    ERROR = "error", "エラー"
    WARNING = "warning", "警告"
    NOTICE = "notice", "お知らせ"

    @classmethod
    def of(cls, rule: str) -> "Severity":
        """The severity of a rule, which its number begins with: E, W or N."""
        return _SEVERITIES[rule[0]]


_SEVERITIES = {severity.name[0]: severity for severity in Severity}


@dataclass(frozen=True, slots=True)
class Problem:
    """A broken rule: ``row`` (1-based) and ``column`` (letter) as Excel shows them, the cell as written, what to do."""

    rule: str
    message: str
    row: int | None = None
    column: str | None = None
    cell: str | None = None

    @property
    def severity(self) -> Severity:
        """The severity of its rule."""
        return Severity.of(self.rule)


def for_whole_file(rule: str, sentence: str) -> Problem:
    """The problem with an answer that was given once for the whole file."""
    return Problem(rule, f"ファイル全体への指定：{sentence}")


def column_letter(index: int) -> str:
    """The letter Excel shows over the column with this 0-based index: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def at_cell(rule: str, sentence: str, row: int, place: int, cell: str) -> Problem:
    """A problem at one cell (row as in Excel, 0-based place), whose sentence begins with where it is and its text."""
    letter = column_letter(place)
    cell = visible(cell)
    return Problem(rule, visible(f"{row}行目{letter}列「{cell.strip()}」：{sentence}"), row, letter, cell)


def by_row(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems in the order of the file, those of the whole file first, each of them once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.row or 0))


MOST_ERRORS = 10_000
"""After so many a file is another one than whoever sent it meant, and the rest of it is not searched for more."""

MOST_OF_RULE = 2_000
"""Problems of one rule that are worked out; nobody works through more before looking at the file again."""


class Problems:
    """Problems in the order in which they are found; of each rule the first ones, the others counted.

    ``errors`` is the number of all errors so far.
    """

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self._problems: list[Problem] = []
        self._counts: Counter[str] = Counter()
        self.errors = 0
        self.add(problems)

    def add(self, problems: Iterable[Problem]) -> None:
        """Takes more problems, one after another."""
        for problem in problems:
            self._counts[problem.rule] += 1
            self.errors += problem.severity is Severity.ERROR
            if self._counts[problem.rule] <= MOST_OF_RULE:
                self._problems.append(problem)

    def __iter__(self) -> Iterator[Problem]:
        """The problems, and for each rule with more of them how many more there are."""
        yield from self._problems
        for rule, count in self._counts.items():
            if count > MOST_OF_RULE:
                how = f"はじめの{MOST_OF_RULE:,}件を示しています。直してから、もう一度確かめてください。"
                yield Problem(rule, f"{rule}の点は、ほかに{count - MOST_OF_RULE:,}件あります。{how}")


class MarkKind(StrEnum):
    """What stands around a cell's text, or was done to it before it became text."""

    COMMENT = "comment"
    """Text of the cell's comment, a note or a thread."""
    STRUCK = "struck"
    """Text struck through: a part of the cell (then not in its text), or all of it (then still there)."""
    RAISED = "raised"
    """Superscript or subscript: a part of the cell (then not in its text), or all of it (then still there)."""
    STORED = "stored"
    """Excel prints more or other than what is stored: the cell has what it prints, the mark what is stored."""
    UNSEEN = "unseen"
    """Excel prints nothing although something is stored: the cell is empty, the mark has what is stored."""
    SCALED = "scaled"
    """Excel prints the number divided: the cell has what it prints, the mark the stored number."""
    RESPELLED = "respelled"
    """Invisible letters were taken out, odd ones replaced, or ="…" unwrapped: the mark has the text as it was."""


@dataclass(frozen=True, slots=True)
class CellMark:
    """One such thing at a cell."""

    kind: MarkKind
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Cells merged into one, all four bounds 0-based and part of it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Cells:
    """A file's cells, and what of a workbook stands around them; rows and columns (places) count from 0.

    ``sheets`` are a workbook's visible sheets, ``blank_sheets`` those of them that hold nothing, ``hidden_sheets`` the
    others that hold anything. ``marks`` are by row and place, sparse, and may stand beyond the last row or cell.
    ``hidden_rows`` and ``hidden_places`` are hidden by hand, by a filter, by grouping or by having no height or width.
    ``merged`` are the spans whose first cell is filled. ``aside`` are texts that stand in no cell: text boxes, page
    headers and footers. Where ``epoch_1904``, a bare number that means a day counts from 1904-01-01 (day 0) and not as
    elsewhere. ``unfinished`` is a text whose last line has no end, as if it was cut off.
    """

    rows: Sheet
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    blank_sheets: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    marks: Mapping[tuple[int, int], tuple[CellMark, ...]] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_places: frozenset[int] = frozenset()
    merged: tuple[Span, ...] = ()
    aside: tuple[str, ...] = ()
    epoch_1904: bool = False
    unfinished: bool = False


def first_filled(row: Sequence[str]) -> str:
    """The first cell of a row that is not blank; empty where all are."""
    for cell in row:
        if cell and not cell.isspace():
            return cell
    return ""


@dataclass(frozen=True)
class Answers:
    """What whoever uploads says of the whole file where the file does not.

    ``unit`` is the unit by the hundred or thousand that is to be multiplied out, ``status`` the standing of all values
    without one, ``dash`` what － stands for: ``ZERO`` or ``NO_VALUE``.
    """

    period: str = ""
    indicator: str = ""
    sheet: str = ""
    region: str = ""
    unit: str = ""
    status: str = ""
    dash: str = ""

    ZERO: ClassVar = "0"
    NO_VALUE: ClassVar = "値なし"


NO_ANSWERS = Answers()


@dataclass(frozen=True)
class Context:
    """What a file is checked against: the catalogue, the regions and today's date (no value may lie after it).

    ``population`` tells which values are out of proportion to their residents; None where that is not asked.
    """

    catalogue: Catalogue
    regions: Regions
    today: date
    population: Population | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """An observation and the cell that it came from: ``number`` and ``column`` as Excel shows them, text, heading."""

    number: int
    observation: Observation
    column: str | None = None
    text: str = ""
    heading: str = Field.VALUE

    def problem(self, rule: str, sentence: str) -> Problem:
        """A problem at this cell, whose sentence begins with where it is and what is written there."""
        where = f"{self.column}列「{self.heading}」の「{self.text}」" if self.column else ""
        message = visible(f"{self.number}行目{where}：{sentence}")
        return Problem(rule, message, self.number, self.column, visible(self.text))


class Role(Term):
    """How a cell of the file was understood."""

    VALUE = "value", "値"
    INDICATOR = "indicator", "指標"
    REGION = "region", "地域"
    DATE = "date", "時点"
    UNIT = "unit", "単位"
    STATUS = "status", "区分"
    HEADING = "heading", "見出し"
    REMARK = "remark", "注記"
    UNUSED = "unused", "使わない"


@dataclass(frozen=True, slots=True)
class Sense:
    """How one cell was understood and why; ``severity`` is that of the worst problem with it, if there is any."""

    role: Role
    why: str
    severity: Severity | None = None


@dataclass(frozen=True)
class Account:
    """Every filled cell of the sheet, accounted for; rows and columns (places) count from 0.

    ``cells`` holds what differs from its row, ``rows`` what differs from the columns, ``problems`` those at a cell.
    """

    columns: Mapping[int, Sense] = field(default_factory=dict)
    rows: Mapping[int, Sense] = field(default_factory=dict)
    cells: Mapping[tuple[int, int], Sense] = field(default_factory=dict)
    problems: Mapping[tuple[int, int], tuple[Problem, ...]] = field(default_factory=dict)

    def at(self, row: int, place: int) -> Sense:
        """How the cell was understood; what nothing is known of was not used."""
        sense = self.cells.get((row, place)) or self.rows.get(row) or self.columns.get(place) or _UNUSED
        problems = self.problems.get((row, place))
        if not problems:
            return sense
        worst = min((problem.severity for problem in problems), key=[*Severity].index)
        return Sense(sense.role, " ".join(problem.message for problem in problems), worst)


_UNUSED = Sense(Role.UNUSED, "表の外にあり、値に関わらないものとして使っていません。")


class Question(StrEnum):
    """What may have to be said once for the whole file."""

    SHEET = "シート"
    INDICATOR = "指標"
    REGION = "地域"
    PERIOD = "時点"
    UNIT = "単位"
    STATUS = "区分"
    DASH = "「－」の意味"


@dataclass(frozen=True)
class Draft:
    """A file as it was read: its readable rows and every problem on the way to them.

    ``sheet`` holds the file's cells as they were read, ``header_row`` (0-based) where its header is; ``sheets`` the
    names of a workbook's sheets; ``asks`` what can be said for the whole file, ``units`` the units by the hundred or
    thousand that it names. ``account`` says how each cell was understood, ``understanding`` the same in one line.
    ``remarks`` are the titles and notes around the table.
    """

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    sheet: Sheet = ()
    header_row: int | None = None
    sheets: tuple[str, ...] = ()
    asks: tuple[Question, ...] = ()
    units: tuple[str, ...] = ()
    account: Account = field(default_factory=Account)
    understanding: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that forbid taking the file in."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    @property
    def blocked(self) -> bool:
        """Whether at least one error forbids taking the file in."""
        return bool(self.errors)

    @property
    def refused(self) -> int:
        """How many rows of the file cannot be taken in as they are."""
        return len({problem.row for problem in self.errors if problem.row is not None})

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The observations in the order of the file."""
        return tuple(row.observation for row in self.rows)
