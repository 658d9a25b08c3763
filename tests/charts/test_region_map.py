"""The map: every name, classes as the legend says, thick borders, and hatching where nothing is known."""

import re

from charts.drawing import layers, texts
from charts.regional_views import TILES, made_up, marked, real, tiles_of
from comparing.making import EAST, NORTH, WEST, observed, panel
from dashboard.board import Board
from dashboard.charts import theme
from dashboard.charts.ground import tile_ground
from dashboard.charts.picture import Picture, Surface
from dashboard.charts.region_map import map_picture
from dashboard.charts.render import pixel_size, screen_svg, svg
from dashboard.comparing import Basis
from dashboard.observation import Status

ALL = panel(observed(EAST, 4), observed(WEST, 3), observed(NORTH, 0))
GAPS = panel(observed(EAST, 4), observed(WEST, None, status=Status.PENDING))


def fills(picture: Picture) -> dict[str, str]:
    """Region name to the colour of its shape."""
    spec = picture.spec()
    encoded = {"field": "properties.words", "type": "nominal"}
    (shapes,) = [layer for layer in spec["layer"] if layer.get("encoding", {}).get("description") == encoded]
    rows = shapes.get("data", {}).get("values") or spec["datasets"][shapes["data"]["name"]]
    return {row["properties"]["words"].split("：")[0]: row["properties"]["fill"] for row in rows}


def test_every_municipality_of_the_prefecture_is_named_with_its_figure(real_board: Board) -> None:
    said = texts(map_picture(real(real_board), tiles_of(real_board)))
    for name, figure in (
        ("秩父", "0.70"),
        ("さいたま", "●1.33"),
        ("本庄", "○1.44"),
        ("ときがわ", "0.89"),
        ("東秩父", "0.00"),
        ("蕨", "0.70"),
    ):
        assert name in said
        assert figure in said
    names = {re.sub("[市町村]$", "", one.name) for one in real_board.regions.municipalities}
    assert names <= set(said)


def test_areas_are_named_over_their_municipalities(real_board: Board) -> None:
    said = texts(map_picture(real(real_board, "secondary_medical_area", Basis.VALUE), tiles_of(real_board)))
    for area, figure in (("川越比企", "115"), ("南西部", "65"), ("さいたま", "243")):
        assert area in said
        assert figure in said
    assert "鳩山" not in said


def test_an_area_is_one_shape_with_its_name_across_it(real_board: Board) -> None:
    ground = tiles_of(real_board)
    picture = map_picture(real(real_board, "secondary_medical_area"), ground)
    label = next(row for layer in layers(picture) for row in layer.rows if row.get("text") == "川越比企")
    assert all(abs(label["x"] - x) > 5 for x, y in ground.labels.values() if abs(y - label["y"]) < 20)
    shapes = next(layer for layer in layers(picture) if layer.mark["type"] == "geoshape")
    assert all(row["properties"]["fill"] == row["properties"]["edge"] for row in shapes.rows)


def test_the_legend_states_the_classes_and_how_many_are_in_each(real_board: Board) -> None:
    said = texts(map_picture(real(real_board), tiles_of(real_board)))
    assert [text for text in said if "～" in text] == [
        "0.42～0.56（11）", "0.58～0.75（11）", "0.76～0.95（10）", "0.98～1.44（10）",
    ]  # fmt: skip
    for entry in (
        "件数が少ない（21）",
        "埼玉県 0.83",
        "● 県全体と違う",
        "○ 違いがあるかもしれない",
        "二次保健医療圏の境",
    ):
        assert entry in said


def test_the_map_says_what_it_is_of_when_and_from_where(real_board: Board) -> None:
    said = "\n".join(texts(map_picture(real(real_board), tiles_of(real_board))))
    for part in (
        "市町村別の訪問診療の医療機関（か所、75歳以上1,000人当たり）",
        "令和7年9月1日の値　参考値", "位置は模式的です", "出典：関東信越厚生局",
        "人口：住民基本台帳 令和7年1月1日", "データ更新日：",
    ):  # fmt: skip
        assert part in said


def test_darker_is_more_and_an_area_has_one_colour(real_board: Board) -> None:
    own = fills(map_picture(real(real_board), tiles_of(real_board)))
    assert own["本庄市"] == theme.SHADES[-1]
    assert own["飯能市"] == theme.SHADES[0]
    assert own["美里町"] == own["東秩父村"] == theme.PAPER
    areas = fills(map_picture(real(real_board, "secondary_medical_area", Basis.VALUE), tiles_of(real_board)))
    assert len(areas) == 10
    assert areas["さいたま"] == theme.SHADES[-1]


