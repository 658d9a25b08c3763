"""What a workbook holds around its cells: fonts, hidden rows, merged spans, comments, shapes, sheets."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from dashboard.intake.draft import CellMark, Cells, MarkKind, Problem, Span
from dashboard.intake.files import reader_of
from intake.test_workbook import FIRST_SHEET, changed, filled, saved

pytestmark = pytest.mark.filterwarnings(r"ignore::UserWarning:openpyxl\..*")

TABLE = [["地域名", "値"], ["東が丘市", 52], ["西山町", 80]]
RAISED, STRUCK = InlineFont(vertAlign="superscript"), InlineFont(strike=True)


def cells_of(book: Any, sheet: str = "") -> Cells:
    (cells,) = reader_of(book if isinstance(book, bytes) else saved(book))(sheet)
    assert isinstance(cells, Cells)
    return cells


def refusal(data: bytes) -> str:
    (problem,) = reader_of(data)("")
    assert isinstance(problem, Problem)
    assert problem.rule in {"E01", "E02"}
    return problem.message


def with_value(value: object, **font: Any) -> Cells:
    book = filled(TABLE)
    cell = book.worksheets[0]["B2"]
    cell.value = value
    if font:
        cell.font = Font(**font)
    return cells_of(book)


def with_parts(book: Any, parts: dict[str, str], relations: dict[str, str]) -> bytes:
    """The workbook with more parts, to which its first sheet is related."""
    sink = io.BytesIO()
    links = "".join(
        f'<Relationship Id="x{at}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}"/>'
        for at, (target, kind) in enumerate(relations.items())
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(io.BytesIO(saved(book))) as old, zipfile.ZipFile(sink, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/worksheets/_rels/sheet1.xml.rels", f'<Relationships xmlns="{space}">{links}</Relationships>')
        for name, text in parts.items():
            new.writestr(name, text)
    return sink.getvalue()


# Fonts


@pytest.mark.parametrize(
    ("value", "text", "marks"),
    [
        (CellRichText("52", TextBlock(RAISED, "注2")), "52", [(MarkKind.RAISED, "注2")]),
        (CellRichText("5", TextBlock(InlineFont(vertAlign="subscript"), "1")), "5", [(MarkKind.RAISED, "1")]),
        (CellRichText(TextBlock(STRUCK, "49"), "52"), "52", [(MarkKind.STRUCK, "49")]),
        (
            CellRichText(TextBlock(STRUCK, "49"), "52", TextBlock(RAISED, "※")),
            "52",
            [(MarkKind.STRUCK, "49"), (MarkKind.RAISED, "※")],
        ),
        (CellRichText(TextBlock(STRUCK, "4"), TextBlock(STRUCK, "9")), "49", [(MarkKind.STRUCK, "49")]),
        (
            CellRichText(TextBlock(STRUCK, "49"), TextBlock(RAISED, "1")),
            "49",
            [(MarkKind.STRUCK, "49"), (MarkKind.RAISED, "1")],
        ),
        (CellRichText(TextBlock(RAISED, "52")), "52", [(MarkKind.RAISED, "52")]),
        (CellRichText(TextBlock(InlineFont(b=True), "5"), "2"), "52", []),
    ],
)
def test_raised_and_struck_parts_leave_the_text(value: object, text: str, marks: list[tuple[MarkKind, str]]) -> None:
    cells = with_value(value)
    assert cells.rows[1] == ("東が丘市", text)
    assert [(mark.kind, mark.text) for mark in cells.marks.get((1, 1), ())] == marks


@pytest.mark.parametrize("value", [52, "52", "架空の行"])
def test_a_wholly_struck_cell_keeps_its_text(value: object) -> None:
    cells = with_value(value, strike=True)
    assert cells.rows[1][1] == str(value)
    assert cells.marks == {(1, 1): (CellMark(MarkKind.STRUCK, str(value)),)}


def test_a_part_with_a_font_of_its_own_is_not_struck_with_its_cell() -> None:
    cells = with_value(CellRichText("49", TextBlock(InlineFont(b=True), "52")), strike=True)
    assert cells.rows[1][1] == "52"
    assert cells.marks == {(1, 1): (CellMark(MarkKind.STRUCK, "49"),)}


def test_parts_of_shared_texts_are_as_good_and_furigana_is_nothing() -> None:
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["地域名", "値"])
        page.write(1, 0, "東が丘市")
        page.write_rich_string(1, 1, book.add_format({"font_strikeout": True}), "49", book.add_format(), "52")
    furigana = "<t>東が丘市</t><rPh sb='0' eb='1'><t>ヒガシ</t></rPh>"
    texts = "xl/sharedStrings.xml"
    cells = cells_of(changed(sink.getvalue(), texts, lambda xml: xml.replace("<t>東が丘市</t>", furigana)))
    assert cells.rows[1][0] == "東が丘市"
    assert cells.rows[1][1] == "52"
    assert cells.marks == {(1, 1): (CellMark(MarkKind.STRUCK, "49"),)}


def test_white_letters_on_white_are_unseen_but_not_on_a_dark_ground() -> None:
    assert with_value(52, color="FFFFFF").marks == {(1, 1): (CellMark(MarkKind.UNSEEN, "52"),)}
    assert with_value(52, color="FFFFFF").rows[1] == ("東が丘市", "")
    book = filled(TABLE)
    book.worksheets[0]["B2"].font = Font(color="FFFFFF")
    book.worksheets[0]["B2"].fill = PatternFill("solid", fgColor="1F4E78")
    assert cells_of(book).rows[1][1] == "52"


# Formats


def test_a_cell_is_what_its_format_prints_and_the_mark_what_is_stored() -> None:
    cells = cells_of(filled(TABLE, formats={"B2": '0"百人"', "B3": ";;;"}))
    assert cells.rows[1:] == (("東が丘市", "52百人"), ("西山町", ""))
    assert cells.marks == {(1, 1): (CellMark(MarkKind.STORED, "52"),), (2, 1): (CellMark(MarkKind.UNSEEN, "80"),)}


def test_zeros_that_a_sheet_does_not_print_are_unseen() -> None:
    book = filled([*TABLE, ["北町", 0]])
    book.worksheets[0].sheet_view.showZeros = False
    cells = cells_of(book)
    assert (cells.rows[3], cells.marks) == (("北町", ""), {(3, 1): (CellMark(MarkKind.UNSEEN, "0"),)})


def test_the_dates_of_a_japanese_excel_are_known_by_their_number() -> None:
    def month(xml: str) -> str:
        return xml.replace('numFmtId="9"', 'numFmtId="55"')

    data = saved(filled([["時点"], [45536]], formats={"A2": "0%"}))
    assert cells_of(changed(data, "xl/styles.xml", month)).rows[1] == ("2024年9月",)


def test_letters_that_a_workbook_escapes_are_cleaned_like_others() -> None:
    cells = with_value("5_x0002_2_x000D_\n_x005F_x0041_")
    assert cells.rows[1][1] == "52\n\n_x0041_"
    assert [mark.kind for mark in cells.marks[1, 1]] == [MarkKind.RESPELLED]


def test_a_quoted_constant_without_a_saved_value_is_its_text() -> None:
    cells = with_value('="52"')
    assert (cells.rows[1][1], cells.marks) == ("52", {(1, 1): (CellMark(MarkKind.RESPELLED, '="52"'),)})


def test_a_shared_formula_without_a_saved_value_is_the_cells_own() -> None:
    def share(xml: str) -> str:
        first, second = '<f t="shared" ref="B2:B3" si="0">C2*2</f><v>52</v>', '<f t="shared" si="0"/><v/>'
        return xml.replace("<v>52</v>", first).replace("<v>80</v>", second)

    assert [row[1] for row in cells_of(changed(saved(filled(TABLE)), FIRST_SHEET, share)).rows] == ["値", "52", "=C3*2"]


@pytest.mark.parametrize("mac", [True, False])
def test_a_workbook_that_counts_days_from_1904_says_so(mac: bool) -> None:
    book = filled(TABLE)
    if mac:
        book.epoch = CALENDAR_MAC_1904
    assert cells_of(book).epoch_1904 is mac


# Hidden and merged


def test_hidden_rows_and_columns_are_known_however_they_were_hidden() -> None:
    book = filled([*TABLE, ["北町", 1], ["南町", 2]])
    page = book.worksheets[0]
    page.row_dimensions[2].hidden = True
    page.row_dimensions.group(5, 5, hidden=True)
    page.row_dimensions[900].hidden = True
    page.column_dimensions["A"].hidden = True
    page.column_dimensions["Z"].hidden = True
    cells = cells_of(changed(saved(book), FIRST_SHEET, lambda xml: xml.replace('<row r="4"', '<row r="4" ht="0"')))
    assert (cells.hidden_rows, cells.hidden_places) == ({1, 3, 4}, {0})


def test_merged_spans_are_known_where_there_is_something_in_them() -> None:
    book = filled([["題", None], *TABLE])
    page = book.worksheets[0]
    for span in ("A1:B1", "B3:B4", "D1:E9"):
        page.merge_cells(span)
    assert cells_of(book).merged == (Span(0, 0, 0, 1), Span(2, 1, 3, 1))


def test_hidden_sheets_are_named_where_they_hold_anything() -> None:
    book = filled(TABLE, [["隠し"]], [["とても隠し"]])
    for title, state in (("空", "hidden"), ("Sheet3", "visible")):
        book.create_sheet(title).sheet_state = state
    for page, state in zip(book.worksheets[1:3], ("hidden", "veryHidden"), strict=True):
        page.sheet_state = state
    cells = cells_of(book)
    assert (cells.sheets, cells.blank_sheets, cells.hidden_sheets) == (("表1", "Sheet3"), ("Sheet3",), ("表2", "表3"))


# Beside the cells


def test_comments_are_marks_of_their_cells_empty_ones_too() -> None:
    book = filled(TABLE)
    book.worksheets[0]["B2"].comment = Comment("係：\n暫定値", "係")
    book.worksheets[0]["F9"].comment = Comment("来月直す", "係")
    cells = cells_of(book)
    assert cells.marks == {
        (1, 1): (CellMark(MarkKind.COMMENT, "係：\n暫定値"),),
        (8, 5): (CellMark(MarkKind.COMMENT, "来月直す"),),
    }


def test_a_thread_stands_for_its_note() -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    note = f'<comments xmlns="{space}"><commentList><comment ref="B2"><text><t>[スレッド] 古い版用</t></text></comment>'
    thread = '<ThreadedComments xmlns="urn:x">' + "".join(
        f'<threadedComment ref="B2"><text>{text}</text></threadedComment>' for text in ("速報ですか", "はい")
    )
    parts = {
        "xl/comments1.xml": f"{note}</commentList></comments>",
        "xl/threadedComments/t1.xml": f"{thread}</ThreadedComments>",
    }
    relations = {"../comments1.xml": "comments", "../threadedComments/t1.xml": "threadedComment"}
    cells = cells_of(with_parts(filled(TABLE), parts, relations))
    assert cells.marks == {(1, 1): (CellMark(MarkKind.COMMENT, "速報ですか"), CellMark(MarkKind.COMMENT, "はい"))}


def test_text_boxes_and_page_headers_stand_aside() -> None:
    drawing = (
        '<xdr:wsDr xmlns:xdr="urn:d" xmlns:a="urn:a"><xdr:sp><xdr:txBody><a:p><a:r><a:t>（単位：</a:t></a:r>'
        "<a:r><a:t>千人）</a:t></a:r></a:p><a:p><a:r><a:t>概数</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>"
    )
    book = filled(TABLE)
    page = book.worksheets[0]
    page.oddHeader.center.text = "速報値"
    page.oddFooter.right.text = "&P / &N ページ"
    page.oddFooter.left.text = "R&&D 課"
    cells = cells_of(with_parts(book, {"xl/drawings/drawing1.xml": drawing}, {"../drawings/drawing1.xml": "drawing"}))
    assert cells.aside == ("（単位：千人）\n概数", "速報値", "R&D 課")


def test_a_plain_workbook_has_nothing_around_its_cells() -> None:
    assert cells_of(filled(TABLE)) == Cells(
        (("地域名", "値"), ("東が丘市", "52"), ("西山町", "80")), sheet="表1", sheets=("表1",)
    )


# What is no workbook to be read


def _zip(*names: str, **parts: str) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
        for name, text in parts.items():
            archive.writestr(name, text)
    return sink.getvalue()


def strict() -> bytes:
    usual, other = "schemas.openxmlformats.org", "purl.oclc.org/ooxml"
    return changed(saved(filled(TABLE)), "_rels/.rels", lambda xml: xml.replace(usual, other))


OLD = b"\xd0\xcf\x11\xe0" + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (strict(), "Strict Open XML"),
        (_zip("[Content_Types].xml", "word/document.xml"), "Word"),
        (_zip("[Content_Types].xml", "ppt/presentation.xml"), "PowerPoint"),
        (_zip("[Content_Types].xml", "xl/workbook.bin"), ".xlsb"),
        (_zip(mimetype="application/vnd.oasis.opendocument.spreadsheet"), ".ods"),
        (_zip("Index/Document.iwa"), "Numbers"),
        (_zip("報告.csv"), "zip"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "パスワード"),
        (OLD + "WordDocument".encode("utf-16-le"), ".doc"),
        (OLD, ".xls"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "PNG"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "JPEG"),
        (b"%PDF-1.7\n", "PDF"),
        ("<html><table><tr><td>値</td></tr></table></html>".encode(), "HTML"),
        ("\ufeff\r\n<!DOCTYPE html>\n<html>".encode(), "HTML"),
        ("<table border=1><tr><td>値</td></tr></table>".encode("cp932"), "HTML"),
        ("<html><table><tr><td>値</td></tr></table></html>".encode("utf-16"), "HTML"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "HTML"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "XML"),
        ("名前,値\n東が丘市,5".encode() + b"\0" * 40, "途中で切れた"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_told_by_its_kind_with_what_to_do(data: bytes, name: str) -> None:
    message = refusal(data)
    assert name in message
    assert any(advice in message for advice in ("保存し直してください。", "選んでください。", "選び直してください。"))


def test_a_workbook_of_charts_or_of_hidden_sheets_only_is_told_so() -> None:
    book = openpyxl.Workbook()
    book.create_chartsheet("図")
    book.remove(book.worksheets[0])
    assert "グラフのシートしかありません" in refusal(saved(book))


def test_rows_out_of_their_order_are_refused_rather_than_lost() -> None:
    def swap(xml: str) -> str:
        return xml.replace('<row r="2"', '<row r="7"')

    assert "Excelのファイルとして読めません" in refusal(changed(saved(filled(TABLE)), FIRST_SHEET, swap))
