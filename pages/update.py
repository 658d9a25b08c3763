"""データ更新: a file in, what was understood and is wrong, what it would change, and one click to commit it."""

import streamlit as st

from dashboard.now import present
from dashboard.ui import access, frame
from dashboard.ui.changing import undone
from dashboard.ui.update import (
    ask,
    blank_files,
    changes,
    choose_file,
    commit_form,
    last_commit,
    previewed,
    problems,
    samples,
    sheet,
    what_was_read,
)

now = present()
frame.title(now.board, "データ更新")
editor = access.sign_in_block()
if editor:
    undone()
    upload = choose_file(editor)
    if upload is None:
        last_commit(now, editor)
    else:
        file = previewed(now, upload)
        # The style sheet hides it as long as the browser refuses another file in its place.
        with st.container(key="findings"):
            st.header("ファイルの確認")
            what_was_read(file)
            ask(now, file)
            problems(file)
            sheet(file)
            if not file.preview.draft.blocked:
                st.header("登録すると変わること")
                changes(now, file)
                commit_form(file, editor)
st.header("ファイルの用意")
blank_files(now.board)
samples()
