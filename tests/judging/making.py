"""Small made-up indicators and observations for the tests of judging."""

from collections.abc import Iterable
from datetime import date

from dashboard.catalogue import Baseline, Direction, Indicator, Judging, Measure, Method, NoChange, Target
from dashboard.fiscal import Period, Precision
from dashboard.judging import Assessment, assess
from dashboard.observation import Observation, Status

Point = tuple[date, float]
START, MIDTERM, FINAL = date(2023, 3, 31), date(2027, 3, 31), date(2030, 3, 31)
AS_OF = date(2024, 12, 31)
BOTH = NoChange(relative=0.05, of_target=0.10)


def day(when: date) -> Period:
    return Period(when, Precision.DAY)


def judging(*, method: Method = Method.LINE, no_change: NoChange = BOTH, stale_after_days: int = 400) -> Judging:
    return Judging(method=method, no_change=no_change, stale_after_days=stale_after_days)


def indicator(
    baseline: Point | None = (START, 100.0),
    targets: Iterable[tuple[date, float | None]] = ((MIDTERM, 200.0),),
    direction: Direction = Direction.UP,
    **more: object,
) -> Indicator:
    fields: dict[str, object] = {
        "id": "made_up",
        "name": "架空の指標",
        "short_name": "架空",
        "unit": "か所",
        "kind": "計画の指標",
        "measure": Measure.PROCESS,
        "source": "架空の資料",
        "direction": direction,
        "baseline": None if baseline is None else Baseline(period=day(baseline[0]), value=baseline[1], printed="架空"),
        "targets": tuple(Target(period=day(when), value=value, printed="架空") for when, value in targets),
    }
    return Indicator.model_validate(fields | more)


def observed(when: date, value: float | None, status: Status = Status.OFFICIAL) -> Observation:
    return Observation("made_up", "99000", day(when), value, status)


def judge(value: float, when: date = date(2024, 11, 30), no_change: NoChange = BOTH, **more: object) -> Assessment:
    """One value of an indicator that is to rise from 100 (2023-03-31) to 200 (2027-03-31)."""
    return assess(indicator(**more), judging(no_change=no_change), [observed(when, value)], AS_OF)
