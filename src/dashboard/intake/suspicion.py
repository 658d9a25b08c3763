"""Plausible nonsense: files whose figures are all possible and yet cannot be meant, seen beside what is in force.

Each check speaks once for an indicator and period, however many regions a file has, and none needs the history of the
very value. The thresholds are this project's own rule of thumb, as that of W03 is: wide enough that no published figure
of the plan trips them, narrow enough for a copy, a swap, a shift by a power of ten.
"""

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from statistics import median

from dashboard.catalogue import Indicator
from dashboard.catalogue.models import is_percentage
from dashboard.fiscal import Period, label
from dashboard.intake.draft import Problem, Row
from dashboard.intake.preview import InForce, Preview
from dashboard.observation import Observation
from dashboard.text import format_value

FEWEST_EQUAL = 3
"""So many values equal to earlier ones are a copy; two may well have stayed the same."""

FEWEST_CONSTANT = 4
"""So many regions with one and the same number are odd; of zeros two are enough."""

CLEARLY_NEARER = 4
"""Two indicators look swapped where values lie this many times nearer to the other's last ones than to its own."""

LEAST_DIFFERENCE = math.log(1.25)
LEAST_SIZE = 20
"""And only where the swap is more than a quarter of the value, in values that chance does not move as much."""

FAR_OFF = 3
"""The sum of the regions is far off the prefecture's own value beyond this factor, or below its inverse."""

PER_HEAD = 10
"""A region's value per resident is far off beyond this many times that of the region in the middle."""

FEWEST_REGIONS = 5
"""With fewer regions there is no middle to compare with."""

LARGEST_FRACTION = 1.0
SMALLEST_PERCENTAGE = 10.0
"""Percentages not above the first look like fractions where those in force are at least the second."""

MOST_REGIONS_NAMED = 3


@dataclass(frozen=True)
class _Group:
    """The rows of a file with a number, of one indicator and period, and what they are called."""

    indicator: Indicator
    period: Period
    rows: tuple[Row, ...]

    @property
    def values(self) -> list[float]:
        return [row.observation.value or 0.0 for row in self.rows]

    @property
    def subject(self) -> str:
        return f"{self.indicator.name}（{label(self.period)}）"

    def number(self, value: float) -> str:
        return format_value(value, self.indicator.decimals)

    def problem(self, rule: str, sentence: str) -> Problem:
        return self.rows[0].problem(rule, f"{self.subject}：{sentence}")


def _groups(preview: Preview, in_force: InForce) -> Iterator[_Group]:
    """Each indicator and period of which the file changes a value."""
    for id_, period in preview.periods:
        rows = preview.rows_by_period[id_, period].values()
        with_number = sorted((row for row in rows if row.observation.value is not None), key=lambda row: row.number)
        if with_number:
            yield _Group(in_force.context.catalogue.indicator(id_), period, tuple(with_number))


def _before(row: Row, in_force: InForce) -> Observation | None:
    """The last number of the same indicator and region before a row's date."""
    history = in_force.record(row.observation)
    earlier = bisect_left(history, row.observation.as_of, key=lambda value: value.as_of)
    return history[earlier - 1] if earlier else None


def copies(preview: Preview, in_force: InForce) -> Iterator[Problem]:
    """W14: all values of an indicator and period are those of another date: an old file under a new date."""
    for group in _groups(preview, in_force):
        if len(group.rows) >= FEWEST_EQUAL and len(set(group.values)) > 1 and (when := _copied_from(group, in_force)):
            count = f"{len(group.rows)}地域の値がすべて、登録済みの{when}の値と同じです。"
            yield group.problem("W14", f"{count}時点だけを書き換えた前のファイルでないか確かめてください。")


def _copied_from(group: _Group, in_force: InForce) -> str:
    """The date of which all values are in force already, or 一つ前; empty where there is none."""
    days: dict[date, Period] | None = None
    are_before = True
    for row in group.rows:
        value = row.observation.value
        history = in_force.record(row.observation)
        equal = {each.as_of: each.period for each in history if each.value == value and each.as_of != group.period.date}
        before = _before(row, in_force) if are_before else None
        are_before = before is not None and before.value == value
        days = equal if days is None else {day: days[day] for day in days.keys() & equal.keys()}
        if not days and not are_before:
            return ""
    return label(days[max(days)]) if days else "一つ前の時点"


