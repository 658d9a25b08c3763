"""The small picture of an upload or a withdrawal: one indicator's values before and after, side by side.

Both halves have one scale of days and one of values; on a narrow surface the second lies under the first.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Any

import altair as alt

from dashboard.catalogue import Break, Catalogue, Direction, Indicator
from dashboard.charts import marks, theme
from dashboard.charts.picture import Picture, Surface
from dashboard.charts.plane import Row
from dashboard.charts.table import Cell, Column, ColumnKind, Table
from dashboard.fiscal import fiscal_year, fiscal_year_short, label, of_fiscal_year, short_label
from dashboard.judging import Point, judged_observations, line_points, required_line
from dashboard.judging.evidence import dated_targets
from dashboard.judging.words import POINT_WORDS, break_line, newest_source, value_with_unit
from dashboard.observation import Observation, Status, marked
from dashboard.text import folded, format_value, width_in_ems

MOST_CHANGES = 12
"""So many changes of a kind are said in words; a file may bring hundreds, and the table has them all."""

AXIS = 48
"""Room for the values to the left of a field, over it for what its half is called, and under it for the years."""
HEAD = 58
YEARS = 44
GAP = 40
INSET = 36
"""Room between a half's edge and its first and last year, for the labels there."""
YEAR_ROOM = 46
CHARACTER_ROOM = 10
"""Pixels for a year on the axis, and for each character of a label."""
MOST_LEVELS = 4
FOOT = 14
"""Room over the footer where it is drawn."""
FOOTER_CHARACTERS = 60


class Half(StrEnum):
    """The halves of the picture, from left to right."""

    BEFORE = "変更前"
    AFTER = "変更後"


class ChangeKind(StrEnum):
    """What happens to number or status of one slot; another source, note or batch is no change of the picture."""

    NEW = "新規"
    REVISED = "改訂"
    WITHDRAWN = "取消"
    SAME = "値は同じ"


CROSSED_CIRCLE = "M-1,0A1,1,0,1,0,1,0A1,1,0,1,0,-1,0M-.6-.6L.6.6M-.6.6L.6-.6"
SHAPES = {ChangeKind.NEW: "circle", ChangeKind.REVISED: "square", ChangeKind.WITHDRAWN: CROSSED_CIRCLE}


@dataclass(frozen=True)
class SlotChange:
    """One slot with what is in force in it before and after; at least one of them."""

    before: Observation | None
    after: Observation | None

    @property
    def kind(self) -> ChangeKind:
        """What happens."""
        if self.before is None or self.after is None:
            return ChangeKind.NEW if self.after else ChangeKind.WITHDRAWN
        same = (self.before.value, self.before.status) == (self.after.value, self.after.status)
        return ChangeKind.SAME if same else ChangeKind.REVISED

    @property
    def observations(self) -> tuple[Observation, ...]:
        """What there is of before and after, in this order."""
        return tuple(observation for observation in (self.before, self.after) if observation)

    def words(self, indicator: Indicator) -> str:
        """令和6年11月の935か所 → 938か所."""
        amounts = (
            o.status.label if o.value is None else f"{value_with_unit(o.value, indicator)}{_status_in_brackets(o)}"
            for o in self.observations
        )
        return f"{label(self.observations[-1].period)}の{' → '.join(amounts)}"


@dataclass(frozen=True)
class ChangePoint:
    """One number in one half of the picture; a line joins those that count."""

    half: Half
    change: SlotChange
    observation: Observation
    point: Point
    counts: bool

    @property
    def mark(self) -> ChangeKind | None:
        """How it stands out: new and revised ones after, those that leave no number before."""
        if self.half is Half.AFTER:
            return None if self.change.kind is ChangeKind.SAME else self.change.kind
        after = self.change.after
        return ChangeKind.WITHDRAWN if after is None or after.value is None else None

    def label(self, decimals: int) -> str:
        """The number, its status unless it is official, and what happens to it."""
        after = self.change.after
        word: str = self.mark or ""
        if self.mark is ChangeKind.WITHDRAWN and after:
            word = f"→ {after.status.label}"
        return f"{format_value(self.point[1], decimals)}{_status_in_brackets(self.observation)} {word}".rstrip()


