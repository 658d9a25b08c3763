"""The answers in words, for people at a terminal."""

from collections.abc import Iterator, Sequence
from datetime import date

from dashboard.board import JAPAN, Standing
from dashboard.catalogue import Catalogue, Indicator
from dashboard.charts.words import signed, value_with_unit, verdict
from dashboard.fiscal import label
from dashboard.intake import Outcome
from dashboard.observation import Observation
from dashboard.progress import TargetAssessment
from dashboard.regions import Region
from dashboard.store import Batch


def assessments(standings: Sequence[Standing], as_of: date) -> str:
    """Each indicator with its latest value and marks, and a line for each target."""
    title = f"{as_of.isoformat()} 時点の判定（機械的な判定・参考）"
    return "\n".join([title, *(line for standing in standings for line in _standing(standing))])


def series(indicator: Indicator, region: Region, observations: Sequence[Observation]) -> str:
    """The values of one indicator and region by date."""
    title = f"{indicator.name}（{region.name}、単位：{indicator.unit}）"
    lines = [_observation(one, indicator) for one in observations] or ["未登録"]
    return "\n".join([title, *lines])


def history(batches: Sequence[Batch]) -> str:
    """One line for each batch, newest first."""
    return "\n".join(_batch(batch) for batch in batches) or "取り込みはまだありません。"


def refusal(outcome: Outcome) -> str:
    """Every problem, and that nothing was saved."""
    end = "取り込みませんでした。何も保存していません。エラーの行を直して、もう一度取り込んでください。"
    return "\n".join([*_problems(outcome), end])


def acceptance(outcome: Outcome, catalogue: Catalogue, *, dry_run: bool) -> str:
    """What was worth saying, what the file changed or would change, and the grades that differ."""
    changes = (
        f"判定が変わる指標：{catalogue.indicator(change.indicator).name}（{change.before} → {change.after}）"
        for change in outcome.preview.grades_changed
    )
    return "\n".join([*_problems(outcome), _result(outcome, dry_run=dry_run), *changes])


def _standing(standing: Standing) -> Iterator[str]:
    indicator, latest = standing.indicator, standing.assessment.latest
    value = "値なし"
    if latest is not None and latest.value is not None:
        value = f"{value_with_unit(latest.value, indicator)}（{label(latest.period)}）"
    marks = "".join(f" [{flag.label}]" for flag in standing.assessment.flags)
    yield f"{indicator.name}：{value}{marks}"
    for target in standing.assessment.targets:
        yield f"    {_target(target, indicator)}"


def _target(target: TargetAssessment, indicator: Indicator) -> str:
    aim = (
        ""
        if target.date is None or target.value is None
        else f"{target.date} 目標 {value_with_unit(target.value, indicator)}："
    )
    gap = "" if target.gap is None else f"　線との差 {signed(target.gap, indicator.decimals + 1)}"
    return f"{aim}{verdict(target)}{gap}"


def _observation(one: Observation, indicator: Indicator) -> str:
    value = "―" if one.value is None else value_with_unit(one.value, indicator)
    return "  ".join((one.as_of.isoformat(), label(one.period), value, one.status.label, one.source)).rstrip()


def _batch(batch: Batch) -> str:
    what = f"{batch.withdraws} の取消" if batch.withdraws else f"{batch.rows:,}行"
    state = "取消済み" if batch.withdrawn else ""
    moment = batch.committed_at.astimezone(JAPAN).strftime("%Y-%m-%d %H:%M")
    return "  ".join(part for part in (batch.id, moment, batch.by, batch.file, what, state, batch.reason) if part)


def _problems(outcome: Outcome) -> list[str]:
    return [f"[{problem.severity.label} {problem.rule}] {problem.message}" for problem in outcome.preview.problems]


def _result(outcome: Outcome, *, dry_run: bool) -> str:
    seen = outcome.preview
    counts = f"新規{len(seen.new)}件、改訂{len(seen.revised)}件、変わらず{len(seen.unchanged)}件"
    if outcome.repeated:
        return f"同じファイルがすでに取り込み {outcome.batch} にあるので、何も保存していません（{counts}）。"
    if not seen.changes:
        return f"すべて登録済みの値と同じなので、何も保存していません（{counts}）。"
    if dry_run:
        return f"取り込むと：{counts}（--dry-run なので保存していません）。"
    return f"取り込みました：{counts}。取り込み番号 {outcome.batch}"
