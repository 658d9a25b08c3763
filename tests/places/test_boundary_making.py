"""The ministry's file becomes a small one: wards are one city, borders stay shared, and nothing is lost unsaid."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from dashboard.cli import main
from dashboard.errors import BoundaryError
from dashboard.places import Regions
from dashboard.places.boundaries import Boundaries, load_boundaries
from dashboard.places.boundary_making import make_boundaries
from places.squares import CITY, CREDIT, NAMES, border, collection, feature, prefecture, square, wavy, written

DATA = Path(__file__).parents[1] / "data"
OLD, NEW = "2015", "2024"
NORTH, SOUTH, EAST, MIDDLE, WEST, VILLAGE = (0, 1), (0, 0), (2, 1), (1, 1), (1, 0), (2, 0)
UNASSIGNED = {"N03_001": "架空県", "N03_003": None, "N03_004": "所属未定地", "N03_007": None}


def ward(code: str, name: str, edition: str) -> dict[str, Any]:
    """The properties of a ward of the designated city."""
    if edition == OLD:
        return {"N03_001": "架空県", "N03_003": NAMES[CITY], "N03_004": name, "N03_007": code}
    return {"N03_001": "架空県", "N03_003": None, "N03_004": NAMES[CITY], "N03_005": name, "N03_007": code}


def town(code: str) -> dict[str, Any]:
    return {"N03_001": "架空県", "N03_003": "西郡", "N03_004": NAMES[code], "N03_007": code}


def source(edition: str = NEW, *more: dict[str, Any]) -> dict[str, Any]:
    """Six squares, two of them the wards of the city."""
    return collection(
        [
            feature(ward("99101", "北区", edition), wavy(*NORTH)),
            feature(ward("99102", "南区", edition), wavy(*SOUTH)),
            feature(town("99201"), wavy(*EAST)),
            feature(town("99202"), wavy(*MIDDLE)),
            feature(town("99203"), wavy(*WEST)),
            feature(town("99321"), wavy(*VILLAGE)),
            *more,
        ]
    )


@pytest.fixture
def regions(tmp_path: Path) -> Regions:
    return prefecture(tmp_path)


def made(tmp_path: Path, regions: Regions, document: dict[str, Any]) -> Boundaries:
    """What a site reads from the file that is made."""
    topology = make_boundaries(written(tmp_path / "n03.geojson", document), regions, CREDIT).topology
    return load_boundaries(written(tmp_path / "boundaries.json", topology), regions)


@pytest.mark.parametrize("edition", [OLD, NEW])
def test_wards_become_one_city_without_a_line_inside(tmp_path: Path, regions: Regions, edition: str) -> None:
    shapes = made(tmp_path, regions, source(edition)).shapes
    assert list(shapes) == list(NAMES)
    assert len(shapes[CITY]) == 1
    assert not [(x, y) for x, y in shapes[CITY][0] if 139.01 < x < 139.09 and 36.01 < y < 36.19]


def test_a_made_file_says_whose_each_shape_is_and_whose_the_data_are(tmp_path: Path, regions: Regions) -> None:
    topology = make_boundaries(written(tmp_path / "n03.geojson", source()), regions, CREDIT).topology
    assert set(topology) >= {"type", "objects", "arcs", "transform", "credit"}
    assert (topology["type"], topology["credit"], list(topology["objects"])) == ("Topology", CREDIT, ["municipalities"])
    shapes = topology["objects"]["municipalities"]["geometries"]
    assert {shape["properties"]["code5"]: shape["properties"]["name"] for shape in shapes} == NAMES


def test_shared_borders_stay_shared_when_they_are_simplified(tmp_path: Path, regions: Regions) -> None:
    shapes = made(tmp_path, regions, source()).shapes
    assert sum(len(ring) for rings in shapes.values() for ring in rings) < 6 * 4 * 50 * 0.8
    for one, other, x in (("99202", "99201", 139.2), ("99203", "99321", 139.2), ("99203", CITY, 139.1)):
        shared = border(shapes[one], shapes[other])
        sides = [{(a, b) for a, b in shapes[code][0] if abs(a - x) < 0.001} for code in (one, other)]
        assert len(shared) > 2
        assert shared <= sides[0] & sides[1]
        top, bottom = max(b for _, b in shared), min(b for _, b in shared)
        for side in sides:
            assert {(a, b) for a, b in side if bottom <= b <= top} == shared


def test_an_enclave_fills_exactly_the_hole_in_its_neighbour(tmp_path: Path, regions: Regions) -> None:
    document = source(NEW, feature(town("99321"), square(1.4, 1.4, 0.002)))
    document["features"][3] = feature(town("99202"), wavy(*MIDDLE), square(1.4, 1.4, 0.002))
    shapes = made(tmp_path, regions, document).shapes
    assert min(map(len, shapes["99202"])) == 5
    assert set(min(shapes["99202"], key=len)) == set(min(shapes["99321"], key=len))


def test_specks_in_the_sea_are_dropped_but_larger_islands_stay(tmp_path: Path, regions: Regions) -> None:
    speck, island = feature(town("99321"), square(5, 5, 0.001)), feature(town("99321"), square(6, 5, 0.01))
    shapes = made(tmp_path, regions, source(NEW, speck, island)).shapes
    assert len(shapes["99321"]) == 2
    assert any(abs(x - 139.6) < 1e-4 for ring in shapes["99321"] for x, _ in ring)


def test_the_last_polygon_of_a_municipality_stays_however_small(tmp_path: Path, regions: Regions) -> None:
    document = source()
    document["features"][5] = feature(town("99321"), square(5, 5, 0.001))
    assert len(made(tmp_path, regions, document).shapes["99321"]) == 1


def test_a_file_with_very_many_vertices_becomes_small(tmp_path: Path, regions: Regions) -> None:
    saw = [[139 + n / 40_000, 36.25 + (n % 7) / 1000] for n in range(8_001)]
    document = source(NEW, feature(town("99202"), [*saw, [139.2, 36.4], [139, 36.4], saw[0]]))
    path = written(tmp_path / "n03.geojson", document)
    assert path.stat().st_size > 150_000
    topology = make_boundaries(path, regions, CREDIT).topology
    assert len(json.dumps(topology, separators=(",", ":"))) <= 100_000


def test_slightly_different_borders_of_two_wards_leave_no_sliver(tmp_path: Path, regions: Regions) -> None:
    document = source()
    document["features"][1] = feature(ward("99102", "南区", NEW), [[x, y - 3e-6] for x, y in wavy(*SOUTH)])
    assert len(made(tmp_path, regions, document).shapes[CITY]) == 1


def test_an_outline_that_crosses_itself_is_mended(tmp_path: Path, regions: Regions) -> None:
    document = source()
    west, south = 139.5, 36.5
    bow = [[west, south], [west + 0.1, south + 0.1], [west + 0.1, south], [west, south + 0.05], [west, south]]
    document["features"][5] = feature(town("99321"), bow)
    assert made(tmp_path, regions, document).shapes["99321"]


def test_areas_that_are_no_municipalities_are_left_out_and_told(tmp_path: Path, regions: Regions) -> None:
    former = feature(town("99201") | {"N03_004": "旧東村", "N03_007": "99399"}, square(7, 0))
    land = [feature(UNASSIGNED, square(8, column)) for column in (0, 2)]
    path = written(tmp_path / "n03.geojson", source(NEW, *land, former, former))
    found = make_boundaries(path, regions, CREDIT)
    assert (found.unassigned, found.unknown) == (2, ("旧東村",))


def test_other_prefectures_of_the_nationwide_file_are_passed_over(tmp_path: Path, regions: Regions) -> None:
    elsewhere = {"N03_001": "別県", "N03_003": None}
    others = [
        feature(elsewhere | {"N03_004": "中之島市", "N03_007": "98202"}, square(9, 0)),
        feature(elsewhere | {"N03_004": "所属未定地", "N03_007": None}, square(9, 2)),
    ]
    path = written(tmp_path / "n03.geojson", source(NEW, *others))
    found = make_boundaries(path, regions, CREDIT)
    assert (found.unassigned, found.unknown) == (0, ())
    assert found.topology["bbox"][2] < 139.4


# refusals


def refusal(path: Path, regions: Regions) -> str:
    with pytest.raises(BoundaryError) as caught:
        make_boundaries(path, regions, CREDIT)
    assert "\n" not in str(caught.value)
    return str(caught.value).removeprefix(f"「{path}」")


def test_a_source_of_another_kind_is_refused(tmp_path: Path, regions: Regions) -> None:
    document = collection([feature({"code5": "99201"}, square(0, 0))])
    assert refusal(written(tmp_path / "x.json", document), regions).startswith("に属性 N03_007 がありません。")


def test_a_source_without_a_municipality_is_refused(tmp_path: Path, regions: Regions) -> None:
    document = source()
    del document["features"][2:4]
    said = refusal(written(tmp_path / "x.json", document), regions)
    assert said.startswith("に「東ヶ丘市」「中之島市」（2市町村）の境界がありません。")


def test_a_spoiled_outline_is_refused(tmp_path: Path, regions: Regions) -> None:
    document = source(NEW, feature(town("99201"), [[139, 36]]))
    assert refusal(written(tmp_path / "x.json", document), regions).startswith("の図形が壊れていて読めません。")


def test_plane_coordinates_are_refused(tmp_path: Path, regions: Regions) -> None:
    metres = [[x * 1000, y * 1000] for x, y in square(0, 0)]
    document = source(NEW, feature(town("99201"), metres))
    assert "緯度と経度ではありません" in refusal(written(tmp_path / "x.json", document), regions)


@pytest.mark.parametrize("names", [(), ("a.geojson", "b.geojson")])
def test_a_zip_must_hold_one_geojson(tmp_path: Path, regions: Regions, names: tuple[str, ...]) -> None:
    path = tmp_path / "n03.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("N03.xml", "<xml/>")
        for name in names:
            archive.writestr(name, "{}")
    assert refusal(path, regions).startswith(f"の中に.geojsonが{len(names)}個あります。")


def test_a_damaged_zip_is_refused(tmp_path: Path, regions: Regions) -> None:
    path = tmp_path / "n03.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("N03.geojson", json.dumps(source()))
    data = bytearray(path.read_bytes())
    data[100:110] = b"0123456789"
    path.write_bytes(data)
    assert refusal(path, regions).startswith("のZIPを開けません。")


# the command


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, regions: Regions) -> Path:
    """A site of the made-up prefecture; the folder with its ZIP file from the ministry."""
    monkeypatch.setenv("DASHBOARD_CATALOGUE", str(DATA / "other_plan.yaml"))
    monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path))
    monkeypatch.setenv("DASHBOARD_STORE", str(tmp_path / "store"))
    with zipfile.ZipFile(tmp_path / "N03_GML.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("N03_GML/N03-20240101_99.xml", "<xml/>")
        text = json.dumps(source(NEW, feature(UNASSIGNED, square(8, 0))), ensure_ascii=False)
        archive.writestr("N03_GML/N03-20240101_99.geojson", text)
    return tmp_path


def run(site: Path, *options: str, source: str = "N03_GML.zip", out: str = "boundaries.json") -> int:
    return main(["boundaries", str(site / source), "--out", str(site / out), "--date", "令和6年1月1日", *options])


def test_the_command_makes_a_file_that_the_site_can_read(
    site: Path, regions: Regions, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(site) == 0
    credit = "「国土数値情報（行政区域データ）」（国土交通省）2024年1月1日時点 を加工して作成"
    found = load_boundaries(site / "boundaries.json", regions)
    assert (found.credit, list(found.shapes)) == (credit, list(NAMES))
    size = max(1, round((site / "boundaries.json").stat().st_size / 1000))
    assert capsys.readouterr().out.splitlines() == [
        f"「{site / 'boundaries.json'}」に5市町村の境界を書き出しました（{size}KB）。",
        f"出典：{credit}",
        "所属未定地1個は入れていません。",
    ]
    assert sorted(path.name for path in site.iterdir()) == ["N03_GML.zip", "boundaries.json", "regions.csv"]


def test_the_command_takes_another_credit(site: Path, regions: Regions) -> None:
    assert run(site, "--credit", CREDIT) == 0
    assert load_boundaries(site / "boundaries.json", regions).credit == CREDIT


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({"source": "none.zip"}, "none.zip」が見つかりません"),
        ({"out": "regions.csv"}, "regions.csv」はすでにあります"),
        ({"out": "none/boundaries.json"}, "none/boundaries.json」に書き込めません"),
    ],
)
def test_the_command_refuses_with_a_reason_and_writes_nothing(
    site: Path, capsys: pytest.CaptureFixture[str], names: dict[str, str], said: str
) -> None:
    before = {path: path.read_bytes() for path in site.iterdir()}
    assert run(site, **names) == 1
    answer = capsys.readouterr()
    assert (answer.out, said in answer.err, answer.err.count("\n")) == ("", True, 1)
    assert {path: path.read_bytes() for path in site.iterdir()} == before


def test_the_command_needs_the_date_for_the_credit(site: Path) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["boundaries", str(site / "N03_GML.zip"), "--out", str(site / "boundaries.json")])
    assert stop.value.code == 2
