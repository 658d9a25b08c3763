"""The regions' sheets: each comparison as a table to sort and filter, and an overview that tells what there is."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.catalogue import Indicator
from dashboard.charts.regional import RegionalView, figures_table, missing_words, people_line, source_line
from dashboard.charts.table import Cell as Plain
from dashboard.charts.table import Column, ColumnKind, cell_text
from dashboard.charts.theme import BAD, GOOD
from dashboard.fiscal import label
from dashboard.judging import required_line
from dashboard.judging.words import POINT_WORDS, definition
from dashboard.observation import Observation
from dashboard.papers.book.cells import (
    EDGE,
    NONE,
    SIZE,
    Block,
    Cell,
    Figure,
    Marked,
    Page,
    number_format,
    period_cell,
    signed_format,
)
from dashboard.papers.paper import Paper, Section, SummaryCell, YearColumn
from dashboard.text import rounded

_LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")


class SheetNames:
    """Names for sheets as Excel accepts them, no two of them alike."""

    def __init__(self) -> None:
        # Excel keeps this one for itself.
        self._taken = {"history"}

    def of(self, text: str) -> str:
        """The name for a sheet about ``text``."""
        name = _cut(_FORBIDDEN.sub("・", text).strip("' 　"), _LONGEST_NAME) or "無題"
        count = 1
        unique = name
        while _key(unique) in self._taken:
            count += 1
            suffix = f"（{count}）"
            unique = _cut(name, _LONGEST_NAME - len(suffix)) + suffix
        self._taken.add(_key(unique))
        return unique


def _cut(text: str, longest: int) -> str:
    """Excel counts a character beyond the first 65,536 twice."""
    return text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore").rstrip("' 　")


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


WIDTHS = (32, 18, 58)
_WHOLE = "資料全体"


def write_definitions(page: Page, paper: Paper) -> int:
    """Writes the sheet; the row (0-based) of its header."""
    page.title("指標の定義と資料の説明")
    page.line(f"{paper.plan}　{paper.as_of}　{paper.known}")
    page.skip()
    block = page.table(("対象", "項目", "内容"), _statements(paper))
    page.sheet.autofilter(block.header, 0, block.last, len(WIDTHS) - 1)
    return block.header


def _statements(paper: Paper) -> Iterator[tuple[str, str, str]]:
    for section in paper.sections:
        yield from ((section.name, *one) for one in _of_indicator(section))
    yield from ((_WHOLE, *one) for one in _of_all(paper))


def _of_indicator(section: Section) -> Iterator[tuple[str, str]]:
    """As on the screen 定義と出典, and the name that the council's own paper prints."""
    indicator = section.standing.indicator
    yield "資料での名前", indicator.slide_name
    yield from ((name, text) for name, text in definition(indicator) if text and text != section.name)


def _of_all(paper: Paper) -> Iterator[tuple[str, str]]:
    if paper.discussion_point:
        yield "論点", paper.discussion_point
    yield from ((f"判定「{name}」", rule) for name, rule in paper.rules)
    yield from (("注", note) for note in paper.notes)
    yield from (("出典", source) for source in paper.sources)


SIZE_HERE = SIZE + 1
"""The table is wide and is printed smaller."""
TONES = {"good": GOOD, "bad": BAD, "": ""}

_BEFORE = (21, 7, 8, 12, 8, 13, 16)
_GOAL = 8
_AFTER = (8, 12, 9, 9, 9, 17, 8, 13)
_SHARE = f'0.0" "%{EDGE};"−"0.0" "%{EDGE}'
_JUDGED = 5


def widths(paper: Paper) -> tuple[int, ...]:
    """Of the columns, as many as there are years with targets."""
    return (*_BEFORE, *(_GOAL for _ in _goals(paper)), *_AFTER)


def write_summary(page: Page, paper: Paper) -> int:
    """Writes the sheet; the row (0-based) of its header."""
    page.title(paper.title)
    page.line(f"{paper.plan}　{paper.as_of}　{paper.known}")
    page.line(paper.computed)
    page.skip()
    block = page.table(_columns(paper), (_row(*pair) for pair in zip(paper.summary.rows, paper.sections, strict=True)))
    page.skip()
    for note in paper.notes:
        page.line(f"・{note}")
    if paper.discussion_point:
        page.heading("論点")
        page.line(paper.discussion_point)
    return block.header


def _goals(paper: Paper) -> tuple[str, ...]:
    """The headings of the targets on the way."""
    return tuple(heading.replace("\n", "") for heading in paper.summary.columns[3:-_JUDGED])


def _columns(paper: Paper) -> tuple[str, ...]:
    start = ("指標", "単位", "基準値", "基準値の時点", "最新値", "最新値の時点", "最新値の日付")
    judged = ("最終目標", "最終目標時点", "達成割合", "必要ペース線との差", "必要倍率", "判定", "対象", "注意")
    return (*start, *_goals(paper), *judged)


