"""What all pictures of one indicator in many regions share: which values, and the words around them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from dashboard.catalogue import Catalogue, Indicator
from dashboard.charts.table import Column, ColumnKind, Table
from dashboard.comparing import Basis, Comparison, RegionalValue
from dashboard.fiscal import japanese_date
from dashboard.judging.words import value_with_unit
from dashboard.observation import Status, counts
from dashboard.places import Region, Regions
from dashboard.places.residents import PopulationFigures
from dashboard.text import folded, format_value, joined_sources


class Look(Enum):
    """How figures are drawn: those that count for the plan, others of it, residents as counted, and projections."""

    OFFICIAL = "official"
    REFERENCE = "reference"
    COUNTED = "counted"
    PROJECTED = "projected"

    @property
    def hollow(self) -> bool:
        """Whether its points must not pass for facts of the plan."""
        return self in {Look.REFERENCE, Look.PROJECTED}


def look_of(indicator: Indicator, status: Status | None) -> Look:
    """Whether a value may be joined to those of the plan."""
    judged = counts(status, provisional=indicator.grade_provisional)
    return Look.OFFICIAL if judged else Look.REFERENCE


def standing_word(status: Status | None) -> str:
    """The word for a value that is not official, else nothing."""
    return status.label if status and status is not Status.OFFICIAL else ""


def standing_text(value: RegionalValue) -> str:
    """区分: the word for a value's standing, or why there is none, and that it is a sum."""
    standing = value.why if value.value is None else value.status.label if value.status else ""
    return f"{standing}（市町村の合計）" if value.summed else standing


LIST = "、"


@dataclass(frozen=True)
class RegionalView:
    """A comparison with what must stand beside it; ``chosen`` is marked where the reader took the picture home."""

    catalogue: Catalogue
    regions: Regions
    comparison: Comparison
    updated: date | None = None
    chosen: Region | None = None

    @property
    def subject(self) -> str:
        """市町村別の and the indicator's short name."""
        return f"{self.comparison.region_set.name}別の{self.comparison.indicator.short_name}"

    @property
    def title(self) -> str:
        """What is shown and in which unit."""
        return f"{self.subject}（{unit_words(self.comparison)}）"

    @property
    def subtitle(self) -> str:
        """The date of the values, and their standing where it is not official."""
        statuses = dict.fromkeys(value.status for value in self.comparison.with_figure if value.status)
        standing = "".join(f"　{status.label}値" for status in statuses if status is not Status.OFFICIAL)
        return f"{self.regions.prefecture.name}　{japanese_date(self.comparison.day)}の値{standing}"

    def footer(self, characters: int, *notes: str) -> tuple[str, ...]:
        """The notes, the sources of values and residents, and the day of the last change."""
        updated = f"データ更新日：{self.updated.isoformat()}" if self.updated else ""
        lines = (*notes, source_line(self.comparison), people_line(self.comparison), updated)
        return folded(tuple(line for line in lines if line), characters)


def unit_words(comparison: Comparison) -> str:
    """か所; か所、75歳以上1,000人当たり."""
    indicator, basis = comparison.indicator, comparison.basis
    return indicator.unit if basis is Basis.VALUE else f"{indicator.unit}、{basis.label}"


def is_count(comparison: Comparison) -> bool:
    """Whether the prefecture's value is the sum of the regions', so that only their mean is like them."""
    return comparison.basis is Basis.VALUE and comparison.indicator.additive


def figure_text(comparison: Comparison, value: RegionalValue) -> str:
    """The value as it is shown, without its unit; ― where there is none."""
    shown = comparison.measured(value)
    return "―" if shown is None else format_value(shown, comparison.decimals)


def fraction_text(comparison: Comparison, value: RegionalValue) -> str:
    """What a rate is made of: 2／1,234人; nothing for a value as it is."""
    if comparison.basis is Basis.VALUE or value.value is None or value.people is None:
        return ""
    people = comparison.basis.people(value.people)
    return f"{format_value(value.value, comparison.indicator.decimals)}／{people:,}人"


def value_words(comparison: Comparison, value: RegionalValue) -> str:
    """東ヶ丘市：1.62（15か所／75歳以上9,254人、参考、12位／63）: what is said of a region when it is pointed at."""
    if comparison.measured(value) is None:
        return f"{value.region.name}：値なし（{value.why}）"
    amount = value_with_unit(value.value or 0.0, comparison.indicator)
    details = [*_standing(value), *_place(comparison, value)]
    if comparison.basis is Basis.VALUE:
        return f"{value.region.name}：{amount}{f'（{LIST.join(details)}）' if details else ''}"
    made = f"{amount}／{whom(comparison.basis)}{people_of(comparison.basis, value.people)}"
    return f"{value.region.name}：{figure_text(comparison, value)}（{LIST.join([made, *details])}）"


