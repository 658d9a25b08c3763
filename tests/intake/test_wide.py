"""The wide shape: one row a region, one column an indicator, a date once for all."""

import pytest

from dashboard.intake import Answers, Draft, examine, limits, rows
from dashboard.observation import Status
from intake.making import CONTEXT, as_text, rules

HEADS = ["地域コード", "地域名", "時点", "通いの場", "独居高齢者", "区分", "備考"]


def draft_of(*rows: list[str], heads: list[str] = HEADS, answers: Answers | None = None) -> Draft:
    return examine(as_text([heads, *rows]).encode("utf-8-sig"), CONTEXT, answers or Answers())


def line(*values: str, code: str = "99201", name: str = "東ヶ丘市", status: str = "確定", note: str = "") -> list[str]:
    return [code, name, "令和4年度", *values, status, note]


def values(draft: Draft) -> list[tuple[str, str, float | None]]:
    return [(o.region, o.indicator, o.value) for o in draft.observations]


def test_each_row_gives_one_value_for_each_indicator() -> None:
    draft = draft_of(line("52", "1,023人"), line("41", "秘匿", code="99202", name="中之島市", status=""))
    assert values(draft) == [
        ("99201", "meeting_places", 52),
        ("99201", "single_elderly", 1023),
        ("99202", "meeting_places", 41),
        ("99202", "single_elderly", None),
    ]
    assert draft.observations[3].status is Status.SUPPRESSED
    assert {(row.number, row.column, row.text) for row in draft.rows} >= {(2, "D", "52"), (2, "E", "1,023人")}


def test_a_problem_names_the_column_by_its_own_heading() -> None:
    (problem,) = draft_of(line("約50", "1023")).errors
    assert (problem.row, problem.column, problem.cell) == (2, "D", "約50")
    assert problem.message.startswith("2行目D列「通いの場」：")


def test_a_fault_of_the_row_is_told_once_and_not_for_each_indicator() -> None:
    assert rules(draft_of(line("52", "1023", code="99999"))) == ["E06"]


@pytest.mark.parametrize(
    "name", ["通いの場", "meeting_places", "住民主体の 通いの場の数", "通いの場（か所）", "通いの場\n（単位：カ所）"]
)
def test_a_heading_names_its_indicator_by_any_name_with_or_without_its_unit(name: str) -> None:
    draft = draft_of(["99201", "令和4年度", "52", "確定"], heads=["コード", "時点", name, "区分"])
    assert (rules(draft), values(draft)) == ([], [("99201", "meeting_places", 52)])


@pytest.mark.parametrize(
    "remark", ["（千か所）", "(人)", "（単位：千か所）", "［百か所］", "【％】", "〔単位 千か所〕"]
)
def test_another_unit_at_a_heading_is_refused(remark: str) -> None:
    draft = draft_of(["99201", "令和4年度", "52", "確定"], heads=["コード", "時点", f"通いの場{remark}", "区分"])
    assert [(p.rule, p.row, p.column) for p in draft.errors] == [("E12", 1, "C")]


@pytest.mark.parametrize(
    ("remark", "rule", "row"),
    [
        ("（目標）", "E03", 1),
        ("（計画値）", "E03", 1),
        ("（前年比）", "E03", 1),
        ("（人口10万対）", "E21", 1),
        ("（千）", "E12", 1),
        ("（令和3年度）", "W20", 2),
        ("（うち公設）", "W11", 1),
        ("（調査票問3）", "W11", 1),
    ],
)
def test_words_in_brackets_that_could_change_the_figure_are_never_passed_by(remark: str, rule: str, row: int) -> None:
    draft = draft_of(["99201", "令和4年度", "52", "確定"], heads=["コード", "時点", f"通いの場{remark}", "区分"])
    assert [(p.rule, p.row, p.column) for p in draft.problems] == [(rule, row, "C")]


@pytest.mark.parametrize(("heading", "found"), [("値（か所）", []), ("実績値（単位：か所）", []), ("値（数値）", [])])
def test_the_value_column_of_the_long_shape_may_name_its_unit(heading: str, found: list[str]) -> None:
    heads, cells = ["指標", "コード", "時点", heading, "区分"], ["通いの場", "99201", "令和4年度", "52", "確定"]
    assert rules(draft_of(cells, heads=heads)) == found


@pytest.mark.parametrize(
    ("heading", "found"), [("値（千か所）", ["E12"]), ("値（単位：人）", ["E12"]), ("値（目標）", ["E03"])]
)
def test_another_unit_at_the_value_column_of_the_long_shape_is_never_passed_by(heading: str, found: list[str]) -> None:
    heads, cells = ["指標", "コード", "時点", heading, "区分"], ["通いの場", "99201", "令和4年度", "52", "確定"]
    assert rules(draft_of(cells, heads=heads)) == found


