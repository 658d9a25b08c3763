"""The neutral tracking figure: what every writer draws, whatever draws it."""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise

import pytest

from charts.drawing import field_of
from dashboard.board import Board
from dashboard.charts import theme, tracking
from dashboard.charts.figure import TrackingFigure
from dashboard.charts.labels import FOUR_SIDES, ChartField, radius_of
from dashboard.charts.picture import Surface
from dashboard.charts.plane import Box
from dashboard.charts.series import Dash, Emphasis, Label, Mark, Series, SeriesKey, Shape, Stroke
from dashboard.fiscal import parse
from dashboard.judging import Standing, assess, required_line
from dashboard.observation import Observation
from dashboard.papers.slides.chart import field_in
from dashboard.papers.slides.measure import SlideBox

AS_OF = date(2024, 3, 31)
FIELD = 250.0
SIZES = dict(zip(Emphasis, (10.0, 10.0, 11.0, 16.0), strict=True))


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
    return {series.key: series for series in figure.series(field_of(figure, height))}


def latest(figure: TrackingFigure) -> tuple[Mark, Label]:
    newest = series(figure)[SeriesKey.LATEST]
    assert newest.mark is not None
    return newest.mark, newest.labels[0]


def gap_stroke(figure: TrackingFigure) -> Stroke | None:
    part = series(figure).get(SeriesKey.GAP)
    return part.stroke if part else None


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


@pytest.mark.parametrize("indicator", ["smoking_rate", "meeting_places"])
@pytest.mark.parametrize("step", [-1.0, 0.0, 1.0])
def test_the_latest_value_is_an_ink_circle_whatever_it_is(other_board: Board, indicator: str, step: float) -> None:
    level = line_at_latest(other_board, indicator)
    mark, label = latest(with_latest(other_board, indicator, level + step))
    assert (mark.shape, mark.colour, mark.hollow) == (Shape.CIRCLE, theme.INK, False)
    assert label.ink == theme.INK


@pytest.mark.parametrize("indicator", ["smoking_rate", "meeting_places"])
@pytest.mark.parametrize("step", [0.3, 1.0])
def test_what_is_missing_is_a_hatched_red_bar_and_what_is_ahead_a_solid_blue_one(
    other_board: Board, indicator: str, step: float
) -> None:
    wanted = 1 if indicator == "meeting_places" else -1
    level = line_at_latest(other_board, indicator)
    short = gap_stroke(with_latest(other_board, indicator, level - wanted * step))
    ahead = gap_stroke(with_latest(other_board, indicator, level + wanted * step))
    assert short is not None
    assert ahead is not None
    assert (short.colour, short.dash) == (theme.BAD, Dash.HATCHED)
    assert (ahead.colour, ahead.dash) == (theme.GOOD, Dash.SOLID)
    assert gap_stroke(with_latest(other_board, indicator, level)) is None


def test_the_gap_is_a_bar_as_long_as_it_is_and_its_words_say_how_much(other_board: Board) -> None:
    parts = series(figure(other_board, "smoking_rate"))
    gap, newest = parts[SeriesKey.GAP], parts[SeriesKey.LATEST]
    assert gap.points == (newest.points[0], (newest.points[0][0], line_at_latest(other_board, "smoking_rate")))
    assert gap.words == ("令和2年度　必要な水準まで1.20",)


def missing(figure: TrackingFigure) -> float:
    """How long the red bar is; below zero where it is blue."""
    part = series(figure).get(SeriesKey.GAP)
    if part is None or part.stroke is None:
        return 0.0
    (_, value), (_, level) = part.points
    return abs(value - level) * (1 if part.stroke.colour == theme.BAD else -1)


