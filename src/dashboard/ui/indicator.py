"""指標: numbers of one indicator, the grade's reasons, initiatives, definition, history, each as HTML."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from html import escape

from dashboard.catalogue import Indicator, Initiatives
from dashboard.charts.table import Cell, Column, ColumnKind, Table, text_columns
from dashboard.fiscal import (
    deadline_words,
    fiscal_year,
    fiscal_year_label,
    fiscal_year_short,
    japanese_date,
    label,
    moment_words,
)
from dashboard.judging import Projection, Standing, TargetAssessment
from dashboard.judging.finding import marked_value_words, newer_values
from dashboard.judging.look import look_of
from dashboard.judging.new_lines import lines_without_match
from dashboard.judging.words import (
    break_caution,
    break_remarks,
    flag_words,
    gap_words,
    goal_words,
    remaining_words,
    short_goal_words,
    signed,
    signed_difference,
    value_with_unit,
    year_marks,
)
from dashboard.now import Now
from dashboard.queries import ValueVersion
from dashboard.text import format_share, format_value
from dashboard.ui.blocks import (
    facts_html,
    fold,
    framed,
    html_cell,
    html_row,
    html_table,
    latest_html,
    marks,
    notice,
    section,
    small,
)
from dashboard.ui.pages import REGIONS

_MAP = "M15 5.1L9 3 3 5v16l6-2 6 2 6-2V3l-6 2.1zM5 6.5l3-1v11.7l-3 1zm5-1l4 1.4v11.6l-4-1.4zm9 12l-3 1V6.8l3-1z"
CAVEAT = "これまでのペースがそのまま続いたと仮定した単純な延長です。予測ではありません。"


def without_value(now: Now, standing: Standing) -> str:
    """Why there is no value that counts at the as-of date, and which there are later; empty where there is one."""
    if standing.assessment.latest is not None or standing.observations:
        return ""
    versions = now.value_versions(standing.indicator.id)
    later = sorted(
        version.observation.period
        for version, in_force in versions
        if in_force and version.observation.value is not None and version.observation.as_of > standing.assessment.as_of
    )
    place = now.board.catalogue.plan.region_name
    if later:
        return f"基準日までの{place}の値がありません。{label(later[0])}以降の値が{len(later)}件あります。"
    return f"{place}の値は未登録です。値が登録されると、ここに推移の図が出ます。"


def regional_link(indicator: Indicator) -> str:
    """The way to the values of regions, which is what there is to see of an indicator without a target."""
    id_ = escape(indicator.id, quote=True)
    icon = f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{_MAP}"/></svg>'
    return f'<a class="way" href="{REGIONS.name}?indicator={id_}" data-indicator="{id_}">{icon}地域別の値を見る</a>'


def value_and_grade(standing: Standing) -> str:
    """The two largest things of the page, and under them what is missing and by when."""
    indicator = standing.indicator
    flags = marks(flag_words(flag, indicator) for flag in standing.assessment.flags)
    newer = "".join(
        f'<p class="note">{escape(marked_value_words(standing, value))}は判定に使わない新しい値。</p>'
        for value in newer_values(standing)
    )
    value = f'<div class="latest">{latest_html(standing)}</div>'
    inner = f"{value}<div>{_judgement_html(standing)}{flags}{newer}</div>"
    return f'<section class="standing" aria-label="最新値と判定">{inner}</section>'


def _judgement_html(standing: Standing) -> str:
    target = standing.next_target
    if target is None:
        return '<p class="left">目標値が定められていないので、判定していません。</p>'
    indicator = standing.indicator
    look = look_of(target)
    letter = f'<span class="letter">{escape(look.letter)}</span> ' if look.letter else ""
    against = f"{escape(short_goal_words(target, indicator))}に対する判定（参考）"
    lines = [f'<p class="grade"><small>{against}</small>{letter}<span>{escape(look.words)}</span></p>']
    if standing.position is not None and target.points is not None:
        gap = gap_words(standing.position, indicator)
        points = f"{signed(target.points, 1)}ポイント"
        lines.append(f'<p class="gap">{escape(gap)}<small>（{escape(points)}）</small></p>')
    lines.append(f'<p class="left">{escape(remaining_words(standing.next_target, indicator))}{_deadline(target)}</p>')
    return "".join(lines)


def _deadline(target: TargetAssessment) -> str:
    """How long it is to the target's date."""
    if target.date is None or target.reader is None:
        return ""
    days = target.reader.days_left
    left = f"まで{days:,}日" if days > 0 else "は基準日当日" if days == 0 else f"から{-days:,}日過ぎた"
    return f" <small>期限（{deadline_words(target.date)}）{left}</small>"


