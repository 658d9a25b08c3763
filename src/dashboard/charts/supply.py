"""A region's supply beside the people it is for and the demand: three lines on one field, each a share of its own base.

The base (100) is each line's figure nearest in time to the latest value, so that a count that stays while people and
demand grow is seen to stay behind. Residents as counted are no part of it: they are counted otherwise than projected,
and no line joins the two. Counts and rates stand beside it in words.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import ceil, floor, inf

import altair as alt

from dashboard.catalogue import Break, Catalogue, Indicator
from dashboard.charts import marks, regional, theme
from dashboard.charts.picture import Picture, Surface
from dashboard.charts.plane import Pixel, Row
from dashboard.charts.regional import CHANGE_WORDS, ValueKind, kind_of
from dashboard.charts.table import Cell, Column, ColumnKind, Table
from dashboard.comparing import Basis, Outlook, RegionalValue
from dashboard.comparing.values import RATE_DECIMALS
from dashboard.fiscal import fiscal_year, japanese_date, of_fiscal_year
from dashboard.judging.words import POINT_WORDS, break_line, break_remarks, updated_words, value_with_unit
from dashboard.places import Level
from dashboard.places.residents import PopulationFigures
from dashboard.text import format_amount, format_value, joined_sources, rounded, wrapped

RATE = Basis.AGED_75.label
PROJECTION = "推計"
UNCHANGED = "数が変わらなければ"
POLICY_YEARS = (2025, 2040, 2050)
SCALE = "下に示す値を100とした指数　縦軸は0から始まりません"
CAUTION = "推計や需要は予測を含み、そのとおりになるとは限りません"
BASE = 100.0
BASE_DAY = date(2025, 10, 1)
"""Near which the bases are where the indicator has no value."""
FIRST = 2020
LAST = 2050
STEP = 5
LABELLED_STEP = 10
"""The years of the axis, and how many lie between ticks and between numbers."""
LABEL_ROOM = 38
"""Pixels from one line's words to the next one's."""
WORDS_OVER_A_LINE = 150
"""Pixels that a line's words take where they stand over it."""
FOOTER_CHARACTERS = 68


@dataclass(frozen=True)
class Reading:
    """A figure at a date, with the word for its status where it is not official."""

    day: date
    value: float
    kind: ValueKind
    word: str = ""


@dataclass(frozen=True)
class IndexLine:
    """One line: what it is of, in what unit, which of its readings is 100, and how its points look."""

    name: str
    unit: str
    decimals: int
    base: Reading
    readings: tuple[Reading, ...]
    shape: str
    dash: tuple[int, ...] = ()
    size: int = 60

    def index(self, reading: Reading) -> float:
        """A reading as a share of the base, in hundredths."""
        return BASE * reading.value / self.base.value

    def amount(self, reading: Reading) -> str:
        """958か所."""
        return format_amount(reading.value, self.decimals, self.unit)

    @property
    def base_words(self) -> str:
        """架空の医療機関 958か所（令和7年9月1日、参考）."""
        return f"{self.name} {self.amount(self.base)}（{_when(self.base, japanese_date(self.base.day))}）"

    def words(self, reading: Reading) -> str:
        """What is said of a point."""
        when = _when(reading, f"{reading.day.year}年{reading.day.month}月")
        return f"{self.name}：{self.amount(reading)}（{when}）、指数{format_value(self.index(reading), 0)}"


def _when(reading: Reading, day: str) -> str:
    """The day and the word for the status, or the word alone where it names the year itself: 2024年度."""
    if reading.word.startswith(str(reading.day.year)):
        return reading.word
    return f"{day}、{reading.word}" if reading.word else day


@dataclass(frozen=True)
class _SupplyFrame:
    """Pixels of the field, of the room around it, and of its letters; ``beside``: words stand after the lines' ends."""

    width: int
    height: int
    left: int
    right: int
    size: float
    beside: bool


