"""What is let through to Streamlit and what is not, in front of an application that answers everything."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from dashboard.settings import ROOT
from dashboard.ui import gate, neighbours, uploads
from dashboard.ui.access import OTHER_ACCOUNT
from dashboard.ui.gate import ABSENT, CLOSED, FOREIGN, FULL, OPEN, SLOW, Gate, GateLimits
from dashboard.ui.pages import PAGES
from dashboard.ui.uploads import MEGABYTE, NO_LENGTH, NO_PLACE, NO_ROOM, UPLOADS
from loops import run_apart
from ui.visitors import set_option

HOST = "kpi.example.jp"
OWN = f"https://{HOST}"
STREAM = "/_stcore/stream"
CLOSE = {"type": "websocket.close", "code": 1008}


@dataclass
class Asked:
    """One connection: what came of it, and what Streamlit got to see."""

    answers: list[Message] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    @property
    def status(self) -> int:
        return int(self.answers[0]["status"])

    @property
    def sentence(self) -> str:
        return str(json.loads(self.answers[1]["body"])["error"])


def scope_of(kind: str, path: str, method: str = "GET", **headers: str) -> Scope:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in {"host": HOST, **headers}.items()]
    scope = {"type": kind, "path": path, "headers": pairs, "client": ("192.0.2.1", 1), "server": ("192.0.2.9", 2)}
    return scope | ({"method": method} if kind == "http" else {})


async def ask(front: Gate, asked: Asked, scope: Scope, messages: Sequence[Message] = ()) -> None:
    left = [{"type": "websocket.connect"}, *messages] if scope["type"] == "websocket" else list(messages)

    async def receive() -> Message:
        if not left:
            return {"type": f"{scope['type']}.disconnect"}
        message = left.pop(0)
        await asyncio.sleep(message.get("after", 0))
        return message

    async def send(message: Message) -> None:
        asked.answers.append(message)

    await front({**scope, "asked": asked}, receive, send)


async def streamlit(scope: Scope, receive: Receive, send: Send) -> None:
    """Takes all that comes, and answers when it is over."""
    scope["asked"].scopes.append(scope)
    while not (message := await receive())["type"].endswith("disconnect"):
        scope["asked"].messages.append(message)
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})


def through(scope: Scope, *messages: Message, front: Gate | None = None) -> Asked:
    """One connection at the gate."""
    asked = Asked()
    run_apart(ask(front or Gate(streamlit), asked, scope, messages))
    return asked


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the administrator reads."""
    events: list[str] = []
    monkeypatch.setattr(neighbours, "log_event", lambda event, **_: events.append(event))
    return events


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", f"{OWN}:8443", f"http://evil.example/{HOST}"])
def test_a_page_of_another_site_opens_no_connection_and_changes_nothing(origin: str, events: list[str]) -> None:
    asked = through(scope_of("websocket", STREAM, origin=origin))
    assert asked.answers == [CLOSE]
    assert asked.scopes == []
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        asked = through(scope_of("http", "/_stcore/upload_file/a/b", method, origin=origin))
        assert (asked.status, asked.sentence, asked.scopes) == (403, FOREIGN, [])
    assert events == ["origin.refused"] * 5


def test_two_origins_or_two_hosts_are_nobodys() -> None:
    scope = scope_of("websocket", STREAM, origin=OWN)
    for header in ((b"origin", b"https://evil.example"), (b"host", b"evil.example")):
        assert through({**scope, "headers": [*scope["headers"], header]}).answers == [CLOSE]


def test_the_servers_own_page_and_whoever_is_no_page_may_connect() -> None:
    assert through(scope_of("websocket", STREAM, origin=OWN)).scopes
    assert through(scope_of("websocket", STREAM)).scopes


def test_a_change_without_an_origin_comes_from_no_page() -> None:
    assert through(scope_of("http", "/_stcore/upload_file/a/b", "PUT")).status == 403


def test_reading_asks_for_no_origin() -> None:
    for method in ("GET", "HEAD", "OPTIONS"):
        assert through(scope_of("http", "/api/v1/indicators.json", method, origin="https://evil.example")).status == 200