@dataclass(frozen=True)
class ChangeFigure:
    """What the picture shows: the indicator and every slot of it in the plan's own region."""

    catalogue: Catalogue
    indicator: Indicator
    changes: tuple[SlotChange, ...]

    @property
    def title(self) -> str:
        """Name and unit."""
        return f"{self.indicator.name}（単位：{self.indicator.unit}）"

    @cached_property
    def path(self) -> tuple[Point, ...]:
        """Corners of the required line."""
        return line_points(self.indicator)

    @cached_property
    def points(self) -> tuple[ChangePoint, ...]:
        """The numbers of both halves, each in the order of their dates."""
        points = []
        for half in Half:
            of_half = [change.before if half is Half.BEFORE else change.after for change in self.changes]
            observations = [observation for observation in of_half if observation and observation.value is not None]
            judged = judged_observations(self.indicator, observations)
            marks_of_half = marked(observations)
            for change, observation in zip(self.changes, of_half, strict=True):
                if observation and observation.value is not None and observation in marks_of_half:
                    point = (observation.as_of, observation.value)
                    points.append(ChangePoint(half, change, observation, point, observation in judged))
        return tuple(points)

    def latest(self, half: Half) -> ChangePoint | None:
        """The newest value that counts; the newest of the others where none does."""
        points = (point for point in self.points if point.half is half)
        return max(points, key=lambda point: (point.counts, point.point), default=None)

    def latest_text(self, half: Half) -> str:
        """The latest value of one half with its date; the unit is in the title."""
        latest = self.latest(half)
        if latest is None:
            return "値なし"
        status = "" if latest.counts else _status_in_brackets(latest.observation)
        number = format_value(latest.point[1], self.indicator.decimals)
        return f"最新値{status} {number}（{label(latest.observation.period)}）"

    @property
    def description(self) -> str:
        """What differs, with dates and numbers, for those who cannot see it."""
        clauses = []
        for kind in SHAPES:
            changes = [change.words(self.indicator) for change in self.changes if change.kind is kind]
            if changes:
                clauses.append(f"{kind}は{_listed(changes)}")
        return f"{self.title}の変更前と変更後を並べた折れ線図。{'、'.join(clauses) or '変わる値はありません'}。"

    @property
    def without_point(self) -> str:
        """Changes that no point shows, for they have no number, or another of their day has the point."""
        with_point = {point.change for point in self.points}
        changes = [
            f"{change.kind}は{change.words(self.indicator)}"
            for change in self.changes
            if change.kind is not ChangeKind.SAME and change not in with_point
        ]
        return f"図に点のない変更：{_listed(changes)}" if changes else ""

    @property
    def source(self) -> str:
        """出典 of the values that count after the change, of all where none does."""
        counted = [point.observation for point in self.points if point.half is Half.AFTER and point.counts]
        return newest_source(counted or [change.observations[-1] for change in self.changes])

    @property
    def table(self) -> Table:
        """The figures behind the picture: every value with its number, or the word for none, before and after."""
        unit = self.indicator.unit
        columns = (
            Column("period", "時点"),
            Column("date", "日付", ColumnKind.DATE),
            Column("before", "変更前", ColumnKind.VALUE, unit),
            Column("after", "変更後", ColumnKind.VALUE, unit),
            Column("difference", "差", ColumnKind.VALUE, unit),
            Column("status", "区分"),
        )
        return Table(columns, tuple(self._row(change) for change in self.changes))

    def _row(self, change: SlotChange) -> tuple[Cell, ...]:
        values = [observation.value if observation else None for observation in (change.before, change.after)]
        cells = [
            observation.status.label if observation and observation.value is None else value
            for observation, value in zip((change.before, change.after), values, strict=True)
        ]
        before, after = values
        difference = None if before is None or after is None else round(after - before, self.indicator.decimals + 1)
        statuses = "→".join(dict.fromkeys(observation.status.label for observation in change.observations))
        period = change.observations[-1].period
        return (label(period), period.date, *cells, difference, f"{change.kind}（{statuses}）")


