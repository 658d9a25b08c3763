"""One region: residents, every indicator with rank and rate, others beside it, supply and demand, shared targets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape

import streamlit as st

from dashboard.board import Board
from dashboard.catalogue import Indicator
from dashboard.charts.card import profile_picture
from dashboard.charts.picture import Picture
from dashboard.charts.ranking import ranking_picture
from dashboard.charts.region_map import map_picture
from dashboard.charts.regional import RegionalView, figure_text, missing_words, people_words, unit_words
from dashboard.charts.table import Column, ColumnKind, Table, text_columns
from dashboard.comparing import (
    Basis,
    Comparison,
    Order,
    ProfileRow,
    RegionalValue,
    SharedTarget,
    bases_of,
    shared_targets,
)
from dashboard.errors import BoundaryError
from dashboard.fiscal import japanese_date, label, today
from dashboard.judging.words import signed, value_with_unit
from dashboard.now import MapKind, Now, RegionalQuestion, Version, present
from dashboard.observation import Status
from dashboard.places import Region, RegionSet
from dashboard.places.residents import PopulationFigures
from dashboard.sheets.blank import Shape, Template, template_csv, template_xlsx
from dashboard.sheets.spreadsheet import XLSX_TYPE, TableSheet, tables_xlsx
from dashboard.text import format_amount, format_share, format_value, joined_sources
from dashboard.ui import frame, state
from dashboard.ui.blank_files import periods
from dashboard.ui.blocks import downloads, facts_html, figure, framed, section, small
from dashboard.ui.frame import verbatim
from dashboard.ui.linked import LinkedPicture, chosen_in_pictures, linked

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

    asked: RegionalQuestion
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
    state.read_codes(state.REGION, board.regions)
    code = st.query_params.get(state.REGION)
    region = next((region for region in board.regions if region.code == code), None)
    if region and region.code not in regions:
        st.query_params[state.REGION] = (board.regions.area_of(region, region_set) or board.regions.prefecture).code
    chosen = regions[state.select("地域", state.REGION, list(regions), lambda code: regions[code].name)]
    chosen_in_pictures(chosen.code)
    marked_region().region = chosen
    return chosen


def conclusion(view: RegionalView) -> str:
    """Where it is most, where it is least, and the prefecture beside them."""
    comparison = view.comparison
    if not comparison.with_figure:
        return f"{unit_words(comparison)}：値がありません"
    most = comparison.ordered(Order.MOST)[: len(comparison.with_figure)]
    parts = [f"{unit_words(comparison)}：最も多いのは{_named(comparison, most)}"]
    parts.append(f"最も少ないのは{_named(comparison, most[::-1])}")
    if comparison.prefecture.on(comparison.basis) is not None:
        parts.append(f"{comparison.prefecture.region.name}は{figure_text(comparison, comparison.prefecture)}")
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


def choose_map(now: Now) -> MapKind:
    """Which map, where the project has more than one; the real boundaries only where the operator has a file."""
    kinds = [kind.value for kind in MapKind if _usable(now, kind)]
    if len(kinds) < 2:
        return MapKind(kinds[0]) if kinds else MapKind.TILES
    return MapKind(state.segmented("地図", "map", kinds, lambda id_: MapKind(id_).label))


def _usable(now: Now, kind: MapKind) -> bool:
    """Whether there is such a map; a file that is no use is told, and costs nobody the other map."""
    try:
        return now.ground(kind) is not None
    except BoundaryError as error:
        st.warning(verbatim(str(error)))
        return False


def map_and_ranking(now: Now, shown: Shown) -> None:
    """Both in one linked view; without a place for the municipalities the ranking alone."""
    asked, tiles = shown.asked, now.map_figure(shown.asked, shown.kind)
    ranking = LinkedPicture(now.ranking_figure(asked, shown.order), rows=tiles is not None)
    pictures = [LinkedPicture(tiles), ranking] if tiles else [ranking]
    linked(now.view(asked), pictures, f"linked_{asked.indicator}_{asked.region_set}", speaks=True)


def files(now: Now, shown: Shown) -> None:
    """The map and the ranking to take home, marked with the region that is chosen when the button is pressed."""
    asked, place, marked = shown.asked, now.ground(shown.kind), marked_region()
    view = now.view(asked)
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


def over_time(now: Now, asked: RegionalQuestion, days: Sequence[date]) -> None:
    """Small pictures on one scale where there are two dates or more; one date is said to be one."""
    if len(days) < 2:
        st.caption(verbatim(f"地域別の値は{japanese_date(days[0])}の1時点だけなので、推移は示せません。"))
        return
    st.header("推移")
    drawn = now.multiples_figure(asked)
    linked(now.view(asked), [LinkedPicture(drawn)], f"multiples_{asked.indicator}_{asked.region_set}")
    with st.container(horizontal=True):
        downloads(drawn.picture.name, lambda: drawn.picture, "multiples", "推移の")


def missing(view: RegionalView) -> None:
    """Which regions have no value and why; which municipalities keep an area from having a sum."""
    gaps = missing_words(view.comparison.without_figure)
    if gaps:
        st.caption(verbatim(f"値がない地域：{gaps}。"))
    for value in view.comparison.without_figure:
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


MOST_OTHERS = 3
YEARS = (2025, 2040, 2050)
"""Of the projections: now, and the two that plans speak of."""


@st.fragment
def explore(version: Version, indicator_id: str, set_id: str, shown: Shown | None) -> None:
    """Everything that another region changes, and nothing else; a rerun of its own, so that choosing one is quick."""
    with frame.boundary():
        now = present()
        if now.version != version:
            # The rest of the page shows an older state; a page never shows two.
            st.rerun()
        board = now.board
        indicator, region_set = board.catalogue.indicator(indicator_id), board.regions.region_set(set_id)
        with st.container(key="region_controls", horizontal=True, vertical_alignment="bottom"):
            region = choose_region(board, region_set)
            others = choose_others(board, region_set, region)
        card(now, region_set, region, others)
        supply_and_demand(now, indicator, region)
        if shown:
            targets_shared(now, indicator, shown.asked, region)


def choose_others(board: Board, region_set: RegionSet, region: Region) -> tuple[Region, ...]:
    """Up to three regions of the set to put beside the chosen one."""
    state.read_codes("compare", board.regions)
    known = {one.code: one for one in region_set.regions if one != region}
    names = {code: one.name for code, one in known.items()}
    codes = state.several("比べる地域（3つまで）", "compare", names, MOST_OTHERS)
    return tuple(known[code] for code in codes)


def card(now: Now, region_set: RegionSet, region: Region, others: Sequence[Region]) -> None:
    """Residents and all indicators of the region, the others in columns beside it, and the files to take home."""
    shown = (region, *others)
    caption = f"{'、'.join(one.name for one in shown)}の人口とすべての指標（順位は{region_set.name}の中で多い順）"
    table = framed(_card_html(now, region_set, shown, caption), caption)
    section(region.name, table, small(_card_sources(now.board, shown)))
    name = f"{region.name}_カード"
    with st.container(horizontal=True, vertical_alignment="center"):
        downloads(name, lambda: _profile(now, region_set, region, others), "card", "カードの")
        st.download_button(
            "カードの Excel",
            lambda: tables_xlsx(_sheets(now.board, _profile(now, region_set, region, others), shown)),
            f"{name}_{today().isoformat()}.xlsx",
            XLSX_TYPE,
            key="card_xlsx",
            on_click="ignore",
        )


def supply_and_demand(now: Now, indicator: Indicator, region: Region) -> None:
    """The picture of one region's supply, residents and demand; around a municipality that of its areas in words."""
    st.header("供給と需要")
    board = now.board
    figure(now.outlook_figure(indicator.id, region.code), "outlook")
    for area_set in board.regions.area_sets:
        area = board.regions.area_of(region, area_set)
        if area and (demand := board.territory.demand_of(area)):
            said = "、".join(f"{one.label} {format_value(one.receipts_per_month, 0)}件／月" for one in demand)
            name = f"{area_set.name}の{area.name}（{region.name}を含む圏域）"
            st.caption(verbatim(f"{name}の{demand[0].name}：{said}。出典：{demand[0].source}"))


