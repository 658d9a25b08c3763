"""What all pictures of one indicator in many regions share: which values, and the words around them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from typing import TypeVar

from dashboard.catalogue import Indicator
from dashboard.charts import theme
from dashboard.charts.plane import Pixel, Row
from dashboard.charts.table import Cell, Column, ColumnKind, Table
from dashboard.comparing import Basis, Comparison, Contrast, Order, RegionalValue
from dashboard.fiscal import japanese_date
from dashboard.judging.words import break_remarks, updated_words, value_with_unit
from dashboard.observation import Status, counts
from dashboard.places import Region, Regions
from dashboard.places.residents import PopulationFigures
from dashboard.text import format_value, joined_sources

T = TypeVar("T")

MOST_NAMES = 8
"""So many regions without a value are named for each reason."""
MOST_IN_A_FINDING = 3
"""So many regions are named for each thing that a finding says."""
OUTSIDE_BY_CHANCE = 0.05
"""Of equal regions, the share that lies outside the range of 95 %."""
FEW = "件数が少ない"
NO_VALUE = "値なし"
CONTRAST_SIGNS = {Contrast.APART: "●", Contrast.PERHAPS: "○"}
"""What stands before a figure that chance does not explain."""
CHANGE_WORDS = {1: "増えた", -1: "減った", 0: "変わらない", None: "比べる値がない"}
MANY = 20
"""With more regions than this, bars of a ranking stand closer, and on paper in several columns."""


class ValueKind(Enum):
    """How values are drawn: those that count for the plan, others of it, residents as counted, and projections."""

    OFFICIAL = "official"
    REFERENCE = "reference"
    COUNTED = "counted"
    PROJECTED = "projected"

    @property
    def hollow(self) -> bool:
        """Whether its points must not pass for facts of the plan."""
        return self in {ValueKind.REFERENCE, ValueKind.PROJECTED}

    @property
    def colour(self) -> str:
        """The colour of its points and lines."""
        return theme.GREY if self.hollow else theme.INK

    def dot(self, place: Pixel, size: float, words: str = "") -> Row:
        """A point of this kind, for ``marks.dots``."""
        fill = theme.PAPER if self.hollow else theme.INK
        look = {"shape": "circle", "size": size, "fill": fill, "stroke": self.colour}
        return {"x": place[0], "y": place[1], "words": words} | look


def kind_of(indicator: Indicator, status: Status | None) -> ValueKind:
    """Whether a value may be joined to those of the plan."""
    judged = counts(status, provisional=indicator.grade_provisional)
    return ValueKind.OFFICIAL if judged else ValueKind.REFERENCE


def ends_of_one_kind(figures: Iterable[tuple[ValueKind, T]]) -> tuple[T, T] | None:
    """First and last of the official figures if there are two, else of the reference ones; never of two kinds."""
    by_kind = defaultdict[ValueKind, list[T]](list)
    for kind, figure in figures:
        by_kind[kind].append(figure)
    for kind in (ValueKind.OFFICIAL, ValueKind.REFERENCE):
        if len(by_kind[kind]) > 1:
            return by_kind[kind][0], by_kind[kind][-1]
    return None


@dataclass(frozen=True)
class RegionalFigure:
    """A comparison with what must stand beside it; ``chosen`` is marked where the reader took the picture home."""

    regions: Regions
    comparison: Comparison
    updated: date | None = None
    chosen: Region | None = None

    @property
    def subject(self) -> str:
        """市町村別の and the indicator's short name."""
        return subject_words(self.comparison)

    @property
    def title(self) -> str:
        """What is shown and in which unit."""
        return f"{self.subject}（{unit_words(self.comparison)}）"

    @property
    def subtitle(self) -> str:
        """The date of the values, and their status where it is not official."""
        statuses = dict.fromkeys(value.status for value in self.comparison.with_figure if value.status)
        words = "".join(f"　{status.label}値" for status in statuses if status is not Status.OFFICIAL)
        return f"{self.regions.prefecture.name}　{japanese_date(self.comparison.day)}の値{words}"

    @property
    def fraction_note(self) -> str:
        """What stands in brackets beside a bar; nothing for values as they are."""
        unit = self.comparison.indicator.unit
        basis = self.comparison.basis
        return "" if basis is Basis.VALUE else f"かっこの中は、実数（{unit}）／{people_label(basis)}の人数"

    @property
    def chance_note(self) -> str:
        """What signs and grey words mean, where there are any."""
        comparison = self.comparison
        notes = [
            f"{sign} {contrast.label}" for contrast, sign in CONTRAST_SIGNS.items() if comparison.contrasting(contrast)
        ]
        if any(map(comparison.few, comparison.with_figure)):
            notes.append(f"灰色は{FEW}地域（実際か期待の件数が5未満）で、順位を付けません")
        return "　".join(notes)

    @property
    def chance_caveat(self) -> str:
        """What must be known of the ranges of chance."""
        places = len(self.comparison.chances)
        outside = places * OUTSIDE_BY_CHANCE
        many = f"{outside:.0f}つほど" if outside >= 1 else f"平均{outside:.1f}"
        return (
            f"どの地域も県全体と同じだとしても、{places}のうち{many}は偶然だけで95％の範囲の外に出ます。"
            "県全体にはその地域自身も含まれます。件数は互いに関わりなく増減すると仮定しています。"
            f"実際か期待の件数が5未満の地域は「{FEW}」とし、多い少ないも順位も言いません。"
        )

    @property
    def line_note(self) -> str:
        """The prefecture's own value where the line is a mean; why there is no line where there is none."""
        comparison = self.comparison
        name = self.regions.prefecture.name
        prefecture = comparison.prefecture
        if comparison.line is None:
            return f"{name}の値は{prefecture.why}なので、線はありません"
        if not is_count(comparison):
            return ""
        summed = "（市町村の合計）" if prefecture.summed else ""
        return f"{name}の値：{value_with_unit(prefecture.value or 0.0, comparison.indicator)}{summed}"

    def footer(self, *notes: str) -> tuple[str, ...]:
        """The notes, the sources of values and residents, and the day of the last change."""
        lines = (*notes, source_line(self.comparison), people_line(self.comparison), updated_words(self.updated))
        return tuple(line for line in lines if line)

    @cached_property
    def table(self) -> Table:
        """Every region with its value, rate, residents and status, the prefecture last."""
        comparison = self.comparison
        values = (*comparison.values, comparison.prefecture)
        return regional_table(REGIONAL_KEYS, [(comparison, value) for value in values])


