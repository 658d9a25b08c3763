"""A region's supply beside the people it is for: the count, the residents of 75 and over, both together, the demand.

Four panels of different units share one axis of years, and each begins at zero, so that a count that rises more slowly
than the people it is for is seen to do so. The picture is drawn for every region that a reader points at, and a
converter spends its time on letters: few are printed, and every point carries its figure as a description.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cached_property
from itertools import pairwise
from typing import Any

import altair as alt

from dashboard.catalogue import Catalogue, Indicator
from dashboard.charts import marks, theme
from dashboard.charts.marks import Box, dots, rule, rules, strokes, texts
from dashboard.charts.picture import Picture
from dashboard.charts.regional import Look, look_of, standing_text, standing_word
from dashboard.charts.table import Cell, Column, ColumnKind, Table
from dashboard.comparing import Basis, Outlook, RegionalValue
from dashboard.comparing.values import RATE_DECIMALS
from dashboard.fiscal import fiscal_year, japanese_date, of_fiscal_year
from dashboard.judging.words import POINT_WORDS, value_with_unit
from dashboard.places import Level
from dashboard.places.demand import Demand
from dashboard.places.residents import PopulationFigures
from dashboard.text import folded, format_amount, format_value, joined_sources, rounded, width_in_ems

RATE, PROJECTION = Basis.AGED_75.label, "推計"
UNCHANGED = "数が変わらなければ"


class Side(Enum):
    """Where a label goes: beside its point, or clear of everything above or under it, and there it may end at it."""

    BEFORE = "before"
    AFTER = "after"
    ABOVE = "above"
    UNDER = "under"
    ABOVE_END = "above end"
    UNDER_END = "under end"


@dataclass(frozen=True)
class Reading:
    """A figure at a date, with the word for its standing where it is not official."""

    day: date
    value: float
    look: Look
    word: str = ""


@dataclass(frozen=True)
class Label:
    """Words at a figure."""

    at: Reading
    words: str
    side: Side


@dataclass(frozen=True)
class Panel:
    """One small chart; ``why`` says what is missing where it has no readings."""

    heading: str
    unit: str
    decimals: int
    readings: tuple[Reading, ...] = ()
    labels: tuple[Label, ...] = ()
    why: str = ""

    def said(self, one: Reading) -> str:
        """The figure as it is printed, with its standing."""
        return f"{format_value(one.value, self.decimals)} {one.word}".rstrip()

    def described(self, one: Reading) -> str:
        """What is said of a figure when it is pointed at."""
        standing = f"、{one.word}" if one.word else ""
        return f"{format_value(one.value, self.decimals)}{self.unit}（{one.day.year}年{one.day.month}月{standing}）"


@dataclass(frozen=True)
class OutlookView:
    """One indicator beside a region's residents and its demand, with what must stand with them."""

    catalogue: Catalogue
    indicator: Indicator
    outlook: Outlook
    updated: date | None = None

    @property
    def title(self) -> str:
        """Whose supply and demand it is."""
        return f"{self.outlook.region.name}：{self.indicator.short_name}と75歳以上人口・需要"

    @property
    def panels(self) -> tuple[Panel, ...]:
        """The count, the people it is for, both together, the demand."""
        return _count_panel(self), _people_panel(self.outlook), _rate_panel(self), _demand_panel(self.outlook)

    @cached_property
    def counts(self) -> tuple[Reading, ...]:
        """The indicator's values."""
        return tuple(self._reading(day, value, value.value or 0.0) for day, value in self.outlook.values)

    @cached_property
    def rates(self) -> tuple[Reading, ...]:
        """They for 1,000 residents of 75 and over; none of a share, and none where nobody is known to live."""
        values = self.outlook.values if self.indicator.additive else ()
        found = ((day, value, value.on(Basis.AGED_75)) for day, value in values)
        return tuple(self._reading(day, value, rate) for day, value, rate in found if rate is not None)

    @property
    def people(self) -> list[PopulationFigures]:
        """All that is known of the residents, each once: the census is counted and begins the projection."""
        return sorted({*self.outlook.counted, *self.outlook.projected}, key=lambda one: (one.date, one.kind))

    def _reading(self, day: date, value: RegionalValue, figure: float) -> Reading:
        return Reading(day, figure, look_of(self.indicator, value.status), standing_word(value.status))


