"""From a file to a batch: what is new, revised or unchanged, what is written, and what is not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.as_json import history_json
from dashboard.cli.printed import history_text
from dashboard.errors import IntakeError, StoreMoved
from dashboard.intake import (
    MAX_BYTES,
    Answers,
    Outcome,
    Preview,
    Signature,
    Upload,
    commit,
    importing,
    look_at,
    read_upload,
    take_in,
)
from dashboard.queries import Snapshot, series_of
from dashboard.store import Store
from intake.making import CONTEXT, HEADER, as_text, row

BY = Signature("健康課", "年次更新")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with one value: 52 for 東ヶ丘市 in 令和4年度."""
    made = Store(str(tmp_path / "store"))
    made.create([])
    assert taken(made, row()).batch
    return made


def upload(rows: Sequence[list[str]], name: str = "架空.csv") -> Upload:
    return Upload(name, as_text([list(HEADER), *rows]).encode("cp932"))


def taken(store: Store, *rows: list[str], signature: Signature | None = BY, accept: bool = True) -> Outcome:
    return take_in(upload(rows), store, CONTEXT, signature, accept_warnings=accept)


def counts(seen: Preview) -> tuple[int, int, int]:
    return len(seen.new), len(seen.revised), len(seen.unchanged)


def test_a_file_becomes_one_batch_with_its_name_fingerprint_sender_and_reason(store: Store) -> None:
    sent = upload([row(code="99202"), row(code="99203")])
    outcome = take_in(sent, store, CONTEXT, BY)
    batch = Snapshot.load(store).batches[-1]
    assert (batch.id, batch.rows, batch.file, batch.sha256) == (outcome.batch, 2, "架空.csv", sent.sha256)
    assert (batch.by, batch.reason) == ("健康課", "年次更新")


def test_titles_and_notes_of_the_file_go_with_its_batch_and_are_shown_in_the_history(store: Store) -> None:
    sent = upload([row(code="99202")])
    preview = look_at(sent, CONTEXT, Snapshot.load(store))
    remarks = ("架空の状況", "※ 架空の注記です。")
    outcome = commit(sent, replace(preview, draft=replace(preview.draft, remarks=remarks)), store, BY)
    (newest, *_) = reversed(Snapshot.load(store).batches)
    assert (newest.id, newest.remarks) == (outcome.batch, remarks)
    assert history_json([newest])["batches"][0]["remarks"] == remarks
    assert "    注記：※ 架空の注記です。" in history_text([newest]).splitlines()


def test_values_are_told_apart_as_new_revised_and_unchanged(store: Store) -> None:
    outcome = taken(store, row(), row(code="99202"), row(code="99203"))
    assert counts(outcome.preview) == (2, 0, 1)
    assert counts(taken(store, row(value="60")).preview) == (0, 1, 0)


def test_a_revision_is_a_warning_that_names_both_values_and_wins(store: Store) -> None:
    outcome = taken(store, row(value="1,023"))
    (warning,) = outcome.preview.warnings
    assert (warning.rule, warning.row, warning.column, warning.cell) == ("W01", 2, "E", "1,023")
    assert "東ヶ丘市、令和4年度：52（確定） → 1,023（確定）" in warning.message
    assert [o.value for o in series_of(Snapshot.load(store), "meeting_places", "99201")] == [1023]


def test_a_changed_source_alone_is_said_to_be_that(store: Store) -> None:
    (warning,) = taken(store, [*row()[:6], "別の調査", ""]).preview.problems
    assert "出典、備考などの書き換え" in warning.message


def test_the_same_file_twice_gives_one_batch(store: Store) -> None:
    first, second = taken(store, row(code="99202")), taken(store, row(code="99202"))
    assert (second.accepted, second.repeated, second.batch) == (True, True, first.batch)
    assert len(Snapshot.load(store).batches) == 2


def test_the_same_file_after_its_withdrawal_is_taken_in_anew(store: Store) -> None:
    first = taken(store, row(code="99202"))
    assert first.batch
    store.withdraw(first.batch, by="健康課", reason="誤り")
    again = taken(store, row(code="99202"))
    assert (again.accepted, again.repeated) == (True, False)
    assert again.batch not in {None, first.batch}


