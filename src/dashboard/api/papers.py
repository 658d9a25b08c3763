"""Papers by address: one format, one picture of several by its number, or several formats as a ZIP."""

from dashboard.api.answering import Answer
from dashboard.api.naming import attached
from dashboard.api.query import Query, Refused, refusing
from dashboard.board import Board
from dashboard.catalogue.wording import suggestion
from dashboard.papers.choice import Canvas, Choice, PageSize, SlideCharts
from dashboard.papers.files import File
from dashboard.papers.formats import FORMATS, NOTHING_TO_DRAW, ZIP, Parcel, format_of, formats_of
from dashboard.present import Version, board_of, files_of, paper_of, version

PICTURES = ("png", "svg")
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
    state = version()
    choice = _choice(query, board_of(state))
    with refusing(400):
        paper_of(state, choice)
    if format_id == ZIP:
        return attached(_bundle(query, state, choice), choice.as_of)
    files = files_of(state, choice, format_id)
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


def _bundle(query: Query, state: Version, choice: Choice) -> File:
    formats = formats_of(query.many("format"))
    files = tuple(file for one in formats for file in files_of(state, choice, one.id))
    _check_any(files)
    return Parcel(paper_of(state, choice), files).bundle


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
