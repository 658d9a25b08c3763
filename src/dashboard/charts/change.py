"""The small picture of an upload or a withdrawal: one indicator's values before and after, side by side.

Both halves lie on one scale of days, the second moved along it, so that one layered chart holds them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import altair as alt

from dashboard.catalogue import Catalogue, Direction, Indicator
from dashboard.charts import marks, theme
from dashboard.charts.picture import Picture
from dashboard.charts.table import Cell, Column, ColumnKind, Table
from dashboard.fiscal import fiscal_year, label, of_fiscal_year, short_label
from dashboard.judging import Point, judged_observations, line_points, required_line
from dashboard.judging.words import POINT_WORDS, newest_source, value_with_unit
from dashboard.observation import Observation, Status
from dashboard.text import folded, format_value

NAMED = 12
"""So many changes of a kind are said in words; a file may bring hundreds, and the table has them all."""


class Half(StrEnum):
    """The halves of the picture, from left to right."""

    BEFORE = "変更前"
    AFTER = "変更後"


class Kind(StrEnum):
    """What happens to number or standing of one date; another source, note or batch is no change of the picture."""

    NEW = "新規"
    REVISED = "改訂"
    WITHDRAWN = "取消"
    SAME = "値は同じ"


@dataclass(frozen=True)
class Change:
    """One date with what is in force on it before and after; at least one of them."""

    before: Observation | None
    after: Observation | None

    @property
    def kind(self) -> Kind:
        """What happens."""
        if self.before is None or self.after is None:
            return Kind.NEW if self.after else Kind.WITHDRAWN
        same = (self.before.value, self.before.status) == (self.after.value, self.after.status)
        return Kind.SAME if same else Kind.REVISED

    @property
    def sides(self) -> tuple[Observation, ...]:
        """What there is of before and after, in this order."""
        return tuple(one for one in (self.before, self.after) if one)


@dataclass(frozen=True)
class Value:
    """One number in one half of the picture; a line joins those that count."""

    half: Half
    change: Change
    observation: Observation
    point: Point
    counts: bool

    @property
    def mark(self) -> Kind | None:
        """How it stands out: new and revised ones after, those that leave no number before."""
        if self.half is Half.AFTER:
            return None if self.change.kind is Kind.SAME else self.change.kind
        after = self.change.after
        return Kind.WITHDRAWN if after is None or after.value is None else None


@dataclass(frozen=True)
class ChangeView:
    """What the picture shows: the indicator and every date of it in the plan's own region."""

    catalogue: Catalogue
    indicator: Indicator
    changes: tuple[Change, ...]
    source_note: str = ""

    @property
    def title(self) -> str:
        """Name and unit."""
        return f"{self.indicator.name}（単位：{self.indicator.unit}）"

    @property
    def values(self) -> tuple[Value, ...]:
        """The numbers of both halves, each in the order of their dates."""
        return tuple(value for half in Half for value in self._values(half))

    def latest(self, half: Half) -> Value | None:
        """The newest value that counts; the newest of the others where none does."""
        return max(self._values(half), key=lambda value: (value.counts, value.point), default=None)

    def _values(self, half: Half) -> list[Value]:
        sides = ((change, change.before if half is Half.BEFORE else change.after) for change in self.changes)
        found = [(change, one, one.value) for change, one in sides if one and one.value is not None]
        judged = judged_observations(self.indicator, [one for _, one, _ in found], date.max)
        return [Value(half, change, one, (one.as_of, number), one in judged) for change, one, number in found]


def label_text(value: Value, indicator: Indicator) -> str:
    """The number, its standing unless it is official, and what happens to it."""
    after = value.change.after
    word = f"→ {after.status.label}" if value.mark is Kind.WITHDRAWN and after else value.mark or ""
    number = format_value(value.point[1], indicator.decimals)
    return f"{number}{_standing(value.observation)} {word}".rstrip()


