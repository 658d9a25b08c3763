"""The part of a workbook that is one sheet, walked once from its first to its last element.

Cells become text on the way, with what their fonts and formats say; hidden rows and columns, merged spans and the
texts of page headers are kept beside them. The library's own way gives no cell together with all of these.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import repeat
from typing import IO

from openpyxl.formula.translate import Translator
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_ISO8601
from openpyxl.xml.constants import SHEET_MAIN_NS

from dashboard.intake.cell_styles import CellStyle
from dashboard.intake.draft import CellMark, MarkKind, Span
from dashboard.intake.limits import LONGEST_CELL, MAX_LETTERS, WIDEST
from dashboard.intake.number_formats import display
from dashboard.intake.parts import Attributes, TooMuch, Walk
from dashboard.intake.spellings import MOST_MARKS, usual_spelling

MOST_OF_SHEETS = 20_000_000
"""Of all sheets that are read: a sheet whose columns are formatted down to the last row has nine million."""

MOST_SHARED = 4_000_000
"""Elements of the shared texts."""

MOST_MERGED = 100_000
MOST_TRANSLATED = 1_000_000
"""Merged spans, and letters of formulas that are written after another's."""

_LONGEST_TEXT = 4 * LONGEST_CELL
"""Letters as XML has them, where a line end may take seven."""

_ESCAPED = re.compile("_x([0-9A-F]{4})_", re.IGNORECASE)
_BREAKS = frozenset("\t\n\r")
_DIGITS = "0123456789"
_NUMBERS = frozenset("nbd")
"""The types of cells whose value is a number, a truth or a moment."""


def _tag(name: str) -> str:
    return f"{SHEET_MAIN_NS} {name}"


_ROW, _CELL, _VALUE, _FORMULA, _INLINE, _ITEM = map(_tag, ("row", "c", "v", "f", "is", "si"))
_TEXT, _RUN, _RUN_FONT, _STRIKE, _RAISED, _FURIGANA = map(_tag, ("t", "r", "rPr", "strike", "vertAlign", "rPh"))
_OF_TEXTS = frozenset((_TEXT, _RUN, _RUN_FONT, _STRIKE, _RAISED, _FURIGANA))
_PAGE_TEXTS = frozenset(_tag(f"{which}{end}") for which in ("odd", "even", "first") for end in ("Header", "Footer"))


@dataclass(frozen=True, slots=True)
class RichRun:
    """Letters of a cell in one font; ``struck`` is None where the font is the cell's own."""

    text: str
    struck: bool | None
    raised: bool


class _Runs:
    """The runs of one text, without its furigana, as its elements come by."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._runs: list[RichRun] = []
        self._struck: bool | None = None
        self._raised = False
        self._is_furigana = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == _TEXT:
            if not self._is_furigana:
                self._walk.collect()
        elif name == _RUN:
            self._struck = None
            self._raised = False
        elif name == _RUN_FONT:
            self._struck = False
        elif name == _STRIKE:
            self._struck = _is_set(attributes.get("val", "1"))
        elif name == _RAISED:
            self._raised = attributes.get("val") != "baseline"
        elif name == _FURIGANA:
            self._is_furigana = True

    def end(self, name: str) -> None:
        if name == _TEXT and not self._is_furigana:
            if text := self._walk.collected():
                self._runs.append(RichRun(text, self._struck, self._raised))
        elif name == _FURIGANA:
            self._is_furigana = False
        elif name == _RUN:
            self._struck = None
            self._raised = False

    def content(self) -> str | tuple[RichRun, ...]:
        """The text, or its runs where a part of it has a font of its own."""
        runs = self._runs
        if any(run.struck is not None for run in runs):
            return tuple(runs)
        return runs[0].text if len(runs) == 1 else "".join(run.text for run in runs)


def strings(source: IO[bytes]) -> list[str | tuple[RichRun, ...]]:
    """A workbook's shared texts in their order, as runs where a part of one has a font of its own."""
    walk = Walk("セルの文", _LONGEST_TEXT, MOST_SHARED)
    texts: list[str | tuple[RichRun, ...]] = []
    room = MAX_LETTERS
    runs = _Runs(walk)

    def start(name: str, attributes: Attributes) -> None:
        nonlocal runs
        if name == _ITEM:
            runs = _Runs(walk)
        elif name in _OF_TEXTS:
            runs.start(name, attributes)

    def end(name: str) -> None:
        nonlocal room
        if name == _ITEM:
            content = runs.content()
            room -= len(content) if isinstance(content, str) else sum(len(run.text) for run in content)
            if room < 0:
                raise TooMuch("セルの文が多すぎます。")
            texts.append(content)
        elif name in _OF_TEXTS:
            runs.end(name)

    walk.over(source, start, end)
    return texts


