"""データ更新 and 更新履歴: what is refused on the server itself, and what a visitor without rights gets to see."""

from datetime import UTC

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.settings import ROOT
from dashboard.store import Store, batches_in
from dashboard.ui.access import READ_ONLY
from dashboard.ui.pages import HISTORY, UPDATE
from ui.projects import Project
from ui.screens import opened, words
from ui.visitors import at_this_machine

GOOD = next((ROOT / "data/samples").glob("架空_良い例_縦長*.csv"))


def batches(project: Project) -> int:
    return len(batches_in(Store(project.settings.store).read()))


def ready_to_commit() -> AppTest:
    """The upload page with a good file, a name and the tick: one click from a commit."""
    app = opened(UPDATE.script)
    app.file_uploader[0].upload(GOOD.name, GOOD.read_bytes()).run()
    app.text_input(key="commit_name").input("医療整備課").run()
    app.checkbox(key="commit_accepted").check().run()
    assert not app.error
    return app


def said(app: AppTest) -> str:
    return " ".join(str(error.value) for error in app.error).replace("\\", "")


def test_a_good_file_goes_in_by_one_click(own_plan: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    at_this_machine(monkeypatch)
    app = ready_to_commit()
    app.button(key="commit").click().run()
    assert batches(own_plan) == 3
    assert "登録しました" in " ".join(str(each.value) for each in app.success)


def test_letters_that_nobody_sees_are_told_and_left_out_of_a_name(
    own_plan: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_this_machine(monkeypatch)
    app = ready_to_commit()
    app.text_input(key="commit_name").input("医療\u200b整備課").run()
    app.button(key="commit").click().run()
    assert batches_in(Store(own_plan.settings.store).read())[-1].by == "医療整備課"
    assert "U\\+200B" in " ".join(str(each.value) for each in app.info)


def test_the_commit_itself_is_refused_once_the_right_is_gone(
    own_plan: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_this_machine(monkeypatch)
    app = ready_to_commit()
    monkeypatch.delenv("DASHBOARD_EDITOR")
    app.button(key="commit").click().run()
    assert batches(own_plan) == 2
    assert READ_ONLY[:20] in words(app).replace("\\", "")


def test_the_withdrawal_itself_is_refused_once_the_right_is_gone(
    own_plan: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_this_machine(monkeypatch)
    app = opened(HISTORY.script)
    app.toggle[0].set_value(True).run()
    app.text_input(key="undo_name").input("係").run()
    app.text_input(key="undo_reason").input("誤り").run()
    monkeypatch.delenv("DASHBOARD_EDITOR")
    app.button(key="undo").click().run()
    assert batches(own_plan) == 2


def test_a_withdrawal_without_a_reason_changes_nothing(own_plan: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    at_this_machine(monkeypatch)
    app = opened(HISTORY.script)
    app.toggle[0].set_value(True).run()
    app.button(key="undo").click().run()
    assert "名前と理由の両方を入力してください" in said(app)
    assert batches(own_plan) == 2


def test_a_number_has_the_hour_that_stands_beside_it_and_an_older_one_says_that_it_has_not(
    own_plan: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = opened(HISTORY.script, batch=batches_in(Store(own_plan.settings.store).read())[-1].id)
    assert "協定世界時" not in words(older)
    monkeypatch.setattr("dashboard.store.batches.JAPAN", UTC)
    withdrawal = Store(own_plan.settings.store).withdraw(older.query_params["batch"], by="係", reason="誤り")
    assert "協定世界時" in words(opened(HISTORY.script, batch=withdrawal.id))


@pytest.mark.usefixtures("real_plan")
def test_whoever_may_only_look_sees_the_history_but_neither_file_nor_way_back() -> None:
    app = opened(HISTORY.script)
    assert "公表値（都道府県）" in words(app)
    assert not app.toggle
    assert not app.download_button


@pytest.mark.usefixtures("real_plan")
def test_whoever_may_only_look_can_make_an_empty_file_but_not_upload_one() -> None:
    app = opened(UPDATE.script)
    assert not app.file_uploader
    assert READ_ONLY[:20] in words(app).replace("\\", "")
    assert any("CSV" in button.label for button in app.download_button)


def test_an_unexpected_failure_is_one_sentence_and_writes_nothing(
    own_plan: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_this_machine(monkeypatch)
    app = ready_to_commit()
    monkeypatch.setattr("dashboard.ui.update.commit", lambda *_: 1 / 0)
    app.button(key="commit").click().run()
    assert "思いがけない誤り" in said(app)
    assert not app.exception
    assert batches(own_plan) == 2
