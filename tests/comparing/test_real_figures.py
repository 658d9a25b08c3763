"""The checks that a careful reader makes of the regions' real figures."""

from datetime import date

from dashboard.board import Board
from dashboard.comparing import Basis, compare

CLINICS = "visiting_care_clinics"
DAY = date(2025, 9, 1)
AREAS = {
    "南部": 85, "南西部": 65, "東部": 128, "さいたま": 243, "県央": 63, "川越比企": 115, "西部": 91, "利根": 67,
    "北部": 86, "秩父": 15,
}  # fmt: skip


def figures(board: Board, region_set: str, indicator: str = CLINICS) -> dict[str, float | None]:
    panel = board.panel(board.catalogue.indicator(indicator))
    day = panel.days(board.regions.prefecture)[0]
    comparison = compare(board.territory, panel, board.regions.region_set(region_set), day, Basis.VALUE)
    return {value.region.name: value.value for value in comparison.values}


def test_63_municipalities_add_up_to_the_958_that_is_printed(real_board: Board) -> None:
    found = figures(real_board, "municipality")
    assert (len(found), sum(value or 0 for value in found.values())) == (63, 958)


def test_the_ten_areas_add_up_as_printed(real_board: Board) -> None:
    assert figures(real_board, "secondary_medical_area") == AREAS
    assert sum(AREAS.values()) == 958


def test_the_prefectures_value_of_that_day_is_the_same_recount(real_board: Board) -> None:
    panel = real_board.panel(real_board.catalogue.indicator(CLINICS))
    own = panel.at(real_board.regions.prefecture, DAY)
    assert own is not None
    assert (own.value, own.status.label) == (958, "参考")


def test_every_supplementary_indicator_has_a_value_of_every_municipality(real_board: Board) -> None:
    for indicator in real_board.catalogue.others:
        assert None not in figures(real_board, "municipality", indicator.id).values(), indicator.id


def test_higashichichibu_counts_towards_its_medical_area(real_board: Board) -> None:
    regions = real_board.regions
    area = regions.area_of(regions.find("東秩父村"), regions.region_set("secondary_medical_area"))
    assert area is not None
    assert area.name == "川越比企"


def test_saitama_city_is_one_municipality_whose_wards_carry_no_values(real_board: Board) -> None:
    wards = {str(code) for code in range(11101, 11111)}
    for indicator in real_board.catalogue.indicators:
        assert not wards & real_board.panel(indicator).series.keys()
    assert figures(real_board, "municipality")["さいたま市"] == 243
