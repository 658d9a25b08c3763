"""What an upload or a withdrawal would change in one indicator, before anything is drawn: its values, words, table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dashboard.catalogue import Catalogue, Indicator
from dashboard.charts.picture import Cell, Table
from dashboard.charts.words import value_with_unit
from dashboard.fiscal import label
from dashboard.observation import Observation, Status
from dashboard.progress import Point, format_value, judged_observations

NAMED = 12
"""So many changes of a kind are said in words; a file may bring hundreds, and the table has them all."""


class Half(StrEnum):
    """The halves of the picture, from left to right."""

    BEFORE = "変更前"
    AFTER = "変更後"


class Kind(StrEnum):
    """What happens to number or standing of one date; another source, note or batch is no change of the picture."""

    NEW = "新規"
    REVISED = "改訂"
    WITHDRAWN = "取消"
    SAME = "値は同じ"


@dataclass(frozen=True)
class Change:
    """One date with what is in force on it before and after; at least one of them."""

    before: Observation | None
    after: Observation | None

    @property
    def kind(self) -> Kind:
        """What happens."""
        if self.before is None or self.after is None:
            return Kind.NEW if self.after else Kind.WITHDRAWN
        same = (self.before.value, self.before.status) == (self.after.value, self.after.status)
        return Kind.SAME if same else Kind.REVISED

    @property
    def sides(self) -> tuple[Observation, ...]:
        """What there is of before and after, in this order."""
        return tuple(one for one in (self.before, self.after) if one)


@dataclass(frozen=True)
class Value:
    """One number in one half of the picture; a line joins those that count."""

    half: Half
    change: Change
    observation: Observation
    point: Point
    counts: bool

    @property
    def mark(self) -> Kind | None:
        """How it stands out: new and revised ones after, those that leave no number before."""
        if self.half is Half.AFTER:
            return None if self.change.kind is Kind.SAME else self.change.kind
        after = self.change.after
        return Kind.WITHDRAWN if after is None or after.value is None else None


@dataclass(frozen=True)
class ChangeView:
    """What the picture shows: the indicator and every date of it in the plan's own region."""

    catalogue: Catalogue
    indicator: Indicator
    changes: tuple[Change, ...]
    source_note: str = ""

    @property
    def title(self) -> str:
        """Name and unit."""
        return f"{self.indicator.name}（単位：{self.indicator.unit}）"

    @property
    def values(self) -> tuple[Value, ...]:
        """The numbers of both halves, each in the order of their dates."""
        return tuple(value for half in Half for value in self._values(half))

    def latest(self, half: Half) -> Value | None:
        """The newest value that counts; the newest of the others where none does."""
        return max(self._values(half), key=lambda value: (value.counts, value.point), default=None)

    def _values(self, half: Half) -> list[Value]:
        sides = ((change, change.before if half is Half.BEFORE else change.after) for change in self.changes)
        found = [(change, one, one.value) for change, one in sides if one and one.value is not None]
        judged = judged_observations(self.indicator, [one for _, one, _ in found], date.max)
        return [Value(half, change, one, (one.as_of, number), one in judged) for change, one, number in found]


def label_text(value: Value, indicator: Indicator) -> str:
    """The number, its standing unless it is official, and what happens to it."""
    after = value.change.after
    word = f"→ {after.status.label}" if value.mark is Kind.WITHDRAWN and after else value.mark or ""
    number = format_value(value.point[1], indicator.decimals)
    return f"{number}{_standing(value.observation)} {word}".rstrip()


def latest_text(view: ChangeView, half: Half) -> str:
    """The latest value of one half with its date; the unit is in the title."""
    if (latest := view.latest(half)) is None:
        return "値なし"
    one, number = latest.observation, format_value(latest.point[1], view.indicator.decimals)
    return f"最新値{'' if latest.counts else _standing(one)} {number}（{label(one.period)}）"


def alt_text(view: ChangeView) -> str:
    """What differs, with dates and numbers, for those who cannot see it."""
    kinds = (Kind.NEW, Kind.REVISED, Kind.WITHDRAWN)
    said = {kind: [_said(change, view.indicator) for change in view.changes if change.kind is kind] for kind in kinds}
    clauses = [f"{kind}は{_listed(items)}" for kind, items in said.items() if items]
    return f"{view.title}の変更前と変更後を並べた折れ線図。{'、'.join(clauses) or '変わる値はありません'}。"


def unseen_text(view: ChangeView) -> str:
    """Changes that no point shows, for they have no number before or after."""
    silent = [change for change in view.changes if all(one.value is None for one in change.sides)]
    said = [f"{change.kind}は{_said(change, view.indicator)}" for change in silent if change.kind is not Kind.SAME]
    return f"図に点のない変更：{_listed(said)}" if said else ""


def figures(view: ChangeView) -> Table:
    """The figures behind the picture: every date with its number, or the word for none, before and after."""
    columns = ("時点", "日付", "変更前", "変更後", "差", "区分")
    return Table(columns, tuple(_table_row(change, view.indicator.decimals) for change in view.changes))


def _table_row(change: Change, decimals: int) -> tuple[Cell, ...]:
    old, new = (one.value if one else None for one in (change.before, change.after))
    gap = None if old is None or new is None else round(new - old, decimals + 1)
    cells = (_cell(change.before), _cell(change.after))
    statuses = "→".join(dict.fromkeys(one.status.label for one in change.sides))
    day = change.sides[-1].period
    return (label(day), day.date, *cells, gap, f"{change.kind}（{statuses}）")


def _cell(one: Observation | None) -> Cell:
    return None if one is None else one.status.label if one.value is None else one.value


def _said(change: Change, indicator: Indicator) -> str:
    amounts = [
        one.status.label if one.value is None else f"{value_with_unit(one.value, indicator)}{_standing(one)}"
        for one in change.sides
    ]
    return f"{label(change.sides[-1].period)}の{' → '.join(amounts)}"


def _standing(one: Observation) -> str:
    return "" if one.status is Status.OFFICIAL else f"（{one.status.label}）"


def _listed(items: Sequence[str]) -> str:
    more = f"、ほか{len(items) - NAMED}件（一覧はデータ表）" if len(items) > NAMED else ""
    return "、".join(items[:NAMED]) + more
