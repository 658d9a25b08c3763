"""What the cells above a column say of it: which field it is, or whose value, of when, where, in which unit.

One heading may say several things in several cells or lines: 通いの場 over 令和7年度, or 値（R8.9.30時点、人）.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboard.catalogue import Catalogue, Indicator
from dashboard.intake.cell_values import bare_unit, has_number, read_value
from dashboard.intake.clues import PART, Clue, Hint, Words
from dashboard.intake.draft import Context, Field
from dashboard.places import Regions

SYNONYMS = {
    Field.INDICATOR: "指標 指標名 指標id indicator 表章項目 項目 項目名",
    Field.CODE: "地域コード 団体コード 市町村コード 市区町村コード コード code code5 code6 region area_code areacode "
    "全国地方公共団体コード 地方公共団体コード 都道府県コード又は市区町村コード 都道府県コードまたは市区町村コード",
    Field.NAME: "地域名 地域 団体名 市町村 市町村名 市区町村 市区町村名 name 地方公共団体名 自治体 自治体名 "
    "都道府県市区町村",
    Field.PERIOD: "時点 年月 年月日 基準日 年度 as_of date 年 西暦 調査年 年次 時間軸 調査時点 調査年月 調査日 "
    "報告年月 集計時点 調査年度 報告年度 基準年月 会計年度",
    Field.VALUE: "値 数値 実績 実績値 件数 value 実数 数量 現状 現状値 現況",
    Field.STATUS: "区分 状態 status 値の区分",
    Field.UNIT: "単位 unit",
    Field.SOURCE: "出典 資料 source",
    Field.NOTE: "備考 注 note annotation 注記 注釈 摘要",
    Field.SE: "標準誤差 se",
    Field.LOWER: "下限 信頼下限 lower",
    Field.UPPER: "上限 信頼上限 upper",
    Field.PREFECTURE: "都道府県 都道府県名 県名",
    Field.PREFECTURE_CODE: "都道府県コード 都道府県番号",
    Field.TIME_CODE: "時間軸コード time_code 時間軸code 時点コード",
    Field.PART_OF_YEAR: "四半期 期 月 半期 期別 四半期別 報告月 quarter month",
}
"""The names by which a column may be headed, apart by spaces."""

_COUNTS = "人数 か所数 箇所数 施設数 事業所数 機関数 数 回数 職員数 登録数 届出数"
COUNT_HEADINGS = frozenset(_COUNTS.split())
"""They head the values where no other column does: 市町村名 and 人数 under a title that names the indicator."""

_AREAS = "圏域 圏域名 医療圏 医療圏名 二次医療圏 二次保健医療圏 保健医療圏 保健所圏域 保健所 医師会 郡市医師会"
AREA_HEADINGS = frozenset(_AREAS.split())
"""They name the row's region where no other column does; beside a municipality they only repeat where it lies."""

CHECK_HEADINGS = ("取込チェック", "見つかったこと")
"""What our own check writes to the right of a table; a corrected file may come back with it."""

PAPER_HEADINGS = ("資料の計画", "資料の基準日", "資料の登録時点")
"""What our own files of values say beside them of the paper they were taken from; nothing for the intake to read."""

_HARMLESS = re.compile(
    r"no\.?|番号|通番|連番|整理番号|#|(?:tab|area|cat\d\d|unit)_?code|(?:表章項目|単位|分類|地域.*|時間軸.*)コード|担当.*|連絡先.*|電話.*|tel|fax|メール.*|e-?mail|"
    r"問い?合わ?せ.*|住所.*|所在地.*|記入.*|作成.*|提出.*|回答者.*|確認.*|ふりがな|フリガナ|かな|カナ|よみ|読み|名称カナ|"
    r"url|緯度|経度|更新日.*|取得日.*|団体名カナ|郡名?|地方|ブロック"
)
_YEARS = frozenset(["年度", "年", "西暦", "調査年", "年次", "調査年度", "報告年度", "会計年度"])
_REMARK = re.compile(r"(?P<name>.+?)[(（〔\[［【](?P<remark>[^()（）〔〕\[\]［］【】]*)[)）〕\]］】]\s*", re.DOTALL)
_FIELDS = {name: column for column, names in SYNONYMS.items() for name in names.split()}
_NO_VALUE = (Clue.NOT_ACTUAL, Clue.EARLIER, Clue.DIFFERENCE, Clue.RATE)
_SEPARATORS = re.compile(r"[\n\r]+|[／/](?=\D)|[、,]")


