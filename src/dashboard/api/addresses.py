"""The addresses of the API; whatever else lies under /api/ is answered here, too, and never by a page."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from urllib.parse import quote

from starlette.routing import Route

from dashboard.api.answering import Answer, Endpoint, Handler, Paperwork, Query, Refused, json_answer
from dashboard.api.description import Address, document
from dashboard.as_json import AssessmentsJson, IndicatorsJson, assessments_json, indicators_json
from dashboard.charts.file import File, safe_name
from dashboard.errors import DashboardError, PaperError
from dashboard.now import Now, present
from dashboard.papers.choice import (
    AS_OF,
    INDICATOR,
    KNOWN_AT,
    PARAMETERS,
    REGION,
    Choice,
    ChoiceError,
    Parameter,
    read_choice,
    read_indicators,
)
from dashboard.papers.formats import FORMATS, NOTHING_TO_DRAW, ZIP, ZIP_TYPE, Parcel, format_of, formats_of
from dashboard.text import listed, suggestion

BASE = "/api/v1"
PICTURES = tuple(format_.id for format_ in FORMATS if format_.several)
"""The formats of several files."""

_LABELS = {format_.id: format_.label for format_ in FORMATS}


def _number(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not number:
        raise Refused(400, f"「chart」に「{text}」は使えません。図の番号を1から書いてください。")
    return number


def _inner_format(text: str) -> str:
    if text not in _LABELS:
        sentence = f"「{text}」という形式はありません。{suggestion(text, list(_LABELS), every=True)}"
        raise ChoiceError("format", sentence, absent=True)
    return text


OF_REGION = replace(REGION, meaning="地域コード。この地域の値だけを渡します", default="すべての地域")
CHART = Parameter(
    "chart", "図の番号（1から）。pngとsvgだけで指定できます", "", _number,
    schema={"type": "integer", "minimum": 1, "default": 1},
)  # fmt: skip
INSIDE = Parameter(
    "format", "ZIPに入れる形式。zipだけで指定できます", "すべての形式", _inner_format, choices=_LABELS, several=True
)
FORMAT = Parameter("format", "形式", "", str, choices={**_LABELS, ZIP: "複数の形式をまとめたもの"})


def _description(query: Query) -> Answer:
    return _document(query.base)


@cache
def _document(base: str) -> Answer:
    return json_answer(document(list(ADDRESSES.values()), base))


def _indicators(_: Query) -> Answer:
    return json_answer(indicators_json(present().board.catalogue))


def _assessments(query: Query) -> Answer:
    board = present().board
    tracked = [indicator.id for indicator in board.catalogue.tracked]
    for id_ in read_indicators(query.values, board.catalogue):
        if id_ not in tracked:
            raise Refused(404, f"「{id_}」は進捗を判定しない指標です。使えるのは{listed(tracked)}です。")
    choice = read_choice(query.values, board.catalogue, board.regions)
    standings = board.standings(choice.as_of, choice.known_at)
    if choice.indicators:
        standings = tuple(standing for standing in standings if standing.indicator.id in choice.indicators)
    return json_answer(assessments_json(standings, board.catalogue.judging.method, choice.as_of, choice.known_at))


def _observations(query: Query) -> Answer:
    """The values in force, in the very bytes of the paper's CSV; ``region`` leaves only those of one region."""
    now = present()
    choice = read_choice(query.values, now.board.catalogue, now.board.regions)
    region = choice.region
    choice = replace(choice, region="")
    if not region:
        return _attached(now.files(choice, "csv")[0], choice.as_of)
    paper = now.paper(choice)
    observations = tuple(observation for observation in paper.observations if observation.region == region)
    stem = safe_name(f"{paper.stem}_{paper.regions.get(region).name}")
    files = format_of("csv").files(replace(paper, observations=observations, stem=stem))
    return _attached(files[0], choice.as_of)


def _paper(query: Query) -> Paperwork:
    """The paper in the format that the path names; what is wrong with the question is told without a turn."""
    format_id = query.path["format"]
    inner = _formats(query, format_id)
    now = present()
    choice = read_choice(query.values, now.board.catalogue, now.board.regions)

    def make() -> Answer:
        try:
            now.paper(choice)
        except DashboardError as error:
            raise Refused(400, str(error)) from error
        if format_id == ZIP:
            return _attached(_bundle(now, choice, inner), choice.as_of)
        files = now.files(choice, format_id)
        return _picture(query, files, choice) if format_id in PICTURES else _attached(files[0], choice.as_of)

    return make


