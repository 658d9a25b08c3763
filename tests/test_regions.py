"""Regions are found by whatever code or name an upload gives, or the reader is told the nearest."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import RegionError
from dashboard.regions import Level, Region, Regions, check_digit, load_regions

ROOT = Path(__file__).parents[1]
REGIONS = load_regions(ROOT / "data" / "regions.csv", "11000", "埼玉県")
OTHER = load_regions(ROOT / "tests" / "data" / "other_plan" / "regions.csv", "99000", "架空県")
HEADER = "code5,code6,name,kana,county,area_code,area_name\n"
FIRST = "99201,992011,東ヶ丘市,ひがしがおかし,,9901,東\n"


def test_the_prefecture_has_63_municipalities_in_ten_areas() -> None:
    assert (len(REGIONS.municipalities), len(REGIONS.areas)) == (63, 10)
    assert {region.parent for region in REGIONS.municipalities} == {area.code for area in REGIONS.areas}
    assert {area.parent for area in REGIONS.areas} == {REGIONS.prefecture.code}


def test_areas_come_in_the_order_of_their_codes() -> None:
    assert [area.name for area in REGIONS.areas][:4] == ["南部", "南西部", "東部", "さいたま"]


def test_higashichichibu_belongs_to_its_medical_area() -> None:
    assert REGIONS.get(REGIONS.find("東秩父村").parent or "").name == "川越比企"


@pytest.mark.parametrize(("code5", "digit"), [("11000", "1"), ("11203", "8"), ("01100", "2"), ("13101", "6")])
def test_check_digits_are_those_of_the_official_codes(code5: str, digit: str) -> None:
    assert check_digit(code5) == digit


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
    path = tmp_path / "regions.csv"
    path.write_text(HEADER + "01100,011002,札幌市,さっぽろし,,0104,札幌\n", encoding="utf-8")
    regions = load_regions(path, "01000", "北海道")
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
            "地域名「秩父」は「秩父区域」「秩父市」のどれとも読めます。そのどれかか、地域コードで書いてください。",
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


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "regions.csv 1行目: 列「code5」「code6」「name」「kana」「area_code」「area_name」がありません。"),
        ("code5,code6,name,kana,area_code\n", "regions.csv 1行目: 列「area_name」がありません。"),
        (HEADER, "regions.csv: 市町村が1つもありません。"),
        (HEADER + FIRST.replace("99201", "9920"), "regions.csv 2行目: code5「9920」は「99」で始まる"),
        (HEADER + FIRST.replace("99201", "99000"), "regions.csv 2行目: code5「99000」は「99」で始まる"),
        (HEADER + FIRST.replace("99201", "11201"), "regions.csv 2行目: code5「11201」は「99」で始まる"),
        (
            HEADER + FIRST.replace("992011", "992012"),
            "regions.csv 2行目: code6「992012」の検査数字が合いません。「992011」では",
        ),
        (HEADER + FIRST + FIRST, "regions.csv 3行目: code5「99201」が2回使われています。"),
        (HEADER + FIRST.replace("東ヶ丘市", " "), "regions.csv 2行目: name か area_name が空です。"),
        (HEADER + FIRST.replace("9901", "99"), "regions.csv 2行目: area_code「99」は4桁の数字ではありません。"),
        (
            HEADER + FIRST + "99202,992020,中之島市,なかのしまし,,9901,西\n",
            "regions.csv 3行目: area_code「9901」に「東」と「西」の2つの名前があります。",
        ),
        (HEADER + "99201\n", "regions.csv 2行目: name か area_name が空です。"),
    ],
)
def test_a_bad_file_is_told_with_its_line(tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "regions.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RegionError) as caught:
        load_regions(path, "99000", "架空県")
    assert str(caught.value).startswith(sentence)


def test_a_missing_file_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(RegionError, match=r"^regions\.csv: 地域のファイルを開けません。"):
        load_regions(tmp_path / "regions.csv", "99000", "架空県")


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "regions.csv"
    path.write_bytes((HEADER + FIRST).encode("cp932"))
    with pytest.raises(RegionError, match="文字コードがUTF-8ではありません。"):
        load_regions(path, "99000", "架空県")
