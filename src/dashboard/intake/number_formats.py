"""What Excel prints for a stored value under its number format: sections, conditions, words, scales, dates, eras.

A format that only arranges a number (0.0, #,##0, colours, a sign) changes nothing: the text is the number as it is
stored, so that a finer value than the one printed is noticed. A format with words prints them around it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

from dashboard.fiscal import japanese_date
from dashboard.intake.draft import CellMark, MarkKind

_EXCELS_DAYS = 2_958_466
"""The day after Excel's last, 9999-12-31, as it counts days."""

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | \\(?P<escaped>.)
    | [_*].                                   # room of a letter's width; a letter that fills the cell
    | \[(?P<bracket>[^\]]*)\]
    | (?P<end>;)
    | (?P<general>General|G/標準)
    | (?P<exponent>E[+-])
    | (?P<moment>AM/PM|A/P|(?<![A-Za-z])[ymdhsegbar]+(?![A-Za-z]))
    | (?P<slot>[0\#?])
    | (?P<point>\.) | (?P<comma>,) | (?P<percent>%) | (?P<slash>/) | (?P<text>@)
    | (?P<other>.)
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)")
_COMPARING: dict[str, Callable[[float, float], bool]] = {"<=": le, ">=": ge, "<>": ne, "<": lt, ">": gt, "=": eq}
_CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?", re.DOTALL)
_COLOUR = re.compile(r"red|blue|green|magenta|yellow|cyan|赤|青|緑|紫|黄|水|色\d+|color ?\d+", re.IGNORECASE)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)

_MINUS = "-−－‐▲△"
_PLAIN = frozenset(" 　\xa0$¥￥€£+()（）,:'/~=<>{}^&|!" + _MINUS)
"""Letters beside a number that say nothing but what a sign or a currency says."""

_DATE_WORDS = frozenset(" 　.,/:-()（）年月日時分秒曜度末現在点")
"""Letters beside a date that say nothing but that it is one."""

_ERA_YEAR = re.compile(r"(?:令和|平成)(?:元|\d+)年")
"""A year that a format spells out, as many did before Excel knew of the era."""

_ZERO_OF_ACCOUNTS = "-"
"""What the formats of Excel's comma and currency buttons print for nothing but zero."""

