"""What is said of rows and columns besides their errors: rows without data, empty cells, unread columns, notation."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dashboard.catalogue import Catalogue, Indicator
from dashboard.fiscal import Period, iso_label, japanese_date, label
from dashboard.intake.cell_values import has_number, read_value
from dashboard.intake.draft import Field, Problem, Row, at_cell, first_filled, for_whole_file
from dashboard.intake.file_table import FileTable, RawRow
from dashboard.intake.headings import PAPER_HEADINGS, Heading, without_remark
from dashboard.observation import Observation
from dashboard.places import Region
from dashboard.text import decimal_places, format_value, starts_formula

_MARKS = "※ 注 （注 (注 出典 資料 備考 * ＊ 以下余白 以上 単位 （単位 (単位 凡例 記号"
NOTE_MARKS = tuple(_MARKS.split())
MOST_SPANS = 10
PRACTICE = "架空"
"""How the note of every row begins in the files that are there for practice."""

_PLAIN_NUMBER = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?", re.ASCII)
_READINGS = {
    Field.VALUE: "全角の数字、桁区切り、▲、単位などをふつうの数に直して読んだ値",
    Field.PERIOD: "書き方をそろえて読んだ時点",
    Field.CODE: "5桁の地域コードに直して読んだ地域コード",
    Field.NAME: "正式な名前に直して読んだ地域名",
    Field.INDICATOR: "正式な名前に直して読んだ指標",
}


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A cell whose text is not already what it is read as, and its reading."""

    row: RawRow
    column: Field
    reading: str


def notices(
    table: FileTable,
    rows: Sequence[tuple[RawRow, Row]],
    without_value: Sequence[RawRow],
    rewritten: Sequence[Rewritten],
) -> list[Problem]:
    """What is to be said once of many rows: of ``rows`` that were read, of those without a value, of notation."""
    return [
        *_blank_rows(table),
        *_without_status(table, rows),
        *_without_value(without_value),
        *_for_practice(raw for raw, _ in rows),
        *_rewritten(rewritten),
    ]


# Rows and cells that are skipped


def is_note(cells: Sequence[str], table: FileTable) -> bool:
    """Whether a row is a remark under the table: it begins like one and says nothing in any column of values."""
    if not first_filled(cells).strip().startswith(NOTE_MARKS):
        return False
    texts = {place: cell for place, cell in enumerate(cells) if cell.strip()}
    if len(texts) == 1:
        return True
    places = table.headers[0].places
    if min(texts) in {places.get(Field.SOURCE), places.get(Field.NOTE)} or table.value_places & texts.keys():
        return False
    values = [read_value(cell) for cell in texts.values()]
    return all(value is None or value.empty or value.mark for value in values)


def _blank_rows(table: FileTable) -> list[Problem]:
    """One notice for the blank rows among the data; those after the last row are nothing."""
    rows = enumerate(table.cells.rows[table.start :], table.start + 1)
    blank = [number for number, cells in rows if not first_filled(cells)]
    if not blank:
        return []
    return [Problem("N02", f"{spans(blank)}行目は空なので読み飛ばしました（空の行は{len(blank)}行）。", blank[0])]


def _without_value(rows: Iterable[RawRow]) -> list[Problem]:
    """One notice for each value column and way of writing nothing; a template may be empty for most regions."""
    kinds: defaultdict[tuple[int, str], list[RawRow]] = defaultdict(list)
    for row in rows:
        kinds[row.header.value_place, row.text(Field.VALUE)].append(row)
    problems = []
    for (_, text), alike in kinds.items():
        what = "この値" if alike[0].header.fixed else "この行"
        empty = f"「{text}」（値の設定なし）" if text else "空"
        sentence = f"値が{empty}なので、{what}は読み飛ばしました。"
        if len(alike) > 1:
            sentence += f"この列では{spans([row.number for row in alike])}行目の{len(alike)}個が同じです。"
        problems.append(alike[0].problem("N02", sentence, Field.VALUE))
    return problems


def spans(numbers: Sequence[int]) -> str:
    """Ascending row numbers in short: 3～5、8, and など after the tenth span."""
    pairs: list[list[int]] = []
    for number in numbers:
        if pairs and number == pairs[-1][1] + 1:
            pairs[-1][1] = number
        else:
            pairs.append([number, number])
    texts = [f"{first}" if first == last else f"{first}～{last}" for first, last in pairs[:MOST_SPANS]]
    return "、".join(texts) + (" など" if len(pairs) > MOST_SPANS else "")


# Columns that are not read


def columns_unread(table: FileTable, catalogue: Catalogue, settled: frozenset[int]) -> list[Problem]:
    """What is to be said of each column with a heading or content that is not one of ours.

    ``settled`` are columns that split the rows into parts and their whole, of which the whole is read.
    """
    places = [place for place in table.unread_places if table.columns[place].text.strip() not in PAPER_HEADINGS]
    numbers: dict[int, tuple[int, str]] = {}
    filled = set()
    for number, row in enumerate(table.cells.rows[table.start :], table.start + 1) if places else ():
        for place in places:
            if place < len(row) and row[place].strip():
                filled.add(place)
                if place not in numbers and has_number(row[place]):
                    numbers[place] = (number, row[place])
    unread = [place for place in places if place in filled or table.columns[place].cells]
    open_places = filled - settled
    return [
        _column_unread(table, place, numbers.get(place), is_open=place in open_places, catalogue=catalogue)
        for place in unread
    ]