def latest_text(view: ChangeView, half: Half) -> str:
    """The latest value of one half with its date; the unit is in the title."""
    if (latest := view.latest(half)) is None:
        return "値なし"
    one, number = latest.observation, format_value(latest.point[1], view.indicator.decimals)
    return f"最新値{'' if latest.counts else _standing(one)} {number}（{label(one.period)}）"


def alt_text(view: ChangeView) -> str:
    """What differs, with dates and numbers, for those who cannot see it."""
    kinds = (Kind.NEW, Kind.REVISED, Kind.WITHDRAWN)
    said = {kind: [_said(change, view.indicator) for change in view.changes if change.kind is kind] for kind in kinds}
    clauses = [f"{kind}は{_listed(items)}" for kind, items in said.items() if items]
    return f"{view.title}の変更前と変更後を並べた折れ線図。{'、'.join(clauses) or '変わる値はありません'}。"


def unseen_text(view: ChangeView) -> str:
    """Changes that no point shows, for they have no number before or after."""
    silent = [change for change in view.changes if all(one.value is None for one in change.sides)]
    said = [f"{change.kind}は{_said(change, view.indicator)}" for change in silent if change.kind is not Kind.SAME]
    return f"図に点のない変更：{_listed(said)}" if said else ""


def figures(view: ChangeView) -> Table:
    """The figures behind the picture: every date with its number, or the word for none, before and after."""
    unit = view.indicator.unit
    columns = (
        Column("period", "時点"),
        Column("date", "日付", ColumnKind.DATE),
        Column("before", "変更前", ColumnKind.VALUE, unit),
        Column("after", "変更後", ColumnKind.VALUE, unit),
        Column("difference", "差", ColumnKind.VALUE, unit),
        Column("status", "区分"),
    )
    return Table(columns, tuple(_table_row(change, view.indicator.decimals) for change in view.changes))


def _table_row(change: Change, decimals: int) -> tuple[Cell, ...]:
    old, new = (one.value if one else None for one in (change.before, change.after))
    gap = None if old is None or new is None else round(new - old, decimals + 1)
    cells = (_cell(change.before), _cell(change.after))
    statuses = "→".join(dict.fromkeys(one.status.label for one in change.sides))
    day = change.sides[-1].period
    return (label(day), day.date, *cells, gap, f"{change.kind}（{statuses}）")


def _cell(one: Observation | None) -> Cell:
    return None if one is None else one.status.label if one.value is None else one.value


def _said(change: Change, indicator: Indicator) -> str:
    amounts = [
        one.status.label if one.value is None else f"{value_with_unit(one.value, indicator)}{_standing(one)}"
        for one in change.sides
    ]
    return f"{label(change.sides[-1].period)}の{' → '.join(amounts)}"


def _standing(one: Observation) -> str:
    return "" if one.status is Status.OFFICIAL else f"（{one.status.label}）"


def _listed(items: Sequence[str]) -> str:
    more = f"、ほか{len(items) - NAMED}件（一覧はデータ表）" if len(items) > NAMED else ""
    return "、".join(items[:NAMED]) + more


PANEL, GAP, HEIGHT = 330, 40, 184
WIDTH = 2 * PANEL + GAP
INSET = 36
"""Room between a half's edge and its first and last year, for the labels there."""
YEAR_ROOM, CHARACTER_ROOM = 46, 10
"""Pixels for a year on the axis, and for each character of a label."""
TITLE_CHARACTERS, FOOTER_CHARACTERS = 38, 58
CROSSED = "M-1,0A1,1,0,1,0,1,0A1,1,0,1,0,-1,0M-.6-.6L.6.6M-.6.6L.6-.6"
SHAPES = {Kind.NEW: "circle", Kind.REVISED: "square", Kind.WITHDRAWN: CROSSED}


