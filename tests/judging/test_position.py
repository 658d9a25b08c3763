"""Behind, on or ahead of the required line: decided once, in the indicator's unit and in points."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalogue import Direction
from dashboard.judging import Grade, Side, assess, position, required_line
from judging.making import indicator, judging, observed

START, MIDTERM, FINAL = date(2023, 3, 31), date(2027, 3, 31), date(2030, 3, 31)
BENT = ((START, 100.0), (MIDTERM, 200.0), (FINAL, 210.0))
DAY = date(2028, 3, 31)


def test_the_line_bends_at_each_target_and_the_gap_is_taken_from_it() -> None:
    behind = position(BENT, (DAY, 190.0), 1)
    assert behind is not None
    assert behind.line == pytest.approx(203.34, abs=0.01)
    assert behind.gap == pytest.approx(-13.34, abs=0.01)
    assert behind.side is Side.BEHIND
    # A straight line from the baseline to the last target would have put the same value ahead of time.
    assert (DAY - START).days / (FINAL - START).days < (190 - 100) / (210 - 100)


def test_behind_a_bent_line_the_grade_and_the_points_say_so_too() -> None:
    judged = assess(indicator(BENT[0], BENT[1:]), judging(), [observed(DAY, 190.0)], DAY)
    target = judged.next_target
    assert target is not None
    assert (target.grade, target.date) == (Grade.B_STAR, FINAL)
    assert target.points == pytest.approx(-12.13, abs=0.01)
    assert target.points == pytest.approx(100 * ((target.achieved or 0) - (target.required or 0)))


@pytest.mark.parametrize("direction", [1, -1])
def test_a_value_on_the_line_is_on_it_whatever_the_machine_makes_of_the_fraction(direction: int) -> None:
    for days in range(1, 1400, 37):
        day = START + timedelta(days=days)
        level = required_line(BENT, day)
        for value in (level, level * (1 + 1e-15)):
            standing = position(BENT, (day, value), direction)
            assert standing is not None
            assert standing.side is Side.ON
            assert standing.side.reached


@given(st.floats(0, 400), st.floats(0, 400), st.sampled_from([Direction.UP, Direction.DOWN]))
def test_a_better_value_never_has_fewer_points_nor_falls_behind(one: float, other: float, direction: Direction) -> None:
    sign = 1 if direction is Direction.UP else -1
    worse, better = sorted((one, other), key=lambda value: sign * value)
    first, second = position(BENT, (DAY, worse), sign), position(BENT, (DAY, better), sign)
    assert first is not None
    assert second is not None
    assert (first.points(100, 210, sign) or 0) <= (second.points(100, 210, sign) or 0)
    assert second.side.reached or not first.side.reached


def test_the_line_says_nothing_before_it_begins_nor_without_a_target() -> None:
    assert position(BENT, (START, 100.0), 1) is None
    assert position(BENT[:1], (DAY, 100.0), 1) is None
    assert position((), (DAY, 100.0), 1) is None
