"""Whose process is at the other end of a connection of this machine."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.ui import peer
from dashboard.ui.peer import is_of_another_account

pytestmark = pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="the kernel says it on Linux alone")

CONNECT = (
    "import encodings.idna, os, socket, sys; {become}c = socket.create_connection(({host!r}, {port})); sys.stdin.read()"
)
NOBODY = 65534


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2"])
def test_our_own_process_is_no_other_account(host: str) -> None:
    assert not answer(host, socket.AF_INET)


def test_our_own_process_over_ipv6_is_none_either() -> None:
    assert not answer("::1", socket.AF_INET6)


def test_our_own_process_on_a_socket_for_both_is_none_either() -> None:
    assert not answer("::ffff:127.0.0.1", socket.AF_INET6)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root becomes somebody else")
@pytest.mark.parametrize(("host", "family"), [("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6)])
def test_another_account_is_seen(host: str, family: socket.AddressFamily) -> None:
    assert answer(host, family, NOBODY)


def test_a_connection_that_the_kernel_does_not_know_is_not_ours() -> None:
    assert is_of_another_account(("127.0.0.1", 1), ("127.0.0.1", 2))
    assert is_of_another_account(("192.0.2.7", 0), ("127.0.0.1", 2))
    assert is_of_another_account(None, ("127.0.0.1", 2))
    assert is_of_another_account(("testclient", 50000), ("testserver", 80))


def test_where_the_system_does_not_say_nobody_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(peer, "_TABLES", (str(tmp_path / "none"),))
    assert not is_of_another_account(None, None)


def answer(host: str, family: socket.AddressFamily, account: int | None = None) -> bool:
    """What is said of a connection that a process of that account opens."""
    with socket.socket(family) as listening:
        listening.bind((host, 0))
        listening.listen()
        listening.settimeout(20)
        port = listening.getsockname()[1]
        script = CONNECT.format(host=host, port=port, become=f"os.setuid({account}); " if account else "")
        with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE) as process:
            connection, client = listening.accept()
            with connection:
                try:
                    return is_of_another_account(client[:2], connection.getsockname()[:2])
                finally:
                    process.communicate()
