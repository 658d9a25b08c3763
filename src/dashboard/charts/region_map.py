"""The map of one indicator: municipalities coloured by their own or their area's value, in the legend's classes.

No value is hatched, never the lightest colour; a count too small to compare is white with grey words, and what chance
does not explain has a sign. Names are printed wherever they fit; on the tile map of a wide place they all do. Where
areas have the values, each is one shape with its name across it, and no municipality is named.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import cast

import altair as alt

from dashboard.charts import marks, theme
from dashboard.charts.ground import WIDTH, Ground, Point, Ring, borders, hatching
from dashboard.charts.picture import Picture, Surface
from dashboard.charts.plane import Row
from dashboard.charts.regional import (
    CONTRAST_SIGNS,
    FEW,
    NO_VALUE,
    RegionalFigure,
    contrast_sign,
    figure_text,
    missing_words,
    regional_finding,
    short_name,
    value_words,
)
from dashboard.comparing import RegionalValue
from dashboard.places import Level, Region, RegionSet
from dashboard.text import format_value, width_in_ems, wrapped

NARROW_WIDTH = 304
"""Pixels of the picture's own field in a narrow place."""
LEGEND_LINE = 22
LEGEND_SIZE = 13.0
SWATCH = 28
BETWEEN_ENTRIES = 18
"""The legend: how far its lines are apart, how large its words, the room of what stands before them and after."""
NAME = 13.5
FIGURE = 13.0
AREA_NAME = 14.5
FOOTER_CHARACTERS = 58
SMALLEST = 9.0
SMALLEST_ON_SCREEN = 12.5
ROOM_FOR_FIGURE = 58.0
"""Where a real boundary is too small, a name or a figure would lie on its neighbours; pointing tells it."""


def map_picture(figure: RegionalFigure, ground: Ground, *, titled: bool = True) -> Picture:
    """The map; the description of every shape begins with its region's name.

    Not ``titled``, it has on paper neither title nor the small lines below: the page around it must say them.
    """

    def draw(surface: Surface) -> alt.LayerChart:
        width = NARROW_WIDTH if surface is Surface.NARROW else WIDTH
        smallest = SMALLEST if surface is Surface.PAPER else SMALLEST_ON_SCREEN
        return _RegionMap(figure, ground.scaled(width / WIDTH), width, smallest).chart(surface, titled=titled)

    return Picture(
        f"{figure.subject}_地図",
        figure.title,
        _description(figure),
        draw,
        figure.table,
        _footer(figure, ground),
        narrow=True,
    )


def _footer(figure: RegionalFigure, ground: Ground) -> tuple[str, ...]:
    return figure.footer(missing_words(figure.comparison.without_figure), ground.note)


def _description(figure: RegionalFigure) -> str:
    missing = missing_words(figure.comparison.without_figure)
    sentences = (
        f"{figure.title}の地図",
        figure.subtitle,
        regional_finding(figure.comparison).removesuffix("。"),
        missing,
    )
    return "".join(f"{sentence}。" for sentence in sentences if sentence)


@dataclass(frozen=True)
class _LegendEntry:
    """Words with what stands before them: a box of a colour, hatched or not, or a line of the map; or nothing."""

    words: str
    fill: str = ""
    hatched: bool = False
    line: bool = False

    @property
    def room(self) -> float:
        """How wide it is."""
        return (SWATCH if self.fill or self.line else 0) + width_in_ems(self.words) * LEGEND_SIZE

    def box(self, left: float, top: float) -> Ring:
        """Where its box stands."""
        right, bottom = left + SWATCH - 6, top + 16
        return ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))


