"""What a native chart is made of, in the words of its drawing: series of points by day, lines, symbols, labels."""

from dataclasses import dataclass
from datetime import date

from dashboard.papers.slides.measure import Paragraph


@dataclass(frozen=True)
class Label:
    """Text at a point of a series: beside it on one side, and moved on by points from there."""

    at: int
    paragraphs: tuple[Paragraph, ...]
    side: str
    right: float = 0.0
    down: float = 0.0


@dataclass(frozen=True)
class Mark:
    """A symbol: its size in points, its colour, and whether it is hollow."""

    symbol: str
    size: int
    colour: str
    hollow: bool = False


@dataclass(frozen=True)
class Stroke:
    """A line through the points."""

    colour: str
    width: float
    dash: str = "solid"


@dataclass(frozen=True)
class Series:
    """Points by day with their look; those numbered in ``bare`` have no symbol, for another series has one there."""

    name: str
    points: tuple[tuple[date, float], ...]
    stroke: Stroke | None = None
    mark: Mark | None = None
    labels: tuple[Label, ...] = ()
    bare: tuple[int, ...] = ()
