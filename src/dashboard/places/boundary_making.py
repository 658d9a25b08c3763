"""From the ministry's file of administrative areas (国土数値情報 N03) to a small file of this prefecture's boundaries.

N03 has one feature for each polygon. N03_007 is the five-digit code; wards of a designated city have codes of their
own, and the city's name in N03_003 (older editions) or N03_004 (newer ones). Areas that belong to no municipality yet
(所属未定地) have no code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

from dashboard.errors import BoundaryError
from dashboard.places import Region, Regions
from dashboard.places.boundaries import (
    Boundaries,
    Object,
    as_text,
    check_complete,
    load_boundaries,
    objects,
    properties,
    read_json,
)

_LAYER = "municipalities"


@dataclass(frozen=True)
class BoundaryFile:
    """The content of a new file of boundaries, and what of the source is not in it.

    ``topology`` is the TopoJSON object with its member ``credit``. ``unassigned`` counts the polygons of areas that
    belong to no municipality yet, ``unknown`` names those areas of the prefecture that the regions do not have.
    """

    topology: Object
    unassigned: int
    unknown: tuple[str, ...]


def credit_line(day: date) -> str:
    """The credit that the ministry's terms of use ask for, for data as of ``day``."""
    as_of = f"{day.year}年{day.month}月{day.day}日時点"
    return f"「国土数値情報（行政区域データ）」（国土交通省）{as_of} を加工して作成"


def write_boundaries(source: Path, path: Path, regions: Regions, credit: str) -> tuple[BoundaryFile, Boundaries]:
    """Make a new file from an N03 file and read it back to prove it; whole or not at all."""
    if path.exists():
        raise BoundaryError(f"「{path}」はすでにあります。上書きしないので、別のファイル名にしてください。")
    content = make_boundaries(source, regions, credit)
    unfinished = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        unfinished.write_text(as_text(content.topology), encoding="utf-8")
        proof = load_boundaries(unfinished, regions)
        unfinished.replace(path)
    except OSError as error:
        raise BoundaryError(f"「{path}」に書き込めません。フォルダーの場所と権限を確かめてください。") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return content, proof


def make_boundaries(source: Path, regions: Regions, credit: str) -> BoundaryFile:
    """TopoJSON of the municipalities from an N03 GeoJSON, or from the published ZIP file with one inside.

    Wards are dissolved into their city, lines are simplified with shared borders kept shared, and islands of less than
    about 0.1 km² are dropped unless they are all there is.
    """
    from dashboard.places import geometry

    document = read_json(source)
    features = objects(document.get("features"))
    if not any("N03_007" in properties(feature) for feature in features):
        raise BoundaryError(
            f"「{source}」に属性 N03_007 がありません。"
            "国土数値情報「行政区域データ」のGeoJSONか、それが入ったZIPを指定してください。"
        )
    inside = [feature for feature in features if _is_inside(properties(feature), regions.prefecture)]
    codes = {key: region.code for region in regions.municipalities for key in (region.code, region.name)}
    owners = [_owner(properties(feature), codes) for feature in inside]
    names = {region.code: {"code5": region.code, "name": region.name} for region in regions.municipalities}
    with geometry.damage_as_sentence(source):
        groups = geometry.grouped(document, inside, owners)
        check_complete(source, groups, regions)
        geometry.check_degrees(source, groups)
        topology = geometry.small_topology(geometry.dissolved(groups), names, _LAYER)
    others = [properties(feature) for feature, owner in zip(inside, owners, strict=True) if owner is None]
    unknown = dict.fromkeys(str(about.get("N03_004")) for about in others if not _is_unassigned(about))
    return BoundaryFile({**topology, "credit": credit}, sum(map(_is_unassigned, others)), tuple(unknown))


def _is_inside(about: Object, prefecture: Region) -> bool:
    """Whether the feature is of this prefecture; the nationwide file has all of them."""
    code = _code(about)
    return code.startswith(prefecture.code[:2]) if code else about.get("N03_001") == prefecture.name


def _is_unassigned(about: Object) -> bool:
    return not _code(about) or about.get("N03_004") == "所属未定地"


def _owner(about: Object, codes: Mapping[str, str]) -> str | None:
    """The code of the municipality that the area is, or is a ward of; ``codes`` by code and by name."""
    code = _code(about)
    names = (code, str(about.get("N03_003")), str(about.get("N03_004"))) if code else ()
    return next((codes[name] for name in names if name in codes), None)


def _code(about: Object) -> str:
    return str(about.get("N03_007") or "").strip()
