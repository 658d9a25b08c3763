"""The application as it is really served: its own process on a free port, with a store of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from dashboard.intake.seeding import make_store
from dashboard.settings import ROOT, load_settings

START_SECONDS = 60


@contextmanager
def served(folder: Path, *options: str, first: bool = True, **environment: str) -> Iterator[str]:
    """The address of a server that is ready for its first visitor; it ends with the block.

    ``first``: its store, in the folder unless ``environment`` names another, is made before, if it is not there. Nobody
    may edit unless ``environment`` or ``options`` (Streamlit's own, the last one wins) say so.
    """
    settings = {"DASHBOARD_STORE": str(folder / "store"), **environment}
    if first:
        with patch.dict(os.environ, settings):
            make_store(load_settings())
    with process(folder, *options, **settings) as (address, _):
        yield address


@contextmanager
def process(folder: Path, *options: str, **environment: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server that answers, whatever state its store is in, and its process; its log is in the folder."""
    port = free_port()
    inherited = {name: value for name, value in os.environ.items() if name != "DASHBOARD_EDITOR"}
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [*command, f"--server.port={port}", "--server.address=127.0.0.1", *options],
            cwd=ROOT,
            env=inherited | environment,
            stdout=log,
            stderr=log,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, server, folder / "server.log")
            yield address, server
        finally:
            server.terminate()
            server.wait()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz"):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text(encoding='utf-8', errors='replace')}")
