"""定義と出典: what the figures mean, how they are judged, and where they come from."""

import pytest

from dashboard.judging import Flag, Grade
from dashboard.observation import Status
from dashboard.ui.pages import ABOUT
from ui.projects import Project
from ui.screens import opened, words


def test_every_indicator_is_defined_with_its_source(any_plan: Project) -> None:
    app = opened(ABOUT.script)
    said = words(app)
    for indicator in any_plan.board.catalogue.indicators:
        assert indicator.name in said
        assert indicator.source in said
    assert not app.expander


@pytest.mark.usefixtures("real_plan")
def test_the_thresholds_in_force_are_written_out() -> None:
    said = words(opened(ABOUT.script))
    assert "5％" in said
    assert "10％" in said
    assert "400日" in said


@pytest.mark.usefixtures("other_plan")
def test_another_plan_shows_its_own_thresholds() -> None:
    said = words(opened(ABOUT.script))
    assert "800日" in said
    assert "9月30日" in said
    assert "目標までの幅の" not in said


@pytest.mark.usefixtures("real_plan")
def test_every_grade_mark_and_status_has_its_meaning() -> None:
    said = words(opened(ABOUT.script))
    for word in (*(grade.label for grade in Grade), *(flag.label for flag in Flag), *(s.meaning for s in Status)):
        assert word in said


@pytest.mark.usefixtures("real_plan")
def test_that_all_five_measure_structure_is_said() -> None:
    assert "ストラクチャー" in words(opened(ABOUT.script))


@pytest.mark.usefixtures("real_plan")
def test_sources_licences_and_the_last_change_are_shown() -> None:
    said = words(opened(ABOUT.script))
    assert "関東信越厚生局" in said
    assert "最後の更新" in said
    assert "利用条件" in said


@pytest.mark.usefixtures("real_plan")
def test_dates_points_and_colours_are_explained_once_and_in_words_for_readers() -> None:
    said = words(opened(ABOUT.script))
    for word in ("基準日に必要な水準", "進みの差（ポイント）", "赤の斜線"):
        assert word in said
    for word in ("SOURCES.md", ".csv", ".yaml", "data/", "DASHBOARD_"):
        assert word not in said