_POINTS = ".・\uff0e"
"""Letters that look like a decimal point."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _FormatSection:
    """One of up to four parts of a format, and the numbers it is for where it says so."""

    tokens: tuple[_Token, ...]
    condition: Callable[[float], bool] | None = None
    only_negative: bool = False
    colour: bool = False

    def has(self, *kinds: str) -> bool:
        return any(token.kind in kinds for token in self.tokens)

    @property
    def is_date(self) -> bool:
        letters = self.moment
        return bool(letters) and (not self.has("slot") or bool({"h", "s"} & set(letters)))

    @property
    def moment(self) -> str:
        """The letters that stand for a part of a date or a time, lower case."""
        return "".join(token.text for token in self.tokens if token.kind == "moment").lower()

    @property
    def words(self) -> str:
        return "".join(token.text for token in self.tokens if token.kind == "word")


@lru_cache(maxsize=1024)
def _sections(number_format: str) -> tuple[_FormatSection, ...]:
    sections: list[_FormatSection] = []
    tokens: list[_Token] = []
    condition: Callable[[float], bool] | None = None
    only_negative = colour = False
    for match in [*_TOKEN.finditer(number_format), None]:
        kind = match.lastgroup if match else "end"
        text = match[kind] if match and kind else ""
        if kind == "end":
            sections.append(_FormatSection(tuple(tokens), condition, only_negative, colour))
            tokens, condition, only_negative, colour = [], None, False, False
        elif kind == "bracket":
            if limit := _CONDITION.fullmatch(text):
                condition = _condition(limit[1], float(limit[2]))
                only_negative = limit[1] in {"<", "<="} and float(limit[2]) <= 0
            elif currency := _CURRENCY.fullmatch(text):
                tokens.append(_Token("word", currency[1]))
            elif _ELAPSED.fullmatch(text):
                tokens.append(_Token("moment", f"[{text}]"))
            else:
                colour = colour or _COLOUR.fullmatch(text) is not None
        elif kind in {"quoted", "escaped", "other"}:
            tokens.append(_Token("word", text))
        elif kind:
            tokens.append(_Token(kind, "h" if "/" in text and kind == "moment" else text))
    return tuple(sections[:4])


def _condition(sign: str, limit: float) -> Callable[[float], bool]:
    return lambda value: _COMPARING[sign](value, limit)


def display(value: object, number_format: str, epoch: datetime = WINDOWS_EPOCH) -> tuple[str, CellMark | None]:
    """The text that Excel prints for a value, and what is stored where that is another thing."""
    if isinstance(value, str):
        return _text_display(value, number_format)
    if isinstance(value, bool):
        return str(value).upper(), None
    if isinstance(value, int | float):
        return _number_display(value, number_format, epoch)
    moment = datetime.combine(value, time()) if isinstance(value, date) and not isinstance(value, datetime) else value
    return _moment_display(moment, _sections(number_format)[0])


def _text_display(value: str, number_format: str) -> tuple[str, CellMark | None]:
    if "@" not in number_format and number_format.count(";") < 3:
        return value, None
    sections = _sections(number_format)
    section = sections[-1]
    if not (len(sections) == 4 or section.has("text")) or not value.strip():
        return value, None
    parts = [value if token.kind in {"text", "general"} else token.text for token in section.tokens]
    text = "".join(parts)
    if not text.strip():
        return "", CellMark(MarkKind.UNSEEN, value)
    if section.has("text", "general") and not set(section.words) - _PLAIN:
        return value, None
    return text, CellMark(MarkKind.STORED, value)


def _number_display(value: float, number_format: str, epoch: datetime) -> tuple[str, CellMark | None]:
    if number_format == "General":
        return _figure(value), None
    sections = _sections(number_format)
    section, is_negative_part = _section_for(value, sections)
    if section is None:
        return _figure(value), None
    if section.is_date:
        return _moment_display(_moment(value, section, epoch), section)
    if section.has("text"):
        return _text_display(_figure(value), number_format)
    return _with_words(value, section, is_negative_part)


def _section_for(value: float, sections: tuple[_FormatSection, ...]) -> tuple[_FormatSection | None, bool]:
    """The section that prints a number, and whether it is for negative ones and prints them without their sign."""
    parts = sections[:-1] if len(sections) in {2, 3} and sections[-1].has("text") else sections[:3]
    first, second = parts[0], parts[1] if len(parts) > 1 else None
    if first.condition or (second and second.condition):
        fits_first = first.condition(value) if first.condition else value > 0
        if fits_first:
            return first, first.only_negative
        if second is None:
            return None, False
        if second.condition(value) if second.condition else value < 0 or len(parts) == 2:
            return second, second.only_negative or (second.condition is None and len(parts) > 2)
        return (parts[2], False) if len(parts) > 2 else (None, False)
    if value < 0 and second is not None:
        return second, True
    return (parts[2], False) if value == 0 and len(parts) > 2 else (first, False)


# Numbers


def _figure(value: float, percent: int = 0) -> str:
    """The number as it is stored; of a percentage, its per cents."""
    if isinstance(value, int) and not percent and abs(value) < 10**15:
        return str(value)
    # Excel keeps and shows fifteen digits; beyond them a float is only the machine's remainder.
    number = Decimal(f"{value:.15g}")
    return f"{(number * 100).normalize():f}%" if percent else f"{number.normalize():f}"


def _with_words(value: float, section: _FormatSection, negative_part: bool) -> tuple[str, CellMark | None]:
    layout = _layout(section)
    stored = _figure(value, layout.percent)
    prints_digits = layout.has_general or layout.zeros or (layout.slots and value != 0)
    if not prints_digits:
        text = section.words.strip()
        if value == 0 and text == _ZERO_OF_ACCOUNTS:
            return stored, None
        return (text, CellMark(MarkKind.STORED, stored)) if text else ("", CellMark(MarkKind.UNSEEN, stored))
    sign = "-" if value < 0 and not negative_part else ""
    looks_negative = bool(sign) or layout.looks_negative or (negative_part and section.colour)
    if layout.scale or layout.has_false_point:
        return sign + layout.filled(value, exact=False), CellMark(MarkKind.SCALED, stored)
    if layout.has_words or looks_negative != (value < 0):
        return sign + layout.filled(value, exact=True), CellMark(MarkKind.STORED, stored)
    return stored, None


@dataclass(frozen=True, slots=True)
class _NumberLayout:
    """How a section arranges a number: what stands before, among and behind its digits.

    ``scale`` counts the commas that each divide by a thousand, ``places`` the digits after the point, ``zeros`` the
    places that are printed even where a number does not reach them. A false point is a letter among the digits that
    only looks like the decimal point and so divides the number for whoever reads it.
    """

    before: str
    among: tuple[_Token, ...]
    behind: str
    percent: int
    scale: int
    places: int
    slots: int
    zeros: int
    has_general: bool
    thousands: bool
    has_false_point: bool
    has_words: bool
    looks_negative: bool
    free: bool

    def filled(self, value: float, *, exact: bool) -> str:
        """The section with a number's digits in it; ``exact`` with all it has, else rounded as Excel does."""
        number = abs(Decimal(f"{value:.15g}")) * 100**self.percent / 1000**self.scale
        if self.free and exact:
            digits = f"{number.normalize():f}"
        else:
            own = max(0, -int(number.normalize().as_tuple().exponent)) if exact else 0
            digits = f"{number.quantize(Decimal(1).scaleb(-max(self.places, own)), ROUND_HALF_UP):f}"
        whole, _, fraction = digits.partition(".")
        whole = whole.zfill(sum(token.text == "0" for token in self.among if token.kind == "slot"))
        if any(token.kind == "word" for token in self.among):
            whole = self._scattered(whole)
        elif self.thousands:
            whole = f"{int(whole):,}"
        return f"{self.before}{whole}{'.' * bool(fraction)}{fraction}{self.behind}".strip()

    def _scattered(self, whole: str) -> str:
        """The digits before the point over the places among which words stand, from the right."""
        digits = list(whole)
        parts: list[str] = []
        slots = sum(token.kind == "slot" for token in self.among)
        for token in reversed(self.among):
            if token.kind == "slot":
                slots -= 1
                parts += [digits.pop()] if digits else []
                if not slots:
                    parts += reversed(digits)
            elif token.kind == "word":
                parts.append(token.text)
        return "".join(reversed(parts))