def _formats(query: Query, format_id: str) -> tuple[str, ...]:
    """The ids of the formats to be put into the ZIP."""
    if format_id != ZIP:
        try:
            format_of(format_id)
        except PaperError as error:
            raise Refused(404, str(error)) from error
    for parameter, formats in ((CHART, PICTURES), (INSIDE, (ZIP,))):
        if parameter.name in query.values and format_id not in formats:
            raise Refused(400, f"「{parameter.name}」は{'と'.join(formats)}だけで指定できます。")
    return INSIDE.values(query.values)


def _bundle(now: Now, choice: Choice, ids: tuple[str, ...]) -> File:
    files = tuple(file for format_ in formats_of(ids) for file in now.files(choice, format_.id))
    if not files:
        raise Refused(404, NOTHING_TO_DRAW)
    return Parcel(now.paper(choice), files).bundle


def _picture(query: Query, files: tuple[File, ...], choice: Choice) -> Answer:
    """The picture of the number, the first where there is none; the Link header leads to the others."""
    if not files:
        raise Refused(404, NOTHING_TO_DRAW)
    number = CHART.value(query.values) or 1
    if number > len(files):
        raise Refused(404, f"図{number}はありません。この資料の図は{len(files)}枚です。")
    places = {"first": 1, "prev": number - 1, "next": number + 1, "last": len(files)}
    links = []
    for rel, place in places.items():
        if 1 <= place <= len(files):
            links.append(f'<?{query.url.include_query_params(chart=place).query}>; rel="{rel}"')
    return _attached(files[number - 1], choice.as_of, link=", ".join(links))


def _attached(file: File, as_of: date, **headers: str) -> Answer:
    """The file, to be saved and not shown; clients that know no Japanese names take one of letters and the date."""
    plain = f"indicators_{as_of.isoformat()}.{file.name.rpartition('.')[2]}"
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    charset = "; charset=utf-8" if file.media_type.startswith("text/") else ""
    return Answer(file.data, file.media_type + charset, {**headers, "content-disposition": disposition})


def _nothing(query: Query) -> Answer:
    place = query.url.path[:200]
    raise Refused(404, f"「{place}」という宛先はありません。宛先の一覧は {query.base}{BASE}/openapi.json にあります。")


_TEXT = ("text/", "image/svg")
_BODIES = {format_.media_type: str if format_.media_type.startswith(_TEXT) else bytes for format_ in FORMATS}
ADDRESSES: Mapping[Handler, Address] = {
    _description: Address(
        f"{BASE}/openapi.json", "getDescription", "このAPIの説明", "この文書です。",
        "OpenAPI 3.1 の文書", {"application/json": dict},
    ),
    _indicators: Address(
        f"{BASE}/indicators.json", "getIndicators", "計画と指標",
        "計画と、指標カタログにあるすべての指標です。定義、単位、基準値、目標値、年度ごとの取組、出典を含みます。"
        "進捗を判定しない参考指標も含みます。",
        "計画と指標", {"application/json": IndicatorsJson},
    ),
    _assessments: Address(
        f"{BASE}/assessments.json", "getAssessments", "判定",
        "判定するすべての指標（indicatorで選べます）を基準日で判定した結果です。"
        "`python -m dashboard assess --json` と同じ内容です。数は丸めていません。",
        "判定", {"application/json": AssessmentsJson}, (AS_OF, KNOWN_AT, INDICATOR),
    ),
    _observations: Address(
        f"{BASE}/observations.csv", "getObservations", "登録された値",
        "基準日までの有効な値を1行に1件ずつ並べたCSVです（UTF-8、BOM付き）。会議資料のCSVと同じもので、"
        "データ更新の画面でそのまま読めます。値がないときは空欄で、区分がわけを示します。",
        "CSV。1行目は見出し", {"text/csv": str}, (AS_OF, KNOWN_AT, INDICATOR, OF_REGION),
        headers=("Content-Disposition",),
    ),
    _paper: Address(
        f"{BASE}/papers/{{format}}", "getPaper", "会議資料",
        "会議資料を一つの形式で、または複数の形式をまとめたZIPで渡します。画面から書き出したものと同じファイルです。"
        "作るのに数秒から十数秒かかることがあります。pngとsvgは図を1枚ずつ渡し、Linkヘッダーで前後の図を示します。",
        "ファイル", {**_BODIES, ZIP_TYPE: bytes}, (*PARAMETERS, CHART, INSIDE), FORMAT,
        ("Content-Disposition", "Link"),
    ),
}  # fmt: skip
ROUTES = [
    *(Route(address.path, Endpoint(handler, address.parameters)) for handler, address in ADDRESSES.items()),
    Route("/api", Endpoint(_nothing, None)),
    Route("/api/{rest:path}", Endpoint(_nothing, None)),
]
