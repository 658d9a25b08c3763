"""Empty files for the divisions, and files to practise with: what to hand out before anything is uploaded."""

from datetime import date

import streamlit as st

from dashboard.board import Board, today
from dashboard.catalogue import Indicator
from dashboard.fiscal import Period, fiscal_year, fiscal_year_label, label, parse
from dashboard.papers.spreadsheet import XLSX_TYPE
from dashboard.papers.templates import Shape, Template, template_csv, template_xlsx
from dashboard.regions import Level
from dashboard.settings import load_settings
from dashboard.ui.indicator import names

YEARS_BACK = 3
"""Late figures arrive up to three years after their quarter."""


def blank_files(board: Board) -> None:
    """An empty file for chosen indicators, quarter and regions, as CSV and as Excel with input rules."""
    with st.expander("空のファイル（ひな形）をつくる"):
        template = _chosen(board)
        if template is None:
            st.caption("指標と地域を一つ以上選んでください。")
            return
        with st.container(horizontal=True):
            st.download_button(
                "Excel（入力のきまり付き）",
                lambda: template_xlsx(template),
                template.file_name("xlsx"),
                XLSX_TYPE,
                on_click="ignore",
            )
            st.download_button(
                "CSV UTF-8", lambda: template_csv(template), template.file_name("csv"), "text/csv", on_click="ignore"
            )


def samples() -> None:
    """The made-up files in data/samples, to try the page with; nothing where there are none."""
    files = sorted((load_settings().data / "samples").glob("*.*"))
    if not files:
        return
    with st.expander("練習用のファイル（中身はすべて架空）"):
        st.caption("登録する直前まで試せます。登録しようとすると、架空の値であることを警告します。")
        for path in files:
            st.download_button(path.name, path.read_bytes, path.name, key=f"sample_{path.name}", on_click="ignore")


def periods(day: date) -> list[Period]:
    """The quarters and fiscal years that have ended by a day, newest first, each year after its last quarter."""
    named = [
        f"{fiscal_year_label(year)}{part}"
        for year in range(fiscal_year(day), fiscal_year(day) - YEARS_BACK - 1, -1)
        for part in ("第4四半期", "", "第3四半期", "第2四半期", "第1四半期")
    ]
    return [period for period in map(parse, named) if period.date <= day]


def _chosen(board: Board) -> Template | None:
    labels = names(board.catalogue)
    known = {label(period): period for period in periods(today())}
    chosen = st.multiselect(
        "指標", list(labels), default=list(labels)[:1], format_func=labels.__getitem__, key="blank_indicators"
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        period = st.selectbox("時点", list(known), key="blank_period", width=260)
        shape = st.segmented_control(
            "形", list(Shape), default=Shape.LONG, format_func=lambda one: one.label, required=True, key="blank_shape"
        )
        levels = st.pills(
            "地域",
            list(Level),
            default=[Level.PREFECTURE],
            format_func=lambda one: one.label,
            selection_mode="multi",
            key="blank_levels",
        )
    indicators = tuple(board.catalogue.indicator(id_) for id_ in chosen)
    regions = tuple(region for region in board.regions if region.level in levels and _asked(region.level, indicators))
    return Template(indicators, regions, known[period], Shape(shape)) if indicators and regions and shape else None


def _asked(level: Level, indicators: tuple[Indicator, ...]) -> bool:
    return any(not indicator.levels or level.value in indicator.levels for indicator in indicators)
