"""The five cards of the overview: one indicator at a glance, each with its own date."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.board import Standing
from dashboard.charts.words import tone, verdict
from dashboard.fiscal import label
from dashboard.papers.wording import change_words, remaining_words, short_goal_words
from dashboard.progress import Flag, TargetAssessment, format_value
from dashboard.ui import state
from dashboard.ui.pages import INDICATOR
from dashboard.ui.widgets import marks

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
