"""What one slide is, and how it is written: on the template's page, with real title, native table, chart and notes."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import pptx
from lxml.etree import SubElement
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Emu

from dashboard.charts.figure import TrackingFigure
from dashboard.charts.picture import Picture
from dashboard.charts.render import png
from dashboard.charts.theme import GREY
from dashboard.errors import PaperError
from dashboard.papers.paper import Paper
from dashboard.papers.slides.chart import add_tracking_chart
from dashboard.papers.slides.measure import (
    SMALL,
    Paragraph,
    SlideBox,
    TextRun,
    add_slide_number,
    clean,
    describe,
    ems,
    emu,
    fill,
    height_of,
    plain,
    size_for_one_line,
)
from dashboard.papers.slides.tables import SlideTable, draw_table
from dashboard.papers.templates import POWERPOINT, office_bytes, open_template, require

LAYOUT = "タイトルのみ"
LAYOUT_TYPE = "titleOnly"
"""The layout of all slides: the name that a Japanese PowerPoint gives it, or what it is in any language."""

GAP = 5.0
HIGHEST_CHART = 330.0
"""Points between the things on a slide, and of the height that a chart takes at most."""

_OVER_TITLE = 14.0
_FOOT = 26.0
_NUMBER_WIDTH = 48.0
_LEAST_BODY = (540.0, 300.0)
"""Width and height for the tables of a paper."""

_FOOT_SIZES = (SMALL, 8.5, 8.0)
_TITLE_SIZES = (40.0, 36.0, 32.0, 28.0, 24.0, 20.0, 18.0, 16.0, 14.0, 12.0, 11.0)


PlacedPicture: TypeAlias = tuple[SlideBox, Picture]


@dataclass(frozen=True)
class Slide:
    """One slide: a title, in small type ``over`` it what it belongs to, and from there down what it shows.

    ``head`` are words over the table, ``under`` words below it, ``foot`` words at the bottom. A chart or pictures take
    of the room that is left what they need. ``notes`` are what the speaker reads.
    """

    title: str
    over: str
    head: tuple[Paragraph, ...] = ()
    table: SlideTable | None = None
    under: tuple[Paragraph, ...] = ()
    foot: tuple[Paragraph, ...] = ()
    chart: TrackingFigure | None = None
    pictures: tuple[PlacedPicture, ...] = ()
    notes: tuple[str, ...] = ()

    def room(self, body: SlideBox) -> SlideBox:
        """What the words and the table leave of a slide's body."""
        room = body
        for paragraphs in (self.head, self.under):
            if paragraphs:
                room = room.below(height_of(paragraphs, body.width) + GAP)
        if self.table:
            room = room.below(self.table.height + GAP)
        if self.foot:
            height = room.height - height_of(self.foot, body.width) - GAP
            room = replace(room, height=height)
        return room


class Deck:
    """Slides in the making; ``body`` is the room of each between its title and its foot."""

    def __init__(self, paper: Paper) -> None:
        """Opens the template and gives it the size of the page; refuses one that lacks what slides need."""
        self._paper = paper
        self._file = open_template(POWERPOINT, pptx.Presentation)
        layouts = {layout.name: layout for layout in self._file.slide_layouts}
        for layout in self._file.slide_layouts:
            if layout._element.get("type") == LAYOUT_TYPE:
                layouts.setdefault(LAYOUT, layout)
        require(POWERPOINT, "スライドのレイアウト", [LAYOUT], layouts)
        self._layout = layouts[LAYOUT]
        titles = _places(self._layout, PP_PLACEHOLDER.TITLE) or _places(self._layout, PP_PLACEHOLDER.CENTER_TITLE)
        bodies = _places(self._file.slide_master, PP_PLACEHOLDER.BODY)
        present = [word for word, places in (("タイトル", titles), ("本文", bodies)) if places]
        require(POWERPOINT, f"レイアウト「{LAYOUT}」とスライドマスターの枠", ("タイトル", "本文"), present)
        _remove_slides(self._file)
        width, height = (emu(side * 72 / 25.4) for side in paper.choice.page.millimetres)
        _resize(self._file, width, height)
        self._title = _box(titles[0])
        body = _box(bodies[0])
        bottom = min(body.bottom, height / 12700 - _FOOT - 10)
        self.body = SlideBox(body.left, body.top, body.width, bottom - body.top)
        if self.body.width < _LEAST_BODY[0] or self.body.height < _LEAST_BODY[1]:
            raise PaperError(
                f"ひな形「{POWERPOINT}」のスライドマスターの本文の枠が小さすぎます。表が入る大きさに広げてください。"
            )
        self._title_size = _title_size(titles[0], self._file.slide_master)

    def add(self, slide: Slide) -> None:
        """Writes a slide at the end."""
        shapes = self._file.slides.add_slide(self._layout)
        sizes = (self._title_size, *(size for size in _TITLE_SIZES if size < self._title_size))
        size = size_for_one_line(slide.title, self._title.width, sizes)
        fill(shapes.shapes.title.text_frame._txBody, [plain(slide.title, size)])
        over = SlideBox(self._title.left, max(0.0, self._title.top - _OVER_TITLE), self._title.width, SMALL * 1.4)
        _add_text(shapes, over, [plain(slide.over, SMALL, colour=GREY)])
        room = self._add_words(shapes, self.body, slide.head)
        if slide.table:
            draw_table(shapes, room, slide.table, f"表：{slide.title}")
            room = room.below(slide.table.height + GAP)
        self._add_words(shapes, room, slide.under)
        foot_height = height_of(slide.foot, self.body.width)
        self._add_words(shapes, self.body.below(self.body.height - foot_height), slide.foot)
        if slide.chart:
            room = slide.room(self.body)
            add_tracking_chart(shapes, replace(room, height=min(room.height, HIGHEST_CHART)), slide.chart)
        for box, picture in slide.pictures:
            _add_picture(shapes, box, picture)
        notes = [plain(line, 11.0) for line in slide.notes if line]
        if notes:
            fill(shapes.notes_slide.notes_text_frame._txBody, notes)

    def _add_words(self, shapes: Any, room: SlideBox, paragraphs: Sequence[Paragraph]) -> SlideBox:
        """The paragraphs at the head of the room; what is left of it under them."""
        if not paragraphs:
            return room
        height = height_of(paragraphs, room.width)
        _add_text(shapes, SlideBox(room.left, room.top, room.width, height), paragraphs)
        return room.below(height + GAP)

    def content(self) -> bytes:
        """The file, with the foot on every slide; the same bytes for the same slides and template."""
        for number, slide in enumerate(self._file.slides, 1):
            self._add_foot(slide, number)
        return office_bytes(self._file, clean(self._paper.title), clean(self._paper.colophon))

    def _add_foot(self, slide: Any, number: int) -> None:
        top = self.body.bottom + 4
        colophon = clean(self._paper.colophon)
        room = self.body.width - _NUMBER_WIDTH - 8
        size = size_for_one_line(colophon, room, _FOOT_SIZES)
        if ems(colophon) * size > room:
            size = SMALL
        words = _add_text(slide, SlideBox(self.body.left, top, room, _FOOT), [plain(colophon, size, colour=GREY)])
        _make_placeholder(words, "ftr", 11)
        left = self.body.left + self.body.width - _NUMBER_WIDTH
        total = plain(f"／{len(self._file.slides)}", SMALL, colour=GREY, align="r")
        counter = _add_text(slide, SlideBox(left, top, _NUMBER_WIDTH, SMALL * 1.4), [total])
        add_slide_number(counter.text_frame._txBody, TextRun(str(number), SMALL, colour=GREY))
        _make_placeholder(counter, "sldNum", 12)


