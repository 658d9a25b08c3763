"""Rows to observations: every cell of the long shape is read and checked; none is dropped without being reported."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from dashboard.catalogue import Indicator
from dashboard.intake.columns import Field, Table, open_table, unread
from dashboard.intake.draft import Context, Draft, Row
from dashboard.intake.figures import Figures, figures_of, finer
from dashboard.intake.line import Line, shifted, skipped
from dashboard.intake.lookup import Lookup, Subject
from dashboard.intake.problems import Problem, Severity
from dashboard.observation import Observation


@dataclass(frozen=True)
class _Reading:
    """What one row came to: an observation, problems, or both."""

    line: Line
    row: Row | None
    problems: tuple[Problem, ...] = ()


def examine(data: bytes, context: Context) -> Draft:
    """Reads a file of the long shape completely and returns its rows together with all problems; raises nothing."""
    table = open_table(data)
    if isinstance(table, Problem):
        return Draft(problems=(table,))
    lookup = Lookup(context)
    readings = [_read(line, lookup) for line in _lines(table)]
    rows, doubles = _once([reading.row for reading in readings if reading.row])
    found = [problem for reading in readings for problem in reading.problems]
    problems = [*unread(table), *_taken_as_official(table, readings), *found, *doubles]
    if not rows and not any(problem.severity is Severity.ERROR for problem in problems):
        problems.append(Problem("E04", "読み取れる値の行がありません。見出しの下に、1行に1つの値を書いてください。"))
    return Draft(tuple(rows), by_row(problems))


def by_row(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems in the order of the file, those of the whole file first."""
    return tuple(sorted(problems, key=lambda problem: problem.row or 0))


def _lines(table: Table) -> Iterator[Line]:
    start = table.header.row + 1
    lines = (Line(number, cells, table.header) for number, cells in enumerate(table.sheet[start:], start + 1))
    return (line for line in lines if not line.blank)


def _read(line: Line, lookup: Lookup) -> _Reading:
    """One row; every cell that fails adds its problem, so that all of a row's faults are told at once."""
    aside = skipped(line) or shifted(line)
    if aside:
        return _Reading(line, None, (aside,))
    known = lookup.indicator(line.text(Field.INDICATOR))
    subject, figures = lookup.subject(line), figures_of(line, known if isinstance(known, Indicator) else None)
    if not isinstance(subject, Subject) or not isinstance(figures, Figures):
        return _Reading(line, None, tuple(p for part in (subject, figures) if isinstance(part, tuple) for p in part))
    if figures.empty:
        return _Reading(line, None, (_without_value(line),))
    warning = finer(line, figures, subject.indicator)
    return _Reading(line, Row(line.number, _observation(line, subject, figures)), (warning,) if warning else ())


def _observation(line: Line, subject: Subject, figures: Figures) -> Observation:
    return Observation(
        subject.indicator.id,
        subject.region.code,
        subject.period,
        figures.value,
        figures.status,
        source=line.text(Field.SOURCE),
        note=line.text(Field.NOTE),
        se=figures.margin.se,
        lower=figures.margin.lower,
        upper=figures.margin.upper,
    )


def _without_value(line: Line) -> Problem:
    text = line.text(Field.VALUE)
    found = f"「{text}」（値の設定なし）" if text else "空"
    return line.problem("N02", f"値が{found}なので、この行は読み飛ばしました。", Field.VALUE)


def _taken_as_official(table: Table, readings: list[_Reading]) -> list[Problem]:
    if Field.STATUS not in table.header.places:
        return [
            Problem("N04", "「区分」の列がないので、値はすべて「確定」として読みます。違うときは列を加えてください。")
        ]
    unstated = [
        reading.line
        for reading in readings
        if reading.row and reading.row.observation.value is not None and not reading.line.text(Field.STATUS)
    ]
    said = f"区分が空の行が{len(unstated)}行あり、その値は「確定」として読みます。違うときは区分を書いてください。"
    return [line.problem("N04", said, Field.STATUS) for line in unstated[:1]]


def _once(rows: list[Row]) -> tuple[list[Row], list[Problem]]:
    """The first row of each (indicator, region, date), and what is to be said about any later one."""
    first: dict[tuple[str, str, date], Row] = {}
    doubles = []
    for row in rows:
        one = row.observation
        kept = first.setdefault((one.indicator, one.region, one.as_of), row)
        if kept is not row:
            doubles.append(_double(row, kept))
    return list(first.values()), doubles


def _double(row: Row, kept: Row) -> Problem:
    where, earlier = f"{row.number}行目", f"{kept.number}行目"
    if _figures(row.observation) != _figures(kept.observation):
        said = f"{where}：{earlier}と指標・地域・時点が同じなのに、値か区分が違います。正しいほうだけを残してください。"
        return Problem("E13", said, row.number)
    if row.observation == kept.observation:
        return Problem("N03", f"{where}：{earlier}と同じ内容なので、一つとして読みます。", row.number)
    said = f"{where}：{earlier}と同じ値ですが、出典、備考か時点の書き方が違います。{earlier}のほうだけを読みます。"
    return Problem("N03", said, row.number)


def _figures(one: Observation) -> tuple[object, ...]:
    return one.value, one.status, one.se, one.lower, one.upper
