"""Any number of sets of areas, of equal standing: they may overlap, share names, and leave municipalities out."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import RegionError
from dashboard.places import Level, Region, Regions, RegionSet, load_regions
from dashboard.settings import ROOT
from intake.making import wide
from places.sets import OTHER_PLAN, two_sets

REAL = load_regions(ROOT / "data", "11000", "埼玉県")
OTHER = load_regions(OTHER_PLAN, "99000", "架空県")


@pytest.fixture
def both(tmp_path: Path) -> Regions:
    return two_sets(tmp_path)


def codes(regions: tuple[Region, ...]) -> list[str]:
    return [region.code for region in regions]


# the real ones


def test_the_prefecture_has_one_set_of_ten_areas_and_its_63_municipalities() -> None:
    assert [(one.id, one.name, one.level, len(one.regions)) for one in REAL.sets] == [
        ("secondary_medical_area", "二次保健医療圏", Level.AREA, 10),
        ("municipality", "市町村", Level.MUNICIPALITY, 63),
    ]


def test_every_municipality_lies_in_one_of_the_ten_areas() -> None:
    (own,) = REAL.area_sets
    assert REAL.outside(own) == ()
    assert sum(len(REAL.members(area)) for area in own.regions) == 63


def test_higashichichibu_belongs_to_the_medical_area_of_kawagoe() -> None:
    area = REAL.area_of(REAL.find("東秩父村"), REAL.area_sets[0])
    assert area
    assert area.name == "川越比企"


def test_the_file_of_areas_is_in_the_order_of_its_codes() -> None:
    with (ROOT / "data/areas.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["area_code"], row["code5"]) for row in csv.DictReader(file)]
    assert rows == sorted(rows)


def test_saitama_city_is_one_municipality_and_its_wards_are_none() -> None:
    assert REAL.get("11100").name == "さいたま市"
    for ward in range(11101, 11111):
        with pytest.raises(RegionError, match=f"地域コード「{ward}」はありません。"):
            REAL.get(str(ward))


# two sets


def test_the_sets_come_in_the_order_of_the_file_and_the_municipalities_last(both: Regions) -> None:
    assert [(one.id, one.name) for one in both.sets] == [
        ("medical_area", "医療圏"),
        ("health_centre", "保健所圏域"),
        ("municipality", "市町村"),
    ]
    assert codes(both.areas) == ["9901", "9902", "hc-1", "hc-2"]
    assert codes(tuple(both)) == ["99000", *codes(both.areas), *codes(both.municipalities)]


def test_a_municipality_lies_in_an_area_of_each_set(both: Regions) -> None:
    medical, health, own = both.sets
    city = both.get("99203")
    assert [getattr(both.area_of(city, one), "code", None) for one in (medical, health, own)] == ["9902", "hc-1", None]


def test_members_are_the_municipalities_in_the_order_of_their_file(both: Regions) -> None:
    assert codes(both.members(both.get("hc-2"))) == ["99202", "99301", "99321"]
    assert both.members(both.prefecture) == both.municipalities
    assert both.members(both.get("99201")) == ()


def test_a_set_is_asked_for_by_its_id(both: Regions) -> None:
    assert both.region_set("health_centre").name == "保健所圏域"
    assert both.region_set("municipality").regions == both.municipalities
    with pytest.raises(RegionError) as caught:
        both.region_set("health_center")
    assert str(caught.value) == (
        "地域区分「health_center」はありません。「health_centre」ではありませんか。"
        "使えるのは「medical_area」「health_centre」「municipality」です。"
    )


def test_a_region_knows_its_set_and_the_prefecture_has_none(both: Regions) -> None:
    found = [both.set_of(both.get(code)) for code in ("hc-1", "9901", "99201")]
    assert [one.id for one in found if one] == ["health_centre", "medical_area", "municipality"]
    assert both.set_of(both.prefecture) is None


def test_a_set_may_leave_a_municipality_out(tmp_path: Path) -> None:
    regions = two_sets(tmp_path, without="99301")
    medical, health, own = regions.sets
    assert [codes(regions.outside(one)) for one in (medical, health, own)] == [[], ["99301"], []]
    assert regions.area_of(regions.get("99301"), health) is None


def test_without_a_file_of_areas_there_are_the_municipalities_only(tmp_path: Path) -> None:
    (tmp_path / "regions.csv").write_bytes((OTHER_PLAN / "regions.csv").read_bytes())
    regions = load_regions(tmp_path, "99000", "架空県")
    assert [one.id for one in regions.sets] == ["municipality"]
    assert regions.areas == ()


# names and codes


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("東保健所圏域", "hc-1"),
        ("東（保健所圏域）", "hc-1"),
        ("架空県東保健所圏域", "hc-1"),
        ("東医療圏", "9901"),
        ("東 （医療圏）", "9901"),
        ("北", "hc-2"),
        ("北圏域", "hc-2"),
        ("西", "9902"),
        ("西区域", "9902"),
        ("東ヶ丘市", "99201"),
        ("東ヶ丘市（市町村）", "99201"),
        ("架空県（都道府県）", "99000"),
    ],
)
def test_a_name_with_its_set_finds_exactly_one(both: Regions, name: str, code: str) -> None:
    assert both.find(name).code == code


@pytest.mark.parametrize("name", ["東", "東圏域", "東区域", "架空県東"])
def test_a_name_that_two_sets_share_is_refused_with_names_that_tell_them_apart(both: Regions, name: str) -> None:
    with pytest.raises(RegionError) as caught:
        both.find(name)
    assert f"地域名「{name}」は「東（医療圏）」「東（保健所圏域）」のどれとも読めます。" in str(caught.value)
    assert [region.code for region in both.named(name)] == ["9901", "hc-1"]


def test_an_ending_of_the_sets_name_tells_which_set_is_meant(tmp_path: Path) -> None:
    lines = ("a,二次保健医療圏,a1,秩父,99201", "b,保健所圏域,b1,秩父,99201", "c,郡市医師会,c1,秩父市,99201")
    regions = _regions(tmp_path, *lines)
    assert [regions.find(f"秩父{word}").code for word in ("医療圏", "保健医療圏", "保健所圏域", "市医師会")] == [
        "a1",
        "a1",
        "b1",
        "c1",
    ]
    assert len(regions.named("秩父圏域")) == 2


def test_an_area_called_like_a_municipality_is_told_apart_from_it(tmp_path: Path) -> None:
    regions = _regions(tmp_path, "association,郡市医師会,ma-1,東ヶ丘市,99201")
    with pytest.raises(RegionError, match="「東ヶ丘市（郡市医師会）」「東ヶ丘市（市町村）」のどれとも"):
        regions.find("東が丘市")
    assert regions.find("東ヶ丘市医師会").code == "ma-1"
    assert regions.find("東ヶ丘市（市町村）").code == "99201"


def test_the_full_name_names_the_set_only_where_it_must(both: Regions) -> None:
    assert [both.full_name(both.get(code)) for code in ("9901", "9902", "hc-1", "99201", "99000")] == [
        "東（医療圏）",
        "西",
        "東（保健所圏域）",
        "東ヶ丘市",
        "架空県",
    ]
    assert REAL.full_name(REAL.get("1110")) == "秩父（二次保健医療圏）"
    assert REAL.full_name(REAL.get("11207")) == "秩父市"


def test_what_is_the_full_name_of_one_area_may_be_the_very_name_of_another(tmp_path: Path) -> None:
    regions = _regions(tmp_path, "a,医療圏,a1,秩父,99201", "b,保健所圏域,b1,秩父医療圏,99201")
    with pytest.raises(RegionError, match="「秩父（医療圏）」「秩父医療圏（保健所圏域）」のどれとも"):
        regions.find("秩父医療圏")
    assert [regions.find(name).code for name in ("秩父（医療圏）", "秩父医療圏（保健所圏域）")] == ["a1", "b1"]


@pytest.mark.parametrize("code", ["hc-1", wide("hc-1"), " hc-1　"])
def test_an_area_is_found_by_a_code_of_letters_in_any_width(both: Regions, code: str) -> None:
    assert both.get(code).code == "hc-1"


def test_an_unknown_code_of_letters_is_answered_with_the_nearest(both: Regions) -> None:
    with pytest.raises(RegionError, match="「hc-22」はありません。「hc-2」（北）ではありませんか。"):
        both.get("hc-22")


def test_a_code_of_six_characters_is_no_code_with_a_check_digit_unless_it_is_all_digits(tmp_path: Path) -> None:
    regions = _regions(tmp_path, "a,医療圏,abc-1,秩父,99201")
    with pytest.raises(RegionError, match="「abc-12」はありません。「abc-1」"):
        regions.get("abc-12")


NAMES = st.text("東西北市町村圏域区医療ヶケ県 ", min_size=1, max_size=4).map(str.strip).filter(bool)


@given(st.lists(NAMES, min_size=1, max_size=5), st.lists(NAMES, min_size=1, max_size=3, unique=True))
def test_every_region_answers_to_its_code_its_name_and_its_full_name(names: list[str], sets: list[str]) -> None:
    areas = {
        set_name: tuple(
            Region(f"s{at}-{number}", name, "", Level.AREA) for number, name in enumerate(dict.fromkeys(names))
        )
        for at, set_name in enumerate(sets)
    }
    regions = Regions(
        OTHER.prefecture,
        tuple(RegionSet(f"set_{at}", name, Level.AREA, areas[name]) for at, name in enumerate(sets)),
        OTHER.municipalities,
        {area.code: (OTHER.get("99201"),) for of_set in areas.values() for area in of_set},
    )
    for region in regions:
        assert regions.get(region.code) == region
        assert regions.is_called(region, region.name)
        assert regions.is_called(region, regions.full_name(region))


def _regions(folder: Path, *lines: str) -> Regions:
    """The made-up municipalities with these areas only."""
    (folder / "regions.csv").write_bytes((OTHER_PLAN / "regions.csv").read_bytes())
    text = "\n".join(["set_id,set_name,area_code,area_name,code5", *lines])
    (folder / "areas.csv").write_text(text, encoding="utf-8")
    return load_regions(folder, "99000", "架空県")
