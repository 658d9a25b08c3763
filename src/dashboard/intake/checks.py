"""The rules an uploaded file can break, and the checks of a file against what is in force. They warn; people decide.

Each rule is a row of ``RULES``. A check against what is in force stands above, and in its rule's row; the other rules
are checked where cells, columns and rows are read.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from dashboard.catalogue import Indicator
from dashboard.fiscal import Period, label
from dashboard.intake import suspicion
from dashboard.intake.draft import Context, Draft, Problem, Row, by_row
from dashboard.intake.preview import InForce, Preview, preview_against
from dashboard.observation import Observation, counting
from dashboard.places import Region
from dashboard.queries import Snapshot
from dashboard.text import decimal_places, format_amount, format_value

LARGEST_STEPS = 3
"""A step is unusual beyond this many times the largest one in the value's own history."""

FEWEST_FOR_HISTORY = 3
"""With fewer values before it there is no history of steps; then more than half the last value is unusual."""

SMALLEST_STEP = 10
"""Steps smaller than this (in the indicator's unit) are never unusual, nor are those under a tenth of the value."""

MOST_NAMED = 10


def revisions(preview: Preview, in_force: InForce) -> Iterator[Problem]:
    """W01: a value in force would be replaced."""
    for revision in preview.revised:
        observation = revision.row.observation
        indicator = in_force.context.catalogue.indicator(observation.indicator)
        change = difference_words(revision.before, observation, indicator)
        subject = _subject(observation, in_force.context)
        sentence = f"登録済みの値の改訂です（{subject}：{change}）。正しいか確かめてください。"
        yield revision.row.problem("W01", sentence)


def unusual_steps(preview: Preview, in_force: InForce) -> Iterator[Problem]:
    """W03: the step from the value before is larger than the history of the same value and definition shows."""
    for row in preview.changing:
        observation = row.observation
        values = in_force.record(observation)
        alike = in_force.history(observation, observation.precision)
        if len(alike) >= FEWEST_FOR_HISTORY:
            values = alike
        indicator = in_force.context.catalogue.indicator(observation.indicator)
        if indicator.breaks:
            number = indicator.definition_number(observation.as_of)
            values = tuple(value for value in values if indicator.definition_number(value.as_of) == number)
        earlier = bisect_left(values, observation.as_of, key=lambda value: value.as_of)
        if observation.value is None or not earlier:
            continue
        before = values[earlier - 1].value or 0.0
        step = abs(observation.value - before)
        # The floor first: most steps are small, and a history may be long.
        if step > _least_step(before) and step > (limit := usual_step(values[:earlier], observation.as_of)):
            yield _unusual_step(row, values[:earlier], limit, in_force.context)


def usual_step(history: Sequence[Observation], as_of: date) -> float:
    """The largest step from the last of ``history`` (values by date, one at least) to ``as_of`` that is not unusual.

    Three times the largest step between neighbours, more where the gap to ``as_of`` is longer than any before; with
    fewer than three values half the last one. Never less than ten units or a tenth of the last value. The thresholds
    are this project's own rule of thumb against slips of the keyboard.
    """
    values = [observation.value or 0.0 for observation in history]
    floor = _least_step(values[-1])
    if len(history) < FEWEST_FOR_HISTORY:
        return max(floor, abs(values[-1]) / 2)
    steps = [abs(later - earlier) for earlier, later in pairwise(values)]
    gaps = [(later.as_of - earlier.as_of).days for earlier, later in pairwise(history)]
    longer = max(1.0, (as_of - history[-1].as_of).days / max(gaps))
    return max(floor, LARGEST_STEPS * max(steps) * longer)


def _least_step(before: float) -> float:
    return max(SMALLEST_STEP, abs(before) / 10)


