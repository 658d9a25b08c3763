"""Cells in rows, as Excel would show them, whatever kind of file they came from; and how many may be taken in."""

from collections.abc import Iterable, Sequence

from dashboard.intake.problems import Problem

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 200_000
MAX_CELLS = MAX_BYTES
"""A text of so many bytes has no more cells; a workbook is packed and could have any number."""

EXCELS_ROWS = 1_048_576
EXCELS_COLUMNS = 16_384

Sheet = tuple[tuple[str, ...], ...]
"""Rows of cells as written; row 1 of Excel is index 0."""


def first_filled(row: Sequence[str]) -> str:
    """The first cell of a row that is not blank; empty where all are."""
    return next((cell for cell in row if cell.strip()), "")


def bounded(rows: Iterable[tuple[str, ...]]) -> Sheet | Problem:
    """The rows up to the last one with content, or the problem that there are more than may be taken in."""
    kept: list[tuple[str, ...]] = []
    blank = cells = 0
    for row in rows:
        cells += len(row)
        if not first_filled(row):
            blank += 1
        elif len(kept) + blank < MAX_ROWS:
            kept += [()] * blank
            kept.append(row)
            blank = 0
        else:
            return too_many_rows()
        if blank > EXCELS_ROWS or cells > MAX_CELLS:
            return too_many_rows()
    return tuple(kept)


def too_many_rows() -> Problem:
    """The problem of a file with more rows than may be taken in."""
    return Problem("E15", f"行かセルが多すぎます（{MAX_ROWS:,}行まで）。期間や指標で分けてください。")


def too_many_values() -> Problem:
    """The problem of a wide file with more values than a file of the long shape may have."""
    return Problem("E15", f"値のセルが{MAX_ROWS:,}個を超えています。期間や指標で分けてください。")
