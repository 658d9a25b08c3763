"""Every filled cell is accounted for: how it was understood, and why one is not used."""

from dashboard.intake import Draft, Role, examine
from dashboard.intake.account import unused_cells
from intake import making
from intake.making import CONTEXT

TABLE = """架空の報告,,,,
地域コード,地域名,時点,通いの場,担当
99201,東ヶ丘市,令和4年度,12,架空係
99202,中之島市,令和4年度,―,架空係
,計,令和4年度,12,
※ 架空の値です。,,,,
"""


def draft_of(text: str) -> Draft:
    return examine(text.encode(), CONTEXT)


def test_each_cell_has_the_role_that_it_plays_for_a_value() -> None:
    account = draft_of(TABLE).account
    roles = [[account.at(row, place).role for place in range(5)] for row in (1, 2)]
    assert roles == [
        [Role.HEADING, Role.HEADING, Role.HEADING, Role.HEADING, Role.UNUSED],
        [Role.REGION, Role.REGION, Role.DATE, Role.VALUE, Role.UNUSED],
    ]
    assert account.at(0, 0).role is Role.REMARK
    assert account.at(4, 3).role is Role.UNUSED
    assert account.at(5, 0).role is Role.REMARK


def test_a_sign_for_no_value_is_not_accounted_for_as_a_value() -> None:
    assert draft_of(TABLE).account.at(3, 3).role is Role.UNUSED


def test_a_heading_says_what_its_column_means_by_name() -> None:
    why = draft_of(TABLE).account.at(1, 3).why
    assert "通いの場" in why
    assert "見出し" in why


def test_every_cell_that_is_no_part_of_a_value_is_listed_with_its_reason() -> None:
    listed = {(row, place): why for row, place, _, why in unused_cells(draft_of(TABLE))}
    assert {(0, 0), (1, 4), (2, 4), (3, 3), (3, 4), (4, 1), (4, 3), (5, 0)} <= set(listed)
    assert (2, 3) not in listed
    assert all(why.endswith("。") for why in listed.values())


def test_without_a_table_no_cell_is_said_to_lie_outside_of_one() -> None:
    reasons = {why for _, _, _, why in unused_cells(draft_of("架空のことば\n1,2\n"))}
    assert reasons == {"表として読めていないので、まだ使っていません。"}


def test_a_word_beside_a_number_is_told_as_its_status_and_a_sign_as_a_footnotes_mark() -> None:
    for value, word in (("52（速報）", "区分"), ("52※", "注の印")):
        draft = making.draft_of(making.row(value=value, status=""))
        assert [word in problem.message for problem in draft.problems if "横の" in problem.message] == [True]
