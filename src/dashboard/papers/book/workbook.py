"""The workbook: the paper's table with real numbers, a sheet an indicator with Excel's own chart, regions, definitions.

Nothing in it calculates: a value that came from outside can never be taken for a formula, and what is printed is what
the other formats print.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from zipfile import ZipFile

from dashboard.charts.file import zipped
from dashboard.charts.regional import RegionalFigure, missing_words, people_line, source_line
from dashboard.charts.series import SeriesKey
from dashboard.charts.table import Cell, Column, ColumnKind, cell_text
from dashboard.charts.theme import OFFICE_FONT
from dashboard.judging.words import POINT_WORDS, definition
from dashboard.observation import Observation
from dashboard.papers.book.native_chart import CHART_ROWS, Rows, completed, insert_chart
from dashboard.papers.book.worksheet import (
    DASH,
    EDGE,
    Block,
    Number,
    SheetCell,
    StyledText,
    Worksheet,
    number_format,
    period_cell,
    signed_format,
)
from dashboard.papers.paper import Paper, Section, SummaryCell
from dashboard.sheets.spreadsheet import SheetNames, new_workbook, set_up_print, xml_text
from dashboard.text import rounded


def xlsx(paper: Paper) -> bytes:
    """The paper as a workbook; the same bytes for the same paper. No cell holds a formula."""
    sink = io.BytesIO()
    with new_workbook(sink, face=OFFICE_FONT, title=paper.title, subject=paper.plan, comments=paper.colophon) as book:
        _write_sheets(book, paper)
    with ZipFile(io.BytesIO(sink.getvalue())) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    return zipped((name, completed(part) if name.startswith("xl/charts/") else part) for name, part in parts)


def _write_sheets(book: Any, paper: Paper) -> None:
    names = SheetNames()
    # Named before they are written, so that the fixed names stay as they are whatever an indicator is called.
    summary, regions, definitions = map(names.of, ("総括", "地域別", "定義"))
    indicators = [names.of(section.standing.indicator.short_name) for section in paper.sections]
    regional = [names.of(view.subject) for view in paper.comparisons]
    _write_summary(Worksheet(book, summary, [width for _, width in _summary_columns(paper)], size=12), paper)
    for name, section in zip(indicators, paper.sections, strict=True):
        _write_indicator(Worksheet(book, name, [width for _, width in _OBSERVED]), paper, section)
    _write_regions(Worksheet(book, regions, (58, 34, 12, 14, 34)), paper, regional)
    for name, view in zip(regional, paper.comparisons, strict=True):
        widths = [_REGIONAL_WIDTHS.get(column.key, 12) for column in view.table.columns]
        _write_comparison(Worksheet(book, name, widths), paper, view)
    _write_definitions(Worksheet(book, definitions, (32, 18, 58)), paper)


def _write_start(page: Worksheet, paper: Paper, title: str) -> None:
    page.title(title)
    page.line(f"{paper.plan}　{paper.dates}")


def _finish(page: Worksheet, paper: Paper, header: int, freeze: tuple[int, int] | None = None) -> None:
    """How it scrolls and prints; ``header`` is the row that every printed page begins with."""
    if freeze:
        page.sheet.freeze_panes(*freeze)
    set_up_print(page.sheet, header)
    page.sheet.set_margins(left=0.3, right=0.3, top=0.5, bottom=0.75)
    page.sheet.print_area(0, 0, page.row - 1, len(page.widths) - 1)
    page.sheet.set_footer(_footer(paper), {"scale_with_doc": False})


_LONGEST_FOOTER = 255


def _footer(paper: Paper) -> str:
    """At the left which paper this is, at the right the page. Excel takes 255 characters; a longer plan is cut."""
    shorter = (f"{paper.plan[:length]}…" for length in reversed(range(len(paper.plan))))
    for plan in (paper.plan, *shorter):
        words = xml_text(f"{plan}　{paper.as_of}\n {paper.registered}　{paper.computed}").replace("&", "&&")
        footer = f"&L&9 {words}&R&9&P／&N ページ"
        if len(footer) <= _LONGEST_FOOTER:
            break
    return footer


# The table of all indicators.

_SHARE = f'0.0" "%{EDGE};"−"0.0" "%{EDGE}'
_TARGET_WIDTH = 8
_BEFORE_TARGETS = (
    *(("指標", 21), ("単位", 7), ("基準値", 8), ("基準値の時点", 12)),
    *(("最新値", 8), ("最新値の時点", 13), ("最新値の日付", 16)),
)
_AFTER_TARGETS = (
    *(("最終目標", 8), ("最終目標時点", 12), ("達成割合", 9), ("必要な水準との差", 9), ("必要倍率", 9)),
    *(("判定", 17), ("対象", 8), ("注意", 13)),
)


def _summary_columns(paper: Paper) -> list[tuple[str, int]]:
    targets = [(column.heading, _TARGET_WIDTH) for column in paper.summary.targets]
    return [*_BEFORE_TARGETS, *targets, *_AFTER_TARGETS]


def _write_summary(page: Worksheet, paper: Paper) -> None:
    _write_start(page, paper, paper.title)
    page.line(paper.computed)
    page.row += 1
    targets = [column.key for column in paper.summary.targets]
    pairs = zip(paper.summary.rows, paper.sections, strict=True)
    rows = [_summary_row(row, section, targets) for row, section in pairs]
    block = page.table([heading for heading, _ in _summary_columns(paper)], rows)
    page.row += 1
    for note in paper.notes:
        page.line(f"・{note}")
    if paper.discussion_point:
        page.heading("論点")
        page.line(paper.discussion_point)
    _finish(page, paper, block.header, freeze=(block.first, 1))


def _summary_row(row: dict[str, SummaryCell], section: Section, targets: Sequence[str]) -> list[SheetCell]:
    """The numbers behind the printed cells, each with its own column for when it was or for what it is."""
    indicator = section.standing.indicator
    latest = section.standing.assessment.latest
    pattern = number_format(indicator.decimals)
    gap = row["gap"].sort
    decimals = indicator.decimals + 1
    return [
        section.name,
        indicator.unit,
        _number(row["baseline"], pattern),
        period_cell(indicator.baseline.period) if indicator.baseline else DASH,
        _number(row["latest"], pattern),
        row["latest"].sub or DASH,
        latest.as_of if latest else DASH,
        *(_number(row[key], pattern) for key in targets),
        _number(row["final_target"], pattern),
        period_cell(indicator.targets[-1].period) if indicator.targets else DASH,
        _number(row["achieved"], _SHARE),
        # As it is printed, so that what rounds to zero shows no sign.
        DASH if gap is None else Number(rounded(float(gap), decimals), signed_format(decimals)),
        _number(row["multiple"], number_format(2, '"倍"')),
        StyledText(section.verdict, {"bold": True}),
        section.against.removesuffix("に対し"),
        "\n".join(section.flags),
    ]


def _number(cell: SummaryCell, pattern: str) -> SheetCell:
    return DASH if cell.sort is None else Number(float(cell.sort), pattern)


# One indicator.

_OBSERVED = (
    *(("時点", 17), ("日付", 17), ("値", 11), ("区分", 10), ("必要な水準", 13), ("必要な水準との差", 10)),
    *(("出典", 38), ("備考", 20), ("取り込み番号", 23)),
)


def _write_indicator(page: Worksheet, paper: Paper, section: Section) -> None:
    indicator = section.standing.indicator
    _write_start(page, paper, section.figure.title)
    _write_finding(page, paper, section)
    chart_row = page.row + 1
    page.row += CHART_ROWS + 2
    observed = _write_observed(page, section)
    corners = _write_corners(page, section)
    if section.drawable:
        tables = _series_rows(section, observed, corners)
        insert_chart(page, section.figure, section.origin, chart_row, tables)
    page.heading("指標")
    page.fact("資料での名前", section.subject)
    page.fact("定義", indicator.definition or "―")
    page.fact("種類", indicator.kind)
    for note in indicator.notes:
        page.fact("注記", note)
    page.heading("判定の理由")
    for sentence in section.reasons or ("判定の対象になる目標値がありません。",):
        page.line(sentence, bold=sentence.startswith("【"))
    _write_initiatives(page, section)
    _finish(page, paper, 0, freeze=(1, 0))


def _write_finding(page: Worksheet, paper: Paper, section: Section) -> None:
    flags = f"（{'、'.join(section.flags)}）" if section.flags else ""
    verdict = f"{section.against}　{section.verdict}{flags}　※{paper.computed}"
    page.fact("判定", verdict.strip("　"), bold=True)
    page.fact("最新の状況", section.headline)
    page.fact("目標まで・変化", "　".join(section.facts))
    if section.caution:
        page.fact("定義変更", section.caution)
    if section.council:
        page.fact("部会の評価", section.council)
    page.fact("出典・時点", f"{section.source}　{section.dated}")


def _write_observed(page: Worksheet, section: Section) -> Block:
    """Values that count, then the other values, those without a mark last, then what is still without a number."""
    standing = section.standing
    records = dict(zip(standing.observations, section.figure.table.records(), strict=True))
    page.heading("値の一覧")
    waiting = [observation for observation in standing.observations if observation.value is None]
    others = [*standing.not_judged, *standing.beside, *waiting]
    rows = [_observed_row(section, observation, records[observation]) for observation in (*standing.judged, *others)]
    block = page.table([heading for heading, _ in _OBSERVED], rows)
    if others:
        page.line("判定に使う値を先に、参考値や集計中などの使わない値をその下に並べています。")
    if not standing.observations:
        page.line("登録された値はありません。")
    return block


def _observed_row(section: Section, observation: Observation, record: dict[str, Any]) -> list[SheetCell]:
    """``record``: the same value in the table under the chart."""
    decimals = section.standing.indicator.decimals
    return [
        record["period"],
        record["date"],
        Number(record["value"], number_format(decimals)),
        record["status"],
        Number(record["line"], number_format(decimals + 1)),
        Number(record["gap"], signed_format(decimals + 1)),
        record["source"],
        record["note"],
        observation.batch or "",
    ]


def _write_corners(page: Worksheet, section: Section) -> Block:
    """Baseline and targets; a target without a value stands last, where no line goes through it."""
    indicator = section.standing.indicator
    pattern = number_format(indicator.decimals)
    rows: list[list[SheetCell]] = []
    if baseline := indicator.baseline:
        value = Number(baseline.value, pattern)
        rows.append([period_cell(baseline.period), baseline.period.date, value, "基準値"])
    for target in sorted(indicator.targets, key=lambda target: target.value is None):
        figure = DASH if target.value is None else Number(target.value, pattern)
        rows.append([period_cell(target.period), target.period.date, figure, "目標値"])
    page.heading("必要な水準の点（基準値と目標値）")
    block = page.table(("時点", "日付", "値", "種類"), rows)
    page.line("必要な水準は基準値と目標値を結ぶ直線で、法定の見込みではありません。")
    page.line(f"{POINT_WORDS[section.figure.catalogue.judging.fiscal_year_point]}にあります。")
    return block


def _series_rows(section: Section, observed: Block, corners: Block) -> dict[SeriesKey, Rows]:
    """First and last row of the chart's series that stand in the two tables."""
    standing = section.standing
    judged = len(standing.judged)
    others = len(standing.not_judged)
    goals = sum(target.value is not None for target in standing.indicator.targets)
    first_goal = corners.first + (standing.indicator.baseline is not None)
    rows = {
        SeriesKey.EARLIER: (observed.first, observed.first + judged - 1),
        SeriesKey.JUDGED: (observed.first, observed.first + judged - 1),
        SeriesKey.NOT_JUDGED: (observed.first + judged, observed.first + judged + others - 1),
        SeriesKey.REQUIRED_LINE: (corners.first, first_goal + goals - 1),
        SeriesKey.BASELINE: (corners.first, corners.first),
        SeriesKey.TARGETS: (first_goal, first_goal + goals - 1),
    }
    if standing.assessment.latest in standing.judged:
        row = observed.first + standing.judged.index(standing.assessment.latest)
        rows[SeriesKey.LATEST] = (row, row)
    return rows


