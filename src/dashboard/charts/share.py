"""All indicators on the same footing: share of the way to the next target against the share of time that has passed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from dashboard.catalogue import Catalogue, Indicator
from dashboard.charts import theme
from dashboard.charts.picture import Picture, Table
from dashboard.fiscal import fiscal_year, fiscal_year_label, fiscal_year_short
from dashboard.judging import Assessment, TargetAssessment, format_share
from dashboard.judging.words import folded, footer_lines, verdict

BARS_WIDTH, ROW = 700, 54
NAME_WIDTH = 210
LEGEND = (
    "■ 達成割合：基準値から目標値までの何％まで来たか　"
    "｜ 経過割合：基準値の日から目標の日までの何％が過ぎたか（最新値の時点）"
)


@dataclass(frozen=True)
class ShareRow:
    """One indicator with its assessment; ``target`` is the next target, None where nothing can be said."""

    indicator: Indicator
    assessment: Assessment

    @property
    def target(self) -> TargetAssessment | None:
        """The next target of the indicator at the as-of date."""
        return self.assessment.next_target


def share_picture(
    catalogue: Catalogue,
    rows: Sequence[ShareRow],
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
    catalogue: Catalogue, rows: Sequence[ShareRow], updated: date | None, width: int, row_height: int
) -> alt.LayerChart:
    height = row_height * len(rows)
    bars = [_bar(row, at) for at, row in enumerate(rows)]
    low = min([0.0, *(bar["share"] for bar in bars if bar["share"] is not None)])
    high = max([1.0, *(bar["share"] for bar in bars if bar["share"] is not None)])
    axis = alt.Axis(title=None, values=[0, 0.25, 0.5, 0.75, 1], format=".0%", grid=True, domain=False, ticks=False)
    x = alt.X("share:Q", scale=alt.Scale(domain=[min(low * 1.3, 0), high], nice=False), axis=axis)
    y = alt.Y("at:Q", scale=alt.Scale(domain=[len(rows) - 0.5, -0.5]), axis=None)
    known = [bar for bar in bars if bar["share"] is not None]
    unknown = [bar for bar in bars if bar["share"] is None]
    latest = [o for o in (row.assessment.latest for row in rows) if o is not None]
    footer = footer_lines(LEGEND, latest, catalogue, updated)
    characters = round((NAME_WIDTH + width) / theme.SMALL_SIZE)
    layers = [
        *(_known(known, x, y, width) if known else []),
        *_names(bars, y),
        *(
            [
                theme.layer(unknown)
                .mark_text(align="left", dx=6, color=theme.GREY, fontSize=14)
                .encode(x=alt.X("zero:Q"), y=y, text=alt.Text("why:N"))
            ]
            if unknown
            else []
        ),
        theme.footer(folded(footer, characters), height + 34, left=-NAME_WIDTH),
    ]
    title = alt.TitleParams(
        "次の目標までの達成割合と、時間の経過割合",
        subtitle="棒が縦線に届いていれば、必要なペースで進んでいます",
        frame="bounds",
    )
    return theme.finished(layers, width, height, title)


def _known(rows: list[dict[str, Any]], x: alt.X, y: alt.Y, width: int) -> list[alt.Chart]:
    base = theme.layer(rows)
    elapsed, tip, beside = alt.X("elapsed:Q"), alt.Description("tip:N"), theme.fixed(alt.XValue, width)
    return [
        base.mark_bar(height=26, color="#EDEEF2").encode(x=alt.X("zero:Q"), x2=alt.X2("full:Q"), y=y),
        base.mark_bar(height=26).encode(
            x=x, x2=alt.X2("zero:Q"), y=y, color=alt.Color("colour:N", scale=None), description=tip
        ),
        base.mark_tick(orient="vertical", size=40, thickness=8, color=theme.PAPER, opacity=1).encode(x=elapsed, y=y),
        base.mark_tick(orient="vertical", size=40, thickness=3, color=theme.INK, opacity=1).encode(
            x=elapsed, y=y, description=tip
        ),
        base.mark_text(align="left", dx=8, fontSize=15, fontWeight="bold", color=theme.INK).encode(
            x=beside, y=y, text=alt.Text("words:N")
        ),
        base.mark_text(align="left", dx=8, dy=18, fontSize=12, color=theme.GREY).encode(
            x=beside, y=y, text=alt.Text("elapsed_words:N")
        ),
    ]


def _names(rows: list[dict[str, Any]], y: alt.Y) -> list[alt.Chart]:
    base = theme.layer(rows)
    left, name, grade = theme.fixed(alt.XValue, -NAME_WIDTH), alt.Text("name:N"), alt.Text("verdict:N")
    return [
        base.mark_text(align="left", dy=-8, fontSize=15, fontWeight="bold", color=theme.INK).encode(
            x=left, y=y, text=name
        ),
        base.mark_text(align="left", dy=11, fontSize=12, color=theme.GREY).encode(x=left, y=y, text=grade),
    ]


def _bar(row: ShareRow, at: int) -> dict[str, Any]:
    target = row.target
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
        "elapsed": min(target.elapsed, 1.0),
        "colour": _colour(target),
        "words": format_share(target.achieved),
        "elapsed_words": f"経過 {format_share(target.elapsed)}",
        "tip": f"{row.indicator.short_name}：達成 {format_share(target.achieved)}、経過 {format_share(target.elapsed)}",
    }


def _colour(target: TargetAssessment) -> str:
    """Blue on the line or ahead, red behind it; black where another method than the line judges."""
    if target.status is not None or target.achieved is None or target.elapsed is None:
        return theme.INK
    return theme.GOOD if target.achieved >= target.elapsed else theme.BAD


def _verdict(row: ShareRow) -> str:
    target = row.target
    if target is None or target.date is None:
        return verdict(target)
    return f"{fiscal_year_short(fiscal_year(target.date))}目標　{verdict(target)}"


def _why(row: ShareRow) -> str:
    if row.target is None or row.target.value is None:
        return "目標値が定められていません"
    if row.assessment.latest is None:
        return "確定した値がまだありません"
    return "基準値より新しい確定値がまだありません"


def _alt(rows: Sequence[ShareRow]) -> str:
    bars = [_bar(row, at) for at, row in enumerate(rows)]
    said = [bar.get("tip") or f"{bar['name']}：{bar['why']}" for bar in bars]
    return "次の目標までの達成割合と時間の経過割合の棒図。" + "。".join(said) + "。"


def _table(rows: Sequence[ShareRow]) -> Table:
    return Table(
        ("指標", "目標", "達成割合（％）", "経過割合（％）", "判定", "最新値の時点", "出典"),
        tuple(_table_row(row) for row in rows),
    )


def _table_row(row: ShareRow) -> tuple[Any, ...]:
    target, latest = row.target, row.assessment.latest
    goal = fiscal_year_label(fiscal_year(target.date)) if target and target.date else "―"
    shares = (None, None) if target is None else (_hundredfold(target.achieved), _hundredfold(target.elapsed))
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
