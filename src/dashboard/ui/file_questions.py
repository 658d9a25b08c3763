"""What a file does not say and is asked once for the whole of it: sheet, indicator, region, date, unit, status, dashes.

Nothing is chosen beforehand, so that no answer is given unasked. Answers belong to one file: another is asked anew.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import streamlit as st

from dashboard.board import Board
from dashboard.intake import Answers, Draft, Question, Upload
from dashboard.intake.clues import Words
from dashboard.observation import Status
from dashboard.places import Regions
from dashboard.ui.blocks import indicator_names
from dashboard.ui.frame import verbatim

_WIDTH = 720
_STATUSES = (Status.OFFICIAL, Status.PROVISIONAL, Status.REFERENCE)
_OPEN = {Question.SHEET: "E23", Question.INDICATOR: "E18", Question.PERIOD: "E17", Question.UNIT: "E12"}
"""The rule that is broken as long as a question is open without whose answer nothing can be stored."""


def answers_so_far(upload: Upload) -> Answers:
    """What was answered about a file up to now."""
    return Answers(**{field.name: st.session_state.get(_key(field.name, upload)) or "" for field in fields(Answers)})


def bring_back(answers: Answers, upload: Upload) -> None:
    """Gives the questions the answers that a visit to another screen took from them."""
    for name, answer in vars(answers).items():
        if answer:
            st.session_state.setdefault(_key(name, upload), answer)


def _key(name: str, upload: Upload) -> str:
    return f"update_{name}_{upload.sha256}"


def open_questions(draft: Draft) -> tuple[Question, ...]:
    """The questions that must be answered before anything can be stored."""
    rules = {problem.rule for problem in draft.errors}
    return tuple(question for question in draft.asks if _OPEN.get(question) in rules)


def questions(board: Board, upload: Upload, draft: Draft) -> None:
    """One widget for each question that the file leaves open, and for each that was answered."""
    answers = answers_so_far(upload)
    must = open_questions(draft)
    for question, ask in _WIDGETS.items():
        name = question.name.lower()
        is_answered = bool(getattr(answers, name))
        if question in draft.asks or is_answered or (question is Question.SHEET and len(draft.sheets) > 1):
            ask(_Asking(board, draft, answers, _key(name, upload), question in must))


@dataclass(frozen=True)
class _Asking:
    """A question about a file; ``must`` where nothing can be stored without its answer."""

    board: Board
    draft: Draft
    answers: Answers
    key: str
    must: bool

    def choose(
        self, label: str, options: Sequence[str], words: Callable[[str], str], *, placeholder: str, why: str
    ) -> None:
        """A box to choose from, nothing chosen, under the words that say what was found and what the answer does."""
        self.explain(why)
        st.selectbox(label, options, index=None, format_func=words, placeholder=placeholder, key=self.key, width=_WIDTH)

    def explain(self, why: str) -> None:
        """What was found, and what the answer does."""
        if why:
            st.markdown(verbatim(why))

    def cell_of(self, rule: str) -> str:
        """「…」, the words of the first cell with a problem of a rule; empty where there is none."""
        cells = (problem.cell for problem in self.draft.problems if problem.rule == rule and problem.cell)
        cell = " ".join(next(cells, "").split())
        return f"「{cell if len(cell) <= 40 else f'{cell[:40]}…'}」" if cell else ""


def _sheet(asking: _Asking) -> None:
    notices = [problem.message for problem in asking.draft.problems if problem.rule == "N01" and problem.row is None]
    why = "値のあるシートが2枚以上あります。選んだ1枚だけを読みます。" if asking.must else next(iter(notices), "")
    placeholder = "読むシートを選ぶ" if asking.must else "別のシートを読むときに選ぶ"
    asking.choose("読むシート", asking.draft.sheets, str, placeholder=placeholder, why=why)


def _indicator(asking: _Asking) -> None:
    names = indicator_names(asking.board.catalogue)
    if asking.must:
        why = "どの指標の値かが、ファイルにありません。選んだ指標の値として、全部の値を読みます。"
        placeholder = "このファイルの値がどの指標のものかを選ぶ"
    else:
        why = "指標の列がないので、題から読みました。"
        placeholder = "別の指標のときに選ぶ"
    asking.choose("ファイル全体の指標", list(names), names.__getitem__, placeholder=placeholder, why=why)


def _region(asking: _Asking) -> None:
    regions = asking.board.regions
    names = _region_names(regions)
    whole = regions.prefecture.name
    read = names.get(asking.answers.region, whole)
    how = f"{whole}でよければ{whole}を、違うときはその地域を選びます。"
    why = f"地域の列がないので、全部の値を{read}のものとして読みました。{'' if asking.answers.region else how}"
    asking.choose("ファイル全体の地域", list(names), names.__getitem__, placeholder="地域を選ぶ", why=why)


def _region_names(regions: Regions) -> dict[str, str]:
    """Code to name, that of an area with its set: the prefecture, municipalities, areas."""
    names = {region.code: region.name for region in (regions.prefecture, *regions.municipalities)}
    for region_set in regions.area_sets:
        names |= {region.code: f"{region.name}（{region_set.name}）" for region in region_set.regions}
    return names


def _period(asking: _Asking) -> None:
    why = "いつの値かが、ファイルにありません。書いた時点の値として、全部の値を読みます。"
    read = "時点の列がないので、題から読みました。別の時点のときは書いてください。"
    asking.explain(why if asking.must else read)
    st.text_input("ファイル全体の時点", placeholder="例：令和6年11月", key=asking.key, width=420)


def _unit(asking: _Asking) -> None:
    words = Words(asking.board.catalogue)
    units = dict.fromkeys([*filter(None, [asking.answers.unit]), *asking.draft.units])
    factors = {unit: words.scale(unit)[0] for unit in units}
    factors = {unit: factor for unit, factor in factors.items() if factor > 1}
    names = "、".join(f"「{unit}」" for unit in factors)
    why = f"ファイルの単位が{names}です。選ぶまでは登録できません。もう倍にした数なら、ファイルの単位を直してください。"
    asking.choose(
        "ファイル全体の単位",
        list(factors),
        lambda unit: f"「{unit}」を{factors[unit]:,}倍して読む",
        placeholder="倍にして読んでよければ選ぶ",
        why=why,
    )


def _status(asking: _Asking) -> None:
    cell = asking.cell_of("W19")
    why = f"{cell}とあります。" if cell else ""
    labels = {status.label: status.label for status in _STATUSES}
    asking.choose(
        "ファイル全体の区分",
        list(labels),
        labels.__getitem__,
        placeholder="選ばなければ、確定として読みます",
        why=f"{why}全部の値の区分は何ですか。一部の値だけのことなら、選ばずに、ファイルに区分の列を加えてください。",
    )


def _dash(asking: _Asking) -> None:
    cell = asking.cell_of("W25") or "「－」"
    asking.explain(f"値の欄に{cell}があります。どういう意味ですか。選ばなければ、値なしとして読みません。")
    meanings = {Answers.ZERO: "0（皆無）", Answers.NO_VALUE: "値なし"}
    st.segmented_control("「－」の意味", list(meanings), format_func=meanings.__getitem__, key=asking.key)


_WIDGETS: dict[Question, Callable[[_Asking], None]] = {
    Question.SHEET: _sheet,
    Question.INDICATOR: _indicator,
    Question.REGION: _region,
    Question.PERIOD: _period,
    Question.UNIT: _unit,
    Question.STATUS: _status,
    Question.DASH: _dash,
}
