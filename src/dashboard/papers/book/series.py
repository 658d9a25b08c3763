"""The series of a workbook's chart: what is drawn from which cells, how it looks and what is written beside it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from xlsxwriter.utility import xl_range_abs

from dashboard.charts import theme
from dashboard.charts.target_view import TargetView, has_line_at, is_rising, span, value_text
from dashboard.charts.theme import fiscal_ticks
from dashboard.fiscal import EXCEL_EPOCH, fiscal_year_short, short_label
from dashboard.judging import required_line
from dashboard.observation import Observation
from dashboard.papers.book.cells import CELL, HEAD, Cell, Figure, Page, number_format, plain
from dashboard.papers.book.sheets import Places
from dashboard.papers.paper import Section
from dashboard.text import format_value

_STEPS = 6
_MARGIN = 0.05


@dataclass(frozen=True)
class Scale:
    """First and last day, the fiscal years' ticks between them; least and greatest value with the step of the grid."""

    first: date
    last: date
    ticks: tuple[tuple[int, date], ...]
    low: float
    high: float
    step: float

    @property
    def days(self) -> int:
        """How long the axis is."""
        return (self.last - self.first).days


def serial(day: date) -> int:
    """The number by which Excel counts a day."""
    return (day - EXCEL_EPOCH).days


def scale_of(view: TargetView) -> Scale:
    """Room for all that is drawn, and for the plan to its end."""
    ticks = _ticks(view)
    days = [*_days(view), *(day for _, day in ticks)]
    room = timedelta(days=round((max(days) - min(days)).days * _MARGIN) or 30)
    low, high, step = _values(view)
    return Scale(min(days) - room, max(days) + 2 * room, ticks, low, high, step)


def _days(view: TargetView) -> list[date]:
    baseline = view.indicator.baseline
    start = [baseline.period.date] if baseline else []
    return [one.as_of for one in (*view.judged, *view.others)] + [day for day, _ in view.line] + start


def _ticks(view: TargetView) -> tuple[tuple[int, date], ...]:
    """From the one at or before the first thing drawn to the plan's end."""
    return fiscal_ticks(*span(view), view.catalogue.judging.fiscal_year_point)


def _values(view: TargetView) -> tuple[float, float, float]:
    values = [one.value for one in (*view.judged, *view.others) if one.value is not None]
    values += [value for _, value in view.line]
    values += [view.indicator.baseline.value] if view.indicator.baseline else []
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    room = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    step = max(_round_step((high - low + 2 * room) / _STEPS), 10.0**-view.indicator.decimals)
    floor = 0.0 if low >= 0 and low - room < 0 else low - room
    bottom, top = math.floor(floor / step), math.ceil((high + room) / step)
    return round(bottom * step, 9), round(top * step, 9), step


