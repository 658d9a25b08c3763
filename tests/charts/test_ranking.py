"""Bars from zero in the order asked for, the prefecture's value as a line, and what each rate is made of."""

import re

import pytest

from charts.drawing import layers, texts
from charts.regional_views import made_up, marked, real, tiles_of
from comparing.making import EAST, NORTH, WEST, indicator, observed, panel
from dashboard.board import Board
from dashboard.charts import theme
from dashboard.charts.picture import Picture, Surface
from dashboard.charts.ranking import NAMES, bar_column, ranking_picture
from dashboard.charts.region_map import map_picture
from dashboard.charts.regional import RegionalFigure
from dashboard.charts.render import pixel_size, screen_svg, svg
from dashboard.charts.table import Table
from dashboard.comparing import Basis, Order
from dashboard.observation import Status
from dashboard.papers.paper import RegionalPart

ALL = panel(observed(EAST, 4), observed(WEST, 3), observed(NORTH, 0))


def bars(picture: Picture) -> dict[str, float]:
    """Region name to the length of its bar."""
    return {
        row["name"]: row["x2"] - row["x"] for layer in layers(picture) for row in layer.rows if row.get("x") == NAMES
    }


def column(picture: Picture, at: int, columns: int = 3) -> dict[str, float]:
    """Region name to the length of its bar in one of several columns, from top to bottom."""
    start = bar_column(at, columns).start
    rows = [row for layer in layers(picture) for row in layer.rows if row.get("x") == start and "name" in row]
    return {row["name"]: row["x2"] - row["x"] for row in sorted(rows, key=lambda row: float(row["y"]))}


def rules(picture: Picture) -> list[float]:
    """Where the lines of the prefecture's value stand."""
    return [row["x"] for layer in layers(picture) if layer.mark["type"] == "rule" for row in layer.rows]


def part_of(board: Board, view: RegionalFigure) -> RegionalPart:
    return RegionalPart(view, view.comparison.region_set.regions[0], tiles_of(board), Table((), ()), ())


def size(picture: Picture) -> tuple[float, float]:
    """Width and height of the finished picture in pixels."""
    width, height = re.findall(r'<svg[^>]* viewBox="0 0 (\d+) (\d+)"', svg(picture))[0]
    return float(width), float(height)


def names(picture: Picture, of: list[str]) -> list[str]:
    return [text for text in texts(picture) if text in of]


@pytest.mark.parametrize(
    ("order", "first"),
    [(Order.MOST, "さいたま"), (Order.FEWEST, "秩父"), (Order.OFFICIAL, "南部")],
)
def test_bars_come_in_the_order_asked_for(real_board: Board, order: Order, first: str) -> None:
    picture = ranking_picture(real(real_board, "secondary_medical_area", Basis.VALUE), order)
    assert next(iter(bars(picture))) == first


def test_bars_start_at_zero_and_nothing_is_none() -> None:
    found = bars(ranking_picture(made_up(ALL), Order.MOST))
    assert found["北里村"] == 0
    assert found["西の浜市"] == pytest.approx(found["東ヶ丘市"] * 3 / 4)


def test_a_rate_stands_with_what_it_is_made_of(real_board: Board) -> None:
    said = texts(ranking_picture(real(real_board), Order.MOST))
    assert "0.70（8／11,378人）" in said
    assert "1.31（2／1,527人）" in said
    assert any("かっこの中は、実数（か所）／75歳以上の人数" in text for text in said)


def test_the_prefectures_rate_is_a_line_with_its_name(real_board: Board) -> None:
    assert "埼玉県 0.83" in texts(ranking_picture(real(real_board), Order.MOST))


def test_the_line_among_counts_is_the_mean_and_the_prefectures_own_value_is_said(real_board: Board) -> None:
    said = texts(ranking_picture(real(real_board, "secondary_medical_area", Basis.VALUE), Order.MOST))
    assert "1圏域の平均 95.8" in said
    assert any("埼玉県の値：958か所" in text for text in said)


