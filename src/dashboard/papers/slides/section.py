"""An indicator's slides: verdict and facts, the council's row, the chart, the source."""

from dashboard.charts.picture import Frame
from dashboard.charts.target import asides, legend
from dashboard.charts.theme import GREY
from dashboard.papers.choice import SlideCharts
from dashboard.papers.paper import Paper, Section
from dashboard.papers.pictures import png
from dashboard.papers.slides.charts import add_chart
from dashboard.papers.slides.layout import SMALL, Box, Deck
from dashboard.papers.slides.measure import Paragraph, Run, clean, height_of, said
from dashboard.papers.slides.summary import TONES
from dashboard.papers.slides.table_row import CouncilRow
from dashboard.papers.slides.tables import Grid, place

_GAP = 5.0
_NATIVE_LEAST, _PICTURE_LEAST, _CHART_MOST = 150.0, 220.0, 330.0
_SIZES = (10.5, 10.0, 9.5, 9.0)
_WIDE_SIZES = (12.0, 11.0, *_SIZES)
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
        self._verdict = [_verdict(section, deck)]
        self._facts = [*_facts(section, deck)]
        self._source = _source(section, legend_too=section.drawable and self._native)

    def tables(self) -> list[Grid]:
        """The row in the largest type in which it goes over the chart; else on a slide; else over several."""
        sizes, room = _WIDE_SIZES if self._deck.wide else _SIZES, self._room(first=True)
        rows = [CouncilRow(self._section, self._deck.body.width, size) for size in sizes]
        grids = [row.grid(row.years) for row in rows]
        chart = self.least if self._section.drawable else 0.0
        for needed in (chart, 0.0):
            found = next((grid for grid in grids if grid.height + needed + _GAP <= room), None)
            if found:
                return [found]
        row = CouncilRow(self._section, self._deck.body.width, _LONG_SIZE)
        return list(row.tables(room, self._room(first=False)))

    def left_under(self, table: Grid, *, first: bool) -> float:
        """Room in points for a chart under a table."""
        return self._room(first=first) - table.height - _GAP

    def _room(self, *, first: bool) -> float:
        """What of a slide is left beside the words over and under the table."""
        width = self._deck.body.width
        over = height_of(self._over(first=first), width) + _GAP
        return self._deck.body.height - over - height_of(self._source, width) - _GAP

    def _over(self, *, first: bool) -> list[Paragraph]:
        return [*self._verdict, *(self._facts if first else [])]

    def add(self, title: str, table: Grid | None, *, first: bool, last: bool) -> None:
        """One slide with its part of the row, and the chart if it is the last."""
        deck, section = self._deck, self._section
        slide = deck.slide(title, self._paper.title)
        room = deck.flow(slide, deck.body, self._over(first=first), _GAP)
        # The legend, first of these lines, goes with the chart.
        room = deck.foot(slide, room, self._source if last else self._source[-1:], _GAP)
        if table:
            place(slide, room, table, f"{title}（表）")
            room = room.below(table.height + _GAP)
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


def _verdict(section: Section, deck: Deck) -> Paragraph:
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
    marks = [legend(section.view)] if legend_too else []
    whence = "　".join((section.source, *asides(section.view), section.dated))
    return [said(line, SMALL, colour=GREY) for line in (*marks, whence)]


def _spoken(section: Section) -> tuple[str, ...]:
    council = f"部会の評価：{section.council}" if section.council else ""
    return (section.headline, *section.facts, *section.reasons, council, section.source, section.dated)
