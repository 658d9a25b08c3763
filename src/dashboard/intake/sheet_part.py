"""The part of a workbook that is one sheet, walked once from its first to its last element.

Cells become text on the way, with what their fonts and formats say; hidden rows and columns, merged spans and the
texts of page headers are kept beside them. The library's own way gives no cell together with all of these.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import repeat
from typing import IO, Any

from openpyxl.formula.translate import Translator
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_ISO8601
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from dashboard.intake.draft import CellMark, MarkKind, Span
from dashboard.intake.number_formats import display
from dashboard.intake.spellings import usual_spelling

_ESCAPED = re.compile("_x([0-9A-F]{4})_", re.IGNORECASE)
_BREAKS = frozenset("\t\n\r")
_DIGITS = "0123456789"
_NUMBERS = frozenset("nbd")
"""The types of cells whose value is a number, a truth or a moment."""


def _tag(name: str) -> str:
    return f"{{{SHEET_MAIN_NS}}}{name}"


_ROW, _VALUE, _FORMULA, _INLINE, _TEXT, _RUN = map(_tag, ("row", "v", "f", "is", "t", "r"))
_RUN_TEXT = _tag("t")
_STRIKE = f"{_tag('rPr')}/{_tag('strike')}"
_RAISED = f"{_tag('rPr')}/{_tag('vertAlign')}"
_ITEM = _tag("si")
_PAGE_TEXTS = tuple(_tag(f"{which}{end}") for which in ("odd", "even", "first") for end in ("Header", "Footer"))


@dataclass(frozen=True, slots=True)
class RichRun:
    """Letters of a cell in one font; ``struck`` is None where the font is the cell's own."""

    text: str
    struck: bool | None
    raised: bool


@dataclass(frozen=True, slots=True)
class CellStyle:
    """What of a cell's format says something of its value; white letters are so on white ground."""

    number_format: str
    struck: bool
    white: bool


def strings(source: IO[bytes]) -> Iterator[str | tuple[RichRun, ...]]:
    """A workbook's shared texts in their order, as runs where a part of one has a font of its own."""
    for _, element in iterparse(source):
        if element.tag == _ITEM:
            yield _content(element)
            element.clear()


def _content(element: Any) -> str | tuple[RichRun, ...]:
    """The text of an element without its furigana."""
    runs = tuple(_run(child) for child in element if child.tag in {_TEXT, _RUN})
    return runs if any(run.struck is not None for run in runs) else "".join(run.text for run in runs)


def _run(element: Any) -> RichRun:
    if element.tag == _TEXT:
        return RichRun(element.text or "", None, raised=False)
    strike = element.find(_STRIKE)
    raised = element.find(_RAISED)
    own_font = element.find(_tag("rPr")) is not None
    struck = strike is not None and _is_set(strike.get("val", "1"))
    text = "".join(child.text or "" for child in element.iterfind(_RUN_TEXT))
    return RichRun(text, struck if own_font else None, raised is not None and raised.get("val") != "baseline")


def _is_set(flag: str | None) -> bool:
    return flag in {"1", "true", "on"}


def _is_none(size: str | None) -> bool:
    return size is not None and float(size) == 0