def _unusual_step(row: Row, history: Sequence[Observation], limit: float, context: Context) -> Problem:
    observation = row.observation
    indicator = context.catalogue.indicator(observation.indicator)
    before = format_value(history[-1].value or 0.0, indicator.decimals)
    after = format_value(observation.value or 0.0, indicator.decimals)
    usual = format_amount(limit, indicator.decimals, indicator.unit)
    basis = "これまでの変わり方" if len(history) >= FEWEST_FOR_HISTORY else "前の値"
    change = (
        f"{label(history[-1].period)}の{before}から{after}への変わり方が、{basis}から見た幅（{usual}）を超えています。"
    )
    sentence = f"{_subject(observation, context)}：{change}桁や打ち間違いがないか確かめてください。"
    return row.problem("W03", sentence)


def sums_of_areas(preview: Preview, in_force: InForce) -> Iterator[Problem]:
    """W05: an area's value is not the sum of its municipalities'."""
    regions = in_force.context.regions
    return _unequal("W05", [_Sum(area, regions.members(area), "内訳") for area in regions.areas], preview, in_force)


def sums_of_prefecture(preview: Preview, in_force: InForce) -> Iterator[Problem]:
    """W06: the prefecture's value is not the sum over a set of regions that covers all of it."""
    regions = in_force.context.regions
    covering = [region_set for region_set in regions.sets if not regions.outside(region_set)]
    sums = [_Sum(regions.prefecture, region_set.regions, region_set.name) for region_set in covering]
    return _unequal("W06", sums, preview, in_force)


@dataclass(frozen=True)
class _Sum:
    """A region whose value is the sum of its parts', and the name of the parts."""

    whole: Region
    parts: Sequence[Region]
    name: str


class _Difference(NamedTuple):
    """A whole and what its parts add up to: the places of period and sum in their lists, how many parts there are."""

    period: int
    sum: int
    whole: float
    added: float
    parts: int


def _unequal(rule: str, sums: Sequence[_Sum], preview: Preview, in_force: InForce) -> Iterator[Problem]:
    """A warning for each sum and period of a count where the whole is not what its parts add up to."""
    catalogue = in_force.context.catalogue
    periods = [(indicator, period) for indicator, period in preview.periods if catalogue.indicator(indicator).additive]
    values = [in_force.after(preview, indicator, period) for indicator, period in periods]
    for difference in _differences(sums, values):
        id_, period = periods[difference.period]
        summed = sums[difference.sum]
        rows = preview.rows_by_period[id_, period]
        row = rows.get(summed.whole.code) or next(iter(rows.values()))
        subject = f"{catalogue.indicator(id_).name}（{label(period)}）"
        total = f"{in_force.context.regions.full_name(summed.whole)}は{format_value(difference.whole, 0)}"
        parts = f"{summed.name}の{difference.parts}地域を足すと{format_value(difference.added, 0)}です"
        yield row.problem(rule, f"{subject}の{total}、{parts}。どちらが正しいか確かめてください。")


def _differences(sums: Sequence[_Sum], values: Sequence[Mapping[str, Observation]]) -> Iterator[_Difference]:
    """Where a whole is not the sum of its parts; ``values`` holds region code to value, once for each period.

    A part that is not there or has no number may only make the whole larger.
    """
    wholes = [(at, summed.whole.code, len(summed.parts)) for at, summed in enumerate(sums)]
    if not any(code in by_region for _, code, _ in wholes for by_region in values):
        return
    import pandas as pd

    numbers = [
        (at, code, observation.value)
        for at, by_region in enumerate(values)
        for code, observation in by_region.items()
        if observation.value is not None
    ]
    parts = [(at, region.code) for at, summed in enumerate(sums) for region in summed.parts]
    figures = pd.DataFrame(numbers, columns=["period", "code", "whole"])
    members = figures.merge(pd.DataFrame(parts, columns=["sum", "code"]), on="code")
    added = members.groupby(["period", "sum"], as_index=False).agg(added=("whole", "sum"), parts=("whole", "count"))
    both = added.merge(pd.DataFrame(wholes, columns=["sum", "code", "size"]), on="sum").merge(
        figures, on=["period", "code"]
    )
    is_partial = (both["added"] < both["whole"]) & (both["parts"] < both["size"])
    differing = both[(both["added"] != both["whole"]) & ~is_partial].sort_values(["period", "sum"])
    for row in differing[list(_Difference._fields)].itertuples(index=False):
        yield _Difference(*row)


