"""One look for every chart, on screens and in papers: colours, type, the years of the axis.

Good and bad are blue and red with a shape or a word beside them, never colour alone; marks keep 3:1 and text 4.5:1
against white so that a grey photocopy still reads.
"""

import math
from datetime import date

from dashboard.fiscal import FiscalYearPoint, fiscal_year, of_fiscal_year

FONT = "Noto Sans CJK JP"
OFFICE_FONT = "BIZ UDPGothic"
"""The typeface of office files, which Windows has."""

INK = "#1A1A1C"
GREY = "#626264"
FAINT = "#8C8C8E"
GRID = "#D8D8DB"
PAPER = "#FFFFFF"
GOOD = "#0017C1"
BAD = "#CE0000"
SHADES = ("#E6EDEB", "#B2C9C3", "#729A90", "#21504A")
"""Ordered values, the least first: one hue in steps that a photocopy keeps apart, neither the red of what is missing
nor the blue of what is ahead, for a large number in a region is neither."""
ON_SHADES = (INK, INK, INK, PAPER)
"""The colour of text on each of them."""

TITLE_SIZE = 18
TEXT_SIZE = 14
SMALL_SIZE = 12


def fiscal_ticks(first: date, last: date, point: FiscalYearPoint) -> tuple[tuple[int, date], ...]:
    """(fiscal year, date of its tick) for each fiscal year whose tick falls into first…last."""
    years = range(fiscal_year(first) - 1, fiscal_year(last) + 2)
    ticks = ((year, of_fiscal_year(year, point).date) for year in years)
    return tuple((year, day) for year, day in ticks if first <= day <= last)


ROUND_STEPS = (1, 2, 2.5, 5, 10)


def round_step(least: float) -> float:
    """A round number times a power of ten, the first that is not below."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in ROUND_STEPS if step * power >= least * (1 - 1e-9))
