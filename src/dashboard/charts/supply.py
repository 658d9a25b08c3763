"""A region's supply beside the people it is for: the count, the residents of 75 and over, both together, the demand.

Four panels of different units share one axis of years, and each begins at zero, so that a count that rises more slowly
than the people it is for is seen to do so. The picture is drawn for every region that a reader points at, and a
converter spends its time on letters: few are printed, and every point carries its figure as a description.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cached_property
from itertools import pairwise

import altair as alt

from dashboard.catalogue import Break, Catalogue, Indicator
from dashboard.charts import marks, regional, theme
from dashboard.charts.picture import Picture
from dashboard.charts.regional import CHANGE_WORDS, ValueKind, kind_of
from dashboard.charts.table import Cell, Column, ColumnKind, Table
from dashboard.comparing import Basis, Outlook, RegionalValue
from dashboard.comparing.values import RATE_DECIMALS
from dashboard.fiscal import fiscal_year, japanese_date, of_fiscal_year
from dashboard.judging.words import POINT_WORDS, break_line, break_remarks, updated_words, value_with_unit
from dashboard.places import Level
from dashboard.places.residents import PopulationFigures
from dashboard.text import folded, format_amount, format_value, joined_sources, rounded, width_in_ems

RATE = Basis.AGED_75.label
PROJECTION = "推計"
UNCHANGED = "数が変わらなければ"
POLICY_YEARS = (2025, 2040, 2050)
CONVENTIONS = "縦軸は0から　住民基本台帳と推計は数え方が違うので線でつなぎません"
CAUTION = "点線は推計。推計や需要は予測を含み、そのとおりになるとは限りません"

WIDTH = 1120
HEIGHT = 218
PITCH = 284
"""From one panel's left edge to the next one's."""
LEFT = 62
RIGHT = 252
TOP = 50
BASE = 196
"""Where the first and the last year, the greatest value and zero lie within a panel."""
LABEL_SIZE = 13
LINE = 16
GAP = 5
FOOTER_CHARACTERS = 92
EMPTY_CHARACTERS = 20
FIRST = 2020
LAST = 2050
STEP = 5
LABELLED_STEP = 10
"""The years of the axis, and how many lie between ticks and between numbers."""
JOINED_KINDS = (ValueKind.OFFICIAL, ValueKind.REFERENCE, ValueKind.PROJECTED)
"""The kinds whose figures a line joins."""


class LabelSide(Enum):
    """Where a label goes: beside its point, or clear of everything above or under it."""

    BEFORE = "before"
    AFTER = "after"
    ABOVE = "above"
    UNDER = "under"


@dataclass(frozen=True)
class Reading:
    """A figure at a date, with the word for its status where it is not official."""

    day: date
    value: float
    kind: ValueKind
    word: str = ""


@dataclass(frozen=True)
class ReadingLabel:
    """Words at a reading; above or under it they begin there, or end there."""

    reading: Reading
    words: str
    side: LabelSide
    ends_there: bool = False


@dataclass(frozen=True)
class SupplyPanel:
    """One small chart; ``why`` says what is missing where it has no readings.

    No line goes across one of the ``breaks``, the days from which values are of another definition.
    """

    heading: str
    unit: str
    decimals: int
    readings: tuple[Reading, ...] = ()
    labels: Sequence[ReadingLabel] = ()
    why: str = ""
    breaks: tuple[date, ...] = ()

    def text(self, reading: Reading) -> str:
        """The figure as it is printed, with its status."""
        return f"{format_value(reading.value, self.decimals)} {reading.word}".rstrip()

    def first_label(self, readings: Sequence[Reading]) -> list[ReadingLabel]:
        """A label before the first of several figures."""
        several = len(readings) > 1
        return [ReadingLabel(readings[0], self.text(readings[0]), LabelSide.BEFORE)] if several else []


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

    # The four panels.

    def count_panel(self) -> SupplyPanel:
        """The indicator's values."""
        indicator = self.indicator
        counts = self.counts
        panel = SupplyPanel(f"{indicator.short_name}（{indicator.unit}）", indicator.unit, indicator.decimals)
        if not counts:
            return replace(panel, why="値は未登録")
        labels = [ReadingLabel(counts[-1], panel.text(counts[-1]), LabelSide.AFTER), *panel.first_label(counts)]
        official = [reading for reading in counts if reading.kind is ValueKind.OFFICIAL]
        if official and official[-1] not in (counts[0], counts[-1]):
            labels.append(ReadingLabel(official[-1], panel.text(official[-1]), LabelSide.UNDER))
        return replace(panel, readings=counts, labels=labels, breaks=self._break_days)

    def people_panel(self) -> SupplyPanel:
        """The people it is for."""
        panel = SupplyPanel("75歳以上人口（人）", "人", 0)
        counted = tuple(
            Reading(people.date, people.aged_75, ValueKind.COUNTED, people.kind.label)
            for people in self.outlook.counted
        )
        projected = _projected((people.date, people.aged_75) for people in self.outlook.projected)
        if not counted and not projected:
            return replace(panel, why="人口が登録されていません")
        labels: list[ReadingLabel] = []
        if len(counted) > 1:
            labels.append(ReadingLabel(counted[-1], format_value(counted[-1].value, 0), LabelSide.UNDER))
        labels += panel.first_label((*(replace(reading, word="") for reading in counted[:1]), *projected))
        if projected:
            words = format_value(projected[-1].value, 0)
            labels.append(ReadingLabel(projected[-1], words, LabelSide.ABOVE, ends_there=True))
        return replace(panel, readings=(*projected, *counted), labels=labels)

    def rate_panel(self) -> SupplyPanel:
        """Both together."""
        panel = SupplyPanel(f"{RATE}（{self.indicator.unit}）", self.indicator.unit, RATE_DECIMALS)
        rates = self.rates
        if not self.indicator.additive:
            return replace(panel, why="割合なので人口当たりにしません")
        if not rates:
            return replace(panel, why="人口が登録されていません" if self.outlook.values else "値は未登録")
        latest = rates[-1]
        unchanged = _projected(self.outlook.unchanged)
        # Above the latest rate, unless the line that goes on from it rises at once.
        rises = any(reading.value > latest.value for reading in unchanged[:2])
        side = LabelSide.UNDER if rises else LabelSide.ABOVE
        labels = [ReadingLabel(latest, panel.text(latest), side), *panel.first_label(rates)]
        if unchanged:
            words = f"{UNCHANGED} {format_value(unchanged[-1].value, RATE_DECIMALS)}"
            labels.append(ReadingLabel(unchanged[-1], words, LabelSide.UNDER, ends_there=True))
        return replace(panel, readings=(*unchanged, *rates), labels=labels, breaks=self._break_days)

    def demand_panel(self) -> SupplyPanel:
        """The demand for home visits."""
        outlook = self.outlook
        if not outlook.demand:
            return SupplyPanel("需要推計（件／月）", "件／月", 0, why=no_demand(outlook.region.level))
        panel = SupplyPanel(f"{outlook.demand[0].name}（件／月）", "件／月", 0)
        # The middle of the fiscal year, where censuses and projections of residents lie too.
        readings = tuple(
            Reading(date(demand.year, 10, 1), demand.receipts_per_month, ValueKind.PROJECTED, demand.label)
            for demand in outlook.demand
        )
        words = f"{readings[-1].word} {format_value(readings[-1].value, 0)}"
        last = ReadingLabel(readings[-1], words, LabelSide.ABOVE, ends_there=True)
        first = panel.first_label([replace(reading, word="") for reading in readings])
        return replace(panel, readings=readings, labels=(*first, last))

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
            f"{self.title}を横に並べた4つの小さな折れ線図",
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
            words += f"、{RATE}{format_value(self.rates[-1].value, RATE_DECIMALS)}"
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
            return no_demand(self.outlook.region.level).replace("　", "")
        ends = dict.fromkeys((demand[0], demand[-1]))
        figures = "、".join(f"{end.label}{format_value(end.receipts_per_month, 0)}件／月" for end in ends)
        return f"{demand[0].name}は{figures}"

    @property
    def footer(self) -> tuple[str, ...]:
        """Legend, and where values, residents and demand come from."""
        hollow = any(reading.kind is ValueKind.REFERENCE for reading in self.counts)
        legend = "○ 参考値や推計" if hollow else "○ 推計"
        demand = "、".join(dict.fromkeys(demand.source for demand in self.outlook.demand))
        return (
            f"{legend}　{CONVENTIONS}　{updated_words(self.updated)}".rstrip(),
            break_line(self.breaks),
            self._value_source() if self.outlook.values else "",
            self._people_source(),
            f"需要：{demand}" if demand else "",
        )

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
    inside = "市町村別の需要推計は公表されていません　（圏域の値だけ）"
    return inside if level is Level.MUNICIPALITY else "需要推計が登録されていません"


