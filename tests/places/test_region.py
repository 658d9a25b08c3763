"""Regions are found by whatever code or name an upload gives, or the reader is told the nearest."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import RegionError
from dashboard.places import Level, Region, Regions, load_regions, with_check_digit

ROOT = Path(__file__).parents[2]
REGIONS = load_regions(ROOT / "data", "11000", "埼玉県")
OTHER = load_regions(ROOT / "tests" / "data" / "other_plan", "99000", "架空県")


def test_areas_come_in_the_order_of_their_codes() -> None:
    assert [area.name for area in REGIONS.areas][:4] == ["南部", "南西部", "東部", "さいたま"]


@pytest.mark.parametrize(("code5", "digit"), [("11000", "1"), ("11203", "8"), ("01100", "2"), ("13101", "6")])
def test_check_digits_are_those_of_the_official_codes(code5: str, digit: str) -> None:
    assert with_check_digit(code5) == f"{code5}{digit}"


def test_every_six_digit_code_of_the_file_agrees_with_its_check_digit() -> None:
    with (ROOT / "data" / "regions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert REGIONS.get(row["code6"]).name == row["name"]


@pytest.mark.parametrize("code", ["11203", "112038", "１１２０３", " 11203 ", "112038　"])
def test_a_municipality_is_found_by_its_code_in_any_width(code: str) -> None:
    assert REGIONS.get(code).name == "川口市"


@pytest.mark.parametrize(
    ("code", "level"), [("11000", Level.PREFECTURE), ("110001", Level.PREFECTURE), ("1104", Level.AREA)]
)
def test_prefecture_and_areas_have_codes_too(code: str, level: Level) -> None:
    assert REGIONS.get(code).level is level


def test_a_leading_zero_that_a_spreadsheet_ate_is_put_back(tmp_path: Path) -> None:
    (tmp_path / "regions.csv").write_text("code5,code6,name,kana\n01100,011002,札幌市,さっぽろし\n", "utf-8")
    areas = "set_id,set_name,area_code,area_name,code5\nmedical_area,医療圏,0104,札幌,01100\n"
    (tmp_path / "areas.csv").write_text(areas, "utf-8")
    regions = load_regions(tmp_path, "01000", "北海道")
    for code in ("01100", "1100", "011002", "11002"):
        assert regions.get(code).name == "札幌市"
    assert regions.get("104").level is Level.AREA


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("112039", "地域コード「112039」の検査数字が合いません。川口市は「112038」です。"),
        ("abc", "地域コード「abc」はありません。埼玉県の地域コードは「11000」のような5桁です。"),
        ("", "地域コード「」はありません。埼玉県の地域コードは「11000」のような5桁です。"),
    ],
)
def test_a_wrong_code_is_answered_with_the_right_or_the_nearest(code: str, sentence: str) -> None:
    with pytest.raises(RegionError) as caught:
        REGIONS.get(code)
    assert str(caught.value) == sentence


def test_a_footnote_mark_never_becomes_part_of_a_code() -> None:
    with pytest.raises(RegionError):
        OTHER.get("9920①")


def test_an_unknown_code_is_answered_with_a_code_that_exists() -> None:
    with pytest.raises(RegionError) as caught:
        OTHER.get("9920")
    answer = re.fullmatch("地域コード「9920」はありません。「(.+)」（(.+)）ではありませんか。", str(caught.value))
    assert answer
    assert OTHER.get(answer[1]).name == answer[2]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("川口市", "11203"),
        ("川口", "11203"),
        ("埼玉県川口市", "11203"),
        ("埼玉県 川口市", "11203"),
        ("鶴ヶ島市", "11241"),
        ("鶴ケ島市", "11241"),
        ("鶴が島", "11241"),
        ("ときがわ町", "11349"),
        ("三芳町", "11324"),
        ("入間郡三芳町", "11324"),
        ("埼玉県入間郡　三芳町", "11324"),
        ("秩父市", "11207"),
        ("秩父区域", "1110"),
        ("秩父保健医療圏", "1110"),
        ("秩父（二次保健医療圏）", "1110"),
        ("さいたま市", "11100"),
        ("さいたま圏域", "1104"),
        ("川越比企", "1106"),
        ("利根二次保健医療圏", "1108"),
        ("埼玉県", "11000"),
        ("埼玉", "11000"),
    ],
)
def test_a_region_is_found_by_any_spelling_of_its_name(name: str, code: str) -> None:
    assert REGIONS.find(name).code == code


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "秩父",
            "地域名「秩父」は「秩父（二次保健医療圏）」「秩父市」のどれとも読めます。そのどれかか、地域コードで書いてください。",
        ),
        ("川囗市場", "地域名「川囗市場」はありません。"),
        ("東京", "地域名「東京」はありません。埼玉県の市町村名か区域名を書いてください。"),
        ("ふじみの町", "地域名「ふじみの町」はありません。「ふじみ野市」ではありませんか。"),
        ("", "地域名「」はありません。埼玉県の市町村名か区域名を書いてください。"),
    ],
)
def test_an_unknown_or_ambiguous_name_is_never_guessed(name: str, sentence: str) -> None:
    with pytest.raises(RegionError, match="^" + re.escape(sentence)):
        REGIONS.find(name)


def test_an_area_answers_to_the_name_it_shares_with_a_city() -> None:
    area, city = REGIONS.get("1110"), REGIONS.get("11207")
    assert REGIONS.is_called(area, "秩父")
    assert REGIONS.is_called(city, "秩父")
    assert not REGIONS.is_called(area, "秩父市")
    assert not REGIONS.is_called(city, "熊谷市")


@pytest.mark.parametrize("regions", [REGIONS, OTHER])
def test_every_region_answers_to_its_own_name_and_code(regions: Regions) -> None:
    for region in regions:
        assert regions.get(region.code) == region
        assert regions.is_called(region, region.name)


def test_an_invented_prefecture_is_as_good_as_a_real_one() -> None:
    assert OTHER.find("架空県西郡北里村").code == "99321"
    assert OTHER.find("東が丘").code == "99201"


@given(st.text())
def test_any_text_is_a_region_or_a_sentence(text: str) -> None:
    for look_up in (REGIONS.get, REGIONS.find):
        try:
            assert isinstance(look_up(text), Region)
        except RegionError as error:
            assert str(error).startswith("地域")  # noqa: PT017