def calculation(standing: Standing) -> str:
    """The figures of the judgement, one column a target: those of the value's day, then those of the as-of date."""
    targets = standing.assessment.targets
    latest = standing.assessment.latest
    if not targets:
        return ""
    indicator = standing.indicator
    goals = [_goal_heading(target, indicator) for target in targets]
    verdicts = (escape(look_of(target).verdict) for target in targets)
    rows = [html_row("判定", map(html_cell, verdicts, goals))]
    day = "値の時点" if latest is None else f"値の時点（{label(latest.period)}）"
    rows += _group(day, goals, [_value_figures(target, indicator) for target in targets])
    as_of = f"基準日（{japanese_date(standing.assessment.as_of)}）"
    rows += _group(as_of, goals, [_reader_figures(target, indicator) for target in targets])
    caption = f"目標に対する計算（単位：{indicator.unit}）"
    return framed(html_table(rows, caption, ["", *goals], "stacked targets"), caption)


def _group(heading: str, goals: Sequence[str], columns: Sequence[dict[str, str]]) -> Iterator[str]:
    """Rows under the day that they are of; rows that are empty for all targets are left out."""
    names = [name for name in columns[0] if any(column[name] for column in columns)]
    if names:
        yield f'<tr class="clock"><th scope="colgroup" colspan="{len(columns) + 1}">{escape(heading)}</th></tr>'
    for name in names:
        cells = (
            html_cell(escape(column[name] or "―"), goal, "number") for goal, column in zip(goals, columns, strict=True)
        )
        yield html_row(name, cells)


def _goal_heading(target: TargetAssessment, indicator: Indicator) -> str:
    if target.date is None or target.value is None:
        return "目標値なし"
    return f"{fiscal_year_short(fiscal_year(target.date))}目標 {format_value(target.value, indicator.decimals)}"


def _text(value: float | None, write: Callable[[float], str]) -> str:
    return "" if value is None else write(value)


def _value_figures(target: TargetAssessment, indicator: Indicator) -> dict[str, str]:
    """The text of every quantity of the value's day by its name; empty where it is undefined."""
    decimals = indicator.decimals

    def finer(value: float) -> str:
        return signed(value, decimals + 1)

    return {
        "達成割合": _text(target.achieved, format_share),
        "経過割合": _text(target.elapsed, format_share),
        "必要な水準": _text(target.line, lambda value: format_value(value, decimals + 1)),
        "必要な水準との差": _text(target.gap, finer),
        "同（ポイント）": _text(target.points, lambda value: signed(value, 1)),
        "目標まで": "" if target.remaining is None else remaining_words(target, indicator),
        "これまでのペース／年": _text(target.pace, finer),
        "必要なペース／年": _text(target.required_pace, finer),
        "必要倍率": _text(target.multiple, lambda value: f"{format_value(value, 2)}倍"),
        "進捗の比": _text(target.progress_value, lambda value: format_value(value, 3)),
        "得点": _text(target.score, lambda value: format_value(value, 2)),
    }


def _reader_figures(target: TargetAssessment, indicator: Indicator) -> dict[str, str]:
    """The same of the as-of date."""
    clock = target.reader
    decimals = indicator.decimals + 1
    if clock is None:
        return dict.fromkeys(("期限までの日数", "経過割合", "必要な水準", "必要なペース／年"), "")
    return {
        "期限までの日数": f"{clock.days_left:,}日" if clock.days_left >= 0 else "過ぎた",
        "経過割合": _text(clock.elapsed, format_share),
        "必要な水準": format_value(clock.line, decimals),
        "必要なペース／年": _text(clock.pace, lambda value: signed(value, decimals)),
    }


