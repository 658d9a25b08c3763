"""The blocks of the about page: definitions, how judging works in plain words, statuses, sources, state of the data."""

import re
from collections.abc import Sequence

import streamlit as st

from dashboard.board import Board
from dashboard.catalogue import Catalogue, Indicator, Method
from dashboard.charts.table import Column, ColumnKind, Table, text_columns
from dashboard.fiscal import FiscalYearPoint, moment_words
from dashboard.judging import Flag
from dashboard.judging.words import definition, no_change_words, rules_of
from dashboard.observation import Status
from dashboard.queries import sources_in_force
from dashboard.settings import load_settings
from dashboard.ui.blocks import definitions, facts
from dashboard.ui.frame import verbatim
from dashboard.ui.pages import HISTORY

POINTS = {
    FiscalYearPoint.END: "年度の値は年度末（3月31日）の値として計算します。",
    FiscalYearPoint.MIDDLE: "年度の値は年度の中央（9月30日）の値として計算します。",
}
FLAG_RULES = {
    Flag.BELOW_BASELINE: "最新値が基準値より悪い。どの判定でも付ける。",
    Flag.NO_NEW_VALUE: "基準値の日より新しい確定値がない。",
    Flag.NO_VALUE: "判定に使える値が一つもない。",
    Flag.PROVISIONAL: "速報値で判定している。",
    Flag.NO_TARGET: "目標値が定められていない。",
    Flag.BREAK: "基準値と最新値の間に定義の変更がある。判定は前後の値をそのまま比べた計算で、比べるときは注意が要る。",
}
TERMS = (
    (
        "必要な水準",
        "基準値と目標値を、日付を横軸にして直線で結んだもの。最後の目標のあとは水平。法定の見込みではありません。",
    ),
    ("達成割合", "（最新値 − 基準値）÷（目標値 − 基準値）。目標値に対する最新値の割合ではありません。"),
    ("経過割合", "（最新値の日 − 基準値の日）÷（目標の日 − 基準値の日）。"),
    ("必要な水準との差", "最新値 − 最新値の日の必要な水準の値。"),
    ("必要倍率", "目標までに必要なペース ÷ これまでのペース。これまでのペースが0か逆向きのときは出しません。"),
    (
        "定義の変更",
        "数え方や対象の変更。図の線はその日で切り、変更をまたぐペース、伸び率、前回との差は計算しません。必要な水準はそのままです。",
    ),
    ("単純延長", "これまでのペースがそのまま続いたときの値。予測ではありません。"),
)


READING = (
    (
        "二つの日付",
        (
            "判定、達成割合、必要な水準との差は、最新値の日で計算します。残りの日数、基準日に必要な水準は、基準日で計算します。"
            "図の実線の印は最新値の日、点線の印は基準日に必要な水準です。一方の日の数を、もう一方の日付で示すことはありません。"
        ),
    ),
    (
        "進みの差（ポイント）",
        (
            "必要な水準との差を、基準値から次の目標値までの幅を100として表した数。進んでいればプラス、遅れていればマイナス。"
            "単位の違う指標を同じ物差しで比べられます。「遅れの大きい順」は、この数の小さい順です。"
        ),
    ),
    (
        "図の色",
        (
            "灰色と黒は値とこれまでの進み。赤の斜線は必要な水準に足りない分で、赤の量が足りない量です。"
            "青は必要な水準より進んでいる分か、目標値に達したこと。白黒で印刷しても、斜線と印で見分けられます。"
        ),
    ),
)


def definitions_of_all(board: Board) -> None:
    """Every indicator's definition in one table of the tracked ones and one of the others."""
    tracked = board.catalogue.tracked
    measures = {indicator.measure.value for indicator in tracked}
    if len(measures) == 1:
        measure = measures.pop()
        caveat = "提供体制の量を表し、医療の過程や結果を直接には表しません。" if measure == "ストラクチャー" else ""
        st.markdown(f"判定する{len(tracked)}指標は、すべて{measure}指標です。{caveat}")
    _definition_table("判定する指標", tracked)
    _definition_table("そのほかの指標（判定しません）", board.catalogue.others)


