"""Titles and notes of a file are kept with its batch; stores and backups from before them still read and go on."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

from dashboard.store import Store, batches_in, table_files
from dashboard.store.backup import restore_backup, write_backup
from dashboard.store.batches import MOST_REMARK_CHARACTERS, SCHEMA, next_stamp
from store.making import many, observation, submission

REMARKS = ("在宅医療の状況（架空）", "※ 休止中の施設を除く。")
OLD_SCHEMA = SCHEMA.remove(SCHEMA.get_field_index("remarks"))


@pytest.fixture
def old_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store as the version before remarks made it."""
    store = Store(str(tmp_path / "old"))
    with monkeypatch.context() as patch:
        patch.setattr(table_files, "SCHEMA", OLD_SCHEMA)
        patch.setattr(table_files, "_facts", lambda _digests: {})
        patch.setattr(Store, "_acknowledge", lambda *_: None)
        store.create_from(old_rows())
    return store


def old_rows() -> pa.Table:
    return many([1.0, 2.0, 3.0]).rows(next_stamp(None)).drop_columns(["remarks"])


def remarks_in(store: Store) -> list[tuple[str, ...]]:
    return [batch.remarks for batch in batches_in(store.read())]


def test_remarks_come_back_with_their_batch_alone(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store"))
    store.create([submission()])
    batch = store.append(replace(many([1.0, 2.0]), remarks=REMARKS))
    store.withdraw(batch.id, by="係長", reason="誤り")
    assert batch.remarks == REMARKS
    assert remarks_in(store) == [(), REMARKS, ()]


def test_remarks_are_a_line_each_none_twice_and_none_blank(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store"))
    store.create([replace(submission(), remarks=("注１\n続き", " ", "注１ 続き", "注２"))])
    assert remarks_in(store) == [("注１ 続き", "注２")]


def test_remarks_as_long_as_a_book_are_cut_off_and_say_so(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store"))
    store.create([replace(submission(), remarks=("注" * (MOST_REMARK_CHARACTERS + 1),))])
    ((text,),) = remarks_in(store)
    assert text == "注" * MOST_REMARK_CHARACTERS + "…（以下は元のファイルにあります）"


def test_a_store_from_before_remarks_is_read_and_takes_them_from_now_on(old_store: Store) -> None:
    assert "remarks" not in DeltaTable(f"{old_store.location}/observations").schema().to_json()
    assert remarks_in(old_store) == [()]
    old_store.append(replace(submission(observation(900.0)), remarks=REMARKS))
    assert remarks_in(old_store) == [(), REMARKS]
    assert old_store.read().schema.equals(SCHEMA)
    # Any other reader of the table still gets every value.
    assert DeltaTable(f"{old_store.location}/observations").version() == 1


def test_a_backup_brings_remarks_back(old_store: Store, tmp_path: Path) -> None:
    old_store.append(replace(submission(), remarks=REMARKS))
    write_backup(old_store, tmp_path / "backup.zip")
    restored = Store(str(tmp_path / "restored"))
    restore_backup(restored, tmp_path / "backup.zip")
    assert remarks_in(restored) == [(), REMARKS]


@pytest.mark.parametrize("number", [1, 2])
def test_a_backup_from_before_remarks_is_restored(tmp_path: Path, number: int) -> None:
    sink = io.BytesIO()
    pq.write_table(old_rows(), sink)
    manifest = {"format": number, "rows": 3, "sha256": hashlib.sha256(sink.getvalue()).hexdigest()}
    with zipfile.ZipFile(tmp_path / "backup.zip", "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr("observations.parquet", sink.getvalue())
    restored = Store(str(tmp_path / "restored"))
    assert restore_backup(restored, tmp_path / "backup.zip") == 3
    restored.append(replace(submission(), remarks=REMARKS))
    assert remarks_in(restored) == [(), REMARKS]
