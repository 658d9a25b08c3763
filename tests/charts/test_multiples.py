"""A small panel a region, all on one scale: equal values at equal heights, gaps where there is nothing."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from charts.drawing import layers, texts
from comparing.making import EAST, NORTH, REGIONS, TERRITORY, WEST, indicator, observed, panel
from dashboard.board import Board
from dashboard.charts.multiples import MANY_GRIDS, multiples_picture
from dashboard.charts.picture import Picture, Surface
from dashboard.charts.render import svg
from dashboard.comparing import Basis, Comparison, Panel, compare
from dashboard.observation import Observation, Status
from dashboard.places import Region

DAYS = [date(year, 9, 1) for year in (2023, 2024, 2025)]
OFFICIAL, REFERENCE = Status.OFFICIAL, Status.REFERENCE


def course(region: Region, *values: float | None, status: Status = OFFICIAL) -> list[Observation]:
    """A region's values at the three dates; None where nothing is registered."""
    dated = zip(DAYS, values, strict=False)
    return [observed(region, value, day, status) for day, value in dated if value is not None]


EVERYWHERE = panel(*course(EAST, 8, 9, 12), *course(WEST, 6, None, 3), *course(NORTH, None, 2))


def comparisons(of: Panel, basis: Basis = Basis.VALUE, region_set: str = "municipality") -> list[Comparison]:
    return [compare(TERRITORY, of, REGIONS.region_set(region_set), day, basis) for day in DAYS]


def drawn(of: Panel = EVERYWHERE, basis: Basis = Basis.VALUE) -> Picture:
    return multiples_picture(comparisons(of, basis), date(2026, 4, 1))


def rows(picture: Picture, mark: str) -> list[dict[str, Any]]:
    return [row for layer in layers(picture) if layer.mark["type"] == mark for row in layer.rows if "x" in row]


def grounds(picture: Picture) -> dict[str, dict[str, Any]]:
    """Region name to its panel."""
    return {row["words"].split("：")[0]: row for row in rows(picture, "rect") if "words" in row}


def inside(picture: Picture, mark: str, name: str) -> list[dict[str, Any]]:
    """What is drawn in a region's panel."""
    box = grounds(picture)[name]
    return [
        row for row in rows(picture, mark) if box["x"] <= row["x"] <= box["x2"] and box["y"] <= row["y"] <= box["y2"]
    ]


def runs(found: Sequence[dict[str, Any]], *, dashed: bool = False) -> list[int]:
    """How many points each line joins."""
    lines: dict[str, int] = {}
    for row in found:
        if bool(row["dash"]) == dashed:
            lines[row["run"]] = lines.get(row["run"], 0) + 1
    return sorted(lines.values())


def test_every_region_has_a_surface_that_begins_with_its_name_and_says_first_and_last() -> None:
    said = re.findall(r'<path[^>]*aria-label="([^"]*：[^"]*)"', svg(drawn()))
    assert said == [
        "東ヶ丘市：8か所 → 12か所（令和5年9月1日 → 令和7年9月1日）",
        "西の浜市：6か所 → 3か所（令和5年9月1日 → 令和7年9月1日）",
        "北里村：2か所（令和6年9月1日）",
    ]


def test_title_scale_dates_and_source_are_on_it() -> None:
    everything = "".join(texts(drawn()))
    assert "市町村別の架空の医療機関の推移（か所）" in everything
    for words in ("縦軸は0～12か所", "令和5年9月1日～令和7年9月1日", "出典：架空の東ヶ丘市", "令和8年4月1日"):
        assert words in everything


def test_equal_values_stand_equally_high_in_every_panel_and_zero_is_the_level_line() -> None:
    picture = drawn(panel(*course(EAST, 4, 12), *course(WEST, 0, 4), *course(NORTH, 6, 6)))
    heights = {
        name: [box["y2"] - point["y"] for point in inside(picture, "point", name)]
        for name, box in grounds(picture).items()
    }
    assert heights["東ヶ丘市"][0] == heights["西の浜市"][1]
    zero = heights["西の浜市"][0]
    assert heights["北里村"][0] - zero == pytest.approx((heights["東ヶ丘市"][1] - zero) / 2)
    level = next(row for row in rows(picture, "rule") if row["x"] > grounds(picture)["西の浜市"]["x"])
    assert grounds(picture)["西の浜市"]["y2"] - level["y"] == zero


