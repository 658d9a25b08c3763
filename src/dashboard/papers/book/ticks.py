"""What the chart needs and no table holds: the fiscal years' ticks, the level of the baseline, the gap to the line.

It stands to the right of the sheet, outside the printed area, under a heading that says what it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.charts.target_view import TargetView, has_line_at
from dashboard.fiscal import fiscal_year_short
from dashboard.papers.book.cells import CELL, HEAD, Cell, Figure, Page, number_format
from dashboard.papers.book.scale import Scale
from dashboard.progress import required_line

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
    groups, at, spans = (_ticks(scale), _level(view, scale), _gap(view)), row + 2, []
    for group in groups:
        for cells in group:
            _write_row(page, at, left, cells, CELL)
            at += 1
        spans.append((at - len(group), at - 1))
    return Beside((left + 1, left + 2), *spans)


def _write_row(page: Page, row: int, left: int, cells: Sequence[Cell], look: dict[str, object]) -> None:
    for at, cell in enumerate(cells):
        page.write(row, left + at, cell, look)


def _ticks(scale: Scale) -> list[Sequence[Cell]]:
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
