"""The blocks of the history page: every batch, and of a chosen one what it changed, its original file, the way back."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.fiscal import JAPAN, moment_words
from dashboard.intake.seeding import SEED
from dashboard.now import Now
from dashboard.settings import load_settings
from dashboard.store import Batch, Store
from dashboard.ui import state
from dashboard.ui.access import Editor
from dashboard.ui.blocks import definitions, download, framed, html_cell, html_table
from dashboard.ui.changing import change_table

_PUBLISHED = {"prefecture.csv": "公表値（都道府県）", "municipalities.csv": "公表値（市町村）"}
"""What the files of the first state hold, in words for readers."""
_COLUMNS = ("登録", "番号", "内容", "登録した人", "行数", "理由", "状態")


def batch_table(newest_first: Sequence[Batch]) -> None:
    """One row for each batch, what was taken back struck through; its number leads to what it changed."""
    table = html_table(map(_row_html, newest_first), headings=_COLUMNS, kind="stacked batches", numbers=("行数",))
    st.html(framed(table, f"取り込みと取消（新しい順、{len(newest_first)}件）", boxed=True))


def choose_batch(newest_first: Sequence[Batch]) -> Batch:
    """The batch to look into, kept in the URL."""
    labels = {batch.id: _label(batch) for batch in newest_first}
    id_ = state.select("取込の詳細", "batch", labels)
    return next(batch for batch in newest_first if batch.id == id_)


def details(now: Now, batch: Batch) -> None:
    """All that is known of a batch, and the values that it changed when it came."""
    definitions(
        (
            ("番号", f"{batch.id}{_clock_of_number(batch)}"),
            ("登録", moment_words(batch.committed_at)),
            ("登録した人", batch.by),
            ("ファイル", _file_words(batch)),
            ("ファイルの照合番号（SHA-256）", batch.sha256),
            ("行数", "" if batch.withdraws else f"{batch.rows:,}行"),
            ("取り消した取り込み", batch.withdraws or ""),
            ("理由", _reason_words(batch) or "記載なし"),
            ("表の題名・注記", "　／　".join(batch.remarks)),
            ("状態", "取消済み" if batch.withdrawn else "有効"),
        ),
        "取り込みの記録",
    )
    change_table(now.board, now.changes_by(batch.id), "この取り込みで変わった値")


def original(batch: Batch, editor: Editor | None) -> None:
    """The file as it was uploaded, for editors, as long as their sign-in lasts."""
    if not batch.file:
        return
    if editor is None:
        st.caption("元のファイルは、更新の権限がある人だけがダウンロードできます。")
        return
    store = Store(load_settings().store)
    if not store.originals.has(batch.sha256):
        st.caption("元のファイルは保管されていません（保管を始める前の取り込みです）。")
        return

    def content() -> bytes:
        editor.check()
        return store.originals.read(batch.sha256)

    download("元のファイルをダウンロード", content, batch.file, "application/octet-stream", key="original")


def _row_html(batch: Batch) -> str:
    css_class = ' class="struck"' if batch.withdrawn else ""

    def text(words: str) -> str:
        return f"<span{css_class}>{escape(words)}</span>" if words else "―"

    number = f'<a href="?batch={escape(batch.id, quote=True)}" target="_self">{escape(batch.id)}</a>'
    cells = (
        (text(moment_words(batch.committed_at)), "short"),
        (number, "short"),
        (text(_what(batch)), ""),
        (text(batch.by), ""),
        (text("" if batch.withdraws else f"{batch.rows:,}"), "number"),
        (text(_reason_words(batch)), "" if batch.reason else "nothing"),
        ("取消済み" if batch.withdrawn else "有効", "short"),
    )
    row = (html_cell(html, heading, kind) for heading, (html, kind) in zip(_COLUMNS, cells, strict=True))
    return f"<tr>{''.join(row)}</tr>"


def _label(batch: Batch) -> str:
    withdrawn = "（取消済み）" if batch.withdrawn else ""
    return f"{moment_words(batch.committed_at)}　{_what(batch)}　{batch.by}{withdrawn}"


def _what(batch: Batch) -> str:
    return f"{batch.withdraws} の取消" if batch.withdraws else _file_words(batch)


def _file_words(batch: Batch) -> str:
    return _PUBLISHED.get(batch.file, batch.file) if batch.by == SEED.by else batch.file


def _reason_words(batch: Batch) -> str:
    """The reason; that of the first state is in the words of this version."""
    return SEED.reason if batch.by == SEED.by else batch.reason


def _clock_of_number(batch: Batch) -> str:
    """A remark on a number of an earlier version, which begins with another hour than stands beside it."""
    is_japanese = batch.id.startswith(f"{batch.committed_at.astimezone(JAPAN):%Y%m%d-%H}")
    return "" if is_japanese else "（前の版がつけた番号です。はじめの数字は協定世界時で、日本時間の9時間前です）"
