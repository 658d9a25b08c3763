"""Native, editable charts: PowerPoint draws them from a workbook inside, in which dates are dates."""

import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from lxml.etree import SubElement
from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_AXIS_CROSSES, XL_CHART_TYPE, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Pt

from dashboard.charts import theme
from dashboard.charts.target_view import TargetView, alt_text, span
from dashboard.charts.theme import INK
from dashboard.fiscal import EXCEL_EPOCH
from dashboard.papers.slides.chart_series import AXIS, Label, Mark, Scale, Series, Stroke, series_of, value_scale
from dashboard.papers.slides.layout import Box, describe, emu
from dashboard.papers.slides.measure import coloured, fill, name_faces, rgb, said
from dashboard.sheets.spreadsheet import JAPANESE_DATE, new_workbook

_DASHES = {"solid": MSO_LINE.SOLID, "dash": MSO_LINE.DASH, "sysDot": MSO_LINE.ROUND_DOT}
_SYMBOLS = {
    "circle": XL_MARKER_STYLE.CIRCLE,
    "square": XL_MARKER_STYLE.SQUARE,
    "diamond": XL_MARKER_STYLE.DIAMOND,
    "triangle": XL_MARKER_STYLE.TRIANGLE,
}
_SHOWN = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")


def dress(drawn: Any, told: Series) -> None:
    """Line and marks of a series."""
    drawn.smooth = False
    _stroke(drawn.format.line, told.stroke)
    _mark(drawn.marker, told.mark)
    for at in told.bare:
        drawn.points[at].marker.style = XL_MARKER_STYLE.NONE


def _stroke(line: Any, stroke: Stroke | None) -> None:
    if stroke is None:
        line.fill.background()
        return
    line.color.rgb, line.width = rgb(stroke.colour), Pt(stroke.width)
    line.dash_style = _DASHES[stroke.dash]


def _mark(marker: Any, mark: Mark | None) -> None:
    if mark is None:
        marker.style = XL_MARKER_STYLE.NONE
        return
    marker.style, marker.size = _SYMBOLS[mark.symbol], mark.size
    # A hollow symbol without any fill: filled with white it is invisible where a program draws no edges.
    if mark.hollow:
        marker.format.fill.background()
    else:
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = rgb(mark.colour)
    marker.format.line.color.rgb = rgb(mark.colour)
    marker.format.line.width = Pt(1.75)


def add_labels(series: Any, labels: Sequence[Label], box: Box) -> None:
    """Texts at points; no other point says anything."""
    if not labels:
        return
    group = series.get_or_add_dLbls()
    for child in list(group):
        group.remove(child)
    for label in labels:
        _add_label(group, label, box)
    _show(group, value=False)


def _add_label(group: Any, label: Label, box: Box) -> None:
    element = SubElement(group, qn("c:dLbl"))
    SubElement(element, qn("c:idx"), val=str(label.at))
    if label.right or label.down:
        moved = SubElement(SubElement(element, qn("c:layout")), qn("c:manualLayout"))
        SubElement(moved, qn("c:x"), val=f"{label.right / box.width:.5f}")
        SubElement(moved, qn("c:y"), val=f"{label.down / box.height:.5f}")
    rich = SubElement(SubElement(element, qn("c:tx")), qn("c:rich"))
    SubElement(rich, qn("a:bodyPr"), wrap="none", lIns="25400", tIns="12700", rIns="25400", bIns="12700")
    SubElement(rich, qn("a:lstStyle"))
    fill(rich, label.paragraphs)
    SubElement(element, qn("c:dLblPos"), val=label.side)
    _show(element, value=True)


def _show(element: Any, *, value: bool) -> None:
    for name in _SHOWN:
        SubElement(element, qn(f"c:{name}"), val="1" if value and name == "showVal" else "0")


def add_ticks(series: Any, height: float) -> None:
    """A short stroke upwards at each point."""
    bars = series.makeelement(qn("c:errBars"))
    for name, value in (("errDir", "y"), ("errBarType", "plus"), ("errValType", "fixedVal"), ("noEndCap", "1")):
        SubElement(bars, qn(f"c:{name}"), val=value)
    SubElement(bars, qn("c:val"), val=f"{height:.6g}")
    coloured(SubElement(SubElement(bars, qn("c:spPr")), qn("a:ln"), w="9525"), INK)
    series.find(qn("c:xVal")).addprevious(bars)


def place_field(chart: Any, left: float, top: float, right: float, bottom: float) -> None:
    """Puts the inner field of the chart, in shares of the whole from each edge."""
    area = chart._chartSpace.find(f".//{qn('c:plotArea')}")
    old = area.find(qn("c:layout"))
    if old is not None:
        area.remove(old)
    layout = area.makeelement(qn("c:layout"))
    area.insert(0, layout)
    manual = SubElement(layout, qn("c:manualLayout"))
    SubElement(manual, qn("c:layoutTarget"), val="inner")
    _edges(manual, left, top)
    SubElement(manual, qn("c:w"), val=f"{1 - left - right:.5f}")
    SubElement(manual, qn("c:h"), val=f"{1 - top - bottom:.5f}")


