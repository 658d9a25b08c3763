"""How one indicator moved in every region of a set: a small panel a region, all on one scale.

Regions are compared by shape and height, so the scale is common and begins at zero. A panel's description begins with
its region's name, by which the page finds it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import altair as alt

from dashboard.catalogue import Break
from dashboard.charts import marks, regional, theme
from dashboard.charts.picture import Picture, Surface
from dashboard.charts.plane import Pixel, Row
from dashboard.charts.regional import ValueKind, kind_of
from dashboard.charts.table import Table
from dashboard.comparing import Basis, Comparison, RegionalValue
from dashboard.fiscal import japanese_date
from dashboard.judging.words import break_line, updated_words
from dashboard.places import Region
from dashboard.text import folded, format_amount, width_in_ems

LATE = "※"
"""Stands beside a value that is older than the newest date."""
COLUMN_KEYS = (
    *("region_code", "region", "as_of", "value", "rate", "status"),
    *("residents", "residents_75", "residents_date", "source"),
)

GAP = 10
FEW = 12
"""So many regions go into wide panels."""
HEAD = 30
EDGE = 10
FOOT = 8
"""Room in a panel for its words, beside the line, and under it."""
GROUND = "#F3F3F5"
FOOTER_CHARACTERS = 92


@dataclass(frozen=True)
class PanelGrid:
    """How panels stand on a surface: how wide all of them are, how many in a row, and how high each."""

    width: int
    columns: int
    height: int


FEW_GRIDS = {
    Surface.PAPER: PanelGrid(1120, 5, 124),
    Surface.WIDE: PanelGrid(736, 3, 124),
    Surface.NARROW: PanelGrid(330, 2, 100),
}
MANY_GRIDS = {
    Surface.PAPER: PanelGrid(1120, 9, 86),
    Surface.WIDE: PanelGrid(736, 6, 86),
    Surface.NARROW: PanelGrid(330, 2, 72),
}
"""On a tablet the letters of the wide one are still legible, on a phone those of the narrow one."""


@dataclass(frozen=True)
class Run:
    """Values that a line joins."""

    kind: ValueKind
    points: list[tuple[date, float]]


@dataclass(frozen=True)
class RegionSeries:
    """One region's values by date, with the comparison that each is from."""

    region: Region
    values: tuple[tuple[Comparison, RegionalValue], ...]

    @cached_property
    def measured(self) -> tuple[tuple[Comparison, RegionalValue], ...]:
        """Those that have a figure."""
        return tuple((of_day, value) for of_day, value in self.values if of_day.measured(value) is not None)

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Those that a line may join: of one kind and definition, with no date in between that lacks a value."""
        runs: dict[tuple[ValueKind, int, int], Run] = {}
        gaps = 0
        for of_day, value in self.values:
            figure = of_day.measured(value)
            if figure is None:
                gaps += 1
            else:
                kind = kind_of(of_day.indicator, value.status)
                key = (kind, gaps, of_day.indicator.definition_number(of_day.day))
                runs.setdefault(key, Run(kind, [])).points.append((of_day.day, figure))
        return tuple(runs.values())

    @cached_property
    def comparable(self) -> tuple[tuple[Comparison, RegionalValue], ...]:
        """Those with a figure of the newest one's definition."""
        numbers = [of_day.indicator.definition_number(of_day.day) for of_day, _ in self.measured]
        return tuple(pair for pair, number in zip(self.measured, numbers, strict=True) if number == numbers[-1])

    @property
    def trend(self) -> int | None:
        """Whether it grew (+1) or fell (−1) between the first and the last value of one kind; None without two."""
        ends = regional.ends_of_one_kind(
            (kind_of(of_day.indicator, value.status), of_day.measured(value) or 0.0)
            for of_day, value in self.comparable
        )
        return None if ends is None else (ends[1] > ends[0]) - (ends[1] < ends[0])


