"""The target-tracking chart: actual values against the required line, baseline and targets of one indicator."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from dashboard.catalogue import Catalogue, Direction, Indicator
from dashboard.charts import marks, theme
from dashboard.charts.picture import Frame, Picture
from dashboard.charts.table import Column, ColumnKind, Table
from dashboard.fiscal import label, of_fiscal_year, short_label
from dashboard.judging import Assessment, Position, Standing, judged_observations, line_points, required_line
from dashboard.judging.words import footer_lines, signed, source_words, value_with_unit
from dashboard.observation import Observation
from dashboard.text import folded, format_value


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
        return judged_observations(self.indicator, self.observations)

    @property
    def others(self) -> tuple[Observation, ...]:
        """Values that are drawn hollow and never joined to the judged ones."""
        return tuple(o for o in self.observations if o.value is not None and o not in self.judged)

    def position(self, observation: Observation) -> Position | None:
        """Where a value stands against the required line."""
        return Standing(self.indicator, self.observations, self.assessment).position_of(observation)

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
    unit = view.indicator.unit
    columns = (
        Column("period", "時点"),
        Column("date", "日付", ColumnKind.DATE),
        Column("value", f"値（{unit}）", ColumnKind.VALUE, unit),
        Column("status", "区分"),
        Column("line", "必要ペース線", ColumnKind.VALUE, unit),
        Column("gap", "線との差", ColumnKind.VALUE, unit),
        Column("source", "出典"),
        Column("note", "備考"),
    )
    return Table(columns, tuple(_table_row(o, view) for o in view.observations))


def _table_row(o: Observation, view: TargetView) -> tuple[Any, ...]:
    line = required_line(view.line, o.as_of) if view.line and o.as_of >= view.line[0][0] else None
    gap = None if line is None or o.value is None else o.value - line
    digits = view.indicator.decimals + 1
    rounded = tuple(None if n is None else round(n, digits) for n in (line, gap))
    return (label(o.period), o.as_of, o.value, o.status.label, *rounded, o.source, o.note)


SCREEN = Frame(690, 330)
AXIS_ROOM = 32
"""Pixels of the axis labels to the left of the field, over which the title begins."""
LABEL_ROOM = 36
"""Pixels that the label of the highest or lowest value needs in a low field."""
LABEL_GAP = 20
"""Two value labels closer than this many pixels would overlap; the older one stays in the table only."""


def target_picture(view: TargetView, frame: Frame = SCREEN) -> Picture:
    """The chart of one indicator with its sentence, table and source."""
    indicator = view.indicator
    return Picture(
        name=f"{indicator.short_name}_推移と目標",
        title=f"{indicator.name}（単位：{indicator.unit}）",
        alt=alt_text(view),
        chart=_chart(view, frame),
        table=figures(view),
    )


def _chart(view: TargetView, frame: Frame) -> alt.LayerChart:
    first, last = span(view)
    ticks = theme.fiscal_ticks(first, last, view.catalogue.judging.fiscal_year_point)
    scale = marks.day_scale(first, last)
    axes = _Axes(
        alt.X("day:Q", scale=scale, axis=None), _y(view, frame), first, last, (last - first).days / frame.width
    )
    layers = [
        *_level(view, axes),
        *_required(view, axes),
        *_actual(view, axes),
        *_start(view, axes),
        *_hollow(view, axes),
        *_targets(view, axes),
        *_latest(view, axes),
        *marks.fiscal_axis(ticks, scale, frame.height),
        marks.footer(_footer(view, frame), frame.height + 52),
    ]
    return marks.finished(layers, frame.width, frame.height, _title(view, frame) if frame.titled else None)


def _title(view: TargetView, frame: Frame) -> alt.TitleParams:
    """Broken where it would make the picture wider: after the name, and wherever that or the finding is too long."""
    name, unit = view.indicator.name, f"（単位：{view.indicator.unit}）"
    width = frame.width + AXIS_ROOM
    at_most, below = width // theme.TITLE_SIZE, folded((headline(view),), width // theme.TEXT_SIZE)
    title = folded((f"{name}{unit}",), at_most)
    return alt.TitleParams(
        title[0] if len(title) == 1 else [*folded((name,), at_most), unit],
        subtitle=below[0] if len(below) == 1 else list(below),
    )


def _footer(view: TargetView, frame: Frame) -> tuple[str, ...]:
    """Source and date are those of the values that count; a newer reference value must not lend the chart its own."""
    counted = view.judged or view.others
    marks, source, dates = footer_lines(legend(view), counted, view.catalogue, view.updated)
    return folded((marks, source, *asides(view), dates), frame.width // theme.SMALL_SIZE - 1)


def height_around(view: TargetView, width: int) -> int:
    """Pixels that an untitled chart of this width needs above and below its field."""
    padding = 2 * 8
    return padding + 52 + 18 * len(_footer(view, Frame(width, 0)))


def asides(view: TargetView) -> tuple[str, ...]:
    """The source of the reference values beside those that count; nothing where all values are of one kind."""
    return (f"参考値などの{source_words(view.others)}",) if view.judged and view.others else ()


@dataclass(frozen=True)
class _Axes:
    x: alt.X
    y: alt.Y
    first: date
    last: date
    days_per_pixel: float

    def rows(self, rows: Iterable[dict[str, Any]]) -> alt.Chart:
        return marks.layer(list(rows)).encode(x=self.x, y=self.y)


def span(view: TargetView) -> tuple[date, date]:
    """From the fiscal-year tick at or before the first thing drawn to the plan's last tick, or the last thing."""
    point = view.catalogue.judging.fiscal_year_point
    days = [o.as_of for o in (*view.judged, *view.others)] + [day for day, _ in view.line]
    plan_end = of_fiscal_year(view.catalogue.plan.period.end, point).date
    first = min([*days, of_fiscal_year(view.catalogue.plan.period.start - 1, point).date])
    before = of_fiscal_year(first.year - 2, point).date
    ticks = [day for _, day in theme.fiscal_ticks(before, first, point)]
    return ticks[-1], max([*days, plan_end])


