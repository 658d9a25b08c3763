"""One indicator with its values in force for the plan's own region, and how it is judged: what everybody shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dashboard.catalogue import Indicator
from dashboard.judging.assessment import Assessment, TargetAssessment
from dashboard.judging.evidence import direction_sign, judged_observations, line_points
from dashboard.judging.line import Point
from dashboard.judging.position import Position, position
from dashboard.observation import Observation


@dataclass(frozen=True)
class Standing:
    """An indicator, its observations in force up to the as-of date in date order, and its assessment."""

    indicator: Indicator
    observations: tuple[Observation, ...]
    assessment: Assessment

    @cached_property
    def judged(self) -> tuple[Observation, ...]:
        """The values that count, one a date."""
        return judged_observations(self.indicator, self.observations)

    @cached_property
    def not_judged(self) -> tuple[Observation, ...]:
        """Values that are shown apart and never joined to the judged ones: reference, provisional."""
        return tuple(o for o in self.observations if o.value is not None and o not in self.judged)

    @cached_property
    def path(self) -> tuple[Point, ...]:
        """Corners of the required line; empty where there is no baseline or no target with a value."""
        points = line_points(self.indicator)
        return points if len(points) > 1 else ()

    @cached_property
    def position(self) -> Position | None:
        """Where the latest value stands against the required line; None where the line says nothing of it."""
        latest = self.assessment.latest
        return None if latest is None else self.position_of(latest)

    @property
    def next_target(self) -> TargetAssessment | None:
        """The target that is next at the as-of date."""
        return self.assessment.next_target

    def position_of(self, observation: Observation) -> Position | None:
        """Where one of the values stands against the required line."""
        if observation.value is None:
            return None
        return position(self.path, (observation.as_of, observation.value), direction_sign(self.indicator))


def by_delay(standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """Furthest behind the required line first, in points of the next target; what cannot be judged stands last."""

    def points(standing: Standing) -> float:
        target = standing.next_target
        return float("inf") if target is None or target.points is None else target.points

    return tuple(sorted(standings, key=points))