@dataclass(frozen=True)
class MultiplesFigure:
    """The comparisons in the order of their dates, with what must stand beside them."""

    comparisons: tuple[Comparison, ...]
    updated: date | None

    @property
    def latest(self) -> Comparison:
        """The newest comparison; it stands for all where they are alike."""
        return self.comparisons[-1]

    @property
    def title(self) -> str:
        """What is shown and in which unit."""
        return f"{regional.subject_words(self.latest)}の推移（{regional.unit_words(self.latest)}）"

    @cached_property
    def regions(self) -> tuple[RegionSeries, ...]:
        """Every region of the set in official order."""
        by_region = zip(*(comparison.values for comparison in self.comparisons), strict=True)
        return tuple(
            RegionSeries(values[0].region, tuple(zip(self.comparisons, values, strict=True))) for values in by_region
        )

    @cached_property
    def prefecture(self) -> RegionSeries | None:
        """The prefecture, where its value is on the regions' own footing: of a count it would dwarf them."""
        if regional.is_count(self.latest):
            return None
        values = tuple((comparison, comparison.prefecture) for comparison in self.comparisons)
        return RegionSeries(self.latest.prefecture.region, values)

    @cached_property
    def most(self) -> float:
        """The top of the common scale."""
        series = (*self.regions, *([self.prefecture] if self.prefecture else []))
        figures = (figure for region in series for run in region.runs for _, figure in run.points)
        return max(figures, default=0.0) or 1.0

    @property
    def breaks(self) -> tuple[Break, ...]:
        """The changes of definition between the dates."""
        return self.latest.indicator.breaks_between(self.comparisons[0].day, self.latest.day)

    @property
    def subtitle(self) -> str:
        """The common scale and span."""
        most = format_amount(self.most, self.latest.decimals, self.latest.indicator.unit)
        first = japanese_date(self.comparisons[0].day)
        last = japanese_date(self.latest.day)
        return f"どの図も縦軸は0～{most}、横軸は{first}～{last}　数字は最新の値"

    @property
    def description(self) -> str:
        """How many regions grew and fell, and which are greatest and least, for those who cannot see it."""
        trends = Counter(region.trend for region in self.regions)
        counts = "、".join(
            f"{word}のは{trends[trend]}" for trend, word in regional.CHANGE_WORDS.items() if trend in trends
        )
        extremes = ""
        if ranked := sorted(self.latest.with_figure, key=lambda value: self.latest.measured(value) or 0.0):
            most, least = (
                f"{value.region.name}{self._amount(self.latest, value)}" for value in (ranked[-1], ranked[0])
            )
            extremes = f"最新の値が最も大きいのは{most}、最も小さいのは{least}。"
        return (
            f"{self.title}を地域ごとの小さな折れ線で並べた図。{self.subtitle}。"
            f"{len(self.regions)}地域のうち、{counts}。{extremes}"
        )

    def change_text(self, series: RegionSeries) -> str:
        """7か所 → 8か所（令和6年9月1日 → 令和7年9月1日、参考）, or why there is no value."""
        if not series.measured:
            return f"値なし（{series.values[-1][1].why}）"
        ends = list(dict.fromkeys((series.comparable[0], series.comparable[-1])))
        amounts = " → ".join(self._amount(comparison, value) for comparison, value in ends)
        days = " → ".join(japanese_date(comparison.day) for comparison, _ in ends)
        apart = "その前の値とは定義が違う" if series.comparable != series.measured else ""
        words = "、".join(part for part in (days, regional.status_word(ends[-1][1].status), apart) if part)
        return f"{amounts}（{words}）"

    def latest_text(self, series: RegionSeries) -> str:
        """The latest value, marked where it is not of the newest date."""
        if not series.measured:
            return "値なし"
        comparison, value = series.measured[-1]
        return f"{regional.figure_text(comparison, value)}{'' if comparison is self.latest else LATE}"

    def _amount(self, comparison: Comparison, value: RegionalValue) -> str:
        unit = self.latest.indicator.unit if self.latest.basis is Basis.VALUE else ""
        return format_amount(comparison.measured(value) or 0.0, comparison.decimals, unit)

    @property
    def footer(self) -> tuple[str, ...]:
        """Legend, what is missing at the newest date, and where values and residents come from.

        Of the sources only the newest of the values that count stands in full.
        """
        indicator = self.latest.indicator
        newest_first = [value for comparison in reversed(self.comparisons) for value in comparison.with_figure]
        official_first = sorted(newest_first, key=lambda value: kind_of(indicator, value.status).hollow)
        missing = regional.missing_words(self.latest.without_figure)
        rated = self.latest.basis is not Basis.VALUE
        lines = (
            "　".join(self._legend()),
            break_line(self.breaks),
            f"{japanese_date(self.latest.day)}の値：{missing}" if missing else "",
            f"出典：{regional.first_source(source for value in official_first for source in value.sources)}",
            regional.people_words(value.people for value in newest_first) if rated else "",
            updated_words(self.updated),
        )
        return tuple(line for line in lines if line)

    def _legend(self) -> Iterator[str]:
        kinds = {run.kind for region in self.regions for run in region.runs}
        if ValueKind.OFFICIAL in kinds:
            yield "● 確定"
        if ValueKind.REFERENCE in kinds:
            yield "○ 参考など（確定の値とは線でつなぎません）"
        if self.prefecture:
            yield f"点線 {self.prefecture.region.name}"
        if self.breaks:
            yield "縦の破線 定義変更（前後の値は比べません）"
        if any(len(region.measured) < len(region.values) for region in self.regions):
            yield "値がないところは線が切れます（0ではありません）"
        if any(region.measured and region.measured[-1][0] is not self.latest for region in self.regions):
            yield f"{LATE} 最新の時点の値がなく、前の時点の値"

    @property
    def table(self) -> Table:
        """Every region's value at every date, the prefecture's last."""
        values = [pair for region in self.regions for pair in region.values]
        prefecture = [(comparison, comparison.prefecture) for comparison in self.comparisons]
        return regional.regional_table(COLUMN_KEYS, [*values, *prefecture])


