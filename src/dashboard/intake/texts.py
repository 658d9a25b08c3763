"""What is worth a second look in the words of a row: text that a spreadsheet would start, and made-up samples."""

from collections.abc import Iterable, Iterator

from dashboard.intake.cells import NOT_SET, read_value
from dashboard.intake.columns import Field
from dashboard.intake.line import Line
from dashboard.intake.problems import Problem

STARTERS = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings that make a spreadsheet take a text for a formula."""

SAMPLE = "架空"
"""How the note of every row begins in the files that are there for practice."""


def texts_to_mind(line: Line) -> Iterator[Problem]:
    """The warnings about a row's words."""
    for field in (Field.SOURCE, Field.NOTE):
        raw = _raw(line, field)
        if raw.startswith(STARTERS) and raw.strip() not in NOT_SET and read_value(raw) is None:
            said = f"「{line.text(field)}」は、Excelで開くと数式として動きかねない文字で始まります。"
            yield line.problem("W10", f"{said}文字として登録してよいか確かめてください。", field)


def samples(lines: Iterable[Line]) -> list[Problem]:
    """One warning for all rows that are there for practice."""
    found = {line.number: line for line in lines if line.text(Field.NOTE).startswith(SAMPLE)}
    said = "とあるので、練習用の架空の値です"
    return [
        line.problem(
            "W12",
            f"「{line.text(Field.NOTE)}」{said}（ほかも合わせて{len(found)}行）。本当に登録するのか確かめてください。",
            Field.NOTE,
        )
        for line in list(found.values())[:1]
    ]


def _raw(line: Line, field: Field) -> str:
    """The cell with the blanks around it, for a leading tab is one of the beginnings."""
    place = line.header.places.get(field)
    return line.cells[place] if place is not None and place < len(line.cells) else ""
