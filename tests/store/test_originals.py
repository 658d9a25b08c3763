"""An uploaded file is kept byte for byte beside the table, and comes out only as it went in."""

import hashlib
from pathlib import Path

import pytest

from dashboard.errors import StoreDamaged, StoreError
from dashboard.store import Store, Submission
from dashboard.store.place import Place
from store.making import bytes_under, observation, sent, submission

FILE = "指標,地域コード\r\n訪問診療,11000\r\n".encode("cp932") + b"\x00\xff"
DIGEST = hashlib.sha256(FILE).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(str(tmp_path / "保管 場所"))
    made.create([submission()])
    return made


def originals(tmp_path: Path) -> dict[str, bytes]:
    folder = tmp_path / "保管 場所" / "originals"
    return bytes_under(folder) if folder.exists() else {}


def test_an_uploaded_file_comes_out_byte_for_byte(store: Store, tmp_path: Path) -> None:
    batch = store.append(sent(FILE))
    assert store.originals.has(batch.sha256)
    assert store.originals.read(batch.sha256) == FILE
    assert originals(tmp_path) == {DIGEST: FILE}


def test_an_empty_file_is_a_file_too(store: Store) -> None:
    assert store.originals.read(store.append(sent(b"")).sha256) == b""


def test_the_files_that_fill_a_new_store_are_kept(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store"))
    store.create([sent(b"one"), sent(b"two"), submission()])
    assert sorted(bytes_under(tmp_path / "store" / "originals").values()) == [b"one", b"two"]


def test_creating_a_store_that_is_there_keeps_nothing(store: Store, tmp_path: Path) -> None:
    store.create([sent(FILE)])
    assert originals(tmp_path) == {}


def test_a_place_with_nothing_but_originals_counts_as_empty(tmp_path: Path) -> None:
    (tmp_path / "originals").mkdir()
    (tmp_path / "originals" / DIGEST).write_bytes(FILE)
    store = Store(str(tmp_path))
    assert not store.exists()
    store.create([submission()])
    assert store.exists()


def test_a_file_that_is_kept_is_not_written_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.append(sent(FILE))
    written: list[str] = []
    write = Place.write

    def noted(place: Place, name: str, data: bytes) -> None:
        written.append(name)
        write(place, name, data)

    monkeypatch.setattr(Place, "write", noted)
    store.append(sent(FILE, submission(observation(900.0))))
    assert DIGEST not in written
    assert [name.endswith(".parquet") for name in written if name != "head.json"] == [True]


def test_a_file_cut_short_by_a_power_cut_is_mended_by_taking_it_in_again(store: Store, tmp_path: Path) -> None:
    store.append(sent(FILE))
    (tmp_path / "保管 場所" / "originals" / DIGEST).write_bytes(b"")
    store.append(sent(FILE))
    assert store.originals.read(DIGEST) == FILE


def test_a_file_altered_on_the_disk_is_refused_and_the_values_stay_readable(store: Store, tmp_path: Path) -> None:
    store.append(sent(FILE))
    (tmp_path / "保管 場所" / "originals" / DIGEST).write_bytes(FILE[:-1] + b"\xfe")
    with pytest.raises(StoreDamaged, match=rf"originals/{DIGEST}」の中身が、取り込んだときと違います.*バックアップ"):
        store.originals.read(DIGEST)
    assert store.read().num_rows == 2


def test_a_batch_from_before_originals_were_kept_says_so(store: Store) -> None:
    batch = store.append(submission())
    assert not store.originals.has(batch.sha256)
    with pytest.raises(StoreError, match=r"元のファイル（SHA-256 abab.*保管されていません") as caught:
        store.originals.read(batch.sha256)
    assert not isinstance(caught.value, StoreDamaged)


@pytest.mark.parametrize(
    "name",
    ["", "..", "../observations/x", f"../originals/{DIGEST}", f"{DIGEST}/", f"{DIGEST}\n", DIGEST.upper(), "０" * 64],
)
def test_nothing_but_a_digest_becomes_part_of_a_path(store: Store, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store.append(sent(FILE))
    monkeypatch.delattr(Place, "child")
    assert not store.originals.has(name)
    with pytest.raises(StoreError, match="SHA-256、0～9とa～fの64文字"):
        store.originals.read(name)


def test_an_original_one_may_not_open_is_not_called_damaged_or_missing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.append(sent(FILE))

    def refuse(place: Place, name: str) -> bytes:
        raise PermissionError(name)

    monkeypatch.setattr(Place, "read", refuse)
    monkeypatch.setattr(Place, "size", refuse)
    for attempt in (store.originals.read, store.originals.has):
        with pytest.raises(StoreError, match=r"開けません.*権限を確かめて") as caught:
            attempt(DIGEST)
        assert not isinstance(caught.value, StoreDamaged)


def test_when_the_original_finds_no_room_nothing_is_committed(store: Store, tmp_path: Path) -> None:
    (tmp_path / "保管 場所" / "originals").write_bytes(b"in the way")
    with pytest.raises(StoreError, match="originals」に保存できませんでした"):
        store.append(sent(FILE))
    assert store.version() == 0
    assert store.read().num_rows == 1


def test_a_refused_submission_leaves_no_original(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="2件あります"):
        store.append(sent(FILE, submission(observation(1.0), observation(2.0))))
    assert originals(tmp_path) == {}


def test_bytes_that_are_not_those_of_the_digest_are_a_defect_of_ours() -> None:
    with pytest.raises(ValueError, match="not the digest"):
        Submission((observation(),), by="甲", file="表.csv", sha256="0" * 64, reason="", data=FILE)


def test_the_bytes_do_not_flood_a_log() -> None:
    assert "data" not in repr(sent(FILE))
