"""Rows that sum up other rows: no region's own value, so they are not stored, but what they say is checked."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from dashboard.catalogue import Indicator
from dashboard.errors import RegionError
from dashboard.fiscal import Period, iso_label, label
from dashboard.intake.cells import NOT_SET, Field, read_value
from dashboard.intake.draft import Row
from dashboard.intake.line import Line
from dashboard.intake.names import Subject, for_whole_file
from dashboard.intake.reading import first_filled
from dashboard.intake.rules import Problem
from dashboard.places import Level, Region, Regions
from dashboard.text import decimal_places, format_value, listed

MOST_SPANS = 10


def without_value(lines: Iterable[Line]) -> list[Problem]:
    """One notice for each value column and way of writing nothing; a template may be empty for most regions."""
    kinds: defaultdict[tuple[int, str], list[Line]] = defaultdict(list)
    for line in lines:
        kinds[line.header.places[Field.VALUE], line.text(Field.VALUE)].append(line)
    return [_notice(kind) for kind in kinds.values()]


def spans(numbers: Sequence[int]) -> str:
    """Ascending row numbers in short: 3～5、8, and など after the tenth span."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    shown = "、".join(f"{first}" if first == last else f"{first}～{last}" for first, last in found[:MOST_SPANS])
    return shown + (" など" if len(found) > MOST_SPANS else "")


def _notice(kind: Sequence[Line]) -> Problem:
    first = kind[0]
    text = first.text(Field.VALUE)
    found = f"「{text}」（値の設定なし）" if text else "空"
    what = "この値" if Field.INDICATOR in first.header.given else "この行"
    others = (
        f"この列では{spans([line.number for line in kind])}行目の{len(kind)}個が同じです。" if len(kind) > 1 else ""
    )
    return first.problem("N02", f"値が{found}なので、{what}は読み飛ばしました。{others}", Field.VALUE)


STARTERS = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings that make a spreadsheet take a text for a formula."""

SAMPLE = "架空"
"""How the note of every row begins in the files that are there for practice."""


def texts_to_mind(line: Line) -> Iterator[Problem]:
    """The warnings about a row's words."""
    for field in (Field.SOURCE, Field.NOTE):
        raw = _raw(line, field)
        if raw.startswith(STARTERS) and raw.strip() not in NOT_SET and read_value(raw) is None:
            said = f"「{line.text(field)}」は、Excelで開くと数式として動きかねない文字で始まります。"
            yield line.problem("W10", f"{said}文字として登録してよいか確かめてください。", field)


def samples(lines: Iterable[Line]) -> list[Problem]:
    """One warning for all rows that are there for practice."""
    found = {line.number: line for line in lines if line.text(Field.NOTE).startswith(SAMPLE)}
    said = "とあるので、練習用の架空の値です"
    return [
        line.problem(
            "W12",
            f"「{line.text(Field.NOTE)}」{said}（ほかも合わせて{len(found)}行）。本当に登録するのか確かめてください。",
            Field.NOTE,
        )
        for line in list(found.values())[:1]
    ]


def _raw(line: Line, field: Field) -> str:
    """The cell with the blanks around it, for a leading tab is one of the beginnings."""
    place = line.header.places.get(field)
    return line.cells[place] if place is not None and place < len(line.cells) else ""