@pytest.mark.parametrize(
    "units", [["", "", "", "か所", "人"], ["単位", "", "", "（か所）", "（人）"], ["（単位）", "", "", "箇所", ""]]
)
def test_a_row_of_units_is_skipped_and_said(units: list[str]) -> None:
    draft = draft_of(units, line("52", "1023"))
    assert [(p.rule, p.row) for p in draft.problems] == [("N02", 2)]
    assert len(draft.rows) == 2


def test_a_row_of_units_that_are_not_the_indicators_is_refused_by_column() -> None:
    draft = draft_of(["", "", "", "か所", "千人"], line("52", "1023"))
    assert [(p.rule, p.row, p.column) for p in draft.errors] == [("E12", 2, "E")]


def test_a_row_of_units_is_checked_in_the_long_shape_too() -> None:
    heads, cells = ["指標", "コード", "時点", "値", "区分"], ["通いの場", "99201", "令和4年度", "52", "確定"]
    assert rules(draft_of(["", "", "", "か所", ""], cells, heads=heads)) == ["N02"]
    assert rules(draft_of(["", "", "", "千か所", ""], cells, heads=heads)) == ["N02", "E12"]


def test_a_row_of_units_that_contradicts_the_heading_is_refused() -> None:
    heads, cells = ["指標", "コード", "時点", "値（千か所）", "区分"], ["通いの場", "99201", "令和4年度", "52", "確定"]
    assert "E12" in rules(draft_of(["", "", "", "か所", ""], cells, heads=heads))


def test_a_second_row_of_headings_is_never_read_as_values() -> None:
    draft = draft_of(["", "", "", "令和4年度", "令和4年度"], line("52", "1023"))
    assert (rules(draft), [o.value for o in draft.observations]) == ([], [52, 1023])
    other = draft_of(["", "", "", "令和3年度", "令和4年度"], line("52", "1023"))
    assert [(p.rule, p.row, p.column) for p in other.problems] == [("W20", 3, "D")]


def test_a_header_in_two_rows_is_read_as_one() -> None:
    rows = [
        ["地域コード", "地域名", "指標", ""],
        ["", "", "通いの場", "独居高齢者"],
        ["99201", "東ヶ丘市", "52", "1023"],
    ]
    draft = examine(as_text(rows).encode(), CONTEXT, Answers(period="令和4年度"))
    assert values(draft) == [("99201", "meeting_places", 52), ("99201", "single_elderly", 1023)]


def test_an_indicator_with_two_columns_is_refused() -> None:
    heads = ["コード", "時点", "通いの場", "住民主体の通いの場の数"]
    (problem,) = draft_of(["99201", "令和4年度", "52", "53"], heads=heads).problems
    assert (problem.rule, problem.row, problem.column) == ("E03", 1, "D")


def test_an_indicator_column_beside_indicators_as_headings_is_refused() -> None:
    heads = ["指標", "コード", "時点", "通いの場"]
    assert rules(draft_of(["独居高齢者", "99201", "令和4年度", "52"], heads=heads)) == ["E03"]


def test_a_column_of_an_indicator_beside_a_value_column_is_not_passed_by_in_silence() -> None:
    heads = ["指標", "コード", "時点", "値", "通いの場", "区分"]
    assert rules(draft_of(["独居高齢者", "99201", "令和4年度", "52", "41", "確定"], heads=heads)) == ["W11"]


def test_a_misspelt_indicator_is_an_error_and_another_column_of_numbers_a_warning() -> None:
    heads = ["コード", "時点", "通いの場", "ひとり暮らしの高令者数", "人口", "担当", "区分"]
    draft = draft_of(["99201", "令和4年度", "52", "1023", "9999", "健康課", "確定"], heads=heads)
    assert [(p.rule, p.column) for p in draft.problems] == [("E05", "D"), ("W11", "E"), ("N01", "F")]


def test_a_margin_beside_several_indicators_belongs_to_none_of_them() -> None:
    heads = ["コード", "時点", "検診受診率", "通いの場", "標準誤差", "区分"]
    draft = draft_of(["99201", "令和4年度", "38.2", "52", "0.5", "確定"], heads=heads)
    assert (rules(draft), {o.se for o in draft.observations}) == (["W11"], {None})
    one = draft_of(
        ["99201", "令和4年度", "38.2", "0.5", "確定"], heads=["コード", "時点", "検診受診率", "標準誤差", "区分"]
    )
    assert (rules(one), one.observations[0].se) == ([], 0.5)


