"""How one indicator moved in every region of a set: a small panel a region, all on one scale.

Regions are compared by shape and height, so the scale is common and begins at zero. A panel's description begins with
its region's name, by which the page finds it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from dashboard.charts import multiples_view, theme
from dashboard.charts.multiples_view import Course, Multiples, Run
from dashboard.charts.picture import Picture
from dashboard.charts.pixels import dots, em, rule, rules, spanned, strokes, texts
from dashboard.charts.regional import short_name
from dashboard.charts.standing import Look
from dashboard.charts.words import folded
from dashboard.regional import Comparison

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
        alt=multiples_view.alt_text(view),
        chart=_chart(view),
        table=multiples_view.figures(view),
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
        theme.footer(folded(multiples_view.footer_lines(view), FOOTER_CHARACTERS), grid.total + 14),
    ]
    title = alt.TitleParams(view.title, subtitle=multiples_view.subtitle(view), frame="bounds")
    return theme.finished(layers, WIDTH, grid.total, title)


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
    return grid.box(at) | {"words": f"{course.region.name}：{multiples_view.course_text(view, course)}"}


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
    said = [f"{name} {multiples_view.latest_text(view, course)}" for name in names]
    text = next((words for words in said if em(words) * theme.SMALL_SIZE <= room), said[-1])
    size = min(theme.TEXT_SIZE if grid.columns == WIDE else theme.SMALL_SIZE, room / em(text))
    place = {"x": box["x"] + EDGE - 4, "y": box["y"] + 13, "align": "left"}
    return place | {"text": text, "size": size, "weight": "bold" if course.region.code == view.chosen else "normal"}
