"""What is said of rows besides their errors: rows that are no data, totals, empty cells, notation, words to mind.

Rows that sum up other rows are no region's own value, so they are not stored, but what they say is checked.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from dashboard.catalogue import Indicator
from dashboard.errors import RegionError
from dashboard.fiscal import Period, iso_label, label
from dashboard.intake.cell_values import read_value
from dashboard.intake.draft import Field, Problem, Row, first_filled, for_whole_file
from dashboard.intake.header import FileTable, RawRow
from dashboard.observation import Observation
from dashboard.places import Level, Region, Regions
from dashboard.text import decimal_places, format_value, listed, starts_formula

NOTE_MARKS = ("※", "注", "（注", "(注", "出典", "資料", "備考")
MOST_SPANS = 10
PRACTICE = "架空"
"""How the note of every row begins in the files that are there for practice."""

_TOTALS = "合計 計 総計 総数 小計 県計 府計 都計 道計 県合計 全県 全域 市町村計 圏域計"
_SUBTOTAL = "小計"
_SUM_OF = re.compile(r"(?P<region>.+?)(?:合計|小計|総計|総数|計)")
_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
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
    return all(value is None or value.empty for value in values)


def _blank_rows(table: FileTable) -> list[Problem]:
    """One notice for the blank rows among the data; those after the last row are nothing."""
    rows = enumerate(table.cells.rows[table.start :], table.start + 1)
    blank = [number for number, cells in rows if not first_filled(cells)]
    if not blank:
        return []
    return [Problem("N02", f"{_spans(blank)}行目は空なので読み飛ばしました（空の行は{len(blank)}行）。", blank[0])]


def _without_value(rows: Iterable[RawRow]) -> list[Problem]:
    """One notice for each value column and way of writing nothing; a template may be empty for most regions."""
    kinds: defaultdict[tuple[int, str], list[RawRow]] = defaultdict(list)
    for row in rows:
        kinds[row.header.value_place, row.text(Field.VALUE)].append(row)
    problems = []
    for (_, text), alike in kinds.items():
        what = "この値" if Field.INDICATOR in alike[0].header.fixed else "この行"
        empty = f"「{text}」（値の設定なし）" if text else "空"
        sentence = f"値が{empty}なので、{what}は読み飛ばしました。"
        if len(alike) > 1:
            sentence += f"この列では{_spans([row.number for row in alike])}行目の{len(alike)}個が同じです。"
        problems.append(alike[0].problem("N02", sentence, Field.VALUE))
    return problems


def _spans(numbers: Sequence[int]) -> str:
    """Ascending row numbers in short: 3～5、8, and など after the tenth span."""
    pairs: list[list[int]] = []
    for number in numbers:
        if pairs and number == pairs[-1][1] + 1:
            pairs[-1][1] = number
        else:
            pairs.append([number, number])
    texts = [f"{first}" if first == last else f"{first}～{last}" for first, last in pairs[:MOST_SPANS]]
    return "、".join(texts) + (" など" if len(pairs) > MOST_SPANS else "")


# Standing and words


def _without_status(table: FileTable, rows: Sequence[tuple[RawRow, Row]]) -> list[Problem]:
    """The notice that values without a standing count as official, at the first of them."""
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
        yield Rewritten(row, Field.PERIOD, f"{label(period)}（{period.date.isoformat()}）")
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


# Totals


@dataclass(frozen=True)
class TotalName:
    """What a total row calls itself, and what it says it sums up.

    ``regions`` are several where areas of different sets share the name, and none for the whole table; ``own`` says how
    a region's own value is written instead.
    """

    name: str
    own: str
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True)
class Total:
    """A total that the file gives: of what, and how much."""

    row: RawRow
    name: TotalName
    indicator: Indicator
    period: Period
    value: float


class TotalNames:
    """Tells what a row sums up. The answers are kept: a name that is no region's makes a search for the nearest."""

    def __init__(self, regions: Regions) -> None:
        self._regions = regions
        self._total_name = cache(self._read_name)

    def of(self, row: RawRow) -> TotalName | None:
        """What a row sums up, if it is a total: 合計, 小計, 県計, or a region's name followed by 計.

        Where no region is written at all, the word may stand in a column further left. Beside a municipality's code it
        makes no total: one of the two is wrong.
        """
        name = row.text(Field.NAME)
        code = row.text(Field.CODE)
        total = self._total_name(name)
        if total and not total.regions and self._is_municipality(code):
            return None
        return total or self._total_name(code or ("" if name else first_filled(row.cells)))

    def _read_name(self, cell: str) -> TotalName | None:
        name = "".join(cell.split())
        if name in _TOTALS.split():
            return TotalName(name, "都道府県の値なら、地域名に都道府県名を")
        match = _SUM_OF.fullmatch(name)
        regions = self._regions_to_sum(match["region"]) if match and not self._regions_to_sum(name) else ()
        if not regions:
            return None
        names = listed([self._regions.full_name(region) for region in regions])
        which = "のどれか" if len(regions) > 1 else ""
        return TotalName(name, f"{regions[0].name}の値なら、地域名に{names}{which}と", regions)

    def _is_municipality(self, code: str) -> bool:
        try:
            return bool(code) and self._regions.get(code).level is Level.MUNICIPALITY
        except RegionError:
            return False

    def _regions_to_sum(self, name: str) -> tuple[Region, ...]:
        """The region of this name; of an area and a municipality that share it, the area, which has parts to sum up."""
        regions = self._regions.named(name)
        return regions if len(regions) == 1 else tuple(region for region in regions if region.level is Level.AREA)


