"""The file that goes back to the division: nothing has moved, and everything that was found stands beside its row."""

import csv
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from dashboard.errors import PaperError
from dashboard.intake import Problem, examine
from dashboard.intake.headings import CHECK_HEADINGS
from dashboard.sheets.annotated import MOST_COMMENTS, annotated_csv, annotated_xlsx
from intake.making import CONTEXT, HEADER, as_text, row

SHEET = (
    ("通いの場 調査票",),
    ("指標", "地域コード", "値"),
    ("通いの場", "01100", "五"),
    (),
    ("通いの場", "99202", "52", "はみ出し"),
)
WRONG = Problem("E10", "3行目C列「値」：「五」は数として読めません。", 3, "C", "五")
STRANGE = Problem("E06", "3行目B列「地域コード」：「01100」はありません。", 3, "B", "01100")
REVISED = Problem("W01", "5行目：登録済みの値の改訂です。", 5)
FINER = Problem("W02", "5行目C列「値」：細かい値です。", 5, "C", "52")
SKIPPED = Problem("N02", "1行目は見出しより上にあるので読み飛ばしました。", 1)
BLANK = Problem("N02", "5行目C列「値」：値が空なので読み飛ばしました。", 5, "C", "")
OF_FILE = Problem("W07", "そろうはずの地域が欠けています。")


def csv_rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def page_of(content: bytes) -> Any:
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert len(book.worksheets) == 1
    return book.worksheets[0]


def cells(page: Any) -> dict[str, Any]:
    return {cell.coordinate: cell.value for line in page.iter_rows() for cell in line if cell.value is not None}


def test_in_the_csv_file_all_cells_stay_in_their_places() -> None:
    rows = csv_rows(annotated_csv(SHEET, [WRONG, REVISED, OF_FILE], 1))
    assert len(rows) == len(SHEET)
    for before, after in zip(SHEET, rows, strict=True):
        assert after[:4] == [*before, *[""] * (4 - len(before))][: len(after[:4])]


def test_in_the_workbook_all_cells_stay_in_their_places() -> None:
    page = page_of(annotated_xlsx(SHEET, [WRONG, REVISED, OF_FILE], 1))
    for number, before in enumerate(SHEET, 1):
        after = [page.cell(number, column).value for column in range(1, 5)]
        assert [str(value or "") for value in after] == [*before, *[""] * (4 - len(before))]


def test_what_was_found_stands_right_of_the_widest_row() -> None:
    rows = csv_rows(annotated_csv(SHEET, [WRONG, REVISED], 1))
    assert [line[4:] for line in rows] == [
        [],
        list(CHECK_HEADINGS),
        ["エラー", WRONG.message],
        [],
        ["警告", REVISED.message],
    ]
    page = page_of(annotated_xlsx(SHEET, [WRONG, REVISED], 1))
    beside = {place: text for place, text in cells(page).items() if place[0] > "D"}
    assert beside == {
        "E2": CHECK_HEADINGS[0],
        "F2": CHECK_HEADINGS[1],
        "E3": "エラー",
        "F3": WRONG.message,
        "E5": "警告",
        "F5": REVISED.message,
    }


def test_a_row_tells_all_its_problems_and_the_worst_of_them_first() -> None:
    problems = [BLANK, REVISED, Problem("E13", "5行目：値が違います。", 5)]
    assert csv_rows(annotated_csv(SHEET, problems))[4][4:] == [
        "エラー",
        f"{BLANK.message}／{REVISED.message}／5行目：値が違います。",
    ]
    page = page_of(annotated_xlsx(SHEET, problems))
    assert page["F5"].value == f"{BLANK.message}\n{REVISED.message}\n5行目：値が違います。"
    assert page["F5"].alignment.wrap_text
    assert page.row_dimensions[5].height >= 3 * 18


def test_what_concerns_the_whole_file_stands_in_the_first_row_before_its_own() -> None:
    rows = csv_rows(annotated_csv(SHEET, [SKIPPED, OF_FILE], 1))
    assert rows[0][4:] == ["警告", f"【ファイル全体】{OF_FILE.message}／{SKIPPED.message}"]
    assert page_of(annotated_xlsx(SHEET, [SKIPPED, OF_FILE], 1))["F1"].value == (
        f"【ファイル全体】{OF_FILE.message}\n{SKIPPED.message}"
    )


def test_titles_in_a_header_that_has_something_to_say_itself_overwrite_nothing() -> None:
    rows = csv_rows(annotated_csv(SHEET[1:], [OF_FILE], 0))
    assert rows[0][4:] == ["取込チェック／警告", f"見つかったこと／【ファイル全体】{OF_FILE.message}"]
    page = page_of(annotated_xlsx(SHEET[1:], [OF_FILE], 0))
    assert (page["E1"].value, page["F1"].value) == (
        "取込チェック\n警告",
        f"見つかったこと\n【ファイル全体】{OF_FILE.message}",
    )


