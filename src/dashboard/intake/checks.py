"""Checks of a file against what is registered: revisions, unusual steps, sums, gaps. They warn; the clerk decides."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from dashboard.catalogue import Indicator
from dashboard.fiscal import label
from dashboard.intake.comparison import Comparison, Revision
from dashboard.intake.draft import Row
from dashboard.intake.rules import Problem
from dashboard.observation import Observation, Status
from dashboard.places import Region, Regions, RegionSet
from dashboard.text import decimal_places, format_amount, format_value

LARGEST_STEPS = 3
"""A step is unusual beyond this many times the largest one in the value's own history."""

FEWEST_FOR_HISTORY = 3
"""With fewer values before it there is no history of steps; then more than half the last value is unusual."""

SMALLEST_STEP = 10
"""Steps smaller than this (in the indicator's unit) are never unusual, nor are those under a tenth of the value."""

MOST_NAMED = 10

Check = Callable[[Comparison], Iterable[Problem]]


def revisions(seen: Comparison) -> Iterator[Problem]:
    """W01: a value in force would be replaced."""
    for revision in seen.revised:
        yield _revision(revision, seen)


def unusual_steps(seen: Comparison) -> Iterator[Problem]:
    """W03: the step from the value before is larger than the history of the same value shows."""
    for row in seen.changing:
        one = row.observation
        known = seen.current.history(one) or seen.current.history(_of_the_other_kind(one))
        earlier = bisect_left(known, one.as_of, key=lambda o: o.as_of)
        if one.value is None or not earlier:
            continue
        last = known[earlier - 1].value or 0.0
        step = abs(one.value - last)
        if step > _least_step(last) and step > (limit := usual_step(known[:earlier], one.as_of)):
            yield _unusual(row, known[:earlier], limit, seen)


def _of_the_other_kind(one: Observation) -> Observation:
    """A first official value has no history of its own; a recount for reference tells its size."""
    other = Status.OFFICIAL if one.status is Status.REFERENCE else Status.REFERENCE
    return replace(one, status=other)


def usual_step(history: Sequence[Observation], as_of: date) -> float:
    """The largest step from the last of ``history`` (values by date, one at least) to ``as_of`` that is not unusual.

    Three times the largest step between neighbours, more where the gap to ``as_of`` is longer than any before; with
    fewer than three values half the last one. Never less than ten units or a tenth of the last value. The thresholds
    are this project's own rule of thumb against slips of the keyboard.
    """
    values = [o.value or 0.0 for o in history]
    floor = _least_step(values[-1])
    if len(history) < FEWEST_FOR_HISTORY:
        return max(floor, abs(values[-1]) / 2)
    steps = [abs(later - earlier) for earlier, later in pairwise(values)]
    gaps = [(later.as_of - earlier.as_of).days for earlier, later in pairwise(history)]
    longer = max(1.0, (as_of - history[-1].as_of).days / max(gaps))
    return max(floor, LARGEST_STEPS * max(steps) * longer)


def _least_step(last: float) -> float:
    return max(SMALLEST_STEP, abs(last) / 10)


def sums_of_areas(seen: Comparison) -> Iterator[Problem]:
    """W05: an area's value is not the sum of its municipalities'."""
    regions = seen.context.regions
    return _unequal(seen, [_Sum("W05", area, regions.members(area), "内訳") for area in regions.areas])


def sums_of_prefecture(seen: Comparison) -> Iterator[Problem]:
    """W06: the prefecture's value is not the sum over a set of regions that covers all of it."""
    regions = seen.context.regions
    covering = [one for one in regions.sets if not regions.outside(one)]
    return _unequal(seen, [_Sum("W06", regions.prefecture, one.regions, one.name) for one in covering])


def missing_regions(seen: Comparison) -> Iterator[Problem]:
    """W07: a file that brings most regions of a set leaves some of them without any value."""
    for indicator, as_of in seen.dates():
        rows = seen.rows_at(indicator, as_of)
        for one in seen.context.regions.sets:
            brought = [rows[region.code] for region in one.regions if region.code in rows]
            lacking = [region for region in one.regions if region.code not in rows]
            if not lacking or len(brought) * 2 < len(one.regions):
                continue
            present = seen.after(indicator, as_of)
            missing = [region.name for region in lacking if region.code not in present]
            if missing:
                yield _missing(seen, indicator, min(brought, key=lambda row: row.number), one, missing)


def older_than_known(seen: Comparison) -> Iterator[Problem]:
    """W08: a new value is older than the newest one in force for the same region; told once for each date."""
    late: dict[tuple[str, date], list[Row]] = {}
    for row in seen.new:
        one = row.observation
        known = seen.current.history(one)
        if known and one.as_of < known[-1].as_of:
            late.setdefault((one.indicator, one.as_of), []).append(row)
    for rows in late.values():
        yield _older(rows, seen)


