"""The Word document before its text, and the ways in which text comes in: only ever as a run, never as markup."""

from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, RGBColor

from dashboard.charts import theme
from dashboard.papers.document.styles import FOOTER, TEXT, parsed, set_styles
from dashboard.papers.paper import Paper
from dashboard.papers.spreadsheet import speakable

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
    run = paragraph.add_run(speakable(text))
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
    properties.title, properties.subject = (speakable(one)[:_LONGEST_PROPERTY] for one in (paper.title, paper.plan))
    properties.language = "ja-JP"
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.revision = 1
