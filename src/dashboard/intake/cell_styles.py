"""The formats of a workbook's cells, as far as they say something of a value: what is printed, struck, or unseen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

from dashboard.intake.parts import Attributes, TooMuch, Walk, local_name

MOST_STYLES = 70_000
"""Excel itself has no more than 65,490."""

_LONGEST_FORMAT = 1_000
_WHITE = frozenset({"FFFFFF", "00FFFFFF", "FFFFFFFF"})
_WHITE_INDEXES = frozenset({"1", "9"})
_SECTIONS = frozenset({"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"})

_DATES_OF_JAPAN = {
    **dict.fromkeys((27, 36, 50, 57), "[$-411]ge.m.d"),
    **dict.fromkeys((28, 29, 51, 54, 58), '[$-411]ggge"年"m"月"d"日"'),
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"時"mm"分"',
    33: 'h"時"mm"分"ss"秒"',
    **dict.fromkeys((34, 52, 55), 'yyyy"年"m"月"'),
    **dict.fromkeys((35, 53, 56), 'm"月"d"日"'),
}
"""The formats that a Japanese Excel names by number only (ECMA-376, 18.8.30); the library leaves them out."""


@dataclass(frozen=True, slots=True)
class CellStyle:
    """What of a cell's format says something of its value; white letters are so on white ground."""

    number_format: str
    struck: bool
    white: bool


def cell_styles(source: IO[bytes]) -> list[CellStyle]:
    """The styles of a book's cells by their number, of its part with the styles."""
    return _Styles(source).styles


@dataclass(slots=True)
class _Font:
    struck: bool = False
    white: bool = False


class _Styles:
    """Reads the part once; what stands outside the sections that matter is passed by."""

    def __init__(self, source: IO[bytes]) -> None:
        self.styles: list[CellStyle] = []
        self._section = ""
        self._formats: dict[int, str] = {}
        self._fonts: list[_Font] = []
        self._on_white: list[bool] = []
        self._is_solid = False
        self._known: dict[tuple[int, ...], CellStyle] = {}
        Walk("セルの書式", 0).over(source, self._start, self._end)

    def _start(self, name: str, attributes: Attributes) -> None:
        name = local_name(name)
        if name in _SECTIONS:
            self._section = name
        elif self._section == "cellXfs" and name == "xf":
            self._add_style(attributes)
        elif self._section == "numFmts" and name == "numFmt":
            code = attributes["formatCode"]
            if len(code) > _LONGEST_FORMAT:
                raise TooMuch("セルの表示形式が長すぎます。")
            self._formats[int(attributes["numFmtId"])] = code
        elif self._section == "fonts":
            self._font(name, attributes)
        elif self._section == "fills":
            self._fill(name, attributes)

    def _end(self, name: str) -> None:
        if local_name(name) == self._section:
            self._section = ""

    def _font(self, name: str, attributes: Attributes) -> None:
        if name == "font":
            self._fonts.append(_Font())
        elif name == "strike":
            self._fonts[-1].struck = attributes.get("val", "1") in {"1", "true", "on"}
        elif name == "color":
            self._fonts[-1].white = _is_white(attributes)

    def _fill(self, name: str, attributes: Attributes) -> None:
        if name == "fill":
            self._on_white.append(True)
        elif name == "gradientFill":
            self._on_white[-1] = False
        elif name == "patternFill":
            self._on_white[-1] = attributes.get("patternType", "none") == "none"
            self._is_solid = attributes.get("patternType") == "solid"
        elif name == "fgColor" and self._is_solid:
            self._on_white[-1] = _is_white(attributes)

    def _add_style(self, attributes: Attributes) -> None:
        if len(self.styles) == MOST_STYLES:
            raise TooMuch("セルの書式が多すぎます。")
        parts = tuple(int(attributes.get(name, 0)) for name in ("numFmtId", "fontId", "fillId"))
        style = self._known.get(parts)
        if style is None:
            number, font_id, fill_id = parts
            font = self._fonts[font_id]
            style = CellStyle(self._format(number), font.struck, font.white and self._on_white[fill_id])
            self._known[parts] = style
        self.styles.append(style)

    def _format(self, number: int) -> str:
        if number in self._formats:
            return self._formats[number]
        if number >= BUILTIN_FORMATS_MAX_SIZE:
            raise KeyError(number)
        builtin: Mapping[int, str] = BUILTIN_FORMATS
        return builtin.get(number) or _DATES_OF_JAPAN.get(number, "General")


def _is_white(colour: Attributes) -> bool:
    if float(colour.get("tint", 0)):
        return False
    if "indexed" in colour:
        return colour["indexed"] in _WHITE_INDEXES
    if "theme" in colour:
        return colour["theme"] == "0"
    return "auto" not in colour and colour.get("rgb", "") in _WHITE
