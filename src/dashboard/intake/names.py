"""What a row is about: the indicator, region and period its cells name, each looked up once per spelling in a file."""

from functools import cache
from typing import TypeVar

from dashboard.catalogue import Indicator
from dashboard.errors import FiscalError, RegionError, UnknownIndicator
from dashboard.fiscal import Period, label, parse
from dashboard.intake.cell_values import has_mark
from dashboard.intake.draft import Context, Field, Problem, for_whole_file
from dashboard.intake.header import RawRow
from dashboard.places import Level, Region

T = TypeVar("T")
_UNMERGE = "結合したセルは、結合を解いて全部の行に書きます（統一ルール1-4、初版）。"
_MARKED = "に丸数字などの記号があります。注の記号なら消し、数なら普通の数字で書いてください。"


class Lookup:
    """Finds what cells name, or the problem, not yet at any cell, that they name nothing.

    The answers are kept: searching the nearest neighbour of a wrong name is slow.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self.indicator = cache(self._indicator)
        self.region = cache(self._region)
        self.period = cache(self._period)

    def _indicator(self, text: str) -> Indicator | Problem:
        if not text:
            return Problem("E05", f"指標が空です。指標の id か名前を書いてください。{_UNMERGE}")
        try:
            return self._context.catalogue.find(text)
        except UnknownIndicator as error:
            return Problem("E05", str(error))

    def _region(self, code: str, name: str) -> Region | Problem:
        if not code and not name:
            return Problem("E06", f"地域コードも地域名も空です。どちらかを書いてください。{_UNMERGE}")
        if has_mark(code):
            return Problem("E06", f"地域コード「{code}」{_MARKED}")
        regions = self._context.regions
        try:
            region = regions.get(code) if code else regions.find(name)
        except RegionError as error:
            return Problem("E06", str(error))
        if code and name and not regions.is_called(region, name):
            both = f"地域コード「{code}」は{regions.full_name(region)}ですが、地域名は「{name}」です。"
            return Problem("E07", f"{both}正しいほうに合わせてください。")
        return region

    def _period(self, text: str) -> Period | Problem:
        if has_mark(text):
            return Problem("E08", f"時点「{text}」{_MARKED}")
        try:
            period = parse(text, point=self._context.catalogue.judging.fiscal_year_point)
        except FiscalError as error:
            return Problem("E08", str(error))
        if period.date > self._context.today:
            day = f"「{text}」（{label(period)}、{period.date.isoformat()}）"
            return Problem("E09", f"{day}はまだ来ていない時点です。時点を確かめてください。")
        return period


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
