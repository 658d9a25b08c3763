"""A region's supply beside its demand, and what the prefecture's target would mean there: arithmetic, not plans."""

from dataclasses import dataclass
from datetime import date

from dashboard.catalogue import Indicator, Target
from dashboard.comparing.values import Basis, Panel, RegionalValue, Territory, value_at
from dashboard.places import Region
from dashboard.places.demand import Demand
from dashboard.places.residents import PopulationFigures


@dataclass(frozen=True, slots=True)
class Outlook:
    """One region: values by date, residents by date, and the demand for home visits (empty where none is published).

    ``values`` have a figure each, by date; ``projected`` are the census base and the projections to 2050.
    """

    region: Region
    values: tuple[tuple[date, RegionalValue], ...]
    counted: tuple[PopulationFigures, ...]
    projected: tuple[PopulationFigures, ...]
    demand: tuple[Demand, ...]

    @property
    def unchanged(self) -> tuple[tuple[date, float], ...]:
        """The latest value over the residents projected for later years: what stays if nothing is added or lost."""
        if not self.values:
            return ()
        day, latest = self.values[-1]
        later = (figures for figures in self.projected if figures.date > day and figures.aged_75)
        return tuple((figures.date, (latest.value or 0.0) / figures.aged_75 * Basis.AGED_75.per) for figures in later)


@dataclass(frozen=True, slots=True)
class SharedTarget:
    """A target of the prefecture times the region's share of its residents aged 75 and over; 参考, no region's target.

    ``share`` is a fraction, ``amount`` and ``distance`` (value less amount; None without a value) in the unit.
    """

    target: Target
    share: float
    amount: float
    distance: float | None


def outlook(territory: Territory, panel: Panel, region: Region) -> Outlook:
    """The region's values at every date, its residents, and its demand."""
    prefecture = territory.regions.prefecture
    days = panel.days(None if region == prefecture else prefecture)
    values = ((day, value_at(territory, panel, region, day)) for day in reversed(days))
    codes = territory.codes(region)
    return Outlook(
        region,
        tuple((day, value) for day, value in values if value.value is not None),
        tuple(figures for figures in territory.population.of(codes) if figures.kind.counted),
        territory.population.projected(codes),
        territory.demand_of(region),
    )


def shared_targets(indicator: Indicator, value: RegionalValue, prefecture: RegionalValue) -> tuple[SharedTarget, ...]:
    """Each target of the prefecture shared out by residents aged 75 and over; nothing where they are not known."""
    if not value.people or not prefecture.people or not prefecture.people.aged_75 or not indicator.additive:
        return ()
    share = value.people.aged_75 / prefecture.people.aged_75
    targets = []
    for target in indicator.targets:
        if target.value is not None:
            amount = target.value * share
            distance = None if value.value is None else value.value - amount
            targets.append(SharedTarget(target, share, amount, distance))
    return tuple(targets)
