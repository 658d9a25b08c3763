"""Every indicator on its way to its next target: the words and shares of each row, before a page or a picture has them.

One scale for all: 0 is the baseline, 1 the next target, and a row's bar is the share of that way. What is missing to
the required level of the value's own day, and what is ahead of it, has its length on the same scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dashboard.catalogue import Catalogue
from dashboard.charts.table import Cell, Column, ColumnKind, Table
from dashboard.fiscal import (
    deadline_words,
    fiscal_year,
    fiscal_year_label,
    fiscal_year_short,
    japanese_date,
    label,
    span_words,
)
from dashboard.judging import Flag, Side, Standing
from dashboard.judging.finding import finding, marked_value_words, missing_since_words, newer_values
from dashboard.judging.look import Look, look_of
from dashboard.judging.words import (
    JUDGED_BY,
    flag_words,
    remaining_words,
    short_goal_words,
    signed,
    updated_words,
    value_with_unit,
)
from dashboard.text import difference_unit, format_amount, format_share, format_value

LOWEST, HIGHEST = -0.5, 1.5
"""A bar that goes farther is cut at the edge, and its row says how far it goes."""
_EDGE = 0.02
_SAID_BY_THE_REASON = {Flag.NO_NEW_VALUE, Flag.NO_VALUE, Flag.NO_TARGET}


@dataclass(frozen=True)
class ProgressRow:
    """One indicator against its next target; ``before`` is the same at an earlier date that was chosen to compare."""

    standing: Standing
    before: Standing | None = None

    @property
    def name(self) -> str:
        """The indicator's short name."""
        return self.standing.indicator.short_name

    @property
    def goal(self) -> str:
        """R8目標 1,000か所."""
        return short_goal_words(self.standing.next_target, self.standing.indicator)

    @property
    def left(self) -> str:
        """あと65か所, or 到達; nothing where there is no newer value than the baseline to count from."""
        target = self.standing.next_target
        if target is None or target.remaining is None:
            return ""
        return remaining_words(self.standing.next_target, self.standing.indicator)

    @property
    def value(self) -> str:
        """The number of the latest value that counts; ― where there is none."""
        latest = self.standing.assessment.latest
        if latest is None or latest.value is None:
            return "―"
        return format_value(latest.value, self.standing.indicator.decimals)

    @property
    def unit(self) -> str:
        """The unit of that number as it is printed; nothing without one."""
        latest = self.standing.assessment.latest
        if latest is None or latest.value is None:
            return ""
        return value_with_unit(latest.value, self.standing.indicator).removeprefix(self.value).strip()

    @property
    def when(self) -> str:
        """The value's own date and its age at the as-of date: 令和6年11月（1年11か月前）."""
        latest = self.standing.assessment.latest
        if latest is None:
            return ""
        as_of = self.standing.assessment.as_of
        age = f"{span_words(latest.as_of, as_of)}前" if latest.as_of < as_of else "基準日の値"
        return f"{label(latest.period)}（{age}）"

    @property
    def newer(self) -> str:
        """The newest value that does not count, named as such; nothing where there is none."""
        values = newer_values(self.standing)
        return marked_value_words(self.standing, values[0]) if values else ""

    @cached_property
    def look(self) -> Look:
        """How it stands against its next target."""
        return look_of(self.standing.next_target)

    @property
    def points(self) -> str:
        """The distance from the required line in points of the way, with its sign; nothing where it is not defined."""
        target = self.standing.next_target
        return "" if target is None or target.points is None else f"{signed(target.points, 1)}ポイント"

    @property
    def gap(self) -> str:
        """The same in the indicator's unit, and on which side of the required level: 88.6機関下回る."""
        position = self.standing.position
        if position is None or not self.points:
            return ""
        if position.side is Side.ON:
            return "差なし"
        indicator = self.standing.indicator
        amount = format_amount(abs(position.gap), indicator.decimals + 1, difference_unit(indicator.unit))
        return f"{amount}{'上回る' if position.above else '下回る'}"

    @property
    def marks(self) -> tuple[str, ...]:
        """更新待ち, 基準値を下回る … without those that the reason says."""
        indicator = self.standing.indicator
        said = _SAID_BY_THE_REASON if self.reason else set()
        return tuple(flag_words(flag, indicator) for flag in self.standing.assessment.flags if flag not in said)

    @property
    def reason(self) -> str:
        """Why there is no bar, or how far one goes that does not fit; else nothing."""
        if self.look.gone is None:
            return missing_since_words(self.standing)
        if LOWEST <= self.look.gone <= HIGHEST:
            return ""
        return f"図の{'右' if self.look.gone > HIGHEST else '左'}へ続く（達成割合 {format_share(self.look.gone)}）"

    @property
    def value_before(self) -> str:
        """比べる日は908か所: the latest value at the earlier date, where it is another."""
        if self.before is None:
            return ""
        old = self.before.assessment.latest
        new = self.standing.assessment.latest
        if (old and (old.as_of, old.value)) == (new and (new.as_of, new.value)):
            return ""
        return f"比べる日は{'値なし' if old is None else value_with_unit(old.value or 0.0, self.before.indicator)}"

    @property
    def verdict_before(self) -> str:
        """比べる日はE: the verdict at the earlier date, where it is another."""
        if self.before is None:
            return ""
        old = look_of(self.before.next_target)
        return (
            ""
            if (old.letter, old.words) == (self.look.letter, self.look.words)
            else f"比べる日は{old.letter or old.words}"
        )

    @property
    def shares(self) -> str:
        """The bar in words, for who points at it or cannot see it."""
        look = self.look
        today = "" if look.required_today is None else f"{format_share(look.required_today)}（基準日）"
        if look.gone is None or look.required is None:
            required = f"必要な水準 {today}" if today else ""
            return "、".join(part for part in (self.reason, required) if part)
        required = f"必要な水準 {format_share(look.required)}（値の時点）"
        return "、".join(part for part in (f"達成割合 {format_share(look.gone)}", required, today) if part)

    @property
    def words(self) -> tuple[str, ...]:
        """All words of the row in reading order."""
        texts = (
            *(self.name, self.goal, self.left),
            *(self.value, self.unit, self.when, self.value_before, self.newer),
            *(self.reason, self.points, self.gap),
            *(self.look.letter, self.look.words, self.verdict_before, *self.marks),
        )
        return tuple(text for text in texts if text)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Its row of the table."""
        target = self.standing.next_target
        latest = self.standing.assessment.latest
        look = self.look
        shares = (look.gone, look.required, look.required_today)
        return (
            self.standing.indicator.name,
            fiscal_year_label(fiscal_year(target.date)) if target and target.date else "―",
            target.value if target else None,
            latest.value if latest else None,
            latest.as_of if latest else None,
            self.standing.indicator.unit,
            *(None if share is None else round(share * 100, 1) for share in shares),
            None if target is None or target.points is None else round(target.points, 1),
            None if target is None or target.gap is None else round(target.gap, self.standing.indicator.decimals + 1),
            look.verdict,
            "、".join(self.marks),
            self.newer,
            latest.source if latest else "",
        )


GONE, MISSING, AHEAD, REQUIRED, REQUIRED_TODAY = "gone", "missing", "ahead", "required", "required_today"
"""The parts of a bar: three stretches, and the ticks of the two clocks."""


@dataclass(frozen=True)
class Stretch:
    """A part of a bar from one share of the way to another."""

    part: str
    start: float
    end: float


def stretches(look: Look) -> tuple[Stretch, ...]:
    """The bar of a look from left to right; what is missing or ahead is exactly as long as it is."""
    if look.gone is None:
        return ()
    required = look.gone if look.required is None else look.required
    if look.missing:
        gone = (Stretch(GONE, 0.0, look.gone),) if look.gone > 0 else ()
        return (*gone, Stretch(MISSING, look.gone, required))
    if look.ahead:
        gone = (Stretch(GONE, 0.0, required),) if required > 0 else ()
        return (*gone, Stretch(AHEAD, required, look.gone))
    return (Stretch(GONE, min(0.0, look.gone), max(0.0, look.gone)),)


@dataclass(frozen=True)
class ProgressFigure:
    """The rows in the order given, on one scale, with the words around them."""

    catalogue: Catalogue
    rows: tuple[ProgressRow, ...]
    as_of: date
    updated: date | None = None

    @cached_property
    def domain(self) -> tuple[float, float]:
        """The shares at the left and the right edge: all bars, but not farther than ``LOWEST`` and ``HIGHEST``."""
        looks = [row.look for row in self.rows]
        ends = [end for look in looks for stretch in stretches(look) for end in (stretch.start, stretch.end)]
        ends += [tick for look in looks for tick in (look.required, look.required_today) if tick is not None]
        low = max(min([0.0, *ends]), LOWEST)
        high = min(max([1.0, *ends]), HIGHEST)
        return low - (_EDGE if low < 0 else 0.0), high + (_EDGE if high > 1 else 0.0)

    def place(self, share: float) -> float:
        """Where a share lies between the left edge (0) and the right one (1); at an edge what is beyond it."""
        low, high = self.domain
        return min(max((share - low) / (high - low), 0.0), 1.0)

    def cuts(self, look: Look) -> tuple[float, ...]:
        """The edge, as a share, at which a bar that goes farther is cut; none for one that fits."""
        if look.gone is None or LOWEST <= look.gone <= HIGHEST:
            return ()
        return (self.domain[0] if look.gone < LOWEST else self.domain[1],)

    @cached_property
    def headline(self) -> tuple[str, ...]:
        """The first sentences of the finding: by when it must be there, and who is where he should be."""
        standings = [row.standing for row in self.rows]
        return finding(standings, self.as_of, self.catalogue.judging.method)[:2]

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        """What is drawn, by the name of the part, in words."""
        return (
            (GONE, "基準値から進んだ分"),
            (MISSING, "必要な水準に足りない分"),
            (AHEAD, "必要な水準より先の分"),
            (REQUIRED, "値の時点に必要な水準"),
            (REQUIRED_TODAY, f"基準日（{japanese_date(self.as_of)}）に必要な水準"),
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """The sentences under the board: what a point is, when the targets are due, whose judgement counts."""
        points = "進みの差は、基準値から次の目標値までを100としたときの、必要な水準との差（値の時点）です。"
        method = f"判定は{self.catalogue.judging.method.label}（機械的な計算・参考）で、{JUDGED_BY}"
        return tuple(sentence for sentence in (points, self._deadlines, method) if sentence)

    @property
    def _deadlines(self) -> str:
        """R8目標の期限は令和9年3月末（あと123日）です: of each target that is somebody's next one and not past."""
        targets = [row.standing.next_target for row in self.rows]
        days = {target.date for target in targets if target and target.date and target.date >= self.as_of}
        parts = []
        for day in sorted(days):
            due = f"{fiscal_year_short(fiscal_year(day))}目標の期限は{deadline_words(day)}"
            parts.append(f"{due}（あと{(day - self.as_of).days:,}日）")
        return f"{'、'.join(parts)}です。" if parts else ""

    @property
    def dates(self) -> str:
        """The as-of date, and the day of the last change where it is known."""
        parts = (f"{japanese_date(self.as_of)}までの値", updated_words(self.updated))
        return "　".join(part for part in parts if part)

    @property
    def alt(self) -> str:
        """The board in words with its numbers, for those who cannot see it."""
        rows = (f"{row.name}：{row.shares}{f'、進みの差 {row.points}' if row.points else ''}。" for row in self.rows)
        return f"次の目標までの進みの棒図。{''.join(rows)}"

    @property
    def table(self) -> Table:
        """The figures of all rows."""
        columns = (
            Column("indicator", "指標"),
            Column("target", "次の目標"),
            Column("target_value", "目標値", ColumnKind.VALUE),
            Column("value", "最新値", ColumnKind.VALUE),
            Column("as_of", "最新値の時点", ColumnKind.DATE),
            Column("unit", "単位"),
            Column("achieved", "達成割合（％）", ColumnKind.RATE, "％"),
            Column("required", "値の時点に必要な水準（％）", ColumnKind.RATE, "％"),
            Column("required_today", "基準日に必要な水準（％）", ColumnKind.RATE, "％"),
            Column("points", "進みの差（ポイント）", ColumnKind.RATE, "ポイント"),
            Column("gap", "必要な水準との差（単位の数）", ColumnKind.VALUE),
            Column("verdict", "判定"),
            Column("marks", "印"),
            Column("newer", "判定に使わない新しい値"),
            Column("source", "出典"),
        )
        return Table(columns, tuple(row.cells for row in self.rows))


def progress_figure(
    catalogue: Catalogue,
    standings: Sequence[Standing],
    as_of: date,
    earlier: Sequence[Standing] = (),
    updated: date | None = None,
) -> ProgressFigure:
    """The rows of these standings in their order; ``earlier`` are the same indicators at a date to compare with."""
    before = {standing.indicator.id: standing for standing in earlier}
    rows = tuple(ProgressRow(standing, before.get(standing.indicator.id)) for standing in standings)
    return ProgressFigure(catalogue, rows, as_of, updated)
