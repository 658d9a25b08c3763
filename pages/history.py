"""更新履歴: every batch with who, when, why and what it changed; the original file; and the way back."""

import streamlit as st

from dashboard.now import present
from dashboard.ui import access, frame
from dashboard.ui.changing import undo_form, undone
from dashboard.ui.history import batch_table, choose_batch, details, original

now = present()
board = now.board
frame.title(board, "更新履歴")
undone()
newest_first = board.snapshot.batches[::-1]
if newest_first:
    batch_table(newest_first)
    st.header("取り込みの内容")
    batch = choose_batch(newest_first)
    details(now, batch)
    editor = access.sign_in_block()
    original(batch, editor)
    if editor:
        undo_form(now, batch, editor)
else:
    st.info("取り込みはまだありません。")
