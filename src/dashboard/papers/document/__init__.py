"""The council paper as a Word document, for those who go on writing it."""

from dashboard.papers.document.writing import docx

__all__ = ["docx"]
