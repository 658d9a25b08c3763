"""The workbook: real numbers and dates, Excel's own charts on the cells they show, and nothing that calculates."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.board import Board
from dashboard.charts import theme
from dashboard.observation import Observation
from dashboard.papers.book import xlsx
from dashboard.papers.paper import Paper, Section
from papers.making import crowded, paper_of

KNOWN = datetime(2030, 1, 1, tzinfo=UTC)
SCREENING, PLACES = "検診受診率", "通いの場"
JAPANESE_DATE = '[$-411]ggge"年"m"月"d"日"'


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def charts_in(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith("xl/charts/"))
        return [archive.read(name).decode() for name in names]


@pytest.fixture(scope="module")
def paper(other_board: Board) -> Paper:
    return paper_of(other_board, known_at=KNOWN)


@pytest.fixture(scope="module")
def content(paper: Paper) -> bytes:
    return xlsx(paper)


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    return opened(content)


@pytest.fixture(scope="module")
def regional(other_board: Board) -> Workbook:
    return opened(xlsx(paper_of(other_board, region="99201")))


@pytest.fixture(scope="module")
def hostile(other_board: Board) -> bytes:
    paper = paper_of(_spoiled(other_board))
    sections = tuple(_with_hostile_values(section) for section in paper.sections)
    return xlsx(replace(paper, sections=sections, plan="=計画&P", discussion_point="@論点\x01"))


def _spoiled(board: Board) -> Board:
    texts = ("=A1", "@SUM(A1)", "＝総括[1]:*?/\\'")
    indicators = tuple(
        one.model_copy(
            update={
                "name": f"{text}の数",
                "definition": text * 200,
                "notes": (text,),
                **dict.fromkeys(("short_name", "slide_name", "unit", "source"), text),
                "initiatives": tuple(year.model_copy(update={"items": (text,)}) for year in one.initiatives),
            }
        )
        for one, text in zip(board.catalogue.tracked, texts, strict=True)
    )
    return replace(board, catalogue=board.catalogue.model_copy(update={"indicators": indicators}))


def _with_hostile_values(section: Section) -> Section:
    source = '=HYPERLINK("http://example.invalid","押す")'
    values = tuple(replace(one, source=source, note="+1+1") for one in section.standing.observations)
    return replace(_with_values(section, values), source=source)


def _with_values(section: Section, values: tuple[Observation, ...]) -> Section:
    standing = replace(section.standing, observations=values)
    return replace(section, figure=replace(section.figure, standing=standing))


def header_of(page: Worksheet, first: str) -> int:
    return next(row for row in range(1, page.max_row + 1) if page.cell(row, 1).value == first)


def column_of(page: Worksheet, heading: str, row: int) -> int:
    return next(cell.column for cell in page[row] if cell.value == heading)


def cell_under(page: Worksheet, heading: str, first: str, down: int = 1) -> Any:
    row = header_of(page, first)
    return page.cell(row + down, column_of(page, heading, row))


def all_cells(book: Workbook) -> Iterator[Any]:
    return (cell for page in book.worksheets for row in page.iter_rows() for cell in row)


def test_there_is_a_sheet_for_the_table_each_indicator_the_regions_and_the_definitions(
    book: Workbook, paper: Paper
) -> None:
    own = [section.standing.indicator.short_name for section in paper.sections]
    regions = [f"市町村別の{PLACES}", f"医療圏別の{PLACES}"]
    assert book.sheetnames == ["総括", *own, "地域別", *regions, "定義"]


def test_the_table_holds_real_numbers_a_real_percentage_and_a_real_date(book: Workbook) -> None:
    page = book["総括"]
    headings = ("基準値", "最新値", "R2目標", "R5目標", "最終目標")
    assert [cell_under(page, heading, "指標").value for heading in headings] == [21.4, 19.2, 18, 15, 12]
    share = cell_under(page, "達成割合", "指標")
    assert share.value == pytest.approx((19.2 - 21.4) / (12 - 21.4))
    assert "%" in share.number_format
    gap = cell_under(page, "必要な水準との差", "指標")
    assert (gap.value, gap.number_format[:3]) == (1.2, '"+"')
    day = cell_under(page, "最新値の日付", "指標")
    assert (day.value, day.number_format) == (datetime(2020, 9, 30), JAPANESE_DATE)  # noqa: DTZ001
    assert cell_under(page, "最新値の時点", "指標").value == "令和2年度"
    year = cell_under(page, "最終目標時点", "指標")
    assert (year.value, year.number_format) == (8, '[=1]"令和元年度";"令和"0"年度"')
    assert cell_under(page, "基準値の時点", "指標").value == "平成28年度"


def test_a_year_for_which_the_plan_has_no_target_is_a_dash_and_no_zero(book: Workbook) -> None:
    page = book["総括"]
    assert cell_under(page, "指標", "指標", 2).value == "がん検診受診率"
    assert cell_under(page, "R5目標", "指標", 2).value == "―"


def test_the_verdict_is_in_words(book: Workbook) -> None:
    page = book["総括"]
    bad, good = (cell_under(page, "判定", "指標", down) for down in (1, 2))
    assert [cell.value for cell in (bad, good)] == ["B*　改善（ペース不足）", "B　改善（ペース以上）"]
    assert cell_under(page, "注意", "指標", 2).value == "更新待ち"


def test_every_sheet_says_which_plan_at_which_date_and_what_was_known(book: Workbook, paper: Paper) -> None:
    for page in book.worksheets:
        foot = str(page.oddFooter.left.text)
        assert all(part in foot for part in (paper.plan, paper.as_of, paper.registered, paper.computed))
        assert "&P" in str(page.oddFooter.right.text)
        if not page.title.endswith(f"別の{PLACES}"):
            assert page["A2"].value == f"{paper.plan}　{paper.as_of}　{paper.registered}"


def test_every_sheet_prints_on_a4_as_wide_as_the_paper_with_its_header_on_every_page(
    book: Workbook, regional: Workbook
) -> None:
    for page in (*book.worksheets, *regional.worksheets):
        assert page.page_setup.paperSize == 9
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.page_setup.fitToWidth in {None, 1}
        assert page.page_setup.fitToHeight == 0
        assert page.print_area
        assert page.print_title_rows
        if page.title != "地域別":
            assert page.freeze_panes


def test_the_values_have_the_line_the_gap_the_source_and_their_batch_beside_them(book: Workbook, paper: Paper) -> None:
    page = book[SCREENING]
    headings = ("日付", "値", "区分", "必要な水準", "必要な水準との差", "出典", "取り込み番号")
    row = [cell_under(page, heading, "時点", 3).value for heading in headings]
    latest = paper.sections[1].standing.observations[-1]
    assert row == [datetime(2021, 9, 30), 44.5, "確定", 44.1, 0.4, latest.source, latest.batch]  # noqa: DTZ001


def test_a_value_still_being_counted_is_an_empty_cell_with_the_word_beside_it(book: Workbook) -> None:
    page = book[PLACES]
    assert [cell_under(page, heading, "時点", 4).value for heading in ("値", "区分")] == [None, "集計中"]


def test_the_chart_draws_the_cells_of_the_tables(content: bytes, book: Workbook) -> None:
    page = book[SCREENING]
    values = header_of(page, "時点")
    corners = next(row for row in range(values + 1, page.max_row) if page.cell(row, 1).value == "時点")
    refs = re.findall(rf"<c:f>'{SCREENING}'!([^<]*)</c:f>", charts_in(content)[1])
    assert f"$C${values + 1}:$C${values + 3}" in refs
    assert f"$C${values + 3}" in refs
    assert f"$C${corners + 1}:$C${corners + 2}" in refs
    assert f"$C${corners + 2}" in refs
    assert [page[f"C{row}"].value for row in range(corners + 1, corners + 3)] == [38.2, 50]


def test_values_that_do_not_count_are_a_series_of_their_own(content: bytes, book: Workbook) -> None:
    chart, page = charts_in(content)[0], book["喫煙率"]
    row = next(row for row in range(1, page.max_row) if page.cell(row, 4).value == "速報")
    assert f"$C${row}</c:f>" in chart
    assert "18.9 速報（R3）" in chart
    assert "参考値など（使わない値）" in chart


def test_a_target_left_open_is_in_no_line_of_the_chart(other_board: Board) -> None:
    places = other_board.catalogue.indicator("meeting_places")
    open_ended = places.model_copy(
        update={"targets": (places.targets[0], places.targets[1].model_copy(update={"value": None}))}
    )
    board = replace(other_board, catalogue=other_board.catalogue.model_copy(update={"indicators": (open_ended,)}))
    data = xlsx(paper_of(board))
    page = opened(data)[PLACES]
    row = next(row for row in range(1, page.max_row) if page.cell(row, 3).value == "―")
    assert page.cell(row, 4).value == "目標値"
    assert str(row) not in re.findall(r"\$C\$(\d+)</c:f>", charts_in(data)[0])


def test_the_chart_says_targets_values_years_source_and_standing_in_words(content: bytes) -> None:
    behind, ahead, _ = charts_in(content)
    texts = set(re.findall(r"<a:t>([^<]*)</a:t>", ahead))
    assert {"R8目標 50.0", "44.5％（R3）", "41.0", "38.2", "R4(2022)"} <= texts
    assert "検診受診率は44.5％。令和8年度の目標まであと5.5ポイント" in texts
    assert any("出典：" in text for text in texts)
    assert any("時点：令和3年度" in text for text in texts)
    assert theme.GOOD[1:] in ahead
    assert theme.BAD[1:] in behind


def test_no_chart_marks_a_value_by_a_triangle(content: bytes) -> None:
    for chart in charts_in(content):
        assert '<c:symbol val="triangle"/>' not in chart
        assert "▼" not in chart


def test_every_letter_of_a_chart_is_in_the_house_typeface(content: bytes) -> None:
    for chart in charts_in(content):
        assert chart.count('<a:ea typeface="BIZ UDPGothic"/>') == chart.count('<a:latin typeface="BIZ UDPGothic"') > 10
        assert chart.count("<a:t>") <= chart.count("<a:ea ")


def test_the_chart_lies_on_rows_that_hold_nothing(book: Workbook, paper: Paper) -> None:
    for section in paper.sections:
        page = book[section.standing.indicator.short_name]
        (drawn,) = page._charts
        anchor = drawn.anchor
        under = page.iter_rows(anchor._from.row + 1, anchor.to.row + 1, anchor._from.col + 1, anchor.to.col + 1)
        assert [cell.coordinate for row in under for cell in row if cell.value is not None] == []


def test_the_points_that_only_the_chart_needs_lie_outside_the_printed_area(book: Workbook) -> None:
    page = book[PLACES]
    beside = next(cell for row in page.iter_rows() for cell in row if cell.value == "図の目盛り")
    last = re.search(r":\$([A-Z]+)\$", page.print_area)
    assert last is not None
    assert beside.column_letter > last[1]


def test_without_regional_values_the_sheet_says_so(book: Workbook, paper: Paper) -> None:
    said = {cell.value for row in book["地域別"].iter_rows() for cell in row}
    assert set(paper.gaps) <= said


def test_each_set_of_regions_has_a_sheet_to_filter_with_the_chosen_region_marked(regional: Workbook) -> None:
    page = regional[f"市町村別の{PLACES}"]
    header = header_of(page, "順位")
    assert page.freeze_panes == f"D{header + 1}"
    assert page.auto_filter.ref.startswith(f"A{header}:")
    assert page.auto_filter.ref.endswith(f"{header + 5}")
    assert page.cell(page.max_row, 3).value == "架空県"
    rows = {page.cell(row, 2).value: row for row in range(header + 1, page.max_row + 1)}
    chosen = rows["99201"]
    assert [page.cell(chosen, column).data_type for column in (1, 2, 4)] == ["n", "s", "n"]
    assert page.cell(chosen, 2).font.bold
    assert not page.cell(chosen + 1, 2).font.bold
    assert page.title in {cell.value for row in regional["地域別"].iter_rows() for cell in row}


def test_definitions_tell_the_rules_the_sources_and_the_point_to_discuss(book: Workbook, paper: Paper) -> None:
    page = book["定義"]
    said = {tuple(cell.value for cell in row) for row in page.iter_rows(max_col=3)}
    assert ("がん検診受診率", "望ましい向き", "増えるほどよい") in said
    assert ("資料全体", "論点", paper.discussion_point) in said
    assert {("資料全体", "出典", source) for source in paper.sources} <= said
    assert {("資料全体", f"判定「{name}」", rule) for name, rule in paper.rules} <= said


def test_the_properties_name_the_paper(book: Workbook, paper: Paper) -> None:
    assert (book.properties.title, book.properties.subject) == (paper.title, paper.plan)


def test_nothing_from_outside_becomes_a_formula_or_a_link(hostile: bytes) -> None:
    book = opened(hostile)
    assert {cell.data_type for cell in all_cells(book)} <= {"n", "s", "d"}
    assert [cell.coordinate for cell in all_cells(book) if cell.hyperlink] == []
    texts = [cell.value for cell in all_cells(book) if isinstance(cell.value, str)]
    assert [text for text in texts if text.startswith(("=", "+", "-", "@", "＝"))] == []
    with zipfile.ZipFile(io.BytesIO(hostile)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert [sheet for sheet in sheets if b"<f>" in sheet or b"<f " in sheet] == []


def test_what_a_chart_says_of_hostile_names_is_text_too(hostile: bytes) -> None:
    for chart in charts_in(hostile):
        assert set(re.findall(r"<c:f>([^!]*)!", chart)) != set()
        assert re.findall(r"<c:(?:tx|title)><c:strRef>", chart) == []


def test_names_that_excel_forbids_are_mended_and_none_appears_twice(other_board: Board, hostile: bytes) -> None:
    names = opened(hostile).sheetnames
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)
    without_regions = other_board.catalogue.tracked[:2]
    same = tuple(
        one.model_copy(update={"short_name": name})
        for one, name in zip(without_regions * 3, ("総括", "History", "あ" * 40, "あ" * 31, " "), strict=False)
    )
    changed = replace(other_board, catalogue=other_board.catalogue.model_copy(update={"indicators": same}))
    expected = ["総括", "総括（2）", "History（2）", "あ" * 31, "あ" * 28 + "（2）", "無題", "地域別", "定義"]
    with zipfile.ZipFile(io.BytesIO(xlsx(paper_of(changed)))) as archive:
        assert re.findall('<sheet name="([^"]*)"', archive.read("xl/workbook.xml").decode()) == expected


def test_a_long_plan_with_an_ampersand_leaves_the_footer_within_what_excel_takes(paper: Paper) -> None:
    short = replace(paper, sections=(), summary=replace(paper.summary, rows=()), plan="8&P計画" * 60)
    with zipfile.ZipFile(io.BytesIO(xlsx(short))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    footer = re.search("<oddFooter>(.*?)</oddFooter>", sheet, re.DOTALL)
    assert footer is not None
    text = footer[1].replace("&amp;", "&")
    assert 200 < len(text) <= 255
    assert "8&&P計画" in text
    assert paper.registered in text
    assert "判定は機械的な計算" in text


def test_a_crowded_plan_has_the_room_for_its_texts(other_board: Board) -> None:
    book = opened(xlsx(paper_of(crowded(other_board), indicators=("smoking_rate",))))
    page = book["架空の指標1"]
    row = next(row for row in range(1, page.max_row) if page.cell(row, 1).value == "定義")
    assert page.row_dimensions[row].height >= 5 * 18
    told = [row for row in range(1, page.max_row + 1) if str(page.cell(row, 1).value).startswith("○架空の取組")]
    assert len(told) == 80


def test_the_same_paper_makes_the_same_bytes(paper: Paper, content: bytes) -> None:
    assert xlsx(paper) == content
