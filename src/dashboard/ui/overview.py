"""総括: the finding in words, the board, the discussion point, the council's table, and what is not judged."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from dashboard.board import Board
from dashboard.fiscal import japanese_date
from dashboard.judging import Standing, by_delay
from dashboard.judging.finding import finding
from dashboard.judging.words import break_cautions, every_source
from dashboard.now import Now
from dashboard.papers.paper import SummaryCell, summary
from dashboard.ui import state
from dashboard.ui.blocks import component, fold, section
from dashboard.ui.frame import verbatim
from dashboard.ui.pages import REGIONS

ORDERS = {"catalogue": "計画の順", "distance": "遅れの大きい順"}


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


def finding_block(now: Now, as_of: date, earlier: date | None = None) -> None:
    """The finding in words, a sentence a line; ``earlier`` is a date before to say what has changed since."""
    method = now.board.catalogue.judging.method
    sentences = finding(now.standings(as_of), as_of, method, now.standings(earlier) if earlier else ())
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    st.html(f'<section class="finding" lang="ja" aria-label="結論"><ul>{items}</ul></section>')


def cautions(standings: Sequence[Standing]) -> None:
    """What a change of definition means for each indicator that is marked with one."""
    for caution in break_cautions(standings):
        st.warning(verbatim(caution))


def council_table(standings: Sequence[Standing], as_of: date) -> None:
    """The table of the paper's first page, one click away."""
    latest = [standing.assessment.latest for standing in standings if standing.assessment.latest]
    caption = f"{japanese_date(as_of)}までの値。{every_source(latest)}　見出しを押すと並べ替えます。"
    with st.expander("一覧表（会議資料と同じ表）"):
        _TABLE(data=table_data(standings, caption), key="council_table")


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


def after_table(now: Now) -> None:
    """The indicators without targets, the plan's vision one click away, and where all words of the plan are from.

    One piece: each element of Streamlit's makes the page slower to come alive.
    """
    plan = now.board.catalogue.plan
    vision = fold("計画の目指す姿", _quoted(plan.vision)) if plan.vision else ""
    st.html(f'<div class="body-part">{_not_judged(now)}{vision}<p class="small">出典：{escape(plan.source)}</p></div>')


def _not_judged(now: Now) -> str:
    """Each indicator without targets with what is registered of it and the way to its regions."""
    words = {other.id: f"{other.name}　{_registered_words(now, other.id)}" for other in now.board.catalogue.others}
    links = (state.inner_link(text, REGIONS, indicator=id_) for id_, text in words.items())
    items = "".join(f"<li>{link}</li>" for link in links)
    return section("目標値のない指標（判定しません）", f'<ul class="links">{items}</ul>') if items else ""


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
    """The council's discussion point, as the paper prints it."""
    point = board.catalogue.plan.discussion_point
    if point:
        st.html(section("論点", _quoted(point)))


def _quoted(words: str) -> str:
    return f'<p class="quoted">{escape(words)}</p>'
