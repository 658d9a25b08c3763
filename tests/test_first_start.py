"""The first start is said, not guessed: a store that was there and is gone is an error, never made anew by itself."""

import json
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from api.asking import ask
from dashboard.board import open_board
from dashboard.cli import main
from dashboard.errors import StoreError, StoreMissing
from dashboard.fiscal import japanese_date, today
from dashboard.intake.seeding import make_store
from dashboard.now import present
from dashboard.settings import Settings, load_settings
from dashboard.store import Store
from dashboard.store.backup import write_backup
from dashboard.store.birth import birth_of
from dashboard.store.originals import Originals
from dashboard.store.place import Place
from store.making import bytes_under, sent, submission
from ui.projects import Enter
from ui.screens import SCRIPTS, opened

DATA = Path(__file__).parent / "data"
ODD_NAMES = ["指標 𠮷", "x#y?z", "店" * 80, "dot.", "-rf", "'\"`$(x)"]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A made-up plan whose store was never made; the application finds it."""
    monkeypatch.setenv("DASHBOARD_CATALOGUE", str(DATA / "other_plan.yaml"))
    monkeypatch.setenv("DASHBOARD_DATA", str(DATA / "other_plan"))
    monkeypatch.setenv("DASHBOARD_STORE", str(tmp_path / "store"))
    return Settings(DATA / "other_plan.yaml", DATA / "other_plan", str(tmp_path / "store"))


def unmount(settings: Settings) -> Path:
    """Takes the store away, as a disk that is gone does: its mount point stays, empty."""
    away = Path(settings.store).with_name("away")
    Path(settings.store).rename(away)
    Path(settings.store).mkdir()
    return away


def mount(away: Path, settings: Settings) -> None:
    Path(settings.store).rmdir()
    away.rename(settings.store)


BEGINNERS: list[tuple[str, ...]] = [
    ("assess",),
    ("series", "screening_rate"),
    ("history", "--json"),
    ("import", str(DATA / "other_plan/published/observations.csv"), "--by", "架空の係"),
    ("export", "csv", "--out", "out.csv"),
]
NO_BEGINNERS: list[tuple[str, ...]] = [
    ("withdraw", "x", "--reason", "誤り", "--by", "架空の係"),
    ("backup", "backup.zip"),
]


def _of_a_disk_further_up(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder above is there, empty; the store and its note are not. On a server that is no desk."""
    monkeypatch.setenv("DASHBOARD_FIRST_START", "init")


