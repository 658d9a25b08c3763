"""The whole store in one ZIP file, and back.

The history is in the rows, so every row of the table, with a manifest to prove it came through unharmed, is a full
backup; the Parquet file inside can be read by any spreadsheet or database tool even without this program.
"""

import hashlib
import io
import json
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.errors import StoreError
from dashboard.store.damage import refusals_of_writing
from dashboard.store.rows import SCHEMA
from dashboard.store.table import Store

FORMAT = 1
_ROWS = "observations.parquet"
_MANIFEST = "manifest.json"


def backup(store: Store, path: Path) -> None:
    """Write every row of the store to a new ZIP file, whole or not at all.

    Raises:
        StoreDamaged: the store cannot be read.
        StoreError: the file exists already, or cannot be written.
    """
    if path.exists():
        raise StoreError(f"「{path}」はすでにあります。上書きしないので、別のファイル名にしてください。")
    content = _zip_of(store.read())
    unfinished = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with refusals_of_writing(str(path)):
            unfinished.write_bytes(content)
            unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def restore(store: Store, path: Path) -> int:
    """Make the store anew from a backup, history and all; the number of rows restored.

    Raises:
        StoreDamaged: something unreadable is at the store's location.
        StoreError: the store holds data already, or the backup is missing, damaged or of an unknown format.
    """
    rows = _rows_of(path)
    if not store.create_from(rows):
        raise StoreError(
            f"保管場所「{store.location}」にはすでにデータがあります。"
            "このフォルダーを別の場所へ移してから、もう一度実行してください。"
        )
    return int(rows.num_rows)


def _zip_of(rows: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(rows, sink, compression="zstd")
    data = sink.getvalue().to_pybytes()
    manifest = {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "rows": rows.num_rows,
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(_MANIFEST, json.dumps(manifest, indent=2))
        file.writestr(_ROWS, data)
    return archive.getvalue()


def _rows_of(path: Path) -> pa.Table:
    manifest, data = _members(path)
    if manifest.get("format") != FORMAT:
        raise StoreError(
            f"バックアップ「{path}」の形式番号は {manifest.get('format')} で、読めるのは {FORMAT} です。"
            "作ったときと同じ版のプログラムで戻してください。"
        )
    if hashlib.sha256(data).hexdigest() != manifest.get("sha256"):
        raise _broken(path)
    rows = pq.ParquetFile(pa.BufferReader(data)).read()
    if rows.num_rows != manifest.get("rows") or not rows.schema.equals(SCHEMA):
        raise _broken(path)
    return rows


def _members(path: Path) -> tuple[dict[str, object], bytes]:
    try:
        with zipfile.ZipFile(path) as file:
            manifest = json.loads(file.read(_MANIFEST))
            data = file.read(_ROWS)
    except FileNotFoundError as error:
        raise StoreError(f"バックアップ「{path}」が見つかりません。ファイルの場所を確かめてください。") from error
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise _broken(path) from error
    if not isinstance(manifest, dict):
        raise _broken(path)
    return manifest, data


def _broken(path: Path) -> StoreError:
    return StoreError(
        f"「{path}」はこのプログラムのバックアップでないか、壊れています。別のバックアップを指定してください。"
    )
