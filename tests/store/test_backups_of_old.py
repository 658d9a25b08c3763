"""Backups and stores that earlier versions of this program made, kept as files: they are read as they were written.

They were made by the versions themselves, with made-up values (架空): the published ones, one batch more, and a wrong
one that was withdrawn.
"""

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from dashboard.board import open_board
from dashboard.cli import main
from dashboard.errors import StoreError
from dashboard.settings import Settings
from dashboard.store import Store, backup, batches_in
from dashboard.store.backup import BACKUP_FORMAT, contents_of, prospect_of, restore_backup, write_backup
from store.making import bytes_under, submission

DATA = Path(__file__).parents[1] / "data"
FORMATS = [1, 2, 3]


def backup_of(number: int) -> Path:
    return DATA / "backups" / f"format{number}.zip"


def old_store(number: int, folder: Path) -> Store:
    with zipfile.ZipFile(DATA / "stores" / f"format{number}.zip") as archive:
        archive.extractall(folder)
    return Store(str(folder / "store"))


def test_there_is_a_backup_of_every_format() -> None:
    assert [contents_of(backup_of(number)).format for number in FORMATS] == FORMATS == [*range(1, BACKUP_FORMAT + 1)]


@pytest.mark.parametrize("number", FORMATS)
def test_a_backup_of_an_earlier_version_is_restored_and_written_to(number: int, tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store"))
    assert restore_backup(store, backup_of(number)) == 21
    batches = batches_in(store.read())
    assert [(batch.file, batch.rows, batch.withdrawn) for batch in batches] == [
        ("observations.csv", 18, False),
        ("架空の四半期.csv", 1, False),
        ("架空の誤り.csv", 1, True),
        ("", 0, False),
    ]
    assert batches == contents_of(backup_of(number)).batches
    assert [store.originals.has(batch.sha256) for batch in batches[:3]] == [number > 1] * 3
    assert batches[1].remarks == (("架空の集計表（架空の係が作成）",) if number > 2 else ())
    board = open_board(Settings(DATA / "other_plan.yaml", DATA / "other_plan", store.location))
    series = board.panel(board.catalogue.indicator("screening_rate")).series["99000"]
    assert [o.value for o in series if o.as_of.year in {2022, 2023}][-1:] == [46.5]
    store.append(submission())
    again = write_backup(store, tmp_path / "again.zip")
    assert (again.format, again.rows) == (BACKUP_FORMAT, 22)


@pytest.mark.parametrize("number", FORMATS)
def test_a_store_of_an_earlier_version_is_backed_up_before_the_first_write(number: int, tmp_path: Path) -> None:
    store = old_store(number, tmp_path)
    before = bytes_under(tmp_path / "store")
    assert batches_in(store.read()) == contents_of(backup_of(number)).batches or number == 2
    write_backup(store, tmp_path / "backup.zip")
    assert bytes_under(tmp_path / "store") == before
    batch = store.append(submission())
    store.append(submission())
    kept = tmp_path / "store/.before-format-2.zip"
    assert contents_of(kept).batches == contents_of(tmp_path / "backup.zip").batches
    assert [each.id for each in batches_in(store.read())][-2] == batch.id
    assert {name: content for name, content in bytes_under(tmp_path / "store").items() if name in before} == before


@pytest.mark.parametrize("number", [BACKUP_FORMAT + 1, 99])
def test_a_backup_of_a_newer_version_is_refused_and_nothing_is_made(number: int, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup_of(BACKUP_FORMAT)) as source, zipfile.ZipFile(tmp_path / "newer.zip", "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "manifest.json":
                data = json.dumps(json.loads(data) | {"format": number}).encode()
            target.writestr(name, data)
    for look in (restore_backup, prospect_of):
        with pytest.raises(StoreError, match=rf"新しい版のプログラムで作られました（形式番号 {number}、"):
            look(Store(str(tmp_path / "store")), tmp_path / "newer.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["newer.zip"]


# before a restore


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store that went on after its backup, and lacks what came to another one."""
    monkeypatch.setenv("DASHBOARD_STORE", str(tmp_path / "store"))
    store = Store(str(tmp_path / "store"))
    restore_backup(store, backup_of(3))
    store.append(submission(by="架空の主任", file="架空の新しい値.csv"))
    return store


def test_a_dry_run_says_what_would_come_and_what_would_be_lost(
    site: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = bytes_under(tmp_path)
    assert main(["restore", str(backup_of(3)), "--dry-run"]) == 0
    text = capsys.readouterr().out
    assert "バックアップ：取り込み4件、21行、元のファイル3個、" in text
    assert "新しいものは 令和8年11月28日 7時09分（形式番号 3）" in text
    assert "いまの保管場所：取り込み5件、22行" in text
    assert "戻る取り込み：0件" in text
    assert "失われる取り込み：1件" in text
    assert "架空の新しい値.csv" in text
    assert main(["restore", str(backup_of(1)), "--dry-run"]) == 0
    text = capsys.readouterr().out
    assert "戻る取り込み：4件" in text
    assert "失われる取り込み：5件" in text
    assert "バックアップにない元のファイル3個" in text
    assert bytes_under(tmp_path) == before


def test_a_dry_run_into_a_missing_or_damaged_place_says_so(
    site: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newest = max(Path(site.location).rglob("*.parquet"), key=lambda path: path.stat().st_mtime)
    newest.write_bytes(newest.read_bytes()[::-1])
    assert main(["restore", str(backup_of(3)), "--dry-run"]) == 0
    assert f"{newest.name}」が壊れているため" in capsys.readouterr().out
    shutil.rmtree(site.location)
    assert main(["restore", str(backup_of(3)), "--dry-run"]) == 0
    assert "は、いまはありません。" in capsys.readouterr().out
    assert not Path(site.location).exists()


def test_the_steps_that_a_refused_restore_names_lead_to_a_restored_store(
    site: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["restore", str(backup_of(2))]) == 1
    complaint = capsys.readouterr().err
    for words in (site.location, "--dry-run", "消さずに", "サーバーは止めなくてかまいません"):
        assert words in complaint
    Path(site.location).rename(tmp_path / "before")
    assert main(["restore", str(backup_of(2))]) == 0
    assert batches_in(site.read()) == contents_of(backup_of(2)).batches


# what a disk may do to a backup


def test_a_backup_that_does_not_come_back_as_written_is_not_left(
    site: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A disk that flips a bit: each byte of the file in turn would be too many, so one in each part of it."""
    quiet = backup._forget_in_memory
    for part in range(1, 8):

        def flip(path: Path, part: int = part) -> None:
            content = bytearray(path.read_bytes())
            content[len(content) * part // 9] ^= 1
            path.write_bytes(content)
            quiet(path)

        monkeypatch.setattr(backup, "_forget_in_memory", flip)
        assert main(["backup", str(tmp_path / "backup.zip")]) == 1
        assert "違っていたので、残していません。" in capsys.readouterr().err
        assert not list(tmp_path.glob("*.zip"))
        assert not list(tmp_path.glob(".backup-*"))
    monkeypatch.undo()
    monkeypatch.setenv("DASHBOARD_STORE", site.location)
    assert main(["backup", str(tmp_path / "backup.zip")]) == 0
    assert "読み直して確かめました（取り込み5件、22行、元のファイル3個）" in capsys.readouterr().out
