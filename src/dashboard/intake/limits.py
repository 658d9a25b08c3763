"""What one file may be, and how much it may hold.

That is enough for every table of a plan, and little enough to be read while somebody waits.
"""

from collections.abc import Iterable

from dashboard.intake.draft import Problem, Sheet

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 200_000
MAX_CELLS = MAX_BYTES
"""A text of so many bytes has no more cells; a workbook is packed and could have any number."""

MAX_FILLED = 3_000_000
MAX_LETTERS = 3 * MAX_BYTES
"""Cells with content, and letters of all cells of a file: what is kept in memory."""

LONGEST_CELL = 32_767
WIDEST = 16_384
EXCELS_ROWS = 1_048_576
"""Excel has no longer cell, no column beyond XFD, no row beyond this one."""

DIVIDE = "期間や指標で分けてください。"


class Budget:
    """What is left for the rows of one file, of all sheets that are read of it."""

    def __init__(self) -> None:
        self._cells = MAX_CELLS
        self._filled = MAX_FILLED
        self._letters = MAX_LETTERS

    def bounded(self, rows: Iterable[tuple[str, ...]]) -> Sheet | Problem:
        """The rows up to the last one with content, or the problem that there is more than may be taken in."""
        too_many = Problem("E15", f"行かセルが多すぎます（{MAX_ROWS:,}行まで）。{DIVIDE}")
        sheet: list[tuple[str, ...]] = []
        blank = 0
        for row in rows:
            text = "".join(row)
            letters = len(text)
            self._cells -= len(row)
            self._filled -= len(row) - row.count("")
            self._letters -= letters
            if not letters or text.isspace():
                blank += 1
            elif (letters > LONGEST_CELL or len(row) > WIDEST) and (
                problem := self._unfit(row, len(sheet) + blank + 1)
            ):
                return problem
            elif len(sheet) + blank < MAX_ROWS:
                sheet += [()] * blank
                sheet.append(row)
                blank = 0
            else:
                return too_many
            if blank > EXCELS_ROWS or self._cells < 0 or self._filled < 0:
                return too_many
            if self._letters < 0:
                return Problem("E15", f"文字が多すぎます（全部で{MAX_LETTERS:,}字まで）。{DIVIDE}")
        return tuple(sheet)

    @staticmethod
    def _unfit(row: tuple[str, ...], number: int) -> Problem | None:
        """What Excel itself could not hold."""
        if len(row) > WIDEST:
            sentence = f"{number}行目にセルが{len(row):,}個あります（Excelの列は{WIDEST:,}個まで）。"
            return Problem("E15", f"{sentence}値を1行に1つずつ書いてください。", number)
        return long_cell(number) if len(max(row, key=len)) > LONGEST_CELL else None


def long_cell(number: int, advice: str = "") -> Problem:
    """The problem with a cell of a row (as in Excel) that holds more letters than one may."""
    return Problem("E15", f"{number}行目に{LONGEST_CELL:,}字を超えるセルがあります。短くしてください。{advice}", number)


def no_table(kind: str) -> str:
    """The sentence about a file of another kind, which holds no cells."""
    advice = "値を表にして「Excelブック（.xlsx）」で保存したファイルを選んでください。"
    return f"{kind}のファイルです。表の値は読み取れません。{advice}"
