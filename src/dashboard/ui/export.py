"""資料出力: what goes into a paper, the files made on a click, the pages to look at.

Each file, and the pages, are made when the page has a turn (``dashboard.turns``); a page that waits says so.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.board import Board
from dashboard.errors import PaperError
from dashboard.fiscal import fiscal_year_label, japanese_date
from dashboard.now import Now, Version
from dashboard.papers.choice import MOST_YEARS, Canvas, Choice, PageSize, SlideCharts, read_choice
from dashboard.papers.compose import NEWEST_YEARS, indicators_of, years_with_initiatives
from dashboard.papers.formats import FORMATS, Parcel, format_of
from dashboard.papers.paper import Paper
from dashboard.text import format_bytes
from dashboard.turns import PAPERS, Busy
from dashboard.ui import days, state
from dashboard.ui.blocks import download, indicator_names
from dashboard.ui.frame import verbatim

FIRST_FORMATS = ("pdf", "pptx", "xlsx")
MOST_PAGES = 16
"""Pages shown at once: more would make the browser wait for pictures that hardly anybody scrolls to."""
PARCELS = "made_papers"
NO_REGION = "none"
_GLANCE = 0.4
"""Seconds between two looks whether the visitor is still there."""


@dataclass(frozen=True)
class Parcels:
    """The files of the last click, and what they were made for; another choice or state makes them out of date."""

    version: Version
    choice: Choice
    by_format: tuple[tuple[str, Parcel], ...]
    everything: Parcel
    refusals: tuple[str, ...]


def choose(board: Board) -> Choice:
    """All that a reader may choose, kept in the URL."""
    names = indicator_names(board.catalogue)
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom"):
        tracked = f"判定する{len(board.catalogue.tracked)}指標のすべて"
        indicators = state.several("指標", "indicators", names, len(names), tracked)
        as_of = days.as_of()
    with st.expander("取組の年度、地域のページ、登録時点、大きさ"):
        first = st.container(horizontal=True)
        second = st.container(horizontal=True)
        with first:
            years = _choose_years(board, Choice(as_of, indicators=indicators))
            region = _choose_region(board)
            known_at = days.day("登録時点", "known", "この日までに登録された値だけを使います。空のままなら今の値です。")
        with second:
            page = state.member("PDFとスライドの大きさ", "page", PageSize)
            charts = state.member("スライドの図", "charts", SlideCharts)
            canvas = state.member("画像の大きさ", "canvas", Canvas)
    parameters = {
        "as_of": as_of.isoformat(),
        "known_at": known_at.isoformat() if known_at else "",
        "indicator": indicators,
        "fiscal_year": years,
        "region": region,
        "page": page,
        "charts": charts,
        "canvas": canvas,
    }
    return read_choice(parameters, board.catalogue, board.regions)


def _choose_years(board: Board, choice: Choice) -> tuple[str, ...]:
    years = years_with_initiatives(indicators_of(board, choice), choice.as_of)
    newest = "・".join(fiscal_year_label(year) for year in sorted(years[:NEWEST_YEARS])) or "登録なし"
    labels = {str(year): fiscal_year_label(year) for year in sorted(years)}
    return state.several(f"取組の年度（{MOST_YEARS}つまで）", "years", labels, MOST_YEARS, newest)


def _choose_region(board: Board) -> str:
    state.read_codes(state.REGION, board.regions)
    labels = {NO_REGION: "付けない"} | {region.code: board.regions.full_name(region) for region in board.regions}
    code = state.select("地域のページ", state.REGION, labels)
    return "" if code == NO_REGION else code


def paper_words(paper: Paper) -> str:
    """What the files will say, in one sentence."""
    return f"{len(paper.sections)}指標、{japanese_date(paper.choice.as_of)}までの値、{paper.registered}"


def regional_gaps(paper: Paper) -> None:
    """Why pages of a region are missing, where some were asked for."""
    if paper.region_gaps:
        st.info(verbatim("\n\n".join(paper.region_gaps)), title="地域のページがない指標")


def downloads_of_formats(now: Now, choice: Choice) -> None:
    """The formats to make, the button that makes them, and what was made."""
    st.header("ファイル")
    ids = state.buttons("形式", "formats", {format_.id: format_.label for format_ in FORMATS}, FIRST_FORMATS)
    purposes = [verbatim(f"{format_.label}：{format_.purpose}") for format_ in FORMATS if format_.id in ids]
    if purposes:
        st.caption("  \n".join(purposes))
    else:
        st.info("形式が一つも選ばれていません。作る形式を選んでください。")
    if st.button("ファイルを作る", type="primary", icon=":material/description:", disabled=not ids):
        st.session_state[PARCELS] = _make(now, choice, ids)
    parcels = st.session_state.get(PARCELS)
    if isinstance(parcels, Parcels) and (parcels.version, parcels.choice) == (now.version, choice):
        _download_buttons(parcels)


def _make(now: Now, choice: Choice, ids: tuple[str, ...]) -> Parcels:
    """One format after the other, saying which is being made."""
    paper = now.paper(choice)
    progress = st.progress(0.0, "")
    place = st.empty()
    parcels: list[tuple[str, Parcel]] = []
    refusals: list[str] = []
    for at, id_ in enumerate(ids):
        label = format_of(id_).label
        progress.progress(at / len(ids), f"{label} を作っています（{at + 1}／{len(ids)}）")
        try:
            with _turn(place):
                format_files = now.files(choice, id_)
        except (PaperError, Busy) as error:
            refusals.append(str(error))
            continue
        parcels.append((label, Parcel(paper, format_files)))
    progress.empty()
    everything = Parcel(paper, tuple(file for _, parcel in parcels for file in parcel.files))
    return Parcels(now.version, choice, tuple(parcels), everything, tuple(dict.fromkeys(refusals)))


@contextmanager
def _turn(place: DeltaGenerator) -> Iterator[None]:
    """The page's turn at a paper; ``place`` says so while it waits.

    Whenever something is sent to the browser, Streamlit ends the run if its visitor has left or has chosen otherwise.
    """
    shown_at = 0.0

    def tell(before: int) -> None:
        nonlocal shown_at
        if time.monotonic() - shown_at > _GLANCE:
            shown_at = time.monotonic()
            if before:
                place.caption(f"ほかの資料を作っています。終わりしだい始めます（前に{before}件）。")
            else:
                place.empty()

    context = get_script_run_ctx()
    with PAPERS.of_page(context.session_id if context else "", tell):
        yield


def _download_buttons(parcels: Parcels) -> None:
    for refusal in parcels.refusals:
        st.error(verbatim(refusal))
    with st.container(horizontal=True):
        for label, parcel in _labelled(parcels):
            file = parcel.file
            words = f"{label}（{format_bytes(len(file.data))}）"
            icon = ":material/download:"
            download(words, file.data, file.name, file.media_type, key=f"take_{file.name}", icon=icon)


def _labelled(parcels: Parcels) -> Iterator[tuple[str, Parcel]]:
    """Each format's, and all of them together where there are several."""
    for label, parcel in parcels.by_format:
        if parcel.files:
            yield label if len(parcel.files) == 1 else f"{label} {len(parcel.files)}枚", parcel
    if len(parcels.by_format) > 1:
        yield "すべて ZIP", parcels.everything


def preview(now: Now, choice: Choice) -> None:
    """The pages of the PDF as they are."""
    st.header("見本")
    if state.is_visit():
        # The pages take a second, and their pictures end with the session.
        st.text("見本を作っています…")
        return
    place = st.empty()
    try:
        with st.spinner("見本を作っています…"), _turn(place):
            pages = now.pages(choice)
    except Busy as busy:
        place.info(verbatim(f"見本を出せません。{busy}"))
        return
    place.empty()
    limit = f"のうち、はじめの{MOST_PAGES}ページ" if len(pages) > MOST_PAGES else ""
    st.caption(
        f"PDFのページそのものです（{len(pages)}ページ{limit}）。"
        "スライドとWordも同じ内容ですが、折り返しや図の形が少し違います。"
    )
    with st.container(key="pages"):
        # One under another, as large as they are: two beside each other cannot be read.
        for number, page in enumerate(pages[:MOST_PAGES], 1):
            st.image(page, caption=f"{number}ページ", alt=f"PDFの{number}ページ目")
