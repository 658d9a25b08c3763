"""Which slides a paper has and what stands on each: summary, indicators, regions, rules, the point for discussion."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dashboard.charts.picture import Frame, Picture
from dashboard.charts.regional import source_line
from dashboard.charts.render import pixel_size, svg
from dashboard.charts.theme import GREY
from dashboard.charts.tracking import height_around
from dashboard.papers.choice import PageSize, SlideCharts
from dashboard.papers.paper import REPEATED_KEYS, Paper, RegionalPart, Section
from dashboard.papers.slides.chart import field_in
from dashboard.papers.slides.deck import GAP, HIGHEST_CHART, PlacedPicture, Slide
from dashboard.papers.slides.measure import (
    SMALL,
    Paragraph,
    SlideBox,
    TextRun,
    clean,
    ems,
    height_of,
    pieces,
    plain,
    split_into_pages,
)
from dashboard.papers.slides.tables import (
    PAD_X,
    SlideTable,
    TableCell,
    council_tables,
    head_cells,
    proportional,
    text_width,
)


def slides_of(paper: Paper, body: SlideBox) -> Iterator[Slide]:
    """All slides in order, for pages with that room between title and foot."""
    yield from _summary_slides(paper, body)
    for section in paper.sections:
        yield from _section_slides(paper, section, body)
    for part in paper.regional:
        yield from _regional_slides(paper, part, body)
    yield from _rules_slides(paper, body)
    yield from _last_slides(paper, body)


def _is_wide(paper: Paper) -> bool:
    """Whether slides are broader than paper, with room for larger type."""
    return paper.choice.page is PageSize.WIDE


def _numbered(title: str, slides: Sequence[Slide], kind: str = "") -> Iterator[Slide]:
    """The slides of one subject: 題、題（続き 2／3）…; ``kind`` says what they show."""
    for number, slide in enumerate(slides, 1):
        notes = [kind] if kind else []
        if number > 1:
            notes.append(f"続き {number}／{len(slides)}")
        yield replace(slide, title=f"{title}（{'、'.join(notes)}）" if notes else title)


_SUMMARY_SIZES = (1.25, 1.15, 1.05, 1.0)
_NAME_SIZE = 12.0
_LEAST_ROW = 42.0
_LEAST_NAME = 11.0


def _summary_slides(paper: Paper, body: SlideBox) -> Iterator[Slide]:
    """As many slides as the rows need; the sources stand under the last where there is room."""
    sources = (plain(f"出典：{'、'.join(paper.sources)}", SMALL, colour=GREY),)
    sources_height = height_of(sources, body.width)
    slides = [
        Slide("", paper.plan, table=page) for page in _summary_grid(paper, body, sources_height).pages(body.height)
    ]
    if sources_height <= slides[-1].room(body).height:
        slides[-1] = replace(slides[-1], under=sources)
    return _numbered(paper.title, slides)


def _summary_grid(paper: Paper, body: SlideBox, below: float) -> SlideTable:
    """In the largest type in which all rows go on one slide and names are not torn apart, or else in the smallest."""
    for factor in _SUMMARY_SIZES:
        grid = _summary_grid_in(paper, body.width, factor)
        name_fits = text_width(grid.widths[0]) >= _LEAST_NAME * _NAME_SIZE * factor
        if name_fits and grid.height + GAP + below <= body.height:
            break
    return grid


def _summary_grid_in(paper: Paper, width: float, factor: float) -> SlideTable:
    """The table in type of so many times the least size."""
    rows = []
    for cells in paper.summary.rows:
        name, *figures, verdict = cells.values()
        # A verdict on two lines: the letter over its words.
        words = plain(verdict.text.replace("　", "\n"), 12 * factor, bold=True, align="ctr")
        lines = [(plain(name.text, _NAME_SIZE * factor, bold=True), name.sub)]
        lines += [(plain(cell.text, 14 * factor, bold=True, align="ctr"), cell.sub) for cell in figures]
        rows.append(tuple(_summary_cell(text, sub, factor) for text, sub in (*lines, (words, verdict.sub))))
    head = head_cells(paper.summary.headings, 10.5 * factor)
    needs = [max(_one_line_width(cell) for cell in column) for column in zip(head, *rows, strict=True)]
    # The names have what the figures leave; where that is nothing, all share as they can.
    needs[0] = max(width - sum(needs[1:]), width / 6)
    return SlideTable(proportional(width, needs), head, tuple(rows), least=_LEAST_ROW * factor**2)


def _summary_cell(text: Paragraph, sub: str, factor: float) -> TableCell:
    if not sub:
        return TableCell((text,))
    return TableCell((text, plain(sub, SMALL * factor**0.5, align=text.align, colour=GREY)))


def _one_line_width(cell: TableCell) -> float:
    """Width of a column in which no line of the cell breaks, nor in a typeface a little wider."""
    widths = [ems(line) * paragraph.size for paragraph in cell.paragraphs for line in paragraph.text.split("\n")]
    return max(widths) * 1.06 + 2 * PAD_X


_NATIVE_LEAST = 150.0
_PICTURE_LEAST = 220.0
"""Points of height that a chart needs at least: a native one, and a picture with its caption."""

_ROW_SIZES = (10.5, 10.0, 9.5, 9.0)
_WIDE_ROW_SIZES = (12.0, 11.0, *_ROW_SIZES)
_POINTS_PER_PIXEL = 0.75
"""For a picture's smallest type to be 9 points high."""

