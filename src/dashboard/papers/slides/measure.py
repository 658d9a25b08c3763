"""How much room text takes on a slide, before any is set.

No writer of the file learns how much room text took, so nothing can be moved after the fact. The figures err on the
wide side: a full-width character is one em, every other 0.6; around words of these, where some programs leave a space,
there is more. Lines have a fixed height whatever the typeface.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dashboard.charts.theme import INK
from dashboard.papers.spreadsheet import speakable

LEADING = 1.3
"""Height of a line in sizes of its type."""

_HALF = 0.6
_SPACED = 0.5
_WORD = re.compile(r"[!-~]+")
# What may not be torn apart: opening marks and the character after them, a word of Latin letters, closing marks.
_PIECES = re.compile(r"[「『（〈《【〔]*(?:[!-~]+|.)[、。」』）〉》】〕・ー％]*", re.DOTALL)


@dataclass(frozen=True)
class Run:
    """Text of one look; ``size`` in points."""

    text: str
    size: float
    bold: bool = False
    colour: str = INK


@dataclass(frozen=True)
class Paragraph:
    """Runs in a row; a line end inside is a line end. ``hanging`` indents all lines but the first by one character."""

    runs: tuple[Run, ...]
    align: str = "l"
    hanging: bool = False
    after: float = 0.0

    @property
    def size(self) -> float:
        """The largest type of the paragraph, which gives its lines their height."""
        return max(run.size for run in self.runs)

    @property
    def leading(self) -> float:
        """Height of a line in points."""
        return self.size * LEADING

    @property
    def text(self) -> str:
        """All that is said."""
        return "".join(run.text for run in self.runs)

    def height(self, width: float) -> float:
        """Room in points where the lines are ``width`` points wide."""
        ems = width / self.size - (1 if self.hanging else 0)
        lines = sum(len(wrapped(line, ems)) for line in self.text.split("\n"))
        return lines * self.leading + self.after


def said(text: str, size: float, *, bold: bool = False, colour: str = INK, align: str = "l") -> Paragraph:
    """A paragraph of one look."""
    return Paragraph((Run(clean(text), size, bold, colour),), align)


def clean(text: str) -> str:
    """``text`` without characters that XML or PowerPoint would take for something else than text."""
    return speakable(text).replace("\t", " ")


def ems(text: str) -> float:
    """Width of a text in full-width characters, rather too wide than too narrow."""
    letters = sum(1.0 if unicodedata.east_asian_width(letter) in "FWA" else _HALF for letter in text)
    return letters + _SPACED * len(_WORD.findall(text))


def wrapped(text: str, width: float) -> list[str]:
    """The lines of a text where ``width`` full-width characters go on one; an empty text has one empty line."""
    lines, room = [""], width
    for piece in _pieces(text, max(width, 1.0)):
        wide = ems(piece)
        if wide > room and lines[-1]:
            lines.append("")
            room = width
        lines[-1] += piece
        room -= wide
    return lines


def _pieces(text: str, width: float) -> Iterator[str]:
    """What stays together, except where it is wider than a whole line."""
    for piece in _PIECES.findall(text):
        if ems(piece) <= width:
            yield piece
        else:
            yield from piece


def height_of(paragraphs: Iterable[Paragraph], width: float) -> float:
    """Room in points of paragraphs one under the other."""
    return sum(paragraph.height(width) for paragraph in paragraphs)


def fitted(text: str, width: float, sizes: Sequence[float]) -> float:
    """The first of the sizes in which a text takes one line; the last where it does in none."""
    return next((size for size in sizes if ems(text) * size <= width), sizes[-1])


def cut_long(paragraph: Paragraph, most: float) -> Iterator[Paragraph]:
    """The paragraph in several, none of more than ``most`` characters, so that each goes on any slide."""
    run = paragraph.runs[0]
    for line in wrapped(run.text, most):
        yield replace(paragraph, runs=(replace(run, text=line),))


def split_to_fit(
    paragraphs: Sequence[Paragraph], width: float, room: float
) -> tuple[tuple[Paragraph, ...], tuple[Paragraph, ...]]:
    """As many paragraphs from the first on as go into ``room`` points, and those left over."""
    for at, paragraph in enumerate(paragraphs):
        room -= paragraph.height(width)
        if room < 0:
            return tuple(paragraphs[:at]), tuple(paragraphs[at:])
    return tuple(paragraphs), ()


def paged(paragraphs: Sequence[Paragraph], width: float, room: float) -> list[tuple[Paragraph, ...]]:
    """The paragraphs page by page; a page holds at least one."""
    pages, left = [], tuple(paragraphs)
    while left:
        page, left = split_to_fit(left, width, room)
        pages.append(page or left[:1])
        left = left if page else left[1:]
    return pages
