"""What is left out because it says nothing: told once for each column, with every place that fits a sentence."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from dashboard.intake.columns import Field
from dashboard.intake.line import Line
from dashboard.intake.problems import Problem

MOST_SPANS = 10


def without_value(lines: Iterable[Line]) -> list[Problem]:
    """One notice for each value column and way of writing nothing; a template may be empty for most regions."""
    kinds: defaultdict[tuple[int, str], list[Line]] = defaultdict(list)
    for line in lines:
        kinds[line.header.places[Field.VALUE], line.text(Field.VALUE)].append(line)
    return [_notice(kind) for kind in kinds.values()]


def spans(numbers: Sequence[int]) -> str:
    """Ascending row numbers in short: 3～5、8, and など after the tenth span."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    shown = "、".join(f"{first}" if first == last else f"{first}～{last}" for first, last in found[:MOST_SPANS])
    return shown + (" など" if len(found) > MOST_SPANS else "")


def _notice(kind: Sequence[Line]) -> Problem:
    first = kind[0]
    text = first.text(Field.VALUE)
    found = f"「{text}」（値の設定なし）" if text else "空"
    what = "この値" if Field.INDICATOR in first.header.given else "この行"
    others = (
        f"この列では{spans([line.number for line in kind])}行目の{len(kind)}個が同じです。" if len(kind) > 1 else ""
    )
    return first.problem("N02", f"値が{found}なので、{what}は読み飛ばしました。{others}", Field.VALUE)