_BESIDE = 101
_LOWEST_FIELD = 130
"""A picture's pixels beside its field, and the least height of this."""


def _section_slides(paper: Paper, section: Section, body: SlideBox) -> Iterator[Slide]:
    """One slide where all goes on one; the chart then stands under the table, or else on a slide of its own."""
    figure = section.figure
    native = paper.choice.charts is SlideCharts.NATIVE
    chart_least = _NATIVE_LEAST if native else _PICTURE_LEAST
    source = _small(section.origin)
    remarks = figure.remarks(field_in(body, figure)) if section.drawable and native else ()
    legend = (_small(figure.legend), _small("　".join(remarks))) if section.drawable and native else ()
    verdict = _verdict(paper, section)
    further = Slide("", paper.title, head=(verdict,), foot=(*legend, source), notes=_notes(section))
    first = replace(further, head=(verdict, *_facts(paper, section)))
    sizes = _WIDE_ROW_SIZES if _is_wide(paper) else _ROW_SIZES
    rooms = (first.room(body).height - GAP, further.room(body).height - GAP)
    tables = council_tables(section, body.width, sizes, rooms, chart_least if section.drawable else 0.0)
    slides = [replace(further if position else first, table=table) for position, table in enumerate(tables)]
    if section.drawable and slides[-1].room(body).height < chart_least:
        slides.append(further)
    slides = [*(replace(slide, foot=(source,)) for slide in slides[:-1]), slides[-1]]
    if section.drawable:
        slides[-1] = replace(slides[-1], chart=figure) if native else _with_picture(slides[-1], section, body, 0)
    slides += [_with_picture(further, section, body, position) for position in range(1, len(section.charts()))]
    return _numbered(section.name, slides)


def _small(text: str) -> Paragraph:
    return plain(text, SMALL, colour=GREY)


def _with_picture(slide: Slide, section: Section, body: SlideBox, position: int) -> Slide:
    """The slide with the chart at that position under its finding, as large as there is room for it."""
    caption = plain(section.figure.finding, 10.0, bold=True)
    slide = replace(slide, under=(caption,))
    room = slide.room(body)
    height = min(room.height, HIGHEST_CHART)
    width = int(room.width / _POINTS_PER_PIXEL) - _BESIDE
    around = height_around(section.figure, width)
    frame = Frame(width, max(int(height / _POINTS_PER_PIXEL) - around, _LOWEST_FIELD), titled=False)
    return replace(slide, pictures=((replace(room, height=height), section.charts(frame)[position]),))


def _verdict(paper: Paper, section: Section) -> Paragraph:
    large = 1.15 if _is_wide(paper) else 1.0
    flags = "".join(f"　［{flag}］" for flag in section.flags)
    runs = (
        TextRun(clean(section.verdict), 14.0 * large, bold=True),
        TextRun(clean(f"　{section.aside}"), 10.0 * large, colour=GREY),
        TextRun(clean(flags), 11.0 * large, bold=True),
    )
    return Paragraph(tuple(run for run in runs if run.text), after=1.0)


def _facts(paper: Paper, section: Section) -> Iterator[Paragraph]:
    size = 12.0 if _is_wide(paper) else 11.0
    yield plain("　".join((section.headline, *section.facts)), size)
    if section.caution:
        yield plain(section.caution, 10.0, bold=True)
    if section.council:
        yield plain(f"部会の評価：{section.council}", size, bold=True)
    if section.definition:
        yield plain(f"定義：{section.definition}", 9.5)