def missing_regions(preview: Preview, in_force: InForce) -> Iterator[Problem]:
    """W07: a file that brings most regions of a set leaves some of them without any value.

    A region of a row with an error is not missing: its value is there, and the error says what is wrong with it.
    """
    faulty = _words_of_faulty_rows(preview.draft)
    for id_, period in preview.periods:
        rows = preview.rows_by_period[id_, period]
        for region_set in in_force.context.regions.sets:
            present = sum(region.code in rows for region in region_set.regions)
            size = len(region_set.regions)
            if present == size or present * 2 < size:
                continue
            values = in_force.after(preview, id_, period)
            missing = [
                region.name
                for region in region_set.regions
                if region.code not in values and faulty.isdisjoint((region.name, region.code))
            ]
            if not missing:
                continue
            subject = f"{in_force.context.catalogue.indicator(id_).name}（{label(period)}）"
            names = "、".join(missing[:MOST_NAMED]) + ("など" if len(missing) > MOST_NAMED else "")
            sentence = f"{subject}に、{region_set.name}のうち{names}の{len(missing)}地域の値がありません。"
            yield Problem("W07", f"{sentence}まだ分からなければ 集計中 と書いてください。")


def _words_of_faulty_rows(draft: Draft) -> frozenset[str]:
    """Every cell of the rows with an error, a code of six digits also without the last, which checks the others."""
    numbers = {problem.row for problem in draft.errors if problem.row is not None}
    cells = [cell.strip() for number in numbers if number <= len(draft.sheet) for cell in draft.sheet[number - 1]]
    return frozenset((*cells, *(cell[:5] for cell in cells if len(cell) == len("112011"))))


def older_than_latest(preview: Preview, in_force: InForce) -> Iterator[Problem]:
    """W08: a new value is older than the newest one in force for the same region; told once for each date."""
    late: dict[tuple[str, date], list[Row]] = {}
    for row in preview.new:
        observation = row.observation
        history = in_force.history(observation)
        if history and observation.as_of < history[-1].as_of:
            late.setdefault((observation.indicator, observation.as_of), []).append(row)
    for (id_, _), rows in late.items():
        name = in_force.context.catalogue.indicator(id_).name
        when = f"{name}の{label(rows[0].observation.period)}の値{len(rows)}件"
        sentence = f"{when}は、登録済みの最新の値より古い時点です。時点を確かめてください。"
        yield rows[0].problem("W08", sentence)


def other_precisions(preview: Preview, in_force: InForce) -> Iterator[Problem]:
    """W13: a value of another precision has the same day and another figure; told once for each two periods."""
    pairs: dict[tuple[str, Period, Period], list[tuple[Row, Observation]]] = {}
    unchanged = {(row.number, row.column) for row in preview.unchanged}
    periods_of_day: dict[tuple[str, date], list[Period]] = {}
    for id_, period in preview.rows_by_period:
        periods_of_day.setdefault((id_, period.date), []).append(period)
    for (id_, day), periods in periods_of_day.items():
        for at, period in enumerate(periods):
            for region, row in preview.rows_by_period[id_, period].items():
                above = [preview.rows_by_period[id_, other].get(region) for other in periods[:at]]
                rivals = [(other.observation, (other.number, other.column)) for other in above if other]
                if of_day := in_force.on(id_, region, day):
                    brought = {each.precision for each in periods if region in preview.rows_by_period[id_, each]}
                    here = (row.number, row.column)
                    rivals += [(value, here) for value in of_day if value.precision not in brought]
                for rival, where in rivals:
                    changes = not unchanged.issuperset({where, (row.number, row.column)})
                    if changes and _contradicts(row.observation, rival):
                        pairs.setdefault((id_, period, rival.period), []).append((row, rival))
    for (id_, *_), rows_and_rivals in pairs.items():
        row, rival = rows_and_rivals[0]
        yield _other_precision(row, rival, len(rows_and_rivals), in_force.context.catalogue.indicator(id_))