@dataclass(frozen=True)
class _RegionMap:
    """A figure on its ground, so many pixels wide, with names no smaller than ``smallest``."""

    figure: RegionalFigure
    ground: Ground
    width: int
    smallest: float

    def chart(self, surface: Surface, *, titled: bool) -> alt.LayerChart:
        figure = self.figure
        height = round(self.ground.height)
        names = self._area_names() if not self._by_municipality else self._names()
        legend = self._legend_lines()
        layers = [
            self._shapes(),
            *marks.rules(self._hatches()),
            self._borders(),
            *self._outline_of_chosen(),
            *names,
            *_legend(legend, height + 14),
        ]
        if surface is Surface.PAPER and not titled:
            return marks.finished(layers, self.width, height, None)
        if surface is Surface.PAPER:
            top = height + 14 + LEGEND_LINE * len(legend) + 6
            layers.append(marks.footer(_footer(figure, self.ground), top, FOOTER_CHARACTERS))
        lines = wrapped(figure.title, self.width / theme.TITLE_SIZE)
        subtitle = wrapped(figure.subtitle, self.width / theme.TEXT_SIZE)
        return marks.finished(layers, self.width, height, alt.TitleParams(lines, subtitle=subtitle, frame="bounds"))

    @property
    def _by_municipality(self) -> bool:
        return self.figure.comparison.region_set.level is Level.MUNICIPALITY

    def _region(self, code: str) -> Region | None:
        """Whose value colours a municipality: itself, or its area in the set."""
        municipality = self.figure.regions.get(code)
        if self._by_municipality:
            return municipality
        return self.figure.regions.area_of(municipality, self.figure.comparison.region_set)

    def _value(self, code: str) -> RegionalValue | None:
        region = self._region(code)
        return self.figure.comparison.of(region) if region else None

    def _shade(self, value: RegionalValue | None) -> int | None:
        """The place of a value's colour among the shades, None where it has none; few classes keep far apart."""
        comparison = self.figure.comparison
        at = comparison.class_of(value) if value else None
        if at is None:
            return None
        classes = len(comparison.classes) - 1
        return round(at * (len(theme.SHADES) - 1) / classes) if classes else 1

    def _shapes(self) -> alt.Chart:
        features = []
        for code, rings in self.ground.shapes.items():
            value = self._value(code)
            shade = self._shade(value)
            words = f"{self.figure.regions.get(code).name}：この区分に入っていません"
            if value:
                words = value_words(self.figure.comparison, value)
            colour = theme.PAPER if shade is None else theme.SHADES[shade]
            # An area is one shape: nothing in it may pass for a municipality's own.
            edge = (theme.GRID if shade is None else theme.PAPER) if self._by_municipality else colour
            features.append(_feature(rings, fill=colour, edge=edge, words=words))
        shapes = marks.layer(features).mark_geoshape(strokeWidth=1.4)
        fill = alt.Fill("properties.fill:N", scale=None)
        edge_colour = alt.Stroke("properties.edge:N", scale=None)
        described = alt.Description("properties.words:N")
        return _unprojected(shapes.encode(fill=fill, stroke=edge_colour, description=described))

    def _hatches(self) -> list[Row]:
        return [
            marks.rule(*ends)
            for code, rings in self.ground.shapes.items()
            if not self._measured(self._value(code))
            for ends in hatching(rings)
        ]

    def _measured(self, value: RegionalValue | None) -> bool:
        return value is not None and self.figure.comparison.measured(value) is not None

    @property
    def _areas(self) -> RegionSet | None:
        """The areas around which lines are drawn; municipalities are grouped by the first set of areas there is."""
        sets = (self.figure.comparison.region_set, *self.figure.regions.area_sets)
        return next((region_set for region_set in sets if region_set.level is Level.AREA), None)

    def _borders(self) -> alt.Chart:
        """Around the areas, or around the prefecture alone."""
        regions = self.figure.regions
        areas = self._areas

        def group(code: str) -> str | None:
            area = regions.area_of(regions.get(code), areas) if areas else None
            return area.code if area else None

        lines = marks.spanned([marks.segment(*ends) for ends in borders(self.ground, group)])
        width = 2.4 if self.width == NARROW_WIDTH else 3.2
        return cast("alt.Chart", lines.mark_rule(color=theme.INK, strokeWidth=width, strokeCap="round"))

    def _outline_of_chosen(self) -> list[alt.Chart]:
        """The chosen region in a double outline, which a photocopy keeps."""
        chosen = self.figure.chosen
        codes = [code for code in self.ground.shapes if chosen and self._region(code) == chosen]
        if not codes:
            return []
        outlines = marks.layer([_feature(self.ground.shapes[code]) for code in codes])
        return [
            _unprojected(outlines.mark_geoshape(filled=False, stroke=colour, strokeWidth=width))
            for colour, width in ((theme.INK, 8.0), (theme.PAPER, 3.0))
        ]

    def _names(self) -> Iterator[alt.Chart]:
        """Each municipality's name with its figure under it, as far as there is room."""
        yield from _lettered([row for code in self.ground.shapes for row in self._label(code)])

    def _label(self, code: str) -> list[Row]:
        x, y = self.ground.labels[code]
        room = self.ground.room[code]
        schematic = self.ground.schematic
        value = self._value(code)
        shade = self._shade(value)
        rim = not schematic or not self._measured(value)
        quiet = value is not None and self.figure.comparison.few(value)
        colour = theme.INK if rim or shade is None else theme.ON_SHADES[shade]
        row = {"x": x, "y": y, "colour": theme.GREY if quiet else colour, "rim": rim, "weight": "normal"}
        sign = contrast_sign(self.figure.comparison, value)
        name = short_name(self.figure.regions.get(code))
        size = min(NAME, room / len(name) * 0.98)
        if size < self.smallest or self.width == NARROW_WIDTH:
            # In so little room there is a sign at most; pointing, and the bars, tell the rest.
            return [row | {"text": sign, "size": FIGURE}] if sign else []
        if value is None or not self._measured(value) or not (schematic or room >= ROOM_FOR_FIGURE):
            return [row | {"text": name, "size": size}]
        figure = f"{sign}{figure_text(self.figure.comparison, value)}"
        weight = "normal" if quiet else "bold"
        return [
            row | {"y": y - 7, "text": name, "size": size},
            row | {"y": y + 10, "text": figure, "size": min(FIGURE, room / width_in_ems(figure)), "weight": weight},
        ]

    def _area_names(self) -> Iterator[alt.Chart]:
        """Each area's name and figure across the middle of all its municipalities; its figure alone in little room."""
        rows: list[Row] = []
        for value in self.figure.comparison.values:
            inside = [code for code in self.ground.shapes if self._region(code) == value.region]
            if not inside:
                continue
            (x, y), room = self._middle(inside)
            name = value.region.name
            sign = contrast_sign(self.figure.comparison, value)
            figure = f"{sign}{figure_text(self.figure.comparison, value)}" if self._measured(value) else NO_VALUE
            row = {"x": x, "y": y, "colour": theme.INK, "rim": True, "weight": "bold", "size": AREA_NAME}
            size = min(AREA_NAME, room / len(name))
            if size < theme.SMALL_SIZE:
                rows.append(row | {"text": figure})
            else:
                rows += [row | {"y": y - 9, "text": name, "size": size}, row | {"y": y + 9, "text": figure}]
        yield from _lettered(rows)

    def _middle(self, codes: Sequence[str]) -> tuple[Point, float]:
        """Where an area's name goes, and its room: across two neighbours near the middle where there are such."""
        places = [self.ground.labels[code] for code in codes]
        centre_of_all = tuple(sum(axis) / len(places) for axis in zip(*places, strict=True))
        room = max(self.ground.room[code] for code in codes)
        between = [
            ((ax + bx) / 2, ay)
            for (ax, ay), (bx, by) in combinations(places, 2)
            if abs(ay - by) < 1 and abs(ax - bx) < 1.5 * room
        ]
        middle = min(between or places, key=lambda place: math.dist(place, centre_of_all))
        return middle, room * (2 if between else 1)

    def _legend_lines(self) -> list[list[_LegendEntry]]:
        """The entries in as many lines as they need."""
        lines: list[list[_LegendEntry]] = [[]]
        left = 0.0
        for entry in self._legend_entries():
            if lines[-1] and left + entry.room > self.width:
                lines.append([])
                left = 0.0
            lines[-1].append(entry)
            left += entry.room + BETWEEN_ENTRIES
        return lines

    def _legend_entries(self) -> Iterator[_LegendEntry]:
        """A box a class with its ends and how many regions are in it, what has no colour, the prefecture, the signs."""
        comparison = self.figure.comparison
        for at, value_class in enumerate(comparison.classes):
            member = next(value for value in comparison.with_figure if comparison.class_of(value) == at)
            ends = dict.fromkeys((value_class.low, value_class.high))
            words = "～".join(format_value(end, comparison.decimals) for end in ends)
            yield _LegendEntry(f"{words}（{value_class.count}）", theme.SHADES[self._shade(member) or 0])
        few = sum(comparison.few(value) for value in comparison.with_figure)
        if few:
            yield _LegendEntry(f"{FEW}（{few}）", theme.PAPER)
        if comparison.without_figure:
            yield _LegendEntry(f"{NO_VALUE}（{len(comparison.without_figure)}）", theme.PAPER, hatched=True)
        prefecture = comparison.prefecture
        if comparison.measured(prefecture) is not None:
            yield _LegendEntry(f"{prefecture.region.name} {figure_text(comparison, prefecture)}")
        for contrast, sign in CONTRAST_SIGNS.items():
            if comparison.contrasting(contrast):
                yield _LegendEntry(f"{sign} {contrast.label}")
        if self._areas:
            yield _LegendEntry(f"{self._areas.name}の境", line=True)


