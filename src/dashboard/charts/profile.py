"""One region's card to take along: every indicator with the region's place among all regions of its set.

A strip an indicator runs from zero to the greatest region, each region a tick on it; the chosen one and those compared
with it differ by shape, not by colour. Nothing is judged here: whether more is better, the plan's own pictures say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from dashboard.charts import profile_view, theme
from dashboard.charts.picture import Picture
from dashboard.charts.pixels import dots, em, rule, rules, texts
from dashboard.charts.profile_view import RATE, UNKNOWN, Line, Profile
from dashboard.charts.words import folded
from dashboard.progress import format_amount, format_value
from dashboard.regional import Basis, Survey
from dashboard.regions import Region, RegionSet

WIDTH, ROW, RISE = 1000, 62, 6
"""A strip lies so far above its row's middle that there is room for shapes under it."""
STRIP, STRIP_END, VALUES, RATES = 196, 486, 524, 752
"""Where the strips begin and end, and the columns of values and of rates begin."""
LEGEND, HEAD = 24, 34
"""Height of a line of the legend, and of the columns' names."""
SHORT, TALL, HANGING, APART = 6.0, 14.0, 13.0, 10.0
"""Half the height of a region's tick and of the prefecture's; how far under the strip the others' shapes hang, and
how far one under the other where they would touch."""
SHAPES = ("square", "diamond", "triangle-up")
"""Of the regions beside the chosen one."""
FOOTER_CHARACTERS = 82


def profile_picture(
    survey: Survey, region_set: RegionSet, chosen: Region, others: Sequence[Region] = (), updated: date | None = None
) -> Picture:
    """The card of a region of the set the survey was made for, or of the prefecture, beside up to three others."""
    view = Profile(survey, region_set, chosen, tuple(others)[: len(SHAPES)], updated)
    return Picture(
        name=f"{chosen.name}_指標の一覧",
        title=view.title,
        alt=profile_view.alt_text(view),
        chart=_chart(view),
        table=profile_view.figures(view),
    )


@dataclass(frozen=True)
class Key:
    """One entry of the legend: a shape, or a line so tall and thick, before its words."""

    x: float
    y: float
    words: str
    shape: str = ""
    tall: float = 0.0


def _chart(view: Profile) -> alt.LayerChart:
    keys = _keys(view)
    top = keys[-1].y + LEGEND / 2 + HEAD
    lines = [(line, top + ROW * (at + 0.5)) for at, line in enumerate(view.lines)]
    height = round(top + ROW * len(lines))
    borders = [rule((0, top + ROW * at), (WIDTH, top + ROW * at), theme.GRID) for at in range(len(lines) + 1)]
    layers = [
        *rules([*borders, *_key_lines(keys), *(row for line, y in lines for row in _ticks(line, y - RISE))]),
        *dots([*_key_shapes(keys), *(row for line, y in lines for row in _shapes(view, line, y - RISE))]),
        *texts([*_key_words(keys), *_heads(top), *(row for line, y in lines for row in _words(line, y))]),
        theme.footer(folded(profile_view.footer_lines(view), FOOTER_CHARACTERS), height + 12),
    ]
    return theme.finished(layers, WIDTH, height, alt.TitleParams(view.title, frame="bounds"))


def _keys(view: Profile) -> list[Key]:
    """The legend, in as many lines as its names need."""
    prefecture = view.survey.territory.regions.prefecture
    shaped = zip((view.chosen, *view.others), ("circle", *SHAPES), strict=False)
    entries = [(region.name, shape, 0.0) for region, shape in shaped]
    entries += [(prefecture.name, "", TALL)] if view.chosen != prefecture else []
    entries += [(f"各{view.region_set.name}", "", SHORT)]
    keys: list[Key] = []
    x, y = 0.0, LEGEND / 2
    for words, shape, tall in entries:
        room = em(words) * theme.TEXT_SIZE + 50
        if keys and x + room > WIDTH:
            x, y = 0.0, y + LEGEND
        keys.append(Key(x + 10, y, words, shape, tall))
        x += room
    return keys


def _key_lines(keys: Sequence[Key]) -> list[dict[str, Any]]:
    return [_upright(key.x, key.y, min(key.tall, LEGEND / 2 - 2)) for key in keys if key.tall]


