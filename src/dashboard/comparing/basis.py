"""What a regional value is set against: nothing, all residents, or those the indicators are for."""

from enum import StrEnum

from dashboard.catalogue import Indicator
from dashboard.places.residents import PopulationFigures

RATE_DECIMALS = 2


class Basis(StrEnum):
    """The value as it is, per 100,000 residents, or per 1,000 residents aged 75 and over."""

    VALUE = "value"
    RESIDENTS = "per_100k"
    AGED_75 = "per_1000_75"

    @property
    def per(self) -> int:
        """How many people a rate is for; 1 for the value as it is."""
        return {"value": 1, "per_100k": 100_000, "per_1000_75": 1_000}[self.value]

    @property
    def label(self) -> str:
        """The words for the reader; of the value as it is there is the unit."""
        return {"value": "実数", "per_100k": "人口10万人当たり", "per_1000_75": "75歳以上1,000人当たり"}[self.value]

    def people(self, figures: PopulationFigures) -> int:
        """The people that a value is divided by."""
        return figures.total if self is Basis.RESIDENTS else figures.aged_75

    def decimals(self, indicator: Indicator) -> int:
        """Decimal places to show."""
        return indicator.decimals if self is Basis.VALUE else RATE_DECIMALS

    def unit(self, indicator: Indicator) -> str:
        """か所, か所（75歳以上1,000人当たり）."""
        return indicator.unit if self is Basis.VALUE else f"{indicator.unit}（{self.label}）"


def bases_of(indicator: Indicator, *, population_known: bool) -> tuple[Basis, ...]:
    """What the values of an indicator may be set against: shares and averages stand for themselves."""
    return tuple(Basis) if indicator.additive and population_known else (Basis.VALUE,)