def test_a_prefecture_without_a_value_has_no_line_and_says_so() -> None:
    share = panel(observed(EAST, 40), observed(WEST, 20), of=indicator(unit="%", decimals=1))
    picture = ranking_picture(made_up(share), Order.MOST)
    assert any("架空県の値は未登録なので、線はありません" in text for text in texts(picture))
    assert not [layer for layer in layers(picture) if layer.mark["type"] == "rule"]


def test_a_region_without_a_value_is_last_and_says_why() -> None:
    gaps = panel(observed(EAST, 4), observed(WEST, None, status=Status.SUPPRESSED))
    picture = ranking_picture(made_up(gaps), Order.FEWEST)
    assert list(bars(picture)) == ["東ヶ丘市"]
    assert {"値なし（秘匿）", "値なし（未登録）"} <= set(texts(picture))


def test_the_chosen_bar_is_the_dark_one(real_board: Board) -> None:
    picture = ranking_picture(marked(real(real_board), "秩父市"), Order.MOST)
    dark = {row["name"] for layer in layers(picture) for row in layer.rows if row.get("fill") == theme.INK}
    assert dark == {"秩父市"}


def test_all_63_municipalities_have_a_bar(real_board: Board) -> None:
    assert len(bars(ranking_picture(real(real_board), Order.OFFICIAL))) == 63


def test_in_columns_every_municipality_stands_once_and_the_order_runs_downwards(real_board: Board) -> None:
    picture = ranking_picture(real(real_board), Order.MOST, columns=3)
    alone = list(bars(ranking_picture(real(real_board), Order.MOST)))
    found = [list(column(picture, at)) for at in range(3)]
    assert [len(one) for one in found] == [21, 21, 21]
    assert [name for one in found for name in one] == alone
    assert sorted(names(picture, alone)) == sorted(alone)


def test_all_columns_are_to_one_scale(real_board: Board) -> None:
    picture = ranking_picture(real(real_board), Order.MOST, columns=3)
    lengths = {name: length for at in range(3) for name, length in column(picture, at).items()}
    alone = bars(ranking_picture(real(real_board), Order.MOST))
    assert all(lengths[name] / lengths["美里町"] == pytest.approx(alone[name] / alone["美里町"]) for name in alone)


def test_the_prefectures_line_crosses_every_column_and_is_named_once(real_board: Board) -> None:
    picture = ranking_picture(real(real_board), Order.MOST, columns=3)
    from_zero = [x - bar_column(at, 3).start for at, x in enumerate(rules(picture))]
    assert len(from_zero) == 3
    assert from_zero == pytest.approx([from_zero[0]] * 3)
    assert texts(picture).count("埼玉県 0.83") == 1


def test_in_columns_figures_stand_alone_and_nothing_explains_brackets(real_board: Board) -> None:
    said = texts(ranking_picture(real(real_board), Order.MOST, columns=3))
    assert "1.31" in said
    assert not [text for text in said if "／" in text or "かっこの中" in text]


def test_in_columns_what_has_no_value_says_so_and_the_reason_stands_below() -> None:
    gaps = panel(observed(EAST, 4), observed(WEST, None, status=Status.SUPPRESSED))
    said = texts(ranking_picture(made_up(gaps), Order.MOST, columns=2))
    assert said.count("値なし") == 2
    assert any("西の浜市は秘匿、北里村は未登録" in text for text in said)


def test_in_columns_the_chosen_bar_is_the_dark_one(real_board: Board) -> None:
    picture = ranking_picture(marked(real(real_board), "寄居町"), Order.MOST, columns=3)
    dark = {row["name"] for layer in layers(picture) for row in layer.rows if row.get("fill") == theme.INK}
    bold = {row["name"] for layer in layers(picture) if layer.mark.get("fontWeight") == "bold" for row in layer.rows
            if "name" in row}  # fmt: skip
    assert dark == bold == {"寄居町"}


def test_no_column_is_empty() -> None:
    assert rules(ranking_picture(made_up(ALL), Order.MOST, columns=2)) != []
    picture = ranking_picture(made_up(ALL), Order.MOST, columns=9)
    assert [list(column(picture, at, 9)) for at in range(4)] == [["東ヶ丘市"], ["西の浜市"], ["北里村"], []]


