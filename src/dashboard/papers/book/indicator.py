"""An indicator's own sheet: the finding and the chart, and below them every figure, reason and initiative.

The values that are judged stand first among the observations and the targets that the plan prints as ― last among the
targets: so each of the chart's lines has its cells under each other, and whoever mends a value sees the chart move.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.charts.words import POINT_WORDS
from dashboard.fiscal import label
from dashboard.observation import Observation
from dashboard.papers.book.cells import NONE, Block, Cell, Figure, Page, number_format, period_cell, signed_format
from dashboard.papers.book.summary import TONES
from dashboard.papers.paper import Paper, Section, YearColumn
from dashboard.progress import required_line, rounded

WIDTHS = (17, 17, 11, 10, 13, 10, 38, 20, 23)
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
