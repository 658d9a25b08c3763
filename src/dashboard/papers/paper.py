"""A council paper before it has a format: what it says, page by page, in words and figures.

Every writer (PDF, slides, workbook, document) lays out these same parts, so no format can say anything of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dashboard.catalogue import Baseline, Catalogue, Target
from dashboard.charts.figure import TrackingFigure
from dashboard.charts.ground import Ground
from dashboard.charts.picture import SCREEN, Frame, Picture
from dashboard.charts.regional import MANY, RegionalFigure
from dashboard.charts.table import NOTHING, Column, Table, text_columns
from dashboard.comparing import Order
from dashboard.fiscal import fiscal_year, fiscal_year_short, label, short_label
from dashboard.judging import Flag, Standing
from dashboard.judging.look import look_of
from dashboard.judging.words import signed
from dashboard.observation import Observation
from dashboard.papers.choice import Choice
from dashboard.places import Region, Regions
from dashboard.text import format_share, format_value


@dataclass(frozen=True)
class SummaryCell:
    """What stands in a cell, the small line under it, and the figure to sort by; None where there is none."""

    text: str = NOTHING
    sub: str = ""
    sort: float | str | None = None
    number: bool = True


@dataclass(frozen=True)
class Summary:
    """The table of all indicators: in each row a cell for every column, by its key and in the columns' order.

    A heading may break where it has a line end. Of the columns, ``targets`` are those of the targets on the way.
    """

    columns: tuple[Column, ...]
    rows: tuple[dict[str, SummaryCell], ...]
    targets: tuple[Column, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """The printed heading of each column."""
        return tuple(column.heading for column in self.columns)


def summary(standings: Sequence[Standing]) -> Summary:
    """A column for each fiscal year with a target on the way, and one for the last target of each indicator."""
    years = sorted({_year(target) for standing in standings for target in standing.indicator.targets[:-1]})
    targets = tuple(Column(f"target_{year}", f"{fiscal_year_short(year)}目標") for year in years)
    columns = (
        *text_columns(indicator="指標", baseline="基準値", latest="最新値"),
        *targets,
        *text_columns(final_target="最終目標", achieved="達成割合", gap="必要な水準\nとの差", multiple="必要倍率"),
        *text_columns(verdict="判定"),
    )
    return Summary(columns, tuple(_summary_row(standing, years) for standing in standings), targets)


def _year(target: Target) -> int:
    return fiscal_year(target.period.date)


def _summary_row(standing: Standing, years: Sequence[int]) -> dict[str, SummaryCell]:
    """``years``: the fiscal years of all targets on the way, a column each; the last target has its own column."""
    indicator = standing.indicator
    latest = standing.assessment.latest
    decimals = indicator.decimals
    on_the_way = {_year(target): target for target in indicator.targets[:-1]}
    final = indicator.targets[-1] if indicator.targets else None
    return {
        "indicator": SummaryCell(
            indicator.name, f"単位：{indicator.unit}　{indicator.kind}", indicator.name, number=False
        ),
        "baseline": _value_cell(indicator.baseline, decimals),
        "latest": _value_cell(latest if latest and latest.value is not None else None, decimals),
        **{f"target_{year}": _value_cell(on_the_way.get(year), decimals) for year in years},
        "final_target": _value_cell(final, decimals),
        **_judged_cells(standing),
    }


def _value_cell(value: Baseline | Observation | Target | None, decimals: int) -> SummaryCell:
    """A value over its period; a dash where the plan names the period and no value, or neither."""
    if value is None:
        return SummaryCell()
    if value.value is None:
        return SummaryCell(sub=label(value.period))
    return SummaryCell(format_value(value.value, decimals), label(value.period), value.value)


def _judged_cells(standing: Standing) -> dict[str, SummaryCell]:
    target = standing.next_target
    latest = standing.assessment.latest
    against = f"{fiscal_year_short(fiscal_year(target.date))}に対し" if target and target.date else ""
    beside = [against] if against else []
    verdict = look_of(target).verdict
    beside += [Flag.BREAK.label] if standing.assessment.breaks else []
    cells = {
        "achieved": SummaryCell(),
        "gap": SummaryCell(),
        "multiple": SummaryCell(),
        "verdict": SummaryCell(verdict, "、".join(beside), verdict, number=False),
    }
    if target and latest and target.achieved is not None and target.gap is not None:
        gap = signed(target.gap, standing.indicator.decimals + 1)
        cells["achieved"] = SummaryCell(format_share(target.achieved), against, target.achieved)
        cells["gap"] = SummaryCell(gap, f"{short_label(latest.period)}時点", target.gap)
        if target.multiple is not None:
            cells["multiple"] = SummaryCell(f"{target.multiple:.2f}倍", against, target.multiple)
    return cells


@dataclass(frozen=True)
class Amount:
    """A figure as it is printed: the number (or ―, 集計中), its unit and the date it stands for, either maybe empty."""

    number: str
    unit: str = ""
    when: str = ""


@dataclass(frozen=True)
class YearColumn:
    """The initiatives of one fiscal year, word for word; no items where none are registered for it."""

    heading: str
    marks: str = ""
    items: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Goal:
    """One target under its heading, which may break where it has a line end; ― where the plan prints none."""

    heading: str
    amount: Amount


@dataclass(frozen=True)
class Section:
    """One indicator.

    ``verdict`` is the computed grade in words and ``against`` the target it is for.
    ``headline`` is the finding as a fact, ``facts`` what is left and what has changed, ``caution`` what a change of
    definition between baseline and latest value means, empty where there is none. ``path`` leads from the
    baseline over the targets. ``reasons`` are the sentences of the judgement, ``council`` the council's own assessment.
    ``figure`` is the target-tracking chart before it is drawn.
    """

    figure: TrackingFigure
    verdict: str
    against: str
    flags: tuple[str, ...]
    headline: str
    facts: tuple[str, ...]
    caution: str
    subject: str
    definition: str
    path: tuple[Amount, ...]
    years: tuple[YearColumn, ...]
    latest: tuple[Amount, ...]
    goals: tuple[Goal, ...]
    reasons: tuple[str, ...]
    council: str
    source: str
    dated: str

    @property
    def name(self) -> str:
        """The indicator's formal name."""
        return self.standing.indicator.name

    @property
    def standing(self) -> Standing:
        """The indicator with its values and how it is judged."""
        return self.figure.standing

    @property
    def aside(self) -> str:
        """What stands small beside the verdict: against which target, and that it is computed."""
        return "　".join(part for part in (self.against, "機械的な判定（参考）") if part)

    @property
    def origin(self) -> str:
        """Changes of definition, source and dates of the values that count, and the source of those beside them."""
        parts = (self.figure.break_line, self.source, self.figure.aside, self.dated)
        return "　".join(part for part in parts if part)

    @property
    def drawable(self) -> bool:
        """Whether there is anything to draw: a value, or a line to a target."""
        return self.figure.drawable

    def charts(self, frame: Frame = SCREEN) -> tuple[Picture, ...]:
        """The pictures of the indicator, their fields of this size, in the order in which every format has them.

        The target-tracking chart comes first; slides and workbooks have a native one instead.
        """
        from dashboard.charts.tracking import target_picture

        return (target_picture(self.figure, frame),) if self.drawable else ()


