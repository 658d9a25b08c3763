"""指標: numbers of one indicator, the grade's reasons, initiatives, definition, history."""

from collections.abc import Callable
from datetime import date
from html import escape

import streamlit as st

from dashboard.catalogue import Indicator, Initiatives
from dashboard.charts.table import Cell, Column, ColumnKind, Table, text_columns
from dashboard.fiscal import fiscal_year, fiscal_year_label, fiscal_year_short, japanese_date, label, moment_words
from dashboard.judging import Projection, Standing, TargetAssessment
from dashboard.judging.look import look_of
from dashboard.judging.words import (
    break_caution,
    break_remarks,
    flag_words,
    goal_words,
    signed,
    signed_difference,
    value_with_unit,
    year_marks,
)
from dashboard.now import Now
from dashboard.queries import ValueVersion
from dashboard.text import format_share, format_value
from dashboard.ui.blocks import facts, figure, html_row, html_table, latest_html, marks
from dashboard.ui.frame import verbatim

CAVEAT = "これまでのペースがそのまま続いたと仮定した単純な延長です。予測ではありません。"


def statement(now: Now, indicator: Indicator, as_of: date) -> None:
    """What must be seen of an indicator at once: latest value, grade, what is missing to the required level, chart."""
    standing = now.standing(indicator.id, as_of)
    left, right = st.columns([7, 3])
    with left:
        if standing.observations:
            figure(now.target_figure(indicator.id, as_of), f"target_{indicator.id}")
        else:
            place = verbatim(now.board.catalogue.plan.region_name)
            st.info(f"{place}の値は未登録です。値が登録されると、ここに推移の図が出ます。")
    with right:
        _numbers(standing)


def _numbers(standing: Standing) -> None:
    """The latest value, its marks, and for each target the figures of the judgement side by side."""
    flags = marks(flag_words(flag, standing.indicator) for flag in standing.assessment.flags)
    st.html(f'<section class="latest" aria-label="最新値">{latest_html(standing)}{flags}</section>')
    if standing.assessment.targets:
        st.html(_target_table(standing))
    else:
        st.info("目標値が定められていないので、判定していません。")


def _target_table(standing: Standing) -> str:
    """One column a target; rows that are empty for all targets are left out."""
    indicator = standing.indicator
    targets = standing.assessment.targets
    columns = [_figures(target, indicator) for target in targets]
    rows = [html_row("判定", map(_verdict_cell, targets))]
    for name in columns[0]:
        texts = [column[name] for column in columns]
        if any(texts):
            rows.append(html_row(name, [f'<td class="number">{escape(text or "―")}</td>' for text in texts]))
    headings = ["", *(_goal_heading(target, indicator) for target in targets)]
    return html_table(rows, f"目標に対する計算（単位：{indicator.unit}）", headings, "targets")


def _goal_heading(target: TargetAssessment, indicator: Indicator) -> str:
    if target.date is None or target.value is None:
        return "目標値なし"
    return f"{fiscal_year_short(fiscal_year(target.date))}目標 {format_value(target.value, indicator.decimals)}"


def _verdict_cell(target: TargetAssessment) -> str:
    """The letter over its words, so that a narrow column does not break inside a word."""
    lines = "<br>".join(escape(part) for part in look_of(target).verdict.split("　"))
    return f'<td><span class="verdict">{lines}</span></td>'


def _figures(target: TargetAssessment, indicator: Indicator) -> dict[str, str]:
    """The text of every quantity by its name; empty where it is undefined."""
    decimals = indicator.decimals

    def text(value: float | None, write: Callable[[float], str]) -> str:
        return "" if value is None else write(value)

    def finer(value: float) -> str:
        return signed(value, decimals + 1)

    return {
        "達成割合": text(target.achieved, format_share),
        "経過割合": text(target.elapsed, format_share),
        "必要な水準": text(target.line, lambda value: format_value(value, decimals + 1)),
        "必要な水準との差": text(target.gap, finer),
        "残り": text(target.remaining, lambda value: signed(value, decimals)),
        "実績ペース／年": text(target.pace, finer),
        "必要ペース／年": text(target.required_pace, finer),
        "必要倍率": text(target.multiple, lambda value: f"{format_value(value, 2)}倍"),
        "進捗の比": text(target.progress_value, lambda value: format_value(value, 3)),
        "得点": text(target.score, lambda value: format_value(value, 2)),
    }