@pytest.mark.parametrize("header_row", [None, 99])
def test_without_a_header_there_are_no_titles(header_row: int | None) -> None:
    rows = csv_rows(annotated_csv(SHEET, [WRONG], header_row))
    assert [len(line) for line in rows] == [1, 3, 6, 0, 4]
    assert CHECK_HEADINGS[0] not in cells(page_of(annotated_xlsx(SHEET, [WRONG], header_row))).values()


def test_a_problem_of_a_row_that_was_never_read_is_not_lost() -> None:
    far = Problem("E01", "7行目から先の引用符の対応が崩れています。", 7)
    assert csv_rows(annotated_csv(SHEET, [far]))[0][5] == f"【ファイル全体】{far.message}"
    assert page_of(annotated_xlsx(SHEET, [far]))["F1"].value == f"【ファイル全体】{far.message}"
    assert csv_rows(annotated_csv((), [far])) == [["エラー", f"【ファイル全体】{far.message}"]]


def test_a_file_without_a_cell_still_says_why_it_was_refused() -> None:
    unread = Problem("E04", "ファイルが空です。")
    assert csv_rows(annotated_csv((), [unread])) == [["エラー", "【ファイル全体】ファイルが空です。"]]
    assert cells(page_of(annotated_xlsx((), [unread]))) == {"A1": "エラー", "B1": "【ファイル全体】ファイルが空です。"}


def test_a_file_without_problems_comes_back_as_it_was() -> None:
    assert csv_rows(annotated_csv(SHEET, [])) == [list(line) for line in SHEET]
    assert len(cells(page_of(annotated_xlsx(SHEET, [])))) == sum(map(len, SHEET))


def test_faulty_cells_are_framed_and_carry_the_message_so_that_they_are_seen_in_grey_too() -> None:
    page = page_of(annotated_xlsx(SHEET, [WRONG, STRANGE, FINER], 1))
    assert {page[cell].border.left.style for cell in ("B3", "C3")} == {"thick"}
    assert page["C5"].border.left.style == "mediumDashed"
    assert page["C3"].fill.fill_type == "solid"
    assert page["C3"].comment.text == f"エラー\n{WRONG.message}"
    assert page["B3"].comment.text == f"エラー\n{STRANGE.message}"
    assert page["C5"].comment.text == f"警告\n{FINER.message}"
    assert page["A3"].border.left.style is None
    assert page["A3"].comment is None


def test_a_cell_with_two_problems_tells_both_and_looks_like_the_worse() -> None:
    other = Problem("E11", "5行目C列「値」：ありえない値です。", 5, "C", "52")
    page = page_of(annotated_xlsx(SHEET, [FINER, other]))
    assert page["C5"].comment.text == f"エラー\n{FINER.message}\n{other.message}"
    assert page["C5"].border.left.style == "thick"


def test_a_faulty_cell_that_is_empty_or_missing_is_framed_too() -> None:
    missing = Problem("E06", "1行目B列：空です。", 1, "B", "")
    page = page_of(annotated_xlsx(SHEET, [missing]))
    assert page["B1"].border.left.style == "thick"
    assert page["B1"].value is None
    assert page["B1"].comment.text == "エラー\n1行目B列：空です。"


def test_a_notice_faults_no_cell() -> None:
    page = page_of(annotated_xlsx(SHEET, [BLANK]))
    assert page["C5"].comment is None
    assert page["C5"].border.left.style is None
    assert page["E5"].value == "お知らせ"


def test_a_column_right_of_all_cells_never_takes_the_place_of_what_was_found() -> None:
    beyond = Problem("E16", "3行目F列：見出しのない列です。", 3, "F", "")
    page = page_of(annotated_xlsx(SHEET, [beyond]))
    assert page["F3"].value == beyond.message
    assert page["F3"].comment is None


@pytest.mark.parametrize("text", ["0", "52", "-3", "0.5", "-12.25", "12345678901"])
def test_plain_numbers_are_numbers_in_the_workbook(text: str) -> None:
    cell = page_of(annotated_xlsx(((text,),), []))["A1"]
    assert cell.data_type == "n"
    assert str(cell.value) == text


@pytest.mark.parametrize(
    "text",
    [
        *("01100", "00", "-0", "1.0", "0.50", ".5", "5.", "+3", "1e5", "1,023", " 52", "52\n", "123456789012", "１２"),
        *(
            "▲3",
            "52か所",
            "38.2%",
            "NaN",
            "inf",
            "TRUE",
            "2024-11-30",
            "令和6年11月",
            "=1+1",
            "{=1+1}",
            "'52",
            "-",
            "―",
        ),
        *("http://example.invalid/", "mailto:a@example.invalid", "internal:Sheet1!A1", "@SUM(A1)", "#N/A", "_x0041_"),
    ],
)
def test_everything_else_stays_the_text_that_it_was(text: str) -> None:
    cell = page_of(annotated_xlsx(((text,),), []))["A1"]
    assert cell.data_type == "s"
    assert cell.value.replace("_x005F_", "_") == text
    assert cell.hyperlink is None


