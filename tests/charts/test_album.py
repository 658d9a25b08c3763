"""Pictures of screens are drawn once for what they show, also beyond a restart, and never shown for anything else."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard import now as state
from dashboard.charts import album
from dashboard.charts.album import Album
from dashboard.charts.picture import Picture
from dashboard.charts.render import svg_file
from dashboard.charts.table import Column, ColumnKind, Table, text_columns
from dashboard.comparing import Basis
from dashboard.fiscal import parse
from dashboard.intake.seeding import make_store
from dashboard.now import Kept, Now, RegionalQuestion, present
from dashboard.observation import Observation, Status
from dashboard.settings import Settings
from dashboard.store import Store, Submission
from ui.projects import Enter

DATA = Path(__file__).parents[1] / "data"
DAY = date(2024, 12, 31)
RATE = "screening_rate"


@pytest.fixture
def settings(enter: Enter, tmp_path: Path) -> Settings:
    """A made-up plan all of whose files may be changed."""
    shutil.copytree(DATA / "other_plan", tmp_path / "data")
    shutil.copy(DATA / "other_plan.yaml", tmp_path / "plan.yaml")
    settings = Settings(tmp_path / "plan.yaml", tmp_path / "data", str(tmp_path / "store"))
    make_store(settings)
    enter(settings)
    return settings


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The title of each picture that is drawn, one after the other."""
    drawings: list[str] = []
    draw = album._screen_svg

    def counted(picture: Picture, surface: album.Surface) -> str:
        drawings.append(f"{picture.title} {surface}")
        return draw(picture, surface)

    monkeypatch.setattr(album, "make", lambda function, *arguments: function(*arguments))
    monkeypatch.setattr(album, "_screen_svg", counted)
    return drawings


def restarted(monkeypatch: pytest.MonkeyPatch) -> Now:
    """The state as a server that has just started sees it."""
    monkeypatch.setattr(state, "_STATES", Kept(1))
    state.edition.cache_clear()
    return present()


@pytest.mark.usefixtures("settings")
def test_a_restart_draws_nothing_that_was_drawn_before(drawings: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    before = present().target_figure(RATE, DAY)
    wide, narrow, taken = before.svg, before.narrow, svg_file(before.picture)
    assert len(drawings) == 2
    after = restarted(monkeypatch).target_figure(RATE, DAY)
    assert (after.svg, after.narrow) == (wide, narrow)
    assert len(drawings) == 2
    assert replace(after.picture, draw=before.picture.draw) == before.picture
    assert svg_file(after.picture) == taken


def upload(settings: Settings) -> None:
    values = (Observation(RATE, "99000", parse("2024-09-30"), 48.7, Status.OFFICIAL, source="架空の調査"),)
    Store(settings.store).append(Submission(values, by="架空の係", file="架空.csv", sha256="", reason="年次更新"))


def withdrawal(settings: Settings) -> None:
    store = Store(settings.store)
    newest = present().board.snapshot.batches[-1]
    store.withdraw(newest.id, by="架空の係", reason="誤り")


def other_store(settings: Settings) -> None:
    shutil.rmtree(settings.store)
    values = (Observation(RATE, "99000", parse("2023-09-30"), 41.5, Status.OFFICIAL, source="架空の調査"),)
    Store(settings.store).create([Submission(values, by="架空の係", file="架空.csv", sha256="", reason="初め")])


def catalogue(settings: Settings) -> None:
    text = settings.catalogue.read_text(encoding="utf-8")
    settings.catalogue.write_text(text.replace("検診受診率", "検診を受けた人の割合"), encoding="utf-8")


def regions(settings: Settings) -> None:
    path = settings.data / "regions.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")


