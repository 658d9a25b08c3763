"""総括: a card an indicator, the council's table, the conclusion in one sentence, and what is not judged."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from dashboard.board import Board
from dashboard.judging import Standing, by_delay
from dashboard.judging.look import look_of
from dashboard.judging.words import break_cautions, flag_words, remaining_words, short_goal_words
from dashboard.now import Now
from dashboard.papers.paper import summary
from dashboard.ui.blocks import component, definitions, indicator_link, latest_html, marks
from dashboard.ui.frame import verbatim

CARDS_IN_A_ROW = 5
ORDERS = {"catalogue": "計画の順", "distance": "遅れの大きい順"}

_TABLE = component("council_table", '<div class="council"></div>')


def ordered(standings: Sequence[Standing], order: str) -> tuple[Standing, ...]:
    """In catalogue order, or furthest behind the line first; those that cannot be judged stay last."""
    return by_delay(standings) if order == "distance" else tuple(standings)


def grade_counts(standings: Sequence[Standing]) -> str:
    """How many indicators stand at which grade for their next target, as a fact."""
    counts = Counter(look_of(standing.next_target).verdict for standing in standings)
    parts = "、".join(f"{words.replace('　', ' ')} {count}件" for words, count in sorted(counts.items()))
    return f"次の目標に対する{len(standings)}指標の判定：{parts}"


def cards(standings: Sequence[Standing]) -> None:
    """A card for each standing, five in a row, each with a link to the indicator's page."""
    for at in range(0, len(standings), CARDS_IN_A_ROW):
        row = standings[at : at + CARDS_IN_A_ROW]
        for column, standing in zip(st.columns(min(CARDS_IN_A_ROW, len(standings)), border=True), row, strict=False):
            with column:
                st.html(card_html(standing))
                indicator_link("推移と取組を見る", standing.indicator)


def cautions(standings: Sequence[Standing]) -> None:
    """What a change of definition means for each card that is marked with one."""
    for caution in break_cautions(standings):
        st.warning(verbatim(caution))


def card_html(standing: Standing) -> str:
    """One card: short name, latest value with its date, change, grade in words with its letter, what is left, marks."""
    name = escape(standing.indicator.short_name, quote=True)
    assessment = standing.assessment
    target = assessment.next_target
    verdict_html = f'<span class="verdict">{escape(look_of(target).verdict)}</span>'
    flags = marks(flag_words(flag, standing.indicator) for flag in assessment.flags)
    return (
        f'<section class="card" aria-label="{name}"><h2>{name}</h2>{latest_html(standing)}'
        f"{verdict_html}{_goal_html(standing)}{flags}</section>"
    )


def _goal_html(standing: Standing) -> str:
    """What is left to the next target, or why nothing can be said."""
    target = standing.assessment.next_target
    if target is None or target.date is None or target.value is None:
        return '<span class="goal">目標値なし</span>'
    goal = escape(short_goal_words(target, standing.indicator))
    remaining = escape(remaining_words(standing.assessment, standing.indicator))
    return f'<span class="goal">{goal}</span><span class="remaining">{remaining}</span>'


def judging_note(board: Board) -> str:
    """Which method is in force, and whose judgement counts."""
    method = board.catalogue.judging.method.label
    return f"{method}（機械的な計算・参考）。評価は部会が行います。判定基準は「定義と出典」にあります。"


def council_table(standings: Sequence[Standing], caption: str) -> None:
    """The table of the paper's first page; ``caption`` says the as-of date and the source."""
    _TABLE(data=table_data(standings, caption), key="council_table")


def table_data(standings: Sequence[Standing], caption: str) -> dict[str, Any]:
    """Columns and rows as the browser gets them: each cell with its text, its small second line and its sort value."""
    table = summary(standings)
    rows = [[vars(cell) for cell in row.values()] for row in table.rows]
    return {"caption": caption, "columns": list(table.headings), "rows": rows}


def not_judged(now: Now) -> None:
    """The indicators without targets, each with what is registered of it."""
    others = now.board.catalogue.others
    if not others:
        return
    st.header("判定しない指標")
    st.caption("目標値が定められていないので、カードと一覧には入れていません。")
    pairs = [(indicator.name, _registered_words(now, indicator.id)) for indicator in others]
    definitions(pairs, "参考指標と登録されている値")


def _registered_words(now: Now, indicator: str) -> str:
    """東県、医療圏10圏域、63市町村の値を登録済み: for which regions there are values."""
    registered = now.registered(indicator)
    regions = now.board.regions
    places = [regions.prefecture.name] if regions.prefecture.code in registered else []
    for region_set in regions.sets:
        count = sum(region.code in registered for region in region_set.regions)
        name = region_set.name if region_set in regions.area_sets else ""
        places += [f"{name}{count}{region_set.level.label}"] if count else []
    return f"{'、'.join(places)}の値を登録済み" if places else "未登録"


def discussion(board: Board) -> None:
    """The council's discussion point and the plan's vision, as the paper prints them."""
    plan = board.catalogue.plan
    if plan.discussion_point:
        st.header("論点")
        st.html(f'<p class="quoted">{escape(plan.discussion_point)}</p>')
    if plan.vision:
        with st.expander("計画の目指す姿"):
            st.html(f'<p class="quoted">{escape(plan.vision)}</p>')
    st.caption(verbatim(f"出典：{plan.source}"))
