"""All that needs a geometry library: decoding, inner points, dissolving and simplifying.

The only module that imports shapely and topojson. Coordinates are degrees.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import shapely  # type: ignore[import-untyped]
from topojson.core.topology import Topology

from dashboard.errors import BoundaryError
from dashboard.places.boundaries import Object, Position, Ring, as_text

Polygon = Any
Shape = Any

MAX_BYTES = 100_000
"""The size that a made file should not exceed."""

_NOISE = 1e-5  # about a metre: neighbours that are closer, or overlap by less, are meant to touch
_ISLET = 1e-5  # square degrees, about 0.1 km²
_FINEST = 2e-4
_COARSER = 1.5
_ROUNDS = 15  # from about 20 m until the file is small enough, at most to about 6 km
_GRID = 1e5  # steps across the map
_DAMAGE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, shapely.errors.ShapelyError)


@contextmanager
def damage_as_sentence(path: Path) -> Iterator[None]:
    """Turn what the libraries raise over a geometry that is none into the sentence for the user (BoundaryError)."""
    try:
        yield
    except _DAMAGE as error:
        raise BoundaryError(
            f"「{path}」の図形が壊れていて読めません。もう一度手に入れるか作り直してください。"
        ) from error


def grouped(document: Object, features: Sequence[Object], keys: Iterable[str | None]) -> dict[str, list[Polygon]]:
    """The polygons with an area, in two dimensions, of the features of a GeoJSON or TopoJSON object, by key."""
    groups: dict[str, list[Polygon]] = {}
    for key, outline in zip(keys, _outlines(document, features), strict=True):
        polygons = _polygons(outline)
        if key and polygons:
            groups.setdefault(key, []).extend(polygons)
    return groups


def check_degrees(path: Path, groups: Mapping[str, Iterable[Polygon]]) -> None:
    """Make sure that all positions are longitudes and latitudes."""
    bounds = (part.bounds for parts in groups.values() for part in parts)
    if not all(-180 <= west <= east <= 180 and -90 <= south <= north <= 90 for west, south, east, north in bounds):
        raise BoundaryError(f"「{path}」の座標が緯度と経度ではありません。緯度経度で書き出し直してください。")


def rings(parts: Iterable[Polygon]) -> tuple[Ring, ...]:
    """Outer rings and holes, each closed."""
    return tuple(tuple(ring.coords) for part in parts for ring in (part.exterior, *part.interiors))


def inner_point(parts: Iterable[Polygon]) -> Position:
    """The centre of the largest circle in the largest polygon."""
    largest = max(shapely.get_parts([_valid(part) for part in parts]), key=lambda part: part.area)
    longitude, latitude = shapely.maximum_inscribed_circle(largest).coords[0]
    return longitude, latitude


def dissolved(groups: Mapping[str, Sequence[Polygon]]) -> dict[str, Shape]:
    """One shape for each key, without lines between its own parts; neighbours share their borders exactly.

    Islands too small to be seen are left out, but never the largest part of a shape.
    """
    keys = [key for key, polygons in groups.items() for _ in polygons]
    valid = [_valid(polygon) for polygons in groups.values() for polygon in polygons]
    clean = shapely.coverage_clean(valid, gap_width=_NOISE, snapping_distance=_NOISE)
    parts: dict[str, list[Shape]] = {}
    for key, part in zip(keys, clean, strict=True):
        parts.setdefault(key, []).append(part)
    return _without_islets({key: shapely.coverage_union_all(shapes) for key, shapes in parts.items()})


def small_topology(shapes: Mapping[str, Shape], about: Mapping[str, Object], name: str) -> Object:
    """A TopoJSON object of these shapes, simplified until it is small; borders stay shared.

    ``about`` has the properties of each shape, ``name`` is that of the object in the file.
    """
    for round_ in range(_ROUNDS):
        simple = shapely.coverage_simplify(list(shapes.values()), _FINEST * _COARSER**round_)
        topology = _topology(dict(zip(shapes, simple, strict=True)), about, name)
        if len(as_text(topology)) <= MAX_BYTES:
            break
    return topology


def _outlines(document: Object, features: Sequence[Object]) -> list[Object | None]:
    if document.get("type") != "Topology":
        return [feature.get("geometry") for feature in features]
    layer = {**document, "objects": {"all": {"type": "GeometryCollection", "geometries": list(features)}}}
    return [feature["geometry"] for feature in Topology(layer, object_name="all").__geo_interface__["features"]]


def _polygons(outline: Object | None) -> list[Polygon]:
    if not outline or outline["type"] not in {"Polygon", "MultiPolygon"}:
        return []
    parts = shapely.get_parts(shapely.force_2d(shapely.geometry.shape(outline)))
    return [part for part in parts if _valid(part).area > 0]


def _topology(shapes: Mapping[str, Shape], about: Mapping[str, Object], name: str) -> Object:
    features = [
        {"type": "Feature", "id": key, "properties": about[key], "geometry": shapely.geometry.mapping(shape)}
        for key, shape in shapes.items()
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return Topology(collection, prequantize=_GRID, object_name=name).to_dict()


def _without_islets(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    everything = shapely.STRtree(shapely.get_parts(list(shapes.values())))

    def is_visible(part: Polygon) -> bool:
        # A speck that touches its neighbours fills a hole in them.
        return part.area >= _ISLET or len(everything.query(part, "intersects")) > 1

    large = {}
    for key, shape in shapes.items():
        largest, *others = sorted(shapely.get_parts(shape), key=lambda part: part.area, reverse=True)
        large[key] = shapely.multipolygons([largest, *filter(is_visible, others)])
    return large


def _valid(polygon: Polygon) -> Shape:
    return polygon if polygon.is_valid else shapely.make_valid(polygon, method="structure", keep_collapsed=False)