WIDE = _SupplyFrame(820, 280, 44, 230, 14.0, beside=True)
NARROW = _SupplyFrame(304, 300, 36, 8, 13.0, beside=False)


@dataclass(frozen=True)
class Move:
    """Two figures of one kind, the earliest and the latest, in so many decimals as they are printed with."""

    first: Reading
    latest: Reading
    decimals: int

    @property
    def sign(self) -> int:
        """+1 where it grew as printed, −1 where it fell, 0 where it stayed."""
        before = rounded(self.first.value, self.decimals)
        after = rounded(self.latest.value, self.decimals)
        return (after > before) - (after < before)

    @property
    def span(self) -> str:
        """From when to when."""
        return f"{japanese_date(self.first.day)}から{japanese_date(self.latest.day)}まで"

    def words(self, unit: str) -> str:
        """20か所から24か所に増えた."""
        latest = format_amount(self.latest.value, self.decimals, unit)
        if not self.sign:
            return f"{latest}で{CHANGE_WORDS[0]}"
        first = format_amount(self.first.value, self.decimals, unit)
        return f"{first}から{latest}に{CHANGE_WORDS[self.sign]}"


@dataclass(frozen=True)
class OutlookFigure:
    """One indicator beside a region's residents and its demand, with what must stand with them."""

    catalogue: Catalogue
    indicator: Indicator
    outlook: Outlook
    updated: date | None = None

    @property
    def title(self) -> str:
        """Whose supply and demand it is."""
        return f"{self.outlook.region.name}：{self.indicator.short_name}と75歳以上人口・需要"

    @cached_property
    def counts(self) -> tuple[Reading, ...]:
        """The indicator's values."""
        return tuple(self._reading(day, value, value.value or 0.0) for day, value in self.outlook.values)

    @cached_property
    def rates(self) -> tuple[Reading, ...]:
        """They for 1,000 residents of 75 and over; none of a share, and none where nobody is known to live."""
        values = self.outlook.values if self.indicator.additive else ()
        rates = ((day, value, value.on(Basis.AGED_75)) for day, value in values)
        return tuple(self._reading(day, value, rate) for day, value, rate in rates if rate is not None)

    def _reading(self, day: date, value: RegionalValue, figure: float) -> Reading:
        return Reading(day, figure, kind_of(self.indicator, value.status), regional.status_word(value.status))

    @property
    def residents(self) -> list[PopulationFigures]:
        """All that is known of the residents, each once: the census is counted and begins the projection."""
        return sorted({*self.outlook.counted, *self.outlook.projected}, key=lambda people: (people.date, people.kind))

    @property
    def moves(self) -> tuple[Move | None, Move | None]:
        """How the count and the rate moved."""
        counts = self._of_newest_definition(self.counts)
        rates = self._of_newest_definition(self.rates)
        return _move(counts, self.indicator.decimals), _move(rates, RATE_DECIMALS)

    def _of_newest_definition(self, readings: Sequence[Reading]) -> list[Reading]:
        """Those that may be compared with the latest."""
        numbers = [self.indicator.definition_number(reading.day) for reading in readings]
        return [reading for reading, number in zip(readings, numbers, strict=True) if number == numbers[-1]]

    @property
    def breaks(self) -> tuple[Break, ...]:
        """The changes of definition between the first value and the latest."""
        days = [day for day, _ in self.outlook.values]
        return self.indicator.breaks_between(days[0], days[-1]) if days else ()

    @property
    def _break_days(self) -> tuple[date, ...]:
        return tuple(change.date for change in self.breaks)

    # The lines.

    @cached_property
    def lines(self) -> tuple[IndexLine, ...]:
        """Those that can be drawn: the residents projected, the demand, and over them the count."""
        lines = (self._people_line(), self._demand_line(), self._count_line())
        return tuple(line for line in lines if line)

    def _count_line(self) -> IndexLine | None:
        """The values of the newest definition; none of a share, which is of another kind than people and demand."""
        if not self.indicator.additive or not self.counts:
            return None
        readings = tuple(self._of_newest_definition(self.counts))
        base = _latest_official(readings)
        name = self.indicator.short_name
        return (
            IndexLine(name, self.indicator.unit, self.indicator.decimals, base, readings, "circle")
            if base.value
            else None
        )

    def _people_line(self) -> IndexLine | None:
        """The people it is for, as projected."""
        readings = _projected((people.date, people.aged_75) for people in self.outlook.projected)
        base = self._nearest(readings)
        return IndexLine("75歳以上人口", "人", 0, base, readings, "square", (6, 4)) if base and base.value else None

    def _demand_line(self) -> IndexLine | None:
        """The demand for home visits, each year's in its middle, where censuses and projections lie too."""
        demand = self.outlook.demand
        readings = tuple(
            Reading(date(each.year, 10, 1), each.receipts_per_month, ValueKind.PROJECTED, each.label) for each in demand
        )
        base = self._nearest(readings)
        return (
            IndexLine(demand[0].name, "件／月", 0, base, readings, "diamond", (2, 3)) if base and base.value else None
        )

    def _nearest(self, readings: Sequence[Reading]) -> Reading | None:
        """The reading nearest in time to the latest value."""
        day = _latest_official(self.counts).day if self.counts else BASE_DAY
        return min(readings, key=lambda reading: abs((reading.day - day).days), default=None)

    @property
    def absent(self) -> tuple[str, ...]:
        """Why a line is not there."""
        indicator = self.indicator
        reasons = []
        if not self.counts:
            reasons.append(f"{indicator.short_name}の値は未登録")
        elif not indicator.additive:
            reasons.append(f"{indicator.short_name}は割合なので、人口や需要と同じ目盛りに重ねません")
        elif not _latest_official(self.counts).value:
            reasons.append(f"{indicator.short_name}は0{indicator.unit}なので、指数にしません")
        if not self.outlook.projected:
            reasons.append("75歳以上の推計人口は登録されていません")
        if not self.outlook.demand:
            reasons.append(no_demand(self.outlook.region.level))
        return tuple(reasons)

    # The words.

    @property
    def contrast(self) -> str:
        """The sentence for a count and a rate that went different ways; nothing where they did not."""
        count, rate = self.moves
        if count is None or rate is None or count.sign == rate.sign:
            return ""
        return f"数は{CHANGE_WORDS[count.sign]}が、{RATE}では{CHANGE_WORDS[rate.sign]}（{count.span}）"

    @property
    def description(self) -> str:
        """The charts in words with the figures that plans speak of, for those who cannot see them."""
        sentences = (
            f"{self.title}を、時点の近い値を100とした指数で重ねた折れ線図",
            self._values_in_words(),
            self._people_in_words(),
            self._demand_in_words(),
        )
        return "".join(f"{sentence}。" for sentence in sentences)

    def _values_in_words(self) -> str:
        """The latest value, and how count and rate moved where there are two values."""
        indicator = self.indicator
        if not self.counts:
            return f"{indicator.short_name}の値は未登録"
        latest = self.counts[-1]
        when = "、".join(part for part in (japanese_date(latest.day), latest.word) if part)
        words = f"{indicator.short_name}は{value_with_unit(latest.value, indicator)}（{when}）"
        if self.rates:
            words += f"、{RATE}では{format_value(self.rates[-1].value, RATE_DECIMALS)}"
        count, rate = self.moves
        if count is None:
            return words
        words += f"。{count.span}に{'数' if indicator.additive else '値'}は{count.words(indicator.unit)}"
        if rate is None:
            return words
        joint, again = ("。", "でも") if count.sign == rate.sign else ("が、", "では")
        return f"{words}{joint}{RATE}{again}{rate.words('')}"

    def _people_in_words(self) -> str:
        by_year = {people.date.year: people for people in self.outlook.projected}
        years = [f"{year}年{by_year[year].aged_75:,}人" for year in POLICY_YEARS if year in by_year]
        return f"75歳以上の推計人口は{'、'.join(years)}" if years else "75歳以上の推計人口は登録されていません"

    def _demand_in_words(self) -> str:
        demand = self.outlook.demand
        if not demand:
            return no_demand(self.outlook.region.level)
        ends = dict.fromkeys((demand[0], demand[-1]))
        figures = "、".join(f"{end.label}{format_value(end.receipts_per_month, 0)}件／月" for end in ends)
        return f"{demand[0].name}は{figures}"

    @property
    def footer(self) -> tuple[str, ...]:
        """What is 100, the figures in words, what is not there, and where values, residents and demand come from."""
        bases = "、".join(line.base_words for line in self.lines)
        demand = "、".join(dict.fromkeys(demand.source for demand in self.outlook.demand))
        legend = "黒い点は確定値、白い点は参考値や推計" if self.lines else ""
        lines = (
            f"100＝{bases}" if bases else "",
            f"{self._values_in_words()}。" if self.counts else "",
            f"{self._counted_in_words()}。" if self._counted_in_words() else "",
            "　".join(self.absent),
            "　".join(part for part in (legend, CAUTION if self.lines else "") if part),
            break_line(self.breaks) and f"{break_line(self.breaks)}　前の定義の値は重ねません",
            self._value_source() if self.outlook.values else "",
            self._people_source(),
            f"需要：{demand}" if demand else "",
            updated_words(self.updated),
        )
        return tuple(line for line in lines if line)

    def _counted_in_words(self) -> str:
        """The residents as counted last, which the projections must not be taken for."""
        if not self.outlook.counted:
            return ""
        latest = self.outlook.counted[-1]
        when = f"{latest.kind.label} {japanese_date(latest.date)}"
        return f"実際の75歳以上人口は{latest.aged_75:,}人（{when}）で、推計とは数え方が違うので線でつながず、重ねません"

    def _value_source(self) -> str:
        """出典 and 時点 of the values; the newest source of those that count in full."""
        ranked = sorted(
            (
                (kind_of(self.indicator, value.status) is ValueKind.OFFICIAL, day, value.sources)
                for day, value in self.outlook.values
                if value.sources
            ),
            reverse=True,
        )
        source = regional.first_source(joined_sources(sources) for *_, sources in ranked)
        summed = "　市町村の合計" if any(value.summed for _, value in self.outlook.values) else ""
        return f"値の出典：{source}　{self._value_days()}{summed}"

    def _value_days(self) -> str:
        """時点 of the values that count and of the others, with the convention of fiscal years if one may be meant."""
        point = self.catalogue.judging.fiscal_year_point
        official = [reading.day for reading in self.counts if reading.kind is ValueKind.OFFICIAL]
        others = [reading.day for reading in self.counts if reading.kind is not ValueKind.OFFICIAL]
        spans = []
        for word, days in (("", official), ("参考など ", others)):
            if days:
                ends = dict.fromkeys(japanese_date(day) for day in (days[0], days[-1]))
                spans.append(f"{word}{'～'.join(ends)}")
        yearly = any(day == of_fiscal_year(fiscal_year(day), point).date for day in (*official, *others))
        return f"時点：{'、'.join(spans)}{f'　{POINT_WORDS[point]}' if yearly else ''}"

    def _people_source(self) -> str:
        """Each source of the residents with the years that it gave; which of its tables, the data table says."""
        years_by_source: dict[str, list[str]] = {}
        for people in self.residents:
            for source in people.sources:
                publication = source[: source.index("」") + 1] if "」" in source else source
                years_by_source.setdefault(publication, []).append(str(people.date.year))
        sources = []
        for source, years in years_by_source.items():
            span = "～".join(dict.fromkeys((years[0], years[-1])))
            sources.append(f"{source}（{span}年）")
        return f"人口：{'　'.join(sources)}" if sources else ""

    # The table.

    @property
    def table(self) -> Table:
        """Every figure of the charts with its date, status and source."""
        columns = (
            Column("content", "内容"),
            Column("period", "時点"),
            Column("date", "日付", ColumnKind.DATE),
            Column("value", "値", ColumnKind.VALUE),
            Column("unit", "単位"),
            Column("status", "区分"),
            Column("residents_75", "75歳以上人口", ColumnKind.COUNT, "人"),
            Column("residents_date", "人口の時点", ColumnKind.DATE),
            Column("source", "出典"),
        )
        return Table(columns, tuple(self._rows()))

    def _rows(self) -> Iterator[tuple[Cell, ...]]:
        """Each value and under it the rate it makes, the residents, the rates if nothing changes, the demand."""
        unit = self.indicator.unit
        rates = {reading.day: rounded(reading.value, RATE_DECIMALS) for reading in self.rates}
        remarks = break_remarks(self.indicator, (day for day, _ in self.outlook.values))
        for day, value in self.outlook.values:
            when = (japanese_date(day), day)
            status = "　".join(part for part in (regional.status_text(value), remarks.get(day, "")) if part)
            sources = joined_sources(value.sources)
            yield (self.indicator.short_name, *when, value.value, unit, status, *_residents(value.people), sources)
            if day in rates:
                sources = joined_sources((*value.sources, *(value.people.sources if value.people else ())))
                yield (
                    RATE,
                    *when,
                    rates[day],
                    unit,
                    f"{regional.status_text(value)}から計算",
                    *_residents(value.people),
                    sources,
                )
        for people in self.residents:
            when = (japanese_date(people.date), people.date)
            sources = joined_sources(people.sources)
            yield ("75歳以上人口", *when, people.aged_75, "人", people.kind.label, *_residents(people), sources)
        projected = {people.date: people for people in self.outlook.projected}
        for day, rate in self.outlook.unchanged if self.indicator.additive else ():
            figure = rounded(rate, RATE_DECIMALS)
            sources = joined_sources(projected[day].sources)
            residents = _residents(projected[day])
            yield (RATE, japanese_date(day), day, figure, unit, UNCHANGED, *residents, sources)
        for demand in self.outlook.demand:
            figure = round(demand.receipts_per_month, 1)
            yield (demand.name, demand.label, None, figure, "件／月", PROJECTION, *_residents(None), demand.source)


