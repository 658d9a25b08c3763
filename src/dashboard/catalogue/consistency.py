"""What a catalogue must hold beyond the shape of its entries: rules that compare two places of the file.

The rules look at the plain data, and at whatever of it can be read, so that a slip in one line does not hide another.
What the shape check already reports (a wrong type, an unreadable period) they pass over in silence.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import pairwise
from typing import NamedTuple

from dashboard import fiscal
from dashboard.catalogue.document import CatalogueProblem, Document, KeyPath
from dashboard.catalogue.models import Method, comparable
from dashboard.errors import FiscalError
from dashboard.fiscal import FiscalYearPoint, Period
from dashboard.text import suggestion


class _DatedText(NamedTuple):
    path: KeyPath
    text: str
    period: Period


def breaches(document: Document) -> Iterator[CatalogueProblem]:
    """All breaches of all rules."""
    for rule in (_names, _choices, _levels, _plan_period, _targets, _baselines, _breaks, _initiatives, _thresholds):
        yield from rule(document)


def fiscal_year_point(document: Document) -> FiscalYearPoint:
    """The convention the file asks for; the end of the year where it is left out or cannot be read."""
    written = document.at(("judging", "fiscal_year_point"))
    return next((point for point in FiscalYearPoint if point == written), FiscalYearPoint.END)


def _names(document: Document) -> Iterator[CatalogueProblem]:
    """No two indicators share a name or id, no two kinds or scenes a name."""
    first: dict[str, KeyPath] = {}
    for indicator in document.items(("indicators",)):
        for path, name in document.texts((*indicator, key) for key in ("id", "name", "short_name", "slide_name")):
            earlier = first.setdefault(comparable(name), path)
            if earlier[:2] != indicator:
                yield _repetition(document, path, name, earlier)
    for paths in (_kind_names(document), document.items(("plan", "scenes"))):
        yield from _repetitions(document, ((name, path, name) for path, name in document.texts(paths)))


def _choices(document: Document) -> Iterator[CatalogueProblem]:
    """An indicator's kind and scenes are among those that the file declares."""
    kinds = [name for _, name in document.texts(_kind_names(document))]
    scenes = [name for _, name in document.texts(document.items(("plan", "scenes")))]
    for indicator in document.items(("indicators",)):
        yield from _unknown(document, "種類", [(*indicator, "kind")], kinds)
        yield from _unknown(document, "場面", document.items((*indicator, "scenes")), scenes)


def _levels(document: Document) -> Iterator[CatalogueProblem]:
    """An indicator of a tracked kind takes values of the prefecture, for those are judged."""
    names = document.texts(_kind_names(document))
    tracked = {name for path, name in names if document.at((*path[:-1], "tracked")) is True}
    for indicator in document.items(("indicators",)):
        levels = document.at((*indicator, "levels"))
        if not isinstance(levels, list) or not levels or "prefecture" in levels:
            continue
        for _, kind in document.texts([(*indicator, "kind")]):
            if kind in tracked:
                yield document.problem(
                    (*indicator, "levels"),
                    f"種類「{kind}」は判定する指標ですが、levels に prefecture がないので、"
                    "判定に使う都道府県の値を取り込めません。prefecture を書き足すか、判定しない種類にしてください。",
                )


def _plan_period(document: Document) -> Iterator[CatalogueProblem]:
    years = _plan_years(document)
    if years and years[0] > years[1]:
        yield document.problem(
            ("plan", "period", "end"), "計画期間の最後の年度が最初の年度より前です。start と end を確かめてください。"
        )


def _targets(document: Document) -> Iterator[CatalogueProblem]:
    """An indicator's targets come in the order of their dates, and lie within the plan."""
    years = _plan_years(document)
    for indicator in document.items(("indicators",)):
        targets = _targets_of(document, indicator)
        for earlier, later in pairwise(targets):
            if later.period.date <= earlier.period.date:
                yield document.problem(
                    later.path,
                    f"目標「{later.text}」が「{earlier.text}」のあとに書かれています。時点の早い順に、1時点に1つ書いてください。",
                )
        if years is None or years[0] > years[1]:
            continue
        for target in targets:
            if not years[0] <= fiscal.fiscal_year(target.period.date) <= years[1]:
                plan = "～".join(map(fiscal.fiscal_year_label, years))
                yield document.problem(
                    target.path, f"目標の時点「{target.text}」は計画期間（{plan}）の外です。時点を確かめてください。"
                )


