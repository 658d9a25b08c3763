"""How a regional value's standing shows: joined or not, full or hollow, and in words.

What counts for the plan and what does not are never joined by a line, and they differ by shape as well as by colour.
"""

from enum import Enum

from dashboard.catalogue import Indicator
from dashboard.observation import Status
from dashboard.regional import RegionalValue


class Look(Enum):
    """How figures are drawn: those that count for the plan, others of it, residents as counted, and projections."""

    OFFICIAL = "official"
    REFERENCE = "reference"
    COUNTED = "counted"
    PROJECTED = "projected"

    @property
    def hollow(self) -> bool:
        """Whether its points must not pass for facts of the plan."""
        return self in {Look.REFERENCE, Look.PROJECTED}


def look_of(indicator: Indicator, status: Status | None) -> Look:
    """Whether a value may be joined to those of the plan."""
    counts = status is Status.OFFICIAL or (status is Status.PROVISIONAL and indicator.grade_provisional)
    return Look.OFFICIAL if counts else Look.REFERENCE


def standing_word(status: Status | None) -> str:
    """The word for a value that is not official, else nothing."""
    return status.label if status and status is not Status.OFFICIAL else ""


def standing_text(value: RegionalValue) -> str:
    """区分: the word for a value's standing, or why there is none, and that it is a sum."""
    standing = value.why if value.value is None else value.status.label if value.status else ""
    return f"{standing}（市町村の合計）" if value.summed else standing
