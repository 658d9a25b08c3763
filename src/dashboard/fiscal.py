"""年度, 四半期, 和暦 and dates, both ways.

Staff and councils date a figure in many notations (令和6年11月末, R6Q2, 2024/11/30, an Excel serial). Here each of
them becomes a ``Period``, the last day of what was named and how exactly it was named, and a period becomes text for
screens, files and axes. All three kinds of label are notations that ``parse`` reads again.

A fiscal year runs from 1 April to 31 March and bears the number of the calendar year in which it starts; 令和N年度
starts in 2018 + N. A figure for a fiscal year is dated at the year's end unless the plan says mid-year.

A bare year (令和6年, R6, 2024年) is read as the fiscal year: no precision stands for a calendar year, and the annual
figures of a plan are figures of fiscal years. A text that could equally mean a calendar period (2024Q2, 令和6年末,
令和6年上半期) is refused, because a figure dated silently wrong is worse than a question.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum

from dashboard.errors import FiscalError
from dashboard.text import Term, half_width


class Precision(Term):
    """How exactly a source dates its figure, the coarsest first."""

    FISCAL_YEAR = "fiscal_year", "年度"
    HALF = "half", "半期"
    QUARTER = "quarter", "四半期"
    MONTH = "month", "月"
    DAY = "day", "日"


class FiscalYearPoint(StrEnum):
    """The day that a figure of a whole fiscal year stands for: 31 March (end) or 30 September (middle)."""

    END = "end"
    MIDDLE = "middle"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The day that a figure stands for, and how exactly the source named it; ordered by day."""

    date: date
    precision: Precision


JAPAN = timezone(timedelta(hours=9), "JST")

# Wide enough for every plan and projection in use, narrow enough to catch a mistyped year.
EARLIEST = date(1989, 1, 1)
LATEST = date(2060, 12, 31)

EXCEL_EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet's dates (the 1900 date system, for days after February 1900)."""


def fiscal_year(day: date) -> int:
    """The fiscal year of a day, as the calendar year in which it starts (2025-03-31 -> 2024)."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_end(year: int) -> date:
    """The last day of a fiscal year, 31 March of the next calendar year."""
    return date(year + 1, 3, 31)


def of_fiscal_year(year: int, point: FiscalYearPoint = FiscalYearPoint.END) -> Period:
    """The period of a whole fiscal year, dated at its end or its middle."""
    day = fiscal_year_end(year) if point is FiscalYearPoint.END else date(year, 9, 30)
    return Period(day, Precision.FISCAL_YEAR)


def parse(text: str, *, point: FiscalYearPoint = FiscalYearPoint.END) -> Period:
    """Read a period in any notation that staff write (see the module's docstring and the tests' table).

    ``point`` dates a whole fiscal year; 年度末 says the end itself and is dated there whatever ``point`` says.

    Raises:
        FiscalError: the text is not a period, does not exist, is ambiguous, contradicts itself or is out of range.
    """
    words = " ".join(text.split())
    if not words:
        raise FiscalError(f"時点が空欄です。{_EXAMPLES}")
    try:
        return _read(_normalised(text), point)
    except FiscalError as reason:
        raise FiscalError(f"時点「{words[:40]}」{reason}") from None


def label(period: Period) -> str:
    """The period in the words of the council papers: 令和6年度, 令和6年度第2四半期, 令和6年11月, 令和6年11月30日."""
    day = period.date
    if period.precision is Precision.DAY:
        return japanese_date(day)
    if period.precision is Precision.MONTH:
        return f"{_era_year(day)}年{day.month}月"
    return fiscal_year_label(fiscal_year(day)) + _part_of_year(period)


def short_label(period: Period) -> str:
    """The period for axes and cards: R6, R6上, R6Q2, R6.11, R6.11.30."""
    day = period.date
    if period.precision is Precision.DAY:
        return f"{_short_era_year(day)}.{day.month}.{day.day}"
    if period.precision is Precision.MONTH:
        return f"{_short_era_year(day)}.{day.month}"
    return fiscal_year_short(fiscal_year(day)) + _part_of_year(period, half=1, quarter="Q{}")


def iso_label(period: Period) -> str:
    """The period in the Gregorian calendar: 2024年度, 2024年度上半期, 2024年度第2四半期, 2024年11月, 2024-11-30."""
    day = period.date
    if period.precision is Precision.DAY:
        return day.isoformat()
    if period.precision is Precision.MONTH:
        return f"{day.year}年{day.month}月"
    return f"{fiscal_year(day)}年度{_part_of_year(period)}"


def fiscal_year_label(year: int) -> str:
    """The fiscal year as the ministries count it: 2024 -> 令和6年度, 2019 -> 令和元年度, 2018 -> 平成30年度."""
    return f"{_era_year(_naming_day(year))}年度"


def fiscal_year_short(year: int) -> str:
    """The fiscal year for axes: 2024 -> R6, 2019 -> R元, 2018 -> H30."""
    return _short_era_year(_naming_day(year))


def japanese_date(day: date) -> str:
    """The day in the era in force on it: 2019-04-30 -> 平成31年4月30日, 2019-05-01 -> 令和元年5月1日."""
    return f"{_era_year(day)}年{day.month}月{day.day}日"


def deadline_words(day: date) -> str:
    """The day that something is due: 令和9年3月末, or the date where it is not a month's last day."""
    if day.day == monthrange(day.year, day.month)[1]:
        return f"{_era_year(day)}年{day.month}月末"
    return japanese_date(day)


