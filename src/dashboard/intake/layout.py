"""The table among a file's cells: its header of one to three rows, what each column holds, where the data begin.

A value gets its meaning (which indicator, region and date) from the cells of its row, from the headings over its
column, from the answers for the whole file, or from the words above the table. So the long shape (a column 値), the
wide one (a column for each indicator) and every cross of indicators, regions and years are read by one reader.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dashboard.intake.clues import Clue, Words
from dashboard.intake.draft import (
    Answers,
    Cells,
    Context,
    Field,
    Problem,
    Sheet,
    Span,
    at_cell,
    first_filled,
)
from dashboard.intake.file_table import MARGINS, FileTable, Header
from dashboard.intake.headings import CHECK_HEADINGS, Heading, Headings, could_be_heading
from dashboard.intake.units import Units
from dashboard.text import listed

HEADER_DEPTH = 20
"""Titles above the header have been seen up to four rows deep; beyond this a file is not a table of ours."""

_MOST_HEADER_ROWS = 3
_WIDEST = 16_384
"""Excel has no column beyond XFD; a longer row is no header."""

_SAMPLE = 6
"""So many cells under a heading that says nothing tell what its column holds."""

_MEANING = (Field.INDICATOR, Field.PERIOD, Field.NAME)
_ANSWER_RULES = {Field.PERIOD: "E17", Field.INDICATOR: "E18"}
_HOW_TO_ANSWER = {
    Field.PERIOD: "画面の「ファイル全体の時点」かコマンドの --period で、令和6年11月 のように",
    Field.INDICATOR: "画面の「ファイル全体の指標」かコマンドの --indicator で",
}


class Layout:
    """Finds the table in a file's cells."""

    def __init__(self, context: Context, words: Words, answers: Answers) -> None:
        self._catalogue = context.catalogue
        self._regions = context.regions
        self._words = words
        self._answers = answers
        self._headings = Headings(context, words)
        self.units = Units(context.catalogue, words, answers)

    def find(self, cells: Cells) -> FileTable | Problem:
        """The table, or the problem nearest to the cause that there is none."""
        if not any(first_filled(row) for row in cells.rows):
            return Problem("E04", f"{_which_file(cells)}空です。値を書いたファイルを選んでください。")
        cells = replace(cells, rows=_with_merged_labels(cells))
        table = self._with_header(cells)
        if isinstance(table, Problem):
            every = listed(cells.sheets)
            hint = f"読んだのはシート「{cells.sheet}」です。別のシートなら、シート（{every}）を選んでください。"
            return replace(table, message=table.message + hint) if len(cells.sheets) > 1 else table
        for place, heading in enumerate(table.headings):
            if heading.strip().startswith(CHECK_HEADINGS):
                # An earlier check's columns have come back with the file.
                return self.find(replace(cells, rows=tuple(row[:place] for row in cells.rows)))
        table, unit_problems = self.units.with_row(table)
        table, answer_problems = self._with_answers(table)
        return replace(table, problems=(*table.problems, *unit_problems, *answer_problems))

    # The header

    def _with_header(self, cells: Cells) -> FileTable | Problem:
        """The table under the first rows that have all the columns needed; else what the likeliest row lacks."""
        lacking: list[tuple[int, Problem]] = []
        for top, row in enumerate(cells.rows[:HEADER_DEPTH]):
            if len(row) > _WIDEST or not first_filled(row):
                continue
            headings = [self._headings.read([cell]) for cell in row if cell.strip()]
            score = sum(heading.is_known or heading.is_count for heading in headings)
            results = [self._table_under(cells, top, bottom) for bottom in self._bottoms(cells.rows, top, score)]
            for result in results[::-1]:
                if isinstance(result, FileTable):
                    return result
            if score >= 2 and all(could_be_heading(cell) for cell in row):
                lacking += [(score, result) for result in results[:1] if isinstance(result, Problem)]
        if not lacking:
            shapes = "「指標,地域コード,地域名,時点,値,区分,出典,備考」、または「地域コード,地域名,時点」と指標の名前"
            where = f"上から{HEADER_DEPTH}行のうちに見出し行が見つかりません。"
            return Problem("E02", f"{where}値の上の行に{shapes}を書いてください。")
        # Several rows that know something may be one header in parts.
        hint = "見出しが何行かに分かれているときは、1行にまとめてください。" if len(lacking) > 1 else ""
        _, problem = max(lacking, key=lambda row: row[0])
        return replace(problem, message=f"{problem.message}{hint}")

    def _bottoms(self, rows: Sheet, top: int, score: int) -> Iterator[int]:
        """The rows at which a header that begins at ``top`` may end."""
        if score >= 2:
            yield top
        elif score == 0 or rows[top][0].strip():
            # A title may name an indicator too; the head of a group of columns does not stand in the first of them.
            return
        elif self._is_title_beside(rows, top):
            return
        for bottom in range(top + 1, min(top + _MOST_HEADER_ROWS, len(rows))):
            if not self._continues(rows, top, bottom):
                return
            yield bottom

    def _is_title_beside(self, rows: Sheet, top: int) -> bool:
        """Whether a row's only cell is a title and no head of a group: not over the first column of values."""
        places = [place for place, cell in enumerate(rows[top]) if cell.strip()]
        several = (
            row for row in rows[top + 1 : top + 1 + _MOST_HEADER_ROWS] if sum(map(bool, map(str.strip, row))) > 1
        )
        below = next(several, ())
        headings = [self._headings.read([cell]) for cell in below]
        values = [
            place
            for place, heading in enumerate(headings)
            if heading.names_value or heading.column is Field.VALUE or heading.barred or heading.status
        ]
        return len(places) == 1 and places != values[:1]

    def _continues(self, rows: Sheet, top: int, bottom: int) -> bool:
        """Whether a row only says more of the columns above which it stands: no value, and no name under 地域名."""
        filled = [(place, cell) for place, cell in enumerate(rows[bottom]) if cell.strip()]
        labels = {
            place
            for row in rows[top:bottom]
            for place, cell in enumerate(row)
            if self._headings.read([cell]).column not in {None, Field.VALUE, Field.INDICATOR}
        }
        for place, cell in filled:
            heading = self._headings.read([cell])
            if not could_be_heading(cell) or not (heading.is_known or heading.status or heading.parts):
                return False
            if place in labels and heading.column is None:
                return False
        return bool(filled)

    def _table_under(self, cells: Cells, top: int, bottom: int) -> FileTable | Problem:
        """The table whose header are these rows (0-based); or which columns they lack, or have twice."""
        columns = self._columns(cells, top, bottom)
        places = self._places(bottom, columns)
        if isinstance(places, Problem):
            return places
        crossed = {
            place: heading for place, heading in enumerate(columns) if heading.names_value and not heading.barred
        }
        counts = [place for place, heading in enumerate(columns) if heading.is_count]
        if not crossed and Field.VALUE not in places and len(counts) == 1:
            places[Field.VALUE] = counts[0]
        if Field.VALUE in places and Field.VALUE not in {columns[place].column for place in crossed}:
            return self._long_table(cells, top, bottom, columns, places)
        places.pop(Field.VALUE, None)
        if self._is_no_key(places, crossed):
            has_region = {Field.CODE, Field.NAME} & places.keys()
            lacking = "「値」" if has_region else "「地域コード」「値」"
            barred = [(place, heading) for place, heading in enumerate(columns) if heading.barred]
            if barred:
                place, heading = barred[0]
                words = heading.barred[0].words
                sentence = f"「{words}」の列だけで、実績の値の列がありません。実績の値の列を加えてください。"
                rule = "E21" if heading.barred[0].clue is Clue.RATE else "E03"
                return _heading_problem(rule, bottom, heading, place, sentence)
            sentence = f"{bottom + 1}行目の見出しに{lacking}の列がありません。列を加えてください。"
            return Problem("E03", sentence, bottom + 1)
        places = self._with_inferred_label(cells, bottom, columns, places, crossed)
        if isinstance(places, Problem):
            return places
        return self._crossed_table(cells, top, bottom, columns, places, crossed)

    @staticmethod
    def _is_no_key(places: Mapping[Field, int], crossed: Mapping[int, Heading]) -> bool:
        """Whether there is no column of values, or only a label and its text: 年度 and 令和8年度 side by side."""
        periods = all(heading.period and not heading.indicator for heading in crossed.values())
        regions = all(heading.region and not heading.indicator for heading in crossed.values())
        has_region = bool({Field.CODE, Field.NAME} & places.keys())
        return not crossed or (periods and Field.PERIOD in places) or (regions and has_region)

    def _columns(self, cells: Cells, top: int, bottom: int) -> tuple[Heading, ...]:
        """What stands over each column, the heads of groups of columns included."""
        rows = cells.rows
        width = max(len(row) for row in rows[top : bottom + 1])
        upper = [_spread(rows[row], width) for row in range(top, bottom)]
        lower = [*rows[bottom], *[""] * (width - len(rows[bottom]))]
        columns = []
        for place in range(width):
            alone = self._headings.read([lower[place]])
            is_label = alone.column not in {None, Field.VALUE} or not lower[place].strip()
            above = [rows[row][place] if place < len(rows[row]) else "" for row in range(top, bottom)]
            stack = above if is_label else [row[place] for row in upper]
            columns.append(self._headings.read([*stack, lower[place]]))
        return self._with_groups(cells, top, columns)

    def _with_groups(self, cells: Cells, top: int, columns: Sequence[Heading]) -> tuple[Heading, ...]:
        """The columns with what the row above the header says of groups of them: 実績 over some, 目標値 over others.

        Such a head tells columns apart; what stands over all of them, or in the first column, is a title.
        """
        values = [place for place, heading in enumerate(columns) if heading.names_value]
        if not top or not values:
            return tuple(columns)
        row = cells.rows[top - 1]
        spread = _spread(row, len(columns))
        heads = {place: self._headings.read([spread[place]]) for place in values if spread[place].strip()}
        if row[:1] and row[0].strip():
            return tuple(columns)
        kinds = {(head.barred != (), head.indicator, head.period, head.status) for head in heads.values()}
        if len(heads) < len(values) or len(kinds) < 2:
            return tuple(columns)
        return tuple(
            self._headings.read([spread[place], *heading.cells]) if place in heads else heading
            for place, heading in enumerate(columns)
        )

    def _places(self, at: int, columns: Sequence[Heading]) -> dict[Field, int] | Problem:
        places: dict[Field, int] = {}
        for place, heading in enumerate(columns):
            column = heading.column
            if column is None or (heading.barred and column is Field.VALUE):
                continue
            if column in {Field.VALUE, Field.INDICATOR} and heading.names_value:
                # A group's head over the columns that it names: 指標 over 通いの場 and 受診率.
                column = Field.VALUE if column is Field.VALUE else None
                if column is None or column in places:
                    continue
            if column is Field.PERIOD and column in places and heading.is_year != columns[places[column]].is_year:
                # 年度 beside 時点 says the same less exactly.
                year, day = (place, places[column]) if heading.is_year else (places[column], place)
                places |= {Field.YEAR: year, Field.PERIOD: day}
                continue
            if column in places:
                sentence = f"「{column}」の列が二つあります。一つにしてください。"
                return _heading_problem("E03", at, heading, place, sentence)
            places[column] = place
        if Field.TIME_CODE in places and Field.PERIOD not in places:
            places[Field.PERIOD] = places.pop(Field.TIME_CODE)
        has_region = {Field.CODE, Field.NAME} & places.keys()
        prefecture = {Field.NAME: Field.PREFECTURE, Field.CODE: Field.PREFECTURE_CODE}
        if not has_region and set(prefecture.values()) & places.keys():
            places |= {column: places.pop(other) for column, other in prefecture.items() if other in places}
        elif not has_region:
            # Beside a code an area says where a region lies, and would be taken for the name of another region.
            area = next((place for place, heading in enumerate(columns) if heading.is_area), None)
            places |= {} if area is None else {Field.NAME: area}
        return places

    def _with_inferred_label(
        self,
        cells: Cells,
        bottom: int,
        columns: Sequence[Heading],
        places: dict[Field, int],
        crossed: Mapping[int, Heading],
    ) -> dict[Field, int] | Problem:
        """The places with a first column whose heading is empty or means nothing, where its cells are of one kind."""
        by_column = {
            Field.INDICATOR: any(heading.indicator for heading in crossed.values()),
            Field.NAME: any(heading.region for heading in crossed.values()),
        }
        first = min(crossed)
        for place, heading in enumerate(columns[:first]):
            column = self._kind_of_cells(cells.rows[bottom + 1 :], place)
            is_odd = not heading.is_known or (heading.column is Field.STATUS and column is not None)
            if not is_odd or heading.is_harmless or column is None or by_column.get(column) or column in places:
                continue
            if column is Field.NAME and Field.CODE in places:
                continue
            places = {known: at for known, at in places.items() if at != place} | {column: place}
        if not {Field.CODE, Field.NAME, Field.INDICATOR, Field.PERIOD} & places.keys():
            row = f"{bottom + 1}行目の見出しに「{Field.CODE.value}」の列がありません。列を加えてください。"
            return Problem("E03", row, bottom + 1)
        return places

    def _kind_of_cells(self, rows: Sheet, place: int) -> Field | None:
        """What the first cells of a column name: regions, indicators or periods; None where anything else."""
        texts = [row[place] for row in rows[: 4 * _SAMPLE] if place < len(row) and row[place].strip()][:_SAMPLE]
        if texts and all(self._regions.named(text) for text in texts[:2]):
            return Field.NAME
        if texts and all(self._headings.indicator(text) for text in texts[:2]):
            return Field.INDICATOR
        return Field.PERIOD if texts and all(self._words.period(text) for text in texts[:2]) else None

    # The two kinds of tables

    def _long_table(
        self, cells: Cells, top: int, bottom: int, columns: tuple[Heading, ...], places: dict[Field, int]
    ) -> FileTable | Problem:
        place = places[Field.VALUE]
        heading = columns[place]
        texts = tuple(column.text for column in columns)
        has_period = bool(heading.period) and Field.PERIOD not in places
        fixed = {Field.PERIOD: heading.period} if has_period else {}
        dated = "" if has_period else heading.period
        fixed |= {Field.STATUS: heading.status} if heading.status and Field.STATUS not in places else {}
        header = Header(bottom, texts, places, fixed, heading.unit, dated)
        problems = _odd_words(bottom, heading, place, "値")
        return FileTable(cells, top, columns, (header,), wide=False, start=bottom + 1, problems=tuple(problems))

    def _crossed_table(  # noqa: PLR0913, PLR0917 - what has been found of the table so far
        self,
        cells: Cells,
        top: int,
        bottom: int,
        columns: tuple[Heading, ...],
        places: dict[Field, int],
        crossed: Mapping[int, Heading],
    ) -> FileTable | Problem:
        texts = tuple(column.text for column in columns)
        headers: dict[tuple[str, ...], Header] = {}
        problems: list[Problem] = []
        # A margin belongs to one value; beside several it is left unread, and that is said.
        places = {column: at for column, at in places.items() if len(crossed) == 1 or column not in MARGINS}
        for place, heading in crossed.items():
            if heading.indicator and Field.INDICATOR in places:
                both = "指標の列と、指標の名前が見出しの列の両方があります。"
                sentence = f"{both}「値」の列を加えるか、指標の列を消してください。"
                at = places[Field.INDICATOR]
                return _heading_problem("E03", bottom, columns[at], at, sentence)
            header = self._value_column(Header(bottom, texts, places), place, heading)
            if isinstance(header, Problem):
                return header
            key = (*(header.fixed.get(column, "") for column in _MEANING), header.fixed.get(Field.STATUS, ""))
            if key in headers:
                name = heading.indicator.name if heading.indicator else heading.text
                sentence = f"「{name}」の列が二つあります。一つにしてください。"
                return _heading_problem("E03", bottom, heading, place, sentence)
            headers[key] = header
            what = f"{heading.indicator.name}の値" if heading.indicator else "値"
            problems += [*self.units.at_heading(header, heading), *_odd_words(bottom, heading, place, what)]
        return FileTable(
            cells, top, columns, tuple(headers.values()), wide=True, start=bottom + 1, problems=tuple(problems)
        )

    def _value_column(self, header: Header, place: int, heading: Heading) -> Header | Problem:
        fixed: dict[Field, str] = {}
        if heading.indicator:
            fixed[Field.INDICATOR] = heading.indicator.id
        if heading.region:
            if {Field.CODE, Field.NAME} & header.places.keys():
                sentence = "地域の列と、地域の名前が見出しの列の両方があります。どちらかにしてください。"
                return _heading_problem("E03", header.row, heading, place, sentence)
            fixed[Field.NAME] = heading.region
        in_column = Field.PERIOD in header.places
        if heading.period and not in_column:
            fixed[Field.PERIOD] = heading.period
        if heading.status and Field.STATUS not in header.places:
            fixed[Field.STATUS] = heading.status
        dated = heading.period if in_column else ""
        places = {**header.places, Field.VALUE: place}
        return replace(header, places=places, fixed=fixed, unit=heading.unit, dated=dated)

    # What is the same for the whole file

    def _with_answers(self, table: FileTable) -> tuple[FileTable, list[Problem]]:
        """The table with the answers for what the file lacks, and what is to be said about them."""
        row = table.header_row + 1
        answers = {
            Field.PERIOD: self._answers.period.strip(),
            Field.INDICATOR: self._answers.indicator.strip(),
        }
        problems = []
        fixed: dict[Field, str] = {}
        asks = []
        for column, answer in answers.items():
            is_lacking = any(column not in header.places and not header.fixed.get(column) for header in table.headers)
            if answer and not is_lacking:
                where = f"{row}行目の見出しに「{column}」があるのに、ファイル全体の{column}も指定されています。"
                problems.append(Problem(_ANSWER_RULES[column], f"{where}指定を外してください。", row))
            title = self._in_title(table, column) if is_lacking and not answer else None
            if title:
                number, cell, text = title
                why = f"「{column}」の列がないので、{number}行目の「{cell}」から、"
                sentence = f"{why}全部の値を{text}のものとして読みます。正しいか確かめてください。"
                problems.append(Problem("W24", sentence, number, None, cell))
                fixed[column] = text
            elif is_lacking and answer:
                fixed[column] = answer
            elif is_lacking:
                asks.append(column)
                how = f"{_HOW_TO_ANSWER[column]}一度だけ指定するか、列を加えてください。"
                sentence = f"{row}行目の見出しに「{column}」の列がありません。{how}"
                problems.append(Problem(_ANSWER_RULES[column], sentence, row))
        region, region_problems = self._region_of_file(table)
        fixed |= region
        headers = tuple(replace(header, fixed={**fixed, **header.fixed}) for header in table.headers)
        table = replace(table, headers=headers, asks=tuple(sorted(asks, key=[*Field].index)))
        return table, [*problems, *region_problems]

    def _in_title(self, table: FileTable, column: Field) -> tuple[int, str, str] | None:
        """The one date or indicator that the rows above the header name: row (1-based), cell, and what it names."""
        results: dict[str, tuple[int, str, str]] = {}
        for number, row in enumerate(table.cells.rows[: table.top], 1):
            for cell in row:
                if column is Field.PERIOD:
                    hints = [hint for hint in self._words.hints(cell) if hint.clue is Clue.DATE and hint.period]
                    results |= {hint.words: (number, cell, hint.words) for hint in hints}
                else:
                    names = self._words.indicators(cell)
                    results |= {indicator.name: (number, cell, indicator.name) for indicator in names}
        return next(iter(results.values())) if len(results) == 1 else None

    def _region_of_file(self, table: FileTable) -> tuple[dict[Field, str], list[Problem]]:
        header = table.headers[0]
        row = table.header_row + 1
        in_file = bool({Field.CODE, Field.NAME} & header.places.keys()) or all(
            header.fixed.get(Field.NAME) for header in table.headers
        )
        answer = self._answers.region.strip()
        if in_file and answer:
            where = f"{row}行目の見出しに地域があるのに、ファイル全体の地域も指定されています。"
            return {}, [Problem("E06", f"{where}指定を外してください。", row)]
        if in_file:
            return {}, []
        if answer:
            return {Field.CODE if answer.isalnum() and answer.isascii() else Field.NAME: answer}, []
        name = self._regions.prefecture.name
        how = "違うときは、画面の「ファイル全体の地域」かコマンドの --region で指定してください。"
        sentence = f"{row}行目の見出しに地域の列がないので、全部の値を{name}のものとして読みます。{how}"
        return {Field.CODE: self._regions.prefecture.code}, [Problem("W24", sentence, row)]


