"""The finding in words: what a council must know of all indicators, before any picture, as facts.

The facts come in a fixed order, one a sentence, at most six sentences: the next deadline and the days left; how many
indicators reach the required level, and which; who is furthest behind; who is worse than its baseline; what cannot be
judged, and since when there is no value; newer values that do not count, named as such; what has changed since an
earlier date. No cause, no praise, no blame, no advice.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from dashboard.catalogue import Method
from dashboard.fiscal import deadline_words, fiscal_year, fiscal_year_short, japanese_date, label
from dashboard.judging.assessment import Flag, Standing, by_delay
from dashboard.judging.evidence import dated_targets
from dashboard.judging.grading import Grade
from dashboard.judging.growth import GrowthStatus
from dashboard.judging.look import Tone, look_of
from dashboard.judging.words import flag_words, signed, value_with_unit
from dashboard.observation import Observation
from dashboard.text import difference_unit, format_amount

MOST_SENTENCES = 6
_MOST_NAMES = 4
_MOST_BEHIND = 2
_MOST_VALUES = 3
_FAIR_STATUSES = {GrowthStatus.TARGET_ACHIEVED, GrowthStatus.SUBSTANTIAL_PROGRESS}


def finding(
    standings: Sequence[Standing], as_of: date, method: Method = Method.LINE, earlier: Sequence[Standing] = ()
) -> tuple[str, ...]:
    """The sentences about all tracked indicators at ``as_of``; ``earlier`` are the same at a date before it."""
    if not standings:
        return ("目標値のある指標がない。",)
    deadline = _deadline(standings, as_of)
    reaching = _reaching(standings) if method is Method.LINE else _fair(standings)
    furthest, mentioned = _furthest_behind(standings) if method is Method.LINE else ("", ())
    further = [
        furthest,
        _worse_than_baseline([standing for standing in standings if standing not in mentioned]),
        _not_judged(standings),
        _newer_values(standings),
        _changes(standings, earlier),
    ]
    rest = [sentence for sentence in further if sentence]
    first = [sentence for sentence in (deadline, reaching) if sentence]
    if len(first) + len(rest) > MOST_SENTENCES:
        first = [f"{deadline.rstrip('。')}、{reaching}"]
    return (*first, *rest)


def newer_values(standing: Standing) -> tuple[Observation, ...]:
    """Values that do not count (provisional, reference …), newer than the latest one that does, newest first."""
    latest = standing.assessment.latest
    since = date.min if latest is None else latest.as_of
    newer = [value for value in standing.not_judged if value.as_of > since and value.value is not None]
    return tuple(sorted(newer, key=lambda value: value.as_of, reverse=True))


def marked_value_words(standing: Standing, value: Observation) -> str:
    """A value that does not count, named as what it is: 参考値958か所（令和7年9月1日）."""
    kind = value.status.label
    amount = value_with_unit(value.value or 0.0, standing.indicator)
    return f"{kind}{'' if kind.endswith('値') else '値'}{amount}（{label(value.period)}）"


def missing_since_words(standing: Standing) -> str:
    """Why an indicator cannot be judged, and since when it has no value; empty for one that is judged."""
    target = standing.next_target
    indicator = standing.indicator
    if target is None or target.value is None:
        return "目標値が定められていない"
    latest = standing.assessment.latest
    if latest is None:
        return "基準日までの値がない"
    if indicator.baseline is None:
        return "基準値が定められていない"
    if latest.as_of <= indicator.baseline.period.date:
        return f"{label(latest.period)}の後の値がない"
    if target.grade is Grade.E:
        return "目標値が基準値と同じなので判定できない"
    return "計算できない" if target.status is GrowthStatus.NOT_AVAILABLE else ""


def deadline_of(standings: Iterable[Standing], as_of: date) -> date | None:
    """The next day at which a target is due, not before ``as_of``; None where all are past."""
    days = (target.date for standing in standings for target in standing.assessment.targets if target.date)
    return min((day for day in days if day >= as_of), default=None)


def _deadline(standings: Sequence[Standing], as_of: date) -> str:
    day = deadline_of(standings, as_of)
    if day is None:
        ends = [target.period.date for standing in standings for target in dated_targets(standing.indicator)]
        return f"すべての目標の期限（最後は{deadline_words(max(ends))}）を過ぎている。" if ends else ""
    goal = f"{fiscal_year_short(fiscal_year(day))}目標の期限（{deadline_words(day)}）"
    left = (day - as_of).days
    return f"{goal}まで{left:,}日。" if left else f"{goal}は基準日当日。"


def _reaching(standings: Sequence[Standing]) -> str:
    judged = [standing for standing in standings if not _cannot_say(standing)]
    reaching = [standing for standing in judged if _reaches(standing)]
    behind = [standing for standing in judged if not _reaches(standing)]
    return _counted("、値の時点で必要な水準に届いている", "届いていない", len(standings), reaching, behind)


def _fair(standings: Sequence[Standing]) -> str:
    judged = [standing for standing in standings if not _cannot_say(standing)]
    fair = [standing for standing in judged if _status(standing) in _FAIR_STATUSES]
    rest = [standing for standing in judged if standing not in fair]
    words = "、伸び率による判定で「達成」か「十分な進展」である"
    return _counted(words, "それ以外", len(standings), fair, rest)


def _counted(words: str, otherwise: str, total: int, members: Sequence[Standing], rest: Sequence[Standing]) -> str:
    """How many of all indicators it holds for, and which; where these are many, which it does not hold for."""
    if not members and not rest:
        return f"{total}指標のいずれも、まだ判定できない。"
    start = f"{total}指標のうち{words}"
    if not members:
        return f"{start}指標はない。"
    count = f"{start}のは{len(members)}指標"
    if len(members) <= _MOST_NAMES:
        return f"{count}（{_names(members)}）。"
    if rest and len(rest) <= _MOST_NAMES:
        return f"{count}で、{otherwise}のは{_names(rest)}。"
    return f"{count}で、{otherwise}のは{len(rest)}指標。" if rest else f"{count}。"


def _furthest_behind(standings: Sequence[Standing]) -> tuple[str, tuple[Standing, ...]]:
    """The sentence about those furthest from the line, and whom of them it says to be worse than the baseline."""
    behind = [standing for standing in by_delay(standings) if not _cannot_say(standing) and not _reaches(standing)]
    if not behind:
        return "", ()
    named = behind[:_MOST_BEHIND]
    words = []
    for standing in named:
        parts = [_points(standing), f"必要な水準まで{_distance(standing)}"]
        if Flag.BELOW_BASELINE in standing.assessment.flags:
            parts.append(flag_words(Flag.BELOW_BASELINE, standing.indicator))
        words.append(f"{standing.indicator.short_name}（{'、'.join(parts)}）")
    tied = len(named) == _MOST_BEHIND and _points(named[0]) == _points(named[1])
    joined = "と".join(words) if tied else "、次いで".join(words)
    worse = tuple(standing for standing in named if Flag.BELOW_BASELINE in standing.assessment.flags)
    return f"最も離れているのは{joined}。", worse


def _worse_than_baseline(standings: Sequence[Standing]) -> str:
    worse = [standing for standing in standings if Flag.BELOW_BASELINE in standing.assessment.flags]
    by_words: dict[str, list[Standing]] = {}
    for standing in worse:
        by_words.setdefault(flag_words(Flag.BELOW_BASELINE, standing.indicator), []).append(standing)
    parts = [f"{words}のは{_some(members)}" for words, members in by_words.items()]
    return f"{'、'.join(parts)}。" if parts else ""


def _not_judged(standings: Sequence[Standing]) -> str:
    by_reason: dict[str, list[Standing]] = {}
    for standing in standings:
        if _cannot_say(standing):
            by_reason.setdefault(missing_since_words(standing), []).append(standing)
    parts = [f"{_some(members)}は{reason}" for reason, members in by_reason.items()]
    return f"{'、'.join(parts)}。" if parts else ""


def _newer_values(standings: Sequence[Standing]) -> str:
    newest = [(standing, values[0]) for standing in standings if (values := newer_values(standing))]
    if not newest:
        return ""
    words = [f"{standing.indicator.short_name}の{marked_value_words(standing, value)}" for standing, value in newest]
    more = f"など{len(words)}件" if len(words) > _MOST_VALUES else ""
    return f"判定に使わない新しい値は{'、'.join(words[:_MOST_VALUES])}{more}。"


def _changes(standings: Sequence[Standing], earlier: Sequence[Standing]) -> str:
    if not earlier or earlier[0].assessment.as_of >= standings[0].assessment.as_of:
        return ""
    before = {standing.indicator.id: standing for standing in earlier}
    pairs = [(before[standing.indicator.id], standing) for standing in standings if standing.indicator.id in before]
    values = [_change_of_value(old, new) for old, new in pairs if _latest(old) != _latest(new)]
    verdicts = [_change_of_verdict(old, new) for old, new in pairs if _code(old) != _code(new)]
    start = f"{japanese_date(earlier[0].assessment.as_of)}と比べて"
    if not values and not verdicts:
        return f"{start}、新しい値も判定の変化もない。"
    news = f"新しい値は{_listed(values)}" if values else "新しい値はない"
    return f"{start}、{news}、判定の変化は{_listed(verdicts) if verdicts else 'ない'}。"


def _change_of_value(old: Standing, new: Standing) -> str:
    def amount(standing: Standing) -> str:
        latest = standing.assessment.latest
        return "―" if latest is None else value_with_unit(latest.value or 0.0, standing.indicator)

    return f"{new.indicator.short_name}（{amount(old)}から{amount(new)}へ）"


def _change_of_verdict(old: Standing, new: Standing) -> str:
    def words(standing: Standing) -> str:
        look = look_of(standing.next_target)
        return look.letter or look.words

    return f"{new.indicator.short_name}（{words(old)}から{words(new)}へ）"


def _listed(parts: Sequence[str]) -> str:
    more = f"など{len(parts)}指標" if len(parts) > _MOST_VALUES else ""
    return f"{'、'.join(parts[:_MOST_VALUES])}{more}"


def _latest(standing: Standing) -> tuple[date, float | None] | None:
    latest = standing.assessment.latest
    return None if latest is None else (latest.as_of, latest.value)


def _code(standing: Standing) -> str:
    target = standing.next_target
    return "" if target is None else target.code


def _cannot_say(standing: Standing) -> bool:
    return bool(missing_since_words(standing))


def _reaches(standing: Standing) -> bool:
    return look_of(standing.next_target).tone is Tone.AHEAD


def _status(standing: Standing) -> GrowthStatus | None:
    return None if standing.next_target is None else standing.next_target.status


def _points(standing: Standing) -> str:
    target = standing.next_target
    return f"{signed(0.0 if target is None or target.points is None else target.points, 1)}ポイント"


def _distance(standing: Standing) -> str:
    indicator = standing.indicator
    gap = 0.0 if standing.position is None else abs(standing.position.gap)
    return format_amount(gap, indicator.decimals + 1, difference_unit(indicator.unit))


def _names(standings: Sequence[Standing]) -> str:
    return "、".join(standing.indicator.short_name for standing in standings)


def _some(standings: Sequence[Standing]) -> str:
    """The names, or how many there are where they are too many."""
    more = f"など{len(standings)}指標" if len(standings) > _MOST_NAMES else ""
    return f"{_names(standings[:_MOST_NAMES])}{more}"
