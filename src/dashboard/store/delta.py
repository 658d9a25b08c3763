"""The store itself: a Delta Lake table to which batches are appended, one atomic commit each, and the originals.

Writers take turns through a Delta application transaction: a commit that another process overtook is refused by the
log and done again on top of the newer table, so moments strictly increase, a batch cannot be withdrawn twice and a
file that two people take in at the same second is one batch.

The table is made wholly or not at all: a local one in a folder of its own that is then renamed into place. A process
killed half-way leaves only a ``.creating-…`` folder that nothing reads, and of two processes that start at once the
second finds the place taken.
"""

import errno
import json
import random
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties, Schema, Transaction
from deltalake.exceptions import CommitFailedError, DeltaError
from deltalake.transaction import AddAction, create_table_with_add_actions

from dashboard.errors import StoreError, StoreMoved
from dashboard.event_log import Stopwatch, log_event
from dashboard.store.batches import (
    SCHEMA,
    Batch,
    Landing,
    Stamp,
    Submission,
    batches_in,
    next_stamp,
    repeated_batch,
    withdrawal_row,
)
from dashboard.store.birth import leave_note
from dashboard.store.damage import commits_of, delta_table, is_missing, read_table
from dashboard.store.originals import ORIGINALS, Originals
from dashboard.store.place import Place, refusals_of_writing

_ATTEMPTS = 20
_LONGEST_PAUSE_SECONDS = 0.2

# With a checkpoint every 20 commits a store of a thousand commits opens in milliseconds.
_COMMITS_PER_CHECKPOINT = 20

# The library's own checkpoint would report a commit that has landed as failed when only the checkpoint did not fit.
_NO_HOOKS = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)

# The log is never tidied up: every commit of it is looked at when the table is opened.
_CONFIGURATION = {"delta.appendOnly": "true", "delta.enableExpiredLogCleanup": "false"}

# Given every row and every batch of the newest table: the rows to add, or the batch that makes adding them needless.
_Decision = Callable[[pa.Table, Sequence[Batch], Stamp], pa.Table | Batch]


