"""The store itself: a Delta Lake table to which batches are appended, one atomic commit each, and the originals.

Writers take turns through a Delta application transaction: a commit that another process overtook is refused by the
log and done again on top of the newer table, so moments strictly increase, a batch cannot be withdrawn twice and a
file that two people take in at the same second is one batch.
"""

import random
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties, Transaction
from deltalake.exceptions import CommitFailedError, DeltaError

from dashboard.errors import StoreError, StoreMoved
from dashboard.store.batches import Batch, Landing, Submission, batches_in, twin_of
from dashboard.store.columns import SCHEMA, Origin, Stamp, next_stamp, withdrawal_row
from dashboard.store.creation import add_action, holds_nothing, lay_down
from dashboard.store.damage import commits_of, open_table, read_table, refusals_of_writing
from dashboard.store.originals import ORIGINALS, Originals
from dashboard.store.place import Place

_ATTEMPTS = 20
_LONGEST_PAUSE_SECONDS = 0.2

# With a checkpoint every 20 commits a store of a thousand commits opens in milliseconds.
_COMMITS_PER_CHECKPOINT = 20

# The library's own checkpoint would report a commit that has landed as failed when only the checkpoint did not fit.
_NO_HOOKS = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)

# Given every row and every batch of the newest table: the rows to add, or the batch that makes adding them needless.
_Decision = Callable[[pa.Table, Sequence[Batch], Stamp], pa.Table | Batch]


