"""Text in the XML of slides, charts and notes: each run names its typeface for Latin, East Asian and complex script."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lxml.etree import SubElement
from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn

from dashboard.charts.theme import INK
from dashboard.sheets.spreadsheet import xml_text
from dashboard.text import width_in_ems, wrapped

LEADING = 1.3
"""Height of a line in sizes of its type."""

WORD_SPACE = 0.5
"""What PowerPoint adds around each Latin word, in ems."""


@dataclass(frozen=True)
class Run:
    """Text of one look; ``size`` in points."""

    text: str
    size: float
    bold: bool = False
    colour: str = INK


@dataclass(frozen=True)
class Paragraph:
    """Runs in a row; a line end inside is a line end. ``hanging`` indents all lines but the first by one character."""

    runs: tuple[Run, ...]
    align: str = "l"
    hanging: bool = False
    after: float = 0.0

    @property
    def size(self) -> float:
        """The largest type of the paragraph, which gives its lines their height."""
        return max(run.size for run in self.runs)

    @property
    def leading(self) -> float:
        """Height of a line in points."""
        return self.size * LEADING

    @property
    def text(self) -> str:
        """All that is said."""
        return "".join(run.text for run in self.runs)

    def height(self, width: float) -> float:
        """Room in points where the lines are ``width`` points wide."""
        ems = width / self.size - (1 if self.hanging else 0)
        lines = sum(len(wrapped(line, ems, WORD_SPACE)) for line in self.text.split("\n"))
        return lines * self.leading + self.after


def said(text: str, size: float, *, bold: bool = False, colour: str = INK, align: str = "l") -> Paragraph:
    """A paragraph of one look."""
    return Paragraph((Run(clean(text), size, bold, colour),), align)


def clean(text: str) -> str:
    """``text`` without characters that XML or PowerPoint would take for something else than text."""
    return xml_text(text).replace("\t", " ")


def ems(text: str) -> float:
    """Width of a text in sizes of its type, with the space that PowerPoint adds around Latin words."""
    return width_in_ems(text, WORD_SPACE)


def height_of(paragraphs: Iterable[Paragraph], width: float) -> float:
    """Room in points of paragraphs one under the other."""
    return sum(paragraph.height(width) for paragraph in paragraphs)


def fitted(text: str, width: float, sizes: Sequence[float]) -> float:
    """The first of the sizes in which a text takes one line; the last where it does in none."""
    return next((size for size in sizes if ems(text) * size <= width), sizes[-1])


def cut_long(paragraph: Paragraph, most: float) -> Iterator[Paragraph]:
    """The paragraph in several, none of more than ``most`` characters, so that each goes on any slide."""
    run = paragraph.runs[0]
    for line in wrapped(run.text, most, WORD_SPACE):
        yield replace(paragraph, runs=(replace(run, text=line),))


def split_to_fit(
    paragraphs: Sequence[Paragraph], width: float, room: float
) -> tuple[tuple[Paragraph, ...], tuple[Paragraph, ...]]:
    """As many paragraphs from the first on as go into ``room`` points, and those left over."""
    for at, paragraph in enumerate(paragraphs):
        room -= paragraph.height(width)
        if room < 0:
            return tuple(paragraphs[:at]), tuple(paragraphs[at:])
    return tuple(paragraphs), ()


def paged(paragraphs: Sequence[Paragraph], width: float, room: float) -> list[tuple[Paragraph, ...]]:
    """The paragraphs page by page; a page holds at least one."""
    pages, left = [], tuple(paragraphs)
    while left:
        page, left = split_to_fit(left, width, room)
        pages.append(page or left[:1])
        left = left if page else left[1:]
    return pages


FACE = "BIZ UDPGothic"
"""BIZ UDPゴシック by the name that office files use; every Windows since 2018 has it."""


def fill(body: Any, paragraphs: Iterable[Paragraph]) -> None:
    """Puts the paragraphs into a text body in place of all that was there."""
    for old in body.findall(qn("a:p")):
        body.remove(old)
    # A text body without a paragraph is a broken file.
    for paragraph in tuple(paragraphs) or (said("", 9.0),):
        _add(body, paragraph)


def name_faces(properties: Any) -> None:
    """Adds the typeface of all three scripts to run properties."""
    for script in ("a:latin", "a:ea", "a:cs"):
        SubElement(properties, qn(script), typeface=FACE)


def rgb(colour: str) -> Any:
    """A colour for the library."""
    return RGBColor(*bytes.fromhex(colour.lstrip("#")))  # type: ignore[no-untyped-call]


def coloured(parent: Any, colour: str) -> None:
    """Adds a fill of one colour."""
    SubElement(SubElement(parent, qn("a:solidFill")), qn("a:srgbClr"), val=colour.lstrip("#"))


def _add(body: Any, paragraph: Paragraph) -> None:
    element = SubElement(body, qn("a:p"))
    look = SubElement(element, qn("a:pPr"), algn=paragraph.align)
    if paragraph.hanging:
        indent = round(paragraph.size * 12700)
        look.set("marL", str(indent))
        look.set("indent", str(-indent))
    _points(SubElement(look, qn("a:lnSpc")), paragraph.leading)
    _points(SubElement(look, qn("a:spcBef")), 0)
    _points(SubElement(look, qn("a:spcAft")), paragraph.after)
    SubElement(look, qn("a:buNone"))
    for run in paragraph.runs:
        _add_lines(element, run)


def _points(parent: Any, size: float) -> None:
    SubElement(parent, qn("a:spcPts"), val=str(round(size * 100)))


def _add_lines(paragraph: Any, run: Run) -> None:
    for at, line in enumerate(run.text.split("\n")):
        if at:
            _properties(SubElement(paragraph, qn("a:br")), run)
        element = SubElement(paragraph, qn("a:r"))
        _properties(element, run)
        SubElement(element, qn("a:t")).text = line


def _properties(parent: Any, run: Run) -> None:
    bold = "1" if run.bold else "0"
    look = SubElement(parent, qn("a:rPr"), lang="ja-JP", altLang="en-US", sz=str(round(run.size * 100)), b=bold)
    coloured(look, run.colour)
    name_faces(look)


def add_slide_number(paragraph: Any, run: Run) -> None:
    """A field that counts itself, before the paragraph's own runs; PowerPoint counts on when a slide is put between."""
    # Word and PowerPoint tell fields apart by an id of any value.
    field = SubElement(paragraph, qn("a:fld"), id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", type="slidenum")
    _properties(field, run)
    SubElement(field, qn("a:t")).text = run.text
    paragraph.insert(1, field)
