"""A made-up prefecture of squares, 0.1 degrees wide, with wavy borders that neighbours share to the last digit."""

import itertools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dashboard.places import Regions, load_regions, with_check_digit
from dashboard.places.boundaries import Ring

CITY = "99100"
NAMES = {"99100": "大架空市", "99201": "東ヶ丘市", "99202": "中之島市", "99203": "西の浜市", "99321": "北里村"}
CREDIT = "架空の境界（架空省）を加工して作成"
WAVES = (0, 4e-5, -3e-5, 6e-5, 1e-5, -5e-5, 2e-5, -1e-5, 3e-5, -4e-5)


def prefecture(folder: Path, codes: Iterable[str] = tuple(NAMES), code: str = "99000") -> Regions:
    rows = [f"{one},{with_check_digit(one)},{NAMES.get(one, one)}," for one in codes]
    (folder / "regions.csv").write_text("\n".join(["code5,code6,name,kana", *rows, ""]), "utf-8")
    return load_regions(folder, code, "架空県")


def square(column: float, row: float, size: float = 0.1) -> list[list[float]]:
    """A closed ring of four straight sides; column and row count tenths of a degree from the south-west."""
    west, south = 139 + column / 10, 36 + row / 10
    corners = [(west, south), (west + size, south), (west + size, south + size), (west, south + size), (west, south)]
    return [[round(x, 9), round(y, 9)] for x, y in corners]


def wavy(column: int, row: int) -> list[list[float]]:
    """The same ring with wavy sides of 50 steps: the same waves on both sides of a border."""
    corners = square(column, row)
    return [place for a, b in itertools.pairwise(corners) for place in _side(a, b)] + [corners[0]]


def feature(properties: dict[str, Any], *rings: list[list[float]], **members: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": rings},
    } | members


def collection(features: list[dict[str, Any]], **members: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features, **members}


def written(path: Path, document: Any, encoding: str = "utf-8") -> Path:
    path.write_text(json.dumps(document, ensure_ascii=False), encoding)
    return path


def border(some: Iterable[Ring], others: Iterable[Ring]) -> set[tuple[float, float]]:
    """The positions that two municipalities have in common."""
    return {place for ring in some for place in ring} & {place for ring in others for place in ring}


def _side(a: list[float], b: list[float]) -> list[list[float]]:
    low, high = sorted((a, b))
    across = low[1] == high[1]
    places = [_place(low, high, step, across) for step in range(51)]
    return (places if a == low else places[::-1])[:-1]


def _place(low: list[float], high: list[float], step: int, across: bool) -> list[float]:
    wave = WAVES[step % len(WAVES)]
    x, y = (low[axis] + (high[axis] - low[axis]) * step / 50 for axis in (0, 1))
    return [round(x + (0 if across else wave), 9), round(y + (wave if across else 0), 9)]
