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
from dashboard.charts.figure import TrackingFigure
from dashboard.charts.series import SeriesKey
from dashboard.papers.slides.chart import add_tracking_chart, field_in
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
    """The series of that name, the one with the labels where hollow marks have two."""
    return [series for series in chart.plots[0].series if series.name == name][-1]


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
        for part in figure.series(field_in(BOX, figure)):
            series = _series(chart, part.name)
            assert _points(series) == list(part.points)
            assert _labels(series) == ["".join((label.text, *label.lines)) for label in part.labels]


def test_the_axis_counts_fiscal_years(charts: list[Any], figures: list[TrackingFigure]) -> None:
    ticks = figures[0].ticks
    series = _series(charts[0], "年度の目盛り")
    assert _labels(series)[0] == "H28(2016)"
    assert [day for day, _ in _points(series)] == [day for _, day in ticks]
    assert {value for _, value in _points(series)} == {charts[0].value_axis.minimum_scale}


@pytest.mark.parametrize("indicator", [FALLING, ABOVE, BELOW])
def test_the_latest_value_is_a_circle_of_ink_on_either_side_of_the_line(charts: list[Any], indicator: int) -> None:
    marker = _series(charts[indicator], "最新値")._element.find(qn("c:marker"))
    assert marker.find(qn("c:symbol")).get("val") == "circle"
    assert {colour.get("val") for colour in marker.iter(qn("a:srgbClr"))} == {theme.INK[1:]}


@pytest.mark.parametrize(("indicator", "colour"), [(FALLING, theme.BAD), (ABOVE, theme.GOOD), (BELOW, theme.BAD)])
def test_the_gap_is_a_thick_line_that_ends_where_its_points_are(charts: list[Any], indicator: int, colour: str) -> None:
    line = _series(charts[indicator], "必要な水準との差")._element.find(f"{qn('c:spPr')}/{qn('a:ln')}")
    assert line.get("cap") == "flat"
    assert next(line.iter(qn("a:srgbClr"))).get("val") == colour[1:]
    # In pieces where it is missing, so that a grey copy tells it from what is ahead.
    assert (line.find(qn("a:prstDash")).get("val") == "solid") is (colour == theme.GOOD)


def test_reference_values_are_hollow_and_never_joined(charts: list[Any]) -> None:
    series = _series(charts[FALLING], "参考値など")._element
    assert series.find(f"{qn('c:spPr')}/{qn('a:ln')}/{qn('a:noFill')}") is not None
    assert series.find(f"{qn('c:marker')}/{qn('c:spPr')}/{qn('a:noFill')}") is not None


@pytest.mark.parametrize("name", ["基準値", "目標値"])
def test_hollow_marks_have_paper_inside_whichever_program_draws_them(charts: list[Any], name: str) -> None:
    for chart in charts:
        inside, edge = [series._element for series in chart.plots[0].series if series.name == name]
        # LibreOffice fills the second and draws the first over it; in PowerPoint the second is a mere edge around it.
        assert inside.getnext() is edge
        assert edge.find(f"{qn('c:marker')}/{qn('c:spPr')}/{qn('a:noFill')}") is not None
        marker = inside.find(qn("c:marker"))
        assert [colour.get("val") for colour in marker.iter(qn("a:srgbClr"))] == [theme.PAPER[1:]]
        size, outer = (int(part.find(f"{qn('c:marker')}/{qn('c:size')}").get("val")) for part in (inside, edge))
        assert 0 < size < outer
        # Over the same cells, so that an edited value moves both.
        cells = [[formula.text for formula in part.iter(qn("c:f"))] for part in (inside, edge)]
        assert cells[0] == cells[1]
        numbers = [series._element.find(qn("c:idx")).get("val") for series in chart.plots[0].series]
        assert len(set(numbers)) == len(numbers)


def test_a_point_where_another_series_has_its_mark_has_none(charts: list[Any], figures: list[TrackingFigure]) -> None:
    parts = figures[BELOW].series(field_in(BOX, figures[BELOW]))
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
