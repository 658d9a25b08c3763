"""A fiscal year, its fourth quarter and a recount for reference end on one day and live side by side, at every door."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from charts.drawing import field_of
from dashboard.as_json import series_json
from dashboard.board import Board, open_board
from dashboard.charts.change import ChangeFigure, SlotChange, change_picture
from dashboard.charts.figure import TrackingFigure
from dashboard.charts.series import SeriesKey
from dashboard.charts.tracking import target_picture
from dashboard.comparing import sums_of, value_at
from dashboard.fiscal import Period, Precision
from dashboard.intake import Context, look_at, undoing
from dashboard.intake.files import Upload
from dashboard.judging import Standing
from dashboard.now import Now, Version
from dashboard.observation import Observation, Status, counting, foremost
from dashboard.papers.book import xlsx
from dashboard.papers.choice import Choice
from dashboard.papers.compose import compose
from dashboard.papers.observations import csv
from dashboard.queries import Snapshot, changes_by_batch, series_of, versions
from dashboard.settings import Settings
from dashboard.store import Store, Submission

DATA = Path(__file__).parent / "data"
DAY = date(2028, 3, 31)
YEAR, QUARTER, MONTH = (Period(DAY, each) for each in (Precision.FISCAL_YEAR, Precision.QUARTER, Precision.MONTH))
PREFECTURE, CITY = "99000", "99201"


def value(
    amount: float | None, period: Period = YEAR, status: Status = Status.OFFICIAL, region: str = PREFECTURE
) -> Observation:
    return Observation("ahead", region, period, amount, status, "架空の資料")


STORED = (
    value(70.0, QUARTER),
    value(260.0),
    value(300.0, YEAR, Status.REFERENCE),
    value(310.0, MONTH, Status.REFERENCE),
)


def submission(*observations: Observation) -> Submission:
    return Submission(observations, "試験", "架空.csv", "", "架空の登録")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(DATA / "bent_plan.yaml", DATA / "other_plan", str(tmp_path / "store"))


@pytest.fixture
def store(settings: Settings) -> Store:
    store = Store(settings.store)
    # The reference values come last: they must not push the official ones out.
    store.create([submission(each) for each in STORED])
    return store


@pytest.fixture
def board(settings: Settings, store: Store) -> Board:
    assert store.exists()
    return open_board(settings)


def standing_of(board: Board) -> Standing:
    return board.standing(board.catalogue.indicator("ahead"), DAY)


def amounts(observations: Sequence[Observation]) -> list[float | None]:
    return [observation.value for observation in observations]


def test_all_are_in_force_the_year_first_and_reference_values_last(board: Board) -> None:
    assert amounts(series_of(board.snapshot, "ahead", PREFECTURE)) == [260.0, 70.0, 300.0, 310.0]


def test_the_sql_numbers_the_slots_that_an_observation_names(store: Store) -> None:
    store.append(submission(value(None, QUARTER, Status.PENDING), value(261.0, YEAR, Status.PROVISIONAL)))
    store.append(submission(value(301.0, YEAR, Status.REFERENCE), value(1.0, YEAR, region=CITY)))
    snapshot = Snapshot.load(store)
    numbers = snapshot.ledger.connection.execute("SELECT slot FROM observations ORDER BY slot, batch").fetchall()
    stored = [each.observation for region in snapshot.ledger.regions for each in versions(snapshot, "ahead", region)]
    pairs = {(number, observation.slot) for (number,), observation in zip(numbers, stored, strict=True)}
    assert len({number for number, _ in pairs}) == len({slot for _, slot in pairs}) == len(pairs) == 5


def test_the_year_is_judged_not_its_quarter(board: Board) -> None:
    standing = standing_of(board)
    assert amounts(standing.judged) == [260.0]
    assert standing.assessment.latest == standing.judged[0]


def test_official_before_provisional_and_then_the_coarser_precision() -> None:
    quarter, year = value(70.0, QUARTER), value(260.0, YEAR, Status.PROVISIONAL)
    assert amounts(counting([year, quarter], provisional=True)) == [70.0]
    assert amounts(counting([replace(quarter, status=Status.PROVISIONAL), year], provisional=True)) == [260.0]
    assert counting([year], provisional=False) == ()


def test_a_reference_value_stands_for_a_day_only_alone() -> None:
    recount, pending = value(300.0, YEAR, Status.REFERENCE), value(None, YEAR, Status.PENDING)
    assert foremost([recount, value(70.0, QUARTER)]) == value(70.0, QUARTER)
    assert foremost([recount, pending]) == pending
    assert foremost([pending, value(70.0, QUARTER)]) == value(70.0, QUARTER)
    assert foremost([recount]) == recount
    assert foremost([]) is None


def test_the_chart_has_one_mark_of_each_standing_a_day_and_its_table_all_values(board: Board) -> None:
    figure = TrackingFigure(standing_of(board), board.catalogue)
    points = {series.key: series.points for series in figure.series(field_of(figure))}
    assert points[SeriesKey.JUDGED] == ((DAY, 260.0),)
    assert points[SeriesKey.NOT_JUDGED] == ((DAY, 300.0),)
    records = figure.table.records()
    assert [(record["period"], record["value"], record["status"]) for record in records] == [
        ("令和9年度", 260.0, "確定"),
        ("令和9年度第4四半期", 70.0, "確定"),
        ("令和9年度", 300.0, "参考"),
        ("令和10年3月", 310.0, "参考"),
    ]
    words = [
        row["words"] for rows in target_picture(figure).spec()["datasets"].values() for row in rows if "words" in row
    ]
    assert any("令和9年度　260" in each for each in words)


def test_series_and_files_list_all_of_them_with_their_precision(board: Board) -> None:
    observations = series_of(board.snapshot, "ahead", PREFECTURE)
    answer = series_json(board.catalogue.indicator("ahead"), PREFECTURE, observations, ())
    assert [(each["precision"], each["status"], each["value"]) for each in answer["observations"]] == [
        ("fiscal_year", "official", 260.0),
        ("quarter", "official", 70.0),
        ("fiscal_year", "reference", 300.0),
        ("month", "reference", 310.0),
    ]
    paper = compose(board, Choice(DAY, indicators=("ahead",)))
    lines = csv(paper).decode("utf-8-sig").splitlines()
    assert [tuple(line.split(",")[3:6]) for line in lines[1:]] == [
        ("令和9年度", "260", "確定"),
        ("令和9年度第4四半期", "70", "確定"),
        ("令和9年度", "300", "参考"),
        ("令和10年3月", "310", "参考"),
    ]
    book = load_workbook(io.BytesIO(xlsx(paper)), read_only=True)
    cells = {str(cell) for page in book for line in page.iter_rows(values_only=True) for cell in line}
    assert {"令和9年度第4四半期", "70", "310"} <= cells


def test_no_map_table_or_sum_takes_a_reference_value_for_an_official_one(settings: Settings) -> None:
    cities = ("99201", "99202", "99203", "99301", "99321")
    official = [value(10.0, YEAR, region=code) for code in cities]
    recounts = [value(1000.0, YEAR, Status.REFERENCE, code) for code in cities]
    Store(settings.store).create([submission(*official), submission(*recounts)])
    board = open_board(settings)
    panel = board.panel(board.catalogue.indicator("ahead"))
    city = value_at(board.territory, panel, board.regions.get(CITY), DAY)
    assert (city.value, city.status) == (10.0, Status.OFFICIAL)
    ((_, total),) = sums_of(board.territory, panel, board.regions.prefecture)
    assert (total.value, total.status) == (50.0, Status.OFFICIAL)


def test_a_batch_and_its_withdrawal_say_which_slot_they_change(store: Store, settings: Settings) -> None:
    batch = store.append(submission(value(75.0, QUARTER)))
    board = open_board(settings)
    (change,) = changes_by_batch(board.snapshot, batch.id)
    assert (change.before, change.after) == (
        replace(value(70.0, QUARTER), batch=board.snapshot.batches[0].id),
        replace(value(75.0, QUARTER), batch=batch.id),
    )
    (affected,) = undoing(batch.id, Context(board.catalogue, board.regions, DAY), board.snapshot).affected
    assert (amounts(affected.before), amounts(affected.after)) == (
        [260.0, 75.0, 300.0, 310.0],
        [260.0, 70.0, 300.0, 310.0],
    )
    assert affected.grade_before == affected.grade_after
    picture = change_picture(board.catalogue, board.catalogue.indicator("ahead"), affected.before, affected.after)
    assert "令和9年度第4四半期の75か所 → 70か所" in picture.alt


def test_a_change_that_has_no_point_is_told_under_the_picture(board: Board) -> None:
    changes = (SlotChange(value(260.0), value(260.0)), SlotChange(value(70.0, QUARTER), value(75.0, QUARTER)))
    figure = ChangeFigure(board.catalogue, board.catalogue.indicator("ahead"), changes)
    assert len(figure.points) == 2
    assert "令和9年度第4四半期の70か所 → 75か所" in figure.without_point


def test_every_value_of_the_history_says_whether_it_is_in_force(settings: Settings, store: Store) -> None:
    store.append(submission(value(261.0)))
    now = Now(Version(settings, 0.0, (), ""), open_board(settings))
    states = {version.observation.value: in_force for version, in_force in now.value_versions("ahead")}
    assert states == {260.0: False, 261.0: True, 70.0: True, 300.0: True, 310.0: True}


def looked_at(board: Board, *rows: str) -> list[str]:
    text = "\r\n".join(["指標,地域コード,時点,値,区分,出典", *(f"{row},架空の資料" for row in rows)])
    context = Context(board.catalogue, board.regions, DAY)
    preview = look_at(Upload("架空.csv", text.encode()), context, board.snapshot)
    assert not preview.draft.blocked
    return [problem.message for problem in preview.problems if problem.rule == "W13"]


def test_a_file_that_brings_year_and_quarter_is_read_with_one_warning_for_all_regions(board: Board) -> None:
    (warning,) = looked_at(
        board,
        *(f"ahead,{code},令和6年度第4四半期,{at}0,確定" for at, code in enumerate(("99201", "99202"), 1)),
        *(f"ahead,{code},令和6年度,{at}00,確定" for at, code in enumerate(("99201", "99202"), 1)),
    )
    for part in (
        "令和6年度は100（確定）",
        "令和6年度第4四半期は10（確定）",
        "ほか1地域",
        "判定に使うのは令和6年度の値です",
    ):
        assert part in warning


def test_a_file_is_warned_of_a_value_in_force_of_another_precision(board: Board) -> None:
    (warning,) = looked_at(board, "ahead,99000,令和10年3月31日,105,確定")[:1]
    assert "令和10年3月31日は105（確定）" in warning
    assert looked_at(board, "ahead,99000,令和9年度,260,確定") == []
    assert looked_at(board, "ahead,99000,令和10年3月31日,300,参考")[0].count("参考") == 2


def test_an_official_value_beside_a_recount_of_the_same_period_is_no_contradiction(board: Board) -> None:
    assert looked_at(board, "ahead,99201,令和6年度,10,確定", "ahead,99201,令和6年度,12,参考") == []