class SheetPart:
    """One walk over a sheet: ``rows`` gives its rows; the rest is complete when they are through.

    Rows and places count from 0. ``white`` are cells whose letters are white on white; ``coloured`` says that tables
    or rules may colour the ground below them.
    """

    def __init__(
        self,
        source: IO[bytes],
        texts: Sequence[str | tuple[RichRun, ...]],
        styles: Sequence[CellStyle],
        epoch: datetime,
    ) -> None:
        self._source = source
        self._texts = texts
        self._styles = styles
        self._epoch = epoch
        self._formulas: dict[str, Translator] = {}
        self._zeros_hidden = False
        self.marks: dict[tuple[int, int], tuple[CellMark, ...]] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[range] = []
        self.merged: list[Span] = []
        self.page_texts: list[str] = []
        self.white: list[tuple[int, int]] = []
        self.coloured = False

    def rows(self) -> Iterator[tuple[str, ...]]:
        """The rows from the first one on, empty where the file has none.

        Raises:
            ValueError: rows out of their order, or a cell that is not what it says.
        """
        others = {
            _tag("sheetView"): self._view,
            _tag("col"): self._column,
            _tag("mergeCell"): self._merge,
            _tag("conditionalFormatting"): self._colour,
            _tag("tablePart"): self._colour,
            **dict.fromkeys(_PAGE_TEXTS, self._page_text),
        }
        last = 0
        for _, element in iterparse(self._source):
            tag = element.tag
            if tag == _ROW:
                number = int(float(element.get("r", last + 1)))
                if number <= last:
                    raise ValueError(number)
                yield from repeat((), number - last - 1)
                yield self._row(element, number - 1)
                last = number
                element.clear()
            elif tag in others:
                others[tag](element)

    def _view(self, element: Any) -> None:
        self._zeros_hidden |= not _is_set(element.get("showZeros", "1"))

    def _column(self, element: Any) -> None:
        if _is_set(element.get("hidden")) or _is_none(element.get("width")):
            self.hidden_columns.append(range(int(element.get("min")) - 1, int(element.get("max"))))

    def _merge(self, element: Any) -> None:
        self.merged.append(span(element.get("ref", "")))

    def _colour(self, _: Any) -> None:
        self.coloured = True

    def _page_text(self, element: Any) -> None:
        self.page_texts.append(element.text or "")

    def _row(self, element: Any, number: int) -> tuple[str, ...]:
        if _is_set(element.get("hidden")) or _is_none(element.get("ht")):
            self.hidden_rows.add(number)
        cells: list[str] = []
        place = -1
        for cell in element:
            address = cell.get("r")
            place = _place(address.rstrip(_DIGITS)) if address else place + 1
            text = self._cell(cell, number, place)
            if place == len(cells):
                cells.append(text)
            else:
                cells += [""] * (place + 1 - len(cells))
                cells[place] = text
        return tuple(cells)

    def _cell(self, element: Any, row: int, place: int) -> str:
        """The text of a cell; its marks are noted."""
        kind = element.get("t", "n")
        style = self._styles[int(element.get("s", 0))]
        value = element.findtext(_VALUE)
        # A master of formulas is noted even where it has a value, because others are written after its pattern.
        formula = None if value and len(element) == 1 else self._formula(element)
        marks: list[CellMark] = []
        if kind == "inlineStr" or (value and kind not in _NUMBERS):
            usual = self._text(self._content(element, kind, value), style, marks)
            text = _noted(display(usual, style.number_format, self._epoch), marks)
        elif value:
            text = self._number(value, kind, style, marks)
        else:
            # Its own text, which no check takes for a figure; a formula whose saved value is "" has none.
            text = "" if formula is None or kind == "str" else self._text(formula, style, marks)
        if style.white and text.strip():
            self.white.append((row, place))
        if marks:
            self.marks[row, place] = tuple(marks)
        return text

    def _content(self, element: Any, kind: str, value: str | None) -> str | tuple[RichRun, ...]:
        if kind == "inlineStr":
            inline = element.find(_INLINE)
            return "" if inline is None else _content(inline)
        index = int(value or "") if kind == "s" else None
        if index is None:
            return value or ""
        if index < 0:
            raise IndexError(index)
        return self._texts[index]

    def _number(self, value: str, kind: str, style: CellStyle, marks: list[CellMark]) -> str:
        number = _stored(value, kind)
        text = _noted(display(number, style.number_format, self._epoch), marks)
        if text and self._zeros_hidden and kind == "n" and number == 0:
            marks.append(CellMark(MarkKind.UNSEEN, text))
            return ""
        if text and style.struck:
            marks.append(CellMark(MarkKind.STRUCK, text))
        return text

    def _formula(self, cell: Any) -> str | None:
        """The formula of a cell, also of one that only names the cell after whose formula its own goes."""
        element = cell.find(_FORMULA)
        if element is None:
            return None
        text = f"={element.text or ''}"
        address = cell.get("r")
        shared = element.get("si") if element.get("t") == "shared" and address else None
        if shared is not None and element.text:
            self._formulas[shared] = Translator(text, address)
        elif shared in self._formulas:
            return str(self._formulas[shared].translate_formula(address))
        return text

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


def _without_parts(runs: tuple[RichRun, ...], style: CellStyle, marks: list[CellMark]) -> str:
    """The text of the runs that are neither struck out nor raised, else of the struck ones, else of the raised ones."""
    struck = [run for run in runs if (style.struck if run.struck is None else run.struck)]
    rest = [run for run in runs if run not in struck]
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
