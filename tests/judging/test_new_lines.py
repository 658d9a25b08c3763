"""Initiatives of two years, line by line: what is new and what is gone, and what is only reworded."""

import pytest

from dashboard.judging.new_lines import lines_without_match

YEAR = ("○研修を実施（160人）", "・啓発物品を作成した。", "《負担軽減の取組》")


@pytest.mark.parametrize(
    "line",
    ["○研修を実施（160人）", "〇研修を実施（230人）", "○ 研修を実施（２３０人）", "○研修会を実施（定員230人）"],
)
def test_other_figures_bullets_and_wording_are_the_same_initiative(line: str) -> None:
    assert lines_without_match([line], YEAR) == frozenset()


def test_a_line_that_is_like_none_is_new_and_the_other_way_round_gone() -> None:
    later = (*YEAR[:2], "○他都県と意見交換を行う。")
    assert lines_without_match(later, YEAR) == {2}
    assert lines_without_match(YEAR, later) == {2}


def test_two_lines_are_not_both_like_one() -> None:
    assert lines_without_match(["○研修を実施（1回）", "○研修を実施（2回）"], ["○研修を実施"]) == {1}


def test_a_year_without_lines_has_nothing_that_is_like_them() -> None:
    assert lines_without_match(YEAR, ()) == {0, 1, 2}
    assert lines_without_match((), YEAR) == frozenset()
