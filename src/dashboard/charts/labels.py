"""Where labels stand around their points: on no line, under no mark, and not on each other.

A writer says how large its field and its letters are and where a label may stand there; what it cannot do (Excel puts
labels on four sides only) is not tried. Every label takes the place where least is in the way, those that matter most
first; where there is none without a line, it says less, or nothing: title and axis have its value too.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from operator import itemgetter

from dashboard.charts.plane import Box, Pixel
from dashboard.charts.series import ALWAYS, CLEAR, NEAR, Across, Down, Emphasis, Label, Series, SeriesKey, ValueScale
from dashboard.judging import Point
from dashboard.text import width_in_ems

LabelPlace = tuple[Down, Across]
Line = tuple[Pixel, Pixel, float]
"""Both ends of a straight line, and what it costs to stand on it."""
MarkBox = tuple[Box, Pixel | None]
"""The room of a mark, and its point; None where the label of that point may not stand on it either."""

ANYWHERE: tuple[LabelPlace, ...] = (
    (Down.ABOVE, Across.CENTRE),
    (Down.BELOW, Across.CENTRE),
    (Down.ABOVE, Across.RIGHT),
    (Down.BELOW, Across.RIGHT),
    (Down.ABOVE, Across.LEFT),
    (Down.BELOW, Across.LEFT),
    (Down.LEVEL, Across.RIGHT),
    (Down.LEVEL, Across.LEFT),
)
FOUR_SIDES = tuple(place for place in ANYWHERE if (place[0] is Down.LEVEL) is not (place[1] is Across.CENTRE))

LEADING = 1.25
"""Height of a line of a label in sizes of its type."""
SMALLER = 0.72
"""Size of a second line under a strongest one; under all others it is as large as the quiet ones."""
GAP = 5.0
"""Points between a mark and the label beside it."""
_LABEL_COST, _OUTSIDE_COST, _MARK_COST, _STROKE_COST, _PALE_COST = 1000.0, 500.0, 120.0, CLEAR, 0.4
_TURN_COST, _FORM_COST = 0.5, 5.0
_LIFT_COSTS = (0.0, 4.0, 12.0, 36.0)
"""Of a label's lifts in turn: the further from its point, the less it is understood to belong there."""
_APART = 3.0
"""Points between two labels side by side."""
_PALE = {SeriesKey.LEVEL, SeriesKey.RANGE, SeriesKey.NO_VALUE}
"""Lines on which the paper around letters suffices."""
_BARE = {SeriesKey.JUDGED, SeriesKey.EARLIER}
_FURTHER = 2.0
"""Whose labels are a number and nothing more, and how many points further than its own mark those of others must be."""
_AWAY = tuple((share, share * 40.0) for share in (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6))
_ALONG = tuple((share, abs(share) * 6.0) for share in (0.0, -0.15, 0.15, -0.3, 0.3, -0.45, 0.45))
_SLIDES = {Across.LEFT: _AWAY, Across.CENTRE: _ALONG, Across.RIGHT: _AWAY}
"""By which shares of its width a label may stand further away at a side, as beyond a rule, or where it is centred
further to the right; each with what that costs.
"""


