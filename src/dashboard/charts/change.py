"""The small picture of an upload or a withdrawal: one indicator's values before and after, side by side.

Both halves lie on one scale of days, the second moved along it, so that one layered chart holds them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

import altair as alt

from dashboard.catalogue import Break, Catalogue, Direction, Indicator
from dashboard.charts import marks, theme
from dashboard.charts.picture import Picture
from dashboard.charts.table import Cell, Column, ColumnKind, Table
from dashboard.fiscal import fiscal_year, label, of_fiscal_year, short_label
from dashboard.judging import Point, judged_observations, line_points, required_line
from dashboard.judging.evidence import dated_targets
from dashboard.judging.words import POINT_WORDS, break_line, newest_source, value_with_unit
from dashboard.observation import Observation, Status, marked
from dashboard.text import folded, format_value, width_in_ems

MOST_CHANGES = 12
"""So many changes of a kind are said in words; a file may bring hundreds, and the table has them all."""

PANEL = 330
GAP = 40
HEIGHT = 184
WIDTH = 2 * PANEL + GAP
INSET = 36
"""Room between a half's edge and its first and last year, for the labels there."""
YEAR_ROOM = 46
CHARACTER_ROOM = 10
"""Pixels for a year on the axis, and for each character of a label."""
TITLE_CHARACTERS = 38
FOOTER_CHARACTERS = 58


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
    name = f"{indicator.short_name}_変更前と変更後"
    return Picture(name, figure.title, figure.description, lambda _: _chart(figure), figure.table)


def _chart(figure: ChangeFigure) -> alt.LayerChart:
    field = _field(figure)
    fiscal_point = figure.catalogue.judging.fiscal_year_point
    between = marks.fixed(alt.XValue, PANEL + GAP / 2)
    gap = marks.layer([{}]).mark_rule(color=theme.PAPER, strokeWidth=GAP).encode(x=between)
    drawing = [*_lines(figure, field), *_labels(figure, field), *_marks(figure, field)]
    days = alt.X("day:Q", scale=field.days, axis=None)
    values = marks.value_axis(field.low, field.high, figure.indicator.decimals, most_lines=4)
    # The years of both halves, so many that they do not touch.
    years = theme.fiscal_ticks(field.first, field.last, fiscal_point)
    step = math.ceil(YEAR_ROOM * (len(years) - 1) / (PANEL - 2 * INSET))
    ticks = [(year, day + field.shift(half)) for half in Half for year, day in years[::step]]
    source = f"{figure.source}　{POINT_WORDS[fiscal_point]}"
    footer = (_legend(figure, field), break_line(field.breaks(figure.indicator)), figure.without_point, source)
    layers = [
        gap,
        *(layer.encode(x=days, y=values) for layer in drawing),
        *marks.fiscal_axis(ticks, field.days, HEIGHT),
        *_headings(figure),
        marks.footer(footer, HEIGHT + 52, FOOTER_CHARACTERS),
    ]
    title = alt.TitleParams(list(folded((figure.title,), TITLE_CHARACTERS)))
    return marks.finished(layers, WIDTH, HEIGHT, title)


@dataclass(frozen=True)
class _SharedField:
    """The part of time and values that both halves show, from one fiscal year's tick to another's."""

    first: date
    last: date
    low: float
    high: float

    @property
    def days_per_pixel(self) -> float:
        return (self.last - self.first).days / (PANEL - 2 * INSET)

    @property
    def days(self) -> alt.Scale:
        start = self.first.toordinal() - INSET * self.days_per_pixel
        return alt.Scale(domain=[start, start + WIDTH * self.days_per_pixel], nice=False, zero=False)

    def holds(self, point: Point) -> bool:
        return self.first <= point[0] <= self.last and self.low <= point[1] <= self.high

    def breaks(self, indicator: Indicator) -> tuple[Break, ...]:
        return indicator.breaks_between(self.first, self.last)

    def shift(self, half: Half) -> timedelta:
        return timedelta(days=round((PANEL + GAP) * self.days_per_pixel) if half is Half.AFTER else 0)

    def row(self, half: Half, point: Point, **look: Any) -> dict[str, Any]:
        return {"half": half, "day": (point[0] + self.shift(half)).toordinal(), "value": point[1], **look}


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


def _lines(figure: ChangeFigure, field: _SharedField) -> list[alt.Chart]:
    """Changes of definition, the required line cut off at the edges, the values that count; each in its half."""
    days = sorted({min(max(day, field.first), field.last) for day, _ in figure.path})
    required = [field.row(half, (day, required_line(figure.path, day)), run=half) for half in Half for day in days]
    joined = [
        field.row(point.half, point.point, run=f"{point.half}{figure.indicator.definition_number(point.point[0])}")
        for point in figure.points
        if point.counts
    ]
    changes = [
        field.row(half, (change.date, value), run=f"{half}{change.date}")
        for half in Half
        for change in field.breaks(figure.indicator)
        for value in (field.low, field.high)
    ]
    dashed = marks.layer(required).mark_line(color=theme.GREY, strokeDash=[6, 4], strokeWidth=1.8, clip=True)
    thick = marks.layer(joined).mark_line(color=theme.INK, strokeWidth=3)
    upright = marks.layer(changes).mark_line(color=theme.INK, strokeDash=[4, 3], strokeWidth=1)
    run = alt.Detail("run:N")
    drawing = ((upright, changes), (dashed, required), (thick, joined))
    return [layer.encode(detail=run) for layer, rows in drawing if rows]


