"""A picture as a file: PNG at 300 dpi, SVG, and the figures behind it as CSV."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

import vl_convert

from dashboard.charts.picture import Cell, Picture, Table
from dashboard.papers.embedding import embedded
from dashboard.papers.fonts import check_glyphs, ready_fonts
from dashboard.papers.typesetting import rastered

PNG_PPI = 300
_PIXEL = 25.4 / 72
"""Millimetres of a pixel in a picture of no particular size."""


def svg(picture: Picture) -> str:
    """The picture as an SVG document; the same bytes for the same picture.

    Raises:
        PaperError: the typeface is missing, or lacks a character of the picture.
    """
    return _svg(_checked_spec(picture))


def svg_file(picture: Picture) -> bytes:
    """The picture as an SVG file to take home, with the typeface inside.

    Raises:
        PaperError: the typeface is missing, or lacks a character of the picture.
    """
    return _embedded(svg(picture))


def png(picture: Picture) -> bytes:
    """The picture as a PNG at 300 dots per inch.

    Raises:
        PaperError: the typeface is missing, or lacks a character of the picture.
    """
    return _png(svg(picture))


def drawn_size(document: str) -> tuple[float, float]:
    """Width and height in pixels of a picture's SVG document."""
    root = ElementTree.fromstring(document[: document.index(">")] + "/>")  # noqa: S314  our converter's own output
    return float(root.attrib["width"]), float(root.attrib["height"])


def csv_file(table: Table) -> bytes:
    """The table as CSV in UTF-8 with BOM, as Excel opens it; text that would start a formula is kept from doing so."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_harmless(column) for column in table.columns)
    writer.writerows([_harmless(cell) for cell in row] for row in table.rows)
    return buffer.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> Cell:
    """A text cell that begins like a formula gets a leading apostrophe; numbers stay numbers."""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{cell}"
    return cell


def _checked_spec(picture: Picture) -> str:
    ready_fonts()
    spec = picture.spec()
    check_glyphs(_texts(spec))
    return json.dumps(spec, ensure_ascii=False, sort_keys=True)


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from _texts(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _texts(value)


@lru_cache(maxsize=256)
def _svg(spec: str) -> str:
    text: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return text


@lru_cache(maxsize=64)
def _embedded(document: str) -> bytes:
    return embedded(document).encode()


@lru_cache(maxsize=64)
def _png(document: str) -> bytes:
    width, height = drawn_size(document)
    return rastered(document, (width * _PIXEL, height * _PIXEL), PNG_PPI)
