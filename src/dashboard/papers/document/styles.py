"""The Word document before its text, and the ways in which text comes in: only ever as a run, never as markup."""

import re
from dataclasses import dataclass
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, RGBColor

from dashboard.charts import theme
from dashboard.papers.paper import Paper
from dashboard.sheets.spreadsheet import xml_text

FACE = "BIZ UDPGothic"
"""BIZ UDゴシック by the name that is the same in every language of Windows."""

TITLE, SUBTITLE, CAPTION, FOOTER, TEXT = "Title", "Subtitle", "Caption", "Footer", "Normal"
NOTE, VERDICT, ITEM, REASON, REASON_HEAD = "注記", "判定", "取組", "判定の計算", "判定の計算の見出し"
POINT, FIGURE = "論点", "図"
CELL, CELL_HEAD, CELL_NUMBER, CELL_SMALL = "表の文字", "表の見出し", "表の数値", "表の小さい文字"
CELL_DATE, CELL_PLAIN_NUMBER = "表の時点と単位", "表の右寄せの数値"
TABLE = "資料の表"

_SUBDUED = "#565659"
_HEAD_FILL, _RULE, _STRIP = "#E8ECF5", "#7A7A7D", "#264A8F"
_FACES = f'<w:rFonts w:ascii="{FACE}" w:hAnsi="{FACE}" w:eastAsia="{FACE}" w:cs="{FACE}"/>'
_LANGUAGE = '<w:lang w:val="ja-JP" w:eastAsia="ja-JP" w:bidi="ar-SA"/>'


@dataclass(frozen=True)
class _Look:
    """How a paragraph looks; sizes and distances in points, ``line`` in lines.

    ``level`` is its place in the outline, 0 for none; ``beside`` keeps its frame within the margins.
    """

    name: str
    size: float = 10.5
    bold: bool = False
    colour: str = theme.INK
    before: float = 0
    after: float = 4
    line: float = 1.2
    hanging: float = 0
    beside: float = 0
    align: str = "left"
    with_next: bool = False
    level: int = 0
    borders: str = ""


def _border(side: str, eighths: int, space: int, colour: str) -> str:
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{colour[1:]}"/>'


_UNDER = _border("bottom", 12, 3, _STRIP)
_AROUND = "".join(_border(side, 10, 6, theme.INK) for side in ("top", "left", "bottom", "right"))
_BUILT_IN = (
    _Look("Normal"),
    _Look("Title", 18, bold=True, after=6, with_next=True, borders=_UNDER),
    _Look("Subtitle", 12, bold=True, after=2),
    _Look("heading 1", 15, bold=True, before=14, after=6, with_next=True, level=1, borders=_UNDER),
    _Look("heading 2", 13, bold=True, before=10, after=4, with_next=True, level=2),
    _Look("heading 3", 11, bold=True, before=8, after=3, with_next=True, level=3),
    _Look("caption", 9.5, bold=True, after=6, align="center"),
    _Look("footer", 9, colour=_SUBDUED, after=0),
)
_OWN = (
    _Look(NOTE, 9, colour=_SUBDUED, before=2, after=2),
    _Look(VERDICT, 12, bold=True, after=3, with_next=True),
    _Look(ITEM, after=2, hanging=10.5),
    _Look(REASON, 9.5, after=1, hanging=9.5),
    _Look(REASON_HEAD, 9.5, bold=True, before=3, after=1, with_next=True),
    _Look(POINT, 13, before=8, after=8, beside=8, borders=_AROUND),
    _Look(FIGURE, before=6, after=2, align="center", with_next=True),
    _Look(CELL, 9.5, after=0, line=1.1),
    _Look(CELL_HEAD, 9.5, bold=True, after=0, line=1.1, align="center"),
    _Look(CELL_NUMBER, 11, bold=True, after=0, line=1.1, align="center"),
    _Look(CELL_PLAIN_NUMBER, 9.5, after=0, line=1.1, align="right"),
    _Look(CELL_SMALL, 9, colour=_SUBDUED, after=0, line=1.1),
    _Look(CELL_DATE, 9, colour=_SUBDUED, after=0, line=1.1, align="center"),
)


