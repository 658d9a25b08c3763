"""What was read otherwise than it was written is echoed: once a kind, with the first cell and the number of them."""

import pytest

from dashboard.intake import Answers, Draft, examine
from intake.making import CONTEXT, as_text, draft_of, row, wide


def echoes(draft: Draft) -> list[tuple[int | None, str | None, str]]:
    return [(p.row, p.column, p.message) for p in draft.problems if p.rule == "N05"]


@pytest.mark.parametrize(
    "cells",
    [
        row(),
        row(period="2022年度"),
        row(period="令和4年11月"),
        row(period="2022-11-30"),
        row(name="東ヶ丘市"),
        row(indicator="住民主体の通いの場の数"),
        row(indicator="通いの場"),
        row(value="集計中", status=""),
        row(value="52.0"),
    ],
)
def test_what_is_written_as_it_is_read_needs_no_echo(cells: list[str]) -> None:
    assert echoes(draft_of(cells)) == []


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        (row(value="１，０２３か所"), "E", "「１，０２３か所」を 1,023 と読みました"),
        (row(indicator="screening_rate", value="38.2%"), "E", "「38.2%」を 38.2 と読みました"),
        (row(period="R4.11.30"), "D", "「R4.11.30」を 令和4年11月30日 と読みました"),
        (row(period="44895"), "D", "「44895」を 令和4年11月30日 と読みました"),
        (row(code="992011"), "B", "「992011」を 99201 と読みました"),
        (row(name="東が丘"), "C", "「東が丘」を 東ヶ丘市 と読みました"),
        (row(code="", name="東郡南谷町"), "C", "「東郡南谷町」を 南谷町 と読みました"),
        (row(indicator=wide("MEETING_PLACES")), "A", "を 住民主体の通いの場の数 と読みました"),
    ],
)
def test_another_notation_is_echoed_with_its_place_and_reading(cells: list[str], column: str, said: str) -> None:
    ((number, letter, message),) = echoes(draft_of(cells))
    assert (number, letter) == (2, column)
    assert said in message


def test_each_kind_is_said_once_with_the_number_of_cells() -> None:
    draft = draft_of(row(value="52か所"), row(code="99202", value=wide("41")), row(code="992038", value="1,002"))
    assert [(number, column) for number, column, _ in echoes(draft)] == [(2, "E"), (4, "B")]
    assert "は2件です" in echoes(draft)[0][2]
    assert "は1件です" in echoes(draft)[1][2]


def test_a_row_that_is_refused_is_not_echoed() -> None:
    assert echoes(draft_of(row(value=wide("52"), code="99999"))) == []


def test_the_date_given_for_the_whole_file_is_echoed_too() -> None:
    data = as_text([["地域コード", "通いの場"], ["99201", "52"], ["99202", "41"]]).encode()
    ((number, column, message),) = echoes(examine(data, CONTEXT, Answers(period="R4")))
    assert (number, column) == (None, None)
    assert "ファイル全体への指定：「R4」を 令和4年度（令和4年9月30日） と読みました" in message
    assert "は2件です" in message