@dataclass(frozen=True)
class Heading:
    """What is written above one column (``cells``, top to bottom), and what it says.

    ``period`` and ``region`` are texts that name one, ``part`` names a month or quarter of a year that stands above it.
    ``barred`` are clues that the column holds no actual values
    (目標, 前年比), ``remarks`` words that nobody reads; ``parts`` clues that it holds a part only (うち常勤).
    """

    cells: tuple[str, ...] = ()
    column: Field | None = None
    indicator: Indicator | None = None
    period: str = ""
    part: str = ""
    region: str = ""
    unit: str = ""
    status: str = ""
    barred: tuple[Hint, ...] = ()
    parts: tuple[Hint, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The words of all its cells on one line."""
        return " ".join(" ".join(self.cells).split())

    @property
    def names_value(self) -> bool:
        """Whether it says of what, when or where the numbers below are: the heading of a column of values."""
        names_any = bool(self.indicator or self.period or self.region)
        return names_any and self.column in {None, Field.VALUE, Field.INDICATOR}

    @property
    def is_known(self) -> bool:
        """Whether it says anything that the intake knows."""
        names_any = self.column is not None or self.names_value or bool(self.part)
        return names_any or bool(self.barred) or self.is_area

    @property
    def is_area(self) -> bool:
        """Whether it names the area around a region."""
        return any(is_area_heading(cell) for cell in self.cells)

    @property
    def is_count(self) -> bool:
        """Whether it is a word for a count, under which values stand where no other column has them."""
        return any(heading_key(without_remark(cell)[0]) in COUNT_HEADINGS for cell in self.cells)

    @property
    def is_harmless(self) -> bool:
        """Whether it heads a column that can say nothing about a value: running numbers, addresses, contacts."""
        return bool(_HARMLESS.fullmatch(heading_key(self.text))) or self.text.strip() in PAPER_HEADINGS

    @property
    def is_year(self) -> bool:
        """Whether it heads years alone."""
        return any(heading_key(without_remark(cell)[0]) in _YEARS for cell in self.cells)


class Headings:
    """Reads headings against the indicators and regions of the plan."""

    def __init__(self, context: Context, words: Words) -> None:
        self._catalogue: Catalogue = context.catalogue
        self._regions: Regions = context.regions
        self._words = words

    def read(self, cells: Sequence[str]) -> Heading:
        """What the filled cells above a column say together."""
        heading = Heading(tuple(cell for cell in cells if cell.strip()))
        for cell in dict.fromkeys(heading.cells):
            heading = self._with_cell(heading, cell)
        if heading.part and heading.period:
            whole = self._words.part_of_year(heading.period, heading.part)
            return replace(heading, period=whole, part="") if whole else _with_remark(heading, heading.part)
        return heading

    def indicator(self, text: str) -> Indicator | None:
        """The indicator that a text names, with or without 数 or の数 at the end."""
        bare = text.strip().removesuffix("数").removesuffix("の")
        names = (text, bare, f"{bare}数", f"{bare}の数")
        return next((indicator for name in names if (indicator := self._catalogue.named(name))), None)

    def _with_cell(self, heading: Heading, cell: str) -> Heading:
        indicator = self.indicator(cell)
        if indicator:
            return replace(heading, indicator=indicator)
        for piece in _pieces(cell):
            heading = self._with_piece(heading, piece)
        return heading

    def _with_piece(self, heading: Heading, piece: str) -> Heading:
        column = _FIELDS.get(heading_key(piece))
        if column and heading.column in {None, Field.VALUE}:
            return replace(heading, column=column)
        if heading_key(piece) in COUNT_HEADINGS:
            return heading
        meaning = self._meaning(piece)
        if meaning:
            is_other = any(getattr(heading, name) not in {None, "", value} for name, value in meaning.items())
            return _with_remark(heading, piece) if is_other else replace(heading, **meaning)
        period, rest = self._words.period_at_edge(piece)
        if period and not heading.period:
            heading = replace(heading, period=period)
            return self._with_piece(heading, rest) if rest else heading
        return self._with_clues(heading, piece)

    def _meaning(self, piece: str) -> dict[str, Any]:
        """What one part of a heading names, by the attribute of a heading that it is; empty where it names nothing."""
        unit = bare_unit(piece)
        if indicator := self.indicator(piece):
            return {"indicator": indicator}
        if self._words.period(piece):
            return {"period": piece}
        if self._words.is_unit(unit) or "単位" in piece:
            return {"unit": unit}
        if PART.fullmatch(heading_key(piece)):
            return {"part": piece}
        return {"region": piece} if len(self._regions.named(piece)) == 1 else {}

    def _with_clues(self, heading: Heading, piece: str) -> Heading:
        hints = self._words.hints(piece)
        is_share = heading.indicator is not None and not heading.indicator.additive
        barred = tuple(hint for hint in hints if hint.clue in _NO_VALUE and not (is_share and hint.clue is Clue.RATE))
        parts = tuple(hint for hint in hints if hint.clue in {Clue.PART, Clue.EXAMPLE})
        status = next((hint.status for hint in hints if hint.clue is Clue.STANDING), None)
        if barred or parts:
            return replace(heading, barred=(*heading.barred, *barred), parts=(*heading.parts, *parts))
        return replace(heading, status=status) if status else _with_remark(heading, piece)


def _with_remark(heading: Heading, piece: str) -> Heading:
    return replace(heading, remarks=(*heading.remarks, piece))


def _pieces(cell: str) -> Iterator[str]:
    """The parts of a heading: its lines, and what stands in brackets behind them."""
    match = _REMARK.fullmatch(cell.strip())
    texts = (match["name"], match["remark"]) if match else (cell.strip().strip("()（）【】[]［］〔〕"),)
    for text in texts:
        yield from (piece.strip() for piece in _SEPARATORS.split(text) if piece.strip())


def heading_key(text: str) -> str:
    """A heading as it is compared: NFKC, without spaces, in small letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def without_remark(cell: str) -> tuple[str, str]:
    """A heading and the remark in brackets behind it, which may be empty: 値（か所） is 値 and か所."""
    match = _REMARK.fullmatch(cell.strip())
    return (match["name"].strip(), match["remark"].strip()) if match else (cell.strip(), "")


def is_area_heading(cell: str) -> bool:
    """Whether a heading names the area around a region."""
    return heading_key(without_remark(cell)[0]) in AREA_HEADINGS


def could_be_heading(cell: str) -> bool:
    """Whether a cell holds no value: neither a number nor a word that stands for one."""
    value = read_value(cell)
    is_part = PART.fullmatch(heading_key(cell)) is not None
    return is_part or (not has_number(cell) and (value is None or value.empty))
