"""The log of commits, read from its own files alone: which data files are rows of the table, in which version.

A Delta table is what its commits say. Checkpoints, which only repeat them, are for others (``checkpoint``) and never
asked: a damaged or an older one would hide batches. Nothing is ever taken out of the log, so a commit that is missing,
cut off or unreadable is damage; except the newest, which a power cut may leave empty, cut off or without its rows: it
does not count, and is told.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from dashboard.errors import StoreDamaged, StoreError
from dashboard.store.damage import damaged, newer
from dashboard.store.head import HEAD, Head, read_head
from dashboard.store.object_store import FileEntry
from dashboard.store.place import LOG, Place

FORMAT = 2
"""What this version writes. 1, which had no number, had no head and did not name the originals in its commits."""

FORMAT_KEY = "dashboard.format"
ORIGINALS_KEY = "dashboard.originals"

# What our tables need, and whatever else leaves the meaning of a plain append unchanged.
_READER_VERSIONS, _WRITER_VERSIONS = (1, 3), (1, 2, 7)
_FEATURES = frozenset(["appendOnly", "invariants", "timestampNtz"])

_ACTIONS = frozenset(["commitInfo", "protocol", "metaData", "txn", "add"])
READERS = 16
"""How many files of an object store are fetched at the same time."""

# How a word of JSON begins that ends too early.
_BEGINNINGS = frozenset(word[:length] for word in ("true", "false", "null", "-") for length in range(1, len(word) + 1))


@dataclass(frozen=True)
class Commit:
    """One commit: ``files`` are the data files that it adds, each with its bytes; ``sha256`` and ``size`` its own.

    ``originals`` are the digests of the uploaded files that were kept with it; None where it does not say (format 1).
    """

    files: tuple[tuple[str, int], ...]
    originals: tuple[str, ...] | None
    format: int
    sha256: str
    size: int


@dataclass(frozen=True)
class Unfinished:
    """The newest commit where a power cut left half of it: its file in the log, its data files, when it was written.

    ``batch`` is the id of its batch where storing that had been acknowledged, else "".
    """

    number: int
    name: str
    files: tuple[str, ...]
    moment: datetime
    batch: str


@dataclass(frozen=True)
class Log:
    """The commits that count, oldest first, at least one, and the newest one if it does not count."""

    commits: tuple[Commit, ...]
    unfinished: Unfinished | None
    head: Head | None

    @property
    def version(self) -> int:
        """The number of the newest commit that counts."""
        return len(self.commits) - 1

    def names(self, version: int | None = None) -> Iterator[str]:
        """The data files that are the table as of a version (None: the newest), each once."""
        commits = self.commits[: None if version is None else version + 1]
        yield from dict.fromkeys(name for commit in commits for name, _ in commit.files)


class _Cut(Exception):
    """A commit's file ends too early."""


class _Spoiled(Exception):
    """A commit's file does not say what one says."""


class _Newer(Exception):
    """A commit's file asks for what this version does not know."""


def newest_of(place: Place) -> FileEntry:
    """The file of the newest commit, whether it counts or not; the cheapest question to a log."""
    try:
        newest = place.newest_commit()
    except OSError as error:
        raise damaged(place, LOG, "ない、または開けない", error) from error
    if newest is None:
        raise damaged(place, LOG, "空になっている")
    return newest


def read_log(place: Place) -> Log:
    """Every commit looked at: none missing, all readable, the one that was last acknowledged as it was written.

    Raises:
        StoreDamaged: one is missing, or anything but the newest is cut off or says something else.
        StoreNewer: one asks for more than this version of the program can.
    """
    # Once more, because a writer may just have set a commit aside and put the next one in its place.
    for is_last in (False, True):
        try:
            log = _look_at(place)
        except StoreDamaged as error:
            if is_last or not isinstance(error.__cause__, FileNotFoundError):
                raise
            continue
        if not log.head or log.head.version > log.version:
            return log
        if log.commits[log.head.version].sha256 == log.head.sha256:
            return log
        name = f"{LOG}/{log.head.version:020d}.json"
    raise damaged(place, name, "保存したときと違うものになっている")


def _look_at(place: Place) -> Log:
    head, entries = _listed(place)
    commits = _commits(place, entries[:-1])
    newest = entries[-1]
    # An object store writes a file wholly or not at all, and a table is made so: there a short one is plain damage.
    half = None if place.remote or not commits else _half_of(place, newest, head)
    if half is None:
        commits = (*commits, *_commits(place, [newest]))
    return Log(commits, half, head)


def _listed(place: Place) -> tuple[Head | None, list[FileEntry]]:
    """The record of the newest commit and the files of all of them, none missing."""
    # Once more, because a writer may just be setting a commit aside: it alters the record first, then the log.
    for _ in range(2):
        # The record before the log: whoever commits meanwhile makes the log longer, never shorter than the record.
        head = _head(place)
        try:
            entries = place.commits()
        except OSError as error:
            raise damaged(place, LOG, "ない、または開けない", error) from error
        if not entries:
            raise damaged(place, LOG, "空になっている")
        for number, entry in enumerate(entries):
            if entry.name != f"{number:020d}.json":
                raise damaged(place, f"{LOG}/{number:020d}.json", "なくなっている")
        if head is None or head.version < len(entries):
            return head, entries
    raise damaged(place, f"{LOG}/{len(entries):020d}.json", "なくなっている")


