"""The files that divisions fill in: the right regions, no figure, and a cell that says what belongs into it."""

import csv
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from dashboard.catalogue import Indicator
from dashboard.errors import PaperError
from dashboard.fiscal import Precision, parse
from dashboard.intake import Draft, Severity, examine
from dashboard.observation import Status
from dashboard.places import Level, Region
from dashboard.sheets.blank import FileShape, Template, template_csv, template_xlsx
from intake.making import CONTEXT

PLACES = CONTEXT.catalogue.indicator("meeting_places")
SCREENING = CONTEXT.catalogue.indicator("screening_rate")
SMOKING = CONTEXT.catalogue.indicator("smoking_rate").model_copy(update={"levels": (), "precisions": ()})
REGIONS = tuple(CONTEXT.regions)
QUARTER = parse("令和6年度第2四半期")
LONG_HEADER = ["指標", "地域コード", "地域名", "時点", "値", "区分", "出典", "備考"]


def template(
    *indicators: Indicator, shape: FileShape = FileShape.LONG, regions: tuple[Region, ...] = REGIONS, period: str = ""
) -> Template:
    return Template(indicators or (PLACES,), regions, parse(period) if period else QUARTER, shape)


def csv_rows(made: Template) -> list[list[str]]:
    return list(csv.reader(io.StringIO(template_csv(made).decode("utf-8-sig"), newline="")))


def sheet(made: Template) -> Any:
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx(made)))
    assert len(book.worksheets) == 1
    return book.worksheets[0]


def texts(page: Any) -> list[list[str]]:
    return [[cell.value or "" for cell in row] for row in page.iter_rows()]


def rule_of(page: Any, cell: str) -> Any:
    (rule,) = [rule for rule in page.data_validations.dataValidation if cell in rule.sqref]
    return rule


def limited(indicator: Indicator, *levels: Level) -> Indicator:
    return indicator.model_copy(update={"levels": tuple(level.value for level in levels)})


def filled_csv(made: Template, fill: Callable[[int], str]) -> bytes:
    """The template as a clerk sends it back: every open cell filled by ``fill`` (called with 0, 1, 2, …)."""
    header, *rows = csv_rows(made)
    closing = header.index("区分")
    sink, count = io.StringIO(newline=""), 0
    writer = csv.writer(sink)
    writer.writerow(header)
    for row in rows:
        for column in range(4 if made.shape is FileShape.LONG else 3, closing):
            row[column], count = fill(count), count + 1
        writer.writerow(row)
    return sink.getvalue().encode("utf-8-sig")


def filled_xlsx(made: Template, value: float | str) -> bytes:
    page = sheet(made)
    closing = next(cell.column for cell in page[1] if cell.value == "区分")
    for row in page.iter_rows(min_row=2, min_col=5 if made.shape is FileShape.LONG else 4, max_col=closing - 1):
        for cell in row:
            cell.value = value
    sink = io.BytesIO()
    page.parent.save(sink)
    return sink.getvalue()


def errors(draft: Draft) -> list[str]:
    return [problem.message for problem in draft.problems if problem.severity is Severity.ERROR]


def test_the_long_file_has_one_row_for_each_indicator_and_region() -> None:
    header, *rows = csv_rows(template(PLACES, SMOKING))
    assert header == LONG_HEADER
    expected = [(one.name, region.code, region.name) for one in (PLACES, SMOKING) for region in REGIONS]
    assert [tuple(row[:3]) for row in rows] == expected
    assert {row[3] for row in rows} == {"令和6年度第2四半期"}


def test_the_wide_file_has_one_row_for_each_region_and_one_column_for_each_indicator() -> None:
    header, *rows = csv_rows(template(PLACES, SMOKING, shape=FileShape.WIDE))
    assert header == ["地域コード", "地域名", "時点", PLACES.name, SMOKING.name, "区分", "出典", "備考"]
    assert [tuple(row[:3]) for row in rows] == [(one.code, one.name, "令和6年度第2四半期") for one in REGIONS]


@pytest.mark.parametrize("shape", FileShape)
def test_nothing_that_a_person_must_answer_for_is_filled_in(shape: FileShape) -> None:
    made = template(PLACES, SMOKING, shape=shape)
    for header, *rows in (csv_rows(made), texts(sheet(made))):
        given = header.index("時点") + 1
        assert {cell for row in rows for cell in row[given:]} == {""}


@pytest.mark.parametrize("shape", FileShape)
def test_the_workbook_says_the_same_as_the_csv_file(shape: FileShape) -> None:
    made = template(PLACES, SMOKING, SCREENING, shape=shape)
    assert texts(sheet(made)) == csv_rows(made)


@pytest.mark.parametrize("shape", FileShape)
def test_the_csv_file_opens_in_excel(shape: FileShape) -> None:
    content = template_csv(template(shape=shape))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 1 + len(REGIONS)


@pytest.mark.parametrize("shape", FileShape)
def test_a_filled_in_csv_file_is_taken_without_an_error(shape: FileShape) -> None:
    draft = examine(filled_csv(template(PLACES, SCREENING, shape=shape), str), CONTEXT)
    assert errors(draft) == []
    assert len(draft.rows) == 2 * len(REGIONS)
    assert {row.observation.status for row in draft.rows} == {Status.OFFICIAL}
    assert {row.observation.precision for row in draft.rows} == {Precision.QUARTER}


