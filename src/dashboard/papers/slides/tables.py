"""Native tables on slides: how high each row will be, which rows go on one slide, and the table itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from lxml.etree import SubElement
from pptx.oxml.ns import qn

from dashboard.papers.slides.layout import Box, describe, emu
from dashboard.papers.slides.measure import Paragraph, height_of, said
from dashboard.papers.slides.text import coloured, fill

HEAD_FILL = "#E8ECF5"
PAD_X, PAD_Y = 4.5, 3.0
"""Room in points between a cell's edge and its text."""

_EDGE, _EDGE_WIDTH = "#7A7A7D", 0.6


@dataclass(frozen=True)
class TableCell:
    """Paragraphs in a cell, in its middle or from its top down."""

    paragraphs: tuple[Paragraph, ...]
    fill: str = ""
    middle: bool = True


@dataclass(frozen=True)
class Grid:
    """A table: widths of columns in points, its header row, the rows under it, each at least ``least`` high."""

    widths: tuple[float, ...]
    head: tuple[TableCell, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    least: float = 0.0

    def row_height(self, row: Sequence[TableCell]) -> float:
        """Room in points of the row's highest cell."""
        cells = zip(row, self.widths, strict=True)
        needed = max(height_of(cell.paragraphs, inner(width)) for cell, width in cells) + 2 * PAD_Y
        return max(needed, self.least)

    @cached_property
    def heights(self) -> tuple[float, ...]:
        """Of all rows, the header's first."""
        return tuple(self.row_height(row) for row in (self.head, *self.rows))

    @property
    def height(self) -> float:
        """Of the whole."""
        return sum(self.heights)

    def pages(self, room: float) -> list["Grid"]:
        """The rows in as many tables as are needed for none to be higher than ``room``; each has the header."""
        head, *heights = self.heights
        pages: list[list[tuple[TableCell, ...]]] = [[]]
        left = room - head
        for row, height in zip(self.rows, heights, strict=True):
            if height > left and pages[-1]:
                pages.append([])
                left = room - head
            pages[-1].append(row)
            left -= height
        return [replace(self, rows=tuple(rows)) for rows in pages]


def inner(width: float) -> float:
    """Width of the lines in a cell."""
    return width - 2 * PAD_X


def head_cells(columns: Iterable[str], size: float) -> tuple[TableCell, ...]:
    """A header row."""
    return tuple(TableCell((said(column, size, bold=True, align="ctr"),), HEAD_FILL) for column in columns)


def shares(total: float, weights: Sequence[float]) -> tuple[float, ...]:
    """A width divided by weights."""
    return tuple(total * weight / sum(weights) for weight in weights)


def place(slide: Any, box: Box, grid: Grid, alt: str) -> None:
    """Draws the table at the head of the box."""
    rows, heights = (grid.head, *grid.rows), grid.heights
    sides = (box.left, box.top, sum(grid.widths), sum(heights))
    frame = slide.shapes.add_table(len(rows), len(grid.widths), *(emu(side) for side in sides))
    describe(frame, alt)
    table = frame.table
    table.horz_banding = False
    for column, width in zip(table.columns, grid.widths, strict=True):
        column.width = emu(width)
    for line, cells, height in zip(table.rows, rows, heights, strict=True):
        line.height = emu(height)
        for element, cell in zip(line._tr.tc_lst, cells, strict=True):
            fill(element.get_or_add_txBody(), cell.paragraphs)
            _dress(element, cell)


def _dress(element: Any, cell: TableCell) -> None:
    """Margins, edges and fill; said for each cell, for programs differ in what a table style means."""
    look = element.get_or_add_tcPr()
    for side, points in (("marL", PAD_X), ("marR", PAD_X), ("marT", PAD_Y), ("marB", PAD_Y)):
        look.set(side, str(emu(points)))
    look.set("anchor", "ctr" if cell.middle else "t")
    for edge in ("a:lnL", "a:lnR", "a:lnT", "a:lnB"):
        coloured(SubElement(look, qn(edge), w=str(emu(_EDGE_WIDTH))), _EDGE)
    if cell.fill:
        coloured(look, cell.fill)
    else:
        SubElement(look, qn("a:noFill"))
