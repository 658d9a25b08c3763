"""Pictures taken home alone: of the exact size, readable on paper, saying what they are of, each under its own name."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from PIL import Image

from dashboard.board import Board
from dashboard.papers import canvas as making
from dashboard.papers.canvas import CHART_FRAMES, CanvasLayout, paper_pictures, picture_files
from dashboard.papers.choice import Canvas
from dashboard.papers.paper import Paper
from papers.making import crowded, paper_of, tiled

PLACES = "meeting_places"
DOTS = {Canvas.SLIDE: (3000, 1688), Canvas.HALF: (2126, 1417), Canvas.SQUARE: (1772, 1772)}
SMALLEST = 12.0
"""Pixels of 1/96 inch: 9 points."""


@pytest.fixture(scope="module")
def paper(other_board: Board) -> Paper:
    return paper_of(other_board)


@pytest.fixture(scope="module")
def two(paper: Paper) -> Paper:
    """The same of two indicators alone."""
    return replace(paper, sections=paper.sections[1:3])


@pytest.fixture(scope="module")
def regional(other_board: Board) -> Paper:
    return paper_of(tiled(other_board), region="99201", indicators=(PLACES,))


def said(document: str) -> str:
    return "".join(ElementTree.fromstring(document).itertext())


def sizes(document: str) -> list[float]:
    """The sizes of all texts as they come out on the canvas."""
    (scale,) = re.findall(r"scale\(([\d.]+)\)", document)
    inner, foot = document.rsplit("</g>", 1)
    drawn = [float(size) * float(scale) for size in re.findall(r'font-size="([\d.]+)px"', inner)]
    return drawn + [float(size) for size in re.findall(r'font-size="([\d.]+)px"', foot)]


def documents(paper: Paper, canvas: Canvas) -> Iterator[str]:
    chosen = replace(paper, choice=replace(paper.choice, canvas=canvas))
    return (CanvasLayout(canvas, paper.colophon).document(picture) for picture in paper_pictures(chosen))


@pytest.mark.parametrize("canvas", Canvas)
def test_the_png_has_the_dots_of_its_size_and_no_hole_in_its_white(paper: Paper, canvas: Canvas) -> None:
    picture = paper.sections[1].charts(CHART_FRAMES[canvas])[0]
    with Image.open(io.BytesIO(CanvasLayout(canvas, paper.colophon).png(picture))) as image:
        assert image.format == "PNG"
        assert image.size == DOTS[canvas]
        assert [round(dots, 1) for dots in image.info["dpi"]] == [300.0, 300.0]
        assert image.getchannel("A").getextrema() == (255, 255)
        right, bottom = image.width - 1, image.height - 1
        corners = [image.getpixel(at) for at in ((0, 0), (right, 0), (0, bottom), (right, bottom))]
        assert corners == [(255, 255, 255, 255)] * 4
        assert image.convert("L").getextrema()[0] < 40


@pytest.mark.parametrize("canvas", Canvas)
def test_the_svg_has_the_size_in_millimetres_and_its_typeface_inside(paper: Paper, canvas: Canvas) -> None:
    document = CanvasLayout(canvas, paper.colophon).svg(paper.sections[1].charts(CHART_FRAMES[canvas])[0]).decode()
    width, height = canvas.millimetres
    assert f'width="{width:g}mm" height="{height:g}mm"' in document
    assert document.count("@font-face") == 2


@pytest.mark.parametrize("canvas", Canvas)
def test_on_every_canvas_no_text_of_overview_and_charts_is_under_nine_points(two: Paper, canvas: Canvas) -> None:
    found = list(documents(two, canvas))
    assert len(found) == 3
    assert min(size for document in found for size in sizes(document)) >= SMALLEST


@pytest.mark.parametrize("canvas", [Canvas.HALF, Canvas.SQUARE])
def test_a_chart_of_a_long_name_stays_as_readable(other_board: Board, canvas: Canvas) -> None:
    (chart,) = documents(paper_of(crowded(other_board), indicators=("smoking_rate",)), canvas)
    assert min(sizes(chart)) >= SMALLEST
    assert "折り返さなければならない指標の数" in said(chart)


def test_every_picture_says_plan_day_what_was_known_and_that_grades_are_computed(paper: Paper, regional: Paper) -> None:
    for whole in (paper, regional):
        for document in documents(whole, Canvas.SLIDE):
            for part in (whole.plan, whole.as_of, whole.registered, whole.computed, "出典："):
                assert part in said(document)


def test_the_overview_comes_first_then_a_chart_for_each_indicator(two: Paper) -> None:
    names = [picture.name for picture in paper_pictures(two)]
    charts = [f"{section.standing.indicator.short_name}_推移と目標" for section in two.sections]
    assert names == ["目標までの進み", *charts]


def test_one_indicator_needs_no_overview_and_a_region_brings_map_and_ranking(regional: Paper) -> None:
    names = [picture.name.rpartition("_")[2] for picture in paper_pictures(regional)]
    assert names == ["推移と目標", "地図", "順位"]
    for document in list(documents(regional, Canvas.SLIDE))[1:]:
        assert "市町村別の通いの場" in said(document)
        assert "東ヶ丘" in said(document)


def test_an_indicator_with_nothing_to_draw_has_no_chart(paper: Paper) -> None:
    section = paper.sections[0]
    indicator = section.standing.indicator.model_copy(update={"targets": ()})
    standing = replace(section.standing, indicator=indicator, observations=())
    empty = replace(section, figure=replace(section.figure, standing=standing))
    assert paper_pictures(replace(paper, sections=(empty,))) == ()


def test_files_are_named_in_order_after_the_paper_the_picture_and_the_size(regional: Paper, paper: Paper) -> None:
    names = [name for name, _ in picture_files(regional, CanvasLayout.svg)]
    assert len(set(names)) == len(paper_pictures(regional))
    assert names == sorted(names)
    assert names[0] == f"00_{regional.stem}_通いの場_推移と目標_スライド"
    assert names[1].startswith(f"01_{regional.stem}_")
    ((alone, _),) = picture_files(replace(paper, sections=paper.sections[1:2], regional=()), CanvasLayout.svg)
    assert not alone.startswith("0")


def test_pictures_of_the_same_name_are_files_of_their_own(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = paper.sections[1].charts(CHART_FRAMES[Canvas.SLIDE])[0]
    named = [replace(picture, name=name) for name in ("Ab", "aB", "長" * 200, "長" * 200)]
    monkeypatch.setattr(making, "paper_pictures", lambda _: tuple(named))
    files = list(picture_files(paper, CanvasLayout.png))
    assert {content for _, content in files} == {CanvasLayout(paper.choice.canvas, paper.colophon).png(picture)}
    assert len({name.casefold() for name, _ in files}) == 4
    assert max(len(name) for name, _ in files) <= 100


def test_written_anew_a_file_has_the_same_bytes(paper: Paper) -> None:
    picture = paper.sections[1].charts(CHART_FRAMES[Canvas.SLIDE])[0]
    layout = CanvasLayout(Canvas.SLIDE, paper.colophon)
    assert (layout.png(picture), layout.svg(picture)) == (layout.png(picture), layout.svg(picture))


def test_markup_in_the_line_at_the_foot_stays_text(paper: Paper) -> None:
    picture = paper.sections[1].charts(CHART_FRAMES[Canvas.SLIDE])[0]
    document = CanvasLayout(Canvas.SLIDE, "<script>&の計画").document(picture)
    assert "<script>&の計画" in said(document)
    assert "<script" not in document


def test_a_foot_has_a_mark_for_what_cannot_be_printed(paper: Paper) -> None:
    picture = paper.sections[1].charts(CHART_FRAMES[Canvas.SLIDE])[0]
    assert "計画〓の市" in said(CanvasLayout(Canvas.SLIDE, "計画\ue000の\u200b市").document(picture))
