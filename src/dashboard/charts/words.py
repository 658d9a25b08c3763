"""Words that every picture carries: values with their unit, grades, and the lines under the chart."""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from dashboard.catalogue import Catalogue, Indicator
from dashboard.fiscal import FiscalYearPoint, label
from dashboard.observation import Observation
from dashboard.progress import Grade, GrowthStatus, TargetAssessment, difference_unit, format_amount, format_value

POINT_WORDS = {
    FiscalYearPoint.END: "年度の値は年度末（3月31日）の位置",
    FiscalYearPoint.MIDDLE: "年度の値は年度の中央（9月30日）の位置",
}


CLOSING = frozenset("、。」』）〉》】〕・ー")


def value_with_unit(value: float, indicator: Indicator) -> str:
    """The value in the indicator's decimals with its unit: 1,000か所, 38.7 %."""
    return format_amount(value, indicator.decimals, indicator.unit)


def signed_difference(value: float, indicator: Indicator) -> str:
    """A difference of two values with its sign and unit: +27か所, −0.4ポイント."""
    return f"{signed(value, indicator.decimals)}{difference_unit(indicator.unit)}"


def signed(value: float, decimals: int) -> str:
    """The value with an explicit sign: +2.0, −3.3, ±0.0."""
    text = format_value(value, decimals)
    if not text.strip("−0.,"):
        return f"±{text.lstrip('−')}"
    return text if value < 0 else f"+{text}"


def source_words(observations: Sequence[Observation]) -> str:
    """出典 of the values shown, newest first: the newest value's in full, the number of further ones."""
    newest_first = sorted(observations, key=lambda o: o.as_of, reverse=True)
    sources = list(dict.fromkeys(o.source for o in newest_first if o.source))
    if not sources:
        return "出典：未記載"
    more = f"　ほか{len(sources) - 1}件（一覧はデータ表）" if len(sources) > 1 else ""
    return f"出典：{sources[0]}{more}"


def as_of_words(observations: Sequence[Observation]) -> str:
    """時点 of the newest value shown."""
    newest = max(observations, key=lambda o: o.as_of, default=None)
    return "時点：値なし" if newest is None else f"時点：{label(newest.period)}"


def footer_lines(
    legend: str, observations: Sequence[Observation], catalogue: Catalogue, updated: date | None
) -> tuple[str, str, str]:
    """The small lines under a chart about these observations: legend, source, as-of with the convention in use."""
    day = f"　データ更新日：{updated.isoformat()}" if updated else ""
    where = POINT_WORDS[catalogue.judging.fiscal_year_point]
    return legend, source_words(observations), f"{as_of_words(observations)}{day}　{where}"


def folded(lines: Sequence[str], characters: int) -> tuple[str, ...]:
    """The lines broken so that none is wider than ``characters`` full-width ones."""
    return tuple(piece for line in lines for piece in _folded(line, characters))


def _folded(line: str, characters: int) -> list[str]:
    """Broken at the full-width spaces between its parts; a part too long on its own is broken inside."""
    pieces = [""]
    for part in line.split("　"):
        joined = f"{pieces[-1]}　{part}" if pieces[-1] else part
        if _width(joined) <= characters:
            pieces[-1] = joined
            continue
        pieces.extend(_cut(part, characters))
    return [piece for piece in pieces if piece]


def _cut(part: str, characters: int) -> Iterator[str]:
    """Pieces no wider than ``characters``, none of which begins with a mark that closes or ends what stands before."""
    while part:
        end = next((at for at in range(len(part), 1, -1) if _width(part[:at]) <= characters), 1)
        while end > 1 and part[end : end + 1] in CLOSING:
            end -= 1
        yield part[:end]
        part = part[end:]


def _width(text: str) -> float:
    """Length in full-width characters."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "FWA" else 0.5 for c in text)


def verdict(target: TargetAssessment | None) -> str:
    """The grade with its letter, or the growth rate's status; 目標値なし where there is no target."""
    if target is None:
        return "目標値なし"
    if target.grade is not None:
        return f"{target.grade.value}　{target.grade.short}"
    return target.status.short if target.status is not None else "―"


def sources_words(observations: Sequence[Observation]) -> str:
    """出典 of several values in one line, each source once."""
    sources = list(dict.fromkeys(o.source for o in observations if o.source))
    return f"出典：{'、'.join(sources)}" if sources else "出典：未記載"


GOOD = {Grade.A, Grade.B, GrowthStatus.TARGET_ACHIEVED, GrowthStatus.SUBSTANTIAL_PROGRESS}
BAD = {Grade.B_STAR, Grade.D, GrowthStatus.LIMITED_PROGRESS, GrowthStatus.DETERIORATION}


def tone(target: TargetAssessment | None) -> str:
    """The colour that goes beside the words of a verdict: good, bad, or none where it is neither."""
    judged = None if target is None else target.grade or target.status
    return "good" if judged in GOOD else "bad" if judged in BAD else ""
