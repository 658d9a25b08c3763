"""Making the table, so that it is there wholly or not at all.

A local table is made in a folder of its own and then renamed into place: a process killed half-way leaves only a
``.creating-…`` folder that nothing reads, and of two processes that start at once the second finds the place taken.
"""

import errno
import json
import os
import shutil
import time
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Schema
from deltalake.exceptions import DeltaError
from deltalake.transaction import AddAction, create_table_with_add_actions

from dashboard.store.columns import SCHEMA
from dashboard.store.damage import refusals_of_writing
from dashboard.store.originals import ORIGINALS
from dashboard.store.place import Place

_UNFINISHED = ".creating-"

# The log is never tidied up: every commit of it is looked at when the table is opened.
_CONFIGURATION = {"delta.appendOnly": "true", "delta.enableExpiredLogCleanup": "false"}


def holds_nothing(place: Place) -> bool:
    """Whether nothing was ever made at the location: absent, or empty but for hidden files and originals.

    Hidden are the left-overs of a killed creation and what version control or a file manager leaves behind; a creation
    killed before its table was in place leaves originals.

    Raises:
        StoreError: the location cannot be looked into.
    """
    with refusals_of_writing(place.path):
        if place.remote:
            return not DeltaTable.is_deltatable(place.uri, storage_options=place.storage_options)
        try:
            return all(name.startswith(".") or name == ORIGINALS for name in os.listdir(place.folder))
        except FileNotFoundError:
            return True


def lay_down(place: Place, rows: pa.Table) -> bool:
    """Make the table with these rows as version 0; False if another process made it first.

    Raises:
        StoreError: the files cannot be written.
    """
    with refusals_of_writing(place.path):
        return _lay_down_remote(place, rows) if place.remote else _lay_down_local(place, rows)


def add_action(place: Place, rows: pa.Table) -> AddAction:
    """Write the rows as one data file and return the log entry that will make it part of the table."""
    name, size = place.write_rows(rows)
    now_in_ms = time.time_ns() // 1_000_000
    return AddAction(name, size, {}, now_in_ms, data_change=True, stats=json.dumps({"numRecords": rows.num_rows}))


def _lay_down_local(place: Place, rows: pa.Table) -> bool:
    unfinished = Path(place.folder) / f"{_UNFINISHED}{uuid4().hex}"
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


def _lay_down_remote(place: Place, rows: pa.Table) -> bool:
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
        [add_action(place, rows)],
        mode="error",
        configuration=_CONFIGURATION,
        commit_properties=CommitProperties(max_commit_retries=0),
        storage_options=place.storage_options,
    )
