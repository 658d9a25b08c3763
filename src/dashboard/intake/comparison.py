"""A file beside what is in force: which values are new, revised or unchanged, and what would be in force after."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from dashboard.intake.draft import Context, Draft, Row
from dashboard.observation import Observation, Status
from dashboard.queries import Snapshot, series_by_indicator


@dataclass(frozen=True)
class Revision:
    """A row that replaces a value in force."""

    row: Row
    before: Observation


@dataclass(frozen=True)
class Comparison:
    """The rows of a draft sorted by what they would do, with the values in force at hand for the checks."""

    draft: Draft
    context: Context
    snapshot: Snapshot
    new: tuple[Row, ...]
    revised: tuple[Revision, ...]
    unchanged: tuple[Row, ...]
    current: "Current"

    @cached_property
    def changing(self) -> tuple[Row, ...]:
        """The rows that would add or replace a value, in the order of the file."""
        rows = [*self.new, *(revision.row for revision in self.revised)]
        return tuple(sorted(rows, key=lambda row: row.number))

    def dates(self) -> Iterator[tuple[str, date]]:
        """Each (indicator, date) of which the file would change a value."""
        yield from dict.fromkeys((row.observation.indicator, row.observation.as_of) for row in self.changing)

    def rows_at(self, indicator: str, as_of: date) -> dict[str, Row]:
        """Region code to row, for the file's rows of one indicator and date."""
        return self._rows_by_date.get((indicator, as_of), {})

    def after(self, indicator: str, as_of: date) -> dict[str, Observation]:
        """Region code to the value that would be in force, for one indicator and date."""
        codes = (region.code for region in self.context.regions)
        now = {code: self.current.of(indicator, code).get(as_of) for code in codes}
        said = {region: row.observation for region, row in self.rows_at(indicator, as_of).items()}
        return {code: one for code, one in now.items() if one is not None} | said

    @cached_property
    def _rows_by_date(self) -> dict[tuple[str, date], dict[str, Row]]:
        found: defaultdict[tuple[str, date], dict[str, Row]] = defaultdict(dict)
        for row in self.draft.rows:
            found[row.observation.indicator, row.observation.as_of][row.observation.region] = row
        return found


@dataclass(frozen=True)
class Current:
    """The values in force, fetched once per region."""

    snapshot: Snapshot
    known: dict[str, dict[str, dict[date, Observation]]] = field(default_factory=dict)
    numbers: dict[tuple[str, str, bool], tuple[Observation, ...]] = field(default_factory=dict)

    def of(self, indicator: str, region: str) -> dict[date, Observation]:
        """Date to value, in the order of the dates."""
        if region not in self.known:
            found = series_by_indicator(self.snapshot, region)
            self.known[region] = {name: {o.as_of: o for o in values} for name, values in found.items()}
        return self.known[region].get(indicator, {})

    def history(self, like: Observation) -> tuple[Observation, ...]:
        """The numbers of the same indicator and region by date; reference values and others never mixed."""
        key = (like.indicator, like.region, like.status is Status.REFERENCE)
        if key not in self.numbers:
            known = self.of(like.indicator, like.region).values()
            self.numbers[key] = tuple(
                o for o in known if o.value is not None and (o.status is Status.REFERENCE) == key[2]
            )
        return self.numbers[key]


def compared(draft: Draft, context: Context, snapshot: Snapshot) -> Comparison:
    """The draft's rows sorted into new, revised and unchanged."""
    current = Current(snapshot)
    new, revised, unchanged = [], [], []
    for row in draft.rows:
        one = row.observation
        before = current.of(one.indicator, one.region).get(one.as_of)
        if before is None:
            new.append(row)
        elif replace(before, batch=None) == replace(one, batch=None):
            unchanged.append(row)
        else:
            revised.append(Revision(row, before))
    return Comparison(draft, context, snapshot, tuple(new), tuple(revised), tuple(unchanged), current)
