"""However an administrator writes the base path, the same addresses are there."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from streamlit.web.server.starlette.starlette_gzip_middleware import SelectiveGZipMiddleware

from dashboard.typeface import FONT_FILES
from dashboard.ui.web import ROUTES, Edge
from loops import run_apart
from ui.visitors import set_option


def ask(place: str, *further: Middleware) -> httpx.Response:
    """Our own routes behind the edge, and behind further middleware."""

    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=ROUTES, middleware=[Middleware(Edge), *further]))
        async with httpx.AsyncClient(transport=transport, base_url="http://dashboard.test") as client:
            return await client.get(place)

    return run_apart(answer())


def test_a_typeface_is_not_compressed_anew_for_everybody() -> None:
    """Streamlit's compression, which stands behind the edge, would take a second and a half each time."""
    answer = ask("/fonts/bold.otf", Middleware(SelectiveGZipMiddleware))
    assert answer.request.headers["accept-encoding"].startswith("gzip")
    assert "content-encoding" not in answer.headers
    assert answer.content == FONT_FILES["bold.otf"].read_bytes()


@pytest.mark.parametrize("written", ["kpi", "/kpi", "kpi/", "/kpi/", "ken/kpi", "指標"])
def test_a_base_path_is_understood_in_every_spelling(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    set_option(monkeypatch, "server.baseUrlPath", written)
    base = f"/{written.strip('/')}"
    document = ask(f"{base}/api/v1/openapi.json")
    assert document.json()["servers"][0]["url"] == base
    assert f"url('{base}/fonts/regular.otf')" in ask(f"{base}/indicator").text
    assert [ask(f"{base}{place}").status_code for place in ("/healthz", "/fonts/bold.otf", "/")] == [200, 200, 200]
    assert [ask(place).status_code for place in ("/healthz", "/fonts/bold.otf", f"{base}x/")] == [200, 404, 404]


@pytest.mark.parametrize("written", ["", "/", None])
def test_without_a_base_path_everything_is_at_the_root(monkeypatch: pytest.MonkeyPatch, written: str | None) -> None:
    set_option(monkeypatch, "server.baseUrlPath", written)
    assert ask("/api/v1/openapi.json").json()["servers"][0]["url"] == "/"
    assert "url('/fonts/regular.otf')" in ask("/regions").text
    assert ask("/regions/?as_of=2024-12-31").headers["location"] == "/regions?as_of=2024-12-31"
    assert ask("/overview").headers["location"] == "/"


@pytest.mark.parametrize("place", ["//evil.example/", "/kpi//evil.example/", "/kpi/indicator//", "/kpi//indicator/"])
def test_no_address_leads_to_another_host(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    set_option(monkeypatch, "server.baseUrlPath", "kpi")
    target = ask(f"http://dashboard.test{place}").headers.get("location", "/kpi")
    assert target.startswith("/kpi")
