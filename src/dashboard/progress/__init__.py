"""How progress is judged: required line, shares, pace, grade and growth rate, all pure functions.

``assess`` judges one indicator from its catalogue entry, its observations and a date; the arithmetic below it knows
only numbers and dates.
"""

from dashboard.progress.evidence import judged_observations, line_points
from dashboard.progress.grading import Grade, composite, composite_score
from dashboard.progress.growth import GrowthStatus
from dashboard.progress.judge import assess
from dashboard.progress.line import Point, Projection, required_line
from dashboard.progress.results import Assessment, Flag, TargetAssessment
from dashboard.progress.wording import (
    decimal_places,
    difference_unit,
    format_amount,
    format_share,
    format_value,
    rounded,
)

__all__ = [
    "Assessment",
    "Flag",
    "Grade",
    "GrowthStatus",
    "Point",
    "Projection",
    "TargetAssessment",
    "assess",
    "composite",
    "composite_score",
    "decimal_places",
    "difference_unit",
    "format_amount",
    "format_share",
    "format_value",
    "judged_observations",
    "line_points",
    "required_line",
    "rounded",
]
