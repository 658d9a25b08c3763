"""A file of boundaries, TopoJSON or GeoJSON, matched with the municipalities by their codes.

What cannot be used is refused with a BoundaryError of one sentence.
"""

import json
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.errors import BoundaryError
from dashboard.places import Regions, with_check_digit
from dashboard.text import listed

Position = tuple[float, float]
"""Longitude and latitude, in degrees."""

Ring = tuple[Position, ...]
"""A closed line: the last position is the first one again."""


@dataclass(frozen=True)
class Boundaries:
    """The municipalities of one prefecture by their five-digit codes, in the order of the regions.

    ``shapes`` holds outer rings and holes alike (fill by the even-odd rule); municipalities that border on each other
    have the same positions there. ``points`` has a place for a label, well inside the largest part of each. ``credit``
    is the line that the terms of use of the data ask to be shown on the map.
    """

    shapes: Mapping[str, tuple[Ring, ...]]
    points: Mapping[str, Position]
    credit: str


Object = dict[str, Any]
"""A JSON object."""

_CODES = ("code5", "code", "N03_007", "市区町村コード", "id")
_CREDITS = ("credit", "attribution")
_MOST_NAMES = 5
_ZIP_DAMAGE = (EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error)


def read_json(path: Path) -> Object:
    """The JSON object in a file, or in the one .geojson of a ZIP file."""
    try:
        data = _unpacked(path) if zipfile.is_zipfile(path) else path.read_bytes()
    except FileNotFoundError as error:
        raise BoundaryError(f"「{path}」が見つかりません。ファイルの場所を確かめてください。") from error
    except OSError as error:
        raise BoundaryError(f"「{path}」を開けません。ファイルであることと読む権限を確かめてください。") from error
    except _ZIP_DAMAGE as error:
        raise BoundaryError(f"「{path}」のZIPを開けません。もう一度ダウンロードしてください。") from error
    try:
        document = json.loads(_text(data))
    except (ValueError, RecursionError) as error:
        raise BoundaryError(f"「{path}」はJSONとして読めません。TopoJSONかGeoJSONのファイルにしてください。") from error
    if not isinstance(document, dict):
        raise _not_a_map(path)
    return document


def as_text(document: Object) -> str:
    """JSON without a needless space, Japanese as it is."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def objects(value: Any) -> list[Object]:
    """The JSON objects of a list; nothing if it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def properties(feature: Object) -> Object:
    """The properties of a feature or of a whole file; empty where there are none."""
    value = feature.get("properties")
    return value if isinstance(value, dict) else {}


def check_complete(path: Path, codes: Collection[str], regions: Regions) -> None:
    """Make sure that every municipality has an outline; ``codes`` are those that have one."""
    missing = [region.name for region in regions.municipalities if region.code not in codes]
    if missing:
        raise BoundaryError(
            f"「{path}」に{listed(missing, _MOST_NAMES)}（{len(missing)}市町村）の境界がありません。"
            "都道府県と年月日が合うファイルかどうかを確かめてください。"
        )


@dataclass(frozen=True)
class _Layer:
    """The features of one layer of the file, and the municipality's code of each or None."""

    features: list[Object]
    codes: list[str | None]

    @property
    def matches(self) -> int:
        return sum(code is not None for code in self.codes)

    @property
    def strangers(self) -> list[str]:
        """What the features that are no municipality have instead of its code, each once."""
        pairs = zip(self.features, self.codes, strict=True)
        return list(dict.fromkeys(next(_codes(feature), "コードなし") for feature, code in pairs if code is None))


def load_boundaries(path: Path, regions: Regions) -> Boundaries:
    """The outlines of all municipalities, from the layer of the file in which every feature is one of them.

    A feature names its municipality by a property code5, code, N03_007, 市区町村コード or id (or its own id): five
    digits, or six with the check digit, as text or number. The credit is the file's member ``credit`` or
    ``attribution``, or a property of that name.
    """
    from dashboard.places import geometry

    document = read_json(path)
    layer = _municipal_layer(path, document, regions)
    credit = _credit(path, document)
    with geometry.damage_as_sentence(path):
        parts = geometry.grouped(document, layer.features, layer.codes)
        check_complete(path, parts, regions)
        geometry.check_degrees(path, parts)
        shapes = {region.code: geometry.rings(parts[region.code]) for region in regions.municipalities}
        points = {region.code: geometry.inner_point(parts[region.code]) for region in regions.municipalities}
    return Boundaries(shapes, points, credit)


def _municipal_layer(path: Path, document: Object, regions: Regions) -> _Layer:
    """The layer in which every feature is a municipality."""
    codes: dict[str, str] = {}
    for region in regions.municipalities:
        for code in (region.code, with_check_digit(region.code)):
            # Written as a number, a code loses its leading zero.
            codes |= {code: region.code, code.lstrip("0"): region.code}
    layers = []
    for features in _layers(path, document):
        if features:
            matches = [next((codes[code] for code in _codes(each) if code in codes), None) for each in features]
            layers.append(_Layer(features, matches))
    best = max(layers, key=lambda layer: (not layer.strangers, layer.matches), default=None)
    if best is None or not best.matches:
        raise BoundaryError(
            f"「{path}」のどの図形にも、この計画の市町村のコードがありません。"
            f"属性 {'、'.join(_CODES)} のどれかに5桁か6桁のコードを入れてください。"
        )
    if best.strangers:
        raise BoundaryError(
            f"「{path}」に市町村でない図形（コードは{listed(best.strangers, _MOST_NAMES)}）が混ざっています。"
            "市町村だけのファイルにするか、`python -m dashboard boundaries` で作り直してください。"
        )
    return best


def _layers(path: Path, document: Object) -> list[list[Object]]:
    match document.get("type"):
        case "FeatureCollection":
            return [objects(document.get("features"))]
        case "Topology":
            layers = document.get("objects")
            values = list(layers.values()) if isinstance(layers, dict) else []
            return [objects(layer.get("geometries")) for layer in objects(values)]
        case _:
            raise _not_a_map(path)


def _codes(feature: Object) -> Iterator[str]:
    """What stands where a feature's code may stand."""
    about = properties(feature)
    for value in (*(about.get(name) for name in _CODES), feature.get("id")):
        if value not in (None, ""):
            yield str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _credit(path: Path, document: Object) -> str:
    values = (place.get(name) for place in (document, properties(document)) for name in _CREDITS)
    credit = next((text.strip() for text in values if isinstance(text, str) and text.strip()), None)
    if credit is None:
        raise BoundaryError(
            f"「{path}」に出典の表示がありません。データの利用のきまりで要るので、"
            'ファイルのいちばん外側に "credit": "出典の文" を書き足してください。'
        )
    return credit


def _not_a_map(path: Path) -> BoundaryError:
    return BoundaryError(f"「{path}」はTopoJSONでもGeoJSONでもありません。境界のファイルを指定してください。")


def _unpacked(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith(".geojson")]
        if len(names) != 1:
            raise BoundaryError(
                f"「{path}」の中に.geojsonが{len(names)}個あります。ZIPを展開し、市区町村の.geojsonを指定してください。"
            )
        return archive.read(names[0])


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp932")  # what older Japanese desktop programs write
