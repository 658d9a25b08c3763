"""Where an uploaded cell becomes a value: ``read_value`` turns the text of a value cell into a number or its absence.

Numbers come as offices write them (１，０２３か所, ▲3), and the kinds of "no number" (集計中, 秘匿, ―) stay apart. The
words of a 区分 cell and the spellings of a unit are read here too.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from dashboard.observation import Status

_COUNTERS = "% 人 名 か所 件 回 日 床 台 機関 施設 事業所 世帯 戸 円 時間 点 団体 校 ‰"
UNIT_COUNTERS = tuple(_COUNTERS.split())
UNIT_SCALES = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "億": 100_000_000,
    "十億": 1_000_000_000,
    "10": 10,
    "100": 100,
    "1000": 1_000,
    "1,000": 1_000,
    "10万": 100_000,
}

_DASHES = frozenset("―－-‐−–—ー")
_NO_FIGURE = frozenset({"…", "...", "･･･", "・・・", "……"})
WORDS = {
    Status.PENDING: ("集計中", "未集計", "調査中", "精査中"),
    Status.SUPPRESSED: ("x", "X", "***", "秘匿"),
    # 「・」 of official statistics: the item cannot exist.
    Status.NOT_APPLICABLE: ("該当なし", "対象外", "・", "･"),
}
_STATUS_WORDS = (
    {status.label: status for status in Status}
    | {status.value: status for status in Status}
    | {"未集計": Status.PENDING, "対象外": Status.NOT_APPLICABLE}
    | dict.fromkeys(("確報", "実績", "実", "改訂", "r"), Status.OFFICIAL)
    | dict.fromkeys(("概", "概算", "暫定", "推計", "未定稿", "仮集計", "未確定", "p"), Status.PROVISIONAL)
)
_STATUS_OF_WORD = {word: status for status, words in WORDS.items() for word in words}

MOST_DIGITS = 15
"""Excel keeps fifteen digits; beyond them a figure is not what was typed."""

LONGEST_FIGURE = 200
"""A figure with its unit and its mark is shorter; of a longer text every way to split it would be tried."""

# NFKC would turn the footnote in 935① into a digit, so only full-width forms and blanks are narrowed in a number.
_NARROW = {wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)} | dict.fromkeys((0x3000, 0xA0), " ")
_MINUS = str.maketrans(dict.fromkeys("▲△−‐", "-"))
# A leading zero is refused: 023 is more likely the torn-off end of 1,023 than a figure.
_NUMBER = re.compile(
    r"(?P<sign>-?) *(?P<digits>[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*|0)(?:\.(?P<fraction>\d+))?"
    r"\s*(?P<unit>[^\d,.+\-\s]\D*)?",
    re.ASCII,
)
# What stands behind a number and is no unit: the marks and words of official statistics.
_FOREIGN_UNIT = re.compile(r"[※*†‡()\[\]]|^[rp]$|^注|未満$|以下$", re.IGNORECASE)
_UNIT_WORD = re.compile("^単位\\s*[:：]?")
_MARKED = re.compile(
    r"(?P<before>[rpRP※*＊†‡])?\s*(?P<text>.*?\d[^rpRP※*＊†‡注]*?)\s*"
    r"(?P<after>[rpRP*＊†‡]|[(（]?[※注]\d{0,2}[)）]?)?",
    re.DOTALL,
)
_WITH_STANDING = re.compile(r"(?P<text>.*?\d.*?)\s*[(（\[［](?P<word>[^()（）\[\]［］]+)[)）\]］]", re.DOTALL)
_BELOW = re.compile(r"[<\uff1c]?\s*\d+\D{0,3}(?:未満|以下)|[<\uff1c]\s*\d+")


@dataclass(frozen=True)
class CellValue:
    """What a value cell says: a number with the unit written behind it, a kind of no number, or nothing at all.

    ``decimals`` counts the digits written after the decimal point; ``empty`` is true for a blank and for ―. ``mark`` is
    what stands beside the number and is none of its digits: r, p, ※1; or the whole text of 10未満.
    """

    number: float | None = None
    unit: str = ""
    decimals: int = 0
    status: Status | None = None
    mark: str = ""
    dash: bool = False

    @property
    def empty(self) -> bool:
        """Neither a number nor a word."""
        return self.number is None and self.status is None


def read_value(text: str) -> CellValue | None:
    """The cell's meaning; None when it is neither a number nor a known word."""
    text = text.strip()
    return None if len(text) > LONGEST_FIGURE else _value(text)


