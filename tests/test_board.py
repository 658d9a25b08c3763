"""Where everything stands: the first start, what was known when, and where the files are."""

import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.board import Board, open_board
from dashboard.errors import CatalogueError, IntakeError, RegionError
from dashboard.fiscal import parse, today
from dashboard.observation import Observation, Status
from dashboard.settings import ROOT, Settings, load_settings
from dashboard.store import Store, Submission
from ui.projects import first_board

DATA = Path(__file__).parent / "data"
AS_OF = date(2022, 6, 30)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The made-up plan in a folder of its own, its store not made yet."""
    shutil.copytree(DATA / "other_plan", tmp_path / "data")
    catalogue = shutil.copy(DATA / "other_plan.yaml", tmp_path / "plan.yaml")
    return Settings(Path(catalogue), tmp_path / "data", str(tmp_path / "store"))


def spoil(settings: Settings, name: str, old: str, new: str) -> None:
    path = settings.data / "published" / name
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def latest(board: Board, known_at: datetime | None = None) -> float | None:
    standing = board.standing(board.catalogue.indicator("meeting_places"), AS_OF, known_at)
    return standing.assessment.latest.value if standing.assessment.latest else None


def test_the_first_start_reads_the_published_files_in_one_commit(settings: Settings) -> None:
    shutil.copy(settings.data / "published/observations.csv", settings.data / "published/more.csv")
    board = first_board(settings)
    assert board.snapshot.version == 0
    assert [(batch.file, batch.rows) for batch in board.snapshot.batches[::-1]] == [
        ("observations.csv", 18),
        ("more.csv", 18),
    ]


def test_a_later_start_reads_the_store_and_not_the_files(settings: Settings) -> None:
    first = first_board(settings).snapshot.batches
    shutil.rmtree(settings.data / "published")
    assert open_board(settings).snapshot.batches == first


def test_without_published_files_the_store_starts_empty(settings: Settings) -> None:
    shutil.rmtree(settings.data / "published")
    board = first_board(settings)
    assert (board.snapshot.batches[::-1], board.updated()) == ((), None)
    assert all(standing.observations == () for standing in board.standings(AS_OF))


def test_a_published_file_with_an_error_is_named_with_its_row_and_nothing_is_made(settings: Settings) -> None:
    spoil(settings, "observations.csv", "120,確定", "百二十,確定")
    with pytest.raises(
        IntakeError, match=r"^observations.csv を読み込めません。10行目E列「値」：「百二十」は数として.*。$"
    ):
        first_board(settings)
    assert not Store(settings.store).exists()


def test_one_error_stands_for_the_others_with_their_number(settings: Settings) -> None:
    spoil(settings, "observations.csv", "架空県,令和元年度", "架空県,令和99年度")
    with pytest.raises(IntakeError, match=r"4行目.*（ほかに1件）$"):
        first_board(settings)


def test_a_published_file_that_cannot_be_opened_is_a_sentence(settings: Settings) -> None:
    (settings.data / "published/folder.csv").mkdir()
    with pytest.raises(IntakeError, match=r"folder\.csv」を開けません"):
        first_board(settings)


def test_a_broken_catalogue_or_region_file_makes_no_store(settings: Settings) -> None:
    (settings.data / "regions.csv").write_text("code5\n", "utf-8")
    with pytest.raises(RegionError):
        first_board(settings)
    settings.catalogue.write_text("plan: {}\n", "utf-8")
    with pytest.raises(CatalogueError):
        first_board(settings)
    assert not Store(settings.store).exists()


def test_two_processes_at_the_first_start_make_one_store(settings: Settings) -> None:
    code = (
        "import sys; from pathlib import Path; from dashboard.board import open_board;"
        "from dashboard.intake.seeding import make_store;"
        "from dashboard.settings import Settings; print('ready', flush=True); sys.stdin.readline();"
        "settings = Settings(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]); make_store(settings);"
        "print(len(open_board(settings).snapshot.batches))"
    )
    command = [sys.executable, "-c", code, str(settings.catalogue), str(settings.data), settings.store]
    started = [subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(3)]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    assert [process.communicate()[0] for process in started] == ["1\n"] * 3
    assert Store(settings.store).version() == 0


def test_the_tracked_indicators_are_judged_in_catalogue_order(settings: Settings) -> None:
    standings = first_board(settings).standings(AS_OF)
    assert [standing.indicator.id for standing in standings] == ["smoking_rate", "screening_rate", "meeting_places"]
    assert [standing.assessment.as_of for standing in standings] == [AS_OF] * 3


def test_values_dated_after_the_day_asked_for_are_left_out(settings: Settings) -> None:
    board = first_board(settings)
    before = board.standing(board.catalogue.indicator("meeting_places"), date(2021, 12, 30))
    assert [o.as_of for o in before.observations] == [date(2018, 9, 30), date(2020, 9, 30)]
    assert latest(board) == 139


def test_what_was_known_at_a_moment_leaves_out_later_batches_and_withdrawals(settings: Settings) -> None:
    first_board(settings)
    store = Store(settings.store)
    revised = Observation("meeting_places", "99000", parse("令和3年12月"), 150.0, Status.OFFICIAL)
    batch = store.append(Submission((revised,), by="係", file="改訂.csv", sha256="", reason="訂正"))
    undone = store.withdraw(batch.id, by="係", reason="誤り")
    board, moment = open_board(settings), timedelta(microseconds=1)
    assert latest(board) == 139
    assert latest(board, batch.committed_at - moment) == 139
    assert latest(board, batch.committed_at) == 150
    assert latest(board, undone.committed_at) == 139
    assert latest(board, datetime(2000, 1, 1, tzinfo=UTC)) is None


def test_the_day_of_the_last_change_is_japans(settings: Settings) -> None:
    assert first_board(settings).updated() == today()


def test_the_files_are_the_projects_unless_the_environment_names_others(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DASHBOARD_CATALOGUE", "DASHBOARD_DATA", "DASHBOARD_STORE", "DASHBOARD_CACHE"):
        monkeypatch.setenv(name, "")
    usual = Settings(ROOT / "indicators.yaml", ROOT / "data", str(ROOT / "data/store"))
    assert load_settings() == replace(usual, cache=ROOT / "data/store.cache")
    monkeypatch.setenv("DASHBOARD_DATA", "other")
    assert load_settings().store == str(Path("other/store"))
    monkeypatch.setenv("DASHBOARD_CATALOGUE", "plan.yaml")
    monkeypatch.setenv("DASHBOARD_STORE", "s3://bucket/store")
    settings = Settings(Path("plan.yaml"), Path("other"), "s3://bucket/store", cache=Path("other/store.cache"))
    assert load_settings() == settings
    monkeypatch.setenv("DASHBOARD_CACHE", "elsewhere")
    assert load_settings() == replace(settings, cache=Path("elsewhere"))
