"""What judging returns: an ``Assessment`` of one indicator, with a ``TargetAssessment`` for each of its targets."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dashboard.judging.grading import Grade
from dashboard.judging.growth import GrowthStatus
from dashboard.judging.line import Projection
from dashboard.observation import Observation


class Flag(StrEnum):
    """A mark that an assessment carries whatever its grade."""

    BELOW_BASELINE = "below_baseline"
    NO_NEW_VALUE = "no_new_value"
    NO_VALUE = "no_value"
    STALE = "stale"
    PROVISIONAL = "provisional"
    NO_TARGET = "no_target"

    @property
    def label(self) -> str:
        """The words of the mark."""
        return _FLAG_LABELS[self]


_FLAG_LABELS = {
    Flag.BELOW_BASELINE: "基準値割れ",
    Flag.NO_NEW_VALUE: "新しい値なし",
    Flag.NO_VALUE: "値なし",
    Flag.STALE: "更新待ち",
    Flag.PROVISIONAL: "速報値による",
    Flag.NO_TARGET: "目標値なし",
}


@dataclass(frozen=True, slots=True)
class TargetAssessment:
    """One indicator against one target: the figures, and the grade (line method) or status (growth rate).

    ``date`` and ``value`` are the target's; None only where the growth rate judges an indicator without a target. The
    figures from ``achieved`` to ``projection`` are those of ``Quantities``: unrounded, shares as fractions, None where
    undefined. ``grade`` belongs to the line method, ``progress_value``, ``score`` and ``status`` to the growth rate;
    what belongs to the other method is None. ``reason`` holds the sentences that led there.
    """

    date: date | None
    value: float | None
    achieved: float | None = None
    elapsed: float | None = None
    line: float | None = None
    gap: float | None = None
    remaining: float | None = None
    pace: float | None = None
    required_pace: float | None = None
    multiple: float | None = None
    projection: Projection | None = None
    grade: Grade | None = None
    progress_value: float | None = None
    score: float | None = None
    status: GrowthStatus | None = None
    reason: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The grade's letter or the status's id; ― where the method gives neither."""
        judged = self.grade or self.status
        return "―" if judged is None else judged.value


@dataclass(frozen=True, slots=True)
class Assessment:
    """One indicator as known on a date.

    ``latest`` is the newest judged value not after ``as_of``, ``previous`` the judged one before it, and ``change``
    their difference in the indicator's unit; ``days_since`` counts the days from ``latest`` to ``as_of``. Targets
    without a value are left out of ``targets``.
    """

    indicator: str
    as_of: date
    latest: Observation | None
    previous: Observation | None
    flags: tuple[Flag, ...]
    targets: tuple[TargetAssessment, ...]
    days_since: int | None
    change: float | None

    @property
    def next_target(self) -> TargetAssessment | None:
        """The first target not yet due at ``as_of``, the last one when all are past, None where there is none."""
        ahead = [target for target in self.targets if target.date is None or target.date >= self.as_of]
        return next(iter(ahead or self.targets[-1:]), None)
