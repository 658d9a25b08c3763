"""The master behind the slides, so that what a reader adds to the deck looks like the rest."""

from collections.abc import Sequence
from typing import Any

from lxml import etree
from lxml.etree import SubElement
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn

from dashboard.papers.slides.text import FACE

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
