"""What 地域別 says of one region, in parts, for the page and for what the browser fetches at a choice."""

from collections.abc import Iterator, Mapping, Sequence

from dashboard.catalogue import Indicator
from dashboard.charts.regional import people_words
from dashboard.charts.table import Table, text_columns
from dashboard.comparing import Comparison, SharedTarget, shared_targets
from dashboard.fiscal import japanese_date, label
from dashboard.judging.words import signed, value_with_unit
from dashboard.now import Kept, Now, RegionalQuestion
from dashboard.places import Region, RegionSet
from dashboard.text import format_amount, format_share, format_value
from dashboard.ui.blocks import facts_html, fold, framed, picture_data, section, small
from dashboard.ui.page_part import PICTURE_PLACE, Part, bytes_of, part
from dashboard.ui.region_card import card_html

MOST_CARDS = 100
"""Regions whose cards are sent ahead. Each shows all regions, so the bytes grow with the square of their number."""


def card_part(now: Now, region_set: RegionSet, regions: Sequence[Region]) -> Part:
    """Residents and all indicators of the first region, the others in columns beside it."""
    return part(section(regions[0].name, *card_html(now.board, now.survey(region_set.id), region_set, regions)))


def region_body(
    now: Now, indicator: str, region: Region, question: RegionalQuestion | None, *, narrow: bool
) -> Mapping[str, Part]:
    """Supply and demand of a region, and what the prefecture's targets would mean there; kept with this version.

    ``question`` is what is compared on the page; None where the indicator has no values of regions.
    """
    kept = now.answers.setdefault(region_body.__name__, Kept(256, bytes_of))
    return kept.get(
        (indicator, region.code, question, narrow), lambda: _body(now, indicator, region, question, narrow=narrow)
    )


def _body(
    now: Now, indicator: str, region: Region, question: RegionalQuestion | None, *, narrow: bool
) -> Mapping[str, Part]:
    figure = now.outlook_figure(indicator, region.code)
    title = figure.picture.title
    table = fold("図のデータ表", framed(facts_html(figure.picture.table, title), title))
    shared = _targets_shared(now.view(question).comparison, region) if question else ""
    return {
        "supply": part(section("供給と需要", PICTURE_PLACE), picture_data(figure, narrow=narrow)),
        "more": part(table + "".join(map(small, _demands(now, region))) + shared),
    }


def _demands(now: Now, region: Region) -> Iterator[str]:
    """Around a municipality the demand in its areas, in words."""
    regions = now.board.regions
    territory = now.board.territory
    for area_set in regions.area_sets:
        area = regions.area_of(region, area_set)
        demands = territory.demand_of(area) if area else ()
        if area and demands:
            steps = [f"{demand.label} {format_value(demand.receipts_per_month, 0)}件／月" for demand in demands]
            place = f"{area_set.name}の{area.name}（{region.name}を含む圏域）"
            yield f"{place}の{demands[0].name}：{'、'.join(steps)}。出典：{demands[0].source}"


def _targets_shared(comparison: Comparison, region: Region) -> str:
    """What the prefecture's targets would mean here, as arithmetic and no more."""
    indicator = comparison.indicator
    value = comparison.of(region)
    targets = shared_targets(indicator, value, comparison.prefecture) if value else ()
    if not targets or value is None:
        return ""
    prefecture = comparison.prefecture.region.name
    how = (
        f"{prefecture}の目標に、75歳以上の人口の割合（{format_share(targets[0].share, 2)}）を掛けた"
        f"計算上の数です。{region.name}の目標ではありません。{people_words([value.people])}"
    )
    registered = "未登録"
    if value.value is not None:
        registered = f"{value_with_unit(value.value, indicator)}（{japanese_date(comparison.day)}）"
    columns = text_columns(
        target="県の目標", value="目標値（県）", share=f"割り振った数（{region.name}）", own="値", difference="値との差"
    )
    rows = tuple(_shared_row(target, indicator, registered) for target in targets)
    caption = "割り振った数と、この地域の値との差"
    table = framed(facts_html(Table(columns, rows), caption), caption)
    return section("県の目標を人口で割り振ると（参考）", small(how), table)


def _shared_row(shared: SharedTarget, indicator: Indicator, registered: str) -> tuple[str, ...]:
    decimals = indicator.decimals + 1
    unit = indicator.unit
    return (
        label(shared.target.period),
        value_with_unit(shared.target.value or 0.0, indicator),
        format_amount(shared.amount, decimals, unit),
        registered,
        "―" if shared.distance is None else f"{signed(shared.distance, decimals)}{unit}",
    )
