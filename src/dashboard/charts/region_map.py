"""The map of one indicator: municipalities coloured by their own or their area's value, in the legend's classes.

No value is hatched, never the lightest colour. Names are printed wherever they fit; on the tile map they all do.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import altair as alt

from dashboard.charts import marks, theme
from dashboard.charts.picture import Picture
from dashboard.charts.regional import RegionalFigure, figure_text, missing_words, short_name, value_words
from dashboard.comparing import Order, RegionalValue
from dashboard.places import Level, Region
from dashboard.places.tiles import centre
from dashboard.text import format_value

Point = tuple[float, float]
Ring = tuple[Point, ...]
"""A closed line: the last point is the first."""
Segment = tuple[Point, Point]
WIDTH = 700
MARGIN = 4.0
SCHEMATIC = "位置は模式的です（1つの六角形が1市町村。面積と正確な位置は表しません）"
HEXAGON = tuple(
    (dx, 0.866 * dy / 3) for dx, dy in ((0.5, -1), (0.5, 1), (0, 2), (-0.5, 1), (-0.5, -1), (0, -2), (0.5, -1))
)
"""A hexagon on its tip, one unit wide, as high as the rows of tiles need to meet without a gap."""


@dataclass(frozen=True)
class Ground:
    """``shapes`` and ``labels`` (the place of the name) by municipality code; ``room`` is how wide a name may be there.

    ``note`` must stand on the map: that it is schematic, or the credit line of the boundaries. Where it is schematic,
    every name has the same room.
    """

    shapes: Mapping[str, tuple[Ring, ...]]
    labels: Mapping[str, Point]
    room: Mapping[str, float]
    height: float
    note: str
    schematic: bool


def tile_ground(tiles: Mapping[str, tuple[int, int]]) -> Ground:
    """One hexagon a municipality, filling the width."""
    centres = {code: centre(tile) for code, tile in tiles.items()}
    hexagons = {code: (tuple((x + dx, y + dy) for dx, dy in HEXAGON),) for code, (x, y) in centres.items()}
    shapes, place, height = _in_pixels(hexagons)
    cell = (place((1.0, 0.0))[0] - place((0.0, 0.0))[0]) * 0.94
    labels = {code: place(point) for code, point in centres.items()}
    return Ground(shapes, labels, dict.fromkeys(tiles, cell), height, SCHEMATIC, schematic=True)


def boundary_ground(shapes: Mapping[str, tuple[Ring, ...]], points: Mapping[str, Point], credit: str) -> Ground:
    """Real boundaries in degrees, as wide as long at their middle latitude, filling the width."""
    latitudes = [y for rings in shapes.values() for ring in rings for _, y in ring]
    narrowing = math.cos(math.radians((min(latitudes) + max(latitudes)) / 2))

    def flat(point: Point) -> Point:
        return (point[0] * narrowing, -point[1])

    plane = {code: tuple(tuple(map(flat, ring)) for ring in rings) for code, rings in shapes.items()}
    outlines, place, height = _in_pixels(plane)
    labels = {code: place(flat(point)) for code, point in points.items()}
    room = {code: _width_at(outlines[code], labels[code]) for code in outlines}
    return Ground(outlines, labels, room, height, credit, schematic=False)


def _in_pixels(
    shapes: Mapping[str, tuple[Ring, ...]],
) -> tuple[dict[str, tuple[Ring, ...]], Callable[[Point], Point], float]:
    """The shapes in a picture of the house's width, how any point goes into it, and its height."""
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    left = min(x for x, _ in points)
    top = min(y for _, y in points)
    scale = (WIDTH - 2 * MARGIN) / (max(x for x, _ in points) - left)

    def place(point: Point) -> Point:
        return (MARGIN + (point[0] - left) * scale, MARGIN + (point[1] - top) * scale)

    outlines = {code: tuple(tuple(map(place, ring)) for ring in rings) for code, rings in shapes.items()}
    return outlines, place, MARGIN + (max(y for _, y in points) - top) * scale + MARGIN


