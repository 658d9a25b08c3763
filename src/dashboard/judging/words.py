"""The words of a judgement: verdicts, targets, what is left, sources and dates, and how each grade is reached.

Screens and papers print these, so that both say the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from dashboard.catalogue import Break, Catalogue, Direction, Indicator, Initiatives, Method, NoChange
from dashboard.fiscal import (
    FiscalYearPoint,
    fiscal_year,
    fiscal_year_label,
    fiscal_year_short,
    japanese_date,
    label,
    short_label,
)
from dashboard.judging.assessment import Assessment, Flag, Standing, TargetAssessment
from dashboard.judging.grading import Grade
from dashboard.judging.growth import GrowthStatus
from dashboard.judging.position import Position, Side
from dashboard.observation import Observation
from dashboard.text import difference_unit, format_amount, format_value, rounded

POINT_WORDS = {
    FiscalYearPoint.END: "年度の値は年度末（3月31日）の位置",
    FiscalYearPoint.MIDDLE: "年度の値は年度の中央（9月30日）の位置",
}


def value_with_unit(value: float, indicator: Indicator) -> str:
    """The value in the indicator's decimals with its unit: 1,000か所, 38.7％."""
    return format_amount(value, indicator.decimals, indicator.unit)


def signed_difference(value: float, indicator: Indicator) -> str:
    """A difference of two values with its sign and unit: +27か所, −0.4ポイント."""
    return f"{signed(value, indicator.decimals)}{difference_unit(indicator.unit)}"


def signed(value: float, decimals: int) -> str:
    """The value with an explicit sign: +2.0, −3.3, ±0.0."""
    text = format_value(value, decimals)
    if not text.strip("−0.,"):
        return f"±{text.lstrip('−')}"
    return text if value < 0 else f"+{text}"


def newest_source(observations: Sequence[Observation]) -> str:
    """出典 of the values shown, newest first: the newest value's in full, the number of further ones."""
    newest_first = sorted(observations, key=lambda o: o.as_of, reverse=True)
    sources = list(dict.fromkeys(o.source for o in newest_first if o.source))
    if not sources:
        return "出典：未記載"
    more = f"　ほか{len(sources) - 1}件（一覧はデータ表）" if len(sources) > 1 else ""
    return f"出典：{sources[0]}{more}"


def as_of_words(observations: Sequence[Observation]) -> str:
    """時点 of the newest value shown."""
    newest = max(observations, key=lambda o: o.as_of, default=None)
    return "時点：値なし" if newest is None else f"時点：{label(newest.period)}"


def updated_words(day: date | None) -> str:
    """The day of the last change; nothing where it is not known."""
    return f"データ更新日：{japanese_date(day)}" if day else ""


def chart_footer(
    legend: str, observations: Sequence[Observation], catalogue: Catalogue, updated: date | None
) -> tuple[str, str, str]:
    """The small lines under a chart about these observations: legend, source, as-of with the convention in use."""
    parts = (as_of_words(observations), updated_words(updated), POINT_WORDS[catalogue.judging.fiscal_year_point])
    return legend, newest_source(observations), "　".join(part for part in parts if part)


def every_source(observations: Sequence[Observation]) -> str:
    """出典 of several values in one line, each source once."""
    sources = list(dict.fromkeys(o.source for o in observations if o.source))
    return f"出典：{'、'.join(sources)}" if sources else "出典：未記載"


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


def remaining_words(target: TargetAssessment | None, indicator: Indicator) -> str:
    """あと65か所, 到達, or that nothing can be said where there is no newer value to count from."""
    if target is None or target.remaining is None:
        return "差は出せません（新しい値なし）"
    left = target.remaining if indicator.direction is Direction.UP else -target.remaining
    unit = difference_unit(indicator.unit)
    return "到達" if target.reached or left <= 0 else f"あと{format_amount(left, indicator.decimals, unit)}"


def flag_words(flag: Flag, indicator: Indicator) -> str:
    """A mark in words; worse than the baseline is above it where less is better."""
    if flag is Flag.BELOW_BASELINE:
        return "基準値を下回る" if indicator.direction is Direction.UP else "基準値を上回る"
    return flag.label


def gap_words(position: Position, indicator: Indicator) -> str:
    """必要な水準まで203.2, 必要な水準を2.0上回る, 必要な水準と同じ: a value against the line of its own day."""
    decimals = indicator.decimals + 1
    if position.side is Side.ON:
        return "必要な水準と同じ"
    least = 10.0**-decimals
    gap = abs(position.gap)
    amount = format_value(gap, decimals) if rounded(gap, decimals) else f"{format_value(least, decimals)}未満"
    if position.side is Side.BEHIND:
        return f"必要な水準まで{amount}"
    return f"必要な水準を{amount}{'上回る' if position.above else '下回る'}"