def subject_words(comparison: Comparison) -> str:
    """市町村別の and the indicator's short name."""
    return f"{comparison.region_set.name}別の{comparison.indicator.short_name}"


def unit_words(comparison: Comparison) -> str:
    """か所; か所、75歳以上1,000人当たり."""
    indicator = comparison.indicator
    basis = comparison.basis
    return indicator.unit if basis is Basis.VALUE else f"{indicator.unit}、{basis.label}"


def is_count(comparison: Comparison) -> bool:
    """Whether the prefecture's value is the sum of the regions', so that only their mean is like them."""
    return comparison.basis is Basis.VALUE and comparison.indicator.additive


def figure_text(comparison: Comparison, value: RegionalValue) -> str:
    """The value as it is shown, without its unit; ― where there is none."""
    figure = comparison.measured(value)
    return "―" if figure is None else format_value(figure, comparison.decimals)


def status_word(status: Status | None) -> str:
    """The word for a value that is not official, else nothing."""
    return status.label if status and status is not Status.OFFICIAL else ""


def status_text(value: RegionalValue) -> str:
    """区分: the word for a value's status, or why there is none, and that it is a sum."""
    label = value.status.label if value.status else ""
    return f"{value.why if value.value is None else label}{'（市町村の合計）' if value.summed else ''}"


def value_words(comparison: Comparison, value: RegionalValue) -> str:
    """東ヶ丘市：1.62（15か所／75歳以上9,254人、参考、12位／63）: what is said of a region when it is pointed at."""
    name = value.region.name
    basis = comparison.basis
    if comparison.measured(value) is None:
        return f"{name}：値なし（{value.why}）"
    figure = value_with_unit(value.value or 0.0, comparison.indicator)
    details = []
    if basis is not Basis.VALUE:
        people = "―" if value.people is None else f"{basis.people(value.people):,}人"
        details.append(f"{figure}／{people_label(basis)}{people}")
        figure = figure_text(comparison, value)
    if value.summed:
        details.append("市町村の合計")
    details += [status_word(value.status), chance_words(comparison, value), rank_words(comparison, value)]
    words = "、".join(detail for detail in details if detail)
    return f"{name}：{figure}（{words}）" if words else f"{name}：{figure}"


