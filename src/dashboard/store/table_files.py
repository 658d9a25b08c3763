"""The table's files: rows become data files, data files a commit, commits rows again, each checked on the way."""

import errno
import json
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties, Schema, Transaction
from deltalake.exceptions import CommitFailedError, DeltaError
from deltalake.transaction import AddAction, create_table_with_add_actions

from dashboard.store.batches import SCHEMA, with_every_column
from dashboard.store.damage import damaged
from dashboard.store.disk import make_folder, settle_folder, settle_tree
from dashboard.store.log import FORMAT, FORMAT_KEY, ORIGINALS_KEY, Log
from dashboard.store.place import LOG, Place

# No checkpoints: nothing reads them here, and one that is damaged or old misleads other readers of the table.
_NO_HOOKS = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)

# The log is never tidied up: every commit of it is looked at when the table is opened.
_CONFIGURATION = {"delta.appendOnly": "true", "delta.enableExpiredLogCleanup": "false"}

_APPLICATION = "dashboard.store"


def read_rows(place: Place, log: Log, version: int | None = None) -> pa.Table:
    """All rows as of a version, each data file checked against what was written and for its columns."""
    return pa.concat_tables([SCHEMA.empty_table(), *(_rows_of(place, name) for name in log.names(version))])


def _rows_of(place: Place, name: str) -> pa.Table:
    try:
        rows = place.read_rows(name)
    except FileNotFoundError as error:
        raise damaged(place, name, "なくなっている", error) from error
    except (OSError, ValueError) as error:
        raise damaged(place, name, "壊れている", error) from error
    try:
        return with_every_column(rows)
    except ValueError:
        raise damaged(place, name, "違う列をもっている") from None


def create_table(place: Place, rows: pa.Table, digests: Sequence[str]) -> bool:
    """Make the table with these rows as version 0, kept with these originals; False if another process made it first.

    Raises OSError or DeltaError where the place refuses.
    """
    return (_create_remote if place.remote else _create_local)(place, rows, digests)


def append_rows(place: Place, version: int, rows: pa.Table, digests: Sequence[str]) -> bool:
    """Commit rows on top of a version; False if another process was faster.

    Raises OSError or DeltaError where the place refuses.
    """
    action = _add_action(place, rows)
    if place.remote:
        return _commit_remote(place, version, action, digests)
    return place.create(f"{LOG}/{version + 1:020d}.json", _commit_lines(version + 1, action, digests))


def _add_action(place: Place, rows: pa.Table) -> AddAction:
    """Write the rows as one data file and return the log entry that will make it part of the table."""
    name, size = place.write_rows(rows)
    now_in_ms = time.time_ns() // 1_000_000
    return AddAction(name, size, {}, now_in_ms, data_change=True, stats=json.dumps({"numRecords": rows.num_rows}))


def _facts(digests: Sequence[str]) -> dict[str, str]:
    """What a commit says beyond what Delta asks for."""
    return {FORMAT_KEY: str(FORMAT), ORIGINALS_KEY: " ".join(digests)}


def _commit_lines(version: int, action: AddAction, digests: Sequence[str]) -> bytes:
    """The file of a commit as the Delta protocol has it; the rows come last, so that half a file has none."""
    moment = action.modification_time
    info = {"timestamp": moment, "operation": "WRITE", "operationParameters": {"mode": "Append", "partitionBy": "[]"}}
    add = {
        "path": quote(action.path),
        "partitionValues": {},
        "size": action.size,
        "modificationTime": moment,
        "dataChange": True,
        "stats": action.stats,
    }
    lines = [
        {"commitInfo": info | {"engineInfo": "dashboard"} | _facts(digests)},
        {"txn": {"appId": _APPLICATION, "version": version, "lastUpdated": moment}},
        {"add": add},
    ]
    return "".join(f"{json.dumps(line)}\n" for line in lines).encode()


def _commit_remote(place: Place, version: int, action: AddAction, digests: Sequence[str]) -> bool:
    """The same on an object store, by the library."""
    table = DeltaTable(place.uri, version=version, storage_options=place.storage_options)
    properties = CommitProperties(
        custom_metadata=_facts(digests), app_transactions=[Transaction(_APPLICATION, version + 1)]
    )
    try:
        table.create_write_transaction(
            [action], "append", SCHEMA, commit_properties=properties, post_commithook_properties=_NO_HOOKS
        )
    except CommitFailedError:
        return False
    return True


def _create_local(place: Place, rows: pa.Table, digests: Sequence[str]) -> bool:
    """In a folder of its own that is then renamed into place."""
    unfinished = Path(place.folder) / f".creating-{uuid4().hex}"
    make_folder(unfinished)
    try:
        _create_table(Place(str(unfinished)), rows, digests)
        settle_tree(unfinished)
        unfinished.rename(place.path)
        settle_folder(unfinished.parent)
    except OSError as error:
        if error.errno in {errno.ENOTEMPTY, errno.EEXIST}:
            return False
        raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return True


def _create_remote(place: Place, rows: pa.Table, digests: Sequence[str]) -> bool:
    """By the library, which an object store lets make the first commit once only."""
    try:
        _create_table(place, rows, digests)
    except DeltaError:
        if DeltaTable.is_deltatable(place.uri, storage_options=place.storage_options):
            return False
        raise
    return True


def _create_table(place: Place, rows: pa.Table, digests: Sequence[str]) -> None:
    # With retries the library would put the loser of a race on top of the winner's table as version 1.
    create_table_with_add_actions(
        place.uri,
        Schema.from_arrow(SCHEMA),
        [_add_action(place, rows)],
        mode="error",
        configuration=_CONFIGURATION,
        commit_properties=CommitProperties(max_commit_retries=0, custom_metadata=_facts(digests)),
        storage_options=place.storage_options,
    )
