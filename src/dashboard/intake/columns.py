"""Which heading names which column: the fields of both shapes with the synonyms that divisions use."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


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
