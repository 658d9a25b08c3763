"""One reader of what a paper is asked for: the same texts mean the same from an address, a request, a command line."""

from datetime import UTC, date, datetime

import pytest

from dashboard.board import Board
from dashboard.fiscal import today
from dashboard.papers.choice import (
    PARAMETERS,
    Canvas,
    Choice,
    ChoiceError,
    PageSize,
    Parameters,
    SlideCharts,
    read_choice,
)


def test_nothing_asked_is_the_paper_of_today(other_board: Board) -> None:
    assert read_choice({}, other_board.catalogue, other_board.regions) == Choice(today())
    assert read_choice(
        {parameter.name: "" for parameter in PARAMETERS}, other_board.catalogue, other_board.regions
    ) == Choice(today())


def test_every_parameter_is_read_into_the_choice(other_board: Board) -> None:
    asked: Parameters = {
        "as_of": "令和6年12月31日",
        "known_at": "2025-02-10T13:30 09:00",
        "indicator": ["通いの場", "smoking_rate"],
        "fiscal_year": ["R5", "2022", "令和5年度"],
        "region": "99000",
        "page": "wide",
        "charts": "picture",
        "canvas": "square",
        "format": "pdf",
    }
    assert read_choice(asked, other_board.catalogue, other_board.regions) == Choice(
        date(2024, 12, 31),
        datetime(2025, 2, 10, 4, 30, tzinfo=UTC),
        ("smoking_rate", "meeting_places"),
        (2022, 2023),
        "99000",
        PageSize.WIDE,
        SlideCharts.PICTURE,
        Canvas.SQUARE,
    )


@pytest.mark.parametrize("text", ["11207", "112071", " 11207 "])
def test_a_region_is_its_five_digits_however_it_is_written(real_board: Board, text: str) -> None:
    assert read_choice({"region": text}, real_board.catalogue, real_board.regions).region == "11207"


@pytest.mark.parametrize(
    ("asked", "absent", "sentence"),
    [
        ({"as_of": "昔"}, False, "昔"),
        ({"as_of": ["2024-12-31", "2023-12-31"]}, False, "一つだけ"),
        ({"known_at": "昔"}, False, "時刻として読めません"),
        ({"fiscal_year": "2024-11-30"}, False, "年度ではありません"),
        ({"page": "a3"}, False, "「a3」は使えません。使えるのは「a4」「wide」です。"),
        ({"indicator": "invented"}, True, "という指標はありません"),
        ({"region": "99999"}, True, "地域コード「99999」はありません"),
    ],
)
def test_what_cannot_be_taken_names_its_parameter(
    other_board: Board, asked: Parameters, absent: bool, sentence: str
) -> None:
    with pytest.raises(ChoiceError, match=sentence) as caught:
        read_choice(asked, other_board.catalogue, other_board.regions)
    assert (caught.value.parameter, caught.value.absent) == (next(iter(asked)), absent)