def _column_unread(
    table: FileTable, place: int, number: tuple[int, str] | None, *, is_open: bool, catalogue: Catalogue
) -> Problem:
    """What is to be said of one such column; ``number`` is the first number in it, and its row (1-based)."""
    heading = table.columns[place]
    if number and not heading.cells and place > min(table.value_places):
        # A thousands separator pushes the cells behind it to the right, at last into a column without heading.
        row, cell = number
        advice = "桁区切りのコンマなどで列がずれていないか確かめ、見出しを書くか消してください。"
        return at_cell("E16", f"見出しのない列に数があります。{advice}", row, place, cell)
    may_be_meant = table.wide and heading.cells and not heading.is_known and not heading.is_harmless
    near = catalogue.name_like(without_remark(heading.text)[0]) if may_be_meant else None
    if near:
        rule = "E05"
        sentence = f"という指標はありません。「{near}」ではありませんか。使わない列なら、列ごと消してください。"
    elif heading.barred and is_open:
        rule = "W18"
        sentence = f"「{heading.barred[0].words}」の列なので、実績の値としては読みません。よいか確かめてください。"
    elif number and not (heading.is_harmless or heading.is_area):
        rule = "W11"
        sentence = "値の列として読めないので、この列の数は読みません。よいか確かめてください。"
    elif heading.is_harmless or heading.is_area or heading.column is not None or not is_open:
        rule = "N01"
        sentence = "使わない列なので読みません。"
    else:
        rule = "W21"
        unheaded = "" if heading.cells else "見出しのない列で、"
        doubt = "行を分けている（職種、内訳など一部だけの値である）のではないか確かめてください。"
        sentence = f"{unheaded}読まない列です。{doubt}"
    return at_cell(rule, sentence, table.header_row + 1, place, _last_cell(heading))


def _last_cell(heading: Heading) -> str:
    return heading.cells[-1] if heading.cells else ""


# Standing and words


def _without_status(table: FileTable, rows: Sequence[tuple[RawRow, Row]]) -> list[Problem]:
    """The notice that values without a standing count as official, at the first of them."""
    if any(header.fixed.get(Field.STATUS) for header in table.headers):
        return []
    if Field.STATUS not in table.headers[0].places:
        advice = "値はすべて「確定」として読みます。違うときは列を加えてください。"
        return [Problem("N04", f"「区分」の列がないので、{advice}")]
    has_value = (raw for raw, row in rows if row.observation.value is not None)
    unstated = {raw.number: raw for raw in has_value if not raw.text(Field.STATUS)}
    if not unstated:
        return []
    advice = "その値は「確定」として読みます。違うときは区分を書いてください。"
    first = next(iter(unstated.values()))
    return [first.problem("N04", f"区分が空の行が{len(unstated)}行あり、{advice}", Field.STATUS)]


def _for_practice(rows: Iterable[RawRow]) -> list[Problem]:
    """One warning for all rows that are there for practice."""
    practice = {row.number: row for row in rows if row.text(Field.NOTE).startswith(PRACTICE)}
    if not practice:
        return []
    first = next(iter(practice.values()))
    what = f"「{first.text(Field.NOTE)}」とあるので、練習用の架空の値です（ほかも合わせて{len(practice)}行）。"
    return [first.problem("W12", f"{what}本当に登録するのか確かめてください。", Field.NOTE)]


def formula_warnings(row: RawRow) -> Iterator[Problem]:
    """The warnings about words of a row that a spreadsheet would start as a formula."""
    for column in (Field.SOURCE, Field.NOTE):
        # With the blanks around it, for a leading tab is one of the beginnings.
        place = row.header.places.get(column, len(row.cells))
        text = row.cells[place] if place < len(row.cells) else ""
        if starts_formula(text) and read_value(text) is None:
            what = f"「{row.text(column)}」は、Excelで開くと数式として動きかねない文字で始まります。"
            yield row.problem("W10", f"{what}文字として登録してよいか確かめてください。", column)


# Notation


def rewritten_cells(row: RawRow, indicator: Indicator, region: Region, observation: Observation) -> Iterator[Rewritten]:
    """The cells of a row whose text is not already what it is read as."""
    value = observation.value
    period = observation.period
    if value is not None and not _PLAIN_NUMBER.fullmatch(row.text(Field.VALUE)):
        yield Rewritten(row, Field.VALUE, format_value(value, decimal_places(value)))
    if row.text(Field.PERIOD) not in _plain_forms(period):
        words, day = label(period), japanese_date(period.date)
        yield Rewritten(row, Field.PERIOD, day if words == day else f"{words}（{day}）")
    if row.text(Field.CODE) not in {"", region.code}:
        yield Rewritten(row, Field.CODE, region.code)
    if row.text(Field.NAME) not in {"", region.name}:
        yield Rewritten(row, Field.NAME, region.name)
    if row.text(Field.INDICATOR) not in indicator.names:
        yield Rewritten(row, Field.INDICATOR, indicator.name)


@lru_cache(maxsize=4096)
def _plain_forms(period: Period) -> frozenset[str]:
    """The ways of writing a period that need no echo."""
    return frozenset((label(period), iso_label(period), period.date.isoformat()))


def _rewritten(cells: Iterable[Rewritten]) -> list[Problem]:
    """One notice for each kind of cell: how many there are, and the first of them."""
    kinds: defaultdict[Field, list[Rewritten]] = defaultdict(list)
    for cell in cells:
        kinds[cell.column].append(cell)
    problems = []
    for column, alike in kinds.items():
        row = alike[0].row
        how = f"「{row.text(column)}」を {alike[0].reading} と読みました。"
        sentence = f"{how}{_READINGS[column]}は{len(alike)}件です。"
        in_column = column in row.header.places
        problems.append(row.problem("N05", sentence, column) if in_column else for_whole_file("N05", sentence))
    return problems