def _projected(points: Iterable[tuple[date, float]]) -> tuple[Reading, ...]:
    return tuple(Reading(day, value, ValueKind.PROJECTED, PROJECTION) for day, value in points)


def _move(readings: Sequence[Reading], decimals: int) -> Move | None:
    ends = regional.ends_of_one_kind((reading.kind, reading) for reading in readings)
    return Move(*ends, decimals) if ends else None


def outlook_picture(
    catalogue: Catalogue, indicator: Indicator, outlook: Outlook, updated: date | None = None
) -> Picture:
    """供給と需要 of one region."""
    figure = OutlookFigure(catalogue, indicator, outlook, updated)
    name = f"{outlook.region.name}_{indicator.short_name}_供給と需要"
    return Picture(name, figure.title, figure.description, lambda _: _chart(figure), figure.table)


def _chart(figure: OutlookFigure) -> alt.LayerChart:
    """One axis of years for all panels; zero to the greatest value for each."""
    panels = (figure.count_panel(), figure.people_panel(), figure.rate_panel(), figure.demand_panel())
    days = [reading.day for panel in panels for reading in panel.readings]
    first = min([date(FIRST, 10, 1), *days])
    last = max([date(LAST, 10, 1), *days])
    drawings = [_PanelDrawing(panel, PITCH * number, first, last) for number, panel in enumerate(panels)]
    layers = [
        *marks.rules([row for drawing in drawings for row in drawing.axis()]),
        *marks.strokes([row for drawing in drawings for row in drawing.strokes()]),
        *marks.dots([row for drawing in drawings for row in drawing.dots()]),
        *marks.texts([row for drawing in drawings for row in drawing.texts()]),
        marks.footer(figure.footer, HEIGHT + 14, FOOTER_CHARACTERS),
    ]
    subtitle = [sentence for sentence in (figure.contrast, CAUTION) if sentence]
    return marks.finished(layers, WIDTH, HEIGHT, alt.TitleParams(figure.title, subtitle=subtitle, frame="bounds"))


