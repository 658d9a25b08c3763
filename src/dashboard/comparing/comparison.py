"""One indicator in all regions of a set, side by side: ranks, classes for a map, the prefecture's value."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dashboard.catalogue import Indicator
from dashboard.comparing.chance import Chance, Contrast
from dashboard.comparing.values import Basis, Panel, RegionalValue, Territory, value_at
from dashboard.places import Region, RegionSet
from dashboard.text import Term, rounded

MOST_CLASSES = 4
"""More shades of one hue cannot be told apart on a photocopy."""


class Order(Term):
    """How a ranking is ordered."""

    MOST = "most", "多い順"
    FEWEST = "fewest", "少ない順"
    OFFICIAL = "official", "コード順"


@dataclass(frozen=True, slots=True)
class ValueClass:
    """Neighbouring values with one shade: the least and the greatest of them as shown, and how many there are."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Comparison:
    """One indicator on one basis at one date: ``values`` of a set in official order, and the prefecture's."""

    indicator: Indicator
    region_set: RegionSet
    day: date
    basis: Basis
    values: tuple[RegionalValue, ...]
    prefecture: RegionalValue

    @property
    def decimals(self) -> int:
        """The decimal places to show."""
        return self.basis.decimals(self.indicator)

    def measured(self, value: RegionalValue) -> float | None:
        """The value on this basis, rounded as it is shown, so that what looks alike ranks alike."""
        exact = value.on(self.basis)
        return None if exact is None else rounded(exact, self.decimals)

    @cached_property
    def _figures(self) -> dict[str, float]:
        measured = {value.region.code: self.measured(value) for value in self.values}
        return {code: figure for code, figure in measured.items() if figure is not None}

    @cached_property
    def with_figure(self) -> tuple[RegionalValue, ...]:
        """The values that can be measured, in official order."""
        return tuple(value for value in self.values if value.region.code in self._figures)

    @cached_property
    def without_figure(self) -> tuple[RegionalValue, ...]:
        """The values that cannot."""
        return tuple(value for value in self.values if value.region.code not in self._figures)

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Region code to its place, the greatest first; equal values share a place, what is too few has none."""
        figures = {
            value.region.code: self._figures[value.region.code] for value in self.with_figure if not self.few(value)
        }
        descending = sorted(figures.values(), reverse=True)
        return {code: 1 + descending.index(figure) for code, figure in figures.items()}

    @cached_property
    def chances(self) -> dict[str, Chance]:
        """Region code to the count beside the one expected at the prefecture's rate; of independent counts only."""
        rate = self.prefecture.on(self.basis)
        if self.basis is Basis.VALUE or rate is None or not (self.indicator.independent and self.indicator.additive):
            return {}
        return {
            value.region.code: Chance(round(value.value), rate / self.basis.per * self.basis.people(value.people))
            for value in self.with_figure
            if value.value is not None and value.people is not None
        }

    def chance_of(self, value: RegionalValue) -> Chance | None:
        """The value's count beside what was expected; None where chance says nothing of it."""
        return self.chances.get(value.region.code)

    def few(self, value: RegionalValue) -> bool:
        """Whether its count is too small for more or less to mean anything, and so for a place among the others."""
        chance = self.chance_of(value)
        return chance is not None and chance.few

    def contrasting(self, contrast: Contrast) -> tuple[RegionalValue, ...]:
        """The values that stand so to chance, the greatest first."""
        ordered = self.ordered(Order.MOST)
        return tuple(value for value in ordered if (c := self.chance_of(value)) and c.contrast is contrast)

    @property
    def line(self) -> float | None:
        """The prefecture's value to compare with; of a count the mean of the regions, as only they are like it."""
        if self.basis is Basis.VALUE and self.indicator.additive:
            total = self.prefecture.value
            return None if total is None or not self.values else total / len(self.values)
        return self.prefecture.on(self.basis)

    @cached_property
    def classes(self) -> tuple[ValueClass, ...]:
        """At most four classes of about as many regions each, the least first; equal values are never parted.

        What is too few to be called more or less is in none.
        """
        figures = sorted(self._figures[value.region.code] for value in self.with_figure if not self.few(value))
        groups: dict[int, list[float]] = {}
        for figure in figures:
            groups.setdefault(MOST_CLASSES * figures.index(figure) // len(figures), []).append(figure)
        return tuple(ValueClass(group[0], group[-1], len(group)) for group in groups.values())

    def class_of(self, value: RegionalValue) -> int | None:
        """The place of a value's class among ``classes``; None without a figure, or where the count is too few."""
        figure = self._figures.get(value.region.code)
        return (
            None
            if figure is None or self.few(value)
            else sum(figure > value_class.high for value_class in self.classes)
        )

    def of(self, region: Region) -> RegionalValue | None:
        """The value of one region of the set."""
        return next((value for value in self.values if value.region == region), None)

    def ordered(self, order: Order) -> tuple[RegionalValue, ...]:
        """The values as asked for, those without a figure last."""
        if order is Order.OFFICIAL:
            return self.values
        sign = -1 if order is Order.MOST else 1
        ranked = sorted(self.with_figure, key=lambda value: sign * self._figures[value.region.code])
        return (*ranked, *self.without_figure)


def compare(territory: Territory, panel: Panel, region_set: RegionSet, day: date, basis: Basis) -> Comparison:
    """One indicator in all regions of a set at a date."""
    values = tuple(value_at(territory, panel, region, day) for region in region_set.regions)
    prefecture = value_at(territory, panel, territory.regions.prefecture, day)
    return Comparison(panel.indicator, region_set, day, basis, values, prefecture)
