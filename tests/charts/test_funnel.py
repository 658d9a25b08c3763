"""The funnel: a region in the bands does not differ from the prefecture by more than chance, and its point lies so."""

from itertools import pairwise
from typing import Any

from charts.drawing import layers, texts
from charts.regional_views import marked, real
from dashboard.board import Board
from dashboard.charts import theme
from dashboard.charts.funnel import funnel_picture
from dashboard.charts.picture import Picture, Surface
from dashboard.charts.render import pixel_size, screen_svg
from dashboard.comparing import Basis, Contrast, compare


def points(picture: Picture) -> dict[str, dict[str, Any]]:
    """Region name to its point."""
    return {
        row["words"].split("：")[0]: row
        for layer in layers(picture)
        if layer.mark["type"] == "point"
        for row in layer.rows
    }


def edges(picture: Picture, x: float) -> list[tuple[float, float]]:
    """Upper and lower edge in pixels of the outer and of the inner band there."""
    found = []
    for layer in layers(picture):
        if layer.mark["type"] == "area":
            (before, after) = next(pair for pair in pairwise(layer.rows) if pair[0]["x"] <= x <= pair[1]["x"])
            share = (x - before["x"]) / (after["x"] - before["x"])
            found.append(tuple(before[end] + share * (after[end] - before[end]) for end in ("y", "y2")))
    return found


def test_every_point_lies_in_the_bands_as_its_words_say(real_board: Board) -> None:
    view = real(real_board)
    picture = funnel_picture(view)
    found = points(picture)
    assert len(found) == 63
    for value in view.comparison.values:
        point = found[value.region.name]
        (outer_top, outer_bottom), (top, bottom) = edges(picture, point["x"])
        contrast = view.comparison.chances[value.region.code].contrast
        expected = {Contrast.WITHIN: (True, True), Contrast.PERHAPS: (True, False), Contrast.APART: (False, False)}
        inside = (outer_top - 2 <= point["y"] <= outer_bottom + 2, top - 2 <= point["y"] <= bottom + 2)
        assert inside == expected[contrast], value.region.name


def test_what_is_outside_is_named_and_looks_other_without_colour(real_board: Board) -> None:
    picture = funnel_picture(real(real_board))
    said = texts(picture)
    assert {"さいたま市 1.33", "本庄市 1.44", "東松山市 1.41", "埼玉県 0.83"} <= set(said)
    assert "美里町 1.52" not in said
    looks = {name: (row["fill"], row["stroke"]) for name, row in points(picture).items()}
    assert looks["さいたま市"] == (theme.INK, theme.INK)
    assert looks["本庄市"] == (theme.PAPER, theme.INK)
    assert looks["川口市"] == (theme.FAINT, theme.PAPER)
    assert points(picture)["長瀞町"]["size"] < points(picture)["川口市"]["size"]


def test_a_chosen_region_is_named_too(real_board: Board) -> None:
    assert "秩父市 0.70" in texts(funnel_picture(marked(real(real_board), "秩父市")))


def test_the_words_for_who_cannot_see_it_name_no_place_of_a_few(real_board: Board) -> None:
    picture = funnel_picture(real(real_board))
    assert "63市町村のうち60は、県全体との差が偶然の範囲。" in picture.alt
    assert "美里町" not in picture.alt
    assert picture.footer is not None
    assert any("63のうち3つほど" in line for line in picture.footer)


def test_of_rare_things_all_rates_fit_and_nothing_few_is_named(real_board: Board) -> None:
    panel = real_board.panel(real_board.catalogue.indicator("home_care_support_hospitals"))
    view = real(real_board)
    day = panel.days(real_board.regions.prefecture)[0]
    comparison = compare(real_board.territory, panel, view.comparison.region_set, day, Basis.AGED_75)
    picture = funnel_picture(type(view)(view.regions, comparison))
    assert all(-1 <= row["y"] <= 341 for row in points(picture).values())
    assert not [text for text in texts(picture) if "皆野町" in text]


def test_letters_are_large_enough_in_every_place(real_board: Board) -> None:
    picture = funnel_picture(real(real_board))
    for place, smallest, room in ((Surface.NARROW, 13, 350), (Surface.WIDE, 14, 740)):
        width, _ = pixel_size(screen_svg(picture, place))
        assert smallest * room / width >= 12, place
        assert not [text for text in texts(picture, place) if "出典" in text]
