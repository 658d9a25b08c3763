"""The errors for a store that cannot be read: which file, what is wrong with it, and what to do."""

import os

from dashboard.errors import StoreDamaged, StoreError, StoreNewer
from dashboard.store.birth import store_missing
from dashboard.store.object_store import entries_in
from dashboard.store.place import LITTER, NOTE, ORIGINALS, Place, refusals_of_writing

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
        try:
            names = entries_in(place.folder) if place.remote else os.listdir(place.folder)
        except FileNotFoundError:
            return True
        return all(name.startswith(".") or name in {ORIGINALS, NOTE, *LITTER} for name in names)


def damaged(place: Place, name: str, what: str, error: Exception | None = None) -> StoreError:
    """The error for file ``name`` of the table: which file, what is wrong with it, and how to restore.

    A file that this user may not open is no damage: that is a plain StoreError. Nor is a file damaged whose whole store
    is gone: that is a StoreMissing.
    """
    if is_missing(place):
        return store_missing(place.folder)
    if isinstance(error, PermissionError):
        return StoreError(f"「{place.child(name)}」を開く権限がありません。フォルダーの権限を確かめてください。")
    advice = _HOW_TO_RESTORE.format(folder=place.folder)
    return StoreDamaged(f"データの保管場所のファイル「{place.child(name)}」が{what}ため、読めません。{advice}")


def newer(place: Place, name: str, what: str) -> StoreNewer:
    """The error for a store of which file ``name`` asks for more than this version of the program can."""
    return StoreNewer(
        f"データの保管場所「{place.folder}」は、このプログラムより新しい版のプログラムで作られたため、開けません"
        f"（ファイル「{place.child(name)}」：{what}）。壊れてはいません。プログラムを新しい版にしてから開いてください。"
    )
