"""Pictures taken home alone, at fixed sizes: for a slide, for half a page of A4, as a square.

Each lies on white paper of exactly that size, as large as fits, over a line that says which plan and day it is of.
"""

from functools import lru_cache
from html import escape

from dashboard.charts import theme
from dashboard.charts.fonts import check_glyphs, embedded
from dashboard.charts.picture import Frame, Picture
from dashboard.charts.render import PNG_PPI, drawn_size, rastered, svg
from dashboard.papers.choice import Canvas
from dashboard.text import folded

_DOTS = PNG_PPI / 96
"""Dots of the PNG a pixel of the drawing; a pixel is 0.75 pt, so text of 12 pixels is 9 pt on paper."""
_MARGIN = 4
"""A picture has a rim of its own within it."""
_RIM = 8
_LINE = 17
_FRAMES = {Canvas.SLIDE: Frame(866, 325), Canvas.HALF: Frame(586, 198), Canvas.SQUARE: Frame(472, 270)}


def png_on(picture: Picture, canvas: Canvas, foot: str = "") -> bytes:
    """The picture on a white canvas as PNG at 300 dots per inch; ``foot`` is printed under it.

    Raises:
        PaperError: the typeface is missing, or lacks a character of the picture.
    """
    return _png(laid_on(picture, canvas, foot), canvas)


def svg_on(picture: Picture, canvas: Canvas, foot: str = "") -> bytes:
    """The same as SVG with the typeface inside.

    Raises:
        PaperError: the typeface is missing, or lacks a character of the picture.
    """
    return _svg(laid_on(picture, canvas, foot))


def laid_on(picture: Picture, canvas: Canvas, foot: str = "") -> str:
    """The same as an SVG document without a typeface: as large as fits, in the middle, over the lines at the foot."""
    check_glyphs([foot])
    drawing, (width, height) = svg(picture), _size(canvas)
    inner, (wide, high) = drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")], drawn_size(drawing)
    room_wide, room_high = room(canvas, foot)
    scale = min(room_wide / wide, room_high / high)
    left = _MARGIN + (room_wide - wide * scale) / 2
    top = _MARGIN + (room_high - high * scale) / 2
    return (
        f"{_opening(canvas)}"
        # A little larger than the paper, which is not a whole number of dots.
        f'<rect x="-1" y="-1" width="{width + 2:g}" height="{height + 2:g}" fill="{theme.PAPER}"/>'
        f'<g transform="translate({left:.3f},{top:.3f}) scale({scale:.5f})">{inner}</g>{_foot(canvas, foot)}</svg>'
    )


def room(canvas: Canvas, foot: str) -> tuple[float, float]:
    """Width and height in pixels that are left for a picture."""
    width, height = _size(canvas)
    return width - 2 * _MARGIN, height - 2 * _MARGIN - _foot_height(canvas, foot)


def target_frame(canvas: Canvas) -> Frame:
    """How large a target chart's field is for the chart to fill the canvas with no text under 9 pt."""
    return _FRAMES[canvas]


def _dots(canvas: Canvas) -> tuple[int, int]:
    width, height = (round(length / 25.4 * PNG_PPI) for length in canvas.millimetres)
    return width, height


def _size(canvas: Canvas) -> tuple[float, float]:
    """Width and height of the canvas in pixels of the drawing."""
    width, height = _dots(canvas)
    return width / _DOTS, height / _DOTS


def _opening(canvas: Canvas) -> str:
    width, height = _size(canvas)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" '
        f'{_sides(canvas)} viewBox="0 0 {width:g} {height:g}">'
    )


def _sides(canvas: Canvas) -> str:
    width, height = canvas.millimetres
    return f'width="{width:g}mm" height="{height:g}mm"'


def _foot(canvas: Canvas, foot: str) -> str:
    lines = _foot_lines(canvas, foot)
    base = _size(canvas)[1] - _MARGIN - _foot_height(canvas, foot)
    look = f'font-family="{theme.FONT}" font-size="{theme.SMALL_SIZE}px" fill="{theme.GREY}"'
    return "".join(
        f'<text x="{_MARGIN + _RIM}" y="{base + _LINE * (at + 1) - 4:.3f}" {look}>{escape(line, quote=False)}</text>'
        for at, line in enumerate(lines)
    )


def _foot_height(canvas: Canvas, foot: str) -> float:
    lines = len(_foot_lines(canvas, foot))
    return _LINE * lines + _RIM / 2 if lines else 0.0


def _foot_lines(canvas: Canvas, foot: str) -> tuple[str, ...]:
    width = _size(canvas)[0] - 2 * (_MARGIN + _RIM)
    return folded((foot,), int(width / theme.SMALL_SIZE)) if foot else ()


@lru_cache(maxsize=64)
def _svg(document: str) -> bytes:
    return embedded(document).encode()


@lru_cache(maxsize=64)
def _png(document: str, canvas: Canvas) -> bytes:
    return rastered(document, canvas.millimetres, PNG_PPI)
