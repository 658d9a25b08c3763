"""A Word file on the template's page and in its styles: paragraphs, tables and pictures, one under the other.

How things look is the template's alone; text comes in only ever as a run, never as markup.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from dashboard.charts.picture import Picture
from dashboard.charts.render import pixel_size, png, svg
from dashboard.papers.paper import Paper
from dashboard.papers.templates import WORD, office_bytes, open_template, require
from dashboard.sheets.spreadsheet import xml_text
from dashboard.text import width_in_ems


class Style(StrEnum):
    """The styles of papers, each of which a template must have, by the names that Word shows."""

    TITLE = "Title"
    SUBTITLE = "Subtitle"
    HEADING_1 = "Heading 1"
    HEADING_2 = "Heading 2"
    HEADING_3 = "Heading 3"
    CAPTION = "Caption"
    FOOTER = "Footer"
    TEXT = "Normal"
    NOTE = "注記"
    VERDICT = "判定"
    ITEM = "取組"
    REASON = "判定の計算"
    REASON_HEAD = "判定の計算の見出し"
    POINT = "論点"
    FIGURE = "図"
    CELL = "表の文字"
    CELL_HEAD = "表の見出し"
    CELL_NUMBER = "表の数値"
    CELL_SMALL = "表の小さい文字"
    CELL_DATE = "表の時点と単位"
    CELL_PLAIN_NUMBER = "表の右寄せの数値"
    TABLE = "資料の表"


POINTS_PER_PIXEL = 0.75
"""A picture's smallest type, 12 pixels, is then 9 pt."""

_ONE_LINE_HEADING = 7
_LEAST_NAME = Mm(30)
_CELL_MARGINS = Mm(2)
_CAPTION_ROOM = Mm(34)


@dataclass(frozen=True)
class CellLine:
    """One paragraph of a cell."""

    text: str
    style: Style = Style.CELL
    strong: bool = False


Row: TypeAlias = Sequence[Sequence[CellLine]]
"""The lines of each cell."""


class WordFile:
    """A document in the making, with the paper's own line at the foot of each page."""

    def __init__(self, paper: Paper) -> None:
        """Opens the template; refuses one that lacks a style."""
        self._paper = paper
        self._file = open_template(WORD, docx.Document)
        # By name, for the library itself does not find "Heading 1" in a file of LibreOffice.
        self._styles = {style.name: style for style in self._file.styles}
        require(WORD, "スタイル", Style, self._styles)
        self._file.element.body.clear_content()
        page = self._file.sections[-1]
        self._width = page.page_width - page.left_margin - page.right_margin
        self._height = page.page_height - page.top_margin - page.bottom_margin
        feet = [page.footer]
        if page.different_first_page_header_footer:
            feet.append(page.first_page_footer)
        if self._file.settings.odd_and_even_pages_header_footer:
            feet.append(page.even_page_footer)
        for foot in feet:
            first = foot.paragraphs[0]
            line = first.insert_paragraph_before(style=self._styles[Style.FOOTER]) if first.text else first
            add_text(line, paper.colophon)

    def content(self) -> bytes:
        """The file; the same bytes for the same paper and template."""
        return office_bytes(self._file, self._paper.title, self._paper.plan)

    def paragraph(self, text: str, style: Style = Style.TEXT) -> Any:
        """A new paragraph at the end, for more text to be added to."""
        paragraph = self._file.add_paragraph(style=self._styles[style])
        add_text(paragraph, text)
        return paragraph

    def heading(self, level: int, text: str, *, new_page: bool = False) -> None:
        """A heading that shows in Word's navigation pane."""
        paragraph = self.paragraph(text, Style(f"Heading {level}"))
        if new_page:
            paragraph.paragraph_format.page_break_before = True

    def picture(self, picture: Picture, caption: str, *, fill: bool = False) -> None:
        """A picture over its caption, as wide as the text where it is to ``fill`` it.

        One that is wider than the text reaches into both margins alike; one higher than the page would be cut off, so
        it is made smaller.
        """
        paragraph = self._file.add_paragraph(style=self._styles[Style.FIGURE])
        width, height = (round(pixels * Pt(1) * POINTS_PER_PIXEL) for pixels in pixel_size(svg(picture)))
        scale = self._width / width if fill else min(1.0, (self._height - _CAPTION_ROOM) / height)
        content = io.BytesIO(png(picture))
        shape = paragraph.add_run().add_picture(content, round(width * scale), round(height * scale))
        beyond = shape.width - self._width
        if beyond > 0:
            paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = -round(beyond / 2)
        properties = shape._inline.docPr
        properties.set("name", xml_text(picture.name))
        properties.set("descr", xml_text(picture.alt))
        self.paragraph(caption, Style.CAPTION)

    def table(self, headings: Sequence[str], rows: Sequence[Row], names: int) -> None:
        """A table that repeats its header and tears no row; the column at ``names`` gives way where all are wide."""
        head = [[CellLine(heading, Style.CELL_HEAD)] for heading in headings]
        widths = self._widths([_halved(headings), *rows], names)
        table = self._file.add_table(0, len(headings), self._styles[Style.TABLE])
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for cells in (head, *rows):
            row = table.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for cell, lines, width in zip(row.cells, cells, widths, strict=True):
                cell.width = width
                # A cell is born with an empty paragraph, which would stand above the text.
                cell._tc.remove(cell._tc.find(qn("w:p")))
                for line in lines:
                    add_text(cell.add_paragraph(style=self._styles[line.style]), line.text, strong=line.strong)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def _widths(self, rows: Sequence[Row], names: int) -> list[int]:
        """Widths of the columns; where all are wide, those beside the names share what these leave."""
        needs = [max(self._line_width(line) for cell in column for line in cell) for column in zip(*rows, strict=True)]
        others = sum(needs) - needs[names]
        share = min(1.0, (self._width - _LEAST_NAME) / others)
        return [round(self._width - others * share if at == names else need * share) for at, need in enumerate(needs)]

    def _line_width(self, line: CellLine) -> float:
        return max(map(width_in_ems, line.text.split("\n"))) * self._size(line.style) + _CELL_MARGINS

    def _size(self, name: str) -> int:
        """Size of a style's letters; a style that says nothing of it has that of the one it is based on."""
        style = self._styles[name]
        while style is not None and style.font.size is None:
            style = style.base_style
        return Pt(10.5) if style is None else style.font.size


def add_text(paragraph: Any, text: str, *, strong: bool = False) -> None:
    """More text in a paragraph."""
    if not text:
        return
    run = paragraph.add_run(xml_text(text))
    if strong:
        run.bold = True


def _halved(headings: Sequence[str]) -> Row:
    """Headings as far as a column must be wide for them: a long one goes over two lines, broken where Word likes."""
    lines = []
    for heading in headings:
        on_one_line = len(heading) <= _ONE_LINE_HEADING or "\n" in heading
        lines.append([CellLine(heading if on_one_line else heading[: round(len(heading) * 0.6)], Style.CELL_HEAD)])
    return lines
