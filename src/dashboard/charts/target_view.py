"""Goes as soon as slides and workbooks are written from ``charts.figure``."""

from dataclasses import dataclass
from datetime import date

from dashboard.catalogue import Catalogue, Direction, Indicator
from dashboard.charts import theme
from dashboard.charts.figure import TrackingFigure
from dashboard.fiscal import of_fiscal_year
from dashboard.judging import Assessment, Position, Standing, judged_observations, line_points, required_line
from dashboard.observation import Observation
from dashboard.text import format_value

LABEL_ROOM = 36


@dataclass(frozen=True)
class TargetView:
    """What the chart shows: the indicator, its current observations of one region, and how they were judged."""

    catalogue: Catalogue
    indicator: Indicator
    observations: tuple[Observation, ...]
    assessment: Assessment
    updated: date | None = None

    @property
    def judged(self) -> tuple[Observation, ...]:
        """The values that count: official, and provisional where the catalogue lets them be judged."""
        return judged_observations(self.indicator, self.observations)

    @property
    def others(self) -> tuple[Observation, ...]:
        """Values that are drawn hollow and never joined to the judged ones."""
        return tuple(o for o in self.observations if o.value is not None and o not in self.judged)

    def position(self, observation: Observation) -> Position | None:
        """Where a value stands against the required line."""
        return Standing(self.indicator, self.observations, self.assessment).position_of(observation)

    @property
    def line(self) -> tuple[tuple[date, float], ...]:
        """Corner points of the required line; empty where there is no baseline or no target with a value."""
        points = line_points(self.indicator)
        return points if len(points) > 1 else ()


def has_line_at(view: TargetView, latest: Observation) -> bool:
    """Whether the required line says anything about this value: it begins after the baseline."""
    return bool(view.line) and latest.as_of > view.line[0][0]


def is_rising(view: TargetView) -> bool:
    """Whether more is better."""
    return view.indicator.direction is Direction.UP


def value_text(observation: Observation, view: TargetView) -> str:
    """The value as a label; nothing for none."""
    return "" if observation.value is None else format_value(observation.value, view.indicator.decimals)


def span(view: TargetView) -> tuple[date, date]:
    """From the fiscal-year tick at or before the first thing drawn to the plan's last tick, or the last thing."""
    point = view.catalogue.judging.fiscal_year_point
    days = [o.as_of for o in (*view.judged, *view.others)] + [day for day, _ in view.line]
    plan_end = of_fiscal_year(view.catalogue.plan.period.end, point).date
    first = min([*days, of_fiscal_year(view.catalogue.plan.period.start - 1, point).date])
    before = of_fiscal_year(first.year - 2, point).date
    ticks = [day for _, day in theme.fiscal_ticks(before, first, point)]
    return ticks[-1], max([*days, plan_end])


def value_range(view: TargetView, height: float) -> tuple[float, float]:
    """All values with room around them in a field of ``height`` pixels; not from 0, nor below it unless a value is."""
    values = [o.value for o in (*view.judged, *view.others) if o.value is not None] + [v for _, v in view.line]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    room = (high - low) * max(0.12, LABEL_ROOM / height) or abs(high) * 0.1 or 1.0
    return (0.0 if low >= 0 and low - room < 0 else low - room), high + room


def latest_look(view: TargetView, latest: Observation) -> tuple[str, str]:
    """Colour and shape of the latest value: blue circle if on the line or better, else red triangle to its side."""
    standing = view.position(latest)
    if standing is None:
        return theme.INK, "circle"
    if standing.side.reached:
        return theme.GOOD, "circle"
    return theme.BAD, "triangle-up" if standing.above else "triangle-down"


def label_side(view: TargetView, observation: Observation) -> int:
    """+1 puts the label under its point, −1 above: to the side away from the required line."""
    if not view.line or observation.value is None:
        return 1
    gap = observation.value - required_line(view.line, observation.as_of)
    return -1 if gap > 0 or (gap == 0 and not is_rising(view)) else 1


def labelled(view: TargetView, days_apart: float) -> tuple[Observation, ...]:
    """Points that carry their value: from the newest back, leaving out those too near to a labelled one."""
    kept: list[date] = [o.as_of for o in (view.assessment.latest,) if o is not None]
    kept += [view.indicator.baseline.period.date] if view.indicator.baseline else []
    chosen = []
    for observation in sorted(view.judged, key=lambda o: o.as_of, reverse=True):
        if all(abs((observation.as_of - day).days) >= days_apart for day in kept):
            kept.append(observation.as_of)
            chosen.append(observation)
    return tuple(chosen)


def alt_text(view: TargetView) -> str:
    """The chart in words with all its numbers, for those who cannot see it."""
    return TrackingFigure(Standing(view.indicator, view.observations, view.assessment), view.catalogue).description
