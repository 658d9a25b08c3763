"""How each grade is reached, in plain words, for the screens and for the last page of every paper."""

from dashboard.catalogue import Method, NoChange
from dashboard.progress import Grade, GrowthStatus

GRADE_RULES = {
    Grade.A: "最新値が目標値に達しているか、目標値よりよい。",
    Grade.B: "基準値から改善していて、最新値が必要ペース線の上、または線よりよい。",
    Grade.B_STAR: "基準値から改善しているが、最新値が必要ペース線に届いていない。",
    Grade.C: "変化が「変わらない」とみなす幅に収まっている。",
    Grade.D: "「変わらない」とみなす幅を超えて、基準値より悪い。",
    Grade.E: "基準値より新しい確定値がない、基準値と目標値が同じ、または目標値がない。",
}
STATUS_RULES = {
    GrowthStatus.TARGET_ACHIEVED: "目標値に達している。",
    GrowthStatus.SUBSTANTIAL_PROGRESS: "実績の伸び率が、必要な伸び率の95 %以上（目標値がないときは年1.5 %以上）。",
    GrowthStatus.MODERATE_PROGRESS: "同じく60 %以上（目標値がないときは年0.5 %以上）。",
    GrowthStatus.LIMITED_PROGRESS: "同じく0 %以上。",
    GrowthStatus.DETERIORATION: "望ましい向きと逆に動いている。",
    GrowthStatus.NOT_AVAILABLE: "値の間が1年に満たない、符号が変わるなど、計算できない。",
}


def rules_of(method: Method) -> tuple[tuple[str, str], ...]:
    """Every grade of a method with its rule."""
    if method is Method.LINE:
        return tuple((f"{grade.value}　{grade.label}", rule) for grade, rule in GRADE_RULES.items())
    return tuple((status.label, rule) for status, rule in STATUS_RULES.items())


def no_change_words(rule: NoChange) -> str:
    """Within which width a change counts as none."""
    parts = []
    if rule.relative is not None:
        parts.append(f"変化が基準値の{rule.relative * 100:g} %以内")
    if rule.of_target is not None:
        parts.append(f"変化が目標までの幅の{rule.of_target * 100:g} %以内")
    return (
        f"「変わらない」とみなす幅：{'、かつ'.join(parts)}。"
        if parts
        else "基準値と同じ値だけを「変わらない」とみなします。"
    )
