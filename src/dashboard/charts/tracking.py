"""The target-tracking chart for screens and PDF: the tracking figure drawn with Altair, one layer a kind of thing."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt

from dashboard.charts import marks, theme
from dashboard.charts.figure import Across, Dash, Emphasis, Label, Series, TrackingFigure
from dashboard.charts.picture import Frame, Picture
from dashboard.fiscal import label
from dashboard.judging.words import value_with_unit
from dashboard.text import folded

SCREEN = Frame(690, 330)

AXIS_ROOM = 32
"""Pixels of the axis labels to the left of the field, over which the title begins."""
YEARS_ROOM = 52
"""Pixels of the fiscal years under the field, and of each line of the footer under them."""
LINE_ROOM = 18

PIXELS_PER_POINT = 4 / 3
LARGEST_MARK = 12
"""Points of the mark that another series may have where this one has none."""
LABEL_SIZES = {Emphasis.QUIET: 13, Emphasis.PLAIN: theme.TEXT_SIZE, Emphasis.STRONG: 15, Emphasis.STRONGEST: 18}
ALIGNS = {Across.LEFT: "right", Across.CENTRE: "center", Across.RIGHT: "left"}
SIDES = {Across.LEFT: -1, Across.CENTRE: 0, Across.RIGHT: 1}
DASHES = {Dash.SOLID: [1, 0], Dash.DASHED: [7, 5], Dash.DOTTED: [2, 3]}


def target_picture(figure: TrackingFigure, frame: Frame = SCREEN) -> Picture:
    """The chart of one indicator with its sentence, table and source."""
    return Picture(
        name=f"{figure.indicator.short_name}_推移と目標",
        title=figure.title,
        alt=figure.description,
        chart=_chart(figure, frame),
        table=figure.table,
    )


def height_around(figure: TrackingFigure, width: int) -> int:
    """Pixels that an untitled chart of this width needs above and below its field."""
    padding = 2 * 8
    return padding + YEARS_ROOM + LINE_ROOM * len(_footer(figure, width))


def _chart(figure: TrackingFigure, frame: Frame) -> alt.LayerChart:
    scale = figure.value_scale(frame.height / PIXELS_PER_POINT, round_ends=False)
    days = marks.day_scale(figure.first, figure.last)
    axis = alt.Axis(
        title=None,
        domain=False,
        ticks=False,
        tickCount=6,
        tickMinStep=10**-figure.indicator.decimals,
        format=f",.{figure.indicator.decimals}f",
        labelPadding=8,
    )
    values = alt.Y("value:Q", axis=axis, scale=alt.Scale(domain=[scale.low, scale.high], nice=False, zero=False))
    series = figure.series(scale)
    drawing = [*_strokes(series), *_marks(figure, series), *_labels(series)]
    layers = [
        *(layer.encode(x=alt.X("day:Q", scale=days, axis=None), y=values) for layer in drawing),
        *marks.fiscal_axis(figure.ticks, days, frame.height),
        marks.footer(_footer(figure, frame.width), frame.height + YEARS_ROOM),
    ]
    return marks.finished(layers, frame.width, frame.height, _title(figure, frame) if frame.titled else None)


def _title(figure: TrackingFigure, frame: Frame) -> alt.TitleParams:
    """Broken where it would make the picture wider: after the name, and wherever that or the finding is too long."""
    width = frame.width + AXIS_ROOM
    title = folded((figure.title,), width // theme.TITLE_SIZE)
    if len(title) > 1:
        name = figure.indicator.name
        title = (*folded((name,), width // theme.TITLE_SIZE), figure.title.removeprefix(name))
    finding = folded((figure.headline,), width // theme.TEXT_SIZE)
    return alt.TitleParams(list(title), subtitle=list(finding))


def _footer(figure: TrackingFigure, width: int) -> tuple[str, ...]:
    return folded(figure.footer, width // theme.SMALL_SIZE - 1)


def _strokes(series: Sequence[Series]) -> list[alt.Chart]:
    rows = [
        {
            "series": part.name,
            "day": day.toordinal(),
            "value": value,
            "colour": part.stroke.colour,
            "width": part.stroke.width * PIXELS_PER_POINT,
            "dash": DASHES[part.stroke.dash],
        }
        for part in series
        if part.stroke
        for day, value in part.points
    ]
    width = alt.StrokeWidth("width:Q", scale=None)
    dash = alt.StrokeDash("dash:N", scale=None)
    colour = alt.Stroke("colour:N", scale=None)
    lines = marks.layer(rows).mark_line(aria=False)
    return (
        [lines.encode(detail=alt.Detail("series:N"), stroke=colour, strokeWidth=width, strokeDash=dash)] if rows else []
    )


def _marks(figure: TrackingFigure, series: Sequence[Series]) -> list[alt.Chart]:
    words = _words_by_day(figure)
    rows = [
        {
            "day": day.toordinal(),
            "value": value,
            "shape": part.mark.shape,
            "size": (part.mark.size * PIXELS_PER_POINT) ** 2,
            "fill": theme.PAPER if part.mark.hollow else part.mark.colour,
            "stroke": part.mark.colour,
            "width": 2 if part.mark.hollow else 0,
            "words": f"{part.name}　{words[day]}　{value_with_unit(value, figure.indicator)}",
        }
        for part in series
        if part.mark
        for number, (day, value) in enumerate(part.points)
        if number not in part.unmarked
    ]
    if not rows:
        return []
    fill = alt.Fill("fill:N", scale=None)
    stroke = alt.Stroke("stroke:N", scale=None)
    shape = alt.Shape("shape:N", scale=None)
    size = alt.Size("size:Q", scale=None)
    width = alt.StrokeWidth("width:Q", scale=None)
    description = alt.Description("words:N")
    points = marks.layer(rows).mark_point(opacity=1)
    return [points.encode(fill=fill, stroke=stroke, shape=shape, size=size, strokeWidth=width, description=description)]


def _words_by_day(figure: TrackingFigure) -> dict[date, str]:
    """The period of each day on which something is marked, as the source dates it."""
    indicator = figure.indicator
    dated = (*indicator.targets, *([indicator.baseline] if indicator.baseline else ()), *figure.standing.observations)
    return {item.period.date: label(item.period) for item in dated}


def _labels(series: Sequence[Series]) -> list[alt.Chart]:
    rows = [_label_row(part, label) for part in series for label in part.labels]
    if not rows:
        return []
    look: dict[str, Any] = {
        name: alt.ExprRef(f"datum.{field}")
        for name, field in {"align": "align", "dx": "dx", "dy": "dy", "fontWeight": "weight"}.items()
    }
    texts = marks.layer(rows).mark_text(baseline="middle", aria=False, **look)
    size = alt.Size("size:Q", scale=None)
    colour = alt.Color("colour:N", scale=None)
    return [texts.encode(text=marks.WORDS, size=size, color=colour)]


def _label_row(series: Series, label: Label) -> dict[str, Any]:
    """A label stands as far from its point as the mark there is large; on a line without marks it ends at its point."""
    day, value = series.points[label.point]
    size = LABEL_SIZES[label.emphasis]
    radius = 0.0
    if series.mark or not series.stroke:
        radius = (series.mark.size if series.mark else LARGEST_MARK) * PIXELS_PER_POINT / 2
    down = 0.92 * size + (radius if label.across is Across.CENTRE else 0.0)
    return {
        "day": day.toordinal(),
        "value": value,
        "text": label.text,
        "size": size,
        "weight": "bold" if label.emphasis.bold else "normal",
        "colour": label.emphasis.colour,
        "align": ALIGNS[label.across],
        "dx": SIDES[label.across] * (radius + 5 if radius else 0),
        "dy": -down if label.above else down,
    }
