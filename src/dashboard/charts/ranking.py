"""The regions of a set as bars, the prefecture's value as a line; what a rate is made of stands beside each bar.

For paper the bars may stand in several columns side by side, all to one scale, read downwards one column after another.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import altair as alt

from dashboard.charts import marks, theme
from dashboard.charts.marks import by_weight, segment, spanned
from dashboard.charts.picture import Picture
from dashboard.charts.regional import (
    RegionalView,
    figure_text,
    figures_table,
    fraction_text,
    is_count,
    missing_words,
    unit_words,
    value_words,
    whom,
)
from dashboard.comparing import Basis, Order, RegionalValue
from dashboard.judging.words import value_with_unit
from dashboard.places import Level
from dashboard.text import format_value

RANKS, NAMES, GAP = 26, 112, 8
"""Where ranks end and names begin; where names end; the room between a bar's end at its longest and its figure."""

BETWEEN = 30

MANY = 20
"""With more regions than this, bars stand closer, and on paper in several columns."""


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


_ALONE = BarColumn(0, bars=160, figures=150, fractions=True)
_BESIDE_OTHERS = BarColumn(0, bars=90, figures=60, fractions=False)


def bar_column(at: int, columns: int) -> BarColumn:
    """The one at this place among so many; three of them are readable on a landscape A4, two on an upright one."""
    if columns == 1:
        return _ALONE
    return replace(_BESIDE_OTHERS, left=at * (_BESIDE_OTHERS.right + BETWEEN))


LINE_ROOM = 22


def ranking_picture(view: RegionalView, order: Order, *, columns: int = 1, titled: bool = True) -> Picture:
    """One bar a region in the order asked for; the description of every bar begins with its region's name.

    In more than one of ``columns`` a rate stands without what it is made of. Not ``titled``, it has neither title nor
    the small lines below: the page around it must say them.
    """
    return Picture(
        name=f"{view.subject}_順位",
        title=f"{view.title}　{order.label}",
        alt=_alt(view),
        chart=_chart(view, order, columns, titled=titled),
        table=figures_table(view),
    )


def row_height(regions: int) -> int:
    """Pixels a bar: many regions stand closer."""
    return 34 if regions <= MANY else 21


def _chart(view: RegionalView, order: Order, columns: int, *, titled: bool) -> alt.LayerChart:
    values = view.comparison.ordered(order)
    step, deep = row_height(len(values)), max(1, math.ceil(len(values) / columns))
    height = LINE_ROOM + step * deep
    filled = [values[at : at + deep] for at in range(0, max(1, len(values)), deep)]
    places = [bar_column(at, columns) for at in range(len(filled))]
    width = places[-1].right
    layers = [one for place, some in zip(places, filled, strict=True) for one in _layers(view, place, some, step)]
    if not titled:
        return marks.finished(layers, width, height, None)
    made = fraction_words(view) if columns == 1 else missing_words(view.comparison.without_figure)
    lines = view.footer(round(width / theme.SMALL_SIZE), made, line_note(view))
    return marks.finished([*layers, marks.footer(lines, height + 12)], width, height, _title(view, order))


def _title(view: RegionalView, order: Order) -> alt.TitleParams:
    lines = [view.subject, f"（{unit_words(view.comparison)}）{order.label}"]
    return alt.TitleParams(lines, subtitle=view.subtitle, frame="bounds")


def _layers(view: RegionalView, place: BarColumn, values: Sequence[RegionalValue], step: int) -> Iterator[alt.Chart]:
    """One column: its bars, the line across them, its words."""
    rows = [_row(view, value, place, LINE_ROOM + step * (at + 0.5)) for at, value in enumerate(values)]
    yield from _bars(rows, place, step)
    yield from _line(view, place, LINE_ROOM + step * len(rows))
    yield from _words(rows, place)


def _row(view: RegionalView, value: RegionalValue, place: BarColumn, y: float) -> dict[str, Any]:
    comparison = view.comparison
    figure, rank = comparison.measured(value), comparison.ranks.get(value.region.code)
    chosen = value.region == view.chosen
    return {
        "y": y,
        "end": place.start + _length(view, figure, place),
        "rank": str(rank or "―"),
        "name": value.region.name,
        "figure": _figure_words(view, value, place),
        "words": value_words(comparison, value),
        "fill": theme.INK if chosen else theme.SHADES[2],
        "weight": "bold" if chosen else "normal",
        "known": figure is not None,
    }


def _figure_words(view: RegionalView, value: RegionalValue, place: BarColumn) -> str:
    """The figure with what it is made of or why there is none; in a narrow column neither."""
    comparison = view.comparison
    aside = fraction_text(comparison, value)
    words = figure_text(comparison, value)
    if comparison.measured(value) is None:
        words, aside = "値なし", value.why
    return f"{words}（{aside}）" if aside and place.fractions else words


