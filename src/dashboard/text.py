"""Text and figures in words: how a number reads, how wide a text is, where a line breaks, what starts a formula.

One way for screens, papers, files and the command line; nothing here knows an indicator.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from typing import Self

MINUS = "−"
PERCENT = "％"
"""The one percent sign of screens and papers, without a space before it."""
_PERCENT_SIGNS = {"%", "％"}

HALF_WIDTH = 0.58
"""Width of a half-width character in ems: digits and Latin letters of the gothic faces in use take 0.55 to 0.6."""

# What may not be torn apart: opening marks and the character after them, a word of Latin letters, closing marks.
_UNBROKEN = re.compile(r"[「『（〈《【〔]*(?:[!-~]+|.)[、。，」』）〉》】〕・ー％]*", re.DOTALL)
_WORD = re.compile(r"[!-~]+")

_SHORTEST_LINE = 0.1
"""What is left of a broken text does not stand alone on a line of which it fills less than this part."""

# A Japanese Excel takes the full-width signs for the half-width ones.
_FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r\n")
_MINUS_AND_DIGITS = re.compile(r"[-－][\d\s,.，\uff0e]*")


# What no reader sees: controls, zero width, signs that turn the direction of writing (with them 021 looks like 120),
# fillers, tags, and what is no character. Selectors of variants stay, for 葛\U000e0100 is how some people are written.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e00ff]"
)
_ODD_SPACES = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_LINE_ENDS = re.compile("[\t\r\n]+")
_KINDS_OF_UNSEEN = {"\t": "タブ", "\u200b": "ゼロ幅スペース", "\u200c": "ゼロ幅非接合子", "\u200d": "ゼロ幅接合子"}
_KINDS_BY_CATEGORY = {
    "Cc": "制御文字",
    "Cf": "書式文字",
    "Cn": "未定義の文字",
    "Co": "外字",
    "Cs": "壊れた文字",
    "Zl": "行区切り",
    "Zp": "段落区切り",
}

GUARDED = re.compile(f"'+[{re.escape(''.join(_FORMULA_STARTS))}]")
"""What a text begins with that an apostrophe keeps from starting a formula."""


class Term(StrEnum):
    """One of several choices: its value is what files and addresses say, its words are what readers see.

    A member is written as ``DAY = "day", "日"``. The first of the words is its label; a subclass says what others are.
    """

    words: tuple[str, ...]

    def __new__(cls, value: str, *words: str) -> Self:
        """A member, which is its value, with the words."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member

    @property
    def label(self) -> str:
        """The words for readers."""
        return self.words[0]


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula; a negative number, or ``-`` for none, is none."""
    return text.startswith(_FORMULA_STARTS) and not _MINUS_AND_DIGITS.fullmatch(text)


def guarded(text: str) -> str:
    """The text as a spreadsheet may have it: an apostrophe stands before what would start a formula."""
    return f"'{text}" if starts_formula(text) else text


def unguarded(text: str) -> str:
    """The text without the apostrophe that ``guarded`` put before it; one of several apostrophes goes."""
    return text[1:] if GUARDED.match(text) else text


def visible(text: str) -> str:
    """The text without the characters that nobody sees; a line end that is none of the usual ones is a space."""
    return _visible(text) if len(text) <= _SHORT else _without_unseen(text)


def on_a_line(text: str) -> str:
    """A text from elsewhere, where each line says something of its own: what can be seen of it, without line ends."""
    return _LINE_ENDS.sub(" ", visible(text))


def _without_unseen(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return _ODD_SPACES.sub(" ", _UNSEEN.sub("", text))


_SHORT = 200
"""Characters of texts whose answers are kept: the same sources, notes and names come again and again."""

_visible = lru_cache(maxsize=16_384)(_without_unseen)


def unseen_characters(text: str) -> str:
    """The characters, each once, that ``visible`` takes out of a text."""
    return "".join(dict.fromkeys(_UNSEEN.findall(text)))


def character_kind(letter: str) -> str:
    """What a character is that is not seen by itself; empty for one that is."""
    if unicodedata.name(letter, "").startswith("VARIATION SELECTOR"):
        return "異体字セレクタ"
    return _KINDS_OF_UNSEEN.get(letter) or _KINDS_BY_CATEGORY.get(unicodedata.category(letter), "")


def width_in_ems(text: str, word_space: float = 0.0) -> float:
    """Width of a text in sizes of its type; ``word_space`` is what an office suite adds around each Latin word."""
    letters = sum(1.0 if unicodedata.east_asian_width(letter) in "FWA" else HALF_WIDTH for letter in text)
    return letters + (word_space * len(_WORD.findall(text)) if word_space else 0.0)


def wrapped(text: str, width: float, word_space: float = 0.0) -> list[str]:
    """The lines of a text where ``width`` ems go on one; an empty text has one empty line."""
    lines = [""]
    room = width
    for piece in _pieces(text, max(width, 1.0), word_space):
        needed = width_in_ems(piece, word_space)
        if needed > room and lines[-1]:
            lines.append("")
            room = width
        lines[-1] += piece
        room -= needed
    return lines


def _pieces(text: str, width: float, word_space: float) -> Iterator[str]:
    """What stays together, except where it is wider than a whole line."""
    for piece in _UNBROKEN.findall(text):
        if width_in_ems(piece, word_space) <= width:
            yield piece
        else:
            yield from piece


def folded(lines: Sequence[str], width: float) -> tuple[str, ...]:
    """The lines under a picture, none wider than ``width`` ems.

    They break between their parts, which a full-width space separates, and inside a part only where it alone is wider,
    then so that no letter or two stand alone on the last line.
    """
    pieces: list[str] = []
    for line in lines:
        current = ""
        for part in line.split("　"):
            candidate = f"{current}　{part}" if current else part
            if width_in_ems(candidate) <= width:
                current = candidate
                continue
            *full, last = wrapped(part, width)
            if full and width_in_ems(last) < width * _SHORTEST_LINE:
                *full, last = wrapped(part, width * (1 - _SHORTEST_LINE))
            pieces.extend(piece for piece in (current, *full) if piece)
            current = last
        if current:
            pieces.append(current)
    return tuple(pieces)


def nearest(text: str, choices: Sequence[str]) -> str | None:
    """The choice most like the text, or None where nothing is alike; a text of a whole page is like none."""
    if len(text) > _SHORT:
        return None
    return next(iter(get_close_matches(text, choices, n=1)), None)


def joined_sources(sources: Iterable[str]) -> str:
    """出典 in one cell or line: each source once, between 「；」."""
    return "；".join(dict.fromkeys(source for source in sources if source))


def listed(choices: Sequence[str], most: int | None = None) -> str:
    """The choices as 「a」「b」; など stands for those beyond the first ``most``."""
    more = "など" if most is not None and len(choices) > most else ""
    return "".join(f"「{choice}」" for choice in choices[:most]) + more


def suggestion(text: str, choices: Sequence[str], *, every: bool = False) -> str:
    """The nearest choice as a question; all choices where nothing is near, or where ``every`` asks for them too."""
    near = nearest(text, choices)
    question = f"{listed([near])}ではありませんか。" if near else ""
    return question + (f"使えるのは{listed(choices)}です。" if every or not near else "")


def half_width(text: str) -> str:
    """The text in NFKC, but for footnote marks (①): they must not become digits of the number before them."""
    return "".join(
        letter if unicodedata.category(letter) == "No" else unicodedata.normalize("NFKC", letter) for letter in text
    )


def format_value(value: float, decimals: int) -> str:
    """A number with thousands separators, rounded half up (四捨五入), with the true minus sign (U+2212).

    A value that rounds to zero is written without a sign.
    """
    number = _quantized(value, decimals)
    return f"{abs(number):,f}" if number >= 0 else f"{MINUS}{abs(number):,f}"


def rounded(value: float, decimals: int) -> float:
    """The number that ``format_value`` writes."""
    return float(_quantized(value, decimals))


def format_bytes(count: int) -> str:
    """The size of a file: whole kilobytes, at least one, and from a million bytes on megabytes with one decimal."""
    return f"{count / 1_000_000:,.1f}MB" if count >= 1_000_000 else f"{max(1, round(count / 1000)):,}KB"


def _quantized(value: float, decimals: int) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def decimal_places(value: float) -> int:
    """The decimal places that a number itself has, without the machine's remainder: 41.0 has none, 0.25 has two."""
    return max(0, -int(Decimal(f"{value:.12g}").normalize().as_tuple().exponent))


def format_amount(value: float, decimals: int, unit: str) -> str:
    """A number with its unit, as in 935か所 or 38.7％."""
    return f"{format_value(value, decimals)}{PERCENT if unit in _PERCENT_SIGNS else unit}"


def difference_unit(unit: str) -> str:
    """The unit of a difference of two values: percentages differ by ポイント, not by %."""
    return "ポイント" if unit in _PERCENT_SIGNS else unit


def format_share(share: float, decimals: int = 1) -> str:
    """A fraction as a percentage: 0.387 is 38.7％."""
    return format_amount(share * 100, decimals, PERCENT)


def format_threshold(share: float) -> str:
    """A fraction as a percentage with only the decimals it needs: 0.05 is 5％, 0.125 is 12.5％."""
    return f"{share * 100:.10g}{PERCENT}"