def _residents(people: PopulationFigures | None) -> tuple[int | None, date | None]:
    """How many of 75 and over, and when."""
    return (people.aged_75, people.date) if people else (None, None)


def no_demand(level: Level) -> str:
    """Why a region has no demand."""
    inside = "市町村別の需要推計は公表されていません（圏域の値だけ）"
    return inside if level is Level.MUNICIPALITY else "需要推計が登録されていません"


def _projected(points: Iterable[tuple[date, float]]) -> tuple[Reading, ...]:
    return tuple(Reading(day, value, ValueKind.PROJECTED, PROJECTION) for day, value in points)


def _move(readings: Sequence[Reading], decimals: int) -> Move | None:
    ends = regional.ends_of_one_kind((reading.kind, reading) for reading in readings)
    return Move(*ends, decimals) if ends else None


def _latest_official(readings: Sequence[Reading]) -> Reading:
    """The latest that counts for the plan, else the latest of all."""
    official = [reading for reading in readings if reading.kind is ValueKind.OFFICIAL]
    return (official or readings)[-1]


def outlook_picture(
    catalogue: Catalogue, indicator: Indicator, outlook: Outlook, updated: date | None = None
) -> Picture:
    """供給と需要 of one region."""
    figure = OutlookFigure(catalogue, indicator, outlook, updated)
    name = f"{outlook.region.name}_{indicator.short_name}_供給と需要"

    def draw(surface: Surface) -> alt.LayerChart:
        frame = NARROW if surface is Surface.NARROW else WIDE
        return _SupplyDrawing(figure, frame).chart(figure.footer if surface is Surface.PAPER else ())

    return Picture(name, figure.title, figure.description, draw, figure.table, figure.footer, narrow=True)


