"""The target-tracking chart for screens and PDF: the tracking figure drawn with Altair, one layer a kind of thing."""

from collections.abc import Iterator, Sequence
from datetime import date

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
    name = f"{figure.indicator.short_name}_推移と目標"
    return Picture(name, figure.title, figure.description, lambda _: _chart(figure, frame), figure.table)


def height_around(figure: TrackingFigure, width: int) -> int:
    """Pixels that an untitled chart of this width needs above and below its field."""
    padding = 2 * 8
    return padding + YEARS_ROOM + LINE_ROOM * len(folded(figure.footer, _characters(width)))


def _chart(figure: TrackingFigure, frame: Frame) -> alt.LayerChart:
    scale = figure.value_scale(frame.height / PIXELS_PER_POINT, round_ends=False)
    days = marks.day_scale(figure.first, figure.last)
    values = marks.value_axis(scale.low, scale.high, figure.indicator.decimals, most_lines=6)
    series = figure.series(scale)
    labels = [_label_row(part, label) for part in series for label in part.labels]
    drawing = [
        *marks.strokes(_stroke_rows(series), marks.layer),
        *marks.dots(list(_dot_rows(figure, series)), marks.layer),
        *marks.texts(labels, marks.layer, shifted=True, halo=bool(figure.breaks)),
    ]
    layers = [
        *(layer.encode(x=alt.X("day:Q", scale=days, axis=None), y=values) for layer in drawing),
        *marks.fiscal_axis(figure.ticks, days, frame.height),
        marks.footer(figure.footer, frame.height + YEARS_ROOM, _characters(frame.width)),
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


def _characters(width: int) -> int:
    """Those of a line of the footer."""
    return width // theme.SMALL_SIZE - 1


def _stroke_rows(series: Sequence[Series]) -> list[marks.Row]:
    return [
        {
            "run": part.name,
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


def _dot_rows(figure: TrackingFigure, series: Sequence[Series]) -> Iterator[marks.Row]:
    words = _words_by_point(figure)
    for part in series:
        if part.mark is None:
            continue
        # A solid dot is as large with the line around it as the figure says.
        diameter = part.mark.size * PIXELS_PER_POINT - (0 if part.mark.hollow else marks.DOT_STROKE)
        for number, (day, value) in enumerate(part.points):
            if number not in part.unmarked:
                yield {
                    "day": day.toordinal(),
                    "value": value,
                    "shape": part.mark.shape,
                    "size": diameter**2,
                    "fill": theme.PAPER if part.mark.hollow else part.mark.colour,
                    "stroke": part.mark.colour,
                    "words": f"{part.name}　{words[day, value]}　{value_with_unit(value, figure.indicator)}",
                }


def _words_by_point(figure: TrackingFigure) -> dict[tuple[date, float | None], str]:
    """The period of each point that is marked, as the source dates it."""
    indicator = figure.indicator
    plan = (*indicator.targets, *([indicator.baseline] if indicator.baseline else ()))
    values = (*figure.standing.not_judged, *figure.standing.judged)
    words = {(item.period.date, item.value): label(item.period) for item in plan}
    return words | {(value.as_of, value.value): label(value.period) for value in values}


def _label_row(series: Series, label: Label) -> marks.Row:
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
