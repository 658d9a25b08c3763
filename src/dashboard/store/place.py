"""Where the store's files live, a folder or an object store, asked in one way.

Data files are named by the SHA-256 of their bytes, so that a flipped bit in a figure is noticed, not shown: Parquet's
own checksums are optional, cover pages only, and say nothing of a whole file put in another's place.
"""

import errno
import hashlib
import os
import re
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake.exceptions import DeltaError

from dashboard.errors import StoreError
from dashboard.store.disk import create_file, make_folder, write_file
from dashboard.store.object_store import FileEntry, create_object, object_size, objects_in, read_object, write_object

_REMEDIES = {
    errno.ENOENT: "フォルダーがありません。先に作るか、別の場所を指定してください。",
    errno.ENAMETOOLONG: "名前が長すぎます。短い名前にしてください。",
    errno.ENOSPC: "空き容量がありません。容量を空けてから、もう一度実行してください。",
    errno.EDQUOT: "割り当てられた容量がいっぱいです。容量を空けてから、もう一度実行してください。",
    errno.EFBIG: "ファイルの大きさの上限を超えました。上限を確かめてから、もう一度実行してください。",
    errno.EACCES: "書き込む権限がありません。フォルダーの権限を確かめてください。",
    errno.EPERM: "書き込む権限がありません。フォルダーの権限を確かめてください。",
    errno.EROFS: "読み取り専用になっています。書き込める場所を指定してください。",
    errno.ENOTDIR: "フォルダーではありません。フォルダーを指定してください。",
}

LITTER = frozenset(
    ["lost+found", "System Volume Information", "$RECYCLE.BIN", "Thumbs.db", "desktop.ini", "ehthumbs.db", "__MACOSX"]
)
"""What file systems and file managers leave in a folder; it belongs to nobody. Whatever begins with a dot is hidden."""

LOG = "_delta_log"

CHECKPOINT_POINTER = "_last_checkpoint"
"""The file of a log that names its newest checkpoint."""

ORIGINALS = "originals"
"""The folder of the uploaded files, beside the table's."""

NOTE = "made.json"
"""The note of when a store was made; at an address it lies in the store's folder (``birth``)."""

_COMMIT = re.compile(r"\d{20}\.json")
_ANY = re.compile(r".*", re.DOTALL)
_GLANCES = 3

_NEWEST: dict[str, int] = {}
"""The number of the newest commit of each folder's log at the last look."""

CONTENT_NAME = re.compile(r"([0-9a-f]{64})\.parquet")


class Imprint(NamedTuple):
    """Size of a file in bytes and moment of its writing in ns."""

    size: int
    moment: int