@pytest.mark.parametrize("indicator", ["smoking_rate", "meeting_places"])
def test_a_better_value_never_has_more_red(other_board: Board, indicator: str) -> None:
    wanted = 1 if indicator == "meeting_places" else -1
    level = line_at_latest(other_board, indicator)
    steps = [step / 10 for step in range(-60, 61, 3)]
    red = [missing(with_latest(other_board, indicator, level + wanted * step)) for step in steps]
    assert red == sorted(red, reverse=True)
    assert max(red) > 0 > min(red)


def boxes(figure: TrackingFigure, field: ChartField) -> list[tuple[Label, Box]]:
    parts = figure.series(field)
    return [
        (label, field.box(label, part.points[label.point], radius_of(part, label.point, parts)))
        for part in parts
        for label in part.labels
    ]


def fields(figure: TrackingFigure) -> Iterator[tuple[str, ChartField]]:
    """The figure as every writer lays it out, low slides too, on which long tables leave the chart little room."""
    for surface in Surface:
        yield surface.value, tracking._TargetLayout(figure, tracking._style(surface, tracking.SCREEN)).field
    yield "a low one on paper", figure.field(520.0, 98.0, SIZES, beside=(40.0, 90.0))
    for width, height in ((770, 150), (770, 240), (888, 165), (888, 330)):
        yield f"a slide of {width}×{height}", field_in(SlideBox(0, 0, width, height), figure)
    yield "a workbook", figure.wide_field(480.0, 213.0, SIZES, FOUR_SIDES)


def lines(parts: tuple[Series, ...], field: ChartField) -> Iterator[tuple[Series, float, float]]:
    """Places on every line but the pale ones, on which the paper around letters suffices, a point apart."""
    pale = {SeriesKey.LEVEL, SeriesKey.RANGE, SeriesKey.NO_VALUE}
    for part in parts:
        if part.stroke and part.key not in pale:
            for (x, y), (end_x, end_y) in pairwise(map(field.spot, part.points)):
                steps = math.ceil(math.hypot(end_x - x, end_y - y)) or 1
                for step in range(steps + 1):
                    share = step / steps
                    yield part, x + (end_x - x) * share, y + (end_y - y) * share


def marks(parts: tuple[Series, ...], field: ChartField) -> Iterator[tuple[Box, tuple[float, float]]]:
    """The room of every mark, but its outermost parts, and its middle."""
    for part in parts:
        for number, (x, y) in enumerate(map(field.spot, part.points)):
            if part.mark and number not in part.unmarked:
                half = part.mark.size / 2 * 0.7
                yield Box(x - half, x + half, y - half, y + half), (x, y)


def away(box: Box, spot: tuple[float, float]) -> float:
    x, y = spot
    return math.hypot(max(box.left - x, x - box.right, 0.0), max(box.top - y, y - box.bottom, 0.0))


def under(parts: tuple[Series, ...], field: ChartField) -> Iterator[str]:
    """What labels stand on though they should not."""
    placed = [
        (part, label, field.box(label, part.points[label.point], radius_of(part, label.point, parts)))
        for part in parts
        for label in part.labels
    ]
    # In a workbook there are four sides only, and labels lie on paper.
    for part, label, box in placed if field.free else ():
        for line, x, y in lines(parts, field):
            if line is not part and box.left < x < box.right and box.top < y < box.bottom:
                yield f"{label.text} on {line.name}"
        if any(box.meets(mark) for mark, _ in marks(parts, field)):
            yield f"{label.text} on a mark"
        own = away(box, field.spot(part.points[label.point]))
        if part.key is SeriesKey.JUDGED and own > min(away(box, spot) for _, spot in marks(parts, field)):
            yield f"{label.text} at another's mark"
        if box.top < 0 or box.bottom > field.height:
            yield f"{label.text} outside"
    for (_, one, box), (_, other, room) in combinations(placed, 2):
        if box.meets(room):
            yield f"{one.text} on {other.text}"


