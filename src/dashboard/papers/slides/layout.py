"""An empty deck of the house: page size, typeface, one layout with a real title, and the lines on every slide."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pptx
from lxml import etree
from lxml.etree import SubElement
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu

from dashboard.charts.file import settled
from dashboard.charts.theme import GREY
from dashboard.papers.paper import Paper
from dashboard.papers.slides.measure import (
    FACE,
    Paragraph,
    Run,
    add_slide_number,
    clean,
    ems,
    fill,
    fitted,
    height_of,
    said,
)

_TITLE_ONLY = 5
_BLUE = "264A8F"


def house_style(file: Any, title: Sequence[Any]) -> None:
    """Leaves one layout in the house's typeface, the title at ``title`` (left, top, width, height) over a line."""
    master = file.slide_master
    kept = file.slide_layouts[_TITLE_ONLY]
    for layout in [layout for layout in file.slide_layouts if layout.name != kept.name]:
        file.slide_layouts.remove(layout)
    _place(master, title, file)
    _style_title(master.element)
    _rule(kept, title)
    _name_theme_fonts(file)
    for default in file.part._element.iter(qn("a:defRPr")):
        if default.get("lang"):
            default.set("lang", "ja-JP")
    # The template calls its own size 4:3 by name.
    file.part._element.find(qn("p:sldSz")).attrib.pop("type", None)
    _forget_thumbnail(file.part.package)


def _name_theme_fonts(file: Any) -> None:
    """Sets the typeface that new text takes, on slides and in notes."""
    theme = file.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    element = etree.fromstring(theme.blob)
    _name_fonts(element)
    theme.blob = etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)
    _name_fonts(file.notes_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)._element)


def _name_fonts(theme: Any) -> None:
    scripts = {qn("a:latin"), qn("a:ea"), qn("a:cs")}
    for group in (*theme.iter(qn("a:majorFont")), *theme.iter(qn("a:minorFont"))):
        for font in group:
            if font.tag in scripts or font.get("script") == "Jpan":
                font.set("typeface", FACE)


def _place(master: Any, title: Sequence[Any], file: Any) -> None:
    """Moves the master's own places, which are made for another page size, to this one."""
    across, down = file.slide_width / 9144000, file.slide_height / 6858000
    for place in master.placeholders:
        box: Sequence[Any] = tuple(title)
        if place.placeholder_format.type is not PP_PLACEHOLDER.TITLE:
            box = (place.left * across, place.top * down, place.width * across, place.height * down)
        place.left, place.top, place.width, place.height = (int(side) for side in box)


def _style_title(master: Any) -> None:
    level = master.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    level.set("algn", "l")
    look = level.find(qn("a:defRPr"))
    look.set("sz", "2000")
    look.set("b", "1")
    body = master.xpath('.//p:sp[.//p:ph[@type="title"]]/p:txBody/a:bodyPr')[0]
    for side in ("lIns", "tIns", "rIns", "bIns"):
        body.set(side, "0")
    for child in list(body):
        body.remove(child)


def _rule(layout: Any, title: Sequence[Any]) -> None:
    """The line under the title."""
    left, top, width, height = title
    shape = SubElement(layout.shapes._spTree, qn("p:cxnSp"))
    about = SubElement(shape, qn("p:nvCxnSpPr"))
    SubElement(about, qn("p:cNvPr"), id="20", name="罫線")
    SubElement(about, qn("p:cNvCxnSpPr"))
    SubElement(about, qn("p:nvPr"))
    look = SubElement(shape, qn("p:spPr"))
    place = SubElement(look, qn("a:xfrm"))
    SubElement(place, qn("a:off"), x=str(left), y=str(top + height + 19050))
    SubElement(place, qn("a:ext"), cx=str(width), cy="0")
    SubElement(SubElement(look, qn("a:prstGeom"), prst="line"), qn("a:avLst"))
    line = SubElement(look, qn("a:ln"), w="17780")
    SubElement(SubElement(line, qn("a:solidFill")), qn("a:srgbClr"), val=_BLUE)


def _forget_thumbnail(package: Any) -> None:
    """The template's own picture of an empty slide would stand for the file in a folder."""
    for key, relationship in list(package._rels.items()):
        if relationship.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            package._rels.pop(key)


SMALL = 9.0
"""The smallest type of all, in points."""

