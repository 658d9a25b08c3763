"""供給と需要 of a region: a rising count with a falling count per head must be seen and said, and nothing made up."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from charts.drawing import layers, texts
from comparing.making import COAST, EAST, PREFECTURE, REGIONS, TERRITORY, indicator, observed, panel, population
from dashboard.board import Board
from dashboard.catalogue import Indicator
from dashboard.charts.picture import Picture, Surface
from dashboard.charts.render import pixel_size, screen_svg
from dashboard.charts.supply import outlook_picture
from dashboard.comparing import Outlook, Panel, outlook
from dashboard.observation import Observation, Status
from dashboard.places import Region
from dashboard.places.demand import Demand
from dashboard.places.residents import PopulationFigures, PopulationKind
from dashboard.text import width_in_ems

UPDATED = date(2026, 4, 1)
CENSUS, REGISTER, PROJECTION = PopulationKind.CENSUS, PopulationKind.REGISTER, PopulationKind.PROJECTION
AGED_75 = (
    (date(2020, 10, 1), CENSUS, 1_000),
    (date(2025, 1, 1), REGISTER, 2_000),
    (date(2025, 10, 1), PROJECTION, 2_100),
    (date(2040, 10, 1), PROJECTION, 4_000),
    (date(2050, 10, 1), PROJECTION, 3_000),
)
SHARE = indicator("%", 1)


def figures(day: date, kind: PopulationKind, aged_75: int) -> PopulationFigures:
    return PopulationFigures(day, kind, 10_000, 5_000, aged_75, (f"架空の{kind.label}「人口」表3",))


GROWING = replace(
    TERRITORY,
    population=population(*(("99201", figures(*one)) for one in AGED_75)),
    demand={
        "9901": (
            Demand("往診の需要推計", 2024, "2024年度", 1_017.4, "架空の需要推計"),
            Demand("往診の需要推計", 2050, "2050年度（現状投影）", 2_345.6, "架空の需要推計"),
        )
    },
)  # fmt: skip


def value(number: float | None, year: int, status: Status = Status.OFFICIAL, region: Region = EAST) -> Observation:
    return observed(region, number, date(year, 3, 31), status)


def of(*observations: Observation, region: Region = EAST, about: Indicator | None = None) -> Outlook:
    return outlook(GROWING, panel(*observations, of=about), region)


def drawn(board: Board, found: Outlook, about: Indicator | None = None) -> Picture:
    return outlook_picture(board.catalogue, about or indicator(), found, UPDATED)


def rows(picture: Picture, mark: str) -> list[dict[str, Any]]:
    return [row for layer in layers(picture) if layer.mark["type"] == mark for row in layer.rows if "x" in row]


def points(picture: Picture, name: str) -> list[dict[str, Any]]:
    """The points of one line, by what its words begin with."""
    return [row for row in rows(picture, "point") if row["words"].startswith(f"{name}：")]


def joined(picture: Picture) -> list[list[dict[str, Any]]]:
    """The points of each line that is drawn."""
    runs: dict[str, list[dict[str, Any]]] = {}
    for row in rows(picture, "line"):
        runs.setdefault(row["run"], []).append(row)
    return list(runs.values())


def headline(picture: Picture) -> str:
    """The first line under the title."""
    return str(picture.spec()["title"]["subtitle"][0])


def footer(picture: Picture) -> str:
    assert picture.footer is not None
    return "\n".join(picture.footer)


def test_a_region_and_what_is_drawn_of_it_are_named_with_caution_sources_and_dates(other_board: Board) -> None:
    picture = drawn(other_board, of(value(20, 2023), value(24, 2025)))
    everything = "".join(texts(picture))
    assert picture.title == "東ヶ丘市：架空の医療機関と75歳以上人口・需要"
    for words in (
        picture.title, "予測を含み", "架空の東ヶ丘市", "架空の住民基本台帳「人口」", "令和8年4月1日",
        "縦軸は0から始まりません", "時点：令和5年3月31日～令和7年3月31日",
    ):  # fmt: skip
        assert words in everything, words


def test_each_line_is_an_index_of_the_figure_nearest_to_the_latest_value_and_says_which(other_board: Board) -> None:
    picture = drawn(other_board, of(value(20, 2023), value(24, 2025)))
    assert [row["words"] for row in points(picture, "架空の医療機関")] == [
        "架空の医療機関：20か所（2023年3月）、指数83", "架空の医療機関：24か所（2025年3月）、指数100"
    ]  # fmt: skip
    assert [row["words"].split("、")[-1] for row in points(picture, "75歳以上人口")] == [
        "指数48", "指数100", "指数190", "指数143"
    ]  # fmt: skip
    assert "100＝75歳以上人口 2,100人（令和7年10月1日、推計）、架空の医療機関 24か所（令和7年3月31日）" in footer(
        picture
    )


def test_lines_are_named_at_their_ends_with_their_last_figures(other_board: Board) -> None:
    said = texts(drawn(other_board, of(value(20, 2023), value(24, 2025))))
    for words in ("75歳以上人口", "2050年 3,000人（143）", "架空の医療機関", "24か所のままなら（100）"):
        assert words in said
    years = {text for text in said if re.fullmatch("20[0-9]{2}", text)}
    assert years == {"2020", "2030", "2040", "2050"}


def test_counted_residents_stand_in_words_and_nothing_joins_them_to_projections(other_board: Board) -> None:
    picture = drawn(other_board, of(value(24, 2025)))
    assert "実際の75歳以上人口は2,000人（住民基本台帳 令和7年1月1日）で、推計とは数え方が違う" in footer(picture)
    assert not [row for row in rows(picture, "point") if "2,000人" in row["words"]]
    census, *_ = points(picture, "75歳以上人口")
    assert census["words"].startswith("75歳以上人口：1,000人（2020年10月")


def test_a_rising_count_that_falls_behind_the_residents_is_said_in_picture_and_words(other_board: Board) -> None:
    picture = drawn(other_board, of(value(20, 2021), value(24, 2025)))
    assert headline(picture).startswith("数は増えたが、75歳以上1,000人当たりでは減った（令和3年3月31日から")
    assert "数は20か所から24か所に増えたが、75歳以上1,000人当たりでは20.00から12.00に減った" in picture.alt
    heights = [row["y"] for row in points(picture, "架空の医療機関")]
    assert heights[-1] < heights[0]


def test_a_count_and_a_rate_that_go_together_have_no_headline(other_board: Board) -> None:
    picture = drawn(other_board, of(value(20, 2024), value(24, 2025)))
    assert "数は20か所から24か所に増えた。75歳以上1,000人当たりでも10.00から12.00に増えた" in picture.alt
    assert headline(picture).startswith("下に示す値を100とした指数")


def test_the_residents_of_the_years_that_plans_speak_of_are_in_the_words(other_board: Board) -> None:
    assert "2025年2,100人、2040年4,000人、2050年3,000人" in drawn(other_board, of()).alt


def test_the_line_of_100_is_drawn_and_heights_are_in_proportion(other_board: Board) -> None:
    picture = drawn(other_board, of(value(100, 2020), value(110, 2025)))
    (hundred,) = [row for row in rows(picture, "rule") if row["width"] == 1.4]
    first, latest = points(picture, "架空の医療機関")
    people = points(picture, "75歳以上人口")
    assert hundred["y"] == pytest.approx(latest["y"]) == pytest.approx(people[1]["y"])
    of_one = (people[1]["y"] - people[2]["y"]) / (100 * 4_000 / 2_100 - 100)
    assert (first["y"] - latest["y"]) / of_one == pytest.approx(100 - 100 * 100 / 110)


def test_reference_values_are_hollow_named_and_never_joined_to_official_ones(other_board: Board) -> None:
    found = (value(20, 2023), value(21, 2024), value(30, 2025, Status.REFERENCE), value(31, 2026, Status.REFERENCE))
    picture = drawn(other_board, of(*found))
    hollow = {row["words"]: row["fill"] == "#FFFFFF" for row in points(picture, "架空の医療機関")}
    assert [("参考" in words) == empty for words, empty in hollow.items()] == [True] * 4
    assert sorted(len(run) for run in joined(picture) if not run[0]["dash"]) == [2, 2]
    assert "21か所に増えた" in picture.alt
    assert "架空の医療機関 21か所（令和6年3月31日）" in footer(picture)
    assert "時点：令和5年3月31日～令和6年3月31日、参考など 令和7年3月31日～令和8年3月31日" in "".join(texts(picture))


def test_a_newer_reference_value_does_not_lend_its_source_to_the_official_ones(other_board: Board) -> None:
    newer = replace(value(30, 2026, Status.REFERENCE), source="架空の名簿")
    assert "値の出典：架空の東ヶ丘市（ほか1件はデータ表）" in "".join(
        texts(drawn(other_board, of(value(20, 2025), newer)))
    )


def test_projections_are_dashed_and_hollow(other_board: Board) -> None:
    picture = drawn(other_board, of(value(20, 2025)))
    assert all(row["fill"] == "#FFFFFF" for row in points(picture, "75歳以上人口"))
    assert all(row["dash"] for run in joined(picture) for row in run)


@pytest.mark.parametrize("status", [None, Status.PENDING, Status.SUPPRESSED])
def test_no_value_is_said_and_never_drawn_as_zero(other_board: Board, status: Status | None) -> None:
    picture = drawn(other_board, of(*([value(None, 2025, status)] if status else [])))
    assert "架空の医療機関の値は未登録" in footer(picture)
    assert not points(picture, "架空の医療機関")
    assert "値は未登録" in picture.alt
    assert {row[0] for row in picture.table.rows} == {"75歳以上人口"}


def test_a_value_of_zero_is_a_value_and_no_index(other_board: Board) -> None:
    picture = drawn(other_board, of(value(0, 2025)))
    assert not points(picture, "架空の医療機関")
    assert "架空の医療機関は0か所なので、指数にしません" in footer(picture)
    assert "架空の医療機関は0か所（令和7年3月31日）" in footer(picture)


def test_a_share_is_not_laid_over_people_and_demand(other_board: Board) -> None:
    picture = drawn(other_board, of(value(40.5, 2024), value(41.0, 2025), about=SHARE), SHARE)
    assert "割合なので、人口や需要と同じ目盛りに重ねません" in footer(picture)
    assert not points(picture, "架空の医療機関")
    assert "値は40.5％から41.0％に増えた。" in picture.alt


def test_residents_that_nobody_knows_are_said(other_board: Board) -> None:
    picture = drawn(other_board, of(value(20, 2025, region=PREFECTURE), region=PREFECTURE))
    assert "75歳以上の推計人口は登録されていません" in footer(picture)
    assert "20か所のままなら（100）" in texts(picture)


def test_without_any_line_the_reasons_stand_in_the_picture(other_board: Board) -> None:
    said = texts(drawn(other_board, of(region=PREFECTURE)))
    assert any("値は未登録" in text for text in said)


def test_demand_is_drawn_for_an_area_in_the_words_of_its_source_and_said_to_be_missing_for_a_city(
    other_board: Board,
) -> None:
    area = drawn(other_board, of(region=COAST))
    assert "2050年 2,346件／月（231）" in texts(area)
    assert points(area, "往診の需要推計")[0]["words"] == ("往診の需要推計：1,017件／月（2024年度）、指数100")
    assert "2050年度（現状投影）2,346件／月" in area.alt
    assert "需要：架空の需要推計" in "".join(texts(area))
    city = drawn(other_board, of())
    assert "市町村別の需要推計は公表されていません（圏域の値だけ）" in footer(city)
    assert not points(city, "往診の需要推計")


def test_the_table_has_every_figure_with_date_standing_and_source(other_board: Board) -> None:
    table = drawn(other_board, of(value(20, 2025, Status.REFERENCE))).table
    by_word = {(row[0], row[5]): dict(zip(table.headings, row, strict=True)) for row in table.rows}
    own = by_word["架空の医療機関", "参考"]
    assert (own["値"], own["単位"], own["日付"], own["出典"]) == (20, "か所", date(2025, 3, 31), "架空の東ヶ丘市")
    rate = by_word["75歳以上1,000人当たり", "参考から計算"]
    assert (rate["値"], rate["75歳以上人口"], rate["人口の時点"]) == (10.0, 2_000, date(2025, 1, 1))
    unchanged = by_word["75歳以上1,000人当たり", "数が変わらなければ"]
    assert (unchanged["値"], unchanged["日付"]) == (6.67, date(2050, 10, 1))
    assert by_word["75歳以上人口", "推計"]["値"] == 3_000
    assert all(row[-1] for row in table.rows)


def test_sums_of_municipalities_are_called_so(other_board: Board) -> None:
    found = outlook(TERRITORY, panel(*(observed(one, 3) for one in REGIONS.municipalities)), COAST)
    picture = drawn(other_board, found)
    assert "市町村の合計" in "".join(texts(picture))
    assert picture.table.rows[0][5] == "参考（市町村の合計）"


@pytest.mark.parametrize("surface", [Surface.WIDE, Surface.NARROW])
def test_no_words_touch_in_any_region_of_the_plan(real_board: Board, surface: Surface) -> None:
    found = real_board.panel(real_board.catalogue.indicator("visiting_care_clinics"))
    places = real_board.regions
    for region in (places.prefecture, *places.areas, *places.municipalities[::8]):
        picture = outlook_picture(real_board.catalogue, found.indicator, outlook(real_board.territory, found, region))
        spec = picture.spec(surface)
        words = [
            row
            for layer in spec["layer"]
            if layer["mark"]["type"] == "text"
            for row in spec["datasets"][layer["data"]["name"]]
            if "text" in row
        ]
        assert not touching([dict(pair) for pair in {tuple(sorted(row.items())) for row in words}]), region.name


def test_few_letters_keep_the_picture_quick_and_they_are_large_enough(real_board: Board) -> None:
    found: Panel = real_board.panel(real_board.catalogue.indicator("visiting_care_clinics"))
    region = real_board.regions.find("秩父市")
    picture = outlook_picture(real_board.catalogue, found.indicator, outlook(real_board.territory, found, region))
    for surface, smallest, room in ((Surface.WIDE, 14, 740), (Surface.NARROW, 13, 358)):
        assert len(texts(picture, surface)) <= 40
        width, _ = pixel_size(screen_svg(picture, surface))
        assert smallest * room / width >= 12


def touching(words: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    """Pairs of texts whose boxes meet."""
    boxes = [(row["text"], *_box(row)) for row in words]
    return [
        (a[0], b[0])
        for at, a in enumerate(boxes)
        for b in boxes[:at]
        if a[1] < b[2] and b[1] < a[2] and a[3] < b[4] and b[3] < a[4]
    ]


def _box(row: dict[str, Any]) -> tuple[float, float, float, float]:
    width, half = width_in_ems(row["text"]) * row["size"], row["size"] / 2
    left = row["x"] - {"left": 0.0, "center": width / 2, "right": width}[row["align"]]
    return left, left + width, row["y"] - half, row["y"] + half
