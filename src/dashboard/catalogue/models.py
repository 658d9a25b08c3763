"""What the catalogue says: the plan, its indicators, their targets and initiatives, and how they are judged.

The models mirror the YAML file one to one, so that the file, its schema and the code cannot drift apart. Descriptions
are Japanese because they appear in the editor of whoever maintains the file. Rules that need two places of the file at
once (an unknown kind, targets out of order) live in ``consistency``, where line numbers are at hand.

Numbers and truth values are strict (a number in quotes is a mistake the maintainer should hear of); periods are read in
any notation that ``fiscal.parse`` knows. Each type also says how the YAML file, not Python, spells it.
"""

import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from math import inf
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, Field, Strict, ValidationInfo, model_validator
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticCustomError

from dashboard import fiscal
from dashboard.errors import FiscalError, UnknownIndicator
from dashboard.fiscal import FiscalYearPoint, Period, Precision
from dashboard.text import Term, listed, nearest, suggestion


def _period(value: object, info: ValidationInfo) -> Period:
    # The convention for fiscal years comes with the validation context.
    point = (info.context or {}).get("point", FiscalYearPoint.END)
    return value if isinstance(value, Period) else _parsed(value, point)


def _fiscal_year(value: object, info: ValidationInfo) -> object:
    # In the file a year is written as the paper prints it; only code, which validates without context, says 2024.
    if isinstance(value, int) and info.context is None:
        return value
    period = _parsed(value)
    if period.precision is not Precision.FISCAL_YEAR:
        raise PydanticCustomError("fiscal_year", "not a fiscal year")
    return fiscal.fiscal_year(period.date)


def _day(value: object) -> object:
    if isinstance(value, date):
        return value
    period = _parsed(value)
    if period.precision is not Precision.DAY:
        raise PydanticCustomError("day", "not a day")
    return period.date


def _parsed(value: object, point: FiscalYearPoint = FiscalYearPoint.END) -> Period:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "not text")
    try:
        return fiscal.parse(value, point=point)
    except FiscalError as error:
        raise PydanticCustomError("period", "{sentence}", {"sentence": str(error)}) from error


Text = Annotated[str, Field(min_length=1)]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Flag = Annotated[bool, Strict()]
PeriodText = Annotated[
    Period,
    BeforeValidator(_period),
    WithJsonSchema({"type": "string", "examples": ["令和6年度", "令和6年11月", "2024-11-30"]}),
]
FiscalYear = Annotated[
    int,
    Strict(),
    Field(ge=1989, le=2060),
    BeforeValidator(_fiscal_year),
    WithJsonSchema({"type": "string", "examples": ["令和6年度"]}),
]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "examples": ["令和7年2月10日"]})]
Share = Annotated[float, Strict(), Field(ge=0, le=1, allow_inf_nan=False)]


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"


class Method(Term):
    """How progress is judged: against the required line, or by the growth rate."""

    LINE = "line", "必要な水準による判定"
    GROWTH_RATE = "growth_rate", "伸び率による判定"


class Measure(StrEnum):
    """Donabedian's three kinds of measure, in the words of the health plans."""

    STRUCTURE = "ストラクチャー"
    PROCESS = "プロセス"
    OUTCOME = "アウトカム"


class CatalogueEntry(BaseModel, frozen=True, extra="forbid"):
    """Base of all models: immutable, and an unknown key is an error rather than a silent nothing.

    ``stand_ins`` is key to the key whose text it has where the file leaves it out.
    """

    stand_ins: ClassVar[Mapping[str, str]] = {}

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {key: data[other] for key, other in cls.stand_ins.items() if isinstance(data.get(other), str)} | data


class NoChange(CatalogueEntry, title="「変わらない」とみなす幅"):
    """When a change counts as none. All thresholds that are given must hold; both are fractions, not percent."""

    relative: Share | None = Field(None, description="基準値に対する変化の割合（0.05 は 5％）")
    of_target: Share | None = Field(None, description="目標までの幅に対する変化の割合（0.10 は 10％）")


