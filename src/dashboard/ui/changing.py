"""How a change is shown before and after it is made: values side by side, grades that differ, small pictures.

The page for uploads shows what a file would do, the page of the history what a batch did and what its withdrawal would.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

import streamlit as st

from dashboard.board import Board
from dashboard.charts.table import Table, text_columns
from dashboard.fiscal import label
from dashboard.intake import Affected, figure_words
from dashboard.judging.words import signed
from dashboard.now import Now
from dashboard.observation import Observation
from dashboard.text import decimal_places
from dashboard.ui.blocks import bare_figure, facts

MOST_ROWS = 200
"""Longer tables make a page heavy; what is left out is said, and is in the files to download."""


class Pair(Protocol):
    """A value before and after."""

    @property
    def before(self) -> Observation | None:
        """The value in force before; None where there was none."""

    @property
    def after(self) -> Observation | None:
        """The value in force after; None where there is none any more."""


def change_table(board: Board, pairs: Sequence[Pair], caption: str) -> None:
    """Each value before and after with the difference, and code and name of its region, both as registered."""
    columns = text_columns(
        indicator="指標", region_code="コード", region="地域", period="時点", date="日付",
        before="変更前", after="変更後", difference="差", change="種類",
    )  # fmt: skip
    rows = tuple(_row(board, pair) for pair in pairs[:MOST_ROWS])
    facts(Table(columns, rows), told(caption, len(pairs)), boxed=True)


def told(caption: str, count: int) -> str:
    """The caption of a table with how many rows there are, and that it shows only the first of them."""
    more = f"、はじめの{MOST_ROWS}件だけを表示" if count > MOST_ROWS else ""
    return f"{caption}（{count:,}件{more}）"


def grade_words(board: Board, affected: Iterable[Affected]) -> str:
    """判定が変わる指標 1件（通いの場 C→B*）: which grades for the next target would be others."""
    changed = [one for one in affected if one.grade_before != one.grade_after]
    if not changed:
        return "判定が変わる指標 0件"
    named = "、".join(
        f"{board.catalogue.indicator(one.indicator).short_name} {one.grade_before}→{one.grade_after}" for one in changed
    )
    return f"判定が変わる指標 {len(changed)}件（{named}）"


def change_figures(now: Now, affected: Sequence[Affected]) -> None:
    """The plan's own values of each affected indicator, before and after, two pictures in a row."""
    if not affected:
        st.caption(f"{now.board.catalogue.plan.region_name}の値は変わらないので、判定も図も変わりません。")
        return
    for at in range(0, len(affected), 2):
        for column, one in zip(st.columns(2), affected[at : at + 2], strict=False):
            with column:
                bare_figure(now.change_figure(one), f"change_{one.indicator}")


def _row(board: Board, pair: Pair) -> tuple[str | None, ...]:
    one = pair.after or pair.before
    if one is None:
        return ()
    known = {entry.id: entry for entry in board.catalogue.indicators}
    indicator = known.get(one.indicator)
    name = indicator.short_name if indicator else one.indicator
    region = next((region.name for region in board.regions if region.code == one.region), "（今はない地域）")
    decimals = indicator.decimals if indicator else 0
    values = (figure_words(pair.before, decimals), figure_words(pair.after, decimals))
    return (
        name,
        one.region,
        region,
        label(one.period),
        one.as_of.isoformat(),
        *values,
        _difference(pair, decimals),
        _kind(pair),
    )


def _difference(pair: Pair, decimals: int) -> str:
    before, after = (one.value if one else None for one in (pair.before, pair.after))
    if before is None or after is None:
        return ""
    return signed(after - before, max(decimals, decimal_places(before), decimal_places(after)))


def _kind(pair: Pair) -> str:
    if pair.before is None:
        return "新規"
    if pair.after is None:
        return "なくなる"
    same = (pair.before.value, pair.before.status) == (pair.after.value, pair.after.status)
    return "出典などの書き換え" if same else "改訂"
