"""Rows that sum up other rows: they are no region's own value, so they are not stored, but what they say is checked."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from dashboard.catalogue import Indicator
from dashboard.errors import RegionError
from dashboard.fiscal import Period
from dashboard.intake.draft import Field, Problem, Row, first_filled
from dashboard.intake.file_table import RawRow
from dashboard.places import Level, Region, Regions
from dashboard.text import format_value, listed

_WORDS = "合計 計 総計 総数 総合計 小計 集計 県計 府計 都計 道計 県合計 県全体 全県 全域 全体 市町村計 圏域計 管内計"
_TOTALS = frozenset(_WORDS.split())
_CITIES = frozenset(["市計", "市部計", "市部"])
_TOWNS = frozenset(["町村計", "町村部計", "郡部計", "郡計", "町村部", "郡部"])
_SUBTOTAL = "小計"
_SUM_OF = re.compile(r"(?P<region>.+?)(?:合計|小計|総計|総数|計)")


def is_total(text: str) -> bool:
    """Whether a text is a word for the sum of a whole table: 合計, 総数."""
    return "".join(text.split()) in _TOTALS


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
        if total and not total.regions and (self.is_prefectures(row) or self._level(code) is Level.MUNICIPALITY):
            # The prefecture's own code says whose value 県計 is; a municipality's contradicts it.
            return None
        return total or self._total_name(code or ("" if name else first_filled(row.cells)))

    def is_prefectures(self, row: RawRow) -> bool:
        """Whether a row is the prefecture's own, as its code says, though its name is a word for a total."""
        return is_total(row.text(Field.NAME)) and self._level(row.text(Field.CODE)) is Level.PREFECTURE

    def _read_name(self, cell: str) -> TotalName | None:
        name = "".join(cell.split())
        if name in _TOTALS | _CITIES | _TOWNS:
            return TotalName(name, "都道府県の値なら、地域名に都道府県名を")
        match = _SUM_OF.fullmatch(name)
        regions = self._regions_to_sum(match["region"]) if match and not self._regions_to_sum(name) else ()
        if not regions:
            return None
        names = listed([self._regions.full_name(region) for region in regions])
        which = "のどれか" if len(regions) > 1 else ""
        return TotalName(name, f"{regions[0].name}の値なら、地域名に{names}{which}と", regions)

    def _level(self, code: str) -> Level | None:
        try:
            return self._regions.get(code).level if code else None
        except RegionError:
            return None

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
        # The rows stand in the order of the file.
        since = pool[bisect_right(pool, above, key=_number) : bisect_left(pool, here, key=_number)]
        parts = _summed_rows(total, since if total.name.name == _SUBTOTAL else pool, regions)
        # 計 after the municipalities of an area sums up these, 計 at the end the whole table.
        parts += _summed_rows(total, since, regions) if total.name.name in _TOTALS else []
        if parts and not any(_agrees(total, way) for way in parts):
            decimals = total.indicator.decimals
            count = f"{total.indicator.name}の{len(parts[0])}地域を足すと{format_value(_sum(parts[0]), decimals)}です。"
            sentence = f"「{total.name.name}」は{format_value(total.value, decimals)}ですが、{count}"
            advice = "抜けや打ち間違いがないか確かめてください。"
            yield total.row.problem("W04", f"{sentence}{advice}", Field.VALUE)


def _number(row: Row) -> int:
    return row.number


def _summed_rows(total: Total, pool: Sequence[Row], regions: Regions) -> list[list[Row]]:
    """The rows that a total sums up, once for each way to read it."""
    wholes = [region for region in total.name.regions if region.level is not Level.PREFECTURE]
    members = [regions.members(region) for region in wholes] or [region_set.regions for region_set in regions.sets]
    ways = []
    for parts in members:
        codes = {region.code for region in parts if _is_part(total, region)}
        ways.append([row for row in pool if row.observation.region in codes])
    # The municipalities, the last set, are added up wherever they stand in the file, whatever areas stand beside them.
    if not wholes and ways[-1]:
        return ways[-1:]
    return [way for way in ways if way]


def _is_part(total: Total, region: Region) -> bool:
    """市部計 sums up what is called 市, 町村計 the rest."""
    is_city = region.name.endswith("市")
    return not (total.name.name in _CITIES and not is_city) and not (total.name.name in _TOWNS and is_city)


def _sum(rows: Sequence[Row]) -> float:
    return sum(row.observation.value or 0.0 for row in rows)


def _agrees(total: Total, rows: Sequence[Row]) -> bool:
    """Parts without a number may make the total larger than the sum."""
    added = _sum(rows)
    is_partial = any(row.observation.value is None for row in rows)
    return added == total.value or (is_partial and added < total.value)
