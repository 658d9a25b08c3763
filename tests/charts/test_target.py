"""The target-tracking picture: what is drawn, what is joined, what is left out, and the words on it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from charts.drawing import (
    AFTER_THE_RECOUNT,
    MEETING_DAY,
    label_shift,
    layers,
    lines,
    on,
    points,
    texts,
    tracking,
)
from dashboard.board import Board
from dashboard.charts.picture import Picture
from dashboard.charts.tracking import TargetView, target_picture
from dashboard.judging import assess
from dashboard.observation import Observation

CLINICS, NURSES, PHARMACIES = "visiting_care_clinics", "visiting_nurses", "regional_cooperation_pharmacies"


def drawn_with(board: Board, indicator: str, observations: Sequence[Observation]) -> Picture:
    """The picture of one indicator with other observations than the published ones."""
    found, judging = board.catalogue.indicator(indicator), board.catalogue.judging
    assessed = assess(found, judging, observations, MEETING_DAY)
    return target_picture(TargetView(board.catalogue, found, tuple(observations), assessed))


def published(board: Board, indicator: str) -> tuple[Observation, ...]:
    return board.standing(board.catalogue.indicator(indicator), AFTER_THE_RECOUNT).observations


def test_the_required_line_runs_from_the_baseline_through_both_targets(real_board: Board) -> None:
    required = (on(2023, 3, 31, 894), on(2027, 3, 31, 1000), on(2030, 3, 31, 1080))
    assert required in lines(tracking(real_board, CLINICS))


def test_the_official_values_are_joined_in_the_order_of_their_dates(real_board: Board) -> None:
    official = (on(2023, 3, 31, 894), on(2024, 3, 31, 908), on(2024, 11, 30, 935))
    assert official in lines(tracking(real_board, CLINICS))


def test_a_reference_value_is_a_hollow_point_that_no_line_reaches(real_board: Board) -> None:
    picture = tracking(real_board, CLINICS, AFTER_THE_RECOUNT)
    recount = on(2025, 9, 1, 958)
    (layer,) = [each for each in layers(picture) if each.mark["type"] == "point" and recount in each.points]
    assert layer.mark["fill"].upper() == "#FFFFFF"
    assert layer.mark["stroke"].upper() != "#FFFFFF"
    assert all(recount not in line for line in lines(picture))


def test_a_provisional_value_that_is_not_judged_is_not_joined_either(other_board: Board) -> None:
    picture = tracking(other_board, "smoking_rate")
    provisional = on(2021, 9, 30, 18.9)
    assert provisional in points(picture)
    assert all(provisional not in line for line in lines(picture))


def test_a_target_that_the_plan_leaves_open_is_absent(real_board: Board) -> None:
    picture = tracking(real_board, PHARMACIES)
    said = texts(picture)
    assert "R8目標 800" in said
    assert not [text for text in said if text.startswith("R11目標")]
    assert (on(2023, 3, 31, 227), on(2027, 3, 31, 800)) in lines(picture)
    assert all(value != 0 for _, value in points(picture))


def test_a_value_still_being_counted_is_a_gap_and_no_zero(other_board: Board) -> None:
    picture = tracking(other_board, "meeting_places")
    assert all(value not in {0, None} for _, value in points(picture))
    assert {day for day, _ in points(picture)}.isdisjoint({on(2022, 9, 30, 0)[0]})


def test_three_targets_make_a_line_with_three_bends(other_board: Board) -> None:
    required = (on(2016, 9, 30, 21.4), on(2020, 9, 30, 18.0), on(2023, 9, 30, 15.0), on(2026, 9, 30, 12.0))
    assert required in lines(tracking(other_board, "smoking_rate"))


def test_an_indicator_without_a_target_has_no_required_line(growth_board: Board) -> None:
    picture = tracking(growth_board, "screening_rate")
    values = (on(2017, 3, 31, 38.2), on(2020, 3, 31, 41.0), on(2022, 3, 31, 44.5))
    assert values in lines(picture)
    assert not [text for text in texts(picture) if "目標 " in text]
    assert any("目標値は定められていません" in text for text in texts(picture))


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        (CLINICS, ["基準値 894（R4）", "908", "935（R6.11）", "R8目標 1,000", "R11目標 1,080"]),
        (NURSES, ["R8目標 4,005", "R10目標 4,300"]),
        (PHARMACIES, ["263（R6.11）", "R8目標 800"]),
    ],
)
def test_values_and_targets_are_labelled_where_they_stand(
    real_board: Board, indicator: str, expected: list[str]
) -> None:
    said = texts(tracking(real_board, indicator))
    assert [label for label in expected if label not in said] == []


def test_percentages_keep_their_decimals(other_board: Board) -> None:
    said = texts(tracking(other_board, "smoking_rate"))
    assert any(text.startswith("19.2") for text in said)
    assert "R8目標 12.0" in said


def test_the_axis_counts_the_fiscal_years_of_the_plan_with_the_gregorian_year_under_them(real_board: Board) -> None:
    said = texts(tracking(real_board, CLINICS))
    eras = [f"R{year}" for year in range(4, 12)]
    assert [text for text in said if text in eras] == eras
    gregorian = [f"({year})" for year in range(2022, 2030)]
    assert [text for text in said if text in gregorian] == gregorian


def test_the_axis_crosses_from_heisei_to_the_first_year_of_reiwa(other_board: Board) -> None:
    said = texts(tracking(other_board, "smoking_rate"))
    eras = ["H28", "H29", "H30", "R元", "R2", "R3", "R4", "R5", "R6", "R7", "R8"]
    assert [text for text in said if text in eras] == eras
    assert "R1" not in said
    assert "(2019)" in said


def test_the_ticks_stand_where_the_plan_dates_its_fiscal_years(other_board: Board, real_board: Board) -> None:
    def tick_of(board: Board, indicator: str, era: str) -> set[int]:
        rows = [row for layer in layers(tracking(board, indicator)) for row in layer.rows]
        return {row["day"] for row in rows if row.get("era") == era}

    assert tick_of(real_board, CLINICS, "R4") == {on(2023, 3, 31, 0)[0]}
    assert tick_of(other_board, "smoking_rate", "R4") == {on(2022, 9, 30, 0)[0]}


def test_title_unit_source_as_of_and_updated_stand_on_the_picture(real_board: Board) -> None:
    picture = tracking(real_board, CLINICS)
    said = "\n".join(texts(picture))
    assert "訪問診療を実施する医療機関数（単位：か所）" in said
    assert "出典：第８次埼玉県地域保健医療計画" in said
    assert "時点：令和6年11月" in said
    updated = real_board.updated()
    assert updated is not None
    assert f"更新日：{updated.isoformat()}" in said


def test_several_sources_are_counted_so_that_none_is_hidden(real_board: Board) -> None:
    assert any("ほか4件" in text for text in texts(tracking(real_board, PHARMACIES)))


def test_the_gap_to_the_line_is_said_as_a_fact(real_board: Board) -> None:
    said = " ".join(texts(tracking(real_board, CLINICS)))
    assert "938.3" in said
    assert "−3.3" in said


def test_labels_of_a_falling_indicator_stand_on_the_other_side(real_board: Board, other_board: Board) -> None:
    rising, falling = tracking(real_board, CLINICS), tracking(other_board, "smoking_rate")
    assert label_shift(rising, "935") > 0
    assert label_shift(falling, "19.2") < 0
    assert label_shift(rising, "R8目標") < 0
    assert label_shift(falling, "R8目標") > 0


def test_behind_the_line_differs_from_ahead_by_shape_and_not_by_colour_alone(real_board: Board) -> None:
    def latest_mark(indicator: str, day: int) -> tuple[str, str]:
        (mark,) = [
            layer.mark
            for layer in layers(tracking(real_board, indicator))
            if layer.mark["type"] == "point"
            and [point[0] for point in layer.points] == [day]
            and "color" in layer.mark
            and layer.mark["size"] > 200
        ]
        return mark["shape"], mark["color"]

    behind = latest_mark(CLINICS, on(2024, 11, 30, 0)[0])
    ahead = latest_mark("enhanced_type1_stations", on(2024, 11, 30, 0)[0])
    assert behind[0] != ahead[0]
    assert behind[1] != ahead[1]


def test_a_single_value_at_the_baseline_is_drawn_and_said(real_board: Board) -> None:
    picture = tracking(real_board, NURSES)
    said = " ".join(texts(picture))
    assert "3,280" in said
    assert "基準値より新しい確定値はまだありません" in said


def test_a_single_value_without_a_baseline_is_drawn(other_board: Board) -> None:
    picture = tracking(other_board, "single_elderly")
    assert on(2020, 9, 30, 10250) in points(picture)
    assert any(text.startswith("10,250") for text in texts(picture))


def test_without_any_value_line_and_targets_are_still_there(real_board: Board) -> None:
    picture = drawn_with(real_board, CLINICS, ())
    said = texts(picture)
    assert "R8目標 1,000" in said
    assert any("確定した値がまだありません" in text for text in said)
    assert any("時点：値なし" in text for text in said)


def test_without_value_target_and_baseline_the_picture_says_that_there_is_nothing(other_board: Board) -> None:
    said = texts(drawn_with(other_board, "single_elderly", ()))
    assert any("確定した値がまだありません" in text for text in said)


def test_a_value_of_zero_is_a_value(real_board: Board) -> None:
    changed = [replace(o, value=0.0) if o.value == 908 else o for o in published(real_board, CLINICS)]
    assert on(2024, 3, 31, 0) in points(drawn_with(real_board, CLINICS, changed))


def test_the_sentence_for_the_blind_holds_every_official_figure_and_target(real_board: Board) -> None:
    alt = tracking(real_board, CLINICS).alt
    for figure in ("894か所", "908か所", "935か所", "1,000か所", "1,080か所"):
        assert figure in alt


def test_the_table_behind_the_picture_lists_every_value_with_its_status_and_source(real_board: Board) -> None:
    table = tracking(real_board, CLINICS, AFTER_THE_RECOUNT).table
    rows = [dict(zip(table.headings, row, strict=True)) for row in table.rows]
    assert [row["値（か所）"] for row in rows] == [894, 908, 935, 958]
    assert [row["区分"] for row in rows] == ["確定", "確定", "確定", "参考"]
    assert all(row["出典"] for row in rows)
    assert rows[2]["線との差"] == -3.3


def test_a_newer_reference_value_lends_the_chart_neither_its_source_nor_its_date(real_board: Board) -> None:
    said = "".join(texts(tracking(real_board, "visiting_care_clinics", AFTER_THE_RECOUNT)))
    assert "時点：令和6年11月" in said
    assert "時点：令和7年9月1日" not in said
    before, after = said.split("参考値などの出典：")
    assert "出典：第８次埼玉県地域保健医療計画" in before
    assert "届出受理医療機関名簿" in after
    assert "届出受理医療機関名簿" not in before