def _status_in_brackets(observation: Observation) -> str:
    return "" if observation.status is Status.OFFICIAL else f"（{observation.status.label}）"


def _listed(items: Sequence[str]) -> str:
    more = f"、ほか{len(items) - MOST_CHANGES}件（一覧はデータ表）" if len(items) > MOST_CHANGES else ""
    return "、".join(items[:MOST_CHANGES]) + more


def change_picture(
    catalogue: Catalogue, indicator: Indicator, before: Sequence[Observation], after: Sequence[Observation]
) -> Picture:
    """What differs between all observations in force before and after a change, in the plan's own region."""
    region = catalogue.plan.region_code
    old = {observation.slot: observation for observation in before if observation.region == region}
    new = {observation.slot: observation for observation in after if observation.region == region}
    slots = sorted({**old, **new}, key=lambda slot: slot.period.date)
    changes = tuple(SlotChange(old.get(slot), new.get(slot)) for slot in slots)
    figure = ChangeFigure(catalogue, indicator, changes)
    field = _field(figure)
    footer = _footer(figure, field)

    def draw(surface: Surface) -> alt.LayerChart:
        return _chart(figure, field, footer, surface)

    name = f"{indicator.short_name}_変更前と変更後"
    return Picture(name, figure.title, figure.description, draw, figure.table, footer, narrow=True)


def _footer(figure: ChangeFigure, field: "_SharedField") -> tuple[str, ...]:
    source = f"{figure.source}　{POINT_WORDS[figure.catalogue.judging.fiscal_year_point]}"
    lines = (_legend(figure, field), break_line(field.breaks(figure.indicator)), figure.without_point, source)
    return tuple(line for line in lines if line)


