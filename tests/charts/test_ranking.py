"""Bars from zero in the order asked for, the prefecture's value as a line, and what each rate is made of."""

import pytest

from charts.drawing import layers, texts
from charts.regional_views import made_up, marked, real
from dashboard.board import Board
from dashboard.charts import theme
from dashboard.charts.picture import Picture
from dashboard.charts.ranking import NAMES, ranking_picture
from dashboard.observation import Status
from dashboard.regional import Basis, Order
from regional.making import EAST, NORTH, WEST, indicator, observed, panel

ALL = panel(observed(EAST, 4), observed(WEST, 3), observed(NORTH, 0))


def bars(picture: Picture) -> dict[str, float]:
    """Region name to the length of its bar."""
    return {
        row["name"]: row["x2"] - row["x"] for layer in layers(picture) for row in layer.rows if row.get("x") == NAMES
    }


def names(picture: Picture, of: list[str]) -> list[str]:
    return [text for text in texts(picture) if text in of]


@pytest.mark.parametrize(
    ("order", "first"),
    [(Order.MOST, "さいたま"), (Order.FEWEST, "秩父"), (Order.OFFICIAL, "南部")],
)
def test_bars_come_in_the_order_asked_for(real_board: Board, order: Order, first: str) -> None:
    picture = ranking_picture(real(real_board, "secondary_medical_area", Basis.VALUE), order)
    assert next(iter(bars(picture))) == first


def test_bars_start_at_zero_and_nothing_is_none(other_board: Board) -> None:
    found = bars(ranking_picture(made_up(other_board.catalogue, ALL), Order.MOST))
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


def test_a_prefecture_without_a_value_has_no_line_and_says_so(other_board: Board) -> None:
    share = panel(observed(EAST, 40), observed(WEST, 20), of=indicator(unit="%", decimals=1))
    picture = ranking_picture(made_up(other_board.catalogue, share), Order.MOST)
    assert any("架空県の値は未登録なので、線はありません" in text for text in texts(picture))
    assert not [layer for layer in layers(picture) if layer.mark["type"] == "rule"]


def test_a_region_without_a_value_is_last_and_says_why(other_board: Board) -> None:
    gaps = panel(observed(EAST, 4), observed(WEST, None, status=Status.SUPPRESSED))
    picture = ranking_picture(made_up(other_board.catalogue, gaps), Order.FEWEST)
    assert list(bars(picture)) == ["東ヶ丘市"]
    assert {"値なし（秘匿）", "値なし（未登録）"} <= set(texts(picture))


def test_the_chosen_bar_is_the_dark_one(real_board: Board) -> None:
    picture = ranking_picture(marked(real(real_board), "秩父市"), Order.MOST)
    dark = {row["name"] for layer in layers(picture) for row in layer.rows if row.get("fill") == theme.INK}
    assert dark == {"秩父市"}


def test_all_63_municipalities_have_a_bar(real_board: Board) -> None:
    assert len(bars(ranking_picture(real(real_board), Order.OFFICIAL))) == 63
