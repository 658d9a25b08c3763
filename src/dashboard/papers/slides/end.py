"""The last slides: how grades are reached, then the point for discussion with notes, sources and what is missing."""

from collections.abc import Iterator
from dataclasses import replace

from dashboard.papers.paper import Paper
from dashboard.papers.slides.layout import Deck
from dashboard.papers.slides.measure import Paragraph, Run, clean, cut_long, paged, said
from dashboard.papers.slides.tables import Grid, TableCell, head_cells, place, shares

_DISCUSSION, _RULES, _REMARKS = "論点", "判定のきまり", "出典と注"
_LONGEST = 400


def rules_slides(deck: Deck, paper: Paper) -> None:
    """Every grade with its rule."""
    size = 14.0 if deck.wide else 12.0
    rows = tuple(tuple(TableCell((said(words, size),)) for words in rule) for rule in paper.rules)
    grid = Grid(shares(deck.body.width, (3, 5)), head_cells(("判定", "きまり"), size), rows)
    for page in grid.pages(deck.body.height):
        place(deck.slide(_RULES, paper.title), deck.body, page, f"{_RULES}（表）")


def last_slides(deck: Deck, paper: Paper) -> None:
    """The point for discussion in large type over the remarks, on as many slides as these need."""
    title = _DISCUSSION if paper.discussion_point else _REMARKS
    pages = paged([*_told(deck, paper)], deck.body.width, deck.body.height)
    for at, page in enumerate(pages):
        more = f"（続き {at + 1}／{len(pages)}）" if at else ""
        deck.flow(deck.slide(f"{title}{more}", paper.title), deck.body, page)


def _told(deck: Deck, paper: Paper) -> Iterator[Paragraph]:
    if paper.discussion_point:
        yield replace(said(paper.discussion_point, 24.0 if deck.wide else 20.0, bold=True), after=24.0)
        yield replace(said(_REMARKS, 12.0, bold=True), after=4.0)
    gaps = paper.gaps if paper.choice.region else ()
    for line in (*paper.notes, *(f"出典：{source}" for source in paper.sources), *gaps):
        remark = Paragraph((Run(clean(f"・{line}"), 11.0 if deck.wide else 10.5),), hanging=True, after=3.0)
        yield from cut_long(remark, _LONGEST)