def _notes(section: Section) -> tuple[str, ...]:
    council = f"部会の評価：{section.council}" if section.council else ""
    return (section.headline, *section.facts, *section.reasons, council, section.source, section.dated)


_BETWEEN = 8.0
_LEAST_SCALE = 0.65
"""Points a pixel, below which the words of two pictures side by side are too small to be read."""


def _regional_slides(paper: Paper, part: RegionalPart, body: SlideBox) -> Iterator[Slide]:
    """Map and ranking on one slide if they are readable so, else on one each; the table on those after them."""
    subtitle = (plain(part.view.subtitle, 11.0),)
    pictures = [(picture, pixel_size(svg(picture))) for picture in part.pictures().values()]
    together = body.width / sum(width for _, (width, _) in pictures) >= _LEAST_SCALE
    for group in [pictures] if together else [[picture] for picture in pictures]:
        slide = Slide(part.title, paper.title, head=subtitle, foot=(_small(source_line(part.view.comparison)),))
        yield replace(slide, pictures=tuple(_side_by_side(group, slide.room(body))))
    remarks = tuple(_small(line) for line in (*part.notes, *part.footnotes))
    room = body.height - height_of(remarks, body.width) - GAP
    pages = _regional_grid(paper, part, body.width).pages(room)
    yield from _numbered(part.title, [Slide("", paper.title, table=page, under=remarks) for page in pages], "表")


def _side_by_side(pictures: Sequence[tuple[Picture, tuple[float, float]]], room: SlideBox) -> Iterator[PlacedPicture]:
    """Pictures with their sizes in pixels, all to one scale, so that their words are of one size."""
    free = room.width - _BETWEEN * (len(pictures) - 1)
    across = free / sum(width for _, (width, _) in pictures)
    down = min(room.height / height for _, (_, height) in pictures)
    scale = min(across, down, 1.0)
    left = room.left
    for picture, (width, height) in pictures:
        yield SlideBox(left, room.top, width * scale, height * scale), picture
        left += width * scale + _BETWEEN


def _regional_grid(paper: Paper, part: RegionalPart, width: float) -> SlideTable:
    size = 12.0 if _is_wide(paper) else 11.0
    table = part.table.without(REPEATED_KEYS)
    rows = []
    for code, cells in zip(part.table.cells("region_code"), table.rows, strict=True):
        aligned = [
            (column.text(cell), "r" if isinstance(cell, int | float) else "l")
            for column, cell in zip(table.columns, cells, strict=True)
        ]
        bold = code == part.region.code
        rows.append(tuple(TableCell((plain(text, size, bold=bold, align=align),)) for text, align in aligned))
    needs = []
    for column in table.columns:
        texts = (column.heading, *map(column.text, table.cells(column.key)))
        needs.append(max(map(ems, texts)) * size + 2 * PAD_X)
    return SlideTable(proportional(width, needs), head_cells(table.headings, size), tuple(rows))


def _rules_slides(paper: Paper, body: SlideBox) -> Iterator[Slide]:
    size = 14.0 if _is_wide(paper) else 12.0
    rows = tuple(tuple(TableCell((plain(words, size),)) for words in rule) for rule in paper.rules)
    grid = SlideTable(proportional(body.width, (3, 5)), head_cells(("判定", "きまり"), size), rows)
    return _numbered("判定基準", [Slide("", paper.title, table=page) for page in grid.pages(body.height)])


_REMARKS = "出典と注"
_LONGEST_REMARK = 400


def _last_slides(paper: Paper, body: SlideBox) -> Iterator[Slide]:
    """The point for discussion in large type over the remarks, on as many slides as these need."""
    title = "論点" if paper.discussion_point else _REMARKS
    pages = split_into_pages(list(_last_words(paper)), body.width, body.height)
    return _numbered(title, [Slide("", paper.title, head=page) for page in pages])


def _last_words(paper: Paper) -> Iterator[Paragraph]:
    wide = _is_wide(paper)
    if paper.discussion_point:
        yield replace(plain(paper.discussion_point, 24.0 if wide else 20.0, bold=True), after=24.0)
        yield replace(plain(_REMARKS, 12.0, bold=True), after=4.0)
    for line in (*paper.notes, *(f"出典：{source}" for source in paper.sources), *paper.region_gaps):
        remark = replace(plain(f"・{line}", 11.0 if wide else 10.5), hanging=True, after=3.0)
        yield from pieces(remark, _LONGEST_REMARK)
