"""The council paper as slides: real titles, native tables and charts, speaker's notes, nothing outside a slide."""

import struct
from collections.abc import Iterator
from dataclasses import replace

from dashboard.charts.picture import Frame, Picture
from dashboard.charts.regional import source_line
from dashboard.charts.render import PNG_PPI, png
from dashboard.charts.table import Cell, cell_text
from dashboard.charts.theme import BAD, GOOD, GREY, INK
from dashboard.papers.choice import SlideCharts
from dashboard.papers.paper import REPEATED_KEYS, Paper, RegionalPart, Section, SummaryCell
from dashboard.papers.slides.chart import add_chart
from dashboard.papers.slides.layout import SMALL, Box, Deck
from dashboard.papers.slides.measure import Paragraph, Run, clean, cut_long, ems, height_of, paged, said
from dashboard.papers.slides.tables import PAD_X, CouncilRow, Grid, TableCell, head_cells, inner, place, shares

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


def _cell(cell: SummaryCell, large: float) -> TableCell:
    align, size = ("ctr", 14.0) if cell.number else ("l", _NAME_SIZE)
    text = said(cell.text, size * large, bold=True, align=align)
    sub = [said(cell.sub, SMALL * large**0.5, align=align, colour=GREY)] if cell.sub else []
    return TableCell((text, *sub))


def _verdict(cell: SummaryCell, large: float, colour: str) -> TableCell:
    """On two lines: the letter over its words."""
    text = said(cell.text.replace("　", "\n"), 12.0 * large, bold=True, colour=colour, align="ctr")
    sub = [said(cell.sub, SMALL * large**0.5, align="ctr", colour=GREY)] if cell.sub else []
    return TableCell((text, *sub))


_GAP_SECTION = 5.0
_NATIVE_LEAST, _PICTURE_LEAST, _CHART_MOST = 150.0, 220.0, 330.0
_SIZES_SECTION = (10.5, 10.0, 9.5, 9.0)
_WIDE_SIZES = (12.0, 11.0, *_SIZES_SECTION)
_LONG_SIZE = 10.0
# Points a pixel, for a picture's smallest type to be 9 points high; and its pixels beside and around the field.
_SCALE, _BESIDE, _AROUND = 0.75, 90, 140
_CAPTION_SIZE, _CAPTION = 10.0, 18.0


def section_slides(deck: Deck, paper: Paper, section: Section) -> None:
    """One slide where all goes on one; the chart then stands under the table, or else on a slide of its own."""
    pages = _Pages(deck, paper, section)
    tables = pages.tables()
    charted = section.drawable
    alone = charted and pages.left_under(tables[-1], first=len(tables) == 1) < pages.least
    total = len(tables) + alone
    for at in range(total):
        more = f"（続き {at + 1}／{total}）" if at else ""
        pages.add(f"{section.name}{more}", tables[at] if at < len(tables) else None, first=not at, last=at == total - 1)


class _Pages:
    """The slides of one section."""

    def __init__(self, deck: Deck, paper: Paper, section: Section) -> None:
        self._deck, self._paper, self._section = deck, paper, section
        self._native = paper.choice.charts is SlideCharts.NATIVE
        self.least = _NATIVE_LEAST if self._native else _PICTURE_LEAST
        self._verdict = [_verdict_section(section, deck)]
        self._facts = [*_facts(section, deck)]
        self._source = _source(section, legend_too=section.drawable and self._native)

    def tables(self) -> list[Grid]:
        """The row in the largest type in which it goes over the chart; else on a slide; else over several."""
        sizes, room = _WIDE_SIZES if self._deck.wide else _SIZES_SECTION, self._room(first=True)
        rows = [CouncilRow(self._section, self._deck.body.width, size) for size in sizes]
        grids = [row.grid(row.years) for row in rows]
        chart = self.least if self._section.drawable else 0.0
        for needed in (chart, 0.0):
            found = next((grid for grid in grids if grid.height + needed + _GAP_SECTION <= room), None)
            if found:
                return [found]
        row = CouncilRow(self._section, self._deck.body.width, _LONG_SIZE)
        return list(row.tables(room, self._room(first=False)))

    def left_under(self, table: Grid, *, first: bool) -> float:
        """Room in points for a chart under a table."""
        return self._room(first=first) - table.height - _GAP_SECTION

    def _room(self, *, first: bool) -> float:
        """What of a slide is left beside the words over and under the table."""
        width = self._deck.body.width
        over = height_of(self._over(first=first), width) + _GAP_SECTION
        return self._deck.body.height - over - height_of(self._source, width) - _GAP_SECTION

    def _over(self, *, first: bool) -> list[Paragraph]:
        return [*self._verdict, *(self._facts if first else [])]

    def add(self, title: str, table: Grid | None, *, first: bool, last: bool) -> None:
        """One slide with its part of the row, and the chart if it is the last."""
        deck, section = self._deck, self._section
        slide = deck.slide(title, self._paper.title)
        room = deck.flow(slide, deck.body, self._over(first=first), _GAP_SECTION)
        # The legend, first of these lines, goes with the chart.
        room = deck.foot(slide, room, self._source if last else self._source[-1:], _GAP_SECTION)
        if table:
            place(slide, room, table, f"{title}（表）")
            room = room.below(table.height + _GAP_SECTION)
        if last and section.drawable:
            self._chart(slide, Box(room.left, room.top, room.width, min(room.height, _CHART_MOST)))
        deck.notes(slide, _spoken(section))

    def _chart(self, slide: object, box: Box) -> None:
        if self._native:
            add_chart(slide, box, self._section.view)
            return
        high = box.height - _CAPTION
        frame = Frame(int(box.width / _SCALE) - _BESIDE, int(high / _SCALE) - _AROUND, titled=False)
        picture = self._section.picture(frame)
        room = self._deck.flow(slide, box, [said(picture.title, _CAPTION_SIZE, bold=True)])
        self._deck.picture(slide, room, png(picture), picture.alt)


