"""The council paper's table of indicators: every number with its own date, one row an indicator.

The screen, the papers and the slides take their cells from here, so none can show another figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.board import Standing
from dashboard.catalogue import Target
from dashboard.charts.words import signed, verdict
from dashboard.fiscal import fiscal_year, fiscal_year_short, label, short_label
from dashboard.progress import format_share, format_value


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, the small line under it, and the figure to sort by; None where there is none."""

    text: str = "―"
    sub: str = ""
    sort: float | str | None = None
    number: bool = True


@dataclass(frozen=True)
class Summary:
    """Column headings, which may break where they have a line end, and a row of as many cells an indicator."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def summary(standings: Sequence[Standing]) -> Summary:
    """The table: a column for each fiscal year with a target on the way, and one for the last targets."""
    years = sorted({_year(goal) for standing in standings for goal in standing.indicator.targets[:-1]})
    goals = [f"{fiscal_year_short(year)}目標" for year in years]
    columns = ("指標", "基準値", "最新値", *goals, "最終目標", "達成割合", "必要ペース\n線との差", "必要倍率", "判定")
    return Summary(columns, tuple(_row(standing, years) for standing in standings))


def _year(target: Target) -> int:
    return fiscal_year(target.period.date)


def _row(standing: Standing, years: Sequence[int]) -> tuple[Cell, ...]:
    """``years``: the fiscal years of all targets on the way, a column each; the last target has its own column."""
    indicator, latest = standing.indicator, standing.assessment.latest
    on_the_way = {_year(target): target for target in indicator.targets[:-1]}
    final = next(iter(indicator.targets[-1:]), None)
    baseline = indicator.baseline
    unit = f"単位：{indicator.unit}　{indicator.kind}"
    return (
        Cell(indicator.name, unit, indicator.name, number=False),
        Cell() if baseline is None else _number(standing, baseline.value, label(baseline.period)),
        Cell() if latest is None else _number(standing, latest.value, label(latest.period)),
        *(_goal(standing, on_the_way.get(year)) for year in years),
        _goal(standing, final),
        *_judged(standing),
    )


def _judged(standing: Standing) -> tuple[Cell, ...]:
    target, latest = standing.assessment.next_target, standing.assessment.latest
    when = short_label(latest.period) if latest else ""
    goal = f"{fiscal_year_short(fiscal_year(target.date))}に対し" if target and target.date else ""
    said = Cell(verdict(target), goal, verdict(target), number=False)
    if target is None or target.achieved is None or target.gap is None:
        return (Cell(), Cell(), Cell(), said)
    gap = signed(target.gap, standing.indicator.decimals + 1)
    return (
        Cell(format_share(target.achieved), goal, target.achieved),
        Cell(gap, f"{when}時点", target.gap),
        Cell() if target.multiple is None else Cell(f"{target.multiple:.2f}倍", goal, target.multiple),
        said,
    )


def _goal(standing: Standing, target: Target | None) -> Cell:
    if target is None:
        return Cell()
    if target.value is None:
        return Cell(sub=label(target.period))
    return _number(standing, target.value, label(target.period))


def _number(standing: Standing, value: float | None, sub: str) -> Cell:
    return Cell() if value is None else Cell(format_value(value, standing.indicator.decimals), sub, value)
