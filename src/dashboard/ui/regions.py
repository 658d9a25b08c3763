"""地域別: one indicator in every region as map and ranking, and all about the region that is chosen.

What another region changes is a fragment of few elements, whose parts (``region_body.py``) the browser shows before the
server has heard of the choice. The pictures of all regions stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import streamlit as st

from dashboard.board import Board
from dashboard.catalogue import Indicator
from dashboard.charts import drawings
from dashboard.charts.drawings import Drawing
from dashboard.charts.regional import RegionalFigure, missing_words
from dashboard.charts.table import Column, ColumnKind, Table
from dashboard.comparing import (
    Basis,
    Order,
    bases_of,
)
from dashboard.errors import BoundaryError
from dashboard.fiscal import japanese_date, today
from dashboard.now import MapKind, Now, RegionalQuestion, Version, present
from dashboard.places import Region, RegionSet
from dashboard.sheets.blank import FileShape, Template
from dashboard.sheets.spreadsheet import XLSX_TYPE, TableSheet, tables_xlsx
from dashboard.text import joined_sources
from dashboard.ui import frame, state
from dashboard.ui.blocks import (
    download,
    downloads,
    has_narrow_places,
    narrow_places,
    newest_quarter,
    template_buttons,
)
from dashboard.ui.frame import verbatim
from dashboard.ui.linked import LinkedKind, heard_region, linked, region_in_pictures
from dashboard.ui.page_part import Part, box_component, part_component
from dashboard.ui.region_body import MOST_CARDS, card_part, region_body
from dashboard.workshop import make

MOST_OTHERS = 5
"""As many as the greatest group of towns that belong together has."""
COMPARE = "compare"
_PART = part_component("region_part")
_SELECT = box_component("region_select", "地域")


@dataclass(frozen=True)
class RegionalChoice:
    """What the reader asked, and how it is shown: which map, in which order."""

    question: RegionalQuestion
    map_kind: MapKind
    order: Order


@dataclass
class RegionMark:
    """The region that is chosen now, for files that are made later than the buttons for them.

    So another region need not send those buttons again: each element of a page costs it some milliseconds.
    """

    region: Region | None = None


def choose_set(board: Board) -> RegionSet:
    """Which regions to look at side by side; the municipalities first."""
    names = {region_set.id: region_set.name for region_set in reversed(board.regions.sets)}
    return board.regions.region_set(state.segmented("地域区分", "set", names))


def choose_basis(board: Board, indicator: Indicator) -> Basis:
    """What the values are set against; the people whom the indicators are for, first."""
    bases = bases_of(indicator, population_known=not board.territory.population.empty)
    return state.member("表示する値", "basis", reversed(bases))


def choose_day(days: Sequence[date]) -> date:
    """One of the dates with values from inside the prefecture, the newest first."""
    return date.fromisoformat(state.select("時点", "date", {day.isoformat(): japanese_date(day) for day in days}))


def choose_map(now: Now) -> MapKind:
    """Which map, where the project has more than one.

    A file of boundaries that cannot be used is a warning, and does not take the other map away.
    """
    kinds = []
    for kind in MapKind:
        try:
            if now.ground(kind):
                kinds.append(kind)
        except BoundaryError as error:
            st.warning(verbatim(str(error)))
    if len(kinds) < 2:
        return kinds[0] if kinds else MapKind.TILES
    return state.member("地図", "map", kinds)


def map_and_ranking(now: Now, choice: RegionalChoice) -> None:
    """Both in one linked view, and as files; without a place for the municipalities the ranking alone.

    In a file the region is marked that is chosen when its button is pressed.
    """
    question = choice.question
    view = now.view(question)
    ground = now.ground(choice.map_kind)
    mark = _mark()

    def marked() -> RegionalFigure:
        return replace(view, chosen=mark.region)

    pictures = {
        LinkedKind.MAP: now.map_figure(question, choice.map_kind),
        LinkedKind.ROWS: now.ranking_figure(question, choice.order),
        LinkedKind.POINTS: now.funnel_figure(question),
    }
    key = f"linked_{question.indicator}_{question.region_set}"
    linked(view, {kind: picture for kind, picture in pictures.items() if picture}, key, speaks=True)
    with st.container(horizontal=True, vertical_alignment="center"):
        if ground:
            downloads(f"{view.subject}_地図", lambda: partial(drawings.region_map, marked(), ground), "map", "地図")
        downloads(
            f"{view.subject}_順位", lambda: partial(drawings.ranking, marked(), choice.order), "ranking", "順位の図"
        )
        if view.comparison.chances:
            downloads(
                f"{view.subject}_偶然の範囲", lambda: partial(drawings.funnel, marked()), "funnel", "偶然の範囲の図"
            )


def _mark() -> RegionMark:
    """This visitor's."""
    mark = st.session_state.setdefault("marked", RegionMark())
    assert isinstance(mark, RegionMark)  # noqa: S101 - nothing else writes there
    return mark


