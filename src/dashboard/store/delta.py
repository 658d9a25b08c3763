"""The store itself: a Delta Lake table to which batches are appended, one atomic commit each, and the originals.

Writers on one machine take turns. Where they cannot (object stores, some network drives), and in any case, a commit
that another process overtook is refused by the log and done again on top of the newer table, so moments strictly
increase, a batch cannot be withdrawn twice and a file that two people take in at the same second is one batch.

A batch is acknowledged when its original, its rows, its commit and the folders that name them are on the disk.

The table is made wholly or not at all: a local one in a folder of its own that is then renamed into place. A process
killed half-way leaves only a ``.creating-…`` folder that nothing reads, and of two processes that start at once the
second finds the place taken.
"""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain, starmap
from pathlib import Path

import pyarrow as pa

from dashboard.errors import StoreError, StoreMoved
from dashboard.event_log import Stopwatch, log_event
from dashboard.store.backup import keep_backup
from dashboard.store.batches import (
    BATCH_COLUMNS,
    NO_ROWS,
    Batch,
    Landing,
    Stamp,
    Submission,
    batches_in,
    in_order,
    next_stamp,
    repeated_batch,
    withdrawal_row,
)
from dashboard.store.birth import leave_note
from dashboard.store.checkpoint import COMMITS_APART, write_checkpoint
from dashboard.store.damage import is_missing
from dashboard.store.head import Head, write_head
from dashboard.store.leftovers import leftover_notices, set_aside, sweep
from dashboard.store.log import FORMAT, Log, newest_of, read_log
from dashboard.store.memo import memo_of
from dashboard.store.object_store import refuse_unconditional
from dashboard.store.originals import Originals
from dashboard.store.place import ORIGINALS, Imprint, Place, refusals_of_writing
from dashboard.store.table_files import append_rows, create_table, file_imprints, file_rows, table_rows, verify_file
from dashboard.store.turn import turn_to_write

_ATTEMPTS = 20
_LONGEST_PAUSE_SECONDS = 0.2
_SWEEPS_APART = timedelta(days=1)

# Given every batch of the newest table, and how to read its rows: the rows to add, or the batch that makes it needless.
_Decision = Callable[["Holdings", Stamp], pa.Table | Batch]


@dataclass(frozen=True)
class Holdings:
    """What a store holds as of one version: of one look at the log, for another store may come in its place.

    ``files`` are the data files with their imprints in the order of their commits, ``batches`` are oldest first,
    ``notices`` are what a reader must know of the store, a sentence each.
    """

    version: int
    files: Mapping[str, Imprint]
    batches: tuple[Batch, ...]
    notices: tuple[str, ...]