def test_a_proxy_that_asks_under_its_own_name_is_known_by_the_configured_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gate, "is_configured", lambda site: site.name == "kpi.pref.example.jp")
    asked = through(scope_of("websocket", STREAM, origin="https://kpi.pref.example.jp"))
    assert dict(asked.scopes[0]["headers"])[b"host"] == b"kpi.pref.example.jp"


def test_every_route_of_streamlit_is_decided() -> None:
    """A new version's new route fails here; below _stcore it is closed until somebody decides."""
    script = """
from streamlit import config
from app import app
for option in ("enableStaticServing", "scriptHealthCheckEnabled"):
    config.set_option(f"server.{option}", True)
print(*(route.path for route in app._build_starlette_app().routes), sep="\\n")
"""
    listing = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    routes = {route.strip("/") for route in listing.stdout.splitlines()}
    ours = {
        route for route in routes if route.startswith(("api", "bodies/", "fonts/")) or route in {"healthz", "readyz"}
    }
    assert routes - ours == OPEN.keys() | CLOSED.keys()


@pytest.mark.parametrize("base", ["", "kpi"])
def test_closed_routes_are_not_there_and_open_ones_are(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    set_option(monkeypatch, "server.baseUrlPath", base)
    prefix = f"/{base}" if base else ""
    for route in CLOSED:
        path = f"{prefix}/{route.partition('{')[0]}"
        for way in (path, path.rstrip("/"), f"{path.rstrip('/')}/", f"{path.rstrip('/')}/x"):
            assert through(scope_of("http", way)).status == 404, way
    for route in OPEN:
        assert through(scope_of("http", f"{prefix}/{route.partition('{')[0]}")).status == 200
    for path in ("/_stcore", "/_stcore/", "/_stcore/new", "/_stcore/healthy"):
        assert through(scope_of("http", prefix + path)).status == 404


@pytest.mark.parametrize("base", ["", "kpi"])
def test_a_mistyped_address_of_a_page_is_told_in_our_words_with_a_way_to_the_first_one(
    base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_option(monkeypatch, "server.baseUrlPath", base)
    prefix = f"/{base}" if base else ""
    for path in ("/indicators", "/indicator/x", "/index.php"):
        told = through(scope_of("http", prefix + path, accept="text/html"))
        assert (told.status, told.scopes) == (404, [])
        page = told.answers[1]["body"].decode()
        assert ABSENT in page
        assert f'href="{prefix}/"' in page
    ours = [
        *(f"/{screen.name}" for screen in PAGES),
        "/",
        "/indicator/",
        "/api/v1/indicators.json",
        "/healthz",
        "/readyz",
        "/fonts/regular-signs.0.otf",
    ]
    for path in (*ours, "/auth/logout", "/oauth2callback", "/static/x.js", "/media/x.pdf"):
        assert through(scope_of("http", prefix + path, accept="text/html")).status == 200, path


def test_more_pages_than_the_server_bears_are_told_to_wait() -> None:
    front = Gate(streamlit, limits=GateLimits(pages=2, per_neighbourhood=1))
    page = scope_of("http", "/", accept="text/html")
    asked = Asked()

    async def visit() -> None:
        await ask(front, asked, scope_of("websocket", STREAM, origin=OWN), [{"type": "websocket.receive", "after": 1}])

    async def main() -> tuple[Asked, Asked, Asked]:
        staying = asyncio.create_task(visit())
        await asyncio.sleep(0.1)
        refused, told, other = Asked(), Asked(), Asked()
        await ask(front, refused, scope_of("websocket", STREAM, origin=OWN))
        await ask(front, told, page)
        await ask(front, other, {**page, "client": ("192.0.2.2", 1)})
        await staying
        return refused, told, other

    refused, told, other = run_apart(main())
    assert refused.answers == [CLOSE]
    assert told.status == 503
    page_of_it = told.answers[1]["body"].decode()
    assert FULL in page_of_it
    assert "width=device-width" in page_of_it
    assert other.status == 200
    assert through(page, front=front).status == 200


def test_the_tablets_of_a_hall_behind_one_address_are_not_refused() -> None:
    front = Gate(streamlit)
    clicks = [{"type": "websocket.receive", "bytes": b""}] * 2

    async def main() -> list[Asked]:
        tablets = [Asked() for _ in range(100)]
        await asyncio.gather(*(ask(front, each, scope_of("websocket", STREAM, origin=OWN), clicks) for each in tablets))
        return tablets

    assert [len(tablet.messages) for tablet in run_apart(main())] == [3] * 100


def test_a_page_that_asks_too_often_waits_and_is_not_refused() -> None:
    front = Gate(streamlit, limits=GateLimits(clicks=(3, 20)))
    asked = Asked()

    async def main() -> int:
        clicks = [{"type": "websocket.receive", "bytes": b""}] * 10
        waiting = asyncio.create_task(ask(front, asked, scope_of("websocket", STREAM, origin=OWN), clicks))
        await asyncio.sleep(0.01)
        at_once = len(asked.messages)
        await waiting
        return at_once

    assert run_apart(main()) < 10
    assert len(asked.messages) == 11


def rerun(query: str = "") -> Message:
    message = BackMsg()
    message.rerun_script.query_string = query
    return {"type": "websocket.receive", "bytes": message.SerializeToString()}


def end_of_run(status: Any = ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY) -> Message:
    return {"type": "websocket.send", "bytes": ForwardMsg(script_finished=status).SerializeToString()}


class Runs:
    """An application whose pages run until the test says that they are over."""

    def __init__(self, limits: GateLimits) -> None:
        self.front = Gate(self._application, limits=limits)
        self.sends: list[Send] = []
        self.pages: list[asyncio.Task[None]] = []

    async def _application(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "websocket.disconnect":
            if "receive" in scope["asked"].messages:
                self.sends.append(send)
            scope["asked"].messages.append("receive")

    async def open(self, address: str, clicks: int = 1) -> None:
        """A page that clicks so often and stays."""
        scope = {**scope_of("websocket", STREAM, origin=OWN), "client": (address, 1)}
        staying: Message = {"type": "websocket.receive", "bytes": b"", "after": 60}
        self.pages.append(asyncio.create_task(ask(self.front, Asked(), scope, [*[rerun()] * clicks, staying])))
        await asyncio.sleep(0.02)

    async def close(self) -> None:
        for page in self.pages:
            page.cancel()
        await asyncio.gather(*self.pages, return_exceptions=True)


def test_pages_behind_one_address_take_turns_and_another_does_not_wait_for_them() -> None:
    async def main() -> None:
        runs = Runs(GateLimits(turns=2))
        for _ in range(5):
            await runs.open("192.0.2.1")
        assert len(runs.sends) == 2
        await runs.open("192.0.2.2")
        assert len(runs.sends) == 3
        await runs.sends[0](end_of_run(ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN))
        await asyncio.sleep(0.02)
        assert len(runs.sends) == 3
        await runs.sends[0](end_of_run())
        await asyncio.sleep(0.02)
        assert len(runs.sends) == 4
        runs.pages[1].cancel()  # who leaves waits no longer for the end
        await asyncio.sleep(0.02)
        assert len(runs.sends) == 5
        await runs.close()

    run_apart(main())


def test_a_page_may_ask_again_while_it_runs_and_a_long_run_lets_others_begin() -> None:
    async def main() -> None:
        runs = Runs(GateLimits(turns=1, turn=0.3))
        await runs.open("192.0.2.1", clicks=3)
        await runs.open("192.0.2.1")
        assert len(runs.sends) == 3
        await asyncio.sleep(0.5)
        assert len(runs.sends) == 4
        await runs.close()

    run_apart(main())


def test_sign_ins_of_one_address_wait_for_each_other_and_do_not_flood_the_provider() -> None:
    front = Gate(streamlit, limits=GateLimits(logins=(2, 20)))

    async def main() -> int:
        asked = [Asked() for _ in range(10)]
        logins = [asyncio.create_task(ask(front, each, scope_of("http", "/auth/login"))) for each in asked]
        await asyncio.sleep(0.02)
        at_once = sum(bool(each.scopes) for each in asked)
        await asyncio.gather(*logins)
        assert [each.status for each in asked] == [200] * 10
        return at_once

    assert run_apart(main()) < 10


def test_a_question_part_longer_than_an_address_ends_the_connection() -> None:
    asked = through(scope_of("websocket", STREAM, origin=OWN), rerun("a" * 8_000), rerun("a" * 8_001), rerun())
    assert len(asked.messages) == 2
    assert asked.answers == [{"type": "websocket.close", "code": 1009}]


def test_garbage_and_text_are_left_to_streamlit() -> None:
    messages: list[Message] = [
        {"type": "websocket.receive", "bytes": b"\xff\xff"},
        {"type": "websocket.receive", "text": "a"},
    ]
    assert len(through(scope_of("websocket", STREAM, origin=OWN), *messages).messages) == 3


def test_a_refusal_does_not_fill_the_log(events: list[str]) -> None:
    front = Gate(streamlit)
    for _ in range(1_000):
        through(scope_of("websocket", STREAM, origin="null"), front=front)
    assert 100 <= len(events) < 200


@pytest.mark.parametrize(("other", "local"), [(True, "local"), (False, "local"), (True, "")])
def test_a_connection_of_another_account_is_marked_where_that_matters(
    other: bool, local: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHBOARD_EDITOR", local)
    monkeypatch.setattr(gate, "is_of_another_account", lambda *_: other)
    asked = through(scope_of("websocket", STREAM, origin=OWN))
    assert (OTHER_ACCOUNT.encode() in dict(asked.scopes[0]["headers"])) == (other and local == "local")


class Runtime:
    """Streamlit's keeper of pages, with one page open."""

    def __init__(self) -> None:
        self.uploaded_file_mgr = MemoryUploadedFileManager("/_stcore/upload_file")

    def is_active_session(self, session: str) -> bool:
        return session == "page"


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """The page of an editor, with a place for a file."""
    runtime = Runtime()
    monkeypatch.setattr(uploads, "get_instance", lambda: runtime)
    monkeypatch.setattr(uploads, "exists", lambda: True)
    monkeypatch.setattr(uploads, "get_script_run_ctx", lambda: SimpleNamespace(session_id="page"))
    UPLOADS.watch_addresses()
    with UPLOADS.of_this_run():
        UPLOADS.open_place(float("inf"))
    yield runtime
    with UPLOADS.of_this_run():
        pass


def addresses(runtime: Runtime, *names: str, session: str = "page") -> list[str]:
    return [urls.upload_url for urls in runtime.uploaded_file_mgr.get_upload_urls(session, names)]


def put(address: str, length: int | None = 10, *messages: Message, method: str = "PUT", **options: Any) -> Asked:
    headers = {} if length is None else {"content_length": str(length)}
    return through(scope_of("http", address, method, origin=OWN, **headers), *messages, **options)


def keep(runtime: Runtime, address: str, length: int) -> None:
    session, file = address.rsplit("/", 2)[1:]
    runtime.uploaded_file_mgr.add_file(session, UploadedFileRec(file, "a.csv", "text/csv", b"x" * length))


def test_an_editors_page_sends_a_file_to_the_address_that_it_was_given(runtime: Runtime) -> None:
    [address] = addresses(runtime, "a.csv")
    assert put(address).status == 200
    assert put(address, method="DELETE").status == 200


def test_nobody_else_sends_one_and_nothing_of_it_is_read(runtime: Runtime) -> None:
    [address] = addresses(runtime, "a.csv")
    invented = f"{address[:-1]}{'0' if address[-1] != '0' else '1'}"
    elsewhere = address.replace("/page/", "/other/")
    for path in (invented, elsewhere, "/_stcore/upload_file/page", "/_stcore/upload_file/page/", f"{address}/x"):
        for method in ("PUT", "DELETE", "POST"):
            asked = put(path, 10, {"type": "http.request", "body": b"x" * 10}, method=method)
            assert (asked.status, asked.sentence, asked.scopes) == (403, NO_PLACE, []), path


def test_a_page_without_a_place_is_given_no_address(runtime: Runtime) -> None:
    assert addresses(runtime, "a.csv", session="other") == []
    assert len(addresses(runtime, *["a.csv"] * 1_000)) == 10


def test_the_place_goes_with_the_page_and_so_do_its_files(runtime: Runtime) -> None:
    [address] = addresses(runtime, "a.csv")
    keep(runtime, address, 10)
    with pytest.raises(RuntimeError), UPLOADS.of_this_run():
        raise RuntimeError  # broken off by the next click
    assert put(address).status == 200
    with UPLOADS.of_this_run():
        UPLOADS.open_place(float("inf"))
    assert put(address).status == 200
    with UPLOADS.of_this_run():
        pass
    assert put(address).status == 403
    assert runtime.uploaded_file_mgr.file_storage == {}


def test_the_place_goes_with_the_sign_in(runtime: Runtime) -> None:
    [address] = addresses(runtime, "a.csv")
    with UPLOADS.of_this_run():
        UPLOADS.open_place(0)
    assert put(address).status == 403


def test_the_place_goes_with_the_visitor(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    [address] = addresses(runtime, "a.csv")
    keep(runtime, address, 10)
    monkeypatch.setattr(runtime, "is_active_session", lambda _: False)
    assert put(address).status == 403
    UPLOADS.close_ended()
    assert runtime.uploaded_file_mgr.file_storage == {}


@pytest.mark.parametrize(("length", "status"), [(None, 411), (10 * MEGABYTE, 200), (11 * MEGABYTE, 413)])
def test_a_file_says_how_long_it_is_before_it_is_read(length: int | None, status: int, runtime: Runtime) -> None:
    [address] = addresses(runtime, "a.csv")
    assert put(address, length).status == status
    for wrong in ("-1", "1e3", "٣", ""):
        asked = through(scope_of("http", address, "PUT", origin=OWN, content_length=wrong))
        assert (asked.status, asked.sentence) == (411, NO_LENGTH)


def test_a_third_file_takes_the_place_of_the_first(runtime: Runtime) -> None:
    first, second, third = addresses(runtime, "a", "b", "c")
    keep(runtime, first, 10)
    keep(runtime, second, 10)
    assert put(third).status == 200
    assert list(runtime.uploaded_file_mgr.file_storage["page"]) == [second.rsplit("/", 1)[1]]


def test_all_files_together_have_a_limit_and_room_comes_back(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 100)
    first, second = addresses(runtime, "a", "b")
    keep(runtime, first, 60)
    asked = put(second, 50)
    assert (asked.status, asked.sentence) == (503, NO_ROOM)
    assert dict(asked.answers[0]["headers"])[b"retry-after"] == b"60"
    assert put(second, 40).status == 200
    assert put(second, 40).status == 200
    front = Gate(streamlit)

    async def main() -> list[Asked]:
        asked = [Asked(), Asked()]
        scope = scope_of("http", second, "PUT", origin=OWN, content_length="30")
        slow: list[Message] = [{"type": "http.request", "after": 0.1}]
        await asyncio.gather(*(ask(front, each, dict(scope), slow) for each in asked))
        return asked

    assert [asked.status for asked in run_apart(main())] == [200, 503]


def test_a_file_that_comes_too_slowly_is_given_up_and_its_room_with_it(runtime: Runtime) -> None:
    [address] = addresses(runtime, "a.csv")
    front = Gate(streamlit, limits=GateLimits(grace=0.2, bytes_per_second=1_000))
    drops: list[Message] = [{"type": "http.request", "body": b"x", "more_body": True, "after": 0.15}] * 9
    asked = put(address, 100, *drops, front=front)
    assert (asked.status, asked.sentence) == (408, SLOW)
    assert put(address, 100, *drops[:1], front=front).status == 200
    assert UPLOADS._arriving == 0