class Store:
    """All observations ever taken in, at a folder or an object-store address (``s3://bucket/folder``).

    Nothing is kept open between calls, so one instance may be used by many threads. Every method raises StoreMissing
    where there is no store, StoreDamaged where it meets what cannot be read, and StoreError where the disk or the
    object store refuses. ``originals`` are the uploaded files beside the table. A store that is made or written to has
    its note (``birth``).
    """

    def __init__(self, location: str) -> None:
        self.location = location.rstrip("/")
        self._place = Place(f"{self.location}/observations")
        self.originals = Originals(Place(f"{self.location}/{ORIGINALS}"))

    def exists(self) -> bool:
        """False when nothing is at the location: no store was made, or it is gone."""
        if is_missing(self._place):
            return False
        delta_table(self._place)
        return True

    def create(self, submissions: Sequence[Submission]) -> None:
        """Make the table with these batches in one commit, their originals beside it; nothing if it is there."""
        stamp = None
        parts = [SCHEMA.empty_table()]
        for submission in submissions:
            stamp = next_stamp(stamp.committed_at if stamp else None)
            parts.append(submission.rows(stamp))
        originals = (submission.data for submission in submissions if submission.data is not None)
        self.create_from(pa.concat_tables(parts), originals)

    def create_from(self, rows: pa.Table, originals: Iterable[bytes] = ()) -> bool:
        """Make the table with these rows (columns of ``SCHEMA``) in one commit; False if it was already there.

        The originals are taken one after the other, before the table is made, and not at all if it was there.
        """
        if self.exists():
            self.read()
            return False
        for data in originals:
            self.originals.keep(data)
        if not _create(self._place, rows):
            return False
        self._leave_note()
        return True

    def append(self, submission: Submission) -> Batch:
        """Add one batch in one commit."""
        return self._commit(lambda _table, _batches, stamp: submission.rows(stamp), submission.data).batch

    def append_once(self, submission: Submission, *, seen: str | None = None) -> Landing:
        """Add one batch in one commit, unless a batch in force brought the same values from the same file.

        ``seen`` is the newest batch that the caller knew of when judging the submission ("" for a store without any);
        None if the submission holds whatever else was stored meanwhile.

        Raises:
            StoreMoved: another batch than ``seen`` is the newest; nothing was written.
        """

        def decide(table: pa.Table, batches: Sequence[Batch], stamp: Stamp) -> pa.Table | Batch:
            rows = submission.rows(stamp)
            earlier = repeated_batch(rows, table, batches)
            if earlier:
                return earlier
            if seen is not None and seen != (batches[-1].id if batches else ""):
                raise StoreMoved(
                    f"確かめている間に、ほかの取り込みか取り消しが保存されました。「{submission.file}」はまだ保存していません。"
                    "もう一度内容を確かめてから保存してください。"
                )
            return rows

        return self._commit(decide, submission.data)

    def withdraw(self, batch_id: str, *, by: str, reason: str) -> Batch:
        """Take a batch back (an upload, or an earlier withdrawal); the batch and its rows stay in the history.

        Raises:
            StoreError: no such batch, already withdrawn, no name or no reason.
        """
        if not by.strip() or not reason.strip():
            raise StoreError(f"取り込み「{batch_id}」を取り消すには、取り消す人の名前と理由の両方を入力してください。")

        def decide(_table: pa.Table, batches: Sequence[Batch], stamp: Stamp) -> pa.Table:
            batch = next((batch for batch in batches if batch.id == batch_id), None)
            if batch is None:
                raise StoreError(
                    f"取り込み「{batch_id}」は見つかりません。"
                    "取り込み履歴（python -m dashboard history）で番号を確かめてください。"
                )
            if batch.withdrawn:
                raise StoreError(
                    f"取り込み「{batch_id}」はすでに取り消されています。"
                    "元に戻すには、その取り消しの番号を取り消してください。"
                )
            return withdrawal_row(batch_id, stamp, by, reason)

        return self._commit(decide).batch

    def version(self) -> int:
        """Number of the newest commit; 0 for a table just made. Only the log folder is listed."""
        return int(commits_of(self._place)[-1].base_name.removesuffix(".json"))

    def stamp(self) -> str:
        """What tells this content from any other: another one put in its place may have the same version."""
        newest = commits_of(self._place)[-1]
        return f"{newest.base_name}@{newest.mtime_ns or 0}"

    def read(self, version: int | None = None) -> pa.Table:
        """Every row as of a version (None: the newest), in no particular order; columns of ``SCHEMA``."""
        return read_table(self._place, delta_table(self._place, version))

    def _commit(self, decide: _Decision, original: bytes | None = None) -> Landing:
        clock = Stopwatch()
        for _ in range(_ATTEMPTS):
            table = delta_table(self._place)
            stored = read_table(self._place, table)
            batches = batches_in(stored)
            rows = decide(stored, batches, next_stamp(batches[-1].committed_at if batches else None))
            if isinstance(rows, Batch):
                return Landing(rows, repeated=True)
            if original is not None:
                self.originals.keep(original)
            if self._write(table, rows):
                self._leave_note()
                batch = batches_in(rows)[0]
                _log(batch, clock.seconds)
                return Landing(batch, repeated=False)
            time.sleep(random.uniform(0, _LONGEST_PAUSE_SECONDS))  # noqa: S311 - spreads rivals, guards nothing
        raise StoreError(
            "ほかの人の取り込みと重なり続けたため保存できませんでした。少し待ってから、もう一度実行してください。"
        )

    def _leave_note(self) -> None:
        """A batch that has landed is not refused because the folder above cannot be written to."""
        with suppress(StoreError):
            leave_note(self.location)

    def _write(self, table: DeltaTable, rows: pa.Table) -> bool:
        """Commit on top of ``table``; False if another process was faster."""
        turn = CommitProperties(app_transactions=[Transaction("dashboard.store", table.version() + 1)])
        with refusals_of_writing(self._place.path):
            action = _add_action(self._place, rows)
            try:
                table.create_write_transaction(
                    [action], "append", SCHEMA, commit_properties=turn, post_commithook_properties=_NO_HOOKS
                )
            except CommitFailedError:
                return False
        # The version that was read says whether a checkpoint is due; failing to make one is no failure.
        if table.version() % _COMMITS_PER_CHECKPOINT == _COMMITS_PER_CHECKPOINT - 1:
            with suppress(DeltaError, OSError):
                table.create_checkpoint()
        return True


def _log(batch: Batch, seconds: float) -> None:
    about = {"who": batch.by, "batch": batch.id}
    if batch.withdraws:
        log_event("batch.withdrawn", **about, withdraws=batch.withdraws, seconds=seconds)
    else:
        log_event("batch.stored", **about, file=batch.file, rows=batch.rows, seconds=seconds)


def _add_action(place: Place, rows: pa.Table) -> AddAction:
    """Write the rows as one data file and return the log entry that will make it part of the table."""
    name, size = place.write_rows(rows)
    now_in_ms = time.time_ns() // 1_000_000
    return AddAction(name, size, {}, now_in_ms, data_change=True, stats=json.dumps({"numRecords": rows.num_rows}))


def _create(place: Place, rows: pa.Table) -> bool:
    """Make the table with these rows as version 0; False if another process made it first."""
    with refusals_of_writing(place.path):
        return _create_remote(place, rows) if place.remote else _create_local(place, rows)


def _create_local(place: Place, rows: pa.Table) -> bool:
    unfinished = Path(place.folder) / f".creating-{uuid4().hex}"
    unfinished.mkdir(parents=True)
    try:
        _create_table(Place(str(unfinished)), rows)
        unfinished.rename(place.path)
    except OSError as error:
        if error.errno in {errno.ENOTEMPTY, errno.EEXIST}:
            return False
        raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return True


def _create_remote(place: Place, rows: pa.Table) -> bool:
    try:
        _create_table(place, rows)
    except DeltaError:
        if DeltaTable.is_deltatable(place.uri, storage_options=place.storage_options):
            return False
        raise
    return True


def _create_table(place: Place, rows: pa.Table) -> None:
    # With retries the library would put the loser of a race on top of the winner's table as version 1.
    create_table_with_add_actions(
        place.uri,
        Schema.from_arrow(SCHEMA),
        [_add_action(place, rows)],
        mode="error",
        configuration=_CONFIGURATION,
        commit_properties=CommitProperties(max_commit_retries=0),
        storage_options=place.storage_options,
    )
