"""The target-tracking chart of one indicator before anybody draws it: what stands where, in which look, in which words.

Three writers only translate it: ``charts.tracking`` for screens and PDF (Altair), ``papers.slides`` for PowerPoint and
``papers.book`` for Excel.

Sizes and widths are in points. A label stands above or below its point, and left or right of it or centred on it; how
large each ``Emphasis`` is, is the writer's choice. Good and bad come from ``Standing.position`` alone: a value that has
reached the line is a blue circle, one behind it a red triangle that points to its side.
"""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from dashboard.catalogue import Break, Catalogue, Direction, Indicator
from dashboard.charts import theme
from dashboard.charts.table import Cell, Column, ColumnKind, Table
from dashboard.fiscal import Period, Precision, fiscal_year_short, label, of_fiscal_year, short_label
from dashboard.judging import Point, Side, Standing, required_line
from dashboard.judging.evidence import dated_targets
from dashboard.judging.words import (
    break_line,
    break_remarks,
    break_words,
    chart_footer,
    newest_source,
    signed,
    value_with_unit,
)
from dashboard.observation import Observation
from dashboard.text import format_value, rounded

LABEL_DISTANCE = 0.04
"""Two labels of one series closer than this share of the axis would overlap; the older one stays in the table only."""

LATEST_LABEL_WIDTH = 0.2
"""Share of the axis, and points of height, that the large label of the latest value may take."""
LATEST_LABEL_HEIGHT = 20.0
MARK_WIDTH = 0.02
"""Share of the axis between the latest value's point and a label beside it."""

TARGET_LABEL_WIDTH = 0.17
"""Share of the axis that the label of a target may take."""

BREAK_ROOM = 18.0
"""Points over the highest label for the words of a change of definition, and the share of the axis that they take."""
BREAK_LABEL_WIDTH = 0.1

DAYS_BESIDE = 0.05
"""Share of the axis that stays free on each side where labels may not leave the field."""

VALUE_ROOM = 0.12
"""Share of the values' range that stays free above and below them."""
LABEL_ROOM = 27.0
"""Points that the label of the highest or lowest value needs in a low field."""
ROOM_BELOW = 22.0
"""Points between the lowest value and the fiscal years where the axis begins at a round value."""
LEAST_ROOM_BELOW = 16.0
"""With fewer points between a value and the fiscal years its label stands above."""

MOST_LINES = 6
FEWEST_LINES = 3
LINE_DISTANCE = 20.0
"""So many lines of the grid at least and at most, and the points that they are apart in a low field."""


class SeriesKey(StrEnum):
    """What a series is; writers tell them apart by this, readers by their names."""

    TICKS = "ticks"
    BREAK = "break"
    BASELINE_LEVEL = "baseline_level"
    REQUIRED_LINE = "required_line"
    GAP = "gap"
    JUDGED = "judged"
    NOT_JUDGED = "not_judged"
    BASELINE = "baseline"
    TARGETS = "targets"
    LATEST = "latest"


class Dash(StrEnum):
    """How a stroke is broken."""

    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"


class Shape(StrEnum):
    """The symbol of a mark."""

    CIRCLE = "circle"
    SQUARE = "square"
    DIAMOND = "diamond"
    TRIANGLE_UP = "triangle-up"
    TRIANGLE_DOWN = "triangle-down"


class Across(StrEnum):
    """Where a label stands beside its point: it ends at the left of it, is centred on it, or begins at the right."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Emphasis(StrEnum):
    """How much a label stands out."""

    QUIET = "quiet"
    PLAIN = "plain"
    STRONG = "strong"
    STRONGEST = "strongest"

    @property
    def bold(self) -> bool:
        """Whether it is set in bold type."""
        return self in {Emphasis.STRONG, Emphasis.STRONGEST}

    @property
    def colour(self) -> str:
        """The colour of its text."""
        return theme.GREY if self is Emphasis.QUIET else theme.INK


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through the points of a series; ``width`` in points."""

    colour: str
    width: float
    dash: Dash = Dash.SOLID


