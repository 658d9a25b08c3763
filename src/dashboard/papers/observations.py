"""The paper's values as one tidy CSV that the intake reads back without a word: one row a value.

A number is written at full precision and without separators. Where there is none the cell is empty and 区分 says why,
so that the column stays one of numbers for whoever calculates with it.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from dashboard.fiscal import FiscalYearPoint, Period, japanese_date, label, parse
from dashboard.intake.cells import PAPER_HEADINGS, Field
from dashboard.observation import Observation
from dashboard.papers.paper import Paper
from dashboard.sheets.spreadsheet import csv_bytes
from dashboard.text import GUARDED

_COLUMNS = (
    *(Field.INDICATOR, Field.CODE, Field.NAME, Field.PERIOD, Field.VALUE),
    *(Field.STATUS, Field.UNIT, Field.SOURCE, Field.NOTE),
)
_MARGINS = {Field.SE: "se", Field.LOWER: "lower", Field.UPPER: "upper"}
# What no text file can hold for the intake: control characters but blanks, and what is no character at all.
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\uf8f0-\uf8f3]")


def csv(paper: Paper) -> bytes:
    """Every value in force at the as-of date, in UTF-8 with BOM; no cell starts a formula."""
    given = _margins_given(paper.observations)
    headings = [*_COLUMNS, *given, *PAPER_HEADINGS]
    about = (paper.plan, japanese_date(paper.choice.as_of), paper.known)
    rows = ([*_row(paper, one), *_margins(one, given), *about] for one in paper.observations)
    return csv_bytes([headings, *([_cell(text) for text in row] for row in rows)])


def _row(paper: Paper, one: Observation) -> list[str]:
    indicator = paper.catalogue.indicator(one.indicator)
    when = _period(one.period, paper.catalogue.judging.fiscal_year_point)
    region = paper.regions.get(one.region)
    said = (one.status.label, indicator.unit, one.source, one.note)
    return [indicator.name, region.code, region.name, when, _number(one.value), *said]


def _margins_given(observations: Sequence[Observation]) -> tuple[Field, ...]:
    """The columns of standard error and limits; none where no source gives them."""
    return tuple(
        field for field, name in _MARGINS.items() if any(getattr(one, name) is not None for one in observations)
    )


def _margins(one: Observation, given: Sequence[Field]) -> list[str]:
    return [_number(getattr(one, _MARGINS[field])) for field in given]


def _number(value: float | None) -> str:
    """Every digit that the stored number has, without the .0 of a whole one and without an exponent."""
    if value is None:
        return ""
    return f"{int(value)}" if value.is_integer() else f"{Decimal(repr(value)):f}"


def _period(period: Period, point: FiscalYearPoint) -> str:
    """The words that are read as this very period: a year's end needs saying where years stand at their middle."""
    told = label(period)
    return told if parse(told, point=point) == period else f"{told}末"


def _cell(text: str) -> str:
    """A text that begins with apostrophes before a formula's sign gets one more, for the intake takes one off."""
    clean = _NO_TEXT.sub("\ufffd", text)
    return f"'{clean}" if GUARDED.match(clean) else clean
