"""データ更新: a file in, what is wrong with it, what it would change, and one click to commit it."""

import streamlit as st

from dashboard.ui import access, cache, frame
from dashboard.ui.blank_files import blank_files, samples
from dashboard.ui.update import changes, chosen_file, commit_form, done, look, problems, questions, undone

board = cache.board()
frame.title(board, "データ更新")
editor = access.sign_in_block()
if editor:
    undone()
    upload = chosen_file()
    if upload is None:
        done(board, editor)
    else:
        looked = look(board, upload)
        st.header("ファイルの確認")
        questions(board, looked)
        problems(looked)
        if not looked.preview.draft.blocked:
            st.header("登録すると変わること")
            changes(board, looked)
            commit_form(looked, editor)
st.header("ファイルの用意")
blank_files(board)
samples()
