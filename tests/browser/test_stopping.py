"""The server ends soon after it is told to, whatever it is at; the store is as it was."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from browser.serving import free_port
from dashboard.intake.seeding import make_store
from dashboard.settings import ROOT, Settings
from dashboard.store import Store

PATIENCE = 60.0
"""Not a measure: a server that hangs fails the test and does not hold it up."""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_a_server_in_a_flood_of_papers_ends_when_it_is_told_to(tmp_path: Path, number: signal.Signals) -> None:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        f"--server.port={port}",
        "--server.address=127.0.0.1",
    ]
    environment = {**os.environ, "DASHBOARD_STORE": str(tmp_path / "store")}
    make_store(Settings(ROOT / "indicators.yaml", ROOT / "data", str(tmp_path / "store")))
    log = tmp_path / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            _wait_until_served(port)
            connections = [_paper_request(port, month) for month in range(1, 13)]
            time.sleep(1)  # the first is at work
            server.send_signal(number)
            status = server.wait(timeout=PATIENCE)
        finally:
            server.kill()
            server.wait()
    for connection in connections:
        connection.close()
    words = log.read_text(encoding="utf-8")
    assert status in {0, -number, 128 + number, 1}, words
    assert '"server.stopped"' in words
    assert "Traceback" not in words
    assert Store(str(tmp_path / "store")).read().num_rows


def _wait_until_served(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz"):
                return
        except OSError:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.1)


def _paper_request(port: int, month: int) -> socket.socket:
    """A connection, from an address of its own as a proxy on this machine tells it, that waits for many files."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    head = f"GET /api/v1/papers/zip?as_of=2020-{month:02}-11 HTTP/1.1\r\nHost: localhost\r\n"
    connection.sendall(f"{head}X-Forwarded-For: 192.0.2.{month}\r\n\r\n".encode())
    return connection
