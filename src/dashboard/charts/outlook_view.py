"""What the four charts of 供給と需要 hold before anything is drawn: figures by date with labels, or why there are none.

Official and reference values, residents as counted and projections are different looks; the picture joins within one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cached_property

from dashboard.catalogue import Catalogue, Indicator
from dashboard.charts.standing import Look, look_of, standing_word
from dashboard.progress import format_value
from dashboard.regional import Basis, Outlook, RegionalValue
from dashboard.regional.basis import RATE_DECIMALS
from dashboard.regions import Level
from dashboard.regions.demand import Demand
from dashboard.regions.population import PopulationFigures

RATE, PROJECTION = Basis.AGED_75.label, "推計"
UNCHANGED = "数が変わらなければ"


class Side(Enum):
    """Where a label goes: beside its point, or clear of everything above or under it, and there it may end at it."""

    BEFORE = "before"
    AFTER = "after"
    ABOVE = "above"
    UNDER = "under"
    ABOVE_END = "above end"
    UNDER_END = "under end"


@dataclass(frozen=True)
class Reading:
    """A figure at a date, with the word for its standing where it is not official."""

    day: date
    value: float
    look: Look
    word: str = ""


@dataclass(frozen=True)
class Label:
    """Words at a figure."""

    at: Reading
    words: str
    side: Side


@dataclass(frozen=True)
class Panel:
    """One small chart; ``why`` says what is missing where it has no readings."""

    heading: str
    unit: str
    decimals: int
    readings: tuple[Reading, ...] = ()
    labels: tuple[Label, ...] = ()
    why: str = ""

    def said(self, one: Reading) -> str:
        """The figure as it is printed, with its standing."""
        return f"{format_value(one.value, self.decimals)} {one.word}".rstrip()

    def described(self, one: Reading) -> str:
        """What is said of a figure when it is pointed at."""
        standing = f"、{one.word}" if one.word else ""
        return f"{format_value(one.value, self.decimals)}{self.unit}（{one.day.year}年{one.day.month}月{standing}）"


@dataclass(frozen=True)
class OutlookView:
    """One indicator beside a region's residents and its demand, with what must stand with them."""

    catalogue: Catalogue
    indicator: Indicator
    outlook: Outlook
    updated: date | None = None

    @property
    def title(self) -> str:
        """Whose supply and demand it is."""
        return f"{self.outlook.region.name}：{self.indicator.short_name}と75歳以上人口・需要"

    @property
    def panels(self) -> tuple[Panel, ...]:
        """The count, the people it is for, both together, the demand."""
        return _count_panel(self), _people_panel(self.outlook), _rate_panel(self), _demand_panel(self.outlook)

    @cached_property
    def counts(self) -> tuple[Reading, ...]:
        """The indicator's values."""
        return tuple(self._reading(day, value, value.value or 0.0) for day, value in self.outlook.values)

    @cached_property
    def rates(self) -> tuple[Reading, ...]:
        """They for 1,000 residents of 75 and over; none of a share, and none where nobody is known to live."""
        values = self.outlook.values if self.indicator.additive else ()
        found = ((day, value, value.on(Basis.AGED_75)) for day, value in values)
        return tuple(self._reading(day, value, rate) for day, value, rate in found if rate is not None)

    @property
    def people(self) -> list[PopulationFigures]:
        """All that is known of the residents, each once: the census is counted and begins the projection."""
        return sorted({*self.outlook.counted, *self.outlook.projected}, key=lambda one: (one.date, one.kind))

    def _reading(self, day: date, value: RegionalValue, figure: float) -> Reading:
        return Reading(day, figure, look_of(self.indicator, value.status), standing_word(value.status))