def targets_shared(now: Now, indicator: Indicator, asked: RegionalQuestion, region: Region) -> None:
    """What the prefecture's targets would mean here, as arithmetic and no more."""
    comparison = now.view(asked).comparison
    value = comparison.of(region)
    found = shared_targets(indicator, value, comparison.prefecture) if value else ()
    if not found or value is None:
        return
    prefecture = comparison.prefecture.region.name
    how = (
        f"{prefecture}の目標に、75歳以上の人口の割合（{format_share(found[0].share, 2)}）を掛けた"
        f"計算上の数です。{region.name}の目標ではありません。{people_words([value.people])}"
    )
    columns = text_columns(
        target="県の目標", value="目標値（県）", share=f"割り振った数（{region.name}）", own="値", difference="値との差"
    )
    rows = tuple(_shared_row(one, indicator, value.value, asked.day) for one in found)
    caption = "割り振った数と、この地域の値との差"
    table = framed(facts_html(Table(columns, rows), caption), caption)
    section("県の目標を人口で割り振ると（参考）", small(how), table)


def _shared_row(one: SharedTarget, indicator: Indicator, value: float | None, day: date) -> tuple[str, ...]:
    amount = format_amount(one.amount, indicator.decimals + 1, indicator.unit)
    own = "未登録" if value is None else f"{value_with_unit(value, indicator)}（{japanese_date(day)}）"
    distance = "―" if one.distance is None else f"{signed(one.distance, indicator.decimals + 1)}{indicator.unit}"
    return label(one.target.period), value_with_unit(one.target.value or 0.0, indicator), amount, own, distance