def chance_words(comparison: Comparison, value: RegionalValue) -> str:
    """偶然の範囲, 県全体と違う（多い）; nothing where chance says nothing."""
    chance = comparison.chance_of(value)
    if chance is None:
        return ""
    return f"{chance.contrast.label}（{chance.direction}）" if chance.direction else chance.contrast.label


def contrast_sign(comparison: Comparison, value: RegionalValue | None) -> str:
    """● or ○ for what is outside the ranges of chance, else nothing."""
    chance = comparison.chance_of(value) if value else None
    return CONTRAST_SIGNS.get(chance.contrast, "") if chance else ""


def rank_words(comparison: Comparison, value: RegionalValue) -> str:
    """29位／63; of a count that it tells of size, and of too small a count that it has no place."""
    if comparison.few(value):
        return f"{FEW}ため順位なし"
    rank = comparison.ranks.get(value.region.code)
    return "" if rank is None else f"{'数では' if is_count(comparison) else ''}{rank}位／{len(comparison.ranks)}"


def regional_finding(comparison: Comparison) -> str:
    """What there is to say of all regions, in sentences: chance before any place, and a place only without it."""
    measure = measure_words(comparison)
    if not comparison.with_figure:
        return f"{measure}の値がありません。"
    prefecture = comparison.prefecture
    beside = f"{prefecture.region.name}{figure_text(comparison, prefecture)}"
    if comparison.chances:
        return f"{measure}は{beside}。{''.join(f'{sentence}。' for sentence in _chance_sentences(comparison))}"
    most, least = ("最多", "最少") if comparison.indicator.additive else ("最大", "最小")
    ordered = comparison.ordered(Order.MOST)[: len(comparison.with_figure)]
    parts = [f"{_equal_names(comparison, ordered)}が{most}", f"{_equal_names(comparison, ordered[::-1])}が{least}"]
    if comparison.measured(prefecture) is not None:
        parts.append(f"{prefecture.region.name}は{figure_text(comparison, prefecture)}")
    return f"{measure}は、{'、'.join(parts)}。"


def measure_words(comparison: Comparison) -> str:
    """75歳以上1,000人当たりのか所数, か所数; of what is no count its name."""
    indicator = comparison.indicator
    if not indicator.additive:
        return indicator.short_name
    basis = comparison.basis
    return f"{'' if basis is Basis.VALUE else f'{basis.label}の'}{indicator.unit}数"


def _chance_sentences(comparison: Comparison) -> list[str]:
    """How many do not differ from the prefecture by more than chance, and which do."""
    places = f"{len(comparison.chances)}{comparison.region_set.level.label}"
    within = len(comparison.contrasting(Contrast.WITHIN))
    few = [value for value in comparison.with_figure if comparison.few(value)]
    if within == len(few) == len(comparison.chances):
        some = sum(bool(value.value) for value in few)
        unit = comparison.indicator.unit
        return [
            f"{places}のどれも{FEW}（実際か期待の件数が5未満）ので、県全体との多い少ないは言えません",
            f"1{unit}以上あるのは{some}{comparison.region_set.level.label}",
        ]
    if within == len(comparison.chances):
        return [f"{places}のどれも、県全体との差は偶然の範囲"]
    sentences = [f"{places}のうち{within}は、県全体との差が偶然の範囲"]
    for contrast in (Contrast.APART, Contrast.PERHAPS):
        values = comparison.contrasting(contrast)
        if not values:
            continue
        names = [_contrast_name(comparison, value) for value in values[:MOST_IN_A_FINDING]]
        more = f"など{len(values)}" if len(values) > MOST_IN_A_FINDING else ""
        sentences.append(f"{contrast.label}のは{'、'.join(names)}{more}")
    if 2 * len(few) > len(comparison.chances):
        sentences.append(f"{len(few)}は{FEW}（実際か期待の件数が5未満）ので、色も順位も付けません")
    return sentences


def _contrast_name(comparison: Comparison, value: RegionalValue) -> str:
    chance = comparison.chance_of(value)
    direction = f"（{chance.direction}）" if chance and chance.direction else ""
    return f"{value.region.name}{figure_text(comparison, value)}{direction}"


def _equal_names(comparison: Comparison, values: Sequence[RegionalValue]) -> str:
    """南谷町・北里村1.52: the first of the values with those equal to it, and the figure."""
    first = comparison.measured(values[0])
    equal = [value.region.name for value in values if comparison.measured(value) == first]
    more = f"など{len(equal)}{comparison.region_set.level.label}の" if len(equal) > MOST_IN_A_FINDING else ""
    return f"{'・'.join(equal[:MOST_IN_A_FINDING])}{more}{figure_text(comparison, values[0])}"


