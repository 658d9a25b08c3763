"""The council paper as slides: native, editable tables and charts, with the sentences of the judgement in the notes."""

from dashboard.papers.slides.deck import pptx

__all__ = ["pptx"]
