"""The blocks of the regional screen that all regions share: the choices, the map with its ranking, change over time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from dashboard.board import Board, today
from dashboard.catalogue import Indicator
from dashboard.charts.ranking import ranking_picture
from dashboard.charts.region_map import map_picture
from dashboard.charts.regional import RegionalView, figure_text, missing_words, unit_words
from dashboard.errors import BoundaryError
from dashboard.fiscal import japanese_date
from dashboard.papers.spreadsheet import XLSX_TYPE
from dashboard.papers.templates import Shape, Template, template_csv, template_xlsx
from dashboard.regional import Basis, Comparison, Order, RegionalValue, bases_of
from dashboard.regions import Region, RegionSet
from dashboard.ui import cache_regions, state
from dashboard.ui.blank_files import periods
from dashboard.ui.cache_regions import Asked, MapKind
from dashboard.ui.frame import verbatim
from dashboard.ui.linked import REGION, LinkedPicture, chosen_in_pictures, linked
from dashboard.ui.widgets import downloads

MOST_NAMED = 3


@dataclass
class Marked:
    """The region that is chosen now, for files that are made later than the buttons for them.

    So another region need not send those buttons again: each element of a page costs it some milliseconds.
    """

    region: Region | None = None


@dataclass(frozen=True)
class Shown:
    """What the reader asked, and how it is shown: which map, in which order."""

    asked: Asked
    kind: MapKind
    order: Order


def choose_set(board: Board) -> RegionSet:
    """Which regions to look at side by side; the municipalities first."""
    sets = {one.id: one for one in reversed(board.regions.sets)}
    return sets[state.segmented("地域の分け方", "set", list(sets), lambda id_: sets[id_].name)]


def choose_basis(board: Board, indicator: Indicator) -> Basis:
    """What the values are set against; those whom the indicators are for, first."""
    bases = bases_of(indicator, population_known=not board.territory.population.empty)
    ids = [basis.value for basis in reversed(bases)]
    return Basis(state.segmented("見かた", "basis", ids, lambda id_: Basis(id_).label))


def choose_day(days: Sequence[date]) -> date:
    """One of the dates with values from inside the prefecture, the newest first."""
    ids = {day.isoformat(): day for day in days}
    return ids[state.select("時点", "date", list(ids), lambda id_: japanese_date(ids[id_]))]


def choose_region(board: Board, region_set: RegionSet) -> Region:
    """The region that the page tells of; a municipality in the URL becomes its area where areas are looked at."""
    regions = {region.code: region for region in (board.regions.prefecture, *region_set.regions)}
    wanted = st.query_params.get(REGION)
    if wanted is not None and wanted not in regions:
        st.query_params[REGION] = _fitting(board, region_set, wanted).code
    chosen = regions[state.select("地域", REGION, list(regions), lambda code: regions[code].name)]
    chosen_in_pictures(chosen.code)
    marked_region().region = chosen
    return chosen


def _fitting(board: Board, region_set: RegionSet, code: str) -> Region:
    """The area of the set around a municipality; the whole prefecture for anything else."""
    found = next((region for region in board.regions if region.code == code), board.regions.prefecture)
    return board.regions.area_of(found, region_set) or board.regions.prefecture


def conclusion(view: RegionalView) -> str:
    """Where it is most, where it is least, and the prefecture beside them."""
    comparison = view.comparison
    if not comparison.known:
        return f"{unit_words(comparison)}：値がありません"
    most = comparison.ordered(Order.MOST)[: len(comparison.known)]
    parts = [f"{unit_words(comparison)}：最も多いのは{_named(comparison, most)}"]
    parts.append(f"最も少ないのは{_named(comparison, most[::-1])}")
    if comparison.whole.on(comparison.basis) is not None:
        parts.append(f"{comparison.whole.region.name}は{figure_text(comparison, comparison.whole)}")
    return "、".join(parts)


def _named(comparison: Comparison, ordered: Sequence[RegionalValue]) -> str:
    """The first of them with those that are like it."""
    alike = [one for one in ordered if comparison.measured(one) == comparison.measured(ordered[0])]
    names = "・".join(one.region.name for one in alike[:MOST_NAMED])
    more = f"など{len(alike)}{comparison.region_set.level.label}" if len(alike) > MOST_NAMED else ""
    return f"{names}{more} {figure_text(comparison, ordered[0])}"


def choose_order() -> Order:
    """How the ranking is ordered."""
    return Order(state.segmented("並び順", "order", [one.value for one in Order], lambda id_: Order(id_).label))


def choose_map() -> MapKind:
    """Which map, where the project has more than one; the real boundaries only where the operator has a file."""
    kinds = [kind.value for kind in MapKind if _usable(kind)]
    if len(kinds) < 2:
        return MapKind(kinds[0]) if kinds else MapKind.TILES
    return MapKind(state.segmented("地図", "map", kinds, lambda id_: MapKind(id_).label))


def _usable(kind: MapKind) -> bool:
    """Whether there is such a map; a file that is no use is told, and costs nobody the other map."""
    try:
        return cache_regions.ground(kind) is not None
    except BoundaryError as error:
        st.warning(verbatim(str(error)))
        return False


def map_and_ranking(shown: Shown) -> None:
    """Both in one linked view; without a place for the municipalities the ranking alone."""
    asked, place = shown.asked, cache_regions.ground(shown.kind)
    ranking = LinkedPicture(cache_regions.ranking_figure(asked, shown.order), rows=place is not None)
    pictures = [LinkedPicture(cache_regions.map_figure(asked, shown.kind)), ranking] if place else [ranking]
    linked(cache_regions.view(asked), pictures, f"linked_{asked.indicator}_{asked.region_set}", speaks=True)


def files(shown: Shown) -> None:
    """The map and the ranking to take home, marked with the region that is chosen when the button is pressed."""
    asked, place, marked = shown.asked, cache_regions.ground(shown.kind), marked_region()
    view = cache_regions.view(asked)
    with st.container(horizontal=True, vertical_alignment="center"):
        if place:
            downloads(
                f"{view.subject}_地図", lambda: map_picture(replace(view, chosen=marked.region), place), "map", "地図の"
            )
        downloads(
            f"{view.subject}_順位",
            lambda: ranking_picture(replace(view, chosen=marked.region), shown.order),
            "ranking",
            "順位の",
        )


def marked_region() -> Marked:
    """This visitor's chosen region."""
    found = st.session_state.setdefault("marked", Marked())
    assert isinstance(found, Marked)  # noqa: S101 - nothing else writes there
    return found


