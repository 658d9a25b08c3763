"""Regions against chance: how many they are for across, how much there is up, and the ranges that chance makes.

The less people, the wider the ranges: a point in them is not said to differ from the prefecture, however high its rate.
After D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in Medicine 24 (2005).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, log10
from typing import cast

import altair as alt

from dashboard.charts import marks, theme
from dashboard.charts.picture import Picture, Surface
from dashboard.charts.plane import Box, Pixel, Row
from dashboard.charts.regional import (
    CONTRAST_SIGNS,
    FEW,
    RegionalFigure,
    figure_text,
    people_label,
    regional_finding,
    unit_words,
    value_words,
)
from dashboard.comparing import Contrast, RegionalValue
from dashboard.comparing.chance import APART_TAIL, PERHAPS_TAIL, limits
from dashboard.text import format_value, width_in_ems, wrapped

STEPS = 64
"""Between so many numbers of people the edges of the ranges are straight."""
INNER = "#DDE2EC"
OUTER = "#EEF0F4"
CAVEAT = "多い少ないは、よしあしや要否を示すものではありません"
TALLEST = 1.25
"""The top of the scale over the greatest rate of a region that is not few: what lies above is drawn at the edge."""
FOOTER_CHARACTERS = 68
_LOOKS = {
    Contrast.APART: (theme.INK, theme.INK, 150),
    Contrast.PERHAPS: (theme.PAPER, theme.INK, 110),
    Contrast.WITHIN: (theme.FAINT, theme.PAPER, 60),
}
"""Fill, edge and size of a point."""


@dataclass(frozen=True)
class _FunnelFrame:
    """Pixels of the field, of the room around it in the picture, and of its letters."""

    width: int
    height: int
    left: int
    right: int
    size: float


WIDE = _FunnelFrame(820, 330, 44, 130, 14.0)
NARROW = _FunnelFrame(304, 300, 34, 8, 13.0)


def funnel_picture(figure: RegionalFigure) -> Picture:
    """The picture of a comparison of which chance says something; every point's description begins with its region."""
    words = (
        f"{figure.title}を、{people_label(figure.comparison.basis)}の人数に対して点で示し、偶然の範囲を帯で示した図。"
    )
    words += f"{figure.subtitle}。{regional_finding(figure.comparison)}"
    footer = figure.footer(_legend(figure), CAVEAT, figure.chance_caveat)

    def draw(surface: Surface) -> alt.LayerChart:
        frame = NARROW if surface is Surface.NARROW else WIDE
        return _Funnel(figure, frame).chart(footer if surface is Surface.PAPER else ())

    name = f"{figure.subject}_偶然の範囲"
    return Picture(name, f"{figure.title}と偶然の範囲", words, draw, figure.table, footer, narrow=True)


def _legend(figure: RegionalFigure) -> str:
    signs = "　".join(f"{sign} {contrast.label}" for contrast, sign in CONTRAST_SIGNS.items())
    few = f"　小さい点は{FEW}地域" if any(map(figure.comparison.few, figure.comparison.with_figure)) else ""
    bands = "濃い帯は偶然のばらつきで95％、薄い帯は99.8％が入る範囲"
    return f"{bands}　{signs}{few}　上の端の三角は目盛りの外　横軸は対数目盛り"


