"""All indicators on the same footing: share of the way to the next target against the share of time that has passed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt

from dashboard.catalogue import Catalogue
from dashboard.charts import marks, theme
from dashboard.charts.picture import Picture
from dashboard.charts.table import Column, ColumnKind, Table
from dashboard.fiscal import fiscal_year, fiscal_year_label, fiscal_year_short
from dashboard.judging import Standing, TargetAssessment
from dashboard.judging.words import chart_footer, verdict
from dashboard.text import folded, format_share

BARS_WIDTH, ROW = 700, 54
NAME_WIDTH = 210
LEGEND = (
    "■ 達成割合：基準値から目標値までの何％まで来たか　"
    "｜ 必要ペース線：最新値の時点で必要な割合　経過：基準値の日から目標の日までの何％が過ぎたか（最新値の時点）"
)


def share_picture(
    catalogue: Catalogue,
    rows: Sequence[Standing],
    updated: date | None = None,
    width: int = BARS_WIDTH,
    row_height: int = ROW,
) -> Picture:
    """One bar an indicator, in the order given; ``width`` is that of the bars, in pixels."""
    return Picture(
        name="達成割合と経過割合",
        title="次の目標までの達成割合と、時間の経過割合（％）",
        alt=_alt(rows),
        chart=_chart(catalogue, rows, updated, width, row_height),
        table=_table(rows),
    )


def _chart(
    catalogue: Catalogue, rows: Sequence[Standing], updated: date | None, width: int, row_height: int
) -> alt.LayerChart:
    height = row_height * len(rows)
    bars = [_bar(row, at) for at, row in enumerate(rows)]
    drawn = [share for bar in bars if bar["share"] is not None for share in (bar["share"], bar["required"])]
    low, high = min([0.0, *drawn]), max([1.0, *drawn])
    axis = alt.Axis(title=None, values=[0, 0.25, 0.5, 0.75, 1], format=".0%", grid=True, domain=False, ticks=False)
    x = alt.X("share:Q", scale=alt.Scale(domain=[min(low * 1.3, 0), high], nice=False), axis=axis)
    y = alt.Y("at:Q", scale=alt.Scale(domain=[len(rows) - 0.5, -0.5]), axis=None)
    known = [bar for bar in bars if bar["share"] is not None]
    unknown = [bar for bar in bars if bar["share"] is None]
    latest = [o for o in (row.assessment.latest for row in rows) if o is not None]
    footer = chart_footer(LEGEND, latest, catalogue, updated)
    characters = round((NAME_WIDTH + width) / theme.SMALL_SIZE)
    layers = [
        *(_known(known, x, y, width) if known else []),
        *_names(bars, y),
        *(
            [
                marks.layer(unknown)
                .mark_text(align="left", dx=6, color=theme.GREY, fontSize=14)
                .encode(x=alt.X("zero:Q"), y=y, text=alt.Text("why:N"))
            ]
            if unknown
            else []
        ),
        marks.footer(folded(footer, characters), height + 34, left=-NAME_WIDTH),
    ]
    title = alt.TitleParams(
        "次の目標までの達成割合と、時間の経過割合",
        subtitle="棒が縦線に届いていれば、必要なペースで進んでいます",
        frame="bounds",
    )
    return marks.finished(layers, width, height, title)


def _known(rows: list[dict[str, Any]], x: alt.X, y: alt.Y, width: int) -> list[alt.Chart]:
    base = marks.layer(rows)
    required, tip, beside = alt.X("required:Q"), alt.Description("tip:N"), marks.fixed(alt.XValue, width)
    return [
        base.mark_bar(height=26, color="#EDEEF2").encode(x=alt.X("zero:Q"), x2=alt.X2("full:Q"), y=y),
        base.mark_bar(height=26).encode(
            x=x, x2=alt.X2("zero:Q"), y=y, color=alt.Color("colour:N", scale=None), description=tip
        ),
        base.mark_tick(orient="vertical", size=40, thickness=8, color=theme.PAPER, opacity=1).encode(x=required, y=y),
        base.mark_tick(orient="vertical", size=40, thickness=3, color=theme.INK, opacity=1).encode(
            x=required, y=y, description=tip
        ),
        base.mark_text(align="left", dx=8, fontSize=15, fontWeight="bold", color=theme.INK).encode(
            x=beside, y=y, text=alt.Text("words:N")
        ),
        base.mark_text(align="left", dx=8, dy=18, fontSize=12, color=theme.GREY).encode(
            x=beside, y=y, text=alt.Text("elapsed_words:N")
        ),
    ]


def _names(rows: list[dict[str, Any]], y: alt.Y) -> list[alt.Chart]:
    base = marks.layer(rows)
    left, name, grade = marks.fixed(alt.XValue, -NAME_WIDTH), alt.Text("name:N"), alt.Text("verdict:N")
    return [
        base.mark_text(align="left", dy=-8, fontSize=15, fontWeight="bold", color=theme.INK).encode(
            x=left, y=y, text=name
        ),
        base.mark_text(align="left", dy=11, fontSize=12, color=theme.GREY).encode(x=left, y=y, text=grade),
    ]


def _bar(row: Standing, at: int) -> dict[str, Any]:
    target = row.next_target
    bar: dict[str, Any] = {
        "at": at,
        "name": row.indicator.short_name,
        "verdict": _verdict(row),
        "zero": 0,
        "full": 1,
        "share": None,
    }
    if target is None or target.achieved is None or target.elapsed is None:
        return bar | {"why": _why(row)}
    return bar | {
        "share": target.achieved,
        "required": target.elapsed if target.required is None else target.required,
        "colour": _colour(target),
        "words": format_share(target.achieved),
        "elapsed_words": f"経過 {format_share(target.elapsed)}",
        "tip": f"{row.indicator.short_name}：達成 {format_share(target.achieved)}、経過 {format_share(target.elapsed)}",
    }


def _colour(target: TargetAssessment) -> str:
    """Blue on the line or ahead, red behind it; black where another method than the line judges."""
    if target.status is not None or target.position is None:
        return theme.INK
    return theme.GOOD if target.position.side.reached else theme.BAD


def _verdict(row: Standing) -> str:
    target = row.next_target
    if target is None or target.date is None:
        return verdict(target)
    return f"{fiscal_year_short(fiscal_year(target.date))}目標　{verdict(target)}"


def _why(row: Standing) -> str:
    if row.next_target is None or row.next_target.value is None:
        return "目標値が定められていません"
    if row.assessment.latest is None:
        return "確定した値がまだありません"
    return "基準値より新しい確定値がまだありません"


def _alt(rows: Sequence[Standing]) -> str:
    bars = [_bar(row, at) for at, row in enumerate(rows)]
    said = [bar.get("tip") or f"{bar['name']}：{bar['why']}" for bar in bars]
    return "次の目標までの達成割合と時間の経過割合の棒図。" + "。".join(said) + "。"


def _table(rows: Sequence[Standing]) -> Table:
    return Table(
        (
            Column("indicator", "指標"),
            Column("target", "目標"),
            Column("achieved", "達成割合（％）", ColumnKind.RATE, "％"),
            Column("elapsed", "経過割合（％）", ColumnKind.RATE, "％"),
            Column("required", "必要ペース線（％）", ColumnKind.RATE, "％"),
            Column("verdict", "判定"),
            Column("as_of", "最新値の時点", ColumnKind.DATE),
            Column("source", "出典"),
        ),
        tuple(_table_row(row) for row in rows),
    )


def _table_row(row: Standing) -> tuple[Any, ...]:
    target, latest = row.next_target, row.assessment.latest
    goal = fiscal_year_label(fiscal_year(target.date)) if target and target.date else "―"
    shares: tuple[float | None, ...] = (None, None, None)
    if target is not None:
        shares = tuple(_hundredfold(share) for share in (target.achieved, target.elapsed, target.required))
    return (
        row.indicator.name,
        goal,
        *shares,
        verdict(target),
        latest.as_of if latest else None,
        latest.source if latest else "",
    )


def _hundredfold(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)
