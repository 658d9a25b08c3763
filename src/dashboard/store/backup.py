"""The whole store in one ZIP file, and back.

The history is in the rows, so every row of the table and every original, with a manifest to prove that they came
through unharmed, is a full backup; the Parquet file inside can be read by any spreadsheet or database tool even
without this program. Originals pass through memory one at a time: together they may be far larger than the table.

A backup counts once it was read back from the disk, completely, and is what was meant.
"""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.errors import StoreDamaged, StoreError, StoreMissing
from dashboard.store.batches import Batch, batches_in, check_columns, with_every_column
from dashboard.store.disk import replace_file, settle_file
from dashboard.store.originals import is_digest
from dashboard.store.place import ORIGINALS, Place, refusals_of_writing

if TYPE_CHECKING:
    from dashboard.store.delta import Store

BACKUP_FORMAT = 3
_READABLE = (1, 2, BACKUP_FORMAT)  # 1 had no originals, 2 no remarks
_ROWS = "observations.parquet"
_MANIFEST = "manifest.json"
_WHAT_TO_MOVE = (
    "保管場所「{place}」にはすでにデータがあるので、戻していません。"
    "①「restore --dry-run」で、何が変わるかを確かめます。"
    "②「{place}」を、消さずに別の名前へ移します（オブジェクトストレージでは、DASHBOARD_STORE に新しい場所を書きます）。"
    "③もう一度、戻します。サーバーは止めなくてかまいません（②から③までの間、画面は保管場所がないことを伝えます）。"
)
_DAMAGE = (OSError, EOFError, KeyError, TypeError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error)


@dataclass(frozen=True)
class Contents:
    """What is in a backup or in a store: all batches, oldest first, the number of rows, the digests of the originals.

    ``format`` and ``made_at`` (as its manifest says it) are those of a backup; of a store they are 0 and "".
    """

    batches: tuple[Batch, ...]
    rows: int
    originals: frozenset[str]
    format: int = 0
    made_at: str = ""


@dataclass(frozen=True)
class Prospect:
    """What a restore would do: ``store`` is None where none is there or ``trouble`` says why it cannot be read."""

    backup: Contents
    store: Contents | None
    trouble: str = ""

    @property
    def coming(self) -> tuple[Batch, ...]:
        """The batches that the backup has and the store has not."""
        ids = {batch.id for batch in self.store.batches} if self.store else set()
        return tuple(batch for batch in self.backup.batches if batch.id not in ids)

    @property
    def going(self) -> tuple[Batch, ...]:
        """The batches that the store has and the backup has not."""
        ids = {batch.id for batch in self.backup.batches}
        return tuple(batch for batch in self.store.batches if batch.id not in ids) if self.store else ()


def write_backup(store: "Store", path: Path) -> Contents:
    """Write every row of the store and the originals it has to a new ZIP file, whole or not at all.

    The file is there under its name only after it was written out to the disk and read back.

    Raises:
        StoreDamaged: the store or an original cannot be read.
        StoreError: the file exists already, cannot be written, or does not come back as it was written.
    """
    with refusals_of_writing(str(path)):
        is_taken = path.exists()
    if is_taken:
        raise StoreError(f"「{path}」はすでにあります。上書きしないので、別のファイル名にしてください。")
    rows = store.read()
    unfinished = path.with_name(f".backup-{uuid4().hex}")
    try:
        with refusals_of_writing(str(path)):
            with zipfile.ZipFile(unfinished, "x") as archive:
                manifest = _write(archive, store, rows)
            settle_file(unfinished)
            _forget_in_memory(unfinished)
        contents = _contents_as_written(unfinished, path, manifest, rows)
        with refusals_of_writing(str(path)):
            replace_file(unfinished, path)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return contents


def keep_backup(store: "Store", name: str) -> None:
    """Leave a backup in the store's own folder, unless there is one of that name.

    Raises:
        StoreError: the store cannot be read, or the file cannot be written.
    """
    place = Place(store.location)
    if place.size(name) is not None:
        return
    if not place.remote:
        write_backup(store, Path(place.child(name)))
        return
    with TemporaryDirectory() as folder:
        write_backup(store, Path(folder) / name)
        with refusals_of_writing(place.child(name)):
            place.write(name, (Path(folder) / name).read_bytes())


def contents_of(path: Path) -> Contents:
    """What is in a backup, all of it looked through.

    Raises:
        StoreError: it is missing, damaged or of an unknown format.
    """
    with _opened(path) as archive:
        manifest = _manifest_of(archive, path)
        with _damage_as_sentence(path):
            return _contents(archive, manifest)


def prospect_of(store: "Store", path: Path) -> Prospect:
    """What a restore of the backup would change; nothing is written.

    Raises:
        StoreError: the backup is missing, damaged or of an unknown format.
    """
    backup = contents_of(path)
    try:
        rows = store.read()
        batches = batches_in(rows)
        kept_originals = {batch.sha256 for batch in batches if store.originals.has(batch.sha256)}
        return Prospect(backup, Contents(batches, rows.num_rows, frozenset(kept_originals)))
    except StoreMissing:
        return Prospect(backup, None)
    except StoreDamaged as error:
        return Prospect(backup, None, str(error))


