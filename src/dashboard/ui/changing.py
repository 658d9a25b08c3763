"""A change of the store before and after it is made, who makes it and why, and the way back.

データ更新 shows what a file would change, 更新履歴 what a batch changed and what its withdrawal would. What a click
does is done in its callback, before the page is drawn again; whoever clicks is asked for the right to do so there, and
not only where the button is shown.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from dashboard.board import Board
from dashboard.charts.table import Column, ColumnKind, Table, text_columns
from dashboard.errors import DashboardError
from dashboard.event_log import log_event
from dashboard.fiscal import japanese_date, label, today
from dashboard.intake import Affected, Signature
from dashboard.intake.letters import letters_of_signature
from dashboard.judging.words import signed
from dashboard.now import Now
from dashboard.observation import Observation, Status
from dashboard.queries import ValueChange
from dashboard.settings import load_settings
from dashboard.store import Batch, Store
from dashboard.text import decimal_places, format_value, visible
from dashboard.ui import access
from dashboard.ui.access import Editor
from dashboard.ui.blocks import bare_figure, facts
from dashboard.ui.frame import UNEXPECTED, verbatim

LOG = logging.getLogger(__name__)
MOST_ROWS = 200
"""Longer tables make a page heavy; what is left out is said, and is in the files to download."""
UNDO = "undo"
LAST_NAME = "name_given_last"
OUTCOME = "commit_done"
PREVIEWED = "update_looked"
"""Of the session: what became of its last commit, and the file that it looks at."""
_REFUSAL = "action_refused"
_UNDONE = "undo_done"
_LETTERS = "letters_left_out"
_COLUMNS = (
    *text_columns(indicator="指標", region_code="コード", region="地域", period="時点", date="日付"),
    Column("before", "変更前", ColumnKind.VALUE),
    Column("after", "変更後", ColumnKind.VALUE),
    Column("difference", "差", ColumnKind.VALUE),
    Column("kind", "種類"),
)


def change_table(board: Board, changes: Sequence[ValueChange], caption: str) -> None:
    """Each value before and after with the difference, and code and name of its region, both as registered."""
    rows = tuple(_change_row(board, change) for change in changes[:MOST_ROWS])
    facts(Table(_COLUMNS, rows), counted(caption, len(changes)), boxed=True)


def counted(caption: str, count: int) -> str:
    """The caption of a table with how many rows there are, and that it shows only the first of them."""
    limit = f"、はじめの{MOST_ROWS}件だけを表示" if count > MOST_ROWS else ""
    return f"{caption}（{count:,}件{limit}）"


def grade_words(board: Board, affected: Iterable[Affected]) -> str:
    """判定が変わる指標 1件（通いの場 C→B*）: which grades for the next target would be others."""
    changes = [
        f"{board.catalogue.indicator(change.indicator).short_name} {change.grade_before}→{change.grade_after}"
        for change in affected
        if change.grade_before != change.grade_after
    ]
    names = f"（{'、'.join(changes)}）" if changes else ""
    return f"判定が変わる指標 {len(changes)}件{names}"


def change_figures(now: Now, affected: Sequence[Affected]) -> None:
    """The plan's own values of each affected indicator, before and after, two pictures in a row."""
    if not affected:
        st.caption(f"{verbatim(now.board.catalogue.plan.region_name)}の値は変わらないので、判定も図も変わりません。")
    for at in range(0, len(affected), 2):
        for column, change in zip(st.columns(2), affected[at : at + 2], strict=False):
            with column:
                bare_figure(now.change_figure(change), f"change_{change.indicator}")


def undo_form(now: Now, batch: Batch, editor: Editor) -> None:
    """What taking a batch back would change, the reason, and the button; a remark where it is taken back already."""
    if batch.withdrawn:
        st.info("この取り込みは取り消されています。元に戻すには、更新履歴で「取消」の行を選んで取り消します。")
        return
    what = "この取消を取り消す" if batch.withdraws else "この取り込みを取り消す"
    if not st.toggle(what, key=f"{UNDO}_{batch.id}"):
        return
    undoing = now.undoing(batch.id, today())
    grades = verbatim(grade_words(now.board, undoing.affected))
    st.markdown(f"取り消すと変わる値 {len(undoing.changes):,}件。{grades}。")
    change_figures(now, undoing.affected)
    who_and_why(editor, UNDO, "取り消す理由（必ず）")
    st.button("取り消す", type="primary", key="undo", on_click=_withdraw, args=(batch.id,))
    refusal()


