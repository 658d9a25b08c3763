"""A small made-up prefecture with its residents, and panels of values for it."""

from datetime import date

from dashboard.catalogue import Direction, Indicator, Measure, Target
from dashboard.comparing import Panel, Territory
from dashboard.fiscal import parse
from dashboard.observation import Observation, Status
from dashboard.places import Level, Region, Regions, RegionSet
from dashboard.places.residents import Population, PopulationFigures, PopulationKind

EAST, WEST, NORTH = (
    Region(code, name, "", Level.MUNICIPALITY)
    for code, name in (("99201", "東ヶ丘市"), ("99203", "西の浜市"), ("99321", "北里村"))
)
PREFECTURE = Region("99000", "架空県", "", Level.PREFECTURE)
COAST, HILLS = (Region(code, name, "", Level.AREA) for code, name in (("9901", "海"), ("9902", "山")))
REGIONS = Regions(
    PREFECTURE,
    (RegionSet("medical_area", "医療圏", Level.AREA, (COAST, HILLS)),),
    (EAST, WEST, NORTH),
    {"9901": (EAST, WEST), "9902": (NORTH,)},
)
COUNTED = date(2025, 1, 1)
DAY = date(2025, 9, 1)


def people(total: int, aged_65: int, aged_75: int, day: date = COUNTED) -> PopulationFigures:
    kind = PopulationKind.REGISTER if day == COUNTED else PopulationKind.PROJECTION
    return PopulationFigures(day, kind, total, aged_65, aged_75, ("架空の人口",))


def population(*dated: tuple[str, PopulationFigures]) -> Population:
    known: dict[str, dict[tuple[date, PopulationKind], PopulationFigures]] = {}
    for code, figures in dated:
        known.setdefault(code, {})[figures.date, figures.kind] = figures
    return Population(known)


TERRITORY = Territory(
    REGIONS,
    population(
        ("99201", people(10_000, 3_000, 2_000)),
        ("99203", people(5_000, 2_000, 1_000)),
        ("99321", people(500, 300, 250)),
        ("99201", people(9_000, 5_000, 4_000, date(2040, 10, 1))),
        ("99203", people(4_000, 2_000, 1_000, date(2040, 10, 1))),
        ("99321", people(400, 300, 100, date(2040, 10, 1))),
    ),
    {},
)  # fmt: skip


def indicator(unit: str = "か所", decimals: int = 0, targets: tuple[Target, ...] = ()) -> Indicator:
    return Indicator(
        id="clinics", name="架空の医療機関数", short_name="架空の医療機関", unit=unit, decimals=decimals,
        kind="計画の指標", measure=Measure.STRUCTURE, direction=Direction.UP, source="架空", targets=targets,
    )  # fmt: skip


def observed(region: Region, value: float | None, day: date = DAY, status: Status = Status.REFERENCE) -> Observation:
    return Observation("clinics", region.code, parse(day.isoformat()), value, status, f"架空の{region.name}")


def panel(*observations: Observation, of: Indicator | None = None) -> Panel:
    series: dict[str, tuple[Observation, ...]] = {}
    for one in observations:
        series[one.region] = (*series.get(one.region, ()), one)
    return Panel(of or indicator(), series)
