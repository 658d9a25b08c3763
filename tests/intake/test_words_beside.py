"""Words beside and above a table that are no part of its header, comments at one value, rows with a cell too few."""

import io

import openpyxl
import pytest
from openpyxl.comments import Comment

from dashboard.intake import Answers, Draft, examine
from dashboard.observation import Status
from intake.making import CONTEXT, as_text, rules

TOWN_BY_INDICATOR = [["市町村名", "時点", "通いの場"], ["東ヶ丘市", "令和4年9月", "31"], ["南谷町", "令和4年9月", "12"]]
INDICATOR_BY_TOWN = [["指標名", "東ヶ丘市", "中之島市", "西の浜市"], ["通いの場", "31", "22", "13"]]


def asked(draft: Draft) -> list[str]:
    return [rule for rule in rules(draft) if not rule.startswith("N")]


def draft_of_cells(rows: list[list[str]], answers: Answers | None = None, file: str = "") -> Draft:
    return examine(as_text(rows).encode("utf-8-sig"), CONTEXT, answers or Answers(), file)


@pytest.mark.parametrize(
    ("title", "rule"),
    [
        ("目標値について", "W18"),
        ("（めざす数）", "W18"),
        ("シミュレーション結果", "W18"),
        ("計画上の数", "W18"),
        ("将来の数", "W18"),
        ("平成29年3月31日", "W20"),
        ("10万人比", "E21"),
        ("今後修正の可能性あり", "W19"),
    ],
)
@pytest.mark.parametrize("indent", [1, 3])
def test_a_title_that_stands_to_the_right_is_no_heading(title: str, rule: str, indent: int) -> None:
    draft = draft_of_cells([[*[""] * indent, title], *TOWN_BY_INDICATOR])
    assert asked(draft) == [rule]
    assert [row.observation.value for row in draft.rows] == [31, 12]


def test_a_title_over_the_second_of_the_regions_bars_none_of_them() -> None:
    draft = draft_of_cells([["", "", "目標達成率"], *INDICATOR_BY_TOWN], Answers(period="令和4年9月"))
    assert set(asked(draft)) == {"W18"}
    assert len(draft.rows) == 3


def test_a_head_over_the_first_column_of_values_is_still_one() -> None:
    rows = [["", "通いの場", ""], ["市町村名", "令和3年度", "令和4年度"], ["東ヶ丘市", "31", "33"]]
    draft = draft_of_cells(rows)
    assert asked(draft) == []
    assert [row.observation.indicator for row in draft.rows] == ["meeting_places"] * 2


def test_a_unit_in_a_note_is_read_without_the_word_unit_and_before_it() -> None:
    for note in ("注）（百か所）", "※百か所単位で記載"):
        draft = draft_of_cells([*TOWN_BY_INDICATOR, [note]])
        assert asked(draft) == ["E12"]
        assert draft.units == ("百か所",)


def test_one_preliminary_figure_does_not_answer_for_a_note_about_all() -> None:
    rows = [*TOWN_BY_INDICATOR, ["北里村", "令和4年9月", "8p"], ["注）数値は集計途中"]]
    assert asked(draft_of_cells(rows)) == ["W19"]


def test_a_column_of_standings_answers_for_a_note_that_names_one_of_them() -> None:
    head, *towns = TOWN_BY_INDICATOR
    rows = [[*head, "区分"], [*towns[0], "確定"], [*towns[1], "速報"], ["※速報値を含む"]]
    assert asked(draft_of_cells(rows)) == []


def test_a_comment_speaks_of_its_own_value() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for cells in (
        ["市町村名", "時点", "通いの場", "区分"],
        ["東ヶ丘市", "令和4年9月", 31, "確定"],
        ["南谷町", "令和4年9月", 12, "速報"],
    ):
        page.append(cells)
    page["C2"].comment = Comment("速報のため後日差し替え", "係")
    page["C3"].comment = Comment("確認中の数", "係")
    sink = io.BytesIO()
    book.save(sink)
    draft = examine(sink.getvalue(), CONTEXT)
    told = [problem for problem in draft.problems if problem.rule == "W19"]
    assert [(problem.row, problem.column) for problem in told] == [(2, "C")]
    assert [row.observation.status for row in draft.rows] == [Status.OFFICIAL, Status.PROVISIONAL]


def test_a_row_that_lacks_a_cell_which_no_other_row_leaves_blank_is_told() -> None:
    head, first, _ = TOWN_BY_INDICATOR
    rows = [[*head, "担当課"], [*first, "架空課"], ["南谷町", "令和4年9月", "1231"]]
    assert asked(draft_of_cells(rows)) == ["W26"]


def test_an_only_row_with_a_cell_fewer_than_its_headings_is_told() -> None:
    rows = [["市町村名", "時点", "通いの場", "計画上の数"], ["東ヶ丘市", "令和4年9月", "3112"]]
    assert "W26" in asked(draft_of_cells(rows))
