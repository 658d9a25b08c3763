"""One region's card to take along: every indicator with the region's place among all regions of its set.

A strip an indicator runs from zero to the greatest region, each region a tick on it; the chosen one and those compared
with it differ by shape, not by colour. Nothing is judged here: whether more is better, the plan's own pictures say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import altair as alt

from dashboard.charts import marks, theme
from dashboard.charts.marks import dots, rule, rules, texts
from dashboard.charts.picture import Picture
from dashboard.charts.regional import is_count, people_words, standing_text, standing_word
from dashboard.charts.table import Cell, Column, ColumnKind, Table
from dashboard.comparing import Basis, Comparison, ProfileRow, RegionalValue, Survey, SurveyEntry
from dashboard.comparing.values import RATE_DECIMALS
from dashboard.fiscal import japanese_date
from dashboard.judging.words import value_with_unit
from dashboard.places import Region, RegionSet
from dashboard.text import folded, format_amount, format_value, joined_sources, rounded, width_in_ems

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
        return (
            max([self.strip.line or 0.0, *(self.strip.measured(value) or 0.0 for value in self.strip.with_figure)])
            or 1.0
        )


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


def _strip(entry: SurveyEntry) -> Comparison | None:
    """Rates, or the values as they are where there are none."""
    shown = (entry.rates, entry.counts)
    return next((one for one in shown if one is not None and one.with_figure), None)


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
    row, count = line.row, len(line.strip.with_figure) if line.strip else 0
    if row.rank is None:
        return ""
    if row.rate_rank is None:
        return f"{row.rank}位／{row.among}"
    return f"{row.rate_rank}位／{count}（数では{row.rank}位）"


def footer_lines(view: Profile) -> tuple[str, ...]:
    """What a rank and a line mean, and where values and residents come from."""
    values = [line.row.value for line in view.lines if line.row.value and line.row.value.value is not None]
    sources = dict.fromkeys(source for value in values for source in value.sources)
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
        Column("indicator", "指標"),
        Column("region", "地域"),
        Column("value", "値", ColumnKind.VALUE),
        Column("unit", "単位"),
        Column("as_of", "時点", ColumnKind.DATE),
        Column("status", "区分"),
        Column("rank", "順位", ColumnKind.COUNT),
        Column("regions", "地域数", ColumnKind.COUNT),
        Column("rate", RATE, ColumnKind.RATE),
        Column("rate_rank", f"{RATE}の順位", ColumnKind.COUNT),
        Column("residents_75", "75歳以上人口", ColumnKind.COUNT, "人"),
        Column("residents_date", "人口の時点", ColumnKind.DATE),
        Column("source", "出典"),
    )
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
        joined_sources(value.sources) if value else "",
    )


def _standing(value: RegionalValue | None) -> str:
    """区分, with how a sum came about or why there is none."""
    if value is None:
        return UNKNOWN
    if value.missing:
        return "、".join(f"{one.region.name}は{one.why}" for one in value.missing)
    return standing_text(value)


WIDTH, ROW, RISE = 1000, 62, 6
"""A strip lies so far above its row's middle that there is room for shapes under it."""
STRIP, STRIP_END, VALUES, RATES = 196, 486, 524, 752
"""Where the strips begin and end, and the columns of values and of rates begin."""
LEGEND, HEAD = 24, 34
"""Height of a line of the legend, and of the columns' names."""
SHORT, TALL, HANGING, APART = 6.0, 14.0, 13.0, 10.0
"""Half the height of a region's tick and of the prefecture's; how far under the strip the others' shapes hang, and
how far one under the other where they would touch."""
SHAPES = ("square", "diamond", "triangle-up")
"""Of the regions beside the chosen one."""
FOOTER_CHARACTERS = 82


def profile_picture(
    survey: Survey, region_set: RegionSet, chosen: Region, others: Sequence[Region] = (), updated: date | None = None
) -> Picture:
    """The card of a region of the set the survey was made for, or of the prefecture, beside up to three others."""
    view = Profile(survey, region_set, chosen, tuple(others)[: len(SHAPES)], updated)
    return Picture(
        name=f"{chosen.name}_指標の一覧",
        title=view.title,
        alt=alt_text(view),
        chart=_chart(view),
        table=figures(view),
    )


@dataclass(frozen=True)
class Key:
    """One entry of the legend: a shape, or a line so tall and thick, before its words."""

    x: float
    y: float
    words: str
    shape: str = ""
    tall: float = 0.0


def _chart(view: Profile) -> alt.LayerChart:
    keys = _keys(view)
    top = keys[-1].y + LEGEND / 2 + HEAD
    lines = [(line, top + ROW * (at + 0.5)) for at, line in enumerate(view.lines)]
    height = round(top + ROW * len(lines))
    borders = [rule((0, top + ROW * at), (WIDTH, top + ROW * at), theme.GRID) for at in range(len(lines) + 1)]
    layers = [
        *rules([*borders, *_key_lines(keys), *(row for line, y in lines for row in _ticks(line, y - RISE))]),
        *dots([*_key_shapes(keys), *(row for line, y in lines for row in _shapes(view, line, y - RISE))]),
        *texts([*_key_words(keys), *_heads(top), *(row for line, y in lines for row in _words(line, y))]),
        marks.footer(folded(footer_lines(view), FOOTER_CHARACTERS), height + 12),
    ]
    return marks.finished(layers, WIDTH, height, alt.TitleParams(view.title, frame="bounds"))