@pytest.mark.parametrize("columns", [1, 3])
def test_without_a_title_only_bars_names_and_figures_are_left(real_board: Board, columns: int) -> None:
    view = real(real_board)
    said = texts(ranking_picture(view, Order.MOST, columns=columns, titled=False))
    titled = texts(ranking_picture(view, Order.MOST, columns=columns))
    # Of the 63, 21 are too few to have a place.
    assert len(said) == 3 * 63 - 21 + 1
    assert set(said) < set(titled)
    assert not [text for text in said if "出典" in text or "データ更新日" in text or view.subject in text]


def test_all_municipalities_fit_an_a4_page_in_type_of_9_points(real_board: Board) -> None:
    """269 by 160 mm across, 174 by 240 mm upright; the smallest type of 13 pixels is then 9 pt or more."""
    for columns, width, height in ((3, 269, 160), (2, 174, 240)):
        across, down = size(ranking_picture(real(real_board), Order.MOST, columns=columns, titled=False))
        assert min(width / across, height / down) * 13 * 72 / 25.4 >= 9


@pytest.mark.parametrize(
    ("region_set", "basis"), [("secondary_medical_area", Basis.AGED_75), ("municipality", Basis.VALUE)]
)
def test_what_pictures_of_a_paper_leave_out_stands_in_title_or_footnotes(
    real_board: Board, region_set: str, basis: Basis
) -> None:
    view = real(real_board, region_set, basis)
    part = part_of(real_board, view)
    columns = 1 if region_set == "secondary_medical_area" else 3
    titled = (map_picture(view, tiles_of(real_board)), ranking_picture(view, Order.MOST, columns=columns))
    left_out = {text for one in titled for text in texts(one)} - {
        *texts(part.pictures()["順位"]),
        *texts(part.pictures()["地図"]),
    }
    said = "\n".join((f"{view.title}{Order.MOST.label}", view.title, view.subtitle, *part.footnotes))
    assert len(left_out) > 5
    assert not [text for text in left_out if text not in said]


def test_a_paper_shows_areas_in_one_column_and_municipalities_in_three(real_board: Board) -> None:
    areas, municipalities = (real(real_board, one) for one in ("secondary_medical_area", "municipality"))
    assert len(rules(part_of(real_board, areas).pictures()["順位"])) == 1
    assert any("か所）／75歳以上の人数" in note for note in part_of(real_board, areas).footnotes)
    assert len(rules(part_of(real_board, municipalities).pictures()["順位"])) == 3
    assert not any("かっこ" in note for note in part_of(real_board, municipalities).footnotes)


def test_what_is_too_few_is_grey_and_has_no_place_and_what_chance_does_not_explain_has_a_sign(
    real_board: Board,
) -> None:
    picture = ranking_picture(real(real_board), Order.MOST)
    said = texts(picture)
    assert "●1.33（243／182,178人）" in said
    assert "○1.44（18／12,535人）" in said
    rows = {row["name"]: row for layer in layers(picture) for row in layer.rows if "name" in row}
    assert (rows["長瀞町"]["colour"], rows["長瀞町"]["rank"], rows["長瀞町"]["fill"]) == (theme.GREY, "", theme.GRID)
    assert (rows["本庄市"]["colour"], rows["本庄市"]["rank"]) == (theme.INK, "1")
    assert "灰色は件数が少ない地域（実際か期待の件数が5未満）で、順位を付けません" in "".join(said)
    assert "美里町" not in picture.alt


def test_on_a_screen_the_page_writes_the_footer_and_letters_are_large_enough_for_a_phone(real_board: Board) -> None:
    picture = ranking_picture(real(real_board), Order.MOST)
    assert picture.footer is not None
    assert not [text for text in texts(picture, Surface.WIDE) if "出典" in text]
    width, _ = pixel_size(screen_svg(picture, Surface.NARROW))
    assert 14 * 358 / width >= 12


def test_rates_have_the_same_decimals_wherever_their_table_is_printed(real_board: Board) -> None:
    table = ranking_picture(real(real_board), Order.MOST).table
    (column,) = [column for column in table.columns if column.key == "rate"]
    printed = {column.text(cell) for cell in table.cells("rate")}
    assert {"0.00", "0.30", "1.00"} <= printed
    assert all(re.fullmatch(r"\d+\.\d\d", text) for text in printed)
