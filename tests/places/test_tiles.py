"""The tile map shows every municipality once, and every area in one piece."""

import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from dashboard.errors import RegionError
from dashboard.places.tiles import Tile, centre, load_tiles
from places.making import DATA, area_names, members, municipalities, written

CODES = municipalities()
TILES = load_tiles(DATA / "tiles.csv", CODES)
HEADER = "code5,tile_x,tile_y"
FIRST, SECOND = "99201,0,0", "99202,1,0"
KNOWN = ["99201", "99202"]


def neighbours(one: Tile, other: Tile) -> bool:
    return math.isclose(math.dist(centre(one), centre(other)), 1, abs_tol=0.001)


def in_one_piece(tiles: Sequence[Tile]) -> bool:
    reached, left = [tiles[0]], set(tiles[1:])
    for tile in reached:
        beside = {other for other in left if neighbours(tile, other)}
        reached += beside
        left -= beside
    return not left


def test_every_municipality_has_a_tile_of_its_own() -> None:
    assert set(TILES) == set(CODES)
    assert len(set(TILES.values())) == 63


@pytest.mark.parametrize("area", area_names().values())
def test_every_area_is_in_one_piece(area: str) -> None:
    assert in_one_piece([TILES[code] for code in members()[area]])


def test_tiles_apart_are_not_in_one_piece() -> None:
    assert not in_one_piece([(0, 0), (1, 0), (3, 0)])


@pytest.mark.parametrize(
    ("tile", "beside"),
    [
        ((3, 2), {(2, 2), (4, 2), (2, 1), (3, 1), (2, 3), (3, 3)}),
        ((3, 3), {(2, 3), (4, 3), (3, 2), (4, 2), (3, 4), (4, 4)}),
    ],
)
def test_a_tile_has_six_neighbours_for_odd_rows_are_shifted_half_a_cell_east(tile: Tile, beside: set[Tile]) -> None:
    grid = [(x, y) for x in range(8) for y in range(8)]
    assert {other for other in grid if neighbours(tile, other)} == beside


def test_the_middle_of_a_tile_lies_east_and_south_of_the_first() -> None:
    assert centre((0, 0)) == (0, 0)
    assert centre((8, 5)) == pytest.approx((8.5, 4.33))


def test_without_a_file_there_is_no_map(tmp_path: Path) -> None:
    assert load_tiles(tmp_path / "tiles.csv", CODES) == {}


def test_tiles_come_by_the_code_of_their_municipality(tmp_path: Path) -> None:
    path = written(tmp_path, "tiles.csv", HEADER, FIRST, "99202,-1,2")
    assert load_tiles(path, KNOWN) == {"99201": (0, 0), "99202": (-1, 2)}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            SECOND.replace("99202", "99101"),
            "code5「99101」の市町村はありません。コードを直すか、この行を消してください。",
        ),
        ("99201,5,5", "code5「99201」が2回あります。どちらかの行を消してください。"),
        (
            "99202,0,0",
            "tile_x「0」tile_y「0」は「99201」と同じ位置です。どちらかの位置を変えてください。",
        ),
        ("99202,1.5,0", "tile_x「1.5」は整数ではありません。位置を数字だけで書いてください。"),
        ("99202,1,", "tile_y「」は整数ではありません。"),
        ("99202,1,①", "tile_y「①」は整数ではありません。"),
    ],
)
def test_a_wrong_row_is_told_with_its_line(tmp_path: Path, line: str, sentence: str) -> None:
    with pytest.raises(RegionError) as caught:
        load_tiles(written(tmp_path, "tiles.csv", HEADER, FIRST, line), KNOWN)
    assert str(caught.value).startswith(f"tiles.csv 3行目: {sentence}")


def test_a_map_that_leaves_a_municipality_out_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegionError) as caught:
        load_tiles(written(tmp_path, "tiles.csv", HEADER, FIRST), KNOWN)
    assert str(caught.value) == "tiles.csv: 「99202」の1市町村の位置がありません。行を書き足してください。"


def test_of_many_municipalities_without_a_tile_the_first_are_named(tmp_path: Path) -> None:
    with pytest.raises(RegionError) as caught:
        load_tiles(written(tmp_path, "tiles.csv", HEADER), CODES)
    named = "「11100」「11201」「11202」「11203」「11206」など"
    assert str(caught.value) == f"tiles.csv: {named}の63市町村の位置がありません。行を書き足してください。"


def test_a_file_that_cannot_be_read_is_an_error_and_not_an_absent_one(tmp_path: Path) -> None:
    (tmp_path / "tiles.csv").mkdir()
    with pytest.raises(RegionError, match=r"^tiles\.csv: 地域のファイルを開けません。"):
        load_tiles(tmp_path / "tiles.csv", CODES)
