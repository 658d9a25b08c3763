from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalogue import Direction
from dashboard.judging import Point, Projection, TargetAssessment, assess, required_line
from dashboard.judging.line import DAYS_PER_YEAR, projection
from judging.making import indicator, judging, observed

START, MIDTERM, FINAL = date(2023, 3, 31), date(2027, 3, 31), date(2030, 3, 31)
PATH = [(START, 100.0), (MIDTERM, 200.0), (FINAL, 260.0)]


def _first_target(path: Sequence[Point], latest: Point, direction: Direction = Direction.UP) -> TargetAssessment:
    subject = indicator(path[0], path[1:], direction)
    return assess(subject, judging(), [observed(*latest)], FINAL).targets[0]


def test_the_line_passes_through_the_baseline_and_every_target() -> None:
    assert [required_line(PATH, day) for day, _ in PATH] == [100.0, 200.0, 260.0]


def test_the_line_is_straight_between_two_targets() -> None:
    middle = MIDTERM + (FINAL - MIDTERM) / 2
    assert required_line(PATH, middle) == pytest.approx(230.0, abs=0.05)


def test_the_line_is_level_before_the_baseline_and_after_the_last_target() -> None:
    assert required_line(PATH, START - timedelta(days=400)) == 100.0
    assert required_line(PATH, FINAL + timedelta(days=400)) == 260.0


def test_a_line_without_any_point_is_refused() -> None:
    with pytest.raises(ValueError, match="baseline"):
        required_line([], START)


@given(st.dates(START, FINAL))
def test_a_rising_line_never_falls(day: date) -> None:
    assert required_line(PATH, day) <= required_line(PATH, day + timedelta(days=1))


def test_shares_start_from_the_baseline_not_from_zero() -> None:
    figures = _first_target(PATH[:2], (date(2025, 3, 31), 150.0))
    assert figures.achieved == pytest.approx(0.5)
    assert figures.elapsed == pytest.approx(731 / 1461)


def test_paces_are_a_year_and_the_multiple_compares_them() -> None:
    latest = (START + timedelta(days=366), 120.0)
    figures = _first_target(PATH[:2], latest)
    assert figures.pace == pytest.approx(20 / (366 / DAYS_PER_YEAR))
    assert figures.required_pace == pytest.approx(80 / (1095 / DAYS_PER_YEAR))
    assert figures.multiple == pytest.approx((80 / 1095) / (20 / 366))


@pytest.mark.parametrize("value", [100.0, 90.0])
def test_there_is_no_multiple_of_a_pace_that_stands_still_or_leads_away(value: float) -> None:
    figures = _first_target(PATH[:2], (date(2024, 3, 31), value))
    assert figures.multiple is None
    assert figures.required_pace is not None


@pytest.mark.parametrize("when", [MIDTERM, MIDTERM + timedelta(days=1)])
def test_at_or_after_the_targets_date_nothing_is_left_to_pace_or_to_extend(when: date) -> None:
    figures = _first_target(PATH, (when, 180.0))
    assert (figures.required_pace, figures.multiple, figures.projection) == (None, None, None)
    assert figures.remaining == 20.0


def test_a_target_equal_to_the_baseline_has_no_achieved_share() -> None:
    level = [(START, 100.0), (MIDTERM, 100.0)]
    assert _first_target(level, (date(2024, 3, 31), 101.0)).achieved is None


def test_where_less_is_better_the_shares_keep_their_meaning() -> None:
    path = [(START, 40.0), (MIDTERM, 20.0)]
    figures = _first_target(path, (date(2025, 3, 31), 35.0), Direction.DOWN)
    assert figures.achieved == pytest.approx(0.25)
    assert figures.remaining == -15.0
    assert figures.multiple is not None
    assert figures.multiple > 1


def test_two_dated_values_give_one_extension_and_no_range() -> None:
    assert projection([(date(2023, 1, 1), 10.0), (date(2024, 1, 1), 20.0)], date(2025, 1, 1)) == Projection(
        pytest.approx(20 + 10 * 366 / 365)
    )


def test_three_dated_values_add_the_slowest_and_the_fastest_pace() -> None:
    start = date(2023, 1, 1)
    days = [start + timedelta(days=100 * step) for step in range(4)]
    extended = projection(list(zip(days[:3], [10.0, 14.0, 15.0], strict=True)), days[3])
    assert extended == Projection(pytest.approx(17.5), pytest.approx(16.0), pytest.approx(19.0))
