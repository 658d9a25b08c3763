"""The stops of meeting mode's walk, in their order: what a wall shows one after the other.

The conclusion, the board, each indicator and then what was done about it, the regions, the discussion point.
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
from dashboard.judging import Standing
from dashboard.judging.finding import finding
from dashboard.now import MapKind, Now, RegionalQuestion
from dashboard.ui.frame import lead
from dashboard.ui.indicator import initiatives, statement
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
        yield Stop(id_, name, partial(statement, now, indicator, as_of), "statement", INDICATOR, id_)
        if indicator.initiatives:
            show = partial(initiatives, indicator, as_of)
            yield Stop(f"{id_}-initiatives", f"{name}　取組", show, "text", INDICATOR, id_)
    yield from _regions(now)
    plan = now.board.catalogue.plan
    if plan.discussion_point:
        yield Stop("discussion", "論点", partial(_paragraphs, [plan.discussion_point]), "words")


def _paragraphs(sentences: Sequence[str]) -> None:
    st.html("".join(f"<p>{escape(sentence)}</p>" for sentence in sentences))


def _regions(now: Now) -> Iterator[Stop]:
    """The first indicator with values of regions, as its screen shows it first."""
    regions = now.board.regions
    for indicator in (*now.board.catalogue.tracked, *now.board.catalogue.others):
        days = now.panel(indicator.id).days(regions.prefecture)
        if days:
            show = partial(_region_pictures, now, indicator, days[0])
            yield Stop("regions", f"地域別　{indicator.name}", show, "picture", REGIONS, indicator.id)
            return


def _region_pictures(now: Now, indicator: Indicator, day: date) -> None:
    board = now.board
    bases = bases_of(indicator, population_known=not board.territory.population.empty)
    question = RegionalQuestion(indicator.id, board.regions.sets[-1].id, bases[-1], day)
    view = now.view(question)
    lead(regional_finding(view.comparison))
    pictures = {
        LinkedKind.MAP: now.map_figure(question, MapKind.TILES),
        LinkedKind.ROWS: now.ranking_figure(question, next(iter(Order))),
    }
    linked(view, {kind: picture for kind, picture in pictures.items() if picture}, "wall")
