"""The council paper as slides: real titles, native tables and charts, speaker's notes, nothing outside a slide."""

from dashboard.papers.paper import Paper
from dashboard.papers.slides.end import last_slides, rules_slides
from dashboard.papers.slides.layout import Deck
from dashboard.papers.slides.region import regional_slides
from dashboard.papers.slides.section import section_slides
from dashboard.papers.slides.summary import summary_slides


def deck_of(paper: Paper) -> bytes:
    """The paper as a PowerPoint file; the same bytes for the same paper.

    Raises:
        PaperError: a picture cannot be drawn.
    """
    deck = Deck(paper)
    summary_slides(deck, paper)
    for section in paper.sections:
        section_slides(deck, paper, section)
    for part in paper.regional:
        regional_slides(deck, paper, part)
    rules_slides(deck, paper)
    last_slides(deck, paper)
    return deck.finished()
