"""Who holds the other end of a connection on this machine: the kernel says it, and nobody can forge it."""

import os
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

_TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
_Address = tuple[IPv4Address | IPv6Address, int]
_UID = 7
"""The column of the table that says whose socket it is."""


def is_of_another_account(client: tuple[str, int] | None, server: tuple[str, int] | None) -> bool:
    """Whether somebody else than the server's own account opened this connection from this machine: a proxy, a person.

    False where the system does not say (Windows, macOS). A connection that is in no table has come from elsewhere.
    """
    if not Path(_TABLES[0]).exists():
        return False
    try:
        ends = _end(client), _end(server)
    except (TypeError, ValueError):
        return True
    ports = (f":{ends[0][1]:04X}", f":{ends[1][1]:04X}")
    return next((uid != os.geteuid() for theirs, uid in _connections(ports) if theirs == ends), True)


def _end(address: tuple[str, int] | None) -> _Address:
    if address is None:
        raise TypeError
    host = ip_address(address[0].partition("%")[0])
    return getattr(host, "ipv4_mapped", None) or host, address[1]


def _connections(ports: tuple[str, str]) -> Iterator[tuple[tuple[_Address, _Address], int]]:
    """Both ends of every connection of this machine between these ports, the holder's first, and his number."""
    for table in _TABLES:
        path = Path(table)
        if path.exists():
            for line in path.read_text(encoding="ascii").splitlines()[1:]:
                columns = line.split()
                # Hundreds of connections are told apart by their ports alone before anything is computed.
                if not (columns[1].endswith(ports[0]) and columns[2].endswith(ports[1])):
                    continue
                yield (_written(columns[1]), _written(columns[2])), int(columns[_UID])


def _written(text: str) -> _Address:
    """``0100007F:2135`` is 127.0.0.1, port 8501: words of four bytes, the last byte first."""
    digits, port = text.split(":")
    words = (bytes.fromhex(digits[start : start + 8])[::-1] for start in range(0, len(digits), 8))
    host = ip_address(b"".join(words))
    return getattr(host, "ipv4_mapped", None) or host, int(port, 16)
