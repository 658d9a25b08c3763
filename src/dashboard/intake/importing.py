"""A file into the store, or not at all: the one way in for uploads, the command line and the published figures."""

from contextlib import nullcontext, suppress
from dataclasses import dataclass

from dashboard.errors import IntakeError, StoreError, StoreMoved
from dashboard.event_log import Stopwatch, log_event
from dashboard.garbage import no_full_collections
from dashboard.intake.checks import preview_of
from dashboard.intake.draft import NO_ANSWERS, Answers, Context, Draft
from dashboard.intake.files import Upload
from dashboard.intake.preview import Preview
from dashboard.intake.rows import examine
from dashboard.queries import Snapshot
from dashboard.store import Store, Submission
from dashboard.text import visible

_ATTEMPTS = 5


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


def look_at(upload: Upload, context: Context, snapshot: Snapshot, answers: Answers = NO_ANSWERS) -> Preview:
    """What the file would change if it were taken in now; nothing is written."""
    clock = Stopwatch()
    with no_full_collections():
        preview = preview_of(examine(upload.data, context, answers, upload.name), context, snapshot, upload.sha256)
    found = {"rows": len(preview.draft.rows), "errors": len(preview.draft.errors), "warnings": len(preview.warnings)}
    log_event("upload.examined", file=upload.name, bytes=len(upload.data), **found, seconds=clock.seconds)
    return preview


def submission_of(upload: Upload, draft: Draft, signature: Signature) -> Submission:
    """What a file says as one batch to store, with the file itself."""
    return Submission(
        draft.observations,
        by=visible(signature.by).strip(),
        file=upload.name,
        sha256=upload.sha256,
        reason=visible(signature.reason).strip(),
        data=upload.data,
        remarks=draft.remarks,
    )


def commit(upload: Upload, preview: Preview, store: Store, signature: Signature) -> Outcome:
    """Appends what was looked at as one atomic batch; the same file in force already is not stored again.

    Raises:
        IntakeError: an error forbids it, nobody signs, or a revision has no reason.
        StoreMoved: another batch came in between, so that the effect may be another one than was seen.
        StoreError: the store cannot be read or written.
    """
    if preview.draft.blocked:
        raise IntakeError("エラーのあるファイルは取り込めません。エラーの行を直してください。")
    if not visible(signature.by).strip():
        raise IntakeError("登録する人の名前がありません。名前を書いてください。")
    if preview.revised and not visible(signature.reason).strip():
        count = len(preview.revised)
        raise IntakeError(f"過去の値の改訂が{count}件あるので、理由が要ります。なぜ改めるのかを書いてください。")
    if not preview.changes:
        return _unchanged(preview)
    submission = submission_of(upload, preview.draft, signature)
    landing = store.append_once(submission, seen=preview.newest)
    return Outcome(accepted=True, batch=landing.batch.id, preview=preview, repeated=landing.repeated)


def take_in(  # noqa: PLR0913 - the four parts of an intake, and the two answers of whoever takes it in
    upload: Upload,
    store: Store,
    context: Context,
    signature: Signature | None,
    *,
    answers: Answers = NO_ANSWERS,
    accept_warnings: bool = False,
) -> Outcome:
    """Looks at a file and commits it, unless an error or an unaccepted warning forbids it; unsigned, it only looks.

    A file that would change nothing needs no acceptance, for nothing is written. When others commit meanwhile, it looks
    again.

    Raises:
        IntakeError: nobody signs, or a revision has no reason.
        StoreError: the store cannot be read or written.
    """
    preview = look_at(upload, context, Snapshot.load(store), answers)
    for attempt in range(_ATTEMPTS):
        with store.turn() if attempt else nullcontext():
            if attempt:
                # Somebody was faster. What the file says stays; what it would change is looked at in a turn of its own.
                preview = preview_of(preview.draft, context, Snapshot.load(store), upload.sha256)
            if preview.draft.blocked:
                return Outcome(accepted=False, batch=None, preview=preview)
            if signature is None or not preview.changes:
                return _unchanged(preview)
            if preview.warnings and not accept_warnings:
                return Outcome(accepted=False, batch=None, preview=preview)
            with suppress(StoreMoved):
                return commit(upload, preview, store, signature)
    raise StoreError("ほかの人の取り込みと重なり続けたので、保存していません。少し待って、もう一度実行してください。")


def _unchanged(preview: Preview) -> Outcome:
    """The outcome of an acceptable file for which nothing is written."""
    return Outcome(accepted=True, batch=preview.repeats, preview=preview, repeated=preview.repeats is not None)
