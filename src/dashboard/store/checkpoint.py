"""Checkpoints of the Delta log, for whoever else reads the table: of 4,000 commits one opens in a tenth of the time.

This program writes them and goes by none: the table is what its commits say (``log``). Each is made of the commits, or
of the one before and the commits since, in a folder of the system's, seen to name the table's files, and only then put
into the log. A store that cannot have one lacks nothing.
"""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable

from dashboard.store.head import Checkpoint
from dashboard.store.log import READERS, Log
from dashboard.store.place import CHECKPOINT_POINTER, LOG, Place

COMMITS_APART = 100


def write_checkpoint(place: Place, log: Log, last: Checkpoint | None) -> Checkpoint:
    """Write the checkpoint of the newest commit; ``last`` is the newest that this program wrote.

    Raises:
        Exception: whatever the Delta library or the place meets.
    """
    data, pointer = _made(place, log, last if _is_intact(place, last) else None)
    place.write(f"{LOG}/{_name(log.version)}", data)
    # Last: it never names a checkpoint that is not there.
    place.write(f"{LOG}/{CHECKPOINT_POINTER}", pointer)
    return Checkpoint(log.version, hashlib.sha256(data).hexdigest())


def _name(version: int) -> str:
    return f"{version:020d}.checkpoint.parquet"


def _is_intact(place: Place, checkpoint: Checkpoint | None) -> bool:
    with suppress(OSError):
        if checkpoint is not None:
            data = place.read(f"{LOG}/{_name(checkpoint.version)}")
            return hashlib.sha256(data).hexdigest() == checkpoint.sha256
    return False


def _made(place: Place, log: Log, last: Checkpoint | None) -> tuple[bytes, bytes]:
    """A checkpoint, and the file that names it."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / LOG
        folder.mkdir()
        names = [f"{number:020d}.json" for number in range(last.version + 1 if last else 0, len(log.commits))]
        if last:
            names.append(_name(last.version))
        with ThreadPoolExecutor(READERS) as pool:
            for name, data in zip(names, pool.map(lambda name: place.read(f"{LOG}/{name}"), names), strict=True):
                (folder / name).write_bytes(data)
        DeltaTable(Path(scratch).absolute().as_uri()).create_checkpoint()
        made = (folder / _name(log.version)).read_bytes()
        adds = pq.ParquetFile(pa.BufferReader(made)).read(["add.path", "add.size"])["add"].drop_null().to_pylist()
        files = {unquote(add["path"]): add["size"] for add in adds}
        if files != dict(file for commit in log.commits for file in commit.files):
            raise ValueError("the checkpoint names other files than the commits")
        return made, (folder / CHECKPOINT_POINTER).read_bytes()