def missing(view: RegionalFigure) -> None:
    """Which regions have no value and why; which municipalities keep an area from having a sum."""
    without = view.comparison.without_figure
    words = missing_words(without)
    if words:
        st.caption(verbatim(f"値がない地域：{words}。"))
    for value in without:
        if value.missing:
            parts = "、".join(f"{gap.region.name}（{gap.why}）" for gap in value.missing)
            st.caption(verbatim(f"{value.region.name}は合計を出していません。足りない市町村：{parts}。"))


def over_time(now: Now, question: RegionalQuestion, days: Sequence[date]) -> None:
    """Small pictures on one scale where there are two dates or more; a remark where there is one."""
    if len(days) < 2:
        st.caption(verbatim(f"地域別の値は{japanese_date(days[0])}の1時点だけなので、推移は示せません。"))
        return
    st.header("推移")
    multiples = now.multiples_figure(question.indicator, question.region_set, question.basis)
    key = f"multiples_{question.indicator}_{question.region_set}"
    linked(now.view(question), {LinkedKind.PANELS: multiples}, key, speaks=True)
    with st.container(horizontal=True):
        downloads(multiples.picture.name, multiples.drawing, "multiples", "推移の図")


def not_registered(board: Board, indicator: Indicator) -> None:
    """That nothing is known of the regions, and the file in which the figures could come."""
    st.info(
        verbatim(
            f"「{indicator.name}」の市町村別データは未登録です。公表も登録もされていない値は示しません。"
            "下のひな形に値を書いて、画面「データ更新」で登録すると、ここに地図と順位が出ます。"
        ),
        title="市町村別データ未登録",
    )
    regions = tuple(region for region in board.regions.municipalities if indicator.takes(region.level))
    if regions:
        template = Template((indicator,), regions, newest_quarter(today()), FileShape.LONG)
        template_buttons(template, "ひな形 Excel", "ひな形 CSV")


@st.fragment
def explore(version: Version, indicator_id: str, set_id: str, choice: RegionalChoice | None) -> None:
    """Everything that another region changes, and nothing else; a rerun of its own, so that choosing one is quick.

    ``version`` is that of the page around it, and the rest are ids, for a fragment outlives the state it began with.
    """
    with frame.boundary():
        now = present()
        if now.version != version:
            # The rest of the page shows an older state; a page never shows two.
            st.rerun()
        board = now.board
        region_set = board.regions.region_set(set_id)
        with st.container(key="region_controls", horizontal=True, vertical_alignment="bottom"):
            region = choose_region(board, region_set)
            others = choose_others(board, region_set, region)
        _card(now, region_set, (region, *others))
        with st.container(key="of_region_card"):
            card_files(now, region_set, region, others)
        question = choice.question if choice else None
        parts = region_body(now, indicator_id, region, question, narrow=has_narrow_places())
        address = _address(now, question) if question else ""
        _show("supply", parts["supply"], region, address)
        supply = now.outlook_figure(indicator_id, region.code)
        with st.container(key="of_region_supply"):
            downloads(supply.picture.name, supply.drawing, "outlook")
        _show("more", parts["more"], region, address)
        region_in_pictures(region.code)