def span_words(start: date, end: date) -> str:
    """How long it is from a day to a later one, in whole months: 1年11か月; 10日 within a month.

    The last day of a month counts as the same day of every other month's end.
    """
    last = monthrange(end.year, end.month)[1]
    day = last if start.day == monthrange(start.year, start.month)[1] else min(start.day, last)
    months = 12 * (end.year - start.year) + end.month - start.month - (end.day < day)
    if months < 1:
        return f"{(end - start).days}日"
    years, rest = divmod(months, 12)
    return (f"{years}年" if years else "") + (f"{rest}か月" if rest else "")


def today() -> date:
    """Today in Japan, wherever the server's clock is set."""
    return datetime.now(JAPAN).date()


def moment_of(text: str) -> datetime:
    """An ISO timestamp, in UTC; without an offset it is Japanese time, and a day alone means its end.

    Raises:
        FiscalError: the text is no such timestamp, or lies outside EARLIEST..LATEST.
    """
    try:
        moment = datetime.fromisoformat(text)
        if len(text) <= len("2025-02-10"):
            moment = datetime.combine(moment.date(), time.max)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=JAPAN)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise FiscalError(
            f"「{text}」は時刻として読めません。2025-02-10T13:30 か 2025-02-10 のように書いてください。"
        ) from error
    if not EARLIEST.year <= moment.year <= LATEST.year:
        raise FiscalError(
            f"「{text}」は、扱える範囲（{EARLIEST.year}年から{LATEST.year}年まで）の外です。年を確かめてください。"
        )
    return moment


def moment_words(moment: datetime) -> str:
    """The moment by the clock in Japan, to the minute: 令和8年11月23日 9時05分."""
    here = moment.astimezone(JAPAN)
    return f"{japanese_date(here.date())} {here.hour}時{here.minute:02d}分"


@dataclass(frozen=True, slots=True)
class _Era:
    name: str
    letter: str
    start: date

    def count(self, year: int) -> str:
        """The number of a calendar year in this era, 元 for the first."""
        return "元" if year == self.start.year else str(year - self.start.year + 1)


_ERAS = (
    _Era("令和", "R", date(2019, 5, 1)),
    _Era("平成", "H", date(1989, 1, 8)),
    _Era("昭和", "S", date(1926, 12, 25)),
)
_FIRST_YEARS = {name: era.start.year for era in _ERAS for name in (era.name, era.letter)}


def _era_of(day: date) -> _Era:
    for era in _ERAS:
        if day >= era.start:
            return era
    raise FiscalError(f"時点「{day.isoformat()}」{_OUT_OF_RANGE}")


def _naming_day(year: int) -> date:
    # All of fiscal 2019 is 令和元年度, though April 2019 was 平成31年: the era of its December names it.
    return date(year, 12, 31)


def _era_year(day: date) -> str:
    era = _era_of(day)
    return f"{era.name}{era.count(day.year)}"


def _short_era_year(day: date) -> str:
    era = _era_of(day)
    return f"{era.letter}{era.count(day.year)}"


