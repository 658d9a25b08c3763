"""A table as it was found in a file: its value columns, what each column says, and one row read for one of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dashboard.intake.draft import Cells, Field, Problem, column_letter
from dashboard.intake.headings import Heading
from dashboard.text import unguarded, visible

MARGINS = (Field.SE, Field.LOWER, Field.UPPER)


@dataclass(frozen=True)
class Header:
    """One value column: where its header row is (0-based), the headings of all columns, which of them is which field.

    ``fixed`` holds what is the same for every row because no column says it; ``unit`` is the unit written at the value
    column's heading, empty where there is none; ``dated`` a date there beside a column of dates, which must agree.
    """

    row: int
    headings: tuple[str, ...]
    places: Mapping[Field, int]
    fixed: Mapping[Field, str] = field(default_factory=dict)
    unit: str = ""
    dated: str = ""

    @property
    def value_place(self) -> int:
        """The column (0-based) of the values."""
        return self.places[Field.VALUE]

    @cached_property
    def value_heading(self) -> str:
        """What the column of the values is called in a message: 値, or its own heading where it names an indicator."""
        text = " ".join(self.headings[self.value_place].split()) if self.fixed else ""
        return text or str(Field.VALUE)


@dataclass(frozen=True, slots=True)
class RawRow:
    """The cells of one row of data, read for one value column; ``number`` counts as Excel does."""

    number: int
    cells: tuple[str, ...]
    header: Header

    def text(self, column: Field) -> str:
        """The cell of a column without the spaces around it, else what is the same for all rows, else empty."""
        # Asked some twenty times a row: a slice is looked at sooner than ``startswith`` is called.
        header = self.header
        place = header.places.get(column)
        if place is None:
            return header.fixed.get(column, "")
        if place >= len(self.cells):
            return ""
        text = self.cells[place].strip()
        return unguarded(text) if text[:1] == "'" else text

    def heading(self, column: Field) -> str:
        """What the column is called in a message: the field, or a value column's own heading."""
        return self.header.value_heading if column is Field.VALUE else str(column)

    def problem(self, rule: str, sentence: str, column: Field) -> Problem:
        """A problem with the cell of ``column``, whose sentence begins with where it is."""
        place = self.header.places.get(column)
        letter = None if place is None else column_letter(place)
        where = f"{letter}列「{self.heading(column)}」" if letter else ""
        message = visible(f"{self.number}行目{where}：{sentence}")
        return Problem(rule, message, self.number, letter, visible(self.text(column)))


@dataclass(frozen=True)
class FileTable:
    """A file's cells, its value columns (one in the long shape), the first row of data (0-based), and the problems.

    ``top`` is the first row of the header (0-based), ``columns`` what each column's headings say. ``asks`` are the
    fields that neither a column nor the answers give; without them no row can be read.
    """

    cells: Cells
    top: int
    columns: tuple[Heading, ...]
    headers: tuple[Header, ...]
    wide: bool
    start: int
    unit_row: int | None = None
    asks: tuple[Field, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def header_row(self) -> int:
        """The last row of the header (0-based)."""
        return self.headers[0].row

    @property
    def headings(self) -> tuple[str, ...]:
        """The words over each column."""
        return self.headers[0].headings

    @cached_property
    def value_places(self) -> frozenset[int]:
        """The columns (0-based) that hold values."""
        return frozenset(header.value_place for header in self.headers)

    @cached_property
    def unread_places(self) -> tuple[int, ...]:
        """The other columns (0-based), in their order."""
        return tuple(place for place in range(len(self.columns)) if place not in self.read_places)

    @cached_property
    def read_places(self) -> frozenset[int]:
        """The columns (0-based) that hold a value or a part of its meaning."""
        return frozenset(place for header in self.headers for place in header.places.values())