def _head(place: Place) -> Head | None:
    try:
        return read_head(Place(place.folder))
    except OSError as error:
        raise StoreError(
            f"「{Place(place.folder).child(HEAD)}」を開く権限がありません。権限を確かめてください。"
        ) from error


def _commits(place: Place, entries: Sequence[FileEntry]) -> tuple[Commit, ...]:
    """What the files say; those of an object store are fetched several at a time."""

    def commit(entry: FileEntry) -> Commit:
        try:
            return _commit(place, entry.name, entry.size, entry.moment)
        except _Newer as error:
            raise newer(place, f"{LOG}/{entry.name}", str(error)) from error
        except _Cut as error:
            raise damaged(place, f"{LOG}/{entry.name}", "途中で切れている", error) from error
        except (OSError, _Spoiled) as error:
            raise damaged(place, f"{LOG}/{entry.name}", "壊れている", error) from error

    if not place.remote:
        return tuple(map(commit, entries))
    with ThreadPoolExecutor(READERS) as pool:
        return tuple(pool.map(commit, entries))


def _half_of(place: Place, newest: FileEntry, head: Head | None) -> Unfinished | None:
    """The newest commit if a power cut left only half of it, else None.

    Fewer bytes than were written are the mark of it, of the commit or of its rows; other bytes are damage.
    """
    number = int(newest.name.removesuffix(".json"))
    acknowledged = head is not None and head.version == number
    files: tuple[str, ...] = ()
    try:
        commit = _commit(place, newest.name, newest.size, newest.moment)
    except _Cut:
        pass
    except (OSError, _Spoiled, _Newer):
        return None
    else:
        files = tuple(name for name, _ in commit.files)
        is_short = head is not None and acknowledged and commit.size < head.size
        if not is_short and all(_has(place, name, size) for name, size in commit.files):
            return None
    return Unfinished(
        number,
        newest.name,
        files,
        datetime.fromtimestamp((newest.moment) / 1e9, UTC),
        head.batch if head and acknowledged else "",
    )


def _has(place: Place, name: str, size: int) -> bool:
    """Whether a data file has at least the bytes that its commit names."""
    try:
        return (place.size(name) or 0) >= size
    except OSError as error:
        raise damaged(place, name, "開けない", error) from error


# A commit never changes: what a name, a size and a moment said once need not be fetched again.
@lru_cache(maxsize=20_000)
def _commit(place: Place, name: str, size: int, moment: int) -> Commit:
    data = place.read(f"{LOG}/{name}")
    actions = list(_actions(data))
    files: list[tuple[str, int]] = []
    info: dict[str, Any] = {}
    for action in actions:
        for kind, content in action.items():
            if kind == "remove":
                raise _Spoiled("takes rows away")
            if kind not in _ACTIONS or not isinstance(content, dict):
                raise _Newer(f"「{kind}」")
            if kind == "add":
                files.append(_file(content))
            elif kind == "commitInfo":
                info = content
            elif kind == "protocol":
                _check_protocol(content)
    if not files:
        raise _Cut
    number = str(info.get(FORMAT_KEY, "1"))
    if not number.isdecimal() or int(number) > FORMAT:
        raise _Newer(f"形式番号 {number}、この版で読めるのは {FORMAT} まで")
    originals = info.get(ORIGINALS_KEY)
    digests = None if originals is None else tuple(str(originals).split())
    return Commit(tuple(files), digests, int(number), hashlib.sha256(data).hexdigest(), len(data))


def _actions(data: bytes) -> Iterator[dict[str, Any]]:
    """The lines of a commit. Raises ``_Cut`` where they end too early, ``_Spoiled`` where they say nothing."""
    content = data.rstrip(b"\0")
    if len(content) < len(data) or not content.strip():
        raise _Cut
    lines = [line for line in content.split(b"\n") if line.strip()]
    for number, line in enumerate(lines):
        try:
            action = json.loads(line)
        except RecursionError as error:
            raise _Spoiled from error
        except ValueError as error:
            if number == len(lines) - 1 and _ends_early(line, error):
                raise _Cut from error
            raise _Spoiled from error
        if not isinstance(action, dict):
            raise _Spoiled
        yield action


def _ends_early(line: bytes, error: ValueError) -> bool:
    """Whether more bytes could have made a line readable."""
    if isinstance(error, UnicodeDecodeError):
        return error.end >= len(line) and "unexpected end" in error.reason
    if not isinstance(error, json.JSONDecodeError):
        return False
    rest = error.doc[error.pos :]
    return not rest.strip() or error.msg.startswith("Unterminated string") or rest in _BEGINNINGS


def _file(add: dict[str, Any]) -> tuple[str, int]:
    path, size = add.get("path"), add.get("size")
    if not isinstance(path, str) or not isinstance(size, int) or "/" in unquote(path):
        raise _Spoiled
    if add.get("deletionVector") is not None:
        raise _Newer("deletionVector")
    return unquote(path), size


def _check_protocol(protocol: dict[str, Any]) -> None:
    reader, writer = protocol.get("minReaderVersion"), protocol.get("minWriterVersion")
    features = {*(protocol.get("readerFeatures") or ()), *(protocol.get("writerFeatures") or ())} - _FEATURES
    if reader not in _READER_VERSIONS or writer not in _WRITER_VERSIONS or features:
        named = "、".join(sorted(map(str, features)))
        raise _Newer(f"Delta の版 {reader}／{writer}{f'、{named}' if named else ''}")
