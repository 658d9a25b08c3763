"""A table of figures: columns with a key, a heading and a kind, and rows of plain values in the same order.

Whoever needs some of the columns names them by key; headings are words for readers and may change. How a cell reads as
text is decided here, for screens and papers alike.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from dashboard.fiscal import japanese_date
from dashboard.text import decimal_places, format_value, joined_sources

Cell: TypeAlias = str | int | float | date | tuple[str, ...] | None
"""A plain value; a tuple is a list of texts, such as the sources of a sum."""

NOTHING = "―"
"""What stands where there is no value."""


class ColumnKind(StrEnum):
    """What a column's cells are: a value has its indicator's decimals, a rate its basis's, a count none."""

    TEXT = "text"
    DATE = "date"
    COUNT = "count"
    VALUE = "value"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``heading`` is printed, ``unit`` that of its numbers where the heading alone does not say it.

    Its numbers have ``decimals`` places at least wherever they are printed: 0.30 stands beside 0.00, not 0.3 beside 0.
    """

    key: str
    heading: str
    kind: ColumnKind = ColumnKind.TEXT
    unit: str = ""
    decimals: int = 0

    def text(self, cell: Cell) -> str:
        """One of its cells as it is read."""
        return cell_text(cell, self.decimals)


def text_columns(**headings: str) -> tuple[Column, ...]:
    """Columns of text by key: ``text_columns(grade="判定", rule="きまり")``."""
    return tuple(Column(key, heading) for key, heading in headings.items())


@dataclass(frozen=True)
class Table:
    """The figures behind a picture, or a table of a screen or a paper."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """The printed heading of each column."""
        return tuple(column.heading for column in self.columns)

    def cells(self, key: str) -> tuple[Cell, ...]:
        """One column from top to bottom."""
        place = next(place for place, column in enumerate(self.columns) if column.key == key)
        return tuple(row[place] for row in self.rows)

    def only(self, keys: Collection[str]) -> "Table":
        """The columns with these keys, in the table's own order; keys that it does not have are left out."""
        places = [place for place, column in enumerate(self.columns) if column.key in keys]
        rows = tuple(tuple(row[place] for place in places) for row in self.rows)
        return Table(tuple(self.columns[place] for place in places), rows)

    def without(self, keys: Collection[str]) -> "Table":
        """All columns but those with these keys."""
        return self.only([column.key for column in self.columns if column.key not in keys])

    def records(self) -> Iterator[dict[str, Cell]]:
        """Each row by the keys of its columns."""
        for row in self.rows:
            yield {column.key: cell for column, cell in zip(self.columns, row, strict=True)}


def cell_text(cell: Cell, decimals: int = 0, day_words: Callable[[date], str] = japanese_date) -> str:
    """A cell as it is read: a number with at least ``decimals`` places, a list with 「；」 between, ― for nothing."""
    if isinstance(cell, date):
        return day_words(cell)
    if isinstance(cell, int | float):
        return format_value(cell, max(decimals, decimal_places(cell)))
    if isinstance(cell, tuple):
        return joined_sources(cell) or NOTHING
    return cell or NOTHING