def _baselines(document: Document) -> Iterator[CatalogueProblem]:
    """A baseline is older than every target."""
    for indicator in document.items(("indicators",)):
        first = min(_targets_of(document, indicator), key=lambda target: target.period.date, default=None)
        for baseline in _dated(document, (*indicator, "baseline", "period")):
            if first and baseline.period.date >= first.period.date:
                yield document.problem(
                    baseline.path,
                    f"基準値の時点「{baseline.text}」が目標の時点「{first.text}」より前ではありません。"
                    "どちらかの時点を直してください。",
                )


def _breaks(document: Document) -> Iterator[CatalogueProblem]:
    """An indicator's changes of definition come in the order of their dates."""
    for indicator in document.items(("indicators",)):
        changes = _dated(document, *((*change, "date") for change in document.items((*indicator, "breaks"))))
        for earlier, later in pairwise(changes):
            if later.period.date <= earlier.period.date:
                yield document.problem(
                    later.path,
                    f"定義の変更「{later.text}」が「{earlier.text}」のあとに書かれています。"
                    "日の早い順に、1日に1つ書いてください。",
                )


def _initiatives(document: Document) -> Iterator[CatalogueProblem]:
    """An indicator's initiatives of one fiscal year stand in one block."""
    for indicator in document.items(("indicators",)):
        blocks = document.items((*indicator, "initiatives"))
        years = _dated(document, *((*block, "fiscal_year") for block in blocks))
        yield from _repetitions(document, ((year.period, year.path, year.text) for year in years))


def _thresholds(document: Document) -> Iterator[CatalogueProblem]:
    """The line method needs to know which change counts as none."""
    judging = document.at(("judging",))
    if not isinstance(judging, dict) or judging.get("method") != Method.LINE:
        return
    no_change = judging.get("no_change", {})
    if isinstance(no_change, dict) and all(no_change.get(key) is None for key in ("relative", "of_target")):
        yield document.problem(
            ("judging", "no_change"), "「no_change」には「relative」か「of_target」の少なくとも一方を書いてください。"
        )


def _kind_names(document: Document) -> list[KeyPath]:
    return [(*kind, "name") for kind in document.items(("kinds",))]


def _repetitions(document: Document, entries: Iterable[tuple[object, KeyPath, str]]) -> Iterator[CatalogueProblem]:
    """A problem for each (key, path, text) whose key an earlier one has."""
    first: dict[object, KeyPath] = {}
    for key, path, text in entries:
        earlier = first.setdefault(key, path)
        if earlier != path:
            yield _repetition(document, path, text, earlier)


def _repetition(document: Document, path: KeyPath, text: str, earlier: KeyPath) -> CatalogueProblem:
    sentence = f"「{text}」は{document.line(earlier)}行目でも使われています。どちらかを直してください。"
    return document.problem(path, sentence)


def _unknown(document: Document, noun: str, paths: Iterable[KeyPath], choices: list[str]) -> Iterator[CatalogueProblem]:
    # Where the list of choices is itself missing, that is the one thing to say.
    for path, text in document.texts(paths) if choices else ():
        if text not in choices:
            advice = suggestion(text, list(dict.fromkeys(choices)), every=True)
            yield document.problem(path, f"{noun}「{text}」は決められていません。{advice}")


def _plan_years(document: Document) -> tuple[int, int] | None:
    ends = list(_dated(document, ("plan", "period", "start"), ("plan", "period", "end")))
    if len(ends) != 2:
        return None
    return fiscal.fiscal_year(ends[0].period.date), fiscal.fiscal_year(ends[1].period.date)


def _targets_of(document: Document, indicator: KeyPath) -> list[_DatedText]:
    return list(_dated(document, *((*target, "period") for target in document.items((*indicator, "targets")))))


def _dated(document: Document, *paths: KeyPath) -> Iterator[_DatedText]:
    point = fiscal_year_point(document)
    for path, text in document.texts(paths):
        with suppress(FiscalError):
            yield _DatedText(path, text, fiscal.parse(text, point=point))
