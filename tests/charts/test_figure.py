"""The neutral tracking figure: what every writer draws, whatever draws it."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard.board import Board
from dashboard.charts import theme
from dashboard.charts.figure import Across, Label, Mark, Series, SeriesKey, Shape, TrackingFigure
from dashboard.judging import Standing, assess, required_line
from dashboard.observation import Observation

AS_OF = date(2024, 3, 31)
FIELD = 250.0


def figure(board: Board, indicator: str) -> TrackingFigure:
    return TrackingFigure(board.standing(board.catalogue.indicator(indicator), AS_OF), board.catalogue)


def with_latest(board: Board, indicator: str, value: float) -> TrackingFigure:
    """The figure of an indicator whose newest judged value is another."""
    standing = board.standing(board.catalogue.indicator(indicator), AS_OF)
    newest = standing.judged[-1]
    changed = tuple(replace(o, value=value) if o == newest else o for o in standing.observations)
    return of(board, indicator, changed)


def of(board: Board, indicator: str, observations: tuple[Observation, ...]) -> TrackingFigure:
    subject = board.catalogue.indicator(indicator)
    assessment = assess(subject, board.catalogue.judging, observations, AS_OF)
    return TrackingFigure(Standing(subject, observations, assessment), board.catalogue)


def series(figure: TrackingFigure, height: float = FIELD) -> dict[SeriesKey, Series]:
    return {series.key: series for series in figure.series(figure.value_scale(height))}


def latest(figure: TrackingFigure) -> tuple[Mark, Label]:
    newest = series(figure)[SeriesKey.LATEST]
    assert newest.mark is not None
    return newest.mark, newest.labels[0]


def line_at_latest(board: Board, indicator: str) -> float:
    standing = board.standing(board.catalogue.indicator(indicator), AS_OF)
    return required_line(standing.path, standing.judged[-1].as_of)


def test_the_required_line_runs_from_the_baseline_through_every_target(other_board: Board) -> None:
    parts = series(figure(other_board, "smoking_rate"))
    years = (2016, 2020, 2023, 2026)
    assert parts[SeriesKey.REQUIRED_LINE].points == tuple(
        (date(year, 9, 30), value) for year, value in zip(years, (21.4, 18.0, 15.0, 12.0), strict=True)
    )
    assert parts[SeriesKey.TARGETS].points == parts[SeriesKey.REQUIRED_LINE].points[1:]
    assert parts[SeriesKey.BASELINE].points == parts[SeriesKey.REQUIRED_LINE].points[:1]


def test_only_values_that_count_are_joined(other_board: Board) -> None:
    parts = series(figure(other_board, "smoking_rate"))
    judged, others = parts[SeriesKey.JUDGED], parts[SeriesKey.NOT_JUDGED]
    assert judged.stroke is not None
    assert others.stroke is None
    assert others.mark is not None
    assert others.mark.hollow
    assert not set(judged.points) & set(others.points)


@pytest.mark.parametrize(
    ("beside", "shape", "colour", "above"),
    [
        (-1.0, Shape.CIRCLE, theme.GOOD, False),
        (0.0, Shape.CIRCLE, theme.GOOD, True),
        (1.0, Shape.TRIANGLE_UP, theme.BAD, True),
    ],
)
def test_where_less_is_better_a_value_above_the_line_is_behind_it(
    other_board: Board, beside: float, shape: Shape, colour: str, above: bool
) -> None:
    level = line_at_latest(other_board, "smoking_rate")
    mark, label = latest(with_latest(other_board, "smoking_rate", level + beside))
    assert (mark.shape, mark.colour, mark.hollow) == (shape, colour, False)
    assert label.above is above
    assert label.across is (Across.CENTRE if colour == theme.GOOD else Across.RIGHT)


@pytest.mark.parametrize(
    ("beside", "shape", "colour", "above"),
    [
        (-1.0, Shape.TRIANGLE_DOWN, theme.BAD, False),
        (0.0, Shape.CIRCLE, theme.GOOD, False),
        (1.0, Shape.CIRCLE, theme.GOOD, True),
    ],
)
def test_where_more_is_better_a_value_below_the_line_is_behind_it(
    other_board: Board, beside: float, shape: Shape, colour: str, above: bool
) -> None:
    level = line_at_latest(other_board, "meeting_places")
    mark, label = latest(with_latest(other_board, "meeting_places", level + beside))
    assert (mark.shape, mark.colour, label.above) == (shape, colour, above)


def test_the_gap_reaches_from_the_latest_value_to_the_line_in_the_colour_of_the_mark(other_board: Board) -> None:
    parts = series(figure(other_board, "smoking_rate"))
    gap, newest = parts[SeriesKey.GAP], parts[SeriesKey.LATEST]
    assert gap.points[0] == newest.points[0]
    assert gap.points[1][1] == line_at_latest(other_board, "smoking_rate")
    assert gap.stroke is not None
    assert newest.mark is not None
    assert gap.stroke.colour == newest.mark.colour


def test_labels_of_baseline_and_targets_change_sides_with_the_direction(other_board: Board) -> None:
    falling, rising = (series(figure(other_board, id_)) for id_ in ("smoking_rate", "meeting_places"))
    for key in (SeriesKey.BASELINE_LEVEL, SeriesKey.TARGETS):
        assert falling[key].labels[0].above is not rising[key].labels[0].above


def test_values_too_near_to_a_newer_one_carry_no_label_but_stay(other_board: Board) -> None:
    standing = figure(other_board, "smoking_rate").standing
    middle = standing.judged[1]
    close = [replace(middle, period=replace(middle.period, date=middle.as_of.replace(day=day))) for day in (1, 10, 20)]
    crowded = series(of(other_board, "smoking_rate", (*standing.observations, *close)))[SeriesKey.JUDGED]
    assert {o.as_of for o in close} <= {day for day, _ in crowded.points}
    near = [label for label in crowded.labels if abs((crowded.points[label.point][0] - middle.as_of).days) < 60]
    assert len(near) == 1


def test_a_low_value_has_its_label_above_so_that_it_does_not_stand_among_the_years(other_board: Board) -> None:
    assert latest(with_latest(other_board, "meeting_places", 0.0))[1].above


def test_a_value_of_zero_is_drawn_and_no_value_is_not(other_board: Board) -> None:
    zero = with_latest(other_board, "meeting_places", 0.0)
    assert series(zero)[SeriesKey.LATEST].points[0][1] == 0.0
    nothing = series(of(other_board, "meeting_places", ()))
    assert SeriesKey.LATEST not in nothing
    assert SeriesKey.JUDGED not in nothing
    assert SeriesKey.TARGETS in nothing


def test_an_indicator_without_baseline_and_target_has_its_reference_values_alone(other_board: Board) -> None:
    assert set(series(figure(other_board, "single_elderly"))) == {SeriesKey.NOT_JUDGED}


def test_the_axis_has_the_fiscal_years_of_the_plan_and_of_all_that_is_drawn(other_board: Board) -> None:
    tracked = figure(other_board, "smoking_rate")
    ticks = tracked.tick_series(tracked.value_scale(FIELD))
    assert [label.text for label in ticks.labels][:5] == ["H28", "H29", "H30", "R元", "R2"]
    assert ticks.labels[3].second_line == "(2019)"
    assert all(day.month == 9 for day, _ in ticks.points)
    for part in tracked.series(tracked.value_scale(FIELD)):
        assert all(tracked.first <= day <= tracked.last for day, _ in part.points)


@pytest.mark.parametrize("height", [90.0, 250.0])
@pytest.mark.parametrize("indicator", ["smoking_rate", "meeting_places", "single_elderly"])
def test_the_scale_is_round_holds_all_and_leaves_room_for_labels(
    other_board: Board, indicator: str, height: float
) -> None:
    tracked = figure(other_board, indicator)
    scale = tracked.value_scale(height)
    values = [value for part in tracked.series(scale) for _, value in part.points]
    assert scale.low <= min(values) <= max(values) <= scale.high
    for end in (scale.low, scale.high):
        assert end / scale.step == pytest.approx(round(end / scale.step))
    assert scale.low == 0 or scale.room_below(min(values)) >= 22
