"""What goes into the store comes out of it, in batches that are never changed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from dashboard.errors import StoreError
from dashboard.fiscal import JAPAN
from dashboard.observation import Status
from dashboard.store import Store, batches, batches_in
from store.making import CITY, NURSES, bytes_under, many, observation, submission


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(str(tmp_path / "保管 場所"))
    made.create([submission()])
    return made


def test_a_place_where_nothing_was_made_does_not_exist_yet(tmp_path: Path) -> None:
    assert not Store(str(tmp_path / "absent")).exists()
    assert not Store(str(tmp_path)).exists()


def test_what_volumes_and_file_managers_leave_behind_is_nothing(tmp_path: Path) -> None:
    for name in (".gitkeep", ".DS_Store", "Thumbs.db", "desktop.ini"):
        (tmp_path / name).touch()
    for name in ("lost+found", ".Trash-1000", "System Volume Information", "$RECYCLE.BIN"):
        (tmp_path / name).mkdir()
    store = Store(str(tmp_path))
    assert not store.exists()
    store.create([submission()])
    assert store.exists()


def test_all_seed_batches_land_in_the_first_commit(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store"))
    store.create([submission(by="甲"), submission(by="乙"), submission(by="丙")])
    assert store.version() == 0
    batches = batches_in(store.read())
    assert [batch.by for batch in batches] == ["甲", "乙", "丙"]
    assert len({batch.id for batch in batches}) == 3


def test_a_store_can_start_without_any_batch(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "store"))
    store.create([])
    assert store.exists()
    assert store.read().num_rows == 0
    assert store.append(submission()).rows == 1


def test_creating_a_store_twice_keeps_the_first(store: Store) -> None:
    before = bytes_under(Path(store.location))
    store.create([submission(by="二度目")])
    assert bytes_under(Path(store.location)) == before


def test_every_field_of_an_observation_and_its_batch_is_stored(store: Store) -> None:
    sent = submission(observation(3.5, date(2025, 3, 31), indicator=NURSES, region=CITY, status=Status.PROVISIONAL))
    batch = store.append(sent)
    (row,) = [row for row in store.read().to_pylist() if row["batch"] == batch.id]
    assert row == {
        "action": "observe",
        "indicator": NURSES,
        "region": CITY,
        "as_of": date(2025, 3, 31),
        "precision": "fiscal_year",
        "value": 3.5,
        "status": "provisional",
        "se": None,
        "lower": None,
        "upper": None,
        "source": "資料1",
        "note": "注",
        "batch": batch.id,
        "committed_at": batch.committed_at,
        "by": "在宅医療係",
        "file": "令和6年度.csv",
        "sha256": "ab" * 32,
        "reason": "年次更新",
        "withdraws": None,
        "remarks": None,
    }


def test_an_appended_batch_is_one_more_version_and_older_versions_stay_readable(store: Store) -> None:
    batch = store.append(many([1.0, 2.0, 3.0]))
    assert batch.rows == 3
    assert store.version() == 1
    assert store.read().num_rows == 4
    assert store.read(version=0).num_rows == 1


def test_batch_ids_tell_the_moment_and_sort_by_it(store: Store) -> None:
    batch = store.append(submission())
    assert batch.id.startswith(f"{batch.committed_at.astimezone(JAPAN):%Y%m%d-%H%M%S}-")
    assert batch.committed_at.tzinfo is UTC


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, zone: tzinfo | None = None) -> "Clock":
            return cls.fromtimestamp(moment.timestamp(), zone)

    monkeypatch.setattr(batches, "datetime", Clock)


def test_moments_increase_even_when_the_clock_was_set_back_a_little(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = batches_in(store.read())[-1].committed_at
    set_clock(monkeypatch, last - timedelta(minutes=4))
    first, second = store.append(submission()), store.append(submission())
    assert last < first.committed_at < second.committed_at
    assert second.committed_at - last < timedelta(seconds=1)


def test_numbers_of_earlier_versions_in_utc_stay_and_can_be_taken_back(
    monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    monkeypatch.setattr(batches, "JAPAN", UTC)
    old = store.append(submission(by="前の版"))
    monkeypatch.undo()
    new = store.append(submission(by="この版"))
    withdrawal = store.withdraw(old.id, by="係長", reason="誤り")
    kept = batches_in(store.read())
    assert [batch.id for batch in kept][-3:] == [old.id, new.id, withdrawal.id]
    assert old.id < new.id
    assert [batch.withdrawn for batch in kept][-3:] == [True, False, False]


@pytest.mark.parametrize(
    ("jump", "sentence"),
    [
        (timedelta(minutes=-6), r"最後の取り込みの日時 .* より前.*時計を合わせて.*バックアップから戻し"),
        (timedelta(days=-30), r"最後の取り込みの日時 .* より前"),
        (timedelta(days=-365 * 50), r"昭和\d+年.*このプログラムができる前の日時.*時計を合わせて"),
        (timedelta(days=365 * 33), r"令和\d+年.*正しくないと思われます.*時計を合わせて.*新しい版"),
    ],
)
def test_a_clock_that_jumped_is_told_and_nothing_is_stored(
    store: Store, monkeypatch: pytest.MonkeyPatch, jump: timedelta, sentence: str
) -> None:
    before = bytes_under(Path(store.location))
    set_clock(monkeypatch, datetime.now(UTC) + jump)
    with pytest.raises(StoreError, match=sentence):
        store.append(submission())
    with pytest.raises(StoreError, match=sentence):
        store.withdraw(batches_in(store.read())[0].id, by="係長", reason="誤り")
    assert bytes_under(Path(store.location)) == before


def test_a_new_store_is_not_made_by_a_clock_that_cannot_be_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, datetime(1970, 1, 1, tzinfo=UTC))
    with pytest.raises(StoreError, match="できる前の日時"):
        Store(str(tmp_path / "store")).create([submission()])
    assert not (tmp_path / "store").exists()


def test_a_submission_without_values_is_refused(store: Store) -> None:
    empty = submission()
    with pytest.raises(StoreError, match=r"「令和6年度.csv」には取り込む値が1件もありません"):
        store.append(type(empty)((), empty.by, empty.file, empty.sha256, empty.reason))
    assert store.version() == 0


def test_two_values_for_one_indicator_region_and_date_in_a_file_are_refused(store: Store) -> None:
    with pytest.raises(StoreError, match=r"指標「visiting_clinics」・地域「11000」・時点 令和5年度 の値が2件あります"):
        store.append(submission(observation(1.0), observation(2.0)))
    assert store.version() == 0


def test_a_withdrawn_batch_stays_in_the_history_and_is_marked(store: Store) -> None:
    wrong = store.append(many([1.0, 2.0]))
    undo = store.withdraw(wrong.id, by="係長", reason="別の年度の表だった")
    assert (undo.withdraws, undo.rows, undo.by, undo.reason) == (wrong.id, 0, "係長", "別の年度の表だった")
    flags = {batch.id: batch.withdrawn for batch in batches_in(store.read())}
    assert flags[wrong.id]
    assert not flags[undo.id]
    assert store.read().num_rows == 4


def test_withdrawing_a_withdrawal_brings_the_batch_back(store: Store) -> None:
    batch = store.append(submission())
    undo = store.withdraw(batch.id, by="係長", reason="誤り")
    redo = store.withdraw(undo.id, by="係長", reason="誤りではなかった")
    flags = {each.id: each.withdrawn for each in batches_in(store.read())}
    assert (flags[batch.id], flags[undo.id], flags[redo.id]) == (False, True, False)
    store.withdraw(redo.id, by="係長", reason="やはり誤り")
    assert {each.id: each.withdrawn for each in batches_in(store.read())}[batch.id]


def test_an_unknown_batch_cannot_be_withdrawn(store: Store) -> None:
    with pytest.raises(StoreError, match=r"取り込み「20200101-000000-abcdef」は見つかりません.*history"):
        store.withdraw("20200101-000000-abcdef", by="係長", reason="誤り")
    assert store.version() == 0


def test_a_withdrawn_batch_cannot_be_withdrawn_again(store: Store) -> None:
    batch = store.append(submission())
    store.withdraw(batch.id, by="係長", reason="誤り")
    with pytest.raises(StoreError, match=rf"取り込み「{batch.id}」はすでに取り消されています"):
        store.withdraw(batch.id, by="係長", reason="誤り")
    assert store.version() == 2


@pytest.mark.parametrize(("by", "reason"), [("", "誤り"), ("係長", ""), (" ", "　")])
def test_a_withdrawal_needs_a_name_and_a_reason(store: Store, by: str, reason: str) -> None:
    batch = store.append(submission())
    with pytest.raises(StoreError, match="名前と理由の両方"):
        store.withdraw(batch.id, by=by, reason=reason)
    assert store.version() == 1


def test_of_several_people_withdrawing_one_batch_at_once_only_one_succeeds(store: Store) -> None:
    batch = store.append(submission())

    def withdraw(number: int) -> str:
        try:
            return store.withdraw(batch.id, by=f"{number}番", reason="誤り").id
        except StoreError as error:
            return str(error)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(withdraw, range(4)))
    assert sum("すでに取り消されています" in answer for answer in answers) == 3
    assert store.version() == 2
