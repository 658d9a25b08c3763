"""Rows: what is accepted as which observation, and what is said about the rest."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard.fiscal import Precision
from dashboard.intake import clues, examine
from dashboard.observation import Status
from intake.making import CONTEXT, HEADER, as_text, draft_of, only, row, rules, wide

RATE = "screening_rate"


@pytest.mark.parametrize(
    "name", ["meeting_places", "住民主体の通いの場の数", "通いの場", wide("MEETING_PLACES"), "通い の場"]
)
def test_an_indicator_is_found_by_id_or_name_in_any_width(name: str) -> None:
    assert only(draft_of(row(indicator=name))).indicator == "meeting_places"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("99201", ""),
        ("992011", ""),
        (wide("99201"), "東ヶ丘市"),
        ("", "東ヶ丘市"),
        ("", "東が丘"),
        ("", "架空県 東ケ丘市"),
        ("992011", "東が丘市"),
    ],
)
def test_a_region_is_found_by_code_or_name_in_any_spelling(code: str, name: str) -> None:
    assert only(draft_of(row(code=code, name=name))).region == "99201"


@pytest.mark.parametrize(
    ("code", "name", "rule", "said"),
    [
        ("99999", "", "E06", "地域コード「99999」はありません"),
        ("992012", "", "E06", "検査数字が合いません"),
        ("", "西が丘市", "E06", "「東ヶ丘市」ではありませんか"),
        ("", "", "E06", "どちらかを書いてください"),
        ("99201", "中之島市", "E07", "99201」は東ヶ丘市ですが、地域名は「中之島市」"),
        ("99201", "埼玉", "E07", "地域名は「埼玉」"),
    ],
)
def test_a_region_that_is_not_certain_is_refused(code: str, name: str, rule: str, said: str) -> None:
    (problem,) = draft_of(row(code=code, name=name)).problems
    assert (problem.rule, problem.row) == (rule, 2)
    assert said in problem.message


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("令和6年11月末", date(2024, 11, 30), Precision.MONTH),
        ("R6.11.30", date(2024, 11, 30), Precision.DAY),
        ("2024-11-30", date(2024, 11, 30), Precision.DAY),
        ("45626", date(2024, 11, 30), Precision.DAY),
        ("令和６年度第２四半期", date(2024, 9, 30), Precision.QUARTER),
        ("平成３０年度", date(2018, 9, 30), Precision.FISCAL_YEAR),
        ("R6年度末", date(2025, 3, 31), Precision.FISCAL_YEAR),
    ],
)
def test_a_date_is_read_in_every_notation_with_its_precision(text: str, day: date, precision: Precision) -> None:
    context = replace(CONTEXT, today=date(2025, 12, 31))
    found = only(examine(as_text([list(HEADER), row(period=text)]).encode(), context))
    assert (found.as_of, found.precision) == (day, precision)


@pytest.mark.parametrize("text", ["", "6年度", "2024", "去年", "令和6年13月", "31.5.1"])
def test_an_uncertain_date_is_refused(text: str) -> None:
    (problem,) = draft_of(row(period=text)).problems
    assert (problem.rule, problem.row, problem.column) == ("E08", 2, "D")


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        (row(period="R5.1①"), "E08"),
        (row(period="令和6年1²月"), "E08"),
        (row(code="9920①"), "E06"),
    ],
)
def test_a_footnote_mark_in_a_date_or_code_is_not_read_as_its_last_digit(cells: list[str], rule: str) -> None:
    (problem,) = draft_of(cells).problems
    assert (problem.rule, "丸数字などの記号" in problem.message) == (rule, True)


@pytest.mark.parametrize("text", ["令和8年度", "2025-01-01", "令和6年度第4四半期", "令和6年度末"])
def test_a_date_that_has_not_come_is_refused(text: str) -> None:
    assert rules(draft_of(row(period=text))) == ["E09"]


def test_today_has_come() -> None:
    assert only(draft_of(row(period="2024-12-31"))).as_of == date(2024, 12, 31)


@pytest.mark.parametrize("value", ["▲3", "52.5", "1.000", "-0.5"])
def test_a_count_is_a_whole_number_from_zero(value: str) -> None:
    (problem,) = draft_of(row(value=value)).problems
    assert (problem.rule, problem.cell) == ("E11", value)


@pytest.mark.parametrize(("value", "number"), [("0", 0), ("52.0", 52), ("1,023", 1023)])
def test_zero_and_whole_numbers_are_counts(value: str, number: float) -> None:
    assert only(draft_of(row(value=value))).value == number


@pytest.mark.parametrize(("value", "number"), [("38.2", 38.2), ("38.2%", 38.2), (wide("38"), 38), ("100", 100)])
def test_a_percentage_has_decimals(value: str, number: float) -> None:
    assert only(draft_of(row(indicator=RATE, value=value))).value == number


def test_a_value_beyond_the_natural_limit_is_refused() -> None:
    (problem,) = draft_of(row(indicator=RATE, value="100.1")).problems
    assert (problem.rule, "超えられない値 100" in problem.message) == ("E11", True)


def test_a_percentage_below_nothing_is_refused() -> None:
    (problem,) = draft_of(row(indicator=RATE, value="-0.1")).problems
    assert (problem.rule, "超えられない値 0 を下回って" in problem.message) == ("E11", True)


def test_a_value_finer_than_shown_is_kept_as_written_and_said() -> None:
    draft = draft_of(row(indicator=RATE, value="38.25"))
    assert rules(draft) == ["W02"]
    assert draft.observations[0].value == 38.25


@pytest.mark.parametrize("value", ["52人", "52千か所", "52か所以上", "52①"])
def test_a_unit_that_is_not_the_indicators_is_refused(value: str) -> None:
    assert rules(draft_of(row(value=value))) == ["E12"]


@pytest.mark.parametrize(
    ("unit", "found"), [("か所", []), ("箇所", []), ("（か所）", []), ("", []), ("人", ["E12"]), ("千か所", ["E12"])]
)
def test_the_unit_column_must_name_the_indicators_unit(unit: str, found: list[str]) -> None:
    text = as_text([[*HEADER, "単位"], [*row(), unit]])
    assert rules(examine(text.encode(), CONTEXT)) == found


@pytest.mark.parametrize(
    ("value", "status", "stored"),
    [
        ("集計中", "", Status.PENDING),
        ("", "集計中", Status.PENDING),
        ("―", "集計中", Status.PENDING),
        ("集計中", "集計中", Status.PENDING),
        ("x", "秘匿", Status.SUPPRESSED),
        ("***", "", Status.SUPPRESSED),
        ("該当なし", "", Status.NOT_APPLICABLE),
        ("", "対象外", Status.NOT_APPLICABLE),
    ],
)
def test_a_reason_for_no_value_is_stored_as_such(value: str, status: str, stored: Status) -> None:
    found = only(draft_of(row(value=value, status=status)))
    assert (found.value, found.status) == (None, stored)


@pytest.mark.parametrize(
    ("value", "found"), [("", "空"), ("…", "「…」（値の設定なし）"), ("...", "「...」（値の設定なし）")]
)
def test_a_row_without_value_or_reason_is_skipped_and_said(value: str, found: str) -> None:
    draft = draft_of(row(value=value), row(code="99202"))
    assert [(p.rule, p.row, found in p.message) for p in draft.problems] == [("N02", 2, True)]
    assert [r.number for r in draft.rows] == [3]


def test_a_file_in_which_no_row_has_a_value_is_refused() -> None:
    assert rules(draft_of(row(value=""))) == ["E04", "N02"]


@pytest.mark.parametrize(("value", "status"), [("52", "集計中"), ("集計中", "秘匿"), ("集計中", "確定"), ("0", "秘匿")])
def test_a_value_and_a_status_that_contradict_each_other_are_refused(value: str, status: str) -> None:
    (problem,) = draft_of(row(value=value, status=status)).problems
    assert (problem.rule, problem.column) == ("E14", "F")
    assert f"区分は「{status}」ですが、値は「{value}」です" in problem.message


@pytest.mark.parametrize(
    ("word", "status"), [("確定", Status.OFFICIAL), ("速報", Status.PROVISIONAL), ("参考値", Status.REFERENCE)]
)
def test_the_status_column_gives_the_standing(word: str, status: Status) -> None:
    assert only(draft_of(row(status=word))).status is status


def test_an_unknown_status_is_refused_with_the_words_to_choose_from() -> None:
    (problem,) = draft_of(row(status="たぶん")).problems
    assert problem.message.endswith("確定、速報、参考、集計中、秘匿、該当なし のどれかを書いてください。")


def test_rows_without_status_are_official_and_their_number_is_said_once() -> None:
    draft = draft_of(
        row(), row(code="99202", status=""), row(code="99203", status=""), row(code="99301", value="x", status="")
    )
    assert [(p.rule, p.row, "2行あり" in p.message) for p in draft.problems] == [("N04", 3, True)]
    assert {o.status for o in draft.observations if o.value is not None} == {Status.OFFICIAL}


def test_all_faults_of_a_row_are_told_at_once() -> None:
    faulty = row(indicator="x", code="1", period="去年", value="約5")
    assert rules(draft_of(faulty)) == ["E05", "E06", "E08", "E10"]


def test_one_bad_row_does_not_hide_another() -> None:
    draft = draft_of(row(value="約5"), row(), row(code="99999"))
    assert [(p.row, p.rule) for p in draft.problems] == [(2, "E10"), (4, "E06")]


@pytest.mark.parametrize(
    ("text", "row_number"),
    [
        ("指標,地域コード,時点,値\nsingle_elderly,99201,R4,1,023\n", 2),
        ("指標,地域コード,時点,値,出典\nsingle_elderly,99201,R4,1,023,資料\n", 2),
        ("指標,地域コード,時点,値,備考\nsingle_elderly,99201,R4,1,023\n", 2),
        ("指標,地域コード,時点,値,備考\nsingle_elderly,99201,R4,▲12,345人\n", 2),
        ("指標,地域コード,時点,値,,備考\nsingle_elderly,99201,R4,1,023,\n", 2),
        ("指標,地域コード,時点,値,前年,備考\nsingle_elderly,99201,R4,1,023,1000,\n", 2),
        ("指標,地域コード,時点,値,標準誤差,備考\nsingle_elderly,99201,R4,1,234,,\n", 2),
    ],
)
def test_a_number_torn_in_two_by_its_own_comma_is_never_read_as_its_first_half(text: str, row_number: int) -> None:
    draft = examine(text.encode(), CONTEXT)
    assert [(p.rule, p.row) for p in draft.errors] == [("E16", row_number)]
    assert draft.rows == ()


@pytest.mark.parametrize("text", ["指標,地域コード,時点,値,調査数\nscreening_rate,99201,R4,38,500\n"])
def test_a_number_in_a_column_of_its_own_is_not_taken_for_a_torn_one(text: str) -> None:
    draft = examine(text.encode(), CONTEXT)
    assert draft.errors == ()
    assert draft.observations[0].value == 38


def test_a_cell_beyond_the_header_is_refused_with_its_place() -> None:
    (problem,) = draft_of([*row(), "余り"]).problems
    assert (problem.rule, problem.row, problem.column, problem.cell) == ("E16", 2, "I", "余り")


def test_a_row_may_be_shorter_than_the_header() -> None:
    assert only(draft_of(row()[:6])).value == 52


def test_the_same_row_twice_is_read_once_and_said() -> None:
    draft = draft_of(row(), row())
    assert [(p.rule, p.row) for p in draft.problems] == [("N03", 3)]
    assert len(draft.rows) == 1


def test_a_source_that_differs_between_equal_rows_is_not_lost_unsaid() -> None:
    other = [*row()[:6], "別の調査", ""]
    (problem,) = draft_of(row(), other).problems
    assert (problem.rule, "2行目のほうだけ" in problem.message) == ("N03", True)


@pytest.mark.parametrize(
    "second", [row(value="53"), row(status="速報"), row(value="", status="集計中"), row(period="R4年度", value="5")]
)
def test_two_values_for_one_key_are_refused_however_the_key_is_written(second: list[str]) -> None:
    (problem,) = draft_of(row(name="東ヶ丘市"), second).errors
    assert (problem.rule, problem.row) == ("E13", 3)
    assert "2行目と" in problem.message


def test_a_year_and_the_day_on_which_it_stands_are_two_values() -> None:
    assert [each.value for each in draft_of(row(), row(period="2022-09-30", value="5")).observations] == [52, 5]


@pytest.mark.parametrize("name", ["合計", "計", "合　計", "県計"])
def test_a_total_row_is_no_regions_value_and_is_said(name: str) -> None:
    draft = draft_of(row(), row(code="", name=name))
    assert [(p.rule, p.row, p.cell) for p in draft.problems] == [("N02", 3, name.replace("　", ""))]
    assert [r.number for r in draft.rows] == [2]


def test_the_prefectures_own_row_among_the_municipalities_is_read() -> None:
    assert only(draft_of(row(code="", name="架空県", value="139"))).region == "99000"


@pytest.mark.parametrize("note", ["※ 令和4年9月の値", "（注）架空", "出典：架空県"])
def test_a_note_under_the_table_is_skipped_and_said(note: str) -> None:
    draft = draft_of(row(), [note])
    assert [(p.rule, p.row, p.cell) for p in draft.problems] == [("N02", 3, note)]


NOTES = ",出典：架空の調査\n,（注）市町村の値\n"


def test_notes_in_the_column_of_values_are_no_rows_of_a_block_of_dates() -> None:
    head = "年月,値,地域コード,指標,区分\n"
    one = examine(f"{head}令和6年3月31日,63.3,99201,検診受診率,確定\n{NOTES}".encode(), CONTEXT)
    assert ([p.rule for p in one.problems], len(one.rows)) == (["N02", "N02"], 1)
    second = f"{head}令和6年3月31日,63.3,99201,検診受診率,確定\n,64,99202,検診受診率,確定\n{NOTES}"
    missing = examine(second.encode(), CONTEXT)
    assert [(p.rule, p.row) for p in missing.errors] == [("E08", 3)]


def test_a_block_of_dates_goes_on_below_a_note() -> None:
    rows = ["令和6年3月31日,63.3,99201", ",64,99202", ",（注）架空", ",65,99203"]
    lines = "".join(f"{line}{'' if '注' in line else ',検診受診率,確定'}\n" for line in rows)
    draft = examine(f"年月,値,地域コード,指標,区分\n{lines}".encode(), CONTEXT)
    assert [observation.period.date.isoformat() for observation in draft.observations] == ["2024-03-31"] * 3
    assert [p.rule for p in draft.problems if p.rule != "W24"] == ["N02"]


def test_text_that_looks_like_a_formula_is_kept_as_text_and_warned_of() -> None:
    draft = draft_of([*row()[:6], '=HYPERLINK("http://x")', "@係"])
    assert [(p.rule, p.column) for p in draft.problems] == [("W10", "G"), ("W10", "H")]
    (found,) = draft.observations
    assert (found.source, found.note) == ('=HYPERLINK("http://x")', "@係")


@pytest.mark.parametrize("note", ["-", "－", "-3", "▲3"])
def test_a_dash_or_a_number_in_the_notes_is_no_formula(note: str) -> None:
    assert draft_of([*row()[:7], note]).problems == ()


MARGINS = [*HEADER, "標準誤差", "下限", "上限"]


def test_standard_error_and_limits_are_read() -> None:
    text = as_text([MARGINS, [*row(indicator=RATE, value="38.2"), "0.5", "37.2", "39.2"]])
    found = only(examine(text.encode(), CONTEXT))
    assert (found.se, found.lower, found.upper) == (0.5, 37.2, 39.2)


@pytest.mark.parametrize(
    ("value", "status", "margin", "rule", "column"),
    [
        ("38.2", "確定", ["-0.5", "", ""], "E11", "I"),
        ("38.2", "確定", ["", "38.3", ""], "E11", "J"),
        ("38.2", "確定", ["", "", "38.1"], "E11", "K"),
        ("", "集計中", ["0.5", "", ""], "E11", "I"),
        ("38.2", "確定", ["小さい", "", ""], "E10", "I"),
        ("38.2", "確定", ["", "集計中", ""], "E10", "J"),
        ("38.2", "確定", ["", "", "39.2人"], "E10", "K"),
    ],
)
def test_a_margin_that_does_not_fit_its_value_is_refused(
    value: str, status: str, margin: list[str], rule: str, column: str
) -> None:
    text = as_text([MARGINS, [*row(indicator=RATE, value=value, status=status), *margin]])
    (problem,) = examine(text.encode(), CONTEXT).problems
    assert (problem.rule, problem.column) == (rule, column)


def test_many_rows_with_one_wrong_name_are_searched_for_its_neighbour_once() -> None:
    rows = [row(indicator="通いの馬", period=f"令和{year}年{month}月") for year in (3, 4, 5) for month in range(1, 13)]
    draft = draft_of(*rows)
    assert len({p.message.partition("：")[2] for p in draft.errors}) == 1
    assert len(draft.errors) == 36


def test_a_file_with_more_different_remarks_than_can_be_looked_into_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clues, "MOST_TEXTS", 20)
    draft = draft_of(*([*row(period=f"2022-03-{day:02}")[:-1], f"架空の注{day}"] for day in range(1, 31)))
    assert rules(draft) == ["E15"]
    assert "違う文" in draft.problems[0].message