REPEATED_KEYS = frozenset({"region_code", "residents_date", "as_of", "source"})
"""Columns of a table of regions that are left out where what they say stands once beside the table."""


@dataclass(frozen=True)
class RegionalPart:
    """One indicator in the chosen region and those beside it; ``table`` tells of its parts or its neighbours."""

    view: RegionalFigure
    region: Region
    ground: Ground | None
    table: Table
    notes: tuple[str, ...]

    @property
    def title(self) -> str:
        """What is shown, of which region."""
        return f"{self.region.name}　{self.view.title}"

    @property
    def footnotes(self) -> tuple[str, ...]:
        """What the pictures leave to the page to say: how to read them, sources, the residents' date, last change."""
        schematic = self.ground.note if self.ground else ""
        fraction = "" if self._many else self.view.fraction_note
        brackets = f"順位の図の{fraction}" if fraction else ""
        return self.view.footer(schematic, brackets, self.view.chance_note, self.view.line_note)

    def pictures(self, columns: int = 3, *, titled: bool = False) -> dict[str, Picture]:
        """The pictures by what they show, with the region marked, in the order in which every format has them.

        Only ``titled`` they say title and footnotes themselves; else the page around them does. Many regions stand in
        ``columns`` of the ranking: three are readable across a landscape A4, two on an upright one.
        """
        from dashboard.charts.ranking import ranking_picture
        from dashboard.charts.region_map import map_picture

        pictures = {}
        if self.ground is not None:
            pictures["地図"] = map_picture(self.view, self.ground, titled=titled)
        pictures["順位"] = ranking_picture(self.view, Order.MOST, columns=columns if self._many else 1, titled=titled)
        return pictures

    @property
    def _many(self) -> bool:
        return len(self.view.comparison.values) > MANY


