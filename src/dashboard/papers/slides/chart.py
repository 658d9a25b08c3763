"""The tracking figure as a native, editable chart, drawn from a workbook inside, in which dates are dates."""

import io
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lxml.etree import SubElement
from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_AXIS_CROSSES, XL_CHART_TYPE, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Pt

from dashboard.charts import theme
from dashboard.charts.figure import TrackingFigure
from dashboard.charts.labels import ChartField, radius_of
from dashboard.charts.series import Across, Dash, Down, Emphasis, Label, Mark, Series, SeriesKey, Stroke, ValueScale
from dashboard.fiscal import EXCEL_EPOCH
from dashboard.papers.slides.measure import SMALL, Paragraph, SlideBox, add_colour, describe, fill, plain, rgb
from dashboard.sheets.spreadsheet import JAPANESE_DATE, new_workbook

_SIZE = 10
_LABEL_SIZES = {Emphasis.QUIET: 10.0, Emphasis.PLAIN: 10.0, Emphasis.STRONG: 11.0, Emphasis.STRONGEST: 14.0}
_LEFT = 24.0
_RIGHT = 14.0
_TOP = 24.0
_BOTTOM = 32.0
"""Points between the chart's edges and its field: nothing, nothing, title, fiscal years."""

_EDGE = 3
"""Points of a hollow mark's edge, that of both sides together."""

_DASHES = {
    Dash.SOLID: MSO_LINE.SOLID,
    Dash.DASHED: MSO_LINE.DASH,
    Dash.DOTTED: MSO_LINE.ROUND_DOT,
    # No program draws a hatched line; in pieces it differs from a solid one on a grey copy too.
    Dash.HATCHED: MSO_LINE.SQUARE_DOT,
}

_LABELS_OF_2013 = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"
_CHARTS_OF_2013 = "http://schemas.microsoft.com/office/drawing/2012/chart"
"""Names that the format gives to what charts can do since then."""


def add_tracking_chart(slide: Any, box: SlideBox, figure: TrackingFigure) -> None:
    """The chart of one indicator on a slide, with its words for those who cannot see it."""
    field = field_in(box, figure)
    series = _in_drawing_order(figure, field)
    data: Any = XyChartData()  # type: ignore[no-untyped-call]
    for part in series:
        points = data.add_series(part.name)
        for day, value in part.points:
            points.add_data_point(_serial(day), value)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER_LINES, *box.emu, data)
    describe(frame, figure.description)
    chart = frame.chart
    chart.part.chart_workbook.update_from_xlsx_blob(_workbook(series))
    chart.has_legend = False
    _set_letters(chart.font)
    _square_corners(chart._chartSpace)
    _place_field(chart._chartSpace, box)
    _add_title(chart, figure.finding)
    _set_value_axis(chart.value_axis, field.scale)
    _set_day_axis(chart.category_axis, field.first, field.last)
    for line, part in zip(chart.plots[0].series, series, strict=True):
        line.smooth = False
        _set_stroke(line.format.line, part.stroke)
        _set_mark(line.marker, part.mark)
        for point in part.unmarked:
            line.points[point].marker.style = XL_MARKER_STYLE.NONE
        _add_labels(line._element, _SeriesBox(part, series, field, box))
        if part.key is SeriesKey.TICKS:
            _add_ticks(line._element, (field.scale.high - field.scale.low) * 0.02)
    _put_paper_in_hollow_marks(chart._chartSpace, series)


def field_in(box: SlideBox, figure: TrackingFigure) -> ChartField:
    """The field of a chart in this box."""
    return figure.wide_field(box.width - _LEFT - _RIGHT, box.height - _TOP - _BOTTOM, _LABEL_SIZES)


def _in_drawing_order(figure: TrackingFigure, field: ChartField) -> list[Series]:
    """As they cover one another, but the longest is first: LibreOffice draws those before a longer one not at all."""
    series = [figure.tick_series(field), *figure.series(field)]
    longest = max(series, key=lambda part: len(part.points))
    return [longest, *(part for part in series if part is not longest)]


def _serial(day: date) -> int:
    return (day - EXCEL_EPOCH).days


def _workbook(series: Sequence[Series]) -> bytes:
    """The figures under the chart where the library's formulas look for them, each series under its heading."""
    sink = io.BytesIO()
    with new_workbook(sink) as book:
        page = book.add_worksheet("Sheet1")
        days = book.add_format({"num_format": JAPANESE_DATE, "align": "left"})
        page.set_column(0, 1, 22)
        row = 0
        for part in series:
            page.write_string(row, 0, "日付")
            page.write_string(row, 1, part.name)
            for point_row, (day, value) in enumerate(part.points, row + 1):
                page.write_datetime(point_row, 0, day, days)
                page.write_number(point_row, 1, value)
            row += len(part.points) + 2
    return sink.getvalue()