@pytest.mark.parametrize(
    "day", [date(2024, 6, 30), date(2024, 12, 31), date(2025, 9, 30), date(2026, 11, 28), date(2028, 6, 30)]
)
def test_no_label_stands_on_a_line_a_mark_or_another(real_board: Board, other_board: Board, day: date) -> None:
    for board in (real_board, other_board):
        for indicator in board.catalogue.tracked:
            tracked = TrackingFigure(board.standing(indicator, day), board.catalogue)
            for place, field in fields(tracked):
                parts = tracked.series(field)
                assert not list(under(parts, field)), f"{indicator.id} on {place}"
                if place in set(Surface):
                    assert any(part.key is SeriesKey.LATEST and part.labels for part in parts), (
                        f"{indicator.id} on {place}"
                    )


def test_where_no_place_is_free_of_lines_a_label_says_less_and_then_nothing(real_board: Board) -> None:
    def words(indicator: str, day: date, place: str, key: SeriesKey = SeriesKey.LATEST) -> list[str]:
        subject = real_board.catalogue.indicator(indicator)
        tracked = TrackingFigure(real_board.standing(subject, day), real_board.catalogue)
        field = dict(fields(tracked))[place]
        part = next(part for part in tracked.series(field) if part.key is key)
        return [line for label in part.labels for line in (label.text, *label.lines)]

    day = date(2026, 11, 28)
    assert words("regional_cooperation_pharmacies", day, "wide") == ["263薬局", "R6.11　必要な水準まで203.2"]
    assert words("regional_cooperation_pharmacies", day, "narrow") == ["263薬局", "R6.11"]
    # Its value stands at the axis.
    assert words("visiting_nurses", day, "wide", SeriesKey.TARGETS) == ["R8目標 4,005", "R10目標 4,300"]
    assert words("visiting_nurses", day, "narrow", SeriesKey.TARGETS) == ["R8目標 4,005", "R10目標"]
    # The finding over the chart has it.
    assert words("visiting_nurses", date(2023, 9, 8), "a slide of 770×150") == []


@pytest.mark.parametrize("value", [990.0, 1000.0, 1010.0, 1085.0])
def test_a_target_is_named_though_a_value_stands_on_its_mark(real_board: Board, value: float) -> None:
    subject = real_board.catalogue.indicator("visiting_care_clinics")
    standing = real_board.standing(subject, date(2027, 3, 31))
    near = replace(standing.judged[-1], period=parse("令和8年度第2四半期"), value=value)
    assessment = assess(subject, real_board.catalogue.judging, (*standing.observations, near), date(2027, 3, 31))
    tracked = TrackingFigure(Standing(subject, (*standing.observations, near), assessment), real_board.catalogue)
    field = tracked.field(460.0, 217.0, SIZES, beside=(40.0, 100.0))
    parts = tracked.series(field)
    labels = boxes(tracked, field)
    texts = {label.text for label, _ in labels}
    assert {"R8目標 1,000", "R11目標 1,080"} <= texts
    marks = [
        (spot, part.mark.size / 2)
        for part in parts
        if part.mark
        for number, spot in enumerate(map(field.spot, part.points))
        if number not in part.unmarked
    ]
    for label, box in labels:
        for (x, y), radius in marks:
            covered = box.left < x + radius * 0.7 and x - radius * 0.7 < box.right
            assert not (covered and box.top < y + radius * 0.7 and y - radius * 0.7 < box.bottom), label.text


def test_values_before_the_baseline_are_fainter_and_end_where_the_others_begin(real_board: Board) -> None:
    subject = real_board.catalogue.indicator("regional_cooperation_pharmacies")
    parts = series(TrackingFigure(real_board.standing(subject, date(2024, 12, 31)), real_board.catalogue))
    earlier, judged = parts[SeriesKey.EARLIER], parts[SeriesKey.JUDGED]
    assert [value for _, value in earlier.points] == [66, 75, 212, 227]
    assert earlier.points[-1] == judged.points[0]
    assert earlier.stroke is not None
    assert judged.stroke is not None
    assert (earlier.stroke.colour, judged.stroke.colour) == (theme.FAINT, theme.INK)


