"""What holds of every picture on every surface: a mark says what the chart wrote or nothing; letters are legible."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest

from charts.drawing import overview
from dashboard.board import Board
from dashboard.charts.album import ScreenPicture
from dashboard.charts.card import profile_picture
from dashboard.charts.picture import Picture, Surface
from dashboard.charts.render import screen_svg, svg
from dashboard.comparing import Basis, Order
from dashboard.intake import Affected
from dashboard.judging import Grade
from dashboard.now import MapKind, Now, RegionalQuestion, Version
from dashboard.settings import Settings

DAY = date(2024, 12, 31)
CLINICS, REGION = "visiting_care_clinics", "11203"
QUESTION = RegionalQuestion(CLINICS, "secondary_medical_area", Basis.AGED_75, date(2025, 9, 1))
PHONE = 358
"""Pixels of a picture's place on a phone of 390."""
LEAST_PIXELS = 12


def _of_the_card(now: Now) -> Picture:
    regions = now.board.regions
    region_set = regions.region_set(QUESTION.region_set)
    survey = now.survey(region_set.id)
    return profile_picture(survey, region_set, region_set.regions[0], region_set.regions[1:3])


def _of_a_change(now: Now) -> ScreenPicture:
    observations = now.standing(CLINICS, DAY).observations
    return now.change_figure(Affected(CLINICS, observations[:-1], observations, Grade.B, Grade.B))


FIGURES: dict[str, Callable[[Now], Picture | ScreenPicture | None]] = {
    "target_figure": lambda now: now.target_figure(CLINICS, DAY),
    "change_figure": _of_a_change,
    "map_figure": lambda now: now.map_figure(QUESTION, MapKind.TILES),
    "ranking_figure": lambda now: now.ranking_figure(QUESTION, Order.MOST),
    "funnel_figure": lambda now: now.funnel_figure(QUESTION),
    "multiples_figure": lambda now: now.multiples_figure(CLINICS, QUESTION.region_set, Basis.VALUE),
    "outlook_figure": lambda now: now.outlook_figure(CLINICS, REGION),
    "card": _of_the_card,
    "overview": lambda now: overview(now.board, DAY),
}
"""Every picture of a screen by the question that it answers."""
FILES_ALONE = {"card", "overview"}
"""What a screen shows as text that reflows, and saves as a picture."""


@pytest.fixture(scope="module")
def now(real_board: Board, real_settings: Settings) -> Now:
    return Now(Version(real_settings, 0.0, (), ""), real_board)


@pytest.fixture(scope="module", params=FIGURES)
def picture(request: pytest.FixtureRequest, now: Now) -> Picture:
    drawn = FIGURES[request.param](now)
    assert drawn
    return drawn if isinstance(drawn, Picture) else drawn.picture


def surfaces(picture: Picture) -> list[Surface]:
    return [surface for surface in Surface if picture.narrow or surface is not Surface.NARROW]


def words(spec: Any) -> Iterator[str]:
    """All that the rows of a specification say of their marks."""
    if isinstance(spec, dict):
        if isinstance(spec.get("words"), str):
            yield spec["words"]
        for part in spec.values():
            yield from words(part)
    elif isinstance(spec, list | tuple):
        for part in spec:
            yield from words(part)


def document(picture: Picture, surface: Surface) -> ElementTree.Element:
    return ElementTree.fromstring(svg(picture) if surface is Surface.PAPER else screen_svg(picture, surface))


def test_no_picture_of_a_screen_is_left_out() -> None:
    assert {name for name in dir(Now) if name.endswith("_figure")} == set(FIGURES) - FILES_ALONE


def test_a_picture_is_what_the_schema_of_vega_lite_allows(picture: Picture) -> None:
    """The application leaves out the check, which takes longer than drawing."""
    for surface in surfaces(picture):
        assert picture.draw(surface).to_dict(format="vega-lite", validate=True)


def test_a_mark_says_what_the_chart_wrote_or_nothing(picture: Picture) -> None:
    for surface in surfaces(picture):
        written = set(words(picture.spec(surface)))
        said = [
            element.attrib["aria-label"]
            for element in document(picture, surface).iter()
            if "aria-label" in element.attrib
        ]
        assert said
        assert set(said) <= written
        assert [label for label in said if re.search("[A-Za-z_]+ ?: |undefined|NaN", label)] == []


def test_nothing_in_a_picture_is_said_in_english(picture: Picture) -> None:
    for surface in surfaces(picture):
        root = document(picture, surface)
        assert [element for element in root.iter() if "aria-roledescription" in element.attrib] == []
        assert list(root.iter("{http://www.w3.org/2000/svg}title")) == []


@pytest.mark.parametrize("question", sorted(set(FIGURES) - FILES_ALONE))
def test_the_letters_of_a_picture_are_legible_on_a_phone(now: Now, question: str) -> None:
    drawn = FIGURES[question](now)
    assert isinstance(drawn, ScreenPicture)
    root = document(drawn.picture, Surface.NARROW if drawn.picture.narrow else Surface.WIDE)
    scale = PHONE / float(root.attrib["width"])
    sizes = {
        "".join(text.itertext()): scale * float(text.attrib["font-size"].removesuffix("px"))
        for text in root.iter("{http://www.w3.org/2000/svg}text")
    }
    assert sizes
    assert {text: size for text, size in sizes.items() if size < LEAST_PIXELS - 0.05} == {}
