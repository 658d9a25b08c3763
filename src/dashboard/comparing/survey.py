"""One region's card: every indicator with the region's value, its rate and its place among its like."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from dashboard.catalogue import Indicator
from dashboard.comparing.comparison import Comparison, compare
from dashboard.comparing.values import Basis, Panel, RegionalValue, Territory, bases_of, value_at
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
class SurveyEntry:
    """One indicator compared over a set at its newest date: as it is, and as a rate where that makes sense."""

    panel: Panel
    counts: Comparison | None
    rates: Comparison | None


@dataclass(frozen=True)
class Survey:
    """Every indicator in all regions of a set: what the cards of all of them are cut from."""

    territory: Territory
    entries: tuple[SurveyEntry, ...]

    def profile(self, region: Region) -> tuple[ProfileRow, ...]:
        """The card of one region, of the set or the prefecture itself."""
        if region == self.territory.regions.prefecture:
            return tuple(self._prefecture_row(entry.panel) for entry in self.entries)
        return tuple(self._row(region, entry) for entry in self.entries)

    def _row(self, region: Region, entry: SurveyEntry) -> ProfileRow:
        counts = entry.counts
        if counts is None:
            return ProfileRow(entry.panel.indicator)
        value = counts.of(region) or value_at(self.territory, entry.panel, region, counts.day)
        return ProfileRow(
            entry.panel.indicator,
            value,
            counts.day,
            value.on(Basis.AGED_75) if entry.rates else None,
            counts.ranks.get(region.code),
            entry.rates.ranks.get(region.code) if entry.rates else None,
            len(counts.with_figure),
        )

    def _prefecture_row(self, panel: Panel) -> ProfileRow:
        """The prefecture's newest figure, whether or not its regions have any; it has no place among them."""
        prefecture = self.territory.regions.prefecture
        for day in panel.days():
            value = value_at(self.territory, panel, prefecture, day)
            if value.value is not None:
                rate = value.on(Basis.AGED_75) if _has_rates(self.territory, panel) else None
                return ProfileRow(panel.indicator, value, day, rate)
        return ProfileRow(panel.indicator)


def survey(territory: Territory, panels: Iterable[Panel], region_set: RegionSet) -> Survey:
    """All indicators compared over a set, each at the newest date with a figure from inside the prefecture."""
    entries = []
    for panel in panels:
        counts = rates = None
        if days := panel.days(territory.regions.prefecture):
            counts = compare(territory, panel, region_set, days[0], Basis.VALUE)
            rates = replace(counts, basis=Basis.AGED_75) if _has_rates(territory, panel) else None
        entries.append(SurveyEntry(panel, counts, rates))
    return Survey(territory, tuple(entries))


def _has_rates(territory: Territory, panel: Panel) -> bool:
    return Basis.AGED_75 in bases_of(panel.indicator, population_known=not territory.population.empty)