def people_label(basis: Basis) -> str:
    """Who a rate is for."""
    return "人口" if basis is Basis.RESIDENTS else "75歳以上"


def source_line(comparison: Comparison) -> str:
    """出典 of the values."""
    sources = dict.fromkeys(source for value in comparison.with_figure for source in value.sources)
    return f"出典：{'、'.join(sources)}" if sources else "出典：未記載"


def first_source(sources: Iterable[str]) -> str:
    """The first source in full and how many further ones the table has."""
    first, *others = dict.fromkeys(sources) or ("未記載",)
    return f"{first}（ほか{len(others)}件はデータ表）" if others else first


def people_line(comparison: Comparison) -> str:
    """Which residents the rates are for, of which date; nothing for values as they are."""
    return "" if comparison.basis is Basis.VALUE else people_words(value.people for value in comparison.with_figure)


def people_words(figures: Iterable[PopulationFigures | None]) -> str:
    """人口：住民基本台帳 令和7年1月1日（出典）, each once."""
    sentences = (
        f"人口：{people.kind.label} {japanese_date(people.date)}（{joined_sources(people.sources)}）"
        for people in figures
        if people
    )
    return "　".join(dict.fromkeys(sentences))


def short_name(region: Region) -> str:
    """The name without 市, 町 or 村 for where room is scarce."""
    return re.sub("(?<=.)[市町村]$", "", region.name)


def missing_words(values: Iterable[RegionalValue]) -> str:
    """Which regions have no value, and why; nothing where all have one."""
    names: dict[str, list[str]] = {}
    for value in values:
        names.setdefault(value.why, []).append(value.region.name)
    reasons = []
    for why, missing in names.items():
        more = "ほか" if len(missing) > MOST_NAMES else ""
        reasons.append(f"{'、'.join(missing[:MOST_NAMES])}{more}は{why}")
    return "、".join(reasons)


REGIONAL_KEYS = (
    *("rank", "region_code", "region", "value", "rate", "residents", "residents_75", "residents_date"),
    *("as_of", "status", "source"),
)
"""The columns of a table of regions, in order; ``rate`` only where a rate is shown."""


def regional_table(keys: Sequence[str], values: Sequence[tuple[Comparison, RegionalValue]]) -> Table:
    """The columns of these keys for values of one indicator on one basis, each with the comparison it is from."""
    comparison = values[0][0]
    unit = comparison.indicator.unit
    columns = (
        Column("rank", "順位", ColumnKind.COUNT),
        Column("region_code", "地域コード"),
        Column("region", "地域"),
        Column("value", f"値（{unit}）", ColumnKind.VALUE, unit, comparison.indicator.decimals),
        Column("rate", comparison.basis.label, ColumnKind.RATE, decimals=comparison.decimals),
        Column("residents", "人口", ColumnKind.COUNT, "人"),
        Column("residents_75", "75歳以上人口", ColumnKind.COUNT, "人"),
        Column("residents_date", "人口の時点", ColumnKind.DATE),
        Column("as_of", "時点", ColumnKind.DATE),
        Column("status", "区分"),
        Column("source", "出典"),
    )
    by_key = {column.key: column for column in columns}
    keys = [key for key in keys if key != "rate" or comparison.basis is not Basis.VALUE]
    remarks = break_remarks(comparison.indicator, (of_day.day for of_day, _ in values))
    rows = []
    for of_day, value in values:
        cells = _cells(of_day, value)
        if remark := remarks.get(of_day.day):
            cells["status"] = f"{cells['status']}　{remark}"
        rows.append(tuple(cells[key] for key in keys))
    return Table(tuple(by_key[key] for key in keys), tuple(rows))


def _cells(comparison: Comparison, value: RegionalValue) -> dict[str, Cell]:
    people = value.people
    return {
        "rank": comparison.ranks.get(value.region.code),
        "region_code": value.region.code,
        "region": value.region.name,
        "value": value.value,
        "rate": comparison.measured(value),
        "residents": people.total if people else None,
        "residents_75": people.aged_75 if people else None,
        "residents_date": people.date if people else None,
        "as_of": comparison.day,
        "status": status_text(value),
        "source": joined_sources(value.sources),
    }
