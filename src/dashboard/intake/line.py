"""One row of the file: its cells by name, and whether they stand in their own columns."""

import re
import unicodedata
from dataclasses import dataclass

from dashboard.intake.columns import Field, Header, first_filled
from dashboard.intake.problems import Problem, column_letter

NOTE_MARKS = ("※", "注", "（注", "(注", "出典", "資料")
TOTALS = frozenset({"合計", "計", "総計", "総数", "小計", "県計", "県合計", "全県"})
# What a thousands separator that was taken for a column separator leaves in two neighbouring cells: 1 and 023.
_HEAD, _TAIL = re.compile(r"[-▲△−]?[1-9]\d{0,2}"), re.compile(r"\d{3}(?:\.\d+)?\D*")


@dataclass(frozen=True)
class Line:
    """The cells of one row under its header; ``number`` counts as Excel does."""

    number: int
    cells: tuple[str, ...]
    header: Header

    def text(self, field: Field) -> str:
        """The cell of a field, without the spaces around it."""
        return self.header.cell(self.cells, field)

    def problem(self, rule: str, said: str, field: Field) -> Problem:
        """A problem with the cell of ``field``, whose sentence begins with where it is."""
        letter = self.header.letter(field)
        where = f"{letter}列「{field}」" if letter else ""
        return Problem(rule, f"{self.number}行目{where}：{said}", self.number, letter, self.text(field))

    @property
    def blank(self) -> bool:
        """Nothing but spaces."""
        return not first_filled(self.cells)

    @property
    def is_note(self) -> bool:
        """A remark under the table: its only filled cell begins like one."""
        return sum(bool(cell.strip()) for cell in self.cells) == 1 and first_filled(self.cells).strip().startswith(
            NOTE_MARKS
        )

    @property
    def is_total(self) -> bool:
        """A sum over regions, which is no region's own value."""
        return "".join(_region_cell(self).split()) in TOTALS


def skipped(line: Line) -> Problem | None:
    """The notice for a row that carries no value of its own; None for a row to read."""
    if line.is_note:
        return _notice(line, "注記なので読み飛ばしました。", first_filled(line.cells))
    if line.is_total:
        name = _region_cell(line)
        said = f"「{name}」の行なので読み飛ばしました。都道府県の値なら、地域名に都道府県名を書いてください。"
        return _notice(line, said, name)
    return None


def shifted(line: Line) -> Problem | None:
    """The error for a row whose cells have slipped out of their columns, so that a part could pass for the whole."""
    if _torn(line):
        value = line.text(Field.VALUE)
        said = f"「{value}」と右隣の「{_right_of_value(line)}」は、一つの数が桁区切りのコンマで分かれたものに見えます。"
        return line.problem("E16", f"{said}コンマを消すか、右隣のセルに言葉を添えてください。", Field.VALUE)
    surplus = range(len(line.header.headings), len(line.cells))
    return next((_surplus(line, at) for at in surplus if line.cells[at].strip()), None)


def _surplus(line: Line, at: int) -> Problem:
    where, cell = f"{line.number}行目{column_letter(at)}列「{line.cells[at]}」", line.cells[at]
    advice = "見出しのない列です。桁区切りのコンマなどで列がずれていないか確かめてください。"
    return Problem("E16", f"{where}：{advice}", line.number, column_letter(at), cell)


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


def _region_cell(line: Line) -> str:
    return line.text(Field.CODE) or line.text(Field.NAME)


def _notice(line: Line, said: str, cell: str) -> Problem:
    return Problem("N02", f"{line.number}行目は{said}", line.number, None, cell)
