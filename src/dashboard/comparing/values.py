"""The value of a region at a date: as registered, or the sum of its municipalities where that is one.

A sum is made of counts only, and only where every municipality has reported; otherwise the missing ones are named.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dashboard.catalogue import Indicator
from dashboard.comparing.basis import Basis
from dashboard.observation import Observation, Status
from dashboard.places import Level, Region, Regions
from dashboard.places.demand import Demand
from dashboard.places.residents import Population, PopulationFigures

_WEAKEST_FIRST = (Status.REFERENCE, Status.PROVISIONAL, Status.OFFICIAL)


@dataclass(frozen=True)
class Panel:
    """One indicator with its values in force in every region: ``series`` is region code to observations by date."""

    indicator: Indicator
    series: Mapping[str, tuple[Observation, ...]]

    def at(self, region: Region, day: date) -> Observation | None:
        """What is registered for a region at exactly this date."""
        return next((one for one in self.series.get(region.code, ()) if one.as_of == day), None)

    def days(self, own: Region) -> tuple[date, ...]:
        """The dates at which a region other than the prefecture has a figure, newest first."""
        inside = (seen for code, seen in self.series.items() if code != own.code)
        return tuple(sorted({one.as_of for seen in inside for one in seen if one.value is not None}, reverse=True))

    def days_of(self, own: Region) -> tuple[date, ...]:
        """The same together with the dates at which the prefecture itself has a figure."""
        dated = {one.as_of for one in self.series.get(own.code, ()) if one.value is not None}
        return tuple(sorted({*self.days(own), *dated}, reverse=True))


@dataclass(frozen=True, slots=True)
class Missing:
    """A municipality without a figure, and why: 未登録, 集計中, 秘匿 or 該当なし."""

    region: Region
    why: str


@dataclass(frozen=True, slots=True)
class RegionalValue:
    """One indicator in one region at one date.

    ``value`` is in the indicator's unit; None where there is no figure, and ``why`` says so. ``summed`` marks a sum of
    municipalities that nobody registered as such; ``missing`` the municipalities that keep it from being one.
    ``people`` are the counted residents nearest in date, None where unknown.
    """

    region: Region
    people: PopulationFigures | None
    value: float | None = None
    status: Status | None = None
    summed: bool = False
    missing: tuple[Missing, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """Why there is no figure: 未登録, 集計中, 秘匿, 該当なし, or 市町村の値がそろっていない."""
        if self.missing:
            return f"{len(self.missing)}市町村の値がない"
        return self.status.label if self.status else "未登録"

    def on(self, basis: Basis) -> float | None:
        """The value as it is or as a rate; None where there is no figure or nobody to divide by."""
        if self.value is None or basis is Basis.VALUE:
            return self.value
        people = basis.people(self.people) if self.people else 0
        return self.value / people * basis.per if people else None


@dataclass(frozen=True)
class Territory:
    """The regions with their residents, and by area code the demand for home visits: what a value is set beside."""

    regions: Regions
    population: Population
    demand: Mapping[str, tuple[Demand, ...]]

    def people(self, region: Region, day: date) -> PopulationFigures | None:
        """The counted residents of a region nearest to a day."""
        return self.population.counted_near(self.codes(region), day)

    def demand_of(self, region: Region) -> tuple[Demand, ...]:
        """What is published for an area; of the prefecture the sum over a set of areas that covers it."""
        if region != self.regions.prefecture:
            return self.demand.get(region.code, ())
        sets = (one for one in self.regions.area_sets if not self.regions.left_out(one))
        whole = ([self.demand.get(area.code, ()) for area in one.regions] for one in sets)
        return next((_demand_sum(parts) for parts in whole if all(parts)), ())

    def codes(self, region: Region) -> tuple[str, ...]:
        """The codes of the municipalities that make up a region; a municipality is its own."""
        if region.level is Level.MUNICIPALITY:
            return (region.code,)
        return tuple(member.code for member in self.regions.members(region))


def _demand_sum(areas: Sequence[Sequence[Demand]]) -> tuple[Demand, ...]:
    """By year, for the years that all areas have."""
    by_year = [{one.year: one for one in area} for area in areas]
    years = sorted(set(by_year[0]).intersection(*by_year[1:]))
    first = by_year[0]
    totals = {year: sum(area[year].receipts_per_month for area in by_year) for year in years}
    return tuple(replace(first[year], receipts_per_month=total) for year, total in totals.items())


def value_at(territory: Territory, panel: Panel, region: Region, day: date) -> RegionalValue:
    """The value of a region at exactly this date."""
    empty = RegionalValue(region, territory.people(region, day))
    registered = panel.at(region, day)
    if registered is not None:
        sources = (registered.source,) if registered.source else ()
        return replace(empty, value=registered.value, status=registered.status, sources=sources)
    members = territory.regions.members(region) if panel.indicator.additive else ()
    found = {member: panel.at(member, day) for member in members}
    values = [one for one in found.values() if one is not None and one.value is not None]
    if not values:
        return empty
    if len(values) < len(members):
        return replace(empty, missing=tuple(_missing(found)))
    return replace(empty, summed=True, **_sum(values))


def sums_of(territory: Territory, panel: Panel, region: Region) -> tuple[tuple[date, RegionalValue], ...]:
    """The values of a region that nobody registered but its municipalities make, by date."""
    days = reversed(panel.days(territory.regions.prefecture))
    found = ((day, value_at(territory, panel, region, day)) for day in days)
    return tuple((day, value) for day, value in found if value.summed)


def _missing(found: Mapping[Region, Observation | None]) -> Iterator[Missing]:
    for region, one in found.items():
        if one is None or one.value is None:
            yield Missing(region, "未登録" if one is None else one.status.label)


def _sum(values: Sequence[Observation]) -> dict[str, Any]:
    """As weak as the weakest of its parts."""
    return {
        "value": sum(one.value or 0.0 for one in values),
        "status": next(status for status in _WEAKEST_FIRST if any(one.status is status for one in values)),
        "sources": tuple(dict.fromkeys(one.source for one in values if one.source)),
    }
