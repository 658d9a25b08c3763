"""The addresses of the API; whatever else lies under /api/ is answered here, too, and never by a page."""

from starlette.routing import Route

from dashboard.api import figures, papers
from dashboard.api.answering import Answer, Endpoint
from dashboard.api.query import Query, Refused

BASE = "/api/v1"


def _nothing(query: Query) -> Answer:
    raise Refused(
        404, f"「{query.url.path[:200]}」という宛先はありません。宛先の一覧は {BASE}/openapi.json にあります。"
    )


ROUTES = [
    Route(f"{BASE}/openapi.json", Endpoint(figures.description)),
    Route(f"{BASE}/indicators.json", Endpoint(figures.indicators)),
    Route(f"{BASE}/assessments.json", Endpoint(figures.assessments, ("as_of", "known_at", "indicator"))),
    Route(f"{BASE}/observations.csv", Endpoint(figures.observations, ("as_of", "known_at", "indicator", "region"))),
    Route(f"{BASE}/papers/{{format}}", Endpoint(papers.paper, papers.PARAMETERS)),
    Route("/api", Endpoint(_nothing, None, None)),
    Route("/api/{rest:path}", Endpoint(_nothing, None, None)),
]
