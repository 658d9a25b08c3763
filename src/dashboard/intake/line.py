"""One row of the file: its cells by name, and whether they stand in their own columns."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.intake.cells import read_value
from dashboard.intake.columns import Field
from dashboard.intake.header import Header, Headers
from dashboard.intake.problems import Problem, column_letter

NOTE_MARKS = ("※", "注", "（注", "(注", "出典", "資料", "備考")
# What a thousands separator that was taken for a column separator leaves in two neighbouring cells: 1 and 023.
_HEAD, _TAIL = re.compile(r"[-▲△−]?[1-9]\d{0,2}"), re.compile(r"\d{3}(?:\.\d+)?\D*")
_BARE_NUMBER = re.compile(r"[-▲△−]?\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one row under one header; ``number`` counts as Excel does."""

    number: int
    cells: tuple[str, ...]
    header: Header

    def text(self, field: Field) -> str:
        """The cell of a field, without the spaces around it; what is given for the whole file where it has none."""
        return self.header.cell(self.cells, field)

    def problem(self, rule: str, said: str, field: Field) -> Problem:
        """A problem with the cell of ``field``, whose sentence begins with where it is."""
        said_where = f"{self.number}行目{self.column(field)}：{said}"
        return Problem(rule, said_where, self.number, self.header.letter(field), self.text(field))

    def column(self, field: Field) -> str:
        """The column of a field in a message: its letter and what it is called; empty where it has none."""
        letter = self.header.letter(field)
        return f"{letter}列「{self.heading(field)}」" if letter else ""

    def heading(self, field: Field) -> str:
        """What the column of a field is called in a message: the field, or a wide value column's own heading."""
        if field is Field.VALUE and Field.INDICATOR in self.header.given:
            return " ".join(self.header.headings[self.header.places[field]].split())
        return str(field)


def is_note(cells: Sequence[str], headers: Headers) -> bool:
    """Whether a row is a remark under the table: it begins like one and says nothing in any column of values."""
    filled = {index: cell for index, cell in enumerate(cells) if cell.strip()}
    at, first = next(iter(filled.items()))
    if not first.strip().startswith(NOTE_MARKS):
        return False
    header = headers.each[0]
    words = {header.places.get(Field.SOURCE), header.places.get(Field.NOTE)}
    values = {one.places[Field.VALUE] for one in headers.each}
    data = (read_value(cell) for cell in filled.values())
    return len(filled) == 1 or (
        at not in words and not values & filled.keys() and all(read is None or read.empty for read in data)
    )


def shifted(line: Line, *, wide: bool) -> Problem | None:
    """The error for a row whose cells have slipped out of their columns, so that a part could pass for the whole."""
    if _torn(line):
        value = line.text(Field.VALUE)
        said = f"「{value}」と右隣の「{_right_of_value(line)}」は、一つの数が桁区切りのコンマで分かれたものに見えます。"
        return line.problem("E16", f"{said}コンマを消すか、右隣のセルに言葉を添えてください。", Field.VALUE)
    surplus = range(len(line.header.headings), len(line.cells))
    beyond = next((_surplus(line, at) for at in surplus if line.cells[at].strip()), None)
    return beyond or (_numbers_among_words(line) if wide else None)


def _surplus(line: Line, at: int) -> Problem:
    where, cell = f"{line.number}行目{column_letter(at)}列「{line.cells[at]}」", line.cells[at]
    advice = "見出しのない列です。桁区切りのコンマなどで列がずれていないか確かめてください。"
    return Problem("E16", f"{where}：{advice}", line.number, column_letter(at), cell)


def _numbers_among_words(line: Line) -> Problem | None:
    """In a wide row the words stand behind the values; a number there has been pushed out of its own column."""
    for field in (Field.STATUS, Field.SOURCE, Field.NOTE):
        if _BARE_NUMBER.fullmatch(_plain(line.text(field))):
            said = f"「{line.text(field)}」は数です。桁区切りのコンマなどで列がずれていないか確かめてください。"
            return line.problem("E16", said, field)
    return None


def _torn(line: Line) -> bool:
    if not _HEAD.fullmatch(_plain(line.text(Field.VALUE))) or not _TAIL.fullmatch(_plain(_right_of_value(line))):
        return False
    headings, places = line.header.headings, line.header.places
    neighbour = places[Field.VALUE] + 1
    free = {places.get(Field.SOURCE), places.get(Field.NOTE)} | {
        at for at, text in enumerate(headings) if not text.strip()
    }
    return neighbour in free or len(line.cells) > len(headings)


def _right_of_value(line: Line) -> str:
    neighbour = line.header.places[Field.VALUE] + 1
    return line.cells[neighbour].strip() if neighbour < len(line.cells) else ""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
