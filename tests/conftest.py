"""Whole projects for tests that run the application: the real plan and two made-up ones, each with its store."""

import gc
import os
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings

from dashboard.board import Board
from dashboard.errors import DashboardError
from dashboard.intake.seeding import make_store
from dashboard.settings import ROOT, Settings
from ui.projects import Enter, Project, first_board

DATA = Path(__file__).parent / "data"

# A slow machine is no fault of the code: speed is measured in bench/.
settings.register_profile("house", deadline=None, max_examples=40)
settings.load_profile("house")


def pytest_collection_finish() -> None:
    """What all tests share stays to the end; looked through at every full collection it costs a tenth of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def enter(monkeypatch: pytest.MonkeyPatch) -> Enter:
    """Makes a project the one that the application finds, with its store as far as its files allow.

    What is remembered of another needs no clearing, for every cache has the project in its key.
    """

    def entered(settings: Settings) -> Project:
        project = Project(settings)
        with suppress(DashboardError):
            make_store(settings)
        for name, value in project.environment.items():
            monkeypatch.setenv(name, value)
        return project

    return entered


@pytest.fixture(scope="session")
def real_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One store for all processes of a run and their servers: what is drawn of it is drawn once."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    return Settings(ROOT / "indicators.yaml", ROOT / "data", str(folder / "real" / "store"))


@pytest.fixture(scope="session")
def other_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(DATA / "other_plan.yaml", DATA / "other_plan", str(tmp_path_factory.mktemp("other") / "store"))


@pytest.fixture(scope="session")
def growth_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(DATA / "growth_plan.yaml", DATA / "other_plan", str(tmp_path_factory.mktemp("growth") / "store"))


@pytest.fixture
def real_plan(enter: Enter, real_settings: Settings) -> Project:
    """The plan of this checkout; its store is made once and must not be written to."""
    return enter(real_settings)


@pytest.fixture
def own_plan(enter: Enter, real_settings: Settings, tmp_path: Path) -> Project:
    """The plan of this checkout with a store that may be written to."""
    make_store(real_settings)
    shutil.copytree(real_settings.store, tmp_path / "store")
    return enter(replace(real_settings, store=str(tmp_path / "store")))


@pytest.fixture
def other_plan(enter: Enter, other_settings: Settings) -> Project:
    """A made-up plan judged by the line: 平成 baselines, a falling percentage, one, two and three targets."""
    return enter(other_settings)


@pytest.fixture
def growth_plan(enter: Enter, growth_settings: Settings) -> Project:
    """A made-up plan judged by the growth rate."""
    return enter(growth_settings)


@pytest.fixture(params=["real_plan", "other_plan", "growth_plan"])
def any_plan(request: pytest.FixtureRequest) -> Project:
    """Each of the three plans in turn."""
    project: Project = request.getfixturevalue(request.param)
    return project


@pytest.fixture(scope="session")
def real_board(real_settings: Settings) -> Board:
    return first_board(real_settings)


@pytest.fixture(scope="session")
def other_board(other_settings: Settings) -> Board:
    return first_board(other_settings)


@pytest.fixture(scope="session")
def growth_board(growth_settings: Settings) -> Board:
    return first_board(growth_settings)
