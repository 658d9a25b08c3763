"""The note beside a store that says when it was made: what tells a store that is gone from one that never was.

An unmounted or moved folder takes its inside with it, so the note of a local store lies in the folder above, as
``NAME.made.json``; at an address it lies under the store's prefix, outside the table.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime

from dashboard.errors import StoreError, StoreMissing
from dashboard.fiscal import moment_words
from dashboard.store.place import NOTE, Place, refusals_of_writing

_LONGEST_NAME = 200  # of the 255 bytes that a file's name may have; it is written under a longer one first


@dataclass(frozen=True)
class Birth:
    """When a store was made, None where the note cannot be read; ``path`` is where the note lies."""

    moment: datetime | None
    path: str


def birth_of(location: str) -> Birth | None:
    """What the note of the store at a location says; None where none was left.

    Raises:
        StoreError: it cannot be opened.
    """
    place, name = _note(location)
    try:
        data = place.read(name)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StoreError(f"「{place.child(name)}」を開けません。保管場所の指定と権限を確かめてください。") from error
    try:
        moment = datetime.fromisoformat(json.loads(data)["made_at"]).astimezone(UTC)
    except (ValueError, KeyError, TypeError):
        moment = None
    return Birth(moment, place.child(name))


def leave_note(location: str) -> None:
    """Leaves the note of a store that is there, unless there is one.

    Raises:
        StoreError: the note cannot be written.
    """
    place, name = _note(location)
    with refusals_of_writing(place.child(name)):
        if place.size(name) is None:
            moment = datetime.now(UTC).isoformat(timespec="seconds")
            note = {"made_at": moment, "store": location}
            place.write(name, json.dumps(note, ensure_ascii=False, indent=2).encode())


def store_missing(location: str) -> StoreMissing:
    """The error for a store that the caller has not found: what to do, whether one was made there or not.

    Raises:
        StoreError: the note cannot be opened.
    """
    birth = birth_of(location)
    if birth is None:
        advice = (
            "ディスクが外れていないか、フォルダーが移されていないかを確かめてください。"
            "はじめて使うときは「python -m dashboard init」で作ってください。"
        )
    else:
        when = f"{moment_words(birth.moment)}に" if birth.moment else "以前に"
        advice = (
            f"{when}作られたものです（控え「{birth.path}」）。ディスクをつなぐか、フォルダーを元の場所へ戻してください。"
            "戻せないときは「python -m dashboard restore バックアップのファイル」で戻してください。"
            "ほんとうに新しく作り直すときだけ「python -m dashboard init --anew」としてください。"
        )
    return StoreMissing(f"保管場所「{location}」がありません。{advice}")


def _note(location: str) -> tuple[Place, str]:
    """The folder and the name of the note."""
    if Place(location).remote:
        return Place(location), NOTE
    folder, name = os.path.split(os.path.abspath(location))
    note = f"{name}.{NOTE}"
    if len(os.fsencode(note)) > _LONGEST_NAME:
        note = f"{hashlib.sha256(os.fsencode(name)).hexdigest()}.{NOTE}"
    return Place(folder), note
