"""The paper's values as one tidy CSV that the intake reads back without a remark: one row a value.

A number is written at full precision and without separators. Where there is none the cell is empty and 区分 says why,
so that the column stays one of numbers for whoever calculates with it.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from dashboard.fiscal import FiscalYearPoint, Period, japanese_date, label, parse
from dashboard.intake.draft import Field
from dashboard.intake.headings import PAPER_HEADINGS
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
    """Every value in force at the as-of date, in UTF-8 with BOM; no cell starts a formula.

    Standard error and limits have columns only where a source gives them.
    """
    margins = {
        field: name
        for field, name in _MARGINS.items()
        if any(getattr(observation, name) is not None for observation in paper.observations)
    }
    about = (paper.plan, japanese_date(paper.choice.as_of), paper.registered)
    rows = [[*_COLUMNS, *margins, *PAPER_HEADINGS]]
    for observation in paper.observations:
        numbers = (_number(getattr(observation, name)) for name in margins.values())
        rows.append([_text(cell) for cell in (*_row(paper, observation), *numbers, *about)])
    return csv_bytes(rows)


def _row(paper: Paper, observation: Observation) -> Iterator[str]:
    indicator = paper.catalogue.indicator(observation.indicator)
    region = paper.regions.get(observation.region)
    yield from (indicator.name, region.code, region.name)
    yield _period_text(observation.period, paper.catalogue.judging.fiscal_year_point)
    yield from (_number(observation.value), observation.status.label)
    yield from (indicator.unit, observation.source, observation.note)


def _number(value: float | None) -> str:
    """Every digit that the stored number has, without the .0 of a whole one and without an exponent."""
    if value is None:
        return ""
    return f"{int(value)}" if value.is_integer() else f"{Decimal(repr(value)):f}"


def _period_text(period: Period, point: FiscalYearPoint) -> str:
    """The words that are read as this very period: a year's end needs saying where years stand at their middle."""
    words = label(period)
    return words if parse(words, point=point) == period else f"{words}末"


def _text(cell: str) -> str:
    """A text that begins with apostrophes before a formula's sign gets one more, for the intake takes one off."""
    clean = _NO_TEXT.sub("\ufffd", cell)
    return f"'{clean}" if GUARDED.match(clean) else clean
