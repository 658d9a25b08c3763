"""Rows that sum up others: skipped, said, and added up."""

from pathlib import Path

import pytest

from dashboard.board import Board
from dashboard.intake import Context, Draft, examine
from intake.making import CONTEXT, as_text, draft_of, made_up_context, row, rules
from places.sets import two_sets

EAST = [row(value="52"), row(code="99202", value="41"), row(code="99301", value="12")]
WEST = [row(code="99203", value="34"), row(code="99321", value="4")]


def total(name: str, value: str, code: str = "") -> list[str]:
    return row(code=code, name=name, value=value)


def wide_draft(*rows: list[str], heads: tuple[str, ...] = ("市町村名", "時点", "通いの場", "独居高齢者")) -> Draft:
    return examine(as_text([list(heads), *rows]).encode(), CONTEXT)


@pytest.mark.parametrize("name", ["合計", "計", "総　計", "県計", "架空県計", "架空県合計", "市町村計", "全県"])
def test_a_total_of_the_whole_table_that_agrees_is_skipped_and_said(name: str) -> None:
    draft = draft_of(*EAST, *WEST, total(name, "143"))
    assert [(p.rule, p.row) for p in draft.problems] == [("N02", 7)]
    assert len(draft.rows) == 5


@pytest.mark.parametrize("given", ["142", "144", "1,430"])
def test_a_total_that_differs_is_told_with_both_figures(given: str) -> None:
    draft = draft_of(*EAST, *WEST, total("合計", given))
    assert rules(draft) == ["N02", "W04"]
    problem = draft.problems[-1]
    assert (problem.row, problem.column, problem.cell) == (7, "E", given)
    assert f"「合計」は{given}ですが、住民主体の通いの場の数の5地域を足すと143です" in problem.message


def test_the_prefectures_code_says_that_its_total_is_its_own_value() -> None:
    draft = draft_of(*EAST, *WEST, total("県計", "143", code="99000"))
    assert rules(draft) == []
    assert [o.value for o in draft.observations if o.region == "99000"] == [143]


def test_a_municipalitys_code_beside_the_word_for_a_total_is_a_contradiction_and_no_total() -> None:
    assert [(p.rule, p.row) for p in draft_of(*EAST, *WEST[:1], total("計", "4", code="99321")).errors] == [("E07", 6)]


def test_the_word_for_a_total_may_stand_in_the_code_column() -> None:
    assert rules(draft_of(*EAST, *WEST, total("", "143", code="計"))) == ["N02"]


def test_the_word_for_a_total_may_stand_left_of_an_empty_region() -> None:
    heads = ("圏域名", "市町村名", "時点", "通いの場")
    rows = [["東", "東ヶ丘市", "R4", "52"], ["東", "中之島市", "R4", "41"], ["合計", "", "R4", "94"]]
    draft = wide_draft(*rows, heads=heads)
    assert [(p.rule, p.row) for p in draft.problems if p.rule in {"N02", "W04"}] == [("N02", 4), ("W04", 4)]
    assert len(draft.rows) == 2


def test_a_subtotal_sums_up_what_stands_since_the_total_before() -> None:
    assert rules(draft_of(*EAST, total("小計", "105"), *WEST, total("小計", "38"), total("合計", "143"))) == ["N02"] * 3
    found = draft_of(*EAST, total("小計", "105"), *WEST, total("小計", "39"), total("合計", "143"))
    assert [(p.rule, p.row) for p in found.problems if p.rule == "W04"] == [("W04", 8)]


def test_a_subtotal_in_a_wide_file_counts_from_the_total_before_for_every_indicator() -> None:
    rows = [["東ヶ丘市", "R4", "52", "900"], ["中之島市", "R4", "41", "800"], ["小計", "R4", "93", "1,700"]]
    more = [["西の浜市", "R4", "34", "700"], ["北里村", "R4", "4", "60"], ["小計", "R4", "38", "761"]]
    draft = wide_draft(*rows, *more)
    assert [(p.row, p.column) for p in draft.problems if p.rule == "W04"] == [(7, "D")]


def test_an_areas_total_sums_up_its_municipalities_only() -> None:
    assert rules(draft_of(*EAST, total("東圏域計", "105"), *WEST, total("西圏域計", "38"))) == ["N02", "N02"]
    assert "W04" in rules(draft_of(*EAST, *WEST, total("東圏域計", "143")))


def test_a_total_over_areas_is_summed_from_areas_where_no_municipality_stands() -> None:
    areas = [row(code="9901", value="105"), row(code="9902", value="38")]
    assert rules(draft_of(*areas, total("計", "143"))) == ["N02"]
    assert rules(draft_of(row(code="99000", value="143"), *areas, *EAST, *WEST, total("計", "143"))) == ["N02"]


