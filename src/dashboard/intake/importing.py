"""A file into the store, or not at all: the one way in for uploads, the command line and the published figures."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dashboard.errors import IntakeError, StoreError, StoreMoved
from dashboard.intake.draft import Context, Draft
from dashboard.intake.header import NOTHING_GIVEN, Given
from dashboard.intake.preview import Preview, preview
from dashboard.intake.reading import MAX_BYTES
from dashboard.intake.rows import examine
from dashboard.queries import Snapshot
from dashboard.store import Store, Submission

_ATTEMPTS = 5


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
    """The draft of a file as one batch to store, with the file itself."""
    return Submission(
        draft.observations,
        by=signature.by.strip(),
        file=upload.name,
        sha256=upload.sha256,
        reason=signature.reason.strip(),
        data=upload.data,
    )


def look_at(upload: Upload, context: Context, snapshot: Snapshot, given: Given = NOTHING_GIVEN) -> Preview:
    """What the file would change if it were taken in now; nothing is written."""
    return preview(examine(upload.data, context, given), context, snapshot, upload.sha256)


def commit(upload: Upload, seen: Preview, store: Store, signature: Signature) -> Outcome:
    """Appends what was looked at as one atomic batch; the same file in force already is not stored again.

    Raises:
        IntakeError: an error forbids it, nobody signs, or a revision has no reason.
        StoreMoved: another batch came in between, so that the effect may be another one than was seen.
        StoreError: the store cannot be read or written.
    """
    _require(seen, signature)
    if not seen.changes:
        return Outcome(accepted=True, batch=seen.repeats, preview=seen, repeated=seen.repeats is not None)
    landing = store.append_once(submission_of(upload, seen.draft, signature), seen=seen.seen)
    return Outcome(accepted=True, batch=landing.batch.id, preview=seen, repeated=landing.repeated)


def take_in(  # noqa: PLR0913 - the four parts of an intake, and the two answers of whoever takes it in
    upload: Upload,
    store: Store,
    context: Context,
    signature: Signature | None,
    *,
    given: Given = NOTHING_GIVEN,
    accept_warnings: bool = False,
) -> Outcome:
    """Looks at a file and commits it, unless an error or an unaccepted warning forbids it; unsigned, it only looks.

    A file that would change nothing needs no acceptance, for nothing is written. When others commit meanwhile, it looks
    again.

    Raises:
        IntakeError: nobody signs, or a revision has no reason.
        StoreError: the store cannot be read or written.
    """
    for _ in range(_ATTEMPTS):
        seen = look_at(upload, context, Snapshot.load(store), given)
        if seen.draft.blocked:
            return Outcome(accepted=False, batch=None, preview=seen)
        if signature is None or not seen.changes:
            return Outcome(accepted=True, batch=seen.repeats, preview=seen, repeated=seen.repeats is not None)
        if seen.warnings and not accept_warnings:
            return Outcome(accepted=False, batch=None, preview=seen)
        with suppress(StoreMoved):
            return commit(upload, seen, store, signature)
    raise StoreError("ほかの人の取り込みと重なり続けたので、保存していません。少し待って、もう一度実行してください。")


def _require(seen: Preview, signature: Signature) -> None:
    if seen.draft.blocked:
        raise IntakeError("エラーのあるファイルは取り込めません。エラーの行を直してください。")
    if not signature.by.strip():
        raise IntakeError("登録する人の名前がありません。名前を書いてください。")
    if seen.revised and not signature.reason.strip():
        raise IntakeError(
            f"過去の値の改訂が{len(seen.revised)}件あるので、理由が要ります。なぜ改めるのかを書いてください。"
        )
