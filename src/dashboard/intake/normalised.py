"""What was read in another form than it was written: said once for each kind, with the first cell as the example."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from dashboard.fiscal import Period, iso_label, label
from dashboard.intake.columns import Field
from dashboard.intake.line import Line
from dashboard.intake.lookup import Subject, for_whole_file
from dashboard.intake.problems import Problem
from dashboard.progress import decimal_places, format_value

_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_WHAT = {
    Field.VALUE: "全角の数字、桁区切り、▲、単位などをふつうの数に直して読んだ値",
    Field.PERIOD: "書き方をそろえて読んだ時点",
    Field.CODE: "5桁の地域コードに直して読んだ地域コード",
    Field.NAME: "正式な名前に直して読んだ地域名",
    Field.INDICATOR: "正式な名前に直して読んだ指標",
}


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A cell, and what it was read as."""

    line: Line
    field: Field
    read_as: str


def rewritten(line: Line, subject: Subject, value: float | None) -> Iterator[Rewritten]:
    """The cells of a row whose text is not already what it is read as."""
    text = line.text(Field.VALUE)
    if value is not None and not _PLAIN_NUMBER.fullmatch(text):
        yield Rewritten(line, Field.VALUE, _number(value))
    written, period = line.text(Field.PERIOD), subject.period
    if written not in _plain_forms(period):
        yield Rewritten(line, Field.PERIOD, f"{label(period)}（{period.date.isoformat()}）")
    code, name = line.text(Field.CODE), line.text(Field.NAME)
    if code not in {"", subject.region.code}:
        yield Rewritten(line, Field.CODE, subject.region.code)
    if name not in {"", subject.region.name}:
        yield Rewritten(line, Field.NAME, subject.region.name)
    if line.text(Field.INDICATOR) not in subject.indicator.names:
        yield Rewritten(line, Field.INDICATOR, subject.indicator.name)


@lru_cache(maxsize=4096)
def _plain_forms(period: Period) -> frozenset[str]:
    """The ways of writing a period that need no echo."""
    return frozenset((label(period), iso_label(period), period.date.isoformat()))


def said_once(found: Iterable[Rewritten]) -> list[Problem]:
    """One notice for each kind of cell: how many there are, and the first of them."""
    kinds: defaultdict[Field, list[Rewritten]] = defaultdict(list)
    for one in found:
        kinds[one.field].append(one)
    return [_notice(kind) for kind in kinds.values()]


def _notice(kind: list[Rewritten]) -> Problem:
    line, field = kind[0].line, kind[0].field
    said = f"「{line.text(field)}」を {kind[0].read_as} と読みました。{_WHAT[field]}は{len(kind)}件です。"
    return line.problem("N05", said, field) if field in line.header.places else for_whole_file("N05", said)


def _number(value: float) -> str:
    return format_value(value, decimal_places(value))
