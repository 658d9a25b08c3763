"""Workbooks: each cell as Excel shows it, and every spoiled file a sentence."""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from dashboard.intake import Answers, Draft, examine, parts
from dashboard.intake import limits as sheet
from dashboard.intake.number_formats import display
from intake.making import CONTEXT, HEADER, only, row, rules

# Pytest turns warnings into errors, above the filter that the module under test sets once for the process.
pytestmark = pytest.mark.filterwarnings(r"ignore::UserWarning:openpyxl\..*")

Cell = object
NOVEMBER = datetime(2022, 11, 1)  # noqa: DTZ001 - a cell of Excel has no zone
Table = Sequence[Sequence[Cell]]
LONG: Table = [HEADER, row()]


def saved(book: Any) -> bytes:
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def filled(*tables: Table, formats: dict[str, str] | None = None) -> Any:
    """A workbook with a sheet for each table; ``formats`` of the first one's cells by their address."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, table in enumerate(tables, 1):
        page = book.create_sheet(f"表{number}")
        for cells in table:
            page.append([None if cell == "" else cell for cell in cells])
    for address, form in (formats or {}).items():
        book.worksheets[0][address].number_format = form
    return book


def read(*tables: Table, formats: dict[str, str] | None = None, answers: Answers | None = None) -> Draft:
    return examine(saved(filled(*tables, formats=formats)), CONTEXT, answers or Answers())


def changed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The workbook with one of its parts rewritten."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()).encode() if name == part else text)
    return sink.getvalue()


def with_cell(value: Cell, number_format: str = "General", column: int = 4, indicator: str = "meeting_places") -> Draft:
    """A long table whose data row has this cell under 値 (or in another column)."""
    cells: list[Cell] = list(row(indicator=indicator))
    cells[column] = value
    return read([HEADER, cells], formats={f"{'ABCDEFGH'[column]}2": number_format})


FIRST_SHEET = "xl/worksheets/sheet1.xml"


def test_a_workbook_is_read_like_a_text() -> None:
    found = only(read(LONG))
    assert (found.indicator, found.region, found.value, found.source) == ("meeting_places", "99201", 52, "架空の調査")


def test_numbers_and_codes_may_be_numbers() -> None:
    assert only(read([HEADER, ["通いの場", 99201, "", "R4", 1023, "確定"]])).value == 1023
    assert only(read([HEADER, ["通いの場", 992011.0, "", "R4", 0, "確定"]])).value == 0


@pytest.mark.parametrize(
    ("value", "number_format", "read_as"),
    [
        (0.1 + 0.2, "General", 0.3),
        (38.2 * 1.1, "0.0", 42.02),
        (0.382, "0.0%", 38.2),
        (0.07 * 1.1, "0%", 7.7),
        (38.2, '0.0"%"', 38.2),
        (38.2, r"0.0\%", 38.2),
        (38.2, "#,##0.0;[Red]-#,##0.0", 38.2),
        (38.2, "_-* #,##0.0 _e_-", 38.2),
        (38.2, "0.0E+00", 38.2),
        ("38.2％", "@", 38.2),
    ],
)
def test_a_number_is_what_excel_shows_and_not_the_machines_remainder(
    value: Cell, number_format: str, read_as: float
) -> None:
    draft = with_cell(value, number_format, indicator="screening_rate")
    assert [o.value for o in draft.observations] == [read_as]


def test_a_percentage_of_a_count_is_refused() -> None:
    assert rules(with_cell(0.52, "0%")) == ["E12"]


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        ("#N/A", "General"),
        ("#REF!", "General"),
        ("#DIV/0!", "0.0"),
        (True, "General"),
        (date(2022, 1, 1), "yyyy/m/d"),
        (time(3, 0), "h:mm"),
    ],
)
def test_an_error_a_truth_or_a_date_is_no_value(value: Cell, number_format: str) -> None:
    (problem,) = with_cell(value, number_format).problems
    assert (problem.rule, problem.row, problem.column) == ("E10", 2, "E")


@pytest.mark.parametrize(
    ("number_format", "precision", "day"),
    [
        ("yyyy/m/d", "day", 1),
        ("yyyy-mm-dd", "day", 1),
        ('[$-411]ggge"年"m"月"d"日"', "day", 1),
        ("[$-ja-JP]ge.m.d", "day", 1),
        ('yyyy"年"m"月"', "month", 30),
        ('[$-411]ggge"年"m"月"', "month", 30),
        ("mmm-yy", "month", 30),
    ],
)
def test_a_date_is_as_exact_as_it_is_shown(number_format: str, precision: str, day: int) -> None:
    found = only(with_cell(NOVEMBER, number_format, column=3))
    assert (found.as_of, found.precision.value) == (date(2022, 11, day), precision)


@pytest.mark.parametrize("number_format", ["yyyy", '[$-411]ggge"年"', "ge", 'yyyy"年度"'])
def test_a_date_shown_as_a_year_only_is_no_day(number_format: str) -> None:
    value = 44866 if "g" in number_format else NOVEMBER
    assert rules(with_cell(value, number_format, column=3)) == ["E08"]


def test_a_date_with_a_time_or_beyond_the_calendar_is_refused() -> None:
    assert rules(with_cell(NOVEMBER.replace(hour=13), "yyyy/m/d h:mm", column=3)) == ["E08"]
    assert rules(with_cell(9e9, "yyyy/m/d", column=3)) == ["E08"]
    assert rules(with_cell(9e9, "ge", column=3)) == ["E08"]


def test_a_day_kept_as_its_serial_number_is_read() -> None:
    assert only(with_cell(44895, column=3)).as_of == date(2022, 11, 30)


def test_a_formula_without_a_saved_value_is_refused_and_shown() -> None:
    draft = with_cell("=SUM(E3:E9)")
    assert [(p.rule, p.column, p.cell) for p in draft.problems] == [("E10", "E", "=SUM(E3:E9)")]
    assert rules(with_cell(ArrayFormula("E2", "=SUM(E3:E9)"))) == ["E10"]


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_formula_is_read_as_the_value_saved_with_it(prefix: str) -> None:
    def keep_value(xml: str) -> str:
        cell = re.sub(r"<v ?/>|<v></v>", "", xml).replace("</f>", "</f><v>52</v>")
        if not prefix:
            return cell
        return re.sub(r"<(/?)(\w)", r"<\1x:\2", cell.partition("?>")[2] or cell).replace("xmlns=", "xmlns:x=")

    data = saved(filled([HEADER, [*row()[:4], "=26*2", "確定"]]))
    assert only(examine(changed(data, FIRST_SHEET, keep_value), CONTEXT)).value == 52


def test_a_formula_that_shows_nothing_is_an_empty_cell() -> None:
    def empty_text(xml: str) -> str:
        return re.sub(r'<c r="E2"[^>]*><f>(.*?)</f>.*?</c>', r'<c r="E2" t="str"><f>\1</f><v></v></c>', xml)

    data = saved(filled([HEADER, [*row()[:4], '=IF(F2="","",1)', "確定"], row(code="99202")]))
    draft = examine(changed(data, FIRST_SHEET, empty_text), CONTEXT)
    assert [(p.rule, p.row, "空" in p.message) for p in draft.problems] == [("N02", 2, True)]


def test_merged_cells_are_blank_but_for_the_first_and_that_is_said() -> None:
    book = filled([HEADER, row(), row(period="令和5年度")])
    book.worksheets[0].merge_cells("B2:B3")
    (problem,) = examine(saved(book), CONTEXT).problems
    assert (problem.rule, problem.row, "結合したセル" in problem.message) == ("E06", 3, True)


def test_a_merged_title_above_the_header_is_a_title() -> None:
    book = filled([["架空県の指標"], HEADER, row()])
    book.worksheets[0].merge_cells("A1:H1")
    assert [(p.rule, p.row) for p in examine(saved(book), CONTEXT).problems] == [("N02", 1)]


def test_the_first_visible_sheet_is_read_and_the_others_are_named() -> None:
    draft = read(LONG, [["別"]], [["別"]])
    assert draft.sheets == ("表1", "表2", "表3")
    (problem,) = draft.problems
    assert (problem.rule, "「表1」だけを読みました" in problem.message) == ("N01", True)
    assert "「表2」「表3」は読んでいません" in problem.message


def test_a_sheet_is_read_by_its_name() -> None:
    assert only(read([["表紙"]], LONG, answers=Answers(sheet="表2"))).value == 52


def test_a_first_sheet_without_a_table_points_to_the_others() -> None:
    (problem,) = read([["表紙"]], [["別"]]).problems
    assert (problem.rule, "別のシートなら、シート（「表1」「表2」）を選んでください" in problem.message) == (
        "E02",
        True,
    )
    (problem,) = read([], [["別"]]).problems
    assert (problem.rule, "「表2」は、シートを選ぶと読みます" in problem.message) == ("E04", True)


def test_a_hidden_sheet_is_neither_read_nor_offered() -> None:
    book = filled([["隠し"]], LONG)
    book.worksheets[0].sheet_state = "hidden"
    draft = examine(saved(book), CONTEXT)
    assert ([o.value for o in draft.observations], rules(draft)) == ([52], ["N01"])
    assert "非表示のシート「表1」" in draft.problems[0].message
    assert rules(examine(saved(book), CONTEXT, Answers(sheet="表1"))) == ["E02"]


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are() -> None:
    (problem,) = read(LONG, answers=Answers(sheet="別")).problems
    assert (problem.rule, "あるシートは「表1」です" in problem.message) == ("E02", True)


def test_places_are_those_of_excel_where_the_table_begins_elsewhere() -> None:
    table = [[], [], ["", "", *HEADER], ["", "", *row(value="約50")]]
    (problem,) = read(table).problems
    assert (problem.rule, problem.row, problem.column, problem.cell) == ("E10", 4, "G", "約50")


@pytest.mark.parametrize("extent", ["A1", "A1:B2", "A1:XFD1048576", "C5:H9"])
def test_a_wrong_extent_in_the_file_is_not_believed(extent: str) -> None:
    data = saved(filled(LONG))
    wrong = changed(data, FIRST_SHEET, lambda xml: re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="{extent}"', xml))
    assert wrong != data
    assert only(examine(wrong, CONTEXT)).value == 52


def test_formatted_blank_rows_below_and_columns_beside_are_nothing() -> None:
    book = filled(LONG)
    for number in range(3, 300):
        book.worksheets[0].cell(number, 12).number_format = "0.00"
    assert only(examine(saved(book), CONTEXT)).value == 52


def test_blank_rows_inside_are_counted_as_excel_counts_them() -> None:
    draft = read([HEADER, [], row(), [], row(code="99999")])
    assert [(p.rule, p.row) for p in draft.problems] == [("N02", 2), ("E06", 5)]


@pytest.mark.parametrize("number", [1_048_576, 10**12])
def test_a_stray_blank_far_below_is_passed_by_and_a_stray_cell_refused_in_no_time(number: int) -> None:
    def stray(text: str) -> bytes:
        cell = f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{text}</t></is></c></row></sheetData>'
        return changed(saved(filled(LONG)), FIRST_SHEET, lambda xml: xml.replace("</sheetData>", cell))

    assert rules(examine(stray("何か"), CONTEXT)) == ["E15"]
    assert rules(examine(stray(" "), CONTEXT)) == ([] if number < 10**7 else ["E15"])


def test_more_cells_than_a_text_could_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MAX_CELLS", 14)
    assert rules(read(LONG)) == ["E15"]


def test_one_row_too_many_is_refused_and_the_last_allowed_one_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MAX_ROWS", 3)
    assert len(read([HEADER, row(), row(code="99202")]).rows) == 2
    draft = read([HEADER, row(), row(code="99202"), row(code="99203")])
    assert (rules(draft), draft.rows) == (["E15"], ())


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parts, "MOST_UNPACKED", 1000)
    assert rules(read(LONG)) == ["E15"]


def _zip(**parts: str) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return sink.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        saved(filled(LONG))[:-200],
        saved(filled(LONG))[:2000],
        b"PK\x03\x04",
        _zip(readme="何でもない"),
        _zip(**{"[Content_Types].xml": "<x/>"}),
        changed(saved(filled(LONG)), FIRST_SHEET, lambda xml: xml[: len(xml) // 2]),
        changed(saved(filled(LONG)), FIRST_SHEET, lambda xml: xml.replace('r="A1"', 'r="ZZZZ1"')),
        changed(saved(filled(LONG)), "xl/workbook.xml", lambda xml: xml.replace("sheetId", "sheetID")),
    ],
)
def test_a_spoiled_workbook_or_another_archive_is_refused_with_what_to_do(data: bytes) -> None:
    (problem,) = examine(data, CONTEXT).problems
    assert (problem.rule, "保存し直してください" in problem.message) == ("E01", True)


@pytest.mark.parametrize("at", range(40, 4000, 397))
def test_a_flipped_byte_anywhere_is_read_as_meant_or_refused(at: int) -> None:
    data = bytearray(saved(filled(LONG)))
    data[at] ^= 0x41
    draft = examine(bytes(data), CONTEXT)
    assert draft.blocked or [o.value for o in draft.observations] == [52]


def test_an_old_or_locked_workbook_is_told_apart() -> None:
    (problem,) = examine(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, CONTEXT).problems
    assert (problem.rule, ".xls" in problem.message, "パスワード" in problem.message) == ("E01", True, True)


def test_a_line_break_in_a_cell_is_no_code() -> None:
    heads = [*HEADER[:4], "値_x000D_\n（か所）", *HEADER[5:]]
    assert only(read([heads, row()])).value == 52


@pytest.mark.parametrize(
    ("value", "text"), [(False, "FALSE"), (1e15, "1000000000000000"), (-0.5, "-0.5"), (1e-7, "0.0000001"), (5.0, "5")]
)
def test_a_cell_is_the_text_that_excel_shows(value: Cell, text: str) -> None:
    assert display(value, "General") == (text, None)


def test_reading_leaves_the_warnings_of_other_threads_alone() -> None:
    before, data = list(warnings.filters), saved(filled(LONG))
    with ThreadPoolExecutor(4) as pool:
        assert all(only(draft).value == 52 for draft in pool.map(lambda _: examine(data, CONTEXT), range(12)))
    assert list(warnings.filters) == before