@dataclass(frozen=True)
class _SupplyDrawing:
    """The lines in pixels."""

    figure: OutlookFigure
    frame: _SupplyFrame

    def chart(self, footer: Sequence[str]) -> alt.LayerChart:
        figure, frame = self.figure, self.frame
        layers = [
            *marks.rules([*self._grid(), *self._leaders()]),
            *marks.strokes(list(self._strokes())),
            *marks.dots(list(self._dots())),
            *marks.texts([*self._axis(), *self._labels()], halo=True),
        ]
        if footer:
            layers.append(marks.footer(footer, frame.height + 34, FOOTER_CHARACTERS))
        whole, part = figure.title, ""
        if not frame.beside:
            whole, part = f"{figure.outlook.region.name}：供給と需要", figure.title.partition("：")[2]
        scale = SCALE.split("　") if figure.lines else []
        sentences = [part, figure.contrast, *(scale if part else ["　".join(scale)])]
        subtitle = [line for text in sentences if text for line in wrapped(text, frame.width / theme.TEXT_SIZE)]
        title = alt.TitleParams(wrapped(whole, frame.width / theme.TITLE_SIZE), subtitle=subtitle, frame="bounds")
        return marks.finished(layers, frame.width, frame.height, title)

    @cached_property
    def span(self) -> tuple[date, date]:
        """The first and the last day of the axis."""
        days = [reading.day for line in self.figure.lines for reading in line.readings]
        return min([date(FIRST, 10, 1), *days]), max([date(LAST, 10, 1), *days])

    @cached_property
    def scale(self) -> tuple[float, float, float]:
        """The ends of the axis of values, and the step of its numbers."""
        indices = [line.index(reading) for line in self.figure.lines for reading in line.readings]
        low, high = min([BASE, *indices]), max([BASE, *indices])
        step = next(step for step in (10, 20, 50, 100, 200, 500, 1_000, 10_000, inf) if (high - low) / step <= 4.5)
        if step == inf:
            return low, high, high - low
        return step * floor((low - 1) / step), step * ceil((high + 1) / step), step

    def place(self, day: date, index: float) -> Pixel:
        first, last = self.span
        low, high, _ = self.scale
        share = (day - first).days / (last - first).days
        x = self.frame.left + share * (self.frame.width - self.frame.left - self.frame.right)
        return x, self.frame.height * (1 - (index - low) / (high - low))

    @property
    def _right(self) -> float:
        return self.frame.width - self.frame.right

    @property
    def _levels(self) -> list[float]:
        low, high, step = self.scale
        return [low + step * number for number in range(round((high - low) / step) + 1)] if self.figure.lines else []

    @property
    def _ticks(self) -> list[date]:
        """Every fifth 1 October, the day of a census."""
        first, last = self.span
        years = range(first.year - first.year % STEP, last.year + 1, STEP)
        return [day for day in (date(year, 10, 1) for year in years) if first <= day <= last]

    def _grid(self) -> Iterator[Row]:
        height = self.frame.height
        for level in self._levels:
            _, y = self.place(self.span[0], level)
            colour, width = (theme.INK, 1.4) if level == BASE else (theme.GRID, 1.0)
            yield marks.rule((self.frame.left, y), (self._right, y), colour, width)
        for day in self._ticks if self.figure.lines else ():
            x, _ = self.place(day, BASE)
            yield marks.rule((x, height), (x, height + 5), theme.INK)

    def _axis(self) -> Iterator[Row]:
        frame = self.frame
        usual = {"size": frame.size, "align": "center"}
        if not self.figure.lines:
            lines = wrapped("。".join(self.figure.absent), frame.width / frame.size)
            for number, line in enumerate(lines):
                yield usual | {"x": 0, "y": 20 + 20 * number, "align": "left", "text": line}
            return
        for day in self._ticks:
            if day.year % LABELLED_STEP == 0:
                yield usual | {"x": self.place(day, BASE)[0], "y": frame.height + 17, "text": str(day.year)}
        for level in self._levels:
            y = self.place(self.span[0], level)[1]
            yield usual | {"x": frame.left - 8, "y": y, "align": "right", "text": format_value(level, 0)}

    def _strokes(self) -> Iterator[Row]:
        """Official values in a thick line, others in thin ones of their own; what stays goes on from the latest."""
        for number, line in enumerate(self.figure.lines):
            for kind in (ValueKind.OFFICIAL, ValueKind.REFERENCE, ValueKind.PROJECTED):
                places = [self.place(r.day, line.index(r)) for r in line.readings if r.kind is kind]
                width = 3.0 if kind is ValueKind.OFFICIAL else 1.8
                look = {"run": f"{number} {kind.name}", "colour": theme.INK, "width": width, "dash": list(line.dash)}
                yield from (look | {"x": x, "y": y} for x, y in places if len(places) > 1)
            last = line.readings[-1]
            if last.kind is not ValueKind.PROJECTED:
                look = {"run": f"{number} unchanged", "colour": theme.GREY, "width": 1.4, "dash": [1, 3]}
                for day in (last.day, self.span[1]):
                    x, y = self.place(day, line.index(last))
                    yield look | {"x": x, "y": y}

    def _dots(self) -> Iterator[Row]:
        for line in self.figure.lines:
            for reading in line.readings:
                place = self.place(reading.day, line.index(reading))
                yield reading.kind.dot(place, line.size, line.words(reading)) | {
                    "shape": line.shape,
                    "stroke": theme.INK,
                }

    @cached_property
    def _ends(self) -> tuple[tuple[IndexLine, Pixel, float], ...]:
        """Each line with where it ends and how high its words stand, from the top down and apart from each other."""
        ends = []
        for line in self.figure.lines:
            last = line.readings[-1]
            day = last.day if last.kind is ValueKind.PROJECTED else self.span[1]
            ends.append((line, self.place(day, line.index(last))))
        ends.sort(key=lambda end: end[1][1])
        heights: list[float] = []
        for line, (_, y) in ends:
            wanted = y if self.frame.beside else min([y, *self._heights_under_words(line)]) - LABEL_ROOM / 2 - 8
            heights.append(max(wanted, heights[-1] + LABEL_ROOM if heights else 8.0))
        over = max(0.0, heights[-1] - self.frame.height + 8) if heights else 0.0
        for number in reversed(range(len(heights))):
            heights[number] -= over
            over = max(0.0, heights[number] + LABEL_ROOM - heights[number + 1]) if number + 1 < len(heights) else over
        return tuple((line, end, height) for (line, end), height in zip(ends, heights, strict=True))

    def _heights_under_words(self, line: IndexLine) -> list[float]:
        """How high a line lies where its words stand over it."""
        places = [self.place(reading.day, line.index(reading)) for reading in line.readings]
        return [y for x, y in places if x > self._right - WORDS_OVER_A_LINE]

    def _leaders(self) -> Iterator[Row]:
        """From a line's end to its words."""
        for _, (x, y), height in self._ends if self.frame.beside else ():
            yield marks.rule((x + 6, y), (self._right + 12, height), theme.FAINT)

    def _labels(self) -> Iterator[Row]:
        """What each line is, and under it its last figure."""
        for line, _, height in self._ends:
            last = line.readings[-1]
            index = format_value(line.index(last), 0)
            still = "" if last.kind is ValueKind.PROJECTED else "のままなら"
            when = f"{last.day.year}年 " if not still else ""
            place = (
                {"align": "left", "x": self._right + 16} if self.frame.beside else {"align": "right", "x": self._right}
            )
            place |= {"size": self.frame.size}
            yield place | {"y": height - 9, "text": line.name, "weight": "bold"}
            yield place | {"y": height + 9, "text": f"{when}{line.amount(last)}{still}（{index}）"}
