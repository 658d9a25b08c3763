"""What a file would do to the values in force, and what taking a batch back would do: the same effect, told first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from dashboard.catalogue import Indicator
from dashboard.fiscal import Period, Precision
from dashboard.intake.draft import Context, Draft, Problem, Row, Severity
from dashboard.judging import assess
from dashboard.observation import Observation, Slot, Status, foremost, of_each_day
from dashboard.queries.questions import ValueChange, changes_by_withdrawing, series_by_region
from dashboard.queries.snapshot import Snapshot
from dashboard.store import Batch


@dataclass(frozen=True)
class Revision:
    """A row that replaces a value in force."""

    row: Row
    before: Observation


@dataclass(frozen=True)
class Affected:
    """An indicator of which the plan's own region would have other values: its series and grade before and after."""

    indicator: str
    before: tuple[Observation, ...]
    after: tuple[Observation, ...]
    grade_before: str
    grade_after: str


@dataclass(frozen=True)
class Preview:
    """A file beside what is in force: its rows sorted by what they would do, with every problem.

    ``earlier`` are the batches, oldest first, that brought the very same file before; ``newest`` is the id of the
    newest batch of the state that was looked at, empty for an empty store.
    """

    draft: Draft
    new: tuple[Row, ...]
    revised: tuple[Revision, ...]
    unchanged: tuple[Row, ...]
    earlier: tuple[Batch, ...]
    newest: str
    affected: tuple[Affected, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def changes(self) -> int:
        """How many values the file would add or replace."""
        return len(self.new) + len(self.revised)

    @property
    def repeats(self) -> str | None:
        """The batch in force that the very same file brought before."""
        return next((batch.id for batch in self.earlier if not batch.withdrawn), None)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that must be accepted before the file is taken in."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.WARNING)

    @property
    def grades_changed(self) -> tuple[Affected, ...]:
        """The indicators whose grade would differ."""
        return tuple(effect for effect in self.affected if effect.grade_before != effect.grade_after)

    @cached_property
    def changing(self) -> tuple[Row, ...]:
        """The rows that would add or replace a value, in the order of the file."""
        rows = [*self.new, *(revision.row for revision in self.revised)]
        return tuple(sorted(rows, key=lambda row: row.number))

    @property
    def periods(self) -> tuple[tuple[str, Period], ...]:
        """Each (indicator, period) of which the file would change a value."""
        return tuple(dict.fromkeys((row.observation.indicator, row.observation.period) for row in self.changing))

    @cached_property
    def rows_by_period(self) -> Mapping[tuple[str, Period], Mapping[str, Row]]:
        """(Indicator, period) to the file's rows of them by region code, the official row where there are two."""
        rows: defaultdict[tuple[str, Period], dict[str, Row]] = defaultdict(dict)
        for row in self.draft.rows:
            observation = row.observation
            by_region = rows[observation.indicator, observation.period]
            if observation.status is not Status.REFERENCE or observation.region not in by_region:
                by_region[observation.region] = row
        return rows


class InForce:
    """The values in force, fetched once for each indicator, with what they are judged by."""

    def __init__(self, context: Context, snapshot: Snapshot) -> None:
        self.context = context
        self._snapshot = snapshot
        self._indicators: dict[str, dict[str, tuple[Observation, ...]]] = {}
        self._histories: dict[tuple[str, str, bool, Precision | None], tuple[Observation, ...]] = {}
        self._days: dict[tuple[str, str], dict[date, list[Observation]]] = {}
        self._records: dict[tuple[str, str, bool], tuple[Observation, ...]] = {}
        self._latest: dict[tuple[str, str], Observation | None] = {}
        self._residents: dict[int, dict[str, int]] = {}

    def of(self, indicator: str, region: str) -> tuple[Observation, ...]:
        """The values by date, one a slot."""
        # A file has few indicators and often every region, and a sum is compared with all regions of its indicator.
        if indicator not in self._indicators:
            self._indicators[indicator] = series_by_region(self._snapshot, indicator)
        return self._indicators[indicator].get(region, ())

    def before(self, observation: Observation) -> Observation | None:
        """The value whose slot an observation would take."""
        values = self.on(observation.indicator, observation.region, observation.as_of)
        return next((value for value in values if value.slot == observation.slot), None) if values else None

    def on(self, indicator: str, region: str, day: date) -> Sequence[Observation]:
        """The values of one day: a fiscal year's, its fourth quarter's, a reference value."""
        key = (indicator, region)
        if key not in self._days:
            days: dict[date, list[Observation]] = {}
            for value in self.of(indicator, region):
                days.setdefault(value.as_of, []).append(value)
            self._days[key] = days
        return self._days[key].get(day, ())

    def history(self, like: Observation, precision: Precision | None = None) -> tuple[Observation, ...]:
        """The numbers of the same indicator and region, one a date; reference values and others never mixed.

        With a precision only those of it: a year's figure is no history of a quarter's.
        """
        return self._history(like.indicator, like.region, precision, is_reference=like.status is Status.REFERENCE)

    def _history(
        self, indicator: str, region: str, precision: Precision | None = None, *, is_reference: bool
    ) -> tuple[Observation, ...]:
        key = (indicator, region, is_reference, precision)
        if key not in self._histories:
            numbers = (
                value
                for value in self.of(indicator, region)
                if value.value is not None
                and (value.status is Status.REFERENCE) == is_reference
                and precision in {None, value.precision}
            )
            self._histories[key] = of_each_day(numbers)
        return self._histories[key]

    def record(self, like: Observation) -> tuple[Observation, ...]:
        """The history of a value; where it has none, that of its recounts for reference, which tells its size.

        The other way round for a reference value.
        """
        is_official = like.status is not Status.REFERENCE
        key = (like.indicator, like.region, is_official)
        if key not in self._records:
            other = self._history(like.indicator, like.region, is_reference=is_official)
            self._records[key] = self.history(like) or other
        return self._records[key]

    def latest(self, indicator: str, region: str) -> Observation | None:
        """The newest number of an indicator in a region, a reference value only where there is no other."""
        key = (indicator, region)
        if key not in self._latest:
            numbers = [value for value in self.of(indicator, region) if value.value is not None]
            official = [value for value in numbers if value.status is not Status.REFERENCE]
            self._latest[key] = max(of_each_day(official or numbers), key=lambda value: value.as_of, default=None)
        return self._latest[key]

    def residents(self, year: int) -> Mapping[str, int]:
        """Municipality code to its residents as counted nearest to the middle of a year, as far as they are known."""
        population = self.context.population
        if year not in self._residents and population is not None:
            codes = [region.code for region in self.context.regions.municipalities]
            figures = ((code, population.counted_near([code], date(year, 7, 1))) for code in codes)
            self._residents[year] = {code: counted.total for code, counted in figures if counted and counted.total}
        return self._residents.get(year, {})

    def after(self, preview: Preview, indicator: str, period: Period) -> dict[str, Observation]:
        """Region code to the value that would be in force, for one indicator and period.

        Where a region has none of this precision, what stands for the day.
        """
        values = {}
        rows = preview.rows_by_period[indicator, period]
        for region in self.context.regions:
            row = rows.get(region.code)
            value = row.observation if row else None
            of_day = self.on(indicator, region.code, period.date)
            if of_day:
                by_slot = {each.slot: each for each in of_day if each.precision is period.precision}
                if value is not None:
                    by_slot[value.slot] = value
                value = foremost(by_slot.values() or of_day)
            if value is not None:
                values[region.code] = value
        return values


def preview_against(draft: Draft, in_force: InForce, batches: Sequence[Batch], sha256: str) -> Preview:
    """The draft's rows sorted into new, revised and unchanged, and the plan's indicators that they touch.

    ``sha256`` is the fingerprint of the file, by which earlier uploads of it are found.
    """
    new = []
    revised = []
    unchanged = []
    for row in draft.rows:
        observation = row.observation
        before = in_force.before(observation)
        if before is None:
            new.append(row)
        elif replace(before, batch=None) == replace(observation, batch=None):
            unchanged.append(row)
        else:
            revised.append(Revision(row, before))
    earlier = tuple(batch for batch in batches if sha256 and batch.sha256 == sha256)
    newest = batches[-1].id if batches else ""
    preview = Preview(draft, tuple(new), tuple(revised), tuple(unchanged), earlier, newest)
    changes = ((row.observation, row.observation) for row in preview.changing)
    return replace(preview, affected=_affected(changes, in_force))


@dataclass(frozen=True)
class Undoing:
    """The values that would be others, and the plan's indicators that this touches."""

    changes: tuple[ValueChange, ...]
    affected: tuple[Affected, ...]


def undoing(batch: str, context: Context, snapshot: Snapshot) -> Undoing:
    """The effect of withdrawing a batch (an upload or a withdrawal) from what is in force now."""
    changes = changes_by_withdrawing(snapshot, batch)
    pairs = ((change.observation, change.after) for change in changes)
    return Undoing(changes, _affected(pairs, InForce(context, snapshot)))


def _affected(changes: Iterable[tuple[Observation, Observation | None]], in_force: InForce) -> tuple[Affected, ...]:
    """What changes do to the plan's own region: each is a value, and what stands in its place afterwards, or None."""
    context = in_force.context
    plan_region = context.catalogue.plan.region_code
    indicators = {indicator.id: indicator for indicator in context.catalogue.indicators}
    replacements: defaultdict[str, dict[Slot, Observation | None]] = defaultdict(dict)
    for observation, replacement in changes:
        if observation.region == plan_region and observation.indicator in indicators:
            replacements[observation.indicator][observation.slot] = replacement
    affected = []
    for id_, by_slot in replacements.items():
        before = in_force.of(id_, plan_region)
        merged = {value.slot: value for value in before} | by_slot
        after = sorted((value for value in merged.values() if value is not None), key=lambda value: value.as_of)
        series = (before, tuple(after))
        grades = [_grade_code(indicators[id_], observations, context) for observations in series]
        affected.append(Affected(id_, *series, *grades))
    return tuple(affected)


def _grade_code(indicator: Indicator, observations: Sequence[Observation], context: Context) -> str:
    """The code of the grade for the next target at the context's date; ― where there is none."""
    target = assess(indicator, context.catalogue.judging, observations, context.today).next_target
    return "―" if target is None else target.code