def _labels(figure: ChangeFigure, field: _SharedField) -> list[alt.Chart]:
    """Texts on a paper-coloured rim, under their points to the right of the line that rises to them, or above."""
    places: dict[tuple[tuple[str, int], ...], list[marks.Row]] = {}
    for half in Half:
        for point, text in _labels_of_half(figure, field, half):
            place = _label_place(figure, field, point, text)
            places.setdefault(tuple(place.items()), []).append(field.row(half, point.point, text=text))
    layers: list[alt.Chart] = []
    for items, rows in places.items():
        look: dict[str, Any] = {**dict(items), "fontSize": theme.TEXT_SIZE, "fontWeight": "bold"}
        base = marks.layer(rows).encode(text=marks.WORDS)
        layers.append(base.mark_text(**look, color=theme.PAPER, stroke=theme.PAPER, strokeWidth=4))
        layers.append(base.mark_text(**look, color=theme.INK))
    return layers


def _label_place(figure: ChangeFigure, field: _SharedField, point: ChangePoint, text: str) -> dict[str, Any]:
    """Above or below the point, beside the line that rises to it, and never over the edge of its half."""
    side = _label_side(figure, field, point)
    beside = (side > 0) == (figure.indicator.direction is Direction.UP)
    width = width_in_ems(text) * theme.TEXT_SIZE
    left = INSET + (point.point[0] - field.first).days / field.days_per_pixel + (7 if beside else -width / 2)
    if left + width > PANEL:
        return {"align": "right", "dx": 7, "dy": 19 * side}
    if beside or left < 0:
        return {"align": "left", "dx": 7 if beside else -7, "dy": (16 if beside else 19) * side}
    return {"align": "center", "dx": 0, "dy": 19 * side}


def _labels_of_half(figure: ChangeFigure, field: _SharedField, half: Half) -> list[tuple[ChangePoint, str]]:
    """What differs, newest first, then the latest value, without those too near to a labelled one."""
    points = [p for p in reversed(figure.points) if p.half is half and p.change.kind is not ChangeKind.SAME]
    latest = figure.latest(half)
    labels: list[tuple[ChangePoint, str]] = []
    for point in (*points, latest) if latest else points:
        text = point.label(figure.indicator.decimals)
        day = point.point[0]
        room = field.days_per_pixel * CHARACTER_ROOM
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


def _marks(figure: ChangeFigure, field: _SharedField) -> list[alt.Chart]:
    """Unchanged values, over them baseline and targets, over these what changes; shape and size tell them apart."""
    rows = [_mark(point, figure.indicator, field) for point in figure.points if point.mark is None]
    for number, corner in enumerate(figure.path):
        if field.holds(corner):
            look: marks.Row = {"fill": theme.PAPER, "stroke": theme.INK}
            look |= {"shape": "diamond", "size": 130} if number else {"shape": "square", "size": 80}
            look["words"] = f"{'目標値' if number else '基準値'}　{value_with_unit(corner[1], figure.indicator)}"
            rows += [field.row(half, corner, **look) for half in Half]
    rows += [_mark(point, figure.indicator, field) for point in figure.points if point.mark]
    return marks.dots(rows, marks.layer)


def _mark(point: ChangePoint, indicator: Indicator, field: _SharedField) -> marks.Row:
    solid = point.counts and point.mark is not ChangeKind.WITHDRAWN
    stroke = theme.INK if solid or point.mark else theme.GREY
    look = {
        "shape": SHAPES[point.mark] if point.mark else "circle",
        "size": 170 if point.mark else 50,
        "fill": theme.INK if solid else theme.PAPER,
        "stroke": theme.PAPER if solid and point.mark else stroke,
        "words": f"{label(point.observation.period)}　{value_with_unit(point.point[1], indicator)}",
    }
    return field.row(point.half, point.point, **look)


def _headings(figure: ChangeFigure) -> list[alt.Chart]:
    """変更前 and 変更後, each with its latest value and that value's date."""
    rows = [
        {"at": (PANEL + GAP) * place, "half": half, "latest": figure.latest_text(half)}
        for place, half in enumerate(Half)
    ]
    base = marks.layer(rows).encode(x=alt.X("at:Q", scale=None, axis=None))
    look: dict[str, Any] = {"align": "left", "baseline": "bottom", "color": theme.INK}
    name = base.mark_text(**look, fontSize=16, fontWeight="bold")
    latest = base.mark_text(**look, fontSize=theme.TEXT_SIZE)
    return [
        name.encode(y=marks.fixed(alt.YValue, -34), text=alt.Text("half:N")),
        latest.encode(y=marks.fixed(alt.YValue, -13), text=alt.Text("latest:N")),
    ]


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
