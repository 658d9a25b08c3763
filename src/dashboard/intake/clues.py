"""What words say that stand around figures: that they count hundreds, are targets, are provisional or of another day.

Titles, headings, notes, remarks, comments, names of sheets and of files are all read here, so that one word means the
same wherever it stands. A clue says nothing about what to do; ``surroundings`` and ``layout`` compare it with what was
read.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from dashboard.catalogue import Catalogue, Indicator
from dashboard.errors import FiscalError
from dashboard.fiscal import FiscalYearPoint, Period, Precision, fiscal_year, label, parse
from dashboard.intake.cell_values import UNIT_COUNTERS, UNIT_SCALES, bare_unit, same_unit
from dashboard.observation import Status


class Clue(StrEnum):
    """What kind of thing words say of the figures around them."""

    UNIT = "単位"
    RATE = "率や割合"
    NOT_ACTUAL = "実績でない値"
    EARLIER = "別の時期の値"
    DIFFERENCE = "差や比"
    DATE = "時点"
    STANDING = "区分"
    EXAMPLE = "記入例"
    PART = "一部の値"


@dataclass(frozen=True, slots=True)
class Hint:
    """A clue and the words that give it; a unit as written, the period of a date, the status of a standing."""

    clue: Clue
    words: str
    period: Period | None = None
    status: Status | None = None
    month: int = 0
    """Of a date without a year, the month (1 to 12)."""


_MANY = r"[\d十百千万,]+(?:人|世帯|床|か所|施設)?"
_RATE = re.compile(
    rf"人口{_MANY}(?:当たり|あたり|対|比)|{_MANY}(?:当たり|あたり|対(?![象応策照比前]))|人口(?:比|当たり|あたり)|対人口|[万千]人比|"
    r"当たり|比率|割合|構成比|百分率|普及率|充足率|カバー率"
)
_NOT_ACTUAL = re.compile(
    r"目標|^計画$|計画(?:の|上の)?(?:値|数|量|人数|件数)|[(]計画[)]|見込|予測|予定|想定|期待値|必要数|必要量|推計(?:需要|必要)|予算|定員|"
    r"将来|シミュレーション|試算|(?:めざす|目指す)(?:数|値|水準|べき)|(?<![a-z])(?:plan|target|forecast)(?![a-z])"
)
_EARLIER = re.compile(r"前年|前々年|昨年|前回|前期|前月|前四半期|過年度|修正前|訂正前|改定前|変更前|旧数値|旧値")
_DIFFERENCE = re.compile(r"増減|増加|減少|伸び|前年比|対前年|比較|差引|差分|達成率|達成度|進捗率")
_PROVISIONAL = re.compile(
    r"速報|暫定|推計|未定稿|未確定|概数|概算|仮集計|仮の?(?:値|数)|仮置|精査中|確認中|調整中|差し?替え|集計途中|"
    r"修正(?:の|する)?(?:可能性|予定|場合|こと)|"
    r"(?:確定|確報)(?:値|数)?(?:では|で)?(?:は)?(?:ない|ありません|前)|後日(?:修正|確定|訂正)|変わる(?:こと|場合|可能性)"
)
_OFFICIAL = re.compile(r"確報|確定")
_REFERENCE = re.compile(r"参考値|参考数値|[(]参考[)]|^参考$")
_EXAMPLE = re.compile(
    r"記入例|記載例|入力例|作成例|見本|サンプル|ダミー|[(]例[)]|^例$|^例[:：]|"
    r"(?<![a-z])(?:sample|example|dummy|test)(?![a-z])"
)
_PART = re.compile(
    r"うち|内訳|再掲|のみ|を除[くい]|除外|含まない|(?<!非)常勤|非常勤|男性|女性|[(][男女][)]|^[男女]$|\d+歳(?:以上|未満|以下)|"
    r"一部(?!改)|抽出|回答(?:数|のあった|が?あった)|回収"
)
_MARKS = (
    (Clue.RATE, _RATE),
    (Clue.NOT_ACTUAL, _NOT_ACTUAL),
    (Clue.EARLIER, _EARLIER),
    (Clue.DIFFERENCE, _DIFFERENCE),
    (Clue.EXAMPLE, _EXAMPLE),
    (Clue.PART, _PART),
)

_YEAR = r"(?:(?:令和|平成|昭和|(?<![a-z])[rhs])(?:元|\d{1,2})|(?<!\d)(?:19|20)\d\d)"
_DATE = re.compile(
    rf"{_YEAR}年\d{{1,2}}月(?:\d{{1,2}}日|末日?)?|{_YEAR}年度(?:第?[1-4]四半期|上半期|下半期|末|q[1-4])?|"
    rf"{_YEAR}[./-]\d{{1,2}}(?:[./-]\d{{1,2}})?(?!\d)|{_YEAR}(?:年度?)?q[1-4]|{_YEAR}年(?!度|\d|間|齢|代|計画)"
)
_MONTH = re.compile(r"(?<![\d年./-])(\d{1,2})月(?:末日?|\d{1,2}日)?(?:現在|時点|分|実績|報告|末)")
_QUARTER = re.compile(r"(?<!年度)第([1-4])四半期|(?<![\da-z年度])q([1-4])(?!\d)")
_EVENT = re.compile(
    r"^(?:付け?)?(?:の|に|から|より|以降|付で|をもって|頃|ごろ)*[^、。,]{0,14}?"
    r"(?:廃止|開設|開始|新設|改正|改定|施行|変更|移転|合併|統合|休止|再開|指定|認定|告示|通知|策定|設立|開催|公布|始)"
)
_DOCUMENT = re.compile(
    r"^[^、。,]{0,8}?(?:作成|更新|公表|発行|発表|印刷|受領|照会|回答|問合|改訂版|版|送付|ダウンロード|取得|アクセス|閲覧)"
)
# A month or a year with these words is that of the figures, a day that of the paper.
_DOCUMENT_OF_DAY = re.compile(r"^[^、。,]{0,8}?(?:提出|報告(?!値|数|分)|届出分?受)")
_PARTS = (
    (re.compile(r"(?:第|q)([1-4])(?:・?四半期|q|期)?|([1-4])(?:・?四半期|q)"), "第{}四半期"),
    (re.compile(r"(上|下)(?:半期|期)"), "{}半期"),
)
_MONTH_OF_YEAR = re.compile(r"(1[0-2]|0?[1-9])月(?:末|分)?")
PART = re.compile("|".join(f"(?:{pattern.pattern})" for pattern in (*(each for each, _ in _PARTS), _MONTH_OF_YEAR)))
_ACTUAL_END = re.compile(r"(?:実績|実数)?値?(?:現在|時点)?$")
_UNIT = r"[^\s()\[\]【】、。,;；]{1,8}"
_UNIT_WORDS = re.compile(rf"単位\s*[:：は]?\s*({_UNIT}(?:[、・,]{_UNIT})*)")
_NOTE_MARK = re.compile(r"^(?:[※*]|[(]?注\d*[):]?)+")
_UNIT_BEFORE = re.compile(r"([十百千万億]+[^\s()\[\]【】、。・,;；]{0,3}?)単位")


def words_of(text: str) -> str:
    """A text as clues are looked for: NFKC, without spaces, in small letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