def _key_shapes(keys: Sequence[Key]) -> list[dict[str, Any]]:
    return [_shape(key.x, key.y, key.shape, "") for key in keys if key.shape]


def _key_words(keys: Sequence[Key]) -> list[dict[str, Any]]:
    return [_text(key.x + 16, key.y, key.words, bold=key.shape == "circle", size=theme.TEXT_SIZE) for key in keys]


def _upright(x: float, y: float, half: float) -> dict[str, Any]:
    """A tick; the prefecture's is taller and thicker."""
    colour, width = (theme.GREY, 1.0) if half <= SHORT else (theme.INK, 2.5)
    return rule((x, y - half), (x, y + half), colour, width)


def _shape(x: float, y: float, shape: str, words: str) -> dict[str, Any]:
    """The chosen region full and large, the others hollow."""
    fill, size = (theme.INK, 190) if shape == "circle" else ("transparent", 90)
    return {"x": x, "y": y, "shape": shape, "fill": fill, "stroke": theme.INK, "size": size, "words": words}


def _text(x: float, y: float, words: str, *, bold: bool = False, size: float = theme.SMALL_SIZE) -> dict[str, Any]:
    colour = theme.INK if bold or size > theme.SMALL_SIZE else theme.GREY
    weight = "bold" if bold else "normal"
    return {"x": x, "y": y, "text": words, "align": "left", "size": size, "weight": weight, "colour": colour}


def _heads(top: float) -> list[dict[str, Any]]:
    heads = ((0, "指標"), (STRIP, "0から最大の地域まで"), (VALUES, "値と時点"), (RATES, f"{RATE}と順位"))
    return [_text(x, top - 12, words) for x, words in heads]


def _place(line: Line, figure: float) -> float:
    return STRIP + figure / line.most * (STRIP_END - STRIP)


def _ticks(line: Line, y: float) -> Iterator[dict[str, Any]]:
    """The strip, each region on it, and the prefecture."""
    strip = line.strip
    if strip is None:
        return
    yield rule((STRIP, y), (STRIP_END, y), theme.FAINT)
    yield from (_upright(_place(line, strip.measured(value) or 0.0), y, SHORT) for value in strip.known)
    if strip.line is not None:
        yield _upright(_place(line, strip.line), y, TALL)


def _shapes(view: Profile, line: Line, y: float) -> Iterator[dict[str, Any]]:
    """The chosen region on the strip; the others hang under it, for equal values would hide each other."""
    found = [(view.chosen, line.row, "circle"), *zip(view.others, line.beside, SHAPES, strict=False)]
    hung: list[float] = []
    for region, row, shape in found:
        figure = view.figure(line, region, row)
        if line.strip is None or figure is None:
            continue
        x, words = _place(line, figure), f"{region.name}：{format_value(figure, line.strip.decimals)}"
        if shape == "circle":
            yield _shape(x, y, shape, words)
        else:
            yield _shape(x, y + HANGING + APART * sum(abs(x - other) < APART for other in hung), shape, words)
            hung.append(x)


def _words(line: Line, y: float) -> Iterator[dict[str, Any]]:
    """Everything in a line but its shapes."""
    name = line.row.indicator.short_name
    yield _text(0, y, name, bold=True, size=min(theme.TEXT_SIZE, (STRIP - 12) / em(name)))
    if line.strip is None:
        yield _text(STRIP, y, UNKNOWN)
    else:
        unit = line.row.indicator.unit if line.strip.basis is Basis.VALUE else ""
        most = format_amount(line.most, line.strip.decimals, unit)
        yield _text(STRIP_END, y - RISE - 16, most) | {"align": "right"}
    yield from _pair(VALUES, y, profile_view.value_words(line), RATES - VALUES - 10)
    yield from _pair(RATES, y, profile_view.rate_words(line), WIDTH - RATES)


def _pair(x: float, y: float, pair: tuple[str, str], room: float) -> Iterator[dict[str, Any]]:
    """A figure and under it what it needs to be understood; smaller where there is much to say."""
    for words, up, size in zip(pair, (-9, 10), (theme.TEXT_SIZE, theme.SMALL_SIZE), strict=True):
        if words:
            yield _text(x, y + up, words, bold=up < 0, size=min(size, room / em(words)))
