"""The chart of an indicator's sheet as Excel's own: its lines are the cells of the sheet, so a mended value moves them.

It only translates the tracking figure. A scatter chart, because only there the days lie as far apart as they are. What
is not in a table of the sheet, such as the fiscal years of the axis, which no number format counts, stands in cells
beside the chart, outside the printed area.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from xlsxwriter.utility import xl_range_abs

from dashboard.charts import theme
from dashboard.charts.figure import TrackingFigure
from dashboard.charts.labels import FOUR_SIDES, ChartField
from dashboard.charts.series import Across, Dash, Emphasis, Label, Mark, Series, SeriesKey, Shape
from dashboard.fiscal import EXCEL_EPOCH
from dashboard.judging.words import updated_words
from dashboard.papers.book.worksheet import Number, SheetCell, Worksheet, number_format, plain_text
from dashboard.text import folded

CHART_ROWS = 20
DAY = 1
VALUE = 2
"""The columns of the sheet's tables that the chart draws."""
_HEADINGS = ("何の点か", "日付", "値")
_WIDTHS = (20, 17, 12)
_ROW_PIXELS = 25
_PLACE_PIXELS = 8
"""The height of a row, and the width of a place of a column."""
_FIELD = {"x": 0.07, "y": 0.19, "width": 0.91, "height": 0.57}
_FOOT_LAYOUT = {"x": 0.07, "y": 0.83}
"""The fiscal years' labels have the room between the field and the line at the foot."""
_FOOT_CHARACTERS = 84
_NO_LINE = {"none": True}
_NO_TICKS: dict[str, Any] = {"major_tick_mark": "none", "minor_tick_mark": "none"}
_DASHES = {Dash.SOLID: "solid", Dash.DASHED: "dash", Dash.DOTTED: "round_dot", Dash.HATCHED: "square_dot"}
_SIZES = {Emphasis.QUIET: 10, Emphasis.PLAIN: 11, Emphasis.STRONG: 12, Emphasis.STRONGEST: 13}
_MARKERS = {Shape.CIRCLE: "circle", Shape.SQUARE: "square", Shape.DIAMOND: "diamond"}


Rows: TypeAlias = tuple[int, int]
"""The first and last row (0-based) of cells under each other."""


def insert_chart(
    page: Worksheet, figure: TrackingFigure, origin: str, row: int, tables: Mapping[SeriesKey, Rows]
) -> None:
    """Draws the chart from ``row`` down, on rows that were left for it; ``origin`` says where its values are from.

    ``tables``: where the points of those series stand that are in a table of the sheet.
    """
    width = sum(_PLACE_PIXELS * width + 5 for width in page.widths)
    field = figure.wide_field(
        width * _FIELD["width"] * 0.75, CHART_ROWS * _ROW_PIXELS * _FIELD["height"] * 0.75, _SIZES, FOUR_SIDES
    )
    all_series = (*figure.series(field), figure.tick_series(field))
    left = len(page.widths) + 1
    beside = _write_beside(page, row, left, [series for series in all_series if series.key not in tables])
    chart = page.book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    unnamed = []
    rows_before: Counter[SeriesKey] = Counter()
    for series in all_series:
        if series.name in beside:
            first_column, rows = left, beside[series.name]
        else:
            # The parts of a broken series follow each other in its table; those before the baseline end at a point that
            # is the first of the others.
            key = SeriesKey.JUDGED if series.key is SeriesKey.EARLIER else series.key
            first = tables[series.key][0] + rows_before[key]
            rows_before[key] += len(series.points) - (len(series.unmarked) if series.key is SeriesKey.EARLIER else 0)
            first_column, rows = 0, (first, first + len(series.points) - 1)
        days, values = (_reference(page, first_column + column, rows) for column in (DAY, VALUE))
        options = _options(series)
        if "name" not in options:
            unnamed.append(len(chart.series))
        chart.add_series({"categories": days, "values": values, **options})
    chart.set_title({"name": plain_text(figure.finding), "name_font": _font(13, bold=True), "overlay": False})
    chart.set_x_axis(_days_axis(field) | _foot(figure, origin, field))
    chart.set_y_axis(_value_axis(field))
    chart.set_legend({"position": "top", "font": _font(10), "delete_series": unnamed})
    chart.set_chartarea({"border": {"color": theme.GRID}, "fill": {"color": theme.PAPER}})
    chart.set_plotarea({"layout": _FIELD})
    chart.show_blanks_as("gap")
    chart.set_size({"width": width - _PLACE_PIXELS, "height": CHART_ROWS * _ROW_PIXELS})
    place = {"object_position": 1, "x_offset": 4, "y_offset": 2, "description": plain_text(figure.description)}
    page.sheet.insert_chart(row, 0, chart, place)


def _write_beside(page: Worksheet, row: int, left: int, all_series: Sequence[Series]) -> dict[str, Rows]:
    """Writes points next to the chart; the rows of each series by its name."""
    for column, width in enumerate(_WIDTHS, left):
        page.sheet.set_column(column, column, width)
    page.write(row, left, "図の目盛り", {"bold": True})
    cells: list[Sequence[SheetCell]] = []
    rows = {}
    first = row + 2
    for series in all_series:
        texts = {label.point: label.text for label in series.labels} if series.key is SeriesKey.TICKS else {}
        names = [f"{series.name} {texts[at]}" if at in texts else series.name for at in range(len(series.points))]
        rows[series.name] = (first + len(cells), first + len(cells) + len(series.points) - 1)
        for name, (day, value) in zip(names, series.points, strict=True):
            cells.append((name, day, Number(value, number_format(2))))
    page.table_at(row + 1, left, _HEADINGS, cells)
    return rows


