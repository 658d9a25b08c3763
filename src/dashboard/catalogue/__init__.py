"""The catalogue: what ``indicators.yaml`` says, checked and typed; ``catalogue.loading`` reads it."""

from dashboard.catalogue.models import (
    Baseline,
    Break,
    Catalogue,
    Direction,
    Indicator,
    Initiatives,
    Judging,
    Measure,
    Method,
    NoChange,
    Plan,
    Target,
)

__all__ = [
    "Baseline",
    "Break",
    "Catalogue",
    "Direction",
    "Indicator",
    "Initiatives",
    "Judging",
    "Measure",
    "Method",
    "NoChange",
    "Plan",
    "Target",
]
