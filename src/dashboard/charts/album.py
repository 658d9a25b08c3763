"""The pictures of screens, each drawn once: kept in a folder under the name of what it was made from.

That name is made of the state (``Album``) and of the question, so whatever could change a picture gives it another
name, and a restart draws nothing that was drawn before. What is missing is drawn in the workshop.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from dashboard.charts.drawings import Drawing
from dashboard.charts.picture import Picture, Surface
from dashboard.charts.table import Cell, Column, ColumnKind, Table
from dashboard.shelf import Shelf
from dashboard.text import visible
from dashboard.workshop import make

if TYPE_CHECKING:
    from altair import LayerChart

MOST_BYTES = 200_000_000
"""Of all pictures in the folder, of all states."""
_SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True)
class ScreenPicture:
    """A picture and its SVG as the page shows it in a wide place.

    ``draw_narrow`` makes that for a narrow one, ``drawing`` what draws it for whoever takes it home.
    """

    picture: Picture
    svg: str
    draw_narrow: Callable[[], str]
    drawing: Callable[[], Drawing]

    @cached_property
    def narrow(self) -> str:
        """That for a narrow place, drawn when the first browser that has one asks; empty where there is none."""
        return self.draw_narrow() if self.picture.narrow else ""


class Album:
    """The pictures of one state; without a folder each is drawn when it is asked for.

    ``state`` names everything that a picture can show: the plan, the facts of the regions, the observations, and the
    program that draws.
    """

    def __init__(self, folder: Path | None, state: str) -> None:
        self._shelf = Shelf(folder, MOST_BYTES) if folder else None
        self._state = state

    def picture(self, question: str, drawing: Callable[[], Drawing]) -> ScreenPicture:
        """The picture that answers a question; ``drawing`` is asked where it is not there."""
        page = self._read(question)
        if page is not None:
            with suppress(KeyError, TypeError, ValueError):
                return self._of(page, question, drawing)
        page = make(_drawn, drawing(), Surface.WIDE)
        self._write(question, page)
        return self._of(page, question, drawing)

    def _of(self, page: dict[str, Any], question: str, drawing: Callable[[], Drawing]) -> ScreenPicture:
        narrow = partial(self._narrow, question, drawing)
        return ScreenPicture(_restored(page, drawing), str(page["svg"]), narrow, drawing)

    def _narrow(self, question: str, drawing: Callable[[], Drawing]) -> str:
        question = f"{question} {Surface.NARROW}"
        page = self._read(question)
        if page is not None and isinstance(page.get("svg"), str):
            return str(page["svg"])
        page = make(_drawn, drawing(), Surface.NARROW)
        self._write(question, page)
        return str(page["svg"])

    def _read(self, question: str) -> dict[str, Any] | None:
        content = self._shelf.get(f"{self._state} {question}") if self._shelf else None
        page = json.loads(content) if content else None
        return page if isinstance(page, dict) else None

    def _write(self, question: str, page: dict[str, Any]) -> None:
        if self._shelf:
            content = json.dumps(page, ensure_ascii=False).encode("utf-8", "surrogatepass")
            self._shelf.put(f"{self._state} {question}", content)


def _drawn(drawing: Drawing, surface: Surface) -> dict[str, Any]:
    """The page of a picture: its words, its figures and its SVG for a surface."""
    picture = drawing()
    table = picture.table
    return {
        "svg": _screen_svg(picture, surface),
        "name": picture.name,
        "title": picture.title,
        "alt": picture.alt,
        "footer": picture.footer,
        "narrow": picture.narrow,
        "columns": [[each.key, each.heading, each.kind, each.unit, each.decimals] for each in table.columns],
        "rows": [[_plain(cell) for cell in row] for row in table.rows],
    }


def _plain(cell: Cell) -> Any:
    """A cell as JSON has it; a day and a list of texts say what they are."""
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    return {"texts": cell} if isinstance(cell, tuple) else cell


def _cell(plain: Any) -> Cell:
    match plain:
        case {"day": str(day)}:
            return date.fromisoformat(day)
        case {"texts": [*texts]}:
            return tuple(map(str, texts))
        case str() | int() | float() | None:
            return plain
    raise ValueError(plain)


def _restored(page: dict[str, Any], drawing: Callable[[], Drawing]) -> Picture:
    """The picture of a page of the album."""

    def chart(surface: Surface) -> "LayerChart":
        return drawing()().draw(surface)

    columns = tuple(Column(key, heading, ColumnKind(kind), *rest) for key, heading, kind, *rest in page["columns"])
    table = Table(columns, tuple(tuple(map(_cell, row)) for row in page["rows"]))
    footer = None if page["footer"] is None else tuple(page["footer"])
    return Picture(page["name"], page["title"], page["alt"], chart, table, footer, narrow=page["narrow"])


def _screen_svg(picture: Picture, surface: Surface) -> str:
    """The SVG, filling its column, with words for screen readers and each mark's as a tooltip."""
    from dashboard.charts.render import screen_svg

    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(screen_svg(picture, surface))  # noqa: S314  our own converter's output
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    for element in root.iter():
        description = element.attrib.pop("aria-label", None)
        for name in ("role", "aria-roledescription", "aria-hidden"):
            element.attrib.pop(name, None)
        if description and element.tag == f"{{{_SVG}}}path":
            ElementTree.SubElement(element, f"{{{_SVG}}}title").text = description
    root.set("role", "img")
    root.set("aria-label", visible(picture.alt))
    return ElementTree.tostring(root, encoding="unicode")