def _count_panel(view: OutlookView) -> Panel:
    indicator, found = view.indicator, view.counts
    panel = Panel(f"{indicator.short_name}（{indicator.unit}）", indicator.unit, indicator.decimals)
    if not found:
        return replace(panel, why="値は未登録")
    labels = [Label(found[-1], panel.said(found[-1]), Side.AFTER), *_first(panel, found)]
    official = [one for one in found if one.look is Look.OFFICIAL]
    if official and official[-1] not in (found[0], found[-1]):
        labels.append(Label(official[-1], panel.said(official[-1]), Side.UNDER))
    return replace(panel, readings=found, labels=tuple(labels))


def _people_panel(outlook: Outlook) -> Panel:
    panel = Panel("75歳以上人口（人）", "人", 0)
    counted = tuple(Reading(one.date, one.aged_75, Look.COUNTED, one.kind.label) for one in outlook.counted)
    projected = _projected((one.date, one.aged_75) for one in outlook.projected)
    if not counted and not projected:
        return replace(panel, why="人口が登録されていません")
    plain = [replace(one, word="") for one in counted]
    labels = [Label(plain[-1], panel.said(plain[-1]), Side.UNDER)] if len(plain) > 1 else []
    labels += _first(panel, (*plain[:1], *projected))
    labels += [Label(one, format_value(one.value, 0), Side.ABOVE_END) for one in projected[-1:]]
    return replace(panel, readings=(*projected, *counted), labels=tuple(labels))


def _rate_panel(view: OutlookView) -> Panel:
    panel, found = Panel(f"{RATE}（{view.indicator.unit}）", view.indicator.unit, RATE_DECIMALS), view.rates
    if not found:
        return replace(panel, why=_no_rate(view))
    unchanged = _projected(view.outlook.unchanged)
    labels = [Label(found[-1], panel.said(found[-1]), _calm_side(found[-1], unchanged)), *_first(panel, found)]
    stays = [f"{UNCHANGED} {format_value(one.value, RATE_DECIMALS)}" for one in unchanged]
    labels += [Label(unchanged[-1], words, Side.UNDER_END) for words in stays[-1:]]
    return replace(panel, readings=(*unchanged, *found), labels=tuple(labels))


def _no_rate(view: OutlookView) -> str:
    if not view.indicator.additive:
        return "割合なので人口当たりにしません"
    return "人口が登録されていません" if view.outlook.values else "値は未登録"


def _calm_side(latest: Reading, unchanged: Sequence[Reading]) -> Side:
    """Above the latest rate, unless the line that goes on from it rises at once."""
    return Side.UNDER if any(one.value > latest.value for one in unchanged[:2]) else Side.ABOVE


def _demand_panel(outlook: Outlook) -> Panel:
    if not outlook.demand:
        return Panel("需要推計（件／月）", "件／月", 0, why=no_demand(outlook.region.level))
    panel = Panel(f"{outlook.demand[0].name}（件／月）", "件／月", 0)
    found = tuple(Reading(_middle(one), one.receipts_per_month, Look.PROJECTED, one.label) for one in outlook.demand)
    last = Label(found[-1], f"{found[-1].word} {format_value(found[-1].value, 0)}", Side.ABOVE_END)
    return replace(panel, readings=found, labels=(*_first(panel, [replace(one, word="") for one in found]), last))


def _middle(demand: Demand) -> date:
    """The middle of the fiscal year, where censuses and projections of residents lie too."""
    return date(demand.year, 10, 1)


def no_demand(level: Level) -> str:
    """Why a region has no demand."""
    inside = "市町村別の需要推計は公表されていません　（圏域の値だけ）"
    return inside if level is Level.MUNICIPALITY else "需要推計が登録されていません"


def _first(panel: Panel, found: Sequence[Reading]) -> list[Label]:
    """A label before the first of several figures."""
    return [Label(found[0], panel.said(found[0]), Side.BEFORE)] if len(found) > 1 else []


def _projected(points: Iterable[tuple[date, float]]) -> tuple[Reading, ...]:
    return tuple(Reading(day, value, Look.PROJECTED, PROJECTION) for day, value in points)


POLICY_YEARS = (2025, 2040, 2050)
CONVENTIONS = "縦軸は0から　住民基本台帳と推計は数え方が違うので線でつなぎません"
MOVED = {1: "増えた", -1: "減った", 0: "変わらない"}