def _part_of_year(period: Period, half: int = 3, quarter: str = "第{}四半期") -> str:
    """The words after the fiscal year: the first ``half`` characters of 上半期 or 下半期, or the numbered quarter."""
    months_before = (period.date.month - 4) % 12
    if period.precision is Precision.HALF:
        return ("上半期" if months_before < 6 else "下半期")[:half]
    if period.precision is Precision.QUARTER:
        return quarter.format(months_before // 3 + 1)
    return ""


_EXAMPLES = "令和6年11月、令和6年度、令和6年度第2四半期、2024-11-30 のように書いてください。"
_UNREADABLE = f"を読めません。{_EXAMPLES}"
_IMPOSSIBLE = f"は実在しません。年、月、日の数を確かめて、{_EXAMPLES}"
_OUT_OF_RANGE = (
    f"は、扱える範囲（{EARLIEST.year}年1月1日から{LATEST.year}年12月31日まで）の外です。年を確かめてください。"
)
_WRONG_WEEKDAY = "は、その日の曜日と違います。日付か曜日を直してください。"
_CONTRADICTORY = "は、かっこの中と外が別の時点を指しています。正しいほうだけを書いてください。"


def _in_range(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise FiscalError(_OUT_OF_RANGE)
    return day


# What Excel and pandas append to a plain date or serial: a midnight, or the .0 of a float.
_APPENDED = re.compile(r"(?<=\d{5})\.0$|(?<=\d)(?:T|\s+)0{1,2}:00(?::00(?:\.0+)?)?$", re.ASCII)
# A space between two digits stays, so that 「1 2月」 is refused and not read as December.
_STRAY_SPACE = re.compile(r"\s+(?!\d)|(?<!\d)\s+")
# Without an era, only January to April of year 31 is certain: 平成31年, for 令和31年 lies in 2049.
_HEISEI_31 = re.compile(r"^31\.(?=0?[1-4]\.\d{1,2}$)", re.ASCII)
_CLOSING_WORD = re.compile(r"(?:時点|現在|付け?|分)$")
_WEEKDAYS = "月火水木金土日"
_WEEKDAY = re.compile(rf"(?P<day>.+日)[(](?P<weekday>[{_WEEKDAYS}])(?:曜日?)?[)]")
# What Excel writes into a text file for a month that was typed as 2026/9.
_MONTH_NAMES = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_EXCELS_MONTH = re.compile(rf"(?P<month>{'|'.join(_MONTH_NAMES)})-(?P<year>\d\d)", re.ASCII)
# NFKC leaves these dashes alone.
_DASHES = str.maketrans(dict.fromkeys("‐−–—―ー", "-"))


def _normalised(text: str) -> str:
    plain = half_width(text).upper().translate(_DASHES).strip()
    return _HEISEI_31.sub("H31.", _STRAY_SPACE.sub("", _APPENDED.sub("", plain)))


_YEAR = r"(?:(?P<era>令和|平成|昭和|[RHS])(?P<count>元|\d{1,2})|(?P<gregorian>\d{4}))"
_HALF = r"(?P<half>上半期|上期|上|前期|下半期|下期|下|後期)"
_QUARTER = r"(?P<quarter>第[1-4]・?四半期|Q[1-4])"
_END = r"(?P<end>末日?)?"
_DOUBLE = re.compile(r"(?P<before>[^()]*)\((?P<inside>[^()]*)\)(?P<after>[^()]*)")
_SERIAL = re.compile(r"\d{5}", re.ASCII)
_YEAR_ALONE = re.compile(rf"{_YEAR}(?P<unit>年度?)?", re.ASCII)


def _read(text: str, point: FiscalYearPoint) -> Period:
    if dated := _WEEKDAY.fullmatch(text):
        period = _read(dated["day"], point)
        if _WEEKDAYS[period.date.weekday()] != dated["weekday"]:
            raise FiscalError(_WRONG_WEEKDAY)
        return period
    if match := _EXCELS_MONTH.fullmatch(text):
        month = _MONTH_NAMES.index(match["month"]) + 1
        return Period(_last_day(2000 + int(match["year"]), month), Precision.MONTH)
    if double := _DOUBLE.fullmatch(text):
        return _read_double(double, point)
    bare = _CLOSING_WORD.sub("", text)
    if _SERIAL.fullmatch(bare):
        return Period(_in_range(EXCEL_EPOCH + timedelta(days=int(bare))), Precision.DAY)
    for pattern, reason in _AMBIGUOUS:
        if pattern.fullmatch(bare):
            raise FiscalError(reason)
    for pattern, precision in _NOTATIONS:
        if match := pattern.fullmatch(bare):
            return _period(match, precision, point)
    raise FiscalError(_UNREADABLE)


def _read_double(double: re.Match[str], point: FiscalYearPoint) -> Period:
    """Read 令和6年(2024年)11月 or 令和6年11月(2024年11月): both calendars given, and they must agree."""
    period = _read(double["before"] + double["after"], point)
    if year := _YEAR_ALONE.fullmatch(double["inside"]):
        dated_by_calendar = period.precision in {Precision.MONTH, Precision.DAY} and year["unit"] != "年度"
        agree = _year(year) == (period.date.year if dated_by_calendar else fiscal_year(period.date))
    else:
        agree = _read(double["inside"], point).date == period.date
    if not agree:
        raise FiscalError(_CONTRADICTORY)
    return period


def _year(match: re.Match[str]) -> int:
    """The calendar year; eras are counted on past their end, because older plans print 平成32年度 for 令和2年度."""
    if match["gregorian"]:
        year = int(match["gregorian"])
    else:
        count = 1 if match["count"] == "元" else int(match["count"])
        if count == 0:
            raise FiscalError(_IMPOSSIBLE)
        year = _FIRST_YEARS[match["era"]] + count - 1
    if not fiscal_year(EARLIEST) <= year <= LATEST.year:
        raise FiscalError(_OUT_OF_RANGE)
    return year


def _period(match: re.Match[str], precision: Precision, point: FiscalYearPoint) -> Period:
    if precision is Precision.FISCAL_YEAR:
        return _whole_year(_year(match), FiscalYearPoint.END if match["end"] else point)
    if precision is Precision.HALF:
        return Period(_after_months(_year(match), 6 if match["half"][0] in "上前" else 12), precision)
    if precision is Precision.QUARTER:
        return Period(_after_months(_year(match), 3 * int(match["quarter"][1])), precision)
    if precision is Precision.MONTH:
        return Period(_last_day(_year(match), int(match["month"])), precision)
    return Period(_day(_year(match), int(match["month"]), int(match["day"])), precision)


def _whole_year(year: int, point: FiscalYearPoint) -> Period:
    # The end is checked whatever the point, so that a plan's point never decides which years can be read.
    _in_range(fiscal_year_end(year))
    return of_fiscal_year(year, point)


def _after_months(year: int, months: int) -> date:
    """The last day of the fiscal year's first ``months`` months (3, 6, 9 or 12)."""
    return _last_day(year + months // 12, (months + 2) % 12 + 1)


def _last_day(year: int, month: int) -> date:
    first = _day(year, month, 1)
    return first.replace(day=monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> date:
    try:
        result = date(year, month, day)
    except ValueError:
        raise FiscalError(_IMPOSSIBLE) from None
    return _in_range(result)


_NOTATIONS = tuple(
    (re.compile(pattern, re.ASCII), precision)
    for pattern, precision in (
        (rf"{_YEAR}(?:年(?:度{_END})?)?", Precision.FISCAL_YEAR),
        (rf"{_YEAR}(?:年度)?{_HALF}{_END}", Precision.HALF),
        (rf"{_YEAR}(?:年度)?{_QUARTER}{_END}", Precision.QUARTER),
        (rf"{_YEAR}年(?P<month>\d{{1,2}})月{_END}", Precision.MONTH),
        (rf"{_YEAR}[./-](?P<month>\d{{1,2}}){_END}", Precision.MONTH),
        (rf"{_YEAR}年(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日", Precision.DAY),
        (rf"{_YEAR}(?P<mark>[./-])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})", Precision.DAY),
        (rf"{_YEAR}(?P<month>\d\d)(?P<day>\d\d)", Precision.DAY),
        # The codes of e-Stat's 時間軸: a fiscal year, and a month that begins and ends with itself.
        (r"(?P<gregorian>\d{4})100000(?P<end>)", Precision.FISCAL_YEAR),
        (r"(?P<gregorian>\d{4})00(?P<month>\d\d)(?P=month)", Precision.MONTH),
    )
)

_AMBIGUOUS = tuple(
    (re.compile(pattern, re.ASCII), f"{reason} のように書いてください。")
    for pattern, reason in (
        (
            r"\d{1,2}([./-])\d{1,2}\1\d{1,2}|\d{1,2}年.*",
            "には元号がなく、年を決められません。R6.11.30 または 2024-11-30",
        ),
        (r"\d{1,4}(?:\.0)?", "は年か年度か別の数か決められません。2024年度 または 2024-11-30"),
        (
            rf"(?:{_YEAR}年|\d{{4}})(?:{_HALF}|{_QUARTER}){_END}",
            "は暦年か年度か決められません。2024年度第2四半期 または 令和6年度上半期",
        ),
        (rf"{_YEAR}年?末日?", "は12月末か年度末か決められません。令和6年12月末 または 令和6年度末"),
        # Excel turns a typed 2024.10 into the number 2024.1.
        (r"\d{4}\.1", "は1月か、末尾の0が消えた10月か決められません。2024年10月"),
    )
)
