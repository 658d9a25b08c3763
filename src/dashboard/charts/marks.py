"""Layers of an Altair chart: the house configuration, the axis of fiscal years, and marks at pixel positions.

A picture that lays out its own room has rows, each one word, shape or line with its place (``x``, ``y``, to ``x2``,
``y2``) and its look, so that all marks of a kind are one layer however much they differ: every further layer costs
time to build. Channels are objects throughout, for a string or ``alt.value`` makes Altair look through all its classes.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, cast

import altair as alt

# Whole before anything is drawn: Altair looks at the pandas that it finds loaded, and one that another thread has only
# begun to load makes the drawing fail.
import pandas as pd  # noqa: F401

from dashboard.charts import theme
from dashboard.charts.plane import Pixel, Row
from dashboard.fiscal import fiscal_year_short
from dashboard.text import folded

WORDS = alt.Text("text:N")
"""What marks say: each its row's ``text``."""
DESCRIPTION = alt.Description("words:N")
"""What is said of a mark when it is pointed at: its row's ``words``."""
FILL = alt.Fill("fill:N", scale=None)
SIZE = alt.Size("size:Q", scale=None)
STROKE_COLOUR = alt.Stroke("colour:N", scale=None)
STROKE_WIDTH = alt.StrokeWidth("width:Q", scale=None)
DOT_STROKE = 1.8
"""Pixels of the line around a dot, half of it inside."""

LINE_OF_FOOTER = 18
"""Pixels of a line under a chart."""

HALO = 4.0
"""Pixels of paper around letters, half of them outside."""

CONFIG = alt.Config(
    aria=False,
    background=theme.PAPER,
    font=theme.FONT,
    padding={"left": 8, "right": 16, "top": 8, "bottom": 8},
    view=alt.ViewConfig(stroke=None),
    axis=alt.AxisConfig(
        domainColor=theme.INK,
        gridColor=theme.GRID,
        labelColor=theme.INK,
        labelFontSize=theme.TEXT_SIZE,
        tickColor=theme.INK,
    ),
    title=alt.TitleConfig(
        anchor="start",
        color=theme.INK,
        fontSize=theme.TITLE_SIZE,
        fontWeight="bold",
        offset=14,
        subtitleColor=theme.INK,
        subtitleFontSize=theme.TEXT_SIZE,
        subtitlePadding=6,
    ),
)
"""The house configuration, made and checked once for all charts."""

Base = Callable[[Sequence[Row]], alt.Chart]
"""What puts rows in their places: ``placed`` in pixels, or ``layer`` for a chart that has scales of its own."""


def finished(layers: Sequence[alt.Chart], width: int, height: int, title: alt.TitleParams | None) -> alt.LayerChart:
    """The layers as one chart with the house configuration; nothing else in the project configures a chart.

    A mark says its row's ``words`` (``DESCRIPTION``) or nothing; Vega's own words would be its columns, "day: 738610".
    """
    shown = alt.Undefined if title is None else title
    speaking = [_speaking(layer) for layer in layers]
    return alt.LayerChart(layer=speaking, width=width, height=height, title=shown, config=CONFIG)


def _speaking(layer: alt.Chart) -> alt.Chart:
    described = layer.encoding is not alt.Undefined and layer.encoding["description"] is not alt.Undefined
    mark = {"type": layer.mark} if isinstance(layer.mark, str) else dict(layer.mark._kwds)
    layer.mark = alt.MarkDef(**(mark | {"aria": described}))
    return layer


def layer(rows: Sequence[Row]) -> alt.Chart:
    """A chart over rows given as they are: no data frame, no URL, nothing that a converter could go and fetch.

    They go in as a tuple, which Altair hands on; a list it would copy row by row at every step.
    """
    return alt.Chart({"values": tuple(rows)})


def fixed(channel: Any, value: Any) -> Any:
    """A channel that is the same for every row: ``fixed(alt.XValue, 12)``."""
    return channel(value)


