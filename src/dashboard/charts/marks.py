"""Marks at pixel positions: what a picture draws that lays out its own room, without scales or axes.

A row is one word, shape or line with its place (``x``, ``y``, to ``x2``, ``y2``) and its look, so that all marks of a
kind are one layer however much they differ: every further layer costs time to build.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from dashboard.charts import theme

Pixel = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """Room that a label takes."""

    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether two labels would touch."""
        apart = self.right < other.left or other.right < self.left
        return not apart and self.top < other.bottom and other.top < self.bottom


def placed(rows: Sequence[dict[str, Any]]) -> alt.Chart:
    """A layer whose marks are at ``x`` and ``y``."""
    return theme.layer(rows).encode(x=alt.X("x:Q", scale=None, axis=None), y=alt.Y("y:Q", scale=None, axis=None))


def spanned(rows: Sequence[dict[str, Any]]) -> alt.Chart:
    """A layer whose marks reach from ``x`` and ``y`` to ``x2`` and ``y2``."""
    return placed(rows).encode(x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"))


def segment(start: Pixel, end: Pixel) -> dict[str, Any]:
    """The row of what reaches from one place to another."""
    return {"x": start[0], "y": start[1], "x2": end[0], "y2": end[1]}


def by_weight(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """The rows of each ``weight`` there is, the bold ones last and so on top."""
    for weight in ("normal", "bold"):
        if found := [row for row in rows if row["weight"] == weight]:
            yield weight, found


def texts(rows: Sequence[dict[str, Any]]) -> list[alt.Chart]:
    """Words; without ``align``, ``weight`` or ``colour`` in the middle, normal and in ink."""
    if not rows:
        return []
    usual = {"align": "center", "weight": "normal", "colour": theme.INK}
    look: dict[str, Any] = {"align": alt.ExprRef("datum.align"), "fontWeight": alt.ExprRef("datum.weight")}
    marks = placed([usual | row for row in rows]).mark_text(baseline="middle", aria=False, **look)
    size, colour = alt.Size("size:Q", scale=None), alt.Color("colour:N", scale=None)
    return [marks.encode(text=theme.WORDS, size=size, color=colour)]


def dots(rows: Sequence[dict[str, Any]]) -> list[alt.Chart]:
    """Shapes, each with ``words`` for who points at it."""
    if not rows:
        return []
    fill, stroke = alt.Fill("fill:N", scale=None), alt.Stroke("stroke:N", scale=None)
    shape, size, words = alt.Shape("shape:N", scale=None), alt.Size("size:Q", scale=None), alt.Description("words:N")
    marks = placed(rows).mark_point(opacity=1, strokeWidth=1.8)
    return [marks.encode(fill=fill, stroke=stroke, shape=shape, size=size, description=words)]


def strokes(rows: Sequence[dict[str, Any]]) -> list[alt.Chart]:
    """Lines through the places of a ``run``."""
    if not rows:
        return []
    marks, run = placed(rows).mark_line(aria=False, strokeJoin="round"), alt.Detail("run:N")
    width, dash = alt.StrokeWidth("width:Q", scale=None), alt.StrokeDash("dash:N", scale=None)
    return [marks.encode(detail=run, stroke=alt.Stroke("colour:N", scale=None), strokeWidth=width, strokeDash=dash)]


def rule(start: Pixel, end: Pixel, colour: str = theme.FAINT, width: float = 1.0) -> dict[str, Any]:
    """A straight line for ``rules``."""
    return segment(start, end) | {"colour": colour, "width": width}


def rules(rows: Sequence[dict[str, Any]]) -> list[alt.Chart]:
    """Straight lines."""
    if not rows:
        return []
    colour, width = alt.Stroke("colour:N", scale=None), alt.StrokeWidth("width:Q", scale=None)
    return [spanned(rows).mark_rule(aria=False).encode(stroke=colour, strokeWidth=width)]
