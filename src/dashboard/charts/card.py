"""One region's card to take along: every indicator with the region's place among all regions of its set.

A strip an indicator runs from zero to the greatest region, each region a tick on it; the chosen one and those compared
with it differ by shape, not by colour. Nothing is judged here: whether more is better, the plan's own pictures say.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import altair as alt

from dashboard.charts import marks, theme
from dashboard.charts.picture import Picture
from dashboard.charts.plane import Row
from dashboard.charts.regional import is_count, people_words, status_text, status_word
from dashboard.charts.table import Cell, Column, ColumnKind, Table
from dashboard.comparing import Basis, Comparison, ProfileRow, RegionalValue, Survey
from dashboard.comparing.values import RATE_DECIMALS
from dashboard.fiscal import japanese_date
from dashboard.judging.words import updated_words, value_with_unit
from dashboard.places import Region, RegionSet
from dashboard.text import format_amount, format_value, joined_sources, rounded, width_in_ems

RATE = Basis.AGED_75.label
UNKNOWN = "市町村別データ未登録"

WIDTH = 1000
ROW = 62
RISE = 6
"""A strip lies so far above its row's middle that there is room for shapes under it."""
STRIP = 196
STRIP_END = 486
VALUES = 524
RATES = 752
"""Where the strips begin and end, and the columns of values and of rates begin."""
LEGEND = 24
HEAD = 34
"""Height of a line of the legend, and of the columns' names."""
SHORT = 6.0
TALL = 14.0
HANGING = 13.0
APART = 10.0
"""Half the height of a region's tick and of the prefecture's; how far under the strip the others' shapes hang, and
how far one under the other where they would touch."""
CHOSEN_SHAPE = "circle"
SHAPES = (CHOSEN_SHAPE, "square", "diamond", "triangle-up", "triangle-down", "cross")
"""Of the chosen region and those beside it."""
FOOTER_CHARACTERS = 82


@dataclass(frozen=True)
class CardLine:
    """One indicator: a row a region, the chosen one's first, and what the strip shows; None without regional values."""

    rows: tuple[ProfileRow, ...]
    strip: Comparison | None

    @property
    def row(self) -> ProfileRow:
        """That of the chosen region."""
        return self.rows[0]

    @cached_property
    def most(self) -> float:
        """The right end of the strip."""
        if self.strip is None:
            return 1.0
        figures = (self.strip.measured(value) or 0.0 for value in self.strip.with_figure)
        return max([self.strip.line or 0.0, *figures]) or 1.0

    def x(self, figure: float) -> float:
        """Where a figure lies on the strip."""
        return STRIP + figure / self.most * (STRIP_END - STRIP)

    @property
    def value_words(self) -> tuple[str, str]:
        """The value, and under it its date and status, or why there is none."""
        value = self.row.value
        day = self.row.day
        if value is None or day is None:
            return "", ""
        if value.value is None:
            return f"値なし（{japanese_date(day)}）", _missing_words(value)
        parts = (japanese_date(day), status_word(value.status), "市町村の合計" if value.summed else "")
        return value_with_unit(value.value, self.row.indicator), "　".join(part for part in parts if part)

    @property
    def rate_words(self) -> tuple[str, str]:
        """The rate with what it is made of, and under it its rank by rate, and by value beside it."""
        row = self.row
        value = self.row.value
        rate = rank = ""
        if row.rate is not None and value is not None and value.people is not None:
            count = format_value(value.value or 0.0, row.indicator.decimals)
            rate = f"{format_value(row.rate, RATE_DECIMALS)}（{count}／75歳以上{value.people.aged_75:,}人）"
        if row.rank is not None:
            rank = f"{row.rank}位／{row.among}"
            if row.rate_rank is not None:
                among = len(self.strip.with_figure) if self.strip else 0
                rank = f"{row.rate_rank}位／{among}（数では{row.rank}位）"
        return rate, rank

    @property
    def sentence(self) -> str:
        """The line in words."""
        name = self.row.indicator.short_name
        words = "、".join(part for part in (*self.value_words, *self.rate_words) if part)
        return f"{name}は{words or UNKNOWN}"


def _missing_words(value: RegionalValue) -> str:
    """Which municipalities lack a value, by name where there are one or two."""
    names = [gap.region.name for gap in value.missing]
    if not names:
        return value.why
    return f"{'、'.join(names) if len(names) <= 2 else f'{names[0]}ほか{len(names) - 1}市町村'}の値がない"


