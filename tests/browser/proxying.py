"""Debian's nginx in front of a server, with the very file of deploy/, on free ports of loopback."""

import datetime
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from browser.serving import free_port
from dashboard.settings import ROOT

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
SITE = ROOT / "deploy/nginx.conf"
HOST = "dashboard.localhost"
"""In place of the name in the file: browsers look for such names on this machine."""
START_SECONDS = 20
_AROUND = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/main.log warn;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True)
class Ports:
    """Where nginx listens, for TLS and for what is not."""

    tls: int
    plain: int

    @property
    def address(self) -> str:
        return f"https://{HOST}:{self.tls}"


def free_ports() -> Ports:
    return Ports(free_port(), free_port())


@contextmanager
def proxied(folder: Path, ports: Ports, *servers: int) -> Iterator[None]:
    """nginx, ready, its files and logs in ``folder``, for the servers at these ports; it ends with the block."""
    assert NGINX
    _write_certificate(folder)
    configuration = _write_configuration(folder, ports, servers)
    command = [NGINX, "-p", str(folder), "-e", str(folder / "main.log"), "-c", str(configuration)]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    with (folder / "nginx.log").open("wb") as log:
        nginx = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            _wait_for(ports.tls, nginx)
            yield
        finally:
            nginx.terminate()
            nginx.wait()


def upstream(*servers: int) -> str:
    """The lines of the servers at these ports."""
    return "".join(f"\tserver 127.0.0.1:{port} max_fails=1 fail_timeout=10s;\n" for port in servers)


def _write_configuration(folder: Path, ports: Ports, servers: Sequence[int]) -> Path:
    site = SITE.read_text(encoding="utf-8")
    places = {
        "listen 443": f"listen 127.0.0.1:{ports.tls}",
        "listen 80;": f"listen 127.0.0.1:{ports.plain};",
        "dashboard.example.jp": HOST,
        "/etc/ssl/dashboard/": f"{folder}/",
        "/var/log/dashboard/": f"{folder}/",
        upstream(8501): upstream(*servers),
    }
    for place, ours in places.items():
        assert place in site
        site = site.replace(place, ours)
    (folder / "site.conf").write_text(site, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(_AROUND.format(folder=folder, user=user), encoding="utf-8")
    return configuration


def _write_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def _wait_for(port: int, nginx: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and nginx.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port)):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("nginx did not start")
