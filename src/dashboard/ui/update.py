"""Acting on the store: who and why, one click to commit a file, what became of it, one click to take a batch back.

What a click does is done in its callback, before the page is drawn again, with what the clerk had before her eyes; and
whoever clicks is asked for the right to do so there, not only where the button is shown.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

from dashboard.board import Board
from dashboard.charts.table import Table, text_columns
from dashboard.errors import DashboardError, IntakeError
from dashboard.fiscal import label, today
from dashboard.intake import Context, Field, Given, Outcome, Preview, Severity, Signature, Upload, commit, look_at
from dashboard.judging import Standing
from dashboard.judging.words import value_with_unit, verdict
from dashboard.now import Now, Version
from dashboard.queries import ValueChange
from dashboard.settings import load_settings
from dashboard.sheets.annotated import annotated_csv, annotated_xlsx
from dashboard.sheets.spreadsheet import XLSX_TYPE
from dashboard.store import Batch, Store
from dashboard.ui import access, state
from dashboard.ui.access import Editor
from dashboard.ui.blocks import counts, facts, indicator_names
from dashboard.ui.changing import MOST_ROWS, change_figures, change_table, grade_words, told
from dashboard.ui.frame import UNEXPECTED, lead, verbatim
from dashboard.ui.pages import HISTORY, INDICATOR

ROUND, LOOKED = "update_round", "update_looked"


@dataclass(frozen=True)
class Looked:
    """What a clerk is looking at: the file, what she said of it, the state it was compared with, and the result.

    A commit stores exactly this; if the state has moved on meanwhile, it is refused and looked at again.
    """

    upload: Upload
    given: Given
    version: Version
    preview: Preview


def chosen_file() -> Upload | None:
    """The file that was dropped, or None; after a commit the place for it is empty again."""
    file = st.file_uploader(
        "取り込むファイル（CSV か Excel の .xlsx、10MB・20万行まで）",
        key=f"update_file_{st.session_state.get(ROUND, 0)}",
        help="縦長（1行に1つの値）でも横長（1行に1地域）でも読めます。保存する前に、何が変わるかを必ず示します。",
    )
    return None if file is None else Upload(file.name, file.getvalue())


def look(now: Now, upload: Upload) -> Looked:
    """What the file would change now; kept until the file, the answers or the stored data are others."""
    given, version = _given(upload), now.version
    kept = st.session_state.get(LOOKED)
    if isinstance(kept, Looked) and (kept.upload, kept.given, kept.version) == (upload, given, version):
        return kept
    with st.spinner("ファイルを確かめています…"):
        context = Context(now.board.catalogue, now.board.regions, today())
        looked = Looked(upload, given, version, look_at(upload, context, now.board.snapshot, given))
    st.session_state[LOOKED] = looked
    return looked


def questions(board: Board, looked: Looked) -> None:
    """Asks once for the whole file what the file does not say: its sheet, its indicator, its date."""
    draft, given, keys = looked.preview.draft, looked.given, _keys(looked.upload)
    if len(draft.sheets) > 1:
        st.selectbox("読むシート", draft.sheets, key=keys["sheet"], width=420)
    if Field.INDICATOR in draft.asks or given.indicator:
        labels = indicator_names(board.catalogue)
        st.selectbox(
            "ファイル全体の指標",
            list(labels),
            index=None,
            format_func=labels.__getitem__,
            placeholder="このファイルの値がどの指標のものかを選ぶ",
            key=keys["indicator"],
            width=720,
        )
    if Field.PERIOD in draft.asks or given.period:
        st.text_input("ファイル全体の時点", placeholder="例：令和6年11月", key=keys["period"], width=420)


def problems(looked: Looked) -> None:
    """Everything that was found, in one table, and the file with every finding beside its row."""
    draft = looked.preview.draft
    found = sorted(looked.preview.problems, key=lambda problem: list(Severity).index(problem.severity))
    if not found:
        st.success("気づいた点はありません。")
        return
    if draft.asks:
        st.info("上の問いに答えると、続きを確かめられます。まだ何も保存していません。")
    elif draft.blocked:
        st.error(
            "このままでは取り込めません。エラーを直して、もう一度ファイルを選んでください。まだ何も保存していません。"
        )
    numbers = Counter(problem.severity for problem in found)
    counts([(severity.label, numbers[severity]) for severity in Severity], "見つかったことの件数")
    rows = tuple((p.severity.label, p.rule, p.row, p.column, p.cell, p.message) for p in found[:MOST_ROWS])
    facts(
        Table(
            text_columns(severity="重さ", rule="番号", row="行", column="列", cell="セル", message="何が、どうすれば"),
            rows,
        ),
        told("見つかったこと", len(found)),
        boxed=True,
    )
    if draft.sheet:
        _annotated(looked)


def changes(now: Now, looked: Looked) -> None:
    """How much the file would change, each value before and after, and the pictures of the affected indicators."""
    seen = looked.preview
    numbers = (("新規", len(seen.new)), ("改訂", len(seen.revised)), ("変わらず", len(seen.unchanged)))
    counts((*numbers, ("受け取れない行", seen.draft.refused)), "取り込むと変わる値の件数")
    lead(f"過去の値の改訂 {len(seen.revised)}件、{grade_words(now.board, seen.affected)}")
    if not seen.changes:
        return
    change_figures(now, seen.affected)
    before = {revision.row: revision.before for revision in seen.revised}
    rows = sorted([*seen.new, *before], key=lambda row: row.number)
    change_table(now.board, [ValueChange(before.get(row), row.observation) for row in rows], "変わる値")


def _annotated(looked: Looked) -> None:
    draft, found = looked.preview.draft, looked.preview.problems
    stem = f"{looked.upload.name.rpartition('.')[0] or looked.upload.name}_確認結果"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "確認結果を書き込んだExcel",
            lambda: annotated_xlsx(draft.sheet, found, draft.header_row),
            f"{stem}.xlsx",
            XLSX_TYPE,
            on_click="ignore",
            help="元の行と列のまま、右に見つかったことを書き込みます。担当課に送り返せます。",
        )
        st.download_button(
            "同じものをCSVで",
            lambda: annotated_csv(draft.sheet, found, draft.header_row),
            f"{stem}.csv",
            "text/csv",
            on_click="ignore",
        )


def _keys(upload: Upload) -> dict[str, str]:
    """The answers belong to one file: another file is asked anew."""
    return {name: f"update_{name}_{upload.sha256}" for name in ("sheet", "indicator", "period")}


def _given(upload: Upload) -> Given:
    said = {name: st.session_state.get(key) or "" for name, key in _keys(upload).items()}
    return Given(**said)


LOG = logging.getLogger(__name__)
ACCEPTED, REFUSAL, DONE, UNDONE = "commit_accepted", "action_refused", "commit_done", "undo_done"
COMMIT, UNDO = "commit", "undo"
NAME = "name_given_last"


def commit_form(looked: Looked, editor: Editor) -> None:
    """Who, why, the tick for the warnings, and the button; nothing where there is nothing to commit."""
    seen = looked.preview
    if seen.draft.blocked:
        return
    if not seen.changes:
        batch = f"（取り込み {seen.repeats}）" if seen.repeats else ""
        st.info(verbatim(f"すべて登録済みの値と同じなので、取り込むものはありません{batch}。"))
        return
    st.header("登録する")
    _who_and_why(editor, COMMIT, "なぜ（過去の値の改訂があるので必ず）" if seen.revised else "なぜ（書かなくてもよい）")
    if seen.warnings:
        st.checkbox(f"警告 {len(seen.warnings)}件を確かめました", key=ACCEPTED)
    st.button("この内容で登録する", type="primary", key="commit", on_click=_commit, args=(looked,))
    _refusal()


def done(now: Now, editor: Editor) -> None:
    """What became of the last commit of this visitor: the batch, the new state, and the way back."""
    outcome: Outcome | None = st.session_state.get(DONE)
    if outcome is None or outcome.batch is None:
        return
    batch = next((one for one in now.board.snapshot.batches if one.id == outcome.batch), None)
    if batch is None:
        return
    st.success(verbatim(_done_words(outcome)))
    for one in outcome.preview.affected:
        _standing_line(now.standing(one.indicator, today()))
    st.page_link(HISTORY.path, label="更新履歴で見る", icon=":material/history:", query_params={"batch": batch.id})
    undo_form(now, batch, editor)


def undo_form(now: Now, batch: Batch, editor: Editor) -> None:
    """What taking a batch back would change, the reason, and the button; said to be taken back where it is already."""
    if batch.withdrawn:
        st.info("この取り込みは取り消されています。元に戻すには、更新履歴で「取消」の行を選んで取り消します。")
        return
    what = "この取消を取り消す" if batch.withdraws else "この取り込みを取り消す"
    if not st.toggle(what, key=f"{UNDO}_{batch.id}"):
        return
    would = now.undoing(batch.id, today())
    st.markdown(f"取り消すと変わる値 {len(would.changes):,}件。{verbatim(grade_words(now.board, would.affected))}。")
    change_figures(now, would.affected)
    _who_and_why(editor, UNDO, "取り消す理由（必ず）")
    st.button("取り消す", type="primary", key="undo", on_click=_withdraw, args=(batch.id,))
    _refusal()


def undone() -> None:
    """That a batch was taken back just now, with the number of the withdrawal."""
    said = st.session_state.pop(UNDONE, None)
    if said:
        st.success(verbatim(said))


def _who_and_why(editor: Editor, action: str, why: str) -> None:
    """The name, unless the sign-in gives it, and the reason."""
    if not editor.signed_in:
        known = st.session_state.get(NAME, "")
        st.text_input("だれが（名前か係）", known, key=f"{action}_name", max_chars=100, width=420)
    st.text_input(why, key=f"{action}_reason", max_chars=500)


def _signature(editor: Editor, action: str) -> Signature:
    """Who acts and why: the name of the sign-in where there is one, never what was typed instead."""
    name = editor.name if editor.signed_in else st.session_state.get(f"{action}_name", "")
    return Signature(name, st.session_state.get(f"{action}_reason", ""))


def _commit(looked: Looked) -> None:
    with _told_on_the_page():
        editor = access.require_editor()
        if looked.preview.warnings and not st.session_state.get(ACCEPTED):
            raise IntakeError("警告があります。内容を確かめて、「警告を確かめました」に印を付けてください。")
        signature = _signature(editor, COMMIT)
        outcome = commit(looked.upload, looked.preview, Store(load_settings().store), signature)
        st.session_state[DONE], st.session_state[NAME] = outcome, signature.by
        # An empty place for the next file, and nothing left ticked or written from this one.
        st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
        for key in (LOOKED, ACCEPTED, f"{COMMIT}_reason"):
            st.session_state.pop(key, None)


def _withdraw(batch: str) -> None:
    with _told_on_the_page():
        signature = _signature(access.require_editor(), UNDO)
        taken_back = Store(load_settings().store).withdraw(batch, by=signature.by, reason=signature.reason)
        st.session_state[UNDONE] = f"取り込み {batch} を取り消しました。この取消の番号は {taken_back.id} です。"
        st.session_state[NAME] = signature.by
        for key in (DONE, LOOKED, f"{UNDO}_reason"):
            st.session_state.pop(key, None)


@contextmanager
def _told_on_the_page() -> Iterator[None]:
    """Keeps the sentence of a refused action until the page is drawn; what is unexpected goes to the log."""
    st.session_state.pop(REFUSAL, None)
    try:
        yield
    except DashboardError as error:
        st.session_state[REFUSAL] = str(error)
    except Exception:
        LOG.exception("an action failed")
        st.session_state[REFUSAL] = UNEXPECTED


def _refusal() -> None:
    """The sentence of an action that was refused just now."""
    said = st.session_state.pop(REFUSAL, None)
    if said:
        st.error(verbatim(said))


def _done_words(outcome: Outcome) -> str:
    if outcome.repeated:
        return f"同じファイルがすでに取り込み {outcome.batch} として登録されているので、新しくは保存していません。"
    seen = outcome.preview
    return f"登録しました。取り込み番号は {outcome.batch} です（新規{len(seen.new)}件、改訂{len(seen.revised)}件）。"


def _standing_line(standing: Standing) -> None:
    latest, indicator = standing.assessment.latest, standing.indicator
    value = "未登録" if latest is None or latest.value is None else value_with_unit(latest.value, indicator)
    when = f"（{label(latest.period)}）" if latest else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(f"{indicator.short_name}：最新値 {value}{when}　{verdict(standing.assessment.next_target)}")
        st.page_link(
            INDICATOR.path,
            label="この指標を見る",
            icon=":material/arrow_forward:",
            query_params=state.link(indicator=indicator.id),
        )