def restore_backup(store: "Store", path: Path) -> int:
    """Make the store anew from a backup, history, originals and all; the number of rows restored.

    Raises:
        StoreDamaged: something unreadable is at the store's location.
        StoreError: the store holds data already, or the backup is missing, damaged or of an unknown format.
    """
    with _opened(path) as archive:
        manifest = _manifest_of(archive, path)
        with _damage_as_sentence(path):
            rows = _rows_of(archive, manifest)
            members = _originals_of(archive, manifest)
        if not store.create_from(rows, (_original(archive, member, path) for member in members)):
            raise StoreError(_WHAT_TO_MOVE.format(place=store.location))
    return int(rows.num_rows)


def _write(archive: zipfile.ZipFile, store: "Store", rows: pa.Table) -> dict[str, Any]:
    sink = pa.BufferOutputStream()
    pq.write_table(rows, sink, compression="zstd")
    data = sink.getvalue()
    digests = sorted({batch.sha256 for batch in batches_in(rows)})
    originals = [sha256 for sha256 in digests if store.originals.has(sha256)]
    manifest = {
        "format": BACKUP_FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "rows": rows.num_rows,
        "sha256": hashlib.sha256(data).hexdigest(),
        "originals": len(originals),
    }
    archive.writestr(_MANIFEST, json.dumps(manifest, indent=2))
    archive.writestr(_ROWS, data.to_pybytes())
    for sha256 in originals:
        archive.writestr(f"{ORIGINALS}/{sha256}", store.originals.read(sha256), zipfile.ZIP_DEFLATED)
    return manifest


def _forget_in_memory(path: Path) -> None:
    """Has the system let go of a file's bytes, where it can be asked to, so that the next reader reads the disk."""
    if hasattr(os, "posix_fadvise"):
        number = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(number, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(number)


def _contents_as_written(unfinished: Path, path: Path, manifest: dict[str, Any], rows: pa.Table) -> Contents:
    try:
        contents = contents_of(unfinished)
        with zipfile.ZipFile(unfinished) as archive:
            same = _manifest_of(archive, path) == manifest and _rows_of(archive, manifest).equals(rows)
    except StoreError as error:
        raise _unlike(path) from error
    if not same:
        raise _unlike(path)
    return contents


def _unlike(path: Path) -> StoreError:
    return StoreError(
        f"「{path}」に書き出したものを読み直すと、書いたものと違っていたので、残していません。"
        "ディスクを確かめ、別の場所に書き出してください。"
    )


def _contents(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> Contents:
    rows = _rows_of(archive, manifest)
    digests = frozenset(name.removeprefix(f"{ORIGINALS}/") for name in _originals_of(archive, manifest))
    return Contents(batches_in(rows), rows.num_rows, digests, manifest["format"], str(manifest.get("made_at", "")))


def _manifest_of(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    with _damage_as_sentence(path):
        manifest = json.loads(archive.read(_MANIFEST))
        if not isinstance(manifest, dict):
            raise TypeError("the manifest is no object")
    number = manifest.get("format")
    if isinstance(number, int) and number > BACKUP_FORMAT:
        raise StoreError(
            f"バックアップ「{path}」は新しい版のプログラムで作られました"
            f"（形式番号 {number}、この版で読めるのは {BACKUP_FORMAT} まで）。"
            "作ったときと同じか、より新しい版のプログラムで戻してください。"
        )
    with _damage_as_sentence(path):
        if number not in _READABLE:
            raise ValueError("no format of ours")
    return manifest


def _rows_of(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> pa.Table:
    data = archive.read(_ROWS)
    if hashlib.sha256(data).hexdigest() != manifest.get("sha256"):
        raise ValueError("not the rows that were written")
    rows = pq.ParquetFile(pa.BufferReader(data)).read()
    if rows.num_rows != manifest.get("rows"):
        raise ValueError("not the rows that the manifest names")
    check_columns(rows.schema)
    return with_every_column(rows)


def _originals_of(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> list[str]:
    """The member names of the originals, all of them looked through before the first is taken out."""
    members = [name for name in archive.namelist() if name.startswith(f"{ORIGINALS}/")]
    if len(set(members)) != manifest.get("originals", 0):
        raise ValueError("not as many originals as the manifest names")
    for member in members:
        digest = member.removeprefix(f"{ORIGINALS}/")
        if not is_digest(digest) or hashlib.sha256(archive.read(member)).hexdigest() != digest:
            raise ValueError("an original is not what its name says")
    return members


def _original(archive: zipfile.ZipFile, member: str, path: Path) -> bytes:
    with _damage_as_sentence(path):
        return archive.read(member)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    with _damage_as_sentence(path):
        archive = zipfile.ZipFile(path)
    with archive:
        yield archive


@contextmanager
def _damage_as_sentence(path: Path) -> Iterator[None]:
    """Turn whatever is wrong with the backup into the sentence for the user (StoreError)."""
    try:
        yield
    except FileNotFoundError as error:
        raise StoreError(f"バックアップ「{path}」が見つかりません。ファイルの場所を確かめてください。") from error
    except _DAMAGE as error:
        raise StoreError(
            f"「{path}」はこのプログラムのバックアップでないか、壊れています。別のバックアップを指定してください。"
        ) from error