class Store:
    """All observations ever taken in, at a folder or an object-store address (``s3://bucket/folder``).

    Nothing is kept open between calls, so one instance may be used by many threads. Every method raises StoreMissing
    where there is no store, StoreDamaged where it meets what cannot be read, and StoreError where the disk or the
    object store refuses. ``originals`` are the uploaded files beside the table. A store that is made or written to has
    its note (``birth``). ``cache`` is a folder of what can be learnt again at any time, or None.
    """

    def __init__(self, location: str, cache: Path | None = None) -> None:
        self.location = location.rstrip("/")
        self.cache = cache
        self._store = Place(self.location)
        self._place = Place(f"{self.location}/observations")
        self.originals = Originals(Place(f"{self.location}/{ORIGINALS}"))

    def exists(self) -> bool:
        """False when nothing is at the location: no store was made, or it is gone."""
        if is_missing(self._place):
            return False
        read_log(self._place)
        return True

    def create(self, submissions: Sequence[Submission]) -> bool:
        """Make the table with these batches in one commit, their originals beside it; False if it was already there."""
        stamp = None
        parts = [NO_ROWS]
        for submission in submissions:
            stamp = next_stamp(stamp.committed_at if stamp else None)
            parts.append(submission.rows(stamp))
        originals = (submission.data for submission in submissions if submission.data is not None)
        return self.create_from(pa.concat_tables(parts), originals)

    def create_from(self, rows: pa.Table, originals: Iterable[bytes] = ()) -> bool:
        """Make the table with these rows (columns of ``SCHEMA``) in one commit; False if it was already there.

        The originals are taken one after the other, before the table is made, and not at all if it was there.
        """
        if self.exists():
            self.verify()
            return False
        with self.turn():
            if self.exists():
                return False
            digests = [self.originals.keep(data) for data in originals]
            with refusals_of_writing(self._place.path):
                created = create_table(self._place, rows, digests)
            if created:
                self._acknowledge(0, rows, None)
                self._leave_note()
        return created

    def append(self, submission: Submission) -> Batch:
        """Add one batch in one commit."""
        return self._commit(lambda _held, stamp: submission.rows(stamp), submission.data).batch

    def append_once(self, submission: Submission, *, seen: str | None = None) -> Landing:
        """Add one batch in one commit, unless a batch in force brought the same values from the same file.

        ``seen`` is the newest batch that the caller knew of when judging the submission ("" for a store without any);
        None if the submission holds whatever else was stored meanwhile.

        Raises:
            StoreMoved: another batch than ``seen`` is the newest; nothing was written.
        """

        def decide(held: Holdings, stamp: Stamp) -> pa.Table | Batch:
            rows = submission.rows(stamp)
            earlier = repeated_batch(rows, held.batches, partial(self._parts_with, held))
            if earlier:
                return earlier
            if seen is not None and seen != (held.batches[-1].id if held.batches else ""):
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

        def decide(held: Holdings, stamp: Stamp) -> pa.Table:
            batch = next((batch for batch in held.batches if batch.id == batch_id), None)
            if batch is None:
                raise StoreError(
                    f"取り込み「{batch_id}」は見つかりません。"
                    "更新履歴（python -m dashboard history）で番号を確かめてください。"
                )
            if batch.withdrawn:
                raise StoreError(
                    f"取り込み「{batch_id}」はすでに取り消されています。"
                    "元に戻すには、その取り消しの番号を取り消してください。"
                )
            return withdrawal_row(batch_id, stamp, by, reason)

        return self._commit(decide).batch

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Be the only writer of this machine, as far as the place knows locks; within it, its own writes go through.

        Raises:
            StoreError: others kept the turn for too long, or the folder cannot be written.
        """
        with ExitStack() as stack:
            if self._place.remote:
                refuse_unconditional(self.location)
            else:
                with refusals_of_writing(self._place.path):
                    stack.enter_context(turn_to_write(Path(self._place.folder)))
            yield

    def version(self) -> int:
        """Number of the newest commit that counts; 0 for a table just made."""
        return read_log(self._place).version

    def stamp(self) -> str:
        """What tells this content from any other: another one put in its place may have the same version.

        Only the log folder is listed.
        """
        newest = newest_of(self._place)
        return f"{newest.name}@{newest.moment}"

    def read(self, version: int | None = None) -> pa.Table:
        """Every row as of a version (None: the newest), in no particular order; columns of ``SCHEMA``."""
        return table_rows(self._place, read_log(self._place), version)

    def holdings(self) -> Holdings:
        """What the store holds now; only data files that neither this process nor the cache has seen are read.

        A data file that is missing is noticed, and one whose size or moment is another one is read again.
        """
        return self._holdings(read_log(self._place))

    def file_rows(self, name: str, columns: Sequence[str]) -> Iterator[pa.Table]:
        """The rows of one data file, checked against its name, a part of it at a time; some columns of ``SCHEMA``."""
        return file_rows(self._place, name, columns)

    def verify(self) -> None:
        """Look at all bytes of every data file, seen before or not; what is damaged is looked at next time too.

        Raises:
            StoreDamaged: one is missing, or not what was written.
        """
        for name in read_log(self._place).names():
            try:
                verify_file(self._place, name)
            except StoreError:
                memo_of(self.location, self.cache).doubt(name)
                raise

    def notices(self) -> tuple[str, ...]:
        """What a reader must know of a store that can be read: a sentence for each commit that a power cut spoiled."""
        return leftover_notices(self._place, read_log(self._place))

    def missing_originals(self) -> tuple[Batch, ...]:
        """The batches whose original was kept and is gone, oldest first.

        Commits of format 1 do not say whether there was one: there, whatever came before the first original that is
        there is taken for older than the keeping of originals.
        """
        log = read_log(self._place)
        digests = self.originals.digests()
        recorded = {digest for commit in log.commits for digest in commit.originals or ()}
        silent = sum(commit.originals is None for commit in log.commits)
        imprints = file_imprints(self._place, log)
        older = in_order(chain.from_iterable(self._batches(name, imprints[name]) for name in log.names(silent - 1)))
        first = next((number for number, batch in enumerate(older) if batch.sha256 in digests), len(older))
        expected = recorded | {batch.sha256 for batch in older[first:] if batch.sha256}
        batches = self._holdings(log).batches
        return tuple(batch for batch in batches if batch.sha256 in expected - digests)

    def _holdings(self, log: Log) -> Holdings:
        files = file_imprints(self._place, log)
        batches = in_order(chain.from_iterable(starmap(self._batches, files.items())))
        return Holdings(log.version, files, batches, leftover_notices(self._place, log))

    def _batches(self, name: str, imprint: Imprint) -> tuple[Batch, ...]:
        memo = memo_of(self.location, self.cache)
        return memo.batches(name, imprint, lambda: batches_in(*self.file_rows(name, BATCH_COLUMNS)))

    def _parts_with(self, held: Holdings, batch: Batch) -> list[pa.Table]:
        """The data files in which rows of a batch are."""
        names = (
            name for name, imprint in held.files.items() if any(b.id == batch.id for b in self._batches(name, imprint))
        )
        return [part for name in names for part in file_rows(self._place, name)]

    def _commit(self, decide: _Decision, original: bytes | None = None) -> Landing:
        clock = Stopwatch()
        # Where there is no store, none is made by waiting for a turn in its folder.
        newest_of(self._place)
        with self.turn():
            for _ in range(_ATTEMPTS):
                log = self._log_to_write_on()
                self._keep_what_earlier_versions_wrote(log)
                held = self._holdings(log)
                rows = decide(held, next_stamp(held.batches[-1].committed_at if held.batches else None))
                if isinstance(rows, Batch):
                    return Landing(rows, repeated=True)
                digests = [] if original is None else [self.originals.keep(original)]
                with refusals_of_writing(self._place.path):
                    landed = append_rows(self._place, log.version, rows, digests)
                if landed:
                    self._acknowledge(log.version + 1, rows, log.head)
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

    def _keep_what_earlier_versions_wrote(self, log: Log) -> None:
        """A backup before the first commit of this version: the way back to the earlier one."""
        if log.commits[-1].format < FORMAT:
            name = f".before-format-{FORMAT}.zip"
            keep_backup(self, name)
            log_event("store.upgraded", store=self.location, backup=name)

    def _log_to_write_on(self) -> Log:
        """The log, half a commit at its end set aside."""
        log = read_log(self._place)
        if log.unfinished is None:
            return log
        with refusals_of_writing(self._place.path):
            if log.unfinished.batch:
                # The record goes first: it must never name a commit that is no longer in the log.
                commit = log.commits[-1]
                swept = log.head.swept_at if log.head else None
                # Without a checkpoint: the next is made of all commits.
                write_head(self._store, Head(log.version, commit.sha256, commit.size, "", swept))
            set_aside(self._place, log.unfinished)
        return read_log(self._place)

    def _acknowledge(self, version: int, rows: pa.Table, head: Head | None) -> None:
        """Record a commit that is on the disk, and once a day sweep; what landed is not refused when this fails."""
        batches = batches_in(rows)
        try:
            log = read_log(self._place)
            swept = head.swept_at if head else None
            now = datetime.now(UTC)
            if not self._place.remote and (swept is None or not now - _SWEEPS_APART < swept <= now):
                digests = {batch.sha256 for batch in self._holdings(log).batches}
                sweep(self._place, self.originals.place, frozenset(log.names()), digests)
                swept = now
            commit = log.commits[version]
            newest = batches[-1].id if batches else ""
            record = Head(version, commit.sha256, commit.size, newest, swept, head.checkpoint if head else None)
            write_head(self._store, record)
        except (OSError, StoreError) as error:
            log_event("head.refused", store=self.location, error=str(error))
        else:
            if version and version % COMMITS_APART == 0 and log.version == version:
                self._write_checkpoint(log, record)

    def _write_checkpoint(self, log: Log, head: Head) -> None:
        clock = Stopwatch()
        try:
            checkpoint = write_checkpoint(self._place, log, head.checkpoint)
            write_head(self._store, replace(head, checkpoint=checkpoint))
        except Exception as error:  # nothing is lost without it
            log_event("checkpoint.refused", store=self.location, error=str(error))
        else:
            log_event("checkpoint.written", store=self.location, version=log.version, seconds=clock.seconds)


def _log(batch: Batch, seconds: float) -> None:
    about = {"who": batch.by, "batch": batch.id}
    if batch.withdraws:
        log_event("batch.withdrawn", **about, withdraws=batch.withdraws, seconds=seconds)
    else:
        log_event("batch.stored", **about, file=batch.file, rows=batch.rows, seconds=seconds)
