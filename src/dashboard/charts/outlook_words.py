"""What stands around and behind the charts of 供給と需要: their sources and dates, their alternative text, their table.

A count that rises more slowly than the people it is for is said in a sentence, and only figures of one standing are
compared in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.charts.outlook_view import PROJECTION, RATE, UNCHANGED, OutlookView, Reading, no_demand
from dashboard.charts.picture import Cell, Table
from dashboard.charts.standing import Look, look_of, standing_text, standing_word
from dashboard.charts.words import POINT_WORDS, value_with_unit
from dashboard.fiscal import fiscal_year, japanese_date, of_fiscal_year
from dashboard.progress import format_amount, format_value, rounded
from dashboard.regional.basis import RATE_DECIMALS

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
    ranked = [(look_of(view.indicator, value.status) is Look.OFFICIAL, day, value.source) for day, value in values]
    sources = list(dict.fromkeys(source for *_, source in sorted(ranked, reverse=True) if source))
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
        years.setdefault(_brief(one.source), []).append(str(one.date.year))
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
    columns = ("内容", "時点", "日付", "値", "単位", "区分", "75歳以上人口", "人口の時点", "出典")
    rows = (*_value_rows(view), *_people_rows(view), *_unchanged_rows(view), *_demand_rows(view))
    return Table(columns, rows)


def _value_rows(view: OutlookView) -> Iterator[tuple[Cell, ...]]:
    """Each value, and under it the rate it makes."""
    indicator, rates = view.indicator, {one.day: one.value for one in view.rates}
    for day, value in view.outlook.values:
        standing, people = standing_text(value), value.people
        whom = (people.aged_75, people.date) if people else (None, None)
        dated = (japanese_date(day), day)
        yield (indicator.short_name, *dated, value.value, indicator.unit, standing, *whom, value.source)
        if day in rates:
            rate, source = rounded(rates[day], RATE_DECIMALS), people.source if people else ""
            yield (RATE, *dated, rate, indicator.unit, f"{standing}から計算", *whom, f"{value.source}；{source}")


def _people_rows(view: OutlookView) -> Iterator[tuple[Cell, ...]]:
    for one in view.people:
        when = (japanese_date(one.date), one.date)
        yield ("75歳以上人口", *when, one.aged_75, "人", one.kind.label, one.aged_75, one.date, one.source)


def _unchanged_rows(view: OutlookView) -> Iterator[tuple[Cell, ...]]:
    people, unit = {one.date: one for one in view.outlook.projected}, view.indicator.unit
    for day, rate in view.outlook.unchanged if view.indicator.additive else ():
        one, figure = people[day], rounded(rate, RATE_DECIMALS)
        yield (RATE, japanese_date(day), day, figure, unit, UNCHANGED, one.aged_75, one.date, one.source)


def _demand_rows(view: OutlookView) -> Iterator[tuple[Cell, ...]]:
    for one in view.outlook.demand:
        figure = round(one.receipts_per_month, 1)
        yield (one.name, one.label, None, figure, "件／月", PROJECTION, None, None, one.source)
