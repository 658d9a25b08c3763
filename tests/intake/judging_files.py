"""The verdict on a file: the truth was read, or something names the cell, or a wrong value got in."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from dashboard.intake import Draft, Problem, Row, Severity
from intake.good_files import Key, Page, Value


@dataclass(frozen=True)
class Verdict:
    """``outcome`` is read (all of the truth, nothing told), told, or wrong; ``why`` says what is wrong."""

    outcome: str
    why: str = ""


def verdict(page: Page, words: list[str], draft: Draft) -> Verdict:
    """Judges a draft against the truth; ``words`` are those of the decorations, which a problem may quote."""
    loud = [problem for problem in draft.problems if problem.severity is not Severity.NOTICE]
    whole = [
        problem for problem in loud if any(word in _plain(f"{problem.message}{problem.cell or ''}") for word in words)
    ]
    header = (draft.header_row or 0) + 1
    if any(problem.row is None or problem.row <= header for problem in draft.errors):
        return Verdict("told")
    read: dict[Key, Value] = {}
    for row in draft.rows:
        one = row.observation
        key = Key(one.indicator, one.region, one.as_of.isoformat(), one.period.precision.value)
        read[key] = (one.value, one.status.value)
        if not _same(page.truth.get(key), read[key]) and not whole and not _names(row, loud, draft):
            why = f"{row.number}{row.column} {tuple(key)} = {read[key]}, in truth {page.truth.get(key)}"
            return Verdict("wrong", why)
    if not draft.blocked and not whole:
        for cell_row, key in _rows_of_truth(page).items():
            lost = [each for each in key if each not in read]
            if lost and not any(cell_row in rows_named(problem) for problem in draft.problems):
                return Verdict("wrong", f"row {cell_row}: {tuple(lost[0])} is lost without a word")
    return Verdict("told" if loud else "read")


def _same(truth: Value | None, read: Value) -> bool:
    if truth is None:
        return False
    numbers = truth[0], read[0]
    same = numbers[0] == numbers[1] or (None not in numbers and abs(numbers[0] - numbers[1]) < 1e-9)  # type: ignore[operator]
    return same and truth[1] == read[1]


def _names(row: Row, loud: list[Problem], draft: Draft) -> bool:
    header = (draft.header_row or 0) + 2
    for problem in loud:
        if row.number in rows_named(problem):
            return True
        if problem.column == row.column and (problem.row is None or problem.row <= header):
            return True
    return False


def rows_named(problem: Problem) -> frozenset[int]:
    """The rows (1-based) at which a problem stands or that it lists."""
    return _listed(problem.message) | ({problem.row} if problem.row else frozenset())


@cache
def _listed(message: str) -> frozenset[int]:
    rows: set[int] = set()
    for listing in re.findall(r"(\d[\d、～]*)(?: など)?行目", message):
        for span in filter(None, listing.split("、")):
            first, _, last = span.partition("～")
            rows |= set(range(int(first), int(last or first) + 1))
    return frozenset(rows)


def _rows_of_truth(page: Page) -> dict[int, list[Key]]:
    rows: dict[int, list[Key]] = {}
    for number, cells in enumerate(page.lines, 1):
        keys = [cell.key for cell in cells if cell.key in page.truth]
        if keys:
            rows[number] = [key for key in keys if key]
    return rows


def plain_words(words: list[str]) -> list[str]:
    """Words as they are compared."""
    return [_plain(word) for word in words if word]


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()
