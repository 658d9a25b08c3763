"""What the small panels of all regions hold before anything is drawn: values by region and date, in words and figures.

A value that is missing breaks the line of those before and after it, and so does another standing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dashboard.charts.picture import Cell, Table
from dashboard.charts.regional import figure_text, is_count, missing_words, people_words, unit_words
from dashboard.charts.standing import Look, look_of, standing_text, standing_word
from dashboard.fiscal import japanese_date
from dashboard.progress import format_amount
from dashboard.regional import Basis, Comparison, RegionalValue
from dashboard.regions import Region

ARROW, LATE = " → ", "※"
"""Between the ends of a course; beside a value that is older than the newest date."""


@dataclass(frozen=True)
class Run:
    """Values that a line joins."""

    look: Look
    points: tuple[tuple[date, float], ...]


@dataclass(frozen=True)
class Course:
    """One region's values by date, None where it has none, with the comparison that each is from."""

    region: Region
    values: tuple[tuple[Comparison, RegionalValue], ...]

    @cached_property
    def known(self) -> tuple[tuple[Comparison, RegionalValue], ...]:
        """Those that can be measured."""
        return tuple((one, value) for one, value in self.values if one.measured(value) is not None)

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Those that a line may join: of one standing, with no date in between that lacks a value."""
        found: dict[tuple[Look, int], list[tuple[date, float]]] = {}
        gaps = 0
        for one, value in self.values:
            figure = one.measured(value)
            if figure is None:
                gaps += 1
            else:
                found.setdefault((look_of(one.indicator, value.status), gaps), []).append((one.day, figure))
        return tuple(Run(look, tuple(points)) for (look, _), points in found.items())


@dataclass(frozen=True)
class Multiples:
    """The comparisons in the order of their dates, with what must stand beside them."""

    comparisons: tuple[Comparison, ...]
    chosen: str | None
    updated: date | None

    @property
    def latest(self) -> Comparison:
        """The newest comparison; it stands for all where they are alike."""
        return self.comparisons[-1]

    @property
    def subject(self) -> str:
        """市町村別の and the indicator's short name."""
        return f"{self.latest.region_set.name}別の{self.latest.indicator.short_name}"

    @property
    def title(self) -> str:
        """What is shown and in which unit."""
        return f"{self.subject}の推移（{unit_words(self.latest)}）"

    @cached_property
    def courses(self) -> tuple[Course, ...]:
        """Every region of the set in official order."""
        columns = zip(*(one.values for one in self.comparisons), strict=True)
        return tuple(Course(column[0].region, tuple(zip(self.comparisons, column, strict=True))) for column in columns)

    @cached_property
    def whole(self) -> Course | None:
        """The prefecture, where its value is on the regions' own footing: of a count it would dwarf them."""
        if is_count(self.latest):
            return None
        values = tuple((one, one.whole) for one in self.comparisons)
        return Course(self.latest.whole.region, values)

    @cached_property
    def most(self) -> float:
        """The top of the common scale."""
        drawn = [*self.courses, *([self.whole] if self.whole else [])]
        return max((one.measured(value) or 0.0 for course in drawn for one, value in course.known), default=0.0) or 1.0


def course_text(view: Multiples, course: Course) -> str:
    """7か所 → 8か所（令和6年9月1日 → 令和7年9月1日、参考）, or why there is no value."""
    if not course.known:
        return f"値なし（{course.values[-1][1].why}）"
    ends = list(dict.fromkeys((course.known[0], course.known[-1])))
    amounts = [_amount(view, one, value) for one, value in ends]
    days = [japanese_date(one.day) for one, _ in ends]
    word = standing_word(ends[-1][1].status)
    return f"{ARROW.join(amounts)}（{ARROW.join(days)}{f'、{word}' if word else ''}）"


def _amount(view: Multiples, one: Comparison, value: RegionalValue) -> str:
    unit = view.latest.indicator.unit if view.latest.basis is Basis.VALUE else ""
    return format_amount(one.measured(value) or 0.0, one.decimals, unit)


def latest_text(view: Multiples, course: Course) -> str:
    """The latest value, marked where it is not of the newest date."""
    if not course.known:
        return "値なし"
    one, value = course.known[-1]
    return f"{figure_text(one, value)}{'' if one is view.latest else LATE}"