def _standing(value: RegionalValue) -> Iterator[str]:
    if value.summed:
        yield "市町村の合計"
    if value.status and value.status is not Status.OFFICIAL:
        yield value.status.label


def _place(comparison: Comparison, value: RegionalValue) -> Iterator[str]:
    if value.region.code in comparison.ranks:
        yield f"{comparison.ranks[value.region.code]}位／{len(comparison.with_figure)}"


def whom(basis: Basis) -> str:
    """Who a rate is for."""
    return "人口" if basis is Basis.RESIDENTS else "75歳以上"


def people_of(basis: Basis, people: PopulationFigures | None) -> str:
    """Their number with 人."""
    return "―" if people is None else f"{basis.people(people):,}人"


def source_line(comparison: Comparison) -> str:
    """出典 of the values."""
    sources = dict.fromkeys(source for value in comparison.with_figure for source in value.sources)
    return f"出典：{'、'.join(sources)}" if sources else "出典：未記載"


def people_line(comparison: Comparison) -> str:
    """Which residents the rates are for, of which date; nothing for values as they are."""
    return "" if comparison.basis is Basis.VALUE else people_words(value.people for value in comparison.with_figure)


def people_words(figures: Iterable[PopulationFigures | None]) -> str:
    """人口：住民基本台帳 令和7年1月1日（出典）, each once."""
    known = dict.fromkeys((one.kind.label, one.date, joined_sources(one.sources)) for one in figures if one)
    return "　".join(f"人口：{kind} {japanese_date(day)}（{source}）" for kind, day, source in known)


def short_name(region: Region) -> str:
    """The name without 市, 町 or 村 for where room is scarce."""
    return re.sub("(?<=.)[市町村]$", "", region.name)


def missing_words(values: Iterable[RegionalValue]) -> str:
    """Which regions have no value, and why; nothing where all have one."""
    gaps: dict[str, list[str]] = {}
    for value in values:
        gaps.setdefault(value.why, []).append(value.region.name)
    return "、".join(f"{'、'.join(names[:8])}{'ほか' if len(names) > 8 else ''}は{why}" for why, names in gaps.items())


REGIONAL_KEYS = (
    *("rank", "region_code", "region", "value", "rate", "residents", "residents_75", "residents_date"),
    *("as_of", "status", "source"),
)
"""The columns of a table of regions, in order; ``rate`` only where a rate is shown."""


def regional_columns(comparison: Comparison, keys: Sequence[str]) -> tuple[Column, ...]:
    """The columns of these keys for values of this comparison's indicator and basis."""
    unit = comparison.indicator.unit
    columns = (
        Column("rank", "順位", ColumnKind.COUNT),
        Column("region_code", "地域コード"),
        Column("region", "地域"),
        Column("value", f"値（{unit}）", ColumnKind.VALUE, unit),
        Column("rate", comparison.basis.label, ColumnKind.RATE),
        Column("residents", "人口", ColumnKind.COUNT, "人"),
        Column("residents_75", "75歳以上人口", ColumnKind.COUNT, "人"),
        Column("residents_date", "人口の時点", ColumnKind.DATE),
        Column("as_of", "時点", ColumnKind.DATE),
        Column("status", "区分"),
        Column("source", "出典"),
    )
    by_key = {column.key: column for column in columns}
    return tuple(by_key[key] for key in keys if key != "rate" or comparison.basis is not Basis.VALUE)


def figures_table(view: RegionalView) -> Table:
    """Every region with its value, rate, residents and standing."""
    comparison = view.comparison
    columns = regional_columns(comparison, REGIONAL_KEYS)
    return Table(columns, tuple(_row(comparison, value) for value in (*comparison.values, comparison.prefecture)))


def _row(comparison: Comparison, value: RegionalValue) -> tuple[str | float | date | None, ...]:
    rate = () if comparison.basis is Basis.VALUE else (comparison.measured(value),)
    people = value.people
    return (
        comparison.ranks.get(value.region.code),
        value.region.code,
        value.region.name,
        value.value,
        *rate,
        people.total if people else None,
        people.aged_75 if people else None,
        people.date if people else None,
        comparison.day,
        standing_text(value),
        joined_sources(value.sources),
    )