def _length(view: RegionalView, figure: float | None, place: BarColumn) -> float:
    """Pixels of a bar from zero; nothing is drawn to the left of it."""
    comparison = view.comparison
    figures = [comparison.measured(value) or 0.0 for value in comparison.with_figure]
    most = max([*figures, comparison.line or 0.0], default=0.0)
    return place.bars * max(figure or 0.0, 0.0) / most if most else 0.0


def _bars(rows: Sequence[dict[str, Any]], place: BarColumn, step: int) -> list[alt.Chart]:
    """The bars, over a strip as wide as the column for each, which answers the mouse wherever it is in the row."""
    strips = [_boxed(row, place.left, place.right, step / 2) for row in rows]
    bars = [_boxed(row, place.start, row["end"], step * 0.36) for row in rows if row["known"]]
    paper, fill = marks.fixed(alt.FillValue, theme.PAPER), alt.Fill("fill:N", scale=None)
    return [_rectangles(strips).encode(fill=paper), *([_rectangles(bars).encode(fill=fill)] if bars else [])]


def _boxed(row: dict[str, Any], left: float, right: float, half: float) -> dict[str, Any]:
    """The row with a box around its middle."""
    return row | segment((left, row["y"] - half), (right, row["y"] + half))


def _rectangles(rows: Sequence[dict[str, Any]]) -> alt.Chart:
    return cast("alt.Chart", spanned(rows).mark_rect().encode(description=alt.Description("words:N")))


def _line(view: RegionalView, place: BarColumn, height: float) -> list[alt.Chart]:
    """The prefecture's value from top to bottom, named above the bars of the first column."""
    line = view.comparison.line
    if line is None:
        return []
    at = place.start + _length(view, line, place)
    row = [{"x": at, "top": LINE_ROOM - 4, "bottom": height, "text": _line_words(view)}]
    x, top = alt.X("x:Q", scale=None, axis=None), alt.Y("top:Q", scale=None, axis=None)
    base = marks.layer(row).encode(x=x, y=top)
    rule = base.mark_rule(color=theme.INK, strokeDash=[5, 3], strokeWidth=1.8).encode(y2=alt.Y2("bottom:Q"))
    text = base.mark_text(align="center", baseline="bottom", fontSize=13, fontWeight="bold", color=theme.INK)
    return [rule] if place.left else [rule, text.encode(text=marks.WORDS)]


def _line_words(view: RegionalView) -> str:
    comparison, mean = view.comparison, is_count(view.comparison)
    figure = format_value(comparison.line or 0.0, max(comparison.decimals, 1 if mean else 0))
    return f"1{_counted(view)}の平均 {figure}" if mean else f"{view.regions.prefecture.name} {figure}"


def _counted(view: RegionalView) -> str:
    return "市町村" if view.comparison.region_set.level is Level.MUNICIPALITY else "圏域"


def _words(rows: Sequence[dict[str, Any]], place: BarColumn) -> list[alt.Chart]:
    ranks = place.left + RANKS
    kinds = (("name", ranks, "left"), ("rank", ranks - 8, "right"), ("figure", place.figure, "left"))
    return [
        _said(found, field, at, {"align": align, "fontWeight": weight})
        for weight, found in by_weight(rows)
        for field, at, align in kinds
    ]


def _said(rows: Sequence[dict[str, Any]], field: str, at: int, look: dict[str, Any]) -> alt.Chart:
    texts = marks.layer(rows).mark_text(baseline="middle", color=theme.INK, fontSize=13, **look)
    x, y, words = marks.fixed(alt.XValue, at), alt.Y("y:Q", scale=None, axis=None), alt.Text(f"{field}:N")
    return cast("alt.Chart", texts.encode(x=x, y=y, text=words))


def fraction_words(view: RegionalView) -> str:
    """What stands in brackets beside a bar; nothing for values as they are."""
    comparison = view.comparison
    basis = comparison.basis
    unit = comparison.indicator.unit
    return "" if basis is Basis.VALUE else f"かっこの中は、実数（{unit}）／{whom(basis)}の人数"


def line_note(view: RegionalView) -> str:
    """The prefecture's own value where the line is a mean; why there is no line where there is none."""
    comparison, name = view.comparison, view.regions.prefecture.name
    if comparison.line is None:
        return f"{name}の値は{comparison.prefecture.why}なので、線はありません"
    if not is_count(view.comparison):
        return ""
    summed = "（市町村の合計）" if comparison.prefecture.summed else ""
    return f"{name}の値：{value_with_unit(comparison.prefecture.value or 0.0, comparison.indicator)}{summed}"


def _alt(view: RegionalView) -> str:
    comparison = view.comparison
    ordered = comparison.ordered(Order.MOST)
    first = "、".join(value_words(comparison, value) for value in ordered[:3])
    return f"{view.title}の順位の棒図。{view.subtitle}。上位は{first}。"
