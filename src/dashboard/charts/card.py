"""One region's card to take along: every indicator with the region's place among all regions of its set.

A strip an indicator runs from zero to the greatest region, each region a tick on it; the chosen one and those compared
with it differ by shape, not by colour. Nothing is judged here: whether more is better, the plan's own pictures say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import altair as alt

from dashboard.charts import marks, theme
from dashboard.charts.picture import Picture
from dashboard.charts.regional import is_count, people_words, status_text, status_word
from dashboard.charts.table import Cell, Column, ColumnKind, Table
from dashboard.comparing import Basis, Comparison, ProfileRow, RegionalValue, Survey
from dashboard.comparing.values import RATE_DECIMALS
from dashboard.fiscal import japanese_date
from dashboard.judging.words import value_with_unit
from dashboard.places import Region, RegionSet
from dashboard.text import folded, format_amount, format_value, joined_sources, rounded, width_in_ems

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
SHAPES = ("square", "diamond", "triangle-up")
"""Of the regions beside the chosen one."""
FOOTER_CHARACTERS = 82


@dataclass(frozen=True)
class CardLine:
    """One indicator: the chosen region's row, the others', and what the strip shows; None without regional values."""

    row: ProfileRow
    beside: tuple[ProfileRow, ...]
    strip: Comparison | None

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
    """One region among the regions of a set, beside up to three others."""

    survey: Survey
    region_set: RegionSet
    chosen: Region
    others: tuple[Region, ...]
    updated: date | None

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
        others = "、".join(region.name for region in self.others)
        beside = f"、比べる地域は{others}" if others else ""
        sentences = "".join(f"{line.sentence}。" for line in self.lines)
        return f"{self.title}を帯の上の点で示した図{beside}。{sentences}"

    @cached_property
    def lines(self) -> tuple[CardLine, ...]:
        """One an indicator, in the order of the survey; strips show rates, or values where there are none."""
        cards = [self.survey.profile(region) for region in (self.chosen, *self.others)]
        lines = []
        for entry, row, *beside in zip(self.survey.entries, *cards, strict=True):
            shown = (entry.rates, entry.counts)
            strip = next((comparison for comparison in shown if comparison and comparison.with_figure), None)
            lines.append(CardLine(row, tuple(beside), strip))
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
        lines = (
            f"順位は多い順、同じ値は同じ順位　参考は県の公表値ではありません{mean}",
            f"出典：{'　'.join(sources)}" if sources else "出典：値なし",
            people_words(value.people for value in values),
            f"データ更新日：{self.updated.isoformat()}" if self.updated else "",
        )
        return tuple(line for line in lines if line)

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
            Column("rate", RATE, ColumnKind.RATE),
            Column("rate_rank", f"{RATE}の順位", ColumnKind.COUNT),
            Column("residents_75", "75歳以上人口", ColumnKind.COUNT, "人"),
            Column("residents_date", "人口の時点", ColumnKind.DATE),
            Column("source", "出典"),
        )
        rows = []
        for line in self.lines:
            by_region = zip((self.chosen, *self.others), (line.row, *line.beside), strict=True)
            rows += [_cells(region, row) for region, row in by_region]
        return Table(columns, tuple(rows))


def _cells(region: Region, row: ProfileRow) -> tuple[Cell, ...]:
    value = row.value
    people = value.people if value else None
    status = status_text(value) if value else UNKNOWN
    if value and value.missing:
        status = "、".join(f"{gap.region.name}は{gap.why}" for gap in value.missing)
    return (
        row.indicator.name,
        region.name,
        value.value if value else None,
        row.indicator.unit,
        row.day,
        status,
        row.rank,
        row.among or None,
        None if row.rate is None else rounded(row.rate, RATE_DECIMALS),
        row.rate_rank,
        people.aged_75 if people else None,
        people.date if people else None,
        joined_sources(value.sources) if value else "",
    )


def profile_picture(
    survey: Survey, region_set: RegionSet, chosen: Region, others: Sequence[Region] = (), updated: date | None = None
) -> Picture:
    """The card of a region of the set the survey was made for, or of the prefecture, beside up to three others."""
    figure = CardFigure(survey, region_set, chosen, tuple(others)[: len(SHAPES)], updated)
    return Picture(
        name=f"{chosen.name}_指標の一覧",
        title=figure.title,
        alt=figure.description,
        chart=_chart(figure),
        table=figure.table,
    )


def _chart(figure: CardFigure) -> alt.LayerChart:
    rules, dots, texts, bottom = _legend(figure)
    top = bottom + HEAD
    height = round(top + ROW * len(figure.lines))
    for x, heading in ((0, "指標"), (STRIP, "0から最大の地域まで"), (VALUES, "値と時点"), (RATES, f"{RATE}と順位")):
        texts.append(_text(x, top - 12, heading))
    rules += [
        marks.rule((0, top + ROW * number), (WIDTH, top + ROW * number), theme.GRID)
        for number in range(len(figure.lines) + 1)
    ]
    for number, line in enumerate(figure.lines):
        middle = top + ROW * (number + 0.5)
        rules += _strip(line, middle - RISE)
        dots += _regions(figure, line, middle - RISE)
        texts += _words(line, middle)
    layers = [
        *marks.rules(rules),
        *marks.dots(dots),
        *marks.texts(texts),
        marks.footer(folded(figure.footer, FOOTER_CHARACTERS), height + 12),
    ]
    return marks.finished(layers, WIDTH, height, alt.TitleParams(figure.title, frame="bounds"))


def _legend(figure: CardFigure) -> tuple[list[marks.Row], list[marks.Row], list[marks.Row], float]:
    """Rules, dots and texts of the legend, in as many lines as its names need, and where it ends."""
    shapes = zip((figure.chosen, *figure.others), (CHOSEN_SHAPE, *SHAPES), strict=False)
    entries = [(region.name, shape, 0.0) for region, shape in shapes]
    if figure.chosen != figure.prefecture:
        entries.append((figure.prefecture.name, "", min(TALL, LEGEND / 2 - 2)))
    entries.append((f"各{figure.region_set.name}", "", SHORT))
    rules: list[marks.Row] = []
    dots: list[marks.Row] = []
    texts: list[marks.Row] = []
    x = 0.0
    y = LEGEND / 2
    for words, shape, half in entries:
        room = width_in_ems(words) * theme.TEXT_SIZE + 50
        if texts and x + room > WIDTH:
            x = 0.0
            y = y + LEGEND
        if shape:
            dots.append(_dot(x + 10, y, shape, ""))
        else:
            rules.append(_tick(x + 10, y, half))
        texts.append(_text(x + 26, y, words, bold=shape == CHOSEN_SHAPE, size=theme.TEXT_SIZE))
        x += room
    return rules, dots, texts, y + LEGEND / 2


def _strip(line: CardLine, y: float) -> Iterator[marks.Row]:
    """The strip, each region on it, and the prefecture."""
    strip = line.strip
    if strip is None:
        return
    yield marks.rule((STRIP, y), (STRIP_END, y), theme.FAINT)
    yield from (_tick(line.x(strip.measured(value) or 0.0), y, SHORT) for value in strip.with_figure)
    if strip.line is not None:
        yield _tick(line.x(strip.line), y, TALL)


def _regions(figure: CardFigure, line: CardLine, y: float) -> Iterator[marks.Row]:
    """The chosen region on the strip; the others hang under it, for equal values would hide each other."""
    regions = [(figure.chosen, line.row, CHOSEN_SHAPE), *zip(figure.others, line.beside, SHAPES, strict=False)]
    hanging: list[float] = []
    for region, row, shape in regions:
        measured = figure.measured(line, region, row)
        if line.strip is None or measured is None:
            continue
        x = line.x(measured)
        words = f"{region.name}：{format_value(measured, line.strip.decimals)}"
        if shape == CHOSEN_SHAPE:
            yield _dot(x, y, shape, words)
        else:
            near = sum(abs(x - other) < APART for other in hanging)
            yield _dot(x, y + HANGING + APART * near, shape, words)
            hanging.append(x)


def _words(line: CardLine, y: float) -> Iterator[marks.Row]:
    """Name, end of the strip, and the two columns: a figure and under it what it needs to be understood."""
    name = line.row.indicator.short_name
    yield _text(0, y, name, bold=True, size=min(theme.TEXT_SIZE, (STRIP - 12) / width_in_ems(name)))
    if line.strip is None:
        yield _text(STRIP, y, UNKNOWN)
    else:
        unit = line.row.indicator.unit if line.strip.basis is Basis.VALUE else ""
        most = format_amount(line.most, line.strip.decimals, unit)
        yield _text(STRIP_END, y - RISE - 16, most) | {"align": "right"}
    for x, room, pair in (
        (VALUES, RATES - VALUES - 10, line.value_words),
        (RATES, WIDTH - RATES, line.rate_words),
    ):
        for words, down, size in zip(pair, (-9, 10), (theme.TEXT_SIZE, theme.SMALL_SIZE), strict=True):
            if words:
                yield _text(x, y + down, words, bold=down < 0, size=min(size, room / width_in_ems(words)))


def _tick(x: float, y: float, half: float) -> marks.Row:
    """A tick; the prefecture's is taller and thicker."""
    colour, width = (theme.GREY, 1.0) if half <= SHORT else (theme.INK, 2.5)
    return marks.rule((x, y - half), (x, y + half), colour, width)


def _dot(x: float, y: float, shape: str, words: str) -> marks.Row:
    """The chosen region full and large, the others hollow."""
    fill, size = (theme.INK, 190) if shape == CHOSEN_SHAPE else ("transparent", 90)
    return {"x": x, "y": y, "shape": shape, "fill": fill, "stroke": theme.INK, "size": size, "words": words}


def _text(x: float, y: float, words: str, *, bold: bool = False, size: float = theme.SMALL_SIZE) -> marks.Row:
    colour = theme.INK if bold or size > theme.SMALL_SIZE else theme.GREY
    weight = "bold" if bold else "normal"
    return {"x": x, "y": y, "text": words, "align": "left", "size": size, "weight": weight, "colour": colour}
