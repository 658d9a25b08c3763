"""Where each municipality stands on the tile map: one hexagon each, so that a small town is as easy to see as a city.

The position is schematic: the tiles keep the areas together and most neighbours side by side, not shapes or distances.
"""

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from dashboard.errors import RegionError
from dashboard.places.region_files import rows
from dashboard.text import listed

Tile = tuple[int, int]
"""tile_x, counted towards the east, and tile_y, the row, counted towards the south."""

_COLUMNS = ("code5", "tile_x", "tile_y")
_MOST_NAMED = 5


def load_tiles(path: Path, known_codes: Collection[str]) -> Mapping[str, Tile]:
    """The tiles of a CSV file (code5, tile_x, tile_y) by municipality code; empty where there is no such file.

    ``known_codes`` are the municipalities. It is all or nothing: a map that leaves one out would hide it.

    Raises:
        RegionError: the file cannot be read, a row is wrong, two municipalities share a tile or one has none.
    """
    if not path.exists():
        return {}
    tiles: dict[str, Tile] = {}
    for line, row in rows(path, _COLUMNS):
        try:
            _add(tiles, row, known_codes)
        except RegionError as reason:
            raise RegionError(f"{path.name} {line}行目: {reason}") from None
    _check_complete(path, sorted(set(known_codes) - set(tiles)))
    return tiles


def centre(tile: Tile) -> tuple[float, float]:
    """The middle of a tile, x towards the east and y towards the south; neighbours lie 1 apart.

    x = tile_x + 0.5·(tile_y mod 2), y = 0.866·tile_y: odd rows are shifted half a cell to the east, and rows lie √3/2
    apart. The position is schematic.
    """
    x, y = tile
    return x + 0.5 * (y % 2), 0.866 * y


def _add(tiles: dict[str, Tile], row: Mapping[str, str], known_codes: Collection[str]) -> None:
    code, tile = row["code5"], (_whole(row, "tile_x"), _whole(row, "tile_y"))
    if code not in known_codes:
        raise RegionError(f"code5「{code}」の市町村はありません。コードを直すか、この行を消してください。")
    if code in tiles:
        raise RegionError(f"code5「{code}」が2回あります。どちらかの行を消してください。")
    for other, taken in tiles.items():
        if taken == tile:
            said = f"tile_x「{tile[0]}」tile_y「{tile[1]}」は「{other}」と同じ位置です。"
            raise RegionError(f"{said}どちらかの位置を変えてください。")
    tiles[code] = tile


def _whole(row: Mapping[str, str], column: str) -> int:
    if not re.fullmatch("-?[0-9]{1,4}", row[column]):
        raise RegionError(f"{column}「{row[column]}」は整数ではありません。位置を数字だけで書いてください。")
    return int(row[column])


def _check_complete(path: Path, missing: list[str]) -> None:
    if missing:
        named = listed(missing[:_MOST_NAMED]) + ("など" if len(missing) > _MOST_NAMED else "")
        raise RegionError(f"{path.name}: {named}の{len(missing)}市町村の位置がありません。行を書き足してください。")
