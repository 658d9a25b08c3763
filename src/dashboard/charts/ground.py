"""Where the municipalities lie on a map: a hexagon each, or real boundaries, in pixels; their borders and hatching."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from dashboard.places.tiles import centre

Point = tuple[float, float]
Ring = tuple[Point, ...]
"""A closed line: the last point is the first."""
Segment = tuple[Point, Point]
WIDTH = 700
MARGIN = 4.0
NAME_ROOM = 0.86
"""How much of a hexagon's width a name may take."""
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

    def scaled(self, by: float) -> "Ground":
        """The same so many times as large."""
        if by == 1:
            return self
        shapes = {
            code: tuple(tuple((x * by, y * by) for x, y in ring) for ring in rings)
            for code, rings in self.shapes.items()
        }
        labels = {code: (x * by, y * by) for code, (x, y) in self.labels.items()}
        room = {code: room * by for code, room in self.room.items()}
        return replace(self, shapes=shapes, labels=labels, room=room, height=self.height * by)


def tile_ground(tiles: Mapping[str, tuple[int, int]]) -> Ground:
    """One hexagon a municipality, filling the width."""
    centres = {code: centre(tile) for code, tile in tiles.items()}
    hexagons = {code: (tuple((x + dx, y + dy) for dx, dy in HEXAGON),) for code, (x, y) in centres.items()}
    shapes, place, height = _in_pixels(hexagons)
    cell = (place((1.0, 0.0))[0] - place((0.0, 0.0))[0]) * NAME_ROOM
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
