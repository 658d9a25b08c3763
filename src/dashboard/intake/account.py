"""The account of a sheet: how every filled cell was understood, and the same in one line for whoever looks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from dashboard.catalogue import Catalogue
from dashboard.fiscal import Period, label
from dashboard.intake.draft import Account, Context, Draft, Field, Problem, Role, Row, Sense
from dashboard.intake.file_table import FileTable
from dashboard.observation import STRONGEST_FIRST
from dashboard.places import Level, Regions
from dashboard.text import listed

MOST_LISTED = 3
"""More indicators or dates than this are counted in the line and not named."""

NO_TABLE = "表として読めていないので、まだ使っていません。"

_ROLES = {
    Field.INDICATOR: Role.INDICATOR,
    Field.CODE: Role.REGION,
    Field.NAME: Role.REGION,
    Field.PREFECTURE: Role.REGION,
    Field.PREFECTURE_CODE: Role.REGION,
    Field.PERIOD: Role.DATE,
    Field.YEAR: Role.DATE,
    Field.PART_OF_YEAR: Role.DATE,
    Field.UNIT: Role.UNIT,
    Field.STATUS: Role.STATUS,
    Field.SOURCE: Role.REMARK,
    Field.NOTE: Role.REMARK,
}
_MEANINGS = {
    Role.INDICATOR: "どの指標の値かを、ここから読みます",
    Role.REGION: "どの地域の値かを、ここから読みます",
    Role.DATE: "いつの値かを、ここから読みます",
    Role.UNIT: "値の単位が指標の単位と同じかを、ここで確かめます",
    Role.STATUS: "値の区分を、ここから読みます",
    Role.REMARK: "値と一緒に登録します",
    Role.VALUE: "値と一緒に登録する数です",
}


def account_of(
    table: FileTable,
    aside: Mapping[int, Sense],
    apart: Mapping[tuple[int, int], Sense],
    problems: Sequence[Problem],
    context: Context,
) -> Account:
    """The account of a table; ``aside`` are rows (0-based) that are no data.

    ``apart`` are the cells around the table, and those in columns of values that say that there is none.
    """
    columns: dict[int, Sense] = {}
    cells = dict(apart)
    for header in table.headers:
        for column, place in header.places.items():
            role = _ROLES.get(column, Role.VALUE)
            columns[place] = Sense(role, f"「{column}」の列です。{_MEANINGS[role]}。")
    names = {indicator.id: indicator.name for indicator in context.catalogue.indicators}
    names |= {region.code: region.name for region in context.regions}
    for header in table.headers:
        texts = [*(names.get(text, text) for text in header.fixed.values()), header.unit]
        of = "、".join(dict.fromkeys(text for text in texts if text))
        columns[header.value_place] = Sense(Role.VALUE, f"値の列です{f'（{of}）' if of else ''}。")
    for place, heading in enumerate(table.columns):
        if place not in columns and heading.cells:
            columns[place] = Sense(Role.UNUSED, f"「{heading.text}」の列は使いません。")
    rows = dict(aside)
    for row in range(table.top, table.header_row + 1):
        rows[row] = Sense(Role.HEADING, "見出しとして読みました。")
        for place, heading in enumerate(table.columns):
            sense = columns.get(place)
            if sense and heading.cells:
                is_read = sense.role is not Role.UNUSED
                cells[row, place] = Sense(Role.HEADING, f"見出しです。{sense.why}") if is_read else sense
    if table.unit_row is not None:
        rows[table.unit_row] = Sense(Role.UNIT, "単位の行として読みました。")
    return Account(columns, rows, cells, problems_by_cell(problems))


def problems_by_cell(problems: Iterable[Problem]) -> dict[tuple[int, int], tuple[Problem, ...]]:
    """The problems at a cell, by its row and column counted from 0."""
    by_cell: defaultdict[tuple[int, int], tuple[Problem, ...]] = defaultdict(tuple)
    for problem in problems:
        if problem.row is not None and problem.column is not None:
            by_cell[problem.row - 1, place_of(problem.column)] += (problem,)
    return dict(by_cell)


def place_of(letter: str) -> int:
    """The column (0-based) under a letter as Excel shows it: A is 0, AA is 26."""
    place = 0
    for character in letter:
        place = 26 * place + ord(character) - ord("A") + 1
    return place - 1


def unused_cells(draft: Draft) -> Iterator[tuple[int, int, str, str]]:
    """Every filled cell that is neither a value nor a part of one's meaning: row and place (0-based), text, and why."""
    for row, cells in enumerate(draft.sheet):
        for place, cell in enumerate(cells):
            if cell.strip():
                sense = draft.account.at(row, place)
                if draft.header_row is None:
                    yield row, place, cell, NO_TABLE
                elif sense.role in {Role.REMARK, Role.UNUSED}:
                    yield row, place, cell, sense.why


def understanding(rows: Sequence[Row], catalogue: Catalogue, regions: Regions) -> str:
    """What was understood, in one line: 令和8年9月の通いの場の数、63市町村、単位：か所、確定; empty without rows."""
    if not rows:
        return ""
    observations = [row.observation for row in rows]
    indicators = [catalogue.indicator(id_) for id_ in dict.fromkeys(each.indicator for each in observations)]
    periods = dict.fromkeys(each.period for each in observations)
    names = [indicator.name for indicator in indicators]
    what = "、".join(names) if len(names) <= MOST_LISTED else f"{len(names)}指標（{listed(names, 2)}）"
    levels = _levels({each.region for each in observations}, regions)
    units = "・".join(dict.fromkeys(indicator.unit for indicator in indicators))
    statuses = dict.fromkeys(each.status for each in observations)
    strongest = sorted(statuses, key=[*STRONGEST_FIRST, *statuses].index)
    standing = "・".join(status.label for status in strongest)
    return f"{_when(list(periods))}の{what}、{levels}、単位：{units}、{standing}"


def _when(periods: Sequence[Period]) -> str:
    if len(periods) <= MOST_LISTED:
        return "、".join(label(period) for period in sorted(periods))
    first: date = min(period.date for period in periods)
    last: date = max(period.date for period in periods)
    ends = [next(period for period in periods if period.date == day) for day in (first, last)]
    return f"{label(ends[0])}から{label(ends[1])}まで（{len(periods)}時点）"


def _levels(codes: set[str], regions: Regions) -> str:
    found = [regions.get(code) for code in codes]
    texts = []
    for level in Level:
        count = sum(region.level is level for region in found)
        if level is Level.PREFECTURE and count:
            texts.append(regions.prefecture.name)
        elif count == 1:
            texts.append(next(region.name for region in found if region.level is level))
        elif count:
            texts.append(f"{count}{level.label}")
    return "と".join(texts)
