"""One observation: a value of an indicator for a region at a date, with its status; and which of several counts.

It sits below the catalogue so that judging, storing and drawing all speak of the same thing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

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

    @property
    def as_of(self) -> date:
        """The date the value stands for (the last day of its period unless the plan says mid-year)."""
        return self.period.date

    @property
    def precision(self) -> Precision:
        """How exactly the source dated the value."""
        return self.period.precision


STRONGEST_FIRST = (Status.OFFICIAL, Status.PROVISIONAL, Status.REFERENCE)
"""The statuses with a figure. Of several for one date the strongest counts; a sum is as weak as its weakest part."""


def counts(status: Status | None, *, provisional: bool) -> bool:
    """Whether a value of this status is judged; ``provisional`` is the catalogue's word on provisional ones."""
    return status is Status.OFFICIAL or (provisional and status is Status.PROVISIONAL)


def counting(observations: Iterable[Observation], *, provisional: bool) -> tuple[Observation, ...]:
    """The observations that are judged, one a date in date order, official before provisional, all with a value."""
    by_date: dict[date, Observation] = {}
    for observation in observations:
        if observation.value is None or not counts(observation.status, provisional=provisional):
            continue
        rival = by_date.get(observation.as_of)
        if rival is None or STRONGEST_FIRST.index(observation.status) <= STRONGEST_FIRST.index(rival.status):
            by_date[observation.as_of] = observation
    return tuple(by_date[day] for day in sorted(by_date))


def weakest(statuses: Iterable[Status]) -> Status:
    """The status of what is made of several values, one at least, all with a figure."""
    return max(statuses, key=STRONGEST_FIRST.index)
