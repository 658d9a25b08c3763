"""How an indicator stands in the regions: values and their sums, rates, ranks, outlook; pure functions.

A ``Territory`` (regions and residents) and a ``Panel`` (an indicator's values in force) go in; nothing is worded.
"""

from dashboard.comparing.chance import Chance, Contrast
from dashboard.comparing.comparison import Comparison, Order, ValueClass, compare
from dashboard.comparing.outlook import Outlook, SharedTarget, outlook, shared_targets
from dashboard.comparing.survey import ProfileRow, Survey, SurveyEntry, survey
from dashboard.comparing.values import Basis, Missing, Panel, RegionalValue, Territory, bases_of, sums_of, value_at

__all__ = [
    "Basis",
    "Chance",
    "Comparison",
    "Contrast",
    "Missing",
    "Order",
    "Outlook",
    "Panel",
    "ProfileRow",
    "RegionalValue",
    "SharedTarget",
    "Survey",
    "SurveyEntry",
    "Territory",
    "ValueClass",
    "bases_of",
    "compare",
    "outlook",
    "shared_targets",
    "sums_of",
    "survey",
    "value_at",
]
