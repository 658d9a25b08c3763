"""The stops of meeting mode's walk, in their order: what a wall shows one after the other.

The conclusion, the board, each indicator and then what was done about it and its regions, the regions in words, the
discussion point.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from html import escape

import streamlit as st

from dashboard.catalogue import Indicator
from dashboard.charts.regional import regional_finding
from dashboard.comparing import Order, bases_of
from dashboard.fiscal import japanese_date
from dashboard.judging import Standing
from dashboard.judging.finding import finding
from dashboard.now import MapKind, Now, RegionalQuestion
from dashboard.ui.body import statement
from dashboard.ui.frame import lead
from dashboard.ui.indicator import initiatives
from dashboard.ui.linked import LinkedKind, linked
from dashboard.ui.pages import HOME, INDICATOR, REGIONS, Screen
from dashboard.ui.progress_board import board_block

FINDING = "finding"


@dataclass(frozen=True)
class Stop:
    """One statement: its name in the address, its heading, what is shown, and the screen that says more."""

    name: str
    heading: str
    show: Callable[[], object]
    kind: str
    screen: Screen = HOME
    indicator: str = ""


def stops(now: Now, standings: Sequence[Standing], as_of: date, earlier: date | None = None) -> Iterator[Stop]:
    """The stops with the indicators in the order of ``standings``; ``earlier`` is a date before to compare with."""
    method = now.board.catalogue.judging.method
    sentences = finding(standings, as_of, method, now.standings(earlier) if earlier else ())
    yield Stop(FINDING, "指標の進捗", partial(_paragraphs, sentences), "words")
    yield Stop("board", "目標までの進み", partial(board_block, now, standings, as_of, earlier), "board")
    for standing in standings:
        indicator = standing.indicator
        name, id_ = indicator.name, indicator.id
        yield Stop(id_, name, partial(statement, now, id_, as_of), "statement", INDICATOR, id_)
        if indicator.initiatives:
            listed = partial(st.html, initiatives(indicator, as_of))
            yield Stop(f"{id_}-initiatives", f"{name}　取組", listed, "text", INDICATOR, id_)
        question = _regional_question(now, indicator, as_of)
        if question:
            show = partial(_region_pictures, now, question)
            kind = "municipalities" if question.region_set == now.board.regions.sets[-1].id else "areas"
            yield Stop(f"{id_}-regions", f"{name}　地域別", show, kind, REGIONS, id_)
    yield Stop("regions", "地域別", partial(_regions, now, as_of), "text", REGIONS)
    plan = now.board.catalogue.plan
    if plan.discussion_point:
        yield Stop("discussion", "論点", partial(_paragraphs, [plan.discussion_point]), "words")


def _paragraphs(sentences: Sequence[str]) -> None:
    st.html("".join(f"<p>{escape(sentence)}</p>" for sentence in sentences))


def _regional_question(now: Now, indicator: Indicator, as_of: date) -> RegionalQuestion | None:
    """The newest values of regions by ``as_of``, in the fewest regions, which a wall can show; None without any."""
    regions = now.board.regions
    day = next((day for day in now.panel(indicator.id).days(regions.prefecture) if day <= as_of), None)
    if day is None:
        return None
    basis = bases_of(indicator, population_known=not now.board.territory.population.empty)[-1]
    questions = [RegionalQuestion(indicator.id, region_set.id, basis, day) for region_set in regions.sets]
    return next((each for each in questions if now.view(each).comparison.with_figure), questions[-1])


def _regions(now: Now, as_of: date) -> None:
    """What there is to say of the regions, a paragraph for each indicator that has values of them by ``as_of``."""
    indicators = (*now.board.catalogue.tracked, *now.board.catalogue.others)
    questions = {each.short_name: _regional_question(now, each, as_of) for each in indicators}
    sentences = [
        f"{name}（{japanese_date(question.day)}）　{regional_finding(now.view(question).comparison)}"
        for name, question in questions.items()
        if question
    ]
    _paragraphs(sentences or [f"{japanese_date(as_of)}までの地域別の値は登録されていません。"])


def _region_pictures(now: Now, question: RegionalQuestion) -> None:
    view = now.view(question)
    lead(regional_finding(view.comparison))
    pictures = {
        LinkedKind.MAP: now.map_figure(question, MapKind.TILES),
        LinkedKind.ROWS: now.ranking_figure(question, next(iter(Order))),
    }
    linked(view, {kind: picture for kind, picture in pictures.items() if picture}, f"wall_{question.indicator}")