class Judging(CatalogueEntry, title="判定のしかた"):
    """How this plan's indicators are judged."""

    method: Method = Field(description="line は必要な水準、growth_rate は伸び率による判定")
    no_change: NoChange = Field(default=NoChange(), description="「変わらない」とみなす幅")
    fiscal_year_point: FiscalYearPoint = Field(
        FiscalYearPoint.END, description="年度の値の日付。end は年度末（3月31日）、middle は年度の中間（9月30日）"
    )
    stale_after_days: Annotated[int, Strict(), Field(ge=1)] = Field(
        400, description="最新値がこの日数より古いと「更新待ち」と示す"
    )


class _Dated(CatalogueEntry):
    """A period with the words the paper prints for it."""

    stand_ins = {"printed": "period"}
    period: PeriodText = Field(description="時点。紙面の表記のまま書く（令和８年度、令和6年11月、2024-11-30 など）")
    printed: str = Field("", description="紙面の表記。書かなければ period のとおり")


class Baseline(_Dated, title="基準値"):
    """Where the plan starts from, in the indicator's unit."""

    value: Number = Field(description="基準値（3桁区切りや単位を付けない）")


class Target(_Dated, title="目標値"):
    """What is to be reached by when, in the indicator's unit; ``value`` is None where the plan prints ―.

    ``restraint`` says that the plan means a value worse than the one before, to keep it from getting worse still.
    """

    value: Number | None = Field(description="目標値。紙面が「―」なら null")
    restraint: Flag = Field(False, description="悪くなるのを抑える目標（前の値より悪い目標値）なら true")


class Initiatives(CatalogueEntry, title="年度ごとの取組"):
    """What was done in one fiscal year, word for word.

    ``partial`` says that the year was reported part-way. ``marks`` holds all the words to print beside the year
    (年度途中, 集計中あり, 定員を含む), so that nobody takes a planned number for a result.
    """

    stand_ins = {"printed": "fiscal_year"}
    fiscal_year: FiscalYear = Field(description="取組の年度（令和5年度 など）")
    printed: str = Field("", description="紙面の表記。書かなければ fiscal_year のとおり")
    partial: Flag = Field(False, description="年度の途中で報告されたものなら true")
    marks: tuple[Text, ...] = Field((), description="年度に添える注意書き（年度途中、集計中あり、定員を含む など）")
    notes: tuple[Text, ...] = Field((), description="注記")
    items: tuple[Text, ...] = Field(min_length=1, description="取組。紙面の文のまま1行ずつ")


class Break(CatalogueEntry, title="定義の変更"):
    """A change of what is counted: values from ``date`` on are of the new definition, those before of the old."""

    date: Day = Field(description="変更した日。この日からの値が新しい数え方（令和7年4月1日 など）")
    reason: Text = Field(description="何がどう変わったか（数え方を届出から実績に改めた、など）")


class CouncilAssessment(CatalogueEntry, title="部会の評価"):
    """The council's own judgement, shown beside the computed one and never instead of it."""

    date: Day = Field(description="評価した日（令和7年2月10日 など）")
    grade: Literal["A", "B", "B*", "C", "D", "E"] = Field(description="評価（A, B, B*, C, D, E）")
    sentence: Text = Field(description="評価の文")


class IndicatorKind(CatalogueEntry, title="指標の種類"):
    """A kind of indicator, that is, who set it; ``tracked`` kinds are judged and counted."""

    name: Text = Field(description="種類の名前。指標の kind に書く")
    tracked: Flag = Field(description="進捗を判定して数えるなら true、参考に示すだけなら false")
    description: Text = Field(description="種類の説明")


class PlanPeriod(CatalogueEntry, title="計画期間"):
    """The fiscal years the plan covers, first and last included (2024 means 令和6年度)."""

    start: FiscalYear = Field(description="最初の年度")
    end: FiscalYear = Field(description="最後の年度")
    printed: Text = Field(description="紙面の表記")


