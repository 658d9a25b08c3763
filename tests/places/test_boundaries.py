"""A file of boundaries is read whole, in any of its usual forms, or refused in one sentence."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dashboard.errors import BoundaryError
from dashboard.places import Regions
from dashboard.places.boundaries import Boundaries, load_boundaries
from dashboard.settings import load_settings
from places.squares import CREDIT, NAMES, collection, feature, prefecture, square, written

EAST, WEST = "99201", "99203"
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.1, 0.1], "translate": [139, 36]},
    "arcs": [[[1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1], [1, 0]], [[1, 0], [1, 0], [0, 1], [-1, 0]]],
    "objects": {
        "areas": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[1, 2]]}]},
        "municipalities": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "properties": {"code": WEST}, "arcs": [[0, 1]]},
                {"type": "MultiPolygon", "properties": {"code": EAST}, "arcs": [[[2, -1]]]},
            ],
        },
    },
    "credit": CREDIT,
}


@pytest.fixture
def pair(tmp_path: Path) -> Regions:
    """A prefecture of two municipalities, west and east of one border."""
    return prefecture(tmp_path, [EAST, WEST])


def read(tmp_path: Path, regions: Regions, document: Any, **options: Any) -> Boundaries:
    return load_boundaries(written(tmp_path / "map.json", document, **options), regions)


def two(east: dict[str, Any], west: dict[str, Any], **members: Any) -> dict[str, Any]:
    return collection([feature(west, square(0, 0)), feature(east, square(1, 0))], **({"credit": CREDIT} | members))


def as_sets(boundaries: Boundaries) -> dict[str, list[set[tuple[float, float]]]]:
    return {
        code: [{(round(x, 6), round(y, 6)) for x, y in ring} for ring in rings]
        for code, rings in boundaries.shapes.items()
    }


def test_topojson_and_geojson_of_the_same_squares_are_the_same_shapes(tmp_path: Path, pair: Regions) -> None:
    decoded = read(tmp_path, pair, TOPOLOGY)
    assert as_sets(decoded) == as_sets(read(tmp_path, pair, two({"code": EAST}, {"code": WEST})))
    assert as_sets(decoded)[WEST] == [{(139.0, 36.0), (139.1, 36.0), (139.1, 36.1), (139.0, 36.1)}]
    assert decoded.credit == CREDIT


def test_topojson_without_a_transform_has_its_coordinates_as_they_are(tmp_path: Path, pair: Regions) -> None:
    arcs = [square(0, 0), square(1, 0)]
    shapes = [{"type": "Polygon", "properties": {"code": code}, "arcs": [[n]]} for n, code in enumerate([WEST, EAST])]
    layers = {"all": {"type": "GeometryCollection", "geometries": shapes}}
    plain = read(tmp_path, pair, {"type": "Topology", "arcs": arcs, "objects": layers, "credit": CREDIT})
    assert as_sets(plain) == as_sets(read(tmp_path, pair, TOPOLOGY))


def test_municipalities_come_in_the_order_of_the_regions_with_closed_rings(tmp_path: Path, pair: Regions) -> None:
    found = read(tmp_path, pair, TOPOLOGY)
    assert list(found.shapes) == list(found.points) == [EAST, WEST]
    assert all(ring[0] == ring[-1] for rings in found.shapes.values() for ring in rings)


def test_neighbours_have_the_same_positions_on_their_border(tmp_path: Path, pair: Regions) -> None:
    shapes = read(tmp_path, pair, TOPOLOGY).shapes
    shared = set(shapes[EAST][0]) & set(shapes[WEST][0])
    assert {(round(x, 6), round(y, 6)) for x, y in shared} == {(139.1, 36.0), (139.1, 36.1)}


def test_a_hole_is_a_ring_of_its_own_and_no_label_stands_in_it(tmp_path: Path, pair: Regions) -> None:
    hole = square(0.2, 0.2, 0.06)
    outlines = [feature({"code": WEST}, square(0, 0), hole), feature({"code": EAST}, square(1, 0))]
    found = read(tmp_path, pair, collection(outlines, credit=CREDIT))
    assert [len(ring) for ring in found.shapes[WEST]] == [5, 5]
    x, y = found.points[WEST]
    assert 139 < x < 139.1
    assert 36 < y < 36.1
    assert not (139.02 < x < 139.08 and 36.02 < y < 36.08)


def test_the_label_stands_in_the_middle_of_the_largest_part(tmp_path: Path, pair: Regions) -> None:
    features = [
        feature({"code": WEST}, square(0, 0, 0.01)),
        feature({"code": WEST}, square(5, 5)),
        feature({"code": EAST}, square(1, 0)),
    ]
    found = read(tmp_path, pair, collection(features, credit=CREDIT))
    assert len(found.shapes[WEST]) == 2
    assert found.points[WEST] == pytest.approx((139.55, 36.55), abs=1e-4)


def test_a_label_stands_inside_even_if_the_outline_crosses_itself(tmp_path: Path, pair: Regions) -> None:
    bow = [[139, 36], [139.1, 36.1], [139.1, 36], [139, 36.1], [139, 36]]
    features = [feature({"code": WEST}, bow), feature({"code": EAST}, square(1, 0))]
    x, y = read(tmp_path, pair, collection(features, credit=CREDIT)).points[WEST]
    assert abs(x - 139.05) > abs(y - 36.05)


def test_heights_are_left_out(tmp_path: Path, pair: Regions) -> None:
    west = [[*place, 12.5] for place in square(0, 0)]
    features = [feature({"code": WEST}, west), feature({"code": EAST}, square(1, 0))]
    found = read(tmp_path, pair, collection(features, credit=CREDIT))
    assert {len(place) for place in found.shapes[WEST][0]} == {2}


@pytest.mark.parametrize("name", ["code5", "code", "N03_007", "市区町村コード", "id"])
@pytest.mark.parametrize(("east", "west"), [(EAST, WEST), ("992011", " 992038 "), (99201, 992038), (99201.0, "99203")])
def test_a_code_may_have_five_or_six_digits_as_text_or_number(
    tmp_path: Path, pair: Regions, name: str, east: Any, west: Any
) -> None:
    assert set(read(tmp_path, pair, two({name: east}, {name: west})).shapes) == {EAST, WEST}


def test_a_code_may_be_the_id_of_the_feature(tmp_path: Path, pair: Regions) -> None:
    features = [feature({}, square(0, 0), id=WEST), feature({}, square(1, 0), id=992011)]
    assert set(read(tmp_path, pair, collection(features, credit=CREDIT)).shapes) == {EAST, WEST}


def test_a_code_that_lost_its_leading_zero_as_a_number_is_found(tmp_path: Path) -> None:
    regions = prefecture(tmp_path, ["01202", "01203"], "01000")
    assert set(read(tmp_path, regions, two({"code": 1202}, {"code": 12033})).shapes) == {"01202", "01203"}


def test_the_layer_of_which_every_feature_is_a_municipality_is_taken(tmp_path: Path, pair: Regions) -> None:
    mixed = [*TOPOLOGY["objects"]["municipalities"]["geometries"], *TOPOLOGY["objects"]["areas"]["geometries"]]  # type: ignore[index]
    layers = {"mixed": {"type": "GeometryCollection", "geometries": mixed}} | TOPOLOGY["objects"]  # type: ignore[operator]
    assert as_sets(read(tmp_path, pair, TOPOLOGY | {"objects": layers})) == as_sets(read(tmp_path, pair, TOPOLOGY))


@pytest.mark.parametrize(
    "members",
    [{"credit": CREDIT}, {"credit": None, "attribution": CREDIT}, {"credit": "", "properties": {"credit": CREDIT}}],
)
def test_the_credit_is_a_member_or_a_property_of_the_file(
    tmp_path: Path, pair: Regions, members: dict[str, Any]
) -> None:
    assert read(tmp_path, pair, two({"code": EAST}, {"code": WEST}, **members)).credit == CREDIT


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_a_file_from_an_old_desktop_program_is_read(tmp_path: Path, pair: Regions, encoding: str) -> None:
    document = two({"市区町村コード": EAST}, {"市区町村コード": WEST})
    assert read(tmp_path, pair, document, encoding=encoding).credit == CREDIT


# refusals


def refusal(path: Path, regions: Regions) -> str:
    with pytest.raises(BoundaryError) as caught:
        load_boundaries(path, regions)
    said = str(caught.value)
    assert "\n" not in said
    assert said.startswith(f"「{path}」")
    assert said.endswith("。")
    return said.removeprefix(f"「{path}」")


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path, pair: Regions) -> None:
    assert "見つかりません" in refusal(tmp_path / "none.json", pair)
    assert "開けません" in refusal(tmp_path, pair)


@pytest.mark.parametrize("data", [b"", b"code5,name\n", b"\x80\xff", b"[" * 100_000])
def test_what_is_no_json_is_said_to_be_none(tmp_path: Path, pair: Regions, data: bytes) -> None:
    path = tmp_path / "map.json"
    path.write_bytes(data)
    assert "JSONとして読めません" in refusal(path, pair)


@pytest.mark.parametrize("document", [[], 3, {}, {"type": "Feature"}])
def test_other_json_is_no_map(tmp_path: Path, pair: Regions, document: Any) -> None:
    assert "TopoJSONでもGeoJSONでもありません" in refusal(written(tmp_path / "map.json", document), pair)


@pytest.mark.parametrize(
    "document",
    [
        collection([]),
        collection([feature({"name": "東ヶ丘市"}, square(0, 0))]),
        collection([feature({"code": "11203"}, square(0, 0))]),
        {"type": "FeatureCollection", "features": None},
        {"type": "Topology", "objects": [], "arcs": []},
        {"type": "Topology", "objects": {"land": {"type": "Polygon", "arcs": [[0]]}}, "arcs": []},
    ],
)
def test_a_file_without_codes_of_these_municipalities_is_told_where_to_put_them(
    tmp_path: Path, pair: Regions, document: Any
) -> None:
    assert refusal(written(tmp_path / "map.json", document), pair) == (
        "のどの図形にも、この計画の市町村のコードがありません。"
        "属性 code5、code、N03_007、市区町村コード、id のどれかに5桁か6桁のコードを入れてください。"
    )


def test_features_that_are_no_municipalities_are_named(tmp_path: Path, pair: Regions) -> None:
    document = two({"code": EAST}, {"code": WEST}, credit=CREDIT)
    document["features"] += [feature({"code": "99101"}, square(2, 0)), feature({}, square(3, 0))]
    said = refusal(written(tmp_path / "map.json", document), pair)
    assert said.startswith("に市町村でない図形（コードは「99101」「コードなし」）が混ざっています。")


def test_municipalities_without_an_outline_are_named_up_to_five_and_counted(tmp_path: Path) -> None:
    codes = [*NAMES, "99401", "99402"]
    path = written(tmp_path / "map.json", collection([feature({"code": "99100"}, square(0, 0))], credit=CREDIT))
    assert refusal(path, prefecture(tmp_path, codes)).startswith(
        "に「東ヶ丘市」「中之島市」「西の浜市」「北里村」「99401」など（6市町村）の境界がありません。"
    )
    assert refusal(path, prefecture(tmp_path, codes[:3])).startswith(
        "に「東ヶ丘市」「中之島市」（2市町村）の境界がありません。"
    )


@pytest.mark.parametrize(
    "outline", [None, {"type": "Point", "coordinates": [139, 36]}, {"type": "Polygon", "coordinates": []}]
)
def test_a_municipality_without_an_area_has_no_outline(tmp_path: Path, pair: Regions, outline: Any) -> None:
    document = two({"code": EAST}, {"code": WEST})
    document["features"][0]["geometry"] = outline
    assert "「西の浜市」（1市町村）の境界がありません" in refusal(written(tmp_path / "map.json", document), pair)


@pytest.mark.parametrize("credit", [None, "", "　", 3])
def test_a_file_without_a_credit_is_refused_and_told_how_to_add_it(tmp_path: Path, pair: Regions, credit: Any) -> None:
    path = written(tmp_path / "map.json", two({"code": EAST}, {"code": WEST}, credit=credit))
    assert '"credit": "出典の文" を書き足してください' in refusal(path, pair)


def test_plane_coordinates_are_refused(tmp_path: Path, pair: Regions) -> None:
    metres = [[x * 1000, y * 1000] for x, y in square(0, 0)]
    document = two({"code": EAST}, {"code": WEST})
    document["features"][0] = feature({"code": WEST}, metres)
    assert "緯度と経度ではありません" in refusal(written(tmp_path / "map.json", document), pair)


@pytest.mark.parametrize(
    "outline",
    [
        {"type": "Polygon", "coordinates": [[[139, 36], [139.1, 36]]]},
        {"type": "Polygon", "coordinates": [[["a", "b"]] * 4]},
        {"type": "Polygon", "coordinates": 5},
        {"type": "Polygon"},
        {"coordinates": []},
        "POLYGON",
    ],
)
def test_a_spoiled_outline_in_geojson_is_refused(tmp_path: Path, pair: Regions, outline: Any) -> None:
    document = two({"code": EAST}, {"code": WEST})
    document["features"][0]["geometry"] = outline
    assert "図形が壊れていて読めません" in refusal(written(tmp_path / "map.json", document), pair)


@pytest.mark.parametrize(
    "spoiled",
    [{"arcs": []}, {"arcs": None}, {"arcs": [[[0]], [["a", 1]], [[1, 2]]]}, {"transform": {"scale": [1]}}],
)
def test_a_spoiled_topology_is_refused(tmp_path: Path, pair: Regions, spoiled: dict[str, Any]) -> None:
    assert "図形が壊れていて読めません" in refusal(written(tmp_path / "map.json", TOPOLOGY | spoiled), pair)


# settings, and what it costs


def test_a_site_has_no_boundaries_unless_a_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for value, expected in ((None, None), ("", None), ("map/boundaries.json", Path("map/boundaries.json"))):
        monkeypatch.delenv("DASHBOARD_BOUNDARIES", raising=False)
        if value is not None:
            monkeypatch.setenv("DASHBOARD_BOUNDARIES", value)
        assert load_settings().boundaries == expected


def test_a_site_without_boundaries_does_not_load_the_libraries() -> None:
    code = "import sys, dashboard.places.boundaries; sys.exit(bool({'shapely', 'topojson'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
