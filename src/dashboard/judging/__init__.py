"""How progress is judged: required line, position against it, shares, pace, grade and growth rate, all pure functions.

``assess`` judges one indicator from its catalogue entry, its observations and a date; ``position`` is the one place
that says behind, on or ahead of the required line; the arithmetic below them knows only numbers and dates.
"""

from dashboard.judging.assessment import Assessment, Flag, Standing, TargetAssessment, assess, by_delay
from dashboard.judging.evidence import direction_sign, judged_observations, line_points
from dashboard.judging.grading import Grade
from dashboard.judging.growth import GrowthStatus
from dashboard.judging.line import Point, Projection, required_line
from dashboard.judging.position import Position, Side, position

__all__ = [
    "Assessment",
    "Flag",
    "Grade",
    "GrowthStatus",
    "Point",
    "Position",
    "Projection",
    "Side",
    "Standing",
    "TargetAssessment",
    "assess",
    "by_delay",
    "direction_sign",
    "judged_observations",
    "line_points",
    "position",
    "required_line",
]
