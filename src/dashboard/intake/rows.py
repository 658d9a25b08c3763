"""Rows to observations: every cell is read and checked; none is dropped without being reported.

``examine`` is the way in. The text of a value cell is read by ``cell_values.read_value``; what is said of rows that are
no data, of totals and of notation stands in ``remarks``, what words around the table say in ``surroundings``.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache

from dashboard.catalogue import Indicator
from dashboard.fiscal import EXCEL_EPOCH, Period
from dashboard.intake.account import account_of, understanding
from dashboard.intake.amounts import Amounts, Figures, too_fine
from dashboard.intake.asides import Asides
from dashboard.intake.cell_values import read_status, read_value
from dashboard.intake.clues import MOST_TEXTS, Clue, TooManyTexts, Words, fits
from dashboard.intake.draft import (
    MOST_ERRORS,
    NO_ANSWERS,
    Answers,
    Cells,
    Context,
    Draft,
    Field,
    Problem,
    Problems,
    Question,
    Role,
    Row,
    Sense,
    Severity,
    by_row,
    column_letter,
    first_filled,
    for_whole_file,
)
from dashboard.intake.file_table import FileTable, RawRow
from dashboard.intake.files import reader_of
from dashboard.intake.headings import Heading
from dashboard.intake.layout import Layout
from dashboard.intake.letters import odd_letters, of_wordings
from dashboard.intake.limits import DIVIDE, MAX_ROWS
from dashboard.intake.names import Lookup, at_row, region_column, unfit
from dashboard.intake.remarks import (
    Rewritten,
    columns_unread,
    formula_warnings,
    is_note,
    notices,
    rewritten_cells,
    spans,
)
from dashboard.intake.slips import Slips
from dashboard.intake.surroundings import Surroundings, Wording
from dashboard.intake.totals import Total, TotalNames, unequal_totals
from dashboard.observation import STRONGEST_FIRST, Observation, Slot, Status
from dashboard.text import listed, visible

_DITTO = frozenset({"〃", "″", "同上", "々", "〃〃"})
_CODE = re.compile(r"\d{5,6}")
_EPOCH_1904 = 1462
"""Days between the two first days that Excel counts from, 1899-12-30 and 1904-01-01."""

_MARK_KEPT = "記号は注の印として、備考に残して読みました"
_SERIAL = re.compile(r"\d{5}")
_FEWEST_IN_BLOCK = 2


def examine(data: bytes, context: Context, answers: Answers = NO_ANSWERS, file: str = "") -> Draft:
    """Reads a file completely and returns its rows together with all problems; ``file`` is its name; raises nothing."""
    try:
        return _draft_of(data, context, answers, file)
    except TooManyTexts:
        return Draft(problems=(Problem("E15", f"注や備考に書かれた違う文が{MOST_TEXTS:,}を超えています。{DIVIDE}"),))


def _draft_of(data: bytes, context: Context, answers: Answers, file: str) -> Draft:
    words = Words(context.catalogue)
    layout = Layout(context, words, answers)
    table, sheet_problems = _table_of(data, answers, layout, words)
    if not isinstance(table, FileTable):
        problem, cells = table
        asks = (Question.SHEET,) if problem.rule == "E23" else ()
        every = by_row([problem, *sheet_problems])
        return Draft(problems=every, sheet=cells.rows, sheets=cells.sheets, asks=asks)
    cells = table.cells
    if len(table.headers) * sum(bool(first_filled(row)) for row in cells.rows) > MAX_ROWS:
        problem = Problem("E15", f"値のセルが{MAX_ROWS:,}個を超えています。期間や指標で分けてください。")
        return Draft(problems=(problem,), sheet=cells.rows, sheets=cells.sheets)
    return _Reader(table, context, words, layout, answers).draft(file, sheet_problems)


def _table_of(
    data: bytes, answers: Answers, layout: Layout, words: Words
) -> tuple[FileTable | tuple[Problem, Cells], list[Problem]]:
    """The table of the sheet that was asked for, or of the only one that has a table; else why there is none."""
    read = reader_of(data)
    choices = read(answers.sheet)
    results = [cells if isinstance(cells, Problem) else layout.find(cells) for cells in choices]
    first = next((cells for cells in choices if isinstance(cells, Cells)), Cells(()))
    others = [name for name in first.sheets if name != first.sheet]
    tables = [result for result in results if isinstance(result, FileTable)]
    if others and not answers.sheet:
        readable = {first.sheet: tables[0]} if tables else {}
        for name in others:
            for cells in read(name):
                other = cells if isinstance(cells, Problem) else layout.find(cells)
                if isinstance(other, FileTable) and _has_value(other):
                    readable[name] = other
        serious = [name for name in readable if not any(hint.clue is Clue.EXAMPLE for hint in words.hints(name))]
        if len(serious) > 1:
            sentence = f"値のあるシートが{listed(serious)}と{len(serious)}枚あります。"
            how = "画面の「読むシート」かコマンドの --sheet で、読むシートを選んでください。"
            return (Problem("E23", f"{sentence}{how}"), first), []
        if serious:
            unread = listed([name for name in first.sheets if name != serious[0]])
            sentence = f"シート「{serious[0]}」だけを読みました。ほかのシート{unread}は読んでいません。"
            return readable[serious[0]], [Problem("N01", sentence)]
    if tables:
        notices = [Problem("N01", f"シート「{first.sheet}」だけを読みました。")] if others and not answers.sheet else []
        return tables[0], notices
    problems = [result for result in results if isinstance(result, Problem)]
    problem = next((problem for problem in problems if problem.rule == "E03"), problems[0])
    return (problem, first), []


def _has_value(table: FileTable) -> bool:
    places = table.value_places
    rows = table.cells.rows[table.start :]
    return any(cell.strip() and read_value(cell) for row in rows for at, cell in enumerate(row) if at in places)


class _Reader:
    """Reads the rows of one table, and collects on the way what is to be said of several rows at once."""

    def __init__(self, table: FileTable, context: Context, words: Words, layout: Layout, answers: Answers) -> None:
        self._table = table
        self._context = context
        self._regions = context.regions
        self._words = words
        self._units = layout.units
        self._answers = answers
        self._lookup = Lookup(context, words)
        self._asides = Asides(table, words, context.regions)
        self._slips = Slips(table, words)
        self._amounts = Amounts(table, words, layout.units, answers)
        self._odd_letters = cache(odd_letters)
        self._total_names = TotalNames(context.regions)
        self._rows: list[tuple[RawRow, Row]] = []
        self._without_value: list[RawRow] = []
        self._dashes: list[RawRow] = []
        self._totals: list[Total] = []
        self._rewritten: list[Rewritten] = []
        self._problems = Problems()
        self._notes: list[Wording] = []
        # Rows (0-based) that are no data, and why; and rows to be told of together, by rule and sentence.
        self._aside: dict[int, Sense] = {}
        self._alike: defaultdict[tuple[str, str, Field | None], list[RawRow | int]] = defaultdict(list)
        codes = {region.code for region in context.regions}
        self._codes = frozenset(code for code in codes if _CODE.fullmatch(code))
        self._year_heading = self._heading_of_years()

    # The whole file

    def draft(self, file: str, sheet_problems: Sequence[Problem]) -> Draft:
        """Everything that was read and is to be said."""
        table = self._table
        problems = self._unusable_answers()
        rows: Sequence[Row] = ()
        is_readable = not table.asks and not problems
        if is_readable:
            rows, problems = self._read()
        surroundings = Surroundings(table, self._words, self._units, self._answers, self._context.catalogue, self._rows)
        around = [*surroundings.titles(), *surroundings.around(file), *self._notes]
        problems += surroundings.of_words([*around, *surroundings.unread()]) if is_readable else []
        problems += [
            *Problems(surroundings.of_remarks()),
            *Problems(surroundings.of_marks(self._aside)),
            *of_wordings(around),
        ]
        problems += columns_unread(table, self._context.catalogue, self._asides.whole)
        told = {problem.row for problem in (*table.problems, *problems)}
        problems += [
            Problem("N02", f"{number}行目は見出しより上にあるので読み飛ばしました。", number, None, first_filled(cells))
            for number, cells in enumerate(table.cells.rows[: table.top], 1)
            if first_filled(cells) and number not in told
        ]
        every = by_row([*sheet_problems, *table.problems, *problems])
        catalogue = self._context.catalogue
        cells = {**surroundings.senses, **self._values_not_read(every)}
        return Draft(
            tuple(rows),
            every,
            table.cells.rows,
            table.header_row,
            table.cells.sheets,
            self._questions(every, surroundings),
            tuple(dict.fromkeys([*surroundings.units, *self._amounts.units])),
            account_of(table, self._aside, cells, every, self._context),
            understanding(rows, catalogue, self._regions),
            tuple(dict.fromkeys(" ".join(visible(wording.text).split()) for wording in around if wording.row)),
        )

    def _questions(self, problems: Sequence[Problem], surroundings: Surroundings) -> tuple[Question, ...]:
        asks = {Question(column.value) for column in self._table.asks}
        units = [*surroundings.units, *self._amounts.units]
        asks |= {Question.UNIT} if any(self._words.scale(unit)[0] > 1 for unit in units) else set()
        asks |= {Question.STATUS} if surroundings.asks_status else set()
        asks |= {Question.DASH} if self._dashes else set()
        header = self._table.headers[0]
        asks |= {Question.REGION} if Field.CODE in header.fixed and Field.CODE not in header.places else set()
        asks |= {Question.PERIOD} if any(p.rule == "W24" and "「時点」" in p.message for p in problems) else set()
        asks |= {Question.INDICATOR} if any(p.rule == "W24" and "「指標」" in p.message for p in problems) else set()
        return tuple(question for question in Question if question in asks)

    def _unusable_answers(self) -> list[Problem]:
        """The problems of what was given for the whole file, told once and not for each row."""
        fixed = self._table.headers[0].fixed
        answers = self._answers
        results: list[object] = []
        if answers.period.strip() and fixed.get(Field.PERIOD) == answers.period.strip():
            results.append(self._lookup.period(answers.period.strip()))
        if answers.indicator.strip() and fixed.get(Field.INDICATOR) == answers.indicator.strip():
            results.append(self._lookup.indicator(answers.indicator.strip()))
        if answers.region.strip() and {Field.CODE, Field.NAME} & fixed.keys():
            results.append(self._lookup.region(fixed.get(Field.CODE, ""), fixed.get(Field.NAME, "")))
        if answers.status.strip() and read_status(answers.status) is None:
            words = "、".join(choice.label for choice in Status)
            sentence = f"「{answers.status}」という区分はありません。{words} のどれかにしてください。"
            results.append(Problem("E14", sentence))
        return [for_whole_file(result.rule, result.message) for result in results if isinstance(result, Problem)]

    def _read(self) -> tuple[list[Row], list[Problem]]:
        """The rows of the file, no two of them for one value, and everything to be said of it below its header."""
        table = self._table
        rows = table.cells.rows
        above: tuple[str, ...] = ()
        blocks = self._blocks()
        unsearched: list[Problem] = []
        for at in range(table.start, len(rows)):
            if first_filled(rows[at]):
                cells = rows[at]
                # Between a row and the one above that it refers to a note may stand.
                if not is_note(cells, table):
                    above = cells = self._with_blocks(at, _with_dittos(cells, above, table), above, blocks)
                self._read_row(at, cells)
                if self._problems.errors > MOST_ERRORS:
                    unsearched = [_unsearched(at + 1, self._problems)]
                    break
        read, doubles = self._without_doubles()
        problems = [
            *notices(table, self._rows, self._without_value, self._rewritten),
            *self._problems,
            *unsearched,
            *self._told_together(),
            *self._dash_question(),
            *self._slips.widths(self._rows),
            *unequal_totals(self._totals, read, self._regions),
            *doubles,
        ]
        has_error = any(problem.severity is Severity.ERROR for problem in (*table.problems, *problems))
        if not read and not has_error:
            advice = "見出しの下に、1行に1つの値を書いてください。"
            skipped = next(((row, sense.why) for row, sense in self._aside.items() if sense.role is Role.UNUSED), None)
            why = f"{skipped[0] + 1}行目「{first_filled(rows[skipped[0]]).strip()}」：{skipped[1]}" if skipped else ""
            problems.append(Problem("E04", f"読み取れる値の行がありません。{why}{advice}"))
        return read, problems

    def _blocks(self) -> list[int]:
        """The columns of dates or indicators in which a text stands once for the rows below it, as merged cells do."""
        table = self._table
        rows = [
            row
            for row in table.cells.rows[table.start :]
            if any(place < len(row) and row[place].strip() for place in table.value_places) and not is_note(row, table)
        ]
        places = table.headers[0].places
        blocks = []
        for place in (places[column] for column in (Field.PERIOD, Field.INDICATOR, Field.YEAR) if column in places):
            filled = [place < len(row) and bool(row[place].strip()) for row in rows]
            if filled and filled[0] and filled.count(False) >= max(sum(filled), _FEWEST_IN_BLOCK):
                blocks.append(place)
        return blocks

    def _with_blocks(
        self, at: int, cells: tuple[str, ...], above: Sequence[str], blocks: Sequence[int]
    ) -> tuple[str, ...]:
        """The cells of a row (0-based) with the text that stands above in a column of blocks; told once a column."""
        for place in blocks:
            if place < min(len(cells), len(above)) and not cells[place].strip() and above[place].strip():
                cells = (*cells[:place], above[place], *cells[place + 1 :])
                heading = self._table.columns[place].text
                sentence = f"「{heading}」が空の行は、上の行と同じとして読みます。正しいか確かめてください。"
                self._alike["W24", sentence, None].append(at)
        return cells

    def _read_row(self, at: int, cells: tuple[str, ...]) -> None:
        table = self._table
        number = at + 1
        if is_note(cells, table):
            self._set_aside(at, f"{number}行目は注記なので読み飛ばしました。", first_filled(cells), Role.REMARK)
            for place, cell in enumerate(cells):
                if cell.strip():
                    letter = column_letter(place)
                    self._notes.append(Wording(f"{number}行目{letter}列", cell, number, letter))
            return
        if tuple(cells) == table.cells.rows[table.header_row]:
            sentence = f"{number}行目は見出しの繰り返しなので読み飛ばしました。"
            self._set_aside(at, sentence, first_filled(cells), Role.HEADING)
            return
        if reason := self._asides.reason(RawRow(number, cells, table.headers[0])):
            rule, why = reason
            self._alike[rule, why, None].append(at)
            self._aside[at] = Sense(Role.UNUSED, why)
            return
        for header in table.headers:
            self._read_value(RawRow(number, cells, header))

    def _set_aside(self, at: int, sentence: str, cell: str, role: Role) -> None:
        self._problems.add([Problem("N02", sentence, at + 1, None, cell)])
        self._aside[at] = Sense(role, sentence)

    def _values_not_read(self, problems: Sequence[Problem]) -> dict[tuple[int, int], Sense]:
        """The filled cells in columns of values that give no value, by row and place (0-based)."""
        cells = {}
        table = self._table
        faulty = {problem.row - 1 for problem in problems if problem.row and problem.severity is not Severity.NOTICE}
        read = {(raw.number - 1, raw.header.value_place) for raw, _ in self._rows} if faulty else set()
        for row in faulty - self._aside.keys():
            texts = table.cells.rows[row] if table.start <= row < len(table.cells.rows) else ()
            for place in table.value_places:
                if place < len(texts) and texts[place].strip() and (row, place) not in read:
                    why = "登録する値には入っていません。同じ行のエラーか警告を見てください。"
                    cells[row, place] = Sense(Role.UNUSED, why)
        for raw in (*self._without_value, *self._dashes):
            if text := raw.text(Field.VALUE):
                why = f"「{text}」は値がないという印なので、値としては登録しません。"
                cells[raw.number - 1, raw.header.value_place] = Sense(Role.UNUSED, why)
        return cells

    def _told_together(self) -> Problems:
        """One problem for each reason why several rows were not read."""
        problems = Problems()
        for (rule, why, column), rows in self._alike.items():
            numbers = list(dict.fromkeys(row + 1 if isinstance(row, int) else row.number for row in rows))
            sentence = f"{spans(numbers)}行目（{len(numbers)}行）：{why}"
            first = rows[0]
            if column is not None and not isinstance(first, int):
                more = f"（{spans(numbers)}行目の{len(numbers)}行）" if len(numbers) > 1 else ""
                problems.add([first.problem(rule, f"{why}{more}", column)])
            else:
                cell = first_filled(self._table.cells.rows[numbers[0] - 1])
                problems.add([Problem(rule, sentence, numbers[0], None, cell)])
        return problems

    def _heading_of_years(self) -> str:
        """年度 or 年 where the column of dates is headed so, under which a bare number is a year."""
        places = self._table.headers[0].places
        place = places.get(Field.PERIOD)
        heading = self._table.columns[place] if place is not None else Heading()
        if not heading.is_year:
            return ""
        return "年度" if "年度" in heading.text else "年"

    # One value

    def _read_value(self, raw: RawRow) -> None:
        """One value; every cell that fails adds its problem, so that all of a row's faults are told at once."""
        indicator = self._lookup.indicator(raw.text(Field.INDICATOR))
        total = self._total_names.of(raw)
        if total:
            sentence = f"{raw.number}行目は「{total.name}」の行なので読み飛ばしました。{total.own}書いてください。"
            if raw.number - 1 not in self._aside:
                self._set_aside(raw.number - 1, sentence, total.name, Role.UNUSED)
            period = self._period(raw)
            value = read_value(raw.text(Field.VALUE))
            if isinstance(indicator, Problem) or isinstance(period, Problem) or value is None or value.number is None:
                return
            self._totals.append(Total(raw, total, indicator, period, value.number))
            return
        shift = self._slips.shift(raw)
        if shift:
            self._problems.add([shift])
            return
        if merged := self._slips.merged(raw):
            self._problems.add([merged])
            return
        if raw.text(Field.VALUE) and self._asides.is_cell_struck(raw, raw.header.value_place):
            sentence = "取り消し線で消された値なので読みません。よいか確かめてください。"
            self._problems.add([raw.problem("W22", f"「{raw.text(Field.VALUE)}」は{sentence}", Field.VALUE)])
            return
        self._read_observation(raw, indicator)

    def _period(self, raw: RawRow) -> Period | Problem:
        """The period of a row, from its one column or from two."""
        text = self._days_of_1904(raw)
        places = raw.header.places
        if Field.PART_OF_YEAR not in places and Field.YEAR not in places:
            return self._lookup.period(text, "", "", self._year_heading)
        part = raw.text(Field.PART_OF_YEAR)
        if part.isdecimal() and Field.PART_OF_YEAR in places:
            is_month = "月" in self._table.columns[places[Field.PART_OF_YEAR]].text
            part = f"{part}月" if is_month else f"第{part}四半期"
        return self._lookup.period(text, raw.text(Field.YEAR), part, self._year_heading)

    def _days_of_1904(self, raw: RawRow) -> str:
        text = raw.text(Field.PERIOD)
        if self._table.cells.epoch_1904 and _SERIAL.fullmatch(text):
            return (EXCEL_EPOCH + timedelta(days=int(text) + _EPOCH_1904)).isoformat()
        return text

    def _read_observation(self, raw: RawRow, answer: Indicator | Problem) -> None:
        name = "" if self._total_names.is_prefectures(raw) else raw.text(Field.NAME)
        indicator = at_row(answer, raw, Field.INDICATOR)
        region = at_row(self._lookup.region(raw.text(Field.CODE), name), raw, region_column(raw))
        period = at_row(self._period(raw), raw, Field.PERIOD)
        figures = self._amounts.read(raw, indicator if isinstance(indicator, Indicator) else None)
        if unknown := [part for part in (indicator, region, period) if isinstance(part, Problem)]:
            self._problems.add(unknown)
        if not isinstance(figures, Figures):
            self._problems.add(figures)
            return
        if isinstance(indicator, Problem) or isinstance(region, Problem) or isinstance(period, Problem):
            return
        if figures.value is None and figures.status in STRONGEST_FIRST:
            # No value, and no reason for having none.
            (self._dashes if figures.dash and not self._answers.dash else self._without_value).append(raw)
            return
        misfits = unfit(raw, indicator, region, period)
        if misfits:
            self._problems.add(misfits)
            return
        note = visible(raw.text(Field.NOTE))
        if figures.mark:
            note = "。".join(part for part in (note, f"値の印「{figures.mark}」") if part)
            what = "ことばは値の区分として読み、備考にも残しました" if read_status(figures.mark) else _MARK_KEPT
            self._alike["N05", f"数の横の{what}。", Field.VALUE].append(raw)
        observation = Observation(
            indicator.id,
            region.code,
            period,
            figures.value,
            figures.status,
            source=visible(raw.text(Field.SOURCE)),
            note=note,
            se=figures.se,
            lower=figures.lower,
            upper=figures.upper,
        )
        header = raw.header
        letter = column_letter(header.value_place)
        row = Row(raw.number, observation, letter, raw.text(Field.VALUE), header.value_heading)
        self._rows.append((raw, row))
        if doubts := [*too_fine(raw, figures.value, indicator), *formula_warnings(raw)]:
            self._problems.add(doubts)
        self._rewritten += rewritten_cells(raw, indicator, region, observation)
        self._doubts(raw, observation)

    def _doubts(self, raw: RawRow, observation: Observation) -> None:
        """What may be wrong with a row although all of it can be read."""
        for column in (Field.SOURCE, Field.NOTE):
            text = raw.text(column) if column in raw.header.places else ""
            for rule, sentence in self._odd_letters(text) if text else ():
                self._alike[rule, sentence, column].append(raw)
        if doubt := self._lookup.doubt(raw.text(Field.PERIOD), observation.period):
            self._alike["W20", doubt, Field.PERIOD].append(raw)
        if raw.header.dated:
            hints = [hint for hint in self._words.hints(raw.header.dated) if hint.clue is Clue.DATE]
            if hints and not any(fits(hint, observation.period) for hint in hints):
                sentence = f"見出しに「{raw.header.dated}」とありますが、行の時点と違います。正しいか確かめてください。"
                self._alike["W20", sentence, Field.VALUE].append(raw)
        if raw.text(Field.VALUE) in self._codes:
            sentence = f"「{raw.text(Field.VALUE)}」は地域コードと同じ数です。列がずれていないか確かめてください。"
            self._problems.add([raw.problem("W26", sentence, Field.VALUE)])

    def _dash_question(self) -> Iterable[Problem]:
        if self._dashes:
            first = self._dashes[0]
            numbers = list(dict.fromkeys(raw.number for raw in self._dashes))
            sentence = f"「{first.text(Field.VALUE)}」が{len(self._dashes)}個あります（{spans(numbers)}行目）。"
            meaning = "皆無なら0として、値がないなら値なしとして読みます。答えるまでは値なしとして読みません。"
            how = "画面の「－」の問いかコマンドの --dash 0 か --dash 値なし で答えてください。"
            yield first.problem("W25", f"{sentence}{meaning}{how}", Field.VALUE)

    # Two rows for one value

    def _without_doubles(self) -> tuple[list[Row], Problems]:
        """The first row of each value, and what is to be said about any later one."""
        firsts: dict[Slot, tuple[RawRow, Row]] = {}
        problems = Problems()
        for pair in self._rows:
            raw, row = pair
            first = firsts.setdefault(row.observation.slot, pair)
            if first is not pair:
                problems.add([_double(row, first[1], self._differing_column(raw, first[0]))])
        return [row for _, row in firsts.values()], problems

    def _differing_column(self, raw: RawRow, first: RawRow) -> str:
        """The heading of an unread column in which two rows differ, so that they are parts of something."""
        for place in self._table.unread_places:
            heading = self._table.columns[place]
            texts = {row.cells[place].strip() if place < len(row.cells) else "" for row in (raw, first)}
            if heading.cells and not heading.is_harmless and len(texts) > 1:
                return heading.text
        return ""


