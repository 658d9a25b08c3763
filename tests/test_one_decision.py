"""Behind the required line or not: every door says the same, also where the line bends and where the gap is zero.

The made-up plan has a line that bends at the mid-term target: at 190 on 2028-03-31 a straight line from the baseline
to the next target would have the indicator ahead of time, the required line has it behind.
"""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from dashboard.as_json import assessments_json
from dashboard.board import Board, open_board
from dashboard.charts.figure import TrackingFigure
from dashboard.charts.progress import AHEAD, MISSING, progress_figure, stretches
from dashboard.charts.series import Shape
from dashboard.charts.theme import BAD, GOOD, INK
from dashboard.charts.tracking import target_picture
from dashboard.fiscal import Period, Precision
from dashboard.judging import Grade, Side, by_delay
from dashboard.judging.look import Tone, look_of
from dashboard.observation import Observation, Status
from dashboard.papers.book import xlsx
from dashboard.papers.choice import Choice
from dashboard.papers.compose import compose
from dashboard.papers.paper import Paper
from dashboard.papers.slides import pptx
from dashboard.settings import Settings
from dashboard.store import Store, Submission

DATA = Path(__file__).parent / "data"
DAY, CORNER = date(2028, 3, 31), date(2027, 3, 31)
VALUES = {
    "ahead": (DAY, 260.0),
    "on_the_corner": (CORNER, 200.0),
    "behind_the_bend": (DAY, 190.0),
    "falling_on_the_corner": (CORNER, 100.0),
    "falling_behind_the_bend": (DAY, 110.0),
}
REACHED = {"ahead", "on_the_corner", "falling_on_the_corner"}
BEHIND = {"behind_the_bend", "falling_behind_the_bend"}


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Board:
    settings = Settings(DATA / "bent_plan.yaml", DATA / "other_plan", str(tmp_path_factory.mktemp("bent") / "store"))
    observations = tuple(
        Observation(indicator, "99000", Period(day, Precision.DAY), value, Status.OFFICIAL, "架空の資料")
        for indicator, (day, value) in VALUES.items()
    )
    Store(settings.store).create([Submission(observations, "試験", "架空.csv", "", "")])
    return open_board(settings)


def test_the_example_lies_behind_the_bent_line_and_ahead_of_a_straight_one(board: Board) -> None:
    target = board.standing(board.catalogue.indicator("behind_the_bend"), DAY).next_target
    assert target is not None
    assert target.gap == pytest.approx(-13.34, abs=0.01)
    assert target.achieved is not None
    assert target.elapsed is not None
    assert target.achieved > target.elapsed


def test_a_gap_of_zero_is_on_the_line(board: Board) -> None:
    for indicator in ("on_the_corner", "falling_on_the_corner"):
        position = board.standing(board.catalogue.indicator(indicator), DAY).position
        assert position is not None
        assert (position.gap, position.side) == (0.0, Side.ON)


def test_grade_and_json_and_the_tone_of_papers_agree(board: Board) -> None:
    graded = {standing.indicator.id: standing.assessment.targets[-1].grade for standing in board.standings(DAY)}
    assert graded == {id_: Grade.B if id_ in REACHED else Grade.B_STAR for id_ in VALUES}
    answers = {
        answer["id"]: answer["targets"][-1]
        for answer in assessments_json(board.standings(DAY), board.catalogue.judging.method, DAY)["indicators"]
    }
    for id_, answer in answers.items():
        sign = -1 if id_.startswith("falling") else 1
        assert (sign * answer["gap"] >= 0) is (id_ in REACHED)
    tones = {standing.indicator.id: look_of(standing.next_target).tone for standing in board.standings(DAY)}
    assert tones == {id_: Tone.AHEAD if id_ in REACHED else Tone.SHORT for id_ in VALUES}


def test_every_paper_says_the_words_of_the_look(board: Board, paper: Paper) -> None:
    for section in paper.sections:
        assert section.verdict == look_of(section.standing.next_target).verdict


def test_the_board_of_all_indicators_has_the_look_and_words_of_each(board: Board) -> None:
    figure = progress_figure(board.catalogue, board.standings(DAY), DAY)
    for row in figure.rows:
        look = look_of(row.standing.next_target)
        amounts = {stretch.part: stretch.end - stretch.start for stretch in stretches(row.look)}
        assert amounts.get(MISSING, 0.0) == pytest.approx(look.missing)
        assert amounts.get(AHEAD, 0.0) == pytest.approx(look.ahead)
        assert (MISSING in amounts) is (row.standing.indicator.id in BEHIND)
        assert row.points.startswith("−") is (row.standing.indicator.id in BEHIND)
        assert {look.letter, look.words} <= set(row.words)


def test_the_order_by_delay_begins_with_those_behind(board: Board) -> None:
    order = [standing.indicator.id for standing in by_delay(board.standings(DAY))]
    assert set(order[:2]) == BEHIND
    assert order[-1] == "ahead"


def test_the_target_picture_has_a_red_bar_for_what_is_missing_and_a_blue_one_for_what_is_ahead(board: Board) -> None:
    for standing in board.standings(DAY):
        figure = TrackingFigure(standing, board.catalogue)
        rows = [row for rows in target_picture(figure).spec()["datasets"].values() for row in rows]
        colours = {colour for row in rows for colour in map(str, row.values()) if colour in {GOOD, BAD}}
        assert colours == BARS[standing.indicator.id]
        (latest,) = (row for row in rows if str(row.get("words", "")).startswith("最新値"))
        assert (latest["shape"], latest["fill"]) == (Shape.CIRCLE, INK)


BARS = {
    "ahead": {GOOD},
    "on_the_corner": set(),
    "behind_the_bend": {BAD},
    "falling_on_the_corner": set(),
    "falling_behind_the_bend": {BAD},
}


@pytest.fixture(scope="module")
def paper(board: Board) -> Paper:
    return compose(board, Choice(DAY))


def charts_in(file: bytes, folder: str) -> list[str]:
    """The native charts of an office file, in the order of their numbers, which is that of the indicators."""
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        names = [name for name in parts.namelist() if re.fullmatch(rf"{folder}/chart\d+\.xml", name)]
        return [parts.read(name).decode() for name in sorted(names, key=lambda name: int(re.sub(r"\D", "", name)))]


@pytest.mark.parametrize(("write", "folder"), [(pptx, "ppt/charts"), (xlsx, "xl/charts")], ids=["slides", "workbook"])
def test_native_charts_have_the_same_bar(paper: Paper, write: Callable[[Paper], bytes], folder: str) -> None:
    charts = charts_in(write(paper), folder)
    assert len(charts) == len(VALUES)
    for section, chart in zip(paper.sections, charts, strict=True):
        colours = {colour for colour in (GOOD, BAD) if colour[1:] in chart}
        assert colours == BARS[section.standing.indicator.id]
        assert "▼" not in chart
        assert "▲" not in chart
        assert 'symbol val="triangle"' not in chart