def _chart(figure: ChangeFigure, field: "_SharedField", footer: Sequence[str], surface: Surface) -> alt.LayerChart:
    panels = _Panels(field, STACKED if surface is Surface.NARROW else BESIDE)
    layers = [
        *marks.rules([row for half in Half for row in _ground(figure, panels, half)]),
        *marks.strokes([row for half in Half for row in _lines(figure, panels, half)]),
        *marks.dots(_marks(figure, panels)),
        *marks.texts([row for half in Half for row in _axes(figure, panels, half)]),
        *marks.texts([row for half in Half for row in _labels(figure, panels, half)], halo=True),
    ]
    halves = panels.halves
    if surface is Surface.PAPER:
        layers.append(marks.footer(footer, halves.height + FOOT, FOOTER_CHARACTERS))
    title = alt.TitleParams(_title(figure, halves.width // theme.TITLE_SIZE))
    return marks.finished(layers, halves.width, halves.height, title)


def _title(figure: ChangeFigure, characters: int) -> list[str]:
    """In so many lines as needed, the unit in one of its own where there is more than one."""
    name = figure.indicator.name
    lines = folded((figure.title,), characters)
    return list(lines if len(lines) == 1 else (*folded((name,), characters), figure.title.removeprefix(name)))


@dataclass(frozen=True)
class _SharedField:
    """The part of time and values that both halves show, from one fiscal year's tick to another's."""

    first: date
    last: date
    low: float
    high: float

    def holds(self, point: Point) -> bool:
        return self.first <= point[0] <= self.last and self.low <= point[1] <= self.high

    def breaks(self, indicator: Indicator) -> tuple[Break, ...]:
        return indicator.breaks_between(self.first, self.last)


@dataclass(frozen=True)
class _Halves:
    """Where the fields of both halves lie, in pixels: how large each is, and where the second begins."""

    panel: int
    height_of_panel: int
    second: tuple[int, int]

    @property
    def width(self) -> int:
        return AXIS + self.second[0] + self.panel

    @property
    def height(self) -> int:
        return HEAD + self.second[1] + self.height_of_panel + YEARS


BESIDE = _Halves(330, 184, (330 + GAP, 0))
STACKED = _Halves(282, 150, (0, 150 + HEAD + YEARS + 12))
"""On a narrow surface, the first half over the second."""


@dataclass(frozen=True)
class _Panels:
    """Where a day and a value lie in each half."""

    field: _SharedField
    halves: _Halves

    @property
    def days_per_pixel(self) -> float:
        return (self.field.last - self.field.first).days / (self.halves.panel - 2 * INSET)

    def left(self, half: Half) -> int:
        return AXIS + (self.halves.second[0] if half is Half.AFTER else 0)

    def top(self, half: Half) -> int:
        return HEAD + (self.halves.second[1] if half is Half.AFTER else 0)

    def bottom(self, half: Half) -> int:
        return self.top(half) + self.halves.height_of_panel

    def x(self, half: Half, day: float) -> float:
        return self.left(half) + INSET + (day - self.field.first.toordinal()) / self.days_per_pixel

    def y(self, half: Half, value: float) -> float:
        share = (value - self.field.low) / (self.field.high - self.field.low)
        return self.bottom(half) - share * self.halves.height_of_panel

    def row(self, half: Half, point: Point, **look: Any) -> Row:
        """The row of what lies at a point, with the half and the value that it is of."""
        day, value = point
        at = {"half": half, "value": value, "x": self.x(half, day.toordinal()), "y": self.y(half, value)}
        return at | look


def _field(figure: ChangeFigure) -> _SharedField:
    """Around the values, with the baseline and those targets that leave them half of the room."""
    fiscal_point = figure.catalogue.judging.fiscal_year_point
    period = figure.catalogue.plan.period
    values = [point.point for point in figure.points]
    points = [*values, *(corner for corner in figure.path if _leaves_room(values, corner))]
    days = [day for day, _ in points]
    days = days or [of_fiscal_year(year, fiscal_point).date for year in (period.start, period.end)]
    years = range(fiscal_year(min(days)) - 1, fiscal_year(max(days)) + 2)
    ticks = [of_fiscal_year(year, fiscal_point).date for year in years]
    first = max(tick for tick in ticks if tick <= min(days))
    last = min(tick for tick in ticks if tick >= max(days) and tick > first)
    low = min((value for _, value in points), default=0.0)
    high = max((value for _, value in points), default=1.0)
    room = (high - low) * 0.22 or abs(high) * 0.1 or 1.0
    return _SharedField(first, last, 0.0 if 0 <= low < room else low - room, high + room)


def _leaves_room(points: Sequence[Point], corner: Point) -> bool:
    """Whether the values keep half of the days and half of the height beside another point."""
    days = [day.toordinal() for day, _ in (*points, corner)]
    values = [value for _, value in (*points, corner)]
    for *numbers, other in (days, values):
        spread = max(numbers, default=0) - min(numbers, default=0)
        if 0 < 2 * spread < max(*numbers, other) - min(*numbers, other):
            return False
    return True


def _ground(figure: ChangeFigure, panels: _Panels, half: Half) -> Iterator[Row]:
    """Lines at round values, and a tick at each fiscal year."""
    left = panels.left(half)
    for value in _levels(figure, panels.field):
        y = panels.y(half, value)
        yield marks.rule((left, y), (left + panels.halves.panel, y), theme.GRID)
    bottom = panels.bottom(half)
    for _, day in _years(figure, panels):
        x = panels.x(half, day.toordinal())
        yield marks.rule((x, bottom), (x, bottom + 6), theme.INK)


def _axes(figure: ChangeFigure, panels: _Panels, half: Half) -> Iterator[Row]:
    """変更前 or 変更後 with its latest value and that value's date, the values at the left, the years below."""
    left = panels.left(half)
    top = panels.top(half)
    head = {"x": left, "align": "left"}
    yield head | {"y": top - 42, "text": half, "size": 16, "weight": "bold"}
    yield head | {"y": top - 20, "text": figure.latest_text(half), "size": theme.TEXT_SIZE}
    if half is Half.BEFORE or panels.halves is STACKED:
        for value in _levels(figure, panels.field):
            words = format_value(value, figure.indicator.decimals)
            at = {"x": left - 8, "y": panels.y(half, value), "align": "right"}
            yield at | {"text": words, "size": theme.TEXT_SIZE}
    for year, day in _years(figure, panels):
        at = {"x": panels.x(half, day.toordinal())}
        bottom = panels.bottom(half)
        yield at | {"y": bottom + 16, "text": fiscal_year_short(year), "size": theme.TEXT_SIZE}
        yield at | {"y": bottom + 33, "text": f"({year})", "size": theme.SMALL_SIZE, "colour": theme.GREY}


def _years(figure: ChangeFigure, panels: _Panels) -> tuple[tuple[int, date], ...]:
    """Fiscal years with their days, so many that they do not touch."""
    field = panels.field
    years = theme.fiscal_ticks(field.first, field.last, figure.catalogue.judging.fiscal_year_point)
    return years[:: math.ceil(YEAR_ROOM * (len(years) - 1) / (panels.halves.panel - 2 * INSET))]


def _levels(figure: ChangeFigure, field: _SharedField) -> list[float]:
    """Round values, about four; none where there is nothing to read off, none between two printed values."""
    if not figure.points and not figure.path:
        return []
    decimals = figure.indicator.decimals
    step = max(theme.round_step((field.high - field.low) / MOST_LEVELS), 10.0**-decimals)
    first = math.ceil(field.low / step)
    return [round(at * step, decimals) for at in range(first, math.floor(field.high / step) + 1)]


def _lines(figure: ChangeFigure, panels: _Panels, half: Half) -> Iterator[Row]:
    """Changes of definition, the required line cut off at the edges, the values that count."""
    field = panels.field
    for change in field.breaks(figure.indicator):
        x = panels.x(half, change.date.toordinal())
        yield from marks.upright(f"{half}{change.date}", x, panels.top(half), panels.bottom(half))
    for number, ends in enumerate(_required(figure, field)):
        look = {"run": f"{half}{number}", "colour": theme.GREY, "width": 1.8, "dash": [6, 4]}
        for day, value in ends:
            yield look | {"half": half, "x": panels.x(half, day), "y": panels.y(half, value)}
    for point in figure.points:
        if point.counts and point.half is half:
            run = f"{half} {figure.indicator.definition_number(point.point[0])}"
            yield panels.row(half, point.point, run=run, colour=theme.INK, width=3, dash=[])


def _required(figure: ChangeFigure, field: _SharedField) -> Iterator[tuple[tuple[float, float], ...]]:
    """The straight parts of the required line inside the field, each as its two ends (day, value)."""
    days = sorted({min(max(day, field.first), field.last) for day, _ in figure.path})
    for start, end in pairwise(days):
        values = [required_line(figure.path, day) for day in (start, end)]
        rise = (values[1] - values[0]) / (end - start).days
        ends = []
        for value in values:
            inside = min(max(value, field.low), field.high)
            ends.append((start.toordinal() + ((inside - values[0]) / rise if rise else 0.0), inside))
        if not rise:
            ends[1] = (float(end.toordinal()), ends[1][1])
        if ends[0] != ends[1]:
            yield tuple(ends)


def _labels(figure: ChangeFigure, panels: _Panels, half: Half) -> Iterator[Row]:
    """Under their points to the right of the line that rises to them, or above."""
    for point, text in _labels_of_half(figure, panels, half):
        row = panels.row(half, point.point, text=text, size=theme.TEXT_SIZE, weight="bold")
        place = _label_place(figure, panels, point, text)
        yield row | {"align": place["align"], "x": row["x"] + place["dx"], "y": row["y"] + place["dy"]}


def _label_place(figure: ChangeFigure, panels: _Panels, point: ChangePoint, text: str) -> dict[str, Any]:
    """Above or below the point, beside the line that rises to it, and never over the edge of its half."""
    side = _label_side(figure, panels.field, point)
    beside = (side > 0) == (figure.indicator.direction is Direction.UP)
    width = width_in_ems(text) * theme.TEXT_SIZE
    start = panels.x(point.half, point.point[0].toordinal()) - panels.left(point.half)
    left = start + (7 if beside else -width / 2)
    if left + width > panels.halves.panel:
        return {"align": "right", "dx": 7, "dy": 19 * side}
    if beside or left < 0:
        return {"align": "left", "dx": 7 if beside else -7, "dy": (16 if beside else 19) * side}
    return {"align": "center", "dx": 0, "dy": 19 * side}


def _labels_of_half(figure: ChangeFigure, panels: _Panels, half: Half) -> list[tuple[ChangePoint, str]]:
    """What differs, newest first, then the latest value, without those too near to a labelled one."""
    points = [p for p in reversed(figure.points) if p.half is half and p.change.kind is not ChangeKind.SAME]
    latest = figure.latest(half)
    labels: list[tuple[ChangePoint, str]] = []
    for point in (*points, latest) if latest else points:
        text = point.label(figure.indicator.decimals)
        day = point.point[0]
        room = panels.days_per_pixel * CHARACTER_ROOM
        if all(
            abs((day - other.point[0]).days) >= room * max(len(text), len(other_text)) for other, other_text in labels
        ):
            labels.append((point, text))
    return labels


def _label_side(figure: ChangeFigure, field: _SharedField, point: ChangePoint) -> int:
    """+1 puts the label under its point, −1 above: away from the required line, and above where there is no room."""
    day, number = point.point
    under = bool(figure.path) and number <= required_line(figure.path, day)
    return 1 if under and number - field.low > (field.high - field.low) * 0.14 else -1


def _marks(figure: ChangeFigure, panels: _Panels) -> list[Row]:
    """Unchanged values, over them baseline and targets, over these what changes; shape and size tell them apart."""
    rows = [_mark(point, figure.indicator, panels) for point in figure.points if point.mark is None]
    for number, corner in enumerate(figure.path):
        if panels.field.holds(corner):
            look: Row = {"fill": theme.PAPER, "stroke": theme.INK}
            look |= {"shape": "diamond", "size": 130} if number else {"shape": "square", "size": 80}
            name = f"{'目標値' if number else '基準値'}　{value_with_unit(corner[1], figure.indicator)}"
            rows += [panels.row(half, corner, **look, words=f"{half}　{name}") for half in Half]
    return rows + [_mark(point, figure.indicator, panels) for point in figure.points if point.mark]


def _mark(point: ChangePoint, indicator: Indicator, panels: _Panels) -> Row:
    solid = point.counts and point.mark is not ChangeKind.WITHDRAWN
    stroke = theme.INK if solid or point.mark else theme.GREY
    value = f"{value_with_unit(point.point[1], indicator)}{_status_in_brackets(point.observation)}"
    words = (point.half, label(point.observation.period), value, point.mark or "")
    look = {
        "shape": SHAPES[point.mark] if point.mark else "circle",
        "size": 170 if point.mark else 50,
        "fill": theme.INK if solid else theme.PAPER,
        "stroke": theme.PAPER if solid and point.mark else stroke,
        "words": "　".join(word for word in words if word),
    }
    return panels.row(point.half, point.point, **look)


def _legend(figure: ChangeFigure, field: _SharedField) -> str:
    """What the marks that are drawn stand for."""
    kinds = {point.mark for point in figure.points}
    targets = [
        f"{short_label(target.period)} {format_value(target.value, figure.indicator.decimals)}"
        for target in dated_targets(figure.indicator)
        if field.holds(target.point)
    ]
    parts = (
        ("大きい● 新規", ChangeKind.NEW in kinds),
        ("大きい■ 改訂", ChangeKind.REVISED in kinds),
        ("× 値がなくなる", ChangeKind.WITHDRAWN in kinds),
        ("○ 参考値など（判定に使わない）", not all(point.counts for point in figure.points)),
        ("縦の破線 定義変更", field.breaks(figure.indicator)),
        ("- - 必要な水準", len(figure.path) > 1),
        ("□ 基準値", bool(figure.path) and field.holds(figure.path[0])),
        (f"◇ 目標値（{'、'.join(targets)}）", bool(figure.path and targets)),
    )
    return "　".join(words for words, applies in parts if applies)