@dataclass(frozen=True, slots=True)
class Mark:
    """The symbol at each point; ``size`` is its height in points; a hollow one has the paper's colour inside."""

    shape: Shape
    size: float
    colour: str
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """Text at the point with this number; ``second_line`` stands under it in small type."""

    point: int
    text: str
    above: bool
    across: Across = Across.CENTRE
    emphasis: Emphasis = Emphasis.PLAIN
    second_line: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Points in date order with their look.

    ``name`` is what a reader of the data sheet sees, ``legend`` what a legend says of it, empty where it says nothing.
    The points numbered in ``unmarked`` have no mark, for that of another series stands there.
    """

    key: SeriesKey
    name: str
    points: tuple[Point, ...]
    stroke: Stroke | None = None
    mark: Mark | None = None
    labels: tuple[Label, ...] = ()
    legend: str = ""
    unmarked: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueScale:
    """Least and greatest value of a field that is ``height`` points high, and the step of its grid."""

    low: float
    high: float
    step: float
    height: float

    def room_below(self, value: float) -> float:
        """Points between a value and the lower edge."""
        return (value - self.low) / (self.high - self.low) * self.height


@dataclass(frozen=True)
class TrackingFigure:
    """The chart of one indicator; ``updated`` is the day of the last change of its values."""

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
    def drawable(self) -> bool:
        """Whether there is anything to draw: a value, or a line to a target."""
        return bool(self.standing.judged or self.standing.not_judged or self.standing.path)

    # The axes.

    @cached_property
    def ticks(self) -> tuple[tuple[int, date], ...]:
        """(fiscal year, date of its tick) from the one at or before the first thing drawn to the last of the plan."""
        point = self.catalogue.judging.fiscal_year_point
        period = self.catalogue.plan.period
        days = [day for day, _ in self._points()]
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
        """The last day of the axis: the plan's last tick, or the last thing drawn."""
        return max([self.ticks[-1][1], *(day for day, _ in self._points())])

    @cached_property
    def breaks(self) -> tuple[Break, ...]:
        """The changes of definition on the axis."""
        return self.indicator.breaks_between(self.first, self.last)

    @property
    def wide_span(self) -> tuple[date, date]:
        """First and last day with room on both sides, for a chart whose labels may not leave its field."""
        room = timedelta(days=round((self.last - self.first).days * DAYS_BESIDE))
        return self.first - room, self.last + room

    def value_scale(self, height: float, *, round_ends: bool = True) -> ValueScale:
        """Room around all that is drawn in a field of ``height`` points, not from 0, nor below it unless a value is.

        With ``round_ends`` the field begins and ends at a line of the grid.
        """
        values = [value for _, value in self._points()] or [0.0, 1.0]
        low = min(values)
        high = max(values)
        room = (high - low) * max(VALUE_ROOM, LABEL_ROOM / height) or abs(high) * 0.1 or 1.0
        bottom = 0.0 if low >= 0 and low - room < 0 else low - room
        top = high + room
        if self.breaks:
            top = bottom + (top - bottom) * height / (height - BREAK_ROOM)
        lines = max(FEWEST_LINES, min(MOST_LINES, height / LINE_DISTANCE))
        step = max(theme.round_step((top - bottom) / lines), 10.0**-self.indicator.decimals)
        if not round_ends:
            return ValueScale(bottom, top, step, height)
        top = math.ceil(top / step - 1e-9) * step
        bottom = math.floor(bottom / step + 1e-9) * step
        while (low - bottom) / (top - bottom) * height < ROOM_BELOW and (bottom - step >= 0 or low < 0):
            bottom -= step
        return ValueScale(round(bottom, 9), round(top, 9), step, height)

    def _points(self) -> tuple[Point, ...]:
        """All that is drawn: every value, the baseline and the targets."""
        standing = self.standing
        return (*_dated(standing.judged), *_dated(standing.not_judged), *standing.path, *self._start)

    @property
    def _start(self) -> tuple[Point, ...]:
        """The baseline, if there is one."""
        baseline = self.indicator.baseline
        return ((baseline.period.date, baseline.value),) if baseline else ()

    @property
    def _latest_point(self) -> Point | None:
        latest = self.standing.assessment.latest
        return None if latest is None or latest.value is None else (latest.as_of, latest.value)

    # What is drawn.

    def series(self, scale: ValueScale) -> tuple[Series, ...]:
        """All series that have a point, those on top last."""
        every = (
            *self._break_lines(scale),
            self._baseline_level(),
            self._required_line(),
            self._gap(),
            *self._pieces(self._judged(scale)),
            self._not_judged(scale),
            self._baseline(),
            self._targets(),
            self._latest(scale),
        )
        return tuple(series for series in every if series and series.points)

    def tick_series(self, scale: ValueScale) -> Series:
        """Points on the lower edge that carry the fiscal years; a number format cannot count those."""
        labels = tuple(
            Label(at, fiscal_year_short(year), above=False, second_line=f"({year})")
            for at, (year, _) in enumerate(self.ticks)
        )
        return Series(SeriesKey.TICKS, "年度の目盛り", tuple((day, scale.low) for _, day in self.ticks), labels=labels)

    def _break_lines(self, scale: ValueScale) -> Iterator[Series]:
        """An upright broken line at each change of definition, its words over it, clear of all other labels."""
        top = scale.high - BREAK_ROOM / scale.height * (scale.high - scale.low)
        for change in self.breaks:
            side = self._side_of_break_words(change)
            words = () if side is None else (Label(1, "定義変更", above=True, across=side),)
            name = f"定義変更（{_short_day(change)}）"
            ends = ((change.date, scale.low), (change.date, top))
            yield Series(SeriesKey.BREAK, name, ends, Stroke(theme.INK, 1.0, Dash.DASHED), labels=words)

    def _side_of_break_words(self, change: Break) -> Across | None:
        """Centred where nothing is near, else away from what is; None between two that are near: they say it."""
        near = [other.date for other in self.breaks if abs(self._share(change.date, other.date)) < BREAK_LABEL_WIDTH]
        before = near[0] < change.date or self._share(self.first, change.date) < BREAK_LABEL_WIDTH / 2
        after = near[-1] > change.date or self._share(change.date, self.last) < BREAK_LABEL_WIDTH / 2
        if before and after:
            return None
        if before:
            return Across.RIGHT
        return Across.LEFT if after else Across.CENTRE

    def _pieces(self, series: Series) -> Iterator[Series]:
        """The series in parts, so that no line joins values of different definitions."""
        days = [day for day, _ in series.points]
        starts = [0]
        starts += [at for at, days in enumerate(pairwise(days), 1) if self.indicator.breaks_between(*days)]
        for number, (start, end) in enumerate(pairwise([*starts, len(days)])):
            name = series.name
            if number:
                (*_, change) = self.indicator.breaks_between(days[start - 1], days[start])
                name = f"{series.name}（{_short_day(change)}から）"
            yield replace(
                series,
                name=name,
                points=series.points[start:end],
                labels=tuple(
                    replace(label, point=label.point - start) for label in series.labels if start <= label.point < end
                ),
                legend="" if number else series.legend,
                unmarked=tuple(at - start for at in series.unmarked if start <= at < end),
            )

    def _clear_of_breaks(self, day: date, usual: Across, before: float, after: float) -> Across:
        """The side on which no broken line goes through a label, which takes these shares of the axis around a day."""
        shares = (self._share(day, change.date) for change in self.breaks)
        crossing = [share for share in shares if -before < share < after]
        if not crossing:
            return usual
        return Across.LEFT if min(crossing, key=abs) > 0 else Across.RIGHT

    def _share(self, start: date, end: date) -> float:
        """How much of the axis lies between two days."""
        return (end - start).days / (self.last - self.first).days

    def _baseline_level(self) -> Series | None:
        """A dotted line as high as the baseline, with the words at its end."""
        baseline = self.indicator.baseline
        if baseline is None:
            return None
        text = f"基準値 {self._number(baseline.value)}（{short_label(baseline.period)}）"
        words = Label(1, text, above=not self._rising, across=Across.LEFT, emphasis=Emphasis.QUIET)
        ends = ((self.first, baseline.value), (self.last, baseline.value))
        stroke = Stroke(theme.FAINT, 1.0, Dash.DOTTED)
        return Series(SeriesKey.BASELINE_LEVEL, "基準値の高さ", ends, stroke, labels=(words,))

    def _required_line(self) -> Series:
        name = "必要な水準"
        stroke = Stroke(theme.GREY, 1.75, Dash.DASHED)
        return Series(SeriesKey.REQUIRED_LINE, name, self.standing.path, stroke, legend=name)

    def _gap(self) -> Series | None:
        """The dotted rule from the latest value to the required line on its day."""
        latest = self._latest_point
        position = self.standing.position
        if latest is None or position is None:
            return None
        ends = (latest, (latest[0], position.line))
        return Series(SeriesKey.GAP, "必要な水準との差", ends, Stroke(self._latest_colour, 1.5, Dash.DOTTED))

    def _judged(self, scale: ValueScale) -> Series:
        judged = self.standing.judged
        marked_elsewhere = {point[0] for point in (*self._start, self._latest_point) if point}
        labels = tuple(self._judged_label(at, scale) for at in self._apart(judged, marked_elsewhere))
        return Series(
            SeriesKey.JUDGED,
            "実績",
            _dated(judged),
            Stroke(theme.INK, 2.75),
            Mark(Shape.CIRCLE, 7, theme.INK),
            labels,
            "実績（判定に使う値）",
            unmarked=tuple(at for at, observation in enumerate(judged) if observation.as_of in marked_elsewhere),
        )

    def _judged_label(self, at: int, scale: ValueScale) -> Label:
        """Over or under its point; beside a broken line on the other side of it, clear of the line to its neighbour."""
        judged = self.standing.judged
        observation = judged[at]
        above = self._above(observation, scale)
        across = self._clear_of_breaks(observation.as_of, Across.CENTRE, LABEL_DISTANCE, LABEL_DISTANCE)
        neighbour = at + {Across.LEFT: -1, Across.CENTRE: 0, Across.RIGHT: 1}[across]
        if neighbour != at and 0 <= neighbour < len(judged):
            above = (observation.value or 0.0) >= (judged[neighbour].value or 0.0)
        return Label(at, self._value_text(observation), above, across)

    def _not_judged(self, scale: ValueScale) -> Series:
        others = self.standing.not_judged
        labels = tuple(
            Label(
                at,
                f"{self._value_text(others[at])} {others[at].status.label}（{short_label(others[at].period)}）",
                self._above_beside_latest(others[at], scale),
                Across.RIGHT,
                Emphasis.QUIET,
            )
            for at in self._apart(others)
        )
        mark = Mark(Shape.CIRCLE, 7, theme.GREY, hollow=True)
        legend = "参考値など（使わない値）"
        return Series(SeriesKey.NOT_JUDGED, "参考値など", _dated(others), mark=mark, labels=labels, legend=legend)

    def _baseline(self) -> Series:
        """The baseline's hollow square, over the line so that it stays hollow."""
        name = "基準値"
        mark = Mark(Shape.SQUARE, 8, theme.INK, hollow=True)
        return Series(SeriesKey.BASELINE, name, self._start, mark=mark, legend=name)

    def _targets(self) -> Series:
        targets = dated_targets(self.indicator)
        labels = tuple(
            Label(
                at,
                f"{short_label(target.period)}目標 {self._number(target.value)}",
                self._rising,
                self._target_side(target.point[0]),
                Emphasis.STRONG,
            )
            for at, target in enumerate(targets)
        )
        name = "目標値"
        mark = Mark(Shape.DIAMOND, 11, theme.INK, hollow=True)
        points = tuple(target.point for target in targets)
        return Series(SeriesKey.TARGETS, name, points, mark=mark, labels=labels, legend=name)

    def _target_side(self, day: date) -> Across:
        """To the left, unless a broken line goes through it there and there is room to the right."""
        side = self._clear_of_breaks(day, Across.LEFT, TARGET_LABEL_WIDTH, 0.0)
        return side if self._share(day, self.last) >= TARGET_LABEL_WIDTH else Across.LEFT

    def _latest(self, scale: ValueScale) -> Series | None:
        latest = self.standing.assessment.latest
        point = self._latest_point
        if latest is None or point is None:
            return None
        position = self.standing.position
        shape = Shape.CIRCLE
        words = "最新値"
        across = Across.RIGHT
        if position:
            reached = position.side.reached
            words = f"最新値（線に{'届いている' if reached else '届いていない'}）"
            if reached:
                # The required line rises past the value, so the label stands over the value instead of beside it.
                across = Across.CENTRE
            else:
                shape = Shape.TRIANGLE_UP if position.above else Shape.TRIANGLE_DOWN
        # To the right of its mark a label begins beside a broken line that stands at the mark.
        reach = (-MARK_WIDTH, LATEST_LABEL_WIDTH) if across is Across.RIGHT else (LATEST_LABEL_WIDTH / 2,) * 2
        across = self._clear_of_breaks(latest.as_of, across, *reach)
        text = f"{self._value_text(latest)}（{short_label(latest.period)}）"
        words_at = Label(0, text, self._above(latest, scale), across, Emphasis.STRONGEST)
        at_baseline = any(day == latest.as_of for day, _ in self._start)
        mark = None if at_baseline else Mark(shape, 12, self._latest_colour)
        return Series(SeriesKey.LATEST, "最新値", (point,), mark=mark, labels=(words_at,), legend=words)

    @property
    def _latest_colour(self) -> str:
        position = self.standing.position
        if position is None:
            return theme.INK
        return theme.GOOD if position.side.reached else theme.BAD

    @property
    def _rising(self) -> bool:
        """Whether more is better."""
        return self.indicator.direction is Direction.UP

    def _above(self, observation: Observation, scale: ValueScale) -> bool:
        """Whether a value's label stands above it: away from the required line, and not among the fiscal years.

        A value on the line has its label where the line will leave it free: below where more is better.
        """
        path = self.standing.path
        value = observation.value or 0.0
        if scale.room_below(value) < LEAST_ROOM_BELOW:
            return True
        if not path:
            return False
        position = self.standing.position_of(observation)
        gap = value - required_line(path, observation.as_of)
        on_the_line = position.side is Side.ON if position else gap == 0
        return not self._rising if on_the_line else gap > 0

    def _above_beside_latest(self, observation: Observation, scale: ValueScale) -> bool:
        """The same for a value that does not count: the large label of the latest one may take its room."""
        above = self._above(observation, scale)
        latest = self.standing.assessment.latest
        if latest is None:
            return above
        days = abs((observation.as_of - latest.as_of).days)
        height = abs(scale.room_below(observation.value or 0.0) - scale.room_below(latest.value or 0.0))
        near = days < LATEST_LABEL_WIDTH * (self.last - self.first).days and height < LATEST_LABEL_HEIGHT
        return not above if near and above is self._above(latest, scale) else above

    def _apart(self, observations: Sequence[Observation], occupied: Collection[date] = ()) -> list[int]:
        """The numbers of the values that carry a label: from the newest back, not too near to a labelled one."""
        least = (self.last - self.first).days * LABEL_DISTANCE
        days = list(occupied)
        numbers = []
        for at in reversed(range(len(observations))):
            day = observations[at].as_of
            if all(abs((day - other).days) >= least for other in days):
                days.append(day)
                numbers.append(at)
        return numbers[::-1]

    # The words beside the chart.

    def _value_text(self, observation: Observation) -> str:
        return self._number(observation.value or 0.0)

    def _number(self, value: float) -> str:
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
        parts += [f"{label(o.period)}は{self._value_text(o)}{indicator.unit}。" for o in self.standing.judged]
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
        parts = (
            ("● 実績（確定値）", True),
            ("- - 必要な水準（基準値と目標値を結ぶ直線。法定の見込みではない）", path),
            ("□ 基準値", self.indicator.baseline),
            ("◇ 目標値", path),
            ("○ 参考値など（判定に使わない）", self.standing.not_judged),
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


def _short_day(change: Break) -> str:
    return short_label(Period(change.date, Precision.DAY))


def _dated(observations: Sequence[Observation]) -> tuple[Point, ...]:
    return tuple(
        (observation.as_of, observation.value) for observation in observations if observation.value is not None
    )