@pytest.fixture
def two(tmp_path: Path) -> Context:
    """With 保健所圏域 beside 医療圏: 東 and 北."""
    return made_up_context(two_sets(tmp_path))


@pytest.mark.parametrize(("given", "found"), [("20", []), ("30", []), ("50", ["W04"])])
def test_a_total_over_areas_is_summed_from_one_set_and_never_from_two(
    two: Context, given: str, found: list[str]
) -> None:
    medical = [row(code="9901", value="10"), row(code="9902", value="10")]
    health = [row(code="hc-1", value="15"), row(code="hc-2", value="15")]
    assert rules(draft_of(*medical, *health, total("計", given), context=two)) == ["N02", *found]


@pytest.mark.parametrize(("given", "found"), [("105", []), ("86", []), ("120", ["W04"])])
def test_a_total_named_like_areas_of_two_sets_agrees_when_it_is_either_ones(
    two: Context, given: str, found: list[str]
) -> None:
    draft = draft_of(*EAST, *WEST, total("東計", given), context=two)
    assert rules(draft) == ["N02", *found]
    assert (
        "東の値なら、地域名に「東（医療圏）」「東（保健所圏域）」のどれかと書いてください" in draft.problems[0].message
    )


def test_a_total_named_with_its_set_is_of_that_set(two: Context) -> None:
    assert rules(draft_of(*EAST, *WEST, total("東保健所圏域計", "86"), context=two)) == ["N02"]
    assert rules(draft_of(*EAST, *WEST, total("東保健所圏域計", "105"), context=two)) == ["N02", "W04"]


def test_hidden_parts_may_only_make_a_total_larger() -> None:
    hidden = row(code="99321", value="x", status="秘匿")
    assert rules(draft_of(*EAST, *WEST[:1], hidden, total("計", "143"))) == ["N02"]
    assert rules(draft_of(*EAST, *WEST[:1], hidden, total("計", "138"))) == ["N02", "W04"]


def test_a_total_of_shares_is_not_added_up() -> None:
    shares = [row(indicator="screening_rate", code=code, value="40.0") for code in ("99201", "99202")]
    assert rules(draft_of(*shares, row(indicator="screening_rate", code="", name="計", value="40.0"))) == ["N02"]


def test_totals_of_two_dates_are_each_of_their_own() -> None:
    later = [row(period="令和5年度", value="60"), row(code="99202", period="令和5年度", value="50")]
    totals = [total("計", "105"), row(code="", name="計", period="令和5年度", value="111")]
    assert [(p.rule, p.row) for p in draft_of(*EAST, *later, *totals).problems if p.rule == "W04"] == [("W04", 8)]


def test_a_total_without_a_number_or_a_date_is_skipped_without_being_added_up() -> None:
    assert rules(draft_of(*EAST, total("計", "―"))) == ["N02"]
    assert rules(draft_of(*EAST, row(code="", name="計", period="", value="999"))) == ["N02"]


def test_ten_thousand_totals_do_not_take_forever() -> None:
    draft = draft_of(*EAST, *[total("無計", "105") for _ in range(2000)])
    assert len(draft.errors) == 2000
    assert rules(draft_of(*EAST, *[total("小計", "0") for _ in range(2000)])).count("W04") == 1


@pytest.mark.parametrize(("given", "found"), [("10", ["N02"]), ("11", ["N02", "W04"])])
def test_a_total_named_like_an_area_and_a_city_is_the_areas(real_board: Board, given: str, found: list[str]) -> None:
    context = Context(real_board.catalogue, real_board.regions, CONTEXT.today)
    cities = [["秩父市", "1"], ["横瀬町", "2"], ["皆野町", "3"], ["長瀞町", "4"]]
    rows = [["市町村名", "時点", "訪問診療の医療機関", "区分"], *([name, "R4", n, "速報"] for name, n in cities)]
    draft = examine(as_text([*rows, ["秩父　計", "R4", given, ""]]).encode(), context)
    assert rules(draft) == found
    assert "「秩父（二次保健医療圏）」と書いてください" in next(p.message for p in draft.problems if p.rule == "N02")


def test_the_total_of_a_year_is_not_compared_with_its_quarters() -> None:
    rows = [
        row(code=code, period=period, value=f"{value}")
        for period, values in {"令和4年度上半期": (5, 6), "令和4年度第2四半期": (1, 2)}.items()
        for code, value in zip(("99201", "99202"), values, strict=True)
    ]
    totals = [
        row(code="", name="合計", period="令和4年度上半期", value="11"),
        row(code="", name="合計", period="令和4年度第2四半期", value="4"),
    ]
    warnings = [problem for problem in draft_of(*rows, *totals).problems if problem.rule == "W04"]
    assert [(problem.row, "足すと3です" in problem.message) for problem in warnings] == [(7, True)]