def _which_file(cells: Cells) -> str:
    others = listed([name for name in cells.sheets if name != cells.sheet])
    return f"シート「{cells.sheet}」が（ほかのシート{others}は、シートを選ぶと読みます）" if others else "ファイルが"


def _heading_problem(rule: str, at: int, heading: Heading, place: int, sentence: str) -> Problem:
    """A problem with one heading of the header row ``at`` (0-based)."""
    return at_cell(rule, sentence, at + 1, place, heading.cells[-1] if heading.cells else "")


def _odd_words(at: int, heading: Heading, place: int, what: str) -> Iterator[Problem]:
    """What is to be said of words in a heading of values that nobody reads, or that speak of a part only."""
    for words in (*heading.remarks, *(hint.words for hint in heading.parts)):
        taken_for = f"かっこの中の「{words}」は読まず、{what}として登録します。"
        sentence = f"{taken_for}別の値（目標、前年、一部だけの数など）でないか確かめてください。"
        yield _heading_problem("W11", at, heading, place, sentence)


def _spread(row: Sequence[str], width: int) -> list[str]:
    """A row of heads over groups of columns, each also over the blank cells to its right."""
    cells = []
    last = ""
    for place in range(width):
        cell = row[place] if place < len(row) else ""
        last = cell if cell.strip() else last
        cells.append(last)
    return cells


def _with_merged_labels(cells: Cells) -> Sheet:
    """The rows with the text of merged cells in each of their rows; a merged number stays where it is.

    A label that was merged downwards holds for all its rows. What it holds for sideways, only a heading can tell.
    """
    spans = [span for span in cells.merged if span.bottom > span.top and not _holds_number(cells.rows, span)]
    if not spans:
        return cells.rows
    rows = [list(row) for row in cells.rows]
    for span in spans:
        text = rows[span.top][span.left]
        for at in range(span.top + 1, min(span.bottom + 1, len(rows))):
            rows[at] += [""] * (span.left + 1 - len(rows[at]))
            rows[at][span.left] = text
    return tuple(map(tuple, rows))


def _holds_number(rows: Sheet, span: Span) -> bool:
    is_inside = span.top < len(rows) and span.left < len(rows[span.top])
    return not is_inside or not could_be_heading(rows[span.top][span.left])
