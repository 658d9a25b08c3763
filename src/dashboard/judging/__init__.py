"""How progress is judged: required line, shares, pace, grade and growth rate, all pure functions.

``assess`` judges one indicator from its catalogue entry, its observations and a date; the arithmetic below it knows
only numbers and dates.
"""

from dashboard.judging.assessment import Assessment, Flag, TargetAssessment
from dashboard.judging.evidence import judged_observations, line_points
from dashboard.judging.grading import Grade, composite, composite_score
from dashboard.judging.growth import GrowthStatus
from dashboard.judging.judge import assess
from dashboard.judging.line import Point, Projection, required_line
from dashboard.text import decimal_places, difference_unit, format_amount, format_share, format_value, rounded

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