def _write_initiatives(page: Worksheet, section: Section) -> None:
    for year in section.years:
        page.heading(f"{year.heading}（{year.marks}）" if year.marks else year.heading)
        for words in (*year.items, *year.notes):
            page.line(words)
        if not year.items:
            page.line("登録された取組はありません。")


# Regions.

_REGIONAL_WIDTHS = {
    "rank": 7,
    "region_code": 10,
    "region": 12,
    "residents": 11,
    "residents_75": 11,
    "residents_date": 16,
    "as_of": 16,
    "status": 12,
    "source": 44,
}


def _write_regions(page: Worksheet, paper: Paper, names: Sequence[str]) -> None:
    """What there is of the regions, on which sheet, and which indicators have nothing."""
    _write_start(page, paper, "地域別の値")
    page.row += 1
    if paper.comparisons:
        rows: list[list[SheetCell]] = []
        for view, name in zip(paper.comparisons, names, strict=True):
            counts = (len(view.comparison.values), len(view.comparison.with_figure))
            rows.append([view.title, view.subtitle, *(Number(count, number_format(0)) for count in counts), name])
        page.table(("内容", "時点・区分", "地域の数", "値がある地域", "シート"), rows)
        page.row += 1
    for part in paper.regional:
        for sentence in (part.title, *part.notes):
            page.line(sentence)
    for gap in paper.gaps:
        page.line(gap)
    _finish(page, paper, 0)


