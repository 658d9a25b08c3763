"""What an indicator's own figures must be to each other: baseline, targets, limit, decimals, unit and direction.

Each of these slips has the right shape, and each would show or refuse a wrong number without a word. Like the rules of
``consistency`` these read the plain data, and pass over what the shape check already reports.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import isfinite

from dashboard import fiscal
from dashboard.catalogue.document import CatalogueProblem, Document, KeyPath
from dashboard.catalogue.models import Direction, is_percentage, possible_range
from dashboard.errors import FiscalError
from dashboard.text import decimal_places, format_value, width_in_ems

NAME_ROOM = 12
"""Full-width characters that go on a line of a card; a half-width one takes little more than half of it."""


@dataclass(frozen=True)
class _Figure:
    """A number of the plan with its place in the file and its name in a sentence."""

    path: KeyPath
    name: str
    value: float
    day: date | None
    restraint: bool


class _Entry:
    """One indicator's figures, as far as they can be read; None or nothing where they cannot."""

    def __init__(self, document: Document, path: KeyPath) -> None:
        self.document = document
        self.path = path
        written = document.at((*path, "direction"))
        self.direction = next((direction for direction in Direction if direction == written), None)
        unit = document.at((*path, "unit"))
        self.unit = unit if isinstance(unit, str) else ""
        decimals = document.at((*path, "decimals")) or 0
        # What cannot be read hides nothing: with six decimals every figure would be printed as it is.
        self.decimals = decimals if isinstance(decimals, int) and 0 <= decimals <= 6 else 6
        self.any_percentage = document.at((*path, "any_percentage")) is True
        self.limit = _number(document, (*path, "natural_limit"))
        self.baseline = _figure(document, (*path, "baseline"), "基準値")
        targets = (_figure(document, target, "目標値") for target in document.items((*path, "targets")))
        self.targets = [target for target in targets if target]

    @property
    def figures(self) -> list[_Figure]:
        """The baseline, if there is one, and the targets that have a value, in the order of the file."""
        return [*([self.baseline] if self.baseline else []), *self.targets]

    def problem(self, key: str, sentence: str) -> CatalogueProblem:
        """A problem with what one key of the indicator says."""
        return self.document.problem((*self.path, key), sentence)


def implausible_figures(document: Document) -> Iterator[CatalogueProblem]:
    """All that does not go together within one indicator."""
    for path in document.items(("indicators",)):
        entry = _Entry(document, path)
        for rule in (_short_name, _decimals, _range, _direction):
            yield from rule(entry)


def _short_name(entry: _Entry) -> Iterator[CatalogueProblem]:
    """The short name goes on a card."""
    for path, name in entry.document.texts([(*entry.path, "short_name")]):
        if width_in_ems(name) > NAME_ROOM:
            sentence = f"短い名前「{name}」は長すぎて、カードに収まりません。全角{NAME_ROOM}字までにしてください。"
            yield entry.document.problem(path, sentence)


def _decimals(entry: _Entry) -> Iterator[CatalogueProblem]:
    """No figure is finer than the decimals with which it is printed."""
    for figure in entry.figures:
        places = decimal_places(figure.value)
        if places > entry.decimals:
            sentence = (
                f"{figure.name} {figure.value:.12g} は小数点以下{places}桁ですが、「decimals」が{entry.decimals}なので "
                f"{format_value(figure.value, entry.decimals)} と表示されます。"
                f"「decimals: {places}」とするか、値を直してください。"
            )
            yield entry.document.problem(figure.path, sentence)


def _range(entry: _Entry) -> Iterator[CatalogueProblem]:
    """Limit, baseline and targets lie where values can lie."""
    least, greatest = possible_range(entry.unit, entry.decimals, any_percentage=entry.any_percentage)
    advice = "値を確かめてください。"
    if is_percentage(entry.unit):
        advice += "増減率のように0～100の外の値もとる割合なら「any_percentage: true」と書き足します。"
    kind = "割合（％）の値は0～100" if is_percentage(entry.unit) else "件数（小数のない値）は0以上"
    for figure in entry.figures:
        if not least <= figure.value <= greatest:
            yield entry.document.problem(
                figure.path, f"{figure.name} {figure.value:.12g} はありえない値です。{kind}です。{advice}"
            )
    if entry.limit is None or entry.direction is None:
        return
    if not least <= entry.limit <= greatest:
        yield entry.problem(
            "natural_limit", f"natural_limit {entry.limit:.12g} はありえない値です。{kind}です。{advice}"
        )
        return
    yield from _limit(entry, entry.direction, entry.limit, greatest if entry.direction is Direction.DOWN else least)


def _limit(entry: _Entry, direction: Direction, limit: float, opposite: float) -> Iterator[CatalogueProblem]:
    """The limit leaves room for values, the baseline and the targets among them."""
    falling = direction is Direction.DOWN
    past = [figure for figure in entry.figures if (figure.value < limit if falling else figure.value > limit)]
    better, end, beyond = ("減る", "下限", "小さい") if falling else ("増える", "上限", "大きい")
    meaning = (
        f"{better}ほどよい指標（direction: {direction}）の natural_limit は値の{end}です"
        f"（{limit:.12g} より{beyond}値は取り込めません）。"
    )
    if limit == opposite or (past and len(past) == len(entry.figures)):
        found = "、".join(f"{figure.name} {figure.value:.12g}" for figure in past)
        yield entry.problem(
            "natural_limit",
            f"{meaning}{f'{found} も範囲の外になります。' if found else 'ほとんどの値が範囲の外になります。'}"
            f"{'下限の 0 などに直すか' if falling else '上限の値に直すか'}、この行を消してください。",
        )
        return
    for figure in past:
        yield entry.document.problem(
            figure.path,
            f"{figure.name} {figure.value:.12g} が natural_limit の {limit:.12g} を超えています。"
            f"{meaning}どちらかを直してください。",
        )


def _direction(entry: _Entry) -> Iterator[CatalogueProblem]:
    """Each target is at least as good as what stands before it, unless the plan only restrains what gets worse."""
    days = [figure.day for figure in entry.figures if figure.day]
    if entry.direction is None or days != sorted(days):
        return
    sign = 1 if entry.direction is Direction.UP else -1
    better = "増えるほどよい" if entry.direction is Direction.UP else "減るほどよい"
    for earlier, later in pairwise(entry.figures):
        if sign * (later.value - earlier.value) < 0 and not later.restraint:
            yield entry.document.problem(
                later.path,
                f"{better}指標（direction: {entry.direction}）なのに、{later.name} {later.value:.12g} が"
                f"{earlier.name} {earlier.value:.12g} より悪い値です。direction か値を直してください。"
                "悪くなるのを抑える目標なら、この行に「restraint: true」と書き足します。",
            )


def _figure(document: Document, path: KeyPath, noun: str) -> _Figure | None:
    value = _number(document, (*path, "value"))
    if value is None:
        return None
    period = document.at((*path, "period"))
    name = f"{period}の{noun}" if isinstance(period, str) else noun
    day = None
    if isinstance(period, str):
        with suppress(FiscalError):
            day = fiscal.parse(period).date
    return _Figure((*path, "value"), name, value, day, document.at((*path, "restraint")) is True)


def _number(document: Document, path: KeyPath) -> float | None:
    value = document.at(path)
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return None
    return float(value)