@dataclass(frozen=True)
class Paper:
    """The whole: summary, a section an indicator, regional parts if asked for, the discussion point last.

    ``plan`` is the plan's formal name, ``title`` the paper's. ``as_of``, ``registered`` and ``computed`` are the
    sentences that stand on every page. ``observations`` are the values in force in all regions, ``comparisons`` the
    newest of them side by side, whether or not a region was chosen; ``gaps`` say which chosen indicators have none.
    ``rules`` say how each grade is reached, ``notes`` are the remarks at the end.
    """

    catalogue: Catalogue
    choice: Choice
    plan: str
    title: str
    stem: str
    as_of: str
    registered: str
    computed: str
    sources: tuple[str, ...]
    summary: Summary
    sections: tuple[Section, ...]
    regional: tuple[RegionalPart, ...]
    regions: Regions
    observations: tuple[Observation, ...]
    comparisons: tuple[RegionalFigure, ...]
    gaps: tuple[str, ...]
    discussion_point: str
    rules: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]

    @property
    def dates(self) -> str:
        """The as-of date, and up to which moment the values were registered."""
        return f"{self.as_of}　{self.registered}"

    @property
    def colophon(self) -> str:
        """The line at the foot of every page."""
        return f"{self.plan}　{self.dates}　{self.computed}"

    @property
    def region_gaps(self) -> tuple[str, ...]:
        """What must be said where regional pages are asked for: which indicators have none."""
        return self.gaps if self.choice.region else ()

    def texts(self) -> Iterator[str]:
        """Every text that may be printed, to be searched for characters that the typeface lacks."""
        yield from (self.plan, self.title, self.as_of, self.registered, self.computed, self.discussion_point)
        yield from (*self.sources, *self.gaps, *self.notes)
        yield from (text for row in self.summary.rows for cell in row.values() for text in (cell.text, cell.sub))
        for section in self.sections:
            yield from _section_texts(section)
        for part in self.regional:
            yield from (part.title, part.view.subtitle, *part.notes, *part.footnotes)
            yield from (cell for row in part.table.rows for cell in row if isinstance(cell, str))


def _section_texts(section: Section) -> Iterator[str]:
    yield from (section.name, section.subject, section.definition, section.headline, section.council, section.source)
    yield from (*section.flags, *section.facts, section.caution, section.origin, *section.reasons)
    for year in section.years:
        yield from (year.heading, year.marks, *year.items, *year.notes)
    for amount in (*section.path, *section.latest, *(goal.amount for goal in section.goals)):
        yield from (amount.number, amount.unit, amount.when)
    for observation in section.standing.observations:
        yield from (observation.source, observation.note)