def _set_letters(font: Any) -> None:
    """The template's typeface in a chart's own way: charts do not take it by themselves in every program."""
    font.size = Pt(_SIZE)
    font.color.rgb = rgb(theme.INK)
    for script, face in (("a:latin", "+mn-lt"), ("a:ea", "+mn-ea"), ("a:cs", "+mn-cs")):
        SubElement(font._rPr, qn(script), typeface=face)


def _square_corners(space: Any) -> None:
    """A chart that says nothing of its corners has round ones in some programs."""
    _insert_new(space, "c:roundedCorners", 0 if space.find(qn("c:date1904")) is None else 1).set("val", "0")


def _insert_new(parent: Any, tag: str, place: int) -> Any:
    """A new element among the parent's others, in place of any that is there."""
    for element in parent.findall(qn(tag)):
        parent.remove(element)
    element = parent.makeelement(qn(tag))
    parent.insert(place, element)
    return element


def _place_field(space: Any, box: SlideBox) -> None:
    layout = _insert_new(space.find(f".//{qn('c:plotArea')}"), "c:layout", 0)
    place = SubElement(layout, qn("c:manualLayout"))
    SubElement(place, qn("c:layoutTarget"), val="inner")
    _set_corner(place, _LEFT / box.width, _TOP / box.height)
    SubElement(place, qn("c:w"), val=f"{1 - (_LEFT + _RIGHT) / box.width:.5f}")
    SubElement(place, qn("c:h"), val=f"{1 - (_TOP + _BOTTOM) / box.height:.5f}")


def _set_corner(place: Any, left: float, top: float) -> None:
    for tag, value in (("c:xMode", "edge"), ("c:yMode", "edge"), ("c:x", f"{left:.5f}"), ("c:y", f"{top:.5f}")):
        SubElement(place, qn(tag), val=value)


def _add_title(chart: Any, finding: str) -> None:
    title = plain(finding, _SIZE + 1, bold=True, colour=theme.INK)
    fill(chart.chart_title.text_frame._txBody, [title])
    element = chart._chartSpace.find(f".//{qn('c:title')}")
    layout = _insert_new(element, "c:layout", element.index(element.find(qn("c:tx"))) + 1)
    _set_corner(SubElement(layout, qn("c:manualLayout")), 0.0, 0.0)


def _set_value_axis(axis: Any, scale: ValueScale) -> None:
    """Without words and grid: the levels that matter are series with their values."""
    axis.minimum_scale = scale.low
    axis.maximum_scale = scale.high
    axis.major_unit = scale.high - scale.low
    axis.has_major_gridlines = False
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.format.line.fill.background()
    axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    axis.crosses = XL_AXIS_CROSSES.MINIMUM


def _set_day_axis(axis: Any, first: date, last: date) -> None:
    axis.minimum_scale = _serial(first)
    axis.maximum_scale = _serial(last)
    axis.has_major_gridlines = False
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    axis.format.line.color.rgb = rgb(theme.INK)
    axis.crosses = XL_AXIS_CROSSES.MINIMUM
    axis._element.find(qn("c:numFmt")).set("formatCode", "yyyy/m/d")


def _set_stroke(line: Any, stroke: Stroke | None) -> None:
    if stroke is None:
        line.fill.background()
        return
    line.color.rgb = rgb(stroke.colour)
    line.width = Pt(stroke.width)
    line.dash_style = _DASHES[stroke.dash]
    # A stroke ends where its points are: the length of a bar is what it says.
    line._ln.set("cap", "flat")


def _set_mark(marker: Any, mark: Mark | None) -> None:
    if mark is None:
        marker.style = XL_MARKER_STYLE.NONE
        return
    marker.style = XL_MARKER_STYLE[mark.shape.name]
    marker.size = round(mark.size)
    # LibreOffice draws no edges: a symbol without any fill has the edge's colour there, one in white were invisible.
    if mark.hollow:
        marker.format.fill.background()
    else:
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = rgb(mark.colour)
    marker.format.line.color.rgb = rgb(mark.colour)
    marker.format.line.width = Pt(1.75)


