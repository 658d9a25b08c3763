"""The board of 総括 on a page: a row an indicator, its bar in percentages, so that the row reflows with its place.

A wide place has columns, a narrow one the same words under each other; ``style.css`` decides. Over each row lies a link
(``inner_link``). All of it is one element: each costs about 4 ms in the browser and 0.3 ms here.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import partial
from html import escape

import streamlit as st

from dashboard.charts import drawings
from dashboard.charts.progress import (
    REQUIRED,
    REQUIRED_TODAY,
    ProgressFigure,
    ProgressRow,
    progress_figure,
    stretches,
)
from dashboard.judging import Standing
from dashboard.now import Now
from dashboard.ui.blocks import downloads, marks
from dashboard.ui.pages import INDICATOR
from dashboard.ui.state import inner_link

_HEADINGS = (
    ("name", "指標", "次の目標　残り"),
    ("value", "最新値", "時点"),
    ("way", "", ""),
    ("gap", "進みの差", "必要な水準を"),
    ("grade", "判定（参考）", "印"),
)


def board_block(now: Now, standings: Sequence[Standing], as_of: date, earlier: date | None = None) -> None:
    """These indicators in their order, each leading to its page; ``earlier`` is a date before to compare with."""
    st.html(board_html(now, standings, as_of, earlier))


def board_html(now: Now, standings: Sequence[Standing], as_of: date, earlier: date | None = None) -> str:
    """The same as HTML."""
    figure = _figure(now, standings, as_of, earlier)
    rows = "".join(row_html(figure, row) for row in figure.rows)
    return f'<div class="board">{_head_html(figure)}{rows}{_legend_html(figure)}</div>'


def save_board(now: Now, standings: Sequence[Standing], as_of: date, earlier: date | None = None) -> None:
    """The menu that saves the same board as a picture or as its figures."""
    downloads("目標までの進み", lambda: partial(drawings.progress, _figure(now, standings, as_of, earlier)), "board")


def _figure(now: Now, standings: Sequence[Standing], as_of: date, earlier: date | None) -> ProgressFigure:
    before = now.standings(earlier) if earlier else ()
    return progress_figure(now.board.catalogue, standings, as_of, before, now.board.updated())


def _head_html(figure: ProgressFigure) -> str:
    """The headings of the columns and the ends of the scale; a narrow place has none, its rows say it themselves."""
    words = {area: f"<b>{first}</b><small>{second}</small>" for area, first, second in _HEADINGS}
    words["way"] = _scale_html(figure)
    cells = "".join(f'<div class="{area}">{html}</div>' for area, html in words.items())
    return f'<div class="progress head" aria-hidden="true">{cells}</div>'


def _scale_html(figure: ProgressFigure) -> str:
    ends = ((0.0, "基準値"), (0.5, "50％"), (1.0, "目標値"))
    return "".join(f'<span style="left:{figure.place(share) * 100:.3f}%">{words}</span>' for share, words in ends)


def row_html(figure: ProgressFigure, row: ProgressRow) -> str:
    """One row: name, value, bar, difference, grade, and the way to all about it."""
    left = f'<span class="left">{escape(row.left)}</span>' if row.left else ""
    value = f'<span class="amount">{escape(row.value)}<small>{escape(row.unit)}</small></span>'
    notes = "".join(_dated_html(words) for words in (row.value_before, row.newer) if words)
    start = f"margin-left:{figure.place(0.0) * 100:.3f}%"
    reason = f'<span class="reason" style="{start}">{escape(row.reason)}</span>' if row.reason else ""
    gap = f'<small class="label">進みの差</small><b>{_with_small_unit(row.points)}</b>' if row.points else ""
    gap += f'<small><span class="label">必要な水準を</span>{escape(row.gap)}</small>' if row.gap else ""
    letter = f'<span class="letter">{escape(row.look.letter)}</span>' if row.look.letter else ""
    before = f'<small class="also">{escape(row.verdict_before)}</small>' if row.verdict_before else ""
    flags = marks(row.marks) if row.marks else ""
    indicator = row.standing.indicator.id
    over = inner_link(f"{row.name}の推移と取組を見る", INDICATOR, unseen=True, indicator=indicator)
    return (
        f'<section class="progress row" lang="ja" aria-label="{escape(row.name, quote=True)}">'
        f'<div class="name"><h2>{escape(row.name)}</h2><small>{escape(row.goal)}{left}</small></div>'
        f'<div class="value">{value}{_dated_html(row.when)}{notes}</div>'
        f'<div class="way">{_bar_html(figure, row)}{reason}{_shares_html(row)}</div>'
        f'<div class="gap">{gap}</div>'
        f'<div class="grade"><b>{letter}{escape(row.look.words)}</b>{before}{flags}</div>'
        f"{over}</section>"
    )


def _dated_html(words: str) -> str:
    """A small line that breaks before its bracket alone."""
    parts = re.findall("（[^）]*）|[^（]+", words)
    return f"<small>{''.join(f'<span>{escape(part)}</span>' for part in parts)}</small>"


def _with_small_unit(points: str) -> str:
    number = points.removesuffix("ポイント")
    return f"{escape(number)}<small>ポイント</small>"


def _bar_html(figure: ProgressFigure, row: ProgressRow) -> str:
    """The way, the stretches on it, its two ends, and the ticks of both clocks; a bar that is cut has white gaps."""
    look = row.look
    parts = [_part(figure, "track", 0.0, 1.0)]
    parts += [_part(figure, stretch.part, stretch.start, stretch.end) for stretch in stretches(look)]
    parts += [_part(figure, "end", end) for end in (0.0, 1.0)]
    parts += [f'<i class="cut {"left" if edge < 0 else "right"}"></i>' for edge in figure.cuts(look)]
    if look.required_today is not None and look.required_today != look.required:
        parts.append(_part(figure, REQUIRED_TODAY, look.required_today))
    if look.required is not None:
        parts.append(_part(figure, REQUIRED, look.required))
    return f'<div class="bar" role="img" aria-label="{escape(row.shares, quote=True)}">{"".join(parts)}</div>'


def _shares_html(row: ProgressRow) -> str:
    """The bar in words, for who points at its row or has come to it by the keyboard."""
    return f'<span class="shares" aria-hidden="true">{escape(row.shares)}</span>' if row.look.gone is not None else ""


def _part(figure: ProgressFigure, name: str, start: float, end: float | None = None) -> str:
    """A stretch of the bar, or a tick where there is no end."""
    left = figure.place(start) * 100
    width = "" if end is None else f";width:{figure.place(end) * 100 - left:.3f}%"
    return f'<i class="{name}" style="left:{left:.3f}%{width}"></i>'


def _legend_html(figure: ProgressFigure) -> str:
    items = "".join(
        f'<li><span class="bar key" aria-hidden="true"><i class="{part}"></i></span>{escape(words)}</li>'
        for part, words in figure.legend
    )
    notes = "".join(f"<span>{escape(sentence)}</span>" for sentence in figure.notes)
    return f'<div class="progress-legend"><ul>{items}</ul><p>{notes}</p></div>'
