"""The people of a region are the sum over its municipalities, or nothing; counted and projected are never mixed up."""

from datetime import date
from pathlib import Path

import pytest

from dashboard.errors import RegionError
from dashboard.places.residents import Population, PopulationFigures, PopulationKind, load_population
from places.making import DATA, cells, members, municipalities, written

CODES = municipalities()
POPULATION = load_population(DATA / "population.csv", CODES)
HEADER = "code5,date,kind,total,aged_65_and_over,aged_75_and_over,source"
FIRST = "99201,2025-01-01,juki,100,30,20,台帳"
WARDS = {str(code) for code in range(11101, 11111)}


def made(tmp_path: Path, *lines: str) -> Population:
    return load_population(written(tmp_path, "population.csv", HEADER, *lines), ["99201", "99202"])


def percent(figures: PopulationFigures | None) -> float:
    assert figures is not None
    assert figures.ageing_rate is not None
    return round(100 * figures.ageing_rate, 1)


def test_the_register_adds_up_to_the_figures_in_the_sources_file() -> None:
    figures = POPULATION.counted_near(CODES, date(2025, 1, 1))
    assert figures is not None
    assert (figures.date, figures.kind) == (date(2025, 1, 1), PopulationKind.REGISTER)
    assert (figures.total, figures.aged_65, figures.aged_75) == (7_374_294, 1_988_615, 1_149_487)


@pytest.mark.parametrize(
    ("area", "now", "then"),
    [
        ("南部", 22.4, 27.7),
        ("南西部", 24.0, 29.6),
        ("東部", 27.4, 32.7),
        ("さいたま", 23.9, 29.6),
        ("県央", 30.3, 36.5),
        ("川越比企", 31.3, 36.6),
        ("西部", 31.7, 38.0),
        ("利根", 33.3, 38.9),
        ("北部", 31.8, 38.4),
        ("秩父", 38.5, 46.7),
    ],
)
def test_the_ageing_rate_of_an_area_is_the_one_in_the_plan(area: str, now: float, then: float) -> None:
    codes = members()[area]
    assert percent(POPULATION.projected_at(codes, date(2025, 10, 1))) == now
    assert percent(POPULATION.projected_at(codes, date(2040, 10, 1))) == then


def test_the_ageing_rate_of_the_prefecture_is_the_one_in_the_plan() -> None:
    assert percent(POPULATION.projected_at(CODES, date(2025, 10, 1))) == 27.8
    assert percent(POPULATION.projected_at(CODES, date(2040, 10, 1))) == 33.3


def test_the_areas_together_are_the_prefecture() -> None:
    assert sorted(code for codes in members().values() for code in codes) == sorted(CODES)


def test_every_municipality_has_every_figure_with_its_source() -> None:
    dates = [(one.date, one.kind) for one in POPULATION.of(CODES)]
    assert len(dates) == 8
    for code in CODES:
        assert [(one.date, one.kind) for one in POPULATION.of([code])] == dates
        assert all(one.sources for one in POPULATION.of([code]))


def test_projections_go_from_the_census_of_2020_in_steps_of_five_years_to_2050() -> None:
    figures = POPULATION.projected(CODES)
    assert [one.date for one in figures] == [date(year, 10, 1) for year in range(2020, 2051, 5)]
    assert [one.kind for one in figures] == [PopulationKind.CENSUS] + [PopulationKind.PROJECTION] * 6


def test_a_sum_keeps_a_source_that_its_parts_share_once() -> None:
    ((one,),) = {figures.sources for figures in POPULATION.projected(CODES)}
    assert one in cells("population.csv", "source")


@pytest.mark.parametrize("file", ["population.csv", "tiles.csv", "regions.csv", "areas.csv"])
def test_no_ward_of_a_city_stands_in_a_file_of_municipalities(file: str) -> None:
    assert not WARDS & set(cells(file, "code5"))


def test_no_ward_of_a_city_stands_among_the_areas_with_a_demand() -> None:
    assert not WARDS & set(cells("demand.csv", "area_code"))


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2016, 3, 31), date(2020, 10, 1)),
        (date(2022, 11, 16), date(2020, 10, 1)),
        (date(2022, 11, 17), date(2025, 1, 1)),
        (date(2025, 10, 1), date(2025, 1, 1)),
        (date(2050, 10, 1), date(2025, 1, 1)),
    ],
)
def test_a_value_is_set_beside_the_nearest_count_even_where_a_projection_is_nearer(day: date, found: date) -> None:
    figures = POPULATION.counted_near(CODES, day)
    assert figures is not None
    assert figures.kind.counted
    assert figures.date == found


def test_of_two_counts_equally_near_the_earlier_is_taken(tmp_path: Path) -> None:
    population = made(tmp_path, FIRST, FIRST.replace("2025-01-01", "2025-01-03"))
    found = population.counted_near(["99201"], date(2025, 1, 2))
    assert found is not None
    assert found.date == date(2025, 1, 1)


def test_where_there_are_only_projections_nothing_was_counted(tmp_path: Path) -> None:
    population = made(tmp_path, FIRST.replace("juki", "projection"))
    assert population.counted_near(["99201"], date(2025, 1, 1)) is None
    assert len(population.projected(["99201"])) == 1