# The same few texts stand in thousands of rows.
@lru_cache(maxsize=8192)
def _value(text: str) -> CellValue | None:
    if not text or text in _NO_FIGURE:
        return CellValue()
    if text in _DASHES:
        return CellValue(dash=True)
    status = _STATUS_OF_WORD.get(unicodedata.normalize("NFKC", text))
    return CellValue(status=status) if status else _number(text) or _marked_number(text)


def _number(text: str) -> CellValue | None:
    match = _NUMBER.fullmatch(text.translate(_NARROW).translate(_MINUS))
    if match is None or _FOREIGN_UNIT.search(match["unit"] or ""):
        return None
    digits = match["digits"].replace(",", "")
    fraction = match["fraction"] or ""
    if len(digits) > MOST_DIGITS:
        return None
    # Added to zero, for −0 is 0.
    number = 0.0 + float(f"{match['sign']}{digits}.{fraction or 0}")
    return CellValue(number, (match["unit"] or "").strip(), len(fraction))


def _marked_number(text: str) -> CellValue | None:
    """A number with a sign of official statistics (r, p), a footnote's mark or its standing in brackets beside it."""
    if _BELOW.fullmatch(text):
        return CellValue(status=Status.SUPPRESSED, mark=text)
    if match := _WITH_STANDING.fullmatch(text):
        word = match["word"]
        value = _number(match["text"].strip())
        if value and (status := read_status(word)):
            return replace(value, status=status, mark=word)
        if value and not value.unit and not re.search(r"[\d※注]", word):
            return replace(value, unit=word)
    match = _MARKED.fullmatch(text.translate(_NARROW))
    marks = "".join(filter(None, (match["before"], match["after"]))) if match else ""
    value = _number(match["text"].strip()) if match and marks else None
    if value is None:
        return None
    return replace(value, mark=marks, status=Status.PROVISIONAL if "p" in marks.lower() else None)


def has_number(text: str) -> bool:
    """Whether a cell holds a number, whatever its unit."""
    value = read_value(text)
    return value is not None and value.number is not None


@lru_cache(maxsize=1024)
def read_status(text: str) -> Status | None:
    """The status that a 区分 cell names, in Japanese (確定, 確定値) or by its id; None for any other word."""
    return _STATUS_WORDS.get(unicodedata.normalize("NFKC", text).strip().removesuffix("値").removesuffix("数").lower())


def same_unit(text: str, unit: str) -> bool:
    """Whether ``text`` is the unit, whatever the width of its characters or the spelling of か所 and %."""
    return _plain_unit(text) == _plain_unit(unit)


@lru_cache(maxsize=1024)
def _plain_unit(text: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return re.sub("^パーセント$", "%", re.sub("^(?:[カヵヶケか]|箇)所$", "か所", plain))


def bare_unit(text: str) -> str:
    """A unit as written above or below a heading, without brackets and the word 単位: （単位：か所） is か所."""
    return _UNIT_WORD.sub("", text.strip().strip("()（）[]［］〔〕【】").strip()).strip()


def has_mark(text: str) -> bool:
    """Whether a footnote's digit (①, ²) is in the text, which would be read as one of its own: R5.1① is no November."""
    return any(unicodedata.category(letter) == "No" for letter in text)