def test_what_is_not_known_is_hatched_and_said_never_the_lightest_colour() -> None:
    picture = map_picture(made_up(GAPS), tile_ground(TILES))
    assert fills(picture) == {"東ヶ丘市": theme.SHADES[1], "西の浜市": theme.PAPER, "北里村": theme.PAPER}
    assert "値なし（2）" in texts(picture)
    assert "西の浜市は集計中、北里村は未登録" in "".join(texts(picture))
    assert "西の浜市は集計中" in picture.alt
    rules = [layer for layer in layers(picture) if layer.mark["type"] == "rule"]
    hatched = [layer for layer in rules if theme.FAINT in {row.get("colour") for row in layer.rows}]
    assert len(hatched) == 2


def test_where_all_is_known_nothing_is_hatched() -> None:
    picture = map_picture(made_up(ALL), tile_ground(TILES))
    assert not [layer for layer in layers(picture) if layer.mark.get("color") == theme.FAINT]
    assert "値なし" not in "".join(texts(picture))


def test_every_shape_tells_its_region_to_whoever_points_at_it() -> None:
    drawn = svg(map_picture(made_up(ALL, basis=Basis.AGED_75), tile_ground(TILES)))
    assert 'aria-label="東ヶ丘市：2.00（4か所／75歳以上2,000人、参考、2位／3）"' in drawn
    assert 'aria-label="北里村：0.00（0か所／75歳以上250人、参考、3位／3）"' in drawn


def test_the_chosen_region_has_a_double_outline(real_board: Board) -> None:
    plain = svg(map_picture(real(real_board), tiles_of(real_board)))
    picked = svg(map_picture(marked(real(real_board), "秩父市"), tiles_of(real_board)))
    assert picked.count('stroke-width="8"') == plain.count('stroke-width="8"') + 1


def test_figures_behind_the_map_hold_every_region_its_people_and_the_prefecture() -> None:
    table = map_picture(made_up(ALL, basis=Basis.AGED_75), tile_ground(TILES)).table
    rows = [dict(zip(table.headings, row, strict=True)) for row in table.rows]
    columns = ("地域", "順位", "値（か所）", "75歳以上1,000人当たり", "75歳以上人口")
    assert [tuple(row[column] for column in columns) for row in rows] == [
        ("東ヶ丘市", 2, 4, 2.0, 2000),
        ("西の浜市", 1, 3, 3.0, 1000),
        ("北里村", 3, 0, 0.0, 250),
        ("架空県", None, 7, 2.15, 3250),
    ]
    assert rows[-1]["区分"] == "参考（市町村の合計）"


def test_regions_named_like_each_other_keep_their_own_words(real_board: Board) -> None:
    """秩父市 and 東秩父村, the area 秩父: what is pointed at is never another region."""
    names = list(fills(map_picture(real(real_board), tiles_of(real_board))))
    assert len(names) == len(set(names)) == 63


def test_without_a_title_only_shapes_names_and_the_legend_are_left(real_board: Board) -> None:
    view, ground = real(real_board), tiles_of(real_board)
    titled, plain = map_picture(view, ground), map_picture(view, ground, titled=False)
    said = texts(plain)
    assert len(said) == 63 * 2 + 4 + 5
    assert set(said) < set(texts(titled))
    assert not [
        text for text in said if "出典" in text or "模式" in text or "データ更新日" in text or view.subject in text
    ]
    assert fills(plain) == fills(titled)


def test_without_a_title_the_map_fits_an_a4_page_in_type_of_9_points(real_board: Board) -> None:
    drawn = svg(map_picture(real(real_board), tiles_of(real_board), titled=False))
    width, height = map(float, re.findall(r'<svg[^>]* viewBox="0 0 (\d+) (\d+)"', drawn)[0])
    assert min(269 / width, 160 / height) * theme.SMALL_SIZE * 72 / 25.4 >= 9


def test_in_a_narrow_place_hexagons_have_signs_alone_and_the_legend_is_large_enough(real_board: Board) -> None:
    picture = map_picture(real(real_board), tiles_of(real_board))
    said = texts(picture, Surface.NARROW)
    assert "秩父" not in said
    assert (said.count("●"), said.count("○")) == (1, 2)
    assert "0.42～0.56（11）" in said
    assert not [text for text in said if "出典" in text]
    width, _ = pixel_size(screen_svg(picture, Surface.NARROW))
    assert 13 * 358 / width >= 12