def day_scale(first: date, last: date) -> alt.Scale:
    """A time scale in whole days (proleptic ordinals): no time zone can move a point across midnight."""
    return alt.Scale(domain=[first.toordinal(), last.toordinal()], nice=False, zero=False)


def value_axis(low: float, high: float, decimals: int, most_lines: int) -> alt.Y:
    """The values from ``low`` to ``high`` with about so many lines of a grid, none between two printed values."""
    axis = alt.Axis(
        title=None,
        domain=False,
        ticks=False,
        tickCount=most_lines,
        tickMinStep=10**-decimals,
        format=f",.{decimals}f",
        labelPadding=8,
    )
    return alt.Y("value:Q", axis=axis, scale=alt.Scale(domain=[low, high], nice=False, zero=False))


def fiscal_axis(ticks: Sequence[tuple[int, date]], scale: alt.Scale, height: int) -> list[alt.Chart]:
    """The axis line's labels: era year in normal type, Gregorian year in small type under it."""
    rows = [{"day": day.toordinal(), "era": fiscal_year_short(year), "year": f"({year})"} for year, day in ticks]
    base = layer(rows).encode(x=alt.X("day:Q", scale=scale, axis=None), y=fixed(alt.YValue, height))
    return [
        base.mark_tick(orient="vertical", size=6, thickness=1, color=theme.INK, yOffset=3),
        base.mark_text(fontSize=theme.TEXT_SIZE, color=theme.INK, dy=9, baseline="top").encode(text=alt.Text("era:N")),
        base.mark_text(fontSize=theme.SMALL_SIZE, color=theme.GREY, dy=26, baseline="top").encode(
            text=alt.Text("year:N")
        ),
    ]


def footer(lines: Sequence[str], top: int, characters: float, left: int = 0) -> alt.Chart:
    """Small lines under a chart, so many characters wide, from ``top`` pixels down and ``left`` in."""
    rows = [
        {"line": line, "at": top + LINE_OF_FOOTER * position} for position, line in enumerate(folded(lines, characters))
    ]
    text = layer(rows).mark_text(align="left", baseline="top", color=theme.GREY, fontSize=theme.SMALL_SIZE)
    at = alt.Y("at:Q", scale=None, axis=None)
    return cast("alt.Chart", text.encode(x=fixed(alt.XValue, left), y=at, text=alt.Text("line:N")))


def placed(rows: Sequence[Row]) -> alt.Chart:
    """A layer whose marks are at ``x`` and ``y``."""
    return layer(rows).encode(x=alt.X("x:Q", scale=None, axis=None), y=alt.Y("y:Q", scale=None, axis=None))