def _round_step(rough: float) -> float:
    """1, 2 or 5 of the power of ten: the least that is not smaller."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough * (1 - 1e-9))


_HEADINGS = ("何の点か", "日付", "値")
_WIDTHS = (18, 17, 12)


@dataclass(frozen=True)
class Beside:
    """The columns of days and values, and the first and last row (0-based) of each of the three."""

    columns: tuple[int, int]
    ticks: tuple[int, int]
    level: tuple[int, int]
    gap: tuple[int, int]


def write_beside(page: Page, view: TargetView, row: int, scale: Scale) -> Beside:
    """Writes the points next to the chart, which begins in ``row``."""
    left = len(page.widths) + 1
    for at, width in enumerate(_WIDTHS):
        page.sheet.set_column(left + at, left + at, width)
    page.write(row, left, "図の目盛り", {"bold": True})
    _write_row(page, row + 1, left, _HEADINGS, HEAD)
    groups, at, spans = (_ticks_ticks(scale), _level(view, scale), _gap(view)), row + 2, []
    for group in groups:
        for cells in group:
            _write_row(page, at, left, cells, CELL)
            at += 1
        spans.append((at - len(group), at - 1))
    return Beside((left + 1, left + 2), *spans)


def _write_row(page: Page, row: int, left: int, cells: Sequence[Cell], look: dict[str, object]) -> None:
    for at, cell in enumerate(cells):
        page.write(row, left + at, cell, look)


def _ticks_ticks(scale: Scale) -> list[Sequence[Cell]]:
    return [_point(f"年度の目盛り {fiscal_year_short(year)}", day, scale.low) for year, day in scale.ticks]


def _level(view: TargetView, scale: Scale) -> list[Sequence[Cell]]:
    """Across the chart; near the right there is room for its label."""
    baseline = view.indicator.baseline
    if baseline is None:
        return []
    near = scale.last - timedelta(days=scale.days // 16)
    return [_point("基準値の高さ", day, baseline.value) for day in (scale.first, near, scale.last)]


def _gap(view: TargetView) -> list[Sequence[Cell]]:
    latest = view.assessment.latest
    if latest is None or latest.value is None or not has_line_at(view, latest):
        return []
    line = required_line(view.line, latest.as_of)
    return [_point("線との差", latest.as_of, value) for value in (latest.value, line)]


def _point(what: str, day: date, value: float) -> tuple[Cell, ...]:
    return what, day, Figure(value, number_format(2))


FACE = "BIZ UDPGothic"
NONE = {"none": True}
_DAY, _VALUE = 1, 2
_NEAR = 0.035
"""Points closer than this share of the whole time carry no second label."""


@dataclass(frozen=True)
class Drawing:
    """What the pieces of the chart need to know."""

    page: Page
    section: Section
    places: Places
    scale: Scale
    beside: Beside
    chart: Any
    unnamed: list[int] = field(default_factory=list)

    @property
    def view(self) -> TargetView:
        """What the chart shows."""
        return self.section.view

    def cells(self, column: int, first: int, last: int) -> str:
        """A column's cells as a chart refers to them; the sheet's name is quoted whatever it is."""
        name = self.page.name.replace("'", "''")
        return f"='{name}'!{xl_range_abs(first, column, last, column)}"

    def add(self, rows: tuple[int, int], columns: tuple[int, int] = (_DAY, _VALUE), **look: object) -> None:
        """A series; without a name it is left out of the legend."""
        if "name" not in look:
            self.unnamed.append(len(self.chart.series))
        days, values = (self.cells(column, *rows) for column in columns)
        self.chart.add_series({"categories": days, "values": values, **look})


def font(size: int = 11, *, bold: bool = False, color: str = theme.INK) -> dict[str, Any]:
    """The house typeface in the chart's own terms."""
    return {"name": FACE, "size": size, "bold": bold, "color": color}


def _line(color: str, width: float, dash: str = "solid") -> dict[str, Any]:
    return {"color": color, "width": width, "dash_type": dash}


def _marker(shape: str, size: int, fill: str, edge: str) -> dict[str, Any]:
    return {"type": shape, "size": size, "fill": {"color": fill}, "border": {"color": edge, "width": 1.75}}


_NO_MARKER = {"type": "none"}


def _labels(texts: Sequence[str], position: str, font: dict[str, Any], places: Sequence[str] = ()) -> dict[str, Any]:
    """A label a point, in words; no label where there are none."""
    where = places or [position] * len(texts)
    custom = [
        {"value": plain(text), "font": font, "position": at} if text else {"delete": True}
        for text, at in zip(texts, where, strict=True)
    ]
    return {"value": True, "position": position, "font": font, "custom": custom}


def _level_series(drawing: Drawing) -> None:
    baseline = drawing.view.indicator.baseline
    if baseline is None:
        return
    text = f"基準値 {format_value(baseline.value, drawing.view.indicator.decimals)}（{short_label(baseline.period)}）"
    side = "below" if is_rising(drawing.view) else "above"
    labels = _labels(["", text, ""], side, font(10, color=theme.GREY))
    line = _line(theme.FAINT, 1, "round_dot")
    drawing.add(drawing.beside.level, drawing.beside.columns, line=line, marker=_NO_MARKER, data_labels=labels)


def _required(drawing: Drawing) -> None:
    if drawing.view.line:
        rows = (drawing.places.corners.first, drawing.places.corners.first + drawing.places.goals)
        drawing.add(rows, name="必要ペース線", line=_line(theme.GREY, 1.75, "dash"), marker=_NO_MARKER)


def _actual(drawing: Drawing) -> None:
    judged = drawing.view.judged
    if not judged:
        return
    first = drawing.places.observed.first
    texts = _spaced([(one.as_of, value_text(one, drawing.view)) for one in judged], _marked(drawing.view), drawing)
    labels = _labels(texts, "below", font(), [_side(drawing.view, one) for one in judged])
    drawing.add(
        (first, first + len(judged) - 1),
        name="実績（判定に使う値）",
        line=_line(theme.INK, 2.75),
        marker=_marker("circle", 7, theme.INK, theme.INK),
        data_labels=labels,
    )


