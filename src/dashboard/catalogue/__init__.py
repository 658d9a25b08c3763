"""The catalogue: what ``indicators.yaml`` says, checked and typed; ``catalogue.loading`` reads it."""

from dashboard.catalogue.models import (
    Baseline,
    Catalogue,
    CouncilAssessment,
    Direction,
    Indicator,
    IndicatorKind,
    Initiatives,
    Judging,
    Measure,
    Method,
    NoChange,
    Plan,
    PlanPeriod,
    Target,
)

__all__ = [
    "Baseline",
    "Catalogue",
    "CouncilAssessment",
    "Direction",
    "Indicator",
    "IndicatorKind",
    "Initiatives",
    "Judging",
    "Measure",
    "Method",
    "NoChange",
    "Plan",
    "PlanPeriod",
    "Target",
]