_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_WHAT = {
    Field.VALUE: "全角の数字、桁区切り、▲、単位などをふつうの数に直して読んだ値",
    Field.PERIOD: "書き方をそろえて読んだ時点",
    Field.CODE: "5桁の地域コードに直して読んだ地域コード",
    Field.NAME: "正式な名前に直して読んだ地域名",
    Field.INDICATOR: "正式な名前に直して読んだ指標",
}


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A cell, and what it was read as."""

    line: Line
    field: Field
    read_as: str


def rewritten(line: Line, subject: Subject, value: float | None) -> Iterator[Rewritten]:
    """The cells of a row whose text is not already what it is read as."""
    text = line.text(Field.VALUE)
    if value is not None and not _PLAIN_NUMBER.fullmatch(text):
        yield Rewritten(line, Field.VALUE, _number(value))
    written, period = line.text(Field.PERIOD), subject.period
    if written not in _plain_forms(period):
        yield Rewritten(line, Field.PERIOD, f"{label(period)}（{period.date.isoformat()}）")
    code, name = line.text(Field.CODE), line.text(Field.NAME)
    if code not in {"", subject.region.code}:
        yield Rewritten(line, Field.CODE, subject.region.code)
    if name not in {"", subject.region.name}:
        yield Rewritten(line, Field.NAME, subject.region.name)
    if line.text(Field.INDICATOR) not in subject.indicator.names:
        yield Rewritten(line, Field.INDICATOR, subject.indicator.name)


@lru_cache(maxsize=4096)
def _plain_forms(period: Period) -> frozenset[str]:
    """The ways of writing a period that need no echo."""
    return frozenset((label(period), iso_label(period), period.date.isoformat()))


def said_once(found: Iterable[Rewritten]) -> list[Problem]:
    """One notice for each kind of cell: how many there are, and the first of them."""
    kinds: defaultdict[Field, list[Rewritten]] = defaultdict(list)
    for one in found:
        kinds[one.field].append(one)
    return [_notice_normalised(kind) for kind in kinds.values()]


def _notice_normalised(kind: list[Rewritten]) -> Problem:
    line, field = kind[0].line, kind[0].field
    said = f"「{line.text(field)}」を {kind[0].read_as} と読みました。{_WHAT[field]}は{len(kind)}件です。"
    return line.problem("N05", said, field) if field in line.header.places else for_whole_file("N05", said)


def _number(value: float) -> str:
    return format_value(value, decimal_places(value))


TOTALS = frozenset(
    {
        "合計",
        "計",
        "総計",
        "総数",
        "小計",
        "県計",
        "府計",
        "都計",
        "道計",
        "県合計",
        "全県",
        "全域",
        "市町村計",
        "圏域計",
    }
)
_SUBTOTAL = "小計"
_PREFECTURE = "都道府県の値なら、地域名に都道府県名を"
_SUM_OF = re.compile(r"(?P<region>.+?)(?:合計|小計|総計|総数|計)")


@dataclass(frozen=True)
class Named:
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

    line: Line
    named: Named
    indicator: Indicator
    period: Period
    value: float


class TotalNames:
    """Tells what a row sums up. The answers are kept: a name that is no region's makes a search for the nearest."""

    def __init__(self, regions: Regions) -> None:
        self._regions = regions
        self._named = cache(self._name)

    def of(self, line: Line) -> Named | None:
        """What a row sums up, if it is a total: 合計, 小計, 県計, or a region's name followed by 計.

        Where no region is written at all, the word may stand in a column further left. Beside a municipality's code it
        makes no total: one of the two is wrong.
        """
        name, code = line.text(Field.NAME), line.text(Field.CODE)
        named = self._named(name)
        if named and not named.regions and self._is_municipality(code):
            return None
        return named or self._named(code or ("" if name else first_filled(line.cells)))

    def _name(self, cell: str) -> Named | None:
        text = "".join(cell.split())
        if text in TOTALS:
            return Named(text, _PREFECTURE)
        found = _SUM_OF.fullmatch(text)
        regions = self._summed_up(found["region"]) if found and not self._summed_up(text) else ()
        return Named(text, self._own(regions), regions) if regions else None

    def _is_municipality(self, code: str) -> bool:
        try:
            return bool(code) and self._regions.get(code).level is Level.MUNICIPALITY
        except RegionError:
            return False

    def _summed_up(self, name: str) -> tuple[Region, ...]:
        """The region of this name; of an area and a municipality that share it, the area, which has parts to sum up."""
        found = self._regions.named(name)
        return found if len(found) == 1 else tuple(region for region in found if region.level is Level.AREA)

    def _own(self, regions: tuple[Region, ...]) -> str:
        names = listed([self._regions.full_name(region) for region in regions])
        which = "のどれか" if len(regions) > 1 else ""
        return f"{regions[0].name}の値なら、地域名に{names}{which}と"


def total_of(line: Line, named: Named, indicator: Indicator, period: Period) -> Total | None:
    """The total as a figure; None where its cell holds none."""
    cell = read_value(line.text(Field.VALUE))
    if cell is None or cell.number is None:
        return None
    return Total(line, named, indicator, period, cell.number)


def total_said(line: Line, named: Named) -> Problem:
    """The notice that a total row was not read as a value."""
    said = f"「{named.name}」の行なので読み飛ばしました。{named.own}書いてください。"
    return Problem("N02", f"{line.number}行目は{said}", line.number, None, named.name)


def totals_that_differ(totals: Sequence[Total], rows: Sequence[Row], regions: Regions) -> Iterator[Problem]:
    """A warning for each total of a count that is not the sum of its parts in the file.

    Regions of two sets are never added up: where a total may be of either, it agrees when it is the sum of one.
    """
    same: defaultdict[tuple[str, date], list[Row]] = defaultdict(list)
    for row in rows:
        same[row.observation.indicator, row.observation.as_of].append(row)
    last = here = 0
    for total in totals:
        if total.line.number > here:
            last, here = here, total.line.number
        pool = same[total.indicator.id, total.period.date] if total.indicator.additive else []
        ways = _parts(total, pool, last, regions)
        if ways and not any(_agrees(total, parts) for parts in ways):
            yield _differs(total, ways[0])


def _parts(total: Total, same: Sequence[Row], last: int, regions: Regions) -> list[list[Row]]:
    """The rows that a total sums up, once for each way to read it; a subtotal begins after ``last``."""
    if total.named.name == _SUBTOTAL:
        same = [row for row in same if last < row.number < total.line.number]
    wholes = [region for region in total.named.regions if region.level is not Level.PREFECTURE]
    within = [regions.members(region) for region in wholes] or [one.regions for one in regions.sets]
    ways = [_rows_of(parts, same) for parts in within]
    # The municipalities, the last set, are added up wherever they stand in the file, whatever areas stand beside them.
    return [rows for rows in (ways if wholes or not ways[-1] else ways[-1:]) if rows]


def _rows_of(regions: Sequence[Region], rows: Sequence[Row]) -> list[Row]:
    codes = {region.code for region in regions}
    return [row for row in rows if row.observation.region in codes]


def _agrees(total: Total, parts: Sequence[Row]) -> bool:
    """Parts without a number may make the total larger than the sum."""
    added, hidden = _added(parts), any(row.observation.value is None for row in parts)
    return added == total.value or (hidden and added < total.value)


def _added(parts: Sequence[Row]) -> float:
    return sum(row.observation.value or 0.0 for row in parts)


def _differs(total: Total, parts: Sequence[Row]) -> Problem:
    decimals = total.indicator.decimals
    given, found = format_value(total.value, decimals), format_value(_added(parts), decimals)
    said = f"「{total.named.name}」は{given}ですが、{total.indicator.name}の{len(parts)}地域を足すと{found}です。"
    return total.line.problem("W04", f"{said}抜けや打ち間違いがないか確かめてください。", Field.VALUE)