def change_picture(
    catalogue: Catalogue,
    indicator: Indicator,
    before: Sequence[Observation],
    after: Sequence[Observation],
    source_note: str = "",
) -> Picture:
    """What differs between all observations in force before and after a change, in the plan's own region.

    ``source_note`` says what the change comes from (a file's name); the values' own sources stand there without it.
    """
    old, new = ({o.as_of: o for o in found if o.region == catalogue.plan.region_code} for found in (before, after))
    changes = tuple(Change(old.get(day), new.get(day)) for day in sorted(old.keys() | new.keys()))
    view = ChangeView(catalogue, indicator, changes, source_note)
    return Picture(
        name=f"{indicator.short_name}_変更前と変更後",
        title=view.title,
        alt=alt_text(view),
        chart=_chart(view),
        table=figures(view),
    )


def _chart(view: ChangeView) -> alt.LayerChart:
    frame = _frame(view)
    between = marks.fixed(alt.XValue, PANEL + GAP / 2)
    gap = marks.layer([{}]).mark_rule(color=theme.PAPER, strokeWidth=GAP).encode(x=between)
    drawn = [*_lines(view, frame), *_labels(view, frame), *_marks(view, frame)]
    layers = [
        gap,
        *(layer.encode(x=alt.X("day:Q", scale=frame.days, axis=None), y=frame.values) for layer in drawn),
        *marks.fiscal_axis(_ticks(view, frame), frame.days, HEIGHT),
        *_headings(view),
        marks.footer(_footer(view, frame), HEIGHT + 52),
    ]
    return marks.finished(layers, WIDTH, HEIGHT, alt.TitleParams(list(folded((view.title,), TITLE_CHARACTERS))))


@dataclass(frozen=True)
class _Frame:
    """The part of time and values that both halves show, from one fiscal year's tick to another's."""

    first: date
    last: date
    low: float
    high: float
    decimals: int

    @property
    def days_per_pixel(self) -> float:
        return (self.last - self.first).days / (PANEL - 2 * INSET)

    @property
    def days(self) -> alt.Scale:
        start = self.first.toordinal() - INSET * self.days_per_pixel
        return alt.Scale(domain=[start, start + WIDTH * self.days_per_pixel], nice=False, zero=False)

    @property
    def values(self) -> alt.Y:
        scale, form = alt.Scale(domain=[self.low, self.high], nice=False, zero=False), f",.{self.decimals}f"
        step = 10**-self.decimals
        axis = alt.Axis(
            title=None, domain=False, ticks=False, tickCount=4, tickMinStep=step, format=form, labelPadding=8
        )
        return alt.Y("value:Q", scale=scale, axis=axis)

    def holds(self, point: Point) -> bool:
        return self.first <= point[0] <= self.last and self.low <= point[1] <= self.high

    def shift(self, half: Half) -> timedelta:
        return timedelta(days=round((PANEL + GAP) * self.days_per_pixel) if half is Half.AFTER else 0)

    def row(self, half: Half, point: Point, **more: Any) -> dict[str, Any]:
        return {"half": half, "day": (point[0] + self.shift(half)).toordinal(), "value": point[1], **more}


def _frame(view: ChangeView) -> _Frame:
    """Around the values, with the baseline and those targets that leave them half of the room."""
    point, period = view.catalogue.judging.fiscal_year_point, view.catalogue.plan.period
    values = [value.point for value in view.values]
    points = values + [other for other in line_points(view.indicator) if _leaves_room(values, other)]
    days = [day for day, _ in points] or [of_fiscal_year(year, point).date for year in (period.start, period.end)]
    years = range(fiscal_year(min(days)) - 1, fiscal_year(max(days)) + 2)
    ticks = [of_fiscal_year(year, point).date for year in years]
    first = max(tick for tick in ticks if tick <= min(days))
    last = min(tick for tick in ticks if tick >= max(days) and tick > first)
    low, high = min((v for _, v in points), default=0.0), max((v for _, v in points), default=1.0)
    room = (high - low) * 0.22 or abs(high) * 0.1 or 1.0
    return _Frame(first, last, 0.0 if 0 <= low < room else low - room, high + room, view.indicator.decimals)