@dataclass(frozen=True)
class _Funnel:
    """A figure in a frame."""

    figure: RegionalFigure
    frame: _FunnelFrame

    @cached_property
    def points(self) -> tuple[tuple[RegionalValue, int, float], ...]:
        """Each value with its people and its rate."""
        comparison = self.figure.comparison
        basis = comparison.basis
        return tuple(
            (value, basis.people(value.people), value.on(basis) or 0.0)
            for value in comparison.with_figure
            if value.people is not None and value.region.code in comparison.chances
        )

    @cached_property
    def rate(self) -> float:
        """The prefecture's."""
        return self.figure.comparison.prefecture.on(self.figure.comparison.basis) or 0.0

    @cached_property
    def ends(self) -> tuple[float, float]:
        """The logarithms of the least and the most people of the axis."""
        people = [people for _, people, _ in self.points]
        return log10(min(people)) - 0.06, log10(max(people)) + 0.06

    @cached_property
    def top(self) -> float:
        """The greatest rate of the scale."""
        few = self.figure.comparison.few
        rates = [rate for value, _, rate in self.points if not few(value)] or [rate for *_, rate in self.points]
        every = max(rate for *_, rate in self.points)
        return min(max([self.rate, *rates]) * TALLEST, max(every, self.rate) * 1.08) or 1.0

    def place(self, people: float, rate: float) -> Pixel:
        first, last = self.ends
        field = self.frame.width - self.frame.left - self.frame.right
        x = self.frame.left + (log10(people) - first) / (last - first) * field
        return x, self.frame.height * (1 - min(rate, self.top) / self.top)

    def chart(self, footer: Sequence[str]) -> alt.LayerChart:
        figure, frame = self.figure, self.frame
        layers = [
            self._band(APART_TAIL, OUTER),
            self._band(PERHAPS_TAIL, INNER),
            *marks.rules(list(self._rules())),
            *marks.strokes(list(self._prefecture_line())),
            *marks.dots(list(self._dots())),
            *marks.texts([*self._axis(), *self._labels()], halo=True),
        ]
        if footer:
            layers.append(marks.footer(footer, frame.height + 62, FOOTER_CHARACTERS))
        lines = wrapped(f"{figure.subject}と偶然の範囲", frame.width / theme.TITLE_SIZE)
        parts = (unit_words(figure.comparison), figure.subtitle)
        subtitle = ["　".join(parts)] if frame is WIDE else list(parts)
        title = alt.TitleParams(lines, subtitle=subtitle, frame="bounds")
        return marks.finished(layers, frame.width, frame.height, title)

    def _band(self, tail: float, colour: str) -> alt.Chart:
        first, last = self.ends
        rows = []
        for step in range(STEPS + 1):
            people = 10 ** (first + (last - first) * step / STEPS)
            per = self.figure.comparison.basis.per
            low, high = (limit / people * per for limit in limits(self.rate / per * people, tail))
            x, y = self.place(people, high)
            rows.append({"x": x, "y": y, "y2": self.place(people, low)[1]})
        band = marks.placed(rows).encode(y2=alt.Y2("y2:Q"))
        return cast("alt.Chart", band.mark_area(color=colour, opacity=1, line=False))

    def _rules(self) -> Iterator[Row]:
        height = self.frame.height
        right = self.frame.width - self.frame.right
        yield marks.rule((self.frame.left, height), (right, height), theme.INK)
        for people in self._people_ticks():
            x, _ = self.place(people, 0.0)
            yield marks.rule((x, height), (x, height + 5), theme.INK)
        for rate in self._rate_ticks()[1:]:
            _, y = self.place(1.0, rate)
            yield marks.rule((self.frame.left - 5, y), (self.frame.left, y), theme.INK)

    def _prefecture_line(self) -> Iterator[Row]:
        _, y = self.place(1.0, self.rate)
        look = {"run": "prefecture", "colour": theme.INK, "width": 1.8, "dash": [5, 3], "y": y}
        yield look | {"x": self.frame.left}
        yield look | {"x": self.frame.width - self.frame.right}

    def _people_ticks(self) -> list[int]:
        """1, 2 and 5 times powers of ten, or powers alone in little room."""
        first, last = self.ends
        powers = range(floor(first), ceil(last) + 1)
        steps = (1, 2, 5) if self.frame is WIDE and last - first < 4 else (1,)
        ticks = [step * 10**power for power in powers for step in steps]
        return [tick for tick in ticks if first <= log10(tick) <= last]

    def _rate_ticks(self) -> list[float]:
        """Round rates from zero, about four."""
        power = 10 ** floor(log10(self.top))
        step = next(step * power for step in (0.2, 0.5, 1, 2, 5) if self.top / (step * power) <= 5)
        return [step * number for number in range(int(self.top / step) + 1)]

    def _axis(self) -> Iterator[Row]:
        frame = self.frame
        comparison = self.figure.comparison
        usual = {"size": frame.size, "align": "center"}
        for people in self._people_ticks():
            yield usual | {"x": self.place(people, 0.0)[0], "y": frame.height + 17, "text": f"{people:,}"}
        ticks = self._rate_ticks()
        decimals = max(0, -floor(log10(ticks[1]) + 1e-9)) if len(ticks) > 1 else comparison.decimals
        for rate in ticks:
            y = self.place(1.0, rate)[1]
            yield usual | {"x": frame.left - 9, "y": y, "align": "right", "text": format_value(rate, decimals)}
        name = "75歳以上の人口（人）" if people_label(comparison.basis) != "人口" else "人口（人）"
        right = frame.width - frame.right
        yield usual | {"x": right, "y": frame.height + 40, "align": "right", "text": name, "colour": theme.GREY}
        line = f"{comparison.prefecture.region.name} {figure_text(comparison, comparison.prefecture)}"
        _, y = self.place(1.0, self.rate)
        place = {"x": right + 10, "y": y} if frame is WIDE else {"x": frame.left + 6, "y": y + 13}
        yield usual | place | {"align": "left", "text": line, "weight": "bold"}

    def _dots(self) -> Iterator[Row]:
        """The least telling first, so that the others lie over them."""
        comparison = self.figure.comparison
        order = list(_LOOKS)
        for value, people, rate in sorted(
            self.points, key=lambda point: -order.index(comparison.chances[point[0].region.code].contrast)
        ):
            fill, stroke, size = _LOOKS[comparison.chances[value.region.code].contrast]
            x, y = self.place(people, rate)
            chosen = value.region == self.figure.chosen
            words = value_words(comparison, value)
            look = {"fill": fill, "stroke": stroke, "size": size * (0.5 if comparison.few(value) else 1)}
            if chosen:
                look = {"fill": theme.INK, "stroke": theme.PAPER, "size": 220}
            # At the upper edge a tip says that it lies above it.
            shape = "triangle-up" if rate > self.top else "circle"
            yield {"x": x, "y": y, "words": words, "shape": shape} | look

    def _labels(self) -> Iterator[Row]:
        """What is outside chance, and the chosen region, each where nothing is yet; what finds no room says nothing."""
        comparison = self.figure.comparison
        frame = self.frame
        boxes: list[Box] = []
        for value, people, rate in sorted(self.points, key=lambda point: point[1], reverse=True):
            chance = comparison.chances[value.region.code]
            telling = chance.contrast is not Contrast.WITHIN and not chance.few
            if not telling and value.region != self.figure.chosen:
                continue
            text = f"{value.region.name} {figure_text(comparison, value)}"
            width = width_in_ems(text) * frame.size
            x, y = self.place(people, rate)
            for left, middle in (
                (x + 11, y - 11),
                (x + 11, y + 12),
                (x - 11 - width, y - 11),
                (x - 11 - width, y + 12),
            ):
                box = Box(left, left + width, middle - 9, middle + 9)
                inside = box.left >= 0 and box.right <= frame.width and box.top >= -8
                if inside and not any(box.meets(other) for other in boxes):
                    boxes.append(box)
                    weight = "bold" if chance.contrast is Contrast.APART else "normal"
                    place = {"x": left, "y": middle, "align": "left"}
                    yield place | {"text": text, "size": frame.size, "weight": weight}
                    break
