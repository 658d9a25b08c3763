"""Where each municipality lies on a map, in pixels: hexagons whose position is schematic, or real boundaries.

Both are closed rings, so that one way of drawing, hatching and bordering serves them.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from dashboard.regions.tiles import centre

Point = tuple[float, float]
Ring = tuple[Point, ...]
"""A closed line: the last point is the first."""
Segment = tuple[Point, Point]

WIDTH = 700
MARGIN = 4.0
SCHEMATIC = "位置は模式的です（1つの六角形が1市町村。面積と正確な位置は表しません）"
_CORNERS = tuple(
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
    shapes = {code: (tuple((x + dx, y + dy) for dx, dy in _CORNERS),) for code, (x, y) in centres.items()}
    place, height = _fitted(shapes)
    cell = (place((1.0, 0.0))[0] - place((0.0, 0.0))[0]) * 0.94
    return Ground(
        _placed(shapes, place), {code: place(point) for code, point in centres.items()}, dict.fromkeys(tiles, cell),
        height, SCHEMATIC, schematic=True,
    )  # fmt: skip


def boundary_ground(shapes: Mapping[str, tuple[Ring, ...]], points: Mapping[str, Point], credit: str) -> Ground:
    """Real boundaries in degrees, as wide as long at their middle latitude, filling the width."""
    latitudes = [y for rings in shapes.values() for ring in rings for _, y in ring]
    narrow = math.cos(math.radians((min(latitudes) + max(latitudes)) / 2))

    def flat(point: Point) -> Point:
        return (point[0] * narrow, -point[1])

    plane = {code: tuple(tuple(map(flat, ring)) for ring in rings) for code, rings in shapes.items()}
    place, height = _fitted(plane)
    placed = _placed(plane, place)
    labels = {code: place(flat(point)) for code, point in points.items()}
    room = {code: _width_at(placed[code], labels[code]) for code in placed}
    return Ground(placed, labels, room, height, credit, schematic=False)


def borders(ground: Ground, group_of: Callable[[str], str | None]) -> list[Segment]:
    """The parts of outlines between municipalities of different groups, and those of the prefecture itself."""
    sides: defaultdict[Segment, list[str | None]] = defaultdict(list)
    for code, rings in ground.shapes.items():
        for ring in rings:
            for a, b in pairwise(ring):
                sides[min(_key(a), _key(b)), max(_key(a), _key(b))].append(group_of(code))
    return [side for side, groups in sides.items() if len(groups) == 1 or len(set(groups)) > 1]


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
        a, b = ax + ay - offset, bx + by - offset
        if (a < 0) != (b < 0):
            share = a / (a - b)
            yield ax + share * (bx - ax), ay + share * (by - ay)


def _fitted(shapes: Mapping[str, tuple[Ring, ...]]) -> tuple[Callable[[Point], Point], float]:
    """How points go into a picture of the house's width, and its height."""
    xs, ys = zip(*(point for rings in shapes.values() for ring in rings for point in ring), strict=True)
    left, top = min(xs), min(ys)
    scale = (WIDTH - 2 * MARGIN) / (max(xs) - left)

    def place(point: Point) -> Point:
        return (MARGIN + (point[0] - left) * scale, MARGIN + (point[1] - top) * scale)

    return place, place((left, max(ys)))[1] + MARGIN


def _placed(shapes: Mapping[str, tuple[Ring, ...]], place: Callable[[Point], Point]) -> dict[str, tuple[Ring, ...]]:
    return {code: tuple(tuple(map(place, ring)) for ring in rings) for code, rings in shapes.items()}


def _width_at(rings: tuple[Ring, ...], label: Point) -> float:
    """How much of the horizontal through a label lies inside, on its narrower side, doubled."""
    x, y = label
    edges = (edge for ring in rings for edge in pairwise(ring))
    cuts = [ax + (y - ay) / (by - ay) * (bx - ax) for (ax, ay), (bx, by) in edges if (ay < y) != (by < y)]
    return 2 * min((abs(cut - x) for cut in cuts), default=0.0)


def _key(point: Point) -> Point:
    return (round(point[0], 3), round(point[1], 3))