def _count_panel(view: OutlookView) -> Panel:
    indicator, found = view.indicator, view.counts
    panel = Panel(f"{indicator.short_name}（{indicator.unit}）", indicator.unit, indicator.decimals)
    if not found:
        return replace(panel, why="値は未登録")
    labels = [Label(found[-1], panel.said(found[-1]), Side.AFTER), *_first(panel, found)]
    official = [one for one in found if one.look is Look.OFFICIAL]
    if official and official[-1] not in (found[0], found[-1]):
        labels.append(Label(official[-1], panel.said(official[-1]), Side.UNDER))
    return replace(panel, readings=found, labels=tuple(labels))


def _people_panel(outlook: Outlook) -> Panel:
    panel = Panel("75歳以上人口（人）", "人", 0)
    counted = tuple(Reading(one.date, one.aged_75, Look.COUNTED, one.kind.label) for one in outlook.counted)
    projected = _projected((one.date, one.aged_75) for one in outlook.projected)
    if not counted and not projected:
        return replace(panel, why="人口が登録されていません")
    plain = [replace(one, word="") for one in counted]
    labels = [Label(plain[-1], panel.said(plain[-1]), Side.UNDER)] if len(plain) > 1 else []
    labels += _first(panel, (*plain[:1], *projected))
    labels += [Label(one, format_value(one.value, 0), Side.ABOVE_END) for one in projected[-1:]]
    return replace(panel, readings=(*projected, *counted), labels=tuple(labels))


def _rate_panel(view: OutlookView) -> Panel:
    panel, found = Panel(f"{RATE}（{view.indicator.unit}）", view.indicator.unit, RATE_DECIMALS), view.rates
    if not found:
        return replace(panel, why=_no_rate(view))
    unchanged = _projected(view.outlook.unchanged)
    labels = [Label(found[-1], panel.said(found[-1]), _calm_side(found[-1], unchanged)), *_first(panel, found)]
    stays = [f"{UNCHANGED} {format_value(one.value, RATE_DECIMALS)}" for one in unchanged]
    labels += [Label(unchanged[-1], words, Side.UNDER_END) for words in stays[-1:]]
    return replace(panel, readings=(*unchanged, *found), labels=tuple(labels))


def _no_rate(view: OutlookView) -> str:
    if not view.indicator.additive:
        return "割合なので人口当たりにしません"
    return "人口が登録されていません" if view.outlook.values else "値は未登録"


def _calm_side(latest: Reading, unchanged: Sequence[Reading]) -> Side:
    """Above the latest rate, unless the line that goes on from it rises at once."""
    return Side.UNDER if any(one.value > latest.value for one in unchanged[:2]) else Side.ABOVE


def _demand_panel(outlook: Outlook) -> Panel:
    if not outlook.demand:
        return Panel("需要推計（件／月）", "件／月", 0, why=no_demand(outlook.region.level))
    panel = Panel(f"{outlook.demand[0].name}（件／月）", "件／月", 0)
    found = tuple(Reading(_middle(one), one.receipts_per_month, Look.PROJECTED, one.label) for one in outlook.demand)
    last = Label(found[-1], f"{found[-1].word} {format_value(found[-1].value, 0)}", Side.ABOVE_END)
    return replace(panel, readings=found, labels=(*_first(panel, [replace(one, word="") for one in found]), last))


def _middle(demand: Demand) -> date:
    """The middle of the fiscal year, where censuses and projections of residents lie too."""
    return date(demand.year, 10, 1)


def no_demand(level: Level) -> str:
    """Why a region has no demand."""
    inside = "市町村別の需要推計は公表されていません　（圏域の値だけ）"
    return inside if level is Level.MUNICIPALITY else "需要推計が登録されていません"


def _first(panel: Panel, found: Sequence[Reading]) -> list[Label]:
    """A label before the first of several figures."""
    return [Label(found[0], panel.said(found[0]), Side.BEFORE)] if len(found) > 1 else []


def _projected(points: Iterable[tuple[date, float]]) -> tuple[Reading, ...]:
    return tuple(Reading(day, value, Look.PROJECTED, PROJECTION) for day, value in points)
