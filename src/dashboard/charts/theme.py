"""One look for every chart: colours, type, the fiscal-year axis.

Good and bad are blue and red with a shape or a word beside them, never colour alone; marks keep 3:1 and text 4.5:1
against white so that a grey photocopy still reads.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

import altair as alt

from dashboard.fiscal import FiscalYearPoint, fiscal_year, fiscal_year_short, of_fiscal_year

FONT = "Noto Sans CJK JP"
SCREEN_FONTS = (
    "BIZ UDPGothic",
    "Meiryo",
    "Hiragino Sans",
    "Noto Sans JP",
    "Noto Sans CJK JP",
    "Dashboard Gothic",
    "sans-serif",
)

INK = "#1A1A1C"
GREY = "#626264"
FAINT = "#8C8C8E"
GRID = "#D8D8DB"
PAPER = "#FFFFFF"
GOOD = "#0017C1"
BAD = "#CE0000"
SHADES = ("#E3EAF8", "#A9BFE8", "#6F92D6", "#1F3F94")
"""Ordered values, the least first: one hue in steps that a photocopy keeps apart."""
ON_SHADES = (INK, INK, INK, PAPER)
"""The colour of text on each of them."""

TITLE_SIZE = 18
TEXT_SIZE = 14
SMALL_SIZE = 12

WORDS = alt.Text("text:N")
"""What marks say: each its row's ``text``."""

CONFIG = alt.Config(
    background=PAPER,
    font=FONT,
    padding={"left": 8, "right": 16, "top": 8, "bottom": 8},
    view=alt.ViewConfig(stroke=None),
    axis=alt.AxisConfig(domainColor=INK, gridColor=GRID, labelColor=INK, labelFontSize=TEXT_SIZE, tickColor=INK),
    title=alt.TitleConfig(
        anchor="start",
        color=INK,
        fontSize=TITLE_SIZE,
        fontWeight="bold",
        offset=14,
        subtitleColor=INK,
        subtitleFontSize=TEXT_SIZE,
        subtitlePadding=6,
    ),
)
"""The house configuration, made and checked once for all charts."""


def finished(layers: Sequence[alt.Chart], width: int, height: int, title: alt.TitleParams | None) -> alt.LayerChart:
    """The layers as one chart with the house configuration; nothing else in the project configures a chart."""
    shown = alt.Undefined if title is None else title
    return alt.LayerChart(layer=list(layers), width=width, height=height, title=shown, config=CONFIG)


def layer(rows: Sequence[dict[str, Any]]) -> alt.Chart:
    """A chart over rows given as they are: no data frame, no URL, nothing that a converter could go and fetch.

    They go in as a tuple, which Altair hands on; a list it would copy row by row at every step.
    """
    return alt.Chart({"values": tuple(rows)})


def fixed(channel: Any, value: Any) -> Any:
    """A channel that is the same for every row: ``fixed(alt.XValue, 12)``.

    Channels are objects throughout: each that is a string or ``alt.value`` makes Altair look through all its classes.
    """
    return channel(value)


def day_scale(first: date, last: date) -> alt.Scale:
    """A time scale in whole days (proleptic ordinals): no time zone can move a point across midnight."""
    return alt.Scale(domain=[first.toordinal(), last.toordinal()], nice=False, zero=False)


def fiscal_ticks(first: date, last: date, point: FiscalYearPoint) -> tuple[tuple[int, date], ...]:
    """(fiscal year, date of its tick) for each fiscal year whose tick falls into first…last."""
    years = range(fiscal_year(first) - 1, fiscal_year(last) + 2)
    ticks = ((year, of_fiscal_year(year, point).date) for year in years)
    return tuple((year, day) for year, day in ticks if first <= day <= last)


def fiscal_axis(ticks: Sequence[tuple[int, date]], scale: alt.Scale, height: int) -> list[alt.Chart]:
    """The axis line's labels: era year in normal type, Gregorian year in small type under it."""
    rows = [{"day": day.toordinal(), "era": fiscal_year_short(year), "year": f"({year})"} for year, day in ticks]
    base = layer(rows).encode(x=alt.X("day:Q", scale=scale, axis=None), y=fixed(alt.YValue, height))
    return [
        base.mark_tick(orient="vertical", size=6, thickness=1, color=INK, yOffset=3),
        base.mark_text(fontSize=TEXT_SIZE, color=INK, dy=9, baseline="top").encode(text=alt.Text("era:N")),
        base.mark_text(fontSize=SMALL_SIZE, color=GREY, dy=26, baseline="top").encode(text=alt.Text("year:N")),
    ]


def footer(lines: Sequence[str], top: int, left: int = 0) -> alt.Chart:
    """Small lines under a chart (legend, source, as-of, updated), from ``top`` pixels down and ``left`` in."""
    rows = [{"line": line, "at": top + 18 * position} for position, line in enumerate(lines)]
    text = layer(rows).mark_text(align="left", baseline="top", color=GREY, fontSize=SMALL_SIZE)
    at = alt.Y("at:Q", scale=None, axis=None)
    return cast("alt.Chart", text.encode(x=fixed(alt.XValue, left), y=at, text=alt.Text("line:N")))
