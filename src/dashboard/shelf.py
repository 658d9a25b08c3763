"""A folder of what can be made again at any time: one file each, found by the digest of what it was made from.

Whoever keeps something there names all that could change it, so nothing is ever out of date: it is only not found. The
folder may be deleted at any time and be used by any number of processes. A file whose bytes are no longer those that
were written does not count, and where nothing can be written nothing is kept.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import ClassVar
from uuid import uuid4

from dashboard.event_log import log_event

_SWEEPS_APART = 20_000_000
"""Bytes that one process writes into a folder before it looks how full that is."""


class Shelf:
    """All files of one folder have at most ``most_bytes``; those that were not asked for longest go first."""

    _lock = Lock()
    _unswept: ClassVar[dict[Path, int]] = {}
    _refused = False

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def get(self, name: str) -> bytes | None:
        """What was put there under this name; None where there is nothing, or nothing whole."""
        path = self._path(name)
        try:
            digest, _, content = path.read_bytes().partition(b"\n")
            if sha256(content).hexdigest().encode() != digest:
                return None
            os.utime(path)
        except OSError:
            return None
        return content

    def put(self, name: str, content: bytes) -> None:
        """Keep this under that name."""
        path = self._path(name)
        unfinished = path.with_name(f"{path.name}.{uuid4().hex}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                unfinished.write_bytes(sha256(content).hexdigest().encode() + b"\n" + content)
                unfinished.replace(path)
            finally:
                unfinished.unlink(missing_ok=True)
        except OSError as error:
            if not Shelf._refused:
                Shelf._refused = True
                log_event("shelf.refused", folder=str(self._folder), error=str(error))
            return
        self._make_room(len(content))

    def _path(self, name: str) -> Path:
        return self._folder / sha256(name.encode()).hexdigest()

    def _make_room(self, size: int) -> None:
        with self._lock:
            unswept = self._unswept.get(self._folder, _SWEEPS_APART) + size
            self._unswept[self._folder] = 0 if unswept >= _SWEEPS_APART else unswept
        if unswept < _SWEEPS_APART:
            return
        entries = sorted(self._entries())
        total = sum(bytes_of_file for _, bytes_of_file, _ in entries)
        for _, bytes_of_file, path in entries:
            if total <= self._most_bytes:
                break
            with suppress(OSError):
                path.unlink()
            total -= bytes_of_file

    def _entries(self) -> Iterator[tuple[int, int, Path]]:
        """When each file was last asked for, its bytes, and where it is; also what a process that was killed left."""
        for path in self._folder.iterdir():
            with suppress(OSError):
                status = path.stat()
                yield status.st_mtime_ns, status.st_size, path


def shelved(folder: Path | None, most_bytes: int, name: str, make: Callable[[], bytes]) -> bytes:
    """What lies in the folder under this name; otherwise it is made now, and kept where there is a folder."""
    shelf = Shelf(folder, most_bytes) if folder else None
    kept = shelf.get(name) if shelf else None
    if kept is not None:
        return kept
    content = make()
    if shelf:
        shelf.put(name, content)
    return content