def _lettered(rows: Sequence[Row]) -> Iterator[alt.Chart]:
    """Words, those with a rim over paper of their own."""
    for weight, rims in marks.by_weight([row for row in rows if row["rim"]]):
        rim = marks.placed(rims).mark_text(
            baseline="middle", stroke=theme.PAPER, strokeWidth=4, strokeJoin="round", fontWeight=weight
        )
        yield rim.encode(size=marks.SIZE, text=marks.WORDS)
    for _, words in marks.by_weight(rows):
        yield from marks.texts(words)


def _legend(lines: Sequence[Sequence[_LegendEntry]], top: float) -> list[alt.Chart]:
    """The lines from ``top`` down."""
    boxes: list[Row] = []
    words: list[Row] = []
    rules: list[Row] = []
    for number, entries in enumerate(lines):
        y = top + LEGEND_LINE * number
        left = 0.0
        for entry in entries:
            box = entry.box(left, y)
            text = left + entry.room - width_in_ems(entry.words) * LEGEND_SIZE
            if entry.fill:
                boxes.append(marks.segment(box[0], box[2]) | {"fill": entry.fill})
            if entry.hatched:
                rules += [marks.rule(*ends) for ends in hatching([box])]
            if entry.line:
                rules.append(marks.rule((left, y + 8), (box[1][0], y + 8), theme.INK, 3.2))
            words.append({"x": text, "y": y + 8, "align": "left", "text": entry.words, "size": LEGEND_SIZE})
            left += entry.room + BETWEEN_ENTRIES
    boxed = [marks.spanned(boxes).mark_rect(stroke=theme.INK, strokeWidth=1).encode(fill=marks.FILL)] if boxes else []
    return [*boxed, *marks.rules(rules), *marks.texts(words)]


def _feature(rings: Sequence[Ring], **properties: str) -> Row:
    polygons = [[[list(point) for point in ring] for ring in rings]]
    geometry = {"type": "MultiPolygon", "coordinates": polygons}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _unprojected(chart: alt.Chart) -> alt.Chart:
    return chart.project(type="identity", scale=1, translate=[0, 0])
