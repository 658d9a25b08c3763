"""What a visitor reads when the project is not in order: sentences on every screen, never a traceback."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.catalogue.loading import load
from dashboard.errors import CatalogueError
from dashboard.intake.seeding import make_store
from dashboard.settings import Settings
from ui.projects import Enter, Project
from ui.screens import SCRIPTS, everything_sent, opened

OTHER = Path(__file__).parents[1] / "data"


@pytest.fixture(autouse=True)
def _store(tmp_path: Path) -> None:
    """It was made when everything was still in order."""
    make_store(Settings(OTHER / "other_plan.yaml", OTHER / "other_plan", str(tmp_path / "store")))


def only_error(app: AppTest) -> str:
    """The one message shown, without the backslashes that keep Markdown from reading it."""
    assert not app.exception
    (error,) = app.error
    assert "Traceback" not in everything_sent(app)
    return str(error.value).replace("\\", "")


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_broken_catalogue_shows_all_its_problems_on_every_screen(enter: Enter, tmp_path: Path, script: str) -> None:
    broken = tmp_path / "indicators.yaml"
    text = (OTHER / "other_plan.yaml").read_text(encoding="utf-8")
    text = text.replace("direction: down", "direction: sideways", 1).replace("baseline:", "baselin:", 1)
    broken.write_text(text.replace("value: 50.0", "value: 五十"), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load(broken)
    assert len(caught.value.problems) >= 3
    enter(Settings(broken, OTHER / "other_plan", str(tmp_path / "store")))
    shown = only_error(opened(script))
    assert [problem for problem in caught.value.problems if problem not in shown] == []


@pytest.mark.parametrize("content", ["plan: [", "", "\t- x", "plan: 1"])
def test_a_file_that_is_no_catalogue_is_a_sentence_too(enter: Enter, tmp_path: Path, content: str) -> None:
    broken = tmp_path / "indicators.yaml"
    broken.write_text(content, encoding="utf-8")
    enter(Settings(broken, OTHER / "other_plan", str(tmp_path / "store")))
    assert "indicators.yaml" in only_error(opened())


def test_a_missing_catalogue_is_a_sentence_that_names_the_file(enter: Enter, tmp_path: Path) -> None:
    enter(Settings(tmp_path / "missing.yaml", OTHER / "other_plan", str(tmp_path / "store")))
    assert "missing.yaml" in only_error(opened())


def test_a_missing_list_of_regions_is_a_sentence_that_names_the_file(enter: Enter, tmp_path: Path) -> None:
    enter(Settings(OTHER / "other_plan.yaml", tmp_path, str(tmp_path / "store")))
    assert "regions.csv" in only_error(opened())


def _cut_off(store: Path) -> Path:
    commit = next(store.rglob("0*.json"))
    commit.write_bytes(commit.read_bytes()[:20])
    return commit


def _flip_a_byte(store: Path) -> Path:
    rows = next(store.rglob("*.parquet"))
    content = bytearray(rows.read_bytes())
    content[len(content) // 2] ^= 0xFF
    rows.write_bytes(bytes(content))
    return rows


def _remove_rows(store: Path) -> Path:
    rows = next(store.rglob("*.parquet"))
    rows.unlink()
    return rows


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("damage", [_cut_off, _flip_a_byte, _remove_rows])
def test_a_damaged_store_is_one_sentence_with_the_file_and_the_way_back(
    enter: Enter, tmp_path: Path, script: str, damage: Callable[[Path], Path]
) -> None:
    settings = Settings(OTHER / "other_plan.yaml", OTHER / "other_plan", str(tmp_path / "store"))
    spoiled = damage(tmp_path / "store")
    before = _contents(tmp_path / "store")
    enter(settings)
    app = opened(script)
    shown = only_error(app)
    assert spoiled.name in shown
    assert "restore" in shown
    assert any("<h1>" in element.value for element in app.html), "the page has a heading"
    assert any("管理者に知らせて" in caption.value for caption in app.caption)
    assert shown.count("\n") == 0
    assert _contents(tmp_path / "store") == before


def test_what_nobody_thought_of_is_one_sentence_and_its_traceback_is_in_the_log(
    real_plan: Project, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ZeroDivisionError(real_plan.settings.store)

    monkeypatch.setattr("dashboard.now.present", fail)
    with caplog.at_level(logging.ERROR):
        app = opened()
    assert "管理者" in only_error(app)
    assert real_plan.settings.store not in everything_sent(app)
    assert "ZeroDivisionError" in caplog.text


def test_a_mended_catalogue_is_seen_at_the_next_run(enter: Enter, tmp_path: Path) -> None:
    catalogue = tmp_path / "indicators.yaml"
    good = (OTHER / "other_plan.yaml").read_text(encoding="utf-8")
    catalogue.write_text(good.replace("baseline:", "baselin:", 1), encoding="utf-8")
    enter(Settings(catalogue, OTHER / "other_plan", str(tmp_path / "store")))
    app = opened()
    assert app.error
    catalogue.write_text(good, encoding="utf-8")
    assert not app.run().error


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("script", SCRIPTS)
def test_half_a_commit_of_a_power_cut_is_a_sentence_on_every_screen_and_hides_none(
    enter: Enter, tmp_path: Path, script: str
) -> None:
    settings = Settings(OTHER / "other_plan.yaml", OTHER / "other_plan", str(tmp_path / "store"))
    (tmp_path / "store" / "observations/_delta_log" / f"{1:020d}.json").write_bytes(b"")
    enter(settings)
    app = opened(script)
    assert not app.exception
    assert not app.error
    warnings = [str(warning.value).replace("\\", "") for warning in app.warning]
    assert [f"{1:020d}.json" in warning and "値には入っていません" in warning for warning in warnings].count(True) == 1
