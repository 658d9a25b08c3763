"""The council paper as PDF, and its pages as pictures to look at before it is taken home.

typst sets the pages (council.typ) out of the paper's own parts, which it gets as JSON: fields by their names in
``papers.paper``, pictures as SVG. It has no clock, so the same paper makes the same bytes.
"""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from importlib.resources import files
from typing import Any

import typst

from dashboard.charts.picture import Frame, Picture
from dashboard.charts.regional import source_line
from dashboard.charts.render import pixel_size, svg, typeset
from dashboard.charts.table import Table
from dashboard.charts.tracking import height_around
from dashboard.papers.choice import PageSize
from dashboard.papers.paper import REPEATED_KEYS, Paper, RegionalPart, Section
from dashboard.typeface import drawable

PREVIEW_PPI = 96
CHART_WIDTH = 915
"""Pixels of the chart's field; its smallest text is then 9 pt where the whole is as wide as an A4 page's text."""
_BESIDE = 101
"""Pixels of the axis labels and margins beside the field."""
_PIXEL = 25.4 / 96
"""Millimetres of a pixel where 12 pixels, the smallest text, are 9 pt."""
_LOWEST = 120
_HIGHEST = 400
_NEXT_PAGE = 330
"""Pixels of the field: the lowest and highest on the indicator's own page, and its height on a page of its own."""
_GAP = 4.0
_MARGIN = 14.0


def pdf(paper: Paper) -> bytes:
    """The paper as a tagged PDF (PDF/UA-1) with its typeface embedded."""
    return bytes(_pages(paper, format="pdf", pdf_standards=["ua-1"], timestamp=0))


def png_pages(paper: Paper) -> tuple[bytes, ...]:
    """The same pages as PNG."""
    pages = _pages(paper, format="png", ppi=PREVIEW_PPI)
    return (pages,) if isinstance(pages, bytes) else tuple(pages)


def _pages(paper: Paper, **options: Any) -> Any:
    """Set twice: first to see how much room each indicator's page leaves, then with charts of that height."""
    data = _data(paper)
    rooms = json.loads(_typeset(typst.query, data | {"measuring": True}, selector="<room>", field="value"))
    for section, part, room in zip(paper.sections, data["sections"], rooms, strict=True):
        part["charts"] = _charts(section, paper.choice.page, room["page"] - room["used"])
    return _typeset(typst.compile, data, **options)


def _typeset(ask: Callable[..., Any], data: dict[str, Any], **options: Any) -> Any:
    template = files(__package__).joinpath("council.typ").read_bytes()
    return typeset(ask, template, {"paper": json.dumps(_drawable(data), ensure_ascii=False)}, **options)


def _drawable(part: Any) -> Any:
    """Dictionaries, lists and texts of what can be drawn."""
    if isinstance(part, str):
        return drawable(part)
    if is_dataclass(part):
        part = _plain(part)
    if isinstance(part, dict):
        return {name: _drawable(value) for name, value in part.items()}
    return [_drawable(value) for value in part] if isinstance(part, list | tuple) else part


def _charts(section: Section, page: PageSize, room: float) -> list[dict[str, Any]]:
    """The first as high as the page allows, or where that is too low at its usual height for the next page.

    ``room``: millimetres that the page has left under its table; negative where the table is longer.
    """
    text_width = page.millimetres[0] - 2 * _MARGIN
    pixels = (room - _GAP) * (CHART_WIDTH + _BESIDE) / text_width - height_around(section.figure, CHART_WIDTH)
    height = min(int(pixels) // 10 * 10, _HIGHEST) if pixels >= _LOWEST else _NEXT_PAGE
    return [_image(picture) for picture in section.charts(Frame(CHART_WIDTH, height, titled=False))]


def _data(paper: Paper) -> dict[str, Any]:
    width, height = paper.choice.page.millimetres
    rows = [
        [_plain(cell) for cell in row.values()] for row, section in zip(paper.summary.rows, paper.sections, strict=True)
    ]
    return {
        "measuring": False,
        "page": {"width": width, "height": height, "margin": _MARGIN},
        "title": paper.title,
        "plan": paper.plan,
        "dates": paper.dates,
        "colophon": paper.colophon,
        "summary": {"columns": paper.summary.headings, "rows": rows},
        "rules": paper.rules,
        "notes": paper.notes,
        "sections": [
            _plain(section) | {"name": section.name, "aside": section.aside, "charts": []} for section in paper.sections
        ],
        "regional": [_regional(part) for part in paper.regional],
        "discussion": paper.discussion_point,
        "sources": paper.sources,
        "gaps": paper.region_gaps,
    }


def _plain(part: Any) -> dict[str, Any]:
    """A part of the paper by the names of its fields; what only draws is left out."""
    return {field.name: getattr(part, field.name) for field in fields(part) if field.name != "figure"}


def _regional(part: RegionalPart) -> dict[str, Any]:
    """The region's own table twice: beside a map only what the map shows, then with residents and standing."""
    return {
        "title": part.title,
        "subtitle": part.view.subtitle,
        "pictures": [_image(picture) | {"name": name} for name, picture in part.pictures().items()],
        "short": _table(part.table.only({"rank", "region", "value", "rate"})),
        "long": _table(part.table.without(REPEATED_KEYS)),
        "notes": part.notes,
        "footnotes": part.footnotes,
        "source": source_line(part.view.comparison),
    }


def _image(picture: Picture) -> dict[str, Any]:
    """So wide, in millimetres, that its smallest text is 9 pt."""
    document = svg(picture)
    return {"svg": document, "alt": picture.alt, "width": pixel_size(document)[0] * _PIXEL}


def _table(table: Table) -> dict[str, Any]:
    rows = [
        [
            {"text": column.text(cell), "number": isinstance(cell, int | float)}
            for column, cell in zip(table.columns, row, strict=True)
        ]
        for row in table.rows
    ]
    return {"columns": table.headings, "rows": rows}
