"""How much one file may hold: enough for every table of a plan, and little enough to be read while somebody waits."""

from collections.abc import Iterable

from dashboard.intake.draft import Problem, Sheet, first_filled

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 200_000
MAX_CELLS = MAX_BYTES
"""A text of so many bytes has no more cells; a workbook is packed and could have any number."""

MOST_UNPACKED = 300 * 1024 * 1024
"""A workbook of ten megabytes can be packed from gigabytes; more than this is no table of ours."""

EXCELS_ROWS = 1_048_576


def bounded(rows: Iterable[tuple[str, ...]]) -> Sheet | Problem:
    """The rows up to the last one with content, or the problem that there are more than may be taken in."""
    too_many = Problem("E15", f"行かセルが多すぎます（{MAX_ROWS:,}行まで）。期間や指標で分けてください。")
    sheet: list[tuple[str, ...]] = []
    blank = 0
    cells = 0
    for row in rows:
        cells += len(row)
        if not first_filled(row):
            blank += 1
        elif len(sheet) + blank < MAX_ROWS:
            sheet += [()] * blank
            sheet.append(row)
            blank = 0
        else:
            return too_many
        if blank > EXCELS_ROWS or cells > MAX_CELLS:
            return too_many
    return tuple(sheet)
