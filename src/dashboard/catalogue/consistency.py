"""What a catalogue must hold beyond the shape of its entries: rules that compare two places of the file.

The rules look at the plain data, and at whatever of it can be read, so that a slip in one line does not hide another.
What the shape check already reports (a wrong type, an unreadable period) they pass over in silence.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from typing import NamedTuple

from dashboard import fiscal
from dashboard.catalogue.document import Document, Problem, Where
from dashboard.catalogue.models import Method, folded
from dashboard.errors import FiscalError
from dashboard.fiscal import FiscalYearPoint, Period
from dashboard.text import suggestion


class _Dated(NamedTuple):
    where: Where
    text: str
    period: Period


def broken(document: Document) -> Iterator[Problem]:
    """All breaches of all rules."""
    for rule in RULES:
        yield from rule(document)


def fiscal_year_point(document: Document) -> FiscalYearPoint:
    """The convention the file asks for; the end of the year where it is left out or cannot be read."""
    written = document.at(("judging", "fiscal_year_point"))
    return next((point for point in FiscalYearPoint if point == written), FiscalYearPoint.END)


def _names_are_unique(document: Document) -> Iterator[Problem]:
    seen: dict[str, Where] = {}
    for indicator in document.items(("indicators",)):
        for where, text in document.texts((*indicator, key) for key in ("id", "name", "short_name", "slide_name")):
            first = seen.setdefault(folded(text), where)
            if first[:2] != indicator:
                yield _twice(document, where, text, first)


def _kinds_are_unique(document: Document) -> Iterator[Problem]:
    yield from _unique(document, [(*kind, "name") for kind in document.items(("kinds",))])


def _scenes_are_unique(document: Document) -> Iterator[Problem]:
    yield from _unique(document, document.items(("plan", "scenes")))


def _kinds_are_known(document: Document) -> Iterator[Problem]:
    known = [text for _, text in document.texts((*kind, "name") for kind in document.items(("kinds",)))]
    for indicator in document.items(("indicators",)):
        yield from _unknown(document, "種類", [(*indicator, "kind")], known)


def _scenes_are_known(document: Document) -> Iterator[Problem]:
    known = [text for _, text in document.texts(document.items(("plan", "scenes")))]
    for indicator in document.items(("indicators",)):
        yield from _unknown(document, "場面", document.items((*indicator, "scenes")), known)


def _plan_runs_forward(document: Document) -> Iterator[Problem]:
    years = _plan_years(document)
    if years and years[0] > years[1]:
        where = ("plan", "period", "end")
        yield Problem(
            document.line(where), "計画期間の最後の年度が最初の年度より前です。start と end を確かめてください。"
        )


def _targets_come_in_order(document: Document) -> Iterator[Problem]:
    for indicator in document.items(("indicators",)):
        for earlier, later in pairwise(_targets(document, indicator)):
            if later.period.date <= earlier.period.date:
                yield Problem(
                    document.line(later.where),
                    f"目標「{later.text}」が「{earlier.text}」のあとに書かれています。時点の早い順に、1時点に1つ書いてください。",
                )


def _targets_lie_in_the_plan(document: Document) -> Iterator[Problem]:
    years = _plan_years(document)
    if not years or years[0] > years[1]:
        return
    first, last = map(fiscal.fiscal_year_label, years)
    for indicator in document.items(("indicators",)):
        for target in _targets(document, indicator):
            if not years[0] <= fiscal.fiscal_year(target.period.date) <= years[1]:
                sentence = f"目標の時点「{target.text}」は計画期間（{first}～{last}）の外です。時点を確かめてください。"
                yield Problem(document.line(target.where), sentence)


def _baselines_come_before_targets(document: Document) -> Iterator[Problem]:
    for indicator in document.items(("indicators",)):
        first = min(_targets(document, indicator), key=lambda target: target.period.date, default=None)
        for baseline in _dated(document, (*indicator, "baseline", "period")):
            if first and baseline.period.date >= first.period.date:
                yield Problem(
                    document.line(baseline.where),
                    f"基準値の時点「{baseline.text}」が目標の時点「{first.text}」より前ではありません。"
                    "どちらかの時点を直してください。",
                )


def _initiatives_come_once_a_year(document: Document) -> Iterator[Problem]:
    for indicator in document.items(("indicators",)):
        blocks = [(*block, "fiscal_year") for block in document.items((*indicator, "initiatives"))]
        seen: dict[Period, Where] = {}
        for year in _dated(document, *blocks):
            first = seen.setdefault(year.period, year.where)
            if first != year.where:
                yield _twice(document, year.where, year.text, first)


def _the_line_method_has_a_threshold(document: Document) -> Iterator[Problem]:
    judging = document.at(("judging",))
    if not isinstance(judging, dict) or judging.get("method") != Method.LINE:
        return
    no_change = judging.get("no_change", {})
    if isinstance(no_change, dict) and all(no_change.get(key) is None for key in ("relative", "of_target")):
        where = ("judging", "no_change")
        yield Problem(
            document.line(where), "「no_change」には「relative」か「of_target」の少なくとも一方を書いてください。"
        )


RULES: tuple[Callable[[Document], Iterator[Problem]], ...] = (
    _names_are_unique,
    _kinds_are_unique,
    _scenes_are_unique,
    _kinds_are_known,
    _scenes_are_known,
    _plan_runs_forward,
    _targets_come_in_order,
    _targets_lie_in_the_plan,
    _baselines_come_before_targets,
    _initiatives_come_once_a_year,
    _the_line_method_has_a_threshold,
)


def _unique(document: Document, places: list[Where]) -> Iterator[Problem]:
    seen: dict[str, Where] = {}
    for where, text in document.texts(places):
        first = seen.setdefault(text, where)
        if first != where:
            yield _twice(document, where, text, first)


def _twice(document: Document, where: Where, text: str, first: Where) -> Problem:
    sentence = f"「{text}」は{document.line(first)}行目でも使われています。どちらかを直してください。"
    return Problem(document.line(where), sentence)


def _unknown(document: Document, what: str, places: list[Where], known: list[str]) -> Iterator[Problem]:
    # Where the list of choices is itself missing, that is the one thing to say.
    for where, text in document.texts(places) if known else ():
        if text not in known:
            yield Problem(
                document.line(where),
                f"{what}「{text}」は決められていません。{suggestion(text, list(dict.fromkeys(known)), every=True)}",
            )


def _plan_years(document: Document) -> tuple[int, int] | None:
    dated = list(_dated(document, ("plan", "period", "start"), ("plan", "period", "end")))
    if len(dated) != 2:
        return None
    return fiscal.fiscal_year(dated[0].period.date), fiscal.fiscal_year(dated[1].period.date)


def _targets(document: Document, indicator: Where) -> list[_Dated]:
    return list(_dated(document, *((*target, "period") for target in document.items((*indicator, "targets")))))


def _dated(document: Document, *places: Where) -> Iterator[_Dated]:
    point = fiscal_year_point(document)
    for where, text in document.texts(places):
        with suppress(FiscalError):
            yield _Dated(where, text, fiscal.parse(text, point=point))
