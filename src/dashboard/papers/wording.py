"""Sentences about one indicator that the screens and the papers share, so that both say the same."""

from collections.abc import Iterable, Iterator

from dashboard.catalogue import Direction, Indicator, Initiatives
from dashboard.charts.words import signed_difference, value_with_unit
from dashboard.fiscal import fiscal_year, fiscal_year_label, fiscal_year_short, label, short_label
from dashboard.progress import Assessment, TargetAssessment, difference_unit, format_amount

COMPUTED = "判定は機械的な計算（参考）"
JUDGED_BY = "評価は部会が行います。"


def goal_words(target: TargetAssessment, indicator: Indicator) -> str:
    """令和8年度の目標 1,000か所."""
    if target.date is None or target.value is None:
        return "目標値なし"
    return f"{fiscal_year_label(fiscal_year(target.date))}の目標 {value_with_unit(target.value, indicator)}"


def short_goal_words(target: TargetAssessment | None, indicator: Indicator) -> str:
    """R8目標 1,000か所."""
    if target is None or target.date is None or target.value is None:
        return "目標値なし"
    return f"{fiscal_year_short(fiscal_year(target.date))}目標 {value_with_unit(target.value, indicator)}"


def remaining_words(assessment: Assessment, indicator: Indicator) -> str:
    """あと65か所, 到達, or あと ― where there is no newer value to count from."""
    target = assessment.next_target
    if target is None or target.remaining is None:
        return "あと ―"
    left = target.remaining if indicator.direction is Direction.UP else -target.remaining
    unit = difference_unit(indicator.unit)
    return "到達" if left <= 0 else f"あと{format_amount(left, indicator.decimals, unit)}"


def change_words(assessment: Assessment, indicator: Indicator) -> str:
    """前回（R5）比 +27か所: the change since the value before, with that value's own date."""
    if assessment.change is None or assessment.previous is None:
        return "前回の値なし"
    change = signed_difference(assessment.change, indicator)
    return f"前回（{short_label(assessment.previous.period)}）比 {change}"


def year_marks(year: Initiatives) -> tuple[str, ...]:
    """The words to print beside a year's initiatives, so that nobody takes a part for the whole."""
    whole = ["年度途中の報告"] if year.partial else []
    return (*whole, *(mark for mark in year.marks if mark != "年度途中"))


def reason_lines(assessment: Assessment, indicator: Indicator) -> Iterator[str]:
    """Exactly how each grade came about: the target, and under it the sentences that led there."""
    for target in assessment.targets:
        yield f"【{goal_words(target, indicator)}】"
        yield from target.reason


def definition(indicator: Indicator) -> Iterable[tuple[str, str]]:
    """Headings and texts that define the indicator."""
    baseline = indicator.baseline
    return (
        ("指標", indicator.name),
        ("定義", indicator.definition or "資料に定義の記載なし"),
        ("単位", indicator.unit),
        ("定めた主体", indicator.kind),
        ("関わる場面", "、".join(indicator.scenes)),
        ("指標の種類", indicator.measure.value),
        ("望ましい向き", "増えるほどよい" if indicator.direction == "up" else "減るほどよい"),
        ("基準値", f"{value_with_unit(baseline.value, indicator)}（{label(baseline.period)}）" if baseline else "なし"),
        ("目標値", _targets(indicator)),
        ("出典", indicator.source),
        ("注", "　".join(indicator.notes)),
    )


def _targets(indicator: Indicator) -> str:
    if not indicator.targets:
        return "なし"
    return "、".join(
        f"{label(t.period)} {'―（定めなし）' if t.value is None else value_with_unit(t.value, indicator)}"
        for t in indicator.targets
    )