def reasons(standing: Standing) -> str:
    """Exactly how each grade came about, in words and figures, with the council's own assessment beside it."""
    html = ""
    council = standing.indicator.assessment
    if council is not None:
        html += notice(f"{japanese_date(council.date)}　{council.grade}　{council.sentence}", "部会の評価")
    caution = break_caution(standing.assessment, standing.indicator)
    if caution:
        html += notice(caution, "定義の変更", caution=True)
    if not standing.assessment.targets:
        return html
    steps = ""
    for target in standing.assessment.targets:
        lines = "".join(f"<li>{escape(sentence)}</li>" for sentence in target.reason)
        steps += f'<h2 class="minor">{escape(goal_words(target, standing.indicator))}</h2><ol>{lines}</ol>'
    remark = small("機械的な判定（参考）です。評価は部会が行います。")
    return html + fold("この判定になった理由（計算の過程）", steps + remark)


def initiatives(indicator: Indicator, as_of: date) -> str:
    """What was done by ``as_of``, per fiscal year side by side, word for word, with what is new and what is gone."""
    begun = [year for year in indicator.initiatives if year.fiscal_year <= fiscal_year(as_of)]
    if not begun:
        return section("取組", small("基準日までに始まった年度の取組は登録されていません。"))
    years = "".join(_year_html(begun, at) for at in range(len(begun)))
    remark = "「なし」の印は行の照合によります（数字や言い回しだけの違いは同じ取組とみなします）。"
    words = f"部会資料の原文のままです。{remark if len(begun) > 1 else ''}"
    return section("取組", f'<div class="initiatives">{years}</div>', small(words))


def _year_html(years: Sequence[Initiatives], at: int) -> str:
    """A year's lines; one that a year beside it does not have says so."""
    year = years[at]
    remarks: dict[int, list[str]] = {}
    for beside in (at - 1, at + 1):
        if 0 <= beside < len(years):
            words = f"{fiscal_year_short(years[beside].fiscal_year)}になし"
            for number in lines_without_match(year.items, years[beside].items):
                remarks.setdefault(number, []).append(words)
    items = "".join(_item_html(item, remarks.get(number, [])) for number, item in enumerate(year.items))
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in year.notes)
    heading = f"<h3>{escape(fiscal_year_label(year.fiscal_year))}の取組</h3>"
    return f"<section>{heading}{marks(year_marks(year))}{items}{notes}</section>"


def _item_html(item: str, remarks: Sequence[str]) -> str:
    spans = "".join(f' <span class="mark">{escape(remark)}</span>' for remark in remarks)
    return f"<p>{escape(item)}{spans}</p>"


def simple_extension(standing: Standing) -> str:
    """The simple extension of the past pace for each target, with its caveat; nothing where it is undefined."""
    rows = tuple(
        _projection_row(standing.indicator, target, target.projection)
        for target in standing.assessment.targets
        if target.projection is not None
    )
    if not rows:
        return ""
    columns = (
        Column("target", "目標"),
        Column("value", "目標値", ColumnKind.VALUE),
        Column("extended", "いまのペースを延ばした値", ColumnKind.VALUE),
        Column("difference", "目標値との差", ColumnKind.VALUE),
        Column("range", "幅（最小～最大）", ColumnKind.VALUE),
    )
    return section("単純延長", framed(facts_html(Table(columns, rows), CAVEAT), CAVEAT))


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


def value_history(now: Now, indicator: Indicator) -> str:
    """Every version of every value with status, source and the batch that brought it."""
    versions = now.value_versions(indicator.id)
    if not versions:
        return section("値の履歴", small(f"{now.board.catalogue.plan.region_name}の値は未登録です。"))
    remarks = break_remarks(indicator, (version.observation.as_of for version, _ in versions))
    rows = tuple(
        _version_row(version, remarks.get(version.observation.as_of, ""), in_force=in_force)
        for version, in_force in versions
    )
    columns = text_columns(
        period="時点", date="日付", value=f"値（{indicator.unit}）", status="区分", source="出典", note="備考",
        committed="登録", batch="取り込み", state="状態",
    )  # fmt: skip
    caption = "登録されたすべての値（新しい時点から）"
    return section("値の履歴", framed(facts_html(Table(columns, rows), caption, indicator.decimals), caption))


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
