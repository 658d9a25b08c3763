"""How many people live in the regions, and how many of them are 65 or 75 and over: counted, and projected to 2050.

A region's figures are the sums over its municipalities. Where one municipality lacks a figure no sum is given: it would
pass for fewer people. Counts and projections are kept apart by their kind, for they count different people (a register
all who are registered, a census and the projections from it those who live there) and do not make one line.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache, partial
from pathlib import Path

from dashboard.errors import RegionError
from dashboard.fiscal import EARLIEST, LATEST
from dashboard.places.region_files import rows
from dashboard.text import suggestion

_COUNTS = ("total", "aged_65_and_over", "aged_75_and_over")
_COLUMNS = ("code5", "date", "kind", *_COUNTS, "source")


class PopulationKind(StrEnum):
    """How a figure came about; the value is the word in the file."""

    CENSUS = "census_base"
    REGISTER = "juki"
    PROJECTION = "projection"

    @property
    def label(self) -> str:
        """The word on screens and in messages."""
        return {"census_base": "国勢調査（推計の基準）", "juki": "住民基本台帳", "projection": "推計"}[self.value]

    @property
    def counted(self) -> bool:
        """Whether people were counted (census, register); False where their number is projected."""
        return self is not PopulationKind.PROJECTION


@dataclass(frozen=True, slots=True)
class PopulationFigures:
    """The people of one municipality or region at one date: all, those of 65 and over, those of 75 and over."""

    date: date
    kind: PopulationKind
    total: int
    aged_65: int
    aged_75: int
    sources: tuple[str, ...]

    @property
    def ageing_rate(self) -> float | None:
        """高齢化率: the share of people of 65 and over, a fraction of 1; None where nobody lives."""
        return self.aged_65 / self.total if self.total else None


_Key = tuple[date, PopulationKind]
_Known = Mapping[str, Mapping[_Key, PopulationFigures]]


@dataclass(frozen=True)
class Population:
    """The figures of every municipality, by its code and by date and kind; an empty one answers () and None.

    A region is asked for by the five-digit codes of its municipalities, in any order; a code given twice counts once.
    """

    municipalities: _Known

    @property
    def empty(self) -> bool:
        """Whether nothing at all is known, as where the project has no such file."""
        return not self.municipalities

    def of(self, codes: Sequence[str]) -> tuple[PopulationFigures, ...]:
        """The sums over the municipalities, by date, then kind; only where every one of them has a figure."""
        return self._sums(tuple(sorted(set(codes))))

    def counted_near(self, codes: Sequence[str], day: date) -> PopulationFigures | None:
        """The counted figures nearest in date to ``day``, the earlier on a tie; never a projection."""
        counted = [one for one in self.of(codes) if one.kind.counted]
        return min(counted, key=lambda one: (abs(one.date - day), one.date), default=None)

    def projected(self, codes: Sequence[str]) -> tuple[PopulationFigures, ...]:
        """The census that the projections start from, and the projections, by date."""
        return tuple(one for one in self.of(codes) if one.kind is not PopulationKind.REGISTER)

    def projected_at(self, codes: Sequence[str], day: date) -> PopulationFigures | None:
        """The one of ``projected`` for exactly this day, or None: nothing is put between two projections."""
        return next((one for one in self.projected(codes) if one.date == day), None)

    @cached_property
    def _sums(self) -> Callable[[tuple[str, ...]], tuple[PopulationFigures, ...]]:
        # Larger than the regions of any prefecture, so that a screen of all of them adds up once.
        return lru_cache(maxsize=1024)(partial(_sums_of, self.municipalities))


def load_population(path: Path, municipalities: Collection[str]) -> Population:
    """The population of a CSV file, one municipality, date and kind a row; empty where there is no such file.

    Columns: code5, date (2025-01-01), kind (a ``PopulationKind``), total, aged_65_and_over, aged_75_and_over (people),
    source. ``municipalities`` are the codes that may occur; a municipality without a row is no mistake.

    Raises:
        RegionError: the file cannot be read, or a row is wrong; the sentence names the file and the line.
    """
    known: dict[str, dict[_Key, PopulationFigures]] = {}
    for line, row in rows(path, _COLUMNS) if path.exists() else ():
        try:
            _add(known, row, municipalities)
        except RegionError as reason:
            raise RegionError(f"{path.name} {line}行目: {reason}") from None
    return Population(known)


def _sums_of(known: _Known, codes: tuple[str, ...]) -> tuple[PopulationFigures, ...]:
    each = [known.get(code, {}) for code in codes]
    shared = set(each[0]).intersection(*each[1:]) if each else set()
    return tuple(_sum([one[key] for one in each]) for key in sorted(shared))


def _sum(parts: Sequence[PopulationFigures]) -> PopulationFigures:
    return PopulationFigures(
        date=parts[0].date,
        kind=parts[0].kind,
        total=sum(part.total for part in parts),
        aged_65=sum(part.aged_65 for part in parts),
        aged_75=sum(part.aged_75 for part in parts),
        sources=tuple(dict.fromkeys(source for part in parts for source in part.sources)),
    )


def _add(
    known: dict[str, dict[_Key, PopulationFigures]], row: Mapping[str, str], municipalities: Collection[str]
) -> None:
    code = row["code5"]
    if code not in municipalities:
        raise RegionError(f"code5「{code}」の市町村はありません。コードを直すか、この行を消してください。")
    figures = _figures(row)
    of_one = known.setdefault(code, {})
    if (figures.date, figures.kind) in of_one:
        twice = f"code5「{code}」の{figures.date}の「{figures.kind}」が2回あります。"
        raise RegionError(f"{twice}どちらかの行を消してください。")
    of_one[figures.date, figures.kind] = figures


def _figures(row: Mapping[str, str]) -> PopulationFigures:
    total, aged_65, aged_75 = (_people(column, row[column]) for column in _COUNTS)
    if not aged_75 <= aged_65 <= total:
        said = f"75歳以上{aged_75}人、65歳以上{aged_65}人、総数{total}人が、この順に多くなっていません。"
        raise RegionError(f"{said}数を確かめてください。")
    if not row["source"]:
        raise RegionError("source が空です。出典を書いてください。")
    return PopulationFigures(_day(row["date"]), _kind(row["kind"]), total, aged_65, aged_75, (row["source"],))


def _people(column: str, text: str) -> int:
    if not re.fullmatch("[0-9]{1,10}", text):
        raise RegionError(f"{column}「{text}」は0以上の整数ではありません。人数を数字だけで書いてください。")
    return int(text)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    # fromisoformat also takes 20250101 and 2025-W01-3, which nobody means to write here.
    if day.isoformat() != text or not EARLIEST <= day <= LATEST:
        span = f"{EARLIEST.year}年から{LATEST.year}年までの日付"
        raise RegionError(f"date「{text}」を{span}として読めません。2025-01-01 のように書いてください。")
    return day


def _kind(text: str) -> PopulationKind:
    try:
        return PopulationKind(text)
    except ValueError:
        raise RegionError(f"kind「{text}」は使えません。{suggestion(text, list(PopulationKind), every=True)}") from None
