"""The pictures of a paper as files of their own, at fixed sizes: for a slide, for half a page of A4, as a square.

Each lies on white paper of exactly that size, as large as fits, over a line that says which plan and day it is of.
Charts are drawn anew in the canvas's own shape, so that their smallest words are 9 pt there.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from html import escape
from math import ceil

from dashboard.charts import theme
from dashboard.charts.file import safe_name
from dashboard.charts.fonts import with_typeface
from dashboard.charts.picture import Frame, Picture
from dashboard.charts.progress import progress_figure
from dashboard.charts.progress_picture import progress_picture
from dashboard.charts.render import PNG_PPI, pixel_size, raster, svg
from dashboard.papers.choice import Canvas
from dashboard.papers.paper import Paper, Section
from dashboard.text import folded
from dashboard.typeface import drawable

CHART_FRAMES = {Canvas.SLIDE: Frame(850, 325), Canvas.HALF: Frame(569, 198), Canvas.SQUARE: Frame(456, 270)}
"""How large a tracking chart's field is for the chart to fill the canvas with no text under 9 pt."""
_OVERVIEWS = {Canvas.SLIDE: 926, Canvas.HALF: 646, Canvas.SQUARE: 533}
"""The width of the overview's field."""
_LOWEST_FIELD = 70
"""A chart's field is never lower than this, however little room its texts leave."""
_DOTS = PNG_PPI / 96
"""Dots of the PNG a pixel of the drawing; a pixel is 0.75 pt, so text of 12 pixels is 9 pt on paper."""
_MARGIN = 4
"""A picture has a rim of its own within it."""
_RIM = 8
_LINE = 17


def picture_files(paper: Paper, write: Callable[["CanvasLayout", Picture], bytes]) -> Iterator[tuple[str, bytes]]:
    """Each picture as a name without suffix and what ``CanvasLayout.png`` or ``.svg`` makes of it.

    The names of several begin with numbers, so that a folder shows them in the order of the paper.
    """
    layout = CanvasLayout(paper.choice.canvas, paper.colophon)
    pictures = paper_pictures(paper)
    canvas = layout.canvas.label.partition("（")[0]
    for number, picture in enumerate(pictures):
        place = f"{number:02}_" if len(pictures) > 1 else ""
        yield safe_name(f"{place}{paper.stem}_{picture.name}_{canvas}"), write(layout, picture)


def paper_pictures(paper: Paper) -> tuple[Picture, ...]:
    """All pictures of a paper for its canvas: the overview of several indicators, a chart each, maps and rankings."""
    layout = CanvasLayout(paper.choice.canvas, paper.colophon)
    overview = [_overview(paper, layout)] if len(paper.sections) > 1 else []
    charts = [picture for section in paper.sections for picture in _charts(section, layout)]
    regional = [picture for part in paper.regional for picture in part.pictures(titled=True).values()]
    return (*overview, *charts, *regional)


def _overview(paper: Paper, layout: "CanvasLayout") -> Picture:
    """All indicators, without the sentences around their rows where the canvas is too low for them."""
    standings = [section.standing for section in paper.sections]
    updated = paper.sections[0].figure.updated
    figure = progress_figure(paper.catalogue, standings, paper.choice.as_of, updated=updated)
    picture = progress_picture(figure, _OVERVIEWS[layout.canvas])
    if layout.excess(picture) <= 0:
        return picture
    return progress_picture(figure, _OVERVIEWS[layout.canvas], brief=True)


def _charts(section: Section, layout: "CanvasLayout") -> tuple[Picture, ...]:
    """The charts in the canvas's shape, their fields made lower where long texts leave less room for them."""
    frame = CHART_FRAMES[layout.canvas]
    pictures = section.charts(frame)
    excess = max(map(layout.excess, pictures), default=0)
    return section.charts(replace(frame, height=max(frame.height - excess, _LOWEST_FIELD))) if excess > 0 else pictures


class CanvasLayout:
    """A white canvas with a line at its foot, and what is left of it for a picture; lengths in pixels."""

    def __init__(self, canvas: Canvas, foot: str) -> None:
        self.canvas = canvas
        self._foot = drawable(foot)
        width, height = (round(side / 25.4 * PNG_PPI) for side in canvas.millimetres)
        self.width = width / _DOTS
        self.height = height / _DOTS

    def png(self, picture: Picture) -> bytes:
        """The picture on the canvas as PNG, at 300 dots per inch."""
        return raster(self.document(picture), self.canvas.millimetres, PNG_PPI)

    def svg(self, picture: Picture) -> bytes:
        """The same as SVG with the typeface inside."""
        return with_typeface(self.document(picture)).encode()

    def document(self, picture: Picture) -> str:
        """The same as an SVG document without a typeface: as large as fits, in the middle, over its foot."""
        drawing = svg(picture)
        inner = drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")]
        width, height = pixel_size(drawing)
        room = self.width - 2 * _MARGIN
        scale = min(room / width, self.room_height / height)
        left = _MARGIN + (room - width * scale) / 2
        top = _MARGIN + (self.room_height - height * scale) / 2
        page_width, page_height = self.canvas.millimetres
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" '
            f'width="{page_width:g}mm" height="{page_height:g}mm" viewBox="0 0 {self.width:g} {self.height:g}">'
            # A little larger than the paper, which is not a whole number of dots.
            f'<rect x="-1" y="-1" width="{self.width + 2:g}" height="{self.height + 2:g}" fill="{theme.PAPER}"/>'
            f'<g transform="translate({left:.3f},{top:.3f}) scale({scale:.5f})">{inner}</g>{self._foot_text()}</svg>'
        )

    def excess(self, picture: Picture) -> int:
        """By how many pixels the picture is higher than its room; below zero where it is lower."""
        return ceil(pixel_size(svg(picture))[1] - self.room_height)

    @cached_property
    def room_height(self) -> float:
        """What the foot leaves for a picture."""
        return self.height - 2 * _MARGIN - _LINE * len(self._foot_lines) - _RIM / 2

    @cached_property
    def _foot_lines(self) -> tuple[str, ...]:
        width = self.width - 2 * (_MARGIN + _RIM)
        return folded((self._foot,), int(width / theme.SMALL_SIZE))

    def _foot_text(self) -> str:
        look = f'font-family="{theme.FONT}" font-size="{theme.SMALL_SIZE}px" fill="{theme.GREY}"'
        base = _MARGIN + self.room_height - 4
        return "".join(
            f'<text x="{_MARGIN + _RIM}" y="{base + _LINE * number:.3f}" {look}>{escape(line, quote=False)}</text>'
            for number, line in enumerate(self._foot_lines, 1)
        )