@pytest.mark.parametrize("shape", FileShape)
def test_a_filled_in_workbook_is_taken_without_an_error(shape: FileShape) -> None:
    draft = examine(filled_xlsx(template(PLACES, SCREENING, shape=shape), 12), CONTEXT)
    assert errors(draft) == []
    assert [row.observation.value for row in draft.rows] == [12] * 2 * len(REGIONS)


@pytest.mark.parametrize("word", ["集計中", "秘匿", "該当なし"])
def test_a_word_in_a_value_cell_needs_nothing_else(word: str) -> None:
    draft = examine(filled_csv(template(), lambda _: word), CONTEXT)
    assert errors(draft) == []
    assert {row.observation.status.label for row in draft.rows} == {word}


@pytest.mark.parametrize("period", ["令和6年度", "令和5年度下半期", "令和6年11月", "2024-11-30", "平成31年3月"])
def test_every_kind_of_period_is_read_back_as_it_was_meant(period: str) -> None:
    draft = examine(filled_csv(template(period=period), lambda _: "12"), CONTEXT)
    point = CONTEXT.catalogue.judging.fiscal_year_point
    assert {row.observation.period for row in draft.rows} == {parse(period, point=point)}


def test_a_region_is_asked_only_for_what_it_can_have() -> None:
    few, whole = limited(PLACES, Level.MUNICIPALITY), limited(SMOKING, Level.PREFECTURE)
    rows = csv_rows(template(few, whole))[1:]
    assert [row[1] for row in rows if row[0] == few.name] == [one.code for one in CONTEXT.regions.municipalities]
    assert [row[1] for row in rows if row[0] == whole.name] == [CONTEXT.regions.prefecture.code]


def test_a_wide_row_stands_where_at_least_one_indicator_asks_and_the_other_cells_are_crossed_out() -> None:
    few, whole = limited(PLACES, Level.MUNICIPALITY), limited(SMOKING, Level.PREFECTURE)
    page = sheet(template(few, whole, shape=FileShape.WIDE))
    assert [row[0] for row in texts(page)[1:]] == [
        CONTEXT.regions.prefecture.code,
        *(one.code for one in CONTEXT.regions.municipalities),
    ]
    assert [page[cell].border.diagonalUp for cell in ("D2", "E2", "D3", "E3")] == [True, False, False, True]


def test_a_file_without_a_single_row_is_refused_with_a_sentence() -> None:
    made = template(limited(PLACES, Level.PREFECTURE), regions=CONTEXT.regions.areas)
    for write in (template_csv, template_xlsx):
        with pytest.raises(PaperError, match="地域がありません"):
            write(made)


@pytest.mark.parametrize("shape", FileShape)
def test_codes_are_text_so_that_a_leading_zero_survives(shape: FileShape) -> None:
    north = Region("01000", "架空道", "", Level.PREFECTURE)
    page = sheet(template(regions=(north,), shape=shape))
    cell = next(cell for cell in page[2] if cell.value == "01000")
    assert cell.data_type == "s"
    assert cell.number_format == "@"


def test_a_name_of_formula_or_address_stays_text() -> None:
    odd = Region("99202", "=1+1", "", Level.MUNICIPALITY)
    linked = Region("99203", "https://example.invalid/", "", Level.MUNICIPALITY)
    page = sheet(template(regions=(odd, linked)))
    assert [(page[cell].data_type, page[cell].value) for cell in ("C2", "C3")] == [("s", odd.name), ("s", linked.name)]
    assert page["C3"].hyperlink is None


def test_a_count_is_a_whole_number_from_zero_or_one_of_three_words() -> None:
    rule = rule_of(sheet(template(PLACES)), "E2")
    assert rule.type == "custom"
    assert rule.formula1 == 'IF(ISNUMBER(E2),AND(E2>=0,E2=INT(E2)),OR(E2="集計中",E2="秘匿",E2="該当なし"))'
    assert rule.errorStyle in {None, "stop"}
    assert rule.allowBlank
    assert "単位：か所" in rule.prompt
    assert "0以上の整数" in rule.prompt


def test_a_share_may_have_decimals_and_ends_at_its_natural_limit() -> None:
    rule = rule_of(sheet(template(SCREENING)), "E2")
    assert "AND(E2>=0,E2<=100)" in rule.formula1
    assert "INT" not in rule.formula1
    assert "単位：%" in rule.prompt
    assert "小数点以下1桁までの数（0以上100以下）" in rule.prompt


def test_a_limit_from_below_is_one_from_below() -> None:
    rule = rule_of(sheet(template(SMOKING.model_copy(update={"natural_limit": 2.5}))), "E2")
    assert "AND(E2>=2.5,E2<=100)" in rule.formula1
    assert "（2.5以上100以下）" in rule.prompt


