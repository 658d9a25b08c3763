"""All indicators on one footing: share of the way against the share that is required by then."""

from dataclasses import replace
from datetime import date

import pytest

from charts.drawing import layers, shares, texts
from dashboard.board import Board
from dashboard.charts.picture import Picture
from dashboard.charts.share import share_picture
from dashboard.charts.theme import BAD, GOOD
from dashboard.judging import Standing, assess

AS_OF = date(2024, 3, 31)


@pytest.fixture(scope="module")
def picture(other_board: Board) -> Picture:
    return shares(other_board, AS_OF)


def test_every_indicator_has_its_share_beside_the_share_of_time(picture: Picture) -> None:
    said = texts(picture)
    for share, elapsed in (("23.4％", "経過 40.0％"), ("53.4％", "経過 50.0％"), ("31.7％", "経過 40.7％")):
        assert share in said
        assert elapsed in said
    for share in ("喫煙率：達成 23.4％", "検診受診率：達成 53.4％", "通いの場：達成 31.7％"):
        assert share in picture.alt


def test_bars_start_at_nothing_and_have_the_colour_of_their_side_of_the_required_line(picture: Picture) -> None:
    (bars,) = [layer for layer in layers(picture) if layer.mark["type"] == "bar" and "color" not in layer.mark]
    assert [(row["zero"], round(row["share"], 3), row["colour"]) for row in bars.rows] == [
        (0, 0.234, BAD),
        (0, 0.534, GOOD),
        (0, 0.317, BAD),
    ]
    # Both lines bend, so that the required share is not that of the time.
    assert [round(row["required"], 3) for row in bars.rows] == [0.362, 0.5, 0.325]


def test_the_legend_says_what_the_line_and_the_share_of_time_are(picture: Picture) -> None:
    said = "".join(texts(picture))
    assert "｜ 必要な水準：その日までに必要な割合（次の目標までまっすぐなら経過割合と同じ）" in said
    assert "経過：基準値の日から目標の日までの何％が過ぎたか" in said


def test_title_source_as_of_and_updated_stand_on_the_picture(picture: Picture) -> None:
    said = "\n".join(texts(picture))
    for part in ("達成割合と、時間の経過割合", "出典：", "時点：令和3年12月", "更新日："):
        assert part in said


def test_the_table_holds_a_row_for_every_indicator_with_its_own_date(picture: Picture) -> None:
    table = picture.table
    assert table.cells("achieved") == (23.4, 53.4, 31.7)
    assert table.cells("required") == (36.2, 50.0, 32.5)
    assert table.cells("as_of") == (date(2020, 9, 30), date(2021, 9, 30), date(2021, 12, 31))


def test_an_indicator_without_a_share_has_the_reason_instead_of_a_bar(other_board: Board, growth_board: Board) -> None:
    before_all = shares(other_board, date(2000, 1, 1))
    assert texts(before_all).count("確定した値がまだありません") == len(other_board.catalogue.tracked)
    at_the_baseline = shares(other_board, date(2017, 1, 1))
    assert "基準値より新しい確定値がまだありません" in texts(at_the_baseline)
    assert "目標値が定められていません" in texts(shares(growth_board))


@pytest.mark.parametrize(("value", "words"), [(210.0, "150.0％"), (90.0, "−50.0％")])
def test_the_scale_reaches_as_far_as_a_share_past_the_target_or_below_nothing(
    other_board: Board, value: float, words: str
) -> None:
    indicator = other_board.catalogue.indicator("meeting_places")
    *older, latest = other_board.standing(indicator, AS_OF).judged
    observations = (*older, replace(latest, value=value))
    standing = Standing(indicator, observations, assess(indicator, other_board.catalogue.judging, observations, AS_OF))
    picture = share_picture(other_board.catalogue, [standing])
    assert words in texts(picture)
    (domain,) = {
        tuple(layer["encoding"]["x"]["scale"]["domain"])
        for layer in picture.spec()["layer"]
        if "scale" in layer["encoding"].get("x", {})
    }
    assert domain[0] <= (value - 120) / 60 <= domain[1]