class Store:
    """All observations ever taken in, at a folder or an object-store address (``s3://bucket/folder``).

    Nothing is kept open between calls, so one instance may be used by many threads.
    """

    def __init__(self, location: str) -> None:
        self.location = location.rstrip("/")
        self._place = Place(f"{self.location}/observations")
        self._originals = Originals(Place(f"{self.location}/{ORIGINALS}"))

    @property
    def table_path(self) -> str:
        """Path or address of the Delta table, for other readers of Delta Lake."""
        return self._place.path

    def exists(self) -> bool:
        """False when nothing has been made at the location yet.

        Raises:
            StoreDamaged: something is there, but it is not a readable table.
        """
        if holds_nothing(self._place):
            return False
        open_table(self._place)
        return True

    def create(self, submissions: Sequence[Submission]) -> None:
        """Make the table with these batches in one commit, their originals beside it; nothing if it is already there.

        Raises:
            StoreDamaged: something unreadable is at the location.
            StoreError: a submission is refused, or the files cannot be written.
        """
        stamp, parts = None, [SCHEMA.empty_table()]
        for submission in submissions:
            stamp = next_stamp(stamp.committed_at if stamp else None)
            parts.append(submission.rows(stamp))
        self.create_from(pa.concat_tables(parts), (each.data for each in submissions if each.data is not None))

    def create_from(self, rows: pa.Table, originals: Iterable[bytes] = ()) -> bool:
        """Make the table with these rows (columns of ``SCHEMA``) in one commit; False if it was already there.

        The originals are taken one after the other, before the table is made, and not at all if it was there.

        Raises:
            StoreDamaged: something unreadable is at the location.
            StoreError: the files cannot be written.
        """
        if self.exists():
            self.read()
            return False
        for data in originals:
            self._originals.keep(data)
        return lay_down(self._place, rows)

    def append(self, submission: Submission) -> Batch:
        """Add one batch in one commit.

        Raises:
            StoreDamaged: the table cannot be read.
            StoreError: the submission is refused, or the files cannot be written.
        """
        return self._commit(lambda _table, _batches, stamp: submission.rows(stamp), submission.data).batch

    def append_once(self, submission: Submission, *, seen: str | None = None) -> Landing:
        """Add one batch in one commit, unless a batch in force brought the same values from the same file.

        ``seen`` is the newest batch that the caller knew of when judging the submission ("" for a store without any);
        None if the submission holds whatever else was stored meanwhile.

        Raises:
            StoreDamaged: the table cannot be read.
            StoreMoved: another batch than ``seen`` is the newest; nothing was written.
            StoreError: the submission is refused, or the files cannot be written.
        """

        def rows_or_twin(table: pa.Table, batches: Sequence[Batch], stamp: Stamp) -> pa.Table | Batch:
            rows = submission.rows(stamp)
            twin = twin_of(rows, table, batches)
            if twin:
                return twin
            if seen is not None:
                _must_be_newest(seen, batches, submission.file)
            return rows

        return self._commit(rows_or_twin, submission.data)

    def withdraw(self, batch_id: str, *, by: str, reason: str) -> Batch:
        """Take a batch back (an upload, or an earlier withdrawal); the batch and its rows stay in the history.

        Raises:
            StoreDamaged: the table cannot be read.
            StoreError: no such batch, already withdrawn, no name or no reason, or the files cannot be written.
        """
        if not by.strip() or not reason.strip():
            raise StoreError(f"取り込み「{batch_id}」を取り消すには、取り消す人の名前と理由の両方を入力してください。")

        def rows(_table: pa.Table, batches: Sequence[Batch], stamp: Stamp) -> pa.Table:
            _must_be_in_force(batch_id, batches)
            return withdrawal_row(stamp, Origin(by=by, reason=reason, withdraws=batch_id))

        return self._commit(rows).batch

    def original(self, sha256: str) -> bytes:
        """The bytes of an uploaded file, by the SHA-256 that its batch names.

        Raises:
            StoreDamaged: they are no longer the bytes that were uploaded.
            StoreError: not a SHA-256, not kept (a batch from before originals were), or it cannot be opened.
        """
        return self._originals.read(sha256)

    def has_original(self, sha256: str) -> bool:
        """Whether the uploaded file is kept; False for the empty ``sha256`` of a batch without a file.

        Raises:
            StoreError: the folder cannot be looked into.
        """
        return self._originals.has(sha256)

    def version(self) -> int:
        """Number of the newest commit; 0 for a table just made. Only the log folder is listed.

        Raises:
            StoreDamaged: there is no log.
        """
        return int(commits_of(self._place)[-1].removesuffix(".json"))

    def stamp(self) -> str:
        """What tells this content from any other: another one put in its place may have the same version.

        Raises:
            StoreDamaged: there is no log.
        """
        newest = commits_of(self._place)[-1]
        return f"{newest}@{self._place.written(newest)}"

    def read(self, version: int | None = None) -> pa.Table:
        """Every row as of a version (None: the newest), in no particular order; columns of ``SCHEMA``.

        Raises:
            StoreDamaged: the log or a data file is missing, cut off or altered.
        """
        return read_table(self._place, open_table(self._place, version))

    def _commit(self, decide: _Decision, original: bytes | None = None) -> Landing:
        for _ in range(_ATTEMPTS):
            table = open_table(self._place)
            held = read_table(self._place, table)
            batches = batches_in(held)
            rows = decide(held, batches, next_stamp(batches[-1].committed_at if batches else None))
            if isinstance(rows, Batch):
                return Landing(rows, repeated=True)
            if original is not None:
                self._originals.keep(original)
            if self._landed(table, rows):
                _checkpoint_now_and_then(table)
                return Landing(batches_in(rows)[0], repeated=False)
            time.sleep(random.uniform(0, _LONGEST_PAUSE_SECONDS))  # noqa: S311 - spreads rivals, guards nothing
        raise StoreError(
            "ほかの人の取り込みと重なり続けたため保存できませんでした。少し待ってから、もう一度実行してください。"
        )

    def _landed(self, table: DeltaTable, rows: pa.Table) -> bool:
        turn = CommitProperties(app_transactions=[Transaction("dashboard.store", table.version() + 1)])
        with refusals_of_writing(self._place.path):
            action = add_action(self._place, rows)
            try:
                table.create_write_transaction(
                    [action], "append", SCHEMA, commit_properties=turn, post_commithook_properties=_NO_HOOKS
                )
            except CommitFailedError:
                return False
        return True


def _checkpoint_now_and_then(table: DeltaTable) -> None:
    """Checkpoint the version that was read, whose last digits say it is time; failing to is no failure."""
    if table.version() % _COMMITS_PER_CHECKPOINT == _COMMITS_PER_CHECKPOINT - 1:
        with suppress(DeltaError, OSError):
            table.create_checkpoint()


def _must_be_newest(seen: str, batches: Sequence[Batch], file: str) -> None:
    if seen != (batches[-1].id if batches else ""):
        raise StoreMoved(
            f"確かめている間に、ほかの取り込みか取り消しが保存されました。「{file}」はまだ保存していません。"
            "もう一度内容を確かめてから保存してください。"
        )


def _must_be_in_force(batch_id: str, batches: Sequence[Batch]) -> None:
    named = next((batch for batch in batches if batch.id == batch_id), None)
    if named is None:
        raise StoreError(
            f"取り込み「{batch_id}」は見つかりません。"
            "取り込み履歴（python -m dashboard history）で番号を確かめてください。"
        )
    if named.withdrawn:
        raise StoreError(
            f"取り込み「{batch_id}」はすでに取り消されています。元に戻すには、その取り消しの番号を取り消してください。"
        )
