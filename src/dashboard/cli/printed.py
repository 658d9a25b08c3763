"""The answers in words, for people at a terminal."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from dashboard.board import Board
from dashboard.catalogue import Indicator
from dashboard.comparing import RegionalValue
from dashboard.fiscal import japanese_date, label, moment_words
from dashboard.intake import Outcome, Preview, difference_words
from dashboard.judging import Standing, TargetAssessment
from dashboard.judging.words import signed, value_with_unit, verdict
from dashboard.observation import Observation
from dashboard.places import Region, Regions, RegionSet, with_check_digit
from dashboard.places.boundaries import Boundaries
from dashboard.places.boundary_making import BoundaryFile
from dashboard.store import Batch
from dashboard.text import joined_sources


def assessments_text(standings: Sequence[Standing], as_of: date) -> str:
    """Each indicator with its latest value and marks, and a line for each target."""
    title = f"{as_of.isoformat()} 時点の判定（機械的な判定・参考）"
    return "\n".join([title, *(line for standing in standings for line in _standing(standing))])


def series_text(
    indicator: Indicator,
    region: Region,
    observations: Sequence[Observation],
    sums: Sequence[tuple[date, RegionalValue]],
) -> str:
    """The values of one indicator and region by date, and the sums of its municipalities."""
    title = f"{indicator.name}（{region.name}、単位：{indicator.unit}）"
    summed = [_sum(day, value, indicator) for day, value in sums]
    lines = [*(_observation(one, indicator) for one in observations), *summed] or ["未登録"]
    return "\n".join([title, *lines])


def regions_text(known: Regions) -> str:
    """The prefecture, each set with its areas and their municipalities, and the municipalities."""
    sets = [line for one in known.area_sets for line in _areas(one, known)]
    title = f"市町村  {len(known.municipalities)}市町村"
    municipalities = [f"    {_place(one)}  {one.kana}".rstrip() for one in known.municipalities]
    return "\n".join([_place(known.prefecture), *sets, title, *municipalities])


def history_text(batches: Sequence[Batch]) -> str:
    """One line for each batch, newest first."""
    return "\n".join(_batch(batch) for batch in batches) or "取り込みはまだありません。"


def refusal_text(outcome: Outcome) -> str:
    """Every problem, and that nothing was saved."""
    todo = (
        "エラーの行を直して、もう一度取り込んでください。"
        if outcome.preview.draft.blocked
        else "警告を確かめ、よければ --accept-warnings を付けて、もう一度取り込んでください。"
    )
    return "\n".join([*_problems(outcome), f"取り込みませんでした。何も保存していません。{todo}"])


def acceptance_text(outcome: Outcome, board: Board, *, dry_run: bool) -> str:
    """What was worth saying, what the file changed or would change value by value, and the grades that differ."""
    seen, catalogue = outcome.preview, board.catalogue
    values = _values(seen, board) if dry_run else []
    grades = (
        f"判定が変わる指標：{catalogue.indicator(change.indicator).name}（{change.before} → {change.after}）"
        for change in seen.grades_changed
    )
    needed = "取り込むには --accept-warnings が要ります。" if dry_run and seen.changes and seen.warnings else ""
    lines = [*_problems(outcome), *values, _result(outcome, dry_run=dry_run), *grades, needed]
    return "\n".join(line for line in lines if line)


def boundaries_text(made: BoundaryFile, proof: Boundaries, path: Path) -> str:
    """What is in the file, its credit, and which areas of the source are not in it."""
    size = max(1, round(path.stat().st_size / 1000))
    left = f"所属未定地{made.unassigned}個は入れていません。" if made.unassigned else ""
    unknown = f"地域の一覧にない{'、'.join(made.unknown)}は入れていません。" if made.unknown else ""
    done = f"「{path}」に{len(proof.shapes)}市町村の境界を書き出しました（{size}KB）。"
    return "\n".join(line for line in (done, f"出典：{proof.credit}", left, unknown) if line)


def _values(seen: Preview, board: Board) -> Iterator[str]:
    """Each value that would be new or another one: old → new."""
    before = {revision.row: revision.before for revision in seen.revised}
    for row in sorted([*seen.new, *before], key=lambda row: row.number):
        one = row.observation
        indicator, region = board.catalogue.indicator(one.indicator), board.regions.get(one.region)
        kind = "改訂" if row in before else "新規"
        change = difference_words(before.get(row), one, indicator)
        yield f"{kind}  {indicator.name}  {region.code} {region.name}  {label(one.period)}  {change}"


def _areas(one: RegionSet, known: Regions) -> Iterator[str]:
    yield f"{one.name}  {one.id}  {len(one.regions)}圏域"
    for area in one.regions:
        yield f"    {area.code}  {area.name}：{_names(known.members(area))}"
    if known.outside(one):
        yield f"    どの圏域にも入らない市町村：{_names(known.outside(one))}"


def _names(regions: Sequence[Region]) -> str:
    return "、".join(region.name for region in regions)


def _place(region: Region) -> str:
    return f"{region.code}  {with_check_digit(region.code)}  {region.name}"


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


def _sum(day: date, value: RegionalValue, indicator: Indicator) -> str:
    standing = value.status.label if value.status else ""
    amount = value_with_unit(value.value or 0.0, indicator)
    return "  ".join(
        (day.isoformat(), japanese_date(day), amount, f"{standing}（市町村の合計）", joined_sources(value.sources))
    )


def _batch(batch: Batch) -> str:
    what = f"{batch.withdraws} の取消" if batch.withdraws else f"{batch.rows:,}行"
    state = "取消済み" if batch.withdrawn else ""
    moment = moment_words(batch.committed_at)
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
