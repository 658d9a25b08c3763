"""An object store on loopback: a process of its own that keeps objects in memory, one request after the other.

python -m store.object_server PORT. It answers as S3 does; keys are not checked.
"""

import http.client
import logging
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from obstore.store import S3Store

from browser.serving import free_port

BUCKET = "kakuu-hokan"
TESTS = Path(__file__).parents[1]


@contextmanager
def object_server(log: Path) -> Iterator[str]:
    """The address of a new object store with an empty bucket; it ends with the block."""
    port = free_port()
    with log.open("wb") as stream:
        server = subprocess.Popen(
            [sys.executable, "-m", "store.object_server", str(port)], cwd=TESTS, stdout=stream, stderr=stream
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, server)
            urllib.request.urlopen(urllib.request.Request(f"{address}/{BUCKET}", method="PUT")).close()
            yield address
        finally:
            server.terminate()
            server.wait()


def settings_for(address: str) -> Mapping[str, str]:
    """What the environment says of an object store at an address."""
    return {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "kakuu",
        "AWS_SECRET_ACCESS_KEY": "kakuu-no-kagi",
        "AWS_REGION": "us-east-1",
    }


class Bucket:
    """What is in the bucket, asked and changed as by its owner."""

    def __init__(self, address: str) -> None:
        self._store = S3Store(
            BUCKET,
            endpoint=address,
            access_key_id="kakuu",
            secret_access_key="kakuu-no-kagi",
            client_options={"allow_http": True},
        )

    def names(self) -> list[str]:
        return sorted(entry["path"] for page in self._store.list() for entry in page)

    def contents(self) -> dict[str, bytes]:
        return {name: self.read(name) for name in self.names()}

    def read(self, name: str) -> bytes:
        return bytes(self._store.get(name).bytes())

    def write(self, name: str, data: bytes) -> None:
        self._store.put(name, data)

    def clear(self, prefix: str = "") -> None:
        for name in self.names():
            if name.startswith(prefix):
                self._store.delete(name)


@contextmanager
def without_conditions(address: str) -> Iterator[str]:
    """A proxy that forgets If-None-Match, as object stores do that know no conditional writes."""
    with _forwarding(address, lambda handler: handler.headers.__delitem__("if-none-match")) as proxy:
        yield proxy


@contextmanager
def watched(address: str, see: Callable[[str], object]) -> Iterator[str]:
    """A proxy that tells the path of every request."""
    with _forwarding(address, lambda handler: see(handler.path)) as proxy:
        yield proxy


@contextmanager
def a_lost_answer(address: str, method: bytes, part: bytes) -> Iterator[tuple[str, threading.Event]]:
    """A proxy that swallows the first answer to such a request; the event says that it has."""
    lost = threading.Event()

    def swallow(handler: BaseHTTPRequestHandler) -> bool:
        hit = handler.command.encode() == method and part in handler.path.encode() and not lost.is_set()
        if hit:
            lost.set()
        return hit

    with _forwarding(address, swallow=swallow) as proxy:
        yield proxy, lost


@contextmanager
def _forwarding(
    address: str,
    change: Callable[[BaseHTTPRequestHandler], object] = lambda _: None,
    swallow: Callable[[BaseHTTPRequestHandler], bool] = lambda _: False,
) -> Iterator[str]:
    target = urlsplit(address).netloc

    class Proxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            change(self)
            swallowed = swallow(self)
            connection = http.client.HTTPConnection(target, timeout=60)
            headers = {name: text for name, text in self.headers.items() if name.lower() != "connection"}
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            data = answer.read()
            connection.close()
            self.close_connection = True
            if swallowed:
                return
            self.send_response_only(answer.status, answer.reason)
            for name, text in answer.getheaders():
                if name.lower() not in {"connection", "transfer-encoding", "content-length"}:
                    self.send_header(name, text)
            length = answer.getheader("content-length", "0") if self.command == "HEAD" else str(len(data))
            self.send_header("content-length", length)
            self.send_header("connection", "close")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    for method in ("GET", "PUT", "HEAD", "DELETE", "POST"):
        setattr(Proxy, f"do_{method}", Proxy.forward)
    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as proxy:
        proxy.daemon_threads, proxy.block_on_close = True, False
        threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{proxy.server_address[1]}"
        finally:
            proxy.shutdown()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(address).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the object store did not start")


def main() -> None:
    # Only the server needs these, and they take seconds to load.
    from moto.server import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    logging.disable()
    # One request after the other, for it looks for an object and writes it in two steps.
    application = DomainDispatcherApplication(create_backend_app)
    make_server("127.0.0.1", int(sys.argv[1]), application, threaded=False).serve_forever()


if __name__ == "__main__":
    main()
