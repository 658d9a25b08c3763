from datetime import date, timedelta

import pytest

from dashboard.catalogue import Direction, Method, NoChange
from dashboard.judging import Assessment, Flag, Grade, GrowthStatus, assess, judged_observations, line_points
from dashboard.observation import Status
from judging.making import AS_OF, FINAL, MIDTERM, START, indicator, judge, judging, observed

ON_THE_WAY = date(2024, 11, 30)
LINE_NOW = 100 + 100 * 610 / 1461
GROWTH = judging(method=Method.GROWTH_RATE)
NO_THRESHOLD = NoChange(relative=None, of_target=None)


def only_grade(assessment: Assessment) -> Grade | None:
    (target,) = assessment.targets
    return target.grade


@pytest.mark.parametrize(
    ("value", "grade"),
    [
        (250.0, Grade.A),
        (200.0, Grade.A),
        (199.0, Grade.B),
        (LINE_NOW, Grade.B),
        (LINE_NOW - 0.1, Grade.B_STAR),
        (105.1, Grade.B_STAR),
        (105.0, Grade.C),
        (100.0, Grade.C),
        (95.0, Grade.C),
        (94.9, Grade.D),
    ],
)
def test_each_grade_has_its_range_of_values(value: float, grade: Grade) -> None:
    assert only_grade(judge(value)) is grade


def test_both_thresholds_must_hold_for_no_change() -> None:
    assert only_grade(judge(94.0, no_change=NoChange(relative=0.05, of_target=0.10))) is Grade.D
    assert only_grade(judge(94.0, no_change=NoChange(relative=None, of_target=0.10))) is Grade.C
    assert only_grade(judge(106.0, no_change=NoChange(relative=0.05, of_target=None))) is Grade.B_STAR


@pytest.mark.parametrize(("value", "grade"), [(100.0, Grade.C), (100.1, Grade.B_STAR), (99.9, Grade.D)])
def test_without_thresholds_only_the_baseline_itself_is_no_change(value: float, grade: Grade) -> None:
    assert only_grade(judge(value, no_change=NO_THRESHOLD)) is grade


def test_where_less_is_better_a_fall_is_an_improvement() -> None:
    falling = {"baseline": (START, 40.0), "targets": [(MIDTERM, 20.0)], "direction": Direction.DOWN}
    assert only_grade(judge(19.0, **falling)) is Grade.A
    assert only_grade(judge(30.0, **falling)) is Grade.B
    assert only_grade(judge(36.0, **falling)) is Grade.B_STAR
    worse = judge(45.0, **falling)
    assert (only_grade(worse), worse.flags) == (Grade.D, (Flag.BELOW_BASELINE,))


def test_a_baseline_of_zero_is_judged_by_the_distance_to_the_target() -> None:
    from_zero = {"baseline": (START, 0.0), "targets": [(MIDTERM, 10.0)]}
    assert only_grade(judge(0.0, **from_zero)) is Grade.C
    assert only_grade(judge(0.5, **from_zero)) is Grade.B_STAR
    assert only_grade(judge(0.5, no_change=NoChange(relative=None, of_target=0.1), **from_zero)) is Grade.C


def test_a_target_equal_to_the_baseline_cannot_be_graded() -> None:
    (target,) = judge(120.0, targets=[(MIDTERM, 100.0)]).targets
    assert (target.grade, target.achieved) == (Grade.E, None)
    assert "基準値と同じ" in target.reason[1]


def test_a_target_without_a_value_is_left_out() -> None:
    assessment = judge(150.0, targets=[(MIDTERM, 200.0), (FINAL, None)])
    assert [target.date for target in assessment.targets] == [MIDTERM]
    assert assessment.targets[0].line == pytest.approx(LINE_NOW)


def test_an_indicator_without_targets_is_marked_and_not_graded() -> None:
    assessment = judge(150.0, targets=[(FINAL, None)])
    assert (assessment.targets, assessment.flags) == ((), (Flag.NO_TARGET,))


def test_an_indicator_without_a_baseline_cannot_be_graded() -> None:
    assessment = judge(150.0, baseline=None)
    assert only_grade(assessment) is Grade.E
    assert "基準値が設定されていない" in assessment.targets[0].reason[0]
    assert assessment.flags == ()


