"""Pictures in the Word document, in type of 9 pt or more, each with a caption and words for those who cannot see it."""

import io
from struct import unpack
from typing import Any

from docx.shared import Mm, Pt

from dashboard.charts.picture import Frame, Picture
from dashboard.papers.document.page import TEXT_WIDTH, say
from dashboard.papers.document.styles import CAPTION, FIGURE
from dashboard.papers.paper import RegionalPart, Section
from dashboard.papers.pictures import PNG_PPI, png
from dashboard.papers.spreadsheet import speakable

POINTS = 0.75
"""Points a pixel of a picture: its smallest type, 12 pixels, is 9 pt."""

CHART = Frame(580, 230, titled=False)
"""The chart of an indicator: with its axis and margins it is never wider than the text at 9 pt."""

_COLUMNS = 2
_MOST_HEIGHT = Mm(225)
"""Leaves room for the caption: a picture higher than the page would be cut off, so it is made smaller."""


def add_chart(document: Any, section: Section) -> None:
    """The target-tracking chart, as wide as the text."""
    picture = section.picture(CHART)
    shape = _place(document, picture)
    shape.height = round(shape.height * Mm(TEXT_WIDTH) / shape.width)
    shape.width = Mm(TEXT_WIDTH)
    say(document, picture.title, CAPTION)


def add_map(document: Any, part: RegionalPart) -> None:
    """The map, if the project has one."""
    picture = part.map()
    if picture is not None:
        _place(document, picture)
        say(document, f"{picture.title}　地図", CAPTION)


def add_ranking(document: Any, part: RegionalPart) -> None:
    """The ranking, many regions in as many columns as an upright page has room for."""
    picture = part.ranking(_COLUMNS)
    _place(document, picture)
    say(document, picture.title, CAPTION)


def _place(document: Any, picture: Picture) -> Any:
    """The picture in a paragraph of its own; one that is wider than the text reaches into both margins alike."""
    content = png(picture)
    paragraph = document.add_paragraph(style=FIGURE)
    width, height = (round(pixels * Pt(1) * POINTS) for pixels in _pixels(content))
    scale = min(1.0, _MOST_HEIGHT / height)
    shape = paragraph.add_run().add_picture(io.BytesIO(content), round(width * scale), round(height * scale))
    beyond = shape.width - Mm(TEXT_WIDTH)
    if beyond > 0:
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = -round(beyond / 2)
    told = shape._inline.docPr
    told.set("name", speakable(picture.name))
    told.set("descr", speakable(picture.alt))
    return shape


def _pixels(content: bytes) -> tuple[float, float]:
    """Width and height of a PNG in the pixels of the chart, which are larger than its dots."""
    width, height = unpack(">II", content[16:24])
    return width * 72 / PNG_PPI, height * 72 / PNG_PPI
