"""The table's files: rows become data files, data files a commit, commits rows again, each checked on the way."""

import errno
import json
import shutil
import time
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import CommitProperties, Schema
from deltalake.transaction import AddAction, create_table_with_add_actions

from dashboard.store.batches import NO_ROWS, SCHEMA, TEXTS, OtherColumns, check_columns, with_every_column
from dashboard.store.damage import damaged
from dashboard.store.disk import make_folder, settle_folder, settle_tree
from dashboard.store.log import FORMAT, FORMAT_KEY, ORIGINALS_KEY, Log
from dashboard.store.place import CONTENT_NAME, LOG, Imprint, Place

# The log is never tidied up: every commit of it is looked at when the table is opened.
_CONFIGURATION = {"delta.appendOnly": "true", "delta.enableExpiredLogCleanup": "false"}

_APPLICATION = "dashboard.store"

_FEW_ROWS = 100_000


def table_rows(place: Place, log: Log, version: int | None = None) -> pa.Table:
    """All rows as of a version, each data file checked against what was written and for its columns."""
    parts = (part for name in log.names(version) for part in file_rows(place, name))
    return pa.concat_tables([NO_ROWS, *parts])


def file_rows(place: Place, name: str, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """The rows of one data file, checked in the same way, a part of it at a time.

    ``columns``: only these, their texts as dictionaries, for most of them come again in every row.
    """
    with _damage_of(place, name):
        file = _opened(place, name, () if columns is None else TEXTS)
        for number in range(file.num_row_groups):
            # Most batches are small: handing one to other threads would take longer than reading it.
            use_threads = file.metadata.num_rows > _FEW_ROWS
            yield with_every_column(file.read_row_group(number, columns, use_threads=use_threads), columns)


def verify_file(place: Place, name: str) -> None:
    """Have all bytes of a data file looked at; those of earlier versions, whose names say nothing of it, are read."""
    if CONTENT_NAME.fullmatch(name):
        with _damage_of(place, name):
            _opened(place, name)
    else:
        deque(file_rows(place, name), maxlen=0)


def _opened(place: Place, name: str, dictionaries: Collection[str] = ()) -> pq.ParquetFile:
    file = place.read_parquet(name, dictionaries)
    check_columns(file.schema.to_arrow_schema())
    return file


@contextmanager
def _damage_of(place: Place, name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise damaged(place, name, "なくなっている", error) from error
    except OtherColumns:
        raise damaged(place, name, "違う列をもっている") from None
    except (OSError, ValueError) as error:
        raise damaged(place, name, "壊れている", error) from error


def file_imprints(place: Place, log: Log) -> dict[str, Imprint]:
    """The data files of the table in the order of their commits, with their imprints."""
    try:
        imprints = place.imprints()
    except FileNotFoundError:
        imprints = {}
    except OSError as error:
        raise damaged(place, "", "開けない", error) from error
    try:
        return {name: imprints[name] for name in log.names()}
    except KeyError as error:
        raise damaged(place, str(error.args[0]), "なくなっている") from None


def create_table(place: Place, rows: pa.Table, digests: Sequence[str]) -> bool:
    """Make the table with these rows as version 0, kept with these originals; False if another process made it first.

    Raises OSError or DeltaError where the place refuses.
    """
    return (_write_table if place.remote else _create_local)(place, rows, digests)


def append_rows(place: Place, version: int, rows: pa.Table, digests: Sequence[str]) -> bool:
    """Commit rows on top of a version; False if another process was faster.

    Raises:
        StoreMissing: the table was there a moment ago and is gone.
        OSError: the place refuses.
    """
    try:
        action = _add_action(place, rows)
        return place.create(f"{LOG}/{version + 1:020d}.json", _commit_lines(version + 1, action, digests))
    except FileNotFoundError as error:
        raise damaged(place, LOG, "なくなっている", error) from error


def _add_action(place: Place, rows: pa.Table) -> AddAction:
    """Write the rows as one data file and return the log entry that will make it part of the table."""
    name, size = place.write_parquet(rows)
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


def _create_local(place: Place, rows: pa.Table, digests: Sequence[str]) -> bool:
    """In a folder of its own that is then renamed into place."""
    unfinished = Path(place.folder) / f".creating-{uuid4().hex}"
    make_folder(unfinished / LOG)
    try:
        _write_table(Place(str(unfinished)), rows, digests)
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


def _write_table(place: Place, rows: pa.Table, digests: Sequence[str]) -> bool:
    """The commit last: until it is there, there is no table."""
    action = _add_action(place, rows)
    return place.create(f"{LOG}/{0:020d}.json", _first_commit(action, digests))


def _first_commit(action: AddAction, digests: Sequence[str]) -> bytes:
    """The file of the commit that makes a table, as the Delta library writes it.

    It does so in a folder of the system's: it takes a folder whose name has %20 in it for another one.
    """
    with TemporaryDirectory() as folder:
        create_table_with_add_actions(
            Path(folder).absolute().as_uri(),
            Schema.from_arrow(SCHEMA),
            [action],
            mode="error",
            configuration=_CONFIGURATION,
            commit_properties=CommitProperties(custom_metadata=_facts(digests)),
        )
        return (Path(folder) / LOG / f"{0:020d}.json").read_bytes()
