"""What a row is about: the indicator, region and period its cells name, each looked up once per spelling in a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from dashboard.catalogue import Indicator
from dashboard.errors import FiscalError, RegionError, UnknownIndicator
from dashboard.fiscal import Period, label, parse
from dashboard.intake.cells import Field, has_mark
from dashboard.intake.draft import Context
from dashboard.intake.line import Line
from dashboard.intake.rules import Problem
from dashboard.places import Level, Region

_T = TypeVar("_T")
_UNMERGE = "結合したセルは、結合を解いて全部の行に書きます（統一ルール1-4、初版）。"
_MARKED = "に丸数字などの記号があります。注の記号なら消し、数なら普通の数字で書いてください。"


@dataclass(frozen=True)
class Subject:
    """What a row's figures are about."""

    indicator: Indicator
    region: Region
    period: Period


@dataclass(frozen=True)
class Refusal:
    """Why a cell names nothing: the rule it breaks and the rest of the sentence."""

    rule: str
    said: str


class Lookup:
    """Finds what cells name. The answers are kept: searching the nearest neighbour of a wrong name is slow."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.indicator = cache(self._indicator)
        self.region = cache(self._region)
        self.period = cache(self._period)

    def subject(self, line: Line) -> Subject | tuple[Problem, ...]:
        """What the row is about, or every problem with the cells that say so."""
        code, name, where = line.text(Field.CODE), line.text(Field.NAME), _region_field(line)
        indicator = _located(line, self.indicator(line.text(Field.INDICATOR)), Field.INDICATOR)
        region = _located(line, self.region(code, name), where)
        period = _located(line, self.period(line.text(Field.PERIOD)), Field.PERIOD)
        if isinstance(indicator, Problem) or isinstance(region, Problem) or isinstance(period, Problem):
            return tuple(part for part in (indicator, region, period) if isinstance(part, Problem))
        return Subject(indicator, region, period)

    def _indicator(self, text: str) -> Indicator | Refusal:
        if not text:
            return Refusal("E05", f"指標が空です。指標の id か名前を書いてください。{_UNMERGE}")
        try:
            return self._context.catalogue.find(text)
        except UnknownIndicator as error:
            return Refusal("E05", str(error))

    def _region(self, code: str, name: str) -> Region | Refusal:
        if not code and not name:
            return Refusal("E06", f"地域コードも地域名も空です。どちらかを書いてください。{_UNMERGE}")
        if has_mark(code):
            return Refusal("E06", f"地域コード「{code}」{_MARKED}")
        regions = self._context.regions
        try:
            region = regions.get(code) if code else regions.find(name)
        except RegionError as error:
            return Refusal("E06", str(error))
        if code and name and not regions.is_called(region, name):
            both = f"地域コード「{code}」は{regions.full_name(region)}ですが、地域名は「{name}」です。"
            return Refusal("E07", f"{both}正しいほうに合わせてください。")
        return region

    def _period(self, text: str) -> Period | Refusal:
        if has_mark(text):
            return Refusal("E08", f"時点「{text}」{_MARKED}")
        try:
            period = parse(text, point=self._context.catalogue.judging.fiscal_year_point)
        except FiscalError as error:
            return Refusal("E08", str(error))
        if period.date > self._context.today:
            read = f"「{text}」（{label(period)}、{period.date.isoformat()}）"
            return Refusal("E09", f"{read}はまだ来ていない時点です。時点を確かめてください。")
        return period


def unfit(line: Line, subject: Subject) -> tuple[Problem, ...]:
    """What the indicator cannot have a value for: a date of another precision, a region of another size."""
    return (*_wrong_precision(line, subject.indicator, subject.period), *_wrong_level(line, subject))


def for_whole_file(rule: str, said: str) -> Problem:
    """The problem of what was given once for the whole file."""
    return Problem(rule, f"ファイル全体への指定：{said}")


def _wrong_precision(line: Line, indicator: Indicator, period: Period) -> Iterator[Problem]:
    if indicator.precisions and period.precision not in indicator.precisions:
        fit = "、".join(precision.label for precision in indicator.precisions)
        written = f"「{line.text(Field.PERIOD)}」は{period.precision.label}の時点です。"
        said = f"{written}{indicator.name}の時点は{fit}で書いてください。"
        in_column = Field.PERIOD in line.header.places
        yield line.problem("E19", said, Field.PERIOD) if in_column else for_whole_file("E19", said)


def _wrong_level(line: Line, subject: Subject) -> Iterator[Problem]:
    indicator, region, where = subject.indicator, subject.region, _region_field(line)
    if indicator.levels and region.level.value not in indicator.levels:
        fit = "、".join(Level(level).label for level in indicator.levels)
        said = f"「{line.text(where)}」（{region.name}）は{region.level.label}です。"
        yield line.problem(
            "E20", f"{said}{indicator.name}の値があるのは{fit}です。行を消すか、設定（levels）を直してください。", where
        )


def _region_field(line: Line) -> Field:
    """The column that says the region: the code, or the name where there is no code."""
    return Field.CODE if line.text(Field.CODE) or Field.NAME not in line.header.places else Field.NAME


def _located(line: Line, found: _T | Refusal, field: Field) -> _T | Problem:
    return line.problem(found.rule, found.said, field) if isinstance(found, Refusal) else found
