"""What a region's card holds before anything is drawn: every indicator's value, rate and rank, in words and figures.

The prefecture is a region like the others here, except where its value is the sum of theirs.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dashboard.charts.picture import Cell, Table
from dashboard.charts.regional import is_count, people_words
from dashboard.charts.standing import standing_text, standing_word
from dashboard.charts.words import value_with_unit
from dashboard.fiscal import japanese_date
from dashboard.progress import format_value, rounded
from dashboard.regional import Basis, Comparison, ProfileRow, RegionalValue, Survey
from dashboard.regional.basis import RATE_DECIMALS
from dashboard.regional.profile import Entry
from dashboard.regions import Region, RegionSet

RATE = Basis.AGED_75.label
UNKNOWN = "市町村別データ未登録"


@dataclass(frozen=True)
class Line:
    """One indicator: the chosen region's row, the others', and what the strip shows; None without regional values."""

    row: ProfileRow
    beside: tuple[ProfileRow, ...]
    strip: Comparison | None

    @cached_property
    def most(self) -> float:
        """The right end of the strip."""
        if self.strip is None:
            return 1.0
        return max([self.strip.line or 0.0, *(self.strip.measured(value) or 0.0 for value in self.strip.known)]) or 1.0


@dataclass(frozen=True)
class Profile:
    """One region among the regions of a set."""

    survey: Survey
    region_set: RegionSet
    chosen: Region
    others: tuple[Region, ...]
    updated: date | None

    @property
    def title(self) -> str:
        """Whose card it is, among how many, and what the strips are measured in."""
        rated = any(line.strip is not None and line.strip.basis is Basis.AGED_75 for line in self.lines)
        among = f"{self.region_set.name}{len(self.region_set.regions)}のなかの位置"
        return f"{self.chosen.name}の指標と、{among}（{RATE if rated else '値'}）"

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """One an indicator, in the order of the survey."""
        cards = [self.survey.profile(region) for region in (self.chosen, *self.others)]
        rows = zip(self.survey.entries, *cards, strict=True)
        return tuple(Line(row, tuple(beside), _strip(entry)) for entry, row, *beside in rows)

    def figure(self, line: Line, region: Region, row: ProfileRow) -> float | None:
        """Where a region stands on the strip, which has one date; the prefecture's own newest may be another."""
        if line.strip is None or row.value is None:
            return None
        if region != self.survey.territory.regions.prefecture:
            return line.strip.measured(row.value)
        return None if is_count(line.strip) else line.strip.line


def _strip(entry: Entry) -> Comparison | None:
    """Rates, or the values as they are where there are none."""
    shown = (entry.rates, entry.counts)
    return next((one for one in shown if one is not None and one.known), None)


def value_words(line: Line) -> tuple[str, str]:
    """The value, and under it its date and standing, or why there is none."""
    value, day = line.row.value, line.row.day
    if value is None or day is None:
        return "", ""
    parts = [japanese_date(day), standing_word(value.status), "市町村の合計" if value.summed else ""]
    if value.value is None:
        return f"値なし（{japanese_date(day)}）", _why(value)
    return value_with_unit(value.value, line.row.indicator), "　".join(part for part in parts if part)


def _why(value: RegionalValue) -> str:
    """Which municipalities lack a value, by name where there are one or two."""
    names, count = [one.region.name for one in value.missing], len(value.missing)
    if not names:
        return value.why
    return f"{'、'.join(names) if count <= 2 else f'{names[0]}ほか{count - 1}市町村'}の値がない"


def rate_words(line: Line) -> tuple[str, str]:
    """The rate with what it is made of, and under it its rank."""
    row, value = line.row, line.row.value
    if row.rate is None or value is None or value.people is None:
        return "", _rank_words(line)
    rate, figure = format_value(row.rate, RATE_DECIMALS), format_value(value.value or 0.0, row.indicator.decimals)
    return f"{rate}（{figure}／75歳以上{value.people.aged_75:,}人）", _rank_words(line)


def _rank_words(line: Line) -> str:
    """Its place by rate, and by value beside it."""
    row, count = line.row, len(line.strip.known) if line.strip else 0
    if row.rank is None:
        return ""
    if row.rate_rank is None:
        return f"{row.rank}位／{row.among}"
    return f"{row.rate_rank}位／{count}（数では{row.rank}位）"


def footer_lines(view: Profile) -> tuple[str, ...]:
    """What a rank and a line mean, and where values and residents come from."""
    values = [line.row.value for line in view.lines if line.row.value and line.row.value.value is not None]
    sources = dict.fromkeys(source for value in values for source in value.source.split("；") if source)
    means = any(line.strip is not None and is_count(line.strip) for line in view.lines)
    prefecture = view.survey.territory.regions.prefecture.name
    mean = f"　{prefecture}の線は、数で示した行では{view.region_set.name}の平均" if means else ""
    lines = (
        f"順位は多い順、同じ値は同じ順位　参考は県の公表値ではありません{mean}",
        f"出典：{'　'.join(sources)}" if sources else "出典：値なし",
        people_words(value.people for value in values),
        f"データ更新日：{view.updated.isoformat()}" if view.updated else "",
    )
    return tuple(line for line in lines if line)


def alt_text(view: Profile) -> str:
    """Every indicator in words, for those who cannot see the card."""
    beside = f"、比べる地域は{'、'.join(region.name for region in view.others)}" if view.others else ""
    said = "".join(f"{_said(line)}。" for line in view.lines)
    return f"{view.title}を帯の上の点で示した図{beside}。{said}"


def _said(line: Line) -> str:
    """One indicator in words."""
    name = line.row.indicator.short_name
    words = [part for pair in (value_words(line), rate_words(line)) for part in pair if part]
    return f"{name}は{'、'.join(words)}" if words else f"{name}は{UNKNOWN}"


def figures(view: Profile) -> Table:
    """Every indicator in each of the regions."""
    columns = (
        "指標", "地域", "値", "単位", "時点", "区分", "順位", "地域数", RATE, f"{RATE}の順位", "75歳以上人口",
        "人口の時点", "出典",
    )  # fmt: skip
    rows = (
        _row(region, row)
        for line in view.lines
        for region, row in zip((view.chosen, *view.others), (line.row, *line.beside), strict=True)
    )
    return Table(columns, tuple(rows))


def _row(region: Region, row: ProfileRow) -> tuple[Cell, ...]:
    value = row.value
    people = value.people if value else None
    return (
        row.indicator.name,
        region.name,
        value.value if value else None,
        row.indicator.unit,
        row.day,
        _standing(value),
        row.rank,
        row.among or None,
        None if row.rate is None else rounded(row.rate, RATE_DECIMALS),
        row.rate_rank,
        people.aged_75 if people else None,
        people.date if people else None,
        value.source if value else "",
    )


def _standing(value: RegionalValue | None) -> str:
    """区分, with how a sum came about or why there is none."""
    if value is None:
        return UNKNOWN
    if value.missing:
        return "、".join(f"{one.region.name}は{one.why}" for one in value.missing)
    return standing_text(value)
