"""A record beside the table of the newest commit that was acknowledged, so that its loss is noticed.

It is written out after each commit and before the answer; read before the log, it never names a commit that a sound
log does not have. An older one, or none (stores of earlier versions), says nothing of later commits.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from dashboard.store.place import Place

HEAD = "head.json"


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint of the log that this program wrote: the version that it holds, the digest of its file."""

    version: int
    sha256: str


@dataclass(frozen=True)
class Head:
    """``version``, ``sha256`` and ``size`` are of the commit's file; ``batch`` is the id of the newest batch, or "".

    ``swept_at`` is when left-overs were last removed, None if never; ``checkpoint`` is the newest, None without any.
    """

    version: int
    sha256: str
    size: int
    batch: str
    swept_at: datetime | None = None
    checkpoint: Checkpoint | None = None


def read_head(store: Place) -> Head | None:
    """The record of a store at its own folder; None where there is none, or it says nothing that can be read."""
    try:
        record = json.loads(store.read(HEAD))
        swept = record["swept_at"]
        # Earlier versions write none.
        checkpoint = record.get("checkpoint")
        return Head(
            int(record["version"]),
            str(record["sha256"]),
            int(record["size"]),
            str(record["batch"]),
            datetime.fromisoformat(swept).astimezone(UTC) if swept else None,
            Checkpoint(int(checkpoint["version"]), str(checkpoint["sha256"])) if checkpoint else None,
        )
    except PermissionError:
        raise
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def write_head(store: Place, head: Head) -> None:
    """Write the record in place of the older one. Raises OSError."""
    record = {
        "version": head.version,
        "sha256": head.sha256,
        "size": head.size,
        "batch": head.batch,
        "swept_at": head.swept_at.isoformat() if head.swept_at else None,
        "checkpoint": vars(head.checkpoint) if head.checkpoint else None,
    }
    store.write(HEAD, json.dumps(record, indent=1).encode())
