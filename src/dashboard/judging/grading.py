"""The A–E scale of 健康日本21（第二次）最終評価: one grade per target.

Scale and 5 % guide value come from 厚生労働省「健康日本21（第二次）最終評価報告書」（2022年10月）第2章.
The share of the distance to the target is the fallback of Healthy People 2030.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from dashboard.judging.line import Point
from dashboard.judging.position import TOLERANCE, position


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


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Up to which size a change counts as none: as a share of the baseline, of the distance to the target, or both."""

    relative: float | None = None
    of_target: float | None = None


def grade_of(path: Sequence[Point], target: float, latest: Point, direction: int, thresholds: Thresholds) -> Grade:
    """Grade of a value against one target.

    Args:
        path: the baseline, then the targets that have a value, in date order.
        target: the target's value.
        latest: the judged value, dated after the baseline.
        direction: +1 when more is better, -1 when less is better.
        thresholds: all that are set must hold for C; with none set, only a change of zero is C.
    """
    baseline = path[0][1]
    value = latest[1]
    if target == baseline:
        return Grade.E
    if direction * (value - target) >= -TOLERANCE * abs(target - baseline):
        return Grade.A
    if is_unchanged(baseline, target, value, thresholds):
        return Grade.C
    if direction * (value - baseline) < 0:
        return Grade.D
    standing = position(path, latest, direction)
    return Grade.B if standing is not None and standing.side.reached else Grade.B_STAR


def is_unchanged(baseline: float, target: float, value: float, thresholds: Thresholds) -> bool:
    """Whether every threshold that is set holds, a change of exactly the threshold included."""
    distance = abs(target - baseline)
    limits = []
    if thresholds.relative is not None:
        limits.append(thresholds.relative * abs(baseline))
    if thresholds.of_target is not None:
        limits.append(thresholds.of_target * distance)
    return all(abs(value - baseline) <= limit + TOLERANCE * distance for limit in limits or [0.0])
