"""The slides with all indicators in one table."""

from dashboard.charts.theme import BAD, GOOD, GREY, INK
from dashboard.papers.paper import Paper
from dashboard.papers.slides.layout import SMALL, Deck
from dashboard.papers.slides.measure import ems, height_of, said
from dashboard.papers.slides.tables import PAD_X, Grid, TableCell, head_cells, inner, place, shares
from dashboard.papers.summary import Cell

TONES = {"good": GOOD, "bad": BAD, "": INK}
"""Colours beside the words of a verdict."""

_SIZES = (1.25, 1.15, 1.05, 1.0)
_NAME_SIZE = 12.0
_LEAST_ROW, _LEAST_NAME = 42.0, 11.0
_GAP = 6.0


def summary_slides(deck: Deck, paper: Paper) -> None:
    """As many slides as the rows need; the sources stand under the last where there is room."""
    source = [said(f"出典：{'、'.join(paper.sources)}", SMALL, colour=GREY)]
    kept = height_of(source, deck.body.width) + _GAP
    pages = _grid(deck, paper, deck.body.height - kept).pages(deck.body.height)
    for at, page in enumerate(pages):
        more = f"（続き {at + 1}／{len(pages)}）" if at else ""
        slide = deck.slide(f"{paper.title}{more}", paper.plan)
        place(slide, deck.body, page, f"{paper.title}（表）")
    under = deck.body.below(page.height + _GAP)
    if height_of(source, under.width) <= under.height:
        deck.text(slide, under, source)


def _grid(deck: Deck, paper: Paper, room: float) -> Grid:
    """In the largest type in which all rows go on one slide and names are not torn apart, or else in the smallest."""
    grids = [(_sized(deck, paper, large), _LEAST_NAME * _NAME_SIZE * large) for large in _SIZES]
    found = (grid for grid, name in grids if grid.height <= room and inner(grid.widths[0]) >= name)
    return next(found, grids[-1][0])


def _sized(deck: Deck, paper: Paper, large: float) -> Grid:
    rows = tuple(
        (*(_cell(cell, large) for cell in row[:-1]), _verdict(row[-1], large, TONES[section.tone]))
        for row, section in zip(paper.summary.rows, paper.sections, strict=True)
    )
    head = head_cells(paper.summary.columns, 10.5 * large)
    needed = [max(_needed(row[at]) for row in (head, *rows)) for at in range(1, len(head))]
    # The names have what the figures leave; where that is nothing, all share as they can.
    widths = (max(deck.body.width - sum(needed), deck.body.width / 6), *needed)
    return Grid(shares(deck.body.width, widths), head, rows, least=_LEAST_ROW * large**2)


def _needed(cell: TableCell) -> float:
    """Width of a column in which no line of the cell breaks, nor in a typeface a little wider."""
    lines = ((line, one.size) for one in cell.paragraphs for line in one.text.split("\n"))
    return max(ems(line) * size for line, size in lines) * 1.06 + 2 * PAD_X


def _cell(cell: Cell, large: float) -> TableCell:
    align, size = ("ctr", 14.0) if cell.number else ("l", _NAME_SIZE)
    text = said(cell.text, size * large, bold=True, align=align)
    sub = [said(cell.sub, SMALL * large**0.5, align=align, colour=GREY)] if cell.sub else []
    return TableCell((text, *sub))


def _verdict(cell: Cell, large: float, colour: str) -> TableCell:
    """On two lines: the letter over its words."""
    text = said(cell.text.replace("　", "\n"), 12.0 * large, bold=True, colour=colour, align="ctr")
    sub = [said(cell.sub, SMALL * large**0.5, align="ctr", colour=GREY)] if cell.sub else []
    return TableCell((text, *sub))