def _row(cells: tuple[SummaryCell, ...], section: Section) -> list[Cell]:
    _, baseline, latest, *goals = cells[:-_JUDGED]
    final, achieved, gap, multiple, _ = cells[-_JUDGED:]
    indicator, newest = section.standing.indicator, section.standing.assessment.latest
    shape = number_format(indicator.decimals)
    return [
        *(section.name, indicator.unit),
        *(_figure(baseline, shape), _when_of_baseline(indicator)),
        *(_figure(latest, shape), latest.sub or NONE, newest.as_of if newest else NONE),
        *(_figure(goal, shape) for goal in goals),
        *(_figure(final, shape), period_cell(indicator.targets[-1].period) if indicator.targets else NONE),
        _figure(achieved, _SHARE),
        _rounded(gap, indicator.decimals + 1),
        _figure(multiple, number_format(2, '"倍"')),
        *(
            Marked(section.verdict, TONES[section.tone]),
            section.against.removesuffix("に対し"),
            "\n".join(section.flags),
        ),
    ]


def _when_of_baseline(indicator: Indicator) -> Cell:
    return period_cell(indicator.baseline.period) if indicator.baseline else NONE


def _figure(cell: SummaryCell, shape: str) -> Cell:
    """The number behind a printed cell."""
    return NONE if cell.sort is None else Figure(float(cell.sort), shape)


def _rounded(cell: SummaryCell, decimals: int) -> Cell:
    """As it is printed, so that what rounds to zero shows no sign."""
    return NONE if cell.sort is None else Figure(rounded(float(cell.sort), decimals), signed_format(decimals))


WIDTHS_INDICATOR = (17, 17, 11, 10, 13, 10, 38, 20, 23)
CHART_ROWS = 18
_OBSERVED = ("時点", "日付", "値", "区分", "必要ペース線", "線との差", "出典", "備考", "取り込み番号")
_CORNERS = ("時点", "日付", "値", "種類")


@dataclass(frozen=True)
class Places:
    """Where the chart stands, and where its figures are: (0-based) rows, ``judged`` and ``goals`` from their first."""

    chart: int
    observed: Block
    judged: int
    corners: Block
    goals: int


def write_indicator(page: Page, paper: Paper, section: Section) -> Places:
    """Writes the sheet but for its chart, for which it leaves rows empty."""
    _write_finding(page, paper, section)
    chart = page.row + 1
    page.skip(CHART_ROWS + 2)
    observed = _write_observed(page, section)
    corners = _write_corners(page, section)
    _write_definition(page, section)
    _write_words(page, section)
    goals = sum(target.value is not None for target in section.standing.indicator.targets)
    return Places(chart, observed, len(section.view.judged), corners, goals)


def _write_finding(page: Page, paper: Paper, section: Section) -> None:
    indicator = section.standing.indicator
    page.title(f"{section.name}（単位：{indicator.unit}）")
    page.line(f"{paper.plan}　{paper.as_of}　{paper.known}")
    flags = f"（{'、'.join(section.flags)}）" if section.flags else ""
    tone = TONES[section.tone]
    verdict = f"{section.against}　{section.verdict}{flags}　※{paper.computed}"
    page.fact("判定", verdict.strip("　"), bold=True, **({"font_color": tone} if tone else {}))
    page.fact("最新の状況", section.headline)
    page.fact("目標まで・変化", "　".join(section.facts))
    if section.council:
        page.fact("部会の評価", section.council)
    page.fact("出典・時点", f"{section.source}　{section.dated}")


def _write_observed(page: Page, section: Section) -> Block:
    view = section.view
    page.heading("値の一覧")
    rest = [one for one in view.observations if one not in view.judged]
    block = page.table(_OBSERVED, (_observed(section, one) for one in (*view.judged, *rest)))
    if rest:
        page.line("判定に使う値を先に、参考値や集計中などの使わない値をその下に並べています。")
    if not view.observations:
        page.line("登録された値はありません。")
    return block


def _observed(section: Section, one: Observation) -> list[Cell]:
    view, decimals = section.view, section.standing.indicator.decimals
    line = required_line(view.line, one.as_of) if view.line and one.as_of >= view.line[0][0] else None
    gap = None if line is None or one.value is None else rounded(one.value - line, decimals + 1)
    return [
        *(label(one.period), one.as_of, Figure(one.value, number_format(decimals)), one.status.label),
        Figure(None if line is None else rounded(line, decimals + 1), number_format(decimals + 1)),
        Figure(gap, signed_format(decimals + 1)),
        *(one.source, one.note, one.batch or ""),
    ]


