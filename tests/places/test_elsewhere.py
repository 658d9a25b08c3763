"""Places that are no regions of the plan: other prefectures, the country, the wards of a designated city."""

import pytest

from dashboard.board import Board
from dashboard.places import Elsewhere


@pytest.mark.parametrize("text", ["北海道", "東京都", "沖縄県", "47", "13", "130001", "13000", "13_東京都", "01", "1"])
def test_another_prefecture_is_told_by_name_or_code(real_board: Board, text: str) -> None:
    assert Elsewhere(real_board.regions).is_prefecture(text)


def test_the_plans_own_prefecture_and_its_regions_are_not_elsewhere(real_board: Board) -> None:
    elsewhere = Elsewhere(real_board.regions)
    own = real_board.regions.prefecture
    assert not any(elsewhere.is_other(text) for text in (own.name, own.code, own.code[:2]))
    assert not any(elsewhere.is_other(region.name) for region in real_board.regions)


@pytest.mark.parametrize(("code", "name"), [("11101", ""), ("11110", "岩槻区"), ("", "さいたま市浦和区")])
def test_a_ward_is_told_to_be_added_up_to_its_city(real_board: Board, code: str, name: str) -> None:
    assert "さいたま市（11100）の1行にしてください" in Elsewhere(real_board.regions).ward(code, name)


@pytest.mark.parametrize(
    ("code", "name"), [("11100", "さいたま市"), ("11201", "川越市"), ("1110", "秩父"), ("11465", "")]
)
def test_what_is_no_ward_is_not_taken_for_one(real_board: Board, code: str, name: str) -> None:
    assert Elsewhere(real_board.regions).ward(code, name) == ""
