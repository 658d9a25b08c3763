"""データ更新: a file in, what is wrong with it, what it would change, and one click to commit it."""

import streamlit as st

from dashboard.now import present
from dashboard.ui import access, frame
from dashboard.ui.blank_files import blank_files, samples
from dashboard.ui.update import changes, chosen_file, commit_form, done, look, problems, questions, undone

now = present()
board = now.board
frame.title(board, "データ更新")
editor = access.sign_in_block()
if editor:
    undone()
    upload = chosen_file()
    if upload is None:
        done(now, editor)
    else:
        looked = look(now, upload)
        st.header("ファイルの確認")
        questions(board, looked)
        problems(looked)
        if not looked.preview.draft.blocked:
            st.header("登録すると変わること")
            changes(now, looked)
            commit_form(looked, editor)
st.header("ファイルの用意")
blank_files(board)
samples()