def _contradicts(observation: Observation, rival: Observation) -> bool:
    """Whether two values of a day differ though both are official, or both recounts for reference."""
    differs = (rival.value, rival.status) != (observation.value, observation.status)
    return differs and rival.slot.is_reference is observation.slot.is_reference


def _other_precision(row: Row, rival: Observation, regions: int, indicator: Indicator) -> Problem:
    observation = row.observation
    here, there = (
        f"{label(value.period)}は{figure_words(value, indicator.decimals)}" for value in (observation, rival)
    )
    more = f"（ほか{regions - 1}地域も）" if regions > 1 else ""
    judged = counting((observation, rival), provisional=indicator.grade_provisional)
    use = f"判定に使うのは{label(judged[0].period)}の値です" if judged else "どちらも判定には使いません"
    sentence = f"{indicator.name}の{here}、同じ日の{there}です{more}。二つとも登録し、{use}。"
    return row.problem("W13", f"{sentence}時点と値を確かめてください。")


def same_file(preview: Preview, in_force: InForce) -> Iterator[Problem]:
    """W09: the identical file came before; told for the latest time."""
    if preview.earlier:
        latest = preview.earlier[-1]
        state = "のち取り消されています" if latest.withdrawn else "今も有効です"
        sentence = f"同じファイルが取り込み {latest.id}（{latest.by}）として登録され、{state}。"
        yield Problem("W09", f"{sentence}もう一度取り込むのか確かめてください。")


def difference_words(before: Observation | None, after: Observation, indicator: Indicator) -> str:
    """「52（確定） → 55（確定）」, or that only the words around the figure differ."""
    figure_before = figure_words(before, indicator.decimals)
    figure_after = figure_words(after, indicator.decimals)
    return "出典、備考などの書き換え" if figure_before == figure_after else f"{figure_before} → {figure_after}"


def figure_words(observation: Observation | None, decimals: int) -> str:
    """「52（確定）」, 集計中, or ― for none; with at least ``decimals`` places, more where more are stored."""
    if observation is None:
        return "―"
    if observation.value is None:
        return observation.status.label
    places = max(decimals, decimal_places(observation.value))
    return f"{format_value(observation.value, places)}（{observation.status.label}）"


def _subject(observation: Observation, context: Context) -> str:
    region = context.regions.full_name(context.regions.get(observation.region))
    return f"{context.catalogue.indicator(observation.indicator).name}、{region}、{label(observation.period)}"


Check = Callable[[Preview, InForce], Iterable[Problem]]


@dataclass(frozen=True)
class Rule:
    """A rule: its number, which begins with the letter of its severity, what it is about, and its check.

    ``check`` is None where the rule is checked while the file is read.
    """

    number: str
    about: str
    check: Check | None = None