def _keys(view: Profile) -> list[Key]:
    """The legend, in as many lines as its names need."""
    prefecture = view.survey.territory.regions.prefecture
    shaped = zip((view.chosen, *view.others), ("circle", *SHAPES), strict=False)
    entries = [(region.name, shape, 0.0) for region, shape in shaped]
    entries += [(prefecture.name, "", TALL)] if view.chosen != prefecture else []
    entries += [(f"各{view.region_set.name}", "", SHORT)]
    keys: list[Key] = []
    x, y = 0.0, LEGEND / 2
    for words, shape, tall in entries:
        room = width_in_ems(words) * theme.TEXT_SIZE + 50
        if keys and x + room > WIDTH:
            x, y = 0.0, y + LEGEND
        keys.append(Key(x + 10, y, words, shape, tall))
        x += room
    return keys


def _key_lines(keys: Sequence[Key]) -> list[dict[str, Any]]:
    return [_upright(key.x, key.y, min(key.tall, LEGEND / 2 - 2)) for key in keys if key.tall]


def _key_shapes(keys: Sequence[Key]) -> list[dict[str, Any]]:
    return [_shape(key.x, key.y, key.shape, "") for key in keys if key.shape]


def _key_words(keys: Sequence[Key]) -> list[dict[str, Any]]:
    return [_text(key.x + 16, key.y, key.words, bold=key.shape == "circle", size=theme.TEXT_SIZE) for key in keys]


def _upright(x: float, y: float, half: float) -> dict[str, Any]:
    """A tick; the prefecture's is taller and thicker."""
    colour, width = (theme.GREY, 1.0) if half <= SHORT else (theme.INK, 2.5)
    return rule((x, y - half), (x, y + half), colour, width)


def _shape(x: float, y: float, shape: str, words: str) -> dict[str, Any]:
    """The chosen region full and large, the others hollow."""
    fill, size = (theme.INK, 190) if shape == "circle" else ("transparent", 90)
    return {"x": x, "y": y, "shape": shape, "fill": fill, "stroke": theme.INK, "size": size, "words": words}


def _text(x: float, y: float, words: str, *, bold: bool = False, size: float = theme.SMALL_SIZE) -> dict[str, Any]:
    colour = theme.INK if bold or size > theme.SMALL_SIZE else theme.GREY
    weight = "bold" if bold else "normal"
    return {"x": x, "y": y, "text": words, "align": "left", "size": size, "weight": weight, "colour": colour}


def _heads(top: float) -> list[dict[str, Any]]:
    heads = ((0, "指標"), (STRIP, "0から最大の地域まで"), (VALUES, "値と時点"), (RATES, f"{RATE}と順位"))
    return [_text(x, top - 12, words) for x, words in heads]


def _place(line: Line, figure: float) -> float:
    return STRIP + figure / line.most * (STRIP_END - STRIP)


def _ticks(line: Line, y: float) -> Iterator[dict[str, Any]]:
    """The strip, each region on it, and the prefecture."""
    strip = line.strip
    if strip is None:
        return
    yield rule((STRIP, y), (STRIP_END, y), theme.FAINT)
    yield from (_upright(_place(line, strip.measured(value) or 0.0), y, SHORT) for value in strip.with_figure)
    if strip.line is not None:
        yield _upright(_place(line, strip.line), y, TALL)


def _shapes(view: Profile, line: Line, y: float) -> Iterator[dict[str, Any]]:
    """The chosen region on the strip; the others hang under it, for equal values would hide each other."""
    found = [(view.chosen, line.row, "circle"), *zip(view.others, line.beside, SHAPES, strict=False)]
    hung: list[float] = []
    for region, row, shape in found:
        figure = view.figure(line, region, row)
        if line.strip is None or figure is None:
            continue
        x, words = _place(line, figure), f"{region.name}：{format_value(figure, line.strip.decimals)}"
        if shape == "circle":
            yield _shape(x, y, shape, words)
        else:
            yield _shape(x, y + HANGING + APART * sum(abs(x - other) < APART for other in hung), shape, words)
            hung.append(x)


def _words(line: Line, y: float) -> Iterator[dict[str, Any]]:
    """Everything in a line but its shapes."""
    name = line.row.indicator.short_name
    yield _text(0, y, name, bold=True, size=min(theme.TEXT_SIZE, (STRIP - 12) / width_in_ems(name)))
    if line.strip is None:
        yield _text(STRIP, y, UNKNOWN)
    else:
        unit = line.row.indicator.unit if line.strip.basis is Basis.VALUE else ""
        most = format_amount(line.most, line.strip.decimals, unit)
        yield _text(STRIP_END, y - RISE - 16, most) | {"align": "right"}
    yield from _pair(VALUES, y, value_words(line), RATES - VALUES - 10)
    yield from _pair(RATES, y, rate_words(line), WIDTH - RATES)


def _pair(x: float, y: float, pair: tuple[str, str], room: float) -> Iterator[dict[str, Any]]:
    """A figure and under it what it needs to be understood; smaller where there is much to say."""
    for words, up, size in zip(pair, (-9, 10), (theme.TEXT_SIZE, theme.SMALL_SIZE), strict=True):
        if words:
            yield _text(x, y + up, words, bold=up < 0, size=min(size, room / width_in_ems(words)))
