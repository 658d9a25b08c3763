"""Where a page fetches what other indicators or regions say, ahead of a choice or at it: answers that never change."""

from collections.abc import Mapping
from datetime import date

from starlette.routing import Route

from dashboard.api.answering import Answer, Endpoint, Query, Refused, json_answer
from dashboard.comparing import bases_of
from dashboard.fiscal import EARLIEST, today
from dashboard.now import Kept, Now, RegionalQuestion, present
from dashboard.ui.blocks import indicator_names
from dashboard.ui.body import MOST_AHEAD, body
from dashboard.ui.region_body import MOST_CARDS, card_part, region_body

YEAR = "public, max-age=31536000, immutable"
"""For what has its version in its address."""
_GONE = "このアドレスの内容はもうありません。画面を再読み込みしてください。"
_PLACES = {"wide": False, "narrow": True}


def _bodies(query: Query) -> Answer:
    """The parts of each indicator's page by its id, in the order of the box."""
    now, day = _asked(query)
    narrow = _PLACES.get(query.path["places"])
    if narrow is None:
        raise Refused(404, _GONE)
    ids = list(indicator_names(now.board.catalogue))[:MOST_AHEAD]
    return _lasting({id_: body(now, id_, day, narrow=narrow) for id_ in ids})


def _cards(query: Query) -> Answer:
    """The card of each region of a set by its code; today's alone, for the residents are those of the day."""
    now, day = _asked(query)
    sets = {region_set.id: region_set for region_set in now.board.regions.sets}
    region_set = sets.get(query.path["set"])
    if region_set is None or day != today() or len(region_set.regions) > MOST_CARDS:
        raise Refused(404, _GONE)

    def cards() -> Answer:
        regions = (now.board.regions.prefecture, *region_set.regions)
        return _lasting({region.code: card_part(now, region_set, (region,)) for region in regions})

    return now.answers.setdefault("cards", Kept(8, lambda answer: len(answer.body))).get((region_set.id, day), cards)


def _region(query: Query) -> Answer:
    """The parts of one region by their names; today's alone, as the cards are."""
    now, day = _asked(query)
    question = _question(now, query)
    narrow = _PLACES.get(query.path["places"])
    regions = now.board.regions
    shown = {region.code: region for region in (regions.prefecture, *regions.region_set(question.region_set).regions)}
    region = shown.get(query.path["region"])
    if narrow is None or region is None or day != today():
        raise Refused(404, _GONE)
    return _lasting(region_body(now, question.indicator, region, question, narrow=narrow))


def _question(now: Now, query: Query) -> RegionalQuestion:
    """What is compared on the page around a region."""
    path, board = query.path, now.board
    sets = {region_set.id for region_set in board.regions.sets}
    if path["indicator"] not in indicator_names(board.catalogue) or path["set"] not in sets:
        raise Refused(404, _GONE)
    indicator = board.catalogue.indicator(path["indicator"])
    bases = {str(basis): basis for basis in bases_of(indicator, population_known=not board.territory.population.empty)}
    days = {day.isoformat(): day for day in now.panel(indicator.id).days(board.regions.prefecture)}
    if path["basis"] not in bases or path["date"] not in days:
        raise Refused(404, _GONE)
    return RegionalQuestion(indicator.id, path["set"], bases[path["basis"]], days[path["date"]])


def _asked(query: Query) -> tuple[Now, date]:
    now = present()
    try:
        day = date.fromisoformat(query.path["day"])
    except ValueError:
        raise Refused(404, _GONE) from None
    if query.path["edition"] != now.edition or not EARLIEST <= day <= today():
        raise Refused(404, _GONE)
    return now, day


def _lasting(content: Mapping[str, object]) -> Answer:
    answer = json_answer(content)
    return Answer(answer.body, answer.media_type, {"cache-control": YEAR})


AHEAD = (
    Route("/bodies/{edition}/{day}/{places}", Endpoint(_bodies, ())),
    Route("/bodies/{edition}/{day}/cards/{set}", Endpoint(_cards, ())),
    Route("/bodies/{edition}/{day}/regions/{indicator}/{set}/{basis}/{date}/{places}/{region}", Endpoint(_region, ())),
)