def constants(preview: Preview, in_force: InForce) -> Iterator[Problem]:
    """W15: all values are zero, or one and the same number, and were not before."""
    for group in _groups(preview, in_force):
        first = group.values[0]
        fewest = FEWEST_CONSTANT if first else 2
        if len(group.rows) < fewest or set(group.values) != {first}:
            continue
        before = [_before(row, in_force) for row in group.rows]
        if not all(value is not None and value.value == first for value in before):
            sentence = f"{len(group.rows)}地域の値がすべて{group.number(first)}です。"
            yield group.problem("W15", f"{sentence}値の列が空のまま、または同じ値の写しでないか確かめてください。")


def swaps(preview: Preview, in_force: InForce) -> Iterator[Problem]:
    """W16: the values of two indicators of the file look as if they had changed places."""
    by_period: dict[Period, list[_Group]] = {}
    for group in _groups(preview, in_force):
        by_period.setdefault(group.period, []).append(group)
    for groups in by_period.values():
        before = [
            {row.observation.region: (row.observation.value, _before(row, in_force)) for row in group.rows}
            for group in groups
        ]
        for (left, of_left), (right, of_right) in combinations(zip(groups, before, strict=True), 2):
            pairs = _pairs(of_left, of_right)
            apart = sum(_distance(pair.value, pair.before) for pair in pairs)
            crossed = sum(_distance(pair.value, pair.before_of_other) for pair in pairs)
            if pairs and apart >= LEAST_DIFFERENCE * len(pairs) and apart >= CLEARLY_NEARER * crossed:
                first = pairs[0]
                former = f"{left.indicator.name}の前の値{left.number(first.before)}"
                nearer = f"{right.indicator.name}の前の値{right.number(first.before_of_other)}"
                names = f"「{left.indicator.name}」と「{right.indicator.name}」の値が入れ替わっているように見えます"
                sentence = (
                    f"{names}（{len(pairs) // 2}地域）。値{left.number(first.value)}は{former}より{nearer}に近く、"
                )
                yield left.problem("W16", f"{sentence}もう一方も同じです。列と指標を確かめてください。")


_Before = Mapping[str, tuple[float | None, Observation | None]]
"""Region code to its value and to the last one before it."""


@dataclass(frozen=True)
class _Pair:
    """A value with the last one of its own indicator, and with that of the other indicator of the region."""

    value: float
    before: float
    before_of_other: float


def _pairs(left: _Before, right: _Before) -> list[_Pair]:
    """The values of the regions for which both indicators have a value now and before, two for each region."""
    pairs = []
    for region, (value, before) in left.items():
        value_of_other, before_of_other = right.get(region, (None, None))
        if before and before_of_other:
            last, last_of_other = before.value or 0.0, before_of_other.value or 0.0
            if max(last, last_of_other) >= LEAST_SIZE:
                pairs.append(_Pair(value or 0.0, last, last_of_other))
                pairs.append(_Pair(value_of_other or 0.0, last_of_other, last))
    return pairs


def _distance(value: float, other: float) -> float:
    """How many times one of two numbers is the other, as a logarithm; one is added so that zero has a place."""
    return abs(math.log((abs(value) + 1) / (abs(other) + 1)))


def proportions(preview: Preview, in_force: InForce) -> Iterator[Problem]:
    """W17: figures out of proportion: fractions for percentages, a power of ten, the prefecture's value, residents."""
    for group in _groups(preview, in_force):
        sentence = (
            _fractions(group, in_force)
            or _power_of_ten(group, in_force)
            or _unlike_prefecture(group, preview, in_force)
            or _unlike_residents(group, in_force)
        )
        if sentence:
            yield group.problem("W17", sentence)


def _fractions(group: _Group, in_force: InForce) -> str:
    """The sentence for percentages that were written as fractions of one; empty where they were not."""
    indicator = group.indicator
    if not is_percentage(indicator.unit) or not 0 < max(group.values) <= LARGEST_FRACTION:
        return ""
    usual = _newest(indicator, in_force) or ([indicator.baseline.value] if indicator.baseline else [])
    if not usual or median(usual) < SMALLEST_PERCENTAGE:
        return ""
    count = (
        f"値がすべて{group.number(LARGEST_FRACTION)}{indicator.unit}以下です（これまでは{group.number(median(usual))}"
    )
    return f"{count}{indicator.unit}ほど）。割合を小数で書いたのなら、100倍して{indicator.unit}の数で書いてください。"