def _leaves_room(values: Sequence[Point], other: Point) -> bool:
    """Whether the values keep half of the days and half of the height beside another point."""
    axes = zip(*((day.toordinal(), value) for day, value in (*values, other)), strict=True)
    spans = ((max(axis[:-1]) - min(axis[:-1]), max(axis) - min(axis)) for axis in axes)
    return not values or all(kept == 0 or 2 * kept >= whole for kept, whole in spans)


def _ticks(view: ChangeView, frame: _Frame) -> list[tuple[int, date]]:
    """The years of both halves, so many that they do not touch."""
    years = theme.fiscal_ticks(frame.first, frame.last, view.catalogue.judging.fiscal_year_point)
    step = math.ceil(YEAR_ROOM * (len(years) - 1) / (PANEL - 2 * INSET))
    return [(year, day + frame.shift(half)) for half in Half for year, day in years[::step]]


def _lines(view: ChangeView, frame: _Frame) -> list[alt.Chart]:
    """The required line dashed and cut off at the frame, the values that count thick; each within its half."""
    line = line_points(view.indicator)
    days = sorted({min(max(day, frame.first), frame.last) for day, _ in line})
    required = [frame.row(half, (day, required_line(line, day))) for half in Half for day in days]
    joined = [frame.row(value.half, value.point) for value in view.values if value.counts]
    dashed = marks.layer(required).mark_line(color=theme.GREY, strokeDash=[6, 4], strokeWidth=1.8, clip=True)
    thick = marks.layer(joined).mark_line(color=theme.INK, strokeWidth=3)
    half = alt.Detail("half:N")
    return [layer.encode(detail=half) for layer, rows in ((dashed, required), (thick, joined)) if rows]


def _labels(view: ChangeView, frame: _Frame) -> list[alt.Chart]:
    """Texts on a paper-coloured rim, under their points to the right of the line that rises to them, or above."""
    chosen = [(value, text) for half in Half for value, text in _labelled(view, frame, half)]
    layers = []
    for side in (1, -1):
        found = [(value, text) for value, text in chosen if _side(view, frame, value) == side]
        labels = marks.layer([frame.row(value.half, value.point, text=text) for value, text in found])
        aside = (side > 0) == (view.indicator.direction is Direction.UP)
        place = {"align": "left", "dx": 7, "dy": 16 * side} if aside else {"align": "center", "dy": 19 * side}
        look: dict[str, Any] = {**place, "fontSize": theme.TEXT_SIZE, "fontWeight": "bold"}
        rim = labels.mark_text(**look, color=theme.PAPER, stroke=theme.PAPER, strokeWidth=4)
        ink = labels.mark_text(**look, color=theme.INK)
        layers += [layer.encode(text=marks.WORDS) for layer in (rim, ink) if found]
    return layers


def _labelled(view: ChangeView, frame: _Frame, half: Half) -> list[tuple[Value, str]]:
    """What differs, newest first, then the latest value, without those too near to a labelled one."""
    latest, chosen = view.latest(half), list[tuple[Value, str]]()
    differing = [v for v in reversed(view.values) if v.half is half and v.change.kind is not Kind.SAME]
    for value in (*differing, *([latest] if latest else [])):
        text, day = label_text(value, view.indicator), value.point[0]
        room = frame.days_per_pixel * CHARACTER_ROOM
        if all(abs((day - v.point[0]).days) >= room * max(len(text), len(other)) for v, other in chosen):
            chosen.append((value, text))
    return chosen


def _side(view: ChangeView, frame: _Frame, value: Value) -> int:
    """+1 puts the label under its point, −1 above: away from the required line, and above where there is no room."""
    line, (day, number) = line_points(view.indicator), value.point
    under = bool(line) and number <= required_line(line, day)
    return 1 if under and number - frame.low > (frame.high - frame.low) * 0.14 else -1


