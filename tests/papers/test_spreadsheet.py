"""What files for a spreadsheet share: no cell starts anything, and the same content is the same file."""

import csv
import io

from dashboard.sheets.spreadsheet import column_width, csv_bytes, row_height, speakable


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
