"""Telling a sound table from a damaged or missing one before anything trusts it.

Every function here raises StoreDamaged, and StoreMissing where there is nothing at all.

The Delta library skips an empty or cut-off commit without a word and would show the table without that batch, so every
commit of a local log is looked at here first.
"""

import json
import os
from urllib.parse import unquote

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError
from pyarrow.fs import FileInfo

from dashboard.errors import StoreDamaged, StoreError, StoreMissing
from dashboard.store.batches import SCHEMA, with_every_column
from dashboard.store.originals import ORIGINALS
from dashboard.store.place import LITTER, Place, refusals_of_writing

_HOW_TO_RESTORE = (
    "フォルダー「{folder}」を別の場所へ移し（消さないでください）、"
    "「python -m dashboard restore バックアップのファイル」で戻してください。"
)


def is_missing(place: Place) -> bool:
    """Whether there is no store: its folder is absent, or empty but for hidden files and originals.

    Hidden are the left-overs of a killed creation and what version control leaves behind; a volume and a file manager
    leave ``LITTER``, a creation killed before its table was in place leaves originals.
    """
    with refusals_of_writing(place.path):
        if place.remote:
            return not DeltaTable.is_deltatable(place.uri, storage_options=place.storage_options)
        try:
            return all(name.startswith(".") or name in {ORIGINALS, *LITTER} for name in os.listdir(place.folder))
        except FileNotFoundError:
            return True


def delta_table(place: Place, version: int | None = None) -> DeltaTable:
    """The table as of a version (None: the newest), its log checked for gaps and for what is cut off or unreadable."""
    if not place.remote:
        _check_log(place)
    try:
        return DeltaTable(place.uri, version=version, storage_options=place.storage_options)
    except (DeltaError, OSError, ValueError) as error:
        raise _damaged(place, "_delta_log", "壊れている", error) from error


def commits_of(place: Place) -> list[FileInfo]:
    """The files of the commits in the log, in order, at least one."""
    try:
        commits = place.commits()
    except OSError as error:
        raise _damaged(place, "_delta_log", "ない、または開けない", error) from error
    if not commits:
        raise _damaged(place, "_delta_log", "空になっている")
    return commits


def read_table(place: Place, table: DeltaTable) -> pa.Table:
    """All rows of an opened table, each data file checked against what was written and for its columns."""
    names = [unquote(uri.rsplit("/", 1)[-1]) for uri in table.file_uris()]
    return pa.concat_tables([SCHEMA.empty_table(), *(_read_rows(place, name) for name in names)])


def _damaged(place: Place, name: str, what: str, error: Exception | None = None) -> StoreError:
    """The error for file ``name`` of the table: which file, what is wrong with it, and how to restore.

    A file that this user may not open is no damage: that is a plain StoreError. Nor is a file damaged whose whole store
    is gone.
    """
    if is_missing(place):
        return StoreMissing(
            f"保管場所「{place.folder}」がありません。"
            "ディスクが外れていないか、フォルダーが移されていないかを確かめてください。"
            "はじめて使うときは「python -m dashboard init」で作ってください。"
        )
    if isinstance(error, PermissionError):
        return StoreError(f"「{place.child(name)}」を開く権限がありません。フォルダーの権限を確かめてください。")
    advice = _HOW_TO_RESTORE.format(folder=place.folder)
    return StoreDamaged(f"データの保管場所のファイル「{place.child(name)}」が{what}ため、読めません。{advice}")


def _check_log(place: Place) -> None:
    """Look at every commit: none missing, all readable, each adding the data file it was made for."""
    for number, commit in enumerate(commits_of(place)):
        name = f"_delta_log/{number:020d}.json"
        if name != f"_delta_log/{commit.base_name}":
            raise _damaged(place, name, "なくなっている")
        try:
            actions = [json.loads(line) for line in place.read(name).splitlines() if line.strip()]
        except (OSError, ValueError) as error:
            raise _damaged(place, name, "壊れている", error) from error
        if not any(isinstance(action, dict) and "add" in action for action in actions):
            raise _damaged(place, name, "途中で切れている")


def _read_rows(place: Place, name: str) -> pa.Table:
    try:
        rows = place.read_rows(name)
    except FileNotFoundError as error:
        raise _damaged(place, name, "なくなっている", error) from error
    except (OSError, ValueError) as error:
        raise _damaged(place, name, "壊れている", error) from error
    try:
        return with_every_column(rows)
    except ValueError:
        raise _damaged(place, name, "違う列をもっている") from None
