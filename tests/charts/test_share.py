"""All indicators on one footing: share of the way against share of the time."""

from dataclasses import replace
from datetime import date

from charts.drawing import MEETING_DAY, layers, shares, texts
from dashboard.board import Board
from dashboard.charts.share import share_picture
from dashboard.judging import Standing, assess


def test_every_indicator_has_its_share_beside_the_share_of_time(real_board: Board) -> None:
    said = texts(shares(real_board))
    for share, elapsed in (("38.7 %", "41.8 %"), ("6.3 %", "41.8 %"), ("−3.8 %", "43.9 %"), ("44.4 %", "22.3 %")):
        assert share in said
        assert any(elapsed in text for text in said)


def test_bars_start_at_nothing_and_run_to_the_left_below_it(real_board: Board) -> None:
    bars = [layer for layer in layers(shares(real_board)) if layer.mark["type"] == "bar" and "share" in layer.rows[0]]
    assert all(row["zero"] == 0 for layer in bars for row in layer.rows)
    assert {round(row["share"], 3) for row in bars[-1].rows} == {0.387, 0.063, -0.038, 0.444}


def test_an_indicator_without_a_newer_value_has_a_sentence_instead_of_a_bar(real_board: Board) -> None:
    said = texts(shares(real_board))
    assert "訪問看護職員" in said
    assert "基準値より新しい確定値がまだありません" in said


def test_title_source_as_of_and_updated_stand_on_the_picture(real_board: Board) -> None:
    said = "\n".join(texts(shares(real_board)))
    for part in ("達成割合と、時間の経過割合", "出典：", "時点：令和6年12月", "更新日："):
        assert part in said


def test_the_sentence_for_the_blind_holds_every_share(real_board: Board) -> None:
    alt = shares(real_board).alt
    for part in ("38.7 %", "6.3 %", "−3.8 %", "44.4 %", "訪問看護職員"):
        assert part in alt


def test_the_table_holds_a_row_for_every_indicator_with_its_own_date(real_board: Board) -> None:
    table = shares(real_board).table
    rows = [dict(zip(table.headings, row, strict=True)) for row in table.rows]
    assert [row["達成割合（％）"] for row in rows] == [38.7, None, 6.3, -3.8, 44.4]
    assert [row["最新値の時点"] for row in rows] == [
        date(2024, 11, 30),
        date(2023, 3, 31),
        date(2024, 11, 30),
        date(2024, 12, 31),
        date(2024, 11, 30),
    ]


def test_before_any_value_every_indicator_has_its_sentence(real_board: Board) -> None:
    said = texts(shares(real_board, date(2000, 1, 1)))
    assert said.count("確定した値がまだありません") == 5


def test_an_indicator_without_a_target_is_named_with_the_reason(growth_board: Board) -> None:
    assert "目標値が定められていません" in texts(shares(growth_board))


def test_the_scale_reaches_as_far_as_a_share_past_the_target(real_board: Board) -> None:
    first = real_board.standings(MEETING_DAY)[0]
    reached = replace(first.observations[-1], value=1053.0)
    assessed = assess(first.indicator, real_board.catalogue.judging, [*first.observations[:-1], reached], MEETING_DAY)
    picture = share_picture(real_board.catalogue, [Standing(first.indicator, first.observations, assessed)])
    assert "150.0 %" in texts(picture)
    (highest,) = {
        layer["encoding"]["x"]["scale"]["domain"][1]
        for layer in picture.spec()["layer"]
        if "scale" in layer["encoding"].get("x", {})
    }
    assert highest >= 1.5
