"""The disk under a store in a folder: how much room there is, and whether this account may write."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from dashboard.store.place import Place

LITTLE = 500_000_000
"""Bytes under which whoever looks after the server should make room."""
TOO_LITTLE = 50_000_000
"""Bytes under which the next upload, its original beside it, may not fit."""


@dataclass(frozen=True)
class Disk:
    """``folder`` is the store's, or the nearest above it that there is; ``free`` counts bytes."""

    folder: Path
    free: int
    writable: bool


def disk_of(location: str) -> Disk | None:
    """The disk of a store; None for an object store. Raises OSError where not even the root can be looked at."""
    if Place(location).remote:
        return None
    folder = Path(location).absolute()
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    return Disk(folder, shutil.disk_usage(folder).free, os.access(folder, os.W_OK | os.X_OK))