@dataclass(frozen=True)
class CardFigure:
    """The first of ``regions`` among the regions of a set, beside the others."""

    survey: Survey
    region_set: RegionSet
    regions: tuple[Region, ...]
    updated: date | None

    @property
    def chosen(self) -> Region:
        """Whose card it is."""
        return self.regions[0]

    @property
    def prefecture(self) -> Region:
        """The prefecture around them."""
        return self.survey.territory.regions.prefecture

    @property
    def title(self) -> str:
        """Whose card it is, among how many, and what the strips are measured in."""
        rated = any(line.strip is not None and line.strip.basis is Basis.AGED_75 for line in self.lines)
        among = f"{self.region_set.name}{len(self.region_set.regions)}のなかの位置"
        return f"{self.chosen.name}の指標と、{among}（{RATE if rated else '値'}）"

    @property
    def description(self) -> str:
        """Every indicator in words, for those who cannot see the card."""
        others = "、".join(region.name for region in self.regions[1:])
        beside = f"、比べる地域は{others}" if others else ""
        sentences = "".join(f"{line.sentence}。" for line in self.lines)
        return f"{self.title}を帯の上の点で示した図{beside}。{sentences}"

    @cached_property
    def lines(self) -> tuple[CardLine, ...]:
        """One an indicator, in the order of the survey; strips show rates, or values where there are none."""
        cards = [self.survey.profile(region) for region in self.regions]
        lines = []
        for entry, *rows in zip(self.survey.entries, *cards, strict=True):
            strips = (entry.rates, entry.counts)
            strip = next((comparison for comparison in strips if comparison and comparison.with_figure), None)
            lines.append(CardLine(tuple(rows), strip))
        return tuple(lines)

    def measured(self, line: CardLine, region: Region, row: ProfileRow) -> float | None:
        """Where a region stands on the strip, which has one date; the prefecture's own newest may be another."""
        if line.strip is None or row.value is None:
            return None
        if region != self.prefecture:
            return line.strip.measured(row.value)
        return None if is_count(line.strip) else line.strip.line

    @property
    def footer(self) -> tuple[str, ...]:
        """What a rank and a line mean, and where values and residents come from."""
        values = [line.row.value for line in self.lines if line.row.value and line.row.value.value is not None]
        sources = dict.fromkeys(source for value in values for source in value.sources)
        mean = ""
        if any(line.strip is not None and is_count(line.strip) for line in self.lines):
            mean = f"　{self.prefecture.name}の線は、数で示した行では{self.region_set.name}の平均"
        return (
            f"順位は多い順、同じ値は同じ順位　参考は県の公表値ではありません{mean}",
            f"出典：{'　'.join(sources) or '値なし'}",
            people_words(value.people for value in values),
            updated_words(self.updated),
        )

    @property
    def table(self) -> Table:
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
            Column("rate", RATE, ColumnKind.RATE, decimals=RATE_DECIMALS),
            Column("rate_rank", f"{RATE}の順位", ColumnKind.COUNT),
            Column("residents_75", "75歳以上人口", ColumnKind.COUNT, "人"),
            Column("residents_date", "人口の時点", ColumnKind.DATE),
            Column("source", "出典"),
        )
        rows = (_cells(region, row) for line in self.lines for region, row in zip(self.regions, line.rows, strict=True))
        return Table(columns, tuple(rows))


def _cells(region: Region, row: ProfileRow) -> tuple[Cell, ...]:
    value = row.value or RegionalValue(region, None)
    status = status_text(value) if row.value else UNKNOWN
    if value.missing:
        status = "、".join(f"{gap.region.name}は{gap.why}" for gap in value.missing)
    return (
        row.indicator.name,
        region.name,
        value.value,
        row.indicator.unit,
        row.day,
        status,
        row.rank,
        row.among or None,
        None if row.rate is None else rounded(row.rate, RATE_DECIMALS),
        row.rate_rank,
        value.people.aged_75 if value.people else None,
        value.people.date if value.people else None,
        joined_sources(value.sources),
    )


def profile_picture(
    survey: Survey, region_set: RegionSet, chosen: Region, others: Sequence[Region] = (), updated: date | None = None
) -> Picture:
    """The card of a region of the set the survey was made for, or of the prefecture, beside up to five others."""
    figure = CardFigure(survey, region_set, (chosen, *others)[: len(SHAPES)], updated)
    return Picture(
        f"{chosen.name}_指標の一覧", figure.title, figure.description, lambda _: _chart(figure), figure.table
    )


def _chart(figure: CardFigure) -> alt.LayerChart:
    drawing = _Drawing(figure)
    top = drawing.legend() + HEAD
    height = round(top + ROW * len(figure.lines))
    for x, heading in ((0, "指標"), (STRIP, "0から最大の地域まで"), (VALUES, "値と時点"), (RATES, f"{RATE}と順位")):
        drawing.text(x, top - 12, heading)
    for number in range(len(figure.lines) + 1):
        drawing.rules.append(marks.rule((0, top + ROW * number), (WIDTH, top + ROW * number), theme.GRID))
    for number, line in enumerate(figure.lines):
        middle = top + ROW * (number + 0.5)
        drawing.strip(line, middle - RISE)
        drawing.regions(line, middle - RISE)
        drawing.words(line, middle)
    layers = [
        *marks.rules(drawing.rules),
        *marks.dots(drawing.dots),
        *marks.texts(drawing.texts),
        marks.footer(figure.footer, height + 12, FOOTER_CHARACTERS),
    ]
    return marks.finished(layers, WIDTH, height, alt.TitleParams(figure.title, frame="bounds"))