def _is_set(flag: str | None) -> bool:
    return flag in {"1", "true", "on"}


def _is_none(size: str | None) -> bool:
    return size is not None and float(size) == 0


class SheetPart:
    """One walk over a sheet: ``rows`` gives its rows; the rest is complete when they are through.

    Rows and places count from 0. ``white`` are cells whose letters are white on white; ``coloured`` says that tables
    or rules may colour the ground below them. ``most`` elements may come; ``count`` have come.
    """

    def __init__(
        self,
        source: IO[bytes],
        texts: Sequence[str | tuple[RichRun, ...]],
        styles: Sequence[CellStyle],
        epoch: datetime,
        most: int = MOST_OF_SHEETS,
    ) -> None:
        self._source = source
        self._texts = texts
        self._styles = styles
        self._epoch = epoch
        self._walk = Walk("シートのセル", _LONGEST_TEXT, most)
        self._formulas: dict[str, tuple[str, Translator]] = {}
        self._translated = 0
        self._rich: dict[tuple[int, bool], tuple[str, list[CellMark]]] = {}
        self._zeros_hidden = False
        self._last = 0
        self._ready: list[tuple[int, tuple[str, ...]]] = []
        self.marks: dict[tuple[int, int], tuple[CellMark, ...]] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[range] = []
        self.merged: list[Span] = []
        self.page_texts: list[str] = []
        self.white: list[tuple[int, int]] = []
        self.coloured = False
        # Of the row and the cell that is walked over.
        self._cells: list[str] | None = None
        self._number_of_row = 0
        self._place = -1
        self._cell: Attributes | None = None
        self._value: str | None = None
        self._formula: str | None = None
        self._of_formula: Attributes = {}
        self._inline: _Runs | None = None

    @property
    def count(self) -> int:
        """How many elements have come so far."""
        return self._walk.count

    def rows(self) -> Iterator[tuple[str, ...]]:
        """The rows from the first one on, empty where the file has none.

        Raises:
            TooMuch: more elements, marks, merged spans or letters of a cell than may be read.
            ValueError: rows out of their order, or a cell that is not what it says.
        """
        for _ in self._walk.steps(self._source, self._start, self._end):
            for blank, row in self._ready:
                yield from repeat((), blank)
                yield row
            self._ready.clear()

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == _CELL:
            if self._cells is not None:
                self._cell = attributes
                self._value = self._formula = self._inline = None
        elif name == _VALUE:
            self._walk.collect()
        elif name == _ROW:
            self._start_row(attributes)
        elif name == _FORMULA:
            self._of_formula = attributes
            self._walk.collect()
        elif name == _INLINE:
            self._inline = _Runs(self._walk)
        elif self._inline is not None:
            if name in _OF_TEXTS:
                self._inline.start(name, attributes)
        elif (note := _NOTES.get(name)) is not None:
            note(self, attributes)

    def _end(self, name: str) -> None:
        if name == _VALUE:
            text = self._walk.collected()
            self._value = text if self._value is None else self._value
        elif name == _CELL:
            if self._cell is not None and self._cells is not None:
                self._end_cell(self._cell, self._cells)
                self._cell = self._inline = None
        elif name == _ROW:
            if self._cells is not None:
                self._ready.append((self._number_of_row - self._last - 1, tuple(self._cells)))
                self._last = self._number_of_row
                self._cells = None
        elif name == _FORMULA:
            self._formula = self._walk.collected()
        elif name in _PAGE_TEXTS:
            self.page_texts.append(self._walk.collected())
        elif self._inline is not None and name in _OF_TEXTS:
            self._inline.end(name)

    def _start_row(self, attributes: Attributes) -> None:
        number = int(float(attributes.get("r", self._last + 1)))
        if number <= self._last:
            raise ValueError(number)
        if _is_set(attributes.get("hidden")) or _is_none(attributes.get("ht")):
            self.hidden_rows.add(number - 1)
        self._number_of_row = number
        self._cells = []
        self._place = -1

    def _end_cell(self, cell: Attributes, cells: list[str]) -> None:
        address = cell.get("r")
        self._place = place = _place(address.rstrip(_DIGITS)) if address else self._place + 1
        if place >= WIDEST:
            raise TooMuch(f"{self._number_of_row}行目に{WIDEST:,}列を超えるセルがあります。")
        text = self._text_of(cell, self._number_of_row - 1, place)
        if place == len(cells):
            cells.append(text)
        else:
            cells += [""] * (place + 1 - len(cells))
            cells[place] = text

    def _note_view(self, attributes: Attributes) -> None:
        self._zeros_hidden |= not _is_set(attributes.get("showZeros", "1"))

    def _note_column(self, attributes: Attributes) -> None:
        if len(self.hidden_columns) == WIDEST:
            raise TooMuch("列の設定が多すぎます。")
        if _is_set(attributes.get("hidden")) or _is_none(attributes.get("width")):
            self.hidden_columns.append(range(int(attributes["min"]) - 1, int(attributes["max"])))

    def _note_merge(self, attributes: Attributes) -> None:
        if len(self.merged) == MOST_MERGED:
            raise TooMuch("結合したセルが多すぎます。")
        self.merged.append(span(attributes.get("ref", "")))

    def _note_colour(self, _: Attributes) -> None:
        self.coloured = True

    def _note_page_text(self, _: Attributes) -> None:
        self._walk.collect()

    def _text_of(self, cell: Attributes, row: int, place: int) -> str:
        """The text of a cell; its marks are noted."""
        kind = cell.get("t", "n")
        style = self._styles[int(cell.get("s", 0))]
        value = self._value
        # A master of formulas is noted even where it has a value, because others are written after its pattern.
        formula = None if self._formula is None else self._whole_formula(cell, self._formula)
        marks: list[CellMark] = []
        if kind == "inlineStr" or (value and kind not in _NUMBERS):
            usual = self._letters(kind, value, style, marks)
            text = _noted(display(usual, style.number_format, self._epoch), marks)
        elif value:
            text = self._number(value, kind, style, marks)
        else:
            # Its own text, which no check takes for a figure; a formula whose saved value is "" has none.
            text = "" if formula is None or kind == "str" else self._text(formula, style, marks)
        if style.white and len(self.white) <= MOST_MARKS and text.strip():
            self.white.append((row, place))
        if marks:
            self.marks[row, place] = tuple(marks)
            if len(self.marks) > MOST_MARKS:
                raise TooMuch("取り消し線、見えない文字など、印の付いたセルが多すぎます。")
        return text

    def _letters(self, kind: str, value: str | None, style: CellStyle, marks: list[CellMark]) -> str:
        """The text of a cell that holds letters; of a shared text in several fonts it is found once."""
        if kind == "inlineStr":
            return "" if self._inline is None else self._text(self._inline.content(), style, marks)
        if kind != "s":
            return self._text(value or "", style, marks)
        index = int(value or "")
        if index < 0:
            raise IndexError(index)
        content = self._texts[index]
        if isinstance(content, str):
            return self._text(content, style, marks)
        key = (index, style.struck)
        if key not in self._rich:
            own: list[CellMark] = []
            self._rich[key] = (self._text(content, style, own), own)
        text, of_text = self._rich[key]
        marks += of_text
        return text

    def _number(self, value: str, kind: str, style: CellStyle, marks: list[CellMark]) -> str:
        number = _stored(value, kind)
        text = _noted(display(number, style.number_format, self._epoch), marks)
        if text and self._zeros_hidden and kind == "n" and number == 0:
            marks.append(CellMark(MarkKind.UNSEEN, text))
            return ""
        if text and style.struck:
            marks.append(CellMark(MarkKind.STRUCK, text))
        return text

    def _whole_formula(self, cell: Attributes, text: str) -> str:
        """The formula of a cell, also of one that only names the cell after whose formula its own goes."""
        formula = f"={text}"
        address = cell.get("r")
        shared = self._of_formula.get("si") if self._of_formula.get("t") == "shared" and address else None
        if shared is None:
            return formula
        if text:
            self._formulas[shared] = (formula, Translator(formula, address))
        elif shared in self._formulas and not self._value:
            master, translator = self._formulas[shared]
            self._translated += len(master)
            return str(translator.translate_formula(address)) if self._translated < MOST_TRANSLATED else master
        return formula

    def _text(self, content: str | tuple[RichRun, ...], style: CellStyle, marks: list[CellMark]) -> str:
        """The text of a cell in its usual spelling, without what is struck out or raised in a part of it."""
        if isinstance(content, str):
            text = _unescaped(content)
            if style.struck and text.strip():
                marks.append(CellMark(MarkKind.STRUCK, usual_spelling(text)))
        else:
            text = _without_parts(content, style, marks)
        usual = usual_spelling(text)
        if usual != text:
            marks.append(CellMark(MarkKind.RESPELLED, text))
        return usual