def footer_lines(view: OutlookView) -> tuple[str, ...]:
    """Legend, and where values, residents and demand come from."""
    hollow = any(one.look is Look.REFERENCE for one in view.counts)
    day = f"　データ更新日：{view.updated.isoformat()}" if view.updated else ""
    legend = f"{'○ 参考値や推計' if hollow else '○ 推計'}　{CONVENTIONS}{day}"
    lines = (legend, _value_source(view), _people_source(view), _demand_source(view))
    return tuple(line for line in lines if line)


def _value_source(view: OutlookView) -> str:
    """出典 and 時点 of the values; the newest source of those that count in full."""
    values = view.outlook.values
    if not values:
        return ""
    ranked = [(look_of(view.indicator, value.status) is Look.OFFICIAL, day, value.sources) for day, value in values]
    sources = list(dict.fromkeys(joined_sources(sources) for *_, sources in sorted(ranked, reverse=True) if sources))
    more = f"（ほか{len(sources) - 1}件はデータ表）" if len(sources) > 1 else ""
    summed = "　市町村の合計" if any(value.summed for _, value in values) else ""
    return f"値の出典：{sources[0] if sources else '未記載'}{more}　{_value_days(view)}{summed}"


def _value_days(view: OutlookView) -> str:
    """時点 of the values that count and of the others, with the convention in use where a fiscal year may be meant."""
    point, found = view.catalogue.judging.fiscal_year_point, view.counts
    yearly = any(one.day == of_fiscal_year(fiscal_year(one.day), point).date for one in found)
    days = [[one.day for one in found if (one.look is Look.OFFICIAL) is counts] for counts in (True, False)]
    said = (f"{word}{_days(each)}" for word, each in zip(("", "参考など "), days, strict=True) if each)
    return f"時点：{'、'.join(said)}{f'　{POINT_WORDS[point]}' if yearly else ''}"


def _days(days: Sequence[date]) -> str:
    return "〜".join(dict.fromkeys(japanese_date(day) for day in (days[0], days[-1])))


def _people_source(view: OutlookView) -> str:
    """Each source of the residents with the years that it gave."""
    years: dict[str, list[str]] = {}
    for one in view.people:
        for source in one.sources:
            years.setdefault(_brief(source), []).append(str(one.date.year))
    said = (f"{source}（{'〜'.join(dict.fromkeys((found[0], found[-1])))}年）" for source, found in years.items())
    return f"人口：{'　'.join(said)}" if years else ""


def _brief(source: str) -> str:
    """Publisher and title of a statistic; which of its tables, the data table says."""
    return source[: source.index("」") + 1] if "」" in source else source


def _demand_source(view: OutlookView) -> str:
    sources = dict.fromkeys(one.source for one in view.outlook.demand)
    return f"需要：{'、'.join(sources)}" if sources else ""


@dataclass(frozen=True)
class Move:
    """Two figures of one standing, the earliest and the latest, in so many decimals as they are printed with."""

    first: Reading
    latest: Reading
    decimals: int

    @property
    def sign(self) -> int:
        """+1 where it grew as printed, −1 where it fell, 0 where it stayed."""
        before, after = (rounded(one.value, self.decimals) for one in (self.first, self.latest))
        return (after > before) - (after < before)

    @property
    def span(self) -> str:
        """From when to when."""
        return f"{japanese_date(self.first.day)}から{japanese_date(self.latest.day)}まで"

    def from_to(self, unit: str) -> str:
        """From which figure to which."""
        first, latest = (format_amount(one.value, self.decimals, unit) for one in (self.first, self.latest))
        return f"{first}から{latest}に" if self.sign else f"{latest}で"


def _moves(view: OutlookView) -> tuple[Move | None, Move | None]:
    """Of the count and of the rate."""
    return _move(view.counts, view.indicator.decimals), _move(view.rates, RATE_DECIMALS)


def _move(readings: Sequence[Reading], decimals: int) -> Move | None:
    """How figures moved: official ones if there are two, else reference ones, never from one kind to the other."""
    for look in (Look.OFFICIAL, Look.REFERENCE):
        found = [one for one in readings if one.look is look]
        if len(found) > 1:
            return Move(found[0], found[-1], decimals)
    return None


def parting(view: OutlookView) -> str:
    """The sentence for a count and a rate that went different ways; nothing where they did not."""
    count, rate = _moves(view)
    if count is None or rate is None or count.sign == rate.sign:
        return ""
    return f"数は{MOVED[count.sign]}が、{RATE}では{MOVED[rate.sign]}（{count.span}）"