MOST_TEXTS = 30_000
"""Different titles, notes and remarks of one file: far more than anybody writes, and read in some ten seconds."""


class TooManyTexts(Exception):
    """A file has more different texts than are looked into."""


class Words:
    """Reads the words of one file; each text once, for a remark may stand in every row."""

    def __init__(self, catalogue: Catalogue) -> None:
        plan = catalogue.plan
        names = {words_of(name) for indicator in catalogue.indicators for name in indicator.names}
        names |= {words_of(plan.name), words_of(plan.short_name), words_of(plan.part or "")}
        # What belongs to the names of the plan says nothing; the longest first, for one may be a part of another.
        self._names = sorted(filter(None, names), key=len, reverse=True)
        self._indicators = sorted(
            ((words_of(name), indicator) for indicator in catalogue.indicators for name in indicator.names),
            key=lambda pair: -len(pair[0]),
        )
        self._units = frozenset(indicator.unit for indicator in catalogue.indicators)
        self.point = catalogue.judging.fiscal_year_point
        self.hints = cache(self._hints)
        self._texts = 0

    def _hints(self, text: str) -> tuple[Hint, ...]:
        """Everything that a text says of the figures around it. Raises ``TooManyTexts``."""
        self._texts += 1
        if self._texts > MOST_TEXTS:
            raise TooManyTexts
        words = words_of(text)
        for name in self._names:
            words = words.replace(name, "/")
        every = [Hint(clue, match.group()) for clue, pattern in _MARKS for match in [pattern.search(words)] if match]
        return (*self._unit_hints(words), *every, *_standing_hints(words), *_date_hints(words, self.point))

    def _unit_hints(self, words: str) -> Iterator[Hint]:
        if match := _UNIT_BEFORE.search(words):
            yield Hint(Clue.UNIT, match[1])
            return
        for match in _UNIT_WORDS.finditer(words):
            yield from (Hint(Clue.UNIT, unit) for unit in re.split("[、・,]", match[1]))
        if not _UNIT_WORDS.search(words) and self.is_unit(bare := bare_unit(_NOTE_MARK.sub("", words))):
            yield Hint(Clue.UNIT, bare)

    def is_unit(self, text: str) -> bool:
        """Whether a text reads like a unit, an indicator's or another, plain or by the hundred or thousand."""
        return bool(text) and self.scale(text)[1] != ""

    def scale(self, text: str) -> tuple[int, str]:
        """How many of what a unit counts: 百人 is (100, 人), 人 is (1, 人); (1, "") where it is no unit.

        The scale alone (千) counts what the indicator counts.
        """
        words = words_of(text)
        for counter in (*self._units, *UNIT_COUNTERS):
            for word, factor in UNIT_SCALES.items():
                if same_unit(words, f"{word}{counter}"):
                    return factor, counter
        return UNIT_SCALES.get(words, 1), words if words in UNIT_SCALES else ""

    def indicators(self, text: str) -> tuple[Indicator, ...]:
        """The indicators that a text names somewhere; a name inside a longer one does not count."""
        words = words_of(text)
        named: dict[str, Indicator] = {}
        for name, indicator in self._indicators:
            if name and name in words:
                named[indicator.id] = indicator
                words = words.replace(name, "/")
        return tuple(named.values())

    def period(self, heading: str) -> Period | None:
        """The period that a heading is: 令和5年度, 令和5年度実績, R8.9.30時点; None where it says more than that."""
        words = _ACTUAL_END.sub("", words_of(heading).strip("()[]〔〕【】"))
        match = _DATE.match(words)
        return _period(words, self.point) if match and match.end() == len(words) else None

    def part_of_year(self, year: str, part: str) -> str:
        """The month or quarter of a year, both in words of headings; empty where that is none."""
        try:
            period = part_of_year(parse(year, point=self.point), year, part, by_fiscal="年度" in year)
        except FiscalError:
            return ""
        return label(period)

    def period_at_edge(self, heading: str) -> tuple[str, str]:
        """The period that a heading begins or ends with, and its other words: 令和7年度 and 目標; empty where none."""
        words = words_of(heading)
        for match in _DATE.finditer(words):
            if match.start() == 0 or match.end() == len(words):
                rest = words[: match.start()] + words[match.end() :]
                rest = re.sub(r"^(?:の|末|現在|時点)+|(?:の|現在|時点)$", "", rest)
                return (match.group(), rest) if _period(match.group(), self.point) else ("", words)
        return "", words


