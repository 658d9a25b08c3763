"""The uploaded sheet as a grid: each cell looks like what it was understood as, and says why when it is pointed at.

The browser gets the rows that matter and never the whole of a long sheet; what is left out is said in its place. Words
of a cell travel as data and become text there, never markup.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, groupby
from typing import Any

from dashboard.catalogue import Catalogue
from dashboard.fiscal import label
from dashboard.intake import Account, Draft, Problem, Role, Severity
from dashboard.intake.account import NO_TABLE, place_of, problems_by_cell
from dashboard.intake.draft import column_letter, first_filled
from dashboard.judging.words import value_with_unit
from dashboard.observation import Observation
from dashboard.places import Regions
from dashboard.text import visible
from dashboard.ui.blocks import component

MOST_ROWS_IN_VIEW = 200
MOST_CELLS_IN_VIEW = 3_000
MOST_COLUMNS_IN_VIEW = 100
"""What a browser shows at once without a pause; a table of all municipalities is within it."""

_FIRST = 20
_LAST = 3
_AROUND = 10
_LONGEST_TEXT = 200
_LONGEST_REASON = 500
_NO_VALUE = "値の欄ですが、登録する値には入っていません。値がないという印か、同じ行にエラーや警告があります。"
_GRID = component("sheet_grid", '<div class="sheet"></div>')


@dataclass(frozen=True)
class SheetView:
    """A draft's sheet with every problem of its preview, and the names of what its values are of."""

    draft: Draft
    problems: tuple[Problem, ...]
    catalogue: Catalogue
    regions: Regions

    @cached_property
    def account(self) -> Account:
        """The draft's account, with the problems that only the comparison with the stored values brings, too."""
        return replace(self.draft.account, problems=problems_by_cell(map(self._with_column, self.problems)))

    def _with_column(self, problem: Problem) -> Problem:
        """A problem of a row that quotes a cell of it stands at that cell, unless it only tells of a skipped row."""
        if problem.row is None or problem.column is not None or problem.severity is Severity.NOTICE:
            return problem
        row = self.draft.sheet[problem.row - 1] if problem.row <= len(self.draft.sheet) else ()
        place = row.index(problem.cell) if problem.cell and problem.cell in row else None
        return problem if place is None else replace(problem, column=column_letter(place))

    @cached_property
    def of_rows(self) -> dict[int, list[Problem]]:
        """The problems of a whole row, by its number counted from 0, the worst first."""
        by_row: dict[int, list[Problem]] = {}
        for problem in sorted(map(self._with_column, self.problems), key=lambda problem: _RANKS[problem.severity]):
            if problem.row is not None and problem.column is None:
                by_row.setdefault(problem.row - 1, []).append(problem)
        return by_row

    @property
    def has_table(self) -> bool:
        """Whether a table was found in the sheet, so that its cells mean anything."""
        return self.draft.header_row is not None

    @cached_property
    def height(self) -> int:
        """The number of rows down to the last that holds anything."""
        sheet = self.draft.sheet
        return next((at + 1 for at in range(len(sheet) - 1, -1, -1) if first_filled(sheet[at])), 0)

    @cached_property
    def roles(self) -> dict[Role, int]:
        """How many filled cells of the whole sheet have each role that there is."""
        account = self.account
        counts: Counter[Role] = Counter()
        if not self.has_table:
            return {}
        by_place: Counter[int] = Counter()
        exceptions = {row for row, _ in account.cells}
        for at, cells in enumerate(self.draft.sheet):
            places = [place for place, cell in enumerate(cells) if cell and not cell.isspace()]
            if at in exceptions or at in account.rows:
                counts.update(account.at(at, place).role for place in places)
            else:
                by_place.update(places)
        for place, count in by_place.items():
            # A row that does not exist has no sense of its own, so that the column speaks.
            counts[account.at(-1, place).role] += count
        return {role: counts[role] for role in Role if counts[role]}

    @cached_property
    def severities(self) -> dict[Severity, int]:
        """At how many cells, and rows as a whole, the worst that was found is an error, a warning, a notice."""
        groups = chain(self.account.problems.values(), self.of_rows.values())
        counts = Counter(_worst(problems) for problems in groups)
        return {severity: counts[severity] for severity in Severity if counts[severity]}

    @property
    def is_complete(self) -> bool:
        """Whether all rows fit into one view."""
        return self.height <= self._most_rows

    @property
    def _most_rows(self) -> int:
        widest = max((len(row) for row in self.draft.sheet[:1000]), default=1)
        return min(MOST_ROWS_IN_VIEW, max(MOST_CELLS_IN_VIEW // max(min(widest, MOST_COLUMNS_IN_VIEW), 1), 2 * _FIRST))

    def rows_in_view(self, wish: int | None = None) -> list[int]:
        """The rows (0-based) to show: all, or the first ones, those around the wish and the problems, and the last."""
        if self.is_complete:
            return list(range(self.height))
        rows: dict[int, None] = {}
        for row in self._rows_by_weight(wish):
            if 0 <= row < self.height:
                rows[row] = None
            if len(rows) == self._most_rows:
                break
        return sorted(rows)

    def _rows_by_weight(self, wish: int | None) -> Iterator[int]:
        top = (self.draft.header_row or 0) + 1
        yield from range(top + _FIRST)
        if wish is not None:
            yield from range(wish - 1 - _AROUND, wish + _AROUND)
        yield from range(self.height - _LAST, self.height)
        for problem in sorted(self.problems, key=lambda problem: _RANKS[problem.severity]):
            if problem.row is not None:
                yield from range(problem.row - 2, problem.row + 1)

    def data(self, wish: int | None = None) -> dict[str, Any]:
        """What the browser builds the grid from."""
        rows = self.rows_in_view(wish)
        return _Payload(self, rows).data()


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


def _worst(problems: Sequence[Problem]) -> Severity:
    return min((problem.severity for problem in problems), key=_RANKS.__getitem__)


class _Payload:
    """Writes a view of some rows; senses are sent once and cells name them by number."""

    def __init__(self, view: SheetView, rows: Sequence[int]) -> None:
        self._view = view
        self._account = view.account
        self._rows = rows
        self._senses: dict[tuple[str, ...], int] = {}
        self._texts: dict[str, int] = {}
        in_view = set(rows)
        self._values = {
            (row.number - 1, place_of(row.column)): row.observation
            for row in view.draft.rows
            if row.column and row.number - 1 in in_view
        }
        self._value_places = {place for _, place in self._values}
        sheet = view.draft.sheet
        filled = (place for row in rows for place, cell in enumerate(sheet[row]) if cell.strip())
        faulty = (place for row, place in self._account.problems if row in in_view)
        width = max(chain(filled, faulty), default=-1) + 1
        self._width = min(width, MOST_COLUMNS_IN_VIEW)
        self._unseen_columns = width - self._width

    def data(self) -> dict[str, Any]:
        """Columns, rows and gaps between them, senses, and the legend."""
        rows = list(self._lines())
        return {
            "columns": [self._column(place) for place in range(self._width)],
            "rows": rows,
            "senses": list(self._senses),
            "texts": list(self._texts),
            "words": {term.value: term.label for term in (*Role, *Severity)},
            "legend": list(self._legend()),
            "note": self._note(),
        }

    def _column(self, place: int) -> dict[str, str]:
        sense = self._account.columns.get(place)
        return {"letter": column_letter(place), "role": sense.role.value if sense else ""}

    def _lines(self) -> Iterator[dict[str, Any]]:
        last = -1
        for _, group in groupby(enumerate(self._rows), key=lambda pair: pair[1] - pair[0]):
            rows = [row for _, row in group]
            yield from _gap(last + 1, rows[0])
            yield from map(self._line, rows)
            last = rows[-1]
        yield from _gap(last + 1, self._view.height)

    def _line(self, row: int) -> dict[str, Any]:
        problems = self._view.of_rows.get(row, [])
        sense = self._account.rows.get(row)
        why = " ".join(problem.message for problem in problems) or (sense.why if sense else "")
        cells = self._view.draft.sheet[row]
        return {
            "number": row + 1,
            "role": sense.role.value if sense else "",
            "severity": _worst(problems).value if problems else "",
            "why": _short(why, _LONGEST_REASON),
            "cells": [self._cell(row, place, cells) for place in range(self._width)],
        }

    def _cell(self, row: int, place: int, cells: Sequence[str]) -> list[Any] | None:
        """The text, the number of its sense, 1 where no margin tells its role, and of a value what it was read as."""
        text = cells[place].strip() if place < len(cells) else ""
        if not text and (row, place) not in self._account.problems:
            return None
        sense = self._account.at(row, place)
        why = sense.why
        observation = self._values.get((row, place))
        if not self._view.has_table:
            why = why if sense.severity else NO_TABLE
        elif sense.role is Role.VALUE and place in self._value_places and not (sense.severity or observation):
            why = _NO_VALUE
        key = (sense.role.value if self._view.has_table else "", sense.severity or "", _short(why, _LONGEST_REASON))
        number = self._senses.setdefault(key, len(self._senses))
        around = self._account.rows.get(row) or self._account.columns.get(place)
        is_odd = bool(text) and self._view.has_table and (around is None or around.role is not sense.role)
        reading = [self._reading(observation)] if observation else []
        return [_short(visible(text), _LONGEST_TEXT), number, int(is_odd), *reading]

    def _reading(self, observation: Observation) -> list[int]:
        """Region, period, indicator and figure of a value, as numbers of texts."""
        indicator = self._view.catalogue.indicator(observation.indicator)
        value = "" if observation.value is None else value_with_unit(observation.value, indicator)
        status = observation.status.label
        texts = (
            self._view.regions.get(observation.region).name,
            label(observation.period),
            indicator.short_name,
            f"{value}（{status}）" if value else status,
        )
        return [self._texts.setdefault(text, len(self._texts)) for text in texts]

    def _legend(self) -> Iterator[dict[str, Any]]:
        """What there is in the whole sheet and how often, problems first."""
        for term, count in chain(self._view.severities.items(), self._view.roles.items()):
            yield {"id": term.value, "count": count}

    def _note(self) -> str:
        """What is left out, in a sentence; empty where nothing is."""
        parts = []
        left = self._view.height - len(self._rows)
        if left:
            parts.append(
                f"{self._view.height:,}行のうち{len(self._rows):,}行（はじめ、気づいた点の前後、終わり）を示しています。"
                f"ほかの{left:,}行も読んで確かめてあります。"
            )
        if self._unseen_columns:
            letter = column_letter(self._width)
            parts.append(f"{letter}列から右の{self._unseen_columns:,}列は示していません。")
        return "".join(parts)


def _gap(first: int, end: int) -> Iterator[dict[str, Any]]:
    """The line for rows (0-based, up to but not including ``end``) that are not sent."""
    count = end - first
    if count > 0:
        rows = f"{first + 1:,}行目" if count == 1 else f"{first + 1:,}～{end:,}行目"
        yield {"gap": f"{rows}（{count:,}行）は示していません"}


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


def sheet_grid(view: SheetView, key: str, wish: int | None = None) -> None:
    """The grid with its legend, its line of reasons and the sentence about what is left out."""
    _GRID(data=view.data(wish), key=key)