def over_time(asked: Asked, days: Sequence[date]) -> None:
    """Small pictures on one scale where there are two dates or more; one date is said to be one."""
    if len(days) < 2:
        st.caption(verbatim(f"地域別の値は{japanese_date(days[0])}の1時点だけなので、推移は示せません。"))
        return
    st.header("推移")
    drawn = cache_regions.multiples_figure(asked)
    linked(cache_regions.view(asked), [LinkedPicture(drawn)], f"multiples_{asked.indicator}_{asked.region_set}")
    with st.container(horizontal=True):
        downloads(drawn.picture.name, lambda: drawn.picture, "multiples", "推移の")


def missing(view: RegionalView) -> None:
    """Which regions have no value and why; which municipalities keep an area from having a sum."""
    gaps = missing_words(view.comparison.unknown)
    if gaps:
        st.caption(verbatim(f"値がない地域：{gaps}。"))
    for value in view.comparison.unknown:
        if value.missing:
            parts = "、".join(f"{one.region.name}（{one.why}）" for one in value.missing)
            st.caption(verbatim(f"{value.region.name}は合計を出していません。足りない市町村：{parts}。"))


def not_registered(board: Board, indicator: Indicator) -> None:
    """That nothing is known of the regions, and the file in which the figures could come."""
    st.info(
        verbatim(
            f"「{indicator.name}」の市町村別データは未登録です。公表も登録もされていない値は示しません。"
            "下のひな形に値を書いて、画面「データ更新」で登録すると、ここに地図と順位が出ます。"
        ),
        title="市町村別データ未登録",
    )
    own = tuple(one for one in board.regions.municipalities if not indicator.levels or one.level in indicator.levels)
    if not own:
        return
    template = Template((indicator,), own, periods(today())[0], Shape.LONG)
    with st.container(horizontal=True):
        st.download_button(
            "ひな形 Excel", lambda: template_xlsx(template), template.file_name("xlsx"), XLSX_TYPE, on_click="ignore"
        )
        st.download_button(
            "ひな形 CSV", lambda: template_csv(template), template.file_name("csv"), "text/csv", on_click="ignore"
        )