def _marks(view: ChangeView, frame: _Frame) -> list[alt.Chart]:
    """Unchanged values, over them baseline and targets, over these what changes; shape and size tell them apart."""
    rows = [_mark(value, frame) for value in view.values if value.mark is None]
    for number, point in enumerate(line_points(view.indicator)):
        if frame.holds(point):
            look = {"fill": theme.PAPER, "stroke": theme.INK, "shape": "diamond" if number else "square"}
            rows += [frame.row(half, point, **look, size=130 if number else 80) for half in Half]
    rows += [_mark(value, frame) for value in view.values if value.mark]
    points = marks.layer(rows).mark_point(opacity=1, strokeWidth=2)
    shape, size = alt.Shape("shape:N", scale=None), alt.Size("size:Q", scale=None)
    fill, stroke = alt.Fill("fill:N", scale=None), alt.Stroke("stroke:N", scale=None)
    return [points.encode(shape=shape, size=size, fill=fill, stroke=stroke)] if rows else []


def _mark(value: Value, frame: _Frame) -> dict[str, Any]:
    solid = value.counts and value.mark is not Kind.WITHDRAWN
    look = {
        "shape": SHAPES[value.mark] if value.mark else "circle",
        "size": 170 if value.mark else 50,
        "fill": theme.INK if solid else theme.PAPER,
        "stroke": theme.PAPER if solid and value.mark else theme.INK if solid or value.mark else theme.GREY,
    }
    return frame.row(value.half, value.point, **look)


def _headings(view: ChangeView) -> list[alt.Chart]:
    """変更前 and 変更後, each with its latest value and that value's date."""
    rows = [
        {"at": (PANEL + GAP) * place, "half": half, "latest": latest_text(view, half)}
        for place, half in enumerate(Half)
    ]
    base = marks.layer(rows).encode(x=alt.X("at:Q", scale=None, axis=None))
    name, latest = alt.Text("half:N"), alt.Text("latest:N")
    upper, lower = (marks.fixed(alt.YValue, y) for y in (-34, -13))
    mark: dict[str, Any] = {"align": "left", "baseline": "bottom", "color": theme.INK}
    return [
        base.mark_text(**mark, fontSize=16, fontWeight="bold").encode(y=upper, text=name),
        base.mark_text(**mark, fontSize=theme.TEXT_SIZE).encode(y=lower, text=latest),
    ]


def _footer(view: ChangeView, frame: _Frame) -> tuple[str, ...]:
    """Legend, changes that no point shows, and where the figures come from."""
    counted = [value.observation for value in view.values if value.half is Half.AFTER and value.counts]
    source = view.source_note or newest_source(counted or [change.sides[-1] for change in view.changes])
    where = POINT_WORDS[view.catalogue.judging.fiscal_year_point]
    return folded((_legend(view, frame), unseen_text(view), f"{source}　{where}"), FOOTER_CHARACTERS)


def _legend(view: ChangeView, frame: _Frame) -> str:
    marks, line = {value.mark for value in view.values}, line_points(view.indicator)
    goals = [
        f"{short_label(target.period)} {format_value(target.value, view.indicator.decimals)}"
        for target in view.indicator.targets
        if target.value is not None and frame.holds((target.period.date, target.value))
    ]
    parts = (
        ("大きい● 新規", Kind.NEW in marks),
        ("大きい■ 改訂", Kind.REVISED in marks),
        ("× 値がなくなる", Kind.WITHDRAWN in marks),
        ("○ 参考値など（判定に使わない）", not all(value.counts for value in view.values)),
        ("- - 必要ペース線", len(line) > 1),
        ("□ 基準値", bool(line) and frame.holds(line[0])),
        (f"◇ 目標値（{'、'.join(goals)}）", bool(line and goals)),
    )
    return "　".join(words for words, shown in parts if shown)
