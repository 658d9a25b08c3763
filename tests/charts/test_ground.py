"""Hexagons meet without a gap, borders run where areas part, hatching stays inside, boundaries keep their shape."""

from itertools import pairwise

import pytest

from charts.regional_views import TILES
from dashboard.board import Board
from dashboard.charts.ground import WIDTH, borders, boundary_ground, hatching, tile_ground

SQUARE = ((0.0, 0.0), (60.0, 0.0), (60.0, 60.0), (0.0, 60.0), (0.0, 0.0))
HOLE = ((20.0, 20.0), (40.0, 20.0), (40.0, 40.0), (20.0, 40.0), (20.0, 20.0))


def test_neighbouring_hexagons_share_an_edge_exactly(real_board: Board) -> None:
    ground = tile_ground(real_board.tiles)
    inner = len(borders(ground, lambda code: code)) - len(borders(ground, lambda _: "one"))
    cells = {(2 * x + y % 2, y) for x, y in real_board.tiles.values()}
    touching = sum((x + dx, y + dy) in cells for x, y in cells for dx, dy in ((2, 0), (1, 1), (-1, 1)))
    assert inner == touching


def test_borders_part_areas_and_surround_the_prefecture() -> None:
    ground = tile_ground(TILES)
    one, two = (len(borders(ground, lambda code, n=n: code < n)) for n in ("0", "99203"))
    assert one == 18 - 2 * 3
    assert two - one == 2


def test_hatching_stays_inside_and_out_of_holes() -> None:
    segments = list(hatching((SQUARE, HOLE)))
    assert len(segments) > 10
    for (ax, ay), (bx, by) in segments:
        x, y = (ax + bx) / 2, (ay + by) / 2
        assert 0 <= x <= 60
        assert 0 <= y <= 60
        assert not (20 < x < 40 and 20 < y < 40)


def test_a_real_boundary_is_as_wide_as_long_and_north_is_up() -> None:
    """At 60 degrees a degree of longitude is half as long as one of latitude."""
    tall = ((0.0, 59.0), (2.0, 59.0), (2.0, 61.0), (0.0, 61.0), (0.0, 59.0))
    ground = boundary_ground({"99201": (tall,)}, {"99201": (1.0, 60.5)}, "出典")
    ((*corners,),) = ground.shapes["99201"]
    width = max(x for x, _ in corners) - min(x for x, _ in corners)
    height = max(y for _, y in corners) - min(y for _, y in corners)
    assert width == pytest.approx(WIDTH - 8)
    assert height / width == pytest.approx(2, rel=0.001)
    assert ground.labels["99201"][1] < ground.height / 2
    assert ground.room["99201"] == pytest.approx(width)


def test_a_shape_is_closed() -> None:
    for rings in tile_ground(TILES).shapes.values():
        for ring in rings:
            assert ring[0] == ring[-1]
            assert len(list(pairwise(ring))) == 6
