"""What stands around the values, compared with what was read of them: titles, notes, remarks, comments, names of files.

Words that could change a figure (another unit or date, a target, provisional) are never passed over: they agree with
what was read, or they are told and must be answered. All other words are harmless remarks.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from dashboard.catalogue import Catalogue
from dashboard.fiscal import Period, label
from dashboard.intake.account import place_of
from dashboard.intake.cell_values import read_value, same_unit
from dashboard.intake.clues import Clue, Hint, Words, fits, words_of
from dashboard.intake.draft import (
    Answers,
    CellMark,
    Field,
    MarkKind,
    Problem,
    Role,
    Row,
    Sense,
    at_cell,
    column_letter,
)
from dashboard.intake.file_table import FileTable, RawRow
from dashboard.intake.remarks import PRACTICE, spans
from dashboard.intake.units import Units
from dashboard.observation import Observation, Status
from dashboard.text import listed, unseen_characters
from dashboard.typeface import character_names

_ACTUAL = ("実績", "現状", "実数")
_SAY = {
    Clue.NOT_ACTUAL: "W18",
    Clue.EARLIER: "W18",
    Clue.DIFFERENCE: "W18",
    Clue.RATE: "W18",
    Clue.PART: "W21",
    Clue.STANDING: "W19",
    Clue.DATE: "W20",
    Clue.EXAMPLE: "W23",
}
_DOUBTS = {
    Clue.NOT_ACTUAL: "実績でない値（目標、計画、見込みなど）ではないか確かめてください。",
    Clue.EARLIER: "別の時期の値ではないか確かめてください。",
    Clue.DIFFERENCE: "実績の数ではなく差や比ではないか確かめてください。",
    Clue.RATE: "件数ではなく率や割合ではないか確かめてください。",
    Clue.PART: "一部だけの値ではないか確かめてください。",
    Clue.EXAMPLE: "記入例の値ではないか確かめてください。",
}
_ROLES = {Clue.UNIT: Role.UNIT, Clue.DATE: Role.DATE, Clue.STANDING: Role.STATUS}
_IN_UNREAD = frozenset({Clue.UNIT, Clue.STANDING, Clue.DATE})
_MOST_TEXTS = 500
_IN_SOURCE = frozenset({Clue.NOT_ACTUAL, Clue.STANDING})
_MOST_QUOTED = 60
_FILE_NAME = "ファイル名"
# Latin words and bare numbers in names of files are of whoever keeps files: sample, 2026-10-05.
_IN_FILE_NAME = re.compile(r"[^!-~]|^[rhs]\d")


@dataclass(frozen=True)
class Wording:
    """Words that stand around the table: where, for messages; the cell, where they stand in one (1-based, letter)."""

    where: str
    text: str
    row: int | None = None
    column: str | None = None
    is_title: bool = False


class Surroundings:
    """Compares the words around a table with the rows that were read from it."""

    def __init__(  # noqa: PLR0913, PLR0917 - the table, what words mean, what was answered, and what was read
        self,
        table: FileTable,
        words: Words,
        units: Units,
        answers: Answers,
        catalogue: Catalogue,
        rows: Sequence[tuple[RawRow, Row]],
    ) -> None:
        self._table = table
        self._words = words
        self._units = units
        self._answers = answers
        self._catalogue = catalogue
        self._rows = rows
        ids = {row.observation.indicator for _, row in rows} | {
            header.fixed.get(Field.INDICATOR, "") for header in table.headers
        }
        self._indicators = [indicator for indicator in catalogue.indicators if indicator.id in ids]
        self._periods = {row.observation.period for _, row in rows}
        self._statuses = {row.observation.status for _, row in rows}
        barred = [hint for heading in table.columns for hint in heading.barred]
        self._explained = {hint.clue for hint in barred}
        self.senses: dict[tuple[int, int], Sense] = {}
        self.units: list[str] = []
        self.asks_status = False

    def titles(self) -> Iterator[Wording]:
        """The words above the header."""
        for number, row in enumerate(self._table.cells.rows[: self._table.top], 1):
            for place, cell in enumerate(row):
                if cell.strip() and not any(cell == earlier for earlier in row[:place]):
                    letter = column_letter(place)
                    yield Wording(f"{number}行目{letter}列", cell, number, letter, is_title=True)

    def around(self, file: str) -> Iterator[Wording]:
        """The words that stand in no cell: names of the sheet and the file, text boxes, page headers."""
        cells = self._table.cells
        if cells.sheet:
            yield Wording("シート名", cells.sheet, is_title=True)
        if stem := file.rpartition(".")[0] or file:
            yield Wording(_FILE_NAME, stem)
        for text in cells.aside:
            yield Wording("図形やヘッダー・フッターの文字", text, is_title=True)

    def unread(self) -> Iterator[Wording]:
        """The words of headings and columns that nobody reads: a unit or a standing may stand there."""
        table = self._table
        rows = table.cells.rows
        for place, heading in enumerate(table.columns):
            if place in table.read_places or heading.is_harmless or heading.is_area or heading.barred:
                continue
            letter = column_letter(place)
            texts: dict[str, int] = {}
            for at in (table.header_row, *range(table.start, len(rows))):
                cell = rows[at][place].strip() if place < len(rows[at]) else ""
                if cell and len(texts) < _MOST_TEXTS:
                    texts.setdefault(cell, at)
            for cell, at in texts.items():
                if any(hint.clue in _IN_UNREAD for hint in self._words.hints(cell)):
                    yield Wording(f"{at + 1}行目{letter}列", cell, at + 1, letter)

    def of_words(self, wordings: Iterable[Wording]) -> Iterator[Problem]:
        """What is to be said of words outside the table; each cell's own sense is kept."""
        for wording in wordings:
            hints = self._words.hints(wording.text)
            problems = [problem for hint in hints for problem in self._of_hint(hint, hints, wording)]
            self._keep_sense(wording, hints, problems)
            yield from problems

    def _keep_sense(self, wording: Wording, hints: Sequence[Hint], problems: Sequence[Problem]) -> None:
        if wording.row is None or wording.column is None:
            return
        place = place_of(wording.column)
        role = next((_ROLES[hint.clue] for hint in hints if hint.clue in _ROLES), Role.REMARK)
        why = (
            "題や注記です。取り込みの記録に残します。"
            if role is Role.REMARK
            else f"{role.label}を表すことばです。読んだ値と合っています。"
        )
        self.senses[wording.row - 1, place] = Sense(role if not problems else Role.REMARK, why)

    def _of_hint(self, hint: Hint, hints: Sequence[Hint], wording: Wording) -> Iterator[Problem]:
        if wording.where == _FILE_NAME and not _IN_FILE_NAME.search(hint.words):
            return
        match hint.clue:
            case Clue.UNIT:
                yield from self._unit(hint, wording)
            case Clue.DATE:
                dates = [each for each in hints if each.clue is Clue.DATE]
                if self._periods and not any(fits(each, period) for each in dates for period in self._periods):
                    yield self._told(wording, "W20", self._other_date(hint.words, self._periods))
            case Clue.STANDING:
                if self._lacks_standing(hint):
                    self.asks_status = True
                    yield self._told(wording, "W19", self._standing_doubt(hint))
            case Clue.RATE if wording.is_title and wording.row and not self._is_explained(hint, wording):
                sentence = f"「{hint.words}」とあり、件数や人数ではない値です。件数の指標には登録できません。"
                yield self._told(wording, "E21", f"{sentence}実数の表にしてください。")
            case _:
                if not self._is_explained(hint, wording):
                    yield self._told(wording, _SAY[hint.clue], f"「{hint.words}」とあります。{_DOUBTS[hint.clue]}")

    def _is_explained(self, hint: Hint, wording: Wording) -> bool:
        """Whether a column of its own bears the words, or the title says that there are actual values as well."""
        if hint.clue is Clue.RATE and not any(indicator.additive for indicator in self._indicators):
            return True
        has_actual = any(word in words_of(wording.text) for word in _ACTUAL)
        return hint.clue in self._explained or (has_actual and hint.clue in {Clue.NOT_ACTUAL, Clue.EARLIER})

    def _unit(self, hint: Hint, wording: Wording) -> Iterator[Problem]:
        if any(same_unit(hint.words, indicator.unit) for indicator in self._indicators):
            return
        for indicator in self._indicators[:1]:
            problem = self._units.problem(indicator, hint.words)
            if problem:
                self.units.append(hint.words)
                yield self._told(wording, problem.rule, problem.message)

    def _lacks_standing(self, hint: Hint) -> bool:
        """Whether words call the values provisional, and nothing else says what they are."""
        if hint.status is Status.OFFICIAL or self._answers.status:
            return False
        # A column of standings answers for each row; a p beside one figure does not answer for the others.
        headers = self._table.headers
        in_column = any(Field.STATUS in header.places or header.fixed.get(Field.STATUS) for header in headers)
        is_answered = in_column and hint.status in self._statuses
        return Status.OFFICIAL in self._statuses and not is_answered

    @staticmethod
    def _standing_doubt(hint: Hint) -> str:
        status = hint.status.label if hint.status else ""
        how = f"全部の値が{status}なら、画面の「ファイル全体の区分」かコマンドの --status {status} で答えてください。"
        return f"「{hint.words}」とありますが、値の区分は確定です。{how}"

    @staticmethod
    def _other_date(words: str, periods: Iterable[Period]) -> str:
        dates = listed([label(period) for period in sorted(periods)], 3)
        return f"「{words}」とありますが、読んだ時点は{dates}です。どちらが正しいか確かめてください。"

    def _told(self, wording: Wording, rule: str, sentence: str) -> Problem:
        text = " ".join(wording.text.split())
        quoted = text if len(text) <= _MOST_QUOTED else f"{text[:_MOST_QUOTED]}…"
        where = f"{wording.where}「{wording.text.strip() if wording.column else quoted}」"
        return Problem(rule, f"{where}：{sentence}", wording.row, wording.column, wording.text if wording.row else None)

    # Remarks in the rows

    def of_remarks(self) -> Iterator[Problem]:
        """What is to be said of the remarks and sources of rows, once for all that say the same."""
        alike: dict[tuple[str, str, Field], list[RawRow]] = {}
        for raw, row in self._rows:
            for column in (Field.NOTE, Field.SOURCE):
                text = raw.text(column) if column in raw.header.places else ""
                for hint in self._words.hints(text) if text else ():
                    is_practice = hint.clue is Clue.EXAMPLE and text.startswith(PRACTICE)
                    if is_practice or (column is Field.SOURCE and hint.clue not in _IN_SOURCE):
                        continue
                    sentence = self._remark_doubt(hint, self._words.hints(text), row.observation)
                    if sentence:
                        key = ("E12" if hint.clue is Clue.UNIT else _SAY[hint.clue], sentence, column)
                        rows = alike.setdefault(key, [])
                        rows += [] if rows and rows[-1].number == raw.number else [raw]
        for (rule, sentence, column), rows in alike.items():
            more = f"（{spans([raw.number for raw in rows])}行目の{len(rows)}行）" if len(rows) > 1 else ""
            yield rows[0].problem(rule, f"「{rows[0].text(column)}」とあります。{sentence}{more}", column)

    def _remark_doubt(self, hint: Hint, hints: Sequence[Hint], observation: Observation) -> str:
        """What a remark makes doubtful of its own value; empty where nothing."""
        if hint.clue is Clue.DATE:
            dates = [each for each in hints if each.clue is Clue.DATE]
            if any(fits(each, observation.period) for each in dates):
                return ""
            return f"値の時点は{label(observation.period)}です。どちらが正しいか確かめてください。"
        if hint.clue is Clue.STANDING:
            is_open = observation.status is Status.OFFICIAL and hint.status is not Status.OFFICIAL
            return "値の区分は確定です。区分を確かめてください。" if is_open else ""
        if hint.clue is Clue.UNIT:
            problem = self._units.problem(self._catalogue.indicator(observation.indicator), hint.words)
            return problem.message if problem else ""
        if hint.clue is Clue.RATE and not self._catalogue.indicator(observation.indicator).additive:
            return ""
        return _DOUBTS[hint.clue]

    # What Excel shows, hides and prints around a cell

    def of_marks(self, aside: Container[int]) -> Iterator[Problem]:
        """What is to be said of comments, struck and raised letters, formats that print words, and what is hidden.

        ``aside`` are the rows (0-based) that are not read, which is told already.
        """
        cells = self._table.cells
        by_kind: defaultdict[MarkKind, list[tuple[int, int, CellMark]]] = defaultdict(list)
        for (row, place), marks in sorted(cells.marks.items()):
            for mark in marks:
                if mark.kind is MarkKind.COMMENT or row not in aside:
                    by_kind[mark.kind].append((row, place, mark))
        for kind, placed in by_kind.items():
            yield from _OF_MARKS[kind](self, placed)
        yield from self._hidden()

    def _comments(self, placed: Sequence[tuple[int, int, CellMark]]) -> Iterator[Problem]:
        observations = {(raw.number - 1, raw.header.value_place): row.observation for raw, row in self._rows}
        for row, place, mark in placed:
            letter = column_letter(place)
            wording = Wording(f"{row + 1}行目{letter}列のコメント", mark.text, row + 1, letter)
            hints = self._words.hints(mark.text)
            own = observations.get((row, place))
            if own is None:
                problems = [problem for hint in hints for problem in self._of_hint(hint, hints, wording)]
            else:
                problems = list(self._of_own_comment(wording, hints, own))
            yield from problems
            if not problems:
                text = " ".join(mark.text.split())[:_MOST_QUOTED]
                sentence = f"コメント「{text}」は読みません。取り込みの記録に残します。"
                yield at_cell("N01", sentence, row + 1, place, self._cell(row, place))

    def _of_own_comment(self, wording: Wording, hints: Sequence[Hint], own: Observation) -> Iterator[Problem]:
        """What a comment at a value's own cell makes doubtful of this value, whatever the others are."""
        for hint in hints:
            if doubt := self._remark_doubt(hint, hints, own):
                rule = "E12" if hint.clue is Clue.UNIT else _SAY[hint.clue]
                yield self._told(wording, rule, f"「{hint.words}」とあります。{doubt}")

    def _struck(self, placed: Sequence[tuple[int, int, CellMark]]) -> Iterator[Problem]:
        for row, place, mark in placed:
            cell = self._cell(row, place)
            if row < self._table.top:
                continue
            if mark.text.strip() != cell.strip():
                sentence = f"取り消し線の「{mark.text}」は除いて読みました。よいか確かめてください。"
                yield at_cell("W22", sentence, row + 1, place, cell)
            elif place in self._table.read_places and place not in self._table.value_places:
                sentence = "取り消し線が引かれています。行ごと取り消したのなら、行を消してください。"
                yield at_cell("W22", sentence, row + 1, place, cell)

    def _raised(self, placed: Sequence[tuple[int, int, CellMark]]) -> Iterator[Problem]:
        elsewhere = []
        for row, place, mark in placed:
            if place in self._table.value_places and row >= self._table.start:
                sentence = f"上付き・下付きの「{mark.text}」は注の印として除いて読みました。よいか確かめてください。"
                yield at_cell("W22", sentence, row + 1, place, self._cell(row, place))
            else:
                elsewhere.append((row, place, mark))
        if elsewhere:
            row, place, mark = elsewhere[0]
            sentence = f"上付き・下付きの「{mark.text}」は注の印として除いて読みました（{len(elsewhere)}個）。"
            yield at_cell("N05", sentence, row + 1, place, self._cell(row, place))

    def _stored(self, placed: Sequence[tuple[int, int, CellMark]]) -> Iterator[Problem]:
        for row, place, mark in placed:
            if place not in self._table.value_places or row < self._table.start:
                continue
            cell = self._cell(row, place)
            value = read_value(cell)
            stored = read_value(mark.text)
            if value is not None and stored is not None and value.number == stored.number:
                # A unit or a standing printed behind the number is read like one that was typed.
                continue
            sentence = f"Excelの表示のとおりに読みました（入っている数は「{mark.text}」）。"
            yield at_cell("W22", f"{sentence}よいか確かめてください。", row + 1, place, cell)

    def _unseen(self, placed: Sequence[tuple[int, int, CellMark]]) -> Iterator[Problem]:
        for row, place, mark in placed:
            if row >= self._table.top:
                sentence = f"Excelでは見えない「{mark.text}」が入っています。見えないものとして読みません。"
                yield at_cell("W22", f"{sentence}よいか確かめてください。", row + 1, place, "")

    def _scaled(self, placed: Sequence[tuple[int, int, CellMark]]) -> Iterator[Problem]:
        for row, place, mark in placed:
            if place in self._table.value_places and row >= self._table.start:
                sentence = f"書式で割って示された数です（入っている数は「{mark.text}」）。書式を標準に直してください。"
                yield at_cell("E12", sentence, row + 1, place, self._cell(row, place))

    def _respelled(self, placed: Sequence[tuple[int, int, CellMark]]) -> Iterator[Problem]:
        unseen = [at for at in placed if unseen_characters(at[2].text)]
        if unseen:
            row, place, mark = unseen[0]
            names = character_names(unseen_characters(mark.text))
            sentence = f"目に見えない{names}を除いて読みました（{len(unseen)}個のセル）。"
            yield at_cell("N06", sentence, row + 1, place, self._cell(row, place))
        others = [at for at in placed if not unseen_characters(at[2].text)]
        if others:
            row, place, _ = others[0]
            sentence = f"字体などの違いを直して読みました（{len(others)}個のセル）。"
            yield at_cell("N05", sentence, row + 1, place, self._cell(row, place))

    def _hidden(self) -> Iterator[Problem]:
        cells = self._table.cells
        rows = [raw.number for raw, _ in self._rows if raw.number - 1 in cells.hidden_rows]
        if rows:
            numbers = list(dict.fromkeys(rows))
            sentence = f"{spans(numbers)}行目は非表示の行ですが、値を読みました。登録してよいか確かめてください。"
            yield Problem("W22", sentence, numbers[0])
        places = {place for header in self._table.headers for place in header.places.values()}
        for place in sorted(places & cells.hidden_places):
            sentence = "非表示の列ですが、読みました。登録してよいか確かめてください。"
            yield at_cell("W22", sentence, self._table.header_row + 1, place, self._table.headings[place])
        if cells.hidden_sheets:
            yield Problem("N01", f"非表示のシート{listed(cells.hidden_sheets)}は読んでいません。")

    def _cell(self, row: int, place: int) -> str:
        rows = self._table.cells.rows
        return rows[row][place] if row < len(rows) and place < len(rows[row]) else ""


_OF_MARKS: dict[MarkKind, Callable[[Surroundings, Sequence[tuple[int, int, CellMark]]], Iterator[Problem]]] = {
    MarkKind.COMMENT: Surroundings._comments,
    MarkKind.STRUCK: Surroundings._struck,
    MarkKind.RAISED: Surroundings._raised,
    MarkKind.STORED: Surroundings._stored,
    MarkKind.UNSEEN: Surroundings._unseen,
    MarkKind.SCALED: Surroundings._scaled,
    MarkKind.RESPELLED: Surroundings._respelled,
}