class Plan(CatalogueEntry, title="計画"):
    """The plan whose indicators are followed."""

    name: Text = Field(description="計画の名前（正式）")
    short_name: Text = Field(description="画面の題に使う短い名前")
    part: str = Field("", description="計画の部・章")
    period: PlanPeriod = Field(description="計画期間")
    vision: str = Field("", description="目指す姿")
    discussion_point: str = Field("", description="会議で議論する点")
    scenes: tuple[Text, ...] = Field((), description="場面の名前。指標の scenes に書けるもの")
    source: Text = Field(description="出典")
    region_code: Annotated[str, Field(pattern=r"^[0-9]{5}$")] = Field(
        description='都道府県の地域コード5桁。引用符で囲む（例 "01000"）'
    )
    region_name: Text = Field(description="都道府県の名前")


class Indicator(CatalogueEntry, title="指標"):
    """One indicator. Values are in ``unit`` and shown with ``decimals`` places."""

    stand_ins = {"slide_name": "name"}
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] = Field(
        description="URLやCSVに使う名前。英小文字で始め、英小文字・数字・_ だけ。あとから変えない"
    )
    name: Text = Field(description="指標の名前（正式）")
    short_name: Text = Field(description="カードに載る短い名前（12字まで）")
    slide_name: str = Field("", description="会議資料での名前。書かなければ name のとおり")
    definition: Text | None = Field(None, description="定義")
    unit: Text = Field(description="単位（か所、人、% など）")
    kind: Text = Field(description="種類（だれが定めた指標か）。kinds の name のどれか")
    scenes: tuple[Text, ...] = Field((), description="関わる場面。plan の scenes から選ぶ")
    measure: Measure = Field(description="ストラクチャー、プロセス、アウトカムのどれか")
    direction: Direction = Field(description="増えるほどよいなら up、減るほどよいなら down")
    decimals: Annotated[int, Strict(), Field(ge=0, le=6)] = Field(0, description="小数点以下の桁数")
    baseline: Baseline | None = Field(None, description="基準値")
    targets: tuple[Target, ...] = Field((), description="目標値。時点の早い順")
    breaks: tuple[Break, ...] = Field((), description="定義の変更。日の早い順。図の線はここで切れる")
    initiatives: tuple[Initiatives, ...] = Field((), description="年度ごとの取組")
    source: Text = Field(description="出典")
    notes: tuple[Text, ...] = Field((), description="注記")
    grade_provisional: Flag = Field(False, description="速報値も判定に使うなら true")
    natural_limit: Number | None = Field(
        None, description="よい側の限り。増えるほどよい指標では上限（割合の100など）、減るほどよい指標では下限（0など）"
    )
    independent: Flag = Field(
        False,
        description="互いに関わりなく増減する件数（施設や事業所の数）なら true。"
        "地域別の値に、偶然のばらつきの範囲を示す。人や病床のように1か所でまとまって増減する数には書かない",
    )
    any_percentage: Flag = Field(False, description="単位が％でも、増減率のように0～100の外の値をとるなら true")
    levels: tuple[Literal["prefecture", "area", "municipality"], ...] = Field(
        (), description="値をもつ地域の段階（prefecture, area, municipality）。書かなければどれでもよい"
    )
    precisions: tuple[Precision, ...] = Field(
        (), description="値の時点の細かさ（fiscal_year, half, quarter, month, day）。書かなければどれでもよい"
    )
    assessment: CouncilAssessment | None = Field(None, description="部会の評価")

    @property
    def names(self) -> tuple[str, ...]:
        """Every name a file may use for this indicator, the id first."""
        return (self.id, self.name, self.short_name, self.slide_name)

    def takes(self, level: str) -> bool:
        """Whether regions of a level (prefecture, area, municipality) may have values of this indicator."""
        return not self.levels or level in self.levels

    @property
    def additive(self) -> bool:
        """Whether the value of an area is the sum of its municipalities': true of counts, false of shares and rates."""
        measure = comparable(self.unit)
        counted = measure not in _SHARES and not any(mark in measure for mark in _RATE_MARKS)
        return self.decimals == 0 and counted and not comparable(self.name).endswith(_RATE_NAMES)

    def breaks_between(self, start: date, end: date) -> tuple[Break, ...]:
        """The changes of definition that part the value of one day from that of a later one, in the order of dates."""
        return tuple(change for change in self.breaks if start < change.date <= end)

    def definition_number(self, day: date) -> int:
        """How often the definition has changed by a day; values of the same number may be compared."""
        return sum(change.date <= day for change in self.breaks)

    @property
    def possible_values(self) -> tuple[float, float]:
        """The least and the greatest value that it can have, infinite where there is no end."""
        least, greatest = possible_range(self.unit, self.decimals, any_percentage=self.any_percentage)
        if self.natural_limit is None:
            return least, greatest
        return (least, self.natural_limit) if self.direction is Direction.UP else (self.natural_limit, greatest)


