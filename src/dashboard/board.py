"""Where everything stands: catalogue, regions and observations brought together, and judged.

The screens, the command line, the papers and the API all ask here, so they cannot disagree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from dashboard.catalogue import Catalogue, Indicator
from dashboard.catalogue.loading import load
from dashboard.comparing import Panel, Territory
from dashboard.fiscal import JAPAN
from dashboard.judging import Standing, assess
from dashboard.places import Regions, load_regions
from dashboard.places.demand import load_demand
from dashboard.places.residents import load_population
from dashboard.places.tiles import Tile, load_tiles
from dashboard.queries import Snapshot, series_by_indicator, series_by_region
from dashboard.settings import Settings
from dashboard.store import Store


@dataclass(frozen=True)
class Board:
    """One consistent state: what the catalogue says, what is known of the regions, one version of the observations.

    ``tiles`` is where each municipality stands on the tile map; empty where the project has no such file.
    """

    catalogue: Catalogue
    territory: Territory
    tiles: Mapping[str, Tile]
    snapshot: Snapshot

    @property
    def regions(self) -> Regions:
        """The regions of the plan."""
        return self.territory.regions

    def panel(self, indicator: Indicator, known_at: datetime | None = None) -> Panel:
        """One indicator with its values in force in every region, as known at ``known_at``."""
        return Panel(indicator, series_by_region(self.snapshot, indicator.id, known_at))

    def standings(self, as_of: date, known_at: datetime | None = None) -> tuple[Standing, ...]:
        """The tracked indicators in catalogue order, judged at ``as_of`` with what was known at ``known_at``."""
        return self._standings(self.catalogue.tracked, as_of, known_at)

    def standing(self, indicator: Indicator, as_of: date, known_at: datetime | None = None) -> Standing:
        """The same for one indicator of any kind."""
        return self._standings([indicator], as_of, known_at)[0]

    def updated(self, known_at: datetime | None = None) -> date | None:
        """The day, in Japan, of the latest batch that was known at ``known_at``; None where there was none."""
        moment = self.snapshot.last_change(known_at)
        return None if moment is None else moment.astimezone(JAPAN).date()

    def _standings(
        self, indicators: Sequence[Indicator], as_of: date, known_at: datetime | None
    ) -> tuple[Standing, ...]:
        series = series_by_indicator(self.snapshot, self.catalogue.plan.region_code, known_at)
        standings = []
        for indicator in indicators:
            observations = tuple(
                observation for observation in series.get(indicator.id, ()) if observation.as_of <= as_of
            )
            assessment = assess(indicator, self.catalogue.judging, observations, as_of)
            standings.append(Standing(indicator, observations, assessment))
        return tuple(standings)


def open_board(settings: Settings) -> Board:
    """Reads catalogue, regions and store as they are now; makes none of them.

    Raises ``DashboardError`` where a file of the project or the store is missing or not usable.
    """
    catalogue = load(settings.catalogue)
    regions = regions_of(settings, catalogue)
    territory, tiles = facts_of(settings, regions)
    return Board(catalogue, territory, tiles, Snapshot.load(Store(settings.store, settings.cache)))


def regions_of(settings: Settings, catalogue: Catalogue) -> Regions:
    """The regions of the catalogue's prefecture."""
    return load_regions(settings.data, catalogue.plan.region_code, catalogue.plan.region_name)


def facts_of(settings: Settings, regions: Regions) -> tuple[Territory, Mapping[str, Tile]]:
    """The regions with their residents and their demand, and the tile map, as far as the data folder has them."""
    municipalities = frozenset(region.code for region in regions.municipalities)
    areas = frozenset(region.code for region in regions.areas)
    population = load_population(settings.data / "population.csv", municipalities)
    demand = load_demand(settings.data / "demand.csv", areas)
    return Territory(regions, population, demand), load_tiles(settings.data / "tiles.csv", municipalities)


def reference_files(settings: Settings) -> tuple[Path, ...]:
    """Every file that says something about the regions, whether it is there or not."""
    data = tuple(settings.data / f"{name}.csv" for name in ("regions", "areas", "population", "demand", "tiles"))
    return (*data, settings.boundaries) if settings.boundaries else data
