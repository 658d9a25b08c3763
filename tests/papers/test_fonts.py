"""The typeface: there in both weights, named on every text, and refused what it cannot draw."""

import re

import pytest

from charts.drawing import shares, tracking
from dashboard.board import Board
from dashboard.charts.theme import FONT
from dashboard.errors import PaperError
from dashboard.papers import fonts
from dashboard.papers.pictures import svg


@pytest.mark.parametrize("indicator", ["visiting_care_clinics", "visiting_nurses", "enhanced_type1_stations"])
def test_every_text_of_a_picture_is_set_in_the_house_typeface(real_board: Board, indicator: str) -> None:
    document = svg(tracking(real_board, indicator))
    tags = re.findall(r"<text[^>]*>", document)
    assert len(tags) > 20
    assert [tag for tag in tags if f'font-family="{FONT}"' not in tag] == []


def test_the_overview_picture_is_set_in_the_house_typeface_too(real_board: Board) -> None:
    tags = re.findall(r"<text[^>]*>", svg(shares(real_board)))
    assert [tag for tag in tags if f'font-family="{FONT}"' not in tag] == []


@pytest.mark.parametrize("character", ["𛀁", "😀", "\ue000", "\ufffe"])
def test_a_character_that_the_typeface_lacks_is_named(character: str) -> None:
    with pytest.raises(PaperError, match=f"U\\+{ord(character):04X}"):
        fonts.check_glyphs(["問題なし", f"架空{character}市"])


@pytest.mark.parametrize("text", ["", "髙﨑", "葛󠄀城"[0], "①Ⅰ㈱～－―−", "鶴ヶ島　鳩ケ谷", "A B\u00a0C", "達成 38.7 %"])
def test_what_offices_write_can_be_drawn(text: str) -> None:
    fonts.check_glyphs([text])


def test_a_missing_typeface_is_a_sentence_and_no_paper_without_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FONT", "No Such Typeface")
    with pytest.raises(PaperError, match="No Such Typeface"):
        fonts.ready_fonts.__wrapped__()


def test_both_weights_are_there() -> None:
    fonts.ready_fonts.__wrapped__()
