"""A region differs from the prefecture only where chance does not explain it, by exact Poisson probabilities."""

from fractions import Fraction
from math import exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparing.making import DAY, EAST, NORTH, REGIONS, TERRITORY, WEST, indicator, observed, panel
from dashboard.board import Board
from dashboard.comparing import Basis, Chance, Comparison, Contrast, compare
from dashboard.comparing.chance import APART_TAIL, PERHAPS_TAIL, at_least, at_most, limits

MUNICIPALITIES = REGIONS.region_set("municipality")
INDEPENDENT = indicator().model_copy(update={"independent": True})


def real(board: Board, region_set: str) -> Comparison:
    regional = board.panel(board.catalogue.indicator("visiting_care_clinics"))
    day = regional.days(board.regions.prefecture)[0]
    return compare(board.territory, regional, board.regions.region_set(region_set), day, Basis.AGED_75)


def by_name(comparison: Comparison) -> dict[str, Chance]:
    return {value.region.name: comparison.chances[value.region.code] for value in comparison.values}


def test_saitama_lies_outside_99_8_percent_and_three_areas_outside_95(real_board: Board) -> None:
    areas = by_name(real(real_board, "secondary_medical_area"))
    assert (areas["さいたま"].count, round(areas["さいたま"].expected, 1)) == (243, 151.8)
    expected = {"利根": (67, 94.8, 0.00166), "南西部": (65, 86.0, 0.0111), "東部": (128, 152.5, 0.0238)}
    for name, (count, mean, tail) in expected.items():
        assert (areas[name].count, round(areas[name].expected, 1)) == (count, mean)
        assert at_most(count, areas[name].expected) == pytest.approx(tail, rel=0.01)
    assert round(at_most(91, areas["西部"].expected), 4) == 0.0253
    found = {name: chance.contrast for name, chance in areas.items() if chance.contrast is not Contrast.WITHIN}
    perhaps = dict.fromkeys(expected, Contrast.PERHAPS)
    assert found == {"さいたま": Contrast.APART} | perhaps


def test_sixty_of_63_municipalities_do_not_differ_by_more_than_chance(real_board: Board) -> None:
    comparison = real(real_board, "municipality")
    towns = by_name(comparison)
    assert [len(comparison.contrasting(contrast)) for contrast in Contrast] == [1, 2, 60]
    assert towns["さいたま市"].contrast is Contrast.APART
    for name, mean, tail in (("本庄市", 10.4, 0.0209), ("東松山市", 12.4, 0.0162)):
        assert round(towns[name].expected, 1) == mean
        assert at_least(towns[name].count, towns[name].expected) == pytest.approx(tail, rel=0.01)
        assert (towns[name].contrast, towns[name].direction) == (Contrast.PERHAPS, "多い")
    assert towns["長瀞町"].few


def test_few_counted_or_expected_are_neither_more_nor_less() -> None:
    assert (Chance(0, 12.0).contrast, Chance(0, 12.0).direction) == (Contrast.APART, "")
    assert (Chance(20, 4.0).contrast, Chance(20, 4.0).direction) == (Contrast.APART, "")
    assert Chance(20, 6.0).direction == "多い"
    assert Chance(5, 18.0).direction == "少ない"


def test_chance_is_asked_of_rates_of_independent_counts_alone() -> None:
    values = (observed(EAST, 4), observed(WEST, 3), observed(NORTH, 3))
    of_facilities = compare(TERRITORY, panel(*values, of=INDEPENDENT), MUNICIPALITIES, DAY, Basis.AGED_75)
    assert {code: chance.count for code, chance in of_facilities.chances.items()} == {
        EAST.code: 4, WEST.code: 3, NORTH.code: 3
    }  # fmt: skip
    assert of_facilities.chances[NORTH.code].expected == pytest.approx(10 * 250 / 3250)
    counts = compare(TERRITORY, panel(*values, of=INDEPENDENT), MUNICIPALITIES, DAY, Basis.VALUE)
    staff = compare(TERRITORY, panel(*values), MUNICIPALITIES, DAY, Basis.AGED_75)
    partial = compare(TERRITORY, panel(*values[:2], of=INDEPENDENT), MUNICIPALITIES, DAY, Basis.AGED_75)
    assert counts.chances == staff.chances == partial.chances == {}


def test_what_is_few_is_in_no_class_of_the_map() -> None:
    values = (observed(EAST, 40), observed(WEST, 3), observed(NORTH, 3))
    comparison = compare(TERRITORY, panel(*values, of=INDEPENDENT), MUNICIPALITIES, DAY, Basis.AGED_75)
    assert [value_class.count for value_class in comparison.classes] == [1]
    assert [comparison.class_of(value) for value in comparison.values] == [0, None, None]


@given(st.integers(0, 60), st.integers(1, 400).map(lambda tenths: tenths / 10))
def test_both_tails_are_those_of_the_definition(count: int, mean: float) -> None:
    exact = float(sum(Fraction(mean) ** k / factorial(k) for k in range(count + 1))) * exp(-mean)
    assert at_most(count, mean) == pytest.approx(exact, rel=1e-9, abs=1e-15)
    assert at_most(count, mean) + at_least(count + 1, mean) == pytest.approx(1.0)


@given(st.floats(0.0, 3000.0), st.sampled_from([PERHAPS_TAIL, APART_TAIL]), st.integers(-40, 40))
def test_a_count_lies_between_the_limits_exactly_if_it_is_inside(mean: float, tail: float, apart: int) -> None:
    low, high = limits(mean, tail)
    for near in {round(low), round(high), round(mean)}:
        count = max(0, near + apart)
        inside = at_most(count, mean) >= tail and at_least(count, mean) >= tail
        edge = min(abs(count - low), abs(count - high)) < 1e-6
        assert edge or (low <= count <= high) == inside


def test_large_counts_cost_nothing_and_overflow_nowhere() -> None:
    assert Chance(1_000_000, 1_000_500.0).contrast is Contrast.WITHIN
    assert Chance(1_010_000, 1_000_000.0).contrast is Contrast.APART
    assert Chance(3, 0.0).contrast is Contrast.APART
