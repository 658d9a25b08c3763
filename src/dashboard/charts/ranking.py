"""The regions of a set as bars, the prefecture's value as a line; what a rate is made of stands beside each bar.

For paper the bars may stand in several columns side by side, all to one scale, read downwards one column after another.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import altair as alt

from dashboard.charts import marks, theme
from dashboard.charts.picture import Picture, Surface
from dashboard.charts.plane import Row
from dashboard.charts.regional import (
    MANY,
    NO_VALUE,
    RegionalFigure,
    contrast_sign,
    figure_text,
    is_count,
    missing_words,
    regional_finding,
    unit_words,
    value_words,
)
from dashboard.comparing import Basis, Order, RegionalValue
from dashboard.places import Level
from dashboard.text import format_value

RANKS = 26
NAMES = 110
GAP = 8
"""Where ranks end and names begin; where names end; the room between a bar's end at its longest and its figure."""

BETWEEN = 30
"""Pixels between two columns."""
LINE_ROOM = 22
"""Pixels above the bars for the name of the line."""
SIZE = 14
"""Of all words."""


@dataclass(frozen=True)
class BarColumn:
    """Bars one below the other; ``fractions`` is whether there is room for what a rate is made of."""

    left: int
    bars: int
    figures: int
    fractions: bool

    @property
    def start(self) -> int:
        """Where the bars begin."""
        return self.left + NAMES

    @property
    def figure(self) -> int:
        """Where the figures begin."""
        return self.start + self.bars + GAP

    @property
    def right(self) -> int:
        """Where the column ends."""
        return self.figure + self.figures


def bar_column(number: int, columns: int) -> BarColumn:
    """The one at this place among so many; three of them are readable on a landscape A4, two on an upright one."""
    if columns == 1:
        return BarColumn(0, bars=84, figures=186, fractions=True)
    first = BarColumn(0, bars=90, figures=60, fractions=False)
    return replace(first, left=number * (first.right + BETWEEN))


def ranking_picture(figure: RegionalFigure, order: Order, *, columns: int = 1, titled: bool = True) -> Picture:
    """One bar a region in the order asked for; the description of every bar begins with its region's name.

    In more than one of ``columns`` a rate stands without what it is made of. Not ``titled``, it has on paper neither
    title nor the small lines below: the page around it must say them. A region whose count is too small to compare is
    grey and has no place. One drawing is narrow enough for every place on a screen.
    """
    words = f"{figure.title}の順位の棒図。{figure.subtitle}。{regional_finding(figure.comparison)}"
    note = figure.fraction_note if columns == 1 else missing_words(figure.comparison.without_figure)
    footer = figure.footer(note, figure.chance_note, figure.line_note)

    def draw(surface: Surface) -> alt.LayerChart:
        if surface is Surface.PAPER:
            return _chart(figure, order, columns, footer if titled else None)
        return _chart(figure, order, columns, ())

    return Picture(f"{figure.subject}_順位", f"{figure.title}　{order.label}", words, draw, figure.table, footer)


def _chart(figure: RegionalFigure, order: Order, columns: int, footer: Sequence[str] | None) -> alt.LayerChart:
    """With the title over it and the footer under it; bare without a footer."""
    comparison = figure.comparison
    values = comparison.ordered(order)
    step = 34 if len(values) <= MANY else 21
    depth = max(1, math.ceil(len(values) / columns))
    height = LINE_ROOM + step * depth
    layers: list[alt.Chart] = []
    width = 0
    for number, start in enumerate(range(0, max(1, len(values)), depth)):
        column = bar_column(number, columns)
        width = column.right
        rows = [
            _row(figure, value, column, LINE_ROOM + step * (place + 0.5))
            for place, value in enumerate(values[start : start + depth])
        ]
        layers += [*_bars(rows, column, step), *_line(figure, column, LINE_ROOM + step * len(rows))]
        layers += _words(rows, column)
    if footer is None:
        return marks.finished(layers, width, height, None)
    if footer:
        layers.append(marks.footer(footer, height + 12, round(width / theme.SMALL_SIZE)))
    heading = [figure.subject, f"（{unit_words(comparison)}）{order.label}"]
    title = alt.TitleParams(heading, subtitle=figure.subtitle, frame="bounds")
    return marks.finished(layers, width, height, title)