_NOTES: dict[str, Callable[[SheetPart, Attributes], None]] = {
    _tag("sheetView"): SheetPart._note_view,
    _tag("col"): SheetPart._note_column,
    _tag("mergeCell"): SheetPart._note_merge,
    _tag("conditionalFormatting"): SheetPart._note_colour,
    _tag("tablePart"): SheetPart._note_colour,
    **dict.fromkeys(_PAGE_TEXTS, SheetPart._note_page_text),
}
"""What stands outside the rows and says something of them."""


def _without_parts(runs: tuple[RichRun, ...], style: CellStyle, marks: list[CellMark]) -> str:
    """The text of the runs that are neither struck out nor raised, else of the struck ones, else of the raised ones."""
    struck = [run for run in runs if (style.struck if run.struck is None else run.struck)]
    rest = [run for run in runs if not (style.struck if run.struck is None else run.struck)]
    raised = [run for run in rest if run.raised]
    plain = _joined([run for run in rest if not run.raised])
    for kind, parts in ((MarkKind.STRUCK, struck), (MarkKind.RAISED, raised)):
        if _joined(parts).strip():
            marks.append(CellMark(kind, usual_spelling(_joined(parts))))
    return next((text for text in (plain, _joined(struck), _joined(rest)) if text.strip()), "")


