"""A region's card on the page: its residents, and each indicator with its place among all regions of the set.

Of one region a strip an indicator shows all regions as points, the prefecture as a line and the region itself; several
stand in columns beside each other. Whether chance explains a difference is said, a place only where it means anything.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from dashboard.board import Board
from dashboard.charts.regional import FEW, chance_words, figure_text, people_words, rank_words, status_word
from dashboard.charts.table import NOTHING
from dashboard.comparing import Basis, ProfileRow, Survey, SurveyEntry
from dashboard.comparing.values import RATE_DECIMALS
from dashboard.fiscal import japanese_date, today
from dashboard.judging.words import value_with_unit
from dashboard.places import Region, RegionSet
from dashboard.places.residents import PopulationFigures
from dashboard.text import format_share, format_value
from dashboard.ui.blocks import framed, html_cell, html_row, html_table, small

PROJECTED_YEARS = (2025, 2040, 2050)
"""Now, and the two years that plans speak of."""
UNKNOWN = "市町村別データ未登録"


def card_html(board: Board, survey: Survey, region_set: RegionSet, regions: Sequence[Region]) -> tuple[str, ...]:
    """The blocks of the card of the first of the regions; the others stand in columns beside it."""
    names = "、".join(region.name for region in regions)
    caption = f"{names}の人口とすべての指標（人口当たりは{Basis.AGED_75.label}）"
    rows = list(zip(survey.entries, zip(*map(survey.profile, regions), strict=True), strict=True))
    telling = [(entry, cells) for entry, cells in rows if any(cell.value is not None for cell in cells)]
    if len(regions) == 1:
        table = _strips(board, region_set, [(entry, cells[0]) for entry, cells in telling], caption)
        blocks = [_people_list(board, regions[0]), framed(table, caption)]
    else:
        blocks = [framed(_columns(board, regions, telling, caption), caption)]
    unknown = [entry.panel.indicator.name for entry, cells in rows if all(cell.value is None for cell in cells)]
    if unknown:
        blocks.append(small(f"{UNKNOWN}の指標：{'、'.join(unknown)}"))
    return (*blocks, small(_sources(board, regions)))


def _people_list(board: Board, region: Region) -> str:
    items = (f"<div><dt>{escape(name)}</dt><dd>{html}</dd></div>" for name, html in _people(board, region).items())
    return f'<dl class="people">{"".join(items)}</dl>'


def _strips(board: Board, region_set: RegionSet, rows: Iterable[tuple[SurveyEntry, ProfileRow]], caption: str) -> str:
    """A row an indicator: value, rate, where it lies among all regions, the prefecture, and what chance says."""
    among = f"{len(region_set.regions)}{region_set.level.label}のなかの位置"
    prefecture = board.regions.prefecture
    headings = ["", "値", "人口当たり", among, prefecture.name, "県全体との差と順位"]
    lines = []
    for entry, row in rows:
        strip = entry.rates or entry.counts
        amount = "" if row.rate is None else f"<b>{format_value(row.rate, RATE_DECIMALS)}</b>"
        cells = [
            html_cell(f"<b>{escape(_value(row))}</b>", headings[1], "number"),
            html_cell(amount, "人口当たり", "number"),
            html_cell(_strip(entry, row, prefecture), "位置", "strip"),
            html_cell(escape(figure_text(strip, strip.prefecture)) if strip else "", headings[4], "number"),
            html_cell("".join(f"<span>{escape(part)}</span>" for part in _standing(entry, row)), "県との差"),
        ]
        lines.append(_row(row, cells))
    return html_table(lines, caption, headings, "stacked card-table strips", {headings[1], headings[2], headings[4]})


def _columns(
    board: Board,
    regions: Sequence[Region],
    rows: Iterable[tuple[SurveyEntry, Sequence[ProfileRow]]],
    caption: str,
) -> str:
    """One column a region: residents, then each indicator."""
    people = [_people(board, region, dated=False) for region in regions]
    headings = [region.name for region in regions]
    names = dict.fromkeys(name for figures in people for name in figures)
    lines = [
        html_row(
            name,
            [html_cell(of.get(name, NOTHING), heading) for of, heading in zip(people, headings, strict=True)],
        )
        for name in names
    ]
    for entry, cells in rows:
        htmls = (_cell(entry, cell) for cell in cells)
        first = next((cell for cell in cells if cell.value is not None), cells[0])
        lines.append(_row(first, [html_cell(html, name) for html, name in zip(htmls, headings, strict=True)]))
    return html_table(lines, caption, ["", *headings], "stacked card-table beside")


def _row(row: ProfileRow, cells: Sequence[str]) -> str:
    """A row with the indicator and what its value is of."""
    status = status_word(row.value.status) if row.value else ""
    summed = "市町村の合計" if row.value and row.value.summed else ""
    when = japanese_date(row.day) if row.day else ""
    remark = "　".join(part for part in (when, status, summed) if part)
    name = f"{escape(row.indicator.short_name)}<small>{escape(remark)}</small>"
    return f'<tr><th scope="row" title="{escape(row.indicator.name, quote=True)}">{name}</th>{"".join(cells)}</tr>'


def _value(row: ProfileRow) -> str:
    """The value with its unit, or why there is none."""
    if row.value is None:
        return UNKNOWN
    return row.value.why if row.value.value is None else value_with_unit(row.value.value, row.indicator)


def _cell(entry: SurveyEntry, row: ProfileRow) -> str:
    """A value, under it its rate, and what chance says."""
    comparison = entry.rates
    rate = "" if row.rate is None else f"人口当たり {format_value(row.rate, RATE_DECIMALS)}"
    chance = ""
    if comparison and row.value and comparison.of(row.value.region):
        chance = FEW if comparison.few(row.value) else chance_words(comparison, row.value)
    remarks = (part for part in (chance, _gaps(row)) if part)
    lines = "".join(f"<small>{escape(remark)}</small>" for remark in remarks)
    return f'<div><b class="amount">{escape(_value(row))}</b>{f"<span>{rate}</span>" if rate else ""}{lines}</div>'


def _gaps(row: ProfileRow) -> str:
    """The municipalities that keep an area from having a sum."""
    return "、".join(gap.region.name for gap in row.value.missing) if row.value else ""


def _standing(entry: SurveyEntry, row: ProfileRow) -> list[str]:
    """偶然の範囲, 25位／42; without a rate the place by size; of the prefecture nothing."""
    comparison = entry.rates or entry.counts
    value = row.value
    if comparison is None or value is None or comparison.of(value.region) is None:
        return [part for part in (_gaps(row),) if part]
    words = (chance_words(comparison, value), rank_words(comparison, value), _gaps(row))
    return [part for part in words if part]


def _strip(entry: SurveyEntry, row: ProfileRow, prefecture: Region) -> str:
    """All regions as points from zero to the greatest, the prefecture as a line, the region large; in words too.

    Made of HTML alone: Streamlit lets no drawing through, and text around it takes the reader's size.
    """
    comparison = entry.rates or entry.counts
    if comparison is None or not comparison.with_figure:
        return ""
    figures = [comparison.measured(value) or 0.0 for value in comparison.with_figure]
    line = comparison.line
    most = max([*figures, line or 0.0]) or 1.0

    def mark(figure: float, kind: str = "") -> str:
        css_class = f' class="{kind}"' if kind else ""
        return f'<i{css_class} style="left:{100 * figure / most:.1f}%"></i>'

    marks = [mark(figure) for figure in figures]
    parts = [f"0から{format_value(most, comparison.decimals)}までのうち"]
    if line is not None:
        marks.append(mark(line, "line"))
        name = prefecture.name if line == comparison.prefecture.on(comparison.basis) else "平均"
        parts.append(f"{name}{format_value(line, comparison.decimals)}")
    own = comparison.measured(row.value) if row.value and row.value.region != prefecture else None
    if own is not None and row.value is not None:
        marks.append(mark(own, "chosen"))
        parts.append(f"{row.value.region.name}{format_value(own, comparison.decimals)}")
    words = escape("、".join(parts), quote=True)
    return f'<span class="points" role="img" aria-label="{words}" title="{words}">{"".join(marks)}</span>'


def _people(board: Board, region: Region, *, dated: bool = True) -> dict[str, str]:
    """Heading to HTML, for the counted residents and the projected ones; the date of the former may stand elsewhere."""
    lines: dict[str, str] = {}
    counted = board.territory.people(region, today())
    if counted:
        share = format_share(counted.aged_75 / counted.total) if counted.total else "―"
        when = f"{counted.kind.label} {japanese_date(counted.date)}" if dated else ""
        lines["人口"] = _amount(f"{counted.total:,}人", when)
        lines["うち75歳以上"] = _amount(f"{counted.aged_75:,}人", f"人口の{share}")
    projections = _projections(board, region)
    if projections:
        rates = [(people.date.year, people.ageing_rate) for people in projections]
        lines["高齢化率（推計）"] = _steps([(year, format_share(rate)) for year, rate in rates if rate is not None])
        lines["75歳以上の人口（推計）"] = _steps(
            [(people.date.year, f"{people.aged_75:,}人") for people in projections]
        )
    return lines


def _projections(board: Board, region: Region) -> list[PopulationFigures]:
    codes = board.territory.codes(region)
    population = board.territory.population
    projections = [population.projected_at(codes, date(year, 10, 1)) for year in PROJECTED_YEARS]
    return [people for people in projections if people]


def _amount(figure: str, remark: str) -> str:
    return f'<div><b class="amount">{escape(figure)}</b><small>{escape(remark)}</small></div>'


def _steps(steps: Sequence[tuple[int, str]]) -> str:
    parts = (f'<span><small>{year}年</small><b class="amount">{escape(text)}</b></span>' for year, text in steps)
    return f'<div class="steps">{"".join(parts)}</div>'


def _sources(board: Board, regions: Sequence[Region]) -> str:
    counted = people_words([board.territory.people(region, today()) for region in regions])
    projections = [people for region in regions for people in _projections(board, region)]
    sources = dict.fromkeys(source for people in projections for source in people.sources)
    projected = f"　推計：{'、'.join(sources)}（各年10月1日）" if sources else ""
    return f"{counted}{projected}　指標の出典は「定義と出典」と、下の CSV・Excel にあります。"
