"""What a file may hold: whatever is too much is told in a sentence that says what, and nothing large is read for it."""

import re

import pytest

from dashboard.intake import cell_styles, examine, excel, limits, parts, rows, sheet_part
from dashboard.intake.draft import MOST_OF_RULE, Draft
from intake.making import CONTEXT, HEADER, as_text, row
from intake.test_workbook import FIRST_SHEET, LONG, changed, filled, saved

BOOK = saved(filled(LONG))


def _refusal(data: bytes, rule: str = "E15") -> str:
    draft = examine(data, CONTEXT)
    assert [problem.rule for problem in draft.problems] == [rule]
    assert draft.rows == ()
    return draft.problems[0].message


def _rewritten(old: str, new: str, part: str = FIRST_SHEET) -> bytes:
    return changed(BOOK, part, lambda xml: xml.replace(old, new, 1))


def test_parts_are_counted_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_MEMBERS", 3)
    assert _refusal(BOOK).startswith("ファイルの中の部品が")


def test_styles_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_styles, "MOST_STYLES", 0)
    assert _refusal(BOOK).startswith("セルの書式が多すぎます。")


def test_elements_are_counted_over_all_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    two = saved(filled(LONG, [*LONG, row(code="99202")]))
    monkeypatch.setattr(excel, "MOST_OF_SHEETS", 100)
    assert [problem.rule for problem in examine(two, CONTEXT).problems] == ["N01"]
    monkeypatch.setattr(excel, "MOST_OF_SHEETS", 20)
    assert _refusal(two).startswith("シートのセルが多すぎます。")


def test_merged_spans_are_counted_and_may_not_cover_more_than_rows_could_be(monkeypatch: pytest.MonkeyPatch) -> None:
    spans = "".join(f'<mergeCell ref="A2:A{100 + n}"/>' for n in range(9))
    data = _rewritten("</sheetData>", f"</sheetData><mergeCells>{spans}</mergeCells>")
    monkeypatch.setattr(excel, "MOST_COVERED", 0)
    assert _refusal(data).startswith("結合したセルが多すぎます。")
    monkeypatch.setattr(sheet_part, "MOST_MERGED", 5)
    assert _refusal(data).startswith("結合したセルが多すぎます。")


def test_hidden_columns_that_lie_over_each_other_are_hidden_once() -> None:
    columns = "".join(f'<col min="{n}" max="16384" hidden="1"/>' for n in range(2, 9))
    draft = examine(_rewritten("<sheetData>", f"<cols>{columns}</cols><sheetData>"), CONTEXT)
    assert {problem.column for problem in draft.problems if problem.rule == "W22"} == set("BCDEFGH")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<sheetData>", "<a>" * 200 + "</a>" * 200 + "<sheetData>"),
        ("<sheetData>", f'<a a="{"a" * 3_000_000}"/><sheetData>'),
        ("<sheetData>", f"<!--{'a' * 3_000_000}--><sheetData>"),
        ("<t>meeting_places</t>", f"<t>{'a' * 200_000}</t>"),
        ("<t>meeting_places</t>", f"<t>{'a' * 40_000}</t>"),
    ],
)
def test_what_no_office_file_has_is_too_much(old: str, new: str) -> None:
    assert _refusal(_rewritten(old, new)).endswith("。")


def test_no_entity_is_followed() -> None:
    head = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    data = changed(BOOK, FIRST_SHEET, lambda xml: head + xml.replace("<t>meeting_places</t>", "<t>&e;</t>"))
    assert _refusal(data, "E01").startswith("Excelのファイルとして読めません")


def test_a_formula_that_many_cells_share_is_written_out_for_some_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_part, "MOST_TRANSLATED", 8)
    shared = '<row r="{0}"><c r="E{0}"><f t="shared" si="0"/></c></row>'
    rows = '<row r="3"><c r="E3"><f t="shared" si="0">E2+1</f></c></row>' + shared.format(4) + shared.format(5)
    cells = excel.workbook_of(_rewritten("</sheetData>", f"{rows}</sheetData>"))
    assert isinstance(cells, excel.Workbook)
    texts = [each[4] for each in cells.cells("").rows[2:]]  # type: ignore[union-attr]
    assert texts == ["=E2+1", "=E3+1", "=E2+1"]


def test_long_and_wide_rows_of_a_text_are_told_with_their_number() -> None:
    long = as_text([list(HEADER), row(), [*row()[:-1], "注" * 40_000]]).encode()
    assert _refusal(long).startswith("3行目に32,767字を超えるセルがあります。")
    wide = as_text([list(HEADER), [*row(), *["1"] * 17_000]]).encode()
    assert _refusal(wide).startswith("2行目にセルが17,008個あります")


def test_letters_are_counted_over_all_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_LETTERS", 20)
    assert _refusal(BOOK).startswith("文字が多すぎます")


def _unknown(count: int) -> Draft:
    return examine(as_text([list(HEADER), *(row(f"指標{n}") for n in range(count))]).encode(), CONTEXT)


def test_of_each_rule_so_many_findings_are_worked_out_and_the_others_counted() -> None:
    draft = _unknown(MOST_OF_RULE + 321)
    first, *others = draft.problems
    assert first.message.startswith("E05の点は、ほかに321件あります。")
    assert len(others) == MOST_OF_RULE
    assert len(_unknown(MOST_OF_RULE).problems) == MOST_OF_RULE


def test_after_very_many_errors_the_rest_of_a_file_is_not_searched_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rows, "MOST_ERRORS", 20)
    *others, last = _unknown(500).problems
    assert len(others) == 21
    assert (last.row, last.rule) == (23, "E05")
    assert last.message.startswith("23行目から先は、エラーが20件を超えたので確かめていません。")


def test_sheets_that_share_their_content_are_refused() -> None:
    def doubled(part: str) -> str:
        (sheet,) = re.findall(r"<sheet [^>]*/>", part)
        other = re.sub(' name="[^"]*"', ' name="表2"', sheet)
        return part.replace(sheet, sheet + other)

    assert "複数のシートが同じ中身を指しています。" in _refusal(changed(BOOK, "xl/workbook.xml", doubled))
