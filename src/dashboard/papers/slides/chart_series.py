"""What a native chart of values against the required line is made of, before anything is drawn.

Dates are true: values lie where their days are, so irregular dates show. Names of series are the house's own.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dashboard.charts import theme
from dashboard.charts.target_view import (
    TargetView,
    has_line_at,
    is_rising,
    label_side,
    labelled,
    latest_look,
    span,
    value_range,
    value_text,
)
from dashboard.fiscal import fiscal_year_short, short_label
from dashboard.judging import required_line
from dashboard.observation import Observation
from dashboard.papers.slides.layout import SMALL
from dashboard.papers.slides.measure import Paragraph, clean, said
from dashboard.text import format_value


@dataclass(frozen=True)
class Label:
    """Text at a point of a series: beside it on one side, and moved on by points from there."""

    at: int
    paragraphs: tuple[Paragraph, ...]
    side: str
    right: float = 0.0
    down: float = 0.0


@dataclass(frozen=True)
class Mark:
    """A symbol: its size in points, its colour, and whether it is hollow."""

    symbol: str
    size: int
    colour: str
    hollow: bool = False


@dataclass(frozen=True)
class Stroke:
    """A line through the points."""

    colour: str
    width: float
    dash: str = "solid"


@dataclass(frozen=True)
class Series:
    """Points by day with their look; those numbered in ``bare`` have no symbol, for another series has one there."""

    name: str
    points: tuple[tuple[date, float], ...]
    stroke: Stroke | None = None
    mark: Mark | None = None
    labels: tuple[Label, ...] = ()
    bare: tuple[int, ...] = ()


_STEPS, _FEWEST_STEPS, _STEP_HEIGHT = 6, 3, 20.0
_ROOM_BELOW = 22.0
"""Points between the lowest value and the fiscal years, for a label."""

_POINTS_PER_PIXEL = 0.75


@dataclass(frozen=True)
class Scale:
    """Where an axis of values begins and ends, and how far its lines are apart."""

    low: float
    high: float
    step: float


def value_scale(view: TargetView, height: float) -> Scale:
    """Round figures around all that is drawn in a field of ``height`` points, not from 0; about six lines."""
    low, high = value_range(view, height / _POINTS_PER_PIXEL)
    lines = max(_FEWEST_STEPS, min(_STEPS, height / _STEP_HEIGHT))
    step = max(_round_step((high - low) / lines), 10.0**-view.indicator.decimals)
    high = math.ceil(high / step - 1e-9) * step
    low = math.floor(low / step + 1e-9) * step
    lowest = min(_drawn(view), default=high)
    while (lowest - low) / (high - low) * height < _ROOM_BELOW and (low - step >= 0 or lowest < 0):
        low -= step
    return Scale(low, high, step)


def _drawn(view: TargetView) -> list[float]:
    values = [one.value for one in (*view.judged, *view.others) if one.value is not None]
    return [*values, *(value for _, value in view.line)]


def _round_step(least: float) -> float:
    """1, 2, 2.5 or 5 times a power of ten, the first that is not below."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= least * (1 - 1e-9))


AXIS = "年度の目盛り"
"""Name of the series that stands for the axis of fiscal years."""

_LABEL_SHARE = 0.05
"""Values closer than this share of the axis have no room for a label each."""

_LOW_SHARE = 0.12
"""A point in this lowest share of the field has no room for a label under it."""

_SIZE, _GOAL_SIZE, _LATEST_SIZE = 10.0, 11.0, 14.0


def series_of(view: TargetView, scale: Scale) -> tuple[Series, ...]:
    """All series in the order in which they cover one another.

    But the longest is first: LibreOffice draws those before a longer one not at all.
    """
    found = (
        fiscal_axis(view, scale),
        *_level(view),
        *_required(view),
        *_gap(view),
        *_actual(view, scale),
        *_others(view),
        *_baseline(view),
        *_targets(view),
        *_latest(view),
    )
    longest = max(found, key=lambda one: len(one.points))
    return (longest, *(one for one in found if one is not longest))


def fiscal_axis(view: TargetView, scale: Scale) -> Series:
    """Points on the lower edge that carry the fiscal years; a number format cannot count those."""
    first, last = span(view)
    ticks = theme.fiscal_ticks(first, last, view.catalogue.judging.fiscal_year_point)
    labels = tuple(
        Label(at, (_said(fiscal_year_short(year)), _said(f"({year})", theme.GREY, SMALL)), "b")
        for at, (year, _) in enumerate(ticks)
    )
    return Series(AXIS, tuple((day, scale.low) for _, day in ticks), labels=labels)


def _said(text: str, colour: str = theme.INK, size: float = _SIZE, *, bold: bool = False) -> Paragraph:
    return said(clean(text), size, bold=bold, colour=colour, align="ctr")


