"""The board of 総括 as a picture to take home: the same rows, words and shares as on the page, laid out in pixels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import altair as alt

from dashboard.charts import marks, theme
from dashboard.charts.ground import hatching
from dashboard.charts.picture import Picture, Surface
from dashboard.charts.plane import Pixel, Row
from dashboard.charts.progress import (
    AHEAD,
    GONE,
    MISSING,
    REQUIRED,
    REQUIRED_TODAY,
    ProgressFigure,
    ProgressRow,
    stretches,
)
from dashboard.judging.words import every_source
from dashboard.text import folded, width_in_ems

WIDTH = 980
"""Pixels of the picture's own field; from ``COLUMNS_FROM`` on the bar stands beside the words, else under them."""
COLUMNS_FROM = 860
TRACK = "#E4E4E8"
_BETWEEN = 16
_RIM = 8
_BAR = 22
_HATCH = 5.5
_KEY = 26
_FILLS = {GONE: theme.GREY, MISSING: theme.PAPER, AHEAD: theme.GOOD}


@dataclass(frozen=True)
class _WordLine:
    """A line of words in a cell, its size in pixels."""

    text: str
    size: float
    weight: str = "normal"
    colour: str = theme.INK

    @property
    def height(self) -> float:
        return self.size * 1.25


def progress_picture(figure: ProgressFigure, width: int = WIDTH, *, brief: bool = False) -> Picture:
    """All rows in the order of the figure, ``width`` pixels wide and as high as they need.

    A ``brief`` one, for a place without height that says the dates itself, leaves out the sentences around the rows.
    """
    title = "次の目標までの進み（値、必要な水準との差、判定）"

    def draw(_: Surface) -> alt.LayerChart:
        return _BoardDrawing(figure, width, brief=brief).chart()

    return Picture("目標までの進み", title, figure.alt, draw, figure.table)


@dataclass(frozen=True)
class _Sizes:
    """Of the large words, in pixels."""

    name: float
    value: float
    points: float


