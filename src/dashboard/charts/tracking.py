"""The target-tracking chart for screens and PDF: the tracking figure laid out in pixels, one layer a kind of thing.

From above: the finding and what it is about (on paper; on a screen the page says both), what the lines mean beside the
two paces, the field with its fiscal years, and on paper the lines under it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import altair as alt

from dashboard.charts import marks, theme
from dashboard.charts.figure import TrackingFigure
from dashboard.charts.labels import LEADING, ChartField, radius_of
from dashboard.charts.picture import SCREEN, Frame, Picture, Surface
from dashboard.charts.plane import Pixel, Row
from dashboard.charts.series import Across, Dash, Emphasis, Label, Series, SeriesKey
from dashboard.text import folded, width_in_ems

PIXELS_PER_POINT = 4 / 3
PADDING = 24
"""Pixels at the left and right of every chart together."""
BESIDE = 101 - PADDING
"""Pixels beside the field of a chart on paper, whose frame tells how wide that is."""
PANEL_FROM = 600
"""A chart as wide as this has the two paces at its right; in a narrower one they stand under the words."""
PACE_ROW = 20
PACE_BAR = 84
LINE = 1.4
"""Height of a line of words in sizes of its type."""
TICK = 6
ALIGNS = {Across.LEFT: "right", Across.CENTRE: "center", Across.RIGHT: "left"}
DASHES = {Dash.SOLID: [1, 0], Dash.DASHED: [7, 5], Dash.DOTTED: [2, 3], Dash.HATCHED: [1, 0]}
BAND = "#F1F2F6"
EXTENT = "#DCDDE4"
HATCH_STEP = 5.0


@dataclass(frozen=True)
class _Measures:
    """How large a drawing and its letters are, in pixels; ``total`` is its width with its padding."""

    total: int
    height: int
    sizes: Mapping[Emphasis, float]
    small: float
    titled: bool = False
    paper: bool = False


def _sizes(quiet: float, plain: float, strong: float, strongest: float) -> dict[Emphasis, float]:
    return dict(zip(Emphasis, (quiet, plain, strong, strongest), strict=True))


WIDE = _Measures(840, 290, _sizes(14, 15, 16, 24), 14)
NARROW = _Measures(328, 260, _sizes(13, 13, 14, 20), 13)


def target_picture(figure: TrackingFigure, frame: Frame = SCREEN) -> Picture:
    """The chart of one indicator with its sentence, table and source; ``frame`` is that of its field on paper."""
    return Picture(
        f"{figure.indicator.short_name}_推移と目標",
        figure.title,
        figure.description,
        lambda surface: _TargetLayout(figure, _style(surface, frame)).chart(),
        figure.table,
        figure.footer,
        narrow=True,
    )


def height_around(figure: TrackingFigure, width: int) -> int:
    """Pixels that an untitled chart with a field of this width needs above and below it on paper."""
    drawing = _TargetLayout(figure, _style(Surface.PAPER, Frame(width, 100, titled=False)))
    return drawing.height - 100 + 2 * 8


def _style(surface: Surface, frame: Frame) -> _Measures:
    if surface is Surface.PAPER:
        sizes = _sizes(12, 13, 14, 20)
        total = frame.width + BESIDE + PADDING
        return _Measures(total, frame.height, sizes, theme.SMALL_SIZE, frame.titled, paper=True)
    return WIDE if surface is Surface.WIDE else NARROW


class _TargetLayout:
    """One chart in pixels from its upper left corner."""

    def __init__(self, figure: TrackingFigure, style: _Measures) -> None:
        self.figure = figure
        self.style = style
        self.width = style.total - PADDING
        self.plain = style.sizes[Emphasis.PLAIN]
        levels = (figure.number(value) for _, value in (*figure.points, (None, 0.0)))
        self.left = max(width_in_ems(text) for text in levels) * self.plain + 14
        year = width_in_ems("(2000)") * style.small / 2
        self.left = max(self.left, year)
        self.right = max(self._room_beyond if self.width >= PANEL_FROM else 0.0, year)

    @property
    def _room_beyond(self) -> float:
        """Pixels for the labels of a target on the last day, which then stand to its right."""
        figure = self.figure
        room = 0.0
        for target in figure.standing.assessment.targets:
            if target.value is not None and target.date and (figure.last - target.date).days < 366:
                extension = width_in_ems(figure.extension_words(target)) * self.style.sizes[Emphasis.QUIET]
                goal = width_in_ems(f"R00目標 {figure.number(target.value)}") * self.style.sizes[Emphasis.STRONG]
                room = max(extension if target in figure.extended else 0.0, goal) + 16
        return room

    # The words over the field.

    @cached_property
    def _head(self) -> list[tuple[str, float, str, str]]:
        """Lines with their size, weight and colour."""
        figure = self.figure
        style = self.style
        room = self.width - (self._panel_width + 24 if self._beside else 0)
        lines: list[tuple[str, float, str, str]] = []

        def add(text: str, size: float, weight: str = "normal", colour: str = theme.INK) -> None:
            lines.extend((line, size, weight, colour) for line in folded((text,), room / size))

        if style.titled:
            # It breaks between its two sentences.
            parts = figure.finding.replace("。", "。　")
            size = 20 if all(width_in_ems(part) * 20 <= room for part in parts.split("　")) else 17
            lines.extend(
                (line.replace("。　", "。"), size, "bold", theme.INK) for line in folded((parts,), room / size)
            )
        if style.paper:
            add(figure.subtitle, 14)
        if not self._key_under:
            add(self._key, style.small, colour=theme.GREY)
        return lines

    @property
    def _key_under(self) -> bool:
        """Whether what the lines are stands under the title and the paces, over the whole width."""
        return self.style.titled and self._beside

    @cached_property
    def _key_lines(self) -> tuple[str, ...]:
        return folded((self._key,), self.width / self.style.small) if self._key_under else ()

    @property
    def _key(self) -> str:
        """What the lines are, the break of the axis, and on a screen the unit, which the page does not say."""
        figure = self.figure
        scale = self.field.scale
        labels = {label.text for part in self._series for label in part.labels}
        parts = (
            ("" if self.style.paper else f"単位：{figure.indicator.unit}", True),
            ("- - 必要な水準", figure.standing.path),
            (figure.extension_line, True),
            (f"帯 {figure.range_line}", figure.range_line and self.width >= PANEL_FROM),
            ("縦軸は0から始まらない", figure.cut_axis(scale)),
            *((words, words not in labels) for words in figure.missing_targets),
        )
        return "　".join(words for words, applies in parts if words and applies)

    @property
    def _beside(self) -> bool:
        return bool(self.figure.paces) and self.width >= PANEL_FROM

    @property
    def _pace_unit(self) -> str:
        return f"1年当たりのペース（{self.figure.indicator.unit}）"

    @cached_property
    def _panel_width(self) -> float:
        small = self.style.small
        names = max((width_in_ems(words) for words, _ in self.figure.paces), default=0.0) * small
        values = max((width_in_ems(self.figure.pace_text(pace)) for _, pace in self.figure.paces), default=0.0)
        return max(names + PACE_BAR + values * small + 24, width_in_ems(self._pace_unit) * small)

    @cached_property
    def _panel_place(self) -> tuple[float, float]:
        """Upper left corner of the two paces."""
        if self._beside:
            return self.width - self._panel_width, 0.0
        return 0.0, self._lines_height + 4

    @property
    def _lines_height(self) -> float:
        return sum(size * LINE for _, size, _, _ in self._head)

    @property
    def _panel_height(self) -> float:
        rows = len(self.figure.paces)
        return PACE_ROW * (rows + 1) if rows else 0.0

    @cached_property
    def top(self) -> float:
        """Where the field begins."""
        return self._head_height + self.style.small * LINE * len(self._key_lines) + 10

    @property
    def _head_height(self) -> float:
        """Of the title and the paces."""
        if self._beside:
            return max(self._lines_height, self._panel_height)
        return self._lines_height + self._panel_height

    def _words(self) -> Iterator[Row]:
        y = self._head_height
        for text in self._key_lines:
            y += self.style.small * LINE
            row = {"x": 0, "y": y - self.style.small * LINE / 2, "text": text, "size": self.style.small}
            yield row | {"colour": theme.GREY, "align": "left"}
        y = 0.0
        for text, size, weight, colour in self._head:
            row = {"x": 0, "y": y + size * LINE / 2, "text": text, "size": size}
            yield row | {"weight": weight, "colour": colour, "align": "left"}
            y += size * LINE

    def _paces(self) -> tuple[list[Row], list[Row]]:
        """Words and bars of the pace so far and the one needed; a bar to the right is the wanted way."""
        figure = self.figure
        small = self.style.small
        left, top = self._panel_place
        sign = 1 if figure.rising else -1
        lengths = [pace * sign for _, pace in figure.paces]
        least, most = min(0.0, *lengths), max(0.0, *lengths)
        head = {"text": self._pace_unit, "size": small, "align": "left", "colour": theme.GREY}
        words: list[Row] = [{"x": left, "y": top + PACE_ROW / 2} | head]
        bars = []
        start = left + max(width_in_ems(name) for name, _ in figure.paces) * small + 8
        zero = start + PACE_BAR * (-least / ((most - least) or 1.0))
        for number, ((name, pace), length) in enumerate(zip(figure.paces, lengths, strict=True), 1):
            y = top + PACE_ROW * number
            end = zero + PACE_BAR * length / ((most - least) or 1.0)
            text = figure.pace_text(pace)
            middle = {"y": y + PACE_ROW / 2, "size": small, "align": "left"}
            words.append({"x": left, "text": name} | middle)
            words.append({"x": start + PACE_BAR + 8, "text": text, "weight": "bold"} | middle)
            ends = sorted((zero, end if abs(end - zero) >= 1 else zero + 1))
            look = {"fill": theme.INK if number < len(figure.paces) else theme.PAPER, "stroke": theme.INK}
            said = {"words": f"{name}　1年当たり{text}"}
            bars.append(marks.segment((ends[0], y + 4), (ends[1], y + PACE_ROW - 4)) | look | said)
        return words, bars

    # The field.

    @cached_property
    def field(self) -> ChartField:
        """The field in points."""
        part = 1 / PIXELS_PER_POINT
        sizes = {emphasis: size * part for emphasis, size in self.style.sizes.items()}
        width = (self.width - self.left - self.right) * part
        beside = (self.left * part, self.right * part)
        return self.figure.field(width, self.style.height * part, sizes, beside=beside)

    @cached_property
    def _series(self) -> tuple[Series, ...]:
        return self.figure.series(self.field)

    @cached_property
    def bottom(self) -> float:
        """Where the field ends."""
        return self.top + self.style.height

    @cached_property
    def height(self) -> int:
        """How high the chart is without its padding."""
        years = TICK + 8 + LINE * (self.plain + self.style.small) + (6 if self._foot else 0)
        return round(self.bottom + years + marks.LINE_OF_FOOTER * len(self._foot))

    @cached_property
    def _foot(self) -> tuple[str, ...]:
        return folded(self.figure.footer, self.width / theme.SMALL_SIZE) if self.style.paper else ()

    def _spot(self, point: Any) -> Pixel:
        x, y = self.field.spot(point)
        return self.left + x * PIXELS_PER_POINT, self.top + y * PIXELS_PER_POINT

    def chart(self) -> alt.LayerChart:
        """Everything, those on top last."""
        paces, bars = self._paces() if self.figure.paces else ([], [])
        layers = [
            *self._areas(),
            *marks.strokes(list(self._pale_rows())),
            *marks.strokes(list(self._stroke_rows()), words=True),
            *self._gap(),
            *marks.boxes(bars),
            *marks.dots(list(self._dot_rows())),
            *marks.texts([*self._words(), *paces, *self._tick_words()]),
            *marks.texts(list(self._label_rows()), halo=True),
        ]
        if self._foot:
            top = self.height - marks.LINE_OF_FOOTER * len(self._foot)
            layers.append(marks.footer(self._foot, top, self.width / theme.SMALL_SIZE))
        return marks.finished(layers, round(self.width), self.height, None)

    def _part(self, key: SeriesKey) -> Series | None:
        return next((part for part in self._series if part.key is key), None)

    def _areas(self) -> Iterator[alt.Chart]:
        """The band without a value, and the range of the extension."""
        band = self._part(SeriesKey.NO_VALUE)
        if band:
            start, end = self._spot(band.points[0]), self._spot(band.points[-1])
            ceiling = self._spot((band.points[0][0], self.field.scale.ceiling))[1]
            yield from marks.boxes([marks.segment((start[0], ceiling), end) | {"fill": BAND, "stroke": BAND}])
        edges = [part for part in self._series if part.key is SeriesKey.RANGE]
        if len(edges) == 2:
            yield marks.area(list(self._between(*edges)), EXTENT)

    def _between(self, low: Series, high: Series) -> Iterator[Row]:
        """The corners of what lies between two edges, of which one may end at the field's edge before the other."""
        corners = [[self._spot(point) for point in part.points] for part in (low, high)]
        end = max(part[-1][0] for part in corners)
        for x in sorted({x for part in corners for x, _ in part}):
            if x <= end:
                yield {"x": x, "y": _height(corners[0], x), "y2": _height(corners[1], x)}

    def _stroke_rows(self) -> Iterator[Row]:
        """Lines that have something to say."""
        quiet = {SeriesKey.LEVEL, SeriesKey.NO_VALUE, SeriesKey.RANGE, SeriesKey.GAP}
        for part in self._series:
            if part.key not in quiet:
                words = part.words[0] if len(part.words) == 1 else part.name
                yield from (row | {"words": words} for row in self._line_rows(part))

    def _line_rows(self, part: Series) -> Iterator[Row]:
        if part.stroke is None:
            return
        look = {
            "run": part.name,
            "colour": part.stroke.colour,
            "width": part.stroke.width * PIXELS_PER_POINT,
            "dash": DASHES[part.stroke.dash],
        }
        for point in part.points:
            x, y = self._spot(point)
            yield look | {"x": x, "y": y}

    def _pale_rows(self) -> Iterator[Row]:
        """The levels, and the axis with a tick a fiscal year."""
        for part in self._series:
            if part.key is SeriesKey.LEVEL:
                yield from self._line_rows(part)
        edge = {"run": "年度の軸", "colour": theme.INK, "width": 1.0, "dash": [1, 0]}
        for day in (self.figure.first, self.figure.last):
            yield edge | {"x": self._spot((day, self.field.scale.low))[0], "y": self.bottom}
        for year, day in self.figure.ticks:
            x = self._spot((day, self.field.scale.low))[0]
            tick = edge | {"run": f"目盛り {year}", "x": x}
            yield tick | {"y": self.bottom}
            yield tick | {"y": self.bottom + TICK}

    def _gap(self) -> list[alt.Chart]:
        """The bar from the latest value to the required level: hatched where it is missing, solid where it is ahead."""
        part = self._part(SeriesKey.GAP)
        if part is None or part.stroke is None:
            return []
        (x, start), (_, end) = map(self._spot, part.points)
        half = part.stroke.width * PIXELS_PER_POINT / 2
        top, bottom = min(start, end), max(start, end)
        hatched = part.stroke.dash is Dash.HATCHED
        box = marks.segment((x - half, top), (x + half, bottom))
        look = {"fill": theme.PAPER if hatched else part.stroke.colour, "stroke": part.stroke.colour}
        lines = marks.hatch((x - half, top), (x + half, bottom), HATCH_STEP, part.stroke.colour) if hatched else []
        return [*marks.boxes([box | look | {"words": part.words[0]}]), *marks.rules(lines)]

    def _dot_rows(self) -> Iterator[Row]:
        for part in self._series:
            if part.mark is None:
                continue
            # A solid dot is as large with the line around it as the figure says.
            diameter = part.mark.size * PIXELS_PER_POINT - (0 if part.mark.hollow else marks.DOT_STROKE)
            for number, point in enumerate(part.points):
                if number not in part.unmarked:
                    x, y = self._spot(point)
                    yield {
                        "x": x,
                        "y": y,
                        "shape": part.mark.shape,
                        "size": diameter**2,
                        "fill": theme.PAPER if part.mark.hollow else part.mark.colour,
                        "stroke": part.mark.colour,
                        "words": part.words[number],
                    }

    def _tick_words(self) -> Iterator[Row]:
        ticks = self.figure.tick_series(self.field)
        for label in ticks.labels:
            x = self._spot(ticks.points[label.point])[0]
            y = self.bottom + TICK + 4 + self.plain * LINE / 2
            yield {"x": x, "y": y, "text": label.text, "size": self.plain}
            small = {"size": self.style.small, "colour": theme.GREY}
            yield {"x": x, "y": y + (self.plain + self.style.small) * LINE / 2, "text": label.second_line} | small

    def _label_rows(self) -> Iterator[Row]:
        for part in self._series:
            for label in part.labels:
                yield from self._label(part, label)

    def _label(self, part: Series, label: Label) -> Iterator[Row]:
        point = part.points[label.point]
        box = self.field.box(label, point, radius_of(part, label.point, self._series))
        x = {Across.LEFT: box.right, Across.CENTRE: (box.left + box.right) / 2, Across.RIGHT: box.left}[label.across]
        lines = [(label.text, self.field.sizes[label.emphasis], "bold" if label.emphasis.bold else "normal")]
        weight = "bold" if label.emphasis is Emphasis.STRONGEST else "normal"
        lines += [(line, self.field.second_size(label), weight) for line in label.lines]
        top = box.top
        for text, size, weight in lines:
            yield {
                "x": self.left + x * PIXELS_PER_POINT,
                "y": self.top + (top + LEADING * size / 2) * PIXELS_PER_POINT,
                "text": text,
                "size": size * PIXELS_PER_POINT,
                "weight": weight,
                "colour": label.ink,
                "align": ALIGNS[label.across],
            }
            top += LEADING * size


def _height(corners: Sequence[Pixel], x: float) -> float:
    """The height of a line at a place, level beyond its end."""
    for (start, low), (end, high) in pairwise(corners):
        if start <= x <= end:
            return low + (high - low) * ((x - start) / ((end - start) or 1.0))
    return corners[-1][1]
