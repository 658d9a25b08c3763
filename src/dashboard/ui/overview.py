"""What only the overview says: its one-sentence conclusion, the two orders, and the indicators that are not judged."""

from collections import Counter
from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.board import Board, Standing
from dashboard.charts.words import verdict
from dashboard.ui import cache
from dashboard.ui.frame import verbatim
from dashboard.ui.widgets import definitions

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
    if order != "distance":
        return tuple(standings)
    return tuple(sorted(standings, key=_distance))


def _distance(standing: Standing) -> float:
    """Achieved share less elapsed share of the next target, which compares indicators of any unit."""
    target = standing.assessment.next_target
    if target is None or target.achieved is None or target.elapsed is None:
        return float("inf")
    return target.achieved - target.elapsed


def not_judged(board: Board) -> None:
    """The indicators without targets, each with what is registered of it."""
    others = board.catalogue.others
    if not others:
        return
    st.header("判定しない指標")
    st.caption("目標値が定められていないので、カードと一覧には入れていません。")
    definitions(
        ((indicator.name, _registered(board, indicator.id)) for indicator in others), "参考指標と登録されている値"
    )


def _registered(board: Board, indicator: str) -> str:
    found = cache.registered(indicator)
    regions = board.regions
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
