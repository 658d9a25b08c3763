"""The council paper as slides: native, editable tables and charts, with the sentences of the judgement in the notes."""

from dashboard.papers.paper import Paper


def pptx(paper: Paper) -> bytes:
    """The paper as a PowerPoint file, the same bytes for the same paper; refuses a poor template."""
    # Their library takes a fifth of a second to load, which no start of the server or of a command should wait for.
    from dashboard.papers.slides.deck import Deck
    from dashboard.papers.slides.outline import slides_of

    deck = Deck(paper)
    for slide in slides_of(paper, deck.body):
        deck.add(slide)
    return deck.content()
