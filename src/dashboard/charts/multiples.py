"""How one indicator moved in every region of a set: a small panel a region, all on one scale.

Regions are compared by shape and height, so the scale is common and begins at zero. A panel's description begins with
its region's name, by which the page finds it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import altair as alt

from dashboard.charts import marks, theme
from dashboard.charts.marks import dots, rule, rules, spanned, strokes, texts
from dashboard.charts.picture import Picture
from dashboard.charts.regional import (
    Look,
    figure_text,
    is_count,
    look_of,
    missing_words,
    people_words,
    regional_columns,
    short_name,
    standing_text,
    standing_word,
    unit_words,
)
from dashboard.charts.table import Cell, Table
from dashboard.comparing import Basis, Comparison, RegionalValue
from dashboard.fiscal import japanese_date
from dashboard.places import Region
from dashboard.text import folded, format_amount, joined_sources, width_in_ems

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
        values = tuple((one, one.prefecture) for one in self.comparisons)
        return Course(self.latest.prefecture.region, values)

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
    unknown = missing_words(view.latest.without_figure)
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
    yield from ((one, value) for one in reversed(view.comparisons) for value in one.with_figure)


def _sources(view: Multiples) -> str:
    """出典, the newest of the values that count in full."""
    indicator = view.latest.indicator
    known = sorted(_every_known(view), key=lambda one: look_of(indicator, one[1].status) is not Look.OFFICIAL)
    sources = list(dict.fromkeys(source for _, value in known for source in value.sources))
    more = f"（ほか{len(sources) - 1}件はデータ表）" if len(sources) > 1 else ""
    return f"出典：{sources[0] if sources else '未記載'}{more}"


def alt_text(view: Multiples) -> str:
    """How many regions grew and fell, and which are greatest and least, for those who cannot see it."""
    signs = [_sign(course) for course in view.courses]
    counted = ((1, "増えた"), (-1, "減った"), (0, "変わらない"), (None, "比べる値がない"))
    said = [f"{word}のは{signs.count(sign)}" for sign, word in counted if sign in signs]
    ranked = sorted(view.latest.with_figure, key=lambda value: view.latest.measured(value) or 0.0)
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
    columns = regional_columns(
        view.latest,
        (
            "region_code",
            "region",
            "as_of",
            "value",
            "rate",
            "status",
            "residents",
            "residents_75",
            "residents_date",
            "source",
        ),
    )
    rows = (_row(one, value) for course in view.courses for one, value in course.values)
    wholes = (_row(one, one.prefecture) for one in view.comparisons)
    return Table(columns, (*rows, *wholes))


def _row(one: Comparison, value: RegionalValue) -> tuple[Cell, ...]:
    rate = () if one.basis is Basis.VALUE else (one.measured(value),)
    people = value.people
    whom = (people.total, people.aged_75, people.date) if people else (None, None, None)
    place = (value.region.code, value.region.name)
    return (*place, one.day, value.value, *rate, standing_text(value), *whom, joined_sources(value.sources))


WIDTH, GAP = 1120, 10
FEW, WIDE, NARROW = 12, 5, 9
"""So many regions go into wide panels; panels in a row of wide and of narrow ones."""
HEIGHTS = {WIDE: 124, NARROW: 86}
HEAD, EDGE, FOOT = 30, 10, 8
"""Room in a panel for its words, beside the line, and under it."""
GROUND, FRAME = "#F3F3F5", 3.5
FOOTER_CHARACTERS = 92


def multiples_picture(
    comparisons: Sequence[Comparison], chosen: str | None = None, updated: date | None = None
) -> Picture:
    """One panel a region, from the comparisons of one indicator on one basis at two dates or more.

    ``chosen`` is the code of a region to frame, for a picture that leaves the page.
    """
    view = Multiples(tuple(sorted(comparisons, key=lambda one: one.day)), chosen, updated)
    return Picture(
        name=f"{view.subject}_推移の一覧",
        title=view.title,
        alt=alt_text(view),
        chart=_chart(view),
        table=figures(view),
    )


@dataclass(frozen=True)
class Grid:
    """Where the panels lie, in pixels, and where a date and a value lie within one."""

    count: int
    first: date
    last: date
    most: float

    @property
    def columns(self) -> int:
        """Panels in a row."""
        return WIDE if self.count <= FEW else NARROW

    @property
    def width(self) -> float:
        """Of a panel."""
        return (WIDTH - GAP * (self.columns - 1)) / self.columns

    @property
    def height(self) -> int:
        """Of a panel."""
        return HEIGHTS[self.columns]

    @property
    def total(self) -> int:
        """The height of all rows."""
        rows = -(-self.count // self.columns)
        return rows * (self.height + GAP) - GAP

    def box(self, at: int) -> dict[str, float]:
        """The outline of a panel."""
        left, top = (at % self.columns) * (self.width + GAP), at // self.columns * (self.height + GAP)
        return {"x": left, "y": top, "x2": left + self.width, "y2": top + self.height}

    def place(self, at: int, point: tuple[date, float]) -> dict[str, float]:
        """A value in a panel."""
        box, (day, value) = self.box(at), point
        share = (day - self.first).days / ((self.last - self.first).days or 1)
        room = self.height - HEAD - FOOT
        x = box["x"] + EDGE + share * (self.width - 2 * EDGE)
        return {"x": x, "y": box["y"] + HEAD + (1 - value / self.most) * room}


def _chart(view: Multiples) -> alt.LayerChart:
    days = [one.day for one in view.comparisons]
    panels = list(enumerate(view.courses))
    grid = Grid(len(panels), days[0], days[-1], view.most)
    layers = [
        *_grounds([_ground(view, grid, at, course) for at, course in panels]),
        *rules([_level(grid, at) for at, _ in panels]),
        *strokes([row for at, course in panels for row in _lines(view, grid, at, course)]),
        *dots([row for at, course in panels for row in _dots(grid, at, course)]),
        *texts([_heading(view, grid, at, course) for at, course in panels]),
        *_frames([_inset(grid.box(at)) for at, course in panels if course.region.code == view.chosen]),
        marks.footer(folded(footer_lines(view), FOOTER_CHARACTERS), grid.total + 14),
    ]
    title = alt.TitleParams(view.title, subtitle=subtitle(view), frame="bounds")
    return marks.finished(layers, WIDTH, grid.total, title)


def _grounds(rows: Sequence[dict[str, Any]]) -> list[alt.Chart]:
    """What the mouse finds: a described surface for each region."""
    surfaces = spanned(rows).mark_rect(color=GROUND)
    return [surfaces.encode(description=alt.Description("words:N"))]


def _frames(rows: Sequence[dict[str, Any]]) -> list[alt.Chart]:
    return [spanned(rows).mark_rect(filled=False, stroke=theme.INK, strokeWidth=FRAME, aria=False)] if rows else []


def _inset(box: dict[str, float]) -> dict[str, float]:
    """So that a frame's stroke does not widen the picture."""
    half = FRAME / 2
    return {"x": box["x"] + half, "y": box["y"] + half, "x2": box["x2"] - half, "y2": box["y2"] - half}


