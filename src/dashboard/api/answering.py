"""How every address answers: GET and HEAD alone, an ETag for each body, and each error as one sentence in JSON.

Figures and papers are worked out in threads of their own, as many as they have turns (``dashboard.turns``): fonts,
files and pages never wait for them. Who leaves is not worked for.
"""

import logging
import re
from asyncio import wrap_future
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Event
from types import MappingProxyType
from typing import Any, TypeVar

from anyio import CancelScope, CapacityLimiter, create_task_group, fail_after, to_thread
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dashboard.as_json import json_text
from dashboard.errors import CatalogueError, DashboardError, StoreMissing, StoreUnreachable
from dashboard.event_log import log_event
from dashboard.papers.choice import ChoiceError, Parameter
from dashboard.text import suggestion
from dashboard.turns import FIGURES, MOST_PATIENCE, PAPERS, Busy, Turns

LOG = logging.getLogger(__name__)
LONGEST_VALUE = 200
"""No name, code or date is longer; what is longer is not worth searching for."""
METHODS = ("GET", "HEAD")
UNEXPECTED = (
    "思いがけない誤りで答えられません。もう一度試しても同じときは、管理者にサーバーの記録を見てもらってください。"
)
_JSON = "application/json; charset=utf-8"
_TAG = re.compile(r'"[^"]*"')


class Refused(Exception):
    """A request is not answered; ``status`` is HTTP's, the text the sentence for whoever asks."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Query:
    """A request: the texts of each parameter of its query, what its path names, and the whole address.

    ``base`` is the path under which the server lives: empty, or like ``/kpi``.
    """

    values: Mapping[str, Sequence[str]]
    path: Mapping[str, str]
    url: URL
    base: str


@dataclass(frozen=True)
class Answer:
    """A body with its media type, and what else its headers say."""

    body: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


Paperwork = Callable[[], Answer]
"""What takes seconds: it is done when there is a turn for it."""
Handler = Callable[[Query], Answer | Paperwork]
R = TypeVar("R")


def json_answer(content: Mapping[str, object]) -> Answer:
    """An object, byte for byte as the command line prints it."""
    return Answer(f"{json_text(content)}\n".encode(), _JSON)


class Endpoint:
    """One address as an ASGI application: ``handler`` works in a thread, may refuse, and may leave paperwork.

    ``parameters`` are those of its query; None leaves queries and methods of any kind to the handler.
    """

    def __init__(self, handler: Handler, parameters: Sequence[Parameter[Any]] | None) -> None:
        self.handler = handler
        self.parameters = parameters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, unless its asker leaves before."""
        response = None
        left = Event()
        async with create_task_group() as group:
            group.start_soon(_watch, receive, left, group.cancel_scope)
            response = await self._response(Request(scope), left)
            group.cancel_scope.cancel()
        if response:
            await response(scope, receive, send)

    async def _response(self, request: Request, left: Event) -> Response:
        asker = request.client.host if request.client else ""
        try:
            answer = await _in_turn(FIGURES, asker, left, lambda: self.handler(self._query(request)))
            if not isinstance(answer, Answer):
                answer = await _in_turn(PAPERS, asker, left, answer)
            return _success(request, answer)
        except Refused as refusal:
            return _error(request, refusal.status, str(refusal))
        except ChoiceError as error:
            return self._choice_error(request, error)
        except Busy as busy:
            return _error(request, 503, str(busy), {"retry-after": str(busy.seconds)})
        except DashboardError as error:
            log_event("api.failed", path=request.url.path, error=type(error).__qualname__)
            LOG.warning("the state cannot be opened: %s", error)
            return _error(request, 503 if isinstance(error, StoreMissing | StoreUnreachable) else 500, _sentence(error))
        except Exception as error:
            log_event("api.failed", path=request.url.path, error=type(error).__qualname__)
            LOG.exception("an answer failed")
            return _error(request, 500, UNEXPECTED)

    def _query(self, request: Request) -> Query:
        query = request.query_params
        values = {name: query.getlist(name) for name in query}
        if self.parameters is not None:
            if request.method not in METHODS:
                raise Refused(405, f"「{request.method}」では使えません。読むだけの宛先なので、GETを使ってください。")
            parameters = {parameter.name: parameter for parameter in self.parameters}
            for name, texts in values.items():
                _check(name, texts, parameters)
        return Query(values, request.path_params, request.url, request.scope.get("root_path", ""))

    def _choice_error(self, request: Request, error: ChoiceError) -> Response:
        if error.absent:
            return _error(request, 404, str(error))
        few = any(parameter.choices for parameter in self.parameters or () if parameter.name == error.parameter)
        words = "に" if few else "に誤りがあります。"
        return _error(request, 400, f"「{error.parameter}」{words}{error}")