def _standing_hints(words: str) -> Iterator[Hint]:
    if match := _PROVISIONAL.search(words):
        yield Hint(Clue.STANDING, match.group(), status=Status.PROVISIONAL)
    elif match := _OFFICIAL.search(words):
        yield Hint(Clue.STANDING, match.group(), status=Status.OFFICIAL)
    if match := _REFERENCE.search(words):
        yield Hint(Clue.STANDING, match.group(), status=Status.REFERENCE)


def _date_hints(words: str, point: FiscalYearPoint) -> Iterator[Hint]:
    """The dates that a text gives its figures; not the day of an event, nor that of the paper itself."""
    rest = words
    for match in _DATE.finditer(words):
        rest = rest.replace(match.group(), "□", 1)
        after = words[match.end() :]
        period = _period(match.group(), point)
        of_day = period is not None and period.precision is Precision.DAY and _DOCUMENT_OF_DAY.match(after)
        if period and not (_EVENT.match(after) or _DOCUMENT.match(after) or of_day):
            yield Hint(Clue.DATE, match.group(), period=period)
    for match in _MONTH.finditer(rest):
        if 1 <= int(match[1]) <= 12:
            yield Hint(Clue.DATE, match.group(), month=int(match[1]))
    for match in _QUARTER.finditer(rest):
        yield Hint(Clue.DATE, match.group(), month=(3 * int(match[1] or match[2]) + 2) % 12 + 1)


def _period(words: str, point: FiscalYearPoint) -> Period | None:
    try:
        return parse(words, point=point)
    except FiscalError:
        return None


def fits(hint: Hint, period: Period) -> bool:
    """Whether a date in words can be that of a value: its day, or a longer span of time in which the value lies."""
    if hint.month:
        return period.date.month == hint.month
    span = hint.period
    if span is None or span.date == period.date:
        return True
    if span.precision is Precision.FISCAL_YEAR:
        # A year without 年度 may be one of the calendar.
        by_calendar = hint.words.endswith("年") and span.date.year - 1 == period.date.year
        return by_calendar or fiscal_year(span.date) == fiscal_year(period.date)
    months = {Precision.HALF: 6, Precision.QUARTER: 3, Precision.MONTH: 1}.get(span.precision, 0)
    behind = (span.date.year - period.date.year) * 12 + span.date.month - period.date.month
    if not months:
        return behind == 0 and period.precision is Precision.MONTH
    return 0 <= behind < months and period.precision in {Precision.MONTH, Precision.DAY}


def part_of_year(year: Period, text: str, part: str, *, by_fiscal: bool) -> Period:
    """The month, quarter or half of a year that another column names.

    Raises:
        FiscalError: it names none, or one of a calendar year that may also be a fiscal one.
    """
    words = words_of(part)
    number = fiscal_year(year.date)
    if month := _MONTH_OF_YEAR.fullmatch(words):
        in_next = by_fiscal and int(month[1]) <= 3
        period = parse(f"{number + in_next}年{int(month[1])}月")
    else:
        period = parse(f"{number}{'年度' if by_fiscal else '年'}{_part_words(words)}")
    if year.precision is not Precision.FISCAL_YEAR and year.date != period.date:
        raise FiscalError(f"時点「{text}」と「{part}」は別の時点です。正しいほうに合わせてください。")
    return period


def _part_words(words: str) -> str:
    for pattern, form in _PARTS:
        if match := pattern.fullmatch(words):
            return form.format(next(filter(None, match.groups())))
    return words
