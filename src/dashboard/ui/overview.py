"""What only the overview says: its one-sentence conclusion, the two orders, and the indicators that are not judged."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.board import Board
from dashboard.fiscal import label
from dashboard.judging import Flag, Standing, TargetAssessment, by_delay
from dashboard.judging.words import change_words, remaining_words, short_goal_words, tone, verdict
from dashboard.now import Now
from dashboard.papers.paper import summary
from dashboard.text import format_value
from dashboard.ui import state
from dashboard.ui.blocks import definitions, marks
from dashboard.ui.frame import verbatim
from dashboard.ui.pages import INDICATOR

CARDS_IN_A_ROW = 5


def cards(standings: Sequence[Standing]) -> None:
    """A card for each standing, five in a row, each with a link to the indicator's page."""
    for at in range(0, len(standings), CARDS_IN_A_ROW):
        row = standings[at : at + CARDS_IN_A_ROW]
        for column, standing in zip(st.columns(min(CARDS_IN_A_ROW, len(standings)), border=True), row, strict=False):
            with column:
                st.html(card_html(standing))
                st.page_link(
                    INDICATOR.path,
                    label="推移と取組を見る",
                    icon=":material/arrow_forward:",
                    query_params=state.link(indicator=standing.indicator.id),
                )


def card_html(standing: Standing) -> str:
    """One card: short name, latest value with its date, change, grade in words with its letter, what is left, marks."""
    indicator, assessment = standing.indicator, standing.assessment
    flags = [flag.label for flag in assessment.flags]
    parts = [
        f"<h2>{escape(indicator.short_name)}</h2>",
        latest_html(standing),
        _verdict(assessment.next_target),
        _goal(standing),
        marks(flags, bad=[Flag.BELOW_BASELINE.label]),
    ]
    return f'<section class="card" aria-label="{escape(indicator.short_name, quote=True)}">{"".join(parts)}</section>'


def latest_html(standing: Standing) -> str:
    """The latest value with its unit, its own date, its age at the as-of date, and the change since the one before."""
    latest, indicator = standing.assessment.latest, standing.indicator
    if latest is None or latest.value is None:
        return '<span class="value">未登録</span><span class="note">確定した値がまだありません</span>'
    value = format_value(latest.value, indicator.decimals)
    notes = (f"{label(latest.period)}時点", age_words(standing), change_words(standing.assessment, indicator))
    lines = "".join(f'<span class="note">{escape(note)}</span>' for note in notes)
    return f'<span class="value">{escape(value)}<small>{escape(indicator.unit)}</small></span>{lines}'


def age_words(standing: Standing) -> str:
    """723日前の値: how old the latest value is at the as-of date."""
    days = standing.assessment.days_since
    return "" if days is None else f"{days:,}日前の値" if days else "基準日の値"


def _goal(standing: Standing) -> str:
    """What is left to the next target, or why nothing can be said."""
    target = standing.assessment.next_target
    if target is None or target.date is None or target.value is None:
        return '<span class="goal">目標値なし</span>'
    goal = short_goal_words(target, standing.indicator)
    left = remaining_words(standing.assessment, standing.indicator)
    return f'<span class="goal">{escape(goal)}</span><span class="remaining">{escape(left)}</span>'


def _verdict(target: TargetAssessment | None) -> str:
    return f'<span class="verdict {tone(target)}">{escape(verdict(target))}</span>'


HERE = Path(__file__).parent
_TABLE = st.components.v2.component(
    "council_table",
    html='<div class="council"></div>',
    css=(HERE / "council_table.css").read_text(encoding="utf-8"),
    js=(HERE / "council_table.js").read_text(encoding="utf-8"),
)


def council_table(standings: Sequence[Standing], caption: str) -> None:
    """Shows the table; ``caption`` says the as-of date and the source."""
    _TABLE(data=table_data(standings, caption), key="council_table")


def table_data(standings: Sequence[Standing], caption: str) -> dict[str, Any]:
    """Columns and rows as the browser gets them: each cell with its text, its small second line and its sort value."""
    table = summary(standings)
    rows = [[vars(cell) for cell in row] for row in table.rows]
    return {"caption": caption, "columns": list(table.columns), "rows": rows}


ORDERS = {"catalogue": "計画の順", "distance": "線から遅れている順"}


def conclusion(standings: Sequence[Standing]) -> str:
    """How many indicators stand at which grade for their next target, as a fact."""
    counts = Counter(verdict(standing.assessment.next_target) for standing in standings)
    parts = "、".join(f"{words.replace('　', ' ')} {count}件" for words, count in sorted(counts.items()))
    return f"次の目標に対する{len(standings)}指標の判定：{parts}"


def judging_note(board: Board) -> str:
    """Which method is in force, and whose judgement counts."""
    method = board.catalogue.judging.method.label
    return f"{method}（機械的な計算・参考）。評価は部会が行います。判定のきまりは「定義と出典」にあります。"


def ordered(standings: Sequence[Standing], order: str) -> tuple[Standing, ...]:
    """In catalogue order, or furthest behind the line first; those that cannot be judged stay last."""
    return tuple(standings) if order != "distance" else by_delay(standings)


def not_judged(now: Now) -> None:
    """The indicators without targets, each with what is registered of it."""
    others = now.board.catalogue.others
    if not others:
        return
    st.header("判定しない指標")
    st.caption("目標値が定められていないので、カードと一覧には入れていません。")
    definitions(
        ((indicator.name, _registered(now, indicator.id)) for indicator in others), "参考指標と登録されている値"
    )


def _registered(now: Now, indicator: str) -> str:
    found = now.registered(indicator)
    regions = now.board.regions
    counts = [(one, sum(region.code in found for region in one.regions)) for one in regions.sets]
    places = [regions.prefecture.name] if regions.prefecture.code in found else []
    places += [
        f"{one.name if one in regions.area_sets else ''}{count}{one.level.label}" for one, count in counts if count
    ]
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
