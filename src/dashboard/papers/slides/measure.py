"""Room and text on a slide: how high paragraphs are, where they go on on the next slide, and how they are written.

Text takes the template's typeface, and its colour where it names none. Sizes and places are in points.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lxml.etree import SubElement
from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn
from pptx.util import Emu

from dashboard.sheets.spreadsheet import xml_text
from dashboard.text import width_in_ems, wrapped

SMALL = 9.0
"""The smallest type of all."""

LEADING = 1.3
"""Height of a line in sizes of its type."""

WORD_SPACE = 0.5
"""What PowerPoint adds around each Latin word, in ems."""

TEMPLATE_INK = "tx1"
TEMPLATE_TINT = "bg2"
"""The template's colours of text and of a light ground, where a table's style would say otherwise."""


@dataclass(frozen=True)
class SlideBox:
    """A place on a slide."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height

    @property
    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        """Left, top, width and height in the unit of office files."""
        return emu(self.left), emu(self.top), emu(self.width), emu(self.height)

    def below(self, height: float) -> "SlideBox":
        """What is left of it under the first ``height`` points."""
        return SlideBox(self.left, self.top + height, self.width, self.height - height)


def emu(points: float) -> Emu:
    """Points in the unit of office files."""
    return Emu(round(points * 12700))


@dataclass(frozen=True)
class TextRun:
    """Text of one look; without a colour it has the template's."""

    text: str
    size: float
    bold: bool = False
    colour: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Runs in a row; a line end inside is a line end. ``hanging`` indents all lines but the first by one character."""

    runs: tuple[TextRun, ...]
    align: str = "l"
    hanging: bool = False
    after: float = 0.0

    @property
    def size(self) -> float:
        """The largest type of the paragraph, which gives its lines their height."""
        return max(run.size for run in self.runs)

    @property
    def leading(self) -> float:
        """Height of a line."""
        return self.size * LEADING

    @property
    def text(self) -> str:
        """The text of all runs."""
        return "".join(run.text for run in self.runs)

    def height(self, width: float) -> float:
        """Room where the lines are ``width`` points wide."""
        line_ems = width / self.size - (1 if self.hanging else 0)
        lines = sum(len(wrapped(line, line_ems, WORD_SPACE)) for line in self.text.split("\n"))
        return lines * self.leading + self.after


def plain(text: str, size: float, *, bold: bool = False, colour: str = "", align: str = "l") -> Paragraph:
    """A paragraph of one look."""
    return Paragraph((TextRun(clean(text), size, bold, colour),), align)


def clean(text: str) -> str:
    """The text without characters that XML or PowerPoint would take for something else than text."""
    return xml_text(text).replace("\t", " ")


def ems(text: str) -> float:
    """Width of a text in sizes of its type, with the space that PowerPoint adds around Latin words."""
    return width_in_ems(text, WORD_SPACE)


def height_of(paragraphs: Iterable[Paragraph], width: float) -> float:
    """Room of paragraphs one under the other."""
    return sum(paragraph.height(width) for paragraph in paragraphs)


def size_for_one_line(text: str, width: float, sizes: Sequence[float]) -> float:
    """The first of the sizes in which a text takes one line; the last where it does in none."""
    return next((size for size in sizes if ems(text) * size <= width), sizes[-1])


def pieces(paragraph: Paragraph, most: float) -> Iterator[Paragraph]:
    """The paragraph in several, none wider than ``most`` ems, so that each goes on any slide."""
    run = paragraph.runs[0]
    for line in wrapped(run.text, most, WORD_SPACE):
        yield replace(paragraph, runs=(replace(run, text=line),))


def split_at(
    paragraphs: Sequence[Paragraph], width: float, height: float
) -> tuple[tuple[Paragraph, ...], tuple[Paragraph, ...]]:
    """As many paragraphs from the first on as go into that room, and the rest."""
    for position, paragraph in enumerate(paragraphs):
        height -= paragraph.height(width)
        if height < 0:
            return tuple(paragraphs[:position]), tuple(paragraphs[position:])
    return tuple(paragraphs), ()


def split_into_pages(paragraphs: Sequence[Paragraph], width: float, height: float) -> list[tuple[Paragraph, ...]]:
    """The paragraphs page by page; a page holds at least one."""
    pages = []
    rest = tuple(paragraphs)
    while rest:
        page, after = split_at(rest, width, height)
        pages.append(page or rest[:1])
        rest = after if page else rest[1:]
    return pages


def fill(body: Any, paragraphs: Iterable[Paragraph]) -> None:
    """Puts the paragraphs into a text body in place of all that was there."""
    for element in body.findall(qn("a:p")):
        body.remove(element)
    # A text body without a paragraph is a broken file.
    for paragraph in tuple(paragraphs) or (plain("", SMALL),):
        element = SubElement(body, qn("a:p"))
        layout = SubElement(element, qn("a:pPr"), algn=paragraph.align)
        if paragraph.hanging:
            indent = emu(paragraph.size)
            layout.set("marL", str(indent))
            layout.set("indent", str(-indent))
        for tag, points in (("a:lnSpc", paragraph.leading), ("a:spcBef", 0.0), ("a:spcAft", paragraph.after)):
            SubElement(SubElement(layout, qn(tag)), qn("a:spcPts"), val=str(round(points * 100)))
        SubElement(layout, qn("a:buNone"))
        for run in paragraph.runs:
            _add_lines(element, run)


def _add_lines(paragraph: Any, run: TextRun) -> None:
    for position, line in enumerate(run.text.split("\n")):
        if position:
            _add_letters(SubElement(paragraph, qn("a:br")), run)
        element = SubElement(paragraph, qn("a:r"))
        _add_letters(element, run)
        SubElement(element, qn("a:t")).text = line


def _add_letters(parent: Any, run: TextRun) -> None:
    letters = SubElement(parent, qn("a:rPr"), lang="ja-JP", altLang="en-US", sz=str(round(run.size * 100)))
    if run.bold:
        letters.set("b", "1")
    if run.colour:
        add_colour(letters, run.colour)


def add_slide_number(body: Any, run: TextRun) -> None:
    """A field before the first paragraph's runs; PowerPoint counts on when a slide is put between."""
    paragraph = body.find(qn("a:p"))
    # PowerPoint tells fields apart by an id of any value.
    field = SubElement(paragraph, qn("a:fld"), id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", type="slidenum")
    _add_letters(field, run)
    SubElement(field, qn("a:t")).text = run.text
    paragraph.insert(1, field)


def add_colour(parent: Any, colour: str) -> None:
    """Adds a fill of one colour: #RRGGBB, or one of the template's by its name."""
    ground = SubElement(parent, qn("a:solidFill"))
    if colour.startswith("#"):
        SubElement(ground, qn("a:srgbClr"), val=colour[1:])
    else:
        SubElement(ground, qn("a:schemeClr"), val=colour)


def rgb(colour: str) -> Any:
    """A colour for the library."""
    return RGBColor(*bytes.fromhex(colour[1:]))  # type: ignore[no-untyped-call]


def describe(shape: Any, words: str) -> None:
    """Gives a shape its words for those who cannot see it."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", clean(words))