@dataclass(frozen=True)
class ChartField:
    """A writer's field in its own unit, which is as long as a point: days from left to right, values upwards.

    ``beside`` is the room on its left and right that labels may take too, ``lifts`` how many points further up or down
    than beside its point a label may stand there. Where there are several, it may also be moved aside.
    """

    first: date
    last: date
    scale: ValueScale
    width: float
    sizes: Mapping[Emphasis, float]
    places: tuple[LabelPlace, ...] = ANYWHERE
    beside: tuple[float, float] = (0.0, 0.0)
    lifts: tuple[float, ...] = (0.0,)

    @property
    def free(self) -> bool:
        """Whether labels may stand in other places than right beside their points.

        Where they may not, they lie on paper of their own, and one that matters rather stands on a line than nowhere.
        """
        return len(self.lifts) > 1

    @property
    def height(self) -> float:
        """How high it is."""
        return self.scale.height

    def spot(self, point: Point) -> Pixel:
        """How far a point is from the left and upper edge."""
        day, value = point
        x = (day - self.first).days / (self.last - self.first).days * self.width
        return x, self.scale.height - self.scale.room_below(value)

    def second_size(self, label: Label) -> float:
        """The size of a label's second line."""
        quiet = self.sizes[Emphasis.QUIET]
        return max(quiet, self.sizes[label.emphasis] * SMALLER) if label.emphasis is Emphasis.STRONGEST else quiet

    def size(self, label: Label) -> tuple[float, float]:
        """Width and height that a label takes."""
        size = self.sizes[label.emphasis]
        width, height = width_in_ems(label.text) * size, LEADING * size
        second = self.second_size(label)
        width = max([width, *(width_in_ems(line) * second for line in label.lines)])
        return width, height + LEADING * second * len(label.lines)

    def box(self, label: Label, point: Point, radius: float) -> Box:
        """Where a label stands around a point with a mark of this radius."""
        x, y = self.spot(point)
        width, height = self.size(label)
        aside = radius + GAP if label.down is Down.LEVEL or radius else GAP
        slide = label.slide * width
        left = {
            Across.LEFT: x - aside - width - slide,
            Across.CENTRE: x - width / 2 + slide,
            Across.RIGHT: x + aside + slide,
        }[label.across]
        up = radius + 2 if label.across is Across.CENTRE else 1.0
        if self.free and label.across is Across.CENTRE:
            left = max(min(left, self.width + self.beside[1] - width), -self.beside[0])
        up += label.lift
        top = {Down.ABOVE: y - up - height, Down.LEVEL: y - height / 2, Down.BELOW: y + up}[label.down]
        return Box(left, left + width, top, top + height)


def arranged(series: Sequence[Series], field: ChartField) -> tuple[Series, ...]:
    """The series with each label where least is in its way; those that found no place are left out."""
    strokes = list(_strokes(series, field))
    marks = list(_marks(series, field))
    boxes: list[Box] = []
    chosen: dict[tuple[int, int], Label] = {}
    wishes = [(label, at, number) for at, part in enumerate(series) for number, label in enumerate(part.labels)]
    for label, at, number in sorted(wishes, key=lambda wish: wish[0].rank):
        part = series[at]
        point = part.points[label.point]
        radius = radius_of(part, label.point, series)
        least = label.limit if field.free or label.limit == NEAR else ALWAYS
        best: tuple[Label, Box] | None = None
        for price, moved in _wishes(label, field):
            if price >= least:
                break
            box = field.box(moved, point, radius)
            lines = _cost_of_lines(box, marks, strokes, field.spot(point))
            cost = price + _cost(box, field, boxes) + lines
            if part.key in _BARE and _nearer_another(box, marks, field.spot(point)):
                cost += _MARK_COST
            if cost < least:
                least, best = cost, (replace(moved, paper=lines > 0), box)
        if best:
            chosen[at, number], box = best
            boxes.append(Box(box.left - _APART, box.right + _APART, box.top, box.bottom))
    return tuple(
        replace(part, labels=tuple(chosen[at, number] for number in range(len(part.labels)) if (at, number) in chosen))
        for at, part in enumerate(series)
    )


def radius_of(part: Series, number: int, series: Sequence[Series]) -> float:
    """Half the height of the mark at a point: the series' own, or the one of another series that stands there."""
    if part.mark and number not in part.unmarked:
        return part.mark.size / 2
    point = part.points[number]
    sizes = [other.mark.size for other in series if other.mark and point in other.points]
    return max(sizes, default=0.0) / 2


