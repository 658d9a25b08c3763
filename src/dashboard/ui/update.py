"""The blocks of the upload page up to the preview: the file, what has to be asked, what is wrong, what would change."""

from collections import Counter
from dataclasses import dataclass

import streamlit as st

from dashboard import present
from dashboard.board import Board, today
from dashboard.charts.picture import Table
from dashboard.intake import Context, Field, Given, Preview, Severity, Upload, look_at
from dashboard.papers.annotated import annotated_csv, annotated_xlsx
from dashboard.papers.spreadsheet import XLSX_TYPE
from dashboard.queries import Change
from dashboard.ui.changing import MOST_ROWS, change_figures, change_table, grade_words, told
from dashboard.ui.frame import lead
from dashboard.ui.indicator import names
from dashboard.ui.widgets import counts, facts

ROUND, LOOKED = "update_round", "update_looked"


@dataclass(frozen=True)
class Looked:
    """What a clerk is looking at: the file, what she said of it, the state it was compared with, and the result.

    A commit stores exactly this; if the state has moved on meanwhile, it is refused and looked at again.
    """

    upload: Upload
    given: Given
    version: present.Version
    preview: Preview


def chosen_file() -> Upload | None:
    """The file that was dropped, or None; after a commit the place for it is empty again."""
    file = st.file_uploader(
        "取り込むファイル（CSV か Excel の .xlsx、10MB・20万行まで）",
        key=f"update_file_{st.session_state.get(ROUND, 0)}",
        help="縦長（1行に1つの値）でも横長（1行に1地域）でも読めます。保存する前に、何が変わるかを必ず示します。",
    )
    return None if file is None else Upload(file.name, file.getvalue())


def look(board: Board, upload: Upload) -> Looked:
    """What the file would change now; kept until the file, the answers or the stored data are others."""
    given, version = _given(upload), present.version()
    kept = st.session_state.get(LOOKED)
    if isinstance(kept, Looked) and (kept.upload, kept.given, kept.version) == (upload, given, version):
        return kept
    with st.spinner("ファイルを確かめています…"):
        context = Context(board.catalogue, board.regions, today())
        looked = Looked(upload, given, version, look_at(upload, context, board.snapshot, given))
    st.session_state[LOOKED] = looked
    return looked


def questions(board: Board, looked: Looked) -> None:
    """Asks once for the whole file what the file does not say: its sheet, its indicator, its date."""
    draft, given, keys = looked.preview.draft, looked.given, _keys(looked.upload)
    if len(draft.sheets) > 1:
        st.selectbox("読むシート", draft.sheets, key=keys["sheet"], width=420)
    if Field.INDICATOR in draft.asks or given.indicator:
        labels = names(board.catalogue)
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
        Table(("重さ", "番号", "行", "列", "セル", "何が、どうすれば"), rows),
        told("見つかったこと", len(found)),
        boxed=True,
    )
    if draft.sheet:
        _annotated(looked)


def changes(board: Board, looked: Looked) -> None:
    """How much the file would change, each value before and after, and the pictures of the affected indicators."""
    seen = looked.preview
    numbers = (("新規", len(seen.new)), ("改訂", len(seen.revised)), ("変わらず", len(seen.unchanged)))
    counts((*numbers, ("受け取れない行", seen.draft.refused)), "取り込むと変わる値の件数")
    lead(f"過去の値の改訂 {len(seen.revised)}件、{grade_words(board, seen.affected)}")
    if not seen.changes:
        return
    change_figures(board, seen.affected, f"{looked.upload.sha256} {looked.given}")
    before = {revision.row: revision.before for revision in seen.revised}
    rows = sorted([*seen.new, *before], key=lambda row: row.number)
    change_table(board, [Change(before.get(row), row.observation) for row in rows], "変わる値")


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
