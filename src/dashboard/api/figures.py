"""Figures for other programs: indicators and assessments as JSON, observations as CSV; and the API's description."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from dashboard import answers
from dashboard.api.answering import Answer, json_answer
from dashboard.api.naming import attached
from dashboard.api.query import Query, Refused
from dashboard.board import Board
from dashboard.catalogue.wording import listed
from dashboard.papers.choice import Choice
from dashboard.papers.files import File
from dashboard.papers.formats import format_of
from dashboard.papers.names import safe_name
from dashboard.papers.paper import Paper
from dashboard.present import board_of, files_of, paper_of, version

_CSV = "csv"


def description(_: Query) -> Answer:
    """The OpenAPI file."""
    return Answer(_description(), "application/json; charset=utf-8")


@cache
def _description() -> bytes:
    return Path(__file__).with_name("openapi.json").read_bytes()


def indicators(_: Query) -> Answer:
    """The plan and every indicator."""
    return json_answer(answers.indicators(board_of(version()).catalogue))


def assessments(query: Query) -> Answer:
    """The judgements, as ``python -m dashboard assess --json`` tells them.

    Raises:
        Refused: the query names something unknown, or an indicator that is not judged.
    """
    board = board_of(version())
    wanted = query.indicators(board)
    _check_judged(board, wanted)
    return json_answer(answers.assessments(board, query.as_of(), query.known_at(), wanted))


def _check_judged(board: Board, wanted: tuple[str, ...]) -> None:
    judged = [one.id for one in board.catalogue.tracked]
    other = next((id_ for id_ in wanted if id_ not in judged), None)
    if other:
        raise Refused(404, f"「{other}」は進捗を判定しない指標です。使えるのは{listed(judged)}です。")


def observations(query: Query) -> Answer:
    """The values in force, in the very bytes of the paper's CSV; ``region`` leaves only those of one region.

    Raises:
        Refused: the query names something unknown.
    """
    state = version()
    board = board_of(state)
    choice = Choice(query.as_of(), query.known_at(), query.indicators(board))
    region = query.region(board)
    files = _of_region(paper_of(state, choice), region) if region else files_of(state, choice, _CSV)
    return attached(files[0], choice.as_of)


def _of_region(paper: Paper, code: str) -> tuple[File, ...]:
    own = tuple(one for one in paper.observations if one.region == code)
    stem = safe_name(f"{paper.stem}_{paper.regions.get(code).name}")
    return format_of(_CSV).files(replace(paper, observations=own, stem=stem))
