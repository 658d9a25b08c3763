"""What taking a batch back would change, told before it is done."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.fiscal import parse
from dashboard.intake import Undoing, undoing
from dashboard.observation import Observation, Status
from dashboard.queries import Snapshot
from dashboard.store import Batch, Store, Submission
from intake.making import CONTEXT

PREFECTURE, CITY = "99000", "99201"
IN_2022 = replace(CONTEXT, today=date(2022, 6, 30))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(str(tmp_path / "store"))
    made.create([])
    return made


def brought(store: Store, value: float, period: str = "令和2年12月", region: str = PREFECTURE) -> Batch:
    one = Observation("meeting_places", region, parse(period), value, Status.OFFICIAL)
    return store.append(Submission((one,), by="係", file="前.csv", sha256="", reason=""))


def seen(store: Store, batch: Batch) -> Undoing:
    return undoing(batch.id, IN_2022, Snapshot.load(store))


def steps(found: Undoing) -> list[tuple[float | None, float | None]]:
    return [(one.before and one.before.value, one.after and one.after.value) for one in found.changes]


def test_the_former_value_comes_back_or_none_at_all(store: Store) -> None:
    first, second = brought(store, 118), brought(store, 139)
    assert steps(seen(store, second)) == [(139, 118)]
    store.withdraw(second.id, by="係", reason="誤り")
    assert steps(seen(store, first)) == [(118, None)]


def test_a_value_that_was_replaced_meanwhile_is_no_change(store: Store) -> None:
    first = brought(store, 118)
    brought(store, 139)
    assert seen(store, first) == Undoing((), ())


def test_a_withdrawal_is_undone_by_the_same_question(store: Store) -> None:
    first = brought(store, 118)
    undo = store.withdraw(first.id, by="係", reason="誤り")
    assert steps(seen(store, undo)) == [(None, 118)]


def test_the_plans_own_series_and_grade_are_told_before_and_after(store: Store) -> None:
    brought(store, 118)
    later = brought(store, 139, "令和3年12月")
    (affected,) = seen(store, later).affected
    assert affected.indicator == "meeting_places"
    assert [o.value for o in affected.before] == [118, 139]
    assert [o.value for o in affected.after] == [118]
    assert (affected.grade_before, affected.grade_after) == ("B*", "C")


def test_a_municipalitys_value_touches_no_grade(store: Store) -> None:
    found = seen(store, brought(store, 52, region=CITY))
    assert (steps(found), found.affected) == ([(52, None)], ())


def test_an_indicator_that_the_catalogue_no_longer_has_is_told_without_a_grade(store: Store) -> None:
    gone = Observation("gone", PREFECTURE, parse("令和2年12月"), 1.0, Status.OFFICIAL)
    batch = store.append(Submission((gone,), by="係", file="前.csv", sha256="", reason=""))
    found = seen(store, batch)
    assert (steps(found), found.affected) == ([(1.0, None)], ())