def _ground(view: Multiples, grid: Grid, at: int, course: Course) -> dict[str, Any]:
    return grid.box(at) | {"words": f"{course.region.name}：{course_text(view, course)}"}


def _level(grid: Grid, at: int) -> dict[str, Any]:
    """Zero."""
    left, right = (grid.place(at, (day, 0.0)) for day in (grid.first, grid.last))
    return rule((left["x"] - 4, left["y"]), (right["x"] + 4, right["y"]))


def _lines(view: Multiples, grid: Grid, at: int, course: Course) -> Iterator[dict[str, Any]]:
    """The prefecture's values faint, over them the region's own."""
    for run in view.whole.runs if view.whole else ():
        look = {"colour": theme.FAINT, "width": 1.3, "dash": [2, 2]}
        yield from _line(grid, at, f"whole {run.look.name} {run.points[0][0]}", run, look)
    for run in course.runs:
        official = run.look is Look.OFFICIAL
        look = {"colour": theme.INK if official else theme.GREY, "width": 2.6 if official else 1.5, "dash": []}
        yield from _line(grid, at, f"own {run.look.name} {run.points[0][0]}", run, look)


def _line(grid: Grid, at: int, name: str, run: Run, look: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from ({"run": f"{at} {name}"} | look | grid.place(at, point) for point in run.points)


def _dots(grid: Grid, at: int, course: Course) -> Iterator[dict[str, Any]]:
    size = 40 if grid.columns == WIDE else 26
    for run in course.runs:
        look = {"fill": theme.PAPER if run.look.hollow else theme.INK, "shape": "circle", "size": size}
        look["stroke"] = theme.GREY if run.look.hollow else theme.INK
        yield from (grid.place(at, point) | look | {"words": ""} for point in run.points)


def _heading(view: Multiples, grid: Grid, at: int, course: Course) -> dict[str, Any]:
    """Name and latest figure in one text, as large as fits."""
    box, room = grid.box(at), grid.width - 2 * EDGE + 8
    names = (course.region.name, short_name(course.region))
    said = [f"{name} {latest_text(view, course)}" for name in names]
    text = next((words for words in said if width_in_ems(words) * theme.SMALL_SIZE <= room), said[-1])
    size = min(theme.TEXT_SIZE if grid.columns == WIDE else theme.SMALL_SIZE, room / width_in_ems(text))
    place = {"x": box["x"] + EDGE - 4, "y": box["y"] + 13, "align": "left"}
    return place | {"text": text, "size": size, "weight": "bold" if course.region.code == view.chosen else "normal"}
