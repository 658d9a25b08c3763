"""What a server sends out, in a network of its own where every address of the world is this machine and is silent.

python -m browser.without_a_way_out FOLDER, inside `unshare --net --mount`; prints what it saw as JSON.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
import urllib.request
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from websockets.exceptions import InvalidStatus

from browser.serving import free_port
from browser.talking import Visit
from dashboard.settings import ROOT

FOREIGN = ("http://evil.example", "https://kpi.example.jp", "null", "http://192.0.2.9", "http://localhost:1")
NAME = "control.example"


def main(folder: Path) -> None:
    _shut_in(folder)
    watch = _Watch()
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "DASHBOARD_STORE": str(folder / "store")}
    init = [sys.executable, "-m", "dashboard", "init"]
    subprocess.run(init, cwd=ROOT, env=environment, check=True, capture_output=True)
    # As somebody starts it who leaves everything out: no --server.address, which made Streamlit ask at the start.
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            seen = asyncio.run(_visits(address))
        finally:
            server.terminate()
            server.wait()
    asked, left = list(watch.names), list(watch.packets)
    _control()
    controls = {"asked": any(NAME.split(".", maxsplit=1)[0] in name for name in watch.names), "left": watch.packets}
    print(json.dumps({**seen, "asked": asked, "left": left, "control": controls}))


def _shut_in(folder: Path) -> None:
    """The whole world leads back here, and names are asked for at a server that never answers."""
    for command in ("link set lo up", "route add local 0.0.0.0/0 dev lo", "-6 route add local ::/0 dev lo"):
        subprocess.run(["ip", *command.split()], check=command.startswith("link"), capture_output=True)
    files = {
        "/etc/resolv.conf": "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n",
        "/etc/nsswitch.conf": "hosts: files dns\n",
        "/etc/hosts": "127.0.0.1 localhost\n::1 localhost\n",
    }
    for path, text in files.items():
        own = folder / Path(path).name
        own.write_text(text, encoding="ascii")
        if not Path(path).exists():
            Path(path).touch()
        subprocess.run(["mount", "--bind", own, path], check=True)


class _Watch:
    """Names that anybody asks for, and packets to anywhere but this machine's own addresses."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.packets: list[str] = []
        self._names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._names.bind(("127.0.0.1", 53))
        self._packets = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
        self._packets.bind(("lo", 0))
        for work in (self._read_names, self._read_packets):
            threading.Thread(target=work, daemon=True).start()

    def _read_names(self) -> None:
        while True:
            self.names.append(self._names.recv(4096)[12:].decode("latin-1"))

    def _read_packets(self) -> None:
        while True:
            packet, (_, kind, *_rest) = self._packets.recvfrom(65535)
            target = {0x0800: packet[16:20], 0x86DD: packet[24:40]}.get(kind)
            if target and not ip_address(target).is_loopback and not ip_address(target).is_multicast:
                self.packets.append(str(ip_address(target)))


async def _visits(address: str) -> dict[str, Any]:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                break
        except OSError:
            await asyncio.sleep(0.1)
    statuses = await asyncio.gather(*(_foreign(address, origin) for origin in FOREIGN for _ in range(2)))
    async with Visit(address) as visit:
        elements = len(await visit.run())
    return {"statuses": statuses, "elements": elements}


async def _foreign(address: str, origin: str) -> int:
    try:
        async with Visit(address, origin):
            return 101
    except InvalidStatus as refusal:
        return refusal.response.status_code


def _control() -> None:
    """That the watch would have seen it."""
    with suppress(socket.gaierror):
        socket.getaddrinfo(NAME, 80)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.sendto(b"x", ("192.0.2.1", 9))
    threading.Event().wait(0.3)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
