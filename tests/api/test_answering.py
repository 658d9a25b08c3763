"""How every address answers: tags, HEAD, methods, and errors that are always one sentence in JSON."""

import logging
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from api.asking import ask, ask_at_once, error
from dashboard.api import ROUTES, addresses
from dashboard.intake.seeding import make_store
from dashboard.settings import ROOT, Settings
from dashboard.ui import web
from ui.projects import Enter, Project

FIGURES = ("openapi.json", "indicators.json", "assessments.json?as_of=2024-12-31", "observations.csv?as_of=2024-12-31")


def test_the_web_server_serves_the_api() -> None:
    assert [route for route in web.ROUTES if route in ROUTES] == ROUTES


@pytest.mark.parametrize("address", FIGURES)
def test_the_tag_is_that_of_the_body_and_what_is_still_true_is_not_sent_again(real_plan: Project, address: str) -> None:
    full = ask(address)
    tag = f'"{sha256(full.content).hexdigest()}"'
    assert (full.status_code, full.headers["etag"], full.headers["cache-control"]) == (200, tag, "no-cache")
    again = ask(address, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


@pytest.mark.parametrize(
    ("held", "status"),
    [("*", 304), ("W/{}", 304), ('"a", W/"b,c", {}', 304), ('"a"', 200), ("W/", 200), ("", 200), ('"*"', 200)],
)
def test_a_tag_may_be_weak_or_one_of_a_list(real_plan: Project, held: str, status: int) -> None:
    tag = ask("indicators.json").headers["etag"]
    assert ask("indicators.json", headers={"if-none-match": held.format(tag)}).status_code == status


@pytest.mark.parametrize("address", [*FIGURES, "assessments.json?as_of=x", "nowhere"])
def test_head_tells_the_same_without_a_body(real_plan: Project, address: str) -> None:
    full, head = ask(address), ask(address, "HEAD")
    assert (head.status_code, head.content, head.headers) == (full.status_code, b"", full.headers)
    assert int(head.headers["content-length"]) == len(full.content)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"])
@pytest.mark.parametrize("address", ["indicators.json", "papers/csv"])
def test_nothing_but_reading_is_possible(real_plan: Project, address: str, method: str) -> None:
    answer = ask(address, method)
    assert answer.headers["allow"] == "GET, HEAD"
    assert error(answer) == (405, f"「{method}」では使えません。読むだけの宛先なので、GETを使ってください。")


@pytest.mark.parametrize("address", ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/indicators.json", "x?y=", "指標"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_whatever_else_lies_under_api_is_not_found(real_plan: Project, address: str, method: str) -> None:
    status, said = error(ask(address, method))
    assert (status, "/api/v1/openapi.json" in said) == (404, True)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("assessments.json?as-of=2024-12-31", "「as-of」という指定はありません。「as_of」ではありませんか。"),
        ("assessments.json?region=11000", "使えるのは「as_of」「known_at」「indicator」です"),
        ("indicators.json?as_of=2024-12-31", "ここで指定できるものはありません"),
        ("assessments.json?as_of=昨日", "「as_of」に誤りがあります。時点「昨日」を読めません"),
        ("assessments.json?as_of=2024-02-30", "実在しません"),
        ("assessments.json?as_of=", "「as_of」に値がありません"),
        ("assessments.json?as_of=2024-01-01&as_of=2024-01-02", "「as_of」は一つだけ指定できます"),
        ("assessments.json?known_at=昨日", "「known_at」に誤りがあります。「昨日」は時刻として読めません"),
        ("assessments.json?known_at=9999-12-31T23:59Z", "扱える範囲"),
        ("assessments.json?known_at=0001-01-01T00:00", "時刻として読めません"),
        (f"assessments.json?indicator={'x' * 201}", "長すぎます"),
    ],
)
def test_a_wrong_parameter_is_refused_and_never_ignored(real_plan: Project, address: str, said: str) -> None:
    answer = ask(address)
    status, sentence = error(answer)
    assert (status, said in sentence) == (400, True), sentence
    assert "etag" not in answer.headers


def test_what_is_unexpected_is_one_sentence_with_the_traceback_in_the_log(
    real_plan: Project, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(addresses, "present", broken)
    with caplog.at_level(logging.ERROR):
        status, said = error(ask("assessments.json"))
    assert (status, "思いがけない誤り" in said, "secret" in said) == (500, True, False)
    assert "ZeroDivisionError: a secret" in caplog.text


def test_a_wrong_catalogue_is_said_in_one_sentence(enter: Enter, tmp_path: Path) -> None:
    text = (ROOT / "indicators.yaml").read_text(encoding="utf-8").replace("direction: up", "direction: 上", 2)
    make_store(Settings(ROOT / "indicators.yaml", ROOT / "data", str(tmp_path / "store")))
    (tmp_path / "indicators.yaml").write_text(text, encoding="utf-8")
    enter(Settings(tmp_path / "indicators.yaml", ROOT / "data", str(tmp_path / "store")))
    status, said = error(ask("indicators.json"))
    assert (status, said.startswith("指標の設定に問題が2件あります。"), "\n" in said) == (500, True, False)


def test_all_who_ask_at_once_get_the_same_answer(enter: Enter, tmp_path: Path) -> None:
    enter(Settings(ROOT / "indicators.yaml", ROOT / "data", str(tmp_path / "store")))
    found = ask_at_once(FIGURES[1:] * 5)
    assert {one.status_code for one in found} == {200}
    assert len({one.headers["etag"] for one in found}) == 3
