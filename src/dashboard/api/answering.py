"""How every address answers: GET and HEAD alone, an ETag for each body, and each error as one sentence in JSON."""

import json
import logging
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dashboard.api.query import Query, Refused
from dashboard.errors import CatalogueError, DashboardError

LOG = logging.getLogger(__name__)
METHODS = ("GET", "HEAD")
UNEXPECTED = (
    "思いがけない誤りで答えられません。もう一度試しても同じときは、管理者にサーバーの記録を見てもらってください。"
)
_JSON = "application/json; charset=utf-8"
_TAG = re.compile(r'"[^"]*"')


@dataclass(frozen=True)
class Answer:
    """A body with its media type, and what else its headers say."""

    body: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


Ask = Callable[[Query], Answer]


def json_answer(content: Mapping[str, Any]) -> Answer:
    """An object, byte for byte as the command line prints it."""
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    return Answer(f"{text}\n".encode(), _JSON)


class Endpoint:
    """One address as an ASGI application: ``ask`` works in a thread and may refuse.

    ``parameters`` and ``methods`` are those that it knows; None leaves all of them to ``ask``.
    """

    def __init__(
        self, ask: Ask, parameters: Collection[str] | None = (), methods: Collection[str] | None = METHODS
    ) -> None:
        self.ask, self.parameters, self.methods = ask, parameters, methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        response = await run_in_threadpool(self._response, Request(scope))
        await response(scope, receive, send)

    def _response(self, request: Request) -> Response:
        if self.methods is not None and request.method not in self.methods:
            said = f"「{request.method}」では使えません。読むだけの宛先なので、GETを使ってください。"
            return _error(405, said, request, {"allow": ", ".join(self.methods)})
        try:
            return _found(self.ask(Query.of(request, self.parameters)), request)
        except Refused as refusal:
            return _error(refusal.status, str(refusal), request)
        except DashboardError as error:
            LOG.warning("the state cannot be told: %s", error)
            return _error(500, _sentence(error), request)
        except Exception:
            LOG.exception("an answer failed")
            return _error(500, UNEXPECTED, request)


def _found(answer: Answer, request: Request) -> Response:
    tag = f'"{sha256(answer.body).hexdigest()}"'
    # Streamlit's middleware compresses for those who accept it.
    headers = {**answer.headers, "etag": tag, "cache-control": "no-cache", "vary": "Accept-Encoding"}
    if _known(request, tag):
        return Response(status_code=304, headers=headers)
    return _response(200, answer.body, {**headers, "content-type": answer.media_type}, request)


def _known(request: Request, tag: str) -> bool:
    """Whether the asker holds this very body: ``*``, or one of a list of tags, weak or strong."""
    given = ",".join(request.headers.getlist("if-none-match"))
    return given.strip() == "*" or tag in _TAG.findall(given)


def _error(status: int, sentence: str, request: Request, headers: Mapping[str, str] | None = None) -> Response:
    said = json_answer({"error": sentence})
    told = {**(headers or {}), "content-type": said.media_type, "cache-control": "no-store"}
    return _response(status, said.body, told, request)


def _response(status: int, body: bytes, headers: Mapping[str, str], request: Request) -> Response:
    """HEAD gets the length of the body in its stead."""
    content = b"" if request.method == "HEAD" else body
    return Response(content, status, {**headers, "content-length": str(len(body))})


def _sentence(error: DashboardError) -> str:
    if isinstance(error, CatalogueError) and error.problems:
        return f"指標の設定に問題が{len(error.problems)}件あります。{error.problems[0]}"
    return str(error)