def test_no_sum_is_given_where_a_municipality_lacks_the_figure(tmp_path: Path) -> None:
    population = made(tmp_path, FIRST, FIRST.replace("2025", "2020"), FIRST.replace("99201", "99202"))
    assert [one.date.year for one in population.of(["99201"])] == [2020, 2025]
    assert [one.date.year for one in population.of(["99201", "99202"])] == [2025]
    assert population.of(["99201", "99999"]) == ()


def test_different_sources_of_a_sum_are_all_named(tmp_path: Path) -> None:
    population = made(tmp_path, FIRST, "99202,2025-01-01,juki,50,20,10,集計")
    assert population.of(["99201", "99202"]) == (
        PopulationFigures(date(2025, 1, 1), PopulationKind.REGISTER, 150, 50, 30, ("台帳", "集計")),
    )


def test_neither_the_order_of_the_codes_nor_a_repeated_one_changes_a_sum() -> None:
    assert POPULATION.of([*reversed(CODES), CODES[0]]) == POPULATION.of(CODES)


def test_a_register_and_a_projection_of_one_day_stand_side_by_side(tmp_path: Path) -> None:
    population = made(tmp_path, FIRST, FIRST.replace("juki", "projection").replace("100", "99"))
    assert [one.total for one in population.of(["99201"])] == [100, 99]
    projected = population.projected_at(["99201"], date(2025, 1, 1))
    assert projected is not None
    assert projected.total == 99


def test_between_two_projections_nothing_is_made_up() -> None:
    assert POPULATION.projected_at(CODES, date(2026, 10, 1)) is None


def test_where_nobody_lives_there_is_no_ageing_rate(tmp_path: Path) -> None:
    (figures,) = made(tmp_path, "99201,2025-01-01,juki,0,0,0,台帳").of(["99201"])
    assert figures.ageing_rate is None


def test_without_a_file_every_answer_is_empty(tmp_path: Path) -> None:
    population = load_population(tmp_path / "population.csv", CODES)
    assert population.empty
    assert not POPULATION.empty
    assert population.of(CODES) == population.projected(CODES) == ()
    assert population.counted_near(CODES, date(2025, 1, 1)) is None
    assert population.projected_at(CODES, date(2025, 10, 1)) is None


def test_no_municipality_at_all_has_no_figures() -> None:
    assert POPULATION.of([]) == ()


def test_a_sum_is_made_once() -> None:
    assert POPULATION.of(CODES) is POPULATION.of(tuple(CODES))


def test_kinds_have_words_and_know_whether_people_were_counted() -> None:
    assert [(kind.label, kind.counted) for kind in PopulationKind] == [
        ("国勢調査（推計の基準）", True),
        ("住民基本台帳", True),
        ("推計", False),
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            FIRST.replace("99201", "99101"),
            "code5「99101」の市町村はありません。コードを直すか、この行を消してください。",
        ),
        (
            FIRST.replace("2025-01-01", "2025-13-01"),
            "date「2025-13-01」を1989年から2060年までの日付として読めません。2025-01-01 のように書いてください。",
        ),
        (FIRST.replace("2025-01-01", "20250101"), "date「20250101」を"),
        (FIRST.replace("2025-01-01", "2205-01-01"), "date「2205-01-01」を"),
        (FIRST.replace("2025-01-01", ""), "date「」を"),
        (
            FIRST.replace("juki", "census"),
            "kind「census」は使えません。「census_base」ではありませんか。使えるのは「census_base」「juki」「projection」",
        ),
        (
            FIRST.replace("100", "100.5"),
            "total「100.5」は0以上の整数ではありません。人数を数字だけで書いてください。",
        ),
        (FIRST.replace("30", "-30"), "aged_65_and_over「-30」は0以上の整数ではありません。"),
        (FIRST.replace("20,台帳", ",台帳"), "aged_75_and_over「」は0以上の整数ではありません。"),
        (FIRST.replace("100", "1_00"), "total「1_00」は0以上の整数ではありません。"),
        (FIRST.replace("100", "9" * 5000), "total「9999"),
        (
            FIRST.replace("20,台帳", "31,台帳"),
            "75歳以上31人、65歳以上30人、総数100人が、この順に多くなっていません。数を確かめてください。",
        ),
        (FIRST.replace("100", "29"), "75歳以上20人、65歳以上30人、総数29人が、この順に多くなっていません。"),
        (FIRST.replace("台帳", " "), "source が空です。出典を書いてください。"),
        (
            FIRST,
            "code5「99201」の2025-01-01の「juki」が2回あります。どちらかの行を消してください。",
        ),
        ("99202", "total「」は0以上の整数ではありません。"),
    ],
)
def test_a_wrong_row_is_told_with_its_line(tmp_path: Path, line: str, sentence: str) -> None:
    with pytest.raises(RegionError) as caught:
        made(tmp_path, FIRST, line)
    assert str(caught.value).startswith(f"population.csv 3行目: {sentence}")


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    with pytest.raises(RegionError, match=r"^population\.csv 1行目: 列「date」"):
        load_population(written(tmp_path, "population.csv", "code5"), CODES)


def test_a_file_that_cannot_be_read_is_an_error_and_not_an_absent_one(tmp_path: Path) -> None:
    (tmp_path / "population.csv").mkdir()
    with pytest.raises(RegionError, match=r"^population\.csv: 地域のファイルを開けません。"):
        load_population(tmp_path / "population.csv", CODES)
