"""The blocks of the screen for papers: what goes into them, the files made on a click, the pages to look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from dashboard.board import Board
from dashboard.charts.file import File
from dashboard.errors import PaperError
from dashboard.fiscal import fiscal_year_label, japanese_date, moment_of
from dashboard.now import Now, Version
from dashboard.papers.choice import MOST_YEARS, Canvas, Choice, PageSize, SlideCharts
from dashboard.papers.compose import NEWEST_YEARS, indicators_of, years_with_initiatives
from dashboard.papers.formats import FORMATS, Parcel, format_of
from dashboard.papers.paper import Paper
from dashboard.ui import state
from dashboard.ui.frame import verbatim
from dashboard.ui.indicator import names

Kind = TypeVar("Kind", PageSize, SlideCharts, Canvas)
FIRST_FORMATS = ("pdf", "pptx", "xlsx")
MOST_PAGES = 16
"""Pages shown at once: more would make the browser wait for pictures that hardly anybody scrolls to."""
MADE = "made_papers"
NO_REGION = "none"


@dataclass(frozen=True)
class Made:
    """What was made at the last click, and for which question; another choice makes it out of date."""

    version: Version
    choice: Choice
    parcels: tuple[tuple[str, Parcel], ...]
    everything: Parcel
    refusals: tuple[str, ...]


def choose(board: Board) -> Choice:
    """All that a reader may choose, kept in the URL."""
    labels = names(board.catalogue)
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom"):
        tracked = f"判定する{len(board.catalogue.tracked)}指標のすべて"
        indicators = state.several("指標", "indicators", labels, len(labels), tracked)
        as_of = state.as_of()
    chosen = Choice(as_of, indicators=indicators)
    with st.expander("取組の年度、地域のページ、登録時点、大きさ"):
        first, second = st.container(horizontal=True), st.container(horizontal=True)
        with first:
            years = _years(board, chosen)
            region = _region(board)
            known = state.day("登録時点", "known", "この日までに登録された値だけを使います。空のままなら今の値です。")
        with second:
            page = _kind("PDFとスライドの大きさ", "page", PageSize)
            charts = _kind("スライドの図", "charts", SlideCharts)
            canvas = _kind("画像の大きさ", "canvas", Canvas)
    return Choice(
        as_of, moment_of(known.isoformat()) if known else None, indicators, years, region, page, charts, canvas
    )


def _years(board: Board, chosen: Choice) -> tuple[int, ...] | None:
    """The newest where none is chosen."""
    years = years_with_initiatives(indicators_of(board, chosen), chosen.as_of)
    newest = "・".join(fiscal_year_label(year) for year in sorted(years[:NEWEST_YEARS])) or "登録なし"
    labels = {str(year): fiscal_year_label(year) for year in sorted(years)}
    picked = state.several(f"取組の年度（{MOST_YEARS}つまで）", "years", labels, MOST_YEARS, newest)
    return tuple(int(id_) for id_ in picked) or None


def _region(board: Board) -> str:
    regions = {region.code: board.regions.full_name(region) for region in board.regions}
    labels = {NO_REGION: "付けない", **regions}
    chosen = state.select("地域のページ", "region", list(labels), labels.__getitem__)
    return "" if chosen == NO_REGION else chosen


def _kind(label: str, key: str, kinds: type[Kind]) -> Kind:
    """One of an enumeration, by a row of buttons."""
    labels = {one.value: one.label for one in kinds}
    return kinds(state.segmented(label, key, list(labels), labels.__getitem__))


def conclusion(paper: Paper) -> str:
    """What the files will say, in one sentence."""
    return f"{len(paper.sections)}指標、{japanese_date(paper.choice.as_of)}までの値、{paper.known}"


def regional_gaps(paper: Paper) -> None:
    """Why pages of a region are missing, where some were asked for."""
    if paper.choice.region and paper.gaps:
        st.info(verbatim("\n\n".join(paper.gaps)), title="地域のページがない指標")


def files(now: Now, choice: Choice) -> None:
    """The formats to make, the button that makes them, and what was made."""
    st.header("ファイル")
    wanted = state.buttons("形式", "formats", {one.id: one.label for one in FORMATS}, FIRST_FORMATS)
    purposes = [verbatim(f"{one.label}：{one.purpose}") for one in FORMATS if one.id in wanted]
    st.caption("  \n".join(purposes) or "形式を選んでください。")
    if st.button("ファイルを作る", type="primary", icon=":material/description:", disabled=not wanted):
        st.session_state[MADE] = _make(now, choice, wanted)
    made = st.session_state.get(MADE)
    if isinstance(made, Made) and (made.version, made.choice) == (now.version, choice):
        _take_home(made)


def _make(now: Now, choice: Choice, wanted: tuple[str, ...]) -> Made:
    """One format after the other, saying which is being made."""
    paper = now.paper(choice)
    progress = st.progress(0.0, "")
    files: list[File] = []
    parcels, refusals = [], []
    for at, id_ in enumerate(wanted):
        progress.progress(at / len(wanted), f"{format_of(id_).label} を作っています（{at + 1}／{len(wanted)}）")
        try:
            own = now.files(choice, id_)
        except PaperError as error:
            refusals.append(str(error))
            continue
        files += own
        parcels.append((format_of(id_).label, Parcel(paper, own)))
    progress.empty()
    return Made(now.version, choice, tuple(parcels), Parcel(paper, tuple(files)), tuple(dict.fromkeys(refusals)))


def _take_home(made: Made) -> None:
    for refusal in made.refusals:
        st.error(verbatim(refusal))
    with st.container(horizontal=True):
        for label, parcel in _parcels(made):
            file = parcel.one
            st.download_button(
                f"{label}（{_size(file)}）", file.data, file.name, file.media_type, key=f"take_{file.name}",
                icon=":material/download:", on_click="ignore",
            )  # fmt: skip


def _parcels(made: Made) -> Iterator[tuple[str, Parcel]]:
    """Each format's, and all of them together where there are several."""
    for label, parcel in made.parcels:
        if parcel.files:
            yield label if len(parcel.files) == 1 else f"{label} {len(parcel.files)}枚", parcel
    if len(made.parcels) > 1:
        yield "すべて ZIP", made.everything


def _size(file: File) -> str:
    size = len(file.data)
    return f"{size / 1_000_000:.1f}MB" if size >= 1_000_000 else f"{max(1, round(size / 1000)):,}KB"


def preview(now: Now, choice: Choice) -> None:
    """The pages of the PDF as they are."""
    st.header("見本")
    with st.spinner("見本を作っています…"):
        pages = now.pages(choice)
    shown = pages[:MOST_PAGES]
    many = f"のうち、はじめの{MOST_PAGES}ページ" if len(pages) > MOST_PAGES else ""
    st.caption(
        f"PDFのページそのものです（{len(pages)}ページ{many}）。"
        "スライドとWordも同じ内容ですが、折り返しや図の形が少し違います。"
    )
    with st.container(key="pages"):
        for at in range(0, len(shown), 2):
            for column, page, number in zip(st.columns(2), shown[at : at + 2], (at + 1, at + 2), strict=False):
                column.image(page, caption=f"{number}ページ", alt=f"PDFの{number}ページ目")
