"""Text in the XML of slides, charts and notes: each run names its typeface for Latin, East Asian and complex script."""

from collections.abc import Iterable
from typing import Any

from lxml.etree import SubElement
from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn

from dashboard.papers.slides.measure import Paragraph, Run, said

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
