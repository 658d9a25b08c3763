"""Files for a spreadsheet: numbers count, dates are dates, nothing calculates, the same content is the same file."""

import csv
import io
from datetime import date, datetime

import openpyxl
import pytest

from dashboard.charts.table import Table, text_columns
from dashboard.sheets.spreadsheet import (
    TableSheet,
    column_width,
    csv_bytes,
    csv_file,
    row_height,
    tables_xlsx,
    xml_text,
)

TABLE = Table(
    text_columns(region="地域", value="値", rate="率", date="時点", note="備考"),
    (("北里村", 1234, 0.7, date(2025, 9, 1), "=1+1"), ("東ヶ丘市", None, None, None, "")),
)
SHEETS = [
    TableSheet("指標", "架空の指標", TABLE, "出典：架空"),
    TableSheet("人口", "架空の人口", TABLE, "出典：架空の人口"),
]


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def opened() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(tables_xlsx(SHEETS)))


def test_a_csv_file_opens_in_excel_and_comes_back_row_for_row() -> None:
    content = csv_bytes([("備考", "値"), (), ('一,二"三"\n四', "髙﨑①"), ("", "=1+1")])
    assert content.startswith("\ufeff備考".encode())
    assert rows_of(content) == [["備考", "値"], [], ['一,二"三"\n四', "髙﨑①"], ["", "'=1+1"]]


@pytest.mark.parametrize(
    "text", ["=1+1", "+81", "-A1", "＝1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("http://x")']
)
def test_no_text_of_a_table_reaches_a_spreadsheet_as_a_formula(text: str) -> None:
    table = Table(text_columns(text=text, value="値", sources="出典"), ((text, 1, (text, "架空の調査")),))
    assert rows_of(csv_file(table)) == [[f"'{text}", "値", "出典"], [f"'{text}", "1", f"'{text}；架空の調査"]]


def test_numbers_stay_numbers_also_below_zero_and_nothing_stays_empty() -> None:
    content = csv_file(Table(text_columns(gap="差"), ((-3.3,), (0,), (None,), (date(2024, 3, 31),))))
    assert content.decode("utf-8-sig").splitlines() == ["差", "-3.3", "0", '""', "2024-03-31"]


def test_characters_that_xml_cannot_say_are_shown_as_lost() -> None:
    assert xml_text("a\x00b\x0bc\ud800d\uffffe") == "a\ufffdb\ufffdc\ufffdd\ufffde"
    assert xml_text("一\r\n二\r三\n四\t五") == "一\n二\n三\n四\t五"


def test_japanese_takes_two_places_of_a_column() -> None:
    assert column_width(["地域名", "abc"], least=4, most=40) == 8
    assert column_width([], least=4, most=40) == 4
    assert column_width(["長" * 100], least=4, most=40) == 40


def test_a_row_grows_with_the_lines_that_its_text_needs_up_to_what_excel_allows() -> None:
    one = row_height("短い", 70)
    assert row_height("短い\n短い", 70) == 2 * one
    assert row_height("長" * 60, 70) == 2 * one
    assert row_height("長" * 10_000, 70) == 409


def test_each_sheet_has_its_title_its_header_and_its_source() -> None:
    book = opened()
    assert book.sheetnames == ["指標", "人口"]
    page = book["人口"]
    assert page["A1"].value == "架空の人口"
    assert [cell.value for cell in page[3]] == list(TABLE.headings)
    assert page.cell(page.max_row, 1).value == "出典：架空の人口"
    assert page.freeze_panes == "A4"


def test_numbers_and_dates_are_what_they_are_and_nothing_is_a_dash() -> None:
    page = opened()["指標"]
    assert [cell.value for cell in page[4]][:4] == ["北里村", 1234, 0.7, datetime(2025, 9, 1)]  # noqa: DTZ001
    assert page["D4"].number_format.startswith("[$-411]ggge")
    assert (page["B4"].number_format, page["C4"].number_format) == ("#,##0", "#,##0.00")
    assert [cell.value for cell in page[5]] == ["東ヶ丘市", "―", "―", "―", "―"]


def test_text_of_a_workbook_starts_no_formula() -> None:
    cell = opened()["指標"]["E4"]
    assert (cell.value, cell.data_type) == ("'=1+1", "s")


def test_the_same_tables_make_the_same_file() -> None:
    assert tables_xlsx(SHEETS) == tables_xlsx(SHEETS)


def test_a_text_of_several_lines_has_the_room_for_them() -> None:
    long = Table(text_columns(source="出典"), (("架空の資料" * 20,), ("短い",)))
    page = openpyxl.load_workbook(io.BytesIO(tables_xlsx([TableSheet("一", "題", long, "出典")])))["一"]
    assert page.row_dimensions[4].height >= 4 * page.sheet_format.defaultRowHeight
