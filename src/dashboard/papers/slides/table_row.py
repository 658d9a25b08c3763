"""The council paper's own row: the indicator with its way, each year's initiatives, the latest values, the targets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dashboard.charts.theme import GREY
from dashboard.papers.paper import Amount, Goal, Section, YearColumn
from dashboard.papers.slides.layout import SMALL
from dashboard.papers.slides.measure import Paragraph, Run, clean, cut_long, said, split_to_fit
from dashboard.papers.slides.tables import PAD_Y, Grid, TableCell, head_cells, inner, shares

_SUBJECT = 0.165
"""Share of the width for the indicator."""

_LATEST, _GOAL = 8.0, 6.9
"""Widths of the columns of figures, in characters of the type."""

_LONGEST = 150
"""Characters of an initiative in one piece; a longer one may go on over two slides."""


@dataclass(frozen=True)
class CouncilRow:
    """The row of one indicator on slides of this width, with its initiatives in type of ``size`` points."""

    section: Section
    width: float
    size: float

    @property
    def years(self) -> tuple[tuple[Paragraph, ...], ...]:
        """All that is to say of each year."""
        return tuple(tuple(_year(year, self.size)) for year in self.section.years)

    def grid(self, years: Sequence[Sequence[Paragraph]]) -> Grid:
        """The whole row with these initiatives."""
        section, size = self.section, self.size
        headings = ("指標\n（数値目標）", *_headings(section), "最新値", *(_broken(goal) for goal in section.goals))
        latest = tuple(line for amount in section.latest for line in _amount(amount, size))
        cells = (
            TableCell(tuple(_path(section, size)), middle=False),
            *(TableCell(tuple(year), middle=False) for year in years),
            TableCell(latest),
            *(TableCell(tuple(_amount(goal.amount, size))) for goal in section.goals),
        )
        return Grid(self._widths(), head_cells(headings, size), (cells,))

    def grid_of_rest(self, years: Sequence[Sequence[Paragraph]]) -> Grid:
        """Initiatives alone, on as much width as there is."""
        widths = shares(self.width, [1.0] * len(years))
        row = tuple(TableCell(tuple(year), middle=False) for year in years)
        return Grid(widths, head_cells(_headings(self.section), self.size), (row,))

    def _widths(self) -> tuple[float, ...]:
        years, goals = len(self.section.years), len(self.section.goals)
        subject, others = self.width * _SUBJECT, [ems * self.size for ems in (_LATEST, *[_GOAL] * goals)]
        free = self.width - subject - sum(others)
        if not years:
            return (subject + free, *others)
        return (subject, *[free / years] * years, *others)

    def tables(self, first: float, others: float) -> Iterator[Grid]:
        """The row in as many tables as it needs: the first in ``first`` points of height, each other in ``others``."""
        empty = self.grid([()] * len(self.section.years))
        shown, rest = _divided(self.years, empty.widths[1:], first - empty.heights[0])
        yield self.grid(shown)
        while any(rest):
            bare = self.grid_of_rest([()] * len(rest))
            shown, rest = _divided(rest, bare.widths, others - bare.heights[0])
            yield self.grid_of_rest(shown)


def _divided(
    years: Sequence[Sequence[Paragraph]], widths: Sequence[float], room: float
) -> tuple[list[tuple[Paragraph, ...]], list[tuple[Paragraph, ...]]]:
    """What of each year goes into a row of that height, and what does not."""
    # Columns after the years' are wider in number only: zip stops at the last year.
    parts = [split_to_fit(year, inner(width), room - 2 * PAD_Y) for year, width in zip(years, widths, strict=False)]
    return [shown for shown, _ in parts], [rest for _, rest in parts]


def _headings(section: Section) -> tuple[str, ...]:
    return tuple(year.heading for year in section.years)


def _broken(goal: Goal) -> str:
    return goal.heading.replace("目標値", "\n目標値")


def _path(section: Section, size: float) -> Iterator[Paragraph]:
    yield replace(said(section.subject, size), after=5)
    for at, amount in enumerate(section.path):
        if at:
            yield said("↓", size)
        yield said(amount.when, size)
        yield said(f"{amount.number}{amount.unit}", size, bold=True)


def _year(year: YearColumn, size: float) -> Iterator[Paragraph]:
    if year.marks:
        yield said(f"［{'、'.join(year.marks)}］", SMALL, colour=GREY)
    if not year.items:
        yield said("登録なし", size, colour=GREY)
    for item in year.items:
        yield from cut_long(Paragraph((Run(clean(item), size),), hanging=True), _LONGEST)
    for note in year.notes:
        yield from cut_long(said(f"注：{note}", SMALL, colour=GREY), _LONGEST)


def _amount(amount: Amount, size: float) -> Iterator[Paragraph]:
    yield said(amount.number, size * 1.7, bold=True, align="ctr")
    lines = [line for line in (amount.unit, amount.when) if line]
    for at, line in enumerate(lines, 1):
        yield replace(said(line, max(size - 1, SMALL), align="ctr"), after=4.0 if at == len(lines) else 0.0)