def choose_region(board: Board, region_set: RegionSet) -> Region:
    """The region that the page is about; a municipality in the URL becomes its area where areas are looked at."""
    names = {region.code: region.name for region in (board.regions.prefecture, *region_set.regions)}
    state.read_codes(state.REGION, board.regions)
    regions = {region.code: region for region in board.regions}
    elsewhere = regions.get(st.query_params.get(state.REGION, ""))
    if elsewhere and elsewhere.code not in names:
        area = board.regions.area_of(elsewhere, region_set)
        st.query_params[state.REGION] = (area or board.regions.prefecture).code
    region = regions[state.id_in_url(state.REGION, names)]
    _SELECT(data={"id": region.code, "heard": heard_region(), "options": list(names.items())}, key="region_select")
    _mark().region = region
    return region


def choose_others(board: Board, region_set: RegionSet, region: Region) -> tuple[Region, ...]:
    """Up to five regions of the set to put beside the chosen one."""
    state.read_codes(COMPARE, board.regions)
    others = {other.code: other for other in region_set.regions if other != region}
    names = {code: other.name for code, other in others.items()}
    return tuple(others[code] for code in state.several("比べる地域（5つまで）", COMPARE, names, MOST_OTHERS))


def _card(now: Now, region_set: RegionSet, regions: Sequence[Region]) -> None:
    """Residents and all indicators of the first region, the others in columns beside it."""
    has_all = len(regions) == 1 and len(region_set.regions) <= MOST_CARDS
    address = f"bodies/{now.edition}/{today().isoformat()}/cards/{region_set.id}" if has_all else ""
    _show("card", card_part(now, region_set, regions), regions[0], address, has_all=has_all)


def _address(now: Now, question: RegionalQuestion) -> str:
    """Of the parts of the region whose code is put behind it; never of another version or another code."""
    places = "narrow" if has_narrow_places() else "wide"
    asked = f"{question.indicator}/{question.region_set}/{question.basis}/{question.day.isoformat()}"
    return f"bodies/{now.edition}/{today().isoformat()}/regions/{asked}/{places}/"


def _show(name: str, content: Part, region: Region, address: str, *, has_all: bool = False) -> None:
    """``address``: where other regions' come from; ``has_all``: those of all at once."""
    more = {"part": name, "region": region.code, "heard": heard_region(), "address": address, "hasAll": has_all}
    _PART(data={**content, **more}, key=f"region_{name}", on_narrow_change=narrow_places)


def card_files(now: Now, region_set: RegionSet, region: Region, others: Sequence[Region]) -> None:
    """The card to take home."""
    board = now.board
    survey = now.survey(region_set.id)
    columns = (region, *others)
    drawing = partial(drawings.card, survey, region_set, region, others, board.updated())

    with st.container(horizontal=True, vertical_alignment="center"):
        downloads(f"{region.name}_カード", lambda: drawing, "card", "カード")
        file_name = f"{region.name}_カード_{today().isoformat()}.xlsx"
        download("カードの Excel", lambda: _workbook(board, drawing, columns), file_name, XLSX_TYPE, key="card_xlsx")


def _workbook(board: Board, drawing: Drawing, regions: Sequence[Region]) -> bytes:
    rows = tuple(
        (
            region.name,
            people.kind.label,
            people.date,
            people.total,
            people.aged_65,
            people.aged_75,
            joined_sources(people.sources),
        )
        for region in regions
        for people in board.territory.population.of(board.territory.codes(region))
    )
    columns = (
        Column("region", "地域"),
        Column("kind", "種類"),
        Column("date", "時点", ColumnKind.DATE),
        Column("residents", "人口", ColumnKind.COUNT, "人"),
        Column("residents_65", "65歳以上", ColumnKind.COUNT, "人"),
        Column("residents_75", "75歳以上", ColumnKind.COUNT, "人"),
        Column("source", "出典"),
    )
    title = f"{'、'.join(region.name for region in regions)}の人口と推計"
    indicators = TableSheet("指標", *make(drawings.figures, drawing), f"{board.catalogue.plan.name}　順位は多い順")
    people = TableSheet("人口", title, Table(columns, rows), "実数と推計は数え方が違うので、つなげて読まない")
    return make(tables_xlsx, [indicators, people])