def _newest(indicator: Indicator, in_force: InForce) -> list[float]:
    """The newest number of every region that has one."""
    newest = (in_force.latest(indicator.id, region.code) for region in in_force.context.regions)
    return [observation.value for observation in newest if observation is not None and observation.value is not None]


def _power_of_ten(group: _Group, in_force: InForce) -> str:
    """The sentence for a file all of whose values are the former ones times or over ten, a hundred, a thousand."""
    before = [_before(row, in_force) for row in group.rows]
    ratios = [
        value / last.value
        for value, last in zip(group.values, before, strict=True)
        if last is not None and last.value and value
    ]
    if len(ratios) < FEWEST_EQUAL:
        return ""
    power = round(math.log10(abs(median(ratios))))
    near = sum(10**power / 2 < ratio < 10**power * 2 for ratio in ratios)
    if not power or near * 5 < len(ratios) * 4:
        return ""
    times = f"{10 ** abs(power):,}{'倍' if power > 0 else '分の1'}"
    return f"{len(ratios)}地域の値が、そろって前の値のおよそ{times}です。単位（百人、千人など）を確かめてください。"


def _unlike_prefecture(group: _Group, preview: Preview, in_force: InForce) -> str:
    """The sentence for regions whose sum is far off the prefecture's latest value; W06 compares those of one day."""
    regions = in_force.context.regions
    prefecture = regions.prefecture
    latest = in_force.latest(group.indicator.id, prefecture.code) if group.indicator.additive else None
    if latest is None or not latest.value:
        return ""
    is_brought = prefecture.code in preview.rows_by_period[group.indicator.id, group.period]
    if is_brought or in_force.on(group.indicator.id, prefecture.code, group.period.date):
        return ""
    brought = {row.observation.region: row.observation.value or 0.0 for row in group.rows}
    for region_set in regions.sets:
        parts = [brought[region.code] for region in region_set.regions if region.code in brought]
        added = sum(parts)
        covers = len(parts) == len(region_set.regions) and not regions.outside(region_set)
        is_far_below = covers and added * FAR_OFF < latest.value
        if len(parts) > 1 and (added > latest.value * FAR_OFF or is_far_below):
            total = f"{region_set.name}{len(parts)}地域を足すと{group.number(added)}で、"
            whole = f"{prefecture.name}の{label(latest.period)}の値{group.number(latest.value)}とかけ離れています。"
            return f"{total}{whole}単位、指標、時点を確かめてください。"
    return ""


def _unlike_residents(group: _Group, in_force: InForce) -> str:
    """The sentence for municipalities without a history whose value per resident is far off the others'."""
    if not group.indicator.additive or all(in_force.record(row.observation) for row in group.rows):
        return ""
    brought = {row.observation.region: row for row in group.rows}
    people = in_force.residents(group.period.date.year)
    values = {}
    for region in in_force.context.regions.municipalities:
        row = brought.get(region.code)
        value = row.observation if row else in_force.latest(group.indicator.id, region.code)
        if value is not None and value.value is not None and region.code in people:
            values[region.code] = value.value
    rates = [value / people[code] for code, value in values.items()]
    if len(rates) < FEWEST_REGIONS or not (middle := median(rates)):
        return ""
    far = []
    for row in group.rows:
        code = row.observation.region
        if code in values and not in_force.record(row.observation):
            usual = middle * people[code]
            least, most = sorted((values[code], usual))
            if most >= max(LEAST_SIZE, PER_HEAD * least):
                far.append((in_force.context.regions.get(code), values[code], usual))
    if not far:
        return ""
    named = "、".join(
        f"{region.name}は{group.number(value)}（人口からはおよそ{format_value(usual, 0)}）"
        for region, value, usual in far[:MOST_REGIONS_NAMED]
    )
    more = f"など{len(far)}地域" if len(far) > MOST_REGIONS_NAMED else ""
    sentence = f"人口当たりの値が、ほかの市町村の{PER_HEAD}倍以上か{PER_HEAD}分の1以下です：{named}{more}。"
    return f"{sentence}行のずれや桁を確かめてください。"