def test_the_axis_has_the_values_of_baseline_and_targets_and_no_others(other_board: Board) -> None:
    tracked = figure(other_board, "smoking_rate")
    parts = tracked.series(field_of(tracked))
    levels = [part.labels[0].text for part in parts if part.key is SeriesKey.LEVEL]
    assert sorted(levels) == ["12.0", "15.0", "18.0", "21.4"]


def test_the_rule_stands_at_the_as_of_date_with_the_time_that_is_left(real_board: Board) -> None:
    subject = real_board.catalogue.indicator("visiting_care_clinics")
    day = date(2026, 11, 27)
    tracked = TrackingFigure(real_board.standing(subject, day), real_board.catalogue)
    parts = series(tracked)
    assert {each for each, _ in parts[SeriesKey.AS_OF].points} == {day}
    assert tracked.as_of_lines[0] == "基準日 令和8年11月27日（R8目標の期限まで4か月）"
    late = TrackingFigure(real_board.standing(subject, date(2030, 9, 30)), real_board.catalogue)
    assert late.as_of_lines[0] == "基準日 令和12年9月30日（R11目標の期限から6か月）"
    assert late.last == date(2030, 9, 30)


def test_the_band_says_for_how_long_no_value_counts(real_board: Board) -> None:
    day = date(2026, 11, 27)

    def words(indicator: str) -> tuple[str, str]:
        return TrackingFigure(
            real_board.standing(real_board.catalogue.indicator(indicator), day), real_board.catalogue
        ).no_value_words

    assert words("regional_cooperation_pharmacies") == ("値なし", "1年11か月")
    # There is a newer one, which does not count.
    assert words("visiting_care_clinics") == ("判定に使う値なし", "1年11か月")
    fresh = real_board.standing(real_board.catalogue.indicator("visiting_care_clinics"), date(2024, 12, 10))
    assert SeriesKey.NO_VALUE not in series(TrackingFigure(fresh, real_board.catalogue))


def test_an_extension_that_leaves_the_field_is_cut_and_says_so(real_board: Board) -> None:
    subject = real_board.catalogue.indicator("enhanced_type1_stations")
    tracked = TrackingFigure(real_board.standing(subject, date(2024, 12, 31)), real_board.catalogue)
    scale = tracked.value_scale(FIELD)
    extension = series(tracked)[SeriesKey.EXTENSION]
    assert all(scale.low <= value <= scale.ceiling for _, value in extension.points)
    assert any(label.text == "延長 R11に68（図の外）" for label in extension.labels)
    assert "予測ではない" in extension.words[0]


def test_a_reached_target_says_so_and_has_no_pace_that_is_needed(real_board: Board) -> None:
    subject = real_board.catalogue.indicator("visiting_care_clinics")
    standing = real_board.standing(subject, date(2026, 11, 27))
    reached = replace(standing.judged[-1], period=parse("令和8年度第2四半期"), value=1010.0)
    values = (*standing.observations, reached)
    assessment = assess(subject, real_board.catalogue.judging, values, date(2026, 11, 27))
    tracked = TrackingFigure(Standing(subject, values, assessment), real_board.catalogue)
    assert tracked.finding == "訪問診療の医療機関は1,010か所。令和8年度の目標1,000か所に到達"
    assert tracked.paces == ()
    assert "到達" in series(tracked)[SeriesKey.TARGETS].labels[0].second_line


FINDINGS = {
    "visiting_care_clinics": "訪問診療の医療機関は935か所。令和8年度の目標まであと65か所",
    "visiting_nurses": "訪問看護職員は3,280人。令和4年度の後の値がない",
    "regional_cooperation_pharmacies": "地域連携薬局は263薬局。令和8年度の目標まであと537薬局",
}


