"""A region's card: where it stands among its like, by shape and not by colour, and what is not known."""

from datetime import date
from typing import Any

from charts.drawing import layers, texts
from comparing.making import (
    COAST,
    DAY,
    EAST,
    HILLS,
    NORTH,
    PREFECTURE,
    REGIONS,
    TERRITORY,
    WEST,
    indicator,
    observed,
    panel,
)
from dashboard.board import Board
from dashboard.charts.card import RATES, STRIP, STRIP_END, profile_picture
from dashboard.charts.picture import Picture
from dashboard.charts.render import svg
from dashboard.comparing import Panel, Survey, Territory, survey
from dashboard.observation import Status
from dashboard.places import Region
from dashboard.places.residents import Population

COUNTS = panel(observed(EAST, 3), observed(WEST, 4), observed(NORTH, 0))
SHARES = panel(
    observed(EAST, 20, status=Status.OFFICIAL),
    observed(WEST, 40, status=Status.OFFICIAL),
    of=indicator("%", 1).model_copy(update={"short_name": "架空の割合"}),
)
NOWHERE = panel(observed(PREFECTURE, 9), of=indicator().model_copy(update={"short_name": "架空の職員"}))
NOBODY_COUNTED = Territory(REGIONS, Population({}), {})


def surveyed(*panels: Panel, region_set: str = "municipality", territory: Territory = TERRITORY) -> Survey:
    return survey(territory, panels, REGIONS.region_set(region_set))


def card(chosen: Region, *others: Region, of: Survey | None = None, region_set: str = "municipality") -> Picture:
    found = of or surveyed(COUNTS, SHARES, NOWHERE, region_set=region_set)
    return profile_picture(found, REGIONS.region_set(region_set), chosen, others, date(2026, 4, 1))


def rows(picture: Picture, mark: str) -> list[dict[str, Any]]:
    return [row for layer in layers(picture) if layer.mark["type"] == mark for row in layer.rows if "x" in row]


def line(picture: Picture, name: str) -> list[str]:
    """The words in an indicator's row."""
    found = rows(picture, "text")
    middle = next(row["y"] for row in found if row["text"] == name)
    return [row["text"] for row in found if abs(row["y"] - middle) < 30]


def shapes(picture: Picture) -> dict[str, dict[str, Any]]:
    """What is said of each shape on the strips, and the shape; later rows win."""
    return {row["words"]: row for row in rows(picture, "point") if row["words"]}


def test_a_row_has_value_date_standing_rate_residents_and_ranks() -> None:
    assert line(card(EAST), "架空の医療機関")[1:] == [
        "4.00", "3か所", "令和7年9月1日　参考", "1.50（3／75歳以上2,000人）", "2位／3（数では2位）"
    ]  # fmt: skip


def test_title_says_whose_card_it_is_among_how_many_and_in_what_and_sources_stand_under_it() -> None:
    everything = "".join(texts(card(EAST)))
    assert "東ヶ丘市の指標と、市町村3のなかの位置（75歳以上1,000人当たり）" in everything
    for words in ("出典：架空の東ヶ丘市", "人口：住民基本台帳 令和7年1月1日（架空の人口）", "令和8年4月1日"):
        assert words in everything


def test_the_chosen_region_is_full_and_the_others_are_hollow_each_in_its_own_shape() -> None:
    found = shapes(card(EAST, WEST, NORTH))
    east, west, north = (found[words] for words in ("東ヶ丘市：1.50", "西の浜市：4.00", "北里村：0.00"))
    assert (east["shape"], west["shape"], north["shape"]) == ("circle", "square", "diamond")
    assert east["size"] > west["size"]
    assert (west["fill"], north["fill"]) == ("transparent", "transparent")
    assert (north["x"], west["x"]) == (STRIP, STRIP_END)
    assert {"東ヶ丘市", "西の浜市", "北里村", "架空県", "各市町村"} <= set(texts(card(EAST, WEST, NORTH)))


def test_no_colour_is_needed_to_read_it() -> None:
    picture = svg(card(EAST, WEST))
    assert "#0017C1" not in picture
    assert "#CE0000" not in picture


def test_regions_of_equal_value_do_not_hide_each_other() -> None:
    equal = surveyed(panel(observed(EAST, 2), observed(WEST, 1), observed(NORTH, 0.25)))
    found = shapes(card(EAST, WEST, NORTH, of=equal))
    places = {(row["x"], row["y"]) for row in found.values()}
    assert len({x for x, _ in places}) == 1
    assert len(places) == 3


