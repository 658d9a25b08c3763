"""One cell at a time: numbers as offices write them, and the kinds of "no number" that must stay apart."""

import re
import unicodedata
from dataclasses import dataclass

from dashboard.observation import Status

NOT_SET = frozenset("―－-‐−–—ー…") | {"...", "･･･", "・・・"}
WORDS = {
    Status.PENDING: ("集計中", "未集計"),
    Status.SUPPRESSED: ("x", "X", "***", "秘匿"),
    Status.NOT_APPLICABLE: ("該当なし", "対象外"),
}
STATUS_WORDS = (
    {status.label: status for status in Status}
    | {status.value: status for status in Status}
    | {"未集計": Status.PENDING, "対象外": Status.NOT_APPLICABLE}
)

MOST_DIGITS = 15
"""Excel keeps fifteen digits; beyond them a figure is not what was typed."""

# NFKC would turn the footnote in 935① into a digit, so only full-width forms and blanks are narrowed in a number.
_NARROW = {wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)} | dict.fromkeys((0x3000, 0xA0), " ")
_MINUS = str.maketrans(dict.fromkeys("▲△−‐", "-"))
# A leading zero is refused: 023 is more likely the torn-off end of 1,023 than a figure.
_NUMBER = re.compile(
    r"(?P<sign>-?) *(?P<whole>[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*|0)(?:\.(?P<fraction>\d+))?\s*(?P<unit>[^\d,.+\-\s]\D*)?",
    re.ASCII,
)
KEPT_FROM_STARTING = re.compile("'+[=+\\-@＝＋－＠\t\r\n]")
"""What a text begins with that our files keep from starting a formula."""


@dataclass(frozen=True)
class Cell:
    """What a value cell says: a number with the unit written behind it, a kind of no number, or nothing at all.

    ``decimals`` counts the digits written after the decimal point; ``empty`` is true for a blank and for ―.
    """

    number: float | None = None
    unit: str = ""
    decimals: int = 0
    status: Status | None = None

    @property
    def empty(self) -> bool:
        """Neither a number nor a word."""
        return self.number is None and self.status is None


def read_value(text: str) -> Cell | None:
    """The cell's meaning; None when it is neither a number nor a known word."""
    stripped = text.strip()
    if not stripped or stripped in NOT_SET:
        return Cell()
    word = unicodedata.normalize("NFKC", stripped)
    for status, words in WORDS.items():
        if word in words:
            return Cell(status=status)
    return _number(stripped.translate(_NARROW).translate(_MINUS))


def _number(text: str) -> Cell | None:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    whole, fraction = match["whole"].replace(",", ""), match["fraction"] or ""
    if len(whole) > MOST_DIGITS:
        return None
    # Added to zero, for −0 is 0.
    return Cell(0.0 + float(f"{match['sign']}{whole}.{fraction or 0}"), (match["unit"] or "").strip(), len(fraction))


def unquoted(text: str) -> str:
    """A text without the apostrophe that only keeps a spreadsheet from starting it as a formula."""
    return text[1:] if KEPT_FROM_STARTING.match(text) else text


def has_mark(text: str) -> bool:
    """Whether a footnote's digit (①, ²) is in the text, which would be read as one of its own: R5.1① is no November."""
    return any(unicodedata.category(letter) == "No" for letter in text)


def read_status(text: str) -> Status | None:
    """The status that a 区分 cell names, in Japanese (確定, 確定値) or by its id; None for any other word."""
    return STATUS_WORDS.get(unicodedata.normalize("NFKC", text).strip().removesuffix("値"))


def same_unit(written: str, unit: str) -> bool:
    """Whether ``written`` is the unit, whatever the width of its characters or the spelling of か所 and %."""
    return _unit(written) == _unit(unit)


def _unit(text: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return re.sub("^パーセント$", "%", re.sub("^(?:[カヵヶケか]|箇)所$", "か所", plain))
