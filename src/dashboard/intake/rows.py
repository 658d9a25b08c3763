"""Rows to observations: every cell is read and checked; none is dropped without being reported."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dashboard.catalogue import Indicator
from dashboard.intake.cells import Field
from dashboard.intake.draft import Context, Draft, Row
from dashboard.intake.header import NOTHING_GIVEN, Cells, Given, Table, open_table, read_cells
from dashboard.intake.line import Figures, Line, figures_of, finer, is_note, shifted
from dashboard.intake.names import Lookup, Refusal, Subject, for_whole_file, unfit
from dashboard.intake.reading import first_filled
from dashboard.intake.remarks import (
    Named,
    Rewritten,
    Total,
    TotalNames,
    rewritten,
    said_once,
    samples,
    spans,
    texts_to_mind,
    total_of,
    total_said,
    totals_that_differ,
    without_value,
)
from dashboard.intake.rules import Problem, Severity
from dashboard.observation import Observation


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one line came to: an observation, problems, a total, or several of them; or ``empty``, nothing at all."""

    line: Line
    row: Row | None = None
    problems: tuple[Problem, ...] = ()
    total: Total | None = None
    rewritten: tuple[Rewritten, ...] = ()
    empty: bool = False


def examine(data: bytes, context: Context, given: Given = NOTHING_GIVEN) -> Draft:
    """Reads a file completely and returns its rows together with all problems; raises nothing."""
    choices = read_cells(data, given.sheet)
    table = open_table(choices, context.catalogue, given)
    if isinstance(table, Problem):
        cells = next((one for one in choices if isinstance(one, Cells)), Cells(()))
        return Draft(problems=(table,), sheet=cells.rows, sheets=cells.sheets)
    lookup = Lookup(context)
    unusable = _unusable(given, table, lookup)
    if table.asks or unusable:
        return _draft(table, (), [*table.problems, *unusable])
    return _drafted(table, context, list(_readings(table, lookup, TotalNames(context.regions))))


def by_row(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems in the order of the file, those of the whole file first, each of them once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.row or 0))


def _draft(table: Table, rows: Sequence[Row], problems: Iterable[Problem]) -> Draft:
    cells = table.cells
    return Draft(tuple(rows), by_row(problems), cells.rows, table.headers.row, cells.sheets, table.asks)


def _drafted(table: Table, context: Context, readings: Sequence[_Reading]) -> Draft:
    rows, doubles = _once([reading.row for reading in readings if reading.row])
    totals = [reading.total for reading in readings if reading.total]
    problems = [
        *table.problems,
        *_blank_rows(table),
        *_taken_as_official(table, readings),
        *without_value(reading.line for reading in readings if reading.empty),
        *samples(reading.line for reading in readings if reading.row),
        *said_once(one for reading in readings for one in reading.rewritten),
        *(problem for reading in readings for problem in reading.problems),
        *totals_that_differ(totals, rows, context.regions),
        *doubles,
    ]
    if not rows and not any(problem.severity is Severity.ERROR for problem in problems):
        problems.append(Problem("E04", "読み取れる値の行がありません。見出しの下に、1行に1つの値を書いてください。"))
    return _draft(table, rows, problems)


def _unusable(given: Given, table: Table, lookup: Lookup) -> list[Problem]:
    """The problems of what was given for the whole file, told once and not for each row."""
    answered = table.headers.each[0].given
    found: list[object] = []
    if answered.get(Field.PERIOD):
        found.append(lookup.period(given.period.strip()))
    if given.indicator and answered.get(Field.INDICATOR) == given.indicator.strip():
        found.append(lookup.indicator(given.indicator.strip()))
    return [for_whole_file(one.rule, one.said) for one in found if isinstance(one, Refusal)]


def _readings(table: Table, lookup: Lookup, totals: TotalNames) -> Iterator[_Reading]:
    """Each row below the header, once for each value column, without the blank ones."""
    for number, cells in enumerate(table.cells.rows[table.start :], table.start + 1):
        if not first_filled(cells):
            continue
        lines = [Line(number, cells, header) for header in table.headers.each]
        if is_note(cells, table.headers):
            yield _note(lines[0])
        else:
            yield from (_read(line, table, lookup, totals) for line in lines)


