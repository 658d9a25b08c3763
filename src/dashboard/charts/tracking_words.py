"""What the target-tracking chart of one indicator says in words, whatever draws it, and which days it spans."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from dashboard.catalogue import Break, Catalogue, Direction, Indicator
from dashboard.charts import theme
from dashboard.charts.table import Cell, Column, ColumnKind, Table
from dashboard.fiscal import (
    Period,
    Precision,
    fiscal_year,
    fiscal_year_label,
    fiscal_year_short,
    japanese_date,
    label,
    of_fiscal_year,
    short_label,
    span_words,
)
from dashboard.judging import Point, Standing, TargetAssessment, required_line
from dashboard.judging.evidence import dated_targets
from dashboard.judging.finding import marked_value_words, missing_since_words, newer_values
from dashboard.judging.look import Tone, look_of
from dashboard.judging.words import (
    break_line,
    break_remarks,
    break_words,
    chart_footer,
    gap_words,
    newest_source,
    signed,
    value_with_unit,
)
from dashboard.observation import Observation
from dashboard.text import difference_unit, format_amount, format_value, rounded

NO_TARGET = "目標は定められていない"
SOON = timedelta(days=366)
"""An as-of date that is so much later than all that is drawn is still on the axis."""


def dated(observations: Iterable[Observation]) -> tuple[Point, ...]:
    """Day and value of those that have a value."""
    return tuple((each.as_of, each.value) for each in observations if each.value is not None)


@dataclass(frozen=True)
class TrackingWords:
    """The words of one indicator's chart and the days that it spans; ``updated`` is when its values last changed."""

    standing: Standing
    catalogue: Catalogue
    updated: date | None = None

    @property
    def indicator(self) -> Indicator:
        """The indicator that is tracked."""
        return self.standing.indicator

    @property
    def title(self) -> str:
        """Name and unit."""
        return f"{self.indicator.name}（単位：{self.indicator.unit}）"

    @property
    def subtitle(self) -> str:
        """Name, unit, and where it is not the usual one, the wanted direction."""
        unit = f"単位：{self.indicator.unit}"
        return f"{self.indicator.name}（{unit}{'' if self.rising else '、減るほどよい'}）"

    @cached_property
    def ticks(self) -> tuple[tuple[int, date], ...]:
        """(fiscal year, date of its tick) from the one at or before the first thing drawn to the last of the plan."""
        point = self.catalogue.judging.fiscal_year_point
        period = self.catalogue.plan.period
        days = [day for day, _ in self.points]
        first = min([*days, of_fiscal_year(period.start - 1, point).date])
        last = max([*days, of_fiscal_year(period.end, point).date])
        before = theme.fiscal_ticks(of_fiscal_year(first.year - 2, point).date, first, point)
        return theme.fiscal_ticks(before[-1][1], last, point)

    @property
    def first(self) -> date:
        """The first day of the axis, that of the first tick."""
        return self.ticks[0][1]

    @cached_property
    def last(self) -> date:
        """The last day of the axis: the plan's last tick, the last thing drawn, or an as-of date soon after it."""
        last = max([self.ticks[-1][1], *(day for day, _ in self.points)])
        return self.as_of if last < self.as_of <= last + SOON else last

    @cached_property
    def breaks(self) -> tuple[Break, ...]:
        """The changes of definition on the axis."""
        return self.indicator.breaks_between(self.first, self.last)

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """All values, the baseline and the targets."""
        standing = self.standing
        baseline = self.indicator.baseline
        start = ((baseline.period.date, baseline.value),) if baseline else ()
        targets = tuple(target.point for target in dated_targets(self.indicator))
        return (*dated(standing.judged), *dated(standing.not_judged), *start, *targets)

    @property
    def drawable(self) -> bool:
        """Whether there is anything to draw: a value, or a line to a target."""
        return bool(self.standing.judged or self.standing.not_judged or self.standing.path)

    @property
    def rising(self) -> bool:
        """Whether more is better."""
        return self.indicator.direction is Direction.UP

    @property
    def as_of(self) -> date:
        """The as-of date."""
        return self.standing.assessment.as_of

    @property
    def goal(self) -> TargetAssessment | None:
        """The next target, if it has a value."""
        target = self.standing.next_target
        return None if target is None or target.date is None or target.value is None else target

    @cached_property
    def finding(self) -> str:
        """The chart's title: the latest value and how far it is to the next target, or why that cannot be said."""
        indicator = self.indicator
        latest = self.standing.assessment.latest
        newer = newer_values(self.standing)
        if latest is None or latest.value is None:
            if newer:
                return f"{indicator.short_name}は{marked_value_words(self.standing, newer[0])}"
            return f"{indicator.short_name}は基準日までの値がない"
        start = f"{indicator.short_name}は{value_with_unit(latest.value, indicator)}"
        goal = self.goal
        if goal is None or goal.date is None or goal.value is None:
            return f"{start}。目標値は定められていない"
        year = fiscal_year_label(fiscal_year(goal.date))
        if goal.reached:
            return f"{start}。{year}の目標{value_with_unit(goal.value, indicator)}に到達"
        if goal.remaining is None:
            return f"{start}。{missing_since_words(self.standing)}"
        left = abs(goal.remaining)
        decimals = indicator.decimals + (0 if rounded(left, indicator.decimals) else 1)
        past = "（期限は過ぎている）" if goal.date < self.as_of else ""
        return f"{start}。{year}の目標{past}まであと{format_amount(left, decimals, difference_unit(indicator.unit))}"

    @property
    def missing_targets(self) -> tuple[str, ...]:
        """R11目標は定められていない, each target that the plan prints as ―."""
        missing = (target for target in self.indicator.targets if target.value is None)
        return tuple(f"{short_label(target.period)}{NO_TARGET}" for target in missing)

    @property
    def paces(self) -> tuple[tuple[str, float], ...]:
        """The pace so far and the one needed to the next target, in its unit a year, each with the days it is over.

        Both keep the clock of the latest value. Nothing where the target is reached or there is no newer value.
        """
        goal = self.goal
        baseline = self.indicator.baseline
        latest = self.standing.assessment.latest
        if goal is None or goal.date is None or goal.required_pace is None or baseline is None or latest is None:
            return ()
        now = short_label(latest.period)
        needed = (f"必要（{now}～{fiscal_year_short(fiscal_year(goal.date))}）", goal.required_pace)
        if goal.pace is None:
            return (needed,)
        return ((f"これまで（{short_label(baseline.period)}～{now}）", goal.pace), needed)

    @property
    def pace_line(self) -> str:
        """The same in one line; empty where there is nothing to say."""
        paces = "　".join(f"{words} {self.pace_text(pace)}" for words, pace in self.paces)
        return f"1年当たりのペース　{paces}" if paces else ""

    @property
    def extension_line(self) -> str:
        """What the dotted line is, with its caveat; empty where there is none."""
        return "･･･ これまでのペースの延長（予測ではない）" if self.extended else ""

    @property
    def range_line(self) -> str:
        """What is around the dotted line; empty where there is nothing."""
        ranged = any(target.projection and target.projection.low is not None for target in self.extended)
        return "延長の幅（最も遅いペース～最も速いペース）" if ranged else ""

    def pace_text(self, pace: float) -> str:
        """+24.5, with one decimal more than the values."""
        return signed(pace, self.indicator.decimals + 1)

    @property
    def as_of_lines(self) -> tuple[str, ...]:
        """The words over the rule of the as-of date, the longest first."""
        day = f"基準日 {japanese_date(self.as_of)}"
        short_day = f"基準日 {short_label(Period(self.as_of, Precision.DAY))}"
        goal = self.goal
        if goal is None or goal.date is None:
            return (day, short_day)
        name = f"{fiscal_year_short(fiscal_year(goal.date))}目標の期限"
        if goal.date > self.as_of:
            left = f"{name}まで{span_words(self.as_of, goal.date)}"
        elif goal.date == self.as_of:
            left = f"{name}の日"
        else:
            left = f"{name}から{span_words(goal.date, self.as_of)}"
        return (f"{day}（{left}）", f"{short_day}（{left.replace('の期限', '')}）", short_day)

    @property
    def no_value_words(self) -> tuple[str, str]:
        """That there has been no value that counts, and for how long."""
        latest = self.standing.assessment.latest
        what = "判定に使う値なし" if newer_values(self.standing) else "値なし"
        return (what, "" if latest is None else span_words(latest.as_of, self.as_of))

    @property
    def extended(self) -> tuple[TargetAssessment, ...]:
        """The targets still to be reached to whose dates the pace so far can be extended, in date order."""
        latest = self.standing.assessment.latest
        targets = self.standing.assessment.targets
        if latest is None:
            return ()
        return tuple(each for each in targets if each.projection and each.date and not each.reached)

    def extension_words(self, target: TargetAssessment) -> str:
        """延長 992（968～1,029）: what the pace so far comes to at a target's date, with its range."""
        extended = target.projection
        if extended is None:
            return ""
        words = f"延長 {self.number(extended.value)}"
        if extended.low is None or extended.high is None:
            return words
        return f"{words}（{self.number(extended.low)}～{self.number(extended.high)}）"

    def value_words(self, observation: Observation) -> str:
        """What is said of a value to who points at it: 令和6年11月　263か所（確定）　必要な水準まで203.2."""
        value = value_with_unit(observation.value or 0.0, self.indicator)
        words = f"{label(observation.period)}　{value}（{observation.status.label}）"
        position = self.standing.position_of(observation)
        counts = observation in self.standing.judged
        return f"{words}　{gap_words(position, self.indicator)}" if position and counts else words

    def number(self, value: float) -> str:
        """A value without its unit."""
        return format_value(value, self.indicator.decimals)

    @cached_property
    def headline(self) -> str:
        """The finding in one sentence: latest value against the required line, as a fact and without a judgement."""
        latest = self.standing.assessment.latest
        if latest is None:
            return "確定した値がまだありません。"
        value = f"最新値 {value_with_unit(latest.value or 0.0, self.indicator)}（{label(latest.period)}）"
        if not self.standing.path:
            return f"{value}。目標値は定められていません。"
        position = self.standing.position
        if position is None:
            return f"{value}。基準値より新しい確定値はまだありません。"
        decimals = self.indicator.decimals + 1
        return f"{value}　必要な水準 {format_value(position.line, decimals)} との差 {signed(position.gap, decimals)}"

    @property
    def description(self) -> str:
        """The chart in words with all its numbers, for those who cannot see it."""
        indicator = self.indicator
        parts = [f"{indicator.name}の折れ線図（単位：{indicator.unit}）。"]
        if indicator.baseline:
            value = value_with_unit(indicator.baseline.value, indicator)
            parts.append(f"基準値は{label(indicator.baseline.period)}の{value}。")
        parts += [f"{label(o.period)}は{self.number(o.value or 0.0)}{indicator.unit}。" for o in self.standing.judged]
        parts += [
            f"{label(target.period)}の目標値は{value_with_unit(target.value, indicator)}。"
            for target in dated_targets(indicator)
        ]
        if self.breaks:
            parts.append(f"定義の変更（{break_words(self.breaks)}）の前後の値は線で結んでいない。")
        return "".join([*parts, self.headline])

    @property
    def legend(self) -> str:
        """What the marks stand for, in one line."""
        path = self.standing.path
        tone = look_of(self.standing.next_target).tone
        gap = self.standing.position is not None
        parts = (
            ("● 実績（確定値）", True),
            ("- - 必要な水準（基準値と目標値を結ぶ直線。法定の見込みではない）", path),
            ("□ 基準値", self.indicator.baseline),
            ("◇ 目標値", dated_targets(self.indicator)),
            ("○ 参考値など（判定に使わない）", self.standing.not_judged),
            ("赤の斜線 足りない分", gap and tone is Tone.SHORT),
            ("青 先へ進んでいる分", gap and tone is Tone.AHEAD),
            ("縦の破線 定義変更（前後の値を線で結ばない）", self.breaks),
        )
        return "　".join(words for words, applies in parts if applies)

    @property
    def aside(self) -> str:
        """The source of the values beside those that count; empty where all values are of one kind."""
        both_kinds = self.standing.judged and self.standing.not_judged
        return f"参考値などの{newest_source(self.standing.not_judged)}" if both_kinds else ""

    @property
    def break_line(self) -> str:
        """The changes of definition with their reasons; empty where there is none on the axis."""
        return break_line(self.breaks)

    @property
    def footer(self) -> tuple[str, ...]:
        """The lines under the chart: legend, changes of definition, source, aside if there is one, dates.

        Source and date are those of the values that count; a newer reference value must not lend the chart its own.
        """
        counted = self.standing.judged or self.standing.not_judged
        legend, source, dates = chart_footer(self.legend, counted, self.catalogue, self.updated)
        return tuple(line for line in (legend, self.break_line, source, self.aside, dates) if line)

    @property
    def table(self) -> Table:
        """The figures behind the chart: every observation with the required line on its day."""
        unit = self.indicator.unit
        columns = (
            Column("period", "時点"),
            Column("date", "日付", ColumnKind.DATE),
            Column("value", f"値（{unit}）", ColumnKind.VALUE, unit),
            Column("status", "区分"),
            Column("line", "必要な水準", ColumnKind.VALUE, unit),
            Column("gap", "必要な水準との差", ColumnKind.VALUE, unit),
            Column("source", "出典"),
            Column("note", "備考"),
        )
        observations = self.standing.observations
        remarks = break_remarks(self.indicator, (observation.as_of for observation in observations))
        return Table(columns, tuple(self._row(o, remarks.get(o.as_of, "")) for o in observations))

    def _row(self, observation: Observation, remark: str) -> tuple[Cell, ...]:
        path = self.standing.path
        value = observation.value
        decimals = self.indicator.decimals + 1
        line = required_line(path, observation.as_of) if path and observation.as_of >= path[0][0] else None
        gap = None if line is None or value is None else rounded(value - line, decimals)
        return (
            label(observation.period),
            observation.as_of,
            value,
            observation.status.label,
            None if line is None else rounded(line, decimals),
            gap,
            observation.source,
            "　".join(part for part in (observation.note, remark) if part),
        )