def _reference(page: Worksheet, column: int, rows: Rows) -> str:
    """A column's cells as a chart refers to them; the sheet's name is quoted whatever it is."""
    name = page.name.replace("'", "''")
    return f"='{name}'!{xl_range_abs(rows[0], column, rows[1], column)}"


def _options(series: Series) -> dict[str, Any]:
    """How Excel draws the series."""
    stroke = series.stroke
    mark = series.mark
    labels = _labels(series)
    options: dict[str, Any] = {
        "line": _NO_LINE,
        "marker": _marker(mark) if mark else {"type": "none"},
        "data_labels": labels,
        # A point that carries another series' mark has none of its own under it.
        "points": [
            {"fill": _NO_LINE, "border": _NO_LINE} if at in series.unmarked else None
            for at in range(len(series.points))
        ],
    }
    if stroke:
        options["line"] = {"color": stroke.colour, "width": stroke.width, "dash_type": _DASHES[stroke.dash]}
    if series.key is SeriesKey.TICKS:
        options["marker"] = {"type": "plus", "size": 5, "border": {"color": theme.INK, "width": 1.75}}
    if series.legend and (mark or stroke):
        options["name"] = series.legend
    return options


def _marker(mark: Mark) -> dict[str, Any]:
    fill = theme.PAPER if mark.hollow else mark.colour
    border = {"color": mark.colour, "width": 1.75}
    return {"type": _MARKERS[mark.shape], "size": round(mark.size), "fill": {"color": fill}, "border": border}


def _labels(series: Series) -> dict[str, Any] | None:
    """A label a point, in words; no label where there is none."""
    if not series.labels:
        return None
    labels = {label.point: _label(label, series) for label in series.labels}
    custom = [labels.get(at, {"delete": True}) for at in range(len(series.points))]
    first = next(iter(labels.values()))
    return {"value": True, "position": first["position"], "font": first["font"], "custom": custom}


def _label(label: Label, series: Series) -> dict[str, Any]:
    position = label.down.value if label.across is Across.CENTRE else label.across.value
    font = _font(_SIZES[label.emphasis], bold=label.emphasis.bold, colour=label.ink)
    words = label.text
    if label.second_line:
        # Excel makes labels narrow; what there is to say of the latest value stands over the chart.
        second = label.lines[0].partition("　")[0].strip("()")
        words = f"{label.text}({second})" if series.key is SeriesKey.TICKS else f"{label.text}（{second}）"
    paper = {} if series.key is SeriesKey.TICKS else {"fill": {"color": theme.PAPER}}
    return {"value": plain_text(words), "font": font, "position": position} | paper


def _font(size: float, *, bold: bool = False, colour: str = theme.INK) -> dict[str, Any]:
    return {"name": theme.OFFICE_FONT, "size": size, "bold": bold, "color": colour}


def _value_axis(field: ChartField) -> dict[str, Any]:
    """Without words and grid: the levels that matter are series with their values."""
    scale = field.scale
    span = {"min": scale.low, "max": scale.high, "major_unit": scale.high - scale.low, "crossing": "min"}
    look = {"label_position": "none", "line": _NO_LINE, "major_gridlines": {"visible": False}}
    return _NO_TICKS | span | look


def _days_axis(field: ChartField) -> dict[str, Any]:
    first, last = ((day - EXCEL_EPOCH).days for day in (field.first, field.last))
    span = {"min": first, "max": last, "major_unit": last - first, "crossing": "min"}
    look = {"label_position": "none", "line": {"color": theme.INK, "width": 1}, "major_gridlines": {"visible": False}}
    return _NO_TICKS | span | look


def _foot(figure: TrackingFigure, origin: str, field: ChartField) -> dict[str, Any]:
    """Remarks, source, date and day of the last change stand where Excel has the name of the axis."""
    parts = (*figure.remarks(field), origin, updated_words(figure.updated))
    text = "\n".join(folded(["　".join(part for part in parts if part)], _FOOT_CHARACTERS))
    return {"name": plain_text(text), "name_font": _font(10, colour=theme.GREY), "name_layout": _FOOT_LAYOUT}


_LATIN = re.compile(r'(<a:latin typeface="([^"]*)"[^>]*/>)')
_RUN = re.compile("<a:r>(?P<look><a:rPr.*?</a:rPr>)<a:t[^>]*>(?P<text>[^<]*)</a:t></a:r>")


def completed(chart: bytes) -> bytes:
    """The XML of a chart with what the library has no words for.

    That is the typeface of Japanese letters, line ends, and that strokes end where their points are.
    """
    with_faces = _LATIN.sub(r'\1<a:ea typeface="\2"/><a:cs typeface="\2"/>', chart.decode())
    with_faces = with_faces.replace('<a:ln w="', '<a:ln cap="flat" w="')
    return _RUN.sub(lambda run: _broken_run(run["look"], run["text"]), with_faces).encode()


def _broken_run(look: str, text: str) -> str:
    return f"<a:br>{look}</a:br>".join(f"<a:r>{look}<a:t>{line}</a:t></a:r>" for line in text.split("\n"))
