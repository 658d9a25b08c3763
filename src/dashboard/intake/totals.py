"""Rows that sum up other rows: no region's own value, so they are not stored, but what they say is checked."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache

from dashboard.catalogue import Indicator
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
    """What a total row calls itself, and the region that it says it sums up; None for the whole table."""

    name: str
    region: Region | None


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
        if named and named.region is None and self._is_municipality(code):
            return None
        return named or self._named(code or ("" if name else first_filled(line.cells)))

    def _name(self, cell: str) -> Named | None:
        text = "".join(cell.split())
        if text in TOTALS:
            return Named(text, None)
        found = _SUM_OF.fullmatch(text)
        if found and self._region(text) is None:
            region = self._region(found["region"])
            return Named(text, region) if region else None
        return None

    def _is_municipality(self, code: str) -> bool:
        try:
            return bool(code) and self._regions.get(code).level is Level.MUNICIPALITY
        except RegionError:
            return False

    def _region(self, name: str) -> Region | None:
        """The region of this name; of an area and a municipality that share it, the area, which has parts to sum up."""
        for spelling in (name, f"{name}区域"):
            with suppress(RegionError):
                return self._regions.find(spelling)
        return None


def total_of(line: Line, named: Named, indicator: Indicator, period: Period) -> Total | None:
    """The total as a figure; None where its cell holds none."""
    cell = read_value(line.text(Field.VALUE))
    if cell is None or cell.number is None:
        return None
    return Total(line, named, indicator, period, cell.number)


def total_said(line: Line, named: Named) -> Problem:
    """The notice that a total row was not read as a value."""
    own = f"{named.region.name}の値なら、地域名に「{named.region.name}」と" if named.region else _PREFECTURE
    said = f"「{named.name}」の行なので読み飛ばしました。{own}書いてください。"
    return Problem("N02", f"{line.number}行目は{said}", line.number, None, named.name)


def totals_that_differ(totals: Sequence[Total], rows: Sequence[Row], regions: Regions) -> Iterator[Problem]:
    """A warning for each total of a count that is not the sum of its parts in the file."""
    same: defaultdict[tuple[str, date], list[Row]] = defaultdict(list)
    for row in rows:
        same[row.observation.indicator, row.observation.as_of].append(row)
    last = here = 0
    for total in totals:
        if total.line.number > here:
            last, here = here, total.line.number
        pool = same[total.indicator.id, total.period.date] if total.indicator.additive else []
        parts = _parts(total, pool, last, regions)
        values = [row.observation.value for row in parts]
        added = sum(value for value in values if value is not None)
        complete = None not in values
        if parts and (added > total.value or (complete and added != total.value)):
            yield _differs(total, len(parts), added)


def _parts(total: Total, same: Sequence[Row], last: int, regions: Regions) -> list[Row]:
    """The rows that a total sums up; ``last`` is the row of the total before, where a subtotal begins to count."""
    if total.named.name == _SUBTOTAL:
        same = [row for row in same if last < row.number < total.line.number]
    if total.named.region is not None and total.named.region.level is not Level.PREFECTURE:
        members = {region.code for region in regions.members(total.named.region)}
        return [row for row in same if row.observation.region in members]
    by_level = {level: [row for row in same if regions.get(row.observation.region).level is level] for level in Level}
    return by_level[Level.MUNICIPALITY] or by_level[Level.AREA]


def _differs(total: Total, count: int, added: float) -> Problem:
    decimals = total.indicator.decimals
    given, found = format_value(total.value, decimals), format_value(added, decimals)
    said = f"「{total.named.name}」は{given}ですが、{total.indicator.name}の{count}地域を足すと{found}です。"
    return total.line.problem("W04", f"{said}抜けや打ち間違いがないか確かめてください。", Field.VALUE)