def _width_at(rings: tuple[Ring, ...], label: Point) -> float:
    """How much of the horizontal through a label lies inside, on its narrower side, doubled."""
    x, y = label
    edges = (edge for ring in rings for edge in pairwise(ring))
    cuts = [ax + (y - ay) / (by - ay) * (bx - ax) for (ax, ay), (bx, by) in edges if (ay < y) != (by < y)]
    return 2 * min((abs(cut - x) for cut in cuts), default=0.0)


def borders(ground: Ground, group_of: Callable[[str], str | None]) -> list[Segment]:
    """The parts of outlines between municipalities of different groups, and those of the prefecture itself."""
    groups_beside: defaultdict[Segment, list[str | None]] = defaultdict(list)
    for code, rings in ground.shapes.items():
        for ring in rings:
            corners = [(round(x, 3), round(y, 3)) for x, y in ring]
            for start, end in pairwise(corners):
                groups_beside[min(start, end), max(start, end)].append(group_of(code))
    return [side for side, groups in groups_beside.items() if len(groups) == 1 or len(set(groups)) > 1]


def hatching(rings: Iterable[Ring], step: float = 7.0) -> Iterator[Segment]:
    """Slanting lines inside the rings (even-odd), ``step`` pixels apart."""
    edges = [edge for ring in rings for edge in pairwise(ring)]
    offsets = [x + y for edge in edges for x, y in edge]
    for count in range(math.ceil(min(offsets) / step), math.floor(max(offsets) / step) + 1):
        crossings = sorted(_crossings(edges, count * step))
        yield from zip(crossings[::2], crossings[1::2], strict=False)


def _crossings(edges: Iterable[Segment], offset: float) -> Iterator[Point]:
    """Where the line x + y = offset cuts the edges."""
    for (ax, ay), (bx, by) in edges:
        start = ax + ay - offset
        end = bx + by - offset
        if (start < 0) != (end < 0):
            share = start / (start - end)
            yield ax + share * (bx - ax), ay + share * (by - ay)


LEGEND_HEIGHT = 46
NAME = 13.5
FIGURE = 13.0
SMALL_NAME = 12.0
FOOTER_CHARACTERS = 58
SWATCH = 138
SMALLEST = 9.0
ROOM_FOR_FIGURE = 58.0
"""Where a real boundary is too small, a name or a figure would lie on its neighbours; pointing tells it."""


def map_picture(figure: RegionalFigure, ground: Ground, *, titled: bool = True) -> Picture:
    """The map; the description of every shape begins with its region's name.

    Not ``titled``, it has neither title nor the small lines below: the page around it must say them.
    """
    chart = _RegionMap(figure, ground).chart(titled=titled)
    return Picture(f"{figure.subject}_地図", figure.title, _description(figure), lambda _: chart, figure.table)


def _description(figure: RegionalFigure) -> str:
    comparison = figure.comparison
    extremes = ""
    if comparison.with_figure:
        ranked = comparison.ordered(Order.MOST)[: len(comparison.with_figure)]
        most, least = (value_words(comparison, value) for value in (ranked[0], ranked[-1]))
        extremes = f"最も多いのは{most}、最も少ないのは{least}"
    missing = missing_words(comparison.without_figure)
    sentences = (f"{figure.title}の地図", figure.subtitle, extremes, missing)
    return "".join(f"{sentence}。" for sentence in sentences if sentence)


