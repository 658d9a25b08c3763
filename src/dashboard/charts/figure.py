"""The target-tracking chart of one indicator before anybody draws it: what stands where, in which look, in which words.

Three writers only translate it: ``charts.tracking`` for screens and PDF (Altair), ``papers.slides`` for PowerPoint and
``papers.book`` for Excel. A value is ink whatever it is; what is missing to the required level is a hatched red bar as
long as it, what is ahead of it a blue one, and which of both is ``look_of``'s decision alone.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

from dashboard.catalogue import Break
from dashboard.charts import theme
from dashboard.charts.labels import ANYWHERE, ChartField, LabelPlace, arranged
from dashboard.charts.series import (
    ALWAYS,
    CLEAR,
    NEAR,
    Across,
    Dash,
    Down,
    Emphasis,
    Label,
    Mark,
    Series,
    SeriesKey,
    Shape,
    Stroke,
    ValueScale,
)
from dashboard.charts.tracking_words import NO_TARGET, TrackingWords, dated
from dashboard.fiscal import Period, Precision, fiscal_year, fiscal_year_short, japanese_date, label, short_label
from dashboard.judging import Point, Projection, Side, TargetAssessment
from dashboard.judging.evidence import dated_targets
from dashboard.judging.look import Tone, look_of
from dashboard.judging.words import gap_words, value_with_unit
from dashboard.observation import Observation
from dashboard.text import width_in_ems

DAYS_BESIDE = 0.06
"""Share of the axis that stays free on each side where labels may not leave the field."""

STRIP = 18.0
"""Points over all values for a line of words: those of the as-of date, and under them those of a change."""
ROOM_ABOVE = 14.0
ROOM_BELOW = 0.3
LEAST_FIELD = 30.0
"""Points over the highest thing drawn, share of the field under the lowest, and the points left between them at least.
"""
LIFTS = (0.0, 12.0, 24.0, 40.0)
EXTENSION_ROOM = 0.35
"""So much of the range of all else may the extension of the pace add to it above or below; beyond that it is cut."""
LEVEL_DISTANCE = 14.0
"""Points between two values at the axis."""
GRID_LINES = 3
LEAST_DAYS_WITHOUT = 31
"""A band says that there is no value once there has been none for longer than this."""

MARK = 7.0
LATEST_MARK = 11.0
GAP_WIDTH = 7.0


@dataclass(frozen=True)
class TrackingFigure(TrackingWords):
    """The chart of one indicator."""

    def field(
        self,
        width: float,
        height: float,
        sizes: Mapping[Emphasis, float],
        places: tuple[LabelPlace, ...] = ANYWHERE,
        beside: tuple[float, float] = (0.0, 0.0),
    ) -> ChartField:
        """The days and values in a field of this size in points, beside which labels may take some room."""
        return ChartField(self.first, self.last, self.value_scale(height), width, sizes, places, beside, LIFTS)

    def wide_field(
        self, width: float, height: float, sizes: Mapping[Emphasis, float], places: tuple[LabelPlace, ...] = ANYWHERE
    ) -> ChartField:
        """The same with room on both sides, for a chart whose labels may not leave its field."""
        room = timedelta(days=round((self.last - self.first).days * DAYS_BESIDE))
        lifts = LIFTS if places == ANYWHERE else LIFTS[:1]
        scale = self.value_scale(height)
        return ChartField(self.first - room, self.last + room, scale, width, sizes, places, lifts=lifts)

    def value_scale(self, height: float) -> ValueScale:
        """Room around all that is drawn in a field of ``height`` points, not from 0, nor below it unless a value is."""
        values = [value for _, value in self.points] or [0.0, 1.0]
        low, high = min(values), max(values)
        room = (high - low) * EXTENSION_ROOM
        ends = [value for _, value in self._ends()]
        high = max([high, *(value for value in ends if value <= high + room)])
        low = min([low, *(value for value in ends if value >= low - room and (value >= 0 or low < 0))])
        strips = STRIP * ((1 if self.shows_as_of else 0) + (1 if self.breaks else 0))
        below = min(ROOM_BELOW * height, 40.0)
        free = max(height - strips - ROOM_ABOVE - below, LEAST_FIELD)
        value_a_point = ((high - low) or abs(high) * 0.2 or 1.0) / free
        bottom = low - below * value_a_point
        if low >= 0 > bottom:
            bottom = 0.0
            value_a_point = (high or 1.0) / (free + below)
        ceiling = high + ROOM_ABOVE * value_a_point
        # Rounded, for a program that writes it shorter would leave out what stands on the edge.
        low, high = round(bottom, 6), round(ceiling + strips * value_a_point, 6)
        return ValueScale(low, high, round(ceiling, 6), height)

    @property
    def shows_as_of(self) -> bool:
        """Whether the as-of date is on the axis."""
        return self.first <= self.as_of <= self.last

    def cut_axis(self, scale: ValueScale) -> bool:
        """Whether the values do not begin at zero."""
        return scale.low > 0 or scale.high < 0

    def remarks(self, field: ChartField) -> tuple[str, ...]:
        """What a chart of another program says under it: the break of its axis, what has no place in it, both paces."""
        cut = "縦軸は0から始まらない" if self.cut_axis(field.scale) else ""
        extent = f"細い点線 {self.range_line}" if self.range_line else ""
        return tuple(part for part in (cut, *self.missing_targets, self.extension_line, extent, self.pace_line) if part)

    def series(self, field: ChartField) -> tuple[Series, ...]:
        """All series that have a point, those on top last, each label where nothing is in its way."""
        scale = field.scale
        every = (
            *self._levels(scale),
            *self._no_value(field),
            *self._range(scale),
            self._extension(scale),
            self._required_line(),
            *self._break_lines(scale),
            self._as_of_rule(field),
            self._gap(),
            self._earlier(),
            *self._pieces(self._judged()),
            self._not_judged(),
            self._baseline(),
            self._targets(),
            self._no_target(scale),
            self._latest(),
        )
        return arranged([series for series in every if series and series.points], field)

    def tick_series(self, field: ChartField) -> Series:
        """Points on the lower edge that carry the fiscal years; a number format cannot count those.

        Where these are too near each other, those of targets are labelled first.
        """
        least = field.sizes[Emphasis.PLAIN] * 3.4
        targets = {fiscal_year(target.period.date) for target in self.indicator.targets}
        order = sorted(range(len(self.ticks)), key=lambda at: (self.ticks[at][0] not in targets, at))
        labelled: list[int] = []
        for at in order:
            x = field.spot((self.ticks[at][1], field.scale.low))[0]
            others = (field.spot((self.ticks[other][1], field.scale.low))[0] for other in labelled)
            if all(abs(x - other) >= least for other in others):
                labelled.append(at)
        labels = tuple(
            Label(at, fiscal_year_short(self.ticks[at][0]), Down.BELOW, second_line=f"({self.ticks[at][0]})")
            for at in sorted(labelled)
        )
        points = tuple((day, field.scale.low) for _, day in self.ticks)
        return Series(SeriesKey.TICKS, "年度の目盛り", points, labels=labels)

    def _levels(self, scale: ValueScale) -> Iterator[Series]:
        """Pale lines with their values at the axis: baseline and targets; round values where there are none."""
        used: list[float] = []
        for value in self._level_values(scale):
            near = (abs(scale.room_below(value) - scale.room_below(other)) < LEVEL_DISTANCE for other in used)
            if any(near):
                continue
            used.append(value)
            text = self.number(value)
            words = Label(0, text, Down.LEVEL, Across.LEFT, Emphasis.PLAIN, limit=ALWAYS, rank=0)
            ends = ((self.first, value), (self.last, value))
            yield Series(SeriesKey.LEVEL, f"目盛り {text}", ends, Stroke(theme.GRID, 0.75), labels=(words,))

    def _level_values(self, scale: ValueScale) -> list[float]:
        """The most important first."""
        baseline = self.indicator.baseline
        targets = [target.value for target in dated_targets(self.indicator)]
        goal = self.goal
        first = [goal.value] if goal and goal.value is not None else []
        values = [*([baseline.value] if baseline else []), *first, *targets]
        if values:
            return list(dict.fromkeys(values))
        step = max(theme.round_step((scale.ceiling - scale.low) / GRID_LINES), 10.0**-self.indicator.decimals)
        count = math.floor(scale.ceiling / step) - math.ceil(scale.low / step) + 1
        return [round((math.ceil(scale.low / step) + number) * step, 9) for number in range(count)]

    def _no_value(self, field: ChartField) -> Iterator[Series]:
        """The band between the latest value that counts and the as-of date, and in it for how long it is."""
        scale = field.scale
        latest = self.standing.assessment.latest
        end = min(self.as_of, self.last)
        if latest is None or (self.as_of - latest.as_of).days <= LEAST_DAYS_WITHOUT or end <= latest.as_of:
            return
        ends = ((latest.as_of, scale.low), (end, scale.low))
        yield Series(SeriesKey.NO_VALUE, "値なし", ends, Stroke(theme.GRID, 6.0))
        middle = latest.as_of + (end - latest.as_of) / 2
        room = field.spot(ends[1])[0] - field.spot(ends[0])[0]
        what, span = self.no_value_words
        words = Label(0, f"{what} {span}", Down.BELOW, emphasis=Emphasis.QUIET, rank=3.5)
        if field.size(words)[0] > room:
            words = replace(words, text=what, second_line=span)
        if field.size(words)[0] <= room * 1.2:
            yield Series(SeriesKey.NO_VALUE, "値なしの期間", ((middle, scale.ceiling),), labels=(words,))

    def _ends(self) -> Iterator[Point]:
        """Where the extension and both edges of its range end."""
        for target in self.extended:
            extended = target.projection
            if extended and target.date:
                values = (extended.value, extended.low, extended.high)
                yield from ((target.date, value) for value in values if value is not None)

    def _way(self, edge: str, scale: ValueScale) -> tuple[tuple[Point, ...], TargetAssessment | None]:
        """The extension (or an edge of its range) from the latest value, and the target before which it is cut."""
        latest = self.latest_point
        if latest is None:
            return (), None
        way = [latest]
        for target in self.extended:
            value = _edge(target.projection, edge)
            if value is None or target.date is None:
                return (), None
            if not scale.low <= value <= scale.ceiling:
                edge_value = scale.ceiling if value > scale.ceiling else scale.low
                (start, low), steps = way[-1], (target.date - way[-1][0]).days
                days = math.floor(steps * (edge_value - low) / (value - low))
                return (*way, (start + timedelta(days=days), edge_value)), target
            way.append((target.date, value))
        return (tuple(way) if len(way) > 1 else ()), None

    def _range(self, scale: ValueScale) -> Iterator[Series]:
        stroke = Stroke(theme.FAINT, 0.75, Dash.DOTTED)
        for edge, name in (("low", "延長の下の端"), ("high", "延長の上の端")):
            points, _ = self._way(edge, scale)
            yield Series(SeriesKey.RANGE, name, points, stroke)

    def _extension(self, scale: ValueScale) -> Series:
        """The pace so far, extended to the targets still to be reached; cut at the edge of the field, and said so."""
        points, beyond = self._way("value", scale)
        labels = []
        if points:
            number = len(points) - 2 if beyond else len(points) - 1
            targets = list(zip(range(1, number + 1), self.extended, strict=False))
            for at, target in targets:
                final = "予測ではない" if at == number and not beyond else ""
                labels.append(self._extension_label(at, self.extension_words(target), final))
            if beyond and beyond.date:
                year = fiscal_year_short(fiscal_year(beyond.date))
                text = f"{self.extension_words(beyond).replace('延長 ', f'延長 {year}に')}（図の外）"
                labels.append(self._extension_label(len(points) - 1, text, "予測ではない"))
        stroke = Stroke(theme.GREY, 1.75, Dash.DOTTED)
        name = "これまでのペースの延長"
        words = [name, *(f"{self._goal_day(each)}　{self.extension_words(each)}" for each in self.extended)]
        said = "　".join([*words, "予測ではない"])
        return Series(SeriesKey.EXTENSION, name, points, stroke, None, tuple(labels), name, words=(said,))

    def _goal_day(self, target: TargetAssessment) -> str:
        return japanese_date(target.date) if target.date else ""

    def _extension_label(self, at: int, text: str, second: str) -> Label:
        down = Down.BELOW if self.rising else Down.ABOVE
        return Label(at, text, down, Across.RIGHT, Emphasis.QUIET, second, rank=3)

    def _required_line(self) -> Series:
        name = "必要な水準"
        path = self.standing.path
        stroke = Stroke(theme.GREY, 1.75, Dash.DASHED)
        return Series(
            SeriesKey.REQUIRED_LINE, name, path, stroke, legend=name, words=(f"{name}（基準値と目標値を結ぶ直線）",)
        )

    def _break_lines(self, scale: ValueScale) -> Iterator[Series]:
        """An upright broken line at each change of definition, its words over it, clear of all other labels."""
        for change in self.breaks:
            ends = ((change.date, scale.low), (change.date, scale.ceiling))
            words = Label(1, "定義変更", Down.ABOVE, rank=0.5)
            name = f"定義変更（{_short_day(change)}）"
            said = f"定義変更　{japanese_date(change.date)}：{change.reason}"
            stroke = Stroke(theme.INK, 1.0, Dash.DASHED)
            yield Series(SeriesKey.BREAK, name, ends, stroke, labels=(words,), words=(said,))

    def _as_of_rule(self, field: ChartField) -> Series | None:
        """The upright rule at the as-of date, over it how much time is left."""
        if not self.shows_as_of:
            return None
        scale = field.scale
        top = scale.lowered(-STRIP) if self.breaks else scale.ceiling
        ends = ((self.as_of, scale.low), (self.as_of, top))
        words = self._as_of_label(field)
        said = (self.as_of_lines[0],)
        return Series(SeriesKey.AS_OF, "基準日", ends, Stroke(theme.INK, 1.25), None, (words,), words=said)

    def _as_of_label(self, field: ChartField) -> Label:
        """The longest line that finds room, over the rule or beside it."""
        x = field.spot((self.as_of, field.scale.low))[0]
        size = field.sizes[Emphasis.QUIET]
        # A writer that knows four sides only breaks what is long.
        lines = self.as_of_lines if field.places == ANYWHERE else self.as_of_lines[-1:]
        left, right = x + field.beside[0], field.width + field.beside[1] - x
        emphasis = Emphasis.QUIET
        for text in lines:
            width = width_in_ems(text) * size + 6
            centred = left + right if field.free else 2 * min(left, right)
            sides = {Across.CENTRE: centred, Across.LEFT: left, Across.RIGHT: right}
            for across, room in sides.items():
                if width <= room:
                    return Label(1, text, Down.ABOVE, across, emphasis, limit=ALWAYS, rank=0, colour=theme.INK)
        across = Across.LEFT if left > right else Across.RIGHT
        return Label(1, self.as_of_lines[-1], Down.ABOVE, across, emphasis, limit=ALWAYS, rank=0, colour=theme.INK)

    @property
    def latest_point(self) -> Point | None:
        """Day and value of the latest value that counts."""
        latest = self.standing.assessment.latest
        return None if latest is None or latest.value is None else (latest.as_of, latest.value)

    def _gap(self) -> Series | None:
        """The bar from the latest value to the required line on its day."""
        latest = self.latest_point
        position = self.standing.position
        observation = self.standing.assessment.latest
        tone = look_of(self.standing.next_target).tone
        if latest is None or position is None or observation is None or position.side is Side.ON:
            return None
        if tone is Tone.NEUTRAL:
            return None
        short = tone is Tone.SHORT
        stroke = Stroke(theme.BAD if short else theme.GOOD, GAP_WIDTH, Dash.HATCHED if short else Dash.SOLID)
        ends = (latest, (latest[0], position.line))
        words = f"{label(observation.period)}　{gap_words(position, self.indicator)}"
        return Series(SeriesKey.GAP, "必要な水準との差", ends, stroke, words=(words,))

    def _earlier(self) -> Series | None:
        """Values before the baseline, fainter, and up to the first one after it."""
        judged = self.standing.judged
        number = self._first_counted
        if not number:
            return None
        values = list(judged[: number + 1])
        apart = len(values) > number and self.indicator.breaks_between(values[-2].as_of, values[-1].as_of)
        values = values[:-1] if apart else values
        labels = tuple(self._judged_label(at, judged[at]) for at in range(number))
        unmarked = (number,) if len(values) > number else ()
        stroke, mark = Stroke(theme.FAINT, 1.5), Mark(Shape.CIRCLE, 5, theme.FAINT)
        words = tuple(map(self.value_words, values))
        name = "基準値より前の実績"
        return Series(SeriesKey.EARLIER, name, dated(values), stroke, mark, labels, name, unmarked, words)

    @property
    def _first_counted(self) -> int:
        """The number of the first judged value that is not older than the baseline."""
        baseline = self.indicator.baseline
        if baseline is None:
            return 0
        return sum(value.as_of < baseline.period.date for value in self.standing.judged)

    def _judged(self) -> Series:
        judged = self.standing.judged[self._first_counted :]
        elsewhere = {point[0] for point in (*self._start, self.latest_point) if point}
        labels = tuple(self._judged_label(at, value) for at, value in enumerate(judged) if value.as_of not in elsewhere)
        return Series(
            SeriesKey.JUDGED,
            "実績",
            dated(judged),
            Stroke(theme.INK, 2.75),
            Mark(Shape.CIRCLE, MARK, theme.INK),
            labels,
            "実績（判定に使う値）",
            tuple(at for at, observation in enumerate(judged) if observation.as_of in elsewhere),
            tuple(map(self.value_words, judged)),
        )

    @property
    def _start(self) -> tuple[Point, ...]:
        """The baseline, if there is one."""
        baseline = self.indicator.baseline
        return ((baseline.period.date, baseline.value),) if baseline else ()

    def _judged_label(self, at: int, value: Observation) -> Label:
        """The newer a value, the earlier it finds its place."""
        days = (self.last - value.as_of).days / (self.last - self.first).days
        position = self.standing.position_of(value)
        above = position is not None and position.above
        return Label(at, self.number(value.value or 0.0), Down.ABOVE if above else Down.BELOW, rank=6 + days)

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
                words=series.words[start:end],
            )

    def _not_judged(self) -> Series:
        others = self.standing.not_judged
        labels = tuple(self._other_label(at, value) for at, value in enumerate(others))
        mark = Mark(Shape.CIRCLE, MARK, theme.GREY, hollow=True)
        legend = "参考値など（使わない値）"
        words = tuple(map(self.value_words, others))
        return Series(SeriesKey.NOT_JUDGED, "参考値など", dated(others), None, mark, labels, legend, words=words)

    def _other_label(self, at: int, value: Observation) -> Label:
        """958 参考（R7.9.1), the newest first."""
        text = f"{self.number(value.value or 0.0)} {value.status.label}（{short_label(value.period)}）"
        days = (self.last - value.as_of).days / (self.last - self.first).days
        position = self.standing.position_of(value)
        down = Down.BELOW if position and not position.above else Down.ABOVE
        limit, rank = (CLEAR, 2.5) if value is self.standing.not_judged[-1] else (NEAR, 4.5)
        return Label(at, text, down, Across.LEFT, Emphasis.QUIET, limit=limit, rank=rank + days)

    def _baseline(self) -> Series:
        """The baseline's hollow square, over the line so that it stays hollow."""
        baseline = self.indicator.baseline
        name = "基準値"
        mark = Mark(Shape.SQUARE, 8, theme.INK, hollow=True)
        if baseline is None:
            return Series(SeriesKey.BASELINE, name, (), mark=mark)
        text = f"基準値 {self.number(baseline.value)}（{short_label(baseline.period)}）"
        down = Down.BELOW if self.rising else Down.ABOVE
        latest = self.standing.assessment.latest
        # Last of all: its value is at the axis too.
        plain = Label(0, text, down, Across.RIGHT, Emphasis.QUIET, rank=8)
        labels = () if latest and latest.as_of == baseline.period.date else (plain,)
        words = f"基準値　{label(baseline.period)}　{value_with_unit(baseline.value, self.indicator)}"
        return Series(SeriesKey.BASELINE, name, self._start, None, mark, labels, name, words=(words,))

    def _targets(self) -> Series:
        targets = dated_targets(self.indicator)
        reached = {each.date for each in self.standing.assessment.targets if each.reached}
        down = Down.BELOW if self.rising else Down.ABOVE
        labels = tuple(
            Label(
                at,
                f"{short_label(target.period)}目標 {self.number(target.value)}",
                down,
                Across.RIGHT,
                Emphasis.STRONG,
                "到達" if target.period.date in reached else "",
                limit=CLEAR,
                rank=2,
                # Its value is at the axis too.
                forms=((f"{short_label(target.period)}目標", "到達" if target.period.date in reached else ""),),
            )
            for at, target in enumerate(targets)
        )
        name = "目標値"
        mark = Mark(Shape.DIAMOND, 11, theme.INK, hollow=True)
        words = tuple(
            f"{label(target.period)}の目標　{value_with_unit(target.value, self.indicator)}"
            + ("　到達" if target.period.date in reached else "")
            for target in targets
        )
        points = tuple(target.point for target in targets)
        return Series(SeriesKey.TARGETS, name, points, None, mark, labels, name, words=words)

    def _no_target(self, scale: ValueScale) -> Series:
        """Words where a target would stand that the plan prints as ―."""
        missing = [target for target in self.indicator.targets if target.value is None]
        points = tuple((min(target.period.date, self.last), scale.ceiling) for target in missing)
        labels = tuple(
            Label(
                at,
                f"{short_label(target.period)}{NO_TARGET}",
                Down.BELOW,
                Across.LEFT,
                Emphasis.QUIET,
                rank=3.2,
            )
            for at, target in enumerate(missing)
        )
        return Series(SeriesKey.NO_TARGET, "定められていない目標", points, labels=labels)

    def _latest(self) -> Series | None:
        latest = self.standing.assessment.latest
        point = self.latest_point
        if latest is None or point is None:
            return None
        position = self.standing.position
        at_baseline = any(day == latest.as_of for day, _ in self._start)
        gap = gap_words(position, self.indicator) if position else "基準値" if at_baseline else ""
        second = "　".join(part for part in (short_label(latest.period), gap) if part)
        reached = position is not None and position.side.reached
        down = Down.ABOVE if reached is self.rising else Down.BELOW
        across = Across.CENTRE if reached else Across.RIGHT
        text = value_with_unit(point[1], self.indicator)
        period = short_label(latest.period)
        # What is less than all is said over the chart.
        forms = ((text, f"{period}\n{gap}"), (text, period), (text, "")) if gap else ((text, ""),)
        words_at = Label(0, text, down, across, Emphasis.STRONGEST, second, limit=CLEAR, rank=1, forms=forms)
        mark = None if at_baseline else Mark(Shape.CIRCLE, LATEST_MARK, theme.INK)
        words = (f"最新値　{self.value_words(latest)}",)
        return Series(SeriesKey.LATEST, "最新値", (point,), None, mark, (words_at,), "最新値", words=words)


def _edge(extended: Projection | None, edge: str) -> float | None:
    if extended is None:
        return None
    return {"value": extended.value, "low": extended.low, "high": extended.high}[edge]


def _short_day(change: Break) -> str:
    return short_label(Period(change.date, Precision.DAY))