def _card_html(now: Now, region_set: RegionSet, shown: Sequence[Region], caption: str) -> str:
    head = "".join(f'<th scope="col">{escape(one.name)}</th>' for one in shown)
    people = [list(_people_lines(now.board, one)) for one in shown]
    lines = [
        _line(name, [own.get(name, "―") for own in map(dict, people)])
        for name in dict.fromkeys(name for own in people for name, _ in own)
    ]
    survey = now.survey(region_set.id)
    profiles = zip(*(survey.profile(one) for one in shown), strict=True)
    lines += [_line(rows[0].indicator.name, [_indicator_cell(row) for row in rows]) for rows in profiles]
    return (
        f'<table class="facts card-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )


def _line(name: str, cells: Sequence[str]) -> str:
    return f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _people_lines(board: Board, region: Region) -> Iterator[tuple[str, str]]:
    """(heading, HTML) for the counted residents and the projected ones."""
    counted = board.territory.people(region, today())
    if counted:
        when = f"{counted.kind.label} {japanese_date(counted.date)}"
        yield "人口", _amount(f"{counted.total:,}人", when)
        yield "うち75歳以上", _amount(f"{counted.aged_75:,}人", f"人口の{_share(counted.aged_75, counted.total)}")
    projected = [one for year in YEARS if (one := _projected(board, region, year))]
    if projected:
        rates = [(one.date.year, one.ageing_rate) for one in projected if one.ageing_rate is not None]
        yield "高齢化率（推計）", _steps([(year, format_share(rate)) for year, rate in rates])
        yield "75歳以上の人口（推計）", _steps([(one.date.year, f"{one.aged_75:,}人") for one in projected])


def _projected(board: Board, region: Region, year: int) -> PopulationFigures | None:
    return board.territory.population.projected_at(board.territory.codes(region), date(year, 10, 1))


def _share(part: int, whole: int) -> str:
    return format_share(part / whole) if whole else "―"


def _amount(main: str, small: str) -> str:
    return f'<b class="amount">{escape(main)}</b><small>{escape(small)}</small>'


def _steps(steps: Sequence[tuple[int, str]]) -> str:
    parts = (f'<span><small>{year}年</small><b class="amount">{escape(text)}</b></span>' for year, text in steps)
    return f'<div class="steps">{"<i>→</i>".join(parts)}</div>'


def _indicator_cell(row: ProfileRow) -> str:
    value = row.value
    if value is None or row.day is None:
        return '<span class="none">市町村別データ未登録</span>'
    if value.value is None:
        gaps = "、".join(one.region.name for one in value.missing)
        return f'<span class="none">{escape(value.why)}</span>{f"<small>{escape(gaps)}</small>" if gaps else ""}'
    rank = f"{row.rank}位／{row.among}" if row.rank else ""
    small = [*_rate_words(row), *_standing(row)]
    return f"{_amount(value_with_unit(value.value, row.indicator), rank)}<small>{escape('　'.join(small))}</small>"


def _rate_words(row: ProfileRow) -> Iterator[str]:
    """The rate with what it is made of, so that one from two clinics is seen as such."""
    value = row.value
    if row.rate is None or value is None or value.people is None or value.value is None:
        return
    rank = f"、{row.rate_rank}位" if row.rate_rank else ""
    own = format_value(value.value, row.indicator.decimals)
    yield f"75歳以上1,000人当たり {format_value(row.rate, 2)}（{own}／{value.people.aged_75:,}人{rank}）"


def _standing(row: ProfileRow) -> Iterator[str]:
    value = row.value
    if value and row.day:
        yield japanese_date(row.day)
        if value.status and value.status is not Status.OFFICIAL:
            yield value.status.label
        if value.summed:
            yield "市町村の合計"


def _card_sources(board: Board, shown: Sequence[Region]) -> str:
    counted = [board.territory.people(one, today()) for one in shown]
    projected = [one for region in shown for year in YEARS if (one := _projected(board, region, year))]
    sources = dict.fromkeys(source for one in projected for source in one.sources)
    more = f"　推計：{'、'.join(sources)}（各年10月1日）" if sources else ""
    return f"{people_words(counted)}{more}　指標の出典は「定義と出典」と、下の CSV・Excel にあります。"


def _profile(now: Now, region_set: RegionSet, region: Region, others: Sequence[Region]) -> Picture:
    survey = now.survey(region_set.id)
    return profile_picture(survey, region_set, region, others, now.board.updated())


def _sheets(board: Board, picture: Picture, shown: Sequence[Region]) -> list[TableSheet]:
    names = "、".join(one.name for one in shown)
    rows = [
        (region.name, one.kind.label, one.date, one.total, one.aged_65, one.aged_75, joined_sources(one.sources))
        for region in shown
        for one in board.territory.population.of(board.territory.codes(region))
    ]
    columns = (
        Column("region", "地域"),
        Column("kind", "種類"),
        Column("date", "時点", ColumnKind.DATE),
        Column("residents", "人口", ColumnKind.COUNT, "人"),
        Column("residents_65", "65歳以上", ColumnKind.COUNT, "人"),
        Column("residents_75", "75歳以上", ColumnKind.COUNT, "人"),
        Column("source", "出典"),
    )
    plan = board.catalogue.plan
    return [
        TableSheet("指標", picture.title, picture.table, f"{plan.name}　順位は多い順"),
        TableSheet(
            "人口",
            f"{names}の人口と推計",
            Table(columns, tuple(rows)),
            "実数と推計は数え方が違うので、つなげて読まない",
        ),
    ]
