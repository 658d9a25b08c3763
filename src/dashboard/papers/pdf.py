"""The council paper as PDF, and its pages as pictures to look at before it is taken home.

typst sets the pages (council.typ) out of words that it gets as data; it has no clock, so the same paper makes the same
bytes.
"""

import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from dashboard.charts.fonts import check_glyphs
from dashboard.charts.picture import Frame, Picture
from dashboard.charts.render import drawn_size, svg, typeset
from dashboard.charts.table import Table, cell_text
from dashboard.charts.tracking import height_around
from dashboard.papers.choice import PageSize
from dashboard.papers.paper import REPEATED_KEYS, Paper, RegionalPart, Section, SummaryCell

PREVIEW_PPI = 96
CHART_WIDTH = 915
"""Pixels of the chart's field; its smallest text is then 9 pt where the whole is as wide as an A4 page's text."""
_BESIDE = 101
"""Pixels of the axis labels and margins beside the field."""
_PIXEL = 25.4 / 96
"""Millimetres of a pixel where 12 pixels, the smallest text, are 9 pt."""
_LOWEST, _HIGHEST, _FALLBACK = 120, 400, 330
_GAP = 4.0
_MARGIN = 14.0


def pdf(paper: Paper) -> bytes:
    """The paper as a tagged PDF (PDF/UA-1) with its typeface embedded.

    Raises:
        PaperError: the page cannot be set.
    """
    made: bytes = _compiled(paper, format="pdf", pdf_standards=["ua-1"], timestamp=0)
    return made


def page_pictures(paper: Paper) -> tuple[bytes, ...]:
    """The same pages as PNG.

    Raises:
        PaperError: the typeface lacks a character of the paper, or the page cannot be set.
    """
    check_glyphs(paper.texts())
    made: bytes | list[bytes] = _compiled(paper, format="png", ppi=PREVIEW_PPI)
    return (made,) if isinstance(made, bytes) else tuple(made)


def _compiled(paper: Paper, **options: Any) -> Any:
    data = _data(paper)
    rooms = _rooms(data)
    sections = [
        told | _chart(section, paper.choice.page, room)
        for told, section, room in zip(data["sections"], paper.sections, rooms, strict=True)
    ]
    return _typeset(typst.compile, data | {"sections": sections}, **options)


def _rooms(data: dict[str, Any]) -> list[float]:
    """How many millimetres each indicator's page has left under its table; negative where the table is longer."""
    asked = {"selector": "<room>", "field": "value"}
    found = json.loads(_typeset(typst.query, data | {"measuring": True}, **asked))
    return [one["page"] - one["used"] for one in found]


def _typeset(ask: Callable[..., Any], data: dict[str, Any], **options: Any) -> Any:
    return typeset(ask, _template(), {"paper": json.dumps(data, ensure_ascii=False)}, **options)


def _chart(section: Section, page: PageSize, room: float) -> dict[str, Any]:
    """The chart as high as the page allows; where that is too low, at its usual height for the next page."""
    if not section.drawable:
        return {"chart": None, "alt": ""}
    text_width = page.millimetres[0] - 2 * _MARGIN
    pixels = (room - _GAP) * (CHART_WIDTH + _BESIDE) / text_width - height_around(section.figure, CHART_WIDTH)
    height = min(int(pixels) // 10 * 10, _HIGHEST) if pixels >= _LOWEST else _FALLBACK
    picture = section.picture(Frame(CHART_WIDTH, height, titled=False))
    return {"chart": svg(picture), "alt": picture.alt}


@cache
def _template() -> bytes:
    return files(__package__).joinpath("council.typ").read_bytes()


def _data(paper: Paper) -> dict[str, Any]:
    """All that the template reads."""
    width, height = paper.choice.page.millimetres
    return {
        "measuring": False,
        "page": {"width": width, "height": height, "margin": _MARGIN},
        "title": paper.title,
        "plan": paper.plan,
        "dates": f"{paper.as_of}　{paper.known}",
        "colophon": paper.colophon,
        "summary": _summary(paper),
        "rules": paper.rules,
        "notes": paper.notes,
        "sections": [_section(one) for one in paper.sections],
        "regional": [_part(one) for one in paper.regional],
        "discussion": paper.discussion_point,
        "sources": paper.sources,
        "gaps": paper.gaps if paper.choice.region else (),
    }


def _summary(paper: Paper) -> dict[str, Any]:
    """A verdict stands on two lines, its letter over its words, in its tone."""
    rows = [
        [_summary_cell(cell, section.tone if cell is row[-1] else "") for cell in row]
        for row, section in zip(paper.summary.rows, paper.sections, strict=True)
    ]
    return {"columns": paper.summary.columns, "rows": rows}


def _summary_cell(cell: SummaryCell, tone: str) -> dict[str, Any]:
    return vars(cell) | {"text": cell.text.replace("　", "\n"), "tone": tone}


def _section(section: Section) -> dict[str, Any]:
    return {
        "name": section.name,
        "verdict": section.verdict,
        "aside": "　".join(part for part in (section.against, "機械的な判定（参考）") if part),
        "tone": section.tone,
        "flags": section.flags,
        "facts": "　".join((section.headline, *section.facts)),
        "council": f"部会の評価：{section.council}" if section.council else "",
        "definition": section.definition,
        "subject": section.subject,
        "path": [vars(one) for one in section.path],
        "years": [vars(one) for one in section.years],
        "latest": [vars(one) for one in section.latest],
        "goals": [{"heading": _broken(goal.heading), "amount": vars(goal.amount)} for goal in section.goals],
    }


def _broken(heading: str) -> str:
    return heading.replace("目標値", "\n目標値")


def _part(part: RegionalPart) -> dict[str, Any]:
    """The region's own table twice: beside the map only what the map shows, then with residents and standing."""
    place = part.map()
    return {
        "title": part.title,
        "subtitle": part.view.subtitle,
        "map": _drawn(place) if place else None,
        "ranking": _drawn(part.ranking()),
        "short": _columns(part.table.only({"rank", "region", "value", "rate"})),
        "long": _columns(part.table.without(REPEATED_KEYS)),
        "notes": part.notes,
        "footnotes": part.footnotes,
    }


def _drawn(picture: Picture) -> dict[str, Any]:
    """So wide, in millimetres, that its smallest text is 9 pt."""
    document = svg(picture)
    return {"svg": document, "alt": picture.alt, "width": drawn_size(document)[0] * _PIXEL}


def _columns(table: Table) -> dict[str, Any]:
    rows = [[{"text": cell_text(cell), "number": isinstance(cell, int | float)} for cell in row] for row in table.rows]
    return {"columns": table.headings, "rows": rows}
