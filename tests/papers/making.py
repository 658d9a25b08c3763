"""Papers for tests: the real plan's at the day of the meeting, and a made-up plan that strains every layout."""

from dataclasses import replace
from datetime import date
from typing import Any

from dashboard.board import Board
from dashboard.catalogue import Indicator, Initiatives
from dashboard.papers.choice import Choice
from dashboard.papers.compose import compose
from dashboard.papers.paper import Paper

MEETING = date(2024, 12, 31)
REGISTERED = date(2025, 9, 30)
"""By then values of the municipalities are known, too."""
DEFINITION = ("これは架空の指標の長い定義です。届出の数を年度末に数え、休止中のものを除きます。" * 12)[:400]


def paper_of(board: Board, as_of: date = MEETING, **choices: Any) -> Paper:
    """The paper of a board; ``choices`` are further fields of the choice."""
    return compose(board, Choice(as_of, **choices))


def tiled(board: Board) -> Board:
    """The board with a schematic map of its municipalities, three in a row."""
    codes = enumerate(region.code for region in board.regions.municipalities)
    return replace(board, tiles={code: (at % 3, at // 3) for at, code in codes})


def crowded(board: Board) -> Board:
    """The board with twelve made-up indicators: 400 characters of definition, 40 initiatives in each of two years."""
    tracked = board.catalogue.tracked
    indicators = tuple(_made_up(tracked[at % len(tracked)], at, keeps_id=at < len(tracked)) for at in range(12))
    return replace(board, catalogue=board.catalogue.model_copy(update={"indicators": indicators}))


def _made_up(like: Indicator, at: int, *, keeps_id: bool) -> Indicator:
    """With the id of a real one it keeps its values."""
    name = f"架空の指標その{at + 1}（とても長い名前のために表の欄のなかで折り返さなければならない指標の数）"
    years = tuple(_year(year, at) for year in (2023, 2024))
    names: dict[str, Any] = {
        "name": name,
        "slide_name": name,
        "short_name": f"架空の指標{at + 1}",
        "definition": DEFINITION,
    }
    id_ = like.id if keeps_id else f"made_up_{at}"
    return like.model_copy(update={**names, "id": id_, "initiatives": years})


def _year(year: int, at: int) -> Initiatives:
    items = tuple(_item(at, number) for number in range(40))
    return Initiatives.model_validate(
        {"fiscal_year": f"令和{year - 2018}年度", "partial": year == 2024, "items": items}
    )


def _item(at: int, number: int) -> str:
    what = "研修会を開き、関係者への周知を行った。" * (1 + number % 3)
    return f"○架空の取組{at + 1}－{number + 1}：{what}（受講者{number * 7}名）"
