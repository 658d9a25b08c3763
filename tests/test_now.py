"""One page run is one state: whatever lands in the store meanwhile, a run's answers are those of one version."""

import os
import shutil
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from dashboard import now as state
from dashboard.errors import StoreDamaged
from dashboard.fiscal import parse
from dashboard.intake.seeding import make_store
from dashboard.now import MOST_VERSIONS, Kept, look_through_store, present
from dashboard.observation import Observation, Status
from dashboard.papers.choice import Choice
from dashboard.settings import Settings
from dashboard.store import Store, Submission
from dashboard.ui.pages import INDICATOR, REGIONS
from ui.projects import Enter
from ui.screens import MEETING_DAY, board_rows, component, heading, opened, words

DATA = Path(__file__).parent / "data"
DAY = date.fromisoformat(MEETING_DAY)
RATE = "screening_rate"


@pytest.fixture
def store(enter: Enter, tmp_path: Path) -> Store:
    """The store of a made-up plan that may be written to."""
    settings = Settings(DATA / "other_plan.yaml", DATA / "other_plan", str(tmp_path / "store"))
    make_store(settings)
    return Store(enter(settings).settings.store)


def submission(value: float) -> Submission:
    observation = Observation(RATE, "99000", parse("2024-09-30"), value, Status.OFFICIAL, source="架空の調査")
    return Submission((observation,), by="架空の係", file="架空.csv", sha256=f"{value}", reason="年次更新")


def commit(store: Store, value: float = 48.7) -> str:
    return store.append(submission(value)).id


def test_what_is_committed_withdrawn_or_put_in_its_place_is_seen_at_the_next_run(store: Store) -> None:
    app = opened(as_of=MEETING_DAY)
    assert "44.5" in board_rows(app)["検診受診率"]
    batch = commit(store)
    assert "48.7" in board_rows(app.run())["検診受診率"]
    store.withdraw(batch, by="架空の係", reason="誤り")
    assert "44.5" in board_rows(app.run())["検診受診率"]
    shutil.rmtree(store.location)
    Store(store.location).create([submission(12.3)])
    assert "12.3" in board_rows(app.run())["検診受診率"]


def test_a_commit_between_two_questions_of_one_run_does_not_mix_two_stores(store: Store) -> None:
    now = present()
    before = now.board.standing(now.board.catalogue.indicator(RATE), DAY)
    batch = commit(store)
    assert now.standing(RATE, DAY) == before
    assert "48.7" not in now.target_figure(RATE, DAY).svg
    assert batch not in {version.observation.batch for version, _ in now.value_versions(RATE)}
    assert b"48.7" not in now.files(Choice(DAY), "csv")[0].data
    newer = present()
    assert newer.standing(RATE, DAY) != before
    assert "48.7" in newer.target_figure(RATE, DAY).svg
    assert b"48.7" in newer.files(Choice(DAY), "csv")[0].data


def test_a_page_during_which_something_is_committed_shows_the_older_state_throughout(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(INDICATOR.script, indicator=RATE, as_of=MEETING_DAY)
    ask = state.Now.standing

    def commit_after(now: state.Now, indicator: str, as_of: date) -> object:
        standing = ask(now, indicator, as_of)
        commit(store)
        return standing

    with monkeypatch.context() as patch:
        patch.setattr(state.Now, "standing", commit_after)
        app.run()
    assert "44.5" in words(app)
    assert "48.7" not in words(app)
    assert "48.7" not in component(app, "body_part", part="chart")["picture"]["svg"]
    app.run()
    assert "48.7" in words(app)
    assert "48.7" in component(app, "body_part", part="chart")["picture"]["svg"]


@pytest.mark.usefixtures("store")
def test_a_fragment_that_finds_a_newer_state_has_the_whole_page_made_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(REGIONS.script, indicator=RATE)
    runs: list[str] = []
    present_now = state.present

    def counted() -> state.Now:
        now = present_now()
        runs.append(now.version.store)
        if len(runs) == 1:
            commit(store)
        return now

    monkeypatch.setattr("dashboard.ui.regions.present", counted)
    monkeypatch.setattr(state, "present", counted)
    app.run()
    assert heading(app)
    assert len(set(runs)) == 2
    assert runs[-1] == runs[-2]


def test_a_version_is_opened_once_and_older_ones_are_let_go(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert present() is present()
    states = Kept(MOST_VERSIONS)
    monkeypatch.setattr(state, "_STATES", states)
    for value in range(MOST_VERSIONS + 3):
        present()
        commit(store, value)
    assert len(states) == MOST_VERSIONS


@pytest.mark.usefixtures("other_plan")
def test_a_data_file_that_rotted_without_another_size_or_moment_is_told_after_the_look_of_the_start(
    store: Store,
) -> None:
    assert present().board
    (path,) = Path(store.location, "observations").glob("*.parquet")
    facts = path.stat()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert present().board
    look_through_store()
    with pytest.raises(StoreDamaged, match=path.name):
        present()


@pytest.mark.usefixtures("store")
def test_an_answer_is_kept_for_its_question_and_no_more_are_kept_than_are_allowed() -> None:
    now = present()
    assert now.target_figure(RATE, DAY) is now.target_figure(RATE, DAY)
    assert now.target_figure(RATE, DAY) is not now.target_figure("smoking_rate", DAY)
    for day in range(70):
        now.standings(date.fromordinal(DAY.toordinal() - day))
    assert len(now.answers["standings"]) == 64


def test_two_who_ask_for_the_same_wait_for_one_answer_and_others_do_not_wait() -> None:
    kept, asked, together = Kept(4), list[str](), threading.Barrier(5)

    def slow() -> str:
        asked.append("slow")
        time.sleep(0.3)
        return "answer"

    def ask(key: str, answer: Callable[[], str], into: list[str]) -> None:
        together.wait()
        into.append(kept.get(key, answer))

    answers: list[str] = []
    others: list[str] = []
    threads = [threading.Thread(target=ask, args=("same", slow, answers)) for _ in range(3)]
    threads.append(threading.Thread(target=ask, args=("other", lambda: "quick", others)))
    for thread in threads:
        thread.start()
    together.wait()
    threads[-1].join(0.2)
    assert others == ["quick"]
    for thread in threads:
        thread.join()
    assert answers == ["answer"] * 3
    assert asked == ["slow"]


def test_an_error_is_not_kept() -> None:
    kept = Kept(4)
    with pytest.raises(ZeroDivisionError):
        kept.get("key", lambda: 1 / 0)
    assert kept.get("key", lambda: 1) == 1


def test_questions_that_fail_cost_no_answer_its_place() -> None:
    kept, asked = Kept(2), list[int]()

    def refuse() -> int:
        raise ValueError

    for key in (1, 2):
        kept.get(key, lambda key=key: asked.append(key))
    for key in range(10, 20):
        with pytest.raises(ValueError):  # noqa: PT011 - the one above
            kept.get(key, refuse)
    for key in (1, 2):
        kept.get(key, lambda key=key: asked.append(key))
    assert asked == [1, 2]