_MARGIN = 34.0
_OVER_TOP, _TITLE_TOP, _TITLE_HEIGHT, _TOP = 15.0, 29.0, 29.0, 65.0
_FOOT, _NUMBER_WIDTH = 26.0, 48.0
_TITLE_SIZES = (20.0, 18.0, 16.0, 14.0, 12.0, 11.0)
_FOOT_SIZES = (SMALL, 8.5, 8.0)
_MADE = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Box:
    """A place on a slide, in points."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height

    def below(self, used: float) -> "Box":
        """What is left of it under the first ``used`` points."""
        return Box(self.left, self.top + used, self.width, self.height - used)


def emu(points: float) -> Emu:
    """Points in the unit of office files."""
    return Emu(round(points * 12700))


class Deck:
    """Slides in the making. ``body`` is the room of each between its title and its foot."""

    def __init__(self, paper: Paper) -> None:
        width, height = (side * 72 / 25.4 for side in paper.choice.page.millimetres)
        self._paper, self._width, self._height = paper, width, height
        self.body = Box(_MARGIN, _TOP, width - 2 * _MARGIN, height - _TOP - _FOOT - 10)
        self._file = pptx.Presentation()
        self._file.slide_width, self._file.slide_height = emu(width), emu(height)
        house_style(self._file, self._box(_TITLE_TOP, _TITLE_HEIGHT))
        self._slides: list[Any] = []

    @property
    def wide(self) -> bool:
        """Whether slides are broader than paper, with room for larger type."""
        return self._width > 900

    def _box(self, top: float, height: float) -> Any:
        return tuple(emu(points) for points in (_MARGIN, top, self._width - 2 * _MARGIN, height))

    def slide(self, title: str, over: str) -> Any:
        """A new slide with its title, and in small type ``over`` it what it belongs to."""
        slide = self._file.slides.add_slide(self._file.slide_layouts[0])
        self._slides.append(slide)
        size = fitted(title, self.body.width, _TITLE_SIZES)
        fill(slide.shapes.title.text_frame._txBody, [said(title, size, bold=True)])
        self.text(slide, Box(_MARGIN, _OVER_TOP, self.body.width, SMALL * 1.4), [said(over, SMALL, colour=GREY)])
        return slide

    def text(self, slide: Any, box: Box, paragraphs: Sequence[Paragraph]) -> Any:
        """A text box without margins."""
        shape = slide.shapes.add_textbox(*(emu(side) for side in (box.left, box.top, box.width, box.height)))
        frame = shape.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        fill(frame._txBody, paragraphs)
        return shape

    def flow(self, slide: Any, room: Box, paragraphs: Sequence[Paragraph], gap: float = 4.0) -> Box:
        """The paragraphs at the head of ``room``; what is left of it under them."""
        if not paragraphs:
            return room
        height = height_of(paragraphs, room.width)
        self.text(slide, Box(room.left, room.top, room.width, height), paragraphs)
        return room.below(height + gap)

    def foot(self, slide: Any, room: Box, paragraphs: Sequence[Paragraph], gap: float = 4.0) -> Box:
        """The paragraphs at the bottom of ``room``; what is left of it over them."""
        height = height_of(paragraphs, room.width)
        self.text(slide, Box(room.left, room.bottom - height, room.width, height), paragraphs)
        return Box(room.left, room.top, room.width, room.height - height - gap)

    def picture(self, slide: Any, box: Box, png: bytes, alt: str) -> None:
        """A picture as large as the box allows, with its words for those who cannot see it."""
        shape = slide.shapes.add_picture(io.BytesIO(png), 0, 0)
        scale = min(emu(box.width) / shape.width, emu(box.height) / shape.height)
        shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
        shape.left, shape.top = emu(box.left), emu(box.top)
        describe(shape, alt)

    def notes(self, slide: Any, lines: Iterable[str]) -> None:
        """What the speaker reads."""
        fill(slide.notes_slide.notes_text_frame._txBody, [said(line, 11.0) for line in lines if line])

    def finished(self) -> bytes:
        """The file, with the foot on every slide; the same bytes for the same slides."""
        for at, slide in enumerate(self._slides, 1):
            self._foot(slide, at)
        self._tell()
        sink = io.BytesIO()
        self._file.save(sink)
        return settled(sink.getvalue())

    def _foot(self, slide: Any, at: int) -> None:
        top, words = self._height - _FOOT - 6, clean(self._paper.colophon)
        room = self.body.width - _NUMBER_WIDTH - 8
        size = fitted(words, room, _FOOT_SIZES)
        if ems(words) * size > room:
            size = SMALL
        colophon = self.text(slide, Box(_MARGIN, top, room, _FOOT), [said(words, size, colour=GREY)])
        _become(colophon, "ftr", 11)
        left = _MARGIN + self.body.width - _NUMBER_WIDTH
        total = said(f"／{len(self._slides)}", SMALL, colour=GREY, align="r")
        number = self.text(slide, Box(left, top, _NUMBER_WIDTH, SMALL * 1.4), [total])
        add_slide_number(number.text_frame._txBody.findall(qn("a:p"))[0], Run(str(at), SMALL, colour=GREY))
        _become(number, "sldNum", 12)

    def _tell(self) -> None:
        about = self._file.core_properties
        about.title, about.subject = clean(self._paper.title), clean(self._paper.colophon)
        about.author = about.last_modified_by = about.comments = about.keywords = ""
        about.language, about.revision = "ja-JP", 1
        about.created = about.modified = about.last_printed = _MADE.replace(tzinfo=None)


def describe(shape: Any, alt: str) -> None:
    """Gives a shape its words for those who cannot see it."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", clean(alt))


def _become(shape: Any, kind: str, index: int) -> None:
    """Makes a text box the placeholder of that kind, so that PowerPoint's own settings find it."""
    place = shape._element.xpath(".//p:nvPr")[0]
    etree.SubElement(place, qn("p:ph"), type=kind, sz="quarter", idx=str(index))
