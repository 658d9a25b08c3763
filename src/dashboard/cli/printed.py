"""The answers in words, for people at a terminal."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from dashboard.board import Board
from dashboard.catalogue import Indicator, Method
from dashboard.comparing import RegionalValue
from dashboard.fiscal import japanese_date, label, moment_words
from dashboard.intake import Outcome, Preview, difference_words
from dashboard.judging import Standing, TargetAssessment
from dashboard.judging.finding import finding
from dashboard.judging.look import look_of
from dashboard.judging.words import break_caution, break_remarks, flag_words, signed, value_with_unit
from dashboard.observation import Observation
from dashboard.places import Region, Regions, RegionSet, with_check_digit
from dashboard.places.boundaries import Boundaries
from dashboard.places.boundary_making import BoundaryFile
from dashboard.store import Batch
from dashboard.store.backup import Contents, Prospect
from dashboard.text import format_bytes, joined_sources, on_a_line


def assessments_text(standings: Sequence[Standing], as_of: date, method: Method) -> str:
    """The finding in words; then each indicator with its latest value and marks, and a line for each target."""
    lines = [f"{japanese_date(as_of)}時点の判定（機械的な判定・参考）", *finding(standings, as_of, method)]
    for standing in standings:
        indicator = standing.indicator
        latest = standing.assessment.latest
        value = "値なし"
        if latest is not None and latest.value is not None:
            value = f"{value_with_unit(latest.value, indicator)}（{label(latest.period)}）"
        marks = "".join(f" [{flag_words(flag, standing.indicator)}]" for flag in standing.assessment.flags)
        lines.append(f"{indicator.name}：{value}{marks}")
        if caution := break_caution(standing.assessment, indicator):
            lines.append(f"    {caution}")
        lines += [f"    {_target(target, indicator)}" for target in standing.assessment.targets]
    return "\n".join(lines)


def series_text(
    indicator: Indicator,
    region: Region,
    observations: Sequence[Observation],
    sums: Sequence[tuple[date, RegionalValue]],
) -> str:
    """The values of one indicator and region by date, and the sums of its municipalities."""
    lines = [f"{indicator.name}（{region.name}、単位：{indicator.unit}）"]
    remarks = break_remarks(indicator, [*(o.as_of for o in observations), *(day for day, _ in sums)])
    for observation in observations:
        lines += _remark(remarks, observation.as_of)
        value = "―" if observation.value is None else value_with_unit(observation.value, indicator)
        day = observation.as_of.isoformat()
        lines.append(_line(day, label(observation.period), value, observation.status.label, observation.source))
    for day_of_sum, total in sums:
        lines += _remark(remarks, day_of_sum)
        value = value_with_unit(total.value or 0.0, indicator)
        status = f"{total.status.label if total.status else ''}（市町村の合計）"
        sources = joined_sources(total.sources)
        lines.append(_line(day_of_sum.isoformat(), japanese_date(day_of_sum), value, status, sources))
    return "\n".join(lines if len(lines) > 1 else [*lines, "未登録"])


def regions_text(regions: Regions) -> str:
    """The prefecture, each set with its areas and their municipalities, and the municipalities."""
    lines = [_place(regions.prefecture)]
    for area_set in regions.area_sets:
        lines += _areas(area_set, regions)
    lines.append(f"市町村  {len(regions.municipalities)}市町村")
    lines += [f"    {_place(region)}  {region.kana}".rstrip() for region in regions.municipalities]
    return "\n".join(lines)


def history_text(batches: Sequence[Batch]) -> str:
    """One line for each batch, newest first, with the titles and notes of its file under it.

    What a file or a person wrote cannot pass for another line: see ``on_a_line``.
    """
    lines = []
    for batch in batches:
        what = f"{batch.withdraws} の取消" if batch.withdraws else f"{batch.rows:,}行"
        state = "取消済み" if batch.withdrawn else ""
        parts = (batch.id, moment_words(batch.committed_at), batch.by, batch.file, what, state, batch.reason)
        lines.append("  ".join(filter(None, map(on_a_line, parts))))
        lines += [f"    注記：{on_a_line(remark)}" for remark in batch.remarks]
    return "\n".join(lines) or "取り込みはまだありません。"


def refusal_text(outcome: Outcome) -> str:
    """Every problem, and that nothing was saved."""
    todo = "警告を確かめ、よければ --accept-warnings を付けて、もう一度取り込んでください。"
    if outcome.preview.draft.blocked:
        todo = "エラーを直して、もう一度取り込んでください。"
    return "\n".join([*_problems(outcome), f"取り込みませんでした。何も保存していません。{todo}"])


def acceptance_text(outcome: Outcome, board: Board, *, dry_run: bool) -> str:
    """What was worth saying, what the file changed or would change value by value, and the grades that differ."""
    preview = outcome.preview
    lines = _problems(outcome)
    if dry_run:
        lines += _values(preview, board)
    lines.append(_result(outcome, dry_run=dry_run))
    for change in preview.grades_changed:
        name = board.catalogue.indicator(change.indicator).name
        lines.append(f"判定が変わる指標：{name}（{change.grade_before} → {change.grade_after}）")
    if dry_run and preview.changes and preview.warnings:
        lines.append("取り込むには --accept-warnings が要ります。")
    return "\n".join(lines)


def boundaries_text(result: BoundaryFile, boundaries: Boundaries, path: Path) -> str:
    """What is in the file, its credit, and which areas of the source are not in it."""
    size = format_bytes(path.stat().st_size)
    lines = [
        f"「{path}」に{len(boundaries.shapes)}市町村の境界を書き出しました（{size}）。",
        f"出典：{boundaries.credit}",
    ]
    if result.unassigned:
        lines.append(f"所属未定地{result.unassigned}個は入れていません。")
    if result.unknown:
        lines.append(f"地域の一覧にない{'、'.join(result.unknown)}は入れていません。")
    return "\n".join(lines)


def backup_text(contents: Contents, path: Path) -> str:
    """What was written, and that it was read back."""
    return on_a_line(f"「{path}」に書き出し、読み直して確かめました（{_amounts(contents)}）。")


def prospect_text(prospect: Prospect, location: str) -> str:
    """What is in the backup and in the store, which batches would come and which would be lost."""
    backup, store = prospect.backup, prospect.store
    lines = [f"バックアップ：{_amounts(backup)}{_newest(backup)}（形式番号 {backup.format}）"]
    if store is None:
        lines += [
            prospect.trouble or f"保管場所「{location}」は、いまはありません。",
            _listing("戻る", prospect.coming),
        ]
    else:
        only_here = len(store.originals - backup.originals)
        more = f"（うち、バックアップにない元のファイル{only_here}個）" if only_here else ""
        lines.append(f"いまの保管場所：{_amounts(store)}{_newest(store)}{more}")
        lines += [_listing("戻る", prospect.coming), _listing("失われる", prospect.going)]
    return "\n".join([*lines, "--dry-run なので、何も変えていません。"])


def _listing(verb: str, batches: Sequence[Batch]) -> str:
    lines = history_text(batches[::-1]).splitlines() if batches else []
    return "\n".join([f"{verb}取り込み：{len(batches)}件", *(f"    {line}" for line in lines)])


def _amounts(contents: Contents) -> str:
    return f"取り込み{len(contents.batches)}件、{contents.rows:,}行、元のファイル{len(contents.originals)}個"


def _newest(contents: Contents) -> str:
    return f"、新しいものは {moment_words(contents.batches[-1].committed_at)}" if contents.batches else ""


def _target(target: TargetAssessment, indicator: Indicator) -> str:
    aim = ""
    if target.date is not None and target.value is not None:
        aim = f"{target.date} 目標 {value_with_unit(target.value, indicator)}："
    gap = "" if target.gap is None else f"　必要な水準との差 {signed(target.gap, indicator.decimals + 1)}"
    return f"{aim}{look_of(target).verdict}{gap}"


def _remark(remarks: dict[date, str], day: date) -> list[str]:
    """The remark before the first of the lines of its day."""
    remark = remarks.pop(day, "")
    return [f"---- {remark}"] if remark else []


def _line(*cells: str) -> str:
    return "  ".join(map(on_a_line, cells)).rstrip()


def _areas(area_set: RegionSet, regions: Regions) -> Iterator[str]:
    yield f"{area_set.name}  {area_set.id}  {len(area_set.regions)}圏域"
    for area in area_set.regions:
        yield f"    {area.code}  {area.name}：{_names(regions.members(area))}"
    outside = regions.outside(area_set)
    if outside:
        yield f"    どの圏域にも入らない市町村：{_names(outside)}"


def _names(regions: Sequence[Region]) -> str:
    return "、".join(region.name for region in regions)


def _place(region: Region) -> str:
    return f"{region.code}  {with_check_digit(region.code)}  {region.name}"


def _values(preview: Preview, board: Board) -> Iterator[str]:
    """Each value that would be new or another one: old → new."""
    before = {revision.row: revision.before for revision in preview.revised}
    for row in preview.changing:
        observation = row.observation
        indicator = board.catalogue.indicator(observation.indicator)
        region = board.regions.get(observation.region)
        kind = "改訂" if row in before else "新規"
        change = difference_words(before.get(row), observation, indicator)
        yield f"{kind}  {indicator.name}  {region.code} {region.name}  {label(observation.period)}  {change}"


def _problems(outcome: Outcome) -> list[str]:
    problems = outcome.preview.problems
    return [f"[{problem.severity.label} {problem.rule}] {on_a_line(problem.message)}" for problem in problems]


def _result(outcome: Outcome, *, dry_run: bool) -> str:
    preview = outcome.preview
    counts = f"新規{len(preview.new)}件、改訂{len(preview.revised)}件、変わらず{len(preview.unchanged)}件"
    if outcome.repeated:
        return f"同じファイルがすでに取り込み {outcome.batch} にあるので、何も保存していません（{counts}）。"
    if not preview.changes:
        return f"すべて登録済みの値と同じなので、何も保存していません（{counts}）。"
    if dry_run:
        return f"取り込むと：{counts}（--dry-run なので保存していません）。"
    return f"取り込みました：{counts}。取り込み番号 {outcome.batch}"