def test_another_file_without_any_change_writes_nothing(store: Store) -> None:
    version = store.version()
    outcome = take_in(upload([row(), []], name="別名.csv"), store, CONTEXT, BY)
    assert (outcome.accepted, outcome.batch, outcome.repeated) == (True, None, False)
    assert store.version() == version


def test_an_unsigned_file_is_only_looked_at(store: Store) -> None:
    version = store.version()
    outcome = taken(store, row(code="99202"), signature=None)
    assert (outcome.accepted, outcome.batch, counts(outcome.preview)) == (True, None, (1, 0, 0))
    assert store.version() == version


def test_a_file_with_one_error_leaves_the_store_untouched(store: Store) -> None:
    version = store.version()
    outcome = taken(store, row(code="99202"), row(code="99203", value="約50"))
    assert (outcome.accepted, outcome.batch) == (False, None)
    assert store.version() == version


def test_grades_that_would_change_are_named_before_and_after(store: Store) -> None:
    context = replace(CONTEXT, today=date(2022, 6, 30))
    before = take_in(upload([row(code="99000", period="令和2年度", value="118")]), store, context, BY)
    assert [(c.indicator, c.grade_before, c.grade_after) for c in before.preview.grades_changed] == [
        ("meeting_places", "E", "C")
    ]
    after = take_in(upload([row(code="99000", period="令和3年12月", value="139")]), store, context, None)
    assert [(c.grade_before, c.grade_after) for c in after.preview.grades_changed] == [("C", "B*")]


def test_a_municipalitys_value_changes_no_grade(store: Store) -> None:
    assert taken(store, row(code="99202", value="9999")).preview.grades_changed == ()


def test_a_reference_value_changes_no_grade(store: Store) -> None:
    assert taken(store, row(code="99000", value="9999", status="参考")).preview.grades_changed == ()


def test_problems_come_in_the_order_of_the_file(store: Store) -> None:
    outcome = taken(store, row(code="99202", value="―"), row(value="60"), row(code="99203", value=""))
    assert [(p.rule, p.row) for p in outcome.preview.problems] == [("W25", 2), ("W01", 3), ("N02", 4)]


def test_a_file_that_cannot_be_opened_is_a_sentence(tmp_path: Path) -> None:
    for path in (tmp_path / "ない.csv", tmp_path):
        with pytest.raises(IntakeError, match="を開けません。名前、場所、権限を確かめてください。"):
            read_upload(path)


def test_of_a_file_that_is_too_large_no_more_than_needed_is_read(tmp_path: Path) -> None:
    path = tmp_path / "大きい.csv"
    path.write_bytes(b"," * (MAX_BYTES + 1000))
    assert len(read_upload(path).data) == MAX_BYTES + 1


def test_a_file_name_that_is_no_utf8_can_still_be_stored(tmp_path: Path, store: Store) -> None:
    path = tmp_path / b"\x94N\x93x.csv".decode("utf-8", "surrogateescape")
    path.write_bytes(upload([row(code="99202")]).data)
    assert take_in(read_upload(path), store, CONTEXT, BY).batch
    assert Snapshot.load(store).batches[-1].file == "\ufffdN\ufffdx.csv"


NO_PERIOD = Upload("時点なし.csv", as_text([["地域コード", "通いの場", "区分"], ["99202", "41", "確定"]]).encode())
"""A file that says nothing of its date."""


def test_with_a_warning_not_accepted_nothing_is_written(store: Store) -> None:
    version = store.version()
    outcome = taken(store, row(value="60"), accept=False)
    assert (outcome.accepted, outcome.batch, [p.rule for p in outcome.preview.warnings]) == (False, None, ["W01"])
    assert store.version() == version
    assert taken(store, row(value="60")).batch


def test_a_warning_about_a_file_that_changes_nothing_needs_no_acceptance(store: Store) -> None:
    first = taken(store, row(code="99202"))
    again = taken(store, row(code="99202"), accept=False)
    assert [p.rule for p in again.preview.warnings] == ["W09"]
    assert (again.accepted, again.batch, again.repeated) == (True, first.batch, True)


