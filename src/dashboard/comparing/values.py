"""The value of a region at a date, as registered or as the sum of its municipalities, and what it is set against.

A sum is made of counts only, and only where every municipality has reported; otherwise the missing ones are named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from dashboard.catalogue import Indicator
from dashboard.observation import Observation, Status, of_each_day, weakest
from dashboard.places import Level, Region, Regions
from dashboard.places.demand import Demand
from dashboard.places.residents import Population, PopulationFigures
from dashboard.text import Term

RATE_DECIMALS = 2


class Basis(Term):
    """What a value is set against: nothing, 100,000 residents, or 1,000 residents aged 75 and over.

    Beside a value as it is stands its unit instead of the label.
    """

    VALUE = "value", "実数"
    RESIDENTS = "per_100k", "人口10万人当たり"
    AGED_75 = "per_1000_75", "75歳以上1,000人当たり"

    @property
    def per(self) -> int:
        """How many people a rate is for; 1 for the value as it is."""
        return {"value": 1, "per_100k": 100_000, "per_1000_75": 1_000}[self.value]

    def people(self, figures: PopulationFigures) -> int:
        """The number of people that a value is divided by."""
        return figures.total if self is Basis.RESIDENTS else figures.aged_75

    def decimals(self, indicator: Indicator) -> int:
        """The decimal places to show."""
        return indicator.decimals if self is Basis.VALUE else RATE_DECIMALS

    def unit(self, indicator: Indicator) -> str:
        """か所, か所（75歳以上1,000人当たり）."""
        return indicator.unit if self is Basis.VALUE else f"{indicator.unit}（{self.label}）"


def bases_of(indicator: Indicator, *, population_known: bool) -> tuple[Basis, ...]:
    """What the values of an indicator may be set against: shares and averages stand for themselves."""
    return tuple(Basis) if indicator.additive and population_known else (Basis.VALUE,)


@dataclass(frozen=True)
class Panel:
    """One indicator with its values in force in every region: ``series`` is region code to observations by date."""

    indicator: Indicator
    series: Mapping[str, tuple[Observation, ...]]

    @cached_property
    def _by_day(self) -> dict[str, dict[date, Observation]]:
        """Region code to what stands for each day there."""
        return {
            code: {observation.as_of: observation for observation in of_each_day(series)}
            for code, series in self.series.items()
        }

    def at(self, region: Region, day: date) -> Observation | None:
        """What is registered for a region at exactly this date; of several values the one that stands for the day."""
        return self._by_day.get(region.code, {}).get(day)

    def days(self, besides: Region | None = None) -> tuple[date, ...]:
        """The dates at which a region has a figure, newest first; one region (the prefecture) may be left out."""
        by_day = [days for code, days in self._by_day.items() if besides is None or code != besides.code]
        return tuple(sorted({day for days in by_day for day, each in days.items() if each.value is not None})[::-1])


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
    ``people`` are the counted residents nearest in date, None where unknown. ``sources`` names each source once.
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
        """Why there is no figure: 未登録, 集計中, 秘匿, 該当なし, or 3市町村の値がない."""
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

    def codes(self, region: Region) -> tuple[str, ...]:
        """The codes of the municipalities that make up a region; a municipality is its own."""
        if region.level is Level.MUNICIPALITY:
            return (region.code,)
        return tuple(member.code for member in self.regions.members(region))

    def people(self, region: Region, day: date) -> PopulationFigures | None:
        """The counted residents of a region nearest to a day."""
        return self.population.counted_near(self.codes(region), day)

    def demand_of(self, region: Region) -> tuple[Demand, ...]:
        """What is published for an area; of the prefecture the sum over a set of areas that covers it.

        A sum has the years that every area has.
        """
        if region != self.regions.prefecture:
            return self.demand.get(region.code, ())
        for region_set in self.regions.area_sets:
            areas = [{demand.year: demand for demand in self.demand.get(area.code, ())} for area in region_set.regions]
            if all(areas) and not self.regions.outside(region_set):
                totals = {
                    year: sum(area[year].receipts_per_month for area in areas)
                    for year in sorted(set(areas[0]).intersection(*areas[1:]))
                }
                return tuple(replace(areas[0][year], receipts_per_month=total) for year, total in totals.items())
        return ()


def value_at(territory: Territory, panel: Panel, region: Region, day: date) -> RegionalValue:
    """The value of a region at exactly this date; a sum is as weak as the weakest of its parts."""
    empty = RegionalValue(region, territory.people(region, day))
    registered = panel.at(region, day)
    if registered is not None:
        sources = (registered.source,) if registered.source else ()
        return replace(empty, value=registered.value, status=registered.status, sources=sources)
    members = territory.regions.members(region) if panel.indicator.additive else ()
    observations = {member: panel.at(member, day) for member in members}
    parts = [each for each in observations.values() if each is not None and each.value is not None]
    if not parts:
        return empty
    if len(parts) < len(members):
        missing = (
            Missing(member, each.status.label if each else "未登録")
            for member, each in observations.items()
            if each is None or each.value is None
        )
        return replace(empty, missing=tuple(missing))
    return replace(
        empty,
        value=sum(part.value or 0.0 for part in parts),
        status=weakest(part.status for part in parts),
        summed=True,
        sources=tuple(dict.fromkeys(part.source for part in parts if part.source)),
    )


def sums_of(territory: Territory, panel: Panel, region: Region) -> tuple[tuple[date, RegionalValue], ...]:
    """The values of a region that nobody registered but its municipalities make, by date."""
    days = reversed(panel.days(territory.regions.prefecture))
    values = ((day, value_at(territory, panel, region, day)) for day in days)
    return tuple((day, value) for day, value in values if value.summed)