def _wishes(label: Label, field: ChartField) -> Iterator[tuple[float, Label]]:
    """Where the label may stand, in its first words or in others, each with its price, the cheapest first."""
    places = sorted(field.places, key=lambda place: place != (label.down, label.across))
    ways = [
        (form * _FORM_COST + far + turn * _TURN_COST + aside, words, place, lift, slide)
        for form, words in enumerate(((label.text, label.second_line), *label.forms))
        for turn, place in enumerate(places)
        for lift, far in zip(field.lifts, _LIFT_COSTS, strict=False)
        if not lift or place[0] is not Down.LEVEL
        for slide, aside in (_SLIDES[place[1]] if field.free else _SLIDES[place[1]][:1])
    ]
    for price, (text, second_line), (down, across), lift, slide in sorted(ways, key=itemgetter(0)):
        moved = replace(label, text=text, second_line=second_line, down=down, across=across, lift=lift, slide=slide)
        yield price, moved


def _cost(box: Box, field: ChartField, boxes: Sequence[Box]) -> float:
    """What it costs that a label in this box stands outside, or on others."""
    inside = -field.beside[0] <= box.left and box.right <= field.width + field.beside[1]
    inside = inside and box.top >= 0 and box.bottom <= field.height
    return (0.0 if inside else _OUTSIDE_COST) + _LABEL_COST * sum(box.meets(other) for other in boxes)


def _cost_of_lines(box: Box, marks: Sequence[MarkBox], strokes: Sequence[Line], own: Pixel) -> float:
    """What it costs that it stands on marks other than that of its own point, and on lines."""
    cost = _MARK_COST * sum(box.meets(mark) for mark, spot in marks if spot != own)
    around = Box(box.left - _APART, box.right + _APART, box.top, box.bottom)
    for start, end, weight in strokes:
        # An upright line reads as a letter where it is too near to one.
        if _crosses(around if start[0] == end[0] else box, start, end):
            cost += weight
    return cost


def _nearer_another(box: Box, marks: Sequence[MarkBox], own: Pixel) -> bool:
    """Whether the mark of another point is nearer or about as near, whose value the label would then seem to be."""
    away = [(_between(box, mark), spot == own) for mark, spot in marks if spot]
    reach = _FURTHER + min((far for far, is_own in away if is_own), default=0.0)
    return any(far < reach for far, is_own in away if not is_own)


def _between(one: Box, other: Box) -> float:
    """How far two boxes are from each other."""
    across = max(one.left - other.right, other.left - one.right, 0.0)
    return math.hypot(across, max(one.top - other.bottom, other.top - one.bottom, 0.0))


def _strokes(series: Sequence[Series], field: ChartField) -> Iterator[Line]:
    for part in series:
        if part.stroke:
            weight = _PALE_COST if part.key in _PALE else _STROKE_COST
            for start, end in pairwise(map(field.spot, part.points)):
                yield start, end, weight


def _marks(series: Sequence[Series], field: ChartField) -> Iterator[MarkBox]:
    for part in series:
        if part.key is SeriesKey.GAP and part.stroke:
            half = part.stroke.width / 2 + 1
            (x, start), (_, end) = map(field.spot, part.points)
            yield Box(x - half, x + half, min(start, end), max(start, end)), None
        if part.mark:
            radius = part.mark.size / 2
            for number, point in enumerate(part.points):
                if number not in part.unmarked:
                    x, y = field.spot(point)
                    yield Box(x - radius, x + radius, y - radius, y + radius), (x, y)


def _crosses(box: Box, start: Pixel, end: Pixel) -> bool:
    """Whether a straight line goes through a box (Liang and Barsky)."""
    low, high = 0.0, 1.0
    for at, step, least, most in (
        (start[0], end[0] - start[0], box.left, box.right),
        (start[1], end[1] - start[1], box.top, box.bottom),
    ):
        if not step:
            if not least <= at <= most:
                return False
            continue
        first, second = sorted(((least - at) / step, (most - at) / step))
        low, high = max(low, first), min(high, second)
    return low < high
