"""What stands in a server's log: one JSON object a line, who did what and how long it took, and never a cell."""

import json
import logging
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from streamlit.testing.v1 import AppTest

from browser.serving import served
from dashboard.cli import main
from dashboard.event_log import log_event, log_in_lines, spoken_to_a_person

CONTROL = "\x1b[2K\r\u202e\u2028\x9b\ud800"

READER = """
def read(cell):
    try:
        int(cell)
    except ValueError as error:
        raise KeyError(cell) from error
"""


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line]


@pytest.fixture
def logging_restored() -> Iterator[None]:
    hooks = sys.excepthook, threading.excepthook
    handlers = {name: logging.getLogger(name).handlers for name in [None, *logging.root.manager.loggerDict]}
    yield
    sys.excepthook, threading.excepthook = hooks
    logging.captureWarnings(False)
    for name, own in handlers.items():
        logging.getLogger(name).handlers = own


def test_an_event_is_one_line_whatever_is_in_it(capfd: pytest.CaptureFixture[str]) -> None:
    log_event("batch.stored", who="山田\nevent", file=f"𠮷{CONTROL}.csv", rows=63, note=None)
    text = capfd.readouterr().err
    assert [c for c in text[:-1] if not c.isprintable()] == []
    (line,) = lines(text)
    assert {key: line[key] for key in line if key != "time"} == {
        "event": "batch.stored",
        "who": "山田\nevent",
        "file": f"𠮷{CONTROL}.csv",
        "rows": 63,
    }
    assert line["time"].endswith("+00:00")


@pytest.mark.usefixtures("logging_restored")
def test_everything_else_is_a_line_too_with_its_traceback_in_a_field(capfd: pytest.CaptureFixture[str]) -> None:
    own = logging.getLogger("uvicorn.error.made.up")
    own.addHandler(logging.StreamHandler())
    own.propagate = False
    log_in_lines()
    try:
        int("two\nlines")
    except ValueError:
        own.exception("it %s", "failed")
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    first, second = lines(capfd.readouterr().err)
    assert (first["level"], first["logger"], first["message"]) == ("error", "uvicorn.error.made.up", "it failed")
    assert "test_event_log.py" in first["traceback"]
    assert first["traceback"].endswith("'two\\nlines'\n")
    assert "ZeroDivisionError" in second["traceback"]


@pytest.mark.usefixtures("logging_restored")
def test_an_exception_that_may_quote_a_cell_keeps_its_kind_and_place_alone(capfd: pytest.CaptureFixture[str]) -> None:
    reader: dict[str, Any] = {}
    exec(compile(READER, "/srv/dashboard/intake/rows.py", "exec"), reader)
    log_in_lines()
    cell = "患者の名前"
    try:
        try:
            reader["read"](cell)
        except KeyError as error:
            raise ExceptionGroup("a task failed", [RuntimeError(f"the page has {error}")]) from error
    except ExceptionGroup:
        logging.getLogger("dashboard").exception("a page failed")
    (line,) = lines(capfd.readouterr().err)
    assert cell not in json.dumps(line, ensure_ascii=False)
    assert "intake/rows.py" in line["traceback"]
    assert line["traceback"].index("ValueError") < line["traceback"].index("KeyError")


def _failing() -> None:
    from dashboard.ui.frame import boundary

    with boundary():
        raise RuntimeError


@pytest.mark.usefixtures("logging_restored")
def test_a_page_that_fails_is_an_event_and_a_traceback(capfd: pytest.CaptureFixture[str]) -> None:
    log_in_lines()
    AppTest.from_function(_failing).run()
    written = lines(capfd.readouterr().err)
    (event,) = [line for line in written if "event" in line]
    (error,) = [line for line in written if line.get("logger", "").startswith("dashboard")]
    assert (event["event"], event["error"]) == ("page.failed", "RuntimeError")
    assert "RuntimeError" in error["traceback"]


def test_the_command_line_is_for_a_person_unless_the_log_is_wanted(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DASHBOARD_LOG", raising=False)
    with spoken_to_a_person():
        log_event("batch.stored", who="山田")
    monkeypatch.setenv("DASHBOARD_LOG", "1")
    with spoken_to_a_person():
        log_event("backup.made", path="x")
    log_event("server.stopped")
    assert [line["event"] for line in lines(capfd.readouterr().err)] == ["backup.made", "server.stopped"]


def test_after_commands_that_overlapped_the_log_goes_on(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DASHBOARD_LOG", raising=False)
    first, second = spoken_to_a_person(), spoken_to_a_person()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    log_event("batch.stored", who="山田")
    second.__exit__(None, None, None)
    log_event("server.stopped")
    assert [line["event"] for line in lines(capfd.readouterr().err)] == ["server.stopped"]


@pytest.mark.usefixtures("logging_restored")
def test_an_import_a_withdrawal_and_a_page_leave_lines_and_no_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The events of a real server and of the command line beside it, with a file whose every cell can be recognised."""
    rows = [
        "指標,地域,時点,値,出典,備考",
        "訪問診療を実施する医療機関数,埼玉県,2026-09-30,94731,出典の秘密の言葉,備考の秘密の言葉",
    ]
    upload = tmp_path / "四半期\x1b[31m.csv"
    upload.write_text("\n".join(rows), encoding="utf-8")
    monkeypatch.setenv("DASHBOARD_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("DASHBOARD_LOG", "1")

    def run(*arguments: str) -> str:
        capfd.readouterr()
        assert main(arguments) == 0
        return capfd.readouterr().err

    with served(tmp_path, "--logger.hideWelcomeMessage=true") as address:
        stored = run("import", str(upload), "--by", "医療整備課 山田", "--accept-warnings", "--note", "架空の訂正")
        batch = next(line["batch"] for line in lines(stored) if line["event"] == "batch.stored")
        withdrawn = run("withdraw", batch, "--by", "医療整備課 山田", "--reason", "架空")
        with httpx.Client(base_url=address, timeout=60) as client:
            for place in ("/", "/update", "/api/v1/papers/csv?as_of=2024-12-31", "/api/v1/observations.csv", "/readyz"):
                assert client.get(place).status_code == 200
        server_itself = urlsplit(address)
        with socket.create_connection((server_itself.hostname, server_itself.port)) as stranger:
            stranger.sendall(b"this is no request\r\n\r\n")
            stranger.recv(1000)
    log = (tmp_path / "server.log").read_text(encoding="utf-8")
    server = [line for line in lines(log) if "event" in line]
    assert "uvicorn.error" in {line.get("logger") for line in lines(log)}
    assert [server[0]["event"], server[-1]["event"]] == ["server.started", "server.stopped"]
    papers = [line for line in server if line["event"] == "paper.made"]
    assert {(line["format"], line["files"], line["bytes"] > 100) for line in papers} == {("csv", 1, True)}
    assert server[0]["store"] == str(tmp_path / "store")

    examined, done = lines(stored)
    assert (examined["event"], examined["rows"], examined["bytes"]) == ("upload.examined", 1, upload.stat().st_size)
    assert (done["who"], done["file"][:3], done["rows"]) == ("医療整備課 山田", "四半期", 1)
    (taken_back,) = lines(withdrawn)
    assert (taken_back["event"], taken_back["withdraws"], taken_back["who"]) == ("batch.withdrawn", batch, done["who"])
    assert "as_of" not in log, "what people ask for is not written down"
    everything = log + stored + withdrawn
    cells = [cell for row in rows[1:] for cell in row.split(",") if len(cell) > 3]
    assert [cell for cell in cells if cell in everything] == []
    assert "\x1b" not in everything
