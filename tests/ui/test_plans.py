"""Each screen runs on any plan, and shows nothing of another."""

import re
from pathlib import Path

import pytest

from dashboard.catalogue.loading import load
from dashboard.settings import ROOT, Settings
from dashboard.ui.pages import ABOUT, HOME, INDICATOR
from ui.projects import Enter, Project
from ui.screens import MEETING_DAY, SCRIPTS, blocks, board_rows, component, everything_sent, heading, opened, words

REAL = load(ROOT / "indicators.yaml")
NAMES_OF_THE_REAL_PLAN = [REAL.plan.region_name.removesuffix("県"), REAL.plan.name, "在宅医療"] + [
    word for indicator in REAL.indicators for word in (indicator.id, indicator.name, indicator.short_name)
]


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_screen_opens_and_shows_nothing_of_another_plan(any_plan: Project, script: str) -> None:
    app = opened(script, as_of=MEETING_DAY)
    assert not app.exception
    assert not app.error
    assert heading(app)
    assert any_plan.board.catalogue.plan.name in words(app)
    if any_plan.board.catalogue.plan.name != REAL.plan.name:
        sent = everything_sent(app)
        assert "架空" in sent
        assert [name for name in NAMES_OF_THE_REAL_PLAN if name in sent] == []


def test_every_indicator_of_every_plan_has_a_screen(any_plan: Project) -> None:
    for indicator in any_plan.board.catalogue.indicators:
        app = opened(INDICATOR.script, indicator=indicator.id, as_of=MEETING_DAY)
        assert not app.exception
        assert not app.error
        assert heading(app).startswith(indicator.short_name)


@pytest.mark.parametrize("as_of", ["1990-01-01", "2017-06-30", "2020-10-01", "2023-03-31"])
def test_figures_open_at_any_day_of_the_past(any_plan: Project, as_of: str) -> None:
    for script in (HOME.script, INDICATOR.script):
        app = opened(script, as_of=as_of)
        assert not app.exception
        assert not app.error


@pytest.mark.usefixtures("other_plan")
def test_a_falling_percentage_keeps_its_decimals_and_counts_down_to_its_target() -> None:
    card = board_rows(opened(as_of=MEETING_DAY))["喫煙率"]
    assert "19.2 ％" in card
    assert "令和2年度" in card
    assert "B*" in card
    assert re.search(r"R8目標 12\.0％", card)
    assert "あと7.2" in card
    assert "基準値を" not in card


@pytest.mark.usefixtures("other_plan")
def test_an_indicator_with_three_targets_shows_all_three_and_one_with_one_target_shows_one() -> None:
    smoking = "".join(blocks(opened(INDICATOR.script, indicator="smoking_rate", as_of=MEETING_DAY)))
    screening = "".join(blocks(opened(INDICATOR.script, indicator="screening_rate", as_of=MEETING_DAY)))
    assert [year for year in ("R2", "R5", "R8") if year in smoking] == ["R2", "R5", "R8"]
    assert re.findall(r"\b(18\.0|15\.0|12\.0)", smoking)
    assert "50.0" in screening
    assert "R5" not in screening


@pytest.mark.usefixtures("other_plan")
def test_the_council_table_puts_each_target_under_its_own_fiscal_year() -> None:
    table = component(opened(as_of=MEETING_DAY), "council_table")
    goals = [column for column in table["columns"] if "目標" in column]
    assert goals == ["R2目標", "R5目標", "最終目標"]
    at = table["columns"].index("R2目標")
    smoking, screening, meeting_places = ([cell["text"] for cell in row[at : at + 3]] for row in table["rows"])
    assert smoking == ["18.0", "15.0", "12.0"]
    assert screening == ["―", "―", "50.0"]
    assert meeting_places == ["―", "150", "180"]


@pytest.mark.usefixtures("other_plan")
def test_a_heisei_baseline_is_written_in_heisei() -> None:
    assert "平成28年度" in words(opened(INDICATOR.script, indicator="smoking_rate", as_of=MEETING_DAY))


@pytest.mark.usefixtures("other_plan")
def test_a_new_kind_of_indicator_gets_its_row_and_an_untracked_kind_is_named_without_one() -> None:
    app = opened(as_of=MEETING_DAY)
    assert list(board_rows(app)) == ["喫煙率", "検診受診率", "通いの場"]
    assert "ひとり暮らしの高齢者数" in words(app)


@pytest.mark.usefixtures("other_plan")
def test_the_councils_own_grade_stands_beside_the_computed_one() -> None:
    app = opened(INDICATOR.script, indicator="meeting_places", as_of=MEETING_DAY)
    assert "架空の部会は改善傾向と評価した。" in words(app)
    assert "判定" in words(app)


@pytest.mark.usefixtures("growth_plan")
def test_the_growth_rate_gives_its_own_words_and_no_letters() -> None:
    app = opened(as_of=MEETING_DAY)
    table = component(app, "council_table")
    verdicts = " ".join(row[-1]["text"] for row in table["rows"])
    assert "進展" in verdicts
    assert not re.search(r"\b[A-E]\b", verdicts)


@pytest.mark.usefixtures("growth_plan")
def test_the_method_in_force_is_named_where_grades_are_counted_and_explained() -> None:
    for screen in (HOME, ABOUT):
        said = words(opened(screen.script))
        assert "伸び率による判定" in said
        assert "必要な水準による判定" not in said


def test_a_plan_without_any_published_value_says_so_in_every_row(enter: Enter, tmp_path: Path) -> None:
    enter(_without_values(tmp_path))
    app = opened()
    assert not app.exception
    assert not app.error
    assert len(board_rows(app)) == 3
    assert all("基準日までの値がない" in row for row in board_rows(app).values())


@pytest.mark.parametrize("script", [INDICATOR.script, ABOUT.script])
def test_the_other_screens_of_a_plan_without_values_say_so_too(enter: Enter, tmp_path: Path, script: str) -> None:
    enter(_without_values(tmp_path))
    app = opened(script)
    assert not app.exception
    assert not app.error
    assert "登録" in words(app)


def _without_values(folder: Path) -> Settings:
    data = folder / "data"
    data.mkdir()
    source = Path(__file__).parents[1] / "data"
    (data / "regions.csv").write_bytes((source / "other_plan" / "regions.csv").read_bytes())
    return Settings(source / "other_plan.yaml", data, str(folder / "store"))
