"""One region: residents, every indicator with rank and rate, others beside it, supply and demand, shared targets."""

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape

import streamlit as st

from dashboard.board import Board, today
from dashboard.catalogue import Indicator
from dashboard.charts.picture import Picture, Table
from dashboard.charts.profile import profile_picture
from dashboard.charts.regional import people_words
from dashboard.charts.words import signed, value_with_unit
from dashboard.fiscal import japanese_date, label
from dashboard.observation import Status
from dashboard.papers.spreadsheet import XLSX_TYPE
from dashboard.papers.tables import Sheet, tables_xlsx
from dashboard.progress import format_amount, format_share, format_value
from dashboard.regional import ProfileRow, SharedTarget, shared_targets
from dashboard.regions import Region, RegionSet
from dashboard.regions.population import PopulationFigures
from dashboard.ui import cache_regions, frame, state
from dashboard.ui.cache_regions import Asked
from dashboard.ui.frame import verbatim
from dashboard.ui.regions import Shown, choose_region
from dashboard.ui.widgets import downloads, facts_html, figure, framed, section, small

MOST_OTHERS = 3
YEARS = (2025, 2040, 2050)
"""Of the projections: now, and the two that plans speak of."""


@st.fragment
def explore(board: Board, indicator: Indicator, region_set: RegionSet, shown: Shown | None) -> None:
    """Everything that another region changes, and nothing else; a rerun of its own, so that choosing one is quick."""
    with frame.boundary():
        with st.container(key="region_controls", horizontal=True, vertical_alignment="bottom"):
            region = choose_region(board, region_set)
            others = choose_others(region_set, region)
        card(board, region_set, region, others)
        supply_and_demand(board, indicator, region)
        if shown:
            targets_shared(board, indicator, shown.asked, region)


def choose_others(region_set: RegionSet, region: Region) -> tuple[Region, ...]:
    """Up to three regions of the set to put beside the chosen one."""
    known = {one.code: one for one in region_set.regions if one != region}
    names = {code: one.name for code, one in known.items()}
    codes = state.several("比べる地域（3つまで）", "compare", names, MOST_OTHERS)
    return tuple(known[code] for code in codes)


def card(board: Board, region_set: RegionSet, region: Region, others: Sequence[Region]) -> None:
    """Residents and all indicators of the region, the others in columns beside it, and the files to take home."""
    shown = (region, *others)
    caption = f"{'、'.join(one.name for one in shown)}の人口とすべての指標（順位は{region_set.name}の中で多い順）"
    table = framed(_card_html(board, region_set, shown, caption), caption)
    section(region.name, table, small(_card_sources(board, shown)))
    name = f"{region.name}_カード"
    with st.container(horizontal=True, vertical_alignment="center"):
        downloads(name, lambda: _profile(board, region_set, region, others), "card", "カードの")
        st.download_button(
            "カードの Excel",
            lambda: tables_xlsx(_sheets(board, _profile(board, region_set, region, others), shown)),
            f"{name}_{today().isoformat()}.xlsx",
            XLSX_TYPE,
            key="card_xlsx",
            on_click="ignore",
        )


def supply_and_demand(board: Board, indicator: Indicator, region: Region) -> None:
    """The picture of one region's supply, residents and demand; around a municipality that of its areas in words."""
    st.header("供給と需要")
    figure(cache_regions.outlook_figure(indicator.id, region.code), "outlook")
    for area_set in board.regions.area_sets:
        area = board.regions.area_of(region, area_set)
        if area and (demand := board.territory.demand_of(area)):
            said = "、".join(f"{one.label} {format_value(one.receipts_per_month, 0)}件／月" for one in demand)
            name = f"{area_set.name}の{area.name}（{region.name}を含む圏域）"
            st.caption(verbatim(f"{name}の{demand[0].name}：{said}。出典：{demand[0].source}"))


def targets_shared(board: Board, indicator: Indicator, asked: Asked, region: Region) -> None:
    """What the prefecture's targets would mean here, as arithmetic and no more."""
    comparison = cache_regions.view(asked).comparison
    value = comparison.of(region)
    found = shared_targets(indicator, value, comparison.whole) if value else ()
    if not found or value is None:
        return
    how = (
        f"{board.regions.prefecture.name}の目標に、75歳以上の人口の割合（{format_share(found[0].share, 2)}）を掛けた"
        f"計算上の数です。{region.name}の目標ではありません。{people_words([value.people])}"
    )
    columns = ("県の目標", "目標値（県）", f"割り振った数（{region.name}）", "値", "値との差")
    rows = tuple(_shared_row(one, indicator, value.value, asked.day) for one in found)
    caption = "割り振った数と、この地域の値との差"
    table = framed(facts_html(Table(columns, rows), caption), caption)
    section("県の目標を人口で割り振ると（参考）", small(how), table)


def _shared_row(one: SharedTarget, indicator: Indicator, value: float | None, day: date) -> tuple[str, ...]:
    amount = format_amount(one.amount, indicator.decimals + 1, indicator.unit)
    own = "未登録" if value is None else f"{value_with_unit(value, indicator)}（{japanese_date(day)}）"
    distance = "―" if one.distance is None else f"{signed(one.distance, indicator.decimals + 1)}{indicator.unit}"
    return label(one.target.period), value_with_unit(one.target.value or 0.0, indicator), amount, own, distance


def _card_html(board: Board, region_set: RegionSet, shown: Sequence[Region], caption: str) -> str:
    head = "".join(f'<th scope="col">{escape(one.name)}</th>' for one in shown)
    people = [list(_people_lines(board, one)) for one in shown]
    lines = [
        _line(name, [own.get(name, "―") for own in map(dict, people)])
        for name in dict.fromkeys(name for own in people for name, _ in own)
    ]
    survey = cache_regions.cards(region_set.id)
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
    sources = dict.fromkeys(one.source for one in projected)
    more = f"　推計：{'、'.join(sources)}（各年10月1日）" if sources else ""
    return f"{people_words(counted)}{more}　指標の出典は「定義と出典」と、下の CSV・Excel にあります。"


def _profile(board: Board, region_set: RegionSet, region: Region, others: Sequence[Region]) -> Picture:
    survey = cache_regions.cards(region_set.id)
    return profile_picture(survey, region_set, region, others, board.updated())


def _sheets(board: Board, picture: Picture, shown: Sequence[Region]) -> list[Sheet]:
    names = "、".join(one.name for one in shown)
    rows = [
        (region.name, one.kind.label, one.date, one.total, one.aged_65, one.aged_75, one.source)
        for region in shown
        for one in board.territory.population.of(board.territory.codes(region))
    ]
    columns = ("地域", "種類", "時点", "人口", "65歳以上", "75歳以上", "出典")
    plan = board.catalogue.plan
    return [
        Sheet("指標", picture.title, picture.table, f"{plan.name}　順位は多い順"),
        Sheet(
            "人口",
            f"{names}の人口と推計",
            Table(columns, tuple(rows)),
            "実数と推計は数え方が違うので、つなげて読まない",
        ),
    ]
