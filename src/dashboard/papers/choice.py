"""What a reader asks a paper for."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

MOST_YEARS = 3
"""Fiscal years of initiatives side by side; with more, a column is too narrow to read on A4."""


class PageSize(StrEnum):
    """The page of slides and of the PDF."""

    A4 = "a4"
    WIDE = "wide"

    @property
    def label(self) -> str:
        """The words of the choice."""
        return {"a4": "A4横", "wide": "16:9（スライド）"}[self.value]

    @property
    def millimetres(self) -> tuple[float, float]:
        """Width and height."""
        return {"a4": (297.0, 210.0), "wide": (338.67, 190.5)}[self.value]


class Canvas(StrEnum):
    """The size of a picture that is taken home alone."""

    SLIDE = "slide"
    HALF = "a4half"
    SQUARE = "square"

    @property
    def label(self) -> str:
        """The words of the choice, with the use it is made for."""
        return {"slide": "スライド（16:9）", "a4half": "A4の半分", "square": "正方形"}[self.value]

    @property
    def millimetres(self) -> tuple[float, float]:
        """Width and height on paper."""
        return {"slide": (254.0, 142.9), "a4half": (180.0, 120.0), "square": (150.0, 150.0)}[self.value]


class SlideCharts(StrEnum):
    """How charts stand on slides."""

    NATIVE = "native"
    PICTURE = "picture"

    @property
    def label(self) -> str:
        """The words of the choice."""
        return {"native": "PowerPointで直せる図", "picture": "画面と同じ図"}[self.value]


@dataclass(frozen=True)
class Choice:
    """Which indicators (ids; none means all tracked ones), judged at which date with what was known when.

    ``fiscal_years`` are those whose initiatives are printed; None means the newest two that have begun at ``as_of``.
    ``region`` (a code) adds the regional pages. The rest is how the files look.
    """

    as_of: date
    known_at: datetime | None = None
    indicators: tuple[str, ...] = ()
    fiscal_years: tuple[int, ...] | None = None
    region: str = ""
    page: PageSize = PageSize.A4
    charts: SlideCharts = SlideCharts.NATIVE
    canvas: Canvas = Canvas.SLIDE
