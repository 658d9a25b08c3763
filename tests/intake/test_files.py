"""Encodings, separators, headers: how bytes become a table."""

import pytest

from dashboard.intake import MAX_BYTES, Problem, examine
from dashboard.intake import limits as sheet
from dashboard.intake.draft import column_letter
from intake.making import CONTEXT, HEADER, as_text, only, row, rules

LONG = [list(HEADER), [*row(name="東ヶ丘市", value="５２か所")[:6], "髙﨑①Ⅰ㈱", "一行目\n二行目"]]


@pytest.mark.parametrize("delimiter", [",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-be"])
def test_excels_encodings_are_read_with_either_separator(encoding: str, delimiter: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    found = only(examine(mark + as_text(LONG, delimiter).encode(encoding), CONTEXT))
    assert (found.indicator, found.region, found.value) == ("meeting_places", "99201", 52.0)
    assert (found.source, found.note) == ("髙﨑①Ⅰ㈱", "一行目\n二行目")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_any_line_ending_is_read(ending: str) -> None:
    text = ending.join(",".join(cells) for cells in [HEADER, row()]) + ending
    assert only(examine(text.encode(), CONTEXT)).value == 52


def test_the_end_mark_of_old_dos_files_is_put_up_with() -> None:
    assert only(examine(as_text([list(HEADER), row()]).encode("cp932") + b"\x1a", CONTEXT)).value == 52


def test_a_tab_separated_file_may_hold_more_commas_than_tabs() -> None:
    cells = [*row(value="10,250"), "あ,い,う,え,お,か,き,く,け,こ,さ,し"]
    cells[0] = "single_elderly"
    text = "\r\n".join("\t".join(line) for line in [[*HEADER, "感想"], cells])
    draft = examine(text.encode("utf-16"), CONTEXT)
    assert rules(draft) == ["W21"]
    assert draft.observations[0].value == 10250


def test_a_row_keeps_the_number_that_excel_shows_after_quoted_newlines_and_blank_lines() -> None:
    text = as_text([["題\n副題"], [], list(HEADER), [*row()[:7], "一\n二\n三"], [], row(code="99999")])
    draft = examine(text.encode("cp932"), CONTEXT)
    assert [r.number for r in draft.rows] == [4]
    assert [(p.rule, p.row) for p in draft.problems] == [("N02", 1), ("N02", 5), ("E06", 6)]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", "　\r\n \r\n".encode("cp932")])
def test_an_empty_file_is_said_to_be_empty(data: bytes) -> None:
    (problem,) = examine(data, CONTEXT).problems
    assert (problem.rule, problem.message) == ("E04", "ファイルが空です。値を書いたファイルを選んでください。")


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe\x00",
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00",
        as_text(LONG).replace("﨑", "").replace("髙", "").encode("utf-16-le"),
        "指標,時点".encode("iso2022_jp"),
    ],
)
def test_bytes_that_are_no_text_in_a_known_encoding_are_refused(data: bytes) -> None:
    (problem,) = examine(data, CONTEXT).problems
    assert problem.rule == "E01"
    assert "CSV UTF-8" in problem.message


def test_utf8_with_a_spoiled_character_is_refused_and_never_taken_for_cp932() -> None:
    text = "indicator,code,date,value,note\nmeeting_places,99201,2022-09-30,52,架空の調査の値です\n"
    spoiled = text.encode().replace("査".encode(), "査".encode()[:2])
    assert spoiled.decode("cp932", "ignore")
    (problem,) = examine(spoiled, CONTEXT).problems
    assert (problem.rule, problem.row, "UTF-8" in problem.message) == ("E01", 2, True)


@pytest.mark.parametrize("note", ["ﾆｼﾉﾊﾏｼﾁｮｳｻ", "県の調査", "±×÷", "㈱髙﨑"])
def test_cp932_is_not_taken_for_spoiled_utf8(note: str) -> None:
    text = as_text([list(HEADER), [*row()[:7], note]])
    assert only(examine(text.encode("cp932"), CONTEXT)).note == note