def unequal_totals(totals: Sequence[Total], rows: Sequence[Row], regions: Regions) -> Iterator[Problem]:
    """A warning for each total of a count that is not the sum of its parts in the file.

    Regions of two sets are never added up: where a total may be of either, it agrees when it is the sum of one.
    """
    pools: defaultdict[tuple[str, Period], list[Row]] = defaultdict(list)
    for row in rows:
        pools[row.observation.indicator, row.observation.period].append(row)
    above = 0
    here = 0
    for total in totals:
        if total.row.number > here:
            above = here
            here = total.row.number
        pool = pools[total.indicator.id, total.period] if total.indicator.additive else []
        if total.name.name == _SUBTOTAL:
            pool = [row for row in pool if above < row.number < here]
        parts = _summed_rows(total, pool, regions)
        if parts and not any(_agrees(total, way) for way in parts):
            decimals = total.indicator.decimals
            count = f"{total.indicator.name}の{len(parts[0])}地域を足すと{format_value(_sum(parts[0]), decimals)}です。"
            sentence = f"「{total.name.name}」は{format_value(total.value, decimals)}ですが、{count}"
            advice = "抜けや打ち間違いがないか確かめてください。"
            yield total.row.problem("W04", f"{sentence}{advice}", Field.VALUE)


def _summed_rows(total: Total, pool: Sequence[Row], regions: Regions) -> list[list[Row]]:
    """The rows that a total sums up, once for each way to read it."""
    wholes = [region for region in total.name.regions if region.level is not Level.PREFECTURE]
    members = [regions.members(region) for region in wholes] or [region_set.regions for region_set in regions.sets]
    ways = []
    for parts in members:
        codes = {region.code for region in parts}
        ways.append([row for row in pool if row.observation.region in codes])
    # The municipalities, the last set, are added up wherever they stand in the file, whatever areas stand beside them.
    if not wholes and ways[-1]:
        return ways[-1:]
    return [way for way in ways if way]


def _sum(rows: Sequence[Row]) -> float:
    return sum(row.observation.value or 0.0 for row in rows)


def _agrees(total: Total, rows: Sequence[Row]) -> bool:
    """Parts without a number may make the total larger than the sum."""
    added = _sum(rows)
    is_partial = any(row.observation.value is None for row in rows)
    return added == total.value or (is_partial and added < total.value)