def change_words(assessment: Assessment, indicator: Indicator) -> str:
    """前回（R5）比 +27か所: the change since the value before, with that value's own date."""
    if assessment.previous is None or assessment.latest is None:
        return "前回の値なし"
    if assessment.change is None:
        apart = indicator.breaks_between(assessment.previous.as_of, assessment.latest.as_of)
        previous = f"前回（{short_label(assessment.previous.period)}）"
        return f"{previous}との間に定義変更（比べません）" if apart else "前回の値なし"
    change = signed_difference(assessment.change, indicator)
    return f"前回（{short_label(assessment.previous.period)}）比 {change}"


def break_words(changes: Iterable[Break]) -> str:
    """令和7年4月1日：数え方を届出から実績に改めた, each change of definition with its day and reason."""
    return "、".join(f"{japanese_date(change.date)}：{change.reason}" for change in changes)


def break_line(changes: Iterable[Break]) -> str:
    """The line under a picture that is broken there; empty without a change of definition."""
    words = break_words(changes)
    return f"定義変更　{words}" if words else ""


def break_remarks(indicator: Indicator, days: Iterable[date]) -> dict[date, str]:
    """What a table of values says beside the first of these days after each change of definition."""
    ordered = sorted(set(days))
    remarks = {}
    for earlier, later in pairwise(ordered):
        changes = indicator.breaks_between(earlier, later)
        if changes:
            remarks[later] = f"この値の前に定義変更（{break_words(changes)}）"
    return remarks


def break_caution(assessment: Assessment, indicator: Indicator) -> str:
    """What a change of definition between baseline and latest value means, and what the judgement does about it.

    Empty where there is none.
    """
    baseline = indicator.baseline
    latest = assessment.latest
    if not assessment.breaks or baseline is None or latest is None:
        return ""
    ends = f"基準値（{label(baseline.period)}）と最新値（{label(latest.period)}）の間に"
    caution = f"{ends}定義の変更（{break_words(assessment.breaks)}）があるので、比べるときは注意してください。"
    if not assessment.targets:
        return caution
    if any(target.status for target in assessment.targets):
        return f"{caution}目標値に達したかどうかだけを計算し、変更をまたぐ伸び率は計算しません。"
    return f"{caution}判定は前後の値をそのまま比べた計算です。変更をまたぐペースと、それを延ばした値は計算しません。"


def break_cautions(standings: Iterable[Standing]) -> tuple[str, ...]:
    """The same of several indicators, each with its name."""
    cautions = (
        (standing.indicator.name, break_caution(standing.assessment, standing.indicator)) for standing in standings
    )
    return tuple(f"{name}：{caution}" for name, caution in cautions if caution)


def year_marks(year: Initiatives) -> tuple[str, ...]:
    """The words to print beside a year's initiatives, so that nobody takes a part for the whole."""
    partial = ["年度途中の報告"] if year.partial else []
    return (*partial, *(mark for mark in year.marks if mark != "年度途中"))


def reason_lines(assessment: Assessment, indicator: Indicator) -> Iterator[str]:
    """Exactly how each grade came about: the target, and under it the sentences that led there.

    Before them stands what a change of definition means, where there is one.
    """
    caution = break_caution(assessment, indicator)
    if caution:
        yield caution
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
        ("定義の変更", break_words(indicator.breaks)),
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


GRADE_RULES = {
    Grade.A: "最新値が目標値に達しているか、目標値よりよい。",
    Grade.B: "基準値から改善していて、最新値が必要な水準の上、または線よりよい。",
    Grade.B_STAR: "基準値から改善しているが、最新値が必要な水準に届いていない。",
    Grade.C: "変化が「変わらない」とみなす幅に収まっている。",
    Grade.D: "「変わらない」とみなす幅を超えて、基準値より悪い。",
    Grade.E: "基準値より新しい確定値がない、基準値と目標値が同じ、または目標値がない。",
}
STATUS_RULES = {
    GrowthStatus.TARGET_ACHIEVED: "目標値に達している。",
    GrowthStatus.SUBSTANTIAL_PROGRESS: "実績の伸び率が、必要な伸び率の95％以上（目標値がないときは年1.5％以上）。",
    GrowthStatus.MODERATE_PROGRESS: "同じく60％以上（目標値がないときは年0.5％以上）。",
    GrowthStatus.LIMITED_PROGRESS: "同じく0％以上。",
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
        parts.append(f"変化が基準値の{rule.relative * 100:g}％以内")
    if rule.of_target is not None:
        parts.append(f"変化が目標までの幅の{rule.of_target * 100:g}％以内")
    return (
        f"「変わらない」とみなす幅：{'、かつ'.join(parts)}。"
        if parts
        else "基準値と同じ値だけを「変わらない」とみなします。"
    )
