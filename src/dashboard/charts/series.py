"""The parts of a figure that nobody has drawn yet: points in date order, their look, and the labels beside them.

Sizes and widths are in points. Three writers translate them: Altair, PowerPoint and Excel; how large each ``Emphasis``
is, is the writer's choice.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from dashboard.charts import theme
from dashboard.judging import Point


class SeriesKey(StrEnum):
    """What a series is; writers tell them apart by this, readers by their names."""

    TICKS = "ticks"
    LEVEL = "level"
    NO_VALUE = "no_value"
    RANGE = "range"
    EXTENSION = "extension"
    REQUIRED_LINE = "required_line"
    BREAK = "break"
    AS_OF = "as_of"
    GAP = "gap"
    EARLIER = "earlier"
    JUDGED = "judged"
    NOT_JUDGED = "not_judged"
    BASELINE = "baseline"
    TARGETS = "targets"
    NO_TARGET = "no_target"
    LATEST = "latest"


class Dash(StrEnum):
    """How a stroke is broken."""

    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"
    HATCHED = "hatched"


class Shape(StrEnum):
    """The symbol of a mark."""

    CIRCLE = "circle"
    SQUARE = "square"
    DIAMOND = "diamond"


class Across(StrEnum):
    """Where a label stands beside its point: it ends at the left of it, is centred on it, or begins at the right."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Down(StrEnum):
    """Where a label stands by its point's height."""

    ABOVE = "above"
    LEVEL = "level"
    BELOW = "below"


class Emphasis(StrEnum):
    """How much a label stands out."""

    QUIET = "quiet"
    PLAIN = "plain"
    STRONG = "strong"
    STRONGEST = "strongest"

    @property
    def bold(self) -> bool:
        """Whether it is set in bold type."""
        return self in {Emphasis.STRONG, Emphasis.STRONGEST}

    @property
    def colour(self) -> str:
        """The colour of its text."""
        return theme.GREY if self is Emphasis.QUIET else theme.INK


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through the points of a series; ``width`` in points."""

    colour: str
    width: float
    dash: Dash = Dash.SOLID


@dataclass(frozen=True, slots=True)
class Mark:
    """The symbol at each point; ``size`` is its height in points; a hollow one has the paper's colour inside."""

    shape: Shape
    size: float
    colour: str
    hollow: bool = False


NEAR, CLEAR, ALWAYS = 10.0, 40.0, math.inf
"""How much is put up with for a label: only a little way from its point, any way but nothing that it stands on, all."""


@dataclass(frozen=True, slots=True)
class Label:
    """Text at the point with this number; ``second_line`` stands under it in smaller type.

    ``down`` and ``across`` are where it stands best. Where something is in the way it stands elsewhere around its
    point, ``lift`` points further up or down, ``slide`` of its width further to the right, or away at its side, or says
    less: ``forms`` are other texts with their second lines, the best first. Where more than ``limit`` is in the way it
    is left out. Those of a lower ``rank`` choose first. ``paper`` is whether pale lines go behind it.
    """

    point: int
    text: str
    down: Down
    across: Across = Across.CENTRE
    emphasis: Emphasis = Emphasis.PLAIN
    second_line: str = ""
    limit: float = NEAR
    rank: float = 5.0
    colour: str = ""
    lift: float = 0.0
    slide: float = 0.0
    forms: tuple[tuple[str, str], ...] = ()
    paper: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """Its lines under the first."""
        return tuple(self.second_line.split("\n")) if self.second_line else ()

    @property
    def ink(self) -> str:
        """The colour of its text."""
        return self.colour or self.emphasis.colour


@dataclass(frozen=True, slots=True)
class Series:
    """Points in date order with their look.

    ``name`` is what a reader of the data sheet sees, ``legend`` what a legend says of it, empty where it says nothing.
    The points numbered in ``unmarked`` have no mark, for that of another series stands there. ``words`` are what is
    said of each point, or where there is but one, of the whole, to who points at it.
    """

    key: SeriesKey
    name: str
    points: tuple[Point, ...]
    stroke: Stroke | None = None
    mark: Mark | None = None
    labels: tuple[Label, ...] = ()
    legend: str = ""
    unmarked: tuple[int, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueScale:
    """Least and greatest value of a field that is ``height`` points high; upright lines end at ``ceiling``."""

    low: float
    high: float
    ceiling: float
    height: float

    def room_below(self, value: float) -> float:
        """Points between a value and the lower edge."""
        return (value - self.low) / (self.high - self.low) * self.height

    def lowered(self, points: float) -> float:
        """The value so many points under the ceiling."""
        return self.ceiling - points / self.height * (self.high - self.low)
