"""The whole store in one ZIP file, and back.

The history is in the rows, so every row of the table and every original, with a manifest to prove that they came
through unharmed, is a full backup; the Parquet file inside can be read by any spreadsheet or database tool even
without this program. Originals pass through memory one at a time: together they may be far larger than the table.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.errors import StoreError
from dashboard.store.batches import batches_in, with_every_column
from dashboard.store.delta import Store
from dashboard.store.originals import ORIGINALS, is_digest
from dashboard.store.place import refusals_of_writing

FORMAT = 3
_READABLE = (1, 2, FORMAT)  # 1 had no originals, 2 no remarks
_ROWS = "observations.parquet"
_MANIFEST = "manifest.json"
_DAMAGE = (OSError, EOFError, KeyError, TypeError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error)


def write_backup(store: Store, path: Path) -> None:
    """Write every row of the store and the originals it has to a new ZIP file, whole or not at all.

    Raises:
        StoreDamaged: the store or an original cannot be read.
        StoreError: the file exists already, or cannot be written.
    """
    if path.exists():
        raise StoreError(f"「{path}」はすでにあります。上書きしないので、別のファイル名にしてください。")
    rows = store.read()
    unfinished = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with refusals_of_writing(str(path)):
            with zipfile.ZipFile(unfinished, "x") as archive:
                _write(archive, store, rows)
            unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def restore_backup(store: Store, path: Path) -> int:
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
            raise StoreError(
                f"保管場所「{store.location}」にはすでにデータがあります。"
                "このフォルダーを別の場所へ移してから、もう一度実行してください。"
            )
    return int(rows.num_rows)


def _write(archive: zipfile.ZipFile, store: Store, rows: pa.Table) -> None:
    sink = pa.BufferOutputStream()
    pq.write_table(rows, sink, compression="zstd")
    data = sink.getvalue()
    digests = sorted({batch.sha256 for batch in batches_in(rows)})
    originals = [sha256 for sha256 in digests if store.originals.has(sha256)]
    manifest = {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "rows": rows.num_rows,
        "sha256": hashlib.sha256(data).hexdigest(),
        "originals": len(originals),
    }
    archive.writestr(_MANIFEST, json.dumps(manifest, indent=2))
    archive.writestr(_ROWS, data.to_pybytes())
    for sha256 in originals:
        archive.writestr(f"{ORIGINALS}/{sha256}", store.originals.read(sha256), zipfile.ZIP_DEFLATED)


def _manifest_of(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    with _damage_as_sentence(path):
        manifest = json.loads(archive.read(_MANIFEST))
        if not isinstance(manifest, dict):
            raise TypeError("the manifest is no object")
    if manifest.get("format") not in _READABLE:
        readable = "と".join(map(str, _READABLE))
        raise StoreError(
            f"バックアップ「{path}」の形式番号は {manifest.get('format')} で、読めるのは {readable} です。"
            "作ったときと同じ版のプログラムで戻してください。"
        )
    return manifest


def _rows_of(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> pa.Table:
    data = archive.read(_ROWS)
    if hashlib.sha256(data).hexdigest() != manifest.get("sha256"):
        raise ValueError("not the rows that were written")
    rows = pq.ParquetFile(pa.BufferReader(data)).read()
    if rows.num_rows != manifest.get("rows"):
        raise ValueError("not the rows that the manifest names")
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