def value_range(view: TargetView, height: float) -> tuple[float, float]:
    """All values with room around them in a field of ``height`` pixels; not from 0, nor below it unless a value is."""
    values = [o.value for o in (*view.judged, *view.others) if o.value is not None] + [v for _, v in view.line]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    room = (high - low) * max(0.12, LABEL_ROOM / height) or abs(high) * 0.1 or 1.0
    return (0.0 if low >= 0 and low - room < 0 else low - room), high + room


def _y(view: TargetView, frame: Frame) -> alt.Y:
    decimals = view.indicator.decimals
    axis = alt.Axis(
        title=None,
        grid=True,
        domain=False,
        ticks=False,
        tickCount=6,
        tickMinStep=10**-decimals,
        format=f",.{decimals}f",
        labelPadding=8,
    )
    return alt.Y(
        "value:Q", scale=alt.Scale(domain=list(value_range(view, frame.height)), nice=False, zero=False), axis=axis
    )


def _level(view: TargetView, axes: _Axes) -> list[alt.Chart]:
    baseline = view.indicator.baseline
    if baseline is None:
        return []
    text = f"基準値 {format_value(baseline.value, view.indicator.decimals)}（{short_label(baseline.period)}）"
    ends = [{"day": day.toordinal(), "value": baseline.value} for day in (axes.first, axes.last)]
    end = [{"day": axes.last.toordinal(), "value": baseline.value, "text": text}]
    side = -1 if is_rising(view) else 1
    return [
        axes.rows(ends).mark_line(color=theme.FAINT, strokeDash=[1, 4], strokeWidth=1.5),
        axes.rows(end).mark_text(align="right", dy=-10 * side, color=theme.GREY, fontSize=13).encode(text=marks.WORDS),
    ]


def _start(view: TargetView, axes: _Axes) -> list[alt.Chart]:
    """The baseline's hollow square, over the line so that it stays hollow."""
    baseline = view.indicator.baseline
    if baseline is None:
        return []
    row = {"day": baseline.period.date.toordinal(), "value": baseline.value}
    square = axes.rows([row]).mark_point(
        shape="square", size=110, filled=True, fill=theme.PAPER, stroke=theme.INK, strokeWidth=2, opacity=1
    )
    return [square]


def _required(view: TargetView, axes: _Axes) -> list[alt.Chart]:
    rows = [{"day": day.toordinal(), "value": value} for day, value in view.line]
    return [axes.rows(rows).mark_line(color=theme.GREY, strokeDash=[7, 5], strokeWidth=2)] if rows else []


def _actual(view: TargetView, axes: _Axes) -> list[alt.Chart]:
    if not view.judged:
        return []
    rows = [_row(o, view) for o in view.judged]
    latest = view.assessment.latest
    special = {_baseline_day(view), latest.as_of.toordinal() if latest else None}
    points = [row for row in rows if row["day"] not in special]
    told = labelled(view, LABEL_GAP * axes.days_per_pixel)
    shown = [row for row, o in zip(rows, view.judged, strict=True) if o in told]
    texts = [
        axes.rows(group).mark_text(dy=18 * side, fontSize=theme.TEXT_SIZE, color=theme.INK).encode(text=marks.WORDS)
        for side in (1, -1)
        if (group := [row for row in shown if row["side"] == side])
    ]
    return [
        axes.rows(rows).mark_line(color=theme.INK, strokeWidth=3.5),
        axes.rows(points).mark_point(filled=True, size=90, color=theme.INK, opacity=1),
        *texts,
    ]