def test_a_missing_value_is_a_gap_and_an_older_value_is_marked() -> None:
    picture = drawn()
    assert runs(inside(picture, "line", "東ヶ丘市")) == [3]
    assert runs(inside(picture, "line", "西の浜市")) == [1, 1]
    assert len(inside(picture, "point", "西の浜市")) == 2
    headings = [row["text"] for row in rows(picture, "text")]
    assert headings == ["東ヶ丘市 12", "西の浜市 3", "北里村 2※"]
    assert "令和7年9月1日の値：北里村は未登録" in "".join(texts(picture))


def test_a_region_without_any_value_says_so() -> None:
    picture = drawn(panel(*course(EAST, 8, 9, 12)))
    assert not inside(picture, "point", "北里村")
    assert grounds(picture)["北里村"]["words"] == "北里村：値なし（未登録）"
    assert "北里村 値なし" in texts(picture)


def test_reference_values_are_hollow_and_never_joined_to_official_ones() -> None:
    picture = drawn(panel(*course(EAST, 8, 9), observed(EAST, 12, DAYS[2], REFERENCE)))
    assert runs(inside(picture, "line", "東ヶ丘市")) == [1, 2]
    assert [row["fill"] == "#FFFFFF" for row in inside(picture, "point", "東ヶ丘市")] == [False, False, True]
    assert grounds(picture)["東ヶ丘市"]["words"].endswith("、参考）")
    assert "○ 参考など" in "".join(texts(picture))


def test_the_prefectures_line_is_in_every_panel_of_rates_and_in_none_of_counts() -> None:
    whole = panel(*course(EAST, 8, 9, 12), *course(REGIONS.prefecture, 20, 21, 22))
    rates, counts = drawn(whole, Basis.AGED_75), drawn(whole)
    assert all(runs(inside(rates, "line", name), dashed=True) == [3] for name in grounds(rates))
    assert "点線 架空県" in "".join(texts(rates))
    assert not any(row["dash"] for row in rows(counts, "line"))


def test_rates_name_their_residents() -> None:
    picture = drawn(basis=Basis.AGED_75)
    assert picture.title == "市町村別の架空の医療機関の推移（か所、75歳以上1,000人当たり）"
    assert "東ヶ丘市 6.00" in texts(picture)
    assert "人口：住民基本台帳 令和7年1月1日（架空の人口）" in "".join(texts(picture))


def test_many_regions_go_into_nine_columns_and_few_into_five_within_the_width(real_board: Board) -> None:
    found = real_board.panel(real_board.catalogue.indicator("visiting_care_clinics"))
    own = real_board.regions.prefecture
    days = [*found.days(own), *found.days()][:2]
    for region_set in real_board.regions.sets:
        compared = [compare(real_board.territory, found, region_set, day, Basis.AGED_75) for day in sorted(set(days))]
        boxes = grounds(multiples_picture(compared))
        assert list(boxes) == [region.name for region in region_set.regions]
        assert len({box["x"] for box in boxes.values()}) == (5 if len(boxes) <= 12 else 9)
        assert max(box["x2"] for box in boxes.values()) <= MANY_GRIDS[Surface.PAPER].width + 1e-6


def test_the_words_count_who_rose_and_fell() -> None:
    alt = drawn().alt
    assert "3地域のうち、増えたのは1、減ったのは1、比べる値がないのは1。" in alt
    assert "最も大きいのは東ヶ丘市12か所、最も小さいのは西の浜市3か所" in alt


def test_the_table_has_a_row_for_each_region_and_date_and_no_number_where_there_is_none() -> None:
    table = drawn(basis=Basis.AGED_75).table
    found = [dict(zip(table.headings, row, strict=True)) for row in table.rows]
    assert len(found) == 3 * 3 + 3
    gap = next(row for row in found if row["地域"] == "西の浜市" and row["時点"] == DAYS[1])
    assert (gap["値（か所）"], gap["75歳以上1,000人当たり"], gap["区分"]) == (None, None, "未登録")
    full = next(row for row in found if row["地域"] == "東ヶ丘市" and row["時点"] == DAYS[2])
    assert (full["値（か所）"], full["75歳以上1,000人当たり"], full["区分"]) == (12, 6.0, "確定")
    assert (full["75歳以上人口"], full["人口の時点"], full["出典"]) == (2_000, date(2025, 1, 1), "架空の東ヶ丘市")


def test_a_share_of_the_prefecture_may_be_compared_as_it_is() -> None:
    share = panel(*course(EAST, 8, 9, 12), *course(REGIONS.prefecture, 20, 21, 22), of=indicator("%", 1))
    picture = drawn(share)
    assert "縦軸は0～22.0％" in "".join(texts(picture))
    assert runs(inside(picture, "line", "北里村"), dashed=True) == [3]