def multiples_picture(comparisons: Sequence[Comparison], updated: date | None = None) -> Picture:
    """One panel a region, from the comparisons of one indicator on one basis at two dates or more."""
    figure = MultiplesFigure(tuple(sorted(comparisons, key=lambda comparison: comparison.day)), updated)
    name = f"{regional.subject_words(figure.latest)}_推移の一覧"

    def draw(surface: Surface) -> alt.LayerChart:
        return _chart(figure, surface)

    return Picture(name, figure.title, figure.description, draw, figure.table, figure.footer, narrow=True)


@dataclass(frozen=True)
class _RegionPanel:
    """Where one region's panel lies, in pixels; ``wide`` where it has much room."""

    figure: MultiplesFigure
    series: RegionSeries
    left: float
    top: int
    width: float
    height: int
    wide: bool

    def ground(self) -> Row:
        """What the mouse finds: a described surface."""
        box = marks.segment((self.left, self.top), (self.left + self.width, self.top + self.height))
        return box | {"words": f"{self.series.region.name}：{self.figure.change_text(self.series)}"}

    def place(self, day: date, value: float) -> Pixel:
        first = self.figure.comparisons[0].day
        last = self.figure.latest.day
        share = (day - first).days / ((last - first).days or 1)
        room = self.height - HEAD - FOOT
        x = self.left + EDGE + share * (self.width - 2 * EDGE)
        return x, self.top + HEAD + (1 - value / self.figure.most) * room

    def zero(self) -> Row:
        left, y = self.place(self.figure.comparisons[0].day, 0.0)
        right, _ = self.place(self.figure.latest.day, 0.0)
        return marks.rule((left - 4, y), (right + 4, y))

    def strokes(self) -> Iterator[Row]:
        """The changes of definition upright, the prefecture's values faint, over them the region's own."""
        for change in self.figure.breaks:
            x, y = self.place(change.date, 0.0)
            name = f"{self.series.region.code} {change.date}"
            yield from marks.upright(name, x, self.top + HEAD - FOOT, y)
        prefecture = self.figure.prefecture
        for run in prefecture.runs if prefecture else ():
            yield from self._stroke(run, "prefecture", {"colour": theme.FAINT, "width": 1.3, "dash": [2, 2]})
        for run in self.series.runs:
            yield from self._stroke(
                run, "region", {"colour": run.kind.colour, "width": 1.5 if run.kind.hollow else 2.6, "dash": []}
            )

    def _stroke(self, run: Run, whose: str, look: Row) -> Iterator[Row]:
        name = f"{self.series.region.code} {whose} {run.kind.name} {run.points[0][0]}"
        for point in run.points:
            x, y = self.place(*point)
            yield look | {"run": name, "x": x, "y": y}

    def dots(self) -> list[Row]:
        size = 40 if self.wide else 26
        return [run.kind.dot(self.place(*point), size) for run in self.series.runs for point in run.points]

    def heading(self) -> Row:
        """Name and latest figure in one text, as large as fits."""
        room = self.width - 2 * EDGE + 8
        region = self.series.region
        latest = self.figure.latest_text(self.series)
        text = f"{region.name} {latest}"
        if width_in_ems(text) * theme.SMALL_SIZE > room:
            text = f"{regional.short_name(region)} {latest}"
        size = min(theme.TEXT_SIZE if self.wide else theme.SMALL_SIZE, room / width_in_ems(text))
        return {"x": self.left + EDGE - 4, "y": self.top + 13, "align": "left", "text": text, "size": size}


def _panels(figure: MultiplesFigure, grid: PanelGrid) -> Iterator[_RegionPanel]:
    width = (grid.width - GAP * (grid.columns - 1)) / grid.columns
    wide = len(figure.regions) <= FEW
    for number, series in enumerate(figure.regions):
        row, column = divmod(number, grid.columns)
        yield _RegionPanel(figure, series, column * (width + GAP), row * (grid.height + GAP), width, grid.height, wide)


def _chart(figure: MultiplesFigure, surface: Surface) -> alt.LayerChart:
    grid = (FEW_GRIDS if len(figure.regions) <= FEW else MANY_GRIDS)[surface]
    panels = list(_panels(figure, grid))
    height = panels[-1].top + panels[-1].height
    grounds = marks.spanned([panel.ground() for panel in panels])
    layers = [
        grounds.mark_rect(color=GROUND).encode(description=marks.DESCRIPTION),
        *marks.rules([panel.zero() for panel in panels]),
        *marks.strokes([row for panel in panels for row in panel.strokes()]),
        *marks.dots([row for panel in panels for row in panel.dots()]),
        *marks.texts([panel.heading() for panel in panels]),
    ]
    if surface is Surface.PAPER:
        layers.append(marks.footer(figure.footer, height + 14, FOOTER_CHARACTERS))
    lines = folded((figure.title,), grid.width // theme.TITLE_SIZE)
    subtitle = folded((figure.subtitle,), grid.width // theme.TEXT_SIZE)
    return marks.finished(
        layers, grid.width, height, alt.TitleParams(list(lines), subtitle=list(subtitle), frame="bounds")
    )
