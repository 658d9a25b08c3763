"""The series of a workbook's chart: what is drawn from which cells, how it looks and what is written beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_range_abs

from dashboard.charts import theme
from dashboard.charts.target_view import TargetView, has_line_at, is_rising, value_text
from dashboard.fiscal import fiscal_year_short, short_label
from dashboard.observation import Observation
from dashboard.papers.book.cells import Page, plain
from dashboard.papers.book.indicator import Places
from dashboard.papers.book.scale import Scale
from dashboard.papers.book.ticks import Beside
from dashboard.papers.paper import Section
from dashboard.progress import format_value, required_line

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


def _level(drawing: Drawing) -> None:
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
        reached = _reached(view, latest)
        words = f"最新値（線に{'届いている' if reached else '届いていない'}）"
        color, side = (theme.GOOD, _side(view, latest)) if reached else (theme.BAD, "right")
        drawing.add(drawing.beside.gap, drawing.beside.columns, line=_line(color, 1.5, "round_dot"), marker=_NO_MARKER)
    text = f"{value_text(latest, view)}（{short_label(latest.period)}）"
    mark, labels = _marker("circle", 11, color, color), _labels([text], side, font(13, bold=True))
    drawing.add((row, row), name=words, line=NONE, marker=mark, data_labels=labels)


def _reached(view: TargetView, latest: Observation) -> bool:
    """Whether the value is on the line or on its better side."""
    gap = (latest.value or 0.0) - required_line(view.line, latest.as_of)
    return gap * (1 if is_rising(view) else -1) >= -1e-9 * abs(latest.value or 1.0)


def _ticks(drawing: Drawing) -> None:
    texts = [f"{fiscal_year_short(year)}（{year}）" for year, _ in drawing.scale.ticks]
    mark, labels = _marker("plus", 5, theme.INK, theme.INK), _labels(texts, "below", font())
    drawing.add(drawing.beside.ticks, drawing.beside.columns, line=NONE, marker=mark, data_labels=labels)


def draw_all(drawing: Drawing) -> None:
    """Every series, those that lie on top last."""
    for draw in (_level, _required, _actual, _others, _baseline, _goals, _latest, _ticks):
        draw(drawing)