def alt_text(view: OutlookView) -> str:
    """The charts in words with the figures that plans speak of, for those who cannot see them."""
    sentences = (
        f"{view.title}を横に並べた4つの小さな折れ線図",
        _said_values(view),
        _said_people(view),
        _said_demand(view),
    )
    return "".join(f"{sentence}。" for sentence in sentences if sentence)


def _said_values(view: OutlookView) -> str:
    """The latest value, and how count and rate moved where there are two values."""
    indicator = view.indicator
    if not view.outlook.values:
        return f"{indicator.short_name}の値は未登録"
    day, latest = view.outlook.values[-1]
    standing = f"、{standing_word(latest.status)}".rstrip("、")
    rate = f"、{RATE}{format_value(view.rates[-1].value, RATE_DECIMALS)}" if view.rates else ""
    amount = value_with_unit(latest.value or 0.0, indicator)
    return f"{indicator.short_name}は{amount}（{japanese_date(day)}{standing}）{rate}{_said_move(view)}"


def _said_move(view: OutlookView) -> str:
    count, rate = _moves(view)
    if count is None:
        return ""
    what = "数" if view.indicator.additive else "値"
    said = f"。{count.span}に{what}は{count.from_to(view.indicator.unit)}{MOVED[count.sign]}"
    if rate is None:
        return said
    joint, again = ("。", "でも") if count.sign == rate.sign else ("が、", "では")
    return f"{said}{joint}{RATE}{again}{rate.from_to('')}{MOVED[rate.sign]}"


def _said_people(view: OutlookView) -> str:
    by_year = {one.date.year: one for one in view.outlook.projected}
    said = [f"{year}年{by_year[year].aged_75:,}人" for year in POLICY_YEARS if year in by_year]
    return f"75歳以上の推計人口は{'、'.join(said)}" if said else "75歳以上の推計人口は登録されていません"


def _said_demand(view: OutlookView) -> str:
    demand = view.outlook.demand
    if not demand:
        return no_demand(view.outlook.region.level).replace("　", "")
    ends = dict.fromkeys((demand[0], demand[-1]))
    said = (f"{one.label}{format_value(one.receipts_per_month, 0)}件／月" for one in ends)
    return f"{demand[0].name}は{'、'.join(said)}"


def figures(view: OutlookView) -> Table:
    """Every figure of the charts with its date, standing and source."""
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
    rows = (*_value_rows(view), *_people_rows(view), *_unchanged_rows(view), *_demand_rows(view))
    return Table(columns, rows)


def _value_rows(view: OutlookView) -> Iterator[tuple[Cell, ...]]:
    """Each value, and under it the rate it makes."""
    indicator, rates = view.indicator, {one.day: one.value for one in view.rates}
    for day, value in view.outlook.values:
        standing, people = standing_text(value), value.people
        whom = (people.aged_75, people.date) if people else (None, None)
        dated = (japanese_date(day), day)
        sources = joined_sources(value.sources)
        yield (indicator.short_name, *dated, value.value, indicator.unit, standing, *whom, sources)
        if day in rates:
            rate = rounded(rates[day], RATE_DECIMALS)
            sources = joined_sources((*value.sources, *(people.sources if people else ())))
            yield (RATE, *dated, rate, indicator.unit, f"{standing}から計算", *whom, sources)


def _people_rows(view: OutlookView) -> Iterator[tuple[Cell, ...]]:
    for one in view.people:
        when = (japanese_date(one.date), one.date)
        sources = joined_sources(one.sources)
        yield ("75歳以上人口", *when, one.aged_75, "人", one.kind.label, one.aged_75, one.date, sources)


def _unchanged_rows(view: OutlookView) -> Iterator[tuple[Cell, ...]]:
    people, unit = {one.date: one for one in view.outlook.projected}, view.indicator.unit
    for day, rate in view.outlook.unchanged if view.indicator.additive else ():
        one, figure = people[day], rounded(rate, RATE_DECIMALS)
        sources = joined_sources(one.sources)
        yield (RATE, japanese_date(day), day, figure, unit, UNCHANGED, one.aged_75, one.date, sources)


def _demand_rows(view: OutlookView) -> Iterator[tuple[Cell, ...]]:
    for one in view.outlook.demand:
        figure = round(one.receipts_per_month, 1)
        yield (one.name, one.label, None, figure, "件／月", PROJECTION, None, None, one.source)