def test_after_its_date_a_target_is_judged_with_the_values_as_they_are() -> None:
    late = MIDTERM + timedelta(days=200)
    (target,) = assess(indicator(), judging(), [observed(late, 180.0)], late).targets
    assert (target.grade, target.line, target.gap, target.required_pace) == (Grade.B_STAR, 200.0, -20.0, None)


def test_values_dated_after_the_as_of_date_are_not_known_yet() -> None:
    known = [observed(ON_THE_WAY, 150.0), observed(AS_OF + timedelta(days=1), 300.0)]
    assessment = assess(indicator(), judging(), known, AS_OF)
    assert assessment.latest == known[0]
    assert only_grade(assessment) is Grade.B


def test_a_value_dated_on_the_as_of_date_counts() -> None:
    assert judge(250.0, when=AS_OF).days_since == 0
    assert only_grade(judge(250.0, when=AS_OF)) is Grade.A


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.OFFICIAL])
def test_only_official_values_enter_a_grade(status: Status) -> None:
    value = None if status in {Status.PENDING, Status.SUPPRESSED, Status.NOT_APPLICABLE} else 250.0
    assessment = assess(indicator(), judging(), [observed(ON_THE_WAY, value, status)], AS_OF)
    assert (assessment.latest, assessment.flags, only_grade(assessment)) == (None, (Flag.NO_VALUE,), Grade.E)


def test_a_provisional_value_counts_where_the_catalogue_lets_it_and_says_so() -> None:
    lenient = indicator(grade_provisional=True)
    assessment = assess(lenient, judging(), [observed(ON_THE_WAY, 250.0, Status.PROVISIONAL)], AS_OF)
    assert (only_grade(assessment), assessment.flags) == (Grade.A, (Flag.PROVISIONAL,))
    assert "（速報値）" in assessment.targets[0].reason[0]


def test_the_official_value_of_a_date_stands_before_the_provisional_one() -> None:
    both = [observed(ON_THE_WAY, 120.0), observed(ON_THE_WAY, 250.0, Status.PROVISIONAL)]
    for order in (both, both[::-1]):
        assert judged_observations(indicator(grade_provisional=True), order, AS_OF) == (both[0],)


def test_no_value_after_the_baseline_leaves_every_figure_open() -> None:
    (target,) = judge(100.0, when=START).targets
    figures = (target.achieved, target.elapsed, target.line, target.gap, target.remaining, target.pace)
    assert figures == (None,) * 6
    assert (target.required_pace, target.multiple, target.projection) == (None, None, None)
    assert (target.grade, target.value) == (Grade.E, 200.0)


def test_no_new_value_and_no_value_are_told_apart() -> None:
    assert judge(100.0, when=START, targets=[(FINAL, 200.0)]).flags == (Flag.NO_NEW_VALUE, Flag.STALE)
    assert assess(indicator(), judging(), [], AS_OF).flags == (Flag.NO_VALUE,)


def test_a_value_becomes_stale_the_day_after_its_term() -> None:
    value = [observed(ON_THE_WAY, 150.0)]
    on_time, late = (assess(indicator(), judging(), value, ON_THE_WAY + timedelta(days=days)) for days in (400, 401))
    assert (on_time.days_since, on_time.flags) == (400, ())
    assert (late.days_since, late.flags) == (401, (Flag.STALE,))


def test_the_change_is_from_the_judged_value_before() -> None:
    series = [observed(ON_THE_WAY, 150.0), observed(START, 100.0), observed(date(2024, 3, 31), 162.0)]
    assessment = assess(indicator(), judging(), series, AS_OF)
    assert (assessment.latest, assessment.previous, assessment.change) == (series[0], series[2], -12.0)


def test_a_single_value_has_no_change() -> None:
    assert (judge(150.0).previous, judge(150.0).change) == (None, None)


def test_the_first_pace_of_the_range_starts_at_the_baseline() -> None:
    series = [observed(date(2023, 9, 30), 110.0), observed(date(2024, 3, 31), 140.0)]
    projection = assess(indicator(), judging(), series, AS_OF).targets[0].projection
    assert projection is not None
    assert projection.low == pytest.approx(140 + 10 / 183 * 1095)
    assert projection.high == pytest.approx(140 + 30 / 183 * 1095)


