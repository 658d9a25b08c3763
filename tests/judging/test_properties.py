"""What must not matter to a grade: which way is better, the unit, and where on the calendar the plan lies."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dashboard.catalogue import Direction, Indicator
from dashboard.judging import Grade, TargetAssessment, assess, line_points, required_line
from judging.making import indicator, judging, observed

DAY_ZERO = date(2020, 3, 31)
WORST_TO_BEST = [Grade.D, Grade.C, Grade.B_STAR, Grade.B, Grade.A]
JUDGING = judging()


@dataclass(frozen=True)
class Story:
    """A plan with two targets and one new value, in whole numbers so that only rounding can differ."""

    baseline: float
    targets: tuple[float, float]
    value: float
    elapsed: int
    start: date = DAY_ZERO
    direction: Direction = Direction.UP

    @property
    def today(self) -> date:
        return self.start + timedelta(days=self.elapsed)

    def times(self, factor: float) -> "Story":
        first, second = self.targets
        return replace(
            self,
            baseline=self.baseline * factor,
            targets=(first * factor, second * factor),
            value=self.value * factor,
        )


NUMBERS = st.integers(-10_000, 10_000).map(float)
STORIES = st.builds(Story, NUMBERS, st.tuples(NUMBERS, NUMBERS), NUMBERS, st.integers(1, 3000))


def planned(story: Story) -> Indicator:
    ends = (story.start + timedelta(days=days) for days in (1461, 2557))
    return indicator((story.start, story.baseline), zip(ends, story.targets, strict=True), story.direction)


def judged(story: Story) -> tuple[TargetAssessment, ...]:
    return assess(planned(story), JUDGING, [observed(story.today, story.value)], story.today).targets


def told(story: Story) -> list[tuple[object, ...]]:
    """Grades and shares, which carry neither unit, sign nor date."""
    return [
        (one.grade, *(None if share is None else pytest.approx(share) for share in (one.achieved, one.elapsed)))
        for one in judged(story)
    ]


@given(STORIES)
def test_turning_signs_and_direction_over_changes_no_grade_and_no_share(story: Story) -> None:
    assert told(replace(story.times(-1), direction=Direction.DOWN)) == told(story)


@given(STORIES, st.sampled_from([0.001, 0.1, 0.3, 7.0, 100.0, 1000.0]))
def test_another_unit_changes_no_grade_and_no_share(story: Story, factor: float) -> None:
    assert told(story.times(factor)) == told(story)


@given(STORIES, st.integers(-3000, 3000))
def test_another_place_on_the_calendar_changes_nothing(story: Story, days: int) -> None:
    moved = judged(replace(story, start=story.start + timedelta(days=days)))
    for before, after in zip(judged(story), moved, strict=True):
        assert replace(after, date=before.date, reason=before.reason) == before


@given(st.integers(0, 10_000), st.integers(1, 10_000), st.integers(1, 10_000), st.integers(1, 1460), st.booleans())
def test_a_value_on_the_line_is_graded_b(baseline: int, rise: int, more: int, elapsed: int, mirrored: bool) -> None:
    change = rise * elapsed / 1461
    assume(change > 0.051 * baseline or change > 0.101 * rise)
    story = Story(float(baseline), (float(baseline + rise), float(baseline + rise + more)), 0.0, elapsed)
    corners = line_points(planned(story))
    story = replace(story, value=required_line(corners, story.today))
    if mirrored:
        story = replace(story.times(-1), direction=Direction.DOWN)
    assert judged(story)[0].grade is Grade.B


@given(STORIES, st.integers(1, 500))
def test_a_better_value_never_has_a_worse_grade(story: Story, more: int) -> None:
    assume(story.baseline < min(story.targets))
    better = judged(replace(story, value=story.value + more))
    for before, after in zip(judged(story), better, strict=True):
        assert before.grade is not None
        assert after.grade is not None
        assert WORST_TO_BEST.index(after.grade) >= WORST_TO_BEST.index(before.grade)