def test_an_area_column_names_the_region_only_where_no_other_column_does() -> None:
    rows, heads = ["東", "令和4年度", "105", "確定"], ["圏域名", "時点", "通いの場", "区分"]
    assert values(draft_of(rows, heads=heads)) == [("9901", "meeting_places", 105)]
    assert values(draft_of(["東", "東ヶ丘市", *rows[1:]], heads=["圏域名", "市町村", *heads[1:]])) == [
        ("99201", "meeting_places", 105)
    ]
    beside_code = draft_of(["99201", *rows], heads=["コード", *heads])
    assert (rules(beside_code), values(beside_code)) == (["N01"], [("99201", "meeting_places", 105)])


def test_a_date_is_asked_for_once_where_no_column_gives_it() -> None:
    heads = ["コード", "通いの場", "区分"]
    asked = draft_of(["99201", "52", "確定"], heads=heads)
    assert (asked.asks, rules(asked), asked.rows) == (("時点",), ["E17"], ())
    given = draft_of(["99201", "52", "確定"], heads=heads, answers=Answers(period="令和4年度"))
    assert (given.asks, [o.as_of.year for o in given.observations]) == ((), [2022])


def test_a_file_of_one_indicator_asks_for_it_and_its_date() -> None:
    heads, cells = ["コード", "値", "区分"], ["99201", "52", "確定"]
    assert draft_of(cells, heads=heads).asks == ("指標", "時点")
    given = draft_of(cells, heads=heads, answers=Answers(period="R4", indicator="通いの場"))
    assert values(given) == [("99201", "meeting_places", 52)]


@pytest.mark.parametrize(
    ("given", "rule"),
    [(Answers(period="いつか"), "E08"), (Answers(period="令和9年度"), "E09"), (Answers(period="2024"), "E08")],
)
def test_a_date_for_the_whole_file_that_cannot_be_is_told_once(given: Answers, rule: str) -> None:
    rows = [["99201", "52", "確定"], ["99202", "41", "確定"]]
    (problem,) = draft_of(*rows, heads=["コード", "通いの場", "区分"], answers=given).problems
    assert (problem.rule, problem.row, problem.message.startswith("ファイル全体への指定：")) == (rule, None, True)


def test_a_date_for_the_whole_file_of_the_wrong_kind_is_told_once_for_each_indicator() -> None:
    rows = [["架空県", "18.5", "52", "確定"]] * 2
    draft = draft_of(*rows, heads=["地域名", "喫煙率", "通いの場", "区分"], answers=Answers(period="令和5年6月"))
    assert [(p.rule, p.row) for p in draft.errors] == [("E19", None)]


def test_an_answer_for_what_the_file_says_itself_is_refused() -> None:
    assert rules(draft_of(line("52", "1023"), answers=Answers(period="令和3年度"))) == ["E17"]
    assert rules(draft_of(line("52", "1023"), answers=Answers(indicator="通いの場"))) == ["E18"]


@pytest.mark.parametrize(
    "text",
    [
        "地域コード,通いの場,独居高齢者\n99201,52,1,023\n",
        "地域コード,独居高齢者,通いの場\n99201,1,023,52\n",
        "地域コード,独居高齢者,通いの場\n99201,1,234,52\n",
        "地域コード,独居高齢者,通いの場\n99201,1,234,\n",
        "地域コード,独居高齢者,通いの場,\n99201,1,234,52\n",
        "地域コード,独居高齢者,通いの場,,\n99201,1,234,52,\n",
        "地域コード,独居高齢者,備考\n99201,1,234\n",
        "地域コード,独居高齢者,区分\n99201,1,234\n",
        "地域コード,独居高齢者,出典,備考\n99201,1,234,資料,\n",
        "地域コード,独居高齢者,通いの場,備考\n99201,1,234,52,\n",
        "地域コード,独居高齢者,通いの場,備考\n99201,12,345,1,234,\n",
        "独居高齢者,通いの場,地域コード\n1,234,52,99201\n",
    ],
)
def test_a_number_torn_by_its_comma_is_never_read_in_part(text: str) -> None:
    draft = examine(text.encode(), CONTEXT, Answers(period="令和4年度"))
    assert {p.row for p in draft.errors} == {2}
    assert draft.blocked


def test_running_numbers_without_a_heading_left_of_the_values_do_not_block_a_file() -> None:
    draft = draft_of(["1", "99201", "令和4年度", "52", "確定"], heads=["", "コード", "時点", "通いの場", "区分"])
    assert (rules(draft), len(draft.rows)) == (["W11"], 1)