def test_the_corners_of_the_line_leave_out_targets_without_a_value() -> None:
    assert line_points(indicator(targets=[(MIDTERM, None), (FINAL, 260.0)])) == ((START, 100.0), (FINAL, 260.0))
    assert line_points(indicator(baseline=None)) == ()


def test_the_growth_rate_gives_a_status_and_no_grade() -> None:
    (target,) = assess(indicator(), GROWTH, [observed(ON_THE_WAY, 145.0)], AS_OF).targets
    assert (target.grade, target.status) == (None, GrowthStatus.SUBSTANTIAL_PROGRESS)
    assert target.progress_value == pytest.approx((1.45**0.5 - 1) / (2**0.25 - 1))
    assert target.achieved == pytest.approx(0.45)


def test_the_line_method_gives_a_grade_and_no_status() -> None:
    (target,) = judge(145.0).targets
    assert (target.status, target.score, target.progress_value) == (None, None, None)


def test_growth_is_counted_over_whole_fiscal_years() -> None:
    (same_year,) = assess(
        indicator(baseline=(date(2024, 4, 30), 100.0)), GROWTH, [observed(date(2025, 3, 31), 120.0)], date(2025, 4, 1)
    ).targets
    assert (same_year.status, same_year.score) == (GrowthStatus.NOT_AVAILABLE, None)
    assert "同じ年度" in same_year.reason[2]


def test_the_growth_rate_can_judge_without_a_target() -> None:
    untargeted = indicator(targets=[], natural_limit=100.0, baseline=(START, 80.0))
    assessment = assess(untargeted, GROWTH, [observed(ON_THE_WAY, 81.0)], AS_OF)
    (target,) = assessment.targets
    assert (target.date, target.value, target.achieved) == (None, None, None)
    assert target.status is GrowthStatus.MODERATE_PROGRESS
    assert assessment.flags == ()


def test_without_a_value_after_the_baseline_there_is_no_growth_status() -> None:
    (target,) = assess(indicator(), GROWTH, [observed(START, 100.0)], AS_OF).targets
    assert (target.status, target.grade) == (GrowthStatus.NOT_AVAILABLE, None)


def test_the_growth_rate_is_not_counted_across_a_change_of_definition() -> None:
    breaks = ({"date": date(2024, 4, 1), "reason": "架空の変更"},)
    (target,) = assess(indicator(breaks=breaks), GROWTH, [observed(ON_THE_WAY, 145.0)], AS_OF).targets
    assert (target.status, target.score, target.progress_value) == (GrowthStatus.NOT_AVAILABLE, None, None)
    assert any("定義の変更" in sentence for sentence in target.reason)
    (reached,) = assess(indicator(breaks=breaks), GROWTH, [observed(ON_THE_WAY, 200.0)], AS_OF).targets
    assert (reached.status, reached.progress_value) == (GrowthStatus.TARGET_ACHIEVED, None)


def test_a_value_of_the_day_of_the_change_is_of_the_new_definition() -> None:
    subject = indicator(breaks=({"date": ON_THE_WAY, "reason": "架空の変更"},))
    assert subject.breaks_between(START, ON_THE_WAY) == subject.breaks
    assert subject.breaks_between(ON_THE_WAY, MIDTERM) == ()


def test_every_mark_has_its_words() -> None:
    assert [flag.label for flag in Flag] == [
        "基準値より悪い",
        "新しい値なし",
        "値なし",
        "更新待ち",
        "速報値による",
        "目標値なし",
        "定義変更あり",
    ]


def test_the_next_target_is_the_first_not_yet_due_and_at_last_the_final_one() -> None:
    plan = indicator(targets=[(MIDTERM, 200.0), (FINAL, 260.0)])
    due = []
    for when in (MIDTERM, MIDTERM + timedelta(days=1), FINAL + timedelta(days=1)):
        following = assess(plan, judging(), [observed(ON_THE_WAY, 150.0)], when).next_target
        due.append(following and following.date)
    assert due == [MIDTERM, FINAL, FINAL]
    assert judge(150.0, targets=[]).next_target is None


def test_the_code_is_the_grade_or_the_status_whichever_the_method_gives() -> None:
    series = [observed(ON_THE_WAY, 145.0)]
    codes = [assess(indicator(), rules, series, AS_OF).targets[0].code for rules in (judging(), GROWTH)]
    assert codes == ["B", "substantial_progress"]