def _marked(view: TargetView) -> set[date]:
    """The days of the points that have a larger mark of their own."""
    baseline, latest = view.indicator.baseline, view.assessment.latest
    return {one for one in (baseline and baseline.period.date, latest and latest.as_of) if one}


def _spaced(points: Sequence[tuple[date, str]], kept: Iterable[date], drawing: Drawing) -> list[str]:
    """The labels of points by date, from the newest back; none where one would stand too near to another."""
    near, taken = _NEAR * drawing.scale.days, list(kept)
    texts: list[str] = []
    for day, text in reversed(points):
        free = bool(text) and all(abs((day - other).days) >= near for other in taken)
        taken += [day] if free else []
        texts.append(text if free else "")
    return texts[::-1]


def _side(view: TargetView, one: Observation) -> str:
    """The side away from the required line."""
    if not view.line or one.value is None:
        return "below"
    return "above" if one.value > required_line(view.line, one.as_of) else "below"


def _others(drawing: Drawing) -> None:
    view, block = drawing.view, drawing.places.observed
    rest = [one for one in view.observations if one not in view.judged]
    if not view.others:
        return
    texts = _spaced([(one.as_of, _other_text(view, one)) for one in rest], (), drawing)
    drawing.add(
        (block.first + drawing.places.judged, block.last),
        name="参考値など（使わない値）",
        line=NONE,
        marker=_marker("circle", 8, theme.PAPER, theme.GREY),
        data_labels=_labels(texts, "right", font(10, color=theme.GREY)),
    )


def _other_text(view: TargetView, one: Observation) -> str:
    return f"{value_text(one, view)} {one.status.label}" if one.value is not None else ""


def _baseline(drawing: Drawing) -> None:
    if drawing.view.indicator.baseline is not None:
        first = drawing.places.corners.first
        drawing.add((first, first), name="基準値", line=NONE, marker=_marker("square", 9, theme.PAPER, theme.INK))


def _goals(drawing: Drawing) -> None:
    view, places = drawing.view, drawing.places
    goals = [target for target in view.indicator.targets if target.value is not None]
    if not goals:
        return
    first = places.corners.first + (view.indicator.baseline is not None)
    texts = [
        f"{short_label(one.period)}目標 {format_value(one.value or 0.0, view.indicator.decimals)}" for one in goals
    ]
    drawing.add(
        (first, first + len(goals) - 1),
        name="目標値",
        line=NONE,
        marker=_marker("diamond", 11, theme.PAPER, theme.INK),
        data_labels=_labels(texts, "above" if is_rising(view) else "below", font(12, bold=True)),
    )


def _latest(drawing: Drawing) -> None:
    view, latest = drawing.view, drawing.view.assessment.latest
    if latest is None or latest not in view.judged:
        return
    row = drawing.places.observed.first + view.judged.index(latest)
    words, color, side = "最新値", theme.INK, "below" if is_rising(view) else "above"
    if has_line_at(view, latest):
        standing = view.position(latest)
        reached = standing is not None and standing.side.reached
        words = f"最新値（線に{'届いている' if reached else '届いていない'}）"
        color, side = (theme.GOOD, _side(view, latest)) if reached else (theme.BAD, "right")
        drawing.add(drawing.beside.gap, drawing.beside.columns, line=_line(color, 1.5, "round_dot"), marker=_NO_MARKER)
    text = f"{value_text(latest, view)}（{short_label(latest.period)}）"
    mark, labels = _marker("circle", 11, color, color), _labels([text], side, font(13, bold=True))
    drawing.add((row, row), name=words, line=NONE, marker=mark, data_labels=labels)


def _ticks_series(drawing: Drawing) -> None:
    texts = [f"{fiscal_year_short(year)}（{year}）" for year, _ in drawing.scale.ticks]
    mark, labels = _marker("plus", 5, theme.INK, theme.INK), _labels(texts, "below", font())
    drawing.add(drawing.beside.ticks, drawing.beside.columns, line=NONE, marker=mark, data_labels=labels)


def draw_all(drawing: Drawing) -> None:
    """Every series, those that lie on top last."""
    for draw in (_level_series, _required, _actual, _others, _baseline, _goals, _latest, _ticks_series):
        draw(drawing)