def undone() -> None:
    """That a batch was taken back just now, with the number of the withdrawal."""
    sentence = st.session_state.pop(_UNDONE, None)
    if sentence:
        st.success(verbatim(sentence))
        letters()


def letters() -> None:
    """Which letters the name or the reason of the last action was stored without; nothing where it had none."""
    if sentence := st.session_state.pop(_LETTERS, ""):
        st.info(verbatim(sentence))


def who_and_why(editor: Editor, action: str, why: str) -> None:
    """Asks for the name, unless the sign-in gives it, and the reason."""
    if not editor.signed_in:
        key = f"{action}_name"
        st.session_state.setdefault(key, st.session_state.get(LAST_NAME, ""))
        st.text_input("だれが（名前か係）", key=key, max_chars=100, width=420)
    st.text_input(why, key=f"{action}_reason", max_chars=500)


def signature(action: str) -> Signature:
    """Who acts and why, if he may: the name of the sign-in where there is one, never what was typed instead."""
    editor = access.require_editor()
    name = editor.name if editor.signed_in else st.session_state.get(f"{action}_name", "")
    reason = st.session_state.get(f"{action}_reason", "")
    st.session_state[_LETTERS] = letters_of_signature(name, reason)
    return Signature(name, reason)


@contextmanager
def refusals_on_the_page() -> Iterator[None]:
    """Keeps the sentence of a refused action until ``refusal`` shows it; what is unexpected goes to the log."""
    st.session_state.pop(_REFUSAL, None)
    try:
        yield
    except DashboardError as error:
        st.session_state[_REFUSAL] = str(error)
    except Exception as error:
        log_event("page.failed", error=type(error).__qualname__)
        LOG.exception("an action failed")
        st.session_state[_REFUSAL] = UNEXPECTED


def refusal() -> None:
    """The sentence of an action that was refused just now."""
    sentence = st.session_state.pop(_REFUSAL, None)
    if sentence:
        st.error(verbatim(sentence))


def _withdraw(batch: str) -> None:
    with refusals_on_the_page():
        signed_by = signature(UNDO)
        settings = load_settings()
        withdrawal = Store(settings.store, settings.cache).withdraw(
            batch, by=visible(signed_by.by), reason=visible(signed_by.reason)
        )
        st.session_state[_UNDONE] = f"取り込み {batch} を取り消しました。この取消の番号は {withdrawal.id} です。"
        st.session_state[LAST_NAME] = signed_by.by
        for key in (OUTCOME, PREVIEWED, f"{UNDO}_reason"):
            st.session_state.pop(key, None)


def _change_row(board: Board, change: ValueChange) -> tuple[str, ...]:
    observation = change.observation
    indicators = {indicator.id: indicator for indicator in board.catalogue.indicators}
    indicator = indicators.get(observation.indicator)
    regions = {region.code: region.name for region in board.regions}
    decimals = indicator.decimals if indicator else 0
    return (
        indicator.short_name if indicator else observation.indicator,
        observation.region,
        regions.get(observation.region, "（今はない地域）"),
        label(observation.period),
        japanese_date(observation.as_of),
        _figure(change.before, decimals),
        _figure(change.after, decimals),
        _difference(change, decimals),
        _kind_of_change(change),
    )


def _figure(observation: Observation | None, decimals: int) -> str:
    """「52」, 「速報 52」 unless it is official, the word for none, or nothing."""
    if observation is None:
        return ""
    if observation.value is None:
        return observation.status.label
    status = "" if observation.status is Status.OFFICIAL else f"{observation.status.label} "
    return f"{status}{format_value(observation.value, max(decimals, decimal_places(observation.value)))}"


def _difference(change: ValueChange, decimals: int) -> str:
    before = change.before.value if change.before else None
    after = change.after.value if change.after else None
    if before is None or after is None:
        return ""
    return signed(after - before, max(decimals, decimal_places(before), decimal_places(after)))


def _kind_of_change(change: ValueChange) -> str:
    if change.before is None:
        return "新規"
    if change.after is None:
        return "なくなる"
    before, after = change.before, change.after
    if before.status is not after.status:
        return f"改訂（{before.status.label}→{after.status.label}）"
    return "出典などの書き換え" if before.value == after.value else "改訂"
