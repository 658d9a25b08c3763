"""Rows that sum up other rows: no region's own value, so they are not stored, but what they say is checked."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from dashboard.catalogue import Indicator
from dashboard.catalogue.wording import listed
from dashboard.errors import RegionError
from dashboard.fiscal import Period
from dashboard.intake.cells import read_value
from dashboard.intake.columns import Field
from dashboard.intake.draft import Row
from dashboard.intake.line import Line
from dashboard.intake.problems import Problem
from dashboard.intake.sheet import first_filled
from dashboard.progress import format_value
from dashboard.regions import Level, Region, Regions

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
