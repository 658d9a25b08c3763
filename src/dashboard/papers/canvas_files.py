"""All pictures of a paper, each on the chosen canvas as a file of its own.

Charts are drawn anew in the canvas's own shape, so that their smallest words are 9 pt there.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from math import ceil

from dashboard.charts.file import LONGEST, File, safe_name
from dashboard.charts.picture import Picture
from dashboard.charts.ranking import MANY, ranking_picture
from dashboard.charts.region_map import map_picture
from dashboard.charts.render import drawn_size, svg
from dashboard.charts.share import ROW
from dashboard.comparing import Order
from dashboard.papers.canvas import png_on, room, svg_on, target_frame
from dashboard.papers.choice import Canvas
from dashboard.papers.paper import Paper, RegionalPart, Section

_BARS = {Canvas.SLIDE: 640, Canvas.HALF: 360, Canvas.SQUARE: 246}
"""The width of the overview's bars; names and figures stand beside them."""
_COLUMNS = 3
"""Of a ranking of many regions, which in one column would be too high to be read on any of them."""
_LOWEST, _LOWEST_ROW = 100, 42
"""A chart's field, and a row of the overview, are never lower than this, however little room their texts leave."""


def chart_pictures(paper: Paper) -> tuple[Picture, ...]:
    """All pictures of a paper for its canvas: the overview of several indicators, a chart each, maps and rankings."""
    canvas = paper.choice.canvas
    overview = [_overview(paper)] if len(paper.sections) > 1 else []
    charts = [_target(section, canvas, paper.colophon) for section in paper.sections if section.drawable]
    return (*overview, *charts, *(one for part in paper.regional for one in _regional(part)))


def png_files(paper: Paper) -> tuple[File, ...]:
    """Each picture as PNG.

    Raises:
        PaperError: the typeface is missing, or lacks a character of a picture.
    """
    return tuple(_files(paper, "png", "image/png", png_on))


def svg_files(paper: Paper) -> tuple[File, ...]:
    """Each picture as SVG.

    Raises:
        PaperError: the typeface is missing, or lacks a character of a picture.
    """
    return tuple(_files(paper, "svg", "image/svg+xml", svg_on))


def _files(
    paper: Paper, suffix: str, media_type: str, write: Callable[[Picture, Canvas, str], bytes]
) -> Iterator[File]:
    canvas, pictures = paper.choice.canvas, chart_pictures(paper)
    names = _distinct(f"{paper.stem}_{picture.name}_{canvas.label}" for picture in pictures)
    for name, picture in zip(names, pictures, strict=True):
        yield File(f"{name}.{suffix}", media_type, write(picture, canvas, paper.colophon))


def _distinct(names: Iterable[str]) -> Iterator[str]:
    """Names of files, each once also where capitals and small letters are the same."""
    taken: set[str] = set()
    for name in names:
        stem = free = safe_name(name)
        number = 1
        while free.casefold() in taken:
            number += 1
            free = f"{stem[: LONGEST - 4]}_{number}"
        taken.add(free.casefold())
        yield free


def _overview(paper: Paper) -> Picture:
    """All indicators, their rows closer where the canvas is too low for them."""
    canvas, rows = paper.choice.canvas, len(paper.sections)
    picture = paper.share(_BARS[canvas])
    excess = _excess(picture, canvas, paper.colophon)
    return paper.share(_BARS[canvas], max(ROW - -(-excess // rows), _LOWEST_ROW)) if excess > 0 else picture


def _target(section: Section, canvas: Canvas, foot: str) -> Picture:
    """The chart in the canvas's shape, its field made lower where long texts leave less room for it."""
    frame = target_frame(canvas)
    picture = section.picture(frame)
    excess = _excess(picture, canvas, foot)
    if excess <= 0:
        return picture
    return section.picture(replace(frame, height=max(frame.height - excess, _LOWEST)))


def _regional(part: RegionalPart) -> Iterator[Picture]:
    """Map and ranking with the title and the sources that a page around them would say."""
    if part.ground is not None:
        yield map_picture(part.view, part.ground)
    many = len(part.view.comparison.values) > MANY
    yield ranking_picture(part.view, Order.MOST, columns=_COLUMNS if many else 1)


def _excess(picture: Picture, canvas: Canvas, foot: str) -> int:
    """By how many pixels the picture is higher than its room; below zero where it is lower."""
    return ceil(drawn_size(svg(picture))[1] - room(canvas, foot)[1])
