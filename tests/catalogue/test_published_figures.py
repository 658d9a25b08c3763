"""The figures that come with the project agree with the catalogue, the regions and their own sources."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from dashboard import fiscal
from dashboard.catalogue import Catalogue
from dashboard.catalogue.loading import load
from dashboard.observation import Status
from dashboard.places import Regions, load_regions

ROOT = Path(__file__).parents[2]
HEADER = ["指標", "地域コード", "地域名", "時点", "値", "区分", "出典", "備考"]
Row = dict[str, str]


def _rows(path: str) -> list[Row]:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == HEADER
        return list(reader)


PREFECTURE = _rows("data/published/prefecture.csv")
MUNICIPALITIES = _rows("data/published/municipalities.csv")
OTHER = _rows("tests/data/other_plan/published/observations.csv")
Setting = tuple[Catalogue, Regions]


def _setting(catalogue: str, data: str) -> Setting:
    plan = load(ROOT / catalogue)
    return plan, load_regions(ROOT / data, plan.plan.region_code, plan.plan.region_name)


REAL = _setting("indicators.yaml", "data")
MADE_UP = _setting("tests/data/other_plan.yaml", "tests/data/other_plan")


@pytest.mark.parametrize(("rows", "setting"), [(PREFECTURE, REAL), (MUNICIPALITIES, REAL), (OTHER, MADE_UP)])
def test_every_row_names_a_known_indicator_region_date_and_standing(rows: list[Row], setting: Setting) -> None:
    catalogue, regions = setting
    standings = {status.label for status in Status}
    for row in rows:
        assert catalogue.indicator(row["指標"])
        assert regions.is_called(regions.get(row["地域コード"]), row["地域名"])
        assert fiscal.parse(row["時点"])
        assert row["区分"] in standings
        assert row["出典"]


@pytest.mark.parametrize("rows", [PREFECTURE, MUNICIPALITIES, OTHER])
def test_no_value_is_given_twice(rows: list[Row]) -> None:
    counts = Counter((row["指標"], row["地域コード"], fiscal.parse(row["時点"]).date) for row in rows)
    assert max(counts.values()) == 1


def _values(indicator: str) -> dict[str, tuple[str, str]]:
    return {
        fiscal.parse(row["時点"]).date.isoformat(): (row["値"], row["区分"])
        for row in PREFECTURE
        if row["指標"] == indicator
    }


@pytest.mark.parametrize(
    ("indicator", "values"),
    [
        (
            "visiting_care_clinics",
            {
                "2023-03-31": ("894", "確定"),
                "2024-03-31": ("908", "確定"),
                "2024-11-30": ("935", "確定"),
                "2025-09-01": ("958", "参考"),
            },
        ),
        ("visiting_nurses", {"2023-03-31": ("3280", "確定")}),
        (
            "regional_cooperation_pharmacies",
            {
                "2021-09-30": ("66", "確定"),
                "2021-10-31": ("75", "確定"),
                "2022-12-31": ("212", "確定"),
                "2023-03-31": ("227", "確定"),
                "2023-04-30": ("226", "確定"),
                "2024-03-31": ("257", "確定"),
                "2024-11-30": ("263", "確定"),
            },
        ),
        (
            "home_dental_registrations",
            {"2023-03-31": ("874", "確定"), "2024-03-31": ("864", "確定"), "2024-12-31": ("867", "確定")},
        ),
        ("enhanced_type1_stations", {"2024-03-31": ("32", "確定"), "2024-11-30": ("36", "確定")}),
    ],
)
def test_the_prefectures_values_are_as_published(indicator: str, values: dict[str, tuple[str, str]]) -> None:
    assert _values(indicator) == values


def test_the_value_at_each_baseline_date_is_the_baseline() -> None:
    for indicator in REAL[0].tracked:
        assert indicator.baseline is not None
        value, _ = _values(indicator.id)[indicator.baseline.period.date.isoformat()]
        assert float(value) == indicator.baseline.value


def test_the_municipalities_add_up_to_the_recount_of_the_prefecture() -> None:
    clinics = [int(row["値"]) for row in MUNICIPALITIES if row["指標"] == "visiting_care_clinics"]
    assert sum(clinics) == 958


def test_every_municipality_has_a_value_of_every_indicator_counted_there() -> None:
    counts = Counter(row["指標"] for row in MUNICIPALITIES)
    assert set(counts) == {"visiting_care_clinics", *(indicator.id for indicator in REAL[0].others)}
    assert set(counts.values()) == {63}


def test_recounted_values_are_never_official() -> None:
    assert {row["区分"] for row in MUNICIPALITIES} == {"参考"}


def test_every_made_up_row_says_so() -> None:
    assert all("架空" in row["出典"] for row in OTHER)


def test_every_data_file_is_explained() -> None:
    sources = (ROOT / "data" / "SOURCES.md").read_text(encoding="utf-8")
    for path in (ROOT / "data").glob("published/*.csv"):
        assert f"published/{path.name}" in sources