def reasons(standing: Standing) -> None:
    """Exactly how each grade came about, in words and figures, with the council's own assessment beside it."""
    council = standing.indicator.assessment
    if council is not None:
        st.info(verbatim(f"{japanese_date(council.date)}　{council.grade}　{council.sentence}"), title="部会の評価")
    caution = break_caution(standing.assessment, standing.indicator)
    if caution:
        st.warning(verbatim(caution), title="定義の変更")
    if not standing.assessment.targets:
        return
    with st.expander("この判定になった理由（計算の過程）"):
        for target in standing.assessment.targets:
            lines = "".join(f"<li>{escape(sentence)}</li>" for sentence in target.reason)
            st.html(f'<h2 class="minor">{escape(goal_words(target, standing.indicator))}</h2><ol>{lines}</ol>')
        st.caption("機械的な判定（参考）です。評価は部会が行います。")


def initiatives(indicator: Indicator, as_of: date) -> None:
    """What was done by ``as_of``, per fiscal year side by side, word for word."""
    st.header("取組")
    begun = [year for year in indicator.initiatives if year.fiscal_year <= fiscal_year(as_of)]
    if not begun:
        st.caption("取組は登録されていません。")
        return
    years = "".join(_year_html(year) for year in begun)
    st.html(f'<div class="initiatives">{years}</div>')
    st.caption(verbatim(f"部会資料の原文のまま。出典：{indicator.source}"))


def _year_html(year: Initiatives) -> str:
    items = "".join(f"<p>{escape(item)}</p>" for item in year.items)
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in year.notes)
    heading = f"<h3>{escape(fiscal_year_label(year.fiscal_year))}の取組</h3>"
    return f"<section>{heading}{marks(year_marks(year))}{items}{notes}</section>"


def simple_extension(standing: Standing) -> None:
    """The simple extension of the past pace for each target, with its caveat; nothing where it is undefined."""
    rows = tuple(
        _projection_row(standing.indicator, target, target.projection)
        for target in standing.assessment.targets
        if target.projection is not None
    )
    if rows:
        st.header("単純延長")
        columns = (
            Column("target", "目標"),
            Column("value", "目標値", ColumnKind.VALUE),
            Column("extended", "いまのペースを延ばした値", ColumnKind.VALUE),
            Column("difference", "目標値との差", ColumnKind.VALUE),
            Column("range", "幅（最小～最大）", ColumnKind.VALUE),
        )
        facts(Table(columns, rows), CAVEAT)


def _projection_row(indicator: Indicator, target: TargetAssessment, extended: Projection) -> tuple[str, ...]:
    goal = target.value or 0.0
    extremes = [value for value in (extended.low, extended.high) if value is not None]
    between = " ～ ".join(format_value(value, indicator.decimals) for value in extremes)
    return (
        fiscal_year_label(fiscal_year(target.date)) if target.date else "―",
        value_with_unit(goal, indicator),
        value_with_unit(extended.value, indicator),
        signed_difference(extended.value - goal, indicator),
        between if len(extremes) == 2 else "―（値が3つ未満）",
    )


def value_history(now: Now, indicator: Indicator) -> None:
    """Every version of every value with status, source and the batch that brought it."""
    st.header("値の履歴")
    versions = now.value_versions(indicator.id)
    if not versions:
        st.caption(verbatim(f"{now.board.catalogue.plan.region_name}の値は未登録です。"))
        return
    remarks = break_remarks(indicator, (version.observation.as_of for version, _ in versions))
    rows = tuple(
        _version_row(version, remarks.get(version.observation.as_of, ""), in_force=in_force)
        for version, in_force in versions
    )
    columns = text_columns(
        period="時点", date="日付", value=f"値（{indicator.unit}）", status="区分", source="出典", note="備考",
        committed="登録", batch="取り込み", state="状態",
    )  # fmt: skip
    facts(Table(columns, rows), "登録されたすべての値（新しい時点から）", indicator.decimals)


def _version_row(version: ValueVersion, remark: str, *, in_force: bool) -> tuple[Cell, ...]:
    observation = version.observation
    return (
        label(observation.period),
        observation.as_of,
        observation.value,
        observation.status.label,
        observation.source,
        "　".join(part for part in (observation.note, remark, *version.batch.remarks) if part),
        moment_words(version.batch.committed_at),
        observation.batch,
        "取消済み" if version.batch.withdrawn else "有効" if in_force else "改訂前",
    )