def _write_comparison(page: Worksheet, paper: Paper, view: RegionalFigure) -> None:
    """One comparison to sort and filter; the row of the chosen region is marked."""
    table = view.table
    page.title(view.title)
    page.line(view.subtitle)
    gaps = missing_words(view.comparison.without_figure)
    lines = (source_line(view.comparison), people_line(view.comparison), f"値がない地域：{gaps}。" if gaps else "")
    for line in lines:
        if line:
            page.line(line)
    page.row += 1
    rows = [[_regional_cell(*pair) for pair in zip(table.columns, row, strict=True)] for row in table.rows]
    codes = table.cells("region_code")
    region = paper.choice.region
    block = page.table(table.headings, rows, codes.index(region) if region in codes else None)
    # The whole stands last and is no region to be sorted among them.
    page.sheet.autofilter(block.header, 0, max(block.first, block.last - 1), len(table.columns) - 1)
    _finish(page, paper, block.header, freeze=(block.first, 3))


def _regional_cell(column: Column, cell: Cell) -> SheetCell:
    """Numbers as their column has them; what has no number stays empty."""
    if isinstance(cell, date):
        return cell
    if column.kind is not ColumnKind.TEXT and not isinstance(cell, str | tuple):
        return Number(cell, number_format(column.decimals))
    return cell_text(cell) if cell else ""


# Definitions.


def _write_definitions(page: Worksheet, paper: Paper) -> None:
    _write_start(page, paper, "指標の定義と資料の説明")
    page.row += 1
    block = page.table(("対象", "項目", "内容"), _statements(paper))
    page.sheet.autofilter(block.header, 0, block.last, len(page.widths) - 1)
    _finish(page, paper, block.header, freeze=(block.first, 0))
    page.sheet.set_portrait()


def _statements(paper: Paper) -> Iterator[tuple[str, str, str]]:
    """As on the screen 定義と出典, with the name that the council's own paper prints; then what is said of all."""
    for section in paper.sections:
        yield section.name, "資料での名前", section.standing.indicator.slide_name
        for name, text in definition(section.standing.indicator):
            if text and text != section.name:
                yield section.name, name, text
    everything = "資料全体"
    if paper.discussion_point:
        yield everything, "論点", paper.discussion_point
    yield from ((everything, f"判定「{name}」", rule) for name, rule in paper.rules)
    yield from ((everything, "注", note) for note in paper.notes)
    yield from ((everything, "出典", source) for source in paper.sources)
