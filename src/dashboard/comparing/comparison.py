"""One indicator in all regions of a set, side by side: ranks, classes for a map, the prefecture's value."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from dashboard.catalogue import Indicator
from dashboard.comparing.basis import Basis
from dashboard.comparing.values import Panel, RegionalValue, Territory, value_at
from dashboard.judging import rounded
from dashboard.places import Region, RegionSet

MOST_CLASSES = 4
"""More shades of one hue cannot be told apart on a photocopy."""


class Order(StrEnum):
    """How a ranking is ordered."""

    MOST = "most"
    FEWEST = "fewest"
    OFFICIAL = "official"

    @property
    def label(self) -> str:
        """The words of the choice."""
        return {"most": "多い順", "fewest": "少ない順", "official": "コード順"}[self.value]


@dataclass(frozen=True, slots=True)
class ValueClass:
    """Neighbouring values with one shade: the least and the greatest of them as shown, and how many there are."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Comparison:
    """One indicator on one basis at one date: ``values`` of a set in official order, ``whole`` of all."""

    indicator: Indicator
    region_set: RegionSet
    day: date
    basis: Basis
    values: tuple[RegionalValue, ...]
    whole: RegionalValue

    def measured(self, value: RegionalValue) -> float | None:
        """The value on this basis, rounded as it is shown, so that what looks alike ranks alike."""
        exact = value.on(self.basis)
        return None if exact is None else rounded(exact, self.decimals)

    @property
    def decimals(self) -> int:
        """Decimal places to show."""
        return self.basis.decimals(self.indicator)

    @cached_property
    def known(self) -> tuple[RegionalValue, ...]:
        """The values that can be measured."""
        return tuple(value for value in self.values if self.measured(value) is not None)

    @cached_property
    def unknown(self) -> tuple[RegionalValue, ...]:
        """The values that cannot."""
        return tuple(value for value in self.values if self.measured(value) is None)

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Region code to its place, the greatest first; equal values share a place."""
        figures = {value.region.code: self.measured(value) or 0.0 for value in self.known}
        return {code: 1 + sum(other > figure for other in figures.values()) for code, figure in figures.items()}

    @property
    def line(self) -> float | None:
        """The prefecture's value to compare with; of a count the mean of the regions, as only they are like it."""
        if self.basis is Basis.VALUE and self.indicator.additive:
            total = self.whole.value
            return None if total is None or not self.values else total / len(self.values)
        return self.whole.on(self.basis)

    @cached_property
    def classes(self) -> tuple[ValueClass, ...]:
        """At most four classes of about as many regions each, the least first; equal values are never parted."""
        figures = sorted(self.measured(value) or 0.0 for value in self.known)
        groups: dict[int, list[float]] = {}
        for figure in figures:
            groups.setdefault(MOST_CLASSES * figures.index(figure) // len(figures), []).append(figure)
        return tuple(ValueClass(group[0], group[-1], len(group)) for group in groups.values())

    def class_of(self, value: RegionalValue) -> int | None:
        """The place of a value's class among ``classes``; None without a figure."""
        figure = self.measured(value)
        return None if figure is None else next(at for at, one in enumerate(self.classes) if figure <= one.high)

    def of(self, region: Region) -> RegionalValue | None:
        """The value of one region of the set."""
        return next((value for value in self.values if value.region == region), None)

    def ordered(self, order: Order) -> tuple[RegionalValue, ...]:
        """The values as asked for, those without a figure last."""
        if order is Order.OFFICIAL:
            return self.values
        sign = -1 if order is Order.MOST else 1
        return (*sorted(self.known, key=lambda value: sign * (self.measured(value) or 0.0)), *self.unknown)


def compare(territory: Territory, panel: Panel, region_set: RegionSet, day: date, basis: Basis) -> Comparison:
    """One indicator in all regions of a set at a date."""
    values = tuple(value_at(territory, panel, region, day) for region in region_set.regions)
    whole = value_at(territory, panel, territory.regions.prefecture, day)
    return Comparison(panel.indicator, region_set, day, basis, values, whole)