def _level(view: TargetView) -> Iterator[Series]:
    """A dotted line as high as the baseline, with the words at its end."""
    baseline = view.indicator.baseline
    if baseline:
        value = format_value(baseline.value, view.indicator.decimals)
        text = _said(f"基準値 {value}（{short_label(baseline.period)}）", theme.GREY)
        label = Label(1, (text,), "l", down=9.0 if is_rising(view) else -9.0)
        ends = tuple((day, baseline.value) for day in span(view))
        yield Series("基準値の高さ", ends, Stroke(theme.FAINT, 1.0, "sysDot"), labels=(label,))


def _required(view: TargetView) -> Iterator[Series]:
    if view.line:
        yield Series("必要ペース線", view.line, Stroke(theme.GREY, 1.75, "dash"))


def _gap(view: TargetView) -> Iterator[Series]:
    """The dotted rule from the latest value to the required line on its day."""
    latest = view.assessment.latest
    if latest in view.judged and latest.value is not None and has_line_at(view, latest):
        ends = ((latest.as_of, latest.value), (latest.as_of, required_line(view.line, latest.as_of)))
        yield Series("必要ペース線との差", ends, Stroke(latest_look(view, latest)[0], 1.5, "sysDot"))


def _actual(view: TargetView, scale: Scale) -> Iterator[Series]:
    if not view.judged:
        return
    first, last = span(view)
    told = labelled(view, (last - first).days * _LABEL_SHARE)
    baseline = view.indicator.baseline
    special = {baseline.period.date if baseline else None, *(one.as_of for one in (view.assessment.latest,) if one)}
    labels = tuple(
        Label(at, (_said(value_text(one, view)),), _side(view, one, scale))
        for at, one in enumerate(view.judged)
        if one in told
    )
    bare = tuple(at for at, one in enumerate(view.judged) if one.as_of in special)
    ink = theme.INK
    yield Series("実績", _points(view.judged), Stroke(ink, 2.75), Mark("circle", 7, ink), labels, bare)


def _side(view: TargetView, one: Observation, scale: Scale) -> str:
    """Under the point where the line is above it, unless the label would then stand among the fiscal years."""
    low = ((one.value or 0.0) - scale.low) / (scale.high - scale.low) < _LOW_SHARE
    return "b" if label_side(view, one) > 0 and not low else "t"


def _others(view: TargetView) -> Iterator[Series]:
    if not view.others:
        return
    words = [f"{value_text(one, view)} {one.status.label}（{short_label(one.period)}）" for one in view.others]
    latest = view.assessment.latest
    # Away from the large label of the latest value, which is often a near neighbour.
    side = "t" if latest is None or label_side(view, latest) > 0 else "b"
    labels = tuple(Label(at, (_said(text, theme.GREY),), side) for at, text in enumerate(words))
    yield Series("参考値など", _points(view.others), mark=Mark("circle", 8, theme.GREY, hollow=True), labels=labels)


def _baseline(view: TargetView) -> Iterator[Series]:
    baseline = view.indicator.baseline
    if baseline:
        yield Series(
            "基準値", ((baseline.period.date, baseline.value),), mark=Mark("square", 9, theme.INK, hollow=True)
        )


def _targets(view: TargetView) -> Iterator[Series]:
    goals = [(one.period, one.value) for one in view.indicator.targets if one.value is not None]
    labels = tuple(
        Label(at, (_goal_words(f"{short_label(period)}目標", value, view),), "l", down=-9.0 if is_rising(view) else 9.0)
        for at, (period, value) in enumerate(goals)
    )
    if goals:
        points = tuple((period.date, value) for period, value in goals)
        yield Series("目標値", points, mark=Mark("diamond", 12, theme.INK, hollow=True), labels=labels)


def _goal_words(name: str, value: float, view: TargetView) -> Paragraph:
    return _said(f"{name} {format_value(value, view.indicator.decimals)}", size=_GOAL_SIZE, bold=True)


def _latest(view: TargetView) -> Iterator[Series]:
    latest = view.assessment.latest
    if latest is None or latest not in view.judged:
        return
    colour, shape = latest_look(view, latest)
    below = label_side(view, latest) > 0
    text = _said(f"{value_text(latest, view)}（{short_label(latest.period)}）", size=_LATEST_SIZE, bold=True)
    # Ahead of it the required line rises past the value, so the label stands over the value instead of beside it.
    ahead = colour == theme.GOOD
    side = ("b" if below else "t") if ahead else "r"
    label = Label(0, (text,), side, down=0.0 if ahead else (9.0 if below else -9.0))
    baseline = view.indicator.baseline
    hidden = baseline is not None and latest.as_of == baseline.period.date
    mark = None if hidden else Mark("circle" if shape == "circle" else "triangle", 13, colour)
    yield Series("最新値", _points([latest]), mark=mark, labels=(label,))


def _points(observations: tuple[Observation, ...] | list[Observation]) -> tuple[tuple[date, float], ...]:
    return tuple((one.as_of, one.value) for one in observations if one.value is not None)