class Catalogue(CatalogueEntry, title="指標カタログ"):
    """The whole file."""

    plan: Plan = Field(description="計画")
    judging: Judging = Field(description="判定のしかた")
    kinds: tuple[IndicatorKind, ...] = Field(min_length=1, description="指標の種類")
    indicators: tuple[Indicator, ...] = Field(min_length=1, description="指標")

    @property
    def tracked(self) -> tuple[Indicator, ...]:
        """The indicators that are judged and counted, in the order of the file."""
        return tuple(indicator for indicator in self.indicators if indicator.kind in self._tracked_kinds)

    @property
    def others(self) -> tuple[Indicator, ...]:
        """The indicators that are only shown for reference, in the order of the file."""
        return tuple(indicator for indicator in self.indicators if indicator.kind not in self._tracked_kinds)

    @property
    def _tracked_kinds(self) -> frozenset[str]:
        return frozenset(kind.name for kind in self.kinds if kind.tracked)

    def indicator(self, id_: str) -> Indicator:
        """The indicator with this id; an UnknownIndicator names the nearest and all ids where none has it."""
        for indicator in self.indicators:
            if indicator.id == id_:
                return indicator
        choices = suggestion(id_, [indicator.id for indicator in self.indicators], every=True)
        raise UnknownIndicator(f"「{id_}」という指標はありません。{choices}")

    def find(self, text: str) -> Indicator:
        """The indicator that ``text`` names; an UnknownIndicator gives the nearest name, else all with their ids."""
        indicator = self.named(text)
        if indicator is None:
            near = self.name_like(text)
            every = [f"{indicator.name}（{indicator.id}）" for indicator in self.indicators]
            advice = f"{listed([near])}ではありませんか。" if near else f"使えるのは{listed(every)}です。"
            raise UnknownIndicator(f"「{text}」という指標はありません。{advice}")
        return indicator

    def named(self, text: str) -> Indicator | None:
        """The indicator that has ``text`` as its id or as one of its names, whatever the width of its characters."""
        return self._by_name.get(comparable(text)) if text.strip() else None

    def name_like(self, text: str) -> str | None:
        """The name of an indicator most like a text, None where nothing is alike."""
        return nearest(text, [name for indicator in self.indicators for name in indicator.names])

    @cached_property
    def _by_name(self) -> dict[str, Indicator]:
        # An upload asks once a row.
        return {comparable(name): indicator for indicator in self.indicators for name in indicator.names}


_PERCENT = frozenset({"%", "パーセント"})
_SHARES = _PERCENT | {"‰", "倍", "率", "割合", "歳"}
# 人口10万対, 人／千人, 回／人, 件/1,000人当たり: what is told of so many people is no count.
_RATE_MARKS = ("/", "当たり", "あたり", "万対", "千対")
_RATE_NAMES = ("率", "割合")


def is_percentage(unit: str) -> bool:
    """Whether the values are shares in hundredths."""
    return comparable(unit) in _PERCENT


def possible_range(unit: str, decimals: int, *, any_percentage: bool) -> tuple[float, float]:
    """The least and the greatest value of this kind: counts do not fall under 0, shares lie between 0 and 100."""
    if is_percentage(unit):
        return (-inf, inf) if any_percentage else (0.0, 100.0)
    return (-inf if decimals else 0.0, inf)


def comparable(name: str) -> str:
    """``name`` as it is compared: NFKC, without spaces, in one case."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
