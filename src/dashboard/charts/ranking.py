"""The regions of a set as bars, the prefecture's value as a line; what a rate is made of stands beside each bar."""

from collections.abc import Sequence
from typing import Any, cast

import altair as alt

from dashboard.charts import theme
from dashboard.charts.picture import Picture
from dashboard.charts.regional import (
    RegionalView,
    figure_text,
    figures_table,
    fraction_text,
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
    rows = [_row(view, value, LINE_ROOM + step * (at + 0.5), step) for at, value in enumerate(values)]
    layers = [
        *_bars(rows),
        *_line(view, height),
        *_words(rows),
        theme.footer(view.footer(FOOTER_CHARACTERS, *_notes(view)), height + 12),
    ]
    lines = [view.subject, f"（{unit_words(view.comparison)}）{order.label}"]
    title = alt.TitleParams(lines, subtitle=view.subtitle, frame="bounds")
    return theme.finished(layers, WIDTH, height, title)


def _row(view: RegionalView, value: RegionalValue, y: float, step: int) -> dict[str, Any]:
    comparison = view.comparison
    figure, rank = comparison.measured(value), comparison.ranks.get(value.region.code)
    fraction = fraction_text(comparison, value)
    chosen = value.region == view.chosen
    words = f"値なし（{value.why}）" if figure is None else figure_text(comparison, value)
    return {
        "y": y,
        "top": y - step * 0.36,
        "bottom": y + step * 0.36,
        "above": y - step / 2,
        "below": y + step / 2,
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


def _bars(rows: Sequence[dict[str, Any]]) -> list[alt.Chart]:
    """The bars, over a strip as wide as the picture for each, which answers the mouse wherever it is in the row."""
    strips = [row | {"start": 0, "end": WIDTH, "top": row["above"], "bottom": row["below"]} for row in rows]
    bars = [row | {"start": NAMES} for row in rows if row["known"]]
    fill = alt.Fill("fill:N", scale=None)
    return [
        _boxes(strips).encode(fill=alt.value(theme.PAPER)),
        *([_boxes(bars).encode(fill=fill)] if bars else []),
    ]


def _boxes(rows: Sequence[dict[str, Any]]) -> alt.Chart:
    x = alt.X("start:Q", scale=None, axis=None)
    boxes = theme.layer(rows).mark_rect()
    words = alt.Description("words:N")
    return cast("alt.Chart", boxes.encode(x=x, x2="end:Q", y=_y("top"), y2="bottom:Q", description=words))


def _y(field: str) -> alt.Y:
    return alt.Y(f"{field}:Q", scale=None, axis=None)


def _line(view: RegionalView, height: float) -> list[alt.Chart]:
    """The prefecture's value from top to bottom, named above the bars."""
    line = view.comparison.line
    if line is None:
        return []
    at = NAMES + _length(view, line)
    row = [{"x": at, "top": LINE_ROOM - 4, "bottom": height, "text": _line_words(view)}]
    base, x = theme.layer(row), alt.X("x:Q", scale=None, axis=None)
    rule = base.mark_rule(color=theme.INK, strokeDash=[5, 3], strokeWidth=1.8).encode(x=x, y=_y("top"), y2="bottom:Q")
    text = base.mark_text(align="center", baseline="bottom", fontSize=13, fontWeight="bold", color=theme.INK)
    return [rule, text.encode(x=x, y=_y("top"), text="text:N")]


def _line_words(view: RegionalView) -> str:
    comparison = view.comparison
    figure = format_value(comparison.line or 0.0, max(comparison.decimals, 1 if _is_mean(view) else 0))
    return f"1{_counted(view)}の平均 {figure}" if _is_mean(view) else f"{view.regions.prefecture.name} {figure}"


def _is_mean(view: RegionalView) -> bool:
    return view.comparison.basis is Basis.VALUE and view.comparison.indicator.additive


def _counted(view: RegionalView) -> str:
    return "市町村" if view.comparison.region_set.level is Level.MUNICIPALITY else "圏域"


def _words(rows: Sequence[dict[str, Any]]) -> list[alt.Chart]:
    marks = []
    for weight in ("normal", "bold"):
        found = [row for row in rows if row["weight"] == weight]
        if found:
            base = theme.layer(found)
            text = base.mark_text(align="left", baseline="middle", color=theme.INK, fontSize=13, fontWeight=weight)
            marks += [
                text.encode(x=alt.value(RANKS), y=_y("y"), text="name:N"),
                base.mark_text(align="right", baseline="middle", color=theme.INK, fontSize=13, fontWeight=weight)
                .encode(x=alt.value(RANKS - 8), y=_y("y"), text="rank:N"),
                text.encode(x=alt.value(NAMES + BARS + GAP), y=_y("y"), text="figure:N"),
            ]  # fmt: skip
    return marks


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
    if not _is_mean(view):
        return ""
    summed = "（市町村の合計）" if comparison.whole.summed else ""
    return f"{name}の値：{value_with_unit(comparison.whole.value or 0.0, comparison.indicator)}{summed}"


def _alt(view: RegionalView) -> str:
    comparison = view.comparison
    ordered = comparison.ordered(Order.MOST)
    first = "、".join(value_words(comparison, value) for value in ordered[:3])
    return f"{view.title}の順位の棒図。{view.subtitle}。上位は{first}。"
