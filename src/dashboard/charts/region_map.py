"""The map of one indicator: municipalities coloured by their own or their area's value, in the legend's classes.

No value is hatched, never the lightest colour. Names are printed wherever they fit; on the tile map they all do.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import altair as alt

from dashboard.charts import marks, theme
from dashboard.charts.marks import by_weight, placed, segment, spanned
from dashboard.charts.picture import Picture
from dashboard.charts.regional import RegionalView, figure_text, figures_table, missing_words, short_name, value_words
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


LEGEND, FOOTER = 46, 62
NAME, FIGURE, PLACE = 13.5, 13.0, 12.0
FOOTER_CHARACTERS = 58
SWATCH = 138
SMALLEST, ROOM_FOR_FIGURE = 9.0, 58.0
"""Where a real boundary is too small, a name or a figure would lie on its neighbours; pointing tells it."""


def map_picture(view: RegionalView, ground: Ground, *, titled: bool = True) -> Picture:
    """The map; the description of every shape begins with its region's name.

    Not ``titled``, it has neither title nor the small lines below: the page around it must say them.
    """
    return Picture(
        name=f"{view.subject}_地図",
        title=view.title,
        alt=_alt(view),
        chart=_chart(view, ground, titled=titled),
        table=figures_table(view),
    )


def _chart(view: RegionalView, ground: Ground, *, titled: bool) -> alt.LayerChart:
    height = round(ground.height)
    layers = [
        _shapes(view, ground),
        *_lines(_hatches(view, ground), theme.FAINT, 1.0),
        *_lines(_borders(view, ground), theme.INK, 3.2),
        *_marked(view, ground),
        *_names(view, ground),
        *_legend(view, height + 14),
    ]
    if not titled:
        return marks.finished(layers, WIDTH, height, None)
    notes = (missing_words(view.comparison.without_figure), ground.note)
    footer = marks.footer(view.footer(FOOTER_CHARACTERS, *notes), height + LEGEND)
    title = alt.TitleParams(view.title, subtitle=view.subtitle, frame="bounds")
    return marks.finished([*layers, footer], WIDTH, height, title)


def _value_of(view: RegionalView, code: str) -> RegionalValue | None:
    """The value that colours a municipality: its own, or that of its area in the set."""
    region = _region_of(view, code)
    return view.comparison.of(region) if region else None


def _region_of(view: RegionalView, code: str) -> Region | None:
    own, region_set = view.regions.get(code), view.comparison.region_set
    return own if region_set.level is Level.MUNICIPALITY else view.regions.area_of(own, region_set)


def _shade(view: RegionalView, value: RegionalValue | None) -> int | None:
    """The place of a value's colour among the shades; few classes keep far apart."""
    at = view.comparison.class_of(value) if value else None
    if at is None:
        return None
    last, classes = len(theme.SHADES) - 1, len(view.comparison.classes) - 1
    return round(at * last / classes) if classes else 1


def _shapes(view: RegionalView, ground: Ground) -> alt.Chart:
    features = [_feature(view, code, rings) for code, rings in ground.shapes.items()]
    shapes = marks.layer(features).mark_geoshape(stroke=theme.PAPER, strokeWidth=1.4)
    fill, words = alt.Fill("properties.fill:N", scale=None), alt.Description("properties.words:N")
    return _unprojected(shapes.encode(fill=fill, description=words))


def _feature(view: RegionalView, code: str, rings: Sequence[Ring]) -> dict[str, Any]:
    value = _value_of(view, code)
    shade = _shade(view, value)
    own = view.regions.get(code).name
    words = value_words(view.comparison, value) if value else f"{own}：この区分に入っていません"
    fill = theme.PAPER if shade is None else theme.SHADES[shade]
    return _geometry(rings) | {"properties": {"fill": fill, "words": words}}