def _unsearched(number: int, problems: Iterable[Problem]) -> Problem:
    """That the rows from a number on were not read, because those before have too many errors."""
    rule = next(problem.rule for problem in problems if problem.severity is Severity.ERROR)
    sentence = f"{number + 1}行目から先は、エラーが{MOST_ERRORS:,}件を超えたので確かめていません。"
    return Problem(rule, f"{sentence}ここまでを直してから、もう一度ファイルを選んでください。", number + 1)


def _with_dittos(cells: tuple[str, ...], above: Sequence[str], table: FileTable) -> tuple[str, ...]:
    """The cells with the text of the line above where 〃 stands; a value is never taken from above."""
    if _DITTO.isdisjoint(map(str.strip, cells)):
        return cells
    return tuple(
        above[at] if cell.strip() in _DITTO and at < len(above) and at not in table.value_places else cell
        for at, cell in enumerate(cells)
    )


def _double(row: Row, first: Row, differing: str) -> Problem:
    earlier = f"{first.number}行目"
    observation = row.observation
    if differing:
        sentence = f"{earlier}と指標・地域・時点が同じで、読まない列「{differing}」だけが違います。"
        return row.problem("E13", f"{sentence}内訳の行を消し、合計の1行だけにしてください。")
    if _numbers(observation) != _numbers(first.observation):
        sentence = f"{earlier}と指標・地域・時点が同じなのに、値か区分が違います。正しいほうだけを残してください。"
        return row.problem("E13", sentence)
    if replace(observation, batch=None) == replace(first.observation, batch=None):
        return row.problem("N03", f"{earlier}と同じ内容なので、一つとして読みます。")
    sentence = f"{earlier}と同じ値ですが、出典か備考が違います。{earlier}のほうだけを読みます。"
    return row.problem("N03", sentence)


def _numbers(observation: Observation) -> tuple[object, ...]:
    return observation.value, observation.status, observation.se, observation.lower, observation.upper