def _note(line: Line) -> _Reading:
    text = first_filled(line.cells)
    said = f"{line.number}行目は注記なので読み飛ばしました。"
    return _Reading(line, problems=(Problem("N02", said, line.number, None, text),))


def _read(line: Line, table: Table, lookup: Lookup, totals: TotalNames) -> _Reading:
    """One line; every cell that fails adds its problem, so that all of a row's faults are told at once."""
    named = totals.of(line)
    if named:
        return _Reading(line, problems=(total_said(line, named),), total=_total(line, named, lookup))
    aside = shifted(line, wide=table.headers.wide)
    return _Reading(line, problems=(aside,)) if aside else _read_value(line, lookup)


def _total(line: Line, named: Named, lookup: Lookup) -> Total | None:
    indicator, period = lookup.indicator(line.text(Field.INDICATOR)), lookup.period(line.text(Field.PERIOD))
    if isinstance(indicator, Refusal) or isinstance(period, Refusal):
        return None
    return total_of(line, named, indicator, period)


def _read_value(line: Line, lookup: Lookup) -> _Reading:
    known = lookup.indicator(line.text(Field.INDICATOR))
    subject, figures = lookup.subject(line), figures_of(line, known if isinstance(known, Indicator) else None)
    if not isinstance(subject, Subject) or not isinstance(figures, Figures):
        found = tuple(p for part in (subject, figures) if isinstance(part, tuple) for p in part)
        return _Reading(line, problems=found)
    if figures.empty:
        return _Reading(line, empty=True)
    misplaced = unfit(line, subject)
    if misplaced:
        return _Reading(line, problems=misplaced)
    warning = finer(line, figures, subject.indicator)
    row = Row(
        line.number, _observation(line, subject, figures), line.header.letter(Field.VALUE), line.text(Field.VALUE)
    )
    return _Reading(
        line,
        row,
        problems=(*([warning] if warning else []), *texts_to_mind(line)),
        rewritten=tuple(rewritten(line, subject, figures.value)),
    )


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


def _blank_rows(table: Table) -> list[Problem]:
    """One notice for the blank rows among the data; those after the last row are nothing."""
    rows = enumerate(table.cells.rows[table.start :], table.start + 1)
    blank = [number for number, cells in rows if not first_filled(cells)]
    if not blank:
        return []
    return [Problem("N02", f"{spans(blank)}行目は空なので読み飛ばしました（空の行は{len(blank)}行）。", blank[0])]


def _taken_as_official(table: Table, readings: Sequence[_Reading]) -> list[Problem]:
    if Field.STATUS not in table.headers.each[0].places:
        return [
            Problem("N04", "「区分」の列がないので、値はすべて「確定」として読みます。違うときは列を加えてください。")
        ]
    unstated = {
        reading.line.number: reading.line
        for reading in reversed(readings)
        if reading.row and reading.row.observation.value is not None and not reading.line.text(Field.STATUS)
    }
    said = f"区分が空の行が{len(unstated)}行あり、その値は「確定」として読みます。違うときは区分を書いてください。"
    return [line.problem("N04", said, Field.STATUS) for line in list(unstated.values())[-1:]]


def _once(rows: Sequence[Row]) -> tuple[list[Row], list[Problem]]:
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
    earlier = f"{kept.number}行目"
    if _figures(row.observation) != _figures(kept.observation):
        said = f"{earlier}と指標・地域・時点が同じなのに、値か区分が違います。正しいほうだけを残してください。"
        return row.problem("E13", said)
    if replace(row.observation, batch=None) == replace(kept.observation, batch=None):
        return row.problem("N03", f"{earlier}と同じ内容なので、一つとして読みます。")
    said = f"{earlier}と同じ値ですが、出典、備考か時点の書き方が違います。{earlier}のほうだけを読みます。"
    return row.problem("N03", said)


def _figures(one: Observation) -> tuple[object, ...]:
    return one.value, one.status, one.se, one.lower, one.upper
