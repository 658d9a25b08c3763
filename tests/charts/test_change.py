"""Before and after a change: what differs must jump to the eye, and nothing else may."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from charts.drawing import AFTER_THE_RECOUNT, layers, texts
from dashboard.board import Board
from dashboard.catalogue import Indicator
from dashboard.charts.change import change_picture
from dashboard.charts.picture import Picture, Surface
from dashboard.charts.render import screen_svg, svg
from dashboard.fiscal import parse
from dashboard.observation import Observation, Status

CLINICS, NURSES, PHARMACIES = "clinics", "nurses", "pharmacies"
BEFORE, AFTER = "変更前", "変更後"

MADE_UP = {
    CLINICS: ("架空の医療機関の数", "か所", {"令和4年度": 894, "令和8年度": 1000, "令和11年度": 1080}),
    NURSES: ("架空の職員の数", "人", {"令和4年度": 3280, "令和8年度": 4005}),
    PHARMACIES: ("架空の薬局の数", "薬局", {"令和4年度": 227, "令和8年度": 800}),
}
"""Name, unit, baseline and targets of indicators."""
VALUES = {
    CLINICS: {"令和4年度": 894, "令和5年度": 908, "令和6年11月": 935},
    NURSES: {"令和4年度": 3280},
    PHARMACIES: {"令和3年12月": 212, "令和4年度": 227, "令和5年度": 257, "令和6年11月": 263},
}


def made_up(board: Board, id_: str) -> Indicator:
    """An indicator of the made-up plan, or one of those above in it."""
    if id_ not in MADE_UP:
        return board.catalogue.indicator(id_)
    name, unit, (baseline, *targets) = MADE_UP[id_][0], MADE_UP[id_][1], MADE_UP[id_][2].items()
    model = board.catalogue.indicator("meeting_places")
    assert model.baseline is not None
    point = board.catalogue.judging.fiscal_year_point
    return model.model_copy(
        update={
            "id": id_,
            "name": name,
            "unit": unit,
            "baseline": model.baseline.model_copy(
                update={"period": parse(baseline[0], point=point), "value": baseline[1]}
            ),
            "targets": tuple(
                model.targets[0].model_copy(update={"period": parse(when, point=point), "value": number})
                for when, number in targets
            ),
        }
    )


def in_force(board: Board, id_: str) -> tuple[Observation, ...]:
    if id_ not in MADE_UP:
        return board.standing(board.catalogue.indicator(id_), AFTER_THE_RECOUNT).observations
    values = [value(board, id_, when, number) for when, number in VALUES[id_].items()]
    if id_ == CLINICS:
        values.append(value(board, id_, "令和7年9月1日", 958, Status.REFERENCE))
    return tuple(values)


def value(
    board: Board, indicator: str, when: str, number: float | None, status: Status = Status.OFFICIAL
) -> Observation:
    period = parse(when, point=board.catalogue.judging.fiscal_year_point)
    return Observation(indicator, board.catalogue.plan.region_code, period, number, status, "架空の資料")


def drawn(
    board: Board,
    indicator: str | Indicator,
    before: Sequence[Observation],
    after: Sequence[Observation],
) -> Picture:
    subject = made_up(board, indicator) if isinstance(indicator, str) else indicator
    return change_picture(board.catalogue, subject, before, after)


def uploaded(board: Board) -> Picture:
    """A new value, and 935 revised to 938."""
    before = in_force(board, CLINICS)
    revised = [replace(o, value=938.0) if o.value == 935 else o for o in before]
    return drawn(board, CLINICS, before, [*revised, value(board, CLINICS, "令和7年11月", 960)])


def marks(picture: Picture, half: str) -> dict[float, dict[str, Any]]:
    """The topmost mark at each value of a half."""
    rows = [row for layer in layers(picture) if layer.mark["type"] == "point" for row in layer.rows]
    return {row["value"]: row for row in rows if row["half"] == half}


def labels(picture: Picture, half: str) -> set[str]:
    rows = [row for layer in layers(picture) if layer.mark["type"] == "text" for row in layer.rows]
    return {row["text"] for row in rows if row.get("half") == half and "text" in row}


def strokes(picture: Picture, half: str, *, dashed: bool) -> list[dict[str, Any]]:
    """The corners of the dashed lines of a half, or of those that are not."""
    rows = [row for layer in layers(picture) if layer.mark["type"] == "line" for row in layer.rows]
    return [row for row in rows if row.get("half") == half and bool(row["dash"]) is dashed]


def joined(picture: Picture, half: str) -> list[float]:
    """The values that the thick line runs through."""
    return [row["value"] for row in strokes(picture, half, dashed=False)]


def label(picture: Picture, text: str) -> dict[str, Any]:
    """The row of a label in a half."""
    rows = [row for layer in layers(picture) if layer.mark["type"] == "text" for row in layer.rows]
    return next(row for row in rows if row.get("text") == text and "half" in row)


def test_new_and_revised_values_are_named_after_and_the_old_value_before(other_board: Board) -> None:
    picture = uploaded(other_board)
    assert labels(picture, BEFORE) == {"935"}
    assert labels(picture, AFTER) == {"960 新規", "938 改訂"}


def test_new_revised_and_unchanged_values_differ_by_shape_and_size_so_that_a_copier_keeps_them(
    other_board: Board,
) -> None:
    before, after = (marks(uploaded(other_board), half) for half in (BEFORE, AFTER))
    assert after[960]["shape"] != after[938]["shape"]
    assert min(after[960]["size"], after[938]["size"]) > 2 * after[908]["size"]
    assert before[935]["size"] == before[908]["size"]


def test_each_half_says_its_latest_value_and_the_date_and_the_picture_its_title_and_source(other_board: Board) -> None:
    said = texts(uploaded(other_board))
    for words in (BEFORE, AFTER, "最新値 935（令和6年11月）", "最新値 960（令和7年11月）"):
        assert words in said
    assert "架空の医療機関の数（単位：か所）" in said
    before = in_force(other_board, CLINICS)
    assert "出典：架空の資料" in "".join(texts(drawn(other_board, CLINICS, before, before)))


def test_both_halves_share_one_value_scale_and_stand_equally_far_apart_at_every_date(other_board: Board) -> None:
    picture = uploaded(other_board)
    before, after = marks(picture, BEFORE), marks(picture, AFTER)
    numbers = (894, 908, 958, 1000)
    assert [before[number]["y"] for number in numbers] == [after[number]["y"] for number in numbers]
    assert len({round(after[number]["x"] - before[number]["x"], 3) for number in numbers}) == 1
    assert min(mark["x"] for mark in after.values()) > max(mark["x"] for mark in before.values())


def test_on_a_narrow_surface_the_second_half_lies_under_the_first_on_the_same_scales(other_board: Board) -> None:
    rows = [row for part in uploaded(other_board).spec(Surface.NARROW)["datasets"].values() for row in part]
    points = {(row["half"], row["value"]): row for row in rows if "shape" in row}
    pairs = [(points[BEFORE, number], points[AFTER, number]) for number in (894.0, 908.0, 958.0, 1000.0)]
    assert all(before["x"] == after["x"] for before, after in pairs)
    assert len({round(after["y"] - before["y"], 3) for before, after in pairs}) == 1
    assert max(row["y"] for row in points.values() if row["half"] == BEFORE) < min(
        row["y"] for row in points.values() if row["half"] == AFTER
    )


def test_on_a_screen_the_page_writes_the_lines_under_it(other_board: Board) -> None:
    picture = uploaded(other_board)
    assert picture.footer
    assert "出典：架空の資料" in " ".join(picture.footer)
    assert "出典" in svg(picture)
    for surface in (Surface.WIDE, Surface.NARROW):
        assert "出典" not in screen_svg(picture, surface)


def test_only_values_that_count_are_joined(other_board: Board) -> None:
    picture = uploaded(other_board)
    assert joined(picture, BEFORE) == [894, 908, 935]
    assert joined(picture, AFTER) == [894, 908, 938, 960]
    assert marks(picture, AFTER)[958]["fill"].upper() == "#FFFFFF"
    indicator, before = other_board.catalogue.indicator("smoking_rate"), in_force(other_board, "smoking_rate")
    counting = indicator.model_copy(update={"grade_provisional": True})
    assert 18.9 not in joined(drawn(other_board, indicator, before, before), AFTER)
    assert 18.9 in joined(drawn(other_board, counting, before, before), AFTER)


def test_a_value_that_goes_or_turns_into_no_number_is_crossed_out_before_and_absent_after(other_board: Board) -> None:
    before = in_force(other_board, PHARMACIES)
    pending = replace(before[-1], value=None, status=Status.PENDING)
    for after, word in ((before[:-1], "取消"), ([*before[:-1], pending], "→ 集計中")):
        picture = drawn(other_board, PHARMACIES, before, after)
        assert marks(picture, BEFORE)[263]["shape"] not in {"circle", "square", "diamond"}
        assert f"263 {word}" in labels(picture, BEFORE)
        assert {263, 0, None}.isdisjoint(marks(picture, AFTER))
        assert {"取消": "取消は令和6年11月の263薬局", "→ 集計中": "263薬局 → 集計中"}[word] in picture.alt


@pytest.mark.parametrize("status", [Status.PENDING, Status.SUPPRESSED, Status.NOT_APPLICABLE])
def test_an_observation_without_a_number_is_no_point_but_is_said(other_board: Board, status: Status) -> None:
    before = in_force(other_board, "meeting_places")
    new = value(other_board, "meeting_places", "令和5年度", None, status)
    picture = drawn(other_board, "meeting_places", before, [*before, new])
    assert {0, None}.isdisjoint(marks(picture, AFTER))
    assert f"図に点のない変更：新規は令和5年度の{status.label}" in texts(picture)
    assert f"新規は令和5年度の{status.label}" in picture.alt
    assert [row[3] for row in picture.table.rows][-2:] == ["集計中", status.label]


def test_a_value_of_zero_is_a_value_and_its_label_clears_the_years(other_board: Board) -> None:
    picture = drawn(other_board, NURSES, [], [value(other_board, NURSES, "令和5年度", 0)])
    assert 0 in marks(picture, AFTER)
    assert label(picture, "0 新規")["y"] < marks(picture, AFTER)[0]["y"]


def test_without_a_value_before_the_left_half_says_so_and_the_first_value_covers_the_baseline(
    other_board: Board,
) -> None:
    picture = drawn(other_board, NURSES, [], in_force(other_board, NURSES))
    assert "値なし" in texts(picture)
    assert (labels(picture, BEFORE), labels(picture, AFTER)) == (set(), {"3,280 新規"})
    assert (marks(picture, BEFORE)[3280]["shape"], marks(picture, AFTER)[3280]["shape"]) == ("square", "circle")


def test_without_any_value_line_or_target_there_are_no_numbers_on_the_value_axis(other_board: Board) -> None:
    suppressed = value(other_board, "single_elderly", "令和5年度", None, Status.SUPPRESSED)
    said = texts(drawn(other_board, "single_elderly", [], [suppressed]))
    assert said.count("値なし") == 2
    assert {"0", "0.0", "1"}.isdisjoint(said)


def test_an_indicator_without_target_and_baseline_has_neither_line_nor_diamond(other_board: Board) -> None:
    before = in_force(other_board, "single_elderly")
    picture = drawn(
        other_board, "single_elderly", before, [*before, value(other_board, "single_elderly", "令和7年度", 12400)]
    )
    assert not strokes(picture, AFTER, dashed=True)
    assert {mark["shape"] for mark in marks(picture, AFTER).values()} == {"circle"}
    assert "最新値（参考） 10,250（令和2年度）" in texts(picture)


def test_a_target_within_reach_is_drawn_and_one_too_far_away_does_not_press_the_values_flat(other_board: Board) -> None:
    assert marks(uploaded(other_board), BEFORE)[1000]["shape"] == "diamond"
    assert [text for text in texts(uploaded(other_board)) if "◇ 目標値（R8 1,000）" in text]
    before = in_force(other_board, PHARMACIES)
    picture = drawn(other_board, PHARMACIES, before, before)
    assert 800 not in marks(picture, AFTER)
    lowest, highest = label(picture, "263")["y"] - 60, marks(picture, AFTER)[212]["y"] + 60
    for half in (BEFORE, AFTER):
        corners = strokes(picture, half, dashed=True)
        assert len(corners) == 2
        assert all(lowest < corner["y"] < highest for corner in corners)


def test_the_axis_counts_fiscal_years_in_both_halves_and_thins_them_over_decades(other_board: Board) -> None:
    said = texts(uploaded(other_board))
    assert all(said.count(text) == 2 for text in ("R4", "R5", "R6", "R7", "R8", "(2022)", "(2026)"))
    pair = [value(other_board, "single_elderly", *found) for found in (("平成2年度", 3000.0), ("令和7年度", 12400.0))]
    said = texts(drawn(other_board, "single_elderly", pair[:1], pair))
    assert 4 <= len([text for text in said if text.startswith("(")]) <= 14


def test_a_provisional_value_made_official_is_a_revision_and_names_both(other_board: Board) -> None:
    before = in_force(other_board, "smoking_rate")
    picture = drawn(other_board, "smoking_rate", before, [replace(o, status=Status.OFFICIAL) for o in before])
    assert "18.9（速報）" in labels(picture, BEFORE)
    assert "18.9 改訂" in labels(picture, AFTER)
    assert picture.table.rows[-1][-1] == "改訂（速報→確定）"


def test_a_label_at_the_edge_of_its_half_runs_back_into_it(other_board: Board) -> None:
    new = value(other_board, CLINICS, "令和8年9月30日", 901, Status.PROVISIONAL)
    before = [*in_force(other_board, CLINICS), new]
    picture = drawn(other_board, CLINICS, before, before[:-1])
    assert label(picture, "901（速報） 取消")["align"] == "right"
    assert label(picture, "935")["align"] == "left"


def test_another_source_or_batch_or_region_changes_nothing(other_board: Board) -> None:
    before = in_force(other_board, CLINICS)
    elsewhere = replace(value(other_board, CLINICS, "令和7年11月", 12), region="11100")
    after = [*(replace(o, batch="another", note="直した") for o in before), elsewhere]
    assert "変わる値はありません" in drawn(other_board, CLINICS, before, after).alt


def test_a_dozen_changes_are_all_marked_and_labels_too_near_to_a_newer_one_are_left_to_the_table(
    other_board: Board,
) -> None:
    before = in_force(other_board, CLINICS)
    new = [value(other_board, CLINICS, f"令和6年{month}月", 901 + 4 * month) for month in range(1, 13) if month != 11]
    picture = drawn(other_board, CLINICS, before, [*before, *new])
    plain = marks(picture, AFTER)[894]["size"]
    assert all(marks(picture, AFTER)[o.value or 0]["size"] > plain for o in new)
    assert labels(picture, AFTER) == {"949 新規"}


def test_hundreds_of_changes_are_counted_in_words_and_listed_in_the_table(other_board: Board) -> None:
    days = [date(2022, 4, 1) + timedelta(days=3 * n) for n in range(200)]
    new = [value(other_board, CLINICS, day.isoformat(), 900 + n) for n, day in enumerate(days)]
    picture = drawn(other_board, CLINICS, [], new)
    assert "ほか188件（一覧はデータ表）" in picture.alt
    assert len(picture.table.rows) == 200


def test_words_and_table_hold_before_after_and_difference(other_board: Board) -> None:
    picture = uploaded(other_board)
    assert "新規は令和7年11月の960か所、改訂は令和6年11月の935か所 → 938か所" in picture.alt
    assert picture.table.headings == ("時点", "日付", "変更前", "変更後", "差", "区分")
    assert picture.table.rows[2] == ("令和6年11月", date(2024, 11, 30), 935, 938, 3, "改訂（確定）")
    assert picture.table.rows[-1] == ("令和7年11月", date(2025, 11, 30), None, 960, None, "新規（確定）")


def test_who_points_at_a_mark_reads_its_period_and_value_and_no_number_of_a_day(other_board: Board) -> None:
    words = re.findall(r'<path[^>]*aria-label="([^"]*)"', svg(uploaded(other_board)))
    assert {"変更後　令和7年11月　960か所　新規", "変更前　令和6年11月　935か所", "変更後　基準値　894か所"} <= set(
        words
    )
    assert not [text for text in words if "day:" in text]