def _hollow(view: TargetView, axes: _Axes) -> list[alt.Chart]:
    if not view.others:
        return []
    rows = [
        _row(o, view) | {"text": f"{value_text(o, view)} {o.status.label}（{short_label(o.period)}）"}
        for o in view.others
    ]
    return [
        axes.rows(rows).mark_point(filled=True, size=90, fill=theme.PAPER, stroke=theme.GREY, strokeWidth=2, opacity=1),
        axes.rows(rows).mark_text(align="left", dx=10, dy=14, fontSize=13, color=theme.GREY).encode(text=marks.WORDS),
    ]


def _targets(view: TargetView, axes: _Axes) -> list[alt.Chart]:
    rows = [
        {
            "day": target.period.date.toordinal(),
            "value": target.value,
            "text": f"{short_label(target.period)}目標 {format_value(target.value, view.indicator.decimals)}",
        }
        for target in view.indicator.targets
        if target.value is not None
    ]
    if not rows:
        return []
    return [
        axes.rows(rows).mark_point(
            shape="diamond", size=190, filled=True, fill=theme.PAPER, stroke=theme.INK, strokeWidth=2.2, opacity=1
        ),
        axes.rows(rows)
        .mark_text(
            align="right", dx=-12, dy=-12 if is_rising(view) else 14, fontSize=15, fontWeight="bold", color=theme.INK
        )
        .encode(text=marks.WORDS),
    ]


def _latest(view: TargetView, axes: _Axes) -> list[alt.Chart]:
    latest = view.assessment.latest
    if latest is None or latest.value is None or latest not in view.judged:
        return []
    text = f"{value_text(latest, view)}（{short_label(latest.period)}）"
    row = _row(latest, view) | {"text": text}
    colour, shape = latest_look(view, latest)
    # Ahead of it the required line rises past the value, so the label stands over the value instead of beside it.
    ahead = colour == theme.GOOD
    label = axes.rows([row]).mark_text(
        align="center" if ahead else "left",
        dx=0 if ahead else 12,
        dy=(24 if ahead else 17) * row["side"],
        fontSize=18,
        fontWeight="bold",
        color=theme.INK,
    )
    drawing = [label.encode(text=marks.WORDS)]
    if row["day"] != _baseline_day(view):
        drawing.append(axes.rows([row]).mark_point(filled=True, shape=shape, size=260, color=colour, opacity=1))
    return [*_gap(view, axes, latest, colour), *drawing]


def _gap(view: TargetView, axes: _Axes, latest: Observation, colour: str) -> list[alt.Chart]:
    """The dotted rule from the latest value to the required line on the same day."""
    if not has_line_at(view, latest):
        return []
    ends = [(latest.as_of, latest.value), (latest.as_of, required_line(view.line, latest.as_of))]
    rows = [{"day": day.toordinal(), "value": value} for day, value in ends]
    return [axes.rows(rows).mark_line(color=colour, strokeDash=[2, 3], strokeWidth=2)]


def latest_look(view: TargetView, latest: Observation) -> tuple[str, str]:
    """Colour and shape of the latest value: blue circle if on the line or better, else red triangle to its side."""
    standing = view.position(latest)
    if standing is None:
        return theme.INK, "circle"
    if standing.side.reached:
        return theme.GOOD, "circle"
    return theme.BAD, "triangle-up" if standing.above else "triangle-down"


def label_side(view: TargetView, observation: Observation) -> int:
    """+1 puts the label under its point, −1 above: to the side away from the required line."""
    if not view.line or observation.value is None:
        return 1
    gap = observation.value - required_line(view.line, observation.as_of)
    return -1 if gap > 0 or (gap == 0 and not is_rising(view)) else 1


def labelled(view: TargetView, days_apart: float) -> tuple[Observation, ...]:
    """Points that carry their value: from the newest back, leaving out those too near to a labelled one."""
    kept: list[date] = [o.as_of for o in (view.assessment.latest,) if o is not None]
    kept += [view.indicator.baseline.period.date] if view.indicator.baseline else []
    chosen = []
    for observation in sorted(view.judged, key=lambda o: o.as_of, reverse=True):
        if all(abs((observation.as_of - day).days) >= days_apart for day in kept):
            kept.append(observation.as_of)
            chosen.append(observation)
    return tuple(chosen)


def _baseline_day(view: TargetView) -> int | None:
    return view.indicator.baseline.period.date.toordinal() if view.indicator.baseline else None


def _row(observation: Observation, view: TargetView) -> dict[str, Any]:
    return {
        "day": observation.as_of.toordinal(),
        "value": observation.value,
        "text": value_text(observation, view),
        "side": label_side(view, observation),
    }


def legend(view: TargetView) -> str:
    """What the marks stand for, in one line."""
    parts = ["● 実績（確定値）"]
    if view.line:
        parts.append("- - 必要ペース線（基準値と目標値を結ぶ直線。法定の見込みではない）")
    parts += ["□ 基準値"] if view.indicator.baseline else []
    parts += ["◇ 目標値"] if view.line else []
    parts += ["○ 参考値など（判定に使わない）"] if view.others else []
    return "　".join(parts)