def subtitle(view: Multiples) -> str:
    """The common scale and span."""
    most = format_amount(view.most, view.latest.decimals, view.latest.indicator.unit)
    days = "〜".join(japanese_date(one.day) for one in (view.comparisons[0], view.comparisons[-1]))
    return f"どの図も縦軸は0〜{most}、横軸は{days}　数字は最新の値"


def footer_lines(view: Multiples) -> tuple[str, ...]:
    """Legend, what is missing at the newest date, and where values and residents come from."""
    unknown = missing_words(view.latest.unknown)
    lines = (
        "　".join(_legend(view)),
        f"{japanese_date(view.latest.day)}の値：{unknown}" if unknown else "",
        _sources(view),
        "" if view.latest.basis is Basis.VALUE else people_words(value.people for _, value in _every_known(view)),
        f"データ更新日：{view.updated.isoformat()}" if view.updated else "",
    )
    return tuple(line for line in lines if line)


def _legend(view: Multiples) -> Iterator[str]:
    looks = {run.look for course in view.courses for run in course.runs}
    if Look.OFFICIAL in looks:
        yield "● 確定"
    if Look.REFERENCE in looks:
        yield "○ 参考など（確定の値とは線でつなぎません）"
    if view.whole:
        yield f"点線 {view.whole.region.name}"
    if any(len(course.known) < len(course.values) for course in view.courses):
        yield "値がないところは線が切れます（0ではありません）"
    if any(course.known and course.known[-1][0] is not view.latest for course in view.courses):
        yield f"{LATE} 最新の時点の値がなく、前の時点の値"


def _every_known(view: Multiples) -> Iterator[tuple[Comparison, RegionalValue]]:
    """Every value drawn, the newest first."""
    yield from ((one, value) for one in reversed(view.comparisons) for value in one.known)


def _sources(view: Multiples) -> str:
    """出典, the newest of the values that count in full."""
    indicator = view.latest.indicator
    known = sorted(_every_known(view), key=lambda one: look_of(indicator, one[1].status) is not Look.OFFICIAL)
    sources = list(dict.fromkeys(part for _, value in known for part in value.source.split("；") if part))
    more = f"（ほか{len(sources) - 1}件はデータ表）" if len(sources) > 1 else ""
    return f"出典：{sources[0] if sources else '未記載'}{more}"


def alt_text(view: Multiples) -> str:
    """How many regions grew and fell, and which are greatest and least, for those who cannot see it."""
    signs = [_sign(course) for course in view.courses]
    counted = ((1, "増えた"), (-1, "減った"), (0, "変わらない"), (None, "比べる値がない"))
    said = [f"{word}のは{signs.count(sign)}" for sign, word in counted if sign in signs]
    ranked = sorted(view.latest.known, key=lambda value: view.latest.measured(value) or 0.0)
    ends = [f"{value.region.name}{_amount(view, view.latest, value)}" for value in (ranked[-1:] + ranked[:1])]
    extremes = f"最新の値が最も大きいのは{ends[0]}、最も小さいのは{ends[1]}。" if ends else ""
    moved = f"{len(signs)}地域のうち、{'、'.join(said)}。"
    return f"{view.title}を地域ごとの小さな折れ線で並べた図。{subtitle(view)}。{moved}{extremes}"


def _sign(course: Course) -> int | None:
    """Whether a region's value grew, between the first and the last of one standing; None without two."""
    for look in (Look.OFFICIAL, Look.REFERENCE):
        found = [figure for run in course.runs if run.look is look for _, figure in run.points]
        if len(found) > 1:
            return (found[-1] > found[0]) - (found[-1] < found[0])
    return None


def figures(view: Multiples) -> Table:
    """Every region's value at every date."""
    value = f"値（{view.latest.indicator.unit}）"
    rate = () if view.latest.basis is Basis.VALUE else (view.latest.basis.label,)
    columns = ("地域コード", "地域", "時点", value, *rate, "区分", "人口", "75歳以上人口", "人口の時点", "出典")
    rows = (_row(one, value) for course in view.courses for one, value in course.values)
    wholes = (_row(one, one.whole) for one in view.comparisons)
    return Table(columns, (*rows, *wholes))


def _row(one: Comparison, value: RegionalValue) -> tuple[Cell, ...]:
    rate = () if one.basis is Basis.VALUE else (one.measured(value),)
    people = value.people
    whom = (people.total, people.aged_75, people.date) if people else (None, None, None)
    place = (value.region.code, value.region.name)
    return (*place, one.day, value.value, *rate, standing_text(value), *whom, value.source)
