"""All indicators on the same footing: share of the way to the next target against the share that is required by now."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt

from dashboard.catalogue import Catalogue
from dashboard.charts import marks, theme
from dashboard.charts.picture import Picture
from dashboard.charts.table import Cell, Column, ColumnKind, Table
from dashboard.fiscal import fiscal_year, fiscal_year_label, fiscal_year_short
from dashboard.judging import Standing, TargetAssessment
from dashboard.judging.look import look_of
from dashboard.judging.words import chart_footer
from dashboard.text import format_share

BARS_WIDTH = 700
ROW = 54
NAME_WIDTH = 210
LEGEND = (
    "■ 達成割合：基準値から目標値までの何％まで来たか　"
    "｜ 必要な水準：その日までに必要な割合（次の目標までまっすぐなら経過割合と同じ）　"
    "経過：基準値の日から目標の日までの何％が過ぎたか"
)


def share_picture(
    catalogue: Catalogue,
    standings: Sequence[Standing],
    updated: date | None = None,
    width: int = BARS_WIDTH,
    row_height: int = ROW,
) -> Picture:
    """One bar an indicator, in the order given; ``width`` is that of the bars, in pixels."""
    bars = [_bar(standing, number) for number, standing in enumerate(standings)]
    sentences = "。".join(bar["words"] for bar in bars)
    latest = [standing.assessment.latest for standing in standings if standing.assessment.latest]
    across = [standing.indicator.short_name for standing in standings if standing.assessment.breaks]
    caution = f"定義変更をまたぐ値（比べるときは注意）：{'、'.join(across)}" if across else ""
    footer = (*chart_footer(LEGEND, latest, catalogue, updated), caution)
    title = "次の目標までの達成割合と、時間の経過割合（％）"
    words = f"次の目標までの達成割合と時間の経過割合の棒図。{sentences}。"
    return Picture(
        "達成割合と経過割合", title, words, lambda _: _chart(bars, footer, width, row_height), _table(standings)
    )


def _bar(standing: Standing, number: int) -> dict[str, Any]:
    """One row of the picture; without a share it has the reason in words instead of a bar."""
    name = standing.indicator.short_name
    target = standing.next_target
    grade = look_of(target).verdict
    if target and target.date:
        grade = f"{fiscal_year_short(fiscal_year(target.date))}目標　{grade}"
    row: dict[str, Any] = {"at": number, "name": name, "verdict": grade, "zero": 0, "full": 1, "share": None}
    if target is None or target.achieved is None or target.elapsed is None:
        reason = _why_no_share(standing)
        return row | {"reason": reason, "words": f"{name}：{reason}"}
    achieved = format_share(target.achieved)
    elapsed = format_share(target.elapsed)
    return row | {
        "share": target.achieved,
        "required": target.elapsed if target.required is None else target.required,
        "colour": _colour(target),
        "share_words": achieved,
        "elapsed_words": f"経過 {elapsed}",
        "words": f"{name}：達成 {achieved}、経過 {elapsed}",
    }


def _colour(target: TargetAssessment) -> str:
    """Blue on the line or ahead, red behind it; black where another method than the line judges."""
    if target.status is not None or target.position is None:
        return theme.INK
    return theme.GOOD if target.position.side.reached else theme.BAD


def _why_no_share(standing: Standing) -> str:
    if standing.next_target is None or standing.next_target.value is None:
        return "目標値が定められていません"
    if standing.assessment.latest is None:
        return "確定した値がまだありません"
    return "基準値より新しい確定値がまだありません"


def _chart(bars: Sequence[dict[str, Any]], footer: Sequence[str], width: int, row_height: int) -> alt.LayerChart:
    height = row_height * len(bars)
    y = alt.Y("at:Q", scale=alt.Scale(domain=[len(bars) - 0.5, -0.5]), axis=None)
    reasons = [bar for bar in bars if bar["share"] is None]
    layers = [*_bars([bar for bar in bars if bar["share"] is not None], y, width), *_names(bars, y)]
    if reasons:
        text = marks.layer(reasons).mark_text(align="left", dx=6, color=theme.GREY, fontSize=14)
        layers.append(text.encode(x=alt.X("zero:Q"), y=y, text=alt.Text("reason:N")))
    title = alt.TitleParams(
        "次の目標までの達成割合と、時間の経過割合",
        subtitle="棒が縦線に届いていれば、必要なペースで進んでいます",
        frame="bounds",
    )
    characters = round((NAME_WIDTH + width) / theme.SMALL_SIZE)
    layers.append(marks.footer(footer, height + 34, characters, left=-NAME_WIDTH))
    return marks.finished(layers, width, height, title)


def _bars(rows: Sequence[dict[str, Any]], y: alt.Y, width: int) -> list[alt.Chart]:
    """The whole way pale, the share on it, the required share as a line over both, and the figures at the right."""
    if not rows:
        return []
    shares = [share for row in rows for share in (row["share"], row["required"])]
    domain = [min(0.0, *shares) * 1.3, max(1.0, *shares)]
    axis = alt.Axis(title=None, values=[0, 0.25, 0.5, 0.75, 1], format=".0%", grid=True, domain=False, ticks=False)
    x = alt.X("share:Q", scale=alt.Scale(domain=domain, nice=False), axis=axis)
    colour = alt.Color("colour:N", scale=None)
    required = alt.X("required:Q")
    beside = marks.fixed(alt.XValue, width)
    words = marks.DESCRIPTION
    base = marks.layer(rows)
    way = base.mark_bar(height=26, color="#EDEEF2")
    bar = base.mark_bar(height=26)
    rim = base.mark_tick(orient="vertical", size=40, thickness=8, color=theme.PAPER, opacity=1)
    line = base.mark_tick(orient="vertical", size=40, thickness=3, color=theme.INK, opacity=1)
    share = base.mark_text(align="left", dx=8, fontSize=15, fontWeight="bold", color=theme.INK)
    elapsed = base.mark_text(align="left", dx=8, dy=18, fontSize=12, color=theme.GREY)
    return [
        way.encode(x=alt.X("zero:Q"), x2=alt.X2("full:Q"), y=y),
        bar.encode(x=x, x2=alt.X2("zero:Q"), y=y, color=colour, description=words),
        rim.encode(x=required, y=y),
        line.encode(x=required, y=y, description=words),
        share.encode(x=beside, y=y, text=alt.Text("share_words:N")),
        elapsed.encode(x=beside, y=y, text=alt.Text("elapsed_words:N")),
    ]


def _names(rows: Sequence[dict[str, Any]], y: alt.Y) -> list[alt.Chart]:
    base = marks.layer(rows)
    left = marks.fixed(alt.XValue, -NAME_WIDTH)
    name = base.mark_text(align="left", dy=-8, fontSize=15, fontWeight="bold", color=theme.INK)
    grade = base.mark_text(align="left", dy=11, fontSize=12, color=theme.GREY)
    return [
        name.encode(x=left, y=y, text=alt.Text("name:N")),
        grade.encode(x=left, y=y, text=alt.Text("verdict:N")),
    ]


def _table(standings: Sequence[Standing]) -> Table:
    columns = (
        Column("indicator", "指標"),
        Column("target", "目標"),
        Column("achieved", "達成割合（％）", ColumnKind.RATE, "％"),
        Column("elapsed", "経過割合（％）", ColumnKind.RATE, "％"),
        Column("required", "必要な水準（％）", ColumnKind.RATE, "％"),
        Column("verdict", "判定"),
        Column("as_of", "最新値の時点", ColumnKind.DATE),
        Column("source", "出典"),
    )
    return Table(columns, tuple(_row(standing) for standing in standings))


def _row(standing: Standing) -> tuple[Cell, ...]:
    target = standing.next_target
    latest = standing.assessment.latest
    shares = (target.achieved, target.elapsed, target.required) if target else (None, None, None)
    return (
        standing.indicator.name,
        fiscal_year_label(fiscal_year(target.date)) if target and target.date else "―",
        *(None if share is None else round(share * 100, 1) for share in shares),
        look_of(target).verdict,
        latest.as_of if latest else None,
        latest.source if latest else "",
    )