def _write_corners(page: Page, section: Section) -> Block:
    page.heading("必要ペース線の点（基準値と目標値）")
    block = page.table(_CORNERS, _corners(section))
    page.line("必要ペース線は基準値と目標値を結ぶ直線で、法定の見込みではありません。")
    page.line(f"{POINT_WORDS[section.view.catalogue.judging.fiscal_year_point]}にあります。")
    return block


def _corners(section: Section) -> Iterator[list[Cell]]:
    indicator = section.standing.indicator
    shape, baseline = number_format(indicator.decimals), indicator.baseline
    if baseline:
        yield [period_cell(baseline.period), baseline.period.date, Figure(baseline.value, shape), "基準値"]
    for target in sorted(indicator.targets, key=lambda one: one.value is None):
        value = NONE if target.value is None else Figure(target.value, shape)
        yield [period_cell(target.period), target.period.date, value, "目標値"]


def _write_definition(page: Page, section: Section) -> None:
    indicator = section.standing.indicator
    page.heading("指標")
    page.fact("資料での名前", section.subject)
    page.fact("定義", indicator.definition or "―")
    page.fact("種類", indicator.kind)
    for note in indicator.notes:
        page.fact("注記", note)


def _write_words(page: Page, section: Section) -> None:
    page.heading("判定の理由")
    for sentence in section.reasons or ("判定の対象になる目標値がありません。",):
        page.line(sentence, bold=sentence.startswith("【"))
    for year in section.years:
        _write_year(page, year)


def _write_year(page: Page, year: YearColumn) -> None:
    marks = f"（{'、'.join(year.marks)}）" if year.marks else ""
    page.heading(f"{year.heading}{marks}")
    for item in year.items:
        page.line(item)
    for note in year.notes:
        page.line(f"注：{note}")
    if not year.items:
        page.line("登録された取組はありません。")


OVERVIEW_WIDTHS = (58, 34, 12, 14, 34)
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
_VALUE = 12


def regional_widths(view: RegionalView) -> tuple[int, ...]:
    """Of the columns of a comparison."""
    return tuple(_REGIONAL_WIDTHS.get(column.key, _VALUE) for column in figures_table(view).columns)


def write_overview(page: Page, paper: Paper, names: Sequence[str]) -> None:
    """What there is of the regions, on which sheet, and which indicators have nothing."""
    page.title("地域別の値")
    page.line(f"{paper.plan}　{paper.as_of}　{paper.known}")
    page.skip()
    if paper.comparisons:
        columns = ("内容", "時点・区分", "地域の数", "値がある地域", "シート")
        page.table(columns, (_entry(*pair) for pair in zip(paper.comparisons, names, strict=True)))
        page.skip()
    for sentence in (*(note for part in paper.regional for note in (part.title, *part.notes)), *paper.gaps):
        page.line(sentence)


def _entry(view: RegionalView, name: str) -> list[Cell]:
    comparison = view.comparison
    counts = (len(comparison.values), len(comparison.with_figure))
    return [view.title, view.subtitle, *(Figure(count, number_format(0)) for count in counts), name]


def write_comparison(page: Page, view: RegionalView, chosen: str) -> Block:
    """One comparison; ``chosen`` is the code of the region that is marked."""
    table, decimals = figures_table(view), view.comparison.indicator.decimals
    page.title(view.title)
    page.line(view.subtitle)
    gaps = missing_words(view.comparison.without_figure)
    gap_line = f"値がない地域：{gaps}。" if gaps else ""
    for line in (source_line(view.comparison), people_line(view.comparison), gap_line):
        if line:
            page.line(line)
    page.skip()
    rows = [_row_regional(table.columns, row, decimals, view.comparison.decimals) for row in table.rows]
    codes = table.cells("region_code")
    block = page.table(table.headings, rows, codes.index(chosen) if chosen in codes else None)
    # The whole stands last and is no region to be sorted among them.
    page.sheet.autofilter(block.header, 0, max(block.first, block.last - 1), len(table.columns) - 1)
    return block


def _row_regional(columns: Sequence[Column], row: Sequence[Plain], decimals: int, finer: int) -> list[Cell]:
    return [_cell(column, cell, decimals, finer) for column, cell in zip(columns, row, strict=True)]


def _cell(column: Column, cell: Plain, decimals: int, finer: int) -> Cell:
    """A count without decimals, a value with its indicator's, a rate with its own; what has no number stays empty."""
    if isinstance(cell, str | tuple):
        return "" if cell == "" else cell_text(cell)
    if isinstance(cell, date):
        return cell
    if column.kind in {ColumnKind.TEXT, ColumnKind.DATE}:
        return ""
    places = {ColumnKind.COUNT: 0, ColumnKind.VALUE: decimals}.get(column.kind, finer)
    return Figure(cell, number_format(places))