RULES = {
    rule.number: rule
    for rule in (
        Rule("E01", "文字コードか引用符が壊れていて読めない"),
        Rule("E02", "見出し行、または指定したシートが見つからない"),
        Rule("E03", "必要な列がない、または同じ列が二つある"),
        Rule("E04", "データの行がない"),
        Rule("E05", "指標が分からない"),
        Rule("E06", "地域が分からない"),
        Rule("E07", "地域コードと地域名が食い違う"),
        Rule("E08", "時点が読めない"),
        Rule("E09", "時点が未来である"),
        Rule("E10", "値が数ではない"),
        Rule("E11", "指標にありえない数である（負や小数の件数、超えられない値を超える割合、値と合わない下限など）"),
        Rule("E12", "単位が指標の単位と違う"),
        Rule("E13", "同じ指標・地域・時点に違う値がある"),
        Rule("E14", "区分が分からない、または値と食い違う"),
        Rule("E15", "ファイルが大きすぎる、または行や値が多すぎる"),
        Rule("E16", "列がずれている（セルが見出しより多い、値がコンマで二つに分かれている）"),
        Rule("E17", "時点の列がなく、ファイル全体の時点も指定されていない（または両方ある）"),
        Rule("E18", "指標の列がなく、ファイル全体の指標も指定されていない（または両方ある）"),
        Rule("E19", "時点の細かさ（年度、四半期、月など）が指標に合わない"),
        Rule("E20", "指標がもたない段階の地域（都道府県、圏域、市町村）の値である"),
        Rule("E21", "率や割合の表を、件数や人数の指標に登録しようとしている"),
        Rule("E22", "値が結合したセルにあり、どの地域のものか決められない"),
        Rule("E23", "値のあるシートがいくつもあり、読むシートが選ばれていない"),
        Rule("W01", "登録済みの値の改訂になる", revisions),
        Rule("W02", "指標の小数点以下の桁数より細かい値である"),
        Rule("W03", "前の値からの変わり方が、これまでの変わり方より大きい", unusual_steps),
        Rule("W04", "ファイルの合計が、地域の値を足した数と合わない"),
        Rule("W05", "圏域の値が、市町村の値を足した数と合わない", sums_of_areas),
        Rule("W06", "都道府県の値が、市町村か圏域の値を足した数と合わない", sums_of_prefecture),
        Rule("W07", "そろうはずの地域が欠けている", missing_regions),
        Rule("W08", "登録済みの最新の値より古い時点である", older_than_latest),
        Rule("W09", "同じファイルが前に取り込まれている", same_file),
        Rule("W10", "数式として動きかねない文字で始まる"),
        Rule("W11", "読まない列、またはかっこ書きを読まない列に数がある"),
        Rule("W12", "練習用の架空の値である"),
        Rule("W13", "同じ日に、細かさの違う時点（年度と第4四半期など）の違う値がある", other_precisions),
        Rule("W14", "値がすべて、別の時点の登録済みの値と同じである", suspicion.copies),
        Rule("W15", "値がすべて0、またはすべて同じ数である", suspicion.constants),
        Rule("W16", "二つの指標の値が入れ替わっているように見える", suspicion.swaps),
        Rule(
            "W17",
            "値の大きさが合わない（割合を小数で書いた、前の値の10倍や100分の1、都道府県の値や人口とかけ離れている）",
            suspicion.proportions,
        ),
        Rule("W18", "目標、計画、前年など、実績でない値とある"),
        Rule("W19", "速報、暫定、推計などとあるのに、区分が確定である"),
        Rule("W20", "読んだ時点と違う時点が書かれている、または暦年か年度か分からない"),
        Rule("W21", "内訳など一部だけの値かもしれない、または行を分ける列を読んでいない"),
        Rule("W22", "Excelで非表示、取り消し線、または表示と違う値である"),
        Rule("W23", "記入例や見本とある"),
        Rule("W24", "地域、時点、指標を、列からではなくファイル全体のものとして読んだ"),
        Rule("W25", "「－」が0か値なしか決められない"),
        Rule("W26", "行のセルの数が見出しと違う、終わりが欠けている、または値が地域コードと同じ数である"),
        Rule("W27", "出典か備考に、資料の書体にない文字がある"),
        Rule("N01", "読まない列、シートがある"),
        Rule("N02", "読み飛ばした行がある"),
        Rule("N03", "同じ行が二つある"),
        Rule("N04", "区分の列がない、または空である"),
        Rule("N05", "書き方をそろえて読んだセルがある"),
        Rule("N06", "目に見えない文字を除いたセルがある"),
    )
}
"""Every rule by its number."""


def preview_of(draft: Draft, context: Context, snapshot: Snapshot, sha256: str = "") -> Preview:
    """What the draft of a file would change, with every problem; both states are judged at the context's date.

    ``sha256`` is the fingerprint of the file, by which an earlier upload of it is found.
    """
    in_force = InForce(context, snapshot)
    preview = preview_against(draft, in_force, snapshot.batches, sha256)
    problems = list(draft.problems)
    for rule in RULES.values():
        if rule.check:
            problems += rule.check(preview, in_force)
    return replace(preview, problems=by_row(problems))
