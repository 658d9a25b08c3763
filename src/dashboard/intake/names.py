"""What a row is about: the indicator, region and period its cells name, each looked up once per spelling in a file."""

import re
import unicodedata
from functools import cache
from typing import TypeVar

from dashboard.catalogue import Indicator
from dashboard.errors import FiscalError, RegionError, UnknownIndicator
from dashboard.fiscal import Period, Precision, fiscal_year, fiscal_year_label, japanese_date, label, parse
from dashboard.intake.cell_values import has_mark
from dashboard.intake.clues import Words, part_of_year, words_of
from dashboard.intake.draft import Context, Field, Problem, for_whole_file
from dashboard.intake.file_table import RawRow
from dashboard.places import Elsewhere, Level, Region

T = TypeVar("T")
MOST_SUGGESTED = 500
"""Unknown names of one file for which the nearest known one is searched, which is slow."""

_UNMERGE = "結合したセルは、結合を解いて全部の行に書きます（統一ルール1-4、初版）。"
_MARKED = "に丸数字などの記号があります。注の記号なら消し、数なら普通の数字で書いてください。"

_CODE_AND_NAME = re.compile(r"(?P<code>\d{5,6}|\d{2})[\s:：_,、・\uff0e.\-－]*(?P<name>[^\d\s:：_,、・\uff0e.\-－].*)")
_TRAILING_ZERO = re.compile(r"(?<=^\d{5})\.0+$|(?<=^\d{6})\.0+$|(?<=^\d{4})\.0+$")
_BARE_YEAR = re.compile(r"(?:(?:令和|平成|昭和|[rhs])(?:元|\d{1,2})|\d{4})年")
_ERAS = (("令和", "令和"), ("平成", "平成"), ("昭和", "昭和"), ("r", "令和"), ("h", "平成"), ("s", "昭和"))


class Lookup:
    """Finds what cells name, or the problem, not yet at any cell, that they name nothing.

    The answers are kept: searching the nearest neighbour of a wrong name is slow.
    """

    def __init__(self, context: Context, words: Words) -> None:
        self._context = context
        self._words = words
        self._places = Elsewhere(context.regions)
        self._unknown = 0
        self.indicator = cache(self._indicator)
        self.region = cache(self._region)
        self.period = cache(self._period)
        self.doubt = cache(self._doubt)

    def _indicator(self, text: str) -> Indicator | Problem:
        if not text:
            return Problem("E05", f"指標が空です。指標の id か名前を書いてください。{_UNMERGE}")
        catalogue = self._context.catalogue
        indicator = catalogue.named(text) or catalogue.named(text.removesuffix("数"))
        if indicator:
            return indicator
        self._unknown += 1
        if self._unknown > MOST_SUGGESTED:
            return Problem("E05", f"「{text}」という指標はありません。指標の id か名前を書いてください。")
        try:
            return catalogue.find(text)
        except UnknownIndicator as error:
            return Problem("E05", str(error))

    def _region(self, code: str, name: str) -> Region | Problem:
        if not code and not name:
            return Problem("E06", f"地域コードも地域名も空です。どちらかを書いてください。{_UNMERGE}")
        if has_mark(code):
            return Problem("E06", f"地域コード「{code}」{_MARKED}")
        code, name = _code_and_name(code, name)
        regions = self._context.regions
        if self._places.is_own_number(code) and regions.is_called(regions.prefecture, name):
            code = regions.prefecture.code
        if elsewhere := self._places.ward(code, name) or self._places.abroad(name):
            return Problem("E06", elsewhere)
        suggest = self._unknown < MOST_SUGGESTED
        try:
            region = regions.get(code, suggest=suggest) if code else regions.find(name, suggest=suggest)
        except RegionError as error:
            self._unknown += 1
            return Problem("E06", str(error))
        if code and name and not regions.is_called(region, name):
            both = f"地域コード「{code}」は{regions.full_name(region)}ですが、地域名は「{name}」です。"
            return Problem("E07", f"{both}正しいほうに合わせてください。")
        return region

    def _period(self, text: str, year: str = "", part: str = "", heading: str = "") -> Period | Problem:
        """The period of a row; ``year`` and ``part`` are what other columns say, ``heading`` is over the first text."""
        if has_mark(text):
            return Problem("E08", f"時点「{text}」{_MARKED}")
        point = self._context.catalogue.judging.fiscal_year_point
        written = _with_year_word(text, heading or ("年" if part else ""))
        try:
            period = parse(written, point=point)
            if part:
                by_fiscal = "年度" in written or "年度" in heading or period.precision is not Precision.FISCAL_YEAR
                period = part_of_year(period, written, part, by_fiscal=by_fiscal)
        except FiscalError as error:
            return Problem("E08", str(error))
        if year and (problem := self._outside(period, year, text)):
            return problem
        if period.date > self._context.today:
            day = f"「{text}」（{japanese_date(period.date)}）"
            return Problem("E09", f"{day}はまだ来ていない時点です。時点を確かめてください。")
        return period

    @staticmethod
    def _outside(period: Period, year: str, text: str) -> Problem | None:
        """The problem that the column of years says another year than the date beside it."""
        try:
            stated = fiscal_year(parse(_with_year_word(year, "年度")).date)
        except FiscalError as error:
            return Problem("E08", str(error))
        by_calendar = "年度" not in year and stated == period.date.year
        if stated == fiscal_year(period.date) or by_calendar:
            return None
        return Problem("E08", f"時点「{text}」は、年度の列の「{year}」の中にありません。正しいほうに合わせてください。")

    def _doubt(self, text: str, period: Period) -> str:
        """What may be wrong with a date although it can be read; empty where nothing is."""
        words = words_of(text)
        if period.precision is Precision.FISCAL_YEAR and _BARE_YEAR.fullmatch(words):
            taken = fiscal_year_label(fiscal_year(period.date))
            advice = "暦年の値なら、時点を年月で書いてください。"
            return f"「{text}」は暦年か年度か分かりません。{taken}として読みます。{advice}"
        written = next((era for mark, era in _ERAS if words.startswith(mark)), "")
        if written and not label(period).startswith(written):
            return f"「{text}」の元号は、その日の元号と違います（{label(period)}）。年を確かめてください。"
        return ""


