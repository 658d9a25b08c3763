"""Native charts of the deck: points on true dates, labels, marks, and a workbook inside without formulas."""

import io
from datetime import date, timedelta
from typing import Any

import pptx as library
import pytest
from openpyxl import load_workbook
from pptx.oxml.ns import qn

from dashboard.board import Board
from dashboard.charts import theme
from dashboard.charts.figure import SeriesKey, TrackingFigure
from dashboard.papers.slides.chart import add_tracking_chart
from dashboard.papers.slides.measure import SlideBox
from papers.office import made_up_paper

BOX = SlideBox(30, 100, 770, 240)
FALLING, ABOVE, BELOW = 0, 1, 2
"""Indicators of the made-up plan: less is better and too much; above the line; below it."""


def _chart(figure: TrackingFigure) -> Any:
    file = library.Presentation()
    slide = file.slides.add_slide(file.slide_layouts[5])
    add_tracking_chart(slide, BOX, figure)
    return next(shape.chart for shape in slide.shapes if shape.has_chart)


@pytest.fixture(scope="module")
def figures(other_board: Board) -> list[TrackingFigure]:
    return [section.figure for section in made_up_paper(other_board).sections]


@pytest.fixture(scope="module")
def charts(figures: list[TrackingFigure]) -> list[Any]:
    return [_chart(figure) for figure in figures]


def _series(chart: Any, name: str) -> Any:
    return next(series for series in chart.plots[0].series if series.name == name)


def _points(series: Any) -> list[tuple[date, float]]:
    days = [float(value.text) for value in series._element.find(qn("c:xVal")).iter(qn("c:v"))]
    return [(date(1899, 12, 30) + timedelta(day), value) for day, value in zip(days, series.values, strict=True)]


def _labels(series: Any) -> list[str]:
    labels = series._element.iter(qn("c:dLbl"))
    return ["".join(text.text for text in label.iter(qn("a:t"))) for label in labels]


def test_every_series_of_the_figure_stands_on_its_own_days_with_its_labels(
    charts: list[Any], figures: list[TrackingFigure]
) -> None:
    for chart, figure in zip(charts, figures, strict=True):
        scale = figure.value_scale(180)
        for part in figure.series(scale):
            series = _series(chart, part.name)
            assert _points(series) == list(part.points)
            assert _labels(series) == [label.text for label in part.labels]


def test_the_axis_counts_fiscal_years(charts: list[Any], figures: list[TrackingFigure]) -> None:
    ticks = figures[0].ticks
    series = _series(charts[0], "年度の目盛り")
    assert _labels(series)[0] == "H28(2016)"
    assert [day for day, _ in _points(series)] == [day for _, day in ticks]
    assert {value for _, value in _points(series)} == {charts[0].value_axis.minimum_scale}


@pytest.mark.parametrize(("indicator", "letter"), [(FALLING, "▲"), (BELOW, "▼")])
def test_a_value_behind_the_line_is_a_red_triangle_to_its_side(charts: list[Any], indicator: int, letter: str) -> None:
    chart = charts[indicator]
    latest = _series(chart, "最新値")
    triangle = _series(chart, f"最新値（{letter}）")
    assert (_labels(triangle), _points(triangle)) == ([letter], _points(latest))
    (label,) = triangle._element.iter(qn("c:dLbl"))
    assert label.find(qn("c:dLblPos")).get("val") == "ctr"
    assert next(label.iter(qn("a:srgbClr"))).get("val") == theme.BAD[1:]
    for series in (latest, triangle):
        assert series._element.find(f"{qn('c:marker')}/{qn('c:symbol')}").get("val") == "none"


def test_a_value_on_the_line_or_better_is_a_blue_circle(charts: list[Any]) -> None:
    marker = _series(charts[ABOVE], "最新値")._element.find(qn("c:marker"))
    assert marker.find(qn("c:symbol")).get("val") == "circle"
    assert next(marker.iter(qn("a:srgbClr"))).get("val") == theme.GOOD[1:]


def test_reference_values_are_hollow_and_never_joined(charts: list[Any]) -> None:
    series = _series(charts[FALLING], "参考値など")._element
    assert series.find(f"{qn('c:spPr')}/{qn('a:ln')}/{qn('a:noFill')}") is not None
    assert series.find(f"{qn('c:marker')}/{qn('c:spPr')}/{qn('a:noFill')}") is not None


def test_a_point_where_another_series_has_its_mark_has_none(charts: list[Any], figures: list[TrackingFigure]) -> None:
    parts = figures[BELOW].series(figures[BELOW].value_scale(180))
    judged = next(part for part in parts if part.key is SeriesKey.JUDGED)
    bare = _series(charts[BELOW], judged.name)._element.findall(qn("c:dPt"))
    numbers = [int(point.find(qn("c:idx")).get("val")) for point in bare]
    assert judged.unmarked
    assert numbers == list(judged.unmarked)
    assert {point.find(f"{qn('c:marker')}/{qn('c:symbol')}").get("val") for point in bare} == {"none"}


def test_the_longest_series_is_first_so_that_libreoffice_draws_all(charts: list[Any]) -> None:
    for chart in charts:
        lengths = [len(series.values) for series in chart.plots[0].series]
        assert lengths[0] == max(lengths)


def test_the_workbook_inside_has_dates_and_numbers_and_no_formula(charts: list[Any]) -> None:
    for chart in charts:
        page = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
        cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s", "d", "n"}
        for series in chart.plots[0].series:
            row = int(series._element.find(f".//{qn('c:tx')}//{qn('c:f')}").text.rpartition("$")[2])
            assert page.cell(row, 2).value == series.name
            days = [page.cell(row + 1 + number, 1).value.date() for number in range(len(series.values))]
            assert days == [day for day, _ in _points(series)]
