"""A file into the store, or not at all: the one way in for uploads, the command line and the published figures."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from dashboard.errors import IntakeError
from dashboard.intake.draft import Context, Draft
from dashboard.intake.preview import Preview, preview
from dashboard.intake.reading import MAX_BYTES
from dashboard.intake.rows import examine
from dashboard.queries import Snapshot, history
from dashboard.store import Store, Submission


@dataclass(frozen=True)
class Upload:
    """A file as it came: its name, without folders, and its bytes."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        """The fingerprint of the bytes, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Signature:
    """Who takes a file in, and why."""

    by: str
    reason: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of a file: ``batch`` is the id it is stored under, None where nothing was stored for it.

    ``repeated`` says that the very same file is already in force as that batch.
    """

    accepted: bool
    batch: str | None
    preview: Preview
    repeated: bool = False


def read_upload(path: Path) -> Upload:
    """The file at ``path``; of one that is too large, only enough bytes to tell.

    Raises:
        IntakeError: the file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise IntakeError(f"ファイル「{path}」を開けません。名前、場所、権限を確かめてください。") from error
    # A name whose bytes are no UTF-8 cannot be stored as it is.
    return Upload(path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"), data)


def submission_of(upload: Upload, draft: Draft, signature: Signature) -> Submission:
    """The draft of a file as one batch to store."""
    return Submission(
        draft.observations, by=signature.by, file=upload.name, sha256=upload.sha256, reason=signature.reason
    )


def take_in(upload: Upload, store: Store, context: Context, signature: Signature | None) -> Outcome:
    """Checks a file and, unless an error forbids it, appends it as one atomic batch; unsigned, it is only looked at.

    Nothing is written either when the same file is in force already, or when all its values are.

    Raises:
        StoreError: the store cannot be read or written.
    """
    snapshot = Snapshot.load(store)
    seen = preview(examine(upload.data, context), context, snapshot)
    if seen.draft.blocked:
        return Outcome(accepted=False, batch=None, preview=seen)
    known = _batch_in_force(snapshot, upload.sha256)
    if known or signature is None or not seen.changes:
        return Outcome(accepted=True, batch=known, preview=seen, repeated=known is not None)
    batch = store.append(submission_of(upload, seen.draft, signature))
    return Outcome(accepted=True, batch=batch.id, preview=seen)


def _batch_in_force(snapshot: Snapshot, sha256: str) -> str | None:
    return next((batch.id for batch in history(snapshot) if batch.sha256 == sha256 and not batch.withdrawn), None)
