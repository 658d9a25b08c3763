"""Cells that have slipped out of their columns: a part could pass for the whole, or one figure for another's."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property

from dashboard.intake.clues import Words
from dashboard.intake.draft import Field, Problem, Row, Span, column_letter
from dashboard.intake.file_table import FileTable, RawRow
from dashboard.intake.remarks import spans

# What a thousands separator that was taken for a column separator leaves in two neighbouring cells: 1 and 023.
_HEAD = re.compile(r"[-▲△−]?[1-9]\d{0,2}")
_TAIL = re.compile(r"\d{3}(?:\.\d+)?(?P<unit>\D{0,4})")
_BARE_NUMBER = re.compile(r"[-▲△−]?\d[\d,]*(?:\.\d+)?")


class Slips:
    """Finds them in one table."""

    def __init__(self, table: FileTable, words: Words) -> None:
        self._table = table
        self._words = words

    def shift(self, raw: RawRow) -> Problem | None:
        """The error for a row whose cells have slipped out of their columns: a part could pass for the whole."""
        width = len(raw.header.headings)
        value = raw.text(Field.VALUE)
        if self._is_torn(raw, value):
            right = raw.cells[raw.header.value_place + 1].strip()
            pieces = f"「{value}」と右隣の「{right}」は、一つの数が桁区切りのコンマで分かれたものに見えます。"
            return raw.problem("E16", f"{pieces}コンマを消すか、右隣のセルに言葉を添えてください。", Field.VALUE)
        advice = "桁区切りのコンマなどで列がずれていないか確かめてください。"
        for place in range(width, len(raw.cells)):
            cell = raw.cells[place]
            if cell.strip():
                letter = column_letter(place)
                sentence = f"{raw.number}行目{letter}列「{cell}」：見出しのない列です。{advice}"
                return Problem("E16", sentence, raw.number, letter, cell)
        if self._table.wide:
            # In a wide row the words stand behind the values; a number there has been pushed out of its own column.
            for column in (Field.STATUS, Field.SOURCE, Field.NOTE):
                text = raw.text(column)
                if text and _BARE_NUMBER.fullmatch(unicodedata.normalize("NFKC", text)):
                    return raw.problem("E16", f"「{text}」は数です。{advice}", column)
        return None

    def _is_torn(self, raw: RawRow, value: str) -> bool:
        """Whether value and right neighbour look like one number in two cells, where nothing says that they are not."""
        header = raw.header
        right = header.value_place + 1
        if right >= len(raw.cells) or not _HEAD.fullmatch(unicodedata.normalize("NFKC", value)):
            return False
        tail = _TAIL.fullmatch(unicodedata.normalize("NFKC", raw.cells[right].strip()))
        if not tail or (tail["unit"].strip() and not self._words.is_unit(tail["unit"].strip())):
            return False
        is_unheaded = right < len(header.headings) and not header.headings[right].strip()
        is_text = right in {header.places.get(Field.SOURCE), header.places.get(Field.NOTE)}
        return is_unheaded or is_text or len(raw.cells) > len(header.headings)

    def merged(self, raw: RawRow) -> Problem | None:
        """The error for a number that is merged over several rows or columns, so that it is nobody's alone."""
        place = raw.header.value_place
        for span in self._spans.get(raw.number - 1, ()):
            if span.left <= place <= span.right:
                cells = f"{column_letter(span.left)}{span.top + 1}:{column_letter(span.right)}{span.bottom + 1}"
                text = self._table.cells.rows[span.top][span.left].strip()
                sentence = f"{cells}に結合した値「{text}」は、どの行や列のものか決められません。"
                return raw.problem("E22", f"{sentence}結合を解いて1つずつ書いてください。", Field.VALUE)
        return None

    @cached_property
    def _spans(self) -> dict[int, list[Span]]:
        """Row (0-based) to the merged spans below the header that cover it."""
        spans: dict[int, list[Span]] = {}
        for span in self._table.cells.merged:
            if span.top >= self._table.start:
                for at in range(span.top, min(span.bottom + 1, len(self._table.cells.rows))):
                    spans.setdefault(at, []).append(span)
        return spans

    def widths(self, rows: Sequence[tuple[RawRow, Row]]) -> Iterator[Problem]:
        """What is to be said of rows of a text with fewer cells than its header, and of a last line without an end."""
        cells = self._table.cells
        if cells.sheet:
            return
        headings = self._table.headings
        width = max((at + 1 for at, heading in enumerate(headings) if heading.strip()), default=0)
        short = [raw for raw, _ in rows if len(cells.rows[raw.number - 1]) < width]
        if short:
            always_filled = self._always_filled(rows)
            short = [raw for raw in short if self._is_suspicious(cells.rows[raw.number - 1], always_filled)]
        if short:
            numbers = list(dict.fromkeys(raw.number for raw in short))
            sentence = f"{spans(numbers)}行目はセルの数が見出し（{width}個）より少なく、値がずれているかもしれません。"
            yield Problem("W26", f"{sentence}値と列を確かめてください。", numbers[0], None, short[0].text(Field.VALUE))
        if cells.unfinished and cells.rows and rows:
            raw, row = rows[-1]
            last = max((at for at, cell in enumerate(cells.rows[-1]) if cell.strip()), default=0)
            if raw.number == len(cells.rows) and last <= max(self._table.value_places):
                sentence = "最後の行の終わりに改行がないので、値の途中で切れたファイルかもしれません。"
                yield row.problem("W26", f"{sentence}値を確かめてください。")

    def _is_suspicious(self, cells: Sequence[str], always_filled: int) -> bool:
        """Whether a short row may have lost a cell in the middle: a blank one ends it, or some values are missing.

        What Excel leaves off at the end of a row are blank cells only.
        """
        missing = [place for place in self._table.value_places if place >= len(cells)]
        is_partial = 0 < len(missing) < len(self._table.value_places)
        return not cells or not cells[-1].strip() or is_partial or len(cells) <= always_filled

    def _always_filled(self, rows: Sequence[tuple[RawRow, Row]]) -> int:
        """The last column (0-based) that no row leaves blank which is long enough for it; −1 where there is none.

        Excel leaves only blank cells off, so a row without that cell has lost one elsewhere.
        """
        sheet = [self._table.cells.rows[raw.number - 1] for raw, _ in rows]
        for place in range(len(self._table.headings) - 1, -1, -1):
            cells = [row[place] for row in sheet if place < len(row)]
            # A column of targets holds figures like the others, also where no row is long enough for it.
            if all(cell.strip() for cell in cells) and (cells or self._table.columns[place].barred):
                return place
        return -1
