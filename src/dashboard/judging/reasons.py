"""The sentences that say which figures led to a grade or status, in the order in which the rules were asked."""

from collections.abc import Iterator
from functools import partial

from dashboard.catalogue import Indicator, NoChange
from dashboard.fiscal import label
from dashboard.judging.evidence import Case, DatedValue, line_points
from dashboard.judging.grading import Grade, is_unchanged
from dashboard.judging.growth import Growth, GrowthStatus
from dashboard.judging.position import position
from dashboard.text import format_amount, format_share, format_threshold, format_value

Sentences = tuple[str, ...]


def explain_missing(indicator: Indicator, verdict: Grade | GrowthStatus) -> Sentences:
    """Why an indicator without a baseline, or without a judged value after it, cannot be judged."""
    baseline = indicator.baseline
    if baseline is None:
        return ("基準値が設定されていないので、進み具合を計算できません。", _conclusion(verdict))
    amount = format_amount(baseline.value, indicator.decimals, indicator.unit)
    missing = f"基準値（{label(baseline.period)}の{amount}）より新しい、判定に使える値がありません。"
    return (missing, _conclusion(verdict))


def explain_grade(case: Case, target: DatedValue, thresholds: NoChange, grade: Grade) -> Sentences:
    """Why a value has its grade against a target."""
    return (_values(case), *_rules(case, target, thresholds, grade), _conclusion(grade))


def explain_status(case: Case, target: DatedValue | None, growth: Growth) -> Sentences:
    """Why a value has its growth status, against a target or without one."""
    return (_values(case), *_growth_rules(case, target, growth), _conclusion(growth.status))


def _conclusion(verdict: Grade | GrowthStatus) -> str:
    if isinstance(verdict, Grade):
        return f"よって {verdict.value}「{verdict.label}」です。"
    return f"よって「{verdict.label}」です。"


def _values(case: Case) -> str:
    note = "（速報値）" if case.provisional else ""
    baseline = f"{label(case.baseline.period)}の{case.amount(case.baseline.value)}"
    latest = f"{label(case.latest.period)}の{case.amount(case.latest.value)}"
    return f"基準値は{baseline}、最新値は{latest}{note}です。"


def _rules(case: Case, target: DatedValue, thresholds: NoChange, grade: Grade) -> Iterator[str]:
    if grade is Grade.E:
        yield f"{label(target.period)}の目標値が基準値と同じなので、達成の度合いを計算できません。"
        return
    yield _reached(case, target, reached=grade is Grade.A)
    if grade is Grade.A:
        return
    yield _change(case, target, thresholds)
    yield _unchanged(thresholds, holds=grade is Grade.C)
    if grade is Grade.D:
        yield f"最新値は基準値より{case.difference(abs(case.change))}悪い側にあります。"
    elif grade is not Grade.C:
        yield _against_line(case)


def _reached(case: Case, target: DatedValue, *, reached: bool) -> str:
    goal = f"最新値は{label(target.period)}の目標値{case.amount(target.value)}に"
    if reached:
        return f"{goal}達しています。"
    return f"{goal}達していません（あと{case.difference(abs(target.value - case.latest.value))}）。"


def _change(case: Case, target: DatedValue, thresholds: NoChange) -> str:
    parts = []
    if thresholds.relative is not None:
        parts.append(
            _share_of_change(case, target, "基準値の", case.baseline.value, NoChange(relative=thresholds.relative))
        )
    if thresholds.of_target is not None:
        way = target.value - case.baseline.value
        parts.append(_share_of_change(case, target, "目標までの幅の", way, NoChange(of_target=thresholds.of_target)))
    return f"変化は{case.difference(case.change)}{'で、' if parts else ''}{'、'.join(parts)}です。"


def _share_of_change(case: Case, target: DatedValue, of_what: str, size: float, threshold: NoChange) -> str:
    """基準値の4.6％（しきい値5％以内）: the change beside one threshold alone."""
    share = format_share(abs(case.change / size)) if size else "割合なし"
    limit = threshold.relative if threshold.relative is not None else threshold.of_target or 0.0
    holds = is_unchanged(case.baseline.value, target.value, case.latest.value, threshold)
    return f"{of_what}{share}（しきい値{format_threshold(limit)}{'以内' if holds else 'を超過'}）"


def _unchanged(thresholds: NoChange, *, holds: bool) -> str:
    if thresholds == NoChange():
        finding = "変化がない" if holds else "変化がある"
    else:
        finding = "すべてしきい値以内な" if holds else "しきい値を超えるものがある"
    return f"{finding}ので「変わらない」に{'当たります' if holds else 'は当たりません'}。"


def _against_line(case: Case) -> str:
    place = position(line_points(case.indicator), case.latest.point, case.direction)
    if place is None:
        return ""
    start = f"必要な水準の{label(case.latest.period)}時点の値は{case.amount(place.line, finer=1)}で、最新値は"
    if case.amount(place.gap, finer=1) == case.amount(0, finer=1):
        return f"{start}ほぼ線の上にあります。"
    above = "上回ります" if place.above else "下回ります"
    return f"{start}これを{case.difference(abs(place.gap), finer=1)}{above}。"


def _growth_rules(case: Case, target: DatedValue | None, growth: Growth) -> Iterator[str]:
    achieved = growth.status is GrowthStatus.TARGET_ACHIEVED
    if target is not None:
        yield _reached(case, target, reached=achieved)
    if achieved:
        return
    years = case.years_to(case.latest)
    if growth.progress_value is None:
        yield _undefined(case, years)
        return
    yield _rates(growth, years)
    yield _step(growth, growth.progress_value)


def _undefined(case: Case, years: int) -> str:
    if case.breaks:
        return "基準値と最新値の間に定義の変更があるので、伸び率を計算しません。"
    if years < 1:
        return "基準値と最新値が同じ年度なので、伸び率を計算できません。"
    return "値の符号が変わるか、必要な伸び率が0なので、伸び率を比べられません。"


def _rates(growth: Growth, years: int) -> str:
    observed = f"基準値からの{years}年度の伸び率は年平均{format_share(growth.observed or 0, 2)}"
    if growth.required is None:
        return f"{observed}です。"
    return f"{observed}、目標値までに必要な伸び率は年平均{format_share(growth.required, 2)}です。"


def _step(growth: Growth, progress: float) -> str:
    if growth.required is None:
        subject = "よい向きを正とした伸び率"
        write = partial(format_share, decimals=2)
    else:
        subject = "必要な伸び率に対する比"
        write = partial(format_value, decimals=2)
    return f"{subject}は{write(progress)}で、{_band(growth.status, *map(write, growth.steps))}に当たります。"


def _band(status: GrowthStatus, high: str, middle: str, low: str) -> str:
    return {
        GrowthStatus.SUBSTANTIAL_PROGRESS: f"{high}以上",
        GrowthStatus.MODERATE_PROGRESS: f"{middle}以上{high}未満",
        GrowthStatus.LIMITED_PROGRESS: f"{low}以上{middle}未満",
    }.get(status, f"{low}未満")
