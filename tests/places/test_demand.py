"""The demand of an area comes by fiscal year, each figure with its source."""

from pathlib import Path

import pytest

from dashboard.errors import RegionError
from dashboard.places.demand import Demand, load_demand
from places.making import DATA, area_names, written

DEMAND = load_demand(DATA / "demand.csv", area_names())
HEADER = "area_code,name,year,year_label,receipts_per_month,source"
FIRST = "9901,往診の需要,2024,2024年度,12.5,推計表"


def made(tmp_path: Path, *lines: str) -> dict[str, tuple[Demand, ...]]:
    return dict(load_demand(written(tmp_path, "demand.csv", HEADER, *lines), ["9901", "9902"]))


def test_each_of_the_ten_areas_has_all_six_years_with_their_source() -> None:
    assert list(DEMAND) == [str(code) for code in range(1101, 1111)]
    for years in DEMAND.values():
        assert [one.year for one in years] == [2024, 2030, 2035, 2040, 2045, 2050]
        assert all(one.label.startswith(f"{one.year}年度") and one.source for one in years)


def test_the_first_year_is_a_twelfth_of_the_claims_that_were_made_in_it() -> None:
    claims = [12 * years[0].receipts_per_month for years in DEMAND.values()]
    assert claims == pytest.approx([round(one) for one in claims], abs=1e-6)
    assert round(sum(claims)) == 936_253


def test_years_come_in_order_whatever_the_order_of_the_rows(tmp_path: Path) -> None:
    later = FIRST.replace("2024", "2030")
    first = Demand("往診の需要", 2024, "2024年度", 12.5, "推計表")
    assert made(tmp_path, later, FIRST) == {"9901": (first, Demand("往診の需要", 2030, "2030年度", 12.5, "推計表"))}


def test_an_area_without_a_row_has_no_entry(tmp_path: Path) -> None:
    assert list(made(tmp_path, FIRST)) == ["9901"]


def test_without_a_file_there_is_no_demand(tmp_path: Path) -> None:
    assert load_demand(tmp_path / "demand.csv", area_names()) == {}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            FIRST.replace("9901", "9909"),
            "area_code「9909」の区域はありません。コードを直すか、この行を消してください。",
        ),
        (
            FIRST.replace("2024,", "R6,"),
            "year「R6」を1989から2060までの年度として読めません。2024 のように書いてください。",
        ),
        (FIRST.replace("2024,", "20240,"), "year「20240」を"),
        (FIRST.replace("2024,", "2204,"), "year「2204」を"),
        (
            FIRST.replace("12.5", "-12.5"),
            "receipts_per_month「-12.5」は0以上の数ではありません。1か月の件数を 7260.7 のように書いてください。",
        ),
        (FIRST.replace("12.5", "nan"), "receipts_per_month「nan」は"),
        (FIRST.replace("12.5", ""), "receipts_per_month「」は"),
        (FIRST.replace("推計表", ""), "source が空です。資料のとおりに書いてください。"),
        (FIRST.replace("2024年度", ""), "year_label が空です。"),
        (FIRST, "area_code「9901」の2024年度が2回あります。どちらかの行を消してください。"),
    ],
)
def test_a_wrong_row_is_told_with_its_line(tmp_path: Path, line: str, sentence: str) -> None:
    with pytest.raises(RegionError) as caught:
        made(tmp_path, FIRST, line)
    assert str(caught.value).startswith(f"demand.csv 3行目: {sentence}")


def test_a_file_that_cannot_be_read_is_an_error_and_not_an_absent_one(tmp_path: Path) -> None:
    (tmp_path / "demand.csv").mkdir()
    with pytest.raises(RegionError, match=r"^demand\.csv: 地域のファイルを開けません。"):
        load_demand(tmp_path / "demand.csv", area_names())