def _verdict_section(section: Section, deck: Deck) -> Paragraph:
    """The grade in words and colour, what it is for, and the flags."""
    large = 1.15 if deck.wide else 1.0
    aside = "".join(f"　{part}" for part in (section.against, "機械的な判定（参考）") if part)
    flags = "".join(f"　［{flag}］" for flag in section.flags)
    runs = (
        Run(clean(section.verdict), 14.0 * large, bold=True, colour=TONES[section.tone]),
        Run(clean(aside), 10.0 * large, colour=GREY),
        Run(clean(flags), 11.0 * large, bold=True),
    )
    return Paragraph(tuple(run for run in runs if run.text), after=1.0)


def _facts(section: Section, deck: Deck) -> list[Paragraph]:
    size = 12.0 if deck.wide else 11.0
    told = [said("　".join((section.headline, *section.facts)), size)]
    told += [said(f"部会の評価：{section.council}", size, bold=True)] if section.council else []
    told += [said(f"定義：{section.definition}", 9.5)] if section.definition else []
    return told


def _source(section: Section, *, legend_too: bool) -> list[Paragraph]:
    marks = [section.figure.legend] if legend_too else []
    whence = "　".join(filter(None, (section.source, section.figure.aside, section.dated)))
    return [said(line, SMALL, colour=GREY) for line in (*marks, whence)]


def _spoken(section: Section) -> tuple[str, ...]:
    council = f"部会の評価：{section.council}" if section.council else ""
    return (section.headline, *section.facts, *section.reasons, council, section.source, section.dated)


_GAP_REGION = 8.0
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
    pages = _grid_region(deck, part).pages(deck.body.height - foot - _GAP_REGION)
    for at, page in enumerate(pages):
        more = f"（表、続き {at + 1}／{len(pages)}）" if at else "（表）"
        slide = deck.slide(f"{part.title}{more}", paper.title)
        place(slide, deck.body, page, f"{part.title}{more}")
        deck.flow(slide, deck.body.below(page.height + _GAP_REGION), told)


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
    free = room.width - _GAP_REGION * (len(pictures) - 1)
    scale = min(free / sum(one.width for one in pictures), *(room.height / one.height for one in pictures), 1.0)
    left = room.left
    for one in pictures:
        deck.picture(slide, Box(left, room.top, one.width * scale, one.height * scale), one.png, one.alt)
        left += one.width * scale + _GAP_REGION


def _grid_region(deck: Deck, part: RegionalPart) -> Grid:
    size = 12.0 if deck.wide else 11.0
    table = part.table.without(REPEATED_KEYS)
    rows = tuple(
        tuple(_cell_region(cell, size, bold=code == part.region.code) for cell in row)
        for code, row in zip(part.table.cells("region_code"), table.rows, strict=True)
    )
    least = [
        max(map(ems, (column.heading, *map(cell_text, table.cells(column.key))))) * size + 2 * PAD_X
        for column in table.columns
    ]
    return Grid(shares(deck.body.width, least), head_cells(table.headings, size), rows)


def _cell_region(cell: Cell, size: float, *, bold: bool) -> TableCell:
    align = "r" if isinstance(cell, int | float) else "l"
    return TableCell((said(cell_text(cell), size, bold=bold, align=align),))


_DISCUSSION, _RULES, _REMARKS = "論点", "判定のきまり", "出典と注"
_LONGEST = 400


def rules_slides(deck: Deck, paper: Paper) -> None:
    """Every grade with its rule."""
    size = 14.0 if deck.wide else 12.0
    rows = tuple(tuple(TableCell((said(words, size),)) for words in rule) for rule in paper.rules)
    grid = Grid(shares(deck.body.width, (3, 5)), head_cells(("判定", "きまり"), size), rows)
    for page in grid.pages(deck.body.height):
        place(deck.slide(_RULES, paper.title), deck.body, page, f"{_RULES}（表）")


def last_slides(deck: Deck, paper: Paper) -> None:
    """The point for discussion in large type over the remarks, on as many slides as these need."""
    title = _DISCUSSION if paper.discussion_point else _REMARKS
    pages = paged([*_told(deck, paper)], deck.body.width, deck.body.height)
    for at, page in enumerate(pages):
        more = f"（続き {at + 1}／{len(pages)}）" if at else ""
        deck.flow(deck.slide(f"{title}{more}", paper.title), deck.body, page)


def _told(deck: Deck, paper: Paper) -> Iterator[Paragraph]:
    if paper.discussion_point:
        yield replace(said(paper.discussion_point, 24.0 if deck.wide else 20.0, bold=True), after=24.0)
        yield replace(said(_REMARKS, 12.0, bold=True), after=4.0)
    gaps = paper.gaps if paper.choice.region else ()
    for line in (*paper.notes, *(f"出典：{source}" for source in paper.sources), *gaps):
        remark = Paragraph((Run(clean(f"・{line}"), 11.0 if deck.wide else 10.5),), hanging=True, after=3.0)
        yield from cut_long(remark, _LONGEST)


def deck_of(paper: Paper) -> bytes:
    """The paper as a PowerPoint file; the same bytes for the same paper.

    Raises:
        PaperError: a picture cannot be drawn.
    """
    deck = Deck(paper)
    summary_slides(deck, paper)
    for section in paper.sections:
        section_slides(deck, paper, section)
    for part in paper.regional:
        regional_slides(deck, paper, part)
    rules_slides(deck, paper)
    last_slides(deck, paper)
    return deck.finished()