def test_a_second_byte_order_mark_is_put_up_with() -> None:
    assert only(examine(b"\xef\xbb\xbf" * 2 + as_text(LONG).encode(), CONTEXT)).value == 52


def test_trailing_blank_rows_count_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MAX_ROWS", 3)
    text = as_text([*LONG, row(code="99202")])
    assert len(examine((text + ",,\r\n" * 50).encode("cp932"), CONTEXT).rows) == 2
    assert rules(examine((text + as_text([row(code="99203")])).encode("cp932"), CONTEXT)) == ["E15"]


def test_a_quotation_mark_left_open_is_reported_with_its_row() -> None:
    text = as_text([list(HEADER), row()]) + 'meeting_places,"99201,東ヶ丘市,令和5年度,52\r\n'
    (problem,) = examine(text.encode(), CONTEXT).problems
    assert (problem.rule, problem.row) == ("E01", 3)


def test_more_than_ten_megabytes_are_refused_before_anything_is_read() -> None:
    (problem,) = examine(b"," * (MAX_BYTES + 1), CONTEXT).problems
    assert (problem.rule, "10MB" in problem.message) == ("E15", True)


def test_more_than_two_hundred_thousand_rows_are_refused() -> None:
    (problem,) = examine(b"a\n" * 200_001, CONTEXT).problems
    assert (problem.rule, "200,000行" in problem.message) == ("E15", True)


def test_titles_above_the_header_are_reported_row_by_row() -> None:
    rows = [["架空県の指標"], ["令和6年12月"], list(HEADER), row()]
    draft = examine(as_text(rows).encode("cp932"), CONTEXT)
    assert [(p.rule, p.row, p.cell) for p in draft.problems] == [("N02", 1, "架空県の指標"), ("W20", 2, "令和6年12月")]
    assert draft.observations[0].value == 52


def test_a_file_with_titles_only_has_no_header() -> None:
    assert rules(examine("架空県の指標\n令和6年12月\n".encode(), CONTEXT)) == ["E02"]


def test_columns_may_come_in_any_order_and_under_the_names_that_divisions_use() -> None:
    rows = [["実績値", "年月", "市町村名", "指標名", "状態"], ["52", "R4.11", "東が丘", "通いの場", "速報値"]]
    found = only(examine(as_text(rows).encode("cp932"), CONTEXT))
    assert (found.indicator, found.region, found.value, found.status.label) == ("meeting_places", "99201", 52, "速報")


@pytest.mark.parametrize(
    ("header", "lacking"),
    [
        (["指標", "時点", "区分"], "「地域コード」「値」"),
        (["地域名", "時点", "区分"], "「値」"),
    ],
)
def test_missing_columns_are_all_named_at_once(header: list[str], lacking: str) -> None:
    (problem,) = examine(as_text([["題"], header, ["1"] * 3]).encode(), CONTEXT).problems
    assert problem.message == f"2行目の見出しに{lacking}の列がありません。列を加えてください。"


def test_two_columns_for_one_thing_are_refused_rather_than_chosen_between() -> None:
    (problem,) = examine(as_text([[*HEADER, "実績"], [*row(), "53"]]).encode(), CONTEXT).problems
    assert (problem.rule, problem.row, problem.column, problem.cell) == ("E03", 1, "I", "実績")


def test_a_column_without_heading_that_holds_something_is_reported() -> None:
    draft = examine(as_text([[*HEADER, "", ""], [*row(), "大事な値", ""]]).encode(), CONTEXT)
    assert [(p.rule, p.column) for p in draft.problems] == [("W21", "I")]


def test_trailing_empty_columns_and_rows_are_nothing_to_report() -> None:
    rows = [[*HEADER, "", ""], [*row(), "", ""], [""] * 10, [" ", "　"], []]
    assert only(examine(as_text(rows).encode("cp932"), CONTEXT)).value == 52


def test_columns_are_lettered_as_excel_letters_them() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


def test_a_problem_knows_how_severe_it_is() -> None:
    assert [Problem(rule, "").severity.label for rule in ("E01", "W01", "N01")] == ["エラー", "警告", "お知らせ"]
