"""The council paper as a Word document, for those who go on writing it: native text and tables, charts as pictures."""

import re
from collections.abc import Iterator

from dashboard.charts.picture import Frame
from dashboard.charts.table import Cell, Column
from dashboard.papers.document.word_file import CellLine, Style, WordFile, add_text
from dashboard.papers.paper import REPEATED_KEYS, Amount, Paper, RegionalPart, Section, SummaryCell

CHART = Frame(570, 230, titled=False)
"""The chart of an indicator: with its axis and margins it is never wider than the text at 9 pt."""

_RANKING_COLUMNS = 2
"""As many as an upright page has room for, where the regions are many."""

_BEFORE_FIGURES = re.compile(r"(?<=[^\d,])(?=\d)")


def written_document(paper: Paper) -> bytes:
    """The paper as .docx, A4 upright."""
    word = WordFile(paper)
    word.paragraph(paper.title, Style.TITLE)
    word.paragraph(paper.plan, Style.SUBTITLE)
    for line in (paper.as_of, paper.registered, paper.computed):
        word.paragraph(line, Style.NOTE)
    word.heading(1, "指標の一覧")
    _add_summary(word, paper)
    for position, section in enumerate(paper.sections):
        if position == 0:
            word.heading(1, "指標ごとの進捗と取組", new_page=True)
        word.heading(2, section.name, new_page=position > 0)
        _add_section(word, section)
    for position, part in enumerate(paper.regional):
        if position == 0:
            word.heading(1, "地域別の状況", new_page=True)
        word.heading(2, part.title, new_page=position > 0)
        _add_region(word, part)
    if paper.discussion_point:
        word.heading(1, "論点", new_page=True)
        word.paragraph(paper.discussion_point, Style.POINT)
    word.heading(1, "判定基準", new_page=not paper.discussion_point)
    rules = [[[CellLine(grade.replace("　", "\n"))], [CellLine(rule)]] for grade, rule in paper.rules]
    word.table(("判定", "きまり"), rules, names=1)
    word.heading(1, "出典と注")
    for note in (*paper.notes, *paper.region_gaps, *(f"出典：{source}" for source in paper.sources)):
        word.paragraph(f"・{note}", Style.ITEM)
    return word.content()


def _add_summary(word: WordFile, paper: Paper) -> None:
    """All indicators, one row each; the verdict last."""
    rows = [[_summary_cell(cell) for cell in row.values()] for row in paper.summary.rows]
    word.table(paper.summary.headings, rows, names=0)


def _summary_cell(cell: SummaryCell) -> list[CellLine]:
    """A verdict on two lines: its letter over its words."""
    lines = [CellLine(cell.text.replace("　", "\n"), Style.CELL_NUMBER if cell.number else Style.CELL)]
    if cell.sub:
        lines.append(CellLine(cell.sub, Style.CELL_DATE if cell.number else Style.CELL_SMALL))
    return lines


def _add_section(word: WordFile, section: Section) -> None:
    # The words say it all; the colour only underlines them.
    verdict = word.paragraph("判定（参考）：", Style.VERDICT)
    add_text(verdict, section.verdict)
    add_text(verdict, f"（{section.against}）" if section.against else "")
    add_text(verdict, "".join(f"　［{flag}］" for flag in section.flags))
    word.paragraph(section.headline)
    word.paragraph("　".join(section.facts))
    if section.caution:
        add_text(word.paragraph("定義変更："), section.caution)
    if section.definition:
        word.paragraph(f"定義：{section.definition}")
    _add_council_row(word, section)
    for picture in section.charts(CHART):
        word.picture(picture, picture.title, fill=True)
    word.paragraph(section.source, Style.NOTE)
    word.paragraph(section.dated, Style.NOTE)
    for year in section.years:
        word.heading(3, f"{year.heading}［{year.marks}］" if year.marks else year.heading)
        for item in year.items or ("登録なし",):
            word.paragraph(item, Style.ITEM)
        for note in year.notes:
            word.paragraph(note, Style.NOTE)
    if section.reasons:
        word.heading(3, "判定の計算")
    for reason in section.reasons:
        # The target whose judgement follows; sentences never begin so.
        word.paragraph(reason, Style.REASON_HEAD if reason.startswith("【") else Style.REASON)
    if section.council:
        word.heading(3, "部会の評価")
        word.paragraph(section.council)


def _add_council_row(word: WordFile, section: Section) -> None:
    """The council's own row without the initiatives: the indicator with its way, the latest values, the targets."""
    headings = ("指標（数値目標）", "最新値", *(goal.heading for goal in section.goals))
    way = [CellLine(section.subject)]
    for position, amount in enumerate(section.path):
        if position:
            way.append(CellLine("↓"))
        way.extend(CellLine(text) for text in f"{amount.when}　{amount.number}{amount.unit}".split("\n"))
    latest = [line for amount in section.latest for line in _amount(amount)]
    goals = [list(_amount(goal.amount)) for goal in section.goals]
    word.table(headings, [[way, latest, *goals]], names=0)


def _amount(amount: Amount) -> Iterator[CellLine]:
    yield CellLine(amount.number, Style.CELL_NUMBER)
    for text in (amount.unit, amount.when):
        if text:
            yield CellLine(text, Style.CELL_DATE)


def _add_region(word: WordFile, part: RegionalPart) -> None:
    """The pictures, the last under the table of the region and those beside it."""
    word.paragraph(part.view.subtitle)
    *above, (_, last) = part.pictures(_RANKING_COLUMNS).items()
    for name, picture in above:
        word.picture(picture, f"{picture.title}　{name}")
    _add_regional_table(word, part)
    for note in part.notes:
        word.paragraph(note, Style.NOTE)
    word.picture(last, last.title)
    for note in part.footnotes:
        word.paragraph(note, Style.NOTE)


def _add_regional_table(word: WordFile, part: RegionalPart) -> None:
    """Dates and sources, the same in all rows, stand on the page."""
    table = part.table.without(REPEATED_KEYS)
    rows = []
    for code, cells in zip(part.table.cells("region_code"), table.rows, strict=True):
        strong = code == part.region.code
        rows.append([[_regional_line(*pair, strong)] for pair in zip(table.columns, cells, strict=True)])
    headings = [_BEFORE_FIGURES.sub("\n", heading, count=1) for heading in table.headings]
    word.table(headings, rows, names=[column.key for column in table.columns].index("region"))


def _regional_line(column: Column, cell: Cell, strong: bool) -> CellLine:
    if isinstance(cell, int | float):
        return CellLine(column.text(cell), Style.CELL_PLAIN_NUMBER, strong=strong)
    return CellLine(column.text(cell), strong=strong)
