"""The worked answers for the project's own indicators, to the digit printed."""

from datetime import date
from pathlib import Path

import pytest

from dashboard import fiscal
from dashboard.catalogue import Catalogue
from dashboard.catalogue.loading import load
from dashboard.judging import Assessment, Flag, TargetAssessment, assess
from dashboard.observation import Observation, Status
from dashboard.text import format_share, format_value

AS_OF = date(2024, 12, 31)
OBSERVED = {
    "visiting_care_clinics": {"令和4年度": 894, "令和5年度": 908, "令和6年11月": 935},
    "visiting_nurses": {"令和4年度": 3280},
    "regional_cooperation_pharmacies": {
        "2021-10-31": 75,
        "令和4年度": 227,
        "2023-04-30": 226,
        "令和5年度": 257,
        "令和6年11月": 263,
    },
    "home_dental_registrations": {"令和4年度": 874, "令和5年度": 864, "令和6年12月": 867},
    "enhanced_type1_stations": {"令和5年度": 32, "令和6年11月": 36},
}
WORKED = {
    "visiting_care_clinics": [
        "令和8年度 1,000 38.7％ 41.8％ 938.3 −3.3 65 27.9 1.14 B*",
        "令和11年度 1,080 22.0％ 23.9％ 938.3 −3.3 145 27.2 1.11 B*",
    ],
    "visiting_nurses": ["令和8年度 4,005 – – – – – – – E", "令和10年度 4,300 – – – – – – – E"],
    "regional_cooperation_pharmacies": ["令和8年度 800 6.3％ 41.8％ 466.2 −203.2 537 230.5 10.69 B*"],
    "home_dental_registrations": [
        "令和8年度 1,060 −3.8％ 43.9％ 955.6 −88.6 193 86.0 – C",
        "令和11年度 1,200 −2.1％ 25.1％ 955.6 −88.6 333 63.5 – C",
    ],
    "enhanced_type1_stations": [
        "令和8年度 41 44.4％ 22.3％ 34.0 2.0 5 2.1 0.36 B",
        "令和11年度 50 22.2％ 11.1％ 34.0 2.0 14 2.6 0.44 B",
    ],
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(Path(__file__).parents[2] / "indicators.yaml")


def assessed(catalogue: Catalogue, name: str) -> Assessment:
    observations = [
        Observation(name, "11000", fiscal.parse(period), float(value), Status.OFFICIAL)
        for period, value in OBSERVED[name].items()
    ]
    return assess(catalogue.indicator(name), catalogue.judging, observations, AS_OF)


def printed(target: TargetAssessment) -> str:
    shares = ["–" if share is None else format_share(share) for share in (target.achieved, target.elapsed)]
    figures = (
        (target.line, 1),
        (target.gap, 1),
        (target.remaining, 0),
        (target.required_pace, 1),
        (target.multiple, 2),
    )
    numbers = ["–" if figure is None else format_value(figure, decimals) for figure, decimals in figures]
    assert target.date is not None
    assert target.value is not None
    assert target.grade is not None
    year = fiscal.fiscal_year_label(fiscal.fiscal_year(target.date))
    return " ".join([year, format_value(target.value, 0), *shares, *numbers, target.grade])


@pytest.mark.parametrize("name", WORKED)
def test_the_worked_table_comes_out_to_the_printed_digits(catalogue: Catalogue, name: str) -> None:
    assert [printed(target) for target in assessed(catalogue, name).targets] == WORKED[name]


def test_the_indicators_of_the_worked_table_are_tracked(catalogue: Catalogue) -> None:
    assert set(WORKED) <= {indicator.id for indicator in catalogue.tracked}


def test_the_marks_are_those_of_the_worked_table(catalogue: Catalogue) -> None:
    assert {name: assessed(catalogue, name).flags for name in WORKED} == {
        "visiting_care_clinics": (),
        "visiting_nurses": (Flag.NO_NEW_VALUE, Flag.STALE),
        "regional_cooperation_pharmacies": (),
        "home_dental_registrations": (Flag.BELOW_BASELINE,),
        "enhanced_type1_stations": (),
    }


def test_the_reasons_tell_the_figures_in_the_order_of_the_rules(catalogue: Catalogue) -> None:
    assert assessed(catalogue, "visiting_care_clinics").targets[0].reason == (
        "基準値は令和4年度の894か所、最新値は令和6年11月の935か所です。",
        "最新値は令和8年度の目標値1,000か所に達していません（あと65か所）。",
        "変化は41か所で、基準値の4.6％（しきい値5％以内）、目標までの幅の38.7％（しきい値10％を超過）です。",
        "しきい値を超えるものがあるので「変わらない」には当たりません。",
        "必要な水準の令和6年11月時点の値は938.3か所で、最新値はこれを3.3か所下回ります。",
        "よって B*「改善傾向だが、このままでは期限までの達成が難しい」です。",
    )


def test_the_reason_of_a_missing_value_names_the_baseline(catalogue: Catalogue) -> None:
    assert assessed(catalogue, "visiting_nurses").targets[0].reason == (
        "基準値（令和4年度の3,280人）より新しい、判定に使える値がありません。",
        "よって E「評価困難」です。",
    )
