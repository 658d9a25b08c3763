"""What a file is checked against, and what it turns out to say."""

from dataclasses import dataclass
from datetime import date

from dashboard.catalogue import Catalogue
from dashboard.intake.problems import Problem, Severity
from dashboard.observation import Observation
from dashboard.regions import Regions


@dataclass(frozen=True)
class Context:
    """What a file is checked against: the catalogue, the regions and today's date (no value may lie after it)."""

    catalogue: Catalogue
    regions: Regions
    today: date


@dataclass(frozen=True)
class Row:
    """An observation and the row of the file (as Excel counts) that it came from."""

    number: int
    observation: Observation


@dataclass(frozen=True)
class Draft:
    """What a file says: its readable rows and everything that was found on the way."""

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that forbid taking the file in."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    @property
    def blocked(self) -> bool:
        """True when at least one error forbids taking the file in."""
        return bool(self.errors)

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The observations in the order of the file."""
        return tuple(row.observation for row in self.rows)
