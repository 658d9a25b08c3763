"""What surrounds every page: its style, its title line, and the one place where errors become sentences."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import date
from functools import cache
from html import escape

import streamlit as st
from streamlit.navigation.page import Page as StreamlitPage

from dashboard.board import Board
from dashboard.errors import CatalogueError, DashboardError, StoreError
from dashboard.event_log import log_event
from dashboard.fiscal import japanese_date
from dashboard.text import visible
from dashboard.ui.pages import HOME, PAGES

LOG = logging.getLogger(__name__)
UNEXPECTED = (
    "思いがけない誤りで表示できません。"
    "画面を再読み込みしても直らないときは、管理者にサーバーの記録を見てもらってください。"
)
# Markdown gives a meaning to some of it only, which differs between its kinds; all of it may be escaped.
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_DATES = re.compile("令和[0-9元]+年(?:度|[0-9]+月)?")
_REMARKS = "remarks"
_ONE_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)} | {0x301C: "～"}
"""Digits and the wave dash as all other words of the screens have them."""


def navigation_pages() -> list[StreamlitPage]:
    """The screens as Streamlit's navigation takes them; of each a copy, for every run writes into its own."""
    return [copy(page) for page in _navigation_pages()]


@cache
def _navigation_pages() -> tuple[StreamlitPage, ...]:
    """Streamlit looks at a screen's file whenever it is told of it, a hundredth of a visit."""
    return tuple(
        st.Page(
            screen.path,
            title=screen.title,
            icon=f":material/{screen.icon}:",
            url_path=screen.name,
            default=screen is HOME,
        )
        for screen in PAGES
    )


@contextmanager
def boundary() -> Iterator[None]:
    """Shows any error of ours as its sentences; anything else as one sentence, with the traceback in the log."""
    try:
        yield
    except CatalogueError as error:
        st.error(
            "\n".join(f"- {verbatim(problem)}" for problem in error.problems),
            title=f"指標の設定に問題が{len(error.problems)}件あります",
        )
        st.caption(
            "設定ファイルを直して保存すると、再読み込みで反映されます。`python -m dashboard check` でも確かめられます。"
        )
    except StoreError as error:
        st.html('<header class="page-head"><h1>データを読めません</h1></header>')
        st.error(verbatim(str(error)))
        st.caption("直るまで、どの画面も同じです。管理者でない方は、この文を管理者に知らせてください。")
    except DashboardError as error:
        st.error(verbatim(str(error)))
    except Exception as error:
        log_event("page.failed", error=type(error).__qualname__)
        LOG.exception("a page failed")
        st.error(UNEXPECTED)


def await_heading() -> None:
    """From here on remarks wait for the heading."""
    st.session_state[_REMARKS] = []


def title(board: Board, heading: str, as_of: date | None = None) -> None:
    """The head of the page, and under it what every reader must know of the store."""
    page_head(board, heading, as_of)
    store_notices(board)


def page_head(board: Board, heading: str, as_of: date | None = None) -> None:
    """The page's heading under the plan's name and the as-of date (the plan's period where there is none)."""
    st.html(page_head_html(board, heading, as_of))


def page_head_html(board: Board, heading: str, as_of: date | None = None) -> str:
    """The same as HTML."""
    plan = board.catalogue.plan
    day = f"{japanese_date(as_of)}までの値" if as_of else plan.period.printed.translate(_ONE_WIDTH)
    parts = _DATES.sub(r"<span>\g<0></span>", escape(heading))
    return (
        f'<header class="page-head"><p class="plan"><span>{escape(plan.name)}　</span><span>{escape(day)}</span></p>'
        f"<h1>{parts}</h1></header>"
    )


def store_notices(board: Board) -> None:
    """What every reader must know of the store and of what was asked for, a sentence each; over the whole width."""
    for notice in (*board.snapshot.notices, *st.session_state.pop(_REMARKS, ())):
        st.warning(verbatim(notice))


def remark(sentence: str) -> None:
    """A sentence about what the reader asked for: under the page's heading, or here where that stands already."""
    if _REMARKS in st.session_state:
        st.session_state[_REMARKS].append(sentence)
    else:
        st.warning(verbatim(sentence))


def lead(sentence: str) -> None:
    """The page's conclusion, before anything else; a line breaks only between its parts."""
    st.html(f'<p class="lead">{in_parts(sentence)}</p>')


def in_parts(text: str) -> str:
    """The text as HTML whose lines break only between its parts; 、 and 。 stay with the part before them."""
    return "".join(f"<span>{escape(part)}</span>" for part in re.findall("[^、。]*[、。]|[^、。]+", text))


def verbatim(text: str) -> str:
    """Text, whoever wrote it, so escaped that Streamlit's Markdown shows it as it is."""
    return _PUNCTUATION.sub(r"\\\g<0>", visible(text))
