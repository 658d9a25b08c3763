"""The workbook's first sheet: the council paper's table with real numbers to sort and to reckon with."""

from dashboard.catalogue import Indicator
from dashboard.charts.theme import BAD, GOOD
from dashboard.papers.book.cells import (
    EDGE,
    NONE,
    SIZE,
    Cell,
    Figure,
    Marked,
    Page,
    number_format,
    period_cell,
    signed_format,
)
from dashboard.papers.paper import Paper, Section
from dashboard.papers.summary import Cell as Said
from dashboard.progress import rounded

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


def _row(cells: tuple[Said, ...], section: Section) -> list[Cell]:
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


def _figure(cell: Said, shape: str) -> Cell:
    """The number behind a printed cell."""
    return NONE if cell.sort is None else Figure(float(cell.sort), shape)


def _rounded(cell: Said, decimals: int) -> Cell:
    """As it is printed, so that what rounds to zero shows no sign."""
    return NONE if cell.sort is None else Figure(rounded(float(cell.sort), decimals), signed_format(decimals))
