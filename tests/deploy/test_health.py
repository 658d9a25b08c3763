"""What a monitor is told: alive by the process alone, ready by catalogue, store and disk; nothing is made by asking."""

import asyncio
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from browser.serving import served
from dashboard.api import HEALTH_ROUTES, health
from dashboard.intake.seeding import make_store
from dashboard.settings import load_settings
from loops import run_apart
from ui.projects import Project

FREE = [(49, False, "ほとんど"), (400, True, "少なく"), (900, True, "足り")]


def ask(place: str, method: str = "GET") -> httpx.Response:
    return ask_often(place, 1, method)[0]


def ask_often(place: str, times: int, method: str = "GET") -> list[httpx.Response]:
    async def answers() -> list[httpx.Response]:
        transport = httpx.ASGITransport(Starlette(routes=HEALTH_ROUTES))
        async with httpx.AsyncClient(transport=transport, base_url="http://dashboard.test") as client:
            return list(await asyncio.gather(*(client.request(method, place) for _ in range(times))))

    return run_apart(answers())


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each question is a look of its own, and the log knows nothing yet."""
    monkeypatch.setattr(health, "KEPT_SECONDS", -1.0)
    monkeypatch.setattr(health, "_CHECKUP", health._Checkup())


@pytest.fixture
def project(other_plan: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A made-up plan that may be broken, with a store; the store's folder."""
    monkeypatch.setenv("DASHBOARD_CATALOGUE", str(tmp_path / "plan.yaml"))
    monkeypatch.setenv("DASHBOARD_STORE", str(tmp_path / "store"))
    (tmp_path / "plan.yaml").write_bytes(other_plan.settings.catalogue.read_bytes())
    make_store(load_settings())
    return tmp_path / "store"


def unready(answer: httpx.Response) -> list[str]:
    parts = answer.json()["parts"]
    assert answer.status_code == (200 if answer.json()["ready"] else 503)
    assert all(part["sentence"].endswith("。") for part in parts.values())
    return [name for name, part in parts.items() if not part["ready"]]


def test_whoever_has_everything_is_ready(project: Path) -> None:
    answer = ask("/readyz")
    assert unready(answer) == []
    assert list(answer.json()["parts"]) == ["catalogue", "store", "disk"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("place", ["/healthz", "/readyz"])
def test_only_reading_is_answered(project: Path, place: str) -> None:
    assert [ask(place, method).status_code for method in ("GET", "HEAD", "POST", "PUT", "DELETE")] == [
        *(200, 200),
        *(405, 405, 405),
    ]
    assert ask(place, "HEAD").content == b""


def test_alive_is_said_whatever_is_broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DASHBOARD_CATALOGUE", str(tmp_path / "none.yaml"))
    monkeypatch.setenv("DASHBOARD_STORE", str(tmp_path / "none"))
    assert ask("/healthz").json() == {"alive": True}


def test_a_missing_store_is_told_and_not_made(project: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    project.rename(tmp_path / "elsewhere")
    for _ in range(2):
        answer = ask("/readyz")
        assert "store" in unready(answer)
        assert not project.exists()
    assert str(tmp_path) not in answer.text
    events = [line for line in capfd.readouterr().err.splitlines() if "server.unready" in line]
    assert len(events) == 1, "a monitor asks every few seconds; the log says it once"
    (tmp_path / "elsewhere").rename(project)
    assert unready(ask("/readyz")) == []


def test_a_damaged_store_is_told_and_no_place_is_named(project: Path, tmp_path: Path) -> None:
    assert unready(ask("/readyz")) == []
    for path in (project / "observations").glob("*.parquet"):
        path.write_bytes(b"no parquet")
    for path in (project / "observations/_delta_log").glob("*.json"):
        path.write_bytes(path.read_bytes() + b"\n")
    answer = ask("/readyz")
    assert unready(answer) == ["store"]
    assert str(tmp_path) not in answer.text
    assert "doctor" in answer.json()["parts"]["store"]["sentence"]


def test_a_wrong_catalogue_is_told_as_soon_as_it_is_saved_and_quoted_nowhere(project: Path, tmp_path: Path) -> None:
    assert unready(ask("/readyz")) == []
    (tmp_path / "plan.yaml").write_text("plan: 秘密の計画", encoding="utf-8")
    answer = ask("/readyz")
    assert unready(answer) == ["catalogue"]
    assert "秘密" not in answer.text


@pytest.mark.parametrize(
    ("free", "is_ready", "word"), [(49, False, "ほとんど"), (400, True, "少なく"), (900, True, "足り")]
)
def test_a_disk_that_fills_is_told_before_it_is_full(
    project: Path, monkeypatch: pytest.MonkeyPatch, free: int, is_ready: bool, word: str
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": free * 1_000_000}))
    answer = ask("/readyz")
    assert (unready(answer) == []) == is_ready
    assert word in answer.json()["parts"]["disk"]["sentence"]


def test_a_store_that_does_not_answer_costs_one_thread_and_bounded_time(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silence = threading.Event()
    monkeypatch.setattr(health, "LONGEST_SECONDS", 0.2)
    monkeypatch.setattr(health.Store, "stamp", lambda _: silence.wait(60))
    threads = threading.active_count()
    answers = ask_often("/readyz", 20) + ask_often("/readyz", 20)
    assert {answer.status_code for answer in answers} == {503}
    assert threading.active_count() <= threads + 1
    silence.set()


def test_who_asks_again_within_the_second_hears_the_same(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[float] = []
    look = health._look
    monkeypatch.setattr(health, "_look", lambda: looks.append(time.monotonic()) or look())
    monkeypatch.setattr(health, "KEPT_SECONDS", 60.0)
    ask_often("/readyz", 10)
    ask_often("/readyz", 10)
    assert len(looks) == 1


def test_a_server_whose_object_store_is_silent_is_alive_and_says_that_it_is_not_ready(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silence:
        store = {
            "DASHBOARD_STORE": "s3://bucket/store",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{silence.getsockname()[1]}",
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_REGION": "x",
        }
        with served(tmp_path, first=False, **store) as address, httpx.Client(base_url=address, timeout=30) as client:
            answer = client.get("/readyz")
            assert (unready(answer), client.get("/healthz").status_code) == (["store"], 200)


def test_what_is_known_of_the_regions_counts_as_well(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(load_settings().data, tmp_path / "data")
    monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path / "data"))
    assert unready(ask("/readyz")) == []
    (tmp_path / "data/regions.csv").write_text("nothing", encoding="utf-8")
    assert unready(ask("/readyz")) == ["catalogue"]
