"""What each data file holds, learnt once: a data file never changes, so its batches are read out of it but once.

In memory, and where there is a folder for it in a file there, which every process of that store reads and adds to. That
file is a cache: a line that is not whole, or speaks of a file of another size or moment, is as good as none.
"""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard.store.batches import Batch
from dashboard.store.place import Imprint

MOST_BYTES = 64_000_000
"""Of the file; one that is larger is begun anew."""

_LAYOUT = 1


class Memo:
    """The batches of the data files of one store, by the file's name; safe from any thread."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._batches: dict[str, tuple[Imprint, tuple[Batch, ...]]] = {}
        if path is not None:
            # What cannot be read is learnt again.
            with suppress(OSError):
                if path.stat().st_size > MOST_BYTES:
                    path.unlink()
                for line in path.read_bytes().splitlines():
                    self._recall(line)

    def batches(self, name: str, imprint: Imprint, learn: Callable[[], tuple[Batch, ...]]) -> tuple[Batch, ...]:
        """The batches of a data file with that imprint, oldest first, none of them withdrawn; ``learn`` reads it."""
        known = self._batches.get(name)
        if known and known[0] == imprint:
            return known[1]
        batches = learn()
        self._batches[name] = imprint, batches
        self._write_down(name, imprint, batches)
        return batches

    def doubt(self, name: str) -> None:
        """Have a data file read again by whoever asks next."""
        self._batches.pop(name, None)

    def _recall(self, line: bytes) -> None:
        digest, _, content = line.partition(b" ")
        if digest != _digest(content):
            return
        layout, name, size, moment, facts = json.loads(content)
        if layout == _LAYOUT:
            self._batches[name] = Imprint(size, moment), tuple(map(_batch, facts))

    def _write_down(self, name: str, imprint: Imprint, batches: tuple[Batch, ...]) -> None:
        if self._path is None:
            return
        content = json.dumps([_LAYOUT, name, *imprint, list(map(_facts, batches))], ensure_ascii=False).encode()
        # A cache that cannot be written spares nobody anything, and harms nobody.
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            number = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
            try:
                # The line end comes first: a line that was cut off spoils none but itself.
                os.write(number, b"\n" + _digest(content) + b" " + content + b"\n")
            finally:
                os.close(number)


@lru_cache(maxsize=32)
def memo_of(location: str, cache: Path | None) -> Memo:
    """The one of a store in this process."""
    name = f"batches-{hashlib.sha256(location.encode()).hexdigest()[:16]}.jsonl"
    return Memo(None if cache is None else cache / "observations" / name)


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


def _facts(batch: Batch) -> Mapping[str, object]:
    return vars(batch) | {"committed_at": batch.committed_at.isoformat()}


def _batch(facts: dict[str, Any]) -> Batch:
    moment = datetime.fromisoformat(facts["committed_at"]).astimezone(UTC)
    return Batch(**facts | {"committed_at": moment, "remarks": tuple(facts["remarks"])})
