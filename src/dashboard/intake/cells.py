"""One cell at a time: numbers as offices write them, and the kinds of "no number" that must stay apart."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from dashboard.observation import Status


class Field(StrEnum):
    """The columns of the long shape; the wide shape has one value column for each indicator instead of 指標 and 値."""

    INDICATOR = "指標"
    CODE = "地域コード"
    NAME = "地域名"
    PERIOD = "時点"
    VALUE = "値"
    STATUS = "区分"
    UNIT = "単位"
    SOURCE = "出典"
    NOTE = "備考"
    SE = "標準誤差"
    LOWER = "下限"
    UPPER = "上限"


SYNONYMS: dict[Field, tuple[str, ...]] = {
    Field.INDICATOR: ("指標", "指標名", "指標id", "indicator"),
    Field.CODE: (
        "地域コード",
        "団体コード",
        "市町村コード",
        "市区町村コード",
        "コード",
        "code",
        "code5",
        "code6",
        "region",
    ),
    Field.NAME: ("地域名", "地域", "団体名", "市町村", "市町村名", "市区町村", "市区町村名", "name"),
    Field.PERIOD: ("時点", "年月", "年月日", "基準日", "年度", "as_of", "date"),
    Field.VALUE: ("値", "数値", "実績", "実績値", "件数", "value"),
    Field.STATUS: ("区分", "状態", "status"),
    Field.UNIT: ("単位", "unit"),
    Field.SOURCE: ("出典", "資料", "source"),
    Field.NOTE: ("備考", "注", "note"),
    Field.SE: ("標準誤差", "se"),
    Field.LOWER: ("下限", "信頼下限", "lower"),
    Field.UPPER: ("上限", "信頼上限", "upper"),
}
MARGINS = (Field.SE, Field.LOWER, Field.UPPER)
CHECK_HEADINGS = ("取込チェック", "見つかったこと")
"""What our own check writes to the right of a table; a corrected file may come back with it."""

PAPER_HEADINGS = ("資料の計画", "資料の基準日", "資料の登録時点")
"""What our own files of values say beside them of the paper they were taken from; nothing for the intake to read."""

AREA_HEADINGS = frozenset(
    {"圏域", "圏域名", "医療圏", "医療圏名", "二次医療圏", "二次保健医療圏", "保健医療圏"}
    | {"保健所圏域", "保健所", "医師会", "郡市医師会"}
)
"""They name the row's region where no other column does; beside a municipality they only repeat where it lies."""

_FIELDS = {name: field for field, names in SYNONYMS.items() for name in names}
_REMARK = re.compile(r"(?P<name>.+?)[(（〔\[［【](?P<remark>[^()（）〔〕\[\]［］【】]*)[)）〕\]］】]\s*", re.DOTALL)
_UNIT_WORD = re.compile("^単位\\s*[:：]?")


@dataclass(frozen=True)
class Heading:
    """A heading without its closing remark: 値（か所） is 値 with the remark か所."""

    text: str
    remark: str = ""


def heading_of(cell: str) -> Heading:
    """The heading in a cell, its remark taken off."""
    found = _REMARK.fullmatch(cell.strip())
    return Heading(found["name"].strip(), found["remark"].strip()) if found else Heading(cell.strip())


def field_of(cell: str) -> Field | None:
    """The field that a heading names, with or without a remark behind it; None for any other text."""
    return _FIELDS.get(_key(cell)) or _FIELDS.get(_key(heading_of(cell).text))


def is_area_heading(cell: str) -> bool:
    """Whether a heading names the area around a region."""
    return _key(heading_of(cell).text) in AREA_HEADINGS


def bare_unit(cell: str) -> str:
    """A unit as written above or below a heading, without brackets and the word 単位: （単位：か所） is か所."""
    text = cell.strip().strip("()（）[]［］〔〕【】").strip()
    return _UNIT_WORD.sub("", text).strip()


def _key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


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