@dataclass(frozen=True)
class Place:
    """A folder of the store, its Delta table or its originals: ``path`` is local or a URL like ``s3://bucket/folder``.

    Its methods raise OSError where the folder or the file is missing, cannot be read or cannot be written.
    """

    path: str

    @property
    def remote(self) -> bool:
        """Whether it is on an object store."""
        return "://" in self.path

    @property
    def folder(self) -> str:
        """The folder of the whole store, which holds this one."""
        return self.path.rpartition("/")[0]

    def child(self, name: str) -> str:
        """The path of a file of this folder, as shown to the user and as opened."""
        return f"{self.path.rstrip('/')}/{name}"

    def commits(self, since: int = 0) -> list[FileEntry]:
        """The files of the commits in the log, in order; ``since``: from this number on, as far as that saves time."""
        before = f"{since - 1:020d}.json" if since else ""
        entries = objects_in(self.path, LOG, before) if self.remote else _files_in(f"{self.path}/{LOG}", _COMMIT)
        return sorted((entry for entry in entries if _COMMIT.fullmatch(entry.name)), key=lambda e: e.name)

    def newest_commit(self) -> FileEntry | None:
        """The file of the newest commit; None in an empty log.

        Only the newest one of the last look and those after it are looked for, or all names where that is gone.
        """
        if self.remote:
            entries = self.commits(_NEWEST.get(self.path, 0)) or self.commits()
            if not entries:
                return None
            _NEWEST[self.path] = int(entries[-1].name.removesuffix(".json"))
            return entries[-1]
        folder = f"{self.path}/{LOG}"
        newest = None
        for number in count(_NEWEST.get(self.path, -1)):
            with suppress(FileNotFoundError, NotADirectoryError):
                name = f"{number:020d}.json"
                facts = os.stat(f"{folder}/{name}")
                newest, _NEWEST[self.path] = FileEntry(name, facts.st_size, facts.st_mtime_ns), number
                continue
            break
        return newest or self._newest_by_name(folder)

    def _newest_by_name(self, folder: str) -> FileEntry | None:
        for _ in range(_GLANCES):
            name = max(filter(_COMMIT.fullmatch, os.listdir(folder)), default=None)
            # Half a commit that is just being set aside is gone before it is looked at.
            with suppress(FileNotFoundError):
                if name is None:
                    return None
                facts = os.stat(f"{folder}/{name}")
                _NEWEST[self.path] = int(name.removesuffix(".json"))
                return FileEntry(name, facts.st_size, facts.st_mtime_ns)
        return None

    def imprints(self) -> dict[str, Imprint]:
        """Size and moment of every file in it, by name: as long as both stay, so do the bytes."""
        entries = objects_in(self.path) if self.remote else _files_in(self.path)
        return {entry.name: Imprint(entry.size, entry.moment) for entry in entries}

    def size(self, name: str) -> int | None:
        """The size of one file in bytes; None if there is no such file."""
        if self.remote:
            return object_size(self.path, name)
        try:
            facts = os.stat(self.child(name))
        except (FileNotFoundError, NotADirectoryError):
            return None
        return facts.st_size if stat.S_ISREG(facts.st_mode) else None

    def read(self, name: str) -> bytes:
        """The bytes of one file."""
        return read_object(self.path, name) if self.remote else Path(self.child(name)).read_bytes()

    def make(self) -> None:
        """Make the folder where it is not there; an object store has none."""
        if not self.remote:
            make_folder(Path(self.path))

    def write(self, name: str, data: bytes | pa.Buffer) -> None:
        """Write one file, wholly or not at all, and on the disk; an object store does so by itself.

        Its folder is not made: that of a disk that has gone since is no place for it.
        """
        if self.remote:
            write_object(self.path, name, memoryview(data))
        else:
            write_file(Path(self.child(name)), data)

    def create(self, name: str, data: bytes) -> bool:
        """Write one new file, wholly or not at all, and on the disk; False if the name is taken."""
        return create_object(self.path, name, data) if self.remote else create_file(Path(self.child(name)), data)

    def names(self) -> frozenset[str]:
        """The names of the files in it; none where there is no such folder."""
        try:
            entries = objects_in(self.path) if self.remote else _files_in(self.path)
        except FileNotFoundError:
            return frozenset()
        return frozenset(entry.name for entry in entries)

    def read_parquet(self, name: str, dictionaries: Collection[str] = ()) -> pq.ParquetFile:
        """One data file, its bytes in memory; of these columns each text will be there once, and rows point to it.

        Raises:
            ValueError: its bytes are not those that were written, or are no Parquet (pyarrow's ArrowInvalid).
        """
        data = self.read(name)
        digest = CONTENT_NAME.fullmatch(name)
        if digest and hashlib.sha256(data).hexdigest() != digest[1]:
            raise ValueError("the content does not match the name")
        return pq.ParquetFile(pa.BufferReader(data), read_dictionary=list(dictionaries))

    def write_parquet(self, rows: pa.Table) -> tuple[str, int]:
        """Write a data file that no commit refers to yet; its name and size in bytes."""
        sink = pa.BufferOutputStream()
        pq.write_table(rows, sink, compression="zstd")
        data = sink.getvalue()
        name = f"{hashlib.sha256(data).hexdigest()}.parquet"
        self.write(name, data)
        return name, data.size


def _files_in(folder: str, pattern: re.Pattern[str] = _ANY) -> list[FileEntry]:
    """The files in a folder whose names are like that, as far as nobody takes them away meanwhile."""
    files = []
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                if pattern.fullmatch(entry.name) and entry.is_file():
                    facts = entry.stat()
                    files.append(FileEntry(entry.name, facts.st_size, facts.st_mtime_ns))
    return files


@contextmanager
def refusals_of_writing(path: str) -> Iterator[None]:
    """Turn what the disk or the object store refuses into the sentence for the user (StoreError)."""
    try:
        yield
    except (DeltaError, OSError) as error:
        number = getattr(error, "errno", None)
        message = str(error)
        remedies = (text for cause, text in _REMEDIES.items() if number == cause or f"os error {cause})" in message)
        other = f"場所の指定と空き容量を確かめてください（{message.splitlines()[0] if message else error!r}）。"
        raise StoreError(f"「{path}」に保存できませんでした。{next(remedies, other)}") from error
