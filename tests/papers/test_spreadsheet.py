"""What files for a spreadsheet share: no cell starts anything, and the same content is the same file."""

import csv
import io

import pytest

from dashboard.sheets.spreadsheet import column_width, csv_bytes, harmless, row_height, speakable


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+81", "-A1", "-2+3", "-1か所", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＠SUM(A1)", "－A1"],
)
def test_text_that_begins_like_a_formula_is_held_back(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "-3", "-1,023", "-3.5", "- 3", "－３", "▲3", "△3", "-", "－", "―", "−3", "3-1", "北部", "'=1", "1+1"]
)
def test_negative_numbers_and_marks_for_no_number_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_a_csv_file_opens_in_excel_and_comes_back_row_for_row() -> None:
    rows = [("備考", "値"), (), ('一,二"三"\n四', "髙﨑①"), ("", "=1+1")]
    content = csv_bytes(rows)
    assert content.startswith("\ufeff備考".encode())
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert read == [["備考", "値"], [], ['一,二"三"\n四', "髙﨑①"], ["", "'=1+1"]]


def test_characters_that_xml_cannot_say_are_shown_as_lost() -> None:
    assert speakable("a\x00b\x0bc\ud800d\uffffe") == "a\ufffdb\ufffdc\ufffdd\ufffde"
    assert speakable("一\r\n二\r三\n四\t五") == "一\n二\n三\n四\t五"


def test_japanese_takes_two_places_of_a_column() -> None:
    assert column_width(["地域名", "abc"], least=4, most=40) == 8
    assert column_width([], least=4, most=40) == 4
    assert column_width(["長" * 100], least=4, most=40) == 40


def test_a_row_grows_with_the_lines_that_its_text_needs_up_to_what_excel_allows() -> None:
    one = row_height("短い", 70)
    assert row_height("短い\n短い", 70) == 2 * one
    assert row_height("長" * 60, 70) == 2 * one
    assert row_height("長" * 10_000, 70) == 409