def _code_and_name(code: str, name: str) -> tuple[str, str]:
    """Code and name apart where one cell has both, 11201 川越市; without what Excel left behind the code."""
    for cell in (code, name):
        match = _CODE_AND_NAME.fullmatch(unicodedata.normalize("NFKC", cell))
        if match and (cell == code or code in {"", match["code"]}):
            code, name = match["code"], match["name"] if cell == name or not name else name
    return _TRAILING_ZERO.sub("", code), name


def _with_year_word(text: str, heading: str) -> str:
    """A bare number of four digits under 年度 or 年 with that word; what Excel left behind it dropped."""
    digits = re.sub(r"\.0+$", "", unicodedata.normalize("NFKC", text).strip())
    is_year = re.fullmatch(r"(?:19|20)\d\d", digits)
    return f"{digits}{heading}" if is_year and heading in {"年度", "年"} else text


def at_row(answer: T | Problem, row: RawRow, column: Field) -> T | Problem:
    """The answer for a cell, or the problem at that cell."""
    return row.problem(answer.rule, answer.message, column) if isinstance(answer, Problem) else answer


def region_column(row: RawRow) -> Field:
    """The column that says the region: the code, or the name where there is no code."""
    return Field.CODE if row.text(Field.CODE) or Field.NAME not in row.header.places else Field.NAME


def unfit(row: RawRow, indicator: Indicator, region: Region, period: Period) -> list[Problem]:
    """What the indicator cannot have a value for: a date of another precision, a region of another level."""
    problems = []
    if indicator.precisions and period.precision not in indicator.precisions:
        choices = "、".join(precision.label for precision in indicator.precisions)
        is_own = f"「{row.text(Field.PERIOD)}」は{period.precision.label}の時点です。"
        sentence = f"{is_own}{indicator.name}の時点は{choices}で書いてください。"
        in_column = Field.PERIOD in row.header.places
        problems.append(row.problem("E19", sentence, Field.PERIOD) if in_column else for_whole_file("E19", sentence))
    if not indicator.takes(region.level):
        column = region_column(row)
        choices = "、".join(Level(level).label for level in indicator.levels)
        is_own = f"「{row.text(column)}」（{region.name}）は{region.level.label}です。"
        advice = f"{indicator.name}の値があるのは{choices}です。行を消すか、設定（levels）を直してください。"
        problems.append(row.problem("E20", f"{is_own}{advice}", column))
    return problems