@pytest.mark.parametrize("indicator", FINDINGS)
def test_the_finding_is_the_value_and_what_is_left(real_board: Board, indicator: str) -> None:
    subject = real_board.catalogue.indicator(indicator)
    tracked = TrackingFigure(real_board.standing(subject, date(2026, 11, 27)), real_board.catalogue)
    assert tracked.finding == FINDINGS[indicator]


def test_a_falling_indicator_counts_the_right_way_round(other_board: Board) -> None:
    tracked = figure(other_board, "smoking_rate")
    assert tracked.finding == "喫煙率は19.2％。令和8年度の目標まであと7.2ポイント"
    assert "減るほどよい" in tracked.subtitle
    better = with_latest(other_board, "smoking_rate", line_at_latest(other_board, "smoking_rate") - 1)
    assert "下回る" in latest(better)[1].second_line


def test_a_target_that_the_plan_leaves_open_is_said(real_board: Board) -> None:
    subject = real_board.catalogue.indicator("regional_cooperation_pharmacies")
    tracked = TrackingFigure(real_board.standing(subject, date(2026, 11, 27)), real_board.catalogue)
    assert [label.text for label in series(tracked)[SeriesKey.NO_TARGET].labels] == ["R11目標は定められていない"]


def test_both_paces_say_over_which_days_they_are(real_board: Board) -> None:
    subject = real_board.catalogue.indicator("visiting_care_clinics")
    tracked = TrackingFigure(real_board.standing(subject, date(2026, 11, 27)), real_board.catalogue)
    line = "1年当たりのペース　これまで（R4～R6.11） +24.5　必要（R6.11～R8） +27.9"
    assert tracked.pace_line == line


def test_a_value_of_zero_is_drawn_and_no_value_is_not(other_board: Board) -> None:
    zero = with_latest(other_board, "meeting_places", 0.0)
    assert series(zero)[SeriesKey.LATEST].points[0][1] == 0.0
    nothing = series(of(other_board, "meeting_places", ()))
    assert SeriesKey.LATEST not in nothing
    assert SeriesKey.JUDGED not in nothing
    assert SeriesKey.TARGETS in nothing


def test_an_indicator_without_baseline_and_target_has_its_reference_values_alone(other_board: Board) -> None:
    drawn = set(series(figure(other_board, "single_elderly")))
    assert drawn == {SeriesKey.LEVEL, SeriesKey.AS_OF, SeriesKey.NOT_JUDGED}


def test_the_axis_has_the_fiscal_years_of_the_plan_and_of_all_that_is_drawn(other_board: Board) -> None:
    tracked = figure(other_board, "smoking_rate")
    ticks = tracked.tick_series(field_of(tracked))
    assert [label.text for label in ticks.labels][:5] == ["H28", "H29", "H30", "R元", "R2"]
    assert ticks.labels[3].second_line == "(2019)"
    assert all(day.month == 9 for day, _ in ticks.points)
    for part in tracked.series(field_of(tracked)):
        assert all(tracked.first <= day <= tracked.last for day, _ in part.points)


@pytest.mark.parametrize("height", [90.0, 250.0])
@pytest.mark.parametrize("indicator", ["smoking_rate", "meeting_places", "single_elderly"])
def test_the_scale_holds_all_and_does_not_reach_below_zero(other_board: Board, indicator: str, height: float) -> None:
    tracked = figure(other_board, indicator)
    scale = tracked.value_scale(height)
    values = [value for part in tracked.series(field_of(tracked, height)) for _, value in part.points]
    assert scale.low <= min(values) <= max(values) <= scale.high
    assert scale.low >= 0


def test_the_break_of_the_axis_is_said_only_where_there_is_one(other_board: Board) -> None:
    tracked = figure(other_board, "smoking_rate")
    assert tracked.cut_axis(tracked.value_scale(FIELD))
    zero = with_latest(other_board, "meeting_places", 0.0)
    assert not zero.cut_axis(zero.value_scale(FIELD))
