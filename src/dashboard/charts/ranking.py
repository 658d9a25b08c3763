"""The regions of a set as bars, the prefecture's value as a line; what a rate is made of stands beside each bar."""

from collections.abc import Sequence
from typing import Any, cast

import altair as alt

from dashboard.charts import theme
from dashboard.charts.picture import Picture
from dashboard.charts.pixels import by_weight, segment, spanned
from dashboard.charts.regional import (
    RegionalView,
    figure_text,
    figures_table,
    fraction_text,
    is_count,
    unit_words,
    value_words,
    whom,
)
from dashboard.charts.words import value_with_unit
from dashboard.progress import format_value
from dashboard.regional import Basis, Order, RegionalValue
from dashboard.regions import Level

RANKS, NAMES, BARS, GAP, FIGURES = 26, 112, 160, 8, 150
WIDTH = NAMES + BARS + GAP + FIGURES
FOOTER_CHARACTERS = 36
LINE_ROOM = 22


def ranking_picture(view: RegionalView, order: Order) -> Picture:
    """One bar a region in the order asked for; the description of every bar begins with its region's name."""
    return Picture(
        name=f"{view.subject}_順位",
        title=f"{view.title}　{order.label}",
        alt=_alt(view),
        chart=_chart(view, order),
        table=figures_table(view),
    )


def row_height(regions: int) -> int:
    """Pixels a bar: many regions stand closer."""
    return 34 if regions <= 20 else 21


def _chart(view: RegionalView, order: Order) -> alt.LayerChart:
    values = view.comparison.ordered(order)
    step = row_height(len(values))
    height = LINE_ROOM + step * len(values)
    rows = [_row(view, value, LINE_ROOM + step * (at + 0.5)) for at, value in enumerate(values)]
    layers = [
        *_bars(rows, step),
        *_line(view, height),
        *_words(rows),
        theme.footer(view.footer(FOOTER_CHARACTERS, *_notes(view)), height + 12),
    ]
    lines = [view.subject, f"（{unit_words(view.comparison)}）{order.label}"]
    title = alt.TitleParams(lines, subtitle=view.subtitle, frame="bounds")
    return theme.finished(layers, WIDTH, height, title)


def _row(view: RegionalView, value: RegionalValue, y: float) -> dict[str, Any]:
    comparison = view.comparison
    figure, rank = comparison.measured(value), comparison.ranks.get(value.region.code)
    fraction = fraction_text(comparison, value)
    chosen = value.region == view.chosen
    words = f"値なし（{value.why}）" if figure is None else figure_text(comparison, value)
    return {
        "y": y,
        "end": NAMES + _length(view, figure),
        "rank": str(rank or "―"),
        "name": value.region.name,
        "figure": f"{words}（{fraction}）" if fraction else words,
        "words": value_words(comparison, value),
        "fill": theme.INK if chosen else theme.SHADES[2],
        "weight": "bold" if chosen else "normal",
        "known": figure is not None,
    }


def _length(view: RegionalView, figure: float | None) -> float:
    """Pixels of a bar from zero; nothing is drawn to the left of it."""
    comparison = view.comparison
    figures = [comparison.measured(value) or 0.0 for value in comparison.known]
    most = max([*figures, comparison.line or 0.0], default=0.0)
    return BARS * max(figure or 0.0, 0.0) / most if most else 0.0


def _bars(rows: Sequence[dict[str, Any]], step: int) -> list[alt.Chart]:
    """The bars, over a strip as wide as the picture for each, which answers the mouse wherever it is in the row."""
    strips = [_boxed(row, 0, WIDTH, step / 2) for row in rows]
    bars = [_boxed(row, NAMES, row["end"], step * 0.36) for row in rows if row["known"]]
    paper, fill = theme.fixed(alt.FillValue, theme.PAPER), alt.Fill("fill:N", scale=None)
    return [_rectangles(strips).encode(fill=paper), *([_rectangles(bars).encode(fill=fill)] if bars else [])]


def _boxed(row: dict[str, Any], left: float, right: float, half: float) -> dict[str, Any]:
    """The row with a box around its middle."""
    return row | segment((left, row["y"] - half), (right, row["y"] + half))


def _rectangles(rows: Sequence[dict[str, Any]]) -> alt.Chart:
    return cast("alt.Chart", spanned(rows).mark_rect().encode(description=alt.Description("words:N")))


def _line(view: RegionalView, height: float) -> list[alt.Chart]:
    """The prefecture's value from top to bottom, named above the bars."""
    line = view.comparison.line
    if line is None:
        return []
    at = NAMES + _length(view, line)
    row = [{"x": at, "top": LINE_ROOM - 4, "bottom": height, "text": _line_words(view)}]
    x, top = alt.X("x:Q", scale=None, axis=None), alt.Y("top:Q", scale=None, axis=None)
    base = theme.layer(row).encode(x=x, y=top)
    rule = base.mark_rule(color=theme.INK, strokeDash=[5, 3], strokeWidth=1.8).encode(y2=alt.Y2("bottom:Q"))
    text = base.mark_text(align="center", baseline="bottom", fontSize=13, fontWeight="bold", color=theme.INK)
    return [rule, text.encode(text=theme.WORDS)]


def _line_words(view: RegionalView) -> str:
    comparison, mean = view.comparison, is_count(view.comparison)
    figure = format_value(comparison.line or 0.0, max(comparison.decimals, 1 if mean else 0))
    return f"1{_counted(view)}の平均 {figure}" if mean else f"{view.regions.prefecture.name} {figure}"


def _counted(view: RegionalView) -> str:
    return "市町村" if view.comparison.region_set.level is Level.MUNICIPALITY else "圏域"


def _words(rows: Sequence[dict[str, Any]]) -> list[alt.Chart]:
    columns = (("name", RANKS, "left"), ("rank", RANKS - 8, "right"), ("figure", NAMES + BARS + GAP, "left"))
    return [
        _column(found, field, at, {"align": align, "fontWeight": weight})
        for weight, found in by_weight(rows)
        for field, at, align in columns
    ]


def _column(rows: Sequence[dict[str, Any]], field: str, at: int, look: dict[str, Any]) -> alt.Chart:
    marks = theme.layer(rows).mark_text(baseline="middle", color=theme.INK, fontSize=13, **look)
    x, y, words = theme.fixed(alt.XValue, at), alt.Y("y:Q", scale=None, axis=None), alt.Text(f"{field}:N")
    return cast("alt.Chart", marks.encode(x=x, y=y, text=words))


def _notes(view: RegionalView) -> tuple[str, ...]:
    comparison = view.comparison
    basis = comparison.basis
    made = "" if basis is Basis.VALUE else f"かっこの中は、実数（{comparison.indicator.unit}）／{whom(basis)}の人数"
    return made, _whole_words(view)


def _whole_words(view: RegionalView) -> str:
    """The prefecture's own value where the line is a mean; why there is no line where there is none."""
    comparison, name = view.comparison, view.regions.prefecture.name
    if comparison.line is None:
        return f"{name}の値は{comparison.whole.why}なので、線はありません"
    if not is_count(view.comparison):
        return ""
    summed = "（市町村の合計）" if comparison.whole.summed else ""
    return f"{name}の値：{value_with_unit(comparison.whole.value or 0.0, comparison.indicator)}{summed}"


def _alt(view: RegionalView) -> str:
    comparison = view.comparison
    ordered = comparison.ordered(Order.MOST)
    first = "、".join(value_words(comparison, value) for value in ordered[:3])
    return f"{view.title}の順位の棒図。{view.subtitle}。上位は{first}。"
