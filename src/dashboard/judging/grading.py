"""The A–E scale of 健康日本21（第二次）最終評価: one grade per target, and one grade for several.

Scale, 5 % guide value and 五捨六入 come from 厚生労働省「健康日本21（第二次）最終評価報告書」（2022年10月）第2章.
The share of the distance to the target is the fallback of Healthy People 2030.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dashboard.judging.line import Point, required_line

TOLERANCE = 1e-9
"""Share of the distance from baseline to target that counts as equal, so that a value on the line is on the line."""


class Grade(StrEnum):
    """Grade of one indicator against one target."""

    A = "A"
    B = "B"
    B_STAR = "B*"
    C = "C"
    D = "D"
    E = "E"

    @property
    def label(self) -> str:
        """The words of the scale."""
        return _WORDS[self][0]

    @property
    def short(self) -> str:
        """The few characters that fit a card."""
        return _WORDS[self][1]


_WORDS = {
    Grade.A: ("目標値に達した", "達成"),
    Grade.B: ("改善傾向（線以上）", "改善・線以上"),
    Grade.B_STAR: ("改善傾向だが、このままでは期限までの達成が難しい", "改善・線未満"),
    Grade.C: ("変わらない", "変わらない"),
    Grade.D: ("悪化", "悪化"),
    Grade.E: ("評価困難", "評価困難"),
}

_POINTS = {Grade.A: 5, Grade.B: 4, Grade.B_STAR: 4, Grade.C: 3, Grade.D: 2}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Up to which size a change counts as none: as a share of the baseline, of the distance to the target, or both."""

    relative: float | None = None
    of_target: float | None = None


def grade_of(path: Sequence[Point], target: float, latest: Point, wanted: int, thresholds: Thresholds) -> Grade:
    """Grade of a value against one target.

    Args:
        path: the baseline, then the targets that have a value, in date order.
        target: the target's value.
        latest: the judged value, dated after the baseline.
        wanted: +1 when more is better, -1 when less is better.
        thresholds: all that are given must hold for C; with none given, only a change of zero is C.
    """
    baseline, (day, value) = path[0][1], latest
    slack = TOLERANCE * abs(target - baseline)
    if target == baseline:
        return Grade.E
    if wanted * (value - target) >= -slack:
        return Grade.A
    if is_unchanged(baseline, target, value, thresholds):
        return Grade.C
    if wanted * (value - baseline) < 0:
        return Grade.D
    return Grade.B if wanted * (value - required_line(path, day)) >= -slack else Grade.B_STAR


def is_unchanged(baseline: float, target: float, value: float, thresholds: Thresholds) -> bool:
    """Whether every threshold given holds, a change of exactly the threshold included."""
    distance = abs(target - baseline)
    given = ((thresholds.relative, abs(baseline)), (thresholds.of_target, distance))
    limits = [share * size for share, size in given if share is not None] or [0.0]
    return all(abs(value - baseline) <= limit + TOLERANCE * distance for limit in limits)


def composite_score(grades: Iterable[Grade]) -> float | None:
    """Mean of the grades (A=5, B and B*=4, C=3, D=2, E left out), rounded half up to one decimal; None without any."""
    tenths = _mean_in_tenths(grades)
    return None if tenths is None else tenths / 10


def composite(grades: Sequence[Grade]) -> Grade | None:
    """One grade for several, E left out; None when nothing is left.

    The mean to one decimal is rounded 五捨六入: x.5 goes down and x.6 up. A composite of 4 is B only if it would become
    5 once every B were A and every B* were B; else B*.
    """
    whole = _rounded(grades)
    if whole is None:
        return None
    if whole != _POINTS[Grade.B]:
        return {5: Grade.A, 3: Grade.C, 2: Grade.D}[whole]
    hoped = {Grade.B: Grade.A, Grade.B_STAR: Grade.B}
    reached = _rounded([hoped.get(grade, grade) for grade in grades]) == _POINTS[Grade.A]
    return Grade.B if reached else Grade.B_STAR


def _rounded(grades: Iterable[Grade]) -> int | None:
    tenths = _mean_in_tenths(grades)
    return None if tenths is None else (tenths + 4) // 10


def _mean_in_tenths(grades: Iterable[Grade]) -> int | None:
    # Whole numbers throughout: a mean of 2.55 must not become 2.5 because of its binary neighbour.
    points = [_POINTS[grade] for grade in grades if grade in _POINTS]
    return (20 * sum(points) + len(points)) // (2 * len(points)) if points else None
