"""What a file is checked against, and what it turns out to say."""

from dataclasses import dataclass
from datetime import date

from dashboard.catalogue import Catalogue
from dashboard.intake.cells import Field
from dashboard.intake.reading import Sheet
from dashboard.intake.rules import Problem, Severity
from dashboard.observation import Observation
from dashboard.places import Regions


@dataclass(frozen=True)
class Context:
    """What a file is checked against: the catalogue, the regions and today's date (no value may lie after it)."""

    catalogue: Catalogue
    regions: Regions
    today: date


@dataclass(frozen=True, slots=True)
class Row:
    """An observation and the cell that it came from: ``number`` and ``column`` as Excel shows them, its text."""

    number: int
    observation: Observation
    column: str | None = None
    text: str = ""

    def problem(self, rule: str, said: str) -> Problem:
        """A problem at this cell, whose sentence begins with where it is and what is written there."""
        where = f"{self.column}列「{self.text}」" if self.column else ""
        return Problem(rule, f"{self.number}行目{where}：{said}", self.number, self.column, self.text)


@dataclass(frozen=True)
class Draft:
    """What a file says: its readable rows and everything that was found on the way.

    ``sheet`` holds the file's cells as they were read, ``header_row`` (0-based) where its header is; ``sheets`` the
    names of a workbook's sheets; ``asks`` what has to be said for the whole file before its rows can be read.
    """

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    sheet: Sheet = ()
    header_row: int | None = None
    sheets: tuple[str, ...] = ()
    asks: tuple[Field, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that forbid taking the file in."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    @property
    def blocked(self) -> bool:
        """True when at least one error forbids taking the file in."""
        return bool(self.errors)

    @property
    def refused(self) -> int:
        """How many rows of the file cannot be taken in as they are."""
        return len({problem.row for problem in self.errors if problem.row is not None})

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The observations in the order of the file."""
        return tuple(row.observation for row in self.rows)
