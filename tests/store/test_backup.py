"""A backup brings back everything, history included, or nothing."""

import hashlib
import io
import json
import random
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dashboard.errors import StoreDamaged, StoreError
from dashboard.store import Store, batches_in
from dashboard.store.backup import restore_backup, write_backup
from store.making import bytes_under, many, observation, sent, submission

FILE = b"a" * 9000
OTHER_FILE = b"b" * 9000


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(str(tmp_path / "store"))
    made.create([submission()])
    wrong = made.append(sent(FILE, many([1.0, 2.0, 3.0])))
    made.withdraw(wrong.id, by="係長", reason="誤り")
    made.append(sent(OTHER_FILE, submission(observation(900.0))))
    return made


def sorted_rows(store: Store) -> list[dict[str, object]]:
    return sorted(store.read().to_pylist(), key=lambda row: (row["committed_at"], row["region"] or ""))


def test_a_restored_store_has_the_same_rows_and_the_same_history(store: Store, tmp_path: Path) -> None:
    write_backup(store, tmp_path / "backup.zip")
    restored = Store(str(tmp_path / "restored"))
    assert restore_backup(restored, tmp_path / "backup.zip") == 6
    assert sorted_rows(restored) == sorted_rows(store)
    assert batches_in(restored.read()) == batches_in(store.read())
    assert restored.version() == 0


def test_a_restored_store_takes_further_batches(store: Store, tmp_path: Path) -> None:
    write_backup(store, tmp_path / "backup.zip")
    restored = Store(str(tmp_path / "restored"))
    restore_backup(restored, tmp_path / "backup.zip")
    undo = batches_in(restored.read())[2]
    restored.withdraw(undo.id, by="係長", reason="誤りではなかった")
    assert [batch.withdrawn for batch in batches_in(restored.read())] == [False, False, True, False, False]


