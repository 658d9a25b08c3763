"""A real OpenID provider on loopback, in a process of its own, and our server set up to use it."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from browser.serving import free_port, served

START_SECONDS = 30
COOKIE_SECRET = "known to this test and to its server alone"
OWN = "http://127.0.0.1:{port}"
"""Streamlit itself puts the port in."""
SECRETS = """
[auth]
redirect_uri = "{address}/oauth2callback"
cookie_secret = "{secret}"
client_id = "dashboard"
client_secret = "between the server and the provider"
server_metadata_url = "{provider}/.well-known/openid-configuration"

[roles]
editors = ["Hanako@example.jp", "briefly@example.jp", "long-ago@example.jp", "unverified@example.jp"]
editor_groups = ["指標担当"]
"""


@dataclass(frozen=True)
class Provider:
    """Where the provider answers."""

    address: str

    def knows(self, subject: str, **claims: Any) -> None:
        """From now on this person's ID token says so; claims may replace those that the provider would make."""
        request = urllib.request.Request(
            f"{self.address}/users/{subject}",
            json.dumps(claims).encode(),
            {"content-type": "application/json"},
            method="PUT",
        )
        urllib.request.urlopen(request).close()


@contextmanager
def provider(folder: Path) -> Iterator[Provider]:
    """The provider, ready; it ends with the block."""
    port = free_port()
    with (folder / "provider.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "oidc_provider_mock", f"--port={port}"], stdout=log, stderr=log
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, process)
            yield Provider(address)
        finally:
            process.terminate()
            process.wait()


@contextmanager
def served_with(provider: Provider, folder: Path, base: str = "", proxy: str = "", **environment: str) -> Iterator[str]:
    """The address of our server, which lets people sign in at this provider and lives under the path ``base``.

    ``proxy`` is where people open it, if that is another address.
    """
    with served(folder, *options_with(provider, folder, base, proxy), **environment) as address:
        yield f"{address}{base}"


def options_with(provider: Provider, folder: Path, base: str, proxy: str) -> tuple[str, str]:
    """What a server is started with that lets people sign in there; its secrets are written into the folder."""
    secrets = folder / "secrets.toml"
    text = SECRETS.format(provider=provider.address, secret=COOKIE_SECRET, address=f"{proxy or OWN}{base}")
    secrets.write_text(text, encoding="utf-8")
    return f"--secrets.files={secrets}", f"--server.baseUrlPath={base}"


def start_signing_in(page: Page) -> None:
    """From our page to the form of the provider."""
    page.get_by_role("button", name="サインイン").click()
    page.get_by_role("heading", name="Authorize Client").wait_for()


def sign_in(page: Page, subject: str) -> None:
    """From our page through the form of the provider and back."""
    start_signing_in(page)
    page.get_by_placeholder("sub").fill(subject)
    page.get_by_role("button", name="Authorize").click()


def sign_out(page: Page) -> None:
    """From our page through the form of the provider and back."""
    page.get_by_role("button", name="サインアウト").click()
    page.get_by_role("button", name="End session").click()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/.well-known/openid-configuration"):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError("the OpenID provider did not start")
