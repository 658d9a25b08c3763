import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalogue import Method
from dashboard.judging import GrowthStatus, assess
from dashboard.judging.growth import Growth, growth_alone, growth_rate, growth_to_target, room_to_limit
from judging.making import indicator, judging

FILE = Path(__file__).parents[1] / "data" / "grading_vectors_growth_rate.json"
VECTORS = json.loads(FILE.read_text(encoding="utf-8"))["vectors"]
MEASURED = [vector for vector in VECTORS if vector["current_value"] is not None]


def computed(vector: dict[str, Any]) -> Growth:
    values = (vector["base_value"], vector["current_value"])
    years = vector["current_year"] - vector["base_year"]
    if vector["target"] is None:
        return growth_alone(values, years, vector["direction"], vector["limit"])
    to_target = vector["target_year"] - vector["base_year"]
    return growth_to_target(values, vector["target"], (years, to_target), vector["direction"])


def near(expected: float | None) -> object:
    return None if expected is None else pytest.approx(expected, abs=1e-9, rel=0)


def test_all_official_results_are_reproduced_or_have_no_value_to_judge() -> None:
    assert (len(VECTORS), len(MEASURED)) == (247, 243)


@pytest.mark.parametrize("vector", [one for one in VECTORS if one not in MEASURED], ids=lambda vector: vector["id"])
def test_an_official_series_without_values_has_no_status_here_either(vector: dict[str, Any]) -> None:
    unmeasured = indicator(baseline=None, targets=[(date(int(vector["target_year"]), 12, 31), vector["target"])])
    (target,) = assess(unmeasured, judging(method=Method.GROWTH_RATE), [], date(2026, 3, 31)).targets
    assert (target.status, target.progress_value, target.score) == (
        vector["status"],
        vector["progress_value"],
        vector["score"],
    )


@pytest.mark.parametrize("vector", MEASURED, ids=lambda vector: vector["id"])
def test_the_official_growth_result_is_reproduced(vector: dict[str, Any]) -> None:
    growth = computed(vector)
    assert growth.status == vector["status"]
    assert growth.progress_value == near(vector["progress_value"])
    assert growth.score == near(vector["score"])


def test_growth_is_compounded_over_the_years() -> None:
    assert growth_rate(100, 121, 2) == pytest.approx(0.1)


def test_growth_over_less_than_a_year_is_not_defined() -> None:
    assert growth_rate(100, 121, 0) is None


def test_growth_across_zero_is_not_defined() -> None:
    assert growth_rate(5, -1, 3) is None
    assert growth_rate(-5, 1, 3) is None


def test_a_series_that_begins_at_nothing_grows_from_a_thousandth() -> None:
    assert growth_rate(0, 0.002, 1) == pytest.approx(1.0)


def test_a_target_of_zero_is_approached_from_above() -> None:
    growth = growth_to_target((10.0, 5.0), 0.0, (2, 8), direction=-1)
    assert growth.required == pytest.approx((0.001 / 10) ** (1 / 8) - 1)
    assert growth.progress_value == pytest.approx((1 - 0.5**0.5) / (1 - (0.0001) ** (1 / 8)))


def test_growth_of_a_negative_value_towards_zero_counts_as_rising() -> None:
    growth = growth_to_target((-10.0, -8.0), -5.0, (2, 6), direction=1)
    assert growth.progress_value is not None
    assert growth.progress_value > 0
    assert growth_alone((-10.0, -12.0), 2, direction=1).status is GrowthStatus.DETERIORATION


def test_a_target_on_the_other_side_of_zero_cannot_be_judged_until_it_is_reached() -> None:
    assert growth_to_target((-10.0, -8.0), 5.0, (2, 6), direction=1).status is GrowthStatus.NOT_AVAILABLE
    assert growth_to_target((-10.0, 6.0), 5.0, (2, 6), direction=1) == Growth(
        GrowthStatus.TARGET_ACHIEVED, None, 5.0, None, None
    )


def test_a_target_equal_to_the_baseline_is_achieved_or_cannot_be_judged() -> None:
    assert growth_to_target((10.0, 10.0), 10.0, (2, 6), direction=1).status is GrowthStatus.TARGET_ACHIEVED
    assert growth_to_target((10.0, 9.0), 10.0, (2, 6), direction=1).status is GrowthStatus.NOT_AVAILABLE


def test_a_value_held_at_its_natural_limit_is_the_best_result() -> None:
    growth = growth_alone((100.0, 100.0), 3, direction=1, limit=100)
    assert (growth.status, growth.score) == (GrowthStatus.SUBSTANTIAL_PROGRESS, 5.0)


def test_the_same_growth_counts_for_more_near_the_natural_limit() -> None:
    free, near = (growth_alone((90.0, 91.0), 2, direction=1, limit=limit) for limit in (None, 100))
    assert free.status is GrowthStatus.MODERATE_PROGRESS
    assert near.status is GrowthStatus.MODERATE_PROGRESS
    assert near.score is not None
    assert free.score is not None
    assert near.score > free.score


@given(st.floats(0, 1000), st.floats(0.1, 1000))
def test_the_room_to_a_limit_is_a_share(base: float, limit: float) -> None:
    assert 0 <= room_to_limit(base, limit) <= 1


@pytest.mark.parametrize(("base", "room"), [(100, 0.0), (0, 1.0), (200, 1.0), (500, 1.0), (50, 1 - 0.5**4.44)])
def test_there_is_no_room_at_the_limit_and_all_of_it_far_away(base: float, room: float) -> None:
    assert room_to_limit(base, 100) == pytest.approx(room)


def test_every_status_has_its_words() -> None:
    assert len({status.label for status in GrowthStatus}) == len({status.short for status in GrowthStatus}) == 6
