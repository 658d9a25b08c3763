"""What is remembered between visitors, and what makes it out of date."""

import shutil
from pathlib import Path

import pytest

from dashboard.board import open_board
from dashboard.fiscal import parse
from dashboard.observation import Observation, Status
from dashboard.settings import Settings
from dashboard.store import Store, Submission
from ui.projects import Enter, Project
from ui.screens import MEETING_DAY, cards, opened

DATA = Path(__file__).parents[1] / "data"


def submission(value: float) -> Submission:
    observation = Observation(
        "screening_rate", "99000", parse("2024-09-30"), value, Status.OFFICIAL, source="架空の調査"
    )
    return Submission((observation,), by="架空の係", file="架空.csv", sha256="ab" * 32, reason="年次更新")


@pytest.fixture
def writable(enter: Enter, tmp_path: Path) -> Project:
    settings = Settings(DATA / "other_plan.yaml", DATA / "other_plan", str(tmp_path / "store"))
    open_board(settings)
    return enter(settings)


def test_a_committed_value_is_seen_at_the_next_run(writable: Project) -> None:
    app = opened(as_of=MEETING_DAY)
    assert "44.5" in cards(app)["検診受診率"]
    Store(writable.settings.store).append(submission(48.7))
    assert "48.7" in cards(app.run())["検診受診率"]


def test_a_withdrawn_value_is_gone_at_the_next_run(writable: Project) -> None:
    store = Store(writable.settings.store)
    batch = store.append(submission(48.7))
    app = opened(as_of=MEETING_DAY)
    assert "48.7" in cards(app)["検診受診率"]
    store.withdraw(batch.id, by="架空の係", reason="誤り")
    assert "44.5" in cards(app.run())["検診受診率"]


def test_another_store_put_in_its_place_is_seen_although_its_version_is_the_same(writable: Project) -> None:
    app = opened(as_of=MEETING_DAY)
    assert "44.5" in cards(app)["検診受診率"]
    shutil.rmtree(writable.settings.store)
    Store(writable.settings.store).create([submission(12.3)])
    assert "12.3" in cards(app.run())["検診受診率"]
