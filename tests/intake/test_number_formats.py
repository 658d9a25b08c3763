"""Number formats: what Excel prints, and what is stored where that is another thing."""

from datetime import datetime

import pytest
from openpyxl.utils.datetime import MAC_EPOCH

from dashboard.intake.draft import CellMark, MarkKind
from dashboard.intake.number_formats import display

SEPTEMBER = 45565  # 2024-09-30
Value = float | str | datetime


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (52, '0"世帯"', "52世帯"),
        (1234, '#,##0"百人"', "1,234百人"),
        (3.25, '0"人"', "3.25人"),
        (0.125, '0.0%"増"', "12.5%増"),
        (80, '0"（暫定）"', "80（暫定）"),
        (0, '#,##0;-#,##0;"未集計"', "未集計"),
        (0, '0;-0;"－"', "－"),
        (-4, '0;"減"0;0', "減4"),
        (7, '[<10]"10未満";0', "10未満"),
        (70, '[>=100]0"多";[>=50]0"中";0"少"', "70中"),
        (7, '[>=100]0"多";[>=50]0"中";0"少"', "7少"),
        (5, r"\第0\回", "第5回"),
        (5, "0件", "5件"),
        (12, "General 床", "12 床"),
        (38.2, r"0.0\%", "38.2%"),
        (202409, '0"年"00"月"', "2024年09月"),
        (120, "[$約-411]0", "約120"),
        (SEPTEMBER, 'yyyy"年"m"月"d"日（速報）"', "2024-09-30（速報）"),
        (SEPTEMBER, '"平成元年"m"月"', "平成元年2024年9月"),
        (SEPTEMBER, '"目標 "yyyy"年"m"月"', "目標 2024年9月"),
        ("80", '@"（推計）"', "80（推計）"),
        ("80", '0;0;0;"非公表"', "非公表"),
    ],
)
def test_words_of_a_format_are_part_of_the_cell(value: Value, number_format: str, text: str) -> None:
    shown, mark = display(value, number_format)
    assert (shown, mark is not None and mark.kind) == (text, MarkKind.STORED)


def test_a_mark_has_the_stored_number() -> None:
    assert display(4, '0"百人"')[1] == CellMark(MarkKind.STORED, "4")
    assert display(-3, "0;0") == ("3", CellMark(MarkKind.STORED, "-3"))
    assert display(3, '"△"0') == ("△3", CellMark(MarkKind.STORED, "3"))


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1023, "#,##0", "1023"),
        (1023, "[Blue]#,##0_ ", "1023"),
        (38.25, "0.0", "38.25"),
        (0.5, "0%", "50%"),
        (-3, "#,##0;▲#,##0", "-3"),
        (-3, "#,##0;[Red]#,##0", "-3"),
        (-3, "#,##0_);(#,##0)", "-3"),
        (0, '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ', "0"),
        (0, '_-* #,##0_-;\\-* #,##0_-;_-* "-"??_-;_-@_-', "0"),
        (1500, "[$¥-411]#,##0", "1500"),
        (1234567, r"000\-0000", "1234567"),
        (0.25, "# ?/?", "0.25"),
        (45, "[DBNum3]0", "45"),
        (99201, "@", "99201"),
        (1e-7, "0.0E+00", "0.0000001"),
        (SEPTEMBER, "yyyy/m/d;@", "2024-09-30"),
        (SEPTEMBER, "yyyy年m月d日", "2024-09-30"),
        (SEPTEMBER, '[$-411]ggge"年"m"月末現在"', "2024年9月"),
        (43709, '[<43831]"令和元年"m"月"d"日";[$-411]ggge"年"m"月"d"日"', "2019-09-01"),
        (SEPTEMBER, "h:mm AM/PM", "2024-09-30 00:00:00"),
        ("東が丘", "_ @_ ", "東が丘"),
    ],
)
def test_a_format_that_only_arranges_changes_nothing(value: Value, number_format: str, text: str) -> None:
    assert display(value, number_format) == (text, None)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (12345, "#,##0,", "12"),
        (12500, "0,", "13"),
        (12345678, "#,##0,,", "12"),
        (12345, "#,##0.0,", "12.3"),
        (12345, '0.0,"千人"', "12.3千人"),
        (12345, r"0\.0,", "1.2"),
        (-12345, "#,##0,", "-12"),
    ],
)
def test_a_divided_number_is_as_it_is_printed_and_the_mark_is_not(value: float, number_format: str, text: str) -> None:
    assert display(value, number_format) == (text, CellMark(MarkKind.SCALED, str(value)))


@pytest.mark.parametrize(
    ("value", "number_format"), [(52, ";;;"), (0, "#,###"), (0, "0;-0;"), (0, "#"), ("52", ";;;"), ("52", "0;0;0;")]
)
def test_what_a_format_does_not_print_is_noted(value: Value, number_format: str) -> None:
    assert display(value, number_format) == ("", CellMark(MarkKind.UNSEEN, str(value)))


def test_days_are_counted_from_the_workbooks_own_first_day() -> None:
    assert display(SEPTEMBER - 1462, "yyyy/m/d", MAC_EPOCH) == ("2024-09-30", None)
    assert display(SEPTEMBER - 1462, "gge", MAC_EPOCH) == ("2024", None)
