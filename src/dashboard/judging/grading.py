"""The A–E scale of 健康日本21（第二次）最終評価: one grade per target.

Scale and 5 % guide value come from 厚生労働省「健康日本21（第二次）最終評価報告書」（2022年10月）第2章.
The share of the distance to the target is the fallback of Healthy People 2030.
"""

from dashboard.catalogue import NoChange
from dashboard.judging.growth import Verdict
from dashboard.judging.line import Line, Point
from dashboard.judging.position import TOLERANCE, position


class Grade(Verdict):
    """Grade of one indicator against one target."""

    A = "A", "目標値に達した", "達成"
    B = "B", "改善傾向（ペース以上）", "改善（ペース以上）"
    B_STAR = "B*", "改善傾向だが、このままでは期限までの達成が難しい", "改善（ペース不足）"
    C = "C", "変わらない", "変わらない"
    D = "D", "悪化", "悪化"
    E = "E", "評価困難", "評価困難"


def grade_of(path: Line, target: float, latest: Point, direction: int, thresholds: NoChange) -> Grade:
    """Grade of a value dated after the baseline against the value of one target.

    ``direction`` is +1 when more is better, -1 when less is better. All thresholds that are set must hold for C; with
    none set, only a change of zero is C.
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
    against_line = position(path, latest, direction)
    return Grade.B if against_line is not None and against_line.side.reached else Grade.B_STAR


def is_unchanged(baseline: float, target: float, value: float, thresholds: NoChange) -> bool:
    """Whether every threshold that is set holds, a change of exactly the threshold included."""
    distance = abs(target - baseline)
    limits = []
    if thresholds.relative is not None:
        limits.append(thresholds.relative * abs(baseline))
    if thresholds.of_target is not None:
        limits.append(thresholds.of_target * distance)
    return all(abs(value - baseline) <= limit + TOLERANCE * distance for limit in limits or [0.0])
