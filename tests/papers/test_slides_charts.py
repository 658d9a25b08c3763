"""Native charts of the deck: the figures themselves, on true dates, in a workbook that opens and starts no formula."""

import io
from datetime import date, timedelta
from typing import Any

import pptx as library
import pytest
from openpyxl import load_workbook
from pptx.oxml.ns import qn

from dashboard.board import Board
from dashboard.papers.paper import Section
from dashboard.papers.slides.chart import add_chart
from dashboard.papers.slides.chart_series import AXIS, series_of, value_scale
from dashboard.papers.slides.layout import Box
from papers.making import REGISTERED, paper_of

BOX = Box(30, 100, 770, 240)


def _chart(section: Section) -> Any:
    file = library.Presentation()
    slide = file.slides.add_slide(file.slide_layouts[5])
    add_chart(slide, BOX, section.view)
    return next(shape.chart for shape in slide.shapes if shape.has_chart)


@pytest.fixture(scope="module")
def sections(real_board: Board) -> tuple[Section, ...]:
    return paper_of(real_board).sections


@pytest.fixture(scope="module")
def falling(other_board: Board) -> Section:
    return paper_of(other_board, date(2024, 3, 31)).sections[0]


@pytest.fixture(scope="module")
def charts(sections: tuple[Section, ...]) -> list[Any]:
    return [_chart(section) for section in sections]


def _points(chart: Any, name: str) -> list[tuple[date, float]]:
    series = next(one for one in chart.plots[0].series if one.name == name)
    days = [float(v.text) for v in series._element.find(qn("c:xVal")).iter(qn("c:v"))]
    return [(date(1899, 12, 30) + timedelta(day), value) for day, value in zip(days, series.values, strict=True)]


def _labels(chart: Any, name: str) -> list[str]:
    series = next(one for one in chart.plots[0].series if one.name == name)
    return ["".join(t.text for t in one.iter(qn("a:t"))) for one in series._element.iter(qn("c:dLbl"))]


def test_the_values_are_those_of_the_indicator_on_their_own_days(
    charts: list[Any], sections: tuple[Section, ...]
) -> None:
    for chart, section in zip(charts, sections, strict=True):
        assert _points(chart, "実績") == [(one.as_of, one.value) for one in section.standing.judged]


def test_the_required_line_goes_from_the_baseline_over_the_targets(
    charts: list[Any], sections: tuple[Section, ...]
) -> None:
    for chart, section in zip(charts, sections, strict=True):
        assert _points(chart, "必要ペース線") == list(section.standing.path)
        assert _points(chart, "目標値") == list(section.standing.path[1:])


def test_a_target_that_is_not_set_is_not_drawn(charts: list[Any]) -> None:
    assert _labels(charts[2], "目標値") == ["R8目標 800"]


def test_the_axis_counts_fiscal_years(charts: list[Any]) -> None:
    assert _labels(charts[0], AXIS)[0] == "R4(2022)"
    assert _labels(charts[0], AXIS)[-1] == "R11(2029)"
    assert _points(charts[0], AXIS)[0] == (date(2023, 3, 31), charts[0].value_axis.minimum_scale)


def test_the_latest_value_says_its_figure_and_its_date(charts: list[Any]) -> None:
    assert _labels(charts[0], "最新値") == ["935（R6.11）"]


def test_a_value_at_the_baseline_keeps_the_baselines_hollow_square(charts: list[Any]) -> None:
    latest = next(one for one in charts[1].plots[0].series if one.name == "最新値")
    assert latest._element.find(f"{qn('c:marker')}/{qn('c:symbol')}").get("val") == "none"


def test_reference_values_are_hollow_and_never_joined(real_board: Board) -> None:
    section = paper_of(real_board, REGISTERED).sections[0]
    series = next(one for one in series_of(section.view, value_scale(section.view, 180)) if one.name == "参考値など")
    assert [value for _, value in series.points] == [one.value for one in section.standing.not_judged]
    assert series.stroke is None
    assert series.mark is not None
    assert series.mark.hollow


def _down(section: Section, name: str) -> float:
    series = series_of(section.view, value_scale(section.view, 180))
    return next(one for one in series if one.name == name).labels[0].down


def test_labels_of_a_falling_indicator_stand_on_the_other_side(sections: tuple[Section, ...], falling: Section) -> None:
    assert _down(sections[0], "目標値") == -_down(falling, "目標値")
    assert _down(sections[0], "基準値の高さ") == -_down(falling, "基準値の高さ")


def test_the_longest_series_is_first_so_that_libreoffice_draws_all(sections: tuple[Section, ...]) -> None:
    for section in sections:
        lengths = [len(one.points) for one in series_of(section.view, value_scale(section.view, 180))]
        assert lengths[0] == max(lengths)


@pytest.mark.parametrize("height", [90.0, 250.0])
def test_the_scale_is_round_holds_all_and_leaves_room_for_labels(
    sections: tuple[Section, ...], falling: Section, height: float
) -> None:
    for section in (*sections, falling):
        scale = value_scale(section.view, height)
        values = [one.value for one in section.standing.judged if one.value is not None]
        values += [value for _, value in section.standing.path]
        assert scale.low <= min(values)
        assert max(values) <= scale.high
        assert (scale.high - scale.low) / scale.step == pytest.approx(round((scale.high - scale.low) / scale.step))
        assert scale.low == 0 or (min(values) - scale.low) / (scale.high - scale.low) * height >= 22


def test_the_workbook_inside_has_dates_and_numbers_and_no_formula(charts: list[Any]) -> None:
    for chart in charts:
        page = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
        cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s", "d", "n"}
        for series in chart.plots[0].series:
            row = int(series._element.find(f".//{qn('c:tx')}//{qn('c:f')}").text.rpartition("$")[2])
            assert page.cell(row, 2).value == series.name
            days = [page.cell(row + 1 + at, 1).value.date() for at in range(len(series.values))]
            assert days == [day for day, _ in _points(chart, series.name)]