def _definition_table(caption: str, indicators: Sequence[Indicator]) -> None:
    """A row an indicator; what is the same for all of several is said once below."""
    if not indicators:
        return
    rows = [{heading: text.split("　") for heading, text in definition(indicator)} for indicator in indicators]
    shared = {
        heading: [part for part in parts if len(rows) > 1 and all(part in row[heading] for row in rows)]
        for heading, parts in rows[0].items()
    }
    texts = {
        heading: ["　".join(part for part in row[heading] if part not in common) for row in rows]
        for heading, common in shared.items()
    }
    columns = {heading: cells for heading, cells in texts.items() if any(cells)}
    table = Table(tuple(Column(heading, heading) for heading in columns), tuple(zip(*columns.values(), strict=True)))
    facts(table, caption, kind="definitions")
    same = "　".join(f"{heading}：{'　'.join(parts)}" for heading, parts in shared.items() if any(parts))
    if same:
        st.caption(verbatim(f"どの指標も　{same}"))


def judging_rules(catalogue: Catalogue) -> None:
    """The method in force, its thresholds and every grade, in plain words."""
    judging = catalogue.judging
    st.markdown(
        "判定は、設定されたきまりと登録された数字だけから機械的に計算した参考です。事実と計算を示すもので、評価は部会が行います。"
        "判定に使うのは確定値だけです（設定で認めた指標は速報値も使います）。"
        "一日に値がいくつもあれば、確定を速報より先に、同じ区分なら年度、半期、四半期、月、日の順に、一つだけ使います。"
        "参考値は確定値に代わりません。"
    )
    st.markdown(POINTS[judging.fiscal_year_point])
    how = "（Open SDG・カナダ統計局の方法）。年率の伸びを、必要な年率と比べます。"
    if judging.method is Method.LINE:
        how = "（健康日本21（第二次）最終評価の区分）。"
    st.markdown(f"方法：{judging.method.label}{how}")
    facts(Table(text_columns(grade="判定", rule="きまり"), rules_of(judging.method)), "判定の区分")
    if judging.method is Method.LINE:
        st.caption(no_change_words(judging.no_change))
    rules = FLAG_RULES | {Flag.STALE: f"最新値が基準日より{judging.stale_after_days}日を超えて古い。"}
    rows = tuple((flag.label, rule) for flag, rule in rules.items())
    facts(Table(text_columns(mark="印", meaning="意味"), rows), "判定に添える印")


def reading() -> None:
    """How figures and pictures are to be read: dates, points, colours, words."""
    definitions(READING, "日付、ポイント、色")
    definitions(TERMS, "ことばの意味")


def status_meanings() -> None:
    """What each status of a value means."""
    rows = tuple((status.label, status.meaning) for status in Status)
    facts(Table(text_columns(status="区分", meaning="意味"), rows), "値の区分と意味")


def sources(board: Board) -> None:
    """Every source of a value in force, with the number of values; and where everything else is from, on which terms.

    The latter is said for administrators in data/SOURCES.md: of its first table all but the names of files is shown.
    """
    rows = tuple((source or "未記載", count) for source, count in sources_in_force(board.snapshot))
    columns = (Column("source", "出典"), Column("values", "値の数", ColumnKind.COUNT))
    facts(Table(columns, rows), "登録されている値の出典")
    terms = load_settings().data / "SOURCES.md"
    if terms.exists():
        text = terms.read_text(encoding="utf-8").replace("`", "")
        if table := _first_table(text):
            facts(table.without([_FILES]), "データの内容、出典、利用条件")
        if missing := re.search(rf"^## ({_NOT_PUBLISHED})\n+(.+)$", text, re.MULTILINE):
            st.markdown(verbatim(f"{missing[1]}：{missing[2]}"))


_FILES, _NOT_PUBLISHED = "ファイル", "公表されていないもの"


def _first_table(text: str) -> Table | None:
    """The first table of a Markdown text."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rows = [tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in lines]
    if len(rows) < 3:
        return None
    return Table(tuple(Column(heading, heading) for heading in rows[0]), tuple(rows[2:]))


def data_state(board: Board) -> None:
    """When the data last changed, and the way to what changed it."""
    moment = board.snapshot.last_change()
    if moment is None:
        st.markdown("データはまだ登録されていません。")
        return
    st.markdown(f"最後の更新：{moment_words(moment)}（日本時間）")
    st.page_link(HISTORY.path, label="いつ、だれが、何を登録したか（更新履歴）", icon=":material/history:")