def _geometry(rings: Sequence[Ring]) -> dict[str, Any]:
    polygons = [[[list(point) for point in ring] for ring in rings]]
    return {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": polygons}}


def _unprojected(chart: alt.Chart) -> alt.Chart:
    return chart.project(type="identity", scale=1, translate=[0, 0])


def _hatches(view: RegionalView, ground: Ground) -> list[dict[str, Any]]:
    empty = (rings for code, rings in ground.shapes.items() if _shade(view, _value_of(view, code)) is None)
    return [segment(a, b) for rings in empty for a, b in hatching(rings)]


def _borders(view: RegionalView, ground: Ground) -> list[dict[str, Any]]:
    """Around the areas of the set; municipalities are grouped by the first set of areas there is."""
    area_sets = view.regions.area_sets
    chosen = view.comparison.region_set
    drawn = chosen if chosen.level is Level.AREA else area_sets[0] if area_sets else None

    def group(code: str) -> str | None:
        area = view.regions.area_of(view.regions.get(code), drawn) if drawn else None
        return area.code if area else None

    return [segment(a, b) for a, b in borders(ground, group)]


def _lines(rows: Sequence[dict[str, Any]], colour: str, width: float) -> list[alt.Chart]:
    return [spanned(rows).mark_rule(color=colour, strokeWidth=width, strokeCap="round")] if rows else []


def _marked(view: RegionalView, ground: Ground) -> list[alt.Chart]:
    """The chosen region in a double outline, which a photocopy keeps."""
    codes = [code for code in ground.shapes if view.chosen and _region_of(view, code) == view.chosen]
    rows = [_geometry(ground.shapes[code]) | {"properties": {}} for code in codes]
    look = ((theme.INK, 8.0), (theme.PAPER, 3.0))
    return [
        _unprojected(marks.layer(rows).mark_geoshape(filled=False, stroke=colour, strokeWidth=width))
        for colour, width in look
        if rows
    ]


def _names(view: RegionalView, ground: Ground) -> list[alt.Chart]:
    """Names with their figures where each municipality has its own; where areas have them, once an area."""
    own = view.comparison.region_set.level is Level.MUNICIPALITY
    middles = {} if own else _middles(view, ground)
    rows = [row for code in ground.shapes for row in _label(view, ground, code, own, middles.get(code))]
    rims = [row for row in rows if row["rim"]]
    return [*_texts(rims, rim=True), *_texts(rows, rim=False)]


def _label(
    view: RegionalView, ground: Ground, code: str, own: bool, area: RegionalValue | None
) -> list[dict[str, Any]]:
    (x, y), room = ground.labels[code], ground.room[code]
    value = _value_of(view, code)
    shade = _shade(view, value)
    colour = theme.INK if shade is None else theme.ON_SHADES[shade]
    name = short_name(view.regions.get(code))
    size = min(NAME, room / len(name) * 0.98)
    rim = shade is None or not ground.schematic
    row = {"x": x, "colour": theme.INK if rim else colour, "rim": rim, "weight": "normal"}
    if size < SMALLEST:
        return []
    if own and room >= (0 if ground.schematic else ROOM_FOR_FIGURE) and value is not None and shade is not None:
        figure = {"y": y + 10, "text": figure_text(view.comparison, value), "size": FIGURE, "weight": "bold"}
        return [row | {"y": y - 7, "text": name, "size": size}, row | figure]
    if area is not None:
        return [row | line for line in _area_lines(view, area, name, y, room)]
    return [row | {"y": y, "text": name, "size": size if own else min(size, PLACE)}]


def _area_lines(view: RegionalView, area: RegionalValue, name: str, y: float, room: float) -> Iterator[dict[str, Any]]:
    """The municipality's name small over its area's name and figure."""
    words = area.region.name
    yield {"y": y - 16, "text": name, "size": min(PLACE, room / len(name))}
    yield {"y": y, "text": words, "size": min(NAME, room / len(words)), "weight": "bold"}
    yield {"y": y + 16, "text": figure_text(view.comparison, area), "size": FIGURE, "weight": "bold"}


def _middles(view: RegionalView, ground: Ground) -> dict[str, RegionalValue]:
    """The municipality nearest to the middle of each area: where the area's name goes."""
    middles = {}
    for value in view.comparison.values:
        codes = [code for code in ground.shapes if _region_of(view, code) == value.region]
        if codes:
            places = [ground.labels[code] for code in codes]
            x, y = (sum(axis) / len(places) for axis in zip(*places, strict=True))
            nearest = min(codes, key=lambda c: (ground.labels[c][0] - x) ** 2 + (ground.labels[c][1] - y) ** 2)
            middles[nearest] = value
    return middles


def _texts(rows: Sequence[dict[str, Any]], *, rim: bool) -> list[alt.Chart]:
    look: dict[str, Any] = {"baseline": "middle"} | ({"stroke": theme.PAPER, "strokeWidth": 4} if rim else {})
    colour: dict[str, Any] = {} if rim else {"color": alt.Color("colour:N", scale=None)}
    size = alt.Size("size:Q", scale=None)
    return [
        placed(found).mark_text(**look, fontWeight=weight).encode(size=size, text=marks.WORDS, **colour)
        for weight, found in by_weight(rows)
    ]


def _legend(view: RegionalView, top: float) -> list[alt.Chart]:
    rows = [*_class_rows(view), *_empty_row(view)]
    swatches = [
        row | {"x": at * SWATCH, "x2": at * SWATCH + 22, "y": top, "y2": top + 16} for at, row in enumerate(rows)
    ]
    boxes = spanned(swatches).mark_rect(stroke=theme.INK, strokeWidth=1)
    texts = placed([row | {"x": row["x2"] + 6, "y": top + 8} for row in swatches])
    look: dict[str, Any] = {"fontSize": theme.SMALL_SIZE, "color": theme.INK}
    empty = [_box(row["x"], row["y"], row["x2"], row["y2"]) for row in swatches if row["empty"]]
    return [
        boxes.encode(fill=alt.Fill("fill:N", scale=None)),
        *_lines([segment(a, b) for ring in empty for a, b in hatching([ring])], theme.FAINT, 1.0),
        texts.mark_text(align="left", baseline="middle", **look).encode(text=marks.WORDS),
    ]


def _class_rows(view: RegionalView) -> list[dict[str, Any]]:
    comparison, rows = view.comparison, []
    for at, one in enumerate(comparison.classes):
        ends = [format_value(end, comparison.decimals) for end in dict.fromkeys((one.low, one.high))]
        member = next(value for value in comparison.with_figure if comparison.class_of(value) == at)
        fill = theme.SHADES[_shade(view, member) or 0]
        rows.append({"text": f"{'〜'.join(ends)}（{one.count}）", "fill": fill, "empty": False})
    return rows


def _empty_row(view: RegionalView) -> list[dict[str, Any]]:
    count = len(view.comparison.without_figure)
    return [{"text": f"値なし（{count}）", "fill": theme.PAPER, "empty": True}] if count else []


def _box(x: float, y: float, x2: float, y2: float) -> Ring:
    return ((x, y), (x2, y), (x2, y2), (x, y2), (x, y))


def _alt(view: RegionalView) -> str:
    comparison = view.comparison
    most = comparison.ordered(Order.MOST)[: len(comparison.with_figure)]
    ends = [value_words(comparison, most[at]) for at in (0, -1)] if most else ["", ""]
    said = f"最も多いのは{ends[0]}、最も少ないのは{ends[1]}" if most else ""
    sentences = (f"{view.title}の地図", view.subtitle, said, missing_words(comparison.without_figure))
    return "".join(f"{sentence}。" for sentence in sentences if sentence)