def test_in_the_csv_file_no_cell_and_no_message_starts_a_formula() -> None:
    sheet = (("=1+1", "-3", "▲3", "@SUM(A1)", "-", "-A1", "\t=1"),)
    (line,) = csv_rows(annotated_csv(sheet, [Problem("N02", "=HYPERLINK(1)", 1)]))
    assert line == ["'=1+1", "-3", "▲3", "'@SUM(A1)", "-", "'-A1", "'\t=1", "お知らせ", "'=HYPERLINK(1)"]


def test_characters_that_xml_forbids_break_nothing() -> None:
    odd = "".join(map(chr, range(32))) + "\x7f\ud800\ufffe\uffff😀"
    problem = Problem("E10", f"1行目A列「{odd}」は読めません。", 1, "A", odd)
    page = page_of(annotated_xlsx(((odd, "次"),), [problem], 0))
    assert page["A1"].value.endswith("😀")
    assert page["B1"].value == "次"
    assert "は読めません。" in page["D1"].value
    assert "は読めません。" in page["A1"].comment.text
    rows = csv_rows(annotated_csv(((odd, "次"),), [problem]))
    assert rows[0][1:3] == ["次", "エラー"]


def test_text_longer_than_a_cell_of_excel_is_cut_and_nothing_else_is_lost() -> None:
    long = "長" * 40_000
    page = page_of(annotated_xlsx(((long, "次"),), [Problem("E10", long, 1, "A", long)]))
    assert page["A1"].value == "長" * 32_767
    assert page["B1"].value == "次"
    assert page["D1"].value == "長" * 32_767
    assert page["A1"].comment.text.startswith("エラー\n長長")


def test_more_columns_than_excel_has_are_refused_with_a_sentence_and_still_fit_into_csv() -> None:
    sheet = (("",) * 16_383,)
    with pytest.raises(PaperError, match="16,383列"):
        annotated_xlsx(sheet, [SKIPPED])
    assert csv_rows(annotated_csv(sheet, [SKIPPED]))[0][-1] == SKIPPED.message


def test_only_the_first_of_very_many_faulty_cells_have_comments_but_all_are_framed() -> None:
    count = MOST_COMMENTS + 5
    sheet = tuple(("五",) for _ in range(count))
    page = page_of(annotated_xlsx(sheet, [Problem("E10", "読めません。", at, "A") for at in range(1, count + 1)]))
    assert sum(page.cell(at, 1).comment is not None for at in range(1, count + 1)) == MOST_COMMENTS
    assert {page.cell(at, 1).border.left.style for at in range(1, count + 1)} == {"thick"}
    assert page.cell(count, 3).value == "読めません。"


def test_rows_with_findings_can_be_picked_out_and_the_header_stays_in_sight() -> None:
    page = page_of(annotated_xlsx(SHEET, [WRONG], 1))
    assert page.auto_filter.ref == "A2:F5"
    assert page.freeze_panes == "A3"
    assert page.print_title_rows == "$2:$2"


def test_paper_shows_the_row_numbers_and_column_letters_that_the_messages_speak_of() -> None:
    page = page_of(annotated_xlsx(SHEET, [WRONG], 1))
    assert page.print_options.headings
    assert page.print_options.gridLines
    assert page.page_setup.orientation == "landscape"


def test_the_same_file_and_problems_make_the_same_bytes() -> None:
    content = annotated_xlsx(SHEET, [WRONG, OF_FILE], 1)
    assert annotated_xlsx(SHEET, [WRONG, OF_FILE], 1) == content
    said = openpyxl.load_workbook(io.BytesIO(content)).properties
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        moments = {member.date_time[0] for member in archive.infolist()} | {said.created.year, said.modified.year}
    assert moments == {1980}


def test_everything_that_the_intake_found_in_a_file_can_be_read_in_both_files() -> None:
    rows = [row(value="五"), row(code="99999"), row(code="99202", value="12.5"), row(code="99203", value="")]
    draft = examine(as_text([["調査票"], list(HEADER), *rows, ["※ 注"]]).encode("utf-8-sig"), CONTEXT)
    assert len(draft.problems) >= 6
    sheet, header = draft.sheet, draft.header_row
    text = annotated_csv(sheet, draft.problems, header).decode("utf-8-sig")
    page = page_of(annotated_xlsx(sheet, draft.problems, header))
    for problem in draft.problems:
        assert problem.message in text
        assert problem.message in page.cell(problem.row or 1, 10).value


@pytest.mark.parametrize("write", [annotated_csv, annotated_xlsx])
def test_an_annotated_file_may_come_back_as_it_is(write: Callable[..., bytes]) -> None:
    rows = [row(), row(code="99202", value="41か所")]
    first = examine(as_text([["調査票"], list(HEADER), *rows, ["※ 注"]]).encode("utf-8-sig"), CONTEXT)
    again = examine(write(first.sheet, first.problems, first.header_row), CONTEXT)
    assert [(o.region, o.value) for o in again.observations] == [("99201", 52), ("99202", 41)]
    assert again.problems == first.problems
    assert write(again.sheet, again.problems, again.header_row) == write(first.sheet, first.problems, first.header_row)
