"""Makes the packaged templates anew: ``python -m dashboard.papers.templates.make``, from the libraries' empty files.

The same bytes each time. Whoever only wants other colours edits the files in Word or PowerPoint instead, and names
their folder in DASHBOARD_TEMPLATES.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pptx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from lxml import etree
from pptx.enum.shapes import MSO_CONNECTOR, PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn as slide_tag
from pptx.shapes.connector import Connector

from dashboard.charts.theme import INK, OFFICE_FONT
from dashboard.papers.slides.measure import rgb
from dashboard.papers.templates import POWERPOINT, WORD, file_bytes

_SUBDUED = "#565659"
_HEAD_FILL = "#E8ECF5"
_RULE = "#7A7A7D"
_STRIP = "#264A8F"
_LEFT = WD_ALIGN_PARAGRAPH.LEFT
_CENTRE = WD_ALIGN_PARAGRAPH.CENTER
_RIGHT = WD_ALIGN_PARAGRAPH.RIGHT


@dataclass(frozen=True)
class StyleLook:
    """How paragraphs of a Word style look; sizes and distances in points, ``line`` in lines.

    ``beside`` keeps a frame within the margins; ``border`` is "under", "around" or nothing.
    """

    name: str
    size: float = 10.5
    bold: bool = False
    colour: str = INK
    before: float = 0
    after: float = 4
    line: float = 1.2
    hanging: float = 0
    beside: float = 0
    align: Any = _LEFT
    with_next: bool = False
    border: str = ""


def _border(side: str, eighths: int, space: int, colour: str) -> str:
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{colour[1:]}"/>'


_BORDERS = {
    "under": _border("bottom", 12, 3, _STRIP),
    "around": "".join(_border(side, 10, 6, INK) for side in ("top", "left", "bottom", "right")),
}
BUILT_IN = (
    StyleLook("Normal"),
    StyleLook("Title", 18, bold=True, after=6, with_next=True, border="under"),
    StyleLook("Subtitle", 12, bold=True, after=2),
    StyleLook("Heading 1", 15, bold=True, before=14, after=6, with_next=True, border="under"),
    StyleLook("Heading 2", 13, bold=True, before=10, after=4, with_next=True),
    StyleLook("Heading 3", 11, bold=True, before=8, after=3, with_next=True),
    StyleLook("Caption", 9.5, bold=True, after=6, align=_CENTRE),
    StyleLook("Footer", 9, colour=_SUBDUED, after=0),
)
HOUSE = (
    StyleLook("注記", 9, colour=_SUBDUED, before=2, after=2),
    StyleLook("判定", 12, bold=True, after=3, with_next=True),
    StyleLook("取組", after=2, hanging=10.5),
    StyleLook("判定の計算", 9.5, after=1, hanging=9.5),
    StyleLook("判定の計算の見出し", 9.5, bold=True, before=3, after=1, with_next=True),
    StyleLook("論点", 13, before=8, after=8, beside=8, border="around"),
    StyleLook("図", before=6, after=2, align=_CENTRE, with_next=True),
    StyleLook("表の文字", 9.5, after=0, line=1.1),
    StyleLook("表の見出し", 9.5, bold=True, after=0, line=1.1, align=_CENTRE),
    StyleLook("表の数値", 11, bold=True, after=0, line=1.1, align=_CENTRE),
    StyleLook("表の右寄せの数値", 9.5, after=0, line=1.1, align=_RIGHT),
    StyleLook("表の小さい文字", 9, colour=_SUBDUED, after=0, line=1.1),
    StyleLook("表の時点と単位", 9, colour=_SUBDUED, after=0, line=1.1, align=_CENTRE),
)
_KEPT_STYLES = frozenset({"Normal", "Default Paragraph Font", "Normal Table", "No List"})
_ORDER = ("w:pBdr", "w:autoSpaceDE", "w:autoSpaceDN", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
_LEFTOVERS = ("/thumbnail", "/stylesWithEffects", "/numbering", "/customXml")


def word_template() -> bytes:
    """An empty A4 page upright with all styles, and page numbers at its foot."""
    document = docx.Document()
    # The library's thumbnail shows another document; its lists hang on styles that go.
    for relations in (document.part.package.rels, document.part.rels):
        for id_ in [id_ for id_, relation in relations.items() if relation.reltype.endswith(_LEFTOVERS)]:
            del relations[id_]
    for style in [style for style in document.styles if style.name not in _KEPT_STYLES]:
        style.delete()
    _set_default_letters(document.styles.element)
    for look in BUILT_IN:
        _add_style(document.styles, look)
    for number, look in enumerate(HOUSE):
        # An identifier in Latin letters, which every program can read.
        _add_style(document.styles, look).element.set(qn("w:styleId"), f"House{number}")
    document.styles.element.append(_xml(_table_style()))
    _set_up_page(document)
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = properties.title = ""
    return file_bytes(document)


def _xml(text: str) -> Any:
    """An element whose tag need not say what ``w`` means."""
    tag, rest = text.split(" ", 1)
    return parse_xml(f"{tag} {nsdecls('w')} {rest}")


def _set_default_letters(styles: Any) -> None:
    """The typeface and the language stand here alone, so that one change changes every style."""
    letters = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    del letters[:]
    faces = " ".join(f'w:{script}="{OFFICE_FONT}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    letters.append(_xml(f"<w:rFonts {faces}/>"))
    letters.append(_xml(f'<w:color w:val="{INK[1:]}"/>'))
    letters.append(_xml('<w:lang w:val="ja-JP" w:eastAsia="ja-JP" w:bidi="ar-SA"/>'))
    del styles.find(f"{qn('w:docDefaults')}/{qn('w:pPrDefault')}")[:]


def _add_style(styles: Any, look: StyleLook) -> Any:
    if look.name == "Normal":
        style = styles["Normal"]
        # No gap between Japanese and Latin letters: 935か所 is read as one.
        for tag in ("w:autoSpaceDE", "w:autoSpaceDN"):
            _insert(style.element.get_or_add_pPr(), _xml(f'<{tag} w:val="0"/>'))
    else:
        style = styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH, builtin=look in BUILT_IN)
        style.base_style = styles["Normal"]
    style.quick_style = True
    style.priority = 1
    style.font.size = Pt(look.size)
    style.font.bold = look.bold or None
    if look.colour != INK:
        style.font.color.rgb = RGBColor.from_string(look.colour[1:])
    layout = style.paragraph_format
    layout.space_before = Pt(look.before)
    layout.space_after = Pt(look.after)
    layout.line_spacing = look.line
    layout.alignment = look.align
    layout.widow_control = True
    if look.hanging or look.beside:
        layout.left_indent = Pt(look.hanging + look.beside)
        layout.right_indent = Pt(look.beside)
        layout.first_line_indent = Pt(-look.hanging)
    if look.with_next:
        layout.keep_with_next = layout.keep_together = True
    paragraph = style.element.get_or_add_pPr()
    if look.border:
        _insert(paragraph, _xml(f"<w:pBdr >{_BORDERS[look.border]}</w:pBdr>"))
    if look.name.startswith("Heading"):
        style.next_paragraph_style = styles["Normal"]
        _insert(paragraph, _xml(f'<w:outlineLvl w:val="{int(look.name[-1]) - 1}"/>'))
    return style


def _insert(paragraph: Any, element: Any) -> None:
    """Puts a property where the format wants it, which is strict about the order."""
    tag = f"w:{etree.QName(element).localname}"
    paragraph.insert_element_before(element, *_ORDER[_ORDER.index(tag) + 1 :])


def _table_style() -> str:
    frame = "".join(_border(side, 4, 0, _RULE) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    margins = "".join(
        f'<w:{side} w:w="{room}" w:type="dxa"/>'
        for side, room in (("top", 20), ("left", 45), ("bottom", 20), ("right", 45))
    )
    return (
        '<w:style w:type="table" w:customStyle="1" w:styleId="HouseTable"><w:name w:val="資料の表"/>'
        '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="1"/><w:qFormat/><w:tblPr>'
        f'<w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>{frame}</w:tblBorders><w:tblCellMar>{margins}</w:tblCellMar>'
        '</w:tblPr><w:tcPr><w:vAlign w:val="center"/></w:tcPr><w:tblStylePr w:type="firstRow"><w:tcPr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{_HEAD_FILL[1:]}"/></w:tcPr></w:tblStylePr></w:style>'
    )


def _set_up_page(document: Any) -> None:
    settings = document.settings.element
    settings.find(qn("w:themeFontLang")).set(qn("w:val"), "ja-JP")
    # Laid out by the Word of today; otherwise its title bar says 互換モード.
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    page = document.sections[0]
    page.page_width = Mm(210)
    page.page_height = Mm(297)
    page.left_margin = page.right_margin = page.top_margin = Mm(16)
    page.bottom_margin = Mm(22)
    page.header_distance = page.footer_distance = Mm(8)
    page.footer.paragraphs[0].style = "Footer"
    number = page.footer.add_paragraph(style="Footer")
    number.alignment = _CENTRE
    for field, after in (("PAGE", "／"), ("NUMPAGES", "")):
        number._p.append(_xml(f'<w:fldSimple w:instr="{field}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
        if after:
            number.add_run(after)


_BLANK_LAYOUT = "Title Only"
_COLOURS = {"dk1": INK, "lt1": "#FFFFFF", "dk2": _STRIP, "lt2": _HEAD_FILL, "accent1": _STRIP}
_TITLE = (34.0, 29.0, 774.0, 29.0)
_BODY = (34.0, 65.0, 774.0, 494.0)
"""Left, top, width and height in points, on A4 across."""


def slide_template() -> bytes:
    """No slide, one layout: a title over a line, on A4 across."""
    file: Any = pptx.Presentation()
    across = Mm(297) / file.slide_width
    down = Mm(210) / file.slide_height
    file.slide_width = Mm(297)
    file.slide_height = Mm(210)
    # The library calls its own size 4:3 by name.
    file.part._element.find(slide_tag("p:sldSz")).attrib.pop("type", None)
    layout = next(layout for layout in file.slide_layouts if layout.name == _BLANK_LAYOUT)
    for other in [other for other in file.slide_layouts if other.name != _BLANK_LAYOUT]:
        file.slide_layouts.remove(other)
    layout._element.cSld.set("name", "タイトルのみ")
    boxes = {PP_PLACEHOLDER.TITLE: _TITLE, PP_PLACEHOLDER.BODY: _BODY}
    for place in file.slide_master.placeholders:
        box = [Pt(points) for points in boxes.get(place.placeholder_format.type, ())]
        box = box or [place.left * across, place.top * down, place.width * across, place.height * down]
        place.left, place.top, place.width, place.height = map(int, box)
    _style_title(file.slide_master.element)
    _add_rule(layout)
    _set_themes(file)
    for key, relation in list(file.part.package._rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            file.part.package._rels.pop(key)
    properties = file.core_properties
    properties.author = properties.last_modified_by = properties.comments = properties.title = ""
    return file_bytes(file)


def _style_title(master: Any) -> None:
    level = master.find(f".//{slide_tag('p:titleStyle')}/{slide_tag('a:lvl1pPr')}")
    level.set("algn", "l")
    letters = level.find(slide_tag("a:defRPr"))
    letters.set("sz", "2000")
    letters.set("b", "1")
    body = master.xpath('.//p:sp[.//p:ph[@type="title"]]/p:txBody/a:bodyPr')[0]
    for side in ("lIns", "tIns", "rIns", "bIns"):
        body.set(side, "0")
    del body[:]


def _add_rule(layout: Any) -> None:
    left, top, width, height = (Pt(points) for points in _TITLE)
    shape = layout.shapes._spTree.add_cxnSp(
        20, "罫線", MSO_CONNECTOR.STRAIGHT, left, top + height + Pt(1.5), width, 0, False, False
    )
    shape.remove(shape.find(slide_tag("p:style")))
    line: Any = Connector(shape, layout.shapes).line
    line.color.rgb = rgb(_STRIP)
    line.width = Pt(1.4)


def _set_themes(file: Any) -> None:
    """The typeface and the colours that all text takes, on slides and in notes."""
    theme_part = file.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = etree.fromstring(theme_part.blob)
    notes_theme = file.notes_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)._element
    scripts = {slide_tag("a:latin"), slide_tag("a:ea"), slide_tag("a:cs")}
    for tree in (theme, notes_theme):
        for group in (*tree.iter(slide_tag("a:majorFont")), *tree.iter(slide_tag("a:minorFont"))):
            for font in group:
                if font.tag in scripts or font.get("script") == "Jpan":
                    font.set("typeface", OFFICE_FONT)
    for name, colour in _COLOURS.items():
        slot = next(theme.iter(slide_tag(f"a:{name}")))
        del slot[:]
        etree.SubElement(slot, slide_tag("a:srgbClr"), val=colour[1:])
    theme_part.blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)
    for letters in file.part._element.iter(slide_tag("a:defRPr")):
        if letters.get("lang"):
            letters.set("lang", "ja-JP")


if __name__ == "__main__":
    for name, content in ((WORD, word_template()), (POWERPOINT, slide_template())):
        (Path(__file__).parent / name).write_bytes(content)