@dataclass(frozen=True)
class _PanelDrawing:
    """One panel in pixels, its left edge at ``left``, from the first to the last day of the common axis."""

    panel: SupplyPanel
    left: float
    first: date
    last: date

    def place(self, day: date, value: float = 0.0) -> marks.Pixel:
        share = (day - self.first).days / (self.last - self.first).days
        most = max((reading.value for reading in self.panel.readings), default=0.0) or 1.0
        return self.left + LEFT + share * (RIGHT - LEFT), BASE - value / most * (BASE - TOP)

    @cached_property
    def places(self) -> defaultdict[ValueKind, list[marks.Pixel]]:
        """Where the readings of each kind lie."""
        places = defaultdict[ValueKind, list[marks.Pixel]](list)
        for reading in self.panel.readings:
            places[reading.kind].append(self.place(reading.day, reading.value))
        return places

    @property
    def ticks(self) -> list[date]:
        """Every fifth 1 October, the day of a census."""
        years = range(self.first.year - self.first.year % STEP, self.last.year + 1, STEP)
        return [day for day in (date(year, 10, 1) for year in years) if self.first <= day <= self.last]

    def axis(self) -> Iterator[marks.Row]:
        """Zero and the years; the line alone under a panel that is empty."""
        yield marks.rule((self.left + LEFT - 8, BASE), (self.left + RIGHT + 8, BASE))
        for day in self.ticks if self.panel.readings else ():
            x, _ = self.place(day)
            yield marks.rule((x, BASE), (x, BASE + 5))

    def strokes(self) -> Iterator[marks.Row]:
        """Official figures in a thick line, others in thin ones of their own, counts of residents in none."""
        for kind in JOINED_KINDS:
            look = {
                "colour": kind.colour,
                "width": 1.5 if kind.hollow else 3,
                "dash": [4, 3] if kind is ValueKind.PROJECTED else [],
            }
            parts = defaultdict[int, list[marks.Pixel]](list)
            for reading in self.panel.readings:
                if reading.kind is kind:
                    number = sum(day <= reading.day for day in self.panel.breaks)
                    parts[number].append(self.place(reading.day, reading.value))
            for number, places in parts.items():
                if len(places) > 1:
                    run = {"run": f"{self.left} {kind.name} {number}"}
                    yield from (look | run | {"x": x, "y": y} for x, y in places)
        for day in self.panel.breaks:
            x, bottom = self.place(day)
            yield from marks.upright(f"{self.left} {day}", x, TOP - LINE, bottom)

    def dots(self) -> Iterator[marks.Row]:
        for reading in self.panel.readings:
            figure = f"{format_value(reading.value, self.panel.decimals)}{self.panel.unit}"
            word = f"、{reading.word}" if reading.word else ""
            words = f"{figure}（{reading.day.year}年{reading.day.month}月{word}）"
            size = 34 if reading.kind is ValueKind.PROJECTED else 52
            yield reading.kind.dot(self.place(reading.day, reading.value), size, words)

    def texts(self) -> Iterator[marks.Row]:
        heading = self.panel.heading
        size = min(theme.TEXT_SIZE, (PITCH - 12) / width_in_ems(heading))
        yield {"x": self.left, "y": 8, "text": heading, "align": "left", "weight": "bold", "size": size}
        quiet = {"size": theme.SMALL_SIZE, "colour": theme.GREY}
        if self.panel.why:
            lines = folded((self.panel.why,), EMPTY_CHARACTERS)
            top = (TOP + BASE) / 2 - LINE * len(lines) / 2
            for number, line in enumerate(lines):
                yield quiet | {"x": self.left + PITCH / 2, "y": top + (LINE + 2) * number, "text": line}
            return
        for day in self.ticks:
            if day.year % LABELLED_STEP == 0:
                yield quiet | {"x": self.place(day)[0], "y": BASE + 15, "text": str(day.year)}
        yield from self._labels()

    def _labels(self) -> Iterator[marks.Row]:
        """Each label where nothing is yet."""
        occupied: list[marks.Box] = []
        for label in self.panel.labels:
            box = self._box(label, occupied)
            occupied.append(box)
            weight = "normal" if label.reading.kind is ValueKind.PROJECTED else "bold"
            place = {"x": box.left, "y": (box.top + box.bottom) / 2, "align": "left"}
            yield place | {"text": label.words, "size": LABEL_SIZE, "weight": weight}

    def _box(self, label: ReadingLabel, occupied: Sequence[marks.Box]) -> marks.Box:
        """The room of a label: beside its point, though not among the years, or under or over all that lies there."""
        x, y = self.place(label.reading.day, label.reading.value)
        width = width_in_ems(label.words) * LABEL_SIZE
        if label.side in {LabelSide.BEFORE, LabelSide.AFTER}:
            left = x + 8 if label.side is LabelSide.AFTER else x - 8 - width
            bottom = min(y + LINE / 2, BASE)
            return marks.Box(left, left + width, bottom - LINE, bottom)
        left = x + 8 - width if label.ends_there else x - 6
        heights = [y, *self._heights(left, left + width)]
        under = marks.Box(left, left + width, max(heights) + GAP, max(heights) + GAP + LINE)
        free = under.bottom <= BASE and not any(under.meets(box) for box in occupied)
        if label.side is LabelSide.UNDER and free:
            return under
        box = marks.Box(left, left + width, min(heights) - GAP - LINE, min(heights) - GAP)
        while in_the_way := [other.top for other in occupied if box.meets(other)]:
            box = replace(box, top=min(in_the_way) - LINE, bottom=min(in_the_way))
        return box

    def _heights(self, left: float, right: float) -> Iterator[float]:
        """How high the points and lines lie between two edges."""
        for places in self.places.values():
            yield from (y for x, y in places if left - 8 <= x <= right + 8)
        for kind in JOINED_KINDS:
            for (ax, ay), (bx, by) in pairwise(self.places[kind]):
                yield from (ay + (edge - ax) / (bx - ax) * (by - ay) for edge in (left, right) if ax < edge < bx)
