"""Supply beside demand, and targets shared out: arithmetic that never passes for a plan."""

from datetime import date

import pytest

from comparing.making import COAST, DAY, EAST, NORTH, PREFECTURE, REGIONS, TERRITORY, WEST, indicator, observed, panel
from dashboard.catalogue import Target
from dashboard.comparing import Basis, outlook, shared_targets, survey, value_at

TARGETS = (Target(period="令和8年度", value=1000), Target(period="令和11年度", value=None))
OF = indicator(targets=TARGETS)
ALL = panel(observed(EAST, 4), observed(WEST, 3), observed(NORTH, 3), of=OF)


def test_a_rising_count_over_a_faster_rising_number_of_people_falls_if_nothing_is_added() -> None:
    seen = outlook(TERRITORY, ALL, EAST)
    assert [(day, value.on(Basis.AGED_75)) for day, value in seen.values] == [(DAY, 2.0)]
    assert seen.unchanged == ((date(2040, 10, 1), 1.0),)


def test_an_area_has_the_sums_of_its_municipalities_at_every_date() -> None:
    dated = panel(
        *ALL.series[EAST.code], *ALL.series[WEST.code],
        observed(EAST, 2, date(2024, 9, 1)), observed(WEST, 1, date(2024, 9, 1)), observed(EAST, 9, date(2023, 9, 1)),
        of=OF,
    )  # fmt: skip
    assert [(day, value.value) for day, value in outlook(TERRITORY, dated, COAST).values] == [
        (date(2024, 9, 1), 3),
        (DAY, 7),
    ]


def test_the_prefecture_has_its_own_dates_too() -> None:
    both = panel(observed(PREFECTURE, 9, date(2023, 3, 31)), *(one for each in ALL.series.values() for one in each))
    assert [value.value for _, value in outlook(TERRITORY, both, PREFECTURE).values] == [9, 10]


def test_without_values_nothing_is_said_to_stay() -> None:
    assert outlook(TERRITORY, panel(), EAST).unchanged == ()


def test_a_target_is_shared_by_residents_of_75_and_over_and_a_missing_one_is_left_out() -> None:
    value, whole = (value_at(TERRITORY, ALL, region, DAY) for region in (NORTH, PREFECTURE))
    (shared,) = shared_targets(OF, value, whole)
    assert shared.share == 250 / 3_250
    assert shared.amount == pytest.approx(76.923, abs=0.001)
    assert shared.distance == pytest.approx(3 - 76.923, abs=0.001)


def test_the_shares_of_all_municipalities_make_the_target_again() -> None:
    whole = value_at(TERRITORY, ALL, PREFECTURE, DAY)
    parts = [shared_targets(OF, value_at(TERRITORY, ALL, one, DAY), whole)[0] for one in REGIONS.municipalities]
    assert sum(part.amount for part in parts) == pytest.approx(1000)


def test_a_region_without_a_value_has_a_share_but_no_distance() -> None:
    value, whole = (value_at(TERRITORY, panel(of=OF), region, DAY) for region in (NORTH, PREFECTURE))
    assert [one.distance for one in shared_targets(OF, value, whole)] == [None]


def test_a_card_has_every_indicator_with_its_place_and_says_where_nothing_is_known() -> None:
    cards = survey(TERRITORY, [ALL, panel()], REGIONS.region_set("municipality"))
    first, second = cards.profile(NORTH)
    assert (first.value and first.value.value, first.rank, first.rate, first.rate_rank, first.among) == (3, 2, 12, 1, 3)
    assert (second.value, second.day, second.among) == (None, None, 0)


def test_the_prefectures_card_has_values_but_no_places() -> None:
    (row, _) = survey(TERRITORY, [ALL, panel()], REGIONS.region_set("municipality")).profile(PREFECTURE)
    assert (row.value and row.value.value, row.rank) == (10, None)