def place_title(chart: Any) -> None:
    """Puts the chart's title at its upper left."""
    title = chart._chartSpace.find(f".//{qn('c:title')}")
    old = title.find(qn("c:layout"))
    if old is not None:
        title.remove(old)
    layout = title.makeelement(qn("c:layout"))
    title.find(qn("c:tx")).addnext(layout)
    _edges(SubElement(layout, qn("c:manualLayout")), 0.0, 0.0)


def _edges(manual: Any, left: float, top: float) -> None:
    SubElement(manual, qn("c:xMode"), val="edge")
    SubElement(manual, qn("c:yMode"), val="edge")
    SubElement(manual, qn("c:x"), val=f"{left:.5f}")
    SubElement(manual, qn("c:y"), val=f"{top:.5f}")


def square_corners(chart: Any) -> None:
    """A chart that says nothing of its corners has round ones in some programs."""
    space = chart._chartSpace
    for old in space.findall(qn("c:roundedCorners")):
        space.remove(old)
    corners = space.makeelement(qn("c:roundedCorners"), {"val": "0"})
    before = space.find(qn("c:date1904"))
    space.insert(0 if before is None else 1, corners)


_SIZE = 10
_LEFT, _RIGHT, _TOP, _BOTTOM = 62.0, 14.0, 25.0, 32.0
"""Points between the chart's edges and its field: values, nothing, title, fiscal years."""

_BEFORE, _AFTER = 0.05, 0.04
"""Shares of the days shown that stay free before the first and after the last."""


def add_chart(slide: Any, box: Box, view: TargetView) -> None:
    """The chart of one indicator on a slide, with its words for those who cannot see it."""
    scale = value_scale(view, box.height - _TOP - _BOTTOM)
    series = series_of(view, scale)
    kind = XL_CHART_TYPE.XY_SCATTER_LINES
    frame = slide.shapes.add_chart(
        kind, *(emu(side) for side in (box.left, box.top, box.width, box.height)), _data(series)
    )
    describe(frame, alt_text(view))
    chart = frame.chart
    chart.part.chart_workbook.update_from_xlsx_blob(_workbook(series))
    square_corners(chart)
    chart.has_legend = False
    _type(chart.font)
    _title(chart, view)
    place_field(chart, _LEFT / box.width, _TOP / box.height, _RIGHT / box.width, _BOTTOM / box.height)
    _value_axis(chart.value_axis, scale, view.indicator.decimals)
    _day_axis(chart.category_axis, *span(view))
    for drawn, told in zip(chart.plots[0].series, series, strict=True):
        dress(drawn, told)
        add_labels(drawn._element, told.labels, box)
        if told.name == AXIS:
            add_ticks(drawn._element, (scale.high - scale.low) * 0.02)


def _data(series: Sequence[Series]) -> Any:
    data: Any = XyChartData()  # type: ignore[no-untyped-call]
    for one in series:
        added = data.add_series(one.name)
        for day, value in one.points:
            added.add_data_point(_serial(day), value)
    return data


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
        for one in series:
            page.write_string(row, 0, "日付")
            page.write_string(row, 1, one.name)
            for at, (day, value) in enumerate(one.points, row + 1):
                page.write_datetime(at, 0, day, days)
                page.write_number(at, 1, value)
            row += len(one.points) + 2
    return sink.getvalue()


def _title(chart: Any, view: TargetView) -> None:
    words = f"{view.indicator.name}（単位：{view.indicator.unit}）"
    fill(chart.chart_title.text_frame._txBody, [said(words, _SIZE, bold=True)])
    place_title(chart)


def _type(font: Any) -> None:
    font.size, font.color.rgb = Pt(_SIZE), rgb(theme.INK)
    name_faces(font._rPr)


def _value_axis(axis: Any, scale: Scale, decimals: int) -> None:
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = scale.low, scale.high, scale.step
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = rgb(theme.GRID)
    axis.major_gridlines.format.line.width = Pt(0.75)
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.format.line.fill.background()
    axis.tick_labels.number_format = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    axis.tick_labels.number_format_is_linked = False
    axis.tick_labels.position = XL_TICK_LABEL_POSITION.LOW
    _type(axis.tick_labels.font)
    axis.crosses = XL_AXIS_CROSSES.MINIMUM


def _day_axis(axis: Any, first: date, last: date) -> None:
    """A line with no labels of its own."""
    days = (last - first).days
    axis.minimum_scale = _serial(first - timedelta(round(days * _BEFORE)))
    axis.maximum_scale = _serial(last + timedelta(round(days * _AFTER)))
    axis.has_major_gridlines = False
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    axis.format.line.color.rgb = rgb(theme.INK)
    axis.crosses = XL_AXIS_CROSSES.MINIMUM
    axis._element.find(qn("c:numFmt")).set("formatCode", "yyyy/m/d")