def _row(figure: RegionalFigure, value: RegionalValue, column: BarColumn, y: float) -> Row:
    comparison = figure.comparison
    measured = comparison.measured(value)
    chosen = value.region == figure.chosen
    few = comparison.few(value)
    fill = theme.GRID if few else theme.SHADES[2]
    return {
        "y": y,
        "end": column.start + _length(figure, measured, column),
        "rank": "" if few else str(comparison.ranks.get(value.region.code, "―")),
        "name": value.region.name,
        "figure": _figure_words(figure, value, column),
        "words": value_words(comparison, value),
        "fill": theme.INK if chosen else fill,
        "weight": "bold" if chosen else "normal",
        "colour": theme.GREY if few and not chosen else theme.INK,
        "measured": measured is not None,
    }


def _figure_words(figure: RegionalFigure, value: RegionalValue, column: BarColumn) -> str:
    """The figure with what it is made of (2／1,234人) or why there is none; in a narrow column neither."""
    comparison = figure.comparison
    aside = ""
    if comparison.measured(value) is None:
        words = NO_VALUE
        aside = value.why
    else:
        words = f"{contrast_sign(comparison, value)}{figure_text(comparison, value)}"
        if comparison.basis is not Basis.VALUE and value.value is not None and value.people is not None:
            count = format_value(value.value, comparison.indicator.decimals)
            aside = f"{count}／{comparison.basis.people(value.people):,}人"
    return f"{words}（{aside}）" if aside and column.fractions else words


def _length(figure: RegionalFigure, measured: float | None, column: BarColumn) -> float:
    """Pixels of a bar from zero; nothing is drawn to the left of it."""
    comparison = figure.comparison
    most = max([comparison.line or 0.0, *(comparison.measured(value) or 0.0 for value in comparison.with_figure)])
    return column.bars * max(measured or 0.0, 0.0) / most if most else 0.0


def _bars(rows: Sequence[Row], column: BarColumn, step: int) -> Iterator[alt.Chart]:
    """The bars, over a strip as wide as the column for each, which answers the mouse wherever it is in the row."""
    words = marks.DESCRIPTION
    strips = [row | _box(row, column.left, column.right, step / 2) for row in rows]
    yield marks.spanned(strips).mark_rect().encode(description=words, fill=marks.fixed(alt.FillValue, theme.PAPER))
    bars = [row | _box(row, column.start, row["end"], step * 0.36) for row in rows if row["measured"]]
    if bars:
        yield marks.spanned(bars).mark_rect().encode(description=words, fill=marks.FILL)


def _box(row: Row, left: float, right: float, half: float) -> Row:
    return marks.segment((left, row["y"] - half), (right, row["y"] + half))


def _line(figure: RegionalFigure, column: BarColumn, height: float) -> list[alt.Chart]:
    """The prefecture's value from top to bottom, named above the bars of the first column."""
    comparison = figure.comparison
    if comparison.line is None:
        return []
    name = figure.regions.prefecture.name
    decimals = comparison.decimals
    if is_count(comparison):
        by_municipality = comparison.region_set.level is Level.MUNICIPALITY
        name = f"1{'市町村' if by_municipality else '圏域'}の平均"
        decimals = max(decimals, 1)
    x = column.start + _length(figure, comparison.line, column)
    row = {"x": x, "top": LINE_ROOM - 4, "bottom": height, "text": f"{name} {format_value(comparison.line, decimals)}"}
    top = alt.Y("top:Q", scale=None, axis=None)
    base = marks.layer([row]).encode(x=alt.X("x:Q", scale=None, axis=None), y=top)
    rule = base.mark_rule(color=theme.INK, strokeDash=[5, 3], strokeWidth=1.8).encode(y2=alt.Y2("bottom:Q"))
    text = base.mark_text(align="center", baseline="bottom", fontSize=SIZE, fontWeight="bold", color=theme.INK)
    return [rule] if column.left else [rule, text.encode(text=marks.WORDS)]


def _words(rows: Sequence[Row], column: BarColumn) -> Iterator[alt.Chart]:
    ranks = column.left + RANKS
    fields = (("name", ranks, "left"), ("rank", ranks - 8, "right"), ("figure", column.figure, "left"))
    y = alt.Y("y:Q", scale=None, axis=None)
    for weight, of_weight in marks.by_weight(rows):
        for field, x, align in fields:
            look: dict[str, Any] = {"align": align, "fontWeight": weight, "fontSize": SIZE}
            texts = marks.layer(of_weight).mark_text(baseline="middle", **look)
            text, colour = alt.Text(f"{field}:N"), alt.Color("colour:N", scale=None)
            yield cast("alt.Chart", texts.encode(x=marks.fixed(alt.XValue, x), y=y, text=text, color=colour))
