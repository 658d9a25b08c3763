"""The typeface: there in both weights, and named on every text."""

import re

import pytest

from charts.drawing import overview, tracking
from dashboard.board import Board
from dashboard.charts import fonts
from dashboard.charts.render import svg
from dashboard.charts.theme import FONT
from dashboard.errors import PaperError


@pytest.mark.parametrize("indicator", ["smoking_rate", "meeting_places", "single_elderly"])
def test_every_text_of_a_picture_is_set_in_the_house_typeface(other_board: Board, indicator: str) -> None:
    document = svg(tracking(other_board, indicator))
    tags = re.findall(r"<text[^>]*>", document)
    assert len(tags) > 20
    assert [tag for tag in tags if f'font-family="{FONT}"' not in tag] == []


def test_the_overview_picture_is_set_in_the_house_typeface_too(other_board: Board) -> None:
    tags = re.findall(r"<text[^>]*>", svg(overview(other_board)))
    assert [tag for tag in tags if f'font-family="{FONT}"' not in tag] == []


def test_a_missing_typeface_is_a_sentence_and_no_paper_without_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FONT", "No Such Typeface")
    with pytest.raises(PaperError, match="No Such Typeface"):
        fonts.ready_converter.__wrapped__()


def test_both_weights_are_there() -> None:
    fonts.ready_converter.__wrapped__()