@dataclass(frozen=True)
class _Drawing:
    """The marks of a card, one layer a kind."""

    figure: CardFigure
    rules: list[Row] = field(default_factory=list)
    dots: list[Row] = field(default_factory=list)
    texts: list[Row] = field(default_factory=list)

    def legend(self) -> float:
        """What shapes and ticks stand for, in as many lines as the names need; where it ends."""
        figure = self.figure
        entries = [(region.name, shape, 0.0) for region, shape in zip(figure.regions, SHAPES, strict=False)]
        if figure.chosen != figure.prefecture:
            entries.append((figure.prefecture.name, "", min(TALL, LEGEND / 2 - 2)))
        entries.append((f"各{figure.region_set.name}", "", SHORT))
        x = 0.0
        y = LEGEND / 2
        for words, shape, half in entries:
            room = width_in_ems(words) * theme.TEXT_SIZE + 50
            if x and x + room > WIDTH:
                x = 0.0
                y += LEGEND
            if shape:
                self.dot(x + 10, y, shape)
            else:
                self.tick(x + 10, y, half)
            self.text(x + 26, y, words, bold=shape == CHOSEN_SHAPE, size=theme.TEXT_SIZE)
            x += room
        return y + LEGEND / 2

    def strip(self, line: CardLine, y: float) -> None:
        """The strip, each region on it, and the prefecture."""
        strip = line.strip
        if strip is None:
            return
        self.rules.append(marks.rule((STRIP, y), (STRIP_END, y), theme.FAINT))
        for value in strip.with_figure:
            self.tick(line.x(strip.measured(value) or 0.0), y, SHORT)
        if strip.line is not None:
            self.tick(line.x(strip.line), y, TALL)

    def regions(self, line: CardLine, y: float) -> None:
        """The chosen region on the strip; the others hang under it, for equal values would hide each other."""
        hanging: list[float] = []
        for region, row, shape in zip(self.figure.regions, line.rows, SHAPES, strict=False):
            measured = self.figure.measured(line, region, row)
            if line.strip is None or measured is None:
                continue
            x = line.x(measured)
            words = f"{region.name}：{format_value(measured, line.strip.decimals)}"
            if shape == CHOSEN_SHAPE:
                self.dot(x, y, shape, words)
            else:
                near = sum(abs(x - other) < APART for other in hanging)
                self.dot(x, y + HANGING + APART * near, shape, words)
                hanging.append(x)

    def words(self, line: CardLine, y: float) -> None:
        """Name, end of the strip, and the two columns: a figure and under it what it needs to be understood."""
        name = line.row.indicator.short_name
        self.text(0, y, name, bold=True, size=min(theme.TEXT_SIZE, (STRIP - 12) / width_in_ems(name)))
        if line.strip is None:
            self.text(STRIP, y, UNKNOWN)
        else:
            unit = line.row.indicator.unit if line.strip.basis is Basis.VALUE else ""
            most = format_amount(line.most, line.strip.decimals, unit)
            self.text(STRIP_END, y - RISE - 16, most, align="right")
        columns = ((VALUES, RATES - VALUES - 10, line.value_words), (RATES, WIDTH - RATES, line.rate_words))
        for x, room, (above, under) in columns:
            if above:
                self.text(x, y - 9, above, bold=True, size=min(theme.TEXT_SIZE, room / width_in_ems(above)))
            if under:
                self.text(x, y + 10, under, size=min(theme.SMALL_SIZE, room / width_in_ems(under)))

    def tick(self, x: float, y: float, half: float) -> None:
        """A region's; the prefecture's is taller and thicker."""
        colour, width = (theme.GREY, 1.0) if half <= SHORT else (theme.INK, 2.5)
        self.rules.append(marks.rule((x, y - half), (x, y + half), colour, width))

    def dot(self, x: float, y: float, shape: str, words: str = "") -> None:
        """The chosen region full and large, the others hollow."""
        fill, size = (theme.INK, 190) if shape == CHOSEN_SHAPE else ("transparent", 90)
        look = {"shape": shape, "fill": fill, "stroke": theme.INK, "size": size}
        self.dots.append({"x": x, "y": y, "words": words} | look)

    def text(self, x: float, y: float, words: str, *, bold: bool = False, **look: Any) -> None:
        """Small and grey unless it is bold or has another size."""
        size = look.get("size", theme.SMALL_SIZE)
        colour = theme.INK if bold or size > theme.SMALL_SIZE else theme.GREY
        usual = {"align": "left", "size": size, "weight": "bold" if bold else "normal", "colour": colour}
        self.texts.append({"x": x, "y": y, "text": words} | usual | look)
