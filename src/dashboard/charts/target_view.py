"""What the target-tracking chart shows, before anything is drawn: its values, its sentence, its words, its table."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.catalogue import Catalogue, Direction, Indicator
from dashboard.charts.picture import Table
from dashboard.charts.words import signed, value_with_unit
from dashboard.fiscal import label
from dashboard.observation import Observation, Status
from dashboard.progress import Assessment, format_value, line_points, required_line


@dataclass(frozen=True)
class TargetView:
    """What the chart shows: the indicator, its current observations of one region, and how they were judged."""

    catalogue: Catalogue
    indicator: Indicator
    observations: tuple[Observation, ...]
    assessment: Assessment
    updated: date | None = None

    @property
    def judged(self) -> tuple[Observation, ...]:
        """The values that count: official, and provisional where the catalogue lets them be judged."""
        allowed = {Status.OFFICIAL} | ({Status.PROVISIONAL} if self.indicator.grade_provisional else set())
        return tuple(o for o in self.observations if o.status in allowed and o.value is not None)

    @property
    def others(self) -> tuple[Observation, ...]:
        """Values that are drawn hollow and never joined to the judged ones."""
        return tuple(o for o in self.observations if o.value is not None and o not in self.judged)

    @property
    def line(self) -> tuple[tuple[date, float], ...]:
        """Corner points of the required line; empty where there is no baseline or no target with a value."""
        points = line_points(self.indicator)
        return points if len(points) > 1 else ()


def headline(view: TargetView) -> str:
    """The finding in one sentence: latest value against the required line, as a fact and without a judgement."""
    indicator, latest = view.indicator, view.assessment.latest
    if latest is None or latest.value is None:
        return "確定した値がまだありません。"
    value = f"最新値 {value_with_unit(latest.value, indicator)}（{label(latest.period)}）"
    if not view.line:
        return f"{value}。目標値は定められていません。"
    if indicator.baseline is not None and latest.as_of <= indicator.baseline.period.date:
        return f"{value}。基準値より新しい確定値はまだありません。"
    line = required_line(view.line, latest.as_of)
    gap = signed(latest.value - line, indicator.decimals + 1)
    return f"{value}　必要ペース線 {format_value(line, indicator.decimals + 1)} との差 {gap}"


def has_line_at(view: TargetView, latest: Observation) -> bool:
    """Whether the required line says anything about this value: it begins after the baseline."""
    return bool(view.line) and latest.as_of > view.line[0][0]


def is_rising(view: TargetView) -> bool:
    """Whether more is better."""
    return view.indicator.direction is Direction.UP


def value_text(observation: Observation, view: TargetView) -> str:
    """The value as a label; nothing for none."""
    return "" if observation.value is None else format_value(observation.value, view.indicator.decimals)


def alt_text(view: TargetView) -> str:
    """The chart in words with all its numbers, for those who cannot see it."""
    indicator = view.indicator
    parts = [f"{indicator.name}の折れ線図（単位：{indicator.unit}）。"]
    if indicator.baseline:
        parts.append(
            f"基準値は{label(indicator.baseline.period)}の{value_with_unit(indicator.baseline.value, indicator)}。"
        )
    parts += [f"{label(o.period)}は{value_text(o, view)}{indicator.unit}。" for o in view.judged]
    parts += [
        f"{label(t.period)}の目標値は{value_with_unit(t.value, indicator)}。"
        for t in indicator.targets
        if t.value is not None
    ]
    return "".join([*parts, headline(view)])


def figures(view: TargetView) -> Table:
    """The figures behind the chart: every observation with the required line on its day."""
    columns = ("時点", "日付", f"値（{view.indicator.unit}）", "区分", "必要ペース線", "線との差", "出典", "備考")
    return Table(columns, tuple(_table_row(o, view) for o in view.observations))


def _table_row(o: Observation, view: TargetView) -> tuple[Any, ...]:
    line = required_line(view.line, o.as_of) if view.line and o.as_of >= view.line[0][0] else None
    gap = None if line is None or o.value is None else o.value - line
    digits = view.indicator.decimals + 1
    rounded = tuple(None if n is None else round(n, digits) for n in (line, gap))
    return (label(o.period), o.as_of, o.value, o.status.label, *rounded, o.source, o.note)
