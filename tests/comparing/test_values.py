"""A region's value is what was registered, or the sum of all its municipalities; never a part of it."""

from datetime import date

from comparing.making import COAST, DAY, EAST, HILLS, NORTH, PREFECTURE, TERRITORY, WEST, indicator, observed, panel
from dashboard.comparing import Basis, bases_of, value_at
from dashboard.observation import Status

ALL = panel(observed(EAST, 4), observed(WEST, 3), observed(NORTH, 0))


def test_an_area_is_the_sum_of_its_municipalities_and_says_so() -> None:
    found = value_at(TERRITORY, ALL, COAST, DAY)
    assert (found.value, found.summed, found.status) == (7, True, Status.REFERENCE)
    assert found.sources == ("架空の東ヶ丘市", "架空の西の浜市")


def test_the_prefecture_is_summed_too_where_nobody_registered_it() -> None:
    assert value_at(TERRITORY, ALL, PREFECTURE, DAY).value == 7


def test_a_registered_value_goes_before_the_sum() -> None:
    both = panel(observed(EAST, 4), observed(WEST, 3), observed(COAST, 9, status=Status.OFFICIAL))
    found = value_at(TERRITORY, both, COAST, DAY)
    assert (found.value, found.summed, found.status) == (9, False, Status.OFFICIAL)


def test_without_every_municipality_there_is_no_sum_and_the_missing_ones_are_named() -> None:
    pending = panel(observed(EAST, 4), observed(WEST, None, status=Status.PENDING))
    found = value_at(TERRITORY, pending, COAST, DAY)
    assert found.value is None
    assert [(one.region, one.why) for one in found.missing] == [(WEST, "集計中")]
    assert [one.region for one in value_at(TERRITORY, pending, PREFECTURE, DAY).missing] == [WEST, NORTH]


def test_where_nothing_is_known_it_is_unregistered_not_zero() -> None:
    found = value_at(TERRITORY, panel(), COAST, DAY)
    assert (found.value, found.missing, found.why) == (None, (), "未登録")


def test_a_zero_is_a_value() -> None:
    found = value_at(TERRITORY, ALL, HILLS, DAY)
    assert (found.value, found.on(Basis.AGED_75)) == (0, 0)


def test_another_date_is_another_question() -> None:
    assert value_at(TERRITORY, ALL, EAST, date(2024, 9, 1)).value is None


def test_a_sum_is_as_weak_as_its_weakest_part() -> None:
    mixed = panel(observed(EAST, 4, status=Status.OFFICIAL), observed(WEST, 3, status=Status.PROVISIONAL))
    assert value_at(TERRITORY, mixed, COAST, DAY).status is Status.PROVISIONAL


def test_shares_are_never_summed_nor_set_against_people() -> None:
    share = indicator(unit="%", decimals=1)
    found = value_at(TERRITORY, panel(observed(EAST, 40), observed(WEST, 20), of=share), COAST, DAY)
    assert (found.value, found.why) == (None, "未登録")
    assert bases_of(share, population_known=True) == (Basis.VALUE,)


def test_without_residents_there_is_nothing_to_divide_by() -> None:
    assert bases_of(indicator(), population_known=False) == (Basis.VALUE,)


def test_rates_are_per_thousand_of_75_and_over_and_per_hundred_thousand_residents() -> None:
    found = value_at(TERRITORY, ALL, EAST, DAY)
    assert found.on(Basis.AGED_75) == 4 / 2_000 * 1_000
    assert found.on(Basis.RESIDENTS) == 4 / 10_000 * 100_000


def test_the_residents_of_a_rate_are_those_counted_nearest_never_projected() -> None:
    later = panel(observed(EAST, 4, date(2039, 9, 1)))
    people = value_at(TERRITORY, later, EAST, date(2039, 9, 1)).people
    assert people is not None
    assert people.date == date(2025, 1, 1)


def test_the_dates_of_a_panel_are_those_with_a_figure_from_inside_newest_first() -> None:
    dated = panel(
        observed(EAST, 4, date(2024, 9, 1)), observed(WEST, 5), observed(PREFECTURE, 9, date(2023, 9, 1)),
        observed(NORTH, None, date(2022, 9, 1), Status.PENDING),
    )  # fmt: skip
    assert dated.days(PREFECTURE) == (DAY, date(2024, 9, 1))