class _BoardDrawing:
    """Where everything stands, from top to bottom; lengths in pixels."""

    def __init__(self, figure: ProgressFigure, width: int, *, brief: bool) -> None:
        self.figure = figure
        self.brief = brief
        self.width = width
        self.texts: list[Row] = []
        self.boxes: list[Row] = []
        self.lines: list[Row] = []
        self.ticks: list[Row] = []
        self.beside = width >= COLUMNS_FROM
        self.sizes = _Sizes(15, 19, 16) if self.beside else _Sizes(13, 17, 13)
        between = _BETWEEN if self.beside else _BETWEEN / 2
        # The bar has what the words leave, or a line of its own.
        rest = width - between * (4 if self.beside else 3)
        if self.beside:
            widths = {"name": 190.0, "value": 190.0, "way": rest - 664, "gap": 116.0, "grade": 168.0}
        else:
            rest -= 98
            widths = {"name": 0.363 * rest, "value": 0.342 * rest, "gap": 98.0, "grade": 0.295 * rest}
        starts = [0.0, *accumulate(each + between for each in widths.values())]
        self.columns = {name: (start, widths[name]) for name, start in zip(widths, starts, strict=False)}
        self.way = self.columns.get("way", (0.0, float(width)))

    def chart(self) -> alt.LayerChart:
        down = self._headings()
        pad = 2 if self.brief else 7
        for row in self.figure.rows:
            self.lines.append(marks.rule((0, down), (self.width, down), theme.GRID))
            down = self._row(row, down + pad) + pad
        self.lines.append(marks.rule((0, down), (self.width, down), theme.GRID))
        height = self._foot(down + 13)
        boxes = marks.spanned(self.boxes).mark_rect(opacity=1)
        stroke = alt.Stroke("stroke:N", scale=None)
        layers = [
            *([boxes.encode(fill=marks.FILL, stroke=stroke, description=marks.DESCRIPTION)] if self.boxes else []),
            *marks.rules(self.lines),
            *marks.strokes(self.ticks),
            *marks.texts(self.texts),
        ]
        title = alt.TitleParams("次の目標までの進み", offset=8)
        if not self.brief:
            finding = list(folded(self.figure.headline, self.width / theme.TEXT_SIZE))
            title = alt.TitleParams("次の目標までの進み", subtitle=finding, offset=8)
        return marks.finished(layers, self.width, round(height), title)

    def _headings(self) -> float:
        """The headings of the columns, and the ends of the scale where it has a column."""
        for name, words in _HEADINGS.items():
            self._words([_WordLine(words, theme.SMALL_SIZE, colour=theme.GREY)], self.columns[name][0], 0)
        if self.beside:
            for share, words, align in ((0.0, "基準値", "left"), (1.0, "目標値", "right")):
                row = {"x": self._at(share), "y": 8, "text": words, "size": theme.SMALL_SIZE, "align": align}
                self.texts.append(row | {"colour": theme.GREY})
        return 17.0

    def _row(self, row: ProgressRow, top: float) -> float:
        cells = {name: list(self._cell(row, name)) for name in _WORDS}
        height = max(sum(line.height for line in lines) for lines in cells.values())
        for name, lines in cells.items():
            room = height - sum(line.height for line in lines) if self.beside else 0.0
            self._words(lines, self.columns[name][0], top + room / 2)
        also = () if self.beside else (row.value_before, row.newer)
        below = "　".join(words for words in (row.reason, *also) if words)
        reason = list(_folded(below, theme.SMALL_SIZE, self.way[1] - self._at(0.0) + self.way[0]))
        bar = _BAR / 2 if reason or not self.beside else _BAR
        whole = bar + sum(line.height for line in reason)
        bar_top = top + (height - whole) / 2 if self.beside else top + height + 4
        self._bar(row, bar_top, bar)
        self._words(reason, self._at(0.0), bar_top + bar + 2)
        return top + height if self.beside else bar_top + whole

    def _cell(self, row: ProgressRow, name: str) -> Iterator[_WordLine]:
        """The lines of a cell, those that are too long folded."""
        width = self.columns[name][1]
        if name == "name":
            yield from _folded(row.name, self.sizes.name, width, "bold")
            yield from _folded("　".join(part for part in (row.goal, row.left) if part), theme.SMALL_SIZE, width)
        elif name == "value":
            yield _WordLine(f"{row.value}{row.unit}", self.sizes.value, "bold")
            also = (row.value_before, row.newer) if self.beside else ()
            for text in (row.when, *also):
                yield from _dated(text, width)
        elif name == "gap":
            # A number and its unit stay together, in smaller type where they are long.
            size = min(self.sizes.points, width / max(width_in_ems(row.points), 1.0))
            yield from _folded(row.points, max(size - 0.01, theme.SMALL_SIZE), width, "bold")
            yield from _folded(row.gap, theme.SMALL_SIZE, width)
        else:
            yield from _folded(row.look.verdict, self.sizes.name, width, "bold")
            yield from _folded("　".join((*row.marks, row.verdict_before)).strip("　"), theme.SMALL_SIZE, width)

    def _words(self, lines: Sequence[_WordLine], left: float, top: float) -> None:
        for line in lines:
            place = {"x": left, "y": top + line.height / 2, "text": line.text, "size": line.size, "align": "left"}
            self.texts.append(place | {"weight": line.weight, "colour": line.colour})
            top += line.height

    def _at(self, share: float) -> float:
        return self.way[0] + self.figure.place(share) * self.way[1]

    def _bar(self, row: ProgressRow, top: float, height: float) -> None:
        words = f"{row.name}：{row.shares}"
        self._box((self._at(0.0), top), (self._at(1.0), top + height), (TRACK, TRACK), words)
        for stretch in stretches(row.look):
            ends = ((self._at(stretch.start), top), (self._at(stretch.end), top + height))
            self._stretch(stretch.part, *ends, words)
        look = row.look
        for at in (0.0, 1.0):
            self.lines.append(marks.rule((self._at(at), top - 3), (self._at(at), top + height + 3), theme.FAINT))
        for edge in self.figure.cuts(look):
            x = self._at(edge)
            inward = 10 if edge < 0 else -10
            for shift in (inward, 1.7 * inward):
                self.lines.append(
                    marks.rule((x + shift - 3, top + height + 1), (x + shift + 3, top - 1), theme.PAPER, 3.5)
                )
        if look.required_today is not None and look.required_today != look.required:
            self._tick(REQUIRED_TODAY, self._at(look.required_today), top - 4, height + 8)
        if look.required is not None:
            self._tick(REQUIRED, self._at(look.required), top - 4, height + 8)

    def _stretch(self, part: str, start: Pixel, end: Pixel, words: str) -> None:
        fill = _FILLS[part]
        self._box(start, end, (fill, theme.BAD if part == MISSING else fill), words)
        (left, top), (right, bottom) = start, end
        if part == MISSING and right > left:
            corners = (start, (right, top), end, (left, bottom), start)
            self.lines += [marks.rule(*ends, theme.BAD, 1.5) for ends in hatching([corners], _HATCH)]

    def _box(self, start: Pixel, end: Pixel, colours: tuple[str, str], words: str) -> None:
        """A box with the colours of its inside and its rim, and what is said of it."""
        fill, stroke = colours
        self.boxes.append(marks.segment(start, end) | {"fill": fill, "stroke": stroke, "words": words})

    def _tick(self, part: str, x: float, top: float, height: float) -> None:
        """A tick with paper on both sides, so that it is seen on every stretch in a grey copy too."""
        width, dash = (3.5, [1, 0]) if part == REQUIRED else (2.5, [3, 3])
        run = f"{part} {x:.3f} {top:.3f}"
        looks = (("rim", theme.PAPER, width + 4, [1, 0]), ("tick", theme.INK, width, dash))
        for name, colour, thickness, dashes in looks:
            look = {"run": f"{run} {name}", "colour": colour, "width": thickness, "dash": dashes}
            self.ticks += [look | {"x": x, "y": top}, look | {"x": x, "y": top + height}]

    def _foot(self, top: float) -> float:
        """What is drawn in words, the notes, sources and dates."""
        left = 0.0
        for part, words in self.figure.legend:
            room = _KEY + 6 + width_in_ems(words) * theme.SMALL_SIZE
            if left and left + room > self.width:
                left, top = 0.0, top + 20
            if part in _FILLS:
                self._stretch(part, (left, top - 6), (left + _KEY, top + 6), words)
            else:
                self._tick(part, left + _KEY / 2, top - 8, 16)
            place = {"x": left + _KEY + 6, "y": top, "text": words, "size": theme.SMALL_SIZE, "align": "left"}
            self.texts.append(place)
            left += room + _BETWEEN
        top += 12
        latest = [row.standing.assessment.latest for row in self.figure.rows if row.standing.assessment.latest]
        sources = every_source(latest)
        sentences = (sources,) if self.brief else ("".join(self.figure.notes), f"{sources}　{self.figure.dates}")
        lines = folded(sentences, self.width / theme.SMALL_SIZE)
        self._words([_WordLine(line, theme.SMALL_SIZE, colour=theme.GREY) for line in lines], 0, top)
        return top + len(lines) * theme.SMALL_SIZE * 1.25


_WORDS = ("name", "value", "gap", "grade")
_HEADINGS = {"name": "指標　次の目標　残り", "value": "最新値　時点", "gap": "進みの差", "grade": "判定（参考）"}


def _dated(text: str, width: float) -> Iterator[_WordLine]:
    """Words with a date in brackets, broken before these where they are too long."""
    words, bracket, rest = text.partition("（")
    whole = width_in_ems(text) * theme.SMALL_SIZE <= width
    for line in (text,) if whole else (words, f"{bracket}{rest}"):
        yield from _folded(line, theme.SMALL_SIZE, width)


def _folded(text: str, size: float, width: float, weight: str = "normal") -> Iterator[_WordLine]:
    if text:
        yield from (_WordLine(line, size, weight) for line in folded((text,), width / size))
