"""Where a page fetches the bodies of all its indicators once, ahead of any choice: an answer that never changes."""

from datetime import date

from starlette.routing import Route

from dashboard.api.answering import Answer, Endpoint, Query, Refused, json_answer
from dashboard.fiscal import EARLIEST, today
from dashboard.now import present
from dashboard.ui.blocks import indicator_names
from dashboard.ui.body import MOST_AHEAD, body, edition

YEAR = "public, max-age=31536000, immutable"
"""For what has its version in its address."""
_GONE = "このアドレスの内容はもうありません。画面を再読み込みしてください。"
_PLACES = {"wide": False, "narrow": True}


def _bodies(query: Query) -> Answer:
    """The parts of each indicator's page by its id, in the order of the box."""
    now = present()
    path = query.path
    try:
        day = date.fromisoformat(path["day"])
    except ValueError:
        raise Refused(404, _GONE) from None
    if path["edition"] != edition(now) or path["places"] not in _PLACES or not EARLIEST <= day <= today():
        raise Refused(404, _GONE)
    narrow = _PLACES[path["places"]]
    ids = list(indicator_names(now.board.catalogue))[:MOST_AHEAD]
    answer = json_answer({id_: body(now, id_, day, narrow=narrow) for id_ in ids})
    return Answer(answer.body, answer.media_type, {"cache-control": YEAR})


AHEAD = Route("/bodies/{edition}/{day}/{places}", Endpoint(_bodies, ()))
