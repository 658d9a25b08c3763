"""A backup brings back everything, history included, or nothing."""

import json
import zipfile
from pathlib import Path

import pytest

from dashboard.errors import StoreError
from dashboard.store import Store, backup, batches_in, restore
from store.making import bytes_under, many, observation, submission


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(str(tmp_path / "store"))
    made.create([submission()])
    wrong = made.append(many([1.0, 2.0, 3.0]))
    made.withdraw(wrong.id, by="係長", reason="誤り")
    made.append(submission(observation(900.0)))
    return made


def sorted_rows(store: Store) -> list[dict[str, object]]:
    return sorted(store.read().to_pylist(), key=lambda row: (row["committed_at"], row["region"] or ""))


def test_a_restored_store_has_the_same_rows_and_the_same_history(store: Store, tmp_path: Path) -> None:
    backup(store, tmp_path / "backup.zip")
    restored = Store(str(tmp_path / "restored"))
    assert restore(restored, tmp_path / "backup.zip") == 6
    assert sorted_rows(restored) == sorted_rows(store)
    assert batches_in(restored.read()) == batches_in(store.read())
    assert restored.version() == 0


def test_a_restored_store_takes_further_batches(store: Store, tmp_path: Path) -> None:
    backup(store, tmp_path / "backup.zip")
    restored = Store(str(tmp_path / "restored"))
    restore(restored, tmp_path / "backup.zip")
    undo = batches_in(restored.read())[2]
    restored.withdraw(undo.id, by="係長", reason="誤りではなかった")
    assert [batch.withdrawn for batch in batches_in(restored.read())] == [False, False, True, False, False]


def test_the_manifest_tells_what_is_inside(store: Store, tmp_path: Path) -> None:
    backup(store, tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert sorted(archive.namelist()) == ["manifest.json", "observations.parquet"]
    assert manifest["rows"] == 6
    assert manifest["format"] == 1
    assert sorted(manifest) == ["format", "made_at", "rows", "sha256"]


def test_an_existing_file_is_not_overwritten_by_a_backup(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "backup.zip"
    target.write_bytes(b"precious")
    with pytest.raises(StoreError, match=r"すでにあります.*別のファイル名"):
        backup(store, target)
    assert target.read_bytes() == b"precious"


def test_a_backup_into_a_folder_that_is_not_there_is_refused_and_leaves_nothing(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="フォルダーがありません"):
        backup(store, tmp_path / "absent" / "backup.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store"]


def test_restoring_over_a_store_with_data_is_refused(store: Store, tmp_path: Path) -> None:
    backup(store, tmp_path / "backup.zip")
    before = bytes_under(Path(store.location))
    with pytest.raises(StoreError, match=r"すでにデータがあります.*別の場所へ移して"):
        restore(store, tmp_path / "backup.zip")
    assert bytes_under(Path(store.location)) == before


def test_a_missing_backup_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"「.*nothing.zip」が見つかりません"):
        restore(Store(str(tmp_path / "store")), tmp_path / "nothing.zip")


def test_a_backup_cut_short_or_altered_anywhere_is_refused_and_nothing_is_made(store: Store, tmp_path: Path) -> None:
    whole = tmp_path / "backup.zip"
    backup(store, whole)
    content = whole.read_bytes()
    spoiled = tmp_path / "spoiled.zip"
    target = Store(str(tmp_path / "restored"))
    data_starts = content.index(b"PAR1")
    for broken in (b"", content[:200], content[:-100], flipped(content, data_starts + 700), b"no zip at all"):
        spoiled.write_bytes(broken)
        with pytest.raises(StoreError, match="壊れています"):
            restore(target, spoiled)
    assert not target.exists()


def flipped(content: bytes, position: int) -> bytes:
    return content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [("format", 99, "形式番号は 99"), ("rows", 5, "壊れています"), ("sha256", "0" * 64, "壊れています")],
)
def test_a_backup_whose_manifest_disagrees_is_refused(
    store: Store, tmp_path: Path, field: str, value: object, sentence: str
) -> None:
    backup(store, tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        manifest, data = json.loads(archive.read("manifest.json")), archive.read("observations.parquet")
    with zipfile.ZipFile(tmp_path / "edited.zip", "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest | {field: value}))
        archive.writestr("observations.parquet", data)
    with pytest.raises(StoreError, match=sentence):
        restore(Store(str(tmp_path / "restored")), tmp_path / "edited.zip")