WIDTH, HEIGHT = 1120, 218
PITCH = 284
"""From one panel's left edge to the next one's."""
LEFT, RIGHT, TOP, BASE = 62, 252, 50, 196
"""Where the first and the last year, the greatest value and zero lie within a panel."""
LABEL, LINE, GAP = 13, 16, 5
FOOTER_CHARACTERS, EMPTY_CHARACTERS = 92, 20
FIRST, LAST, STEP, NAMED = 2020, 2050, 5, 10
"""The years of the axis, and how many lie between ticks and between numbers."""
JOINED = (Look.OFFICIAL, Look.REFERENCE, Look.PROJECTED)
"""The looks whose figures a line joins."""
CAUTION = "点線は推計。推計や需要は予測を含み、そのとおりになるとは限りません"


def outlook_picture(
    catalogue: Catalogue, indicator: Indicator, outlook: Outlook, updated: date | None = None
) -> Picture:
    """供給と需要 of one region."""
    view = OutlookView(catalogue, indicator, outlook, updated)
    return Picture(
        name=f"{outlook.region.name}_{indicator.short_name}_供給と需要",
        title=view.title,
        alt=alt_text(view),
        chart=_chart(view),
        table=figures(view),
    )


@dataclass(frozen=True)
class Frame:
    """Where the days and values of one panel lie, in pixels."""

    left: float
    first: date
    last: date
    most: float

    def x(self, day: date) -> float:
        """The place of a day."""
        share = (day - self.first).days / (self.last - self.first).days
        return self.left + LEFT + share * (RIGHT - LEFT)

    def y(self, value: float) -> float:
        """The place of a value."""
        return BASE - value / self.most * (BASE - TOP)

    @property
    def ticks(self) -> tuple[date, ...]:
        """Every fifth 1 October, the day of a census."""
        years = range(self.first.year - self.first.year % STEP, self.last.year + 1, STEP)
        days = (date(year, 10, 1) for year in years)
        return tuple(day for day in days if self.first <= day <= self.last)


def _chart(view: OutlookView) -> alt.LayerChart:
    panels = view.panels
    drawn = list(zip(panels, _frames(panels), strict=True))
    layers = [
        *rules([row for panel, frame in drawn for row in _axis(panel, frame)]),
        *strokes([row for panel, frame in drawn for row in _lines(panel, frame)]),
        *dots([_dot(panel, frame, one) for panel, frame in drawn for one in panel.readings]),
        *texts([row for panel, frame in drawn for row in _texts(panel, frame)]),
        marks.footer(folded(footer_lines(view), FOOTER_CHARACTERS), HEIGHT + 14),
    ]
    said = [words for words in (parting(view), CAUTION) if words]
    return marks.finished(layers, WIDTH, HEIGHT, alt.TitleParams(view.title, subtitle=said, frame="bounds"))


def _frames(panels: Sequence[Panel]) -> list[Frame]:
    """One axis of years for all panels; zero to the greatest value for each."""
    days = [date(FIRST, 10, 1), date(LAST, 10, 1), *(one.day for panel in panels for one in panel.readings)]
    most = [max((one.value for one in panel.readings), default=0.0) for panel in panels]
    return [Frame(PITCH * at, min(days), max(days), greatest or 1.0) for at, greatest in enumerate(most)]


def _axis(panel: Panel, frame: Frame) -> list[dict[str, Any]]:
    """Zero and the years; the line alone under a panel that is empty."""
    level = rule((frame.x(frame.first) - 8, BASE), (frame.x(frame.last) + 8, BASE))
    ticks = [rule((frame.x(day), BASE), (frame.x(day), BASE + 5)) for day in frame.ticks]
    return [level, *(ticks if panel.readings else [])]


def _lines(panel: Panel, frame: Frame) -> Iterator[dict[str, Any]]:
    """Official figures in a thick line, others in thin ones of their own, counts of residents in none."""
    for look in JOINED:
        style = {
            "run": f"{frame.left} {look.name}",
            "colour": theme.INK if look is Look.OFFICIAL else theme.GREY,
            "width": 3 if look is Look.OFFICIAL else 1.5,
            "dash": [4, 3] if look is Look.PROJECTED else [],
        }
        places = _places(panel, frame, look)
        yield from (style | place for place in places if len(places) > 1)


