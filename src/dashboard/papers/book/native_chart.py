"""The chart of an indicator's sheet as Excel's own: its lines are the cells of the sheet, so a mended value moves them.

A scatter chart, because only there the days lie as far apart as they are. No number format counts fiscal years, so the
labels of the axis belong to an invisible series, whose cells stand beside the chart, outside the printed area.
"""

from typing import Any

from dashboard.charts import theme
from dashboard.charts.target_view import alt_text
from dashboard.papers.book.cells import Page, number_format, plain
from dashboard.papers.book.series import NONE, Drawing, Scale, draw_all, font, scale_of, serial, write_beside
from dashboard.papers.book.sheets import CHART_ROWS, Places
from dashboard.papers.paper import Section
from dashboard.text import folded

_FOOT = 84
_PIXELS = 8
"""A place of a column's width."""
_FIELD = {"x": 0.07, "y": 0.21, "width": 0.91, "height": 0.6}
_UNDER = {"x": 0.07, "y": 0.89}
"""The fiscal years' labels have the room between the field and the line at the foot."""
_NO_TICKS = {"major_tick_mark": "none", "minor_tick_mark": "none"}


def add_chart(book: Any, page: Page, section: Section, places: Places) -> None:
    """Draws the chart into the rows that were left for it."""
    scale = scale_of(section.view)
    beside = write_beside(page, section.view, places.chart, scale)
    chart = book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    drawing = Drawing(page, section, places, scale, beside, chart)
    draw_all(drawing)
    _set_up(drawing)
    options = {"object_position": 1, "description": plain(alt_text(section.view))}
    page.sheet.insert_chart(places.chart, 0, chart, {**options, "x_offset": 4, "y_offset": 2})


def _set_up(drawing: Drawing) -> None:
    chart, section, scale = drawing.chart, drawing.section, drawing.scale
    indicator = section.standing.indicator
    title = plain(f"{section.name}（単位：{indicator.unit}）")
    chart.set_title({"name": title, "name_font": font(13, bold=True), "overlay": False})
    chart.set_x_axis(_days_axis(scale) | _foot(section))
    chart.set_y_axis(_value_axis(scale, indicator.decimals))
    chart.set_legend({"position": "top", "font": font(10), "delete_series": drawing.unnamed})
    chart.set_chartarea({"border": {"color": theme.GRID}, "fill": {"color": theme.PAPER}})
    chart.set_plotarea({"layout": _FIELD})
    chart.show_blanks_as("gap")
    width = sum(_PIXELS * width + 5 for width in drawing.page.widths)
    chart.set_size({"width": width - _PIXELS, "height": CHART_ROWS * 25})


def _foot(section: Section) -> dict[str, Any]:
    """Source, date and day of the last change stand where Excel has the name of the axis."""
    updated = f"　データ更新日：{section.view.updated.isoformat()}" if section.view.updated else ""
    lines = folded([f"{section.source}　{section.dated}{updated}"], _FOOT)
    return {"name": plain("\n".join(lines)), "name_font": font(10, color=theme.GREY), "name_layout": _UNDER}


def _days_axis(scale: Scale) -> dict[str, Any]:
    return {
        "min": serial(scale.first),
        "max": serial(scale.last),
        "major_unit": scale.days,
        "crossing": "min",
        "label_position": "none",
        "line": {"color": theme.INK, "width": 1},
        "major_gridlines": {"visible": False},
        **_NO_TICKS,
    }


def _value_axis(scale: Scale, decimals: int) -> dict[str, Any]:
    return {
        "min": scale.low,
        "max": scale.high,
        "major_unit": scale.step,
        "crossing": "min",
        "num_format": number_format(decimals),
        "num_font": font(),
        "line": NONE,
        "major_gridlines": {"visible": True, "line": {"color": theme.GRID, "width": 0.75}},
        **_NO_TICKS,
    }