CHECKS: tuple[Check, ...] = (
    revisions,
    unusual_steps,
    sums_of_areas,
    sums_of_prefecture,
    missing_regions,
    older_than_known,
)


def difference_words(before: Observation | None, after: Observation, indicator: Indicator) -> str:
    """「52（確定） → 55（確定）」, or that only the words around the figure differ."""
    was, will = (figure_words(one, indicator.decimals) for one in (before, after))
    return "出典、備考などの書き換え" if was == will else f"{was} → {will}"


def figure_words(observation: Observation | None, decimals: int) -> str:
    """「52（確定）」, 集計中, or ― for none; with at least ``decimals`` places, more where more are stored."""
    if observation is None:
        return "―"
    if observation.value is None:
        return observation.status.label
    places = max(decimals, decimal_places(observation.value))
    return f"{format_value(observation.value, places)}（{observation.status.label}）"


def _subject(row: Row, seen: Comparison) -> str:
    one = row.observation
    regions, indicator = seen.context.regions, seen.context.catalogue.indicator(one.indicator)
    return f"{indicator.name}、{regions.full_name(regions.get(one.region))}、{label(one.period)}"


def _revision(revision: Revision, seen: Comparison) -> Problem:
    row = revision.row
    indicator = seen.context.catalogue.indicator(row.observation.indicator)
    change = difference_words(revision.before, row.observation, indicator)
    return row.problem("W01", f"登録済みの値の改訂です（{_subject(row, seen)}：{change}）。正しいか確かめてください。")


def _unusual(row: Row, history: Sequence[Observation], limit: float, seen: Comparison) -> Problem:
    one, last = row.observation, history[-1]
    indicator = seen.context.catalogue.indicator(one.indicator)
    was, now = (format_value(o.value or 0.0, indicator.decimals) for o in (last, one))
    change = f"{label(last.period)}の{was}から{now}"
    usual = format_amount(limit, indicator.decimals, indicator.unit)
    basis = "これまでの変わり方" if len(history) >= FEWEST_FOR_HISTORY else "前の値"
    said = f"{_subject(row, seen)}：{change}への変わり方が、{basis}から見た幅（{usual}）を超えています。"
    return row.problem("W03", f"{said}桁や打ち間違いがないか確かめてください。")


def _touched_counts(seen: Comparison) -> Iterator[tuple[Indicator, date, dict[str, Observation]]]:
    for id_, as_of in seen.dates():
        indicator = seen.context.catalogue.indicator(id_)
        if indicator.additive:
            yield indicator, as_of, seen.after(id_, as_of)


@dataclass(frozen=True)
class _Sum:
    """A region whose value is the sum of its parts', what the parts are called, and the rule that says so."""

    rule: str
    whole: Region
    parts: Sequence[Region]
    called: str


def _unequal(seen: Comparison, sums: Sequence[_Sum]) -> Iterator[Problem]:
    for indicator, as_of, values in _touched_counts(seen):
        for one in sums:
            figures = _difference(one, values, seen.context.regions)
            if figures:
                rows = seen.rows_at(indicator.id, as_of)
                row = rows.get(one.whole.code) or next(iter(rows.values()))
                said = f"{indicator.name}（{label(row.observation.period)}）の{figures}。"
                yield row.problem(one.rule, f"{said}どちらが正しいか確かめてください。")


def _difference(one: _Sum, values: Mapping[str, Observation], regions: Regions) -> str | None:
    """How the whole differs from the sum; a part that is not there or has no number may only make the whole larger."""
    given = values[one.whole.code].value if one.whole.code in values else None
    parts = [values[region.code].value if region.code in values else None for region in one.parts]
    known = [part for part in parts if part is not None]
    added = sum(known)
    if given is None or not known or added == given or (added < given and len(known) < len(parts)):
        return None
    whole = f"{regions.full_name(one.whole)}は{format_value(given, 0)}"
    return f"{whole}、{one.called}の{len(known)}地域を足すと{format_value(added, 0)}です"


def _missing(seen: Comparison, indicator: str, first: Row, among: RegionSet, missing: Sequence[str]) -> Problem:
    name = seen.context.catalogue.indicator(indicator).name
    named = "、".join(missing[:MOST_NAMED]) + ("など" if len(missing) > MOST_NAMED else "")
    which = f"{among.name}のうち{named}の{len(missing)}地域"
    said = f"{name}（{label(first.observation.period)}）に、{which}の値がありません。"
    return first.problem("W07", f"{said}まだ分からなければ 集計中 と書いてください。")


def _older(rows: Sequence[Row], seen: Comparison) -> Problem:
    first = rows[0]
    name = seen.context.catalogue.indicator(first.observation.indicator).name
    said = f"{name}の{label(first.observation.period)}の値{len(rows)}件は、登録済みの最新の値より古い時点です。"
    return first.problem("W08", f"{said}時点を確かめてください。")