def set_styles(styles: Any) -> None:
    """Puts these styles in the place of those that the document has."""
    for child in list(styles):
        if child.tag in {qn("w:docDefaults"), qn("w:style")}:
            styles.remove(child)
    styles.insert(0, parsed(_DEFAULTS))
    for style in (*map(_built_in, _BUILT_IN), *map(_own, _OWN, range(len(_OWN))), *_OTHERS):
        styles.append(parsed(style))


def size_of(style: str) -> float:
    """The size of a style's letters in points."""
    return next(look.size for look in (*_OWN, *_BUILT_IN) if look.name == style)


def parsed(xml: str) -> Any:
    """The element, which need not declare what ``w`` means."""
    return parse_xml(re.sub(r"^<w:\w+", lambda tag: f"{tag.group()} {nsdecls('w')}", xml))


def _built_in(look: _Look) -> str:
    id_ = look.name.title().replace(" ", "")
    if look.name == TEXT:
        return _style(look, f'w:default="1" w:styleId="{id_}"', "")
    following = f'<w:next w:val="{TEXT}"/>' if look.level or look.name == TITLE else ""
    return _style(look, f'w:styleId="{id_}"', f'<w:basedOn w:val="{TEXT}"/>{following}')


def _own(look: _Look, number: int) -> str:
    return _style(look, f'w:customStyle="1" w:styleId="Own{number}"', f'<w:basedOn w:val="{TEXT}"/>')


def _style(look: _Look, identity: str, kin: str) -> str:
    return (
        f'<w:style w:type="paragraph" {identity}><w:name w:val="{look.name}"/>{kin}<w:uiPriority w:val="1"/>'
        f"<w:qFormat/>{_paragraph(look)}{_letters(look)}</w:style>"
    )


def _paragraph(look: _Look) -> str:
    """No gap between Japanese and Latin letters: 935か所 is read as one."""
    together = "<w:keepNext/><w:keepLines/>" if look.with_next else ""
    borders = f"<w:pBdr>{look.borders}</w:pBdr>" if look.borders else ""
    left, right, hanging = map(_twentieths, (look.hanging + look.beside, look.beside, look.hanging))
    indent = f'<w:ind w:left="{left}" w:right="{right}" w:hanging="{hanging}"/>' if left else ""
    spacing = (
        f'w:before="{_twentieths(look.before)}" w:after="{_twentieths(look.after)}" w:line="{look.line * 240:.0f}"'
    )
    level = f'<w:outlineLvl w:val="{look.level - 1}"/>' if look.level else ""
    return (
        f'<w:pPr>{together}<w:widowControl/>{borders}<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:spacing {spacing} w:lineRule="auto"/>{indent}<w:jc w:val="{look.align}"/>{level}</w:pPr>'
    )


def _letters(look: _Look) -> str:
    bold = "<w:b/><w:bCs/>" if look.bold else ""
    size = round(look.size * 2)
    return (
        f'<w:rPr>{_FACES}{bold}<w:color w:val="{look.colour[1:]}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        f"{_LANGUAGE}</w:rPr>"
    )


def _twentieths(points: float) -> int:
    return round(points * 20)


def _cell_margins(high: int, wide: int) -> str:
    sides = (("top", high), ("left", wide), ("bottom", high), ("right", wide))
    inner = "".join(f'<w:{side} w:w="{room}" w:type="dxa"/>' for side, room in sides)
    return f"<w:tblCellMar>{inner}</w:tblCellMar>"