def _put_paper_in_hollow_marks(space: Any, series: Sequence[Series]) -> None:
    """Gives each series of hollow marks a second one over the same cells, of smaller marks in white, just before it.

    LibreOffice draws those before over those after them, which hollows the marks that it has filled. In PowerPoint they
    lie under the edges and keep lines out.
    """
    lines = space.findall(f".//{qn('c:ser')}")
    for line, part in zip(lines, series, strict=True):
        if part.mark and part.mark.hollow:
            inside = deepcopy(line)
            inside.remove(inside.find(qn("c:dLbls")))
            marker = inside.find(qn("c:marker"))
            marker.find(qn("c:size")).set("val", str(round(part.mark.size) - _EDGE))
            look = marker.find(qn("c:spPr"))
            del look[:]
            add_colour(look, theme.PAPER)
            SubElement(SubElement(look, qn("a:ln")), qn("a:noFill"))
            line.addprevious(inside)
    for number, line in enumerate(space.iter(qn("c:ser"))):
        line.find(qn("c:idx")).set("val", str(number))
        line.find(qn("c:order")).set("val", str(number))


@dataclass(frozen=True, slots=True)
class _SeriesBox:
    """A series among the others in the field of a chart in its box."""

    part: Series
    series: Sequence[Series]
    field: ChartField
    box: SlideBox


def _add_labels(line: Any, place: _SeriesBox) -> None:
    """Texts at points; no other point says anything."""
    part, field = place.part, place.field
    group = line.get_or_add_dLbls()
    del group[:]
    for label in part.labels:
        size = _LABEL_SIZES[label.emphasis]
        lines = [plain(label.text, size, bold=label.emphasis.bold, colour=label.ink, align="ctr")]
        colour = theme.INK if label.emphasis.bold else theme.GREY
        small = SMALL if part.key is SeriesKey.TICKS else field.second_size(label)
        lines += [plain(line, small, colour=colour, align="ctr") for line in label.lines]
        _add_text(group, label, lines, *_side(label, place))
    _set_contents(group, value=False)
    # No line from a label that is moved to its point.
    extension = SubElement(SubElement(group, qn("c:extLst")), qn("c:ext"), uri=_LABELS_OF_2013)
    SubElement(extension, f"{{{_CHARTS_OF_2013}}}showLeaderLines", {"val": "0"}, {"c15": _CHARTS_OF_2013})


def _side(label: Label, place: _SeriesBox) -> tuple[str, tuple[float, float]]:
    """The side of its point, and how far it is moved right and down from there in shares of the chart."""
    centred = label.across is Across.CENTRE
    beside = replace(label, down=label.down if centred else Down.LEVEL, lift=0.0, slide=0.0)
    side = {Across.CENTRE: "t" if label.down is Down.ABOVE else "b", Across.LEFT: "l", Across.RIGHT: "r"}
    point = place.part.points[label.point]
    # Programs leave room beside a mark of the same series only.
    radius = place.part.mark.size / 2 if place.part.mark else 0.0
    start = replace(place.field, lifts=(0.0,)).box(beside, point, radius)
    end = place.field.box(label, point, radius_of(place.part, label.point, place.series))
    return side[label.across], ((end.left - start.left) / place.box.width, (end.top - start.top) / place.box.height)


def _add_text(group: Any, label: Label, lines: Sequence[Paragraph], side: str, shift: tuple[float, float]) -> None:
    element = SubElement(group, qn("c:dLbl"))
    SubElement(element, qn("c:idx"), val=str(label.point))
    if any(shift):
        place = SubElement(SubElement(element, qn("c:layout")), qn("c:manualLayout"))
        for tag, share in zip(("c:x", "c:y"), shift, strict=True):
            SubElement(place, qn(tag), val=f"{share:.5f}")
    rich = SubElement(SubElement(element, qn("c:tx")), qn("c:rich"))
    SubElement(rich, qn("a:bodyPr"), wrap="none", lIns="25400", tIns="12700", rIns="25400", bIns="12700")
    SubElement(rich, qn("a:lstStyle"))
    fill(rich, lines)
    if label.paper:
        add_colour(SubElement(element, qn("c:spPr")), theme.PAPER)
    SubElement(element, qn("c:dLblPos"), val=side)
    _set_contents(element, value=True)


def _set_contents(element: Any, *, value: bool) -> None:
    """A label with a text of its own counts as one that shows the value."""
    for name in ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize"):
        SubElement(element, qn(f"c:{name}"), val="1" if value and name == "showVal" else "0")


def _add_ticks(line: Any, height: float) -> None:
    """A short stroke upwards at each point."""
    bars = line.makeelement(qn("c:errBars"))
    for name, value in (("errDir", "y"), ("errBarType", "plus"), ("errValType", "fixedVal"), ("noEndCap", "1")):
        SubElement(bars, qn(f"c:{name}"), val=value)
    SubElement(bars, qn("c:val"), val=f"{height:.6g}")
    add_colour(SubElement(SubElement(bars, qn("c:spPr")), qn("a:ln"), w="9525"), theme.INK)
    line.find(qn("c:xVal")).addprevious(bars)
