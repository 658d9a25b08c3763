"""The typeface inside an SVG: there for every letter, in its weight, and no larger than needed."""

import base64
import io
import re
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont

from charts.drawing import tracking
from dashboard.board import Board
from dashboard.charts.fonts import with_typeface
from dashboard.charts.render import svg, svg_file
from dashboard.charts.theme import FONT
from dashboard.typeface import FONT_FILES

SMOKING = "smoking_rate"
RULE = re.compile(r'@font-face\{font-family:"([^"]*)";font-style:normal;font-weight:(\w+);src:url\("([^"]*)"\)')


def drawing(*texts: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{"".join(texts)}</svg>'


def faces(document: str) -> dict[str, TTFont]:
    """The faces in a document by weight."""
    found = {}
    for family, weight, address in RULE.findall(document):
        assert family == FONT
        kind, data = address.split(",", 1)
        assert kind == "data:font/otf;base64"
        found[weight] = TTFont(io.BytesIO(base64.b64decode(data, validate=True)))
    return found


def letters(document: str) -> dict[str, str]:
    """What can be drawn in each weight, without the space that every face has."""
    return {weight: "".join(sorted(map(chr, face.getBestCmap()))).strip() for weight, face in faces(document).items()}


@pytest.fixture(scope="module")
def taken(other_board: Board) -> str:
    return svg_file(tracking(other_board, SMOKING)).decode()


def test_every_letter_of_a_picture_is_in_the_face_of_its_weight(taken: str) -> None:
    said: dict[str, set[str]] = {"normal": set(), "bold": set()}
    for element in ElementTree.fromstring(taken).iter("{http://www.w3.org/2000/svg}text"):
        said[element.get("font-weight", "normal")].update("".join(element.itertext()))
    there = {weight: set(map(chr, face.getBestCmap())) for weight, face in faces(taken).items()}
    assert "喫" in said["bold"]
    assert "出" in said["normal"]
    for weight, characters in said.items():
        assert characters <= there[weight]
        # Of a bracket, its partner comes along.
        assert len(there[weight] - characters) <= 2


def test_letters_are_as_wide_as_in_the_whole_typeface(taken: str) -> None:
    with TTFont(FONT_FILES["bold"], lazy=True) as whole:
        part = faces(taken)["bold"]
        names, widths = part.getBestCmap(), part["hmtx"]
        wholly, whole_widths = whole.getBestCmap(), whole["hmtx"]
        assert {c: widths[names[c]] for c in names} == {c: whole_widths[wholly[c]] for c in names}


def test_only_the_weights_in_use_are_in_it() -> None:
    assert letters(with_typeface(drawing("<text>細い</text>"))) == {"normal": "い細"}
    assert letters(with_typeface(drawing('<text font-weight="bold">太い</text>'))) == {"bold": "い太"}


def test_the_weight_is_that_of_the_elements_around() -> None:
    lines = '<text font-weight="bold">題<tspan>二</tspan>末<tspan font-weight="normal">副</tspan></text><text>文</text>'
    assert letters(with_typeface(drawing(lines))) == {"normal": "副文", "bold": "二末題"}


def test_a_letter_written_as_an_entity_is_that_letter() -> None:
    assert letters(with_typeface(drawing("<text>甲&amp;&#x4E59;&quot;</text>"))) == {"normal": '"&乙甲'}


def test_what_is_not_drawn_is_not_in_it() -> None:
    aside = "<title>題名</title><desc>説明</desc>"
    assert letters(with_typeface(drawing(aside, '<g aria-label="読み"><text>字</text></g>'))) == {"normal": "字"}


def test_a_letter_and_its_mark_come_with_the_letter_that_both_make() -> None:
    assert letters(with_typeface(drawing("<text>か\u3099</text>"))) == {"normal": "かが\u3099"}


def test_a_picture_without_text_stays_as_it_is() -> None:
    document = drawing('<path d="M0,0h9"/>')
    assert with_typeface(document) == document


def test_nothing_is_fetched_and_the_file_stays_small(taken: str) -> None:
    ElementTree.fromstring(taken)
    assert all(address.startswith("data:") for address in re.findall(r'url\("?([^")]*)', taken))
    assert len(taken) < 150_000


def test_a_picture_on_the_page_carries_no_typeface(other_board: Board) -> None:
    assert "font-face" not in svg(tracking(other_board, SMOKING))
