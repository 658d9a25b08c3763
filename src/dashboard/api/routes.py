"""The addresses of the API; whatever else lies under /api/ is answered here, too, and never by a page."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import quote

from starlette.routing import Route

from dashboard import as_json as answers
from dashboard.api.answering import Answer, Endpoint, json_answer
from dashboard.api.query import Query, Refused, refusing
from dashboard.board import Board
from dashboard.charts.file import File, safe_name
from dashboard.now import Now, present
from dashboard.papers.choice import Canvas, Choice, PageSize, SlideCharts
from dashboard.papers.formats import FORMATS, NOTHING_TO_DRAW, ZIP, Parcel, format_of, formats_of
from dashboard.papers.paper import Paper
from dashboard.text import listed, suggestion


def attached(file: File, as_of: date, headers: Mapping[str, str] | None = None) -> Answer:
    """The file, to be saved and not shown; clients that know no Japanese names take one of letters and the date."""
    plain = f"indicators_{as_of.isoformat()}.{file.name.rpartition('.')[2]}"
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    charset = "; charset=utf-8" if file.media_type.startswith("text/") else ""
    return Answer(file.data, file.media_type + charset, {**(headers or {}), "content-disposition": named})


_CSV = "csv"


def description(_: Query) -> Answer:
    """The OpenAPI file."""
    return Answer(_description(), "application/json; charset=utf-8")


@cache
def _description() -> bytes:
    return Path(__file__).with_name("openapi.json").read_bytes()


def indicators(_: Query) -> Answer:
    """The plan and every indicator."""
    return json_answer(answers.indicators(present().board.catalogue))


def assessments(query: Query) -> Answer:
    """The judgements, as ``python -m dashboard assess --json`` tells them.

    Raises:
        Refused: the query names something unknown, or an indicator that is not judged.
    """
    board = present().board
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
    now = present()
    board = now.board
    choice = Choice(query.as_of(), query.known_at(), query.indicators(board))
    region = query.region(board)
    files = _of_region(now.paper(choice), region) if region else now.files(choice, _CSV)
    return attached(files[0], choice.as_of)


def _of_region(paper: Paper, code: str) -> tuple[File, ...]:
    own = tuple(one for one in paper.observations if one.region == code)
    stem = safe_name(f"{paper.stem}_{paper.regions.get(code).name}")
    return format_of(_CSV).files(replace(paper, observations=own, stem=stem))


PICTURES = tuple(format_.id for format_ in FORMATS if format_.several)
"""The formats of several files."""

PARAMETERS = (
    *("as_of", "known_at", "indicator", "fiscal_year", "region"),
    *("page", "charts", "canvas", "chart", "format"),
)
_ONLY = {"chart": PICTURES, "format": (ZIP,)}


def paper(query: Query) -> Answer:
    """The paper in the format that the path names.

    Raises:
        Refused: the query names something unknown, or something that this format does not have.
    """
    format_id = query.path["format"]
    _check_formats(query, format_id)
    now = present()
    choice = _choice(query, now.board)
    with refusing(400):
        now.paper(choice)
    if format_id == ZIP:
        return attached(_bundle(query, now, choice), choice.as_of)
    files = now.files(choice, format_id)
    return _picture(query, files, choice) if format_id in PICTURES else attached(files[0], choice.as_of)


def _check_formats(query: Query, format_id: str) -> None:
    if format_id != ZIP:
        with refusing(404):
            format_of(format_id)
    for name, formats in _ONLY.items():
        if query.one(name) and format_id not in formats:
            raise Refused(400, f"「{name}」は{'と'.join(formats)}だけで指定できます。")
    ids = [one.id for one in FORMATS]
    for other in query.many("format"):
        if other not in ids:
            raise Refused(404, f"「{other}」という形式はありません。{suggestion(other, ids, every=True)}")


def _choice(query: Query, board: Board) -> Choice:
    return Choice(
        as_of=query.as_of(),
        known_at=query.known_at(),
        indicators=query.indicators(board),
        fiscal_years=query.fiscal_years(),
        region=query.region(board),
        page=query.kind("page", PageSize),
        charts=query.kind("charts", SlideCharts),
        canvas=query.kind("canvas", Canvas),
    )


def _bundle(query: Query, now: Now, choice: Choice) -> File:
    formats = formats_of(query.many("format"))
    files = tuple(file for one in formats for file in now.files(choice, one.id))
    _check_any(files)
    return Parcel(now.paper(choice), files).bundle


def _picture(query: Query, files: tuple[File, ...], choice: Choice) -> Answer:
    """The picture of the number asked for, the first where none is; the Link header leads to the others."""
    _check_any(files)
    text = query.one("chart") or "1"
    number = int(text) if text.isdecimal() else 0
    if not number:
        raise Refused(400, f"「chart」に「{text}」は使えません。図の番号を1から書いてください。")
    if number > len(files):
        raise Refused(404, f"図{number}はありません。この資料の図は{len(files)}枚です。")
    return attached(files[number - 1], choice.as_of, {"link": _links(query, number, len(files))})


def _links(query: Query, number: int, count: int) -> str:
    """First, previous, next and last picture, as addresses relative to this one."""
    places = {"first": 1, "prev": number - 1, "next": number + 1, "last": count}
    inside = {rel: at for rel, at in places.items() if 1 <= at <= count}
    return ", ".join(f'<?{query.url.include_query_params(chart=at).query}>; rel="{rel}"' for rel, at in inside.items())


def _check_any(files: tuple[File, ...]) -> None:
    if not files:
        raise Refused(404, NOTHING_TO_DRAW)


BASE = "/api/v1"


def _nothing(query: Query) -> Answer:
    raise Refused(
        404, f"「{query.url.path[:200]}」という宛先はありません。宛先の一覧は {BASE}/openapi.json にあります。"
    )


ROUTES = [
    Route(f"{BASE}/openapi.json", Endpoint(description)),
    Route(f"{BASE}/indicators.json", Endpoint(indicators)),
    Route(f"{BASE}/assessments.json", Endpoint(assessments, ("as_of", "known_at", "indicator"))),
    Route(f"{BASE}/observations.csv", Endpoint(observations, ("as_of", "known_at", "indicator", "region"))),
    Route(f"{BASE}/papers/{{format}}", Endpoint(paper, PARAMETERS)),
    Route("/api", Endpoint(_nothing, None, None)),
    Route("/api/{rest:path}", Endpoint(_nothing, None, None)),
]
