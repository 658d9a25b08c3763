"""However an administrator writes the base path, the same addresses are there."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from streamlit.web.server.starlette.starlette_gzip_middleware import SelectiveGZipMiddleware

from dashboard.errors import PaperError
from dashboard.ui import web
from dashboard.ui.font_slices import slice_files
from dashboard.ui.web import ROUTES, Edge
from loops import run_apart
from ui.visitors import set_option

FONT = f"/fonts/{next(file for file in slice_files() if file.startswith('bold-1f100.'))}"
"""A small one."""


def ask(place: str, *further: Middleware, accepted: str = "gzip, br") -> httpx.Response:
    """Our own routes behind the edge, and behind further middleware."""

    async def answer() -> httpx.Response:
        headers = {"accept-encoding": accepted}
        transport = httpx.ASGITransport(Starlette(routes=ROUTES, middleware=[Middleware(Edge), *further]))
        async with httpx.AsyncClient(transport=transport, base_url="http://dashboard.test", headers=headers) as client:
            return await client.get(place)

    return run_apart(answer())


@pytest.mark.parametrize("accepted", ["gzip, br", "gzip", "identity"])
def test_a_slice_of_the_typeface_comes_as_small_as_its_reader_takes_it(accepted: str) -> None:
    answer = ask(FONT, Middleware(SelectiveGZipMiddleware), accepted=accepted)
    assert answer.headers.get("content-encoding", "identity") == accepted.rsplit(", ", maxsplit=1)[-1]
    assert answer.headers["content-type"] == "font/otf"
    assert "immutable" in answer.headers["cache-control"]
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content.startswith(b"OTTO")


def test_where_the_program_that_makes_slices_does_not_work_the_reader_is_told_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(_: str) -> bytes:
        raise PaperError("図と資料を作るプログラムが動きません。")

    monkeypatch.setattr(web, "font_slice", broken)
    answer = ask(FONT)
    assert (answer.status_code, "cache-control" in answer.headers) == (503, False)


@pytest.mark.parametrize("written", ["kpi", "/kpi", "kpi/", "/kpi/", "ken/kpi", "指標"])
def test_a_base_path_is_understood_in_every_spelling(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    set_option(monkeypatch, "server.baseUrlPath", written)
    base = f"/{written.strip('/')}"
    document = ask(f"{base}/api/v1/openapi.json")
    assert document.json()["servers"][0]["url"] == base
    assert f"url('{base}{FONT}')" in ask(f"{base}/indicator").text
    assert [ask(f"{base}{place}").status_code for place in ("/healthz", FONT, "/")] == [200, 200, 200]
    assert [ask(place).status_code for place in ("/healthz", FONT, f"{base}x/")] == [200, 404, 404]


@pytest.mark.parametrize("written", ["", "/", None])
def test_without_a_base_path_everything_is_at_the_root(monkeypatch: pytest.MonkeyPatch, written: str | None) -> None:
    set_option(monkeypatch, "server.baseUrlPath", written)
    assert ask("/api/v1/openapi.json").json()["servers"][0]["url"] == "/"
    assert f"url('{FONT}')" in ask("/regions").text
    assert ask("/regions/?as_of=2024-12-31").headers["location"] == "/regions?as_of=2024-12-31"
    assert ask("/overview").headers["location"] == "/"


@pytest.mark.parametrize("place", ["//evil.example/", "/kpi//evil.example/", "/kpi/indicator//", "/kpi//indicator/"])
def test_no_address_leads_to_another_host(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    set_option(monkeypatch, "server.baseUrlPath", "kpi")
    target = ask(f"http://dashboard.test{place}").headers.get("location", "/kpi")
    assert target.startswith("/kpi")