def test_a_revision_without_a_reason_is_refused_and_nothing_is_written(store: Store) -> None:
    version = store.version()
    with pytest.raises(IntakeError, match="過去の値の改訂が1件あるので、理由が要ります"):
        taken(store, row(value="60"), signature=Signature("健康課", "　"))
    assert store.version() == version
    assert taken(store, row(code="99202"), signature=Signature("健康課")).batch


def test_nobody_can_take_a_file_in_without_signing(store: Store) -> None:
    version = store.version()
    with pytest.raises(IntakeError, match="登録する人の名前がありません"):
        taken(store, row(code="99202"), signature=Signature(" ", "年次更新"))
    assert store.version() == version


def test_a_file_with_errors_cannot_be_committed_past_them(store: Store) -> None:
    sent = upload([row(code="99202"), row(code="99203", value="約50")])
    seen = look_at(sent, CONTEXT, Snapshot.load(store))
    with pytest.raises(IntakeError, match="エラーのあるファイルは取り込めません"):
        commit(sent, seen, store, BY)


def test_what_was_looked_at_is_not_stored_once_another_batch_came_in_between(store: Store) -> None:
    sent = upload([row(code="99202")])
    seen = look_at(sent, CONTEXT, Snapshot.load(store))
    other = taken(store, row(code="99203"))
    with pytest.raises(StoreMoved, match="ほかの取り込みか取り消しが保存されました"):
        commit(sent, seen, store, BY)
    assert Snapshot.load(store).batches[-1].id == other.batch
    assert commit(sent, look_at(sent, CONTEXT, Snapshot.load(store)), store, BY).batch


def test_a_withdrawal_in_between_counts_as_another_batch(store: Store) -> None:
    sent = upload([row(code="99202")])
    seen = look_at(sent, CONTEXT, Snapshot.load(store))
    store.withdraw(seen.newest, by="健康課", reason="誤り")
    with pytest.raises(StoreMoved):
        commit(sent, seen, store, BY)


def test_taking_in_looks_again_when_others_commit_meanwhile(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []

    def look_slowly(*args: object) -> Preview:
        seen = look_at(*args)  # type: ignore[arg-type]
        if not looked:
            taken_meanwhile.append(commit(other, look_at(other, CONTEXT, Snapshot.load(store)), store, BY))
        looked.append(len(seen.new))
        return seen

    other, taken_meanwhile = upload([row(code="99202")], name="先.csv"), list[Outcome]()
    monkeypatch.setattr(importing, "look_at", look_slowly)
    outcome = taken(store, row(code="99202"), row(code="99203"))
    assert (looked, counts(outcome.preview)) == ([2], (1, 0, 1))
    assert Snapshot.load(store).batches[-1].id == outcome.batch


def test_the_same_bytes_with_another_date_given_are_another_batch(store: Store) -> None:
    first, second = (
        take_in(NO_PERIOD, store, CONTEXT, BY, answers=Answers(period=period), accept_warnings=True)
        for period in ("令和4年度", "令和5年度")
    )
    assert first.batch != second.batch
    assert [p.rule for p in second.preview.warnings] == ["W09"]
    assert [o.as_of.year for o in series_of(Snapshot.load(store), "meeting_places", "99202")] == [2022, 2023]


def test_the_same_bytes_with_the_same_date_given_are_one_batch(store: Store) -> None:
    first, second = (
        take_in(NO_PERIOD, store, CONTEXT, BY, answers=Answers(period=period), accept_warnings=True)
        for period in ("令和4年度", "R4")
    )
    assert (second.batch, second.repeated) == (first.batch, True)


def test_two_who_commit_the_same_file_at_once_make_one_batch(store: Store) -> None:
    sent = upload([row(code="99202")])
    seen = look_at(sent, CONTEXT, Snapshot.load(store))
    first, second = commit(sent, seen, store, BY), commit(sent, seen, store, BY)
    assert (second.batch, second.repeated) == (first.batch, True)


def test_a_file_that_asks_for_its_date_is_not_taken_in(store: Store) -> None:
    version = store.version()
    outcome = take_in(NO_PERIOD, store, CONTEXT, BY, accept_warnings=True)
    assert (outcome.accepted, outcome.preview.draft.asks) == (False, ("時点",))
    assert store.version() == version