@pytest.mark.parametrize("change", [upload, withdrawal, other_store, catalogue, regions])
def test_whatever_could_change_a_picture_has_it_drawn_anew(
    settings: Settings, drawings: list[str], change: Callable[[Settings], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    present().target_figure(RATE, DAY)
    change(settings)
    restarted(monkeypatch).target_figure(RATE, DAY)
    assert len(drawings) == 2


@pytest.mark.usefixtures("settings")
def test_another_program_draws_anew(drawings: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    present().target_figure(RATE, DAY)
    monkeypatch.setattr(state, "_program", lambda: "the next version")
    restarted(monkeypatch).target_figure(RATE, DAY)
    assert len(drawings) == 2


def test_a_catalogue_that_changes_after_it_was_read_lends_its_name_to_no_older_picture(
    settings: Settings, drawings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = present()
    catalogue(settings)
    assert "検診受診率" in now.target_figure(RATE, DAY).picture.title
    assert "検診を受けた人の割合" in restarted(monkeypatch).target_figure(RATE, DAY).picture.title
    assert len(drawings) == 2


@pytest.mark.usefixtures("settings")
def test_other_questions_have_other_pictures(drawings: list[str]) -> None:
    now = present()
    now.target_figure(RATE, DAY)
    now.target_figure(RATE, date(2023, 12, 31))
    now.target_figure("smoking_rate", DAY)
    assert len(drawings) == 3


TABLE = Table(
    (
        *text_columns(name="地域"),
        Column("day", "時点", ColumnKind.DATE),
        Column("value", "値", ColumnKind.RATE, "件", 2),
    ),
    (("架空町", date(2024, 3, 31), 1.5), ("架空市", None, 2), (("架空の調査", "別の調査"), date(2025, 3, 31), None)),
)


def picture_of(draws: list[str]) -> Picture:
    """A picture with every kind of cell, whose drawing would be told to ``draws``."""

    def draw(surface: album.Surface) -> object:
        draws.append(surface)
        raise AssertionError("it is there")

    return Picture("名前", "題", "言葉", draw, TABLE, ("注",), narrow=True)  # type: ignore[arg-type]


@pytest.fixture
def plain_svg(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each drawing is a word, and is told."""
    drawings: list[str] = []

    def draw(_picture: Picture, surface: album.Surface) -> str:
        drawings.append(surface)
        return f"<svg>{surface}</svg>"

    monkeypatch.setattr(album, "make", lambda function, *arguments: function(*arguments))
    monkeypatch.setattr(album, "_screen_svg", draw)
    return drawings


def test_words_and_figures_come_back_as_they_were(tmp_path: Path, plain_svg: list[str]) -> None:
    picture = picture_of([])
    Album(tmp_path, "state").picture("question", lambda: lambda: picture)
    again = Album(tmp_path, "state").picture("question", lambda: lambda: picture)
    assert plain_svg == ["wide"]
    assert replace(again.picture, draw=picture.draw) == picture
    assert [type(cell) for row in again.picture.table.rows for cell in row] == [
        type(cell) for row in TABLE.rows for cell in row
    ]


@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda data: data[:200] + b"9" + data[201:], lambda _: b""])
def test_a_file_that_is_no_longer_what_was_written_is_drawn_anew(
    tmp_path: Path, plain_svg: list[str], damage: Callable[[bytes], bytes]
) -> None:
    Album(tmp_path, "state").picture("question", lambda: lambda: picture_of([]))
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    again = Album(tmp_path, "state").picture("question", lambda: lambda: picture_of([]))
    assert again.svg == "<svg>wide</svg>"
    assert plain_svg == ["wide", "wide"]


@pytest.mark.usefixtures("real_plan")
def test_what_a_state_keeps_in_memory_is_bounded_in_bytes(
    plain_svg: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def large(_picture: Picture, _surface: album.Surface) -> str:
        return "x" * 500_000

    monkeypatch.setattr(album, "_screen_svg", large)
    now = Now(present().version, present().board)
    indicator = now.board.catalogue.tracked[0].id
    for region in now.board.regions:
        now.outlook_figure(indicator, region.code)
    bound = state.MOST_BYTES_OF_ANSWERS
    assert 0 < now.answers["outlook_figure"].bytes <= bound
    day = now.panel(indicator).days(now.board.regions.prefecture)[0]
    for region_set in now.board.regions.sets:
        for basis in Basis:
            now.view(RegionalQuestion(indicator, region_set.id, basis, day))
    assert 0 < now.answers["view"].bytes <= bound
    assert 0 < now.answers["panel"].bytes <= bound