def _joined(runs: Sequence[RichRun]) -> str:
    return _unescaped("".join(run.text for run in runs))


def _unescaped(text: str) -> str:
    """The text with the letters that XML cannot hold, every break a line feed."""
    return _ESCAPED.sub(_escaped, text) if "_x" in text or "_X" in text else text


def _escaped(match: re.Match[str]) -> str:
    letter = chr(int(match[1], 16))
    if letter in _BREAKS:
        return "\n"
    return match[0] if "\ud800" <= letter <= "\udfff" else letter


def _noted(result: tuple[str, CellMark | None], marks: list[CellMark]) -> str:
    text, mark = result
    marks += [mark] if mark else []
    return text


def _stored(value: str, kind: str) -> object:
    if kind == "b":
        return bool(int(value))
    if kind == "d":
        moment: object = from_ISO8601(value)  # type: ignore[no-untyped-call]
        return moment
    try:
        return int(value)
    except ValueError:
        return float(value)


@cache
def _place(letters: str) -> int:
    return int(column_index_from_string(letters)) - 1


def cell_at(address: str) -> tuple[int, int]:
    """The row and the place (0-based) of a cell by its address: B3 → (2, 1)."""
    address = address.replace("$", "")
    letters = address.rstrip(_DIGITS)
    return int(address[len(letters) :]) - 1, _place(letters)


def span(reference: str) -> Span:
    """The span of a range of cells: A1:B3."""
    first, _, last = reference.partition(":")
    top, left = cell_at(first)
    bottom, right = cell_at(last or first)
    return Span(top, left, bottom, right)
