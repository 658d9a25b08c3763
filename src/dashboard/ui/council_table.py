"""The council paper's table of all tracked indicators: every number with its date, sorted by a click in the browser."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.board import Standing
from dashboard.catalogue import Target
from dashboard.charts.words import signed, verdict
from dashboard.fiscal import fiscal_year, fiscal_year_short, label, short_label
from dashboard.progress import format_share, format_value

HERE = Path(__file__).parent
_TABLE = st.components.v2.component(
    "council_table",
    html='<div class="council"></div>',
    css=(HERE / "council_table.css").read_text(encoding="utf-8"),
    js=(HERE / "council_table.js").read_text(encoding="utf-8"),
)
EMPTY = {"text": "―", "sub": "", "sort": None, "number": True}


def council_table(standings: Sequence[Standing], caption: str) -> None:
    """Shows the table; ``caption`` says the as-of date and the source."""
    _TABLE(data=table_data(standings, caption), key="council_table")


def table_data(standings: Sequence[Standing], caption: str) -> dict[str, Any]:
    """Columns and rows as the browser gets them: each cell with its text, its small second line and its sort value."""
    years = sorted({_year(goal) for standing in standings for goal in standing.indicator.targets[:-1]})
    goals = [f"{fiscal_year_short(year)}目標" for year in years]
    columns = ["指標", "基準値", "最新値", *goals, "最終目標", "達成割合", "必要ペース\n線との差", "必要倍率", "判定"]
    return {"caption": caption, "columns": columns, "rows": [_row(standing, years) for standing in standings]}


def _year(target: Target) -> int:
    return fiscal_year(target.period.date)


def _row(standing: Standing, years: Sequence[int]) -> list[dict[str, Any]]:
    """``years``: the fiscal years of all targets on the way, a column each; the last target has its own column."""
    indicator, latest = standing.indicator, standing.assessment.latest
    on_the_way = {_year(target): target for target in indicator.targets[:-1]}
    final = next(iter(indicator.targets[-1:]), None)
    baseline = indicator.baseline
    unit = f"単位：{indicator.unit}　{indicator.kind}"
    return [
        {"text": indicator.name, "sub": unit, "sort": indicator.name, "number": False},
        EMPTY if baseline is None else _number(standing, baseline.value, label(baseline.period)),
        EMPTY if latest is None else _number(standing, latest.value, label(latest.period)),
        *(_goal(standing, on_the_way.get(year)) for year in years),
        _goal(standing, final),
        *_judged(standing),
    ]


def _judged(standing: Standing) -> list[dict[str, Any]]:
    target, latest = standing.assessment.next_target, standing.assessment.latest
    when = short_label(latest.period) if latest else ""
    goal = f"{fiscal_year_short(fiscal_year(target.date))}に対し" if target and target.date else ""
    said = {"text": verdict(target), "sub": goal, "sort": verdict(target), "number": False}
    if target is None or target.achieved is None or target.gap is None:
        return [EMPTY, EMPTY, EMPTY, said]
    unit_decimals = standing.indicator.decimals + 1
    multiple = EMPTY if target.multiple is None else _cell(f"{target.multiple:.2f}倍", goal, target.multiple)
    return [
        _cell(format_share(target.achieved), goal, target.achieved),
        _cell(signed(target.gap, unit_decimals), f"{when}時点", target.gap),
        multiple,
        said,
    ]


def _goal(standing: Standing, target: Target | None) -> dict[str, Any]:
    if target is None:
        return EMPTY
    if target.value is None:
        return EMPTY | {"sub": label(target.period)}
    return _number(standing, target.value, label(target.period))


def _number(standing: Standing, value: float | None, sub: str) -> dict[str, Any]:
    return EMPTY if value is None else _cell(format_value(value, standing.indicator.decimals), sub, value)


def _cell(text: str, sub: str, sort: float) -> dict[str, Any]:
    return {"text": text, "sub": sub, "sort": sort, "number": True}