def _places(panel: Panel, frame: Frame, look: Look) -> list[dict[str, float]]:
    return [{"x": frame.x(one.day), "y": frame.y(one.value)} for one in panel.readings if one.look is look]


def _dot(panel: Panel, frame: Frame, one: Reading) -> dict[str, Any]:
    return {
        "x": frame.x(one.day),
        "y": frame.y(one.value),
        "shape": "circle",
        "size": 34 if one.look is Look.PROJECTED else 52,
        "fill": theme.PAPER if one.look.hollow else theme.INK,
        "stroke": theme.GREY if one.look.hollow else theme.INK,
        "words": panel.described(one),
    }


def _texts(panel: Panel, frame: Frame) -> list[dict[str, Any]]:
    heading = {"x": frame.left, "y": 8, "text": panel.heading, "align": "left", "weight": "bold"}
    heading["size"] = min(theme.TEXT_SIZE, (PITCH - 12) / width_in_ems(panel.heading))
    if panel.why:
        return [heading, *_empty(panel, frame)]
    years = [
        {"x": frame.x(day), "y": BASE + 15, "text": str(day.year), "size": theme.SMALL_SIZE, "colour": theme.GREY}
        for day in frame.ticks
        if day.year % NAMED == 0
    ]
    return [heading, *years, *_labels(panel, frame)]


def _empty(panel: Panel, frame: Frame) -> list[dict[str, Any]]:
    lines = folded((panel.why,), EMPTY_CHARACTERS)
    middle, top = frame.left + PITCH / 2, (TOP + BASE) / 2 - LINE * len(lines) / 2
    return [
        {"x": middle, "y": top + (LINE + 2) * at, "text": line, "size": theme.SMALL_SIZE, "colour": theme.GREY}
        for at, line in enumerate(lines)
    ]


def _labels(panel: Panel, frame: Frame) -> list[dict[str, Any]]:
    """Each label where nothing is yet."""
    taken: list[Box] = []
    rows = []
    for label in panel.labels:
        box = _box(panel, frame, label, taken)
        taken.append(box)
        weight = "normal" if label.at.look is Look.PROJECTED else "bold"
        middle = (box.top + box.bottom) / 2
        rows.append({"x": box.left, "y": middle, "text": label.words, "size": LABEL, "align": "left", "weight": weight})
    return rows


def _box(panel: Panel, frame: Frame, label: Label, taken: Sequence[Box]) -> Box:
    """The room of a label: beside its point, or under or over all that lies there."""
    x, y, width = frame.x(label.at.day), frame.y(label.at.value), width_in_ems(label.words) * LABEL
    if label.side in {Side.BEFORE, Side.AFTER}:
        return _beside(x + 8 if label.side is Side.AFTER else x - 8 - width, y, width)
    left = x + 8 - width if label.side in {Side.ABOVE_END, Side.UNDER_END} else x - 6
    heights = [y, *_heights(panel, frame, left, left + width)]
    under = Box(left, left + width, max(heights) + GAP, max(heights) + GAP + LINE)
    wanted = label.side in {Side.UNDER, Side.UNDER_END} and under.bottom <= BASE
    if wanted and not any(under.meets(box) for box in taken):
        return under
    return _above(Box(left, left + width, min(heights) - GAP - LINE, min(heights) - GAP), taken)


def _beside(left: float, y: float, width: float) -> Box:
    """As high as the point, but not among the years."""
    bottom = min(y + LINE / 2, BASE)
    return Box(left, left + width, bottom - LINE, bottom)


def _above(box: Box, taken: Sequence[Box]) -> Box:
    """The box, lifted over all that it would touch."""
    while touched := [other for other in taken if box.meets(other)]:
        bottom = min(other.top for other in touched)
        box = replace(box, top=bottom - LINE, bottom=bottom)
    return box


def _heights(panel: Panel, frame: Frame, left: float, right: float) -> list[float]:
    """How high the points and lines lie between two edges."""
    points = [(frame.x(one.day), frame.y(one.value)) for one in panel.readings]
    heights = [y for x, y in points if left - 8 <= x <= right + 8]
    for look in JOINED:
        places = [(place["x"], place["y"]) for place in _places(panel, frame, look)]
        for (ax, ay), (bx, by) in pairwise(places):
            heights += [ay + (edge - ax) / (bx - ax) * (by - ay) for edge in (left, right) if ax < edge < bx]
    return heights
