"""The workbook: the paper's table with real numbers, a sheet an indicator with Excel's own chart, regions, definitions.

Nothing in it calculates: a value that came from outside can never be taken for a formula, and what is printed is what
the other formats print.
"""

import io
import re
from typing import Any
from zipfile import ZipFile

from dashboard.charts.file import zipped
from dashboard.papers.book.cells import Looks, Page
from dashboard.papers.book.native_chart import add_chart
from dashboard.papers.book.series import FACE
from dashboard.papers.book.sheets import (
    OVERVIEW_WIDTHS,
    SIZE_HERE,
    SheetNames,
    regional_widths,
    widths,
    write_comparison,
    write_definitions,
    write_indicator,
    write_overview,
    write_summary,
)
from dashboard.papers.book.sheets import WIDTHS as DEFINITION_WIDTHS
from dashboard.papers.book.sheets import WIDTHS_INDICATOR as INDICATOR_WIDTHS
from dashboard.papers.paper import Paper
from dashboard.sheets.spreadsheet import new_workbook, set_up_print, xml_text

_LONGEST_FOOTER = 255
_LATIN = re.compile(r'(<a:latin typeface="([^"]*)"[^>]*/>)')
_RUN = re.compile("<a:r>(?P<look><a:rPr.*?</a:rPr>)<a:t[^>]*>(?P<text>[^<]*)</a:t></a:r>")


def xlsx(paper: Paper) -> bytes:
    """The paper as a workbook; the same bytes for the same paper. No cell holds a formula."""
    sink = io.BytesIO()
    with new_workbook(sink, face=FACE, title=paper.title, subject=paper.plan, comments=paper.colophon) as book:
        _Writing(book, paper).write()
    return _lettered(sink.getvalue())


class _Writing:
    """The sheets of one workbook, in their order."""

    def __init__(self, book: Any, paper: Paper) -> None:
        self.book, self.paper = book, paper
        self.looks, names = Looks(book), SheetNames()
        self.fixed = {text: names.of(text) for text in ("総括", "地域別", "定義")}
        self.indicators = [names.of(one.standing.indicator.short_name) for one in paper.sections]
        self.regional = [names.of(view.subject) for view in paper.comparisons]

    def write(self) -> None:
        self._summary()
        for name in range(len(self.indicators)):
            self._indicator(name)
        self._regions()
        self._definitions()

    def _page(self, name: str, columns: tuple[int, ...], **said: int) -> Page:
        return Page(self.book.add_worksheet(name), name, self.looks, columns, **said)

    def _summary(self) -> None:
        page = self._page(self.fixed["総括"], widths(self.paper), size=SIZE_HERE)
        header = write_summary(page, self.paper)
        page.sheet.freeze_panes(header + 1, 1)
        self._finish(page, header)

    def _indicator(self, at: int) -> None:
        section = self.paper.sections[at]
        page = self._page(self.indicators[at], INDICATOR_WIDTHS)
        places = write_indicator(page, self.paper, section)
        if section.drawable:
            add_chart(self.book, page, section, places)
        page.sheet.freeze_panes(1, 0)
        self._finish(page, 0)

    def _regions(self) -> None:
        page = self._page(self.fixed["地域別"], OVERVIEW_WIDTHS)
        write_overview(page, self.paper, self.regional)
        self._finish(page, 0)
        for name, view in zip(self.regional, self.paper.comparisons, strict=True):
            page = self._page(name, regional_widths(view))
            block = write_comparison(page, view, self.paper.choice.region)
            page.sheet.freeze_panes(block.first, 3)
            self._finish(page, block.header)

    def _definitions(self) -> None:
        page = self._page(self.fixed["定義"], DEFINITION_WIDTHS)
        header = write_definitions(page, self.paper)
        page.sheet.freeze_panes(header + 1, 0)
        self._finish(page, header)
        page.sheet.set_portrait()

    def _finish(self, page: Page, header: int) -> None:
        set_up_print(page.sheet, header)
        page.sheet.set_margins(left=0.3, right=0.3, top=0.5, bottom=0.75)
        page.sheet.print_area(0, 0, page.row - 1, len(page.widths) - 1)
        page.sheet.set_footer(_footer(self.paper), {"scale_with_doc": False})


def _footer(paper: Paper) -> str:
    """At the left which paper this is, at the right the page. Excel takes 255 characters; a longer plan is cut."""
    said = f"{paper.as_of}\n {paper.known}　{paper.computed}"
    cuts = (f"{paper.plan[:length]}…" for length in range(len(paper.plan), -1, -1))
    made = (f"&L&9 {_escaped(f'{plan}　{said}')}&R&9&P／&N ページ" for plan in (paper.plan, *cuts))
    return next(text for text in made if len(text) <= _LONGEST_FOOTER)


def _escaped(text: str) -> str:
    return xml_text(text).replace("&", "&&")


def _lettered(workbook: bytes) -> bytes:
    """Mends in the charts what the library cannot say: the typeface of Japanese letters, and where a line ends."""
    with ZipFile(io.BytesIO(workbook)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    return zipped((name, _mended(part) if name.startswith("xl/charts/") else part) for name, part in parts)


def _mended(chart: bytes) -> bytes:
    named = _LATIN.sub(r'\1<a:ea typeface="\2"/><a:cs typeface="\2"/>', chart.decode())
    return _RUN.sub(lambda run: _broken(run["look"], run["text"]), named).encode()


def _broken(look: str, text: str) -> str:
    return f"<a:br>{look}</a:br>".join(f"<a:r>{look}<a:t>{line}</a:t></a:r>" for line in text.split("\n"))