def _places(page: Any, kind: Any) -> list[Any]:
    return [place for place in page.placeholders if place.placeholder_format.type == kind]


def _box(shape: Any) -> SlideBox:
    return SlideBox(*(side / 12700 for side in (shape.left, shape.top, shape.width, shape.height)))


def _title_size(title: Any, master: Any) -> float:
    own = title._element.xpath(".//a:lstStyle/a:lvl1pPr/a:defRPr/@sz")
    general = master.element.xpath(".//p:titleStyle/a:lvl1pPr/a:defRPr/@sz")
    return int(next(iter([*own, *general]), "2000")) / 100


def _remove_slides(file: Any) -> None:
    """A template may hold slides as examples, and name them in sections."""
    for slide_id in list(file.slides._sldIdLst):
        file.part.drop_rel(slide_id.rId)
        file.slides._sldIdLst.remove(slide_id)
    for sections in file.part._element.xpath('.//*[local-name()="sectionLst"]'):
        extension = sections.getparent()
        extension.getparent().remove(extension)


def _resize(file: Any, width: Emu, height: Emu) -> None:
    """Moves what stands on master and layouts in proportion to the page; pictures keep theirs."""
    across = width / file.slide_width
    down = height / file.slide_height
    file.slide_width = width
    file.slide_height = height
    if (across, down) == (1, 1):
        return
    file.part._element.find(qn("p:sldSz")).attrib.pop("type", None)
    for page in (file.slide_master, *file.slide_layouts):
        for shape in page._element.cSld.spTree:
            place = next(shape.iter(qn("a:xfrm"), qn("p:xfrm")), None)
            if place is None or place.find(qn("a:off")) is None:
                continue
            offset = place.find(qn("a:off"))
            extent = place.find(qn("a:ext"))
            sides = (across, down)
            if shape.tag == qn("p:pic"):
                sides = (min(sides), min(sides))
            for name, length, move, stretch in (("x", "cx", across, sides[0]), ("y", "cy", down, sides[1])):
                offset.set(name, str(round(int(offset.get(name)) * move)))
                extent.set(length, str(round(int(extent.get(length)) * stretch)))


def _add_text(slide: Any, box: SlideBox, paragraphs: Iterable[Paragraph]) -> Any:
    shape = slide.shapes.add_textbox(*box.emu)
    frame = shape.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    fill(frame._txBody, paragraphs)
    return shape


def _add_picture(slide: Any, box: SlideBox, picture: Picture) -> None:
    shape = slide.shapes.add_picture(io.BytesIO(png(picture)), 0, 0)
    left, top, width, height = box.emu
    scale = min(width / shape.width, height / shape.height)
    shape.width = Emu(int(shape.width * scale))
    shape.height = Emu(int(shape.height * scale))
    shape.left = left
    shape.top = top
    describe(shape, picture.alt)


def _make_placeholder(shape: Any, kind: str, index: int) -> None:
    """Makes a text box the placeholder of that kind, so that PowerPoint's own settings find it."""
    SubElement(shape._element.xpath(".//p:nvPr")[0], qn("p:ph"), type=kind, sz="quarter", idx=str(index))
