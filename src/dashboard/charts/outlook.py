"""A region's supply beside the people it is for: the count, the residents of 75 and over, both together, the demand.

Four panels of different units share one axis of years, and each begins at zero, so that a count that rises more slowly
than the people it is for is seen to do so. The picture is drawn for every region that a reader points at, and a
converter spends its time on letters: few are printed, and every point carries its figure as a description.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

import altair as alt

from dashboard.catalogue import Catalogue, Indicator
from dashboard.charts import outlook_words, theme
from dashboard.charts.outlook_view import Label, OutlookView, Panel, Reading, Side
from dashboard.charts.picture import Picture
from dashboard.charts.pixels import Box, dots, em, rule, rules, strokes, texts
from dashboard.charts.standing import Look
from dashboard.charts.words import folded
from dashboard.regional import Outlook

WIDTH, HEIGHT = 1120, 218
PITCH = 284
"""From one panel's left edge to the next one's."""
LEFT, RIGHT, TOP, BASE = 62, 252, 50, 196
"""Where the first and the last year, the greatest value and zero lie within a panel."""
LABEL, LINE, GAP = 13, 16, 5
FOOTER_CHARACTERS, EMPTY_CHARACTERS = 92, 20
FIRST, LAST, STEP, NAMED = 2020, 2050, 5, 10
"""The years of the axis, and how many lie between ticks and between numbers."""
JOINED = (Look.OFFICIAL, Look.REFERENCE, Look.PROJECTED)
"""The looks whose figures a line joins."""
CAUTION = "点線は推計。推計や需要は予測を含み、そのとおりになるとは限りません"


def outlook_picture(
    catalogue: Catalogue, indicator: Indicator, outlook: Outlook, updated: date | None = None
) -> Picture:
    """供給と需要 of one region."""
    view = OutlookView(catalogue, indicator, outlook, updated)
    return Picture(
        name=f"{outlook.region.name}_{indicator.short_name}_供給と需要",
        title=view.title,
        alt=outlook_words.alt_text(view),
        chart=_chart(view),
        table=outlook_words.figures(view),
    )


@dataclass(frozen=True)
class Frame:
    """Where the days and values of one panel lie, in pixels."""

    left: float
    first: date
    last: date
    most: float

    def x(self, day: date) -> float:
        """The place of a day."""
        share = (day - self.first).days / (self.last - self.first).days
        return self.left + LEFT + share * (RIGHT - LEFT)

    def y(self, value: float) -> float:
        """The place of a value."""
        return BASE - value / self.most * (BASE - TOP)

    @property
    def ticks(self) -> tuple[date, ...]:
        """Every fifth 1 October, the day of a census."""
        years = range(self.first.year - self.first.year % STEP, self.last.year + 1, STEP)
        days = (date(year, 10, 1) for year in years)
        return tuple(day for day in days if self.first <= day <= self.last)


def _chart(view: OutlookView) -> alt.LayerChart:
    panels = view.panels
    drawn = list(zip(panels, _frames(panels), strict=True))
    layers = [
        *rules([row for panel, frame in drawn for row in _axis(panel, frame)]),
        *strokes([row for panel, frame in drawn for row in _lines(panel, frame)]),
        *dots([_dot(panel, frame, one) for panel, frame in drawn for one in panel.readings]),
        *texts([row for panel, frame in drawn for row in _texts(panel, frame)]),
        theme.footer(folded(outlook_words.footer_lines(view), FOOTER_CHARACTERS), HEIGHT + 14),
    ]
    said = [words for words in (outlook_words.parting(view), CAUTION) if words]
    return theme.finished(layers, WIDTH, HEIGHT, alt.TitleParams(view.title, subtitle=said, frame="bounds"))


def _frames(panels: Sequence[Panel]) -> list[Frame]:
    """One axis of years for all panels; zero to the greatest value for each."""
    days = [date(FIRST, 10, 1), date(LAST, 10, 1), *(one.day for panel in panels for one in panel.readings)]
    most = [max((one.value for one in panel.readings), default=0.0) for panel in panels]
    return [Frame(PITCH * at, min(days), max(days), greatest or 1.0) for at, greatest in enumerate(most)]


def _axis(panel: Panel, frame: Frame) -> list[dict[str, Any]]:
    """Zero and the years; the line alone under a panel that is empty."""
    level = rule((frame.x(frame.first) - 8, BASE), (frame.x(frame.last) + 8, BASE))
    ticks = [rule((frame.x(day), BASE), (frame.x(day), BASE + 5)) for day in frame.ticks]
    return [level, *(ticks if panel.readings else [])]


def _lines(panel: Panel, frame: Frame) -> Iterator[dict[str, Any]]:
    """Official figures in a thick line, others in thin ones of their own, counts of residents in none."""
    for look in JOINED:
        style = {
            "run": f"{frame.left} {look.name}",
            "colour": theme.INK if look is Look.OFFICIAL else theme.GREY,
            "width": 3 if look is Look.OFFICIAL else 1.5,
            "dash": [4, 3] if look is Look.PROJECTED else [],
        }
        places = _places(panel, frame, look)
        yield from (style | place for place in places if len(places) > 1)


def _places(panel: Panel, frame: Frame, look: Look) -> list[dict[str, float]]:
    return [{"x": frame.x(one.day), "y": frame.y(one.value)} for one in panel.readings if one.look is look]


def _dot(panel: Panel, frame: Frame, one: Reading) -> dict[str, Any]:
    return {
        "x": frame.x(one.day),
        "y": frame.y(one.value),
        "shape": "circle",
        "size": 34 if one.look is Look.PROJECTED else 52,
        "fill": theme.PAPER if one.look.hollow else theme.INK,
        "stroke": theme.GREY if one.look.hollow else theme.INK,
        "words": panel.described(one),
    }


def _texts(panel: Panel, frame: Frame) -> list[dict[str, Any]]:
    heading = {"x": frame.left, "y": 8, "text": panel.heading, "align": "left", "weight": "bold"}
    heading["size"] = min(theme.TEXT_SIZE, (PITCH - 12) / em(panel.heading))
    if panel.why:
        return [heading, *_empty(panel, frame)]
    years = [
        {"x": frame.x(day), "y": BASE + 15, "text": str(day.year), "size": theme.SMALL_SIZE, "colour": theme.GREY}
        for day in frame.ticks
        if day.year % NAMED == 0
    ]
    return [heading, *years, *_labels(panel, frame)]


def _empty(panel: Panel, frame: Frame) -> list[dict[str, Any]]:
    lines = folded((panel.why,), EMPTY_CHARACTERS)
    middle, top = frame.left + PITCH / 2, (TOP + BASE) / 2 - LINE * len(lines) / 2
    return [
        {"x": middle, "y": top + (LINE + 2) * at, "text": line, "size": theme.SMALL_SIZE, "colour": theme.GREY}
        for at, line in enumerate(lines)
    ]


def _labels(panel: Panel, frame: Frame) -> list[dict[str, Any]]:
    """Each label where nothing is yet."""
    taken: list[Box] = []
    rows = []
    for label in panel.labels:
        box = _box(panel, frame, label, taken)
        taken.append(box)
        weight = "normal" if label.at.look is Look.PROJECTED else "bold"
        middle = (box.top + box.bottom) / 2
        rows.append({"x": box.left, "y": middle, "text": label.words, "size": LABEL, "align": "left", "weight": weight})
    return rows


def _box(panel: Panel, frame: Frame, label: Label, taken: Sequence[Box]) -> Box:
    """The room of a label: beside its point, or under or over all that lies there."""
    x, y, width = frame.x(label.at.day), frame.y(label.at.value), em(label.words) * LABEL
    if label.side in {Side.BEFORE, Side.AFTER}:
        return _beside(x + 8 if label.side is Side.AFTER else x - 8 - width, y, width)
    left = x + 8 - width if label.side in {Side.ABOVE_END, Side.UNDER_END} else x - 6
    heights = [y, *_heights(panel, frame, left, left + width)]
    under = Box(left, left + width, max(heights) + GAP, max(heights) + GAP + LINE)
    wanted = label.side in {Side.UNDER, Side.UNDER_END} and under.bottom <= BASE
    if wanted and not any(under.meets(box) for box in taken):
        return under
    return _above(Box(left, left + width, min(heights) - GAP - LINE, min(heights) - GAP), taken)


def _beside(left: float, y: float, width: float) -> Box:
    """As high as the point, but not among the years."""
    bottom = min(y + LINE / 2, BASE)
    return Box(left, left + width, bottom - LINE, bottom)


def _above(box: Box, taken: Sequence[Box]) -> Box:
    """The box, lifted over all that it would touch."""
    while touched := [other for other in taken if box.meets(other)]:
        bottom = min(other.top for other in touched)
        box = replace(box, top=bottom - LINE, bottom=bottom)
    return box


def _heights(panel: Panel, frame: Frame, left: float, right: float) -> list[float]:
    """How high the points and lines lie between two edges."""
    points = [(frame.x(one.day), frame.y(one.value)) for one in panel.readings]
    heights = [y for x, y in points if left - 8 <= x <= right + 8]
    for look in JOINED:
        places = [(place["x"], place["y"]) for place in _places(panel, frame, look)]
        for (ax, ay), (bx, by) in pairwise(places):
            heights += [ay + (edge - ax) / (bx - ax) * (by - ay) for edge in (left, right) if ax < edge < bx]
    return heights