def test_a_template_that_is_mostly_empty_has_one_notice_for_each_column_with_all_places() -> None:
    codes = ["99201", "99202", "99301", "99203", "99321"]
    draft = draft_of(*(line("52" if code == "99301" else "", "…", code=code, name="") for code in codes))
    assert [(p.rule, p.row, p.column) for p in draft.problems] == [("N02", 2, "D"), ("N02", 2, "E")]
    assert "2～3、5～6行目の4個が同じです" in draft.problems[0].message
    assert "「…」（値の設定なし）" in draft.problems[1].message
    assert "2～6行目の5個が同じです" in draft.problems[1].message


def test_no_more_than_ten_spans_of_empty_cells_are_listed() -> None:
    rows = [["99201", "", f"令和4年{at}月", "" if at % 2 else "52", "1"] for at in range(1, 13)]
    more = [[*cells[:2], cells[2].replace("4", "3"), *cells[3:]] for cells in rows]
    (notice,) = [p for p in draft_of(*rows, *more).problems if p.rule == "N02"]
    assert "、20 など行目の12個" in notice.message


@pytest.mark.parametrize("note", [["※ 架空の値"], ["※1", "架空の調査"], ["", "注", "令和4年度の値"], ["出典：架空県"]])
def test_a_note_below_is_skipped_and_said_once(note: list[str]) -> None:
    draft = draft_of(line("52", "1023"), note)
    assert [(p.rule, p.row) for p in draft.problems] == [("N02", 3)]


@pytest.mark.parametrize(
    "cells",
    [
        ["※東ヶ丘市", "", "令和4年度", "52", "1023"],
        ["※東ヶ丘市", "", "令和4年度", "約50", ""],
        ["※東ヶ丘市", "", "令和4年度", "", "", "集計中"],
    ],
)
def test_a_row_with_a_value_is_no_note_however_it_begins(cells: list[str]) -> None:
    assert {p.row for p in draft_of(cells).errors} == {2}


def test_a_remark_in_the_first_column_makes_no_row_a_note() -> None:
    heads = ["備考", "コード", "時点", "通いの場", "区分"]
    draft = draft_of(["※速報値", "99201", "令和4年度", "", "集計中"], heads=heads)
    assert [o.status for o in draft.observations] == [Status.PENDING]
    assert draft_of(["※速報値", "99201", "令和4年度", "約50", ""], heads=heads).blocked


def test_a_blank_standing_is_official_and_said_once() -> None:
    draft = draft_of(line("52", "1023", status=""), line("41", "900", code="99202", name="", status=""))
    assert [(p.rule, p.row, "2行あり" in p.message) for p in draft.problems] == [("N04", 2, True)]


def test_a_standing_holds_for_every_value_of_its_row() -> None:
    draft = draft_of(line("52", "1023", status="速報"))
    assert {o.status for o in draft.observations} == {Status.PROVISIONAL}
    assert [p.rule for p in draft_of(line("52", "", status="集計中")).errors] == ["E14"]


def test_one_region_twice_is_told_with_the_columns_that_differ() -> None:
    draft = draft_of(line("52", "1023"), line("53", "1023", name=""))
    assert [(p.rule, p.row, p.column, p.cell) for p in draft.problems] == [
        ("E13", 3, "D", "53"),
        ("N03", 3, "E", "1023"),
    ]


def test_more_values_than_a_long_file_may_have_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MAX_ROWS", 5)
    assert rules(draft_of(line("52", "1023"), line("41", "900", code="99202", name=""))) == ["E15"]
    assert limits.MAX_ROWS == 200_000


def test_samples_for_practice_are_warned_of_once() -> None:
    draft = draft_of(line("52", "1023", note="架空の値"), line("41", "900", code="99202", name="", note="架空の値"))
    assert [(p.rule, p.row, "合わせて2行" in p.message) for p in draft.problems] == [("W12", 2, True)]


def test_a_blank_cell_asks_for_no_region_or_date_that_fits_its_indicator() -> None:
    heads = ["地域コード", "地域名", "時点", "通いの場", "喫煙率", "区分", "備考"]
    draft = draft_of(line("52", ""), ["99000", "架空県", "令和4年度", "139", "18.5", "確定", ""], heads=heads)
    assert draft.errors == ()
    assert [(o.region, o.indicator) for o in draft.observations] == [
        ("99201", "meeting_places"),
        ("99000", "meeting_places"),
        ("99000", "smoking_rate"),
    ]
    assert [p.rule for p in draft_of(line("52", "18.5"), heads=heads).errors] == ["E20"]