def spanned(rows: Sequence[Row]) -> alt.Chart:
    """A layer whose marks reach from ``x`` and ``y`` to ``x2`` and ``y2``."""
    return placed(rows).encode(x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"))


def segment(start: Pixel, end: Pixel) -> Row:
    """The row of what reaches from one place to another."""
    return {"x": start[0], "y": start[1], "x2": end[0], "y2": end[1]}


def by_weight(rows: Sequence[Row]) -> Iterator[tuple[Any, list[Row]]]:
    """The rows of each ``weight`` there is, the bold ones last and so on top."""
    for weight in ("normal", "bold"):
        of_weight = [row for row in rows if row["weight"] == weight]
        if of_weight:
            yield weight, of_weight


def texts(rows: Sequence[Row], base: Base = placed, *, shifted: bool = False, halo: bool = False) -> list[alt.Chart]:
    """Words; without ``align``, ``weight`` or ``colour`` in the middle, normal and in ink.

    Where they are ``shifted``, each row says by how many pixels: ``dx`` and ``dy``. A ``halo`` keeps lines off letters.
    """
    if not rows:
        return []
    usual = {"align": "center", "weight": "normal", "colour": theme.INK}
    fields = {"align": "align", "fontWeight": "weight"} | ({"dx": "dx", "dy": "dy"} if shifted else {})
    look: dict[str, Any] = {name: alt.ExprRef(f"datum.{field}") for name, field in fields.items()}
    layer_of_words = base([usual | row for row in rows])
    words = layer_of_words.mark_text(baseline="middle", **look)
    layers = [words.encode(text=WORDS, size=SIZE, color=alt.Color("colour:N", scale=None))]
    if halo:
        around = layer_of_words.mark_text(
            baseline="middle", color=theme.PAPER, stroke=theme.PAPER, strokeWidth=HALO, **look
        )
        layers.insert(0, around.encode(text=WORDS, size=SIZE))
    return layers


def dots(rows: Sequence[Row], base: Base = placed) -> list[alt.Chart]:
    """Shapes, each with ``words`` for who points at it."""
    if not rows:
        return []
    points = base(rows).mark_point(opacity=1, strokeWidth=DOT_STROKE)
    stroke = alt.Stroke("stroke:N", scale=None)
    shape = alt.Shape("shape:N", scale=None)
    return [points.encode(fill=FILL, stroke=stroke, shape=shape, size=SIZE, description=DESCRIPTION)]


def strokes(rows: Sequence[Row], base: Base = placed, *, words: bool = False) -> list[alt.Chart]:
    """Lines through the places of a ``run``; each has its ``words`` for who points at it, or says nothing."""
    if not rows:
        return []
    lines = base(rows).mark_line(strokeJoin="round")
    if words:
        lines = lines.encode(description=DESCRIPTION)
    run = alt.Detail("run:N")
    dash = alt.StrokeDash("dash:N", scale=None)
    return [lines.encode(detail=run, stroke=STROKE_COLOUR, strokeWidth=STROKE_WIDTH, strokeDash=dash)]


def upright(run: str, x: float, top: float, bottom: float) -> list[Row]:
    """The ends of the broken line of a change of definition, for ``strokes``."""
    look = {"run": run, "x": x, "colour": theme.INK, "width": 1.0, "dash": [4, 3]}
    return [look | {"y": top}, look | {"y": bottom}]


def rule(start: Pixel, end: Pixel, colour: str = theme.FAINT, width: float = 1.0) -> Row:
    """A straight line for ``rules``."""
    return segment(start, end) | {"colour": colour, "width": width}


def boxes(rows: Sequence[Row]) -> list[alt.Chart]:
    """Rectangles with a line around them, each with ``words`` for who points at it; without any it says nothing."""
    silent = [row for row in rows if "words" not in row]
    speaking = [row for row in rows if "words" in row]
    look = {"fill": FILL, "stroke": alt.Stroke("stroke:N", scale=None)}
    layers = [spanned(silent).mark_rect(strokeWidth=1).encode(**look)] if silent else []
    if speaking:
        layers.append(spanned(speaking).mark_rect(strokeWidth=1.4).encode(description=DESCRIPTION, **look))
    return layers


def area(rows: Sequence[Row], colour: str) -> alt.Chart:
    """What lies between ``y`` and ``y2``."""
    shape = placed(rows).mark_area(color=colour, opacity=0.7, line=False)
    return cast("alt.Chart", shape.encode(y2=alt.Y2("y2:Q")))


def hatch(start: Pixel, end: Pixel, step: float, colour: str, width: float = 1.6) -> list[Row]:
    """Slanting lines that fill a box from its upper left to its lower right corner, for ``rules``."""
    (left, top), (right, bottom) = start, end
    height = bottom - top
    rows = []
    at = left - height + step / 2
    while at < right:
        low, high = max(at, left), min(at + height, right)
        if high > low:
            rows.append(rule((low, bottom - (low - at)), (high, bottom - (high - at)), colour, width))
        at += step
    return rows


def rules(rows: Sequence[Row]) -> list[alt.Chart]:
    """Straight lines."""
    lines = spanned(rows).mark_rule()
    return [lines.encode(stroke=STROKE_COLOUR, strokeWidth=STROKE_WIDTH)] if rows else []
