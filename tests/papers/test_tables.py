"""A workbook of tables: numbers count, dates are dates, nothing calculates by itself, every sheet says whence."""

import io
from datetime import date, datetime

import openpyxl

from dashboard.charts.table import Table, text_columns
from dashboard.sheets.spreadsheet import Sheet, tables_xlsx

TABLE = Table(
    text_columns(region="地域", value="値", rate="率", date="時点", note="備考"),
    (("北里村", 1234, 0.7, date(2025, 9, 1), "=1+1"), ("東ヶ丘市", None, None, None, "")),
)
SHEETS = [Sheet("指標", "架空の指標", TABLE, "出典：架空"), Sheet("人口", "架空の人口", TABLE, "出典：架空の人口")]


def opened() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(tables_xlsx(SHEETS)))


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


def test_text_starts_no_formula() -> None:
    cell = opened()["指標"]["E4"]
    assert (cell.value, cell.data_type) == ("'=1+1", "s")


def test_the_same_tables_make_the_same_file() -> None:
    assert tables_xlsx(SHEETS) == tables_xlsx(SHEETS)


def test_a_text_of_several_lines_has_the_room_for_them() -> None:
    long = Table(text_columns(source="出典"), (("架空の資料" * 20,), ("短い",)))
    page = openpyxl.load_workbook(io.BytesIO(tables_xlsx([Sheet("一", "題", long, "出典")])))["一"]
    assert page.row_dimensions[4].height >= 4 * page.sheet_format.defaultRowHeight