def test_the_manifest_tells_what_is_inside(store: Store, tmp_path: Path) -> None:
    write_backup(store, tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert sorted(archive.namelist()) == ["manifest.json", "observations.parquet", *names_of(FILE, OTHER_FILE)]
        assert [archive.read(name) for name in names_of(FILE, OTHER_FILE)] == sorted([FILE, OTHER_FILE], key=digest)
        assert archive.getinfo(*names_of(FILE)).compress_size < len(FILE) / 10
    assert manifest["rows"] == 6
    assert manifest["format"] == 3
    assert manifest["originals"] == 2
    assert sorted(manifest) == ["format", "made_at", "originals", "rows", "sha256"]


def names_of(*files: bytes) -> list[str]:
    return sorted(f"originals/{digest(file)}" for file in files)


def digest(file: bytes) -> str:
    return hashlib.sha256(file).hexdigest()


def test_a_restored_store_has_the_same_originals(store: Store, tmp_path: Path) -> None:
    write_backup(store, tmp_path / "backup.zip")
    restored = Store(str(tmp_path / "restored"))
    restore_backup(restored, tmp_path / "backup.zip")
    assert restored.originals.read(digest(FILE)) == FILE
    assert bytes_under(tmp_path / "restored" / "originals") == bytes_under(tmp_path / "store" / "originals")


def test_an_original_that_is_missing_does_not_keep_the_rest_from_being_backed_up(store: Store, tmp_path: Path) -> None:
    (tmp_path / "store" / "originals" / digest(FILE)).unlink()
    write_backup(store, tmp_path / "backup.zip")
    restored = Store(str(tmp_path / "restored"))
    assert restore_backup(restored, tmp_path / "backup.zip") == 6
    assert not restored.originals.has(digest(FILE))
    assert restored.originals.read(digest(OTHER_FILE)) == OTHER_FILE


def test_a_file_that_no_batch_names_is_not_backed_up(store: Store, tmp_path: Path) -> None:
    (tmp_path / "store" / "originals" / digest(b"orphan")).write_bytes(b"orphan")
    write_backup(store, tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        assert names_of(b"orphan")[0] not in archive.namelist()


def test_a_damaged_original_stops_a_backup_and_leaves_no_file(store: Store, tmp_path: Path) -> None:
    (tmp_path / "store" / "originals" / digest(FILE)).write_bytes(b"altered")
    with pytest.raises(StoreDamaged, match=digest(FILE)):
        write_backup(store, tmp_path / "backup.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store", "store.made.json"]


def test_a_backup_of_the_first_format_without_originals_is_still_read(store: Store, tmp_path: Path) -> None:
    data = io.BytesIO()
    pq.write_table(store.read(), data, compression="zstd")
    manifest = {
        "format": 1,
        "made_at": "2026-01-05T00:00:00+00:00",
        "rows": 6,
        "sha256": hashlib.sha256(data.getvalue()).hexdigest(),
    }
    with zipfile.ZipFile(tmp_path / "backup.zip", "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest, indent=2))
        archive.writestr("observations.parquet", data.getvalue())
    restored = Store(str(tmp_path / "restored"))
    assert restore_backup(restored, tmp_path / "backup.zip") == 6
    assert batches_in(restored.read()) == batches_in(store.read())
    assert not restored.originals.has(digest(FILE))


def edited(whole: Path, changes: dict[str, bytes | None]) -> Path:
    """A copy of a backup with some members replaced, added or (None) left out."""
    target = whole.with_name("edited.zip")
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(target, "w") as archive:
        members: dict[str, bytes | None] = {name: source.read(name) for name in source.namelist()}
        for name, content in (members | changes).items():
            if content is not None:
                archive.writestr(name, content)
    return target


@pytest.mark.parametrize(
    "changes",
    [
        {f"originals/{hashlib.sha256(b'one more').hexdigest()}": b"one more"},
        {f"originals/{hashlib.sha256(b'b' * 9000).hexdigest()}": b"something else"},
        {f"originals/{hashlib.sha256(b'b' * 9000).hexdigest()}": None},
        {f"originals/{hashlib.sha256(b'b' * 9000).hexdigest()}": None, "originals/../../smuggled": b"b" * 9000},
    ],
    ids=["one more", "altered", "one less", "smuggled"],
)
def test_a_backup_whose_originals_are_not_those_written_is_refused_and_nothing_is_made(
    store: Store, tmp_path: Path, changes: dict[str, bytes | None]
) -> None:
    write_backup(store, tmp_path / "backup.zip")
    spoiled = edited(tmp_path / "backup.zip", changes)
    with pytest.raises(StoreError, match="壊れています"):
        restore_backup(Store(str(tmp_path / "restored")), spoiled)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.zip", "edited.zip", "store", "store.made.json"]


def test_a_bit_flipped_anywhere_is_refused_or_does_not_matter(store: Store, tmp_path: Path) -> None:
    write_backup(store, tmp_path / "backup.zip")
    content = (tmp_path / "backup.zip").read_bytes()
    chance, outcomes = random.Random(20241231), set()
    for number in range(300):
        (tmp_path / "spoiled.zip").write_bytes(flipped(content, chance.randrange(len(content))))
        target = Store(str(tmp_path / "restored" / str(number)))
        try:
            restore_backup(target, tmp_path / "spoiled.zip")
        except StoreError:
            assert not Path(target.location).exists()
            outcomes.add("refused")
        else:
            assert sorted_rows(target) == sorted_rows(store)
            assert target.originals.read(digest(FILE)) == FILE
            outcomes.add("restored")
    assert "refused" in outcomes


def test_an_existing_file_is_not_overwritten_by_a_backup(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "backup.zip"
    target.write_bytes(b"precious")
    with pytest.raises(StoreError, match=r"すでにあります.*別のファイル名"):
        write_backup(store, target)
    assert target.read_bytes() == b"precious"


def test_a_backup_into_a_folder_that_is_not_there_is_refused_and_leaves_nothing(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="フォルダーがありません"):
        write_backup(store, tmp_path / "absent" / "backup.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store", "store.made.json"]


@pytest.mark.parametrize("letters", [230, 300])
def test_a_backup_whose_name_is_too_long_is_refused_in_a_sentence(store: Store, tmp_path: Path, letters: int) -> None:
    with pytest.raises(StoreError, match="名前が長すぎます"):
        write_backup(store, tmp_path / ("架" * letters + ".zip"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store", "store.made.json"]


def test_restoring_over_a_store_with_data_is_refused(store: Store, tmp_path: Path) -> None:
    write_backup(store, tmp_path / "backup.zip")
    before = bytes_under(Path(store.location))
    with pytest.raises(StoreError, match=r"すでにデータがあるので.*消さずに別の名前へ移します"):
        restore_backup(store, tmp_path / "backup.zip")
    assert bytes_under(Path(store.location)) == before


def test_a_missing_backup_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"「.*nothing.zip」が見つかりません"):
        restore_backup(Store(str(tmp_path / "store")), tmp_path / "nothing.zip")


def test_a_backup_cut_short_or_altered_anywhere_is_refused_and_nothing_is_made(store: Store, tmp_path: Path) -> None:
    whole = tmp_path / "backup.zip"
    write_backup(store, whole)
    content = whole.read_bytes()
    spoiled = tmp_path / "spoiled.zip"
    target = Store(str(tmp_path / "restored"))
    data_starts = content.index(b"PAR1")
    for broken in (b"", content[:200], content[:-100], flipped(content, data_starts + 700), b"no zip at all"):
        spoiled.write_bytes(broken)
        with pytest.raises(StoreError, match="壊れています"):
            restore_backup(target, spoiled)
    assert not target.exists()


def flipped(content: bytes, position: int) -> bytes:
    return content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [("format", 99, "形式番号 99、"), ("rows", 5, "壊れています"), ("sha256", "0" * 64, "壊れています")],
)
def test_a_backup_whose_manifest_disagrees_is_refused(
    store: Store, tmp_path: Path, field: str, value: object, sentence: str
) -> None:
    write_backup(store, tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        manifest, data = json.loads(archive.read("manifest.json")), archive.read("observations.parquet")
    with zipfile.ZipFile(tmp_path / "edited.zip", "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest | {field: value}))
        archive.writestr("observations.parquet", data)
    with pytest.raises(StoreError, match=sentence):
        restore_backup(Store(str(tmp_path / "restored")), tmp_path / "edited.zip")
