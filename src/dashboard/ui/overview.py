"""総括: what it says under and beside its controls: conclusion and board, the council's table, what is not judged.

Everybody who asks for the same days and the same order sees the same, so it is worked out once a version and kept with
it. Each element of a page costs about 0.3 ms here and 4 ms in the browser, so what stands together is one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from dashboard.catalogue import Plan
from dashboard.fiscal import japanese_date
from dashboard.judging import Standing, by_delay
from dashboard.judging.finding import finding
from dashboard.judging.words import break_cautions, every_source
from dashboard.now import Kept, Now
from dashboard.papers.paper import SummaryCell, summary
from dashboard.text import visible
from dashboard.ui import state
from dashboard.ui.blocks import component, fold, section, small
from dashboard.ui.frame import verbatim
from dashboard.ui.pages import REGIONS
from dashboard.ui.progress_board import board_html

ORDERS = {"catalogue": "計画の順", "distance": "遅れの大きい順"}


@dataclass(frozen=True)
class Overview:
    """The page without its controls: the indicators in their order, blocks of HTML, sentences, and a table.

    ``cautions``: what a change of definition means for each indicator that is marked with one. ``table``: that of the
    paper's first page, as the browser gets it.
    """

    standings: tuple[Standing, ...]
    conclusion: str
    cautions: tuple[str, ...]
    discussion: str
    table: Mapping[str, Any]
    end: str

    @property
    def bytes(self) -> int:
        """About, of all of it in memory."""
        return 4 * len(self.conclusion) + 2 * len(self.end)


def overview(now: Now, order: str, as_of: date, earlier: date | None = None) -> Overview:
    """In this order of the indicators; ``earlier`` is a date before to say what has changed since."""
    along = tuple(state.link().items())
    kept = now.answers.setdefault(overview.__name__, Kept(32, lambda answer: answer.bytes))
    return kept.get((order, as_of, earlier, along), lambda: _overview(now, order, as_of, earlier))


def _overview(now: Now, order: str, as_of: date, earlier: date | None) -> Overview:
    standings = ordered(now.standings(as_of), order)
    plan = now.board.catalogue.plan
    latest = [standing.assessment.latest for standing in standings if standing.assessment.latest]
    caption = f"{japanese_date(as_of)}までの値。{every_source(latest)}　見出しを押すと並べ替えます。"
    return Overview(
        standings,
        _finding_html(now, as_of, earlier) + board_html(now, standings, as_of, earlier),
        break_cautions(standings),
        _block(section("論点", _quoted(plan.discussion_point))) if plan.discussion_point else "",
        table_data(standings, caption),
        _block(_not_judged(now), _plan_words(plan)),
    )


def show_below(words: Overview) -> None:
    """What stands under the board and its files."""
    for caution in words.cautions:
        st.warning(verbatim(caution))
    if words.discussion:
        st.html(words.discussion)
    with st.expander("一覧表（会議資料と同じ表）"):
        _TABLE(data=words.table, key="council_table")
    st.html(words.end)


def _still(data: Mapping[str, Any]) -> str:
    headings = "".join(
        f'<th scope="col"><button type="button" disabled>{escape(heading)}</button></th>' for heading in data["columns"]
    )
    rows = "".join(f"<tr>{''.join(map(_still_cell, range(len(row)), row))}</tr>" for row in data["rows"])
    table = f"<caption>{escape(data['caption'])}</caption><thead><tr>{headings}</tr></thead><tbody>{rows}</tbody>"
    return f'<div class="council"><table>{table}</table></div>'


def _still_cell(place: int, cell: Mapping[str, Any]) -> str:
    small = f"<small>{escape(cell['sub'])}</small>" if cell["sub"] else ""
    inner = f"<span>{escape(cell['text'])}</span>{small}"
    if place == 0:
        return f'<th scope="row">{inner}</th>'
    return f'<td class="{"number" if cell["number"] else ""}">{inner}</td>'


_TABLE = component("council_table", '<div class="council"></div>', still=_still)


def ordered(standings: Sequence[Standing], order: str) -> tuple[Standing, ...]:
    """In catalogue order, or furthest behind the line first; those that cannot be judged stay last."""
    return by_delay(standings) if order == "distance" else tuple(standings)


def table_data(standings: Sequence[Standing], caption: str) -> dict[str, Any]:
    """Columns and rows as the browser gets them: each cell with its text, its small second line and its sort value."""
    table = summary(standings)
    columns = [_under_heading(column.heading, [row[column.key] for row in table.rows]) for column in table.columns]
    rows = zip(*(cells for _, cells in columns), strict=True)
    return {
        "caption": caption,
        "columns": [heading for heading, _ in columns],
        "rows": [[vars(cell) for cell in row] for row in rows],
    }


def _under_heading(heading: str, cells: Sequence[SummaryCell]) -> tuple[str, list[SummaryCell]]:
    """A column whose cells all say R8に対し says it in its heading, once."""
    targets = {words for cell in cells for words in cell.sub.split("、") if words.endswith("に対し")}
    if len(targets) != 1:
        return heading, list(cells)
    (against,) = targets
    return (
        f"{heading}\n（{against}）",
        [replace(cell, sub="、".join(words for words in cell.sub.split("、") if words != against)) for cell in cells],
    )


def _finding_html(now: Now, as_of: date, earlier: date | None) -> str:
    """The finding in words, a sentence a line."""
    method = now.board.catalogue.judging.method
    sentences = finding(now.standings(as_of), as_of, method, now.standings(earlier) if earlier else ())
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return f'<section class="finding" lang="ja" aria-label="結論"><ul>{items}</ul></section>'


def _block(*parts: str) -> str:
    """Parts that follow each other as Streamlit's elements do."""
    return f'<div class="body-part">{"".join(parts)}</div>'


def _quoted(text: str) -> str:
    return f'<p class="quoted">{escape(text)}</p>'


def _not_judged(now: Now) -> str:
    """The indicators without targets, each with what is registered of it and the way to its regions."""
    others = now.board.catalogue.others
    if not others:
        return ""
    words = {indicator.id: f"{indicator.name}　{_registered_words(now, indicator.id)}" for indicator in others}
    links = (state.inner_link(text, REGIONS, indicator=id_) for id_, text in words.items())
    return section(
        "目標値のない指標（判定しません）", f'<ul class="links">{"".join(f"<li>{link}</li>" for link in links)}</ul>'
    )


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


def _plan_words(plan: Plan) -> str:
    """The plan's vision one click away, and where all words of the plan are from."""
    vision = fold("計画の目指す姿", _quoted(plan.vision)) if plan.vision else ""
    return vision + small(visible(f"出典：{plan.source}"))