@dataclass(frozen=True)
class _RegionMap:
    """A figure on its ground."""

    figure: RegionalFigure
    ground: Ground

    def chart(self, *, titled: bool) -> alt.LayerChart:
        figure = self.figure
        height = round(self.ground.height)
        layers = [
            self._shapes(),
            *marks.rules(self._hatches()),
            self._borders(),
            *self._outline_of_chosen(),
            *self._names(),
            *self._legend(height + 14),
        ]
        if not titled:
            return marks.finished(layers, WIDTH, height, None)
        lines = figure.footer(missing_words(figure.comparison.without_figure), self.ground.note)
        footer = marks.footer(lines, height + LEGEND_HEIGHT, FOOTER_CHARACTERS)
        title = alt.TitleParams(figure.title, subtitle=figure.subtitle, frame="bounds")
        return marks.finished([*layers, footer], WIDTH, height, title)

    @property
    def _by_municipality(self) -> bool:
        return self.figure.comparison.region_set.level is Level.MUNICIPALITY

    def _region(self, code: str) -> Region | None:
        """Whose value colours a municipality: itself, or its area in the set."""
        municipality = self.figure.regions.get(code)
        if self._by_municipality:
            return municipality
        return self.figure.regions.area_of(municipality, self.figure.comparison.region_set)

    def _value(self, code: str) -> RegionalValue | None:
        region = self._region(code)
        return self.figure.comparison.of(region) if region else None

    def _shade(self, value: RegionalValue | None) -> int | None:
        """The place of a value's colour among the shades; few classes keep far apart."""
        comparison = self.figure.comparison
        at = comparison.class_of(value) if value else None
        if at is None:
            return None
        classes = len(comparison.classes) - 1
        return round(at * (len(theme.SHADES) - 1) / classes) if classes else 1

    def _shapes(self) -> alt.Chart:
        features = []
        for code, rings in self.ground.shapes.items():
            value = self._value(code)
            shade = self._shade(value)
            words = f"{self.figure.regions.get(code).name}：この区分に入っていません"
            if value:
                words = value_words(self.figure.comparison, value)
            colour = theme.PAPER if shade is None else theme.SHADES[shade]
            features.append(_feature(rings, fill=colour, words=words))
        shapes = marks.layer(features).mark_geoshape(stroke=theme.PAPER, strokeWidth=1.4)
        fill = alt.Fill("properties.fill:N", scale=None)
        return _unprojected(shapes.encode(fill=fill, description=alt.Description("properties.words:N")))

    def _hatches(self) -> list[marks.Row]:
        return [
            marks.rule(*ends)
            for code, rings in self.ground.shapes.items()
            if self._shade(self._value(code)) is None
            for ends in hatching(rings)
        ]

    def _borders(self) -> alt.Chart:
        """Around the areas of the set; municipalities are grouped by the first set of areas there is."""
        regions = self.figure.regions
        sets = (self.figure.comparison.region_set, *regions.area_sets)
        areas = next((region_set for region_set in sets if region_set.level is Level.AREA), None)

        def group(code: str) -> str | None:
            area = regions.area_of(regions.get(code), areas) if areas else None
            return area.code if area else None

        lines = marks.spanned([marks.segment(*ends) for ends in borders(self.ground, group)])
        return cast("alt.Chart", lines.mark_rule(color=theme.INK, strokeWidth=3.2, strokeCap="round"))

    def _outline_of_chosen(self) -> list[alt.Chart]:
        """The chosen region in a double outline, which a photocopy keeps."""
        chosen = self.figure.chosen
        codes = [code for code in self.ground.shapes if chosen and self._region(code) == chosen]
        if not codes:
            return []
        outlines = marks.layer([_feature(self.ground.shapes[code]) for code in codes])
        return [
            _unprojected(outlines.mark_geoshape(filled=False, stroke=colour, strokeWidth=width))
            for colour, width in ((theme.INK, 8.0), (theme.PAPER, 3.0))
        ]

    def _names(self) -> Iterator[alt.Chart]:
        """Names with their figures where each municipality has its own; where areas have them, once an area."""
        middles = {} if self._by_municipality else self._middles()
        rows = [row for code in self.ground.shapes for row in self._label(code, middles.get(code))]
        for weight, rims in marks.by_weight([row for row in rows if row["rim"]]):
            rim = marks.placed(rims).mark_text(baseline="middle", stroke=theme.PAPER, strokeWidth=4, fontWeight=weight)
            yield rim.encode(size=marks.SIZE, text=marks.WORDS)
        for _, words in marks.by_weight(rows):
            yield from marks.texts(words)

    def _middles(self) -> dict[str, RegionalValue]:
        """The municipality nearest to the middle of each area: where the area's name goes."""
        middles = {}
        for value in self.figure.comparison.values:
            labels = {
                code: self.ground.labels[code] for code in self.ground.shapes if self._region(code) == value.region
            }
            if labels:
                middle = tuple(sum(axis) / len(labels) for axis in zip(*labels.values(), strict=True))
                middles[min(labels, key=lambda code: math.dist(labels[code], middle))] = value
        return middles

    def _label(self, code: str, area: RegionalValue | None) -> list[marks.Row]:
        """The name, with the figure of its own or that of its area under it, as far as there is room."""
        x, y = self.ground.labels[code]
        room = self.ground.room[code]
        schematic = self.ground.schematic
        value = self._value(code)
        shade = self._shade(value)
        rim = shade is None or not schematic
        colour = theme.INK if rim or shade is None else theme.ON_SHADES[shade]
        row = {"x": x, "y": y, "colour": colour, "rim": rim, "weight": "normal"}
        name = short_name(self.figure.regions.get(code))
        size = min(NAME, room / len(name) * 0.98)
        if size < SMALLEST:
            return []
        if area is not None:
            area_name = area.region.name
            area_size = min(NAME, room / len(area_name))
            figure = figure_text(self.figure.comparison, area)
            return [
                row | {"y": y - 16, "text": name, "size": min(SMALL_NAME, room / len(name))},
                row | {"text": area_name, "size": area_size, "weight": "bold"},
                row | {"y": y + 16, "text": figure, "size": FIGURE, "weight": "bold"},
            ]
        if not self._by_municipality:
            return [row | {"text": name, "size": min(size, SMALL_NAME)}]
        if value is None or shade is None or not (schematic or room >= ROOM_FOR_FIGURE):
            return [row | {"text": name, "size": size}]
        figure = figure_text(self.figure.comparison, value)
        return [
            row | {"y": y - 7, "text": name, "size": size},
            row | {"y": y + 10, "text": figure, "size": FIGURE, "weight": "bold"},
        ]

    def _legend(self, top: float) -> list[alt.Chart]:
        """A box a class with its ends and how many regions are in it, and a hatched one for those without a value."""
        comparison = self.figure.comparison
        entries = list[tuple[str, str]]()
        for at, value_class in enumerate(comparison.classes):
            member = next(value for value in comparison.with_figure if comparison.class_of(value) == at)
            ends = dict.fromkeys((value_class.low, value_class.high))
            words = "～".join(format_value(end, comparison.decimals) for end in ends)
            entries.append((f"{words}（{value_class.count}）", theme.SHADES[self._shade(member) or 0]))
        empty = len(comparison.without_figure)
        if empty:
            entries.append((f"値なし（{empty}）", theme.PAPER))
        boxes: list[marks.Row] = []
        texts: list[marks.Row] = []
        hatches: list[marks.Row] = []
        bottom = top + 16
        for at, (words, fill) in enumerate(entries):
            left = at * SWATCH
            right = left + 22
            boxes.append(marks.segment((left, top), (right, bottom)) | {"fill": fill})
            place = {"x": left + 28, "y": top + 8, "align": "left"}
            texts.append(place | {"text": words, "size": theme.SMALL_SIZE})
            if fill == theme.PAPER:
                box = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
                hatches += [marks.rule(*ends) for ends in hatching([box])]
        rectangles = marks.spanned(boxes).mark_rect(stroke=theme.INK, strokeWidth=1)
        return [rectangles.encode(fill=marks.FILL), *marks.rules(hatches), *marks.texts(texts)]


def _feature(rings: Sequence[Ring], **properties: str) -> marks.Row:
    polygons = [[[list(point) for point in ring] for ring in rings]]
    geometry = {"type": "MultiPolygon", "coordinates": polygons}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _unprojected(chart: alt.Chart) -> alt.Chart:
    return chart.project(type="identity", scale=1, translate=[0, 0])
