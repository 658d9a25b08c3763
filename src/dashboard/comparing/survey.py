"""One region's card: every indicator with the region's value, its rate and its place among its like."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from dashboard.catalogue import Indicator
from dashboard.comparing.basis import Basis, bases_of
from dashboard.comparing.comparison import Comparison, compare
from dashboard.comparing.values import Panel, RegionalValue, Territory, value_at
from dashboard.places import Region, RegionSet


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One indicator of a card. ``day`` is None where no region of the prefecture has a figure.

    ``rank`` and ``rate_rank`` are places among ``among`` regions of the set that have a figure, the greatest first.
    """

    indicator: Indicator
    value: RegionalValue | None = None
    day: date | None = None
    rate: float | None = None
    rank: int | None = None
    rate_rank: int | None = None
    among: int = 0


@dataclass(frozen=True)
class Entry:
    """One indicator compared over a set at its newest date: as it is, and as a rate where that makes sense."""

    panel: Panel
    counts: Comparison | None
    rates: Comparison | None


@dataclass(frozen=True)
class Survey:
    """Every indicator in all regions of a set: what the cards of all of them are cut from."""

    territory: Territory
    entries: tuple[Entry, ...]

    def profile(self, region: Region) -> tuple[ProfileRow, ...]:
        """The card of one region, of the set or the prefecture itself."""
        return tuple(self._row(region, entry) for entry in self.entries)

    def _row(self, region: Region, entry: Entry) -> ProfileRow:
        if region == self.territory.regions.prefecture:
            return self._whole(entry)
        counts, rates = entry.counts, entry.rates
        if counts is None:
            return ProfileRow(entry.panel.indicator)
        value = counts.of(region) or value_at(self.territory, entry.panel, region, counts.day)
        return ProfileRow(
            entry.panel.indicator,
            value,
            counts.day,
            value.on(Basis.AGED_75) if rates else None,
            counts.ranks.get(region.code),
            rates.ranks.get(region.code) if rates else None,
            len(counts.known),
        )

    def _whole(self, entry: Entry) -> ProfileRow:
        """The prefecture's newest figure, whether or not its regions have any; it has no place among them."""
        own, panel = self.territory.regions.prefecture, entry.panel
        dated = ((day, value_at(self.territory, panel, own, day)) for day in panel.days_of(own))
        day, value = next(((day, value) for day, value in dated if value.value is not None), (None, None))
        rate = value.on(Basis.AGED_75) if value and _rated(self.territory, panel) else None
        return ProfileRow(panel.indicator, value, day, rate)


def survey(territory: Territory, panels: Iterable[Panel], region_set: RegionSet) -> Survey:
    """All indicators compared over a set, each at the newest date with a figure from inside the prefecture."""
    return Survey(territory, tuple(_entry(territory, panel, region_set) for panel in panels))


def _entry(territory: Territory, panel: Panel, region_set: RegionSet) -> Entry:
    days = panel.days(territory.regions.prefecture)
    if not days:
        return Entry(panel, None, None)
    counts = compare(territory, panel, region_set, days[0], Basis.VALUE)
    return Entry(panel, counts, replace(counts, basis=Basis.AGED_75) if _rated(territory, panel) else None)


def _rated(territory: Territory, panel: Panel) -> bool:
    return Basis.AGED_75 in bases_of(panel.indicator, population_known=not territory.population.empty)