async def _watch(receive: Receive, left: Event, asked: CancelScope) -> None:
    """Ends it all when the asker leaves; whatever else comes is the body of a request that has none to send."""
    while (await receive())["type"] != "http.disconnect":
        pass
    left.set()
    asked.cancel()


async def _in_turn(turns: Turns, asker: str, left: Event, work: Callable[[], R]) -> R:
    """What ``work`` returns, done in a thread when its turn has come.

    ``Busy`` where there is no turn. A thread cannot be stopped, so an asker who has left keeps the turn until the work
    comes to its next step and is ``Abandoned``; who still waits leaves the line at once.
    """
    turn = turns.ask(asker, left)
    try:
        try:
            with fail_after(MOST_PATIENCE):
                await wrap_future(turn.begin)
        except TimeoutError:
            raise turns.refusal(asker) from None

        def at_work() -> R:
            with turn.work():
                return work()

        # A limit of its own, for turns are the limit; the one that all others share is left to fonts and files.
        return await to_thread.run_sync(at_work, limiter=CapacityLimiter(1))
    finally:
        turns.leave(turn)


def _check(name: str, texts: Sequence[str], parameters: Mapping[str, Parameter[Any]]) -> None:
    if name not in parameters:
        name = name[:LONGEST_VALUE]
        valid = suggestion(name, list(parameters), every=True) if parameters else "ここで指定できるものはありません。"
        raise Refused(400, f"「{name}」という指定はありません。{valid}")
    if "" in texts:
        raise Refused(400, f"「{name}」に値がありません。値を書くか、「{name}」を外してください。")
    if len(texts) > 1 and not parameters[name].several:
        raise Refused(400, f"「{name}」は一つだけ指定できます。")
    if any(len(text) > LONGEST_VALUE for text in texts):
        raise Refused(400, f"「{name}」の値が長すぎます。{LONGEST_VALUE}字までで書いてください。")


def _success(request: Request, answer: Answer) -> Response:
    tag = f'"{sha256(answer.body).hexdigest()}"'
    # Streamlit's middleware compresses for those who accept it.
    headers = {"cache-control": "no-cache", **answer.headers, "etag": tag, "vary": "Accept-Encoding"}
    held = ",".join(request.headers.getlist("if-none-match"))
    if held.strip() == "*" or tag in _TAG.findall(held):
        return Response(status_code=304, headers=headers)
    return _with_body(request, 200, answer, headers)


def _error(request: Request, status: int, sentence: str, headers: Mapping[str, str] = MappingProxyType({})) -> Response:
    allow = {"allow": ", ".join(METHODS)} if status == 405 else {}
    headers = {**allow, **headers, "cache-control": "no-store"}
    return _with_body(request, status, json_answer({"error": sentence}), headers)


def _with_body(request: Request, status: int, answer: Answer, headers: Mapping[str, str]) -> Response:
    """HEAD gets the length of the body in its stead."""
    about_body = {"content-type": answer.media_type, "content-length": str(len(answer.body))}
    content = b"" if request.method == "HEAD" else answer.body
    return Response(content, status, {**headers, **about_body})


def _sentence(error: DashboardError) -> str:
    if isinstance(error, CatalogueError) and error.problems:
        return f"指標の設定に問題が{len(error.problems)}件あります。{error.problems[0]}"
    return str(error)
