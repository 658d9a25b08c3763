"""The council paper as a Word document, for those who go on writing it."""

from dashboard.papers.paper import Paper


def docx(paper: Paper) -> bytes:
    """The paper as a Word file, the same bytes for the same paper; ``PaperError`` if the template lacks a style."""
    # Its library takes a tenth of a second to load, which no start of the server or of a command should wait for.
    from dashboard.papers.document.writing import written_document

    return written_document(paper)
