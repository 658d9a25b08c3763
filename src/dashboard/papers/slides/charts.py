"""Native, editable charts: PowerPoint draws them from a workbook inside, in which dates are dates."""

import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_AXIS_CROSSES, XL_CHART_TYPE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml.ns import qn
from pptx.util import Pt

from dashboard.charts import theme
from dashboard.charts.target import span
from dashboard.charts.target_view import TargetView, alt_text
from dashboard.papers.slides.chart_parts import add_labels, add_ticks, dress, place_field, place_title, square_corners
from dashboard.papers.slides.chart_scale import Scale, value_scale
from dashboard.papers.slides.chart_series import AXIS, series_of
from dashboard.papers.slides.chart_shapes import Series
from dashboard.papers.slides.layout import Box, describe, emu
from dashboard.papers.slides.measure import said
from dashboard.papers.slides.text import fill, name_faces, rgb
from dashboard.papers.spreadsheet import JAPANESE_DATE, new_workbook

_SIZE = 10
_LEFT, _RIGHT, _TOP, _BOTTOM = 62.0, 14.0, 25.0, 32.0
"""Points between the chart's edges and its field: values, nothing, title, fiscal years."""

_BEFORE, _AFTER = 0.05, 0.04
"""Shares of the days shown that stay free before the first and after the last."""

_NO_DAY = date(1899, 12, 30)


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
    return (day - _NO_DAY).days


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
