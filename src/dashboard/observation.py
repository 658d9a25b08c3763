"""One observation: a value of an indicator for a region at a date, with its status; and which of several counts.

It sits below the catalogue so that judging, storing and drawing all speak of the same thing.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby, repeat
from typing import NamedTuple

from dashboard.fiscal import Period, Precision
from dashboard.text import Term


class Status(Term):
    """Status of an observation; only official values (and, if the catalogue says so, provisional ones) are judged.

    The label is also the word in the 区分 column of an upload.
    """

    OFFICIAL = "official", "確定", "所管課が確定した値です。判定に使います。"
    PROVISIONAL = "provisional", "速報", "あとで変わりうる速報の値です。設定で認めた指標だけ判定に使います。"
    REFERENCE = "reference", "参考", "別の資料から数え直した値などです。図には白抜きで示し、判定には使いません。"
    PENDING = "pending", "集計中", "値はまだ集計中です。0ではありません。"
    SUPPRESSED = "suppressed", "秘匿", "数が少ないなどの理由で公表されていません。0ではありません。"
    NOT_APPLICABLE = "not_applicable", "該当なし", "その地域・時点には当てはまりません。0ではありません。"

    @property
    def meaning(self) -> str:
        """One sentence for the reader of the about page."""
        return self.words[1]


class Slot(NamedTuple):
    """The place of one value in force; a later value of the same slot replaces the earlier one.

    A fiscal year and its fourth quarter have a slot each although they end on one day, and reference values have their
    own beside the official ones. Provisional values and the words for none share the slot of the official value.
    """

    indicator: str
    region: str
    period: Period
    is_reference: bool


@dataclass(frozen=True, slots=True)
class Observation:
    """A value (in the indicator's unit) of one indicator for one region at one date.

    ``value`` is None exactly when the status is pending, suppressed or not applicable. ``se``, ``lower`` and ``upper``
    are the standard error and confidence limits in the same unit, where the source gives them. ``batch`` names the
    upload that brought it; None before it is stored.
    """

    indicator: str
    region: str
    period: Period
    value: float | None
    status: Status
    source: str = ""
    note: str = ""
    se: float | None = None
    lower: float | None = None
    upper: float | None = None
    batch: str | None = None

    @classmethod
    def in_columns(cls, count: int, **columns: Iterable[object]) -> "tuple[Observation, ...]":
        """``count`` at once, every field as a column; made so, tens of thousands take a third of the time."""
        observations = tuple(map(object.__new__, repeat(cls, count)))
        for name in cls.__slots__:
            # The field's own descriptor sets it, in a loop that Python does not see; nobody else has them yet.
            deque(map(getattr(cls, name).__set__, observations, columns[name]), maxlen=0)
        return observations

    @property
    def as_of(self) -> date:
        """The date the value stands for (the last day of its period unless the plan says mid-year)."""
        return self.period.date

    @property
    def precision(self) -> Precision:
        """How exactly the source dated the value."""
        return self.period.precision

    @property
    def slot(self) -> Slot:
        """What it takes the place of when it comes in; ``queries`` numbers the same slots in SQL."""
        return Slot(self.indicator, self.region, self.period, self.status is Status.REFERENCE)


COARSEST_FIRST = tuple(Precision)
"""The precisions in the order in which values of one day count."""

STRONGEST_FIRST = (Status.OFFICIAL, Status.PROVISIONAL, Status.REFERENCE)
"""The statuses with a figure. Of several for one date the strongest counts; a sum is as weak as its weakest part."""


def counts(status: Status | None, *, provisional: bool) -> bool:
    """Whether a value of this status is judged; ``provisional`` is the catalogue's word on provisional ones."""
    return status is Status.OFFICIAL or (provisional and status is Status.PROVISIONAL)


def counting(observations: Iterable[Observation], *, provisional: bool) -> tuple[Observation, ...]:
    """The observations that are judged, all with a value, one a date in date order (see ``foremost``)."""
    candidates = (
        observation
        for observation in observations
        if observation.value is not None and counts(observation.status, provisional=provisional)
    )
    return of_each_day(candidates)


def foremost(observations: Iterable[Observation]) -> Observation | None:
    """The one of several observations of a region and a day that stands for the day; None where there are none.

    A reference value only where there is nothing else: it never takes the place of an official one. Then a figure
    before none, official before provisional, and the coarser precision: targets are figures of fiscal years.
    """
    return min(observations, key=_precedence, default=None)


def of_each_day(observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """The foremost observation of each day, of one indicator and region, by date."""
    days = groupby(sorted(observations, key=lambda each: each.as_of), key=lambda each: each.as_of)
    chosen = (foremost(of_day) for _, of_day in days)
    return tuple(observation for observation in chosen if observation is not None)


def marked(observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """The figures that have a mark in a picture, by date: of each day the foremost, and the reference value beside it.

    So no day has two marks of one standing; a fourth quarter beside its fiscal year stands in tables alone.
    """
    figures = [observation for observation in observations if observation.value is not None]
    lines = [[each for each in figures if each.slot.is_reference is reference] for reference in (False, True)]
    return tuple(sorted((each for line in lines for each in of_each_day(line)), key=lambda each: each.as_of))


def _precedence(observation: Observation) -> tuple[bool, bool, int, int]:
    status = observation.status
    standing = STRONGEST_FIRST.index(status) if status in STRONGEST_FIRST else len(STRONGEST_FIRST)
    is_reference = status is Status.REFERENCE
    return is_reference, observation.value is None, standing, COARSEST_FIRST.index(observation.precision)


def weakest(statuses: Iterable[Status]) -> Status:
    """The status of what is made of several values, one at least, all with a figure."""
    return max(statuses, key=STRONGEST_FIRST.index)