def test_without_a_limit_any_number_will_do() -> None:
    change = SMOKING.model_copy(update={"any_percentage": True})
    assert "AND(TRUE)" in rule_of(sheet(template(change)), "E2").formula1


def test_every_value_cell_of_the_long_file_has_the_rule_of_its_own_indicator() -> None:
    page = sheet(template(PLACES, SCREENING))
    for row in range(2, 2 + 2 * len(REGIONS)):
        indicator = PLACES if page.cell(row, 1).value == PLACES.name else SCREENING
        assert rule_of(page, f"E{row}").promptTitle == indicator.short_name


def test_every_value_column_of_the_wide_file_has_the_rule_of_its_indicator() -> None:
    page = sheet(template(PLACES, SCREENING, shape=FileShape.WIDE))
    last = 1 + len(REGIONS)
    for column, indicator in (("D", PLACES), ("E", SCREENING)):
        rule = rule_of(page, f"{column}2")
        assert rule is rule_of(page, f"{column}{last}")
        assert rule.promptTitle == indicator.short_name
        assert f"ISNUMBER({column}2)" in rule.formula1


@pytest.mark.parametrize(("shape", "column"), [(FileShape.LONG, "F"), (FileShape.WIDE, "E")])
def test_the_standing_is_chosen_from_a_list(shape: FileShape, column: str) -> None:
    page = sheet(template(shape=shape))
    rule = rule_of(page, f"{column}{1 + len(REGIONS)}")
    assert rule.type == "list"
    assert rule.formula1 == '"確定,速報,参考,集計中,秘匿,該当なし"'
    assert "確定" in rule.prompt


@pytest.mark.parametrize("shape", FileShape)
def test_what_is_given_is_shaded_and_what_is_asked_is_white(shape: FileShape) -> None:
    page = sheet(template(shape=shape))
    given = next(cell.column for cell in page[1] if cell.value == "時点")
    shades = ["" if cell.fill.fill_type is None else cell.fill.start_color.rgb for cell in page[2]]
    assert set(shades[:given]) == {"FFE4E4E4"}
    assert set(shades[given:]) == {""}


@pytest.mark.parametrize("shape", FileShape)
def test_figures_can_be_pasted_anywhere(shape: FileShape) -> None:
    assert not sheet(template(shape=shape)).protection.sheet


def test_a_value_cell_has_no_format_that_would_turn_a_percentage_into_a_fraction() -> None:
    assert sheet(template(SCREENING))["E2"].number_format == "General"


@pytest.mark.parametrize(("shape", "corner"), [(FileShape.LONG, "A2"), (FileShape.WIDE, "C2")])
def test_the_header_stays_in_sight_on_screen_and_on_every_sheet_of_paper(shape: FileShape, corner: str) -> None:
    page = sheet(template(shape=shape))
    assert page.freeze_panes == corner
    assert page.print_title_rows == "$1:$1"
    assert page.page_setup.orientation == "landscape"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToWidth in {None, 1}
    assert page.page_setup.fitToHeight == 0


@pytest.mark.parametrize("shape", FileShape)
def test_columns_are_wide_enough_for_what_is_given_and_the_header_high_enough(shape: FileShape) -> None:
    page = sheet(template(PLACES, SCREENING, shape=shape))
    for heading, *cells in page.iter_cols():
        places = page.column_dimensions[heading.column_letter].width - 1
        assert places >= max(_places(cell.value or "") for cell in cells)
        assert (page.row_dimensions[1].height or 18.75) >= 18.75 * _places(heading.value) / places


def _places(text: str) -> int:
    return sum(1 if letter.isascii() else 2 for letter in text)


@pytest.mark.parametrize("shape", FileShape)
def test_the_same_template_is_the_same_file_whenever_it_is_made(shape: FileShape) -> None:
    made = template(PLACES, SMOKING, shape=shape)
    content = template_xlsx(made)
    assert template_xlsx(made) == content
    said = openpyxl.load_workbook(io.BytesIO(content)).properties
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        moments = {member.date_time[0] for member in archive.infolist()} | {said.created.year, said.modified.year}
    assert moments == {1980}


def test_the_file_name_says_what_when_and_which_shape() -> None:
    assert template(PLACES).file_name("csv") == "取込ひな形_通いの場_令和6年度第2四半期_縦長.csv"
    both = template(PLACES, SMOKING, shape=FileShape.WIDE)
    assert both.file_name("xlsx") == "取込ひな形_2指標_令和6年度第2四半期_横長.xlsx"


def test_the_file_name_is_one_that_windows_accepts() -> None:
    named = PLACES.model_copy(update={"short_name": 'A/B\\C:D*E?"<>|\n'})
    name = template(named).file_name("csv")
    assert not set(name) & set('\\/:*?"<>|\n')
    assert name.startswith("取込ひな形_A・B・C・D・E")


def test_names_with_an_ampersand_are_printed_as_they_are() -> None:
    page = sheet(template(PLACES.model_copy(update={"short_name": "A&B"})))
    assert "A&&B" in page.oddHeader.left.text


def test_the_shapes_are_named_for_people() -> None:
    assert [shape.label for shape in FileShape] == ["縦長（1行に1つの値）", "横長（1行に1地域）"]
