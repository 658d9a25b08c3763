"""A small reverse proxy on loopback, which changes the head of each connection's first request as it passes.

A browser opens a connection of its own for a WebSocket, so its handshake is always changed.
"""

import re
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

Change = Callable[[bytes], bytes]


@contextmanager
def relayed(address: str, change: Change) -> Iterator[str]:
    """Where the proxy answers for the server at ``address``; it ends with the block."""
    target = urlsplit(address)

    class Relay(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError), socket.create_connection((target.hostname, target.port)) as server:
                server.sendall(change(_head(self.request)))
                threading.Thread(target=_pass_on, args=(server, self.request), daemon=True).start()
                _pass_on(self.request, server)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Relay) as proxy:
        proxy.daemon_threads, proxy.block_on_close = True, False
        threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{proxy.server_address[1]}"
        finally:
            proxy.shutdown()


def adding(*headers: str) -> Change:
    """Adds headers, as a proxy does that says what it is, or an attacker who says what he is not."""
    added = "".join(f"\r\n{header}" for header in headers).encode()
    return lambda head: head.replace(b"\r\n", added + b"\r\n", 1)


def naming(host: str) -> Change:
    """Replaces the Host, as a proxy does by default that says nothing at all."""
    return lambda head: re.sub(rb"(?i)(\r\nhost: )[^\r]*", rb"\g<1>" + host.encode(), head, count=1)


def _head(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received and (more := connection.recv(65536)):
        received += more
    return received


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while more := source.recv(65536):
            target.sendall(more)
        target.shutdown(socket.SHUT_WR)
