"""The council paper's own row: the indicator with its way, each year's initiatives, the latest values, the targets."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from lxml.etree import SubElement
from pptx.oxml.ns import qn

from dashboard.charts.theme import GREY
from dashboard.papers.paper import Amount, Goal, Section, YearColumn
from dashboard.papers.slides.layout import SMALL, Box, describe, emu
from dashboard.papers.slides.measure import (
    Paragraph,
    Run,
    clean,
    coloured,
    cut_long,
    fill,
    height_of,
    said,
    split_to_fit,
)

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


_SUBJECT = 0.165
"""Share of the width for the indicator."""

_LATEST, _GOAL = 8.0, 6.9
"""Widths of the columns of figures, in characters of the type."""

_LONGEST = 150
"""Characters of an initiative in one piece; a longer one may go on over two slides."""


@dataclass(frozen=True)
class CouncilRow:
    """The row of one indicator on slides of this width, with its initiatives in type of ``size`` points."""

    section: Section
    width: float
    size: float

    @property
    def years(self) -> tuple[tuple[Paragraph, ...], ...]:
        """All that is to say of each year."""
        return tuple(tuple(_year(year, self.size)) for year in self.section.years)

    def grid(self, years: Sequence[Sequence[Paragraph]]) -> Grid:
        """The whole row with these initiatives."""
        section, size = self.section, self.size
        headings = ("指標\n（数値目標）", *_headings(section), "最新値", *(_broken(goal) for goal in section.goals))
        latest = tuple(line for amount in section.latest for line in _amount(amount, size))
        cells = (
            TableCell(tuple(_path(section, size)), middle=False),
            *(TableCell(tuple(year), middle=False) for year in years),
            TableCell(latest),
            *(TableCell(tuple(_amount(goal.amount, size))) for goal in section.goals),
        )
        return Grid(self._widths(), head_cells(headings, size), (cells,))

    def grid_of_rest(self, years: Sequence[Sequence[Paragraph]]) -> Grid:
        """Initiatives alone, on as much width as there is."""
        widths = shares(self.width, [1.0] * len(years))
        row = tuple(TableCell(tuple(year), middle=False) for year in years)
        return Grid(widths, head_cells(_headings(self.section), self.size), (row,))

    def _widths(self) -> tuple[float, ...]:
        years, goals = len(self.section.years), len(self.section.goals)
        subject, others = self.width * _SUBJECT, [ems * self.size for ems in (_LATEST, *[_GOAL] * goals)]
        free = self.width - subject - sum(others)
        if not years:
            return (subject + free, *others)
        return (subject, *[free / years] * years, *others)

    def tables(self, first: float, others: float) -> Iterator[Grid]:
        """The row in as many tables as it needs: the first in ``first`` points of height, each other in ``others``."""
        empty = self.grid([()] * len(self.section.years))
        shown, rest = _divided(self.years, empty.widths[1:], first - empty.heights[0])
        yield self.grid(shown)
        while any(rest):
            bare = self.grid_of_rest([()] * len(rest))
            shown, rest = _divided(rest, bare.widths, others - bare.heights[0])
            yield self.grid_of_rest(shown)


def _divided(
    years: Sequence[Sequence[Paragraph]], widths: Sequence[float], room: float
) -> tuple[list[tuple[Paragraph, ...]], list[tuple[Paragraph, ...]]]:
    """What of each year goes into a row of that height, and what does not."""
    # Columns after the years' are wider in number only: zip stops at the last year.
    parts = [split_to_fit(year, inner(width), room - 2 * PAD_Y) for year, width in zip(years, widths, strict=False)]
    return [shown for shown, _ in parts], [rest for _, rest in parts]


def _headings(section: Section) -> tuple[str, ...]:
    return tuple(year.heading for year in section.years)


def _broken(goal: Goal) -> str:
    return goal.heading.replace("目標値", "\n目標値")


def _path(section: Section, size: float) -> Iterator[Paragraph]:
    yield replace(said(section.subject, size), after=5)
    for at, amount in enumerate(section.path):
        if at:
            yield said("↓", size)
        yield said(amount.when, size)
        yield said(f"{amount.number}{amount.unit}", size, bold=True)


def _year(year: YearColumn, size: float) -> Iterator[Paragraph]:
    if year.marks:
        yield said(f"［{'、'.join(year.marks)}］", SMALL, colour=GREY)
    if not year.items:
        yield said("登録なし", size, colour=GREY)
    for item in year.items:
        yield from cut_long(Paragraph((Run(clean(item), size),), hanging=True), _LONGEST)
    for note in year.notes:
        yield from cut_long(said(f"注：{note}", SMALL, colour=GREY), _LONGEST)


def _amount(amount: Amount, size: float) -> Iterator[Paragraph]:
    yield said(amount.number, size * 1.7, bold=True, align="ctr")
    lines = [line for line in (amount.unit, amount.when) if line]
    for at, line in enumerate(lines, 1):
        yield replace(said(line, max(size - 1, SMALL), align="ctr"), after=4.0 if at == len(lines) else 0.0)
