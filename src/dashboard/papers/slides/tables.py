"""Native tables of slides, and the council's own row: an indicator, its initiatives, latest values and targets."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

from lxml.etree import SubElement
from pptx.oxml.ns import qn

from dashboard.charts.theme import GREY
from dashboard.papers.paper import Amount, Section, YearColumn
from dashboard.papers.slides.measure import (
    SMALL,
    TEMPLATE_INK,
    TEMPLATE_TINT,
    Paragraph,
    SlideBox,
    add_colour,
    describe,
    emu,
    fill,
    height_of,
    pieces,
    plain,
    split_at,
)

PAD_X = 4.5
PAD_Y = 3.0
"""Points between a cell's edge and its text."""

_EDGE = "#7A7A7D"
_EDGE_WIDTH = 0.6


@dataclass(frozen=True)
class TableCell:
    """Paragraphs in a cell, in its middle or from its top down."""

    paragraphs: tuple[Paragraph, ...]
    fill: str = ""
    middle: bool = True


@dataclass(frozen=True)
class SlideTable:
    """A table: widths of columns in points, its header row, the rows under it, each at least ``least`` high."""

    widths: tuple[float, ...]
    head: tuple[TableCell, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    least: float = 0.0

    @cached_property
    def heights(self) -> tuple[float, ...]:
        """Of all rows in points, the header's first: each as high as its highest cell."""
        heights = []
        for row in (self.head, *self.rows):
            cells = zip(row, self.widths, strict=True)
            text = max(height_of(cell.paragraphs, text_width(width)) for cell, width in cells)
            heights.append(max(text + 2 * PAD_Y, self.least))
        return tuple(heights)

    @property
    def height(self) -> float:
        """Of the whole."""
        return sum(self.heights)

    def pages(self, room: float) -> list["SlideTable"]:
        """The rows in as many tables as are needed for none to be higher than ``room``; each has the header."""
        head, *heights = self.heights
        pages: list[list[tuple[TableCell, ...]]] = [[]]
        rest = room - head
        for row, height in zip(self.rows, heights, strict=True):
            if height > rest and pages[-1]:
                pages.append([])
                rest = room - head
            pages[-1].append(row)
            rest -= height
        return [replace(self, rows=tuple(rows)) for rows in pages]


def text_width(column: float) -> float:
    """Width of the lines in a cell of a column."""
    return column - 2 * PAD_X


def head_cells(headings: Iterable[str], size: float) -> tuple[TableCell, ...]:
    """A header row."""
    return tuple(
        TableCell((plain(heading, size, bold=True, colour=TEMPLATE_INK, align="ctr"),), TEMPLATE_TINT)
        for heading in headings
    )


def proportional(total: float, weights: Sequence[float]) -> tuple[float, ...]:
    """A width divided by weights."""
    return tuple(total * weight / sum(weights) for weight in weights)


def draw_table(slide: Any, box: SlideBox, grid: SlideTable, words: str) -> None:
    """The table at the head of the box."""
    rows = (grid.head, *grid.rows)
    place = SlideBox(box.left, box.top, sum(grid.widths), grid.height)
    frame = slide.shapes.add_table(len(rows), len(grid.widths), *place.emu)
    describe(frame, words)
    frame.table.horz_banding = False
    for column, width in zip(frame.table.columns, grid.widths, strict=True):
        column.width = emu(width)
    for line, cells, height in zip(frame.table.rows, rows, grid.heights, strict=True):
        line.height = emu(height)
        for element, cell in zip(line._tr.tc_lst, cells, strict=True):
            fill(element.get_or_add_txBody(), cell.paragraphs)
            _set_cell_properties(element.get_or_add_tcPr(), cell)


def _set_cell_properties(properties: Any, cell: TableCell) -> None:
    """Margins, edges and fill, written for each cell, for programs differ in what a table style means."""
    for side, points in (("marL", PAD_X), ("marR", PAD_X), ("marT", PAD_Y), ("marB", PAD_Y)):
        properties.set(side, str(emu(points)))
    properties.set("anchor", "ctr" if cell.middle else "t")
    for edge in ("a:lnL", "a:lnR", "a:lnT", "a:lnB"):
        add_colour(SubElement(properties, qn(edge), w=str(emu(_EDGE_WIDTH))), _EDGE)
    if cell.fill:
        add_colour(properties, cell.fill)
    else:
        SubElement(properties, qn("a:noFill"))


_SUBJECT = 0.165
"""Share of the width for the indicator."""

_LATEST = 8.0
_GOAL = 6.9
"""Widths of the columns of figures, in characters of the type."""

_LONGEST = 150
"""Characters of an initiative in one piece; a longer one may go on over two slides."""

_SPLIT_SIZE = 10.0
"""The type of a row that goes on over several slides."""

Years: TypeAlias = Sequence[Sequence[Paragraph]]
"""The initiatives of each year."""


def council_tables(
    section: Section, width: float, sizes: Sequence[float], rooms: tuple[float, float], chart: float
) -> list[SlideTable]:
    """The row of one indicator in the largest of the sizes in which it goes on a slide over its chart.

    Else on a slide without the chart; else in as many tables as it needs. ``rooms`` are the heights for a table on the
    first slide and on those after it, ``chart`` is the height that a chart needs, 0 where there is none.
    """
    first, further = rooms
    rows = [_CouncilRow(section, width, size) for size in sizes]
    grids = [row.grid(row.years) for row in rows]
    for needed in (chart, 0.0):
        for grid in grids:
            if grid.height + needed <= first:
                return [grid]
    row = _CouncilRow(section, width, _SPLIT_SIZE)
    empty = row.grid([()] * len(section.years))
    years, rest = _split_years(row.years, empty.widths[1:], first - empty.heights[0])
    tables = [row.grid(years)]
    while any(rest):
        bare = row.grid_of_years([()] * len(rest))
        # At least the first piece of each year goes in, however low the slides are.
        firsts = [year[0].height(text_width(bare.widths[0])) + 2 * PAD_Y for year in rest if year]
        years, rest = _split_years(rest, bare.widths, max(further - bare.heights[0], *firsts))
        tables.append(row.grid_of_years(years))
    return tables


def _split_years(
    years: Years, widths: Sequence[float], room: float
) -> tuple[list[tuple[Paragraph, ...]], list[tuple[Paragraph, ...]]]:
    """What of each year goes into a row of that height, and the rest."""
    # The columns after the years are of no concern: zip stops at the last year.
    halves = [split_at(year, text_width(width), room - 2 * PAD_Y) for year, width in zip(years, widths, strict=False)]
    return [begin for begin, _ in halves], [rest for _, rest in halves]


@dataclass(frozen=True)
class _CouncilRow:
    """The row of one indicator on slides of this width, with its initiatives in type of ``size`` points."""

    section: Section
    width: float
    size: float

    @property
    def years(self) -> Years:
        """All that is to say of each year."""
        return [list(_year(year, self.size)) for year in self.section.years]

    def grid(self, years: Years) -> SlideTable:
        """The whole row with these initiatives."""
        section = self.section
        headings = (
            "指標\n（数値目標）",
            *(year.heading for year in section.years),
            "最新値",
            *(goal.heading for goal in section.goals),
        )
        latest = tuple(line for amount in section.latest for line in _amount(amount, self.size))
        cells = (
            TableCell(tuple(_way(section, self.size)), middle=False),
            *_year_cells(years),
            TableCell(latest),
            *(TableCell(tuple(_amount(goal.amount, self.size))) for goal in section.goals),
        )
        subject = self.width * _SUBJECT
        figures = [ems * self.size for ems in (_LATEST, *[_GOAL] * len(section.goals))]
        free = self.width - subject - sum(figures)
        names = [subject, *[free / len(years)] * len(years)] if years else [subject + free]
        return SlideTable((*names, *figures), head_cells(headings, self.size), (cells,))

    def grid_of_years(self, years: Years) -> SlideTable:
        """Initiatives alone, on as much width as there is."""
        widths = proportional(self.width, [1.0] * len(years))
        headings = [year.heading for year in self.section.years]
        return SlideTable(widths, head_cells(headings, self.size), (_year_cells(years),))


def _year_cells(years: Years) -> tuple[TableCell, ...]:
    return tuple(TableCell(tuple(year), middle=False) for year in years)


def _way(section: Section, size: float) -> Iterator[Paragraph]:
    yield replace(plain(section.subject, size), after=5.0)
    for position, amount in enumerate(section.path):
        if position:
            yield plain("↓", size)
        yield plain(amount.when, size)
        yield plain(f"{amount.number}{amount.unit}", size, bold=True)


def _year(year: YearColumn, size: float) -> Iterator[Paragraph]:
    if year.marks:
        yield plain(f"［{year.marks}］", SMALL, colour=GREY)
    if not year.items:
        yield plain("登録なし", size, colour=GREY)
    for item in year.items:
        yield from pieces(replace(plain(item, size), hanging=True), _LONGEST)
    for note in year.notes:
        yield from pieces(plain(note, SMALL, colour=GREY), _LONGEST)


def _amount(amount: Amount, size: float) -> Iterator[Paragraph]:
    yield plain(amount.number, size * 1.7, bold=True, align="ctr")
    lines = [line for line in (amount.unit, amount.when) if line]
    for number, line in enumerate(lines, 1):
        yield replace(plain(line, max(size - 1, SMALL), align="ctr"), after=4.0 if number == len(lines) else 0.0)