@lru_cache(maxsize=1024)
def _layout(section: _FormatSection) -> _NumberLayout:
    tokens = section.tokens
    numeric = [at for at, token in enumerate(tokens) if token.kind in {"slot", "general"}]
    first, last = (numeric[0], numeric[-1]) if numeric else (len(tokens), len(tokens) - 1)
    point = next((at for at in range(first, last + 1) if tokens[at].kind == "point"), last + 1)
    among = tokens[first:point] if numeric else ()
    after = tokens[last + 1 :]
    whole = [at for at in numeric if at < point]
    inside = "".join(token.text for token in tokens[first : last + 1] if token.kind == "word")
    before = _words(tokens[:first])
    behind = _words(after)
    outside = "".join(token.text for token in (*tokens[:first], *after) if token.kind == "word")
    return _NumberLayout(
        before,
        tuple(among),
        behind,
        percent=sum(token.kind == "percent" for token in tokens),
        scale=_scale(tokens, whole, numeric, point),
        places=sum(token.kind == "slot" for token in tokens[point : last + 1]),
        slots=sum(token.kind == "slot" for token in tokens),
        zeros=sum(token.kind == "slot" and token.text == "0" for token in tokens),
        has_general=section.has("general"),
        thousands=any(token.kind == "comma" for token in tokens[first : max(whole, default=first)]),
        has_false_point=bool(set(inside) & set(_POINTS)),
        has_words=bool((set(outside) | set(inside) - set(_POINTS)) - _PLAIN),
        looks_negative=bool(set(before + behind[-1:]) & set(_MINUS)) or ("(" in before and ")" in behind),
        free=section.has("general", "exponent", "slash"),
    )


def _scale(tokens: tuple[_Token, ...], whole: list[int], numeric: list[int], point: int) -> int:
    """How many commas stand behind the last digit before the point, or behind the last of all."""
    if not numeric:
        return 0
    before_point = tokens[whole[-1] + 1 : point] if whole and point <= numeric[-1] else ()
    return sum(token.kind == "comma" for token in (*before_point, *tokens[numeric[-1] + 1 :]))


def _words(tokens: tuple[_Token, ...] | list[_Token]) -> str:
    return "".join(token.text for token in tokens if token.kind in {"word", "percent"})


# Dates


def _moment(value: float, section: _FormatSection, epoch: datetime) -> object:
    if not 0 <= value < _EXCELS_DAYS:
        return _figure(value) if set(section.moment) <= set("ger") else "#VALUE!"
    return from_excel(value, epoch, timedelta="[" in section.moment)


def _moment_display(moment: object, section: _FormatSection) -> tuple[str, CellMark | None]:
    """The text of a date, as exact as it is printed, between the words that the format prints around it."""
    text = _moment_text(moment, section.moment)
    at = [place for place, token in enumerate(section.tokens) if token.kind == "moment"]
    if not at or not set(section.words) - _DATE_WORDS or not isinstance(moment, datetime):
        return text, None
    era = _ERA_YEAR.match(section.words)
    year = era[0] if era and japanese_date(moment.date()).startswith(era[0]) else ""
    if not set(section.words.removeprefix(year)) - _DATE_WORDS:
        return text, None
    before = _words(section.tokens[: at[0]]).removeprefix(year)
    behind = _words(section.tokens[at[0] :]).lstrip("".join(_DATE_WORDS - set("（(")))
    return f"{before}{text}{behind}", CellMark(MarkKind.STORED, text)


def _moment_text(moment: object, letters: str) -> str:
    is_time = bool(set("hs") & set(letters)) and not set("ydge") & set(letters)
    if not isinstance(moment, datetime) or moment.time() != time() or is_time:
        return str(moment)
    if "d" in letters or not letters:
        return moment.date().isoformat()
    return f"{moment.year}年{moment.month}月" if "m" in letters else str(moment.year)