def _of_an_unmounted_disk(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    make_store(settings)
    unmount(settings)


def _of_a_moved_folder(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    make_store(settings)
    Path(settings.store).rename(Path(settings.store).with_name("moved"))


def _of_a_disk_of_its_own(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder without a note: a mount point, as far as anybody can see."""
    Path(settings.store).mkdir()


def _of_a_place_that_is_not_there(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_STORE", f"{settings.store}/below")


GONE = [
    _of_a_disk_further_up,
    _of_an_unmounted_disk,
    _of_a_moved_folder,
    _of_a_disk_of_its_own,
    _of_a_place_that_is_not_there,
]


@pytest.mark.parametrize("command", [*BEGINNERS, *NO_BEGINNERS], ids=lambda command: command[0])
@pytest.mark.parametrize("without_a_store", GONE, ids=lambda gone: gone.__name__[1:])
def test_no_command_but_init_makes_a_store_that_may_be_gone(
    settings: Settings,
    command: tuple[str, ...],
    without_a_store: Callable[[Settings, pytest.MonkeyPatch], None],
    *,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    without_a_store(settings, monkeypatch)
    before = bytes_under(tmp_path)
    assert main(command) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert f"保管場所「{load_settings().store}」がありません。" in err
    # Where one was made before, init would refuse.
    was_made = without_a_store in {_of_an_unmounted_disk, _of_a_moved_folder}
    assert ("「python -m dashboard init」で作って" in err, "store.made.json" in err) == (not was_made, was_made)
    assert bytes_under(tmp_path) == before


@pytest.mark.parametrize("command", BEGINNERS, ids=lambda command: command[0])
def test_at_a_desk_the_first_command_makes_the_store_and_says_so(
    settings: Settings,
    command: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    main(command)
    out, err = capsys.readouterr()
    assert err.splitlines()[0] == f"保管場所「{settings.store}」を作り、公表値18件を入れました。"
    main(command)
    again, err = capsys.readouterr()
    assert (again, "を作り" in err) == (out, False)
    assert birth_of(settings.store)


@pytest.mark.parametrize("command", NO_BEGINNERS, ids=lambda command: command[0])
def test_a_command_that_needs_what_others_registered_makes_no_store(
    settings: Settings, command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(command) == 1
    assert not bytes_under(tmp_path)


def test_init_makes_the_store_once_and_says_afterwards_that_it_is_there(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init"]) == 0
    assert "公表値18件を入れました。" in capsys.readouterr().out
    before = bytes_under(Path(settings.store))
    assert main(["init"]) == 0
    assert "すでにあります（取り込み1件）" in capsys.readouterr().out
    assert main(["init", "--anew"]) == 0
    assert bytes_under(Path(settings.store)) == before


def test_of_several_that_init_at_once_only_the_one_that_made_it_says_so(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    start = Barrier(4)

    def init() -> int:
        start.wait()
        return main(["init"])

    with ThreadPoolExecutor(4) as pool:
        assert [done.result() for done in [pool.submit(init) for _ in range(4)]] == [0] * 4
    said = capsys.readouterr().out
    assert said.count("を作り、公表値") == 1
    assert said.count("すでにあります（取り込み1件）") == 3


def test_a_store_that_is_gone_is_made_anew_only_where_that_is_said(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    make_store(settings)
    away = unmount(settings)
    assert main(["init"]) == 1
    complaint = capsys.readouterr().err
    for words in (settings.store, japanese_date(today()), "store.made.json", "restore", "--anew"):
        assert words in complaint
    assert not any(Path(settings.store).iterdir())
    assert main(["check"]) == 1
    assert "作られたもの" in capsys.readouterr().err
    mount(away, settings)
    assert main(["check"]) == 0
    shutil.rmtree(settings.store)
    assert main(["init", "--anew"]) == 0
    assert len(open_board(settings).snapshot.batches) == 1


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_page_says_that_the_store_is_gone_and_recovers_by_itself(
    settings: Settings, enter: Enter, script: str
) -> None:
    enter(settings)
    app = opened(script)
    assert not app.error
    away = unmount(settings)
    (error,) = app.run().error
    words = str(error.value).replace("\\", "")
    assert ("がありません。" in words, "ディスクをつなぐか" in words) == (True, True)
    assert not any(Path(settings.store).iterdir())
    mount(away, settings)
    assert not app.run().error


def test_the_api_answers_503_while_the_store_is_gone(settings: Settings, enter: Enter) -> None:
    enter(settings)
    quiet = ask("assessments.json")
    away = unmount(settings)
    gone = ask("assessments.json")
    assert (gone.status_code, "がありません。" in json.loads(gone.content)["error"]) == (503, True)
    mount(away, settings)
    assert ask("assessments.json").content == quiet.content


@pytest.mark.parametrize("step", [(Originals, "keep"), (Place, "write_parquet"), (Place, "create")], ids=lambda s: s[1])
def test_a_disk_that_goes_while_a_batch_is_written_leaves_nothing_that_passes_for_a_damaged_store(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, step: tuple[type, str]
) -> None:
    make_store(settings)
    write = getattr(*step)
    gone: list[Path] = []

    def write_elsewhere(*parts: object) -> object:
        if not gone:
            gone.append(unmount(settings))
        return write(*parts)

    with monkeypatch.context() as patch:
        patch.setattr(*step, write_elsewhere)
        with pytest.raises(StoreMissing, match="ディスクをつなぐか"):
            Store(settings.store).append(sent("架空".encode()))
    assert not Store(settings.store).exists()
    shutil.rmtree(settings.store)
    gone[0].rename(settings.store)
    Store(settings.store).append(submission())
    assert len(open_board(settings).snapshot.batches) == 2


def test_a_store_that_nobody_remembers_making_gets_its_note_with_the_next_batch(settings: Settings) -> None:
    make_store(settings)
    note = Path(f"{settings.store}.made.json")
    note.unlink()
    Store(settings.store).append(submission())
    assert note.exists()


def test_a_folder_above_that_cannot_be_written_to_costs_no_batch(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_store(settings)

    def refuse(_: str) -> None:
        raise StoreError("書き込めません。")

    monkeypatch.setattr("dashboard.store.delta.leave_note", refuse)
    Store(settings.store).append(submission())
    assert len(open_board(settings).snapshot.batches) == 2


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"made_at": 5}', b'{"made_at": "\xff"}'])
def test_a_note_that_cannot_be_read_still_tells_that_there_was_a_store(settings: Settings, content: bytes) -> None:
    make_store(settings)
    shutil.rmtree(settings.store)
    Path(f"{settings.store}.made.json").write_bytes(content)
    with pytest.raises(StoreMissing, match="以前に作られたもの"):
        make_store(settings)


@pytest.mark.parametrize("name", ODD_NAMES)
@pytest.mark.parametrize("written", [str, lambda path: f"{path}/", os.path.relpath], ids=["plain", "slash", "relative"])
def test_the_note_of_a_store_of_any_name_lies_beside_it(
    tmp_path: Path, name: str, written: Callable[[Path], str]
) -> None:
    store = Store(written(tmp_path / name))
    store.create([submission()])
    birth = birth_of(store.location)
    assert birth is not None
    assert birth.moment is not None
    assert Path(birth.path).parent == tmp_path
    assert Path(birth.path).is_file()
    assert birth_of(str(tmp_path / "another")) is None


def test_a_restored_store_has_its_note_too(settings: Settings, tmp_path: Path) -> None:
    make_store(settings)
    write_backup(Store(settings.store), tmp_path / "backup.zip")
    shutil.rmtree(settings.store)
    Path(f"{settings.store}.made.json").unlink()
    assert main(["restore", str(tmp_path / "backup.zip")]) == 0
    assert birth_of(settings.store) is not None


def test_a_backup_restores_into_the_missing_place_while_pages_are_asked_for(
    settings: Settings, enter: Enter, tmp_path: Path
) -> None:
    enter(settings)
    quiet = present().board.snapshot.batches
    write_backup(Store(settings.store), tmp_path / "backup.zip")
    unmount(settings)
    with pytest.raises(StoreMissing):
        present()
    assert main(["restore", str(tmp_path / "backup.zip")]) == 0
    assert present().board.snapshot.batches == quiet
