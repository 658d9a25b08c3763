"""A chosen region's slides for one indicator: map and ranking, then the figures around it as a native table."""

import struct
from datetime import date

from dashboard.charts.picture import Cell, Picture
from dashboard.charts.regional import source_line
from dashboard.charts.theme import GREY
from dashboard.fiscal import japanese_date
from dashboard.papers.paper import Paper, RegionalPart
from dashboard.papers.pictures import PNG_PPI, png
from dashboard.papers.slides.layout import SMALL, Box, Deck
from dashboard.papers.slides.measure import ems, height_of, said
from dashboard.papers.slides.tables import PAD_X, Grid, TableCell, head_cells, place, shares
from dashboard.progress import decimal_places, format_value

_LEFT_OUT = frozenset({"地域コード", "人口の時点", "時点", "出典"})
_GAP = 8.0
_LEAST_SCALE = 0.65
"""Points a pixel, below which the words of two pictures side by side are too small to be read."""


def regional_slides(deck: Deck, paper: Paper, part: RegionalPart) -> None:
    """Map and ranking on one slide if they are readable so, else on one each; the table on those after them."""
    pictures = [_Drawn(one) for one in (part.map(), part.ranking()) if one]
    told = [said(line, SMALL, colour=GREY) for line in (*part.notes, *part.footnotes)]
    source = [said(source_line(part.view.comparison), SMALL, colour=GREY)]
    for together in _arranged(pictures, deck.body.width):
        slide = deck.slide(part.title, paper.title)
        room = deck.flow(slide, deck.body, [said(part.view.subtitle, 11.0)])
        _side_by_side(deck, slide, deck.foot(slide, room, source), together)
    foot = height_of(told, deck.body.width)
    pages = _grid(deck, part).pages(deck.body.height - foot - _GAP)
    for at, page in enumerate(pages):
        more = f"（表、続き {at + 1}／{len(pages)}）" if at else "（表）"
        slide = deck.slide(f"{part.title}{more}", paper.title)
        place(slide, deck.body, page, f"{part.title}{more}")
        deck.flow(slide, deck.body.below(page.height + _GAP), told)


class _Drawn:
    """A picture with its file and its size in pixels of the screen."""

    def __init__(self, picture: Picture) -> None:
        self.png, self.alt = png(picture), picture.alt
        # A PNG begins with its size, here in dots.
        self.width, self.height = (side * 72 / PNG_PPI for side in struct.unpack(">II", self.png[16:24]))


def _arranged(pictures: list[_Drawn], width: float) -> list[list[_Drawn]]:
    together = width / sum(one.width for one in pictures) >= _LEAST_SCALE
    return [pictures] if together else [[one] for one in pictures]


def _side_by_side(deck: Deck, slide: object, room: Box, pictures: list[_Drawn]) -> None:
    """All to one scale, so that their words are of one size."""
    free = room.width - _GAP * (len(pictures) - 1)
    scale = min(free / sum(one.width for one in pictures), *(room.height / one.height for one in pictures), 1.0)
    left = room.left
    for one in pictures:
        deck.picture(slide, Box(left, room.top, one.width * scale, one.height * scale), one.png, one.alt)
        left += one.width * scale + _GAP


def _grid(deck: Deck, part: RegionalPart) -> Grid:
    table, size = part.table, 12.0 if deck.wide else 11.0
    shown = [at for at, name in enumerate(table.columns) if name not in _LEFT_OUT]
    own, name = part.region.code, table.columns.index("地域コード")
    rows = tuple(tuple(_cell(row[at], size, bold=row[name] == own) for at in shown) for row in table.rows)
    weights = [max(ems(table.columns[at]), *(ems(_text(row[at])) for row in table.rows)) for at in shown]
    least = [weight * size + 2 * PAD_X for weight in weights]
    return Grid(shares(deck.body.width, least), head_cells((table.columns[at] for at in shown), size), rows)


def _cell(cell: Cell, size: float, *, bold: bool) -> TableCell:
    align = "r" if isinstance(cell, int | float) else "l"
    return TableCell((said(_text(cell), size, bold=bold, align=align),))


def _text(cell: Cell) -> str:
    if isinstance(cell, date):
        return japanese_date(cell)
    return format_value(cell, decimal_places(cell)) if isinstance(cell, int | float) else cell or "―"
