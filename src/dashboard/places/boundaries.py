"""A file of boundaries, TopoJSON or GeoJSON, matched with the municipalities by their codes."""

import json
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
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

_SHOWN = 5
_ZIP_DAMAGE = (EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error)


def read_json(path: Path) -> Object:
    """The JSON object in a file, or in the one .geojson of a ZIP file.

    Raises:
        BoundaryError: the file is missing, cannot be read, or holds no JSON object.
    """
    try:
        document = json.loads(_text(_bytes(path)))
    except (ValueError, RecursionError) as error:
        raise BoundaryError(f"「{path}」はJSONとして読めません。TopoJSONかGeoJSONのファイルにしてください。") from error
    if not isinstance(document, dict):
        raise no_map(path)
    return document


def as_text(document: Object) -> str:
    """JSON without a needless space, Japanese as it is."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def no_map(path: Path) -> BoundaryError:
    """The error for a file with something else in it."""
    return BoundaryError(f"「{path}」はTopoJSONでもGeoJSONでもありません。境界のファイルを指定してください。")


def objects(value: Any) -> list[Object]:
    """The JSON objects of a list; nothing if it is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def properties(one: Object) -> Object:
    """The properties of a feature or of a whole file; empty where there are none."""
    found = one.get("properties")
    return found if isinstance(found, dict) else {}


def some(names: Sequence[str]) -> str:
    """The first few names as 「a」「b」など, without など if that is all."""
    return listed(names[:_SHOWN]) + ("など" if len(names) > _SHOWN else "")


def check_complete(path: Path, found: Collection[str], regions: Regions) -> None:
    """Make sure that every municipality has an outline; ``found`` are the codes that have one.

    Raises:
        BoundaryError: naming those that have none.
    """
    missing = [region.name for region in regions.municipalities if region.code not in found]
    if missing:
        raise BoundaryError(
            f"「{path}」に{some(missing)}（{len(missing)}市町村）の境界がありません。"
            "都道府県と年月日が合うファイルかどうかを確かめてください。"
        )


def _bytes(path: Path) -> bytes:
    try:
        return _unpacked(path) if zipfile.is_zipfile(path) else path.read_bytes()
    except FileNotFoundError as error:
        raise BoundaryError(f"「{path}」が見つかりません。ファイルの場所を確かめてください。") from error
    except OSError as error:
        raise BoundaryError(f"「{path}」を開けません。ファイルであることと読む権限を確かめてください。") from error
    except _ZIP_DAMAGE as error:
        raise BoundaryError(f"「{path}」のZIPを開けません。もう一度ダウンロードしてください。") from error


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


_CODES = ("code5", "code", "N03_007", "市区町村コード", "id")
_CREDITS = ("credit", "attribution")


@dataclass(frozen=True)
class _Collection:
    """The features of one layer of the file, and the municipality's code of each or None."""

    features: list[Object]
    codes: list[str | None]

    @property
    def matches(self) -> int:
        """How many features are municipalities."""
        return sum(code is not None for code in self.codes)

    @property
    def strangers(self) -> list[str]:
        """What the other features have instead of a municipality's code, each once."""
        pairs = zip(self.features, self.codes, strict=True)
        return list(dict.fromkeys(next(_written(one), "コードなし") for one, code in pairs if code is None))


def load_boundaries(path: Path, regions: Regions) -> Boundaries:
    """The outlines of all municipalities, from the layer of the file in which every feature is one of them.

    A feature names its municipality by a property code5, code, N03_007, 市区町村コード or id (or its own id): five
    digits, or six with the check digit, as text or number. The credit is the file's member ``credit`` or
    ``attribution``, or a property of that name.

    Raises:
        BoundaryError: with one sentence: the file cannot be read, has no such layer, lacks a municipality, has no
            credit or no usable outline.
    """
    from dashboard.places import geometry  # noqa: PLC0415  a site without boundaries need not load the libraries

    document = read_json(path)
    chosen, credit = _chosen(path, document, regions), _credit(path, document)
    with geometry.damage_told(path):
        parts = geometry.grouped(document, chosen.features, chosen.codes)
        check_complete(path, parts, regions)
        geometry.check_degrees(path, parts)
        shapes = {region.code: geometry.rings(parts[region.code]) for region in regions.municipalities}
        points = {region.code: geometry.inner_point(parts[region.code]) for region in regions.municipalities}
    return Boundaries(shapes, points, credit)


def _chosen(path: Path, document: Object, regions: Regions) -> _Collection:
    known = _spellings(regions)
    layers = [
        _Collection(features, [_code(feature, known) for feature in features])
        for features in _layers(path, document)
        if features
    ]
    best = max(layers, key=lambda layer: (not layer.strangers, layer.matches), default=None)
    if best is None or not best.matches:
        raise BoundaryError(
            f"「{path}」のどの図形にも、この計画の市町村のコードがありません。"
            f"属性 {'、'.join(_CODES)} のどれかに5桁か6桁のコードを入れてください。"
        )
    if best.strangers:
        raise BoundaryError(
            f"「{path}」に市町村でない図形（コードは{some(best.strangers)}）が混ざっています。"
            "市町村だけのファイルにするか、`python -m dashboard boundaries` で作り直してください。"
        )
    return best


def _layers(path: Path, document: Object) -> list[list[Object]]:
    match document.get("type"):
        case "FeatureCollection":
            return [objects(document.get("features"))]
        case "Topology":
            layers = document.get("objects")
            inside = list(layers.values()) if isinstance(layers, dict) else []
            return [objects(layer.get("geometries")) for layer in objects(inside)]
        case _:
            raise no_map(path)


def _spellings(regions: Regions) -> dict[str, str]:
    """Each way to write a municipality's code, also without a leading zero as numbers are, and the code."""
    return {
        written: region.code
        for region in regions.municipalities
        for whole in (region.code, with_check_digit(region.code))
        for written in (whole, whole.lstrip("0"))
    }


def _code(feature: Object, known: Mapping[str, str]) -> str | None:
    return next((known[written] for written in _written(feature) if written in known), None)


def _written(feature: Object) -> Iterator[str]:
    """What stands where a code may stand."""
    about = properties(feature)
    for value in (*(about.get(name) for name in _CODES), feature.get("id")):
        if value not in (None, ""):
            yield _digits(value)


def _digits(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _credit(path: Path, document: Object) -> str:
    written = (place.get(name) for place in (document, properties(document)) for name in _CREDITS)
    credit = next((text.strip() for text in written if isinstance(text, str) and text.strip()), None)
    if credit is None:
        raise BoundaryError(
            f"「{path}」に出典の表示がありません。データの利用のきまりで要るので、"
            'ファイルのいちばん外側に "credit": "出典の文" を書き足してください。'
        )
    return credit