_DEFAULTS = f"<w:docDefaults><w:rPrDefault>{_letters(_Look(''))}</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
_FRAME = "".join(_border(side, 4, 0, _RULE) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
_DEFAULT_LETTERS = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    f'<w:name w:val="Default Paragraph Font"/><w:semiHidden/><w:rPr>{_FACES}</w:rPr></w:style>'
)
_NO_LIST = (
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:semiHidden/></w:style>'
)
_PLAIN_TABLE = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:semiHidden/>'
    f'<w:rPr>{_FACES}</w:rPr><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{_cell_margins(0, 108)}</w:tblPr></w:style>'
)
_OWN_TABLE = (
    f'<w:style w:type="table" w:customStyle="1" w:styleId="OwnTable"><w:name w:val="{TABLE}"/>'
    f'<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="1"/><w:qFormat/><w:rPr>{_FACES}</w:rPr><w:tblPr>'
    f'<w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>{_FRAME}</w:tblBorders>{_cell_margins(20, 45)}</w:tblPr>'
    '<w:tcPr><w:vAlign w:val="center"/></w:tcPr><w:tblStylePr w:type="firstRow"><w:tcPr>'
    f'<w:shd w:val="clear" w:color="auto" w:fill="{_HEAD_FILL[1:]}"/></w:tcPr></w:tblStylePr></w:style>'
)
_OTHERS = (_DEFAULT_LETTERS, _NO_LIST, _PLAIN_TABLE, _OWN_TABLE)


SIDE, TOP, BOTTOM = 16, 16, 22
TEXT_WIDTH = 210 - 2 * SIDE
"""Millimetres between the margins."""

TONES = {"good": theme.GOOD, "bad": theme.BAD}
_LEFTOVERS = ("/thumbnail", "/stylesWithEffects", "/numbering", "/customXml")
_LONGEST_PROPERTY = 255


def blank_document(paper: Paper) -> Any:
    """A document without text: its page, its styles, its foot, and what a file manager shows of it."""
    document = docx.Document()
    _drop_leftovers(document)
    set_styles(document.styles.element)
    _set_up(document.settings.element)
    _set_page(document.sections[0])
    _set_foot(document.sections[0].footer, paper.colophon)
    _set_properties(document.core_properties, paper)
    return document


def say(place: Any, text: str, style: str = TEXT) -> Any:
    """A new paragraph at the end of the document or of a cell."""
    paragraph = place.add_paragraph(style=style)
    if text:
        add(paragraph, text)
    return paragraph


def add(paragraph: Any, text: str, tone: str = "", *, strong: bool = False) -> None:
    """More text in a paragraph, in the colour of its tone if it has one."""
    run = paragraph.add_run(xml_text(text))
    if strong:
        run.bold = True
    if tone in TONES:
        run.font.color.rgb = RGBColor.from_string(TONES[tone][1:])


def heading(document: Any, level: int, text: str, *, new_page: bool = False) -> None:
    """A heading that shows in Word's navigation pane."""
    paragraph = say(document, text, f"Heading {level}")
    if new_page:
        paragraph.paragraph_format.page_break_before = True


def _drop_leftovers(document: Any) -> None:
    """The template's thumbnail shows another document, its lists hang on styles that are gone."""
    for relations in (document.part.package.rels, document.part.rels):
        for id_ in [id_ for id_, one in relations.items() if one.reltype.endswith(_LEFTOVERS)]:
            del relations[id_]


def _set_up(settings: Any) -> None:
    """Japanese, and laid out by the Word of today; otherwise its title bar says 互換モード."""
    settings.find(qn("w:themeFontLang")).set(qn("w:val"), "ja-JP")
    for one in settings.iter(qn("w:compatSetting")):
        if one.get(qn("w:name")) == "compatibilityMode":
            one.set(qn("w:val"), "15")


def _set_page(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(SIDE)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.header_distance = section.footer_distance = Mm(8)


def _set_foot(foot: Any, colophon: str) -> None:
    line = foot.paragraphs[0]
    line.style = FOOTER
    add(line, colophon)
    number = say(foot, "", FOOTER)
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number._p.append(_field("PAGE"))
    add(number, "／")
    number._p.append(_field("NUMPAGES"))


def _field(name: str) -> Any:
    """A number that Word fills in."""
    return parsed(f'<w:fldSimple w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')


def _set_properties(properties: Any, paper: Paper) -> None:
    """What it is and of which plan; of the library that made it nothing."""
    properties.title, properties.subject = (xml_text(one)[:_LONGEST_PROPERTY] for one in (paper.title, paper.plan))
    properties.language = "ja-JP"
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.revision = 1