def test_every_region_is_a_tick_and_the_prefecture_a_taller_one() -> None:
    picture = card(EAST, of=surveyed(COUNTS))
    ticks = [row for row in rows(picture, "rule") if row["x"] == row["x2"] and row["x"] >= STRIP and row["y"] > 60]
    heights = sorted(row["y2"] - row["y"] for row in ticks)
    assert len(heights) == 4
    assert heights[2] < heights[3]


def test_an_indicator_without_regional_values_says_so_and_has_no_shapes() -> None:
    picture = card(EAST)
    assert line(picture, "架空の職員")[1:] == ["市町村別データ未登録"]
    assert "架空の職員は市町村別データ未登録" in picture.alt
    assert len(shapes(picture)) == 2


def test_a_share_stands_for_itself_with_its_unit() -> None:
    assert line(card(EAST), "架空の割合")[1:] == ["40.0％", "20.0％", "令和7年9月1日", "2位／2"]


def test_a_missing_value_is_said_with_its_reason_and_drawn_nowhere() -> None:
    picture = card(NORTH, EAST, of=surveyed(SHARES))
    assert {"値なし（令和7年9月1日）", "未登録"} < set(line(picture, "架空の割合"))
    assert list(shapes(picture)) == ["東ヶ丘市：20.0"]


def test_a_sum_says_so_and_a_missing_municipality_is_named() -> None:
    partial = surveyed(panel(observed(EAST, 3), observed(NORTH, 1)), region_set="medical_area")
    assert {"値なし（令和7年9月1日）", "西の浜市の値がない"} < set(
        line(card(COAST, of=partial, region_set="medical_area"), "架空の医療機関")
    )
    whole = card(COAST, HILLS, of=surveyed(COUNTS, region_set="medical_area"), region_set="medical_area")
    assert "令和7年9月1日　参考　市町村の合計" in line(whole, "架空の医療機関")
    assert [row[5] for row in whole.table.rows] == ["参考（市町村の合計）"] * 2
    named = card(COAST, of=partial, region_set="medical_area").table.rows[0]
    assert (named[2], named[5]) == (None, "西の浜市は未登録")


def test_without_residents_the_strip_shows_values_and_the_prefectures_mean() -> None:
    picture = card(WEST, of=surveyed(COUNTS, territory=NOBODY_COUNTED))
    assert picture.title.endswith("（値）")
    assert "4か所" in line(picture, "架空の医療機関")
    assert shapes(picture)["西の浜市：4"]["x"] == STRIP_END
    assert "架空県の線は、数で示した行では市町村の平均" in "".join(texts(picture))


def test_the_prefectures_own_card_has_its_figures_and_no_rank() -> None:
    picture = card(PREFECTURE)
    assert {"9か所", "市町村別データ未登録"} < set(line(picture, "架空の職員"))
    assert "架空県：2.15" in shapes(picture)
    assert not any("位／" in text for text in line(picture, "架空の医療機関"))


def test_the_table_has_a_row_for_each_indicator_and_region() -> None:
    table = card(EAST, WEST, NORTH).table
    found = [dict(zip(table.headings, row, strict=True)) for row in table.rows]
    assert len(found) == 3 * 3
    first = found[0]
    assert (first["値"], first["単位"], first["時点"], first["区分"]) == (3, "か所", DAY, "参考")
    assert (first["順位"], first["地域数"], first["75歳以上1,000人当たり"]) == (2, 3, 1.5)
    assert (first["75歳以上1,000人当たりの順位"], first["75歳以上人口"]) == (2, 2_000)
    assert (first["人口の時点"], first["出典"]) == (date(2025, 1, 1), "架空の東ヶ丘市")
    assert [row["値"] for row in found[6:]] == [None, None, None]
    assert {row["区分"] for row in found[6:]} == {"市町村別データ未登録"}


def test_the_real_card_keeps_its_words_in_their_columns(real_board: Board) -> None:
    panels = [real_board.panel(one) for one in real_board.catalogue.indicators]
    for region_set in real_board.regions.sets:
        chosen, *others = region_set.regions[-4:]
        found = survey(real_board.territory, panels, region_set)
        picture = profile_picture(found, region_set, chosen, others)
        assert svg(picture)
        values = [row for row in rows(picture, "text") if STRIP_END < row["x"] < RATES]
        assert all(12 >= row["size"] > 9 or row["weight"] == "bold" for row in values)
