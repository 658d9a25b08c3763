"""The council paper as a Word document, for those who go on writing it: native text and tables, charts as pictures."""

import io
from typing import Any

from dashboard.papers.archive import settled
from dashboard.papers.document.page import add, blank_document, heading, say
from dashboard.papers.document.pictures import add_chart, add_map, add_ranking
from dashboard.papers.document.styles import ITEM, NOTE, POINT, REASON, REASON_HEAD, SUBTITLE, TITLE, VERDICT
from dashboard.papers.document.tables import path_table, regional_table, rules_table, summary_table
from dashboard.papers.paper import Paper, RegionalPart, Section, YearColumn


def document_of(paper: Paper) -> bytes:
    """The paper as .docx, A4 upright; the same bytes for the same paper.

    Raises:
        PaperError: a chart has a character that the typeface of pictures lacks.
    """
    document = blank_document(paper)
    _opening(document, paper)
    for at, section in enumerate(paper.sections):
        _section(document, section, first=at == 0)
    for at, part in enumerate(paper.regional):
        _part(document, part, first=at == 0)
    _closing(document, paper)
    sink = io.BytesIO()
    document.save(sink)
    return settled(sink.getvalue())


def _opening(document: Any, paper: Paper) -> None:
    say(document, paper.title, TITLE)
    say(document, paper.plan, SUBTITLE)
    for line in (paper.as_of, paper.known, paper.computed):
        say(document, line, NOTE)
    heading(document, 1, "指標の一覧")
    summary_table(document, paper)


def _section(document: Any, section: Section, *, first: bool) -> None:
    if first:
        heading(document, 1, "指標ごとの進捗と取組", new_page=True)
    heading(document, 2, section.name, new_page=not first)
    _verdict(document, section)
    for line in (section.headline, "　".join(section.facts)):
        say(document, line)
    if section.definition:
        say(document, f"定義：{section.definition}")
    path_table(document, section)
    if section.drawable:
        add_chart(document, section)
    for line in (section.source, section.dated):
        say(document, line, NOTE)
    for year in section.years:
        _year(document, year)
    _judgement(document, section)


def _verdict(document: Any, section: Section) -> None:
    """The words say it all; the colour only underlines them."""
    line = say(document, "判定（参考）：", VERDICT)
    add(line, section.verdict, section.tone)
    add(line, f"（{section.against}）" if section.against else "")
    add(line, "".join(f"　［{flag}］" for flag in section.flags))


def _year(document: Any, year: YearColumn) -> None:
    marks = f"［{'、'.join(year.marks)}］" if year.marks else ""
    heading(document, 3, year.heading + marks)
    for item in year.items or ("登録なし",):
        say(document, item, ITEM)
    for note in year.notes:
        say(document, f"注：{note}", NOTE)


def _judgement(document: Any, section: Section) -> None:
    if section.reasons:
        heading(document, 3, "判定の計算")
    for line in section.reasons:
        # The target whose judgement follows; sentences never begin so.
        say(document, line, REASON_HEAD if line.startswith("【") else REASON)
    if section.council:
        heading(document, 3, "部会の評価")
        say(document, section.council)


def _part(document: Any, part: RegionalPart, *, first: bool) -> None:
    if first:
        heading(document, 1, "地域別の状況", new_page=True)
    heading(document, 2, part.title, new_page=not first)
    say(document, part.view.subtitle)
    add_map(document, part)
    regional_table(document, part)
    for note in part.notes:
        say(document, note, NOTE)
    add_ranking(document, part)
    for note in part.footnotes:
        say(document, note, NOTE)


def _closing(document: Any, paper: Paper) -> None:
    if paper.discussion_point:
        heading(document, 1, "論点", new_page=True)
        say(document, paper.discussion_point, POINT)
    heading(document, 1, "判定のきまり", new_page=not paper.discussion_point)
    rules_table(document, paper)
    heading(document, 1, "出典と注")
    gaps = paper.gaps if paper.choice.region else ()
    for note in (*paper.notes, *gaps, *(f"出典：{source}" for source in paper.sources)):
        say(document, f"・{note}", ITEM)
