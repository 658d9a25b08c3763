"""The council paper as slides: native, editable tables and charts, with the sentences of the judgement in the notes."""

from dashboard.papers.paper import Paper


def pptx(paper: Paper) -> bytes:
    """The paper as a PowerPoint file; the same bytes for the same paper.

    Raises:
        PaperError: a picture cannot be drawn, or the template lacks something.
    """
    # Its library takes a fifth of a second to load, which no start of the server or of a command should wait for.
    from dashboard.papers.slides.outline import written_deck  # noqa: PLC0415

    return written_deck(paper)
