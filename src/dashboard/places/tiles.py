"""Where each municipality stands on the tile map: one hexagon each, so that a small town is as easy to see as a city.

The position is schematic: the tiles keep the areas together and most neighbours side by side, not shapes or distances.
"""

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from dashboard.errors import RegionError
from dashboard.places.region_files import Row, check_code, read_rows
from dashboard.text import listed

Tile = tuple[int, int]
"""tile_x, counted towards the east, and tile_y, the row, counted towards the south."""

_COLUMNS = ("code5", "tile_x", "tile_y")
_MOST_NAMES = 5


def load_tiles(path: Path, municipality_codes: Collection[str]) -> Mapping[str, Tile]:
    """The tiles of a CSV file (code5, tile_x, tile_y) by municipality code; empty where there is no such file.

    It is all or nothing: a map that leaves a municipality out would hide it.
    """
    tiles: dict[str, Tile] = {}

    def add(row: Row) -> None:
        code = row["code5"]
        tile = (_whole_number(row, "tile_x"), _whole_number(row, "tile_y"))
        check_code(row, "code5", municipality_codes)
        if code in tiles:
            raise RegionError(f"code5「{code}」が2回あります。どちらかの行を消してください。")
        for other, other_tile in tiles.items():
            if other_tile == tile:
                raise RegionError(
                    f"tile_x「{tile[0]}」tile_y「{tile[1]}」は「{other}」と同じ位置です。"
                    "どちらかの位置を変えてください。"
                )
        tiles[code] = tile

    if not path.exists():
        return {}
    read_rows(path, _COLUMNS, add)
    missing = sorted(set(municipality_codes) - set(tiles))
    if missing:
        names = listed(missing, _MOST_NAMES)
        raise RegionError(f"{path.name}: {names}の{len(missing)}市町村の位置がありません。行を書き足してください。")
    return tiles


def centre(tile: Tile) -> tuple[float, float]:
    """The middle of a tile, x towards the east and y towards the south; neighbours lie 1 apart.

    x = tile_x + 0.5·(tile_y mod 2), y = 0.866·tile_y: odd rows are shifted half a cell to the east, and rows lie √3/2
    apart. The position is schematic.
    """
    x, y = tile
    return x + 0.5 * (y % 2), 0.866 * y


def _whole_number(row: Row, column: str) -> int:
    if not re.fullmatch("-?[0-9]{1,4}", row[column]):
        raise RegionError(f"{column}「{row[column]}」は整数ではありません。位置を数字だけで書いてください。")
    return int(row[column])
