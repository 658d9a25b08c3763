"""What a reader asks a paper for, and the one way to read it from an address, a request or a command line.

``PARAMETERS`` is the table of all that may be asked. Each door hands ``read_choice`` its texts under these names: the
API its query as it is (``indicator`` and ``fiscal_year`` repeated), the command line its options (``--as-of`` is
``as_of``; ``Parameter.read`` checks one before there is a plan), the screen what its widgets say.

A ``ChoiceError`` carries the parameter and a sentence without its name, which each door writes in its own way. The API:
nothing before the sentence where something is ``absent``, 「page」に where the parameter has ``choices``, else
「as_of」に誤りがあります。; the command line: 「--page」に誤りがあります。 before what is wrongly written.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, Self, TypeVar

from dashboard.catalogue import Catalogue
from dashboard.errors import FiscalError, PaperError, RegionError, UnknownIndicator
from dashboard.fiscal import Precision, fiscal_year, moment_of, parse, today
from dashboard.places import Regions
from dashboard.text import listed

MOST_YEARS = 3
"""Fiscal years of initiatives side by side; with more, a column is too narrow to read on A4."""


class FileLook(StrEnum):
    """A choice between few looks of a file, by its words; of a page, with width and height in millimetres."""

    label: str
    millimetres: tuple[float, float]

    def __new__(cls, value: str, label: str, millimetres: tuple[float, float] = (0.0, 0.0)) -> Self:
        """The text of the choice, which addresses and command lines have, with what belongs to it."""
        look = str.__new__(cls, value)
        look._value_ = value
        look.label = label
        look.millimetres = millimetres
        return look


class PageSize(FileLook):
    """The page of slides and of the PDF."""

    A4 = "a4", "A4横", (297.0, 210.0)
    WIDE = "wide", "16:9（スライド）", (338.67, 190.5)


class Canvas(FileLook):
    """The size of a picture that is taken home alone, with the use it is made for."""

    SLIDE = "slide", "スライド（16:9）", (254.0, 142.9)
    HALF = "a4half", "A4の半分", (180.0, 120.0)
    SQUARE = "square", "正方形", (150.0, 150.0)


class SlideCharts(FileLook):
    """How charts stand on slides."""

    NATIVE = "native", "PowerPointで直せる図"
    PICTURE = "picture", "画面と同じ図"


@dataclass(frozen=True)
class Choice:
    """Which indicators (ids; none means all tracked ones), judged at which date with what was known when.

    ``fiscal_years`` are those whose initiatives are printed; None means the newest two that have begun at ``as_of``.
    ``region`` (a code) adds the regional pages. The rest is how the files look.
    """

    as_of: date
    known_at: datetime | None = None
    indicators: tuple[str, ...] = ()
    fiscal_years: tuple[int, ...] | None = None
    region: str = ""
    page: PageSize = PageSize.A4
    charts: SlideCharts = SlideCharts.NATIVE
    canvas: Canvas = Canvas.SLIDE


Look = TypeVar("Look", bound=FileLook)
T = TypeVar("T")
Parameters = Mapping[str, str | Sequence[str]]


class ChoiceError(PaperError):
    """A parameter cannot be taken; the message says why without naming it, for each door writes its name otherwise.

    ``absent`` is True where it names an indicator or a region that is not there, False where it cannot be read.
    """

    def __init__(self, parameter: str, sentence: str, *, absent: bool = False) -> None:
        super().__init__(sentence)
        self.parameter = parameter
        self.absent = absent


@dataclass(frozen=True)
class Parameter(Generic[T]):
    """One thing that may be asked: its name, its meaning and what leaving it out means, both in Japanese.

    ``read`` makes one value out of one text, without any plan. ``choices`` are all values that there are, with their
    words, where they are few. ``several`` may be given, at most ``most`` of them. ``schema`` is the JSON schema of one.
    """

    name: str
    meaning: str
    default: str
    read: Callable[[str], T]
    example: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    several: bool = False
    most: int | None = None
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})

    def values(self, parameters: Parameters) -> tuple[T, ...]:
        """What is given of it, each once; an empty text is nothing, what cannot be read a ``ChoiceError``."""
        given = parameters.get(self.name, ())
        texts = dict.fromkeys(text for text in ((given,) if isinstance(given, str) else given) if text)
        if len(texts) > 1 and not self.several:
            raise ChoiceError(self.name, "一つだけ指定できます。")
        try:
            return tuple(dict.fromkeys(self.read(text) for text in texts))
        except FiscalError as error:
            raise ChoiceError(self.name, str(error)) from error

    def value(self, parameters: Parameters) -> T | None:
        """The same for what is given once; None where it is left out."""
        return next(iter(self.values(parameters)), None)


def _day(text: str) -> date:
    return parse(text).date


def _moment(text: str) -> datetime:
    # A plus that was not escaped in an address arrives as a space.
    return moment_of(text.replace(" ", "+") if "T" in text else text)


def _fiscal_year(text: str) -> int:
    """令和5年度, R5 or the number of the calendar year in which it starts."""
    period = parse(f"{text}年度" if len(text) == 4 and text.isdecimal() else text)
    if period.precision is not Precision.FISCAL_YEAR:
        raise FiscalError(f"「{text}」は年度ではありません。令和5年度 か 2023 のように書いてください。")
    return fiscal_year(period.date)


def _look(name: str, meaning: str, looks: type[Look]) -> Parameter[Look]:
    labels = {look.value: look.label for look in looks}

    def read(text: str) -> Look:
        if text not in labels:
            raise ChoiceError(name, f"「{text}」は使えません。使えるのは{listed([*labels])}です。")
        return next(look for look in looks if look == text)

    return Parameter(name, meaning, next(iter(labels)), read, choices=labels)


AS_OF = Parameter("as_of", "基準日。これより後の値は使わない", "今日", _day, "2024-12-31")
KNOWN_AT = Parameter(
    "known_at",
    "その時刻までに登録された値だけを使う（時差を省くと日本時間、日付だけならその日の終わり）",
    "今の値",
    _moment,
    "2025-02-10T13:30",
)
INDICATOR = Parameter("indicator", "指標の id か名前", "判定するすべての指標", str, several=True)
FISCAL_YEAR = Parameter(
    "fiscal_year", "取組を載せる年度（令和5年度 か 2023）", "始まっている年度のうち新しい2年度", _fiscal_year,
    several=True, most=MOST_YEARS,
)  # fmt: skip
REGION = Parameter("region", "地域のページを足す地域コード", "足さない", str)
PAGE = _look("page", "PDFとスライドの大きさ", PageSize)
CHARTS = _look("charts", "スライドの図", SlideCharts)
CANVAS = _look("canvas", "画像の大きさ", Canvas)
PARAMETERS: tuple[Parameter[Any], ...] = (AS_OF, KNOWN_AT, INDICATOR, FISCAL_YEAR, REGION, PAGE, CHARTS, CANVAS)


def read_choice(parameters: Parameters, catalogue: Catalogue, regions: Regions) -> Choice:
    """The choice that these parameters make; others are left alone.

    A ``ChoiceError`` says which cannot be read, or names what is not there.
    """
    return Choice(
        as_of=AS_OF.value(parameters) or today(),
        known_at=KNOWN_AT.value(parameters),
        indicators=read_indicators(parameters, catalogue),
        fiscal_years=tuple(sorted(FISCAL_YEAR.values(parameters))) or None,
        region=read_region(parameters, regions),
        page=PAGE.value(parameters) or PageSize.A4,
        charts=CHARTS.value(parameters) or SlideCharts.NATIVE,
        canvas=CANVAS.value(parameters) or Canvas.SLIDE,
    )


def read_indicators(parameters: Parameters, catalogue: Catalogue) -> tuple[str, ...]:
    """The ids of the indicators that are named by id or name, in the order of the catalogue."""
    try:
        ids = {catalogue.find(text).id for text in INDICATOR.values(parameters)}
    except UnknownIndicator as error:
        raise ChoiceError(INDICATOR.name, str(error), absent=True) from error
    return tuple(indicator.id for indicator in catalogue.indicators if indicator.id in ids)


def read_region(parameters: Parameters, regions: Regions) -> str:
    """The code of the region, in five digits (an area's as it is); empty where none is named."""
    text = REGION.value(parameters)
    try:
        return regions.get(text).code if text else ""
    except RegionError as error:
        raise ChoiceError(REGION.name, str(error), absent=True) from error
