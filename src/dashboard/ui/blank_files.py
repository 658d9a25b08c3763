"""Empty files for the divisions, and files to practise with: what to hand out before anything is uploaded."""

from collections.abc import Collection
from datetime import date

import streamlit as st

from dashboard.board import Board
from dashboard.catalogue import Indicator
from dashboard.fiscal import Period, fiscal_year, fiscal_year_label, label, parse, today
from dashboard.places import Level, Region, Regions, RegionSet
from dashboard.settings import load_settings
from dashboard.sheets.blank import Shape, Template, template_csv, template_xlsx
from dashboard.sheets.spreadsheet import XLSX_TYPE
from dashboard.ui.blocks import indicator_names

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


def choices(regions: Regions) -> dict[str, RegionSet]:
    """What may be asked, by id: the prefecture, as a set of its own, and each set of regions."""
    level = Level.PREFECTURE
    whole = RegionSet(level.value, level.label, level, (regions.prefecture,))
    return {one.id: one for one in (whole, *regions.sets)}


def asked(regions: Regions, ids: Collection[str], indicators: tuple[Indicator, ...]) -> tuple[Region, ...]:
    """The regions of the chosen sets that have values for any of the indicators."""
    chosen = (one for id_, one in choices(regions).items() if id_ in ids)
    return tuple(region for one in chosen if _has_values(one.level, indicators) for region in one.regions)


def _chosen(board: Board) -> Template | None:
    labels = indicator_names(board.catalogue)
    sets = choices(board.regions)
    known = {label(period): period for period in periods(today())}
    chosen = st.multiselect(
        "指標", list(labels), default=list(labels)[:1], format_func=labels.__getitem__, key="blank_indicators"
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        period = st.selectbox("時点", list(known), key="blank_period", width=260)
        shape = st.segmented_control(
            "形", list(Shape), default=Shape.LONG, format_func=lambda one: one.label, required=True, key="blank_shape"
        )
        ids = st.pills(
            "地域",
            list(sets),
            default=list(sets)[:1],
            format_func=lambda id_: sets[id_].name,
            selection_mode="multi",
            key="blank_sets",
        )
    indicators = tuple(board.catalogue.indicator(id_) for id_ in chosen)
    regions = asked(board.regions, ids, indicators)
    return Template(indicators, regions, known[period], Shape(shape)) if indicators and regions and shape else None


def _has_values(level: Level, indicators: tuple[Indicator, ...]) -> bool:
    return any(not indicator.levels or level.value in indicator.levels for indicator in indicators)
