"""The board of 総括: a row an indicator, the same words on page and picture, every stretch as long as it is."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.drawing import layers, overview, texts
from dashboard.board import Board
from dashboard.catalogue import Direction, Indicator
from dashboard.charts.progress import (
    AHEAD,
    GONE,
    HIGHEST,
    LOWEST,
    MISSING,
    ProgressFigure,
    ProgressRow,
    progress_figure,
    stretches,
)
from dashboard.charts.progress_picture import progress_picture
from dashboard.charts.theme import BAD, GOOD, GREY
from dashboard.judging import Standing, assess, by_delay
from dashboard.observation import Observation, Status
from judging.making import MIDTERM, START, indicator, judging, observed

AS_OF = date(2024, 3, 31)
WHEN = date(2024, 11, 30)
READ = date(2026, 11, 28)
FALLING = {"baseline": (START, 40.0), "targets": [(MIDTERM, 20.0)], "direction": Direction.DOWN}
COLOURS = {GONE: GREY, MISSING: BAD, AHEAD: GOOD}


def standing(*values: Observation, as_of: date = READ, plan: Indicator | None = None) -> Standing:
    plan = plan or indicator()
    return Standing(plan, values, assess(plan, judging(), values, as_of))


def row(value: float, **plan: object) -> ProgressRow:
    return ProgressRow(standing(observed(WHEN, value), plan=indicator(**plan)))  # type: ignore[arg-type]


def figure_of(board: Board, *values: float) -> ProgressFigure:
    return progress_figure(board.catalogue, [row(value).standing for value in values], READ)


def lengths(row: ProgressRow) -> dict[str, float]:
    return {stretch.part: stretch.end - stretch.start for stretch in stretches(row.look)}


def test_a_row_says_name_goal_rest_value_date_and_age_distance_and_verdict() -> None:
    assert row(120.0).words == (
        *("架空", "R8目標 200か所", "あと80か所", "120", "か所", "令和6年11月30日（1年11か月前）"),
        *("−21.8ポイント", "21.8か所下回る", "B*", "改善（ペース不足）", "更新待ち"),
    )


@pytest.mark.parametrize(
    ("value", "points", "gap", "worse"),
    [
        (36.0, "−21.8ポイント", "4.4か所上回る", False),
        (42.0, "−51.8ポイント", "10.4か所上回る", True),
        (28.0, "+18.2ポイント", "3.6か所下回る", False),
    ],
)
def test_where_less_is_better_points_still_fall_the_worse_it_is_and_the_words_turn_round(
    value: float, points: str, gap: str, *, worse: bool
) -> None:
    falling = row(value, **FALLING)
    assert (falling.points, falling.gap) == (points, gap)
    assert ("基準値を上回る" in falling.marks) is worse


def test_on_the_line_there_is_no_difference() -> None:
    on_the_line = row(100 + 100 * ((WHEN - START) / (MIDTERM - START)))
    assert (on_the_line.points, on_the_line.gap) == ("±0.0ポイント", "差なし")
    assert set(lengths(on_the_line)) == {GONE}


def test_red_is_as_long_as_what_is_missing_also_from_below_the_baseline() -> None:
    for value in (120.0, 96.0, -250.0):
        bar = lengths(row(value))
        assert bar[MISSING] == pytest.approx(row(value).look.missing)
        assert bar.get(GONE, 0.0) == pytest.approx(max(0.0, (value - 100) / 100))
    assert lengths(row(180.0))[AHEAD] == pytest.approx(row(180.0).look.ahead)


def test_what_is_not_known_is_said_in_the_place_of_the_bar_and_nothing_is_counted_from_the_baseline() -> None:
    unknown = ProgressRow(standing(observed(START, 100.0)))
    assert stretches(unknown.look) == ()
    assert unknown.reason == "令和5年3月31日の後の値がない"
    assert (unknown.left, unknown.points, unknown.gap) == ("", "", "")
    assert unknown.look.required_today == pytest.approx(1 - 123 / 1461)
    assert ProgressRow(standing()).value == "―"


def test_a_newer_value_that_does_not_count_is_named_and_leaves_the_grade_alone() -> None:
    value = observed(WHEN, 120.0)
    both = ProgressRow(standing(value, observed(date(2025, 9, 1), 190.0, Status.REFERENCE)))
    assert both.newer == "参考値190か所（令和7年9月1日）"
    assert replace(both, standing=standing(value)).look == both.look


def test_what_was_otherwise_at_an_earlier_day_stands_beside_it() -> None:
    old = standing(observed(WHEN, 120.0), as_of=date(2025, 1, 31))
    new = standing(observed(WHEN, 120.0), observed(date(2025, 11, 30), 190.0))
    changed = ProgressRow(new, old)
    assert (changed.value_before, changed.verdict_before) == ("比べる日は120か所", "比べる日はB*")
    assert ProgressRow(new, new).words == ProgressRow(new).words


@pytest.mark.parametrize(("value", "share"), [(-250.0, "−350.0％"), (900.0, "800.0％")])
def test_a_bar_that_goes_too_far_is_cut_and_says_how_far_it_goes(other_board: Board, value: float, share: str) -> None:
    figure = figure_of(other_board, value, 120.0)
    assert share in figure.rows[0].reason
    low, high = figure.domain
    assert LOWEST - 0.1 < low <= 0
    assert 1 <= high < HIGHEST + 0.1
    assert figure.cuts(figure.rows[0].look) == ((low,) if value < 0 else (high,))
    assert figure.cuts(figure.rows[1].look) == ()
    assert 0.0 <= figure.place(-3.5) <= figure.place(0.0) < figure.place(1.0) <= figure.place(8.0) <= 1.0


@given(
    st.lists(st.integers(-600, 900).map(float), min_size=2, max_size=2, unique=True),
    st.sampled_from([Direction.UP, Direction.DOWN]),
)
def test_a_better_value_has_no_more_red_and_no_earlier_place(values: Sequence[float], direction: Direction) -> None:
    plan: dict[str, object] = {}
    if direction is Direction.DOWN:
        plan = {"targets": [(MIDTERM, 0.0)], "direction": direction}
    worse, better = (row(value, **plan) for value in sorted(values, reverse=direction is Direction.DOWN))
    assert lengths(worse).get(MISSING, 0.0) >= lengths(better).get(MISSING, 0.0)
    assert lengths(worse).get(AHEAD, 0.0) <= lengths(better).get(AHEAD, 0.0)
    assert by_delay([better.standing, worse.standing])[0] is worse.standing


def test_the_picture_says_every_word_of_every_row(other_board: Board) -> None:
    said = re.sub(r"\s", "", "".join(texts(overview(other_board, AS_OF))))
    figure = progress_figure(other_board.catalogue, other_board.standings(AS_OF), AS_OF)
    for each in figure.rows:
        assert [words for words in each.words if re.sub(r"\s", "", words) not in said] == []
    for _, words in figure.legend:
        assert words in said


def test_the_picture_has_finding_sources_and_dates(other_board: Board) -> None:
    picture = overview(other_board, AS_OF)
    said = "".join((*texts(picture), *picture.spec()["title"]["subtitle"]))
    for part in (
        "次の目標までの進み",
        "必要な水準に届いている",
        "出典：",
        "令和6年3月31日までの値",
        "評価は部会が行います",
    ):
        assert part in said


def test_the_picture_draws_each_stretch_in_its_colour_and_as_long_as_it_is(other_board: Board) -> None:
    figure = figure_of(other_board, 120.0, 180.0, 96.0)
    boxes = next(layer.rows for layer in layers(progress_picture(figure)) if layer.mark["type"] == "rect")
    coloured = [box for box in boxes if box["stroke"] in COLOURS.values()]
    (whole, *_) = [box["x2"] - box["x"] for box in boxes if box not in coloured]
    expected = [stretch for each in figure.rows for stretch in stretches(each.look)]
    # Three more are the legend's.
    assert len(coloured) == len(expected) + len(COLOURS)
    for box, stretch in zip(coloured, expected, strict=False):
        assert box["stroke"] == COLOURS[stretch.part]
        assert (box["x2"] - box["x"]) / whole == pytest.approx(stretch.end - stretch.start)


@pytest.mark.parametrize("count", [1, 12])
def test_the_picture_is_as_high_as_its_rows(other_board: Board, count: int) -> None:
    picture = progress_picture(figure_of(other_board, *(100.0 + 10 * number for number in range(count))))
    spec = picture.spec()
    for layer in layers(picture):
        for mark in layer.rows:
            assert 0 <= mark["x"] <= spec["width"] + 1
            assert -10 <= mark["y"] <= spec["height"]


def test_the_table_holds_shares_points_and_dates_of_every_row(other_board: Board) -> None:
    table = overview(other_board, AS_OF).table
    assert table.cells("achieved") == (23.4, 53.4, 31.7)
    assert table.cells("required") == (36.2, 50.0, 32.5)
    assert table.cells("points") == (-12.8, 3.4, -0.9)
    assert table.cells("as_of") == (date(2020, 9, 30), date(2021, 9, 30), date(2021, 12, 31))
    assert len(set(table.headings)) == len(table.columns)


def test_without_a_target_another_method_still_says_its_verdict(growth_board: Board) -> None:
    rows = progress_figure(growth_board.catalogue, growth_board.standings(AS_OF), AS_OF).rows
    without = [each for each in rows if each.standing.next_target and each.standing.next_target.value is None]
    assert without
    for each in without:
        assert each.reason == "目標値が定められていない"
        assert each.look.words in each.words
        assert stretches(each.look) == ()
