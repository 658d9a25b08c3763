"""DASHBOARD_EDITOR=local behind Debian's nginx, whose worker is another account and which hides that it is there."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus

from browser.proxying import NGINX
from browser.serving import free_port, served
from browser.talking import Visit
from dashboard.settings import Settings
from dashboard.ui.access import ANOTHER_ACCOUNT, FORWARDED
from dashboard.ui.frame import verbatim
from dashboard.ui.pages import UPDATE
from loops import run_apart

pytestmark = [
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed (Debian: sudo apt-get install nginx-light)"),
    pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root starts nginx under another account"),
]

CONFIGURATION = """
user www-data;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/main.log warn;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://127.0.0.1:{server};
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection upgrade;
            {headers}
        }}
    }}
}}
"""


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory, real_settings: Settings) -> Iterator[str]:
    """A server for the person at this machine, as `make run` starts it."""
    folder = tmp_path_factory.mktemp("local")
    with served(folder, DASHBOARD_EDITOR="local", DASHBOARD_STORE=real_settings.store) as address:
        yield address


@contextmanager
def relayed(folder: Path, server: str, *headers: str) -> Iterator[str]:
    """Where nginx answers for the server, with these headers of its own."""
    assert NGINX
    port = free_port()
    lines = " ".join(f"proxy_set_header {header};" for header in headers)
    (folder / "nginx.conf").write_text(
        CONFIGURATION.format(folder=folder, port=port, server=urlsplit(server).port, headers=lines), encoding="ascii"
    )
    command = [NGINX, "-p", str(folder), "-e", str(folder / "main.log"), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command) as nginx:
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(200):
                try:
                    httpx.get(f"{address}/healthz")
                    break
                except httpx.TransportError:
                    time.sleep(0.05)
            yield address
        finally:
            nginx.terminate()


def elements(address: str, origin: str | None = "") -> list[ForwardMsg]:
    """The screen for editors, as a page of this origin gets it at this address."""

    async def visit() -> list[ForwardMsg]:
        async with Visit(address, origin) as visit:
            return await visit.run(UPDATE.name)

    return run_apart(visit())


def is_offered(messages: list[ForwardMsg]) -> bool:
    return any(message.delta.new_element.HasField("file_uploader") for message in messages)


def sentences(messages: list[ForwardMsg]) -> list[str]:
    alerts = [message.delta.new_element.alert.body for message in messages]
    return [body for body in alerts if body]


def test_the_person_at_this_machine_is_offered_a_place_for_files(local: str) -> None:
    assert is_offered(elements(local))


def test_a_relay_that_says_nothing_gets_no_page(local: str, tmp_path: Path) -> None:
    with relayed(tmp_path, local) as address, pytest.raises(InvalidStatus, match="403"):
        elements(address)


def test_a_relay_that_pretends_to_be_the_servers_own_page_is_seen_by_its_account(local: str, tmp_path: Path) -> None:
    host = urlsplit(local).netloc
    with relayed(tmp_path, local, f"Host {host}", f"Origin http://{host}") as address:
        messages = elements(address)
    assert not is_offered(messages)
    assert sentences(messages) == [verbatim(ANOTHER_ACCOUNT)]


def test_a_page_without_an_origin_through_a_relay_may_not_edit_either(local: str, tmp_path: Path) -> None:
    with relayed(tmp_path, local) as address:
        assert not is_offered(elements(address, None))


def test_a_relay_that_names_an_address_of_this_machine_is_a_relay(local: str, tmp_path: Path) -> None:
    host = urlsplit(local).netloc
    with relayed(tmp_path, local, f"Host {host}", f"Origin http://{host}", "X-Forwarded-For 127.0.0.1") as address:
        assert sentences(elements(address)) == [verbatim(FORWARDED)]
