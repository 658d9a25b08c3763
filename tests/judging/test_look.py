"""One grammar of colour: red is what is missing, blue what is ahead, and a better value never looks worse."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalogue import Direction, Indicator, Method
from dashboard.judging import Standing, assess, by_delay
from dashboard.judging.look import Look, Tone, look_of
from dashboard.observation import Observation
from judging.making import FINAL, MIDTERM, START, indicator, judge, judging, observed

RANKS = {Tone.NEUTRAL: 0, Tone.SHORT: 0, Tone.AHEAD: 1}
AMOUNTS = st.integers(-1_000, 1_000).map(float)
DIRECTIONS = st.sampled_from([Direction.UP, Direction.DOWN])
METHODS = st.sampled_from([Method.LINE, Method.GROWTH_RATE])


def look(value: float, **more: object) -> Look:
    return look_of(judge(value, **more).next_target)


def standing(plan: Indicator, value: Observation, method: Method = Method.LINE) -> Standing:
    return Standing(plan, (value,), assess(plan, judging(method=method), [value], value.as_of))


def test_as_much_is_red_as_is_missing_and_as_much_is_blue_as_is_ahead() -> None:
    behind = look(120.0)
    assert (behind.tone, behind.ahead) == (Tone.SHORT, 0.0)
    assert behind.missing == pytest.approx((behind.required or 0) - 0.2)
    ahead = look(180.0)
    assert (ahead.tone, ahead.missing) == (Tone.AHEAD, 0.0)
    assert ahead.ahead == pytest.approx(0.8 - (ahead.required or 0))


def test_what_cannot_be_judged_is_neutral_and_keeps_the_level_required_today() -> None:
    plan = indicator()
    unjudged = look_of(standing(plan, observed(START, 100.0)).next_target)
    assert (unjudged.tone, unjudged.letter, unjudged.gone) == (Tone.NEUTRAL, "E", None)
    assert unjudged.required_today == 0.0
    assert look_of(None).verdict == "目標値なし"


def test_a_reached_target_is_blue_even_where_the_line_has_gone_on() -> None:
    plan = indicator(targets=[(MIDTERM, 200.0), (FINAL, 150.0)])
    late = look_of(standing(plan, observed(FINAL - timedelta(days=100), 151.0)).next_target)
    assert (late.letter, late.tone, late.missing) == ("A", Tone.AHEAD, 0.0)


@given(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), st.tuples(AMOUNTS, AMOUNTS), DIRECTIONS, METHODS, st.integers(1, 2500))
def test_a_better_value_never_looks_worse_nor_comes_earlier_in_the_order_by_delay(
    levels: tuple[float, float, float],
    values: tuple[float, float],
    direction: Direction,
    method: Method,
    days: int,
) -> None:
    baseline, first, second = levels
    plan = indicator((START, baseline), [(MIDTERM, first), (FINAL, second)], direction)
    day = START + timedelta(days=days)
    worse, better = sorted(values, reverse=direction is Direction.DOWN)
    before, after = (standing(plan, observed(day, value), method) for value in (worse, better))
    old, new = look_of(before.next_target), look_of(after.next_target)
    assert RANKS[new.tone] >= RANKS[old.tone]
    assert new.missing <= old.missing + 1e-9
    rival = standing(
        indicator((START, 0.0), [(MIDTERM, 100.0)], id="rival"),
        replace(observed(day, 30.0), indicator="rival"),
    )
    places = [by_delay([candidate, rival]).index(candidate) for candidate in (before, after)]
    assert places[1] >= places[0]


@given(AMOUNTS, DIRECTIONS)
def test_there_is_never_red_and_blue_at_once(value: float, direction: Direction) -> None:
    target = 200.0 if direction is Direction.UP else 20.0
    seen = look(value, targets=[(MIDTERM, target)], direction=direction)
    assert not (seen.missing and seen.ahead)
    assert (seen.missing > 0) is (seen.tone is Tone.SHORT)
