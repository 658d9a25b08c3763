"""How many people live in the regions, and how many of them are 65 or 75 and over: counted, and projected to 2050.

A region's figures are the sums over its municipalities. Where one municipality lacks a figure no sum is given: it would
pass for fewer people. Counts and projections are kept apart by their kind, for they count different people (a register
all who are registered, a census and the projections from it those who live there) and do not make one line.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, partial
from pathlib import Path

from dashboard.errors import RegionError
from dashboard.fiscal import EARLIEST, LATEST
from dashboard.places.region_files import Row, check_code, read_rows
from dashboard.text import Term, suggestion

_COUNTS = ("total", "aged_65_and_over", "aged_75_and_over")
_COLUMNS = ("code5", "date", "kind", *_COUNTS, "source")


class PopulationKind(Term):
    """How a figure came about; the value is the word in the file."""

    CENSUS = "census_base", "国勢調査（推計の基準）"
    REGISTER = "juki", "住民基本台帳"
    PROJECTION = "projection", "推計"

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
_FiguresByCode = Mapping[str, Mapping[_Key, PopulationFigures]]


@dataclass(frozen=True)
class Population:
    """The figures of every municipality, by its code and by date and kind; an empty one answers () and None.

    A region is asked for by the five-digit codes of its municipalities, in any order; a code given twice counts once.
    """

    municipalities: _FiguresByCode

    def __getstate__(self) -> dict[str, _FiguresByCode]:
        """Pickled without the sums."""
        return {"municipalities": self.municipalities}

    @property
    def empty(self) -> bool:
        """Whether there are no figures at all, as where the project has no such file."""
        return not self.municipalities

    def of(self, codes: Sequence[str]) -> tuple[PopulationFigures, ...]:
        """The sums over the municipalities, by date, then kind; only where every one of them has a figure."""
        return self._sums(tuple(sorted(set(codes))))

    def counted_near(self, codes: Sequence[str], day: date) -> PopulationFigures | None:
        """The counted figures nearest in date to ``day``, the earlier on a tie; never a projection."""
        counts = [figures for figures in self.of(codes) if figures.kind.counted]
        return min(counts, key=lambda figures: (abs(figures.date - day), figures.date), default=None)

    def projected(self, codes: Sequence[str]) -> tuple[PopulationFigures, ...]:
        """The census that the projections start from, and the projections, by date."""
        return tuple(figures for figures in self.of(codes) if figures.kind is not PopulationKind.REGISTER)

    def projected_at(self, codes: Sequence[str], day: date) -> PopulationFigures | None:
        """The one of ``projected`` for exactly this day, or None: nothing is put between two projections."""
        return next((figures for figures in self.projected(codes) if figures.date == day), None)

    @cached_property
    def _sums(self) -> Callable[[tuple[str, ...]], tuple[PopulationFigures, ...]]:
        # Larger than the regions of any prefecture, so that a screen of all of them adds up once.
        return lru_cache(maxsize=1024)(partial(_sums_of, self.municipalities))


def load_population(path: Path, municipality_codes: Collection[str]) -> Population:
    """The population of a CSV file, one municipality, date and kind a row; empty where there is no such file.

    Columns: code5, date (2025-01-01), kind (a ``PopulationKind``), total, aged_65_and_over, aged_75_and_over (people),
    source. ``municipality_codes`` are those that may occur; a municipality without a row is no mistake.
    """
    municipalities: dict[str, dict[_Key, PopulationFigures]] = {}

    def add(row: Row) -> None:
        code = row["code5"]
        check_code(row, "code5", municipality_codes)
        figures = _figures(row)
        by_date = municipalities.setdefault(code, {})
        if (figures.date, figures.kind) in by_date:
            raise RegionError(
                f"code5「{code}」の{figures.date}の「{figures.kind}」が2回あります。どちらかの行を消してください。"
            )
        by_date[figures.date, figures.kind] = figures

    if path.exists():
        read_rows(path, _COLUMNS, add)
    return Population(municipalities)


def _sums_of(municipalities: _FiguresByCode, codes: tuple[str, ...]) -> tuple[PopulationFigures, ...]:
    members = [municipalities.get(code, {}) for code in codes]
    shared = set(members[0]).intersection(*members[1:]) if members else set()
    sums = []
    for day, kind in sorted(shared):
        parts = [member[day, kind] for member in members]
        sums.append(
            PopulationFigures(
                date=day,
                kind=kind,
                total=sum(part.total for part in parts),
                aged_65=sum(part.aged_65 for part in parts),
                aged_75=sum(part.aged_75 for part in parts),
                sources=tuple(dict.fromkeys(source for part in parts for source in part.sources)),
            )
        )
    return tuple(sums)


def _figures(row: Row) -> PopulationFigures:
    for column in _COUNTS:
        if not re.fullmatch("[0-9]{1,10}", row[column]):
            raise RegionError(f"{column}「{row[column]}」は0以上の整数ではありません。人数を数字だけで書いてください。")
    total, aged_65, aged_75 = (int(row[column]) for column in _COUNTS)
    if not aged_75 <= aged_65 <= total:
        raise RegionError(
            f"75歳以上{aged_75}人、65歳以上{aged_65}人、総数{total}人が、この順に多くなっていません。"
            "数を確かめてください。"
        )
    if not row["source"]:
        raise RegionError("source が空です。出典を書いてください。")
    return PopulationFigures(_day(row["date"]), _kind(row["kind"]), total, aged_65, aged_75, (row["source"],))


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    # fromisoformat also takes 20250101 and 2025-W01-3, which nobody means to write here.
    if day.isoformat() != text or not EARLIEST <= day <= LATEST:
        raise RegionError(
            f"date「{text}」を{EARLIEST.year}年から{LATEST.year}年までの日付として読めません。"
            "2025-01-01 のように書いてください。"
        )
    return day


def _kind(text: str) -> PopulationKind:
    try:
        return PopulationKind(text)
    except ValueError:
        raise RegionError(f"kind「{text}」は使えません。{suggestion(text, list(PopulationKind), every=True)}") from None
