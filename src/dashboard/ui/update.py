"""データ更新: a file in, what was understood, what is wrong, what it would change, one click to commit; empty files.

A click commits what the clerk had before her eyes; if the store has moved on meanwhile, it is refused and looked at
again.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

import streamlit as st

from dashboard.board import Board
from dashboard.catalogue import Indicator
from dashboard.charts.table import Table, text_columns
from dashboard.errors import IntakeError
from dashboard.fiscal import fiscal_year, fiscal_year_label, label, today
from dashboard.garbage import no_full_collections
from dashboard.intake import Answers, Context, Outcome, Preview, Severity, Upload, commit, look_at
from dashboard.judging import Standing
from dashboard.judging.look import look_of
from dashboard.judging.words import value_with_unit
from dashboard.now import Now, Version
from dashboard.places import Level, Region, Regions, RegionSet
from dashboard.queries import ValueChange
from dashboard.settings import load_settings
from dashboard.sheets.annotated import annotated_csv, annotated_xlsx
from dashboard.sheets.blank import FileShape, Template
from dashboard.sheets.spreadsheet import XLSX_TYPE
from dashboard.store import Store
from dashboard.ui import state
from dashboard.ui.access import Editor
from dashboard.ui.blocks import (
    YEARS_BACK,
    definitions,
    download,
    facts,
    indicator_names,
    large_numbers,
    newest_quarter,
    periods,
    template_buttons,
)
from dashboard.ui.changing import (
    LAST_NAME,
    MOST_ROWS,
    OUTCOME,
    PREVIEWED,
    change_figures,
    change_table,
    counted,
    grade_words,
    letters,
    refusal,
    refusals_on_the_page,
    signature,
    undo_form,
    who_and_why,
)
from dashboard.ui.file_questions import answers_so_far, bring_back, open_questions, questions
from dashboard.ui.frame import in_parts, lead, verbatim
from dashboard.ui.meanwhile import effects_moved
from dashboard.ui.pages import HISTORY, HOME, INDICATOR
from dashboard.ui.sheet_grid import SheetView, sheet_grid
from dashboard.ui.uploads import UPLOADS

_ROUND = "update_round"
_ACCEPTED = "commit_accepted"
_COMMIT = "commit"
_WRITTEN = "commit_written"
_FIELDS = (f"{_COMMIT}_name", f"{_COMMIT}_reason")
"""The fields of the form; what was written into them is kept in the session under the name above."""


@dataclass(frozen=True)
class Previewed:
    """A file, what was answered about it, and what it would change in one version of the state."""

    upload: Upload
    answers: Answers
    version: Version
    preview: Preview
    view: SheetView
    moved: str = ""
    """What the file does now that it did not when it was first looked at, in sentences; empty where nothing is."""


def choose_file(editor: Editor) -> Upload | None:
    """The file that was dropped, or the one that lay here before a visit to another screen; None after a commit."""
    UPLOADS.open_place(editor.until)
    key = f"update_file_{st.session_state.get(_ROUND, 0)}"
    file = st.file_uploader(
        "取り込むファイル（CSV か Excel の .xlsx、10MB・20万行まで）",
        key=key,
        on_change=_forget_removed,
        args=(key,),
        help="縦長（1行に1つの値）でも横長（1行に1地域）でも読めます。保存する前に、何が変わるかを必ず示します。",
    )
    if file is not None:
        return Upload(file.name, file.getvalue())
    last = st.session_state.get(PREVIEWED)
    if not isinstance(last, Previewed):
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(verbatim(f"前に選んだファイル「{last.upload.name}」の続きです。まだ何も保存していません。"))
        st.button("このファイルをやめる", key="put_away", on_click=_put_away)
    bring_back(last.answers, last.upload)
    return last.upload


def _forget_removed(key: str) -> None:
    """A file that is taken out by hand is not offered again; one that a visit to another screen took is."""
    if st.session_state.get(key) is None:
        _put_away()


def _put_away() -> None:
    for key in (PREVIEWED, _ACCEPTED, _WRITTEN):
        st.session_state.pop(key, None)


def previewed(now: Now, upload: Upload) -> Previewed:
    """What the file would change now; kept until the file, the answers or the stored data are others."""
    answers = answers_so_far(upload)
    last = st.session_state.get(PREVIEWED)
    if not isinstance(last, Previewed) or (last.upload, last.answers) != (upload, answers):
        last = None
    elif last.version == now.version:
        return last
    with st.spinner("ファイルを確かめています…"), no_full_collections():
        context = Context(now.board.catalogue, now.board.regions, today(), now.board.territory.population)
        preview = look_at(upload, context, now.board.snapshot, answers)
        view = SheetView(preview.draft, preview.problems, context.catalogue, context.regions)
    moved = ""
    if last is not None:
        paragraphs = (last.moved, effects_moved(now.board, last.preview, preview))
        moved = "\n\n".join(filter(None, paragraphs))
        # What was ticked was another effect.
        st.session_state.pop(_ACCEPTED, None)
    newest = Previewed(upload, answers, now.version, preview, view, moved)
    st.session_state[PREVIEWED] = newest
    return newest


def what_was_read(file: Previewed) -> None:
    """What was understood of the file, in one line that can be read from afar, before anything else."""
    draft = file.preview.draft
    sentence = draft.understanding
    if not sentence:
        words = "まだ値を読んでいません。" if open_questions(draft) else "値を読み取れませんでした。"
    else:
        words = f"{sentence}（{len(draft.rows):,}個の値）"
    name = "ここまでに読み取れたもの" if draft.blocked and sentence else "読み取ったもの"
    st.html(f'<section class="understood" aria-label="{name}"><h3>{name}</h3><p>{in_parts(words)}</p></section>')


def ask(now: Now, file: Previewed) -> None:
    """The questions about the whole file, where there are any."""
    questions(now.board, file.upload, file.preview.draft)


def problems(file: Previewed) -> None:
    """Everything that was found, in one table, and the file with every finding beside its row."""
    draft = file.preview.draft
    by_severity = sorted(file.preview.problems, key=lambda problem: list(Severity).index(problem.severity))
    if not by_severity:
        st.success("気づいた点はありません。")
        return
    if open_questions(draft):
        st.info("上の問いに答えると、続きを確かめられます。まだ何も保存していません。")
    elif draft.blocked:
        st.error(
            "このままでは取り込めません。エラーを直して、もう一度ファイルを選んでください。まだ何も保存していません。"
        )
    numbers = Counter(problem.severity for problem in by_severity)
    large_numbers([(severity.label, numbers[severity]) for severity in Severity], "見つかったことの件数")
    rows = tuple(
        (problem.severity.label, problem.rule, problem.row, problem.column, problem.cell, problem.message)
        for problem in by_severity[:MOST_ROWS]
    )
    columns = text_columns(severity="区分", rule="番号", row="行", column="列", cell="セル", message="内容と直し方")
    table = Table(columns, rows)
    facts(table, counted("見つかったこと", len(by_severity)), boxed=True, kind="problems")
    if draft.sheet:
        _annotated_files(file)


def sheet(file: Previewed) -> None:
    """The sheet with how each cell was understood: open where something must be answered, else one click away."""
    view = file.view
    if not view.height:
        return
    grave = {problem.severity for problem in file.preview.problems} & {Severity.ERROR, Severity.WARNING}
    with st.expander(f"セルごとの読み取りかた（{view.height:,}行のシート）", expanded=bool(grave)):
        wish = None
        if not view.is_complete:
            wish = st.number_input(
                "この行の前後も見る",
                min_value=1,
                max_value=view.height,
                value=None,
                placeholder="行の番号",
                key=f"update_row_{file.upload.sha256}",
                width=260,
            )
        sheet_grid(view, "update_grid", wish)


def _annotated_files(file: Previewed) -> None:
    draft = file.preview.draft
    problems = file.preview.problems
    stem = f"{file.upload.name.rpartition('.')[0] or file.upload.name}_確認結果"
    with st.container(horizontal=True, vertical_alignment="center"):
        download(
            "確認結果を書き込んだExcel",
            lambda: annotated_xlsx(draft.sheet, problems, draft.header_row),
            f"{stem}.xlsx",
            XLSX_TYPE,
            help="元の行と列のまま、右に見つかったことを書き込みます。担当課に送り返せます。",
        )
        csv = partial(annotated_csv, draft.sheet, problems, draft.header_row)
        download("同じ内容（CSV）", csv, f"{stem}.csv", "text/csv")


def changes(now: Now, file: Previewed) -> None:
    """How much the file would change, each value before and after, and the pictures of the affected indicators."""
    preview = file.preview
    numbers = (("新規", len(preview.new)), ("改訂", len(preview.revised)), ("変わらず", len(preview.unchanged)))
    large_numbers((*numbers, ("受け取れない行", preview.draft.refused)), "取り込むと変わる値の件数")
    lead(f"過去の値の改訂 {len(preview.revised)}件、{grade_words(now.board, preview.affected)}")
    if not preview.changes:
        return
    change_figures(now, preview.affected)
    before = {revision.row: revision.before for revision in preview.revised}
    rows = [ValueChange(before.get(row), row.observation) for row in preview.changing]
    change_table(now.board, rows, "変わる値")


def commit_form(file: Previewed, editor: Editor) -> None:
    """Who, why, the tick for the warnings, and the button; nothing where there is nothing to commit."""
    preview = file.preview
    if not preview.changes:
        batch = f"（取り込み {preview.repeats}）" if preview.repeats else ""
        st.info(verbatim(f"すべて登録済みの値と同じなので、取り込むものはありません{batch}。"))
        return
    st.header("登録する")
    if preview.draft.remarks:
        definitions([("取り込みの記録に残す注記", "　／　".join(preview.draft.remarks))], "")
    why = "なぜ（過去の値の改訂があるので必ず）" if preview.revised else "なぜ（書かなくてもよい）"
    for key, text in st.session_state.get(_WRITTEN, {}).items():
        st.session_state.setdefault(key, text)
    who_and_why(editor, _COMMIT, why)
    # A visit to another screen takes the fields away, and not what was written.
    st.session_state[_WRITTEN] = {key: st.session_state[key] for key in _FIELDS if key in st.session_state}
    if file.moved:
        st.warning(verbatim(file.moved), title="登録すると変わることが、初めに見たときと違います")
        st.checkbox("違いを確かめました", key=_moved_key(file))
    if preview.warnings:
        st.checkbox(f"警告 {len(preview.warnings)}件を確かめました", key=_ACCEPTED)
    st.button("この内容で登録する", type="primary", key="commit", on_click=_commit, args=(file,))
    refusal()


def _moved_key(file: Previewed) -> str:
    """Of the tick for one newest batch: what moves again must be ticked again."""
    return f"commit_moved_{file.preview.newest}"


def _commit(file: Previewed) -> None:
    with refusals_on_the_page():
        signed_by = signature(_COMMIT)
        if file.moved and not st.session_state.get(_moved_key(file)):
            raise IntakeError(
                "登録すると変わることが、初めに見たときと違います。違いを読んで、「違いを確かめました」に印を付けてください。"
            )
        if file.preview.warnings and not st.session_state.get(_ACCEPTED):
            raise IntakeError("警告があります。内容を確かめて、「警告を確かめました」に印を付けてください。")
        settings = load_settings()
        store = Store(settings.store, settings.cache)
        st.session_state[OUTCOME] = commit(file.upload, file.preview, store, signed_by)
        st.session_state[LAST_NAME] = signed_by.by
        # An empty place for the next file, and nothing left ticked or written from this one.
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
        _put_away()
        st.session_state.pop(f"{_COMMIT}_reason", None)


def last_commit(now: Now, editor: Editor) -> None:
    """What became of the last commit of this visitor: the batch, the new state, and the way back."""
    outcome: Outcome | None = st.session_state.get(OUTCOME)
    batch = next((batch for batch in now.board.snapshot.batches if outcome and batch.id == outcome.batch), None)
    if outcome is None or batch is None:
        return
    st.success(verbatim(_outcome_words(outcome)))
    letters()
    for change in outcome.preview.affected:
        _new_standing(now.standing(change.indicator, today()))
    with st.container(horizontal=True):
        st.page_link(HOME.path, label="総括で見る", icon=f":material/{HOME.icon}:")
        query = {"batch": batch.id}
        st.page_link(HISTORY.path, label="更新履歴で見る", icon=f":material/{HISTORY.icon}:", query_params=query)
    undo_form(now, batch, editor)


def _outcome_words(outcome: Outcome) -> str:
    if outcome.repeated:
        return f"同じファイルがすでに取り込み {outcome.batch} として登録されているので、新しくは保存していません。"
    new = len(outcome.preview.new)
    revised = len(outcome.preview.revised)
    return f"登録しました。取り込み番号は {outcome.batch} です（新規{new}件、改訂{revised}件）。"


def _new_standing(standing: Standing) -> None:
    latest = standing.assessment.latest
    indicator = standing.indicator
    value = "未登録" if latest is None or latest.value is None else value_with_unit(latest.value, indicator)
    period = f"（{label(latest.period)}）" if latest else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(f"{indicator.short_name}：最新値 {value}{period}　{look_of(standing.next_target).verdict}")
        query = state.link(indicator=indicator.id)
        st.page_link(INDICATOR.path, label="この指標を見る", icon=":material/arrow_forward:", query_params=query)


def blank_files(board: Board) -> None:
    """An empty file for chosen indicators, period and regions, as CSV and as Excel with input rules."""
    with st.expander("入力様式を作る"):
        template = _choose_template(board)
        if template is None:
            st.caption("指標と地域を一つ以上選んでください。")
        else:
            template_buttons(template, "Excel（入力のきまり付き）", "CSV UTF-8")


def _choose_template(board: Board) -> Template | None:
    names = indicator_names(board.catalogue)
    sets = region_choices(board.regions)
    by_label = {label(period): period for period in periods(today())}
    first = list(by_label).index(label(newest_quarter(today())))
    ids = st.multiselect(
        "指標", list(names), default=list(names)[:1], format_func=names.__getitem__, key="blank_indicators"
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        period = st.selectbox("時点", list(by_label), first, key="blank_period", width=260)
        shape = st.segmented_control(
            "形",
            list(FileShape),
            default=FileShape.LONG,
            format_func=lambda shape: shape.label,
            required=True,
            key="blank_shape",
        )
        set_ids = st.pills(
            "地域",
            list(sets),
            default=list(sets)[:1],
            format_func=lambda id_: verbatim(sets[id_].name),
            selection_mode="multi",
            key="blank_sets",
        )
    st.caption(
        f"月、四半期、年度を、{fiscal_year_label(fiscal_year(today()) - YEARS_BACK)}から選べます。"
        "半期や日付、もっと前の時点にするときは、できたファイルの「時点」を書き直します。"
        "まだ終わっていない時点の値は、その日が過ぎてから登録できます。"
    )
    indicators = tuple(board.catalogue.indicator(id_) for id_ in ids)
    regions = regions_to_ask(board.regions, set_ids, indicators)
    if not (indicators and regions and shape):
        return None
    return Template(indicators, regions, by_label[period], FileShape(shape))


def region_choices(regions: Regions) -> dict[str, RegionSet]:
    """The sets that may be asked, by id: the prefecture, as a set of its own, and each set of regions."""
    level = Level.PREFECTURE
    prefecture = RegionSet(level.value, level.label, level, (regions.prefecture,))
    return {region_set.id: region_set for region_set in (prefecture, *regions.sets)}


def regions_to_ask(regions: Regions, set_ids: Collection[str], indicators: Collection[Indicator]) -> tuple[Region, ...]:
    """The regions of the chosen sets that have values for any of the indicators."""
    return tuple(
        region
        for id_, region_set in region_choices(regions).items()
        if id_ in set_ids and any(indicator.takes(region_set.level) for indicator in indicators)
        for region in region_set.regions
    )


def samples() -> None:
    """The made-up files in data/samples, to try the page with; nothing where there are none."""
    paths = sorted((load_settings().data / "samples").glob("*.*"))
    if not paths:
        return
    with st.expander("練習用のファイル（中身はすべて架空）"):
        st.caption("登録する直前まで試せます。登録しようとすると、架空の値であることを警告します。")
        for path in paths:
            download(verbatim(path.name), path.read_bytes, path.name, key=f"sample_{path.name}")
